"""The middle of the window: the groups of pages, a slim row of tabs, and the page chosen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.charts.charts_page import ChartsPage
from gui.data_page import DataPage
from gui.page_factory import made_page
from gui.page_list import ANSWERS, GROUPS, NAMES, PAGES, RESULTS
from gui.source_strip import SourceStrip
from gui.study_page import StudyPage
from gui.theme import Theme

if TYPE_CHECKING:
    from core.study import Study

MOST_FOR_TABS = 440
"""Pixels that the tabs may ask for; what is beyond is reached by their arrows."""
CHARTS, DATA = NAMES.index("charts"), NAMES.index("data")


class Pages(QWidget):
    """The pages in two groups, beside which the prices are named.

    A page is made when it is first turned to, and only the one that is seen follows a study. A
    group comes back to the page it was left at.

    Attributes
    ----------
    groups, tabs, answers
        Tabs of the groups, and those of the pages of each group.
    page_changed
        The number of the page that is shown now.
    page_made
        A page that has just been made, to be connected.
    """

    page_changed = Signal(int)
    page_made = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._study: tuple[Study, int] | None = None
        self._told_source: tuple[object, ...] = ()
        self._message = ""
        self._stale: set[int] = set()
        self.strip = SourceStrip(theme)
        self.charts = ChartsPage()
        self.data = DataPage(theme)
        self._made: dict[int, StudyPage] = {CHARTS: self.charts}
        self._place = CHARTS
        self.groups = _tab_bar("groups", "Groups of pages")
        for _, title, tip in GROUPS:
            self.groups.setTabToolTip(self.groups.addTab(title), tip)
        self.tabs = _tab_bar("tabs", "Pages")
        self.answers = _tab_bar("answer_tabs", "Answers")
        self._bars = {RESULTS: self.tabs, ANSWERS: self.answers}
        for page in PAGES:
            bar = self._bars[page.group]
            bar.setTabToolTip(bar.addTab(page.plain_title), f"{page.tip} ({page.key})")
        self.answers.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.charts)
        self._stack.addWidget(self.data)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 8, 0)
        line.setSpacing(8)
        line.addWidget(self.groups)
        line.addWidget(self.strip, 1)
        line.addStretch()
        layout.addLayout(line)
        layout.addWidget(self.tabs)
        layout.addWidget(self.answers)
        layout.addWidget(self._stack, 1)
        self.groups.currentChanged.connect(self._turn_group)
        self.tabs.currentChanged.connect(self._turn)
        self.answers.currentChanged.connect(self._turn)
        self.data.count_changed.connect(self._tell_count)

    @property
    def name(self) -> str:
        """The name of the page that is shown."""
        return NAMES[self._place]

    @property
    def current(self) -> QWidget | None:
        """The page that is shown."""
        return self._stack.currentWidget()

    def page(self, name: str) -> StudyPage:
        """Return a page about the study, made if it has not been seen yet."""
        return self._page(NAMES.index(name))

    @property
    def all_made(self) -> tuple[StudyPage, ...]:
        """The pages about the study that have been seen."""
        return tuple(self._made.values())

    def made(self, name: str) -> StudyPage | None:
        """Return a page about the study if it has been seen, else None."""
        return self._made.get(NAMES.index(name))

    def show_page(self, name: str) -> None:
        """Turn to a page; an unknown name changes nothing."""
        if name not in NAMES:
            return
        place = NAMES.index(name)
        bar = self._bars[PAGES[place].group]
        bar.blockSignals(True)  # the group may turn too, and one turn is enough
        bar.setCurrentIndex(_place_in_group(place))
        bar.blockSignals(False)
        self.groups.blockSignals(True)
        self.groups.setCurrentIndex([one for one, _, _ in GROUPS].index(PAGES[place].group))
        self.groups.blockSignals(False)
        self._turn_to(place)

    def show_study(self, study: Study, selected: int) -> None:
        """Show a study on the page that is seen; the others learn of it when they are."""
        self._study, self._message = (study, selected), ""
        self._renew()

    def show_source(self, study: Study) -> None:
        """Name the prices of a study, and the days that are compared."""
        dates = study.comparison.dates
        days = [f"{dates[row]:%Y-%m-%d}" for row in (0, -1)] if len(dates) else ["", ""]
        told = (study.loaded.source, *days)
        if told != self._told_source:
            self._told_source = told
            self.strip.show_source(study.loaded.source, *days)
            self.strip.setVisible(self.name != "data")

    def show_message(self, text: str) -> None:
        """Show a sentence in place of every page about a study."""
        self._study, self._message = None, text
        self._renew()

    def picture(self) -> QWidget:
        """Return the widget that is the picture of the page."""
        current = self.current
        return current.picture() if isinstance(current, StudyPage) else self.data

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.strip.set_theme(theme)
        self.data.set_theme(theme)
        for page in self._made.values():
            page.set_theme(theme)
        for bar in (self.groups, self.tabs, self.answers):
            bar.setStyleSheet(_style(theme, heavy=bar is self.groups))
        self._keep_tabs_in_sight()

    def _page(self, place: int) -> StudyPage:
        page = self._made.get(place)
        if page is None:
            page = made_page(NAMES[place], self.charts.time_window)
            page.set_theme(self._theme)
            self._made[place] = page
            self._stack.addWidget(page)
            self._let_tab_reach(page)
            self._stale.add(place)
            self.page_made.emit(page)
        return page

    def _renew(self) -> None:
        self._stale = set(self._made)
        self._show_current()

    def _show_current(self) -> None:
        place = self._place
        if place not in self._stale or not self.isVisible():
            return
        self._stale.discard(place)
        page = self._made[place]
        if self._study is not None:
            page.show_study(*self._study)
        else:
            page.show_message(self._message)

    @Slot(int)
    def _turn_group(self, _: int) -> None:
        self._turn(0)

    @Slot(int)
    def _turn(self, _: int) -> None:
        """Turn to the page that the tabs say."""
        group = GROUPS[self.groups.currentIndex()][0]
        first = next(place for place, page in enumerate(PAGES) if page.group == group)
        self._turn_to(first + self._bars[group].currentIndex())

    def _turn_to(self, place: int) -> None:
        if place == self._place and self.current is not None:
            return
        page = self.data if place == DATA else self._page(place)
        self._place = place
        for group, bar in self._bars.items():
            bar.setVisible(group == PAGES[place].group)
        self.strip.setVisible(place != DATA and bool(self.strip.text.text()))
        self._stack.setCurrentWidget(page)
        self._show_current()
        self.page_changed.emit(place)

    @Slot(int)
    def _tell_count(self, count: int) -> None:
        title = PAGES[DATA].plain_title
        self.tabs.setTabText(DATA, f"{title} · {count:,}" if count else title)
        self._keep_tabs_in_sight()
        what = f"{count:,} flags and suspects" if count else "no flags, no suspects"
        self.tabs.setTabToolTip(DATA, f"{PAGES[DATA].tip}: {what} ({PAGES[DATA].key})")

    def _let_tab_reach(self, page: QWidget) -> None:
        """Put what is in a page behind the tabs, in its own order: it is made after the window."""
        parts, part = [], page.nextInFocusChain()
        while part is not None and part is not page:
            if page.isAncestorOf(part) and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                parts.append(part)
            part = part.nextInFocusChain()
        bar = self._bars[PAGES[self._place_of(page)].group]
        for before, after in pairwise([bar, *parts]):
            QWidget.setTabOrder(before, after)

    def _place_of(self, page: QWidget) -> int:
        return next(place for place, one in self._made.items() if one is page)

    def _keep_tabs_in_sight(self) -> None:
        """Ask for the width of all tabs, unless their letters are so large that it is too much."""
        for bar in self._bars.values():
            bar.setMinimumWidth(min(bar.sizeHint().width(), MOST_FOR_TABS))
        self.groups.setFixedWidth(self.groups.sizeHint().width())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keep_tabs_in_sight()
        self._show_current()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._keep_tabs_in_sight()


def _tab_bar(name: str, title: str) -> QTabBar:
    bar = QTabBar()
    bar.setObjectName(name)
    bar.setAccessibleName(title)
    bar.setDrawBase(False)
    bar.setExpanding(False)
    return bar


def _place_in_group(place: int) -> int:
    """Return the place of a page among those of its group."""
    return sum(page.group == PAGES[place].group for page in PAGES[:place])


def _style(theme: Theme, *, heavy: bool) -> str:
    """Return how tabs look; those of groups are heavier than those of pages."""
    faint = f"color: {theme.muted}; border: none; border-bottom: 2px solid transparent;"
    weight = "font-weight: 600;" if heavy else ""
    return (
        "QTabBar { margin-left: 8px; }"
        f"QTabBar::tab {{ {faint} {weight} padding: 0.25em 0.6em; }}"
        f"QTabBar::tab:hover {{ color: {theme.text}; }}"
        f"QTabBar::tab:selected {{ color: {theme.text}; "
        f"border-bottom: 2px solid {theme.accent}; }}"
        f"QTabBar::tab:selected:focus {{ border: 2px solid {theme.accent}; "
        "border-radius: 3px; padding: 0.15em 0.5em; }"
        "QTabBar QToolButton { padding: 0; }"  # else there is no room for their arrows
    )
