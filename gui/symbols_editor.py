"""The line in which the symbols of the universe are typed, separated by commas."""

from __future__ import annotations

import difflib
import re

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QStringListModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

_SEPARATORS = re.compile(r"[,;\s]+")


class SymbolsEditor(QLineEdit):
    """Symbols with commas between them; known ones are offered while one is typed.

    Attributes
    ----------
    edited
        The text has changed under the user's hands, perhaps half typed.
    committed
        The user is done with a change: Enter, or the focus has left.
    """

    edited = Signal()
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: tuple[str, ...] = ()
        self._offered = QStringListModel(self)
        completer = _SymbolCompleter(self._offered, self)
        self.setCompleter(completer)
        completer.activated.connect(self._tell, Qt.ConnectionType.QueuedConnection)  # once written
        self.setPlaceholderText("SPY, TLT, GLD")
        self.textEdited.connect(self.edited)
        self.editingFinished.connect(self.committed)

    def value(self) -> object:
        """Return the symbols, none of them empty."""
        return tuple(symbol for symbol in _SEPARATORS.split(self.text()) if symbol)

    def set_value(self, value: object) -> None:
        """Show symbols."""
        assert isinstance(value, tuple)
        text = ", ".join(value)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)

    def set_known(self, symbols: tuple[str, ...]) -> None:
        """Offer these symbols; without any, nothing is said about unknown ones."""
        self._known = symbols
        self._offered.setStringList(symbols)

    @property
    def is_whole(self) -> bool:
        """Whether every symbol is known, and none is being completed."""
        popup = self.completer().popup()
        completing = popup is not None and popup.isVisible()
        return bool(self._known) and not self.hint() and not completing

    def hint(self) -> str:
        """Return a sentence about symbols that are not known, or ""."""
        symbols = self.value()
        assert isinstance(symbols, tuple)
        unknown = [symbol for symbol in symbols if symbol not in self._known]
        if not self._known or not unknown:
            return ""
        if len(unknown) > 1:
            named = ", ".join(unknown[:3]) + (", …" if len(unknown) > 3 else "")
            return f"{named} are not in the prices at hand."
        folded = {symbol.casefold(): symbol for symbol in self._known}
        close = difflib.get_close_matches(unknown[0].casefold(), folded, n=1)
        meant = f": did you mean {folded[close[0]]}?" if close else "."
        return f"{unknown[0]} is not in the prices at hand{meant}"

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()
        self.committed.emit()


class _SymbolCompleter(QCompleter):
    """Completes the symbol under the cursor and leaves the others."""

    def __init__(self, offered: QStringListModel, line: QLineEdit) -> None:
        super().__init__(offered, line)
        self._line = line
        self._before, self._after = "", ""  # of the symbol typed; the line changes with the choice
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = self.popup()
        assert popup is not None
        popup.setItemDelegate(_Roomy(popup))

    def splitPath(self, path: str) -> list[str]:
        text, cursor = self._line.text(), self._line.cursorPosition()
        begin = text.rfind(",", 0, cursor) + 1
        end = text.find(",", cursor)
        end = len(text) if end < 0 else end
        self._before, self._after = text[:begin], text[end:]
        return [text[begin:end].strip() or "\N{NO-BREAK SPACE}"]  # nothing typed, nothing offered

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        gap = " " if self._before else ""
        return f"{self._before}{gap}{index.data()}{self._after}"


class _Roomy(QStyledItemDelegate):
    """Gives a line of the popup its height; left alone it cuts the feet of letters off."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), option.fontMetrics.height() + 6)
