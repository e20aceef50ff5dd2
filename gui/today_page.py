"""The page Today: what to hold for the next session, and the orders for an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.errors import BacktestError, quoted
from core.next_session import MEANING, next_session
from core.order_account import OrderAccount, Shares
from core.orders import foreign_symbols, order_list, orders_csv
from gui.amount_text import MONEY, amount_text, typed_amount
from gui.answer_page import AnswerPage
from gui.file_kinds import CSV, suggested_name
from gui.focus_ring import RingedCheckBox, RingedCombo
from gui.formats import breakable
from gui.orders_table import OrdersTable
from gui.scenario_heading import NOTHING_YET, missing
from gui.theme import Theme
from gui.today_words import chain, doubts, headline, interest
from gui.toned_label import LabelTone, TonedLabel

if TYPE_CHECKING:
    from core.next_session import NextSession
    from core.orders import OrderList
    from core.parameters import Parameters
    from core.prices import LoadedPrices
    from core.progress import ProgressCallback
    from core.scenario import Scenario
    from core.study import Study

BESIDE = 8
"""Pixels beside what is on the page."""
LOOKING = "Finding out what to hold\N{HORIZONTAL ELLIPSIS}"


class HeldNow(Enum):
    """What an account holds before the trades, in the words of the choice."""

    BACKTEST = "As backtested"
    NOTHING = "Nothing"
    TYPED = "Typed by me"


@dataclass(frozen=True, eq=False)
class NextSessionTask:
    """What the next session asks for, to be found by the worker."""

    loaded: LoadedPrices
    scenario: Scenario
    days: tuple[dt.date, dt.date]

    def __call__(self, progress: ProgressCallback | None = None) -> NextSession:
        """Return what to hold."""
        return next_session(self.loaded, self.scenario.parameters, progress)

    def asks_the_same(self, other: NextSessionTask | None) -> bool:
        """Whether another task has the same answer."""
        return (
            other is not None
            and other.loaded is self.loaded
            and other.scenario.parameters == self.scenario.parameters
        )


class TodayPage(AnswerPage):
    """Leverage and orders for the session after the last price.

    Attributes
    ----------
    account_changed
        Somebody has made the account another one: the `OrderAccount`.
    """

    account_changed = Signal(object)

    def __init__(
        self, parent: QWidget | None = None, clock: Callable[[], dt.date] = dt.date.today
    ) -> None:
        super().__init__("today_page", MEANING, parent)
        self._clock = clock
        self._task: NextSessionTask | None = None
        self._answered: NextSessionTask | None = None
        self._wanted: NextSession | None = None
        self._failure = ""
        self._orders: OrderList | None = None
        self._equity, self._mode = OrderAccount().equity, HeldNow.BACKTEST
        self._typed: dict[str, float] = {}
        self.equity = QLineEdit()
        self.fractional = RingedCheckBox("&Parts of shares")
        self.held = RingedCombo()
        self.copy_button = QPushButton("Copy", autoDefault=False)
        self.export_button = QPushButton("Export CSV\N{HORIZONTAL ELLIPSIS}", autoDefault=False)
        self.headline = self._label("today_headline", QLabel())
        self.warning = self._label("today_warning", TonedLabel(LabelTone.WARNING))
        self.chain = self._label("today_chain", QLabel())
        self.interest = self._label("today_interest", QLabel())
        self.problem = self._label("today_problem", TonedLabel(LabelTone.ERROR))
        self.table = OrdersTable()
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lines = (QHBoxLayout(), QHBoxLayout())
        self._set_up_controls()
        self._lay_out()
        self._connect()
        self._show_account()
        self.show_message(NOTHING_YET)

    @property
    def account(self) -> OrderAccount:
        """The account that the orders are for."""
        return OrderAccount(self._equity, self._is_fractional, _pairs(self._holdings))

    def set_account(self, account: OrderAccount) -> None:
        """Take an account from the project; nothing is told."""
        if account == self.account:
            return
        self._equity, held = account.equity, account.held
        self._mode = HeldNow.BACKTEST if held is None else HeldNow.TYPED
        if held is not None and not held:
            self._mode = HeldNow.NOTHING
        self._typed = dict(held or {})
        self.fractional.blockSignals(True)
        self.fractional.setChecked(account.fractional)
        self.fractional.blockSignals(False)
        self._show_account()
        self._show()

    def take_typed(self) -> None:
        """Take now what is typed and not yet ended with Enter: something else makes use of it."""
        self.table.end_typing()
        if self.equity.isModified():
            self._take_equity()

    def answer(self, study: Study, selected: int) -> str:
        outcome = study.outcome(selected)
        sentence = missing(outcome)
        if sentence or outcome is None or outcome.result is None:
            self._task = self._answered = self._wanted = None
            self.asked.emit(None)  # what is under way is of no use any more
            return sentence
        dates, scenario = outcome.result.dates, outcome.scenario
        task = NextSessionTask(study.loaded, scenario, (dates[0].date(), dates[-1].date()))
        before, self._task = self._task, task
        if task.asks_the_same(self._answered):
            self._answered = task
            self._show_heading(task)
            return self._failure
        if task.asks_the_same(before):
            self._task = before  # it is under way
        else:
            self.asked.emit(task)
        if self._answered is task:  # by a slot that did it at once
            return self._failure
        same = self._answered is not None and self._answered.scenario.key == scenario.key
        if self._wanted is None:
            return self._failure if same else LOOKING
        return ""

    def take(self, task: object, result: object) -> None:
        from core.next_session import NextSession

        if task is self._task and isinstance(result, NextSession):
            self._answered, self._wanted, self._failure = self._task, result, ""
            assert self._task is not None
            self._show_heading(self._task)
            self._show()
            self.show_answer()

    def take_failure(self, task: object, error: Exception) -> None:
        if task is self._task:
            self._answered, self._wanted, self._failure = self._task, None, str(error)
            super().take_failure(task, error)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.table.set_theme(theme)

    # What is shown

    def _show_heading(self, task: NextSessionTask) -> None:
        import numpy as np

        self.heading.show_scenario(task.scenario, np.array(task.days, dtype="datetime64[D]"))

    def _show(self) -> None:
        """Show the orders of the account; a sentence in their place where there can be none."""
        if self._wanted is None or self._answered is None:
            return
        parameters = self._answered.scenario.parameters
        try:
            self._orders = self._made(self._equity, self._holdings)
        except BacktestError as error:
            self._orders = None
            self._tell(str(error))
        else:
            self._tell("")
            held = self._holdings or {}
            foreign = foreign_symbols(held, self._symbols)
            self.headline.setText(headline(self._wanted, self._orders, parameters))
            self.interest.setText(interest(self._wanted, self._orders, parameters))
            self.table.show_orders(self._orders, {symbol: held[symbol] for symbol in foreign})
        self.chain.setText(chain(self._wanted, parameters))
        self._warn(parameters)
        for part in (self.headline, self.table, self.interest):
            part.setVisible(self._orders is not None)
        self.copy_button.setEnabled(self._orders is not None)
        self.export_button.setEnabled(self._orders is not None)

    def _warn(self, parameters: Parameters) -> None:
        """Tell why the orders should not be placed as they are."""
        assert self._wanted is not None
        assert self._answered is not None
        source = self._answered.loaded.source
        lines = list(doubts(self._wanted, source, self._clock(), parameters.end))
        strange = foreign_symbols(self._holdings or {}, self._symbols)
        if strange:
            it = "it" if len(strange) == 1 else "them"
            verb = "is" if len(strange) == 1 else "are"
            lines.append(
                f"{', '.join(strange[:4])}{' and others' if len(strange) > 4 else ''} {verb} held, "
                f"but not among the symbols: sell {it} first, or add {it}. The cash below does "
                f"not count {it}."
            )
        self.warning.setText(breakable("\n".join(f"\N{WARNING SIGN} {line}" for line in lines)))
        self.warning.setVisible(bool(lines))

    def _show_account(self) -> None:
        self.equity.setText(amount_text(self._equity, 0 if self._equity % 1.0 == 0.0 else MONEY))
        self.equity.setCursorPosition(0)
        self.held.blockSignals(True)
        self.held.setCurrentIndex(list(HeldNow).index(self._mode))
        self.held.blockSignals(False)

    def _tell(self, sentence: str) -> None:
        self.problem.setText(breakable(sentence))
        self.problem.setVisible(bool(sentence))

    # What the account is

    @property
    def _is_fractional(self) -> bool:
        return self.fractional.isChecked()

    @property
    def _symbols(self) -> set[str]:
        if self._wanted is None:
            return set()
        return {one.symbol for one in self._wanted.day.symbols}

    @property
    def _holdings(self) -> dict[str, float] | None:
        """Shares held by symbol; None: as the backtest holds."""
        if self._mode is HeldNow.BACKTEST:
            return None
        return self._typed if self._mode is HeldNow.TYPED else {}

    def _made(self, equity: float, held: dict[str, float] | None) -> OrderList:
        """Return the orders of an account, without what is held of other symbols."""
        assert self._wanted is not None
        assert self._answered is not None
        known = held
        if held is not None:
            known = {one: shares for one, shares in held.items() if one in self._symbols}
        parameters = self._answered.scenario.parameters
        return order_list(self._wanted, parameters, equity, known, fractional=self._is_fractional)

    def _take_account(self, equity: float, mode: HeldNow, typed: dict[str, float]) -> None:
        """Take another account if there can be orders for it, else say why not."""
        held = {HeldNow.BACKTEST: None, HeldNow.NOTHING: {}, HeldNow.TYPED: typed}[mode]
        try:
            OrderAccount(equity, self._is_fractional, _pairs(held)).check()
            if self._wanted is not None:
                self._made(equity, held)
        except BacktestError as error:
            self._tell(f"{error} Nothing was changed.")
            return
        self._equity, self._mode, self._typed = equity, mode, typed
        self._show_account()
        self._show()
        self.account_changed.emit(self.account)

    @Slot()
    def _take_equity(self) -> None:
        if not self.equity.isModified():
            return  # what is shown may be rounded
        text = self.equity.text()
        equity = typed_amount(text)
        if equity is None:
            self._tell(f"{quoted(text)} is no sum of money; write a number such as 100000.")
        elif equity != self._equity:
            self._take_account(equity, self._mode, self._typed)
        else:
            self._show_account()
            self._tell("")

    @Slot(bool)
    def _take_fractional(self) -> None:
        self._show()
        self.account_changed.emit(self.account)

    @Slot(int)
    def _take_mode(self, place: int) -> None:
        self._take_account(self._equity, list(HeldNow)[place], self._typed)

    @Slot(object, bool)
    def _take_held(self, held: dict[str, float], is_all: bool) -> None:
        kept = self._typed if self._mode is HeldNow.TYPED and not is_all else {}
        merged = {**kept, **held}
        typed = {symbol: shares for symbol, shares in merged.items() if shares != 0.0}
        self._take_account(self._equity, HeldNow.TYPED, typed)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._tell(sentence)

    @Slot()
    def _export(self) -> None:
        if self._wanted is None or self._orders is None or self._answered is None:
            return
        name = suggested_name(
            CSV,
            "orders",
            self._answered.scenario.name,
            simulated=self._answered.loaded.source.simulated,
            last_day=self._wanted.session,
        )
        self.written.emit(name, "the orders", partial(orders_csv, self._wanted, self._orders))

    # How it is made

    def _label(self, name: str, label: QLabel) -> QLabel:
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        return label

    def _set_up_controls(self) -> None:
        self.equity.setObjectName("today_equity")
        self.equity.setAccessibleName("Account size")
        self.equity.setToolTip("Value of the account, cash included, in the currency of the prices")
        self.equity.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.equity.setMaxLength(40)
        width = self.equity.fontMetrics().horizontalAdvance("1,000,000,000")
        self.equity.setFixedWidth(width + 16)
        self.fractional.setObjectName("today_fractional")
        self.fractional.setToolTip("Trade fractions of shares instead of whole ones")
        self.held.setObjectName("today_held")
        self.held.setAccessibleName("Held now")
        self.held.setToolTip(
            "What the account holds before the trades; type or paste it into the table"
        )
        for mode in HeldNow:
            self.held.addItem(mode.value)
        self.held.setMinimumContentsLength(max(len(mode.value) for mode in HeldNow))
        self.copy_button.setObjectName("today_copy")
        self.copy_button.setToolTip("Copy the table for a spreadsheet")
        self.export_button.setObjectName("today_export")
        self.export_button.setToolTip("Write the orders to a file, numbers in full precision")

    def _lay_out(self) -> None:
        account, held = QLabel("&Account"), QLabel("Held &now")
        account.setBuddy(self.equity)
        held.setBuddy(self.held)
        self._rows.setSpacing(6)
        parts_of_lines = (
            (account, self.equity, self.fractional, None),
            (held, self.held, None, self.copy_button, self.export_button),
        )
        for row, parts in zip(self._lines, parts_of_lines, strict=True):
            row.setSpacing(6)
            for part in parts:
                if part is None:
                    row.addStretch(1)
                else:
                    row.addWidget(part)
            self._rows.addLayout(row, 1 if None in parts[:-1] else 0)
        column = QVBoxLayout()
        column.setSpacing(6)
        box = QWidget()
        box.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        # Of no width of its own, so that a page that was wide can become narrow again.
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        column.addWidget(box)
        column.addWidget(self.problem)
        self.controls.addLayout(column)
        font = QFont(self.headline.font())
        font.setWeight(QFont.Weight.DemiBold)
        self.headline.setFont(font)
        self.body.addWidget(self.warning)
        self.body.addWidget(self.headline)
        self.body.addWidget(self.chain)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.interest)
        self.body.addStretch()

    def _connect(self) -> None:
        self.equity.editingFinished.connect(self._take_equity)
        self.fractional.toggled.connect(self._take_fractional)
        self.held.currentIndexChanged.connect(self._take_mode)
        self.table.held_given.connect(self._take_held)
        self.table.refused.connect(self._refuse)
        self.copy_button.clicked.connect(self.table.copy_all)
        self.export_button.clicked.connect(self._export)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(line.sizeHint().width() for line in self._lines) + self._rows.spacing()
        wide = self.width() - 2 * BESIDE >= needed
        way = QBoxLayout.Direction
        self._rows.setDirection(way.LeftToRight if wide else way.TopToBottom)


def _pairs(held: dict[str, float] | None) -> Shares | None:
    return None if held is None else tuple(held.items())
