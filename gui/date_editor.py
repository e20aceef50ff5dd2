"""The line in which a day is typed, best as 2010-01-31, with a calendar to pick it from."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QIcon,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QTextCharFormat,
)
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QVBoxLayout, QWidget

from core.fields import ParameterField
from gui.day_text import day_readings

_CALENDAR_STYLE = """
QWidget#qt_calendar_navigationbar { background: palette(window); }
QToolButton { border: none; background: transparent; color: palette(text); padding: 4px 10px; }
QToolButton:hover, QToolButton:focus { background: palette(highlight); }
QToolButton:hover, QToolButton:focus { color: palette(highlighted-text); }
QToolButton::menu-indicator { image: none; }
"""
_ICON_SIZES = (16, 32, 48)


class DateEditor(QLineEdit):
    """A day, or nothing at all where the field may be empty.

    The calendar opens by its icon, by Alt+Down or F4, as a combo box does.

    Attributes
    ----------
    edited
        The text has changed under the user's hands, perhaps half typed.
    committed
        The user is done with a change: Enter, a day picked, or the focus has left.
    """

    edited = Signal()
    committed = Signal()

    def __init__(self, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._optional = field.optional
        self.setPlaceholderText("last day" if field.optional else "YYYY-MM-DD")
        self._pick = QAction("Choose from a calendar (Alt+Down)", self)
        self._pick.triggered.connect(self._open_calendar)
        self.addAction(self._pick, QLineEdit.ActionPosition.TrailingPosition)
        self._calendar: _CalendarPopup | None = None
        self.textEdited.connect(self.edited)
        self.editingFinished.connect(self.committed)
        self._draw_icon()

    def value(self) -> object:
        """Return the day, None where it is empty and may be, or the text where it is no day."""
        text = self.text().strip()
        if not text and self._optional:
            return None
        days = day_readings(text)
        return days[0] if len(days) == 1 else text

    def doubt(self) -> str:
        """Return how what stands there can be taken in two ways, "" where it cannot."""
        days = day_readings(self.text())
        return f"may be {days[0]} or {days[1]}: write the one that is meant" if days[1:] else ""

    def set_value(self, value: object) -> None:
        """Show a day, or nothing for None."""
        assert value is None or isinstance(value, dt.date)
        text = "" if value is None else value.isoformat()
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)

    @Slot()
    def _open_calendar(self) -> None:
        if self._calendar is None:
            self._calendar = _CalendarPopup(self)
            self._calendar.setObjectName(f"calendar_{self.objectName()}")
            self._calendar.picked.connect(self._take)
        self._calendar.open_below(self, self.value())

    @Slot(QDate)
    def _take(self, day: QDate) -> None:
        self.setText(day.toString(Qt.DateFormat.ISODate))
        self.setFocus()
        self.edited.emit()
        self.committed.emit()

    def _draw_icon(self) -> None:
        color = self.palette().color(QPalette.ColorRole.PlaceholderText)
        color.setAlpha(255)
        self._pick.setIcon(_calendar_icon(color))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
            self._open_calendar()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()


class _CalendarPopup(QFrame):
    """A calendar that lies over the window until a day is picked or something else clicked.

    Month names are English, as the program is; the week begins as the user's locale has it.
    """

    picked = Signal(QDate)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._calendar = QCalendarWidget()
        here = QLocale()
        self._calendar.setLocale(QLocale(QLocale.Language.English, here.territory()))
        self._calendar.setFirstDayOfWeek(here.firstDayOfWeek())
        no_numbers = QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        self._calendar.setVerticalHeaderFormat(no_numbers)
        self._calendar.setStyleSheet(_CALENDAR_STYLE)
        for name, arrow in (("prev", "\N{LEFTWARDS ARROW}"), ("next", "\N{RIGHTWARDS ARROW}")):
            button = self._calendar.findChild(QToolButton, f"qt_calendar_{name}month")
            assert isinstance(button, QToolButton)
            button.setIcon(QIcon())  # it is black, whatever the theme
            button.setText(arrow)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._calendar.clicked.connect(self._pick)
        self._calendar.activated.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._calendar)

    def open_below(self, line: QWidget, value: object) -> None:
        """Show the month of `value` under `line`, or this month where it is no day."""
        day = QDate(value.year, value.month, value.day) if isinstance(value, dt.date) else QDate()
        self._calendar.setSelectedDate(day if day.isValid() else QDate.currentDate())
        weekend = QTextCharFormat()
        weekend.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
        for name in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(name, weekend)
        self.adjustSize()
        corner = line.mapToGlobal(QPoint(0, line.height()))
        room = line.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        if corner.y() + self.height() > room.bottom():
            corner.setY(corner.y() - line.height() - self.height())
        self.move(corner)
        self.show()
        self._calendar.setFocus()

    @Slot(QDate)
    def _pick(self, day: QDate) -> None:
        if self.isVisible():  # Enter and a double click are told twice
            self.close()
            self.picked.emit(day)


def _calendar_icon(color: QColor) -> QIcon:
    icon = QIcon()
    for size in _ICON_SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / 16.0, size / 16.0)
        painter.setPen(QPen(color, 1.2))
        painter.drawRoundedRect(QRectF(2.5, 3.5, 11, 10), 1.5, 1.5)
        painter.drawLine(QPointF(2.5, 6.8), QPointF(13.5, 6.8))
        painter.drawLine(QPointF(5.5, 2), QPointF(5.5, 4.5))
        painter.drawLine(QPointF(10.5, 2), QPointF(10.5, 4.5))
        painter.end()
        icon.addPixmap(pixmap)
    return icon
