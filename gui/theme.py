"""The colours of the window and its charts, light and dark, and how an application wears them.

The series colours are those of `core.drawing.colors`, which reports are drawn in as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from core.drawing.colors import DARK_SERIES, LIGHT_SERIES


@dataclass(frozen=True)
class Theme:
    """Colours as ``#RRGGBB``, named by what they are for.

    Attributes
    ----------
    name : str
        ``"light"`` or ``"dark"``.
    window, base, alternate, button, chart : str
        Backgrounds: of panels, of inputs and tables, of every other table row, of buttons, of
        charts.
    text, muted : str
        Words to read, and words that step back. Both reach 4.5:1 against ``window`` and ``base``.
    accent, on_accent : str
        Focus, selection and links; and the text that stands on it.
    grid, border, control : str
        Lines inside a chart, around things, and around inputs; the last reach 3:1.
    error, warning, good : str
        Text colours of messages, 4.5:1 against ``window`` and ``base``.
    series : tuple of str
        Colours of the runs, in the order in which they are handed out.
    """

    name: str
    window: str
    base: str
    alternate: str
    button: str
    chart: str
    text: str
    muted: str
    accent: str
    on_accent: str
    grid: str
    border: str
    control: str
    error: str
    warning: str
    good: str
    series: tuple[str, ...]

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on a dark background."""
        return self.name == "dark"

    def series_color(self, index: int) -> str:
        """Colour of the run with this number; numbers past the last colour begin again."""
        return self.series[index % len(self.series)]


FRAMED = ("QCheckBox", "QRadioButton", "QLineEdit", "QAbstractSpinBox", "QComboBox")

LIGHT = Theme(
    name="light",
    window="#F3F4F6",
    base="#FFFFFF",
    alternate="#F7F8FA",
    button="#FFFFFF",
    chart="#FFFFFF",
    text="#1B1F24",
    muted="#59626E",
    accent="#0B62C4",
    on_accent="#FFFFFF",
    grid="#E5E8EC",
    border="#C3C9D1",
    control="#808995",
    error="#B3261E",
    warning="#855600",
    good="#1B6E3C",
    series=LIGHT_SERIES,
)

DARK = Theme(
    name="dark",
    window="#1F2228",
    base="#2A2E36",
    alternate="#262A31",
    button="#2F343D",
    chart="#16181D",
    text="#E7E9EC",
    muted="#9CA5B1",
    accent="#5FAEF7",
    on_accent="#0B1420",
    grid="#2A2E36",
    border="#434A55",
    control="#838D9B",
    error="#FF8F85",
    warning="#E9B949",
    good="#6FCF97",
    series=DARK_SERIES,
)


DRESSED = "ballast_dressed"
"""The property of an application that wears the style already: it is set only once."""


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole application: Fusion style, palette and a few rules for borders and focus.

    Charts paint themselves: give the theme to their ``set_theme`` as well.
    """
    if app.property(DRESSED) is None:  # a style sheet hides which style is below it
        app.setStyle("Fusion")
        app.setProperty(DRESSED, True)
    app.setPalette(_palette(theme))
    for class_name in FRAMED:
        # PySide6 takes a str here and refuses the bytes that its stubs ask for.
        app.setPalette(_frame_palette(theme), class_name)  # type: ignore[arg-type]
    app.setStyleSheet(_style_sheet(theme))


def system_theme(app: QApplication) -> Theme:
    """The theme the desktop asks for; if it is silent, the one nearer to the palette in use."""
    scheme = app.styleHints().colorScheme()
    if scheme == Qt.ColorScheme.Dark:
        return DARK
    if scheme == Qt.ColorScheme.Light:
        return LIGHT
    return DARK if app.palette().color(QPalette.ColorRole.Window).lightnessF() < 0.5 else LIGHT


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    colors = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: theme.alternate,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.button,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.base,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.base,
        role.Midlight: theme.alternate,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Shadow: theme.border,
    }
    for name, color in colors.items():
        palette.setColor(name, QColor(color))
    faded = between(theme.muted, theme.window, 0.4)
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, faded)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.border))
    palette.setColor(QPalette.ColorGroup.Disabled, role.HighlightedText, faded)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Base, QColor(theme.window))
    return palette


def _frame_palette(theme: Theme) -> QPalette:
    """The palette for inputs, whose frames Fusion makes from a darker ``Window``: too faint."""
    palette = _palette(theme)
    palette.setColor(QPalette.ColorRole.Window, QColor(theme.control).lighter(140))
    return palette


def _style_sheet(theme: Theme) -> str:
    """Rules for what the palette cannot say; measures in ``ex`` and ``em`` follow the font."""
    faded = between(theme.muted, theme.window, 0.4).name()
    hover = between(theme.button, theme.accent, 0.12).name()
    pressed = between(theme.button, theme.accent, 0.24).name()
    # The icons of Qt's own file dialogs are black in every theme, and need all of their buttons.
    beneath_black = theme.muted if theme.is_dark else theme.button
    return f"""
    QToolTip {{ border: 1px solid {theme.border}; padding: 4px; }}
    QSplitter::handle {{ background: transparent; }}
    QSplitter::handle:hover {{ background: {theme.border}; }}
    QPushButton, QToolButton {{
        background: {theme.button}; color: {theme.text};
        border: 1px solid {theme.border}; border-radius: 4px; padding: 0.35em 0.65em;
    }}
    QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
    QPushButton:pressed, QToolButton:pressed {{ background: {pressed}; }}
    QPushButton:checked, QToolButton:checked {{
        background: {theme.accent}; color: {theme.on_accent}; border-color: {theme.accent};
    }}
    QPushButton:default {{ border-color: {theme.accent}; }}
    QPushButton:focus, QToolButton:focus {{
        border: 2px solid {theme.accent}; padding: 0.27em 0.58em;
    }}
    QPushButton:checked:focus, QToolButton:checked:focus {{ border-color: {theme.text}; }}
    QFileDialog QToolButton {{ background: {beneath_black}; padding: 2px; }}
    QFileDialog QToolButton:focus {{ padding: 1px; }}
    QPushButton:disabled, QToolButton:disabled {{
        background: {theme.window}; color: {faded}; border-color: {theme.grid};
    }}
    """


def between(start: str, end: str, share: float) -> QColor:
    """The colour that lies ``share`` of the way from ``start`` to ``end``."""
    first, last = QColor(start), QColor(end)
    return QColor.fromRgbF(
        first.redF() + share * (last.redF() - first.redF()),
        first.greenF() + share * (last.greenF() - first.greenF()),
        first.blueF() + share * (last.blueF() - first.blueF()),
    )
