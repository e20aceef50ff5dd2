"""The right side of the window: the verdict, the table of figures, and what has to be said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSplitter,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from core.metrics import FEW_ROWS, YEAR_ROWS, sharpe_ratio
from core.project import Accounts
from core.scales import scales_note
from gui.differences import DifferenceList
from gui.figure_choice import FigureChoice
from gui.figure_columns import figure_columns
from gui.formats import breakable
from gui.summary_table import SummaryTable
from gui.theme import Theme
from gui.verdict import Verdict, VerdictCard

if TYPE_CHECKING:
    from core.comparison import Track
    from core.metrics import Conventions
    from core.portfolio import Account
    from core.scenario import Scenario
    from core.study import Study


MOST_FAILURES = 4
"""So many failures are told in full; how many more there are is told as well."""
NOTHING_YET = "The figures appear here as soon as there are prices."
LINES_BELOW = 9
"""Lines of text that notes and differences are given at first."""


@dataclass(frozen=True)
class _BaseRatio:
    """The Sharpe ratio of a base portfolio, and of what it was computed."""

    account: Account
    conventions: Conventions
    ratio: float

    def serves(self, account: Account, conventions: Conventions) -> bool:
        """Whether the ratio is that of an account."""
        mine, other = self.conventions.cash_rate, conventions.cash_rate
        is_rate = mine is other or (isinstance(mine, float) and mine == other)
        same = self.conventions.statistics == conventions.statistics
        return account is self.account and is_rate and same


class ResultsPanel(QWidget):
    """Figures of the scenarios that are shown; empty until there is a study.

    Attributes
    ----------
    accounts_chosen
        The user wants other accounts: "dynamic", "base" or "both". They are shown already.
    differences_chosen
        The user wants differences to the reference, or figures. They are shown already.
    """

    accounts_chosen = Signal(str)
    differences_chosen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("results")
        self._study: Study | None = None
        self._selected = 0
        self._base_ratios: dict[int, _BaseRatio] = {}
        self.verdict = VerdictCard(theme, self)
        self.choice = FigureChoice(self)
        self.table = SummaryTable(theme, self)
        self._notes = QLabel(self, objectName="notes")
        self._notes.setWordWrap(True)
        self._notes.setTextFormat(Qt.TextFormat.PlainText)
        self._notes.setContentsMargins(6, 2, 6, 0)
        self._notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.differences = DifferenceList(theme, self)
        self._build_layout()
        self.choice.accounts_chosen.connect(self._take_accounts)
        self.choice.differences_chosen.connect(self._take_differences)
        self.clear()

    def show_study(self, study: Study, selected: int) -> None:
        """Show the figures of a study; `selected` is the key of the scenario in the form."""
        if study is self._study and selected == self._selected:
            return
        self._study, self._selected = study, selected
        self._show()

    def clear(self) -> None:
        """Show nothing, as before the first study."""
        self._study = None
        self._base_ratios.clear()
        self.table.set_columns(())
        self._notes.setText(NOTHING_YET)
        self.differences.set_pair(("", ""), None)
        for part in (self.verdict, self.choice, self.table):
            part.hide()

    def set_accounts(self, accounts: Accounts) -> None:
        """Show the accounts with the overlay, the base portfolios, or both."""
        if accounts != self.choice.accounts:
            self.choice.set_accounts(accounts)
            self._show_figures()

    def set_differences(self, differences: bool) -> None:
        """Show differences to the reference, or the figures themselves."""
        if differences != self.choice.differences:
            self.choice.set_differences(differences)
            self._show_figures()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.verdict.set_theme(theme)
        self.table.set_theme(theme)
        self.differences.set_theme(theme)

    def text(self) -> str:
        """Return the table as it is shown, tab separated, for the clipboard."""
        return self.table.text()

    def _build_layout(self) -> None:
        below = QWidget(self)
        words = QVBoxLayout(below)
        words.setContentsMargins(0, 0, 0, 4)
        words.setSpacing(8)
        words.addWidget(self._notes)
        words.addWidget(self.differences)
        words.addStretch(1)
        self._below = _UprightScroll(below, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self, objectName="results_splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self._below)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 8, 4, 4)
        layout.setSpacing(6)
        layout.addWidget(self.verdict)
        layout.addWidget(self.choice)
        layout.addWidget(self.splitter, 1)

    # From a study to what is shown

    def _show(self) -> None:
        study = self._study
        assert study is not None
        verdicts = [self._verdict(track) for track in self._tracks if not track.is_benchmark]
        self.verdict.set_verdicts(verdicts)
        _show_or_hide(self.verdict, bool(verdicts))
        reference = study.project.compared_with
        self.choice.set_reference(reference.name, self._hindrance(study, reference))
        self._show_figures()
        self._show_words(study)
        _show_or_hide(self.choice, bool(self._tracks))
        _show_or_hide(self.table, bool(self._tracks))

    def _hindrance(self, study: Study, reference: Scenario) -> str:
        """Return why there are no differences to the reference; "" where there are."""
        if study.comparison.track(reference.key) is None:
            return f"{reference.name} is hidden or has no result: nothing can be compared with it"
        if len(self._tracks) < 2:
            return f"Only {reference.name} is shown: there is nothing to compare with it"
        return ""

    def _show_figures(self) -> None:
        if self._study is None:
            return
        wanted = self.choice.differences and len(self._tracks) > 1
        reference = self._study.project.compared_with.key if wanted else None
        self.table.set_columns(
            figure_columns(self._tracks, self.choice.accounts, self._selected, reference)
        )

    def _show_words(self, study: Study) -> None:
        text = "\n".join(breakable(line) for line in _notes(study))
        if text != self._notes.text():
            self._notes.setText(text)
        first, second = _pair(study, self._selected)
        if first is None or second is None:
            self.differences.set_pair(("", ""), None)
        else:
            pair = (first.parameters, second.parameters)
            self.differences.set_pair((first.name, second.name), pair)

    @property
    def _tracks(self) -> tuple[Track, ...]:
        return () if self._study is None else self._study.comparison.tracks

    def _verdict(self, track: Track) -> Verdict:
        return Verdict(
            key=track.key,
            name=track.name,
            color=track.color,
            base=self._base_ratio(track),
            dynamic=track.figures_dynamic["sharpe"],
            ruin=_ruin(track),
            is_ruined=track.dynamic.wiped_out >= 0,
            is_few=len(track.dates) < YEAR_ROWS,
            is_selected=track.key == self._selected,
        )

    def _base_ratio(self, track: Track) -> float | None:
        """Return the base's Sharpe ratio without its other figures, kept while its account is.

        The overlay runs again at every step of a control, on the same base portfolio.
        """
        assert track.base is not None
        known, now = self._base_ratios.get(track.key), track.conventions
        if known is None or not known.serves(track.base, now):
            known = _BaseRatio(track.base, now, sharpe_ratio(track.base, now))
            self._base_ratios[track.key] = known
        return known.ratio if math.isfinite(known.ratio) else None

    @Slot(str)
    def _take_accounts(self, accounts: str) -> None:
        self._show_figures()
        self.accounts_chosen.emit(accounts)

    @Slot(bool)
    def _take_differences(self, differences: bool) -> None:
        self._show_figures()
        self.differences_chosen.emit(differences)


class _UprightScroll(QScrollArea):
    """A column of words that scrolls up and down only."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self.setObjectName("results_scroll")
        self.setAccessibleName("Notes and differences")
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # then the arrow keys scroll
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(
            "#results_scroll { border: 1px solid transparent; }"
            "#results_scroll:focus { border-color: palette(highlight); }"
        )

    def _lines(self, count: int) -> int:
        return count * self.fontMetrics().lineSpacing()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), self._lines(LINES_BELOW))

    def minimumSizeHint(self) -> QSize:
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        return QSize(self._content.minimumSizeHint().width() + bar + 2, self._lines(3))


def _notes(study: Study) -> list[str]:
    """Return what has to be said of a study, a sentence or two a line."""
    failed = [f"{one.name} has no result. {one.error}" for one in study.failures]
    if len(failed) > MOST_FAILURES:
        left = len(failed) - MOST_FAILURES + 1
        failed = [*failed[: MOST_FAILURES - 1], f"{left} more have no result."]
    notes = [*failed, *study.notes]
    if not study.comparison.whole and not failed:
        notes.append("Every scenario is hidden; the eye in the list shows one again.")
    common = len(study.comparison.dates)
    if 0 < common < FEW_ROWS and all(len(t.dates) >= FEW_ROWS for t in study.comparison.whole):
        days = "1 day" if common == 1 else f"{common} days"
        notes.append(f"They have {days} in common only; figures a year made of so few say nothing.")
    if FEW_ROWS <= common < YEAR_ROWS:
        notes.append(f"These are {common} days, less than a year: figures a year say little.")
    scales = scales_note(study)
    return [*notes, scales] if scales else notes


def _pair(study: Study, selected: int) -> tuple[Scenario | None, Scenario | None]:
    """Return the reference and the selected scenario; for the reference, the first other one."""
    project = study.project
    reference, chosen = project.compared_with, project.scenario(selected)
    if chosen is None or chosen.key == reference.key:
        chosen = next((one for one in project.scenarios if one.key != reference.key), None)
    return reference, chosen


def _ruin(track: Track) -> str:
    """Return a sentence on the accounts that are wiped out, "" where none is."""
    accounts = (("Base portfolio", track.base), ("Account with the overlay", track.dynamic))
    return " ".join(
        f"{name} wiped out on {track.dates[account.wiped_out]:%Y-%m-%d}."
        for name, account in accounts
        if account is not None and account.wiped_out >= 0
    )


def _show_or_hide(part: QWidget, shown: bool) -> None:
    if part.isHidden() == shown:
        part.setVisible(shown)
