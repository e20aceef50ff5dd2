"""What the overlay does to the Sharpe ratio, scenario by scenario: what people came for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from core.figure_forms import ABSENT
from gui import formats
from gui.scenario_marks import LineKind, draw_swatch
from gui.theme import Theme

MOST_LINES = 6
ARROW = "\N{RIGHTWARDS ARROW}"
WIDEST_USUAL = (f"0.000 {ARROW} {formats.MINUS}0.000", f"{formats.MINUS}0.000")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the overlay made of one scenario.

    Attributes
    ----------
    base, dynamic
        Sharpe ratios without and with the overlay; None where there is no figure.
    ruin
        A sentence where an account is wiped out, which matters more than any ratio; else "".
    is_ruined
        Whether it is the account with the overlay that is wiped out.
    is_few
        Whether the days are too few for the ratios to say anything.
    """

    key: int
    name: str
    color: int
    base: float | None
    dynamic: float | None
    ruin: str = ""
    is_ruined: bool = False
    is_few: bool = False
    is_selected: bool = False

    @property
    def ratios(self) -> str:
        """Both ratios as they are read."""
        if self.base is None or self.dynamic is None:
            return ABSENT
        return f"{formats.reading(self.base, 3)} {ARROW} {formats.reading(self.dynamic, 3)}"

    @property
    def difference(self) -> float | None:
        """The difference of the ratios as they are shown."""
        if self.base is None or self.dynamic is None:
            return None
        return round(self.dynamic, 3) - round(self.base, 3)

    @property
    def change(self) -> str:
        """The difference as it is read, with its sign; "" where there is none."""
        return "" if self.difference is None else formats.signed(self.difference, 3)


def lines_shown(verdicts: Sequence[Verdict], most: int = MOST_LINES) -> tuple[Verdict, ...]:
    """Return as many verdicts as a card holds, that of the selected scenario among them."""
    shown = tuple(verdicts[:most])
    selected = [one for one in verdicts[most:] if one.is_selected]
    return (*shown[:-1], selected[0]) if selected else shown


class VerdictCard(QFrame):
    """A card with a line a scenario: from the base's Sharpe ratio to the levered account's.

    Where an account is wiped out, a sentence below says so in the colour of errors.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self._theme = theme
        self._title = QLabel("What the overlay makes of the Sharpe ratio", self)
        self._title.setWordWrap(True)
        bold = QFont(self.font())
        bold.setBold(True)
        self._title.setFont(bold)
        self.lines = _VerdictLines(theme, self)
        self._more = QLabel(self, objectName="verdict_more")
        self._more.setTextFormat(Qt.TextFormat.PlainText)
        self._ruin = QLabel(self, objectName="verdict_ruin")
        self._ruin.setFont(bold)
        self._ruin.setTextFormat(Qt.TextFormat.PlainText)
        self._ruin.setWordWrap(True)
        self._ruin.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 7)
        layout.setSpacing(2)
        for part in (self._title, self.lines, self._more, self._ruin):
            layout.addWidget(part)
        self._more.hide()
        self._ruin.hide()
        self._paint()

    @property
    def readings(self) -> list[tuple[str, str, str]]:
        """Name, ratios and change of each line, as shown."""
        return [(one.name, one.ratios, one.change) for one in self.lines.verdicts]

    def set_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Show other figures."""
        self.lines.set_verdicts(lines_shown(verdicts))
        left = len(verdicts) - MOST_LINES
        _tell(self._more, f"and {left} more" if left > 0 else "")
        several = len(verdicts) > 1
        ruins = [
            f"{one.name}: {one.ruin[:1].lower()}{one.ruin[1:]}" if several else one.ruin
            for one in verdicts
            if one.ruin
        ]
        if len(ruins) > MOST_LINES // 2:
            ruins = [f"{len(ruins)} scenarios have an account that is wiped out."]
        _tell(self._ruin, "\n".join(ruins))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.lines.set_theme(theme)
        self._paint()

    def _paint(self) -> None:
        theme = self._theme
        self.setStyleSheet(
            f"#verdict {{ background: {theme.base}; "
            f"border: 1px solid {theme.border}; border-radius: 4px; }}"
        )
        for label, color in ((self._more, theme.muted), (self._ruin, theme.error)):
            palette = label.palette()
            palette.setColor(QPalette.ColorRole.WindowText, QColor(color))
            label.setPalette(palette)


class _VerdictLines(QWidget):
    """The lines, painted in one go: labels in a layout cost more than a step of a control may."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("verdict_lines")
        self.verdicts: tuple[Verdict, ...] = ()
        self._theme = theme
        self._widths = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._measure()

    def set_verdicts(self, verdicts: tuple[Verdict, ...]) -> None:
        """Show other lines; what is around them is measured anew only if it has to be."""
        if verdicts == self.verdicts:
            return
        before, self.verdicts = self.verdicts, verdicts
        is_other = self._measure() or len(before) != len(verdicts)
        self.setAccessibleName(
            ". ".join(f"{one.name}: Sharpe ratio {one.ratios}, {one.change}" for one in verdicts)
        )
        if is_other:
            self.updateGeometry()
            self.update()
            return
        height = self._line_height()
        for number, (old, new) in enumerate(zip(before, verdicts, strict=True)):
            if old != new:
                self.update(0, number * height, self.width(), height)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def _large(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _font_of_figures(self, verdict: Verdict) -> QFont:
        return self.font() if verdict.is_few else self._large()

    def _measure(self) -> bool:
        """Find the widths of ratios and changes; return whether they are other ones now."""
        metrics = QFontMetrics(self._large())
        texts = [WIDEST_USUAL, *((one.ratios, one.change) for one in self.verdicts)]
        ratios, changes = zip(*texts, strict=True)
        widths = (
            max(map(metrics.horizontalAdvance, ratios)),
            max(map(metrics.horizontalAdvance, changes)),
        )
        before, self._widths = self._widths, widths
        return widths != before

    def _line_height(self) -> int:
        return round(QFontMetrics(self._large()).height() * 1.3)

    def _gap(self) -> int:
        return self.fontMetrics().height() * 2 // 3

    def _name_place(self, number: int) -> QRect:
        swatch = round(self.fontMetrics().height() * 1.5)
        left = swatch + self._gap() // 2
        right = self.width() - sum(self._widths) - 2 * self._gap()
        height = self._line_height()
        return QRect(left, number * height, max(0, right - left), height)

    def _color_of_change(self, verdict: Verdict) -> str:
        if verdict.is_few or verdict.difference is None:
            return self._theme.muted
        better = verdict.difference >= 0.0 and not verdict.is_ruined
        return self._theme.good if better else self._theme.error

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint() + QSize(60, 0)

    def minimumSizeHint(self) -> QSize:
        letters = self.fontMetrics().averageCharWidth() * 9
        swatch = round(self.fontMetrics().height() * 1.5)
        width = swatch + letters + sum(self._widths) + 3 * self._gap()
        return QSize(width, self._line_height() * len(self.verdicts))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = event.pos().y() // max(self._line_height(), 1)
            if 0 <= number < len(self.verdicts):
                one = self.verdicts[number]
                told = "too few days to say anything" if one.is_few else f"change {one.change}"
                QToolTip.showText(
                    event.globalPos(), f"{one.name}: Sharpe ratio {one.ratios}, {told}", self
                )
                return True
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, height = self._theme, self._line_height()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        swatch = round(self.fontMetrics().height() * 1.5)
        for number, verdict in enumerate(self.verdicts):
            top = number * height
            if top > event.rect().bottom() or top + height <= event.rect().top():
                continue
            color = QColor(theme.series_color(verdict.color))
            draw_swatch(painter, QRectF(0, top, swatch, height), color, LineKind.SOLID)
            place, font = self._name_place(number), QFont(self.font())
            font.setBold(verdict.is_selected)
            painter.setFont(font)
            painter.setPen(QColor(theme.text))
            name = QFontMetrics(font).elidedText(
                verdict.name, Qt.TextElideMode.ElideMiddle, place.width()
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
            painter.setFont(self._font_of_figures(verdict))
            painter.setPen(QColor(theme.muted if verdict.is_few else theme.text))
            edge = self.width() - self._widths[1] - self._gap()
            painter.drawText(QRect(0, top, edge, height), right, verdict.ratios)
            painter.setPen(QColor(self._color_of_change(verdict)))
            painter.drawText(QRect(0, top, self.width(), height), right, verdict.change)


def _tell(label: QLabel, text: str) -> None:
    """Write a text where it is not written already; nothing takes no place."""
    if label.text() != text:
        label.setText(text)
    if label.isHidden() == bool(text):
        label.setVisible(bool(text))
