"""The orders as a table: what is held can be typed or pasted, and all copied as plain numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QWidget

from core.errors import quoted
from core.figure_forms import ABSENT
from gui.amount_text import money_text, plain_text, price_text, shares_text, typed_amount
from gui.flat_model import Index
from gui.formats import number
from gui.plain_table import Look, PlainModel, PlainTable, TableRow

if TYPE_CHECKING:
    from core.orders import Order, OrderList

COLUMNS = (
    ("Symbol", ""),
    ("Order", "What to do with it"),
    ("Trade", "Shares to buy (+) or to sell (\N{MINUS SIGN})"),
    ("Shares", "To hold after the trade"),
    ("Held", "Shares now; type here, or paste a column of a spreadsheet (Ctrl+V)"),
    ("Price", "The last one, in its own currency"),
    ("Value", "Of what is to be held, in the currency of the prices"),
    ("Weight, %", "In the portfolio without leverage"),
    ("Exposure, %", "Of the account: leverage times weight, before shares are rounded"),
    ("Trade value", "Of what is bought (+) or sold (\N{MINUS SIGN})"),
    ("Cost", "Of the trade, by the cost in basis points"),
)
HEADINGS = tuple(heading for heading, _ in COLUMNS)
HELD = HEADINGS.index("Held")
LONGEST = 8
"""Numbers of a column that are measured, of hundreds."""
WORDS = 2
"""Columns at the beginning that are words."""

Cells = tuple[str, ...]


class OrdersModel(PlainModel):
    """Rows of texts, of which the shares held can be edited.

    Attributes
    ----------
    typed
        Row and text of a cell that was edited.
    """

    typed = Signal(int, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(WORDS, parent)
        self.plain: tuple[Cells, ...] = ()
        self.editable = 0

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == HELD and index.row() < self.editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.EditRole:
            return self.plain[index.row()][index.column()]
        return super().data(index, role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != HELD:
            return False
        self.typed.emit(index.row(), str(value))
        return True


class OrdersTable(PlainTable):
    """A row a symbol, then the total and the cash.

    Attributes
    ----------
    held_given
        Shares by symbol that were typed or pasted, a dict; and whether they are all that is held.
    refused
        A sentence: what was typed or pasted is no list of shares.
    """

    held_given = Signal(object, bool)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._is_barred = False  # whether there is a bar to scroll sideways
        super().__init__("orders_table", "Orders", left=WORDS, tight=True, parent=parent)
        self._orders = OrdersModel(self)
        self._orders.font, self._orders.theme = self.font(), self._model.theme
        self._model.deleteLater()
        self._model = self._orders
        self.setModel(self._orders)
        self._symbols: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleDescription(
            "Type a number on a row for the shares held; Control V pastes a column of them."
        )
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self._orders.typed.connect(self._take_typed)

    def show_orders(self, orders: OrderList, foreign: Mapping[str, float]) -> None:
        """Show orders, and what is held besides, of symbols for which there can be none."""
        shown = [_order_cells(one, plain=False) for one in orders.orders]
        plain = [_order_cells(one, plain=True) for one in orders.orders]
        dashes = [ABSENT] * len(HEADINGS)
        for symbol, shares in foreign.items():
            for rows, text in ((shown, shares_text(shares)), (plain, plain_text(shares))):
                cells = [symbol, "no order", *dashes[2:]]
                cells[HELD] = text
                rows.append(tuple(cells))
        self._symbols = tuple(cells[0] for cells in shown)
        looks = [Look.PLAIN] * len(orders.orders) + [Look.MUTED] * len(foreign)
        shown += _last_rows(orders, plain=False)
        plain += _last_rows(orders, plain=True)
        looks += [Look.TOTAL, Look.TOTAL]
        self._orders.plain, self._orders.editable = tuple(plain), len(self._symbols)
        finished = [TableRow(cells, look) for cells, look in zip(shown, looks, strict=True)]
        self.show_rows(HEADINGS, finished, tuple(tip for _, tip in COLUMNS))

    def end_typing(self) -> None:
        """Take what stands in an open cell."""
        if self.state() is QAbstractItemView.State.EditingState:
            self.setFocus()

    def text(self) -> str:
        """Return the selected rows, or all, as a spreadsheet reads them, tab separated."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return self._as_text(rows or range(len(self._orders.plain)))

    def copy_all(self) -> None:
        """Put all rows onto the clipboard."""
        QGuiApplication.clipboard().setText(self._as_text(range(len(self._orders.plain))))

    def _as_text(self, rows: range | list[int]) -> str:
        lines = [HEADINGS, *(self._orders.plain[row] for row in rows)]
        return "\n".join("\t".join(cell.replace(ABSENT, "") for cell in line) for line in lines)

    @Slot(int, str)
    def _take_typed(self, row: int, text: str) -> None:
        shares = typed_amount(text) if text.strip() else 0.0
        if shares is None:
            self.refused.emit(f"{quoted(text)} is no number of shares of {self._symbols[row]}.")
        else:
            self.held_given.emit({self._symbols[row]: shares}, False)

    def _paste(self) -> None:
        lines = QGuiApplication.clipboard().text().splitlines()
        first = max(self.currentIndex().row(), 0)
        held, sentence, is_all = pasted_shares(lines, self._symbols, first)
        if sentence:
            self.refused.emit(sentence)
        elif held:
            self.held_given.emit(held, is_all)

    def _text_widths(self) -> list[int]:
        """Return the pixels of the widest text of each column, of hundreds of rows at once."""
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        widths = []
        for column, heading in enumerate(self._model.headings):
            texts = [row.cells[column] for row in self.rows]
            if column >= WORDS:  # digits are of one width, so that the longest is the widest
                texts = sorted(texts, key=len)[-LONGEST:]
            widths.append(max(map(metrics.horizontalAdvance, [heading, *texts])))
        return widths

    def _fit_columns(self) -> None:
        super()._fit_columns()
        is_barred = self.horizontalHeader().length() > self.viewport().width()
        if is_barred != self._is_barred:
            self._is_barred = is_barred
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        bar = self.horizontalScrollBar().sizeHint().height() if self._is_barred else 0
        return super().sizeHint() + QSize(0, bar)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if self.state() is QAbstractItemView.State.EditingState:
            event.ignore()  # Enter and Escape come here when the editor is done with them
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
            return
        if 0 <= row < len(self._symbols):
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.held_given.emit({self._symbols[row]: 0.0}, False)
                return
            held = self.currentIndex().siblingAtColumn(HELD)
            if event.text().isdigit() or event.key() == Qt.Key.Key_F2:
                self.setCurrentIndex(held)
            elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.setCurrentIndex(held)
                self.edit(held)
                return
        super().keyPressEvent(event)


def pasted_shares(
    lines: list[str], symbols: tuple[str, ...], first: int
) -> tuple[dict[str, float], str, bool]:
    """Return shares by symbol of pasted lines, why they are none, and whether they are all.

    Two columns are symbols and shares, and all that is held; a line above them may be headings.
    One column are the shares of the rows from `first` on.
    """
    lines = [line for line in lines if line.strip()]
    if not lines:
        return {}, "There is no text on the clipboard to paste.", False
    known = {symbol.upper(): symbol for symbol in symbols}
    held: dict[str, float] = {}
    single = all(typed_amount(line) is not None for line in lines)
    if single:
        places = symbols[first : first + len(lines)]
        if len(places) < len(lines):
            return {}, f"{len(lines)} numbers do not fit from this row on.", False
        return {s: typed_amount(v) or 0.0 for s, v in zip(places, lines, strict=True)}, "", False
    for place, line in enumerate(lines):
        cells = [cell.strip() for cell in re.split(r"[\t;]", line.strip())]
        if len(cells) == 1:
            cells = line.split(maxsplit=1)
        shares = typed_amount(cells[1]) if len(cells) == 2 and cells[1] else None
        if shares is None:
            if place == 0 and len(lines) > 1:
                continue  # headings
            what = f"{quoted(line)} is no symbol with its number of shares"
            return {}, f"{what}; paste two columns, symbols and shares. Nothing was taken.", True
        symbol = known.get(cells[0].upper(), cells[0])
        if symbol in held:
            return {}, f"{symbol} is pasted twice; nothing was taken.", True
        held[symbol] = shares
    return held, "", True


def _order_cells(one: Order, *, plain: bool) -> Cells:
    traded = one.trade_shares
    word = "Buy" if traded > 0 else "Sell" if traded < 0 else ABSENT
    if plain:
        numbers = (one.trade_shares, one.shares, one.held_shares, one.price, one.money)
        shares = (100.0 * one.weight, 100.0 * one.exposure, one.trade_money, one.cost)
        return (one.symbol, word, *(plain_text(value, 10) for value in (*numbers, *shares)))
    return (
        one.symbol,
        word,
        _signed(shares_text(traded), traded) if traded else ABSENT,
        shares_text(one.shares),
        shares_text(one.held_shares),
        price_text(one.price),
        money_text(one.money),
        number(100.0 * one.weight, 1),
        number(100.0 * one.exposure, 1),
        _signed(money_text(one.trade_money), traded) if traded else ABSENT,
        money_text(one.cost) if traded else ABSENT,
    )


def _last_rows(orders: OrderList, *, plain: bool) -> list[Cells]:
    """Return the total of the positions, and what is borrowed or left."""
    positions = sum(one.money for one in orders.orders)
    word = "Cash" if orders.cash >= 0.0 else "Borrowed"

    def percent(value: float) -> str:
        return plain_text(100.0 * value, 10) if plain else number(100.0 * value, 1)

    def money(value: float) -> str:
        return plain_text(value, 10) if plain else money_text(value)

    weights = percent(sum(one.weight for one in orders.orders))
    exposures = percent(sum(one.exposure for one in orders.orders))
    bought = sum(one.trade_money for one in orders.orders)
    net = _signed(money(bought), 0.0 if plain else bought) if orders.traded else ABSENT
    cost = money(orders.cost) if orders.traded else ABSENT
    none = ("", "", "", "", "")
    return [
        ("Total", *none, money(positions), weights, exposures, net, cost),
        (word, *none, money(orders.cash), "", percent(orders.cash / orders.equity), "", ""),
    ]


def _signed(text: str, value: float) -> str:
    return f"+{text}" if value > 0 else text
