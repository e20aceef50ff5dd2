"""The data page: where the prices are from, which days each symbol has, and what is strange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.findings import Finding, Severity
from core.parameters import CASH_SERIES
from gui.data_coverage import CoverageTable
from gui.data_findings import FindingsTable
from gui.data_source import SourceBlock
from gui.data_words import (
    SEVERITY_WORDS,
    common_period,
    looked_for,
    worth_a_look,
)
from gui.elided_label import ElidedLabel
from gui.focus_ring import RingedCombo
from gui.theme import Theme

if TYPE_CHECKING:
    from core.coverage import SymbolCoverage
    from gui.tasks import Gathered

NOTHING_YET = "No prices are loaded yet."
FILTERS = (
    ("All findings", Severity.NOTE),
    ("Flags and suspects", Severity.FLAG),
    ("Suspects only", Severity.SUSPECT),
)


class DataPage(QWidget):
    """What can be told of the prices at hand, whether or not a run has gone well on them.

    It is about the symbols of the form; findings about others are counted, and can be shown.

    Attributes
    ----------
    count_changed
        How many flags and suspects concern the symbols of the form.
    """

    count_changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_page")
        self._gathered: Gathered | None = None
        self._symbols: tuple[str, ...] = ()
        self._stale = False
        self._symbol = ""
        self._clean = ""
        self.source = SourceBlock(theme)
        self.coverage = CoverageTable()
        self.findings = FindingsTable()
        self._period = QLabel(objectName="common_period")
        self._period.setWordWrap(True)
        self._period.setTextFormat(Qt.TextFormat.PlainText)
        self._build_findings_bar()
        self._lay_out()
        self.coverage.symbol_chosen.connect(self._choose_symbol)
        self.set_theme(theme)

    def show_prices(self, gathered: Gathered, symbols: tuple[str, ...]) -> None:
        """Show other prices, seen from the symbols of the form."""
        self._gathered, self._symbols = gathered, symbols
        self._pages.setCurrentIndex(1)
        whole = gathered.whole  # of the prices; the cash rate may go further
        days = (whole.first, whole.last) if whole is not None else ()
        first, last = (str(day) if day else "" for day in days) if days else ("", "")
        self.source.show_source(gathered.prices.source, first, last)
        self._clean = f"Nothing strange was found.\n{looked_for(gathered.prices.source)}"
        self._renew()

    def show_symbols(self, symbols: tuple[str, ...]) -> None:
        """See the same prices from other symbols."""
        if symbols != self._symbols:
            self._symbols = symbols
            self._renew()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.source.set_theme(theme)
        self.coverage.set_theme(theme)
        self.findings.set_theme(theme)

    # What is shown

    def _renew(self) -> None:
        """Tell the count at once; what only the eye needs waits until the page is seen."""
        if self._gathered is None:
            return
        self.count_changed.emit(worth_a_look(self._told(self._concerned())))
        self._stale = True
        if self.isVisible():
            self._show_all()

    def _concerned(self) -> tuple[Finding, ...]:
        assert self._gathered is not None
        wanted = {*self._symbols, CASH_SERIES}
        found = self._gathered.prices.source.findings
        return tuple(finding for finding in found if finding.concerns(wanted))

    def _told(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Return what is shown of findings: all of one symbol, else many of a kind together."""
        from core.quality import condensed

        return tuple(findings if self._symbol else condensed(findings))

    def _show_all(self) -> None:
        from core.coverage import coverage

        self._stale = False
        assert self._gathered is not None
        panel = self._gathered.panel
        present = [name for name in self._symbols if name in panel.columns]
        covered = self._gathered.whole
        if covered is None or tuple(one.symbol for one in covered.symbols) != self._symbols:
            covered = coverage(panel[present], self._symbols)
        apart: tuple[SymbolCoverage, ...] = ()
        if CASH_SERIES in panel.columns and CASH_SERIES not in self._symbols:
            both = coverage(panel[[*present, CASH_SERIES]], (*present, CASH_SERIES))
            apart = both.symbols[-1:]
        self.coverage.show_coverage(covered, apart)
        self._period.setText(common_period(covered))
        self._choose_symbol("")
        self._share_height()

    def _show_findings(self) -> None:
        assert self._gathered is not None
        everything = self._gathered.prices.source.findings
        found = self._concerned()
        others = len(everything) - len(found)
        self._others.setVisible(others > 0)
        self._others.setText(f"Other symbols too ({others:,})")
        if self._others.isChecked() and others:
            found = everything
        found = self._told(found)
        self.findings.show_findings(found)
        if self._symbol:
            found = tuple(finding for finding in found if self._symbol in finding.symbols)
        counts = [
            (sum(finding.severity is severity for finding in found), words)
            for severity, words in SEVERITY_WORDS.items()
        ]
        told = ", ".join(
            f"{count:,} {words[count != 1].lower()}" for count, words in counts if count
        )
        self._heading.setText(f"Findings: {told}" if told else "Findings")
        self._restrict()

    @Slot()
    def _restrict(self) -> None:
        least = FILTERS[self._filter.currentIndex()][1]
        self.findings.restrict(least, self._symbol)
        self._only.setVisible(bool(self._symbol))
        self._only.setText(f"Only {self._symbol} ×")
        self._only.setAccessibleName(f"Show the findings of all symbols, not {self._symbol} alone")
        nothing = not self.findings.count
        if nothing and (self._symbol or self._filter.currentIndex()):
            self._nothing.setText("No finding passes the filter.")
        else:
            self._nothing.setText(self._clean)
        self._lower.setCurrentIndex(1 if nothing else 0)
        self._copy.setEnabled(not nothing)

    @Slot(str)
    def _choose_symbol(self, symbol: str) -> None:
        self._symbol = symbol
        self._show_findings()

    @Slot()
    def _forget_symbol(self) -> None:
        self.coverage.clearSelection()

    @Slot()
    def _toggle_others(self) -> None:
        self._show_findings()

    # Building

    def _build_findings_bar(self) -> None:
        self._heading = ElidedLabel()
        self._heading.setObjectName("findings_heading")
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        self._only = QToolButton()
        self._only.setObjectName("only_symbol")
        self._only.clicked.connect(self._forget_symbol)
        self._others = QToolButton()
        self._others.setObjectName("other_symbols")
        self._others.setCheckable(True)
        self._others.toggled.connect(self._toggle_others)
        self._filter = RingedCombo()
        self._filter.setObjectName("severity_filter")
        self._filter.addItems([title for title, _ in FILTERS])
        self._filter.setAccessibleName("Which findings are shown")
        self._filter.setMinimumContentsLength(14)
        self._filter.currentIndexChanged.connect(self._restrict)
        self._copy = QToolButton()
        self._copy.setObjectName("copy_findings")
        self._copy.setText("Copy")
        self._copy.setToolTip("Copy the selected findings, or all that are shown, as text")
        self._copy.setAccessibleName("Copy the findings")
        self._copy.clicked.connect(self.findings.copy)
        self._nothing = QLabel(objectName="no_findings")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._nothing.setContentsMargins(0, 4, 0, 0)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self._heading, 1)
        bar.addWidget(self._only)
        bar.addWidget(self._copy)
        choices = QHBoxLayout()
        choices.setContentsMargins(0, 0, 0, 0)
        choices.addWidget(self._filter)
        choices.addWidget(self._others)
        choices.addStretch(1)
        table_or_word = QFrame()
        self._lower = QStackedLayout(table_or_word)
        self._lower.addWidget(self.findings)
        self._lower.addWidget(self._nothing)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 6, 0, 0)
        lower.setSpacing(4)
        lower.addLayout(bar)
        lower.addLayout(choices)
        lower.addWidget(table_or_word, 1)
        self._splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self._splitter.setObjectName("data_splitter")
        self._splitter.addWidget(self.coverage)
        self._splitter.addWidget(below)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(8, 6, 8, 4)
        column.setSpacing(6)
        column.addWidget(self.source)
        column.addWidget(self._period)
        column.addWidget(self._splitter, 1)
        empty = QLabel(NOTHING_YET, alignment=Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(empty)
        self._pages.addWidget(filled)

    def _share_height(self) -> None:
        """Give the bars the height they need, but never more than half of what there is."""
        height = max(self._splitter.height(), 1)
        upper = min(self.coverage.natural_height(), height // 2)
        self._splitter.setSizes([upper, height - upper])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show_all()
