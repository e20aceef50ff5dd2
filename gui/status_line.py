"""The line below the window: what is being done or was done, and what keeps it from being so."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar

from gui.toned_label import LabelTone, TonedLabel

PATIENCE_MS = 200
"""Work that is done before this needs no bar of progress: it would only flicker."""


class StatusLine(QObject):
    """Fills a status bar; progress is shown of work that takes longer than a blink."""

    def __init__(self, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._stage = QLabel(objectName="stage")
        self._problem = TonedLabel(LabelTone.WARNING)
        self._problem.setObjectName("problem")
        font = self._problem.font()
        font.setBold(True)
        self._problem.setFont(font)
        self._progress = QProgressBar()
        self._progress.setObjectName("progress")
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(180)
        self._progress.setAccessibleName("Progress of the work")
        self._progress.hide()
        self._later = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._later.timeout.connect(self._show_bar)
        self._told = ""
        bar.addWidget(self._stage, 1)
        bar.addWidget(self._problem)
        bar.addPermanentWidget(self._progress)

    def tell(self, text: str) -> None:
        """Say what was done, or how it ended."""
        self._told = text
        self._stage.setText(text)

    def tell_problem(self, text: str) -> None:
        """Say what keeps what is shown from being up to date, "" for nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    @Slot(str, float)
    def show_progress(self, stage: str, fraction: float) -> None:
        """Say what is being done, and how far it is."""
        self._progress.setValue(round(fraction * 1000))
        if self._progress.isVisible():
            self._stage.setText(f"{stage} …")

    def set_busy(self, busy: bool) -> None:
        """Show the bar of progress soon, or put it away."""
        if busy:
            if not self._later.isActive() and not self._progress.isVisible():
                self._progress.setValue(0)
                self._later.start()
            return
        self._later.stop()
        if self._progress.isVisible():
            self._progress.hide()
            self._stage.setText(self._told)

    @Slot()
    def _show_bar(self) -> None:
        self._progress.show()
