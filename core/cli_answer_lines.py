"""The answers as the command line prints them: aligned lines of plain text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.attribution import GROWTH, MEAN, MEAN_TERMS, TERMS
from core.break_even_words import break_even_words
from core.errors import BacktestError, shown
from core.explained_day import Bound, Trade

if TYPE_CHECKING:
    from core.attribution import Attribution
    from core.break_evens import BreakEvens
    from core.causality import Proof
    from core.explained_day import ExplainedDay
    from core.next_session import NextSession, OrderList
    from core.parameters import Parameters
    from core.waterfall import Waterfall, WaterfallRow

ABSENT = "n/a"
COLUMNS = (("sharpe", "Sharpe", 3), ("ann_ret", "AnnRet", 2), ("max_drawdown", "MaxDD", 2))
"""Figures of a waterfall: key, heading, decimals (of percent, but for the ratio)."""

BOUNDS = {
    Bound.NONE: "",
    Bound.LOWEST: ", raised to lev_min",
    Bound.HIGHEST: ", cut to lev_max",
}
TRADES = {
    Trade.FIRST: "bought: it is the first day",
    Trade.IN_BAND: "not traded: within the band around the target",
    Trade.OUT_OF_BAND: "traded: further than the band from the target",
    Trade.OUT_OF_BOUNDS: "traded: drifted out of its bounds",
    Trade.NOTHING_LEFT: "nothing is left to trade: wiped out",
}
SHARES_DECIMALS = 6
"""Of shares, where they are no whole number."""


def lines_of_waterfall(way: Waterfall) -> list[str]:
    """Return the figures of each step, and what it changed."""
    dates = way.dates
    days = f", {dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}" if len(dates) else ""
    heads = [head for _, name, _ in COLUMNS for head in (name, "+/-")]
    changes = [way.written_changes(key, "dynamic") for key, _, _ in COLUMNS]
    added = way.written_changes("sharpe", "added")
    rows = [["", *heads, "Added", "+/-"]]
    for place, row in enumerate(way.rows):
        title = shown(way.start.name if row.step is None else row.step.title)
        cells = []
        for (key, _, decimals), changed in zip(COLUMNS, changes, strict=True):
            cells += [
                _figure(row.written(key, "dynamic"), key, decimals),
                _change(changed[place], key, decimals, first=place == 0),
            ]
        cells += [
            _figure(row.written("sharpe", "added"), "sharpe", 3),
            _change(added[place], "sharpe", 3, first=place == 0),
        ]
        rows.append([title, *cells])
    return [
        f"From {shown(way.start.name)} to {shown(way.goal.name)}{days}",
        *_table(rows),
        "  Added is what the overlay adds to the Sharpe ratio of its base portfolio.",
        *(_failure(row) for row in way.rows if row.error is not None),
    ]


def lines_of_attribution(made: Attribution | BacktestError) -> list[str]:
    """Return where the return comes from, a year on average, beside its rival's."""
    from core.attribution_text import SCRIPTED, attribution_sentence

    title = "Where the return comes from"
    if isinstance(made, BacktestError):
        return [title, f"  {made}"]
    rival = None if made.rival is None else made.rival.total
    heads = ["Overlay"] if rival is None else ["Overlay", f"Constant {made.level:.2f}x", "+/-"]
    difference = None if rival is None else made.overlay.total.less(rival)
    rows = [["", *heads]]
    for term in (*TERMS[:MEAN_TERMS], MEAN, *TERMS[MEAN_TERMS:], GROWTH):
        parts = (made.overlay.total, rival)
        cells = [_percent(one.value(term.key)) for one in parts if one is not None]
        cells += [] if difference is None else [_signed_percent(difference.value(term.key))]
        rows.append([f"= {term.label}" if term in (MEAN, GROWTH) else term.label, *cells])
    return [
        f"{title}, a year, {made.first} to {made.last}",
        *_table(rows),
        f"  {_plain(attribution_sentence(made))}",
        *([f"  {SCRIPTED}"] if made.scripted else []),
        *([f"  {made.no_rival}"] if made.no_rival else []),
    ]


def lines_of_break_evens(made: BreakEvens | BacktestError) -> list[str]:
    """Return at which prices of borrowing and trading the overlay stops being worth it."""
    title = "Break-evens of the Sharpe ratio"
    if isinstance(made, BacktestError):
        return [title, f"  {made}"]
    return [title, *dict.fromkeys(f"  {break_even_words(row)}" for row in made.rows)]


def lines_of_proof(made: Proof) -> list[str]:
    """Return whether anything before the scrambled futures moved."""
    return ["Proof of causality", f"  {_plain(made.verdict)}"]


def lines_of_day(day: ExplainedDay, asked: dt.date, parameters: Parameters) -> list[str]:
    """Return why an account held on a day what it held."""
    lines = [f"Why {day.date}"]
    if day.date != asked:
        which = "the last one before" if day.date < asked else "the first one that has"
        lines.append(f"  {asked} has no result; this is {which}.")
    rows = _decision(day, parameters)
    less = f"{_taken(day.cost)} cost {_taken(day.financing)} interest"
    rows += [
        *_traded(day),
        ["Return", f"{_percent(day.ret)} = {day.leverage:.4f} x {_percent(day.gross)} {less}"],
        ["Base portfolio", _percent(day.ret_base)],
        ["Equity", f"{day.equity_before:.4f} to {day.equity_after:.4f}"],
    ]
    if day.looks_ahead:
        rows.append(["Look-ahead", "it knew the return of the day itself"])
    heads = [
        "Symbol",
        "decided",
        "risk",
        "drifted",
        "held",
        "exposure",
        "traded",
        "return",
        "earned",
    ]
    symbols = [
        [
            shown(one.symbol, 20),
            _percent(one.decided),
            ABSENT if one.risk_share is None else _percent(one.risk_share),
            _percent(one.before),
            _percent(one.held),
            _percent(one.exposure),
            _signed_percent(one.traded),
            _percent(one.ret),
            f"{round(100.0 * one.exposure * one.ret, 3) + 0.0:.3f}%",
        ]
        for one in day.symbols
    ]
    return [*lines, *_table(rows, left=2), *_table([heads, *symbols])]


def lines_of_orders(
    wanted: NextSession, orders: OrderList, parameters: Parameters, *, own: bool
) -> list[str]:
    """Return what to hold for the next session, and the trades to get there.

    `own` says that the trades are those of the backtest itself.
    """
    day = wanted.day
    rows = _decision(day, parameters) + _traded(day, "Backtest")
    of = "what the backtest holds" if own else "what is held"
    heads = ["Symbol", "exposure", "price", "shares", "money", "held", "trade", "money", "cost"]
    symbols = [
        [
            shown(one.symbol, 20),
            _percent(one.exposure),
            f"{one.price:.2f}",
            _shares(one.shares),
            f"{one.money:.2f}",
            _shares(one.held_shares),
            _signed_shares(one.trade_shares),
            _signed(one.trade_money, 2),
            f"{one.cost:.2f}",
        ]
        for one in orders.orders
    ]
    cash = f"Borrowed {-orders.cash:.2f}" if orders.cash < 0.0 else f"Cash {orders.cash:.2f}"
    return [
        f"For the session of {wanted.session}, traded at the close of {wanted.after}",
        *(f"  {note}" for note in wanted.notes),
        *_table(rows, left=2),
        f"Orders of an account of {orders.equity:.2f}, from {of}",
        *_table([heads, *symbols]),
        f"  Leverage {orders.held_leverage:.2f}x before the orders, {orders.leverage:.2f}x after.",
        f"  {cash}; bought and sold {orders.traded:.2f}, cost {orders.cost:.2f}, interest a day "
        f"{round(orders.interest_a_day, 2) + 0.0:.2f}",
    ]


def _decision(day: ExplainedDay, parameters: Parameters) -> list[list[str]]:
    """Return what was known, and the leverage that followed from it."""
    known = f"with returns up to {day.weights_known}, in force from {day.weights_decided}"
    if day.volatility is None or day.raw is None:
        window = f"not known yet: its window of {parameters.vol_lookback} days is not full"
        raw = f"{day.clipped:.2f}x, without a volatility"
    else:
        window = f"{_percent(day.volatility)} a year, known at the close of {day.volatility_known}"
        raw = f"{_percent(parameters.target_vol)} / {_percent(day.volatility)} = {day.raw:.2f}x"
        raw += BOUNDS[day.raw_bound]
    at = "" if day.drawdown_known is None else f", known at the close of {day.drawdown_known}"
    return [
        ["Weights", f"decided {known}"],
        ["Volatility", window],
        ["Before the brake", raw],
        ["Brake", f"{day.brake:.2f}, at a drawdown of {_percent(day.drawdown)}{at}"],
        ["Target", f"{day.target:.2f}x{BOUNDS[day.target_bound]}"],
    ]


def _traded(day: ExplainedDay, name: str = "Leverage") -> list[list[str]]:
    """Return leverage before and after the trade, and what was traded."""
    leverage, why = f"{day.leverage:.2f}x", TRADES[day.trade]
    if day.before is None or day.trade is Trade.IN_BAND:
        told = f"{leverage}, {why}"
    else:
        told = f"{day.before:.2f}x before, {leverage} after; {why}"
    weights = "traded" if day.rebalanced else "not traded"
    if name == "Leverage":
        return [[name, told], ["Weights", weights]]
    return [[name, f"{told}; weights {weights}"]]  # its own, whatever is held


def _taken(value: float) -> str:
    """Return what takes from a return as something subtracted, or added where it is earned."""
    return f"{'+' if value < 0.0 else '-'} {round(100.0 * abs(value), 3):.3f}%"


def _table(rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Return cells in columns two blanks apart: so many from the left ragged, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _failure(row: WaterfallRow) -> str:
    title = "" if row.step is None else f"{row.step.title}: "
    return f"  {title}{row.error}"


def _figure(value: float | None, key: str, decimals: int) -> str:
    if value is None:
        return ABSENT
    return f"{value:.{decimals}f}" if key == "sharpe" else _percent(value)


def _change(value: float | None, key: str, decimals: int, *, first: bool) -> str:
    if value is None:
        return "" if first else ABSENT
    return _signed(value, decimals) if key == "sharpe" else _signed_percent(value)


def _percent(value: float) -> str:
    return f"{round(100.0 * value, 2) + 0.0:.2f}%"


def _signed_percent(value: float) -> str:
    return f"{_signed(100.0 * value, 2)}%"


def _signed(value: float, decimals: int) -> str:
    value = round(value, decimals) + 0.0
    return f"{value:+.{decimals}f}" if value else f"{value:.{decimals}f}"


def _shares(value: float) -> str:
    return f"{value:.{SHARES_DECIMALS}f}".rstrip("0").rstrip(".")


def _signed_shares(value: float) -> str:
    text = _shares(value)
    return f"+{text}" if value > 0 and text != "0" else text


def _plain(text: str) -> str:
    return text.replace("\N{MULTIPLICATION SIGN}", "x")
