"""A part of the form under a heading that opens and closes it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.field_row import FieldRow
from gui.theme_in_use import theme_in_use


class Section(QWidget):
    """Rows of fields under a heading, open or closed."""

    def __init__(self, name: str, title: str, rows: tuple[FieldRow, ...], *, opened: bool) -> None:
        super().__init__()
        self.rows = rows
        self._header = _Header(title)
        self._header.setObjectName(f"group_{name}")
        self._header.setChecked(opened)
        self._header.toggled.connect(self._open_or_close)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 4, 0, 10)
        body.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addWidget(self._body)
        for row in rows:  # children of the section after its heading: so runs the Tab key
            body.addWidget(row)
        self._open_or_close()

    @property
    def is_open(self) -> bool:
        """Whether the fields can be seen."""
        return self._header.isChecked()

    def open(self) -> None:
        """Show the fields."""
        self._header.setChecked(True)

    def refresh_summary(self) -> None:
        """Say in the heading how many fields are wrong, or else how many differ."""
        wrong = sum(row.is_wrong for row in self.rows)
        changed = sum(row.is_changed for row in self.rows)
        if wrong:
            self._header.set_summary(f"{wrong} {'error' if wrong == 1 else 'errors'}", wrong=True)
        else:
            self._header.set_summary(f"{changed} changed" if changed else "", wrong=False)

    @Slot()
    def _open_or_close(self) -> None:
        self._body.setVisible(self.is_open)
        self._header.setAccessibleDescription("open" if self.is_open else "closed")
        self._header.setToolTip("Close this part" if self.is_open else "Open this part")


class _Header(QPushButton):
    """A heading over the whole width: an arrow, the title, and a word about what is inside."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._summary = ""
        self._wrong = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setBold(True)
        self.setFont(font)

    def set_summary(self, text: str, *, wrong: bool) -> None:
        """Show a word at the end of the heading, as an error if it is one."""
        self._summary, self._wrong = text, wrong
        self.setAccessibleName(f"{self.text()}, {text}" if text else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 40, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._height())

    def _height(self) -> int:
        return self.fontMetrics().height() + 12

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, palette = theme_in_use(self), self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.AlternateBase))
        section = self.parentWidget()
        if section is not None and section.y() > 0:  # over the first stands the preset's line
            painter.setPen(QColor(theme.border))
            painter.drawLine(QPointF(0, 0.5), QPointF(self.width(), 0.5))
        painter.setPen(QPen(QColor(theme.muted), 1.6))
        middle = self.height() / 2
        down = [QPointF(3, middle - 2), QPointF(7, middle + 2), QPointF(11, middle - 2)]
        right = [QPointF(5, middle - 4), QPointF(9, middle), QPointF(5, middle + 4)]
        painter.drawPolyline(QPolygonF(down if self.isChecked() else right))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        inside = QRect(18, 0, self.width() - 22, self.height())
        upright = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, upright | Qt.AlignmentFlag.AlignLeft, self.text())
        font = self.font()
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(theme.error if self._wrong else theme.accent))
        painter.drawText(inside, upright | Qt.AlignmentFlag.AlignRight, self._summary)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 2, -1, -1), 3, 3)
