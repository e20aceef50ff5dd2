"""The shortcuts of the window, listed beside it while one goes on working."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget


class KeysList(QDialog):
    """A table of the actions of a window that have shortcuts, and of what they do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("keys")
        self.setWindowTitle("Keyboard")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = QTextBrowser()
        text.setObjectName("keys_text")
        text.setAccessibleName("Shortcuts")
        text.setHtml(_table(window.actions()))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(buttons)
        em = self.fontMetrics().horizontalAdvance("m")
        self.resize(46 * em, 44 * em)


def _table(actions: list[QAction]) -> str:
    rows = []
    for action in actions:
        keys = ", ".join(
            key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()
        )
        if keys:
            what = action.statusTip() or action.text().replace("&", "")
            rows.append(
                f"<tr><td style='white-space: nowrap; padding-right: 18px'><b>{escape(keys)}</b>"
                f"</td><td>{escape(what)}</td></tr>"
            )
    return f"<table cellspacing='0' cellpadding='3'>{''.join(rows)}</table>"
