"""The line below the window: what is being done or was done, and whether the form has moved on."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar

from gui.toned_label import LabelTone, TonedLabel


class StatusLine:
    """Fills a status bar: what happened stays there beside what has changed since."""

    def __init__(self, bar: QStatusBar) -> None:
        self._stage = QLabel(objectName="stage")
        self._changes = TonedLabel(LabelTone.WARNING)
        self._changes.setObjectName("changes")
        font = self._changes.font()
        font.setBold(True)
        self._changes.setFont(font)
        self._progress = QProgressBar()
        self._progress.setObjectName("progress")
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(180)
        self._progress.setAccessibleName("Progress of the run")
        self._progress.hide()
        bar.addWidget(self._stage, 1)
        bar.addWidget(self._changes)
        bar.addPermanentWidget(self._progress)

    def tell(self, text: str) -> None:
        """Say what is being done, or how it ended."""
        self._stage.setText(text)

    def tell_changes(self, text: str) -> None:
        """Say in what the form or the prices differ from what is shown, "" if in nothing."""
        self._changes.setText(text)
        self._changes.setVisible(bool(text))

    def show_progress(self, stage: str, fraction: float) -> None:
        """Say what is being done, and how far it is."""
        self.tell(f"{stage} …")
        self._progress.setValue(round(fraction * 1000))

    def begin(self) -> None:
        """Forget how the last work ended."""
        self._progress.setValue(0)
        self.tell_changes("")

    def set_busy(self, busy: bool) -> None:
        """Show the bar of progress, or put it away."""
        self._progress.setVisible(busy)
