"""Shows errors nobody has foreseen, beside the window, which goes on working."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import shown
from gui.fault import Fault, versions

WHAT_NOW = (
    "The project is kept, and you can go on. If it happens again, save the project under another "
    "name and start Ballast again. The details help the authors to mend it."
)
CANNOT_BEGIN = (
    "Ballast cannot start. What was open is kept. The details help the authors to mend it."
)
MOST_SHOWN = 20
"""Errors whose details are shown and copied; the log has all of them."""


class FaultDialog(QDialog):
    """One dialog for as many errors as come while it is open.

    Parameters
    ----------
    log
        The file that has them as well, None where it cannot be written.
    advice
        What to do about it.

    Attributes
    ----------
    log_wanted
        The folder of the log is to be shown.
    """

    log_wanted = Signal()

    def __init__(
        self, log: Path | None, parent: QWidget | None = None, advice: str = WHAT_NOW
    ) -> None:
        super().__init__(parent)
        self.setObjectName("faults")
        self.setWindowTitle("An error of the program")
        self._log = log
        self._faults: list[Fault] = []
        self._counts: dict[str, int] = {}
        self._more = 0
        self._heading = self._label("faults_heading")
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        self._advice = self._label("faults_advice")
        self._advice.setText(advice)
        self._details = QPlainTextEdit(objectName="faults_details")
        self._details.setReadOnly(True)
        self._details.setAccessibleName("Details of the error")
        self._details.setTabChangesFocus(True)
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._place = self._label("faults_log")
        self._place.setVisible(log is not None)
        if log is not None:
            self._place.setText(f"Log: {shown(str(log))}")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._copy = QPushButton("&Copy details", objectName="faults_copy")
        self._copy.setToolTip("Copy versions and tracebacks, to send them to the authors")
        self._copy.clicked.connect(self._copy_details)
        show_log = QPushButton("Show &log", objectName="faults_show_log")
        show_log.setToolTip("Open the folder of the log")
        show_log.clicked.connect(self.log_wanted)
        show_log.setVisible(log is not None)
        for button in (self._copy, show_log):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self._heading)
        layout.addWidget(self._advice)
        layout.addWidget(self._details, 1)
        layout.addWidget(self._place)
        layout.addWidget(buttons)
        em = self.fontMetrics().horizontalAdvance("m")
        self.resize(44 * em, 26 * em)
        close.setFocus()

    @property
    def details(self) -> str:
        """Versions, tracebacks and the place of the log, as they are copied."""
        parts = [versions()]
        for fault in self._faults:
            count = self._counts[fault.key]
            times = f" ({count:,} times)" if count > 1 else ""
            parts.append(f"In {fault.where}{times}:\n{fault.trace.rstrip()}")
        if self._more:
            parts.append(f"{self._more:,} more are in the log.")
        if self._log is not None:
            parts.append(f"Log: {self._log}")
        return "\n\n".join(parts) + "\n"

    def holds(self, fault: Fault) -> bool:
        """Whether an error like this one is told here."""
        return fault.key in self._counts

    def add_fault(self, fault: Fault) -> None:
        """Tell an error beside those that are told already."""
        if self.holds(fault):
            return
        if len(self._faults) < MOST_SHOWN:
            self._faults.append(fault)
            self._counts[fault.key] = 1
        else:
            self._more += 1
        self._show()

    def set_count(self, fault: Fault, count: int) -> None:
        """Tell how often an error has come by now."""
        self._counts[fault.key] = count
        self._show()

    def _show(self) -> None:
        first = self._faults[0]
        others = len(self._faults) - 1 + self._more
        heading = f"Something went wrong in the program itself: {first.what.rstrip('.')}"
        if others:
            heading += f", and {others:,} other{'s' if others > 1 else ''}"
        count = self._counts[first.key]
        heading += f" ({count:,} times)." if count > 1 and not others else "."
        self._heading.setText(heading)
        self._heading.setAccessibleName(f"error: {heading}")
        self._copy.setText("&Copy details")  # what was copied is not all any more
        bar = self._details.verticalScrollBar()
        place = bar.value()
        self._details.setPlainText(self.details)
        bar.setValue(place)

    def _label(self, name: str) -> QLabel:
        label = QLabel(objectName=name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return label

    @Slot()
    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self.details)
        self._copy.setText("Copied")
