"""A page of plots below one another, with one time axis and one cursor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from core.study import Study
from gui.charts.range_bar import RangeBar
from gui.charts.time_plot import TimePlot
from gui.charts.time_window import TimeWindow
from gui.study_page import StudyPage
from gui.theme import LIGHT, Theme


class PlotPage(StudyPage):
    """Plots in line, or a sentence while there is nothing to show. A subclass fills them.

    Parameters
    ----------
    name : str
        Name of this widget. Pages that share a window must give their plots names of their own.
    plots : sequence of TimePlot
        From the top; the last one should show dates.
    stretches : sequence of int
        How the height is shared out.
    window : TimeWindow, optional
        Shared with other pages, so that the zoom stays when pages are turned.

    Attributes
    ----------
    bar : RangeBar
        Above the plots; `bar.add` takes more controls.
    theme : Theme
        For the colours of curves.
    picture_wanted
        Somebody asks for a file with the picture of a widget, which comes along.
    day_chosen
        A click, or Enter, on a day, which comes along as numpy's datetime64.
    """

    picture_wanted = Signal(object)
    day_chosen = Signal(object)

    def __init__(
        self,
        name: str,
        plots: Sequence[TimePlot],
        stretches: Sequence[int],
        window: TimeWindow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.theme = LIGHT
        self._shown: tuple[Study, int] | None = None
        self.plots = tuple(plots)
        self.time_window = window or self.plots[0].time_window
        self.bar = RangeBar(self.time_window)
        self.splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.splitter.setObjectName(f"{name}_splitter")
        for place, (plot, stretch) in enumerate(zip(self.plots, stretches, strict=True)):
            plot.share_window(self.time_window)
            plot.cursor_moved.connect(self._show_cursor)
            plot.cursor_left.connect(self._hide_cursor)
            plot.picture_wanted.connect(self.picture_wanted)
            plot.day_chosen.connect(self.day_chosen)
            self.splitter.addWidget(plot)
            self.splitter.setStretchFactor(place, stretch)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(6)
        layout.addWidget(self.bar)
        layout.addWidget(self.splitter, 1)
        self.message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.message.setObjectName(f"{name}_message")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self._places = QStackedLayout(self)
        self._places.addWidget(self.message)
        self._places.addWidget(content)
        self._align()

    def fill(self, study: Study, selected: int) -> str:
        """Give the plots what a study has for them, in the colours of `theme`.

        Returns
        -------
        str
            The sentence that is shown in place of the plots; "" where there is something to see.
        """
        raise NotImplementedError

    def show_study(self, study: Study, selected: int) -> None:
        """Show a study. Zoom and cursor stay where they are."""
        self._shown = (study, selected)
        sentence = self.fill(study, selected)
        if sentence:
            self._say(sentence)
        else:
            self.show_plots()

    def show_plots(self) -> None:
        """Show the plots, which have been filled, in place of the sentence."""
        self._places.setCurrentIndex(1)
        self.show_day()

    def show_message(self, text: str) -> None:
        """Show a sentence in place of the plots, until a study is shown."""
        self._shown = None
        self._say(text)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of a theme; curves keep the number of their colour."""
        self.theme = theme
        for plot in self.plots:
            plot.set_theme(theme)
        self.refill()

    def refill(self) -> None:
        """Fill the plots again with the study that is shown, if there is one."""
        if self._shown is not None:
            self.fill(*self._shown)
            self.show_day()

    def picture(self) -> QWidget:
        """Return the plots with their legends, without the bar."""
        for plot in self.plots:
            plot.settle()
        return self.splitter

    def show_day(self) -> None:
        """Write the day that is read out into the bar."""
        plot = self.plots[0]
        self.bar.show_day(plot.reading_day, pointed=plot.cursor_day is not None)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self._places.setCurrentIndex(0)

    def _align(self) -> None:
        """Give all plots the same left edge, and all legends too."""
        axis = max(plot.axis_width() for plot in self.plots)
        title = max(plot.header.title_width() for plot in self.plots)
        for plot in self.plots:
            plot.set_axis_width(axis)
            plot.header.set_least_title_width(title)

    @Slot(object)
    def _show_cursor(self, day: np.datetime64) -> None:
        for plot in self.plots:
            plot.show_cursor(day)
        self.show_day()

    @Slot()
    def _hide_cursor(self) -> None:
        for plot in self.plots:
            plot.show_cursor(None)
        self.show_day()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._align()


def nothing_to_show(study: Study) -> str:
    """Return why a study has no track: what has failed, what is hidden, or no common day."""
    if study.comparison.notes:
        return " ".join(study.comparison.notes)
    if study.failures:
        return "\n".join(f"{failure.name}: {failure.error}" for failure in study.failures)
    return "Every scenario is hidden; show one in the list on the left."
