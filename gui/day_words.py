"""One day in words: what was known, what followed from it, and what it earned."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.explained_day import Bound, Trade
from core.figure_forms import ABSENT
from gui.formats import number, reading
from gui.plain_table import Look, TableRow

if TYPE_CHECKING:
    from core.explained_day import ExplainedDay
    from core.parameters import Parameters

TIMES, ARROW, TIED = "\N{MULTIPLICATION SIGN}", "\N{RIGHTWARDS ARROW}", "\N{NO-BREAK SPACE}"

HEADINGS = (
    "Symbol",
    "Decided",
    "Risk",
    "Held",
    "Exposure",
    "Traded",
    "Return",
    "Contribution",
)
TIPS = (
    "",
    "Weight that was decided",
    "Share of the risk that the decision gave it",
    "Weight in the base portfolio as prices have moved it, with which it earned",
    "Leverage times the weight held: share of the account's equity",
    "Bought, or sold where negative: share of the account's equity",
    "Return of the day",
    "Exposure times return: what it brought the account before costs and interest",
)
UNITS = "All in %; exposure, trades and contributions are shares of the account's equity."
LOG_UNITS = f"{UNITS} Returns are logarithmic, and compounded as if they were not."


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One step of the chain: its name, its sentence, and the number that goes on to the next.

    Attributes
    ----------
    looks_ahead
        Whether it uses the return that it then decides about.
    """

    title: str
    sentence: str
    outcome: str = ""
    looks_ahead: bool = False


def story(day: ExplainedDay, parameters: Parameters) -> tuple[StoryLine, ...]:
    """Return the chain from weights to the day's return."""
    if day.trade is Trade.NOTHING_LEFT:
        words = "The account was wiped out before this day: nothing is held, traded or earned."
        return (StoryLine("Nothing left", words, percent(0.0, 2)),)
    return (
        _weights(day),
        _volatility(day, parameters),
        _drawdown(day, parameters),
        _target(day, parameters),
        _trade(day, parameters),
        _costs(day, parameters),
        _earned(day),
    )


def warning(day: ExplainedDay) -> str:
    """Return what has to be said where a day's own return has decided about it, else ""."""
    if not day.looks_ahead:
        return ""
    parts = []
    if day.weights_known == day.date:
        parts.append("weights")
    if day.volatility_known == day.date:
        parts.append("leverage")
    what, verb = " and the ".join(parts), "were" if parts[0] == "weights" else "was"
    return (
        f"Looks ahead: the {what} of {day.date} {verb} decided with the return of {day.date} "
        "itself. Nobody could have traded that."
    )


def elsewhere(asked: dt.date, day: ExplainedDay, last: dt.date) -> str:
    """Return why another day is shown than the one that was asked for; "" where it is that one."""
    if asked == day.date:
        return ""
    if asked < day.date:
        return f"{asked} is before the first day of the result, which is shown."
    if asked > last:
        return f"{asked} is after the last day of the result, which is shown."
    return f"No prices on {asked}; the session before it is shown."


def symbol_rows(day: ExplainedDay) -> tuple[TableRow, ...]:
    """Return a row a symbol, and their sums."""
    rows = [
        TableRow(
            (
                one.symbol,
                share(one.decided),
                share(one.risk_share),
                share(one.held),
                share(one.exposure),
                share(one.traded),
                reading(100.0 * one.ret, 2),
                reading(100.0 * one.exposure * one.ret, 3),
            )
        )
        for one in day.symbols
    ]
    symbols = day.symbols
    known = all(one.risk_share is not None for one in symbols)
    total = TableRow(
        (
            "All",
            share(math.fsum(one.decided for one in symbols)),
            share(math.fsum(one.risk_share or 0.0 for one in symbols) if known else None),
            share(math.fsum(one.held for one in symbols)),
            share(math.fsum(one.exposure for one in symbols)),
            share(math.fsum(one.traded for one in symbols)),
            reading(100.0 * day.gross, 2),
            reading(100.0 * day.leverage * day.gross, 3),
        ),
        Look.TOTAL,
        "Bought less sold; the return is that of the base portfolio before costs",
    )
    return (*rows, total)


def text(day: ExplainedDay, lines: tuple[StoryLine, ...], warned: str) -> str:
    """Return the day as text for the clipboard: date, warning, and a line for each step."""
    told = (f"{line.title}\t{line.sentence}\t{line.outcome}".rstrip() for line in lines)
    return "\n".join((str(day.date), *((warned,) if warned else ()), *told))


def _weights(day: ExplainedDay) -> StoryLine:
    ahead = day.weights_known == day.date
    if ahead:
        since = " itself, which they then earn"
    elif day.weights_decided == day.date:
        since = "; they earn from this day on"
    elif day.weights_decided == day.weights_known:
        since = ", and they have earned that very day too"
    else:
        since = f"; they have earned since {day.weights_decided}"
    outcome = "new" if day.rebalanced else "kept"
    words = f"Decided with returns up to {day.weights_known}{since}."
    return StoryLine("Weights", words, outcome, ahead)


def _volatility(day: ExplainedDay, parameters: Parameters) -> StoryLine:
    window = parameters.vol_lookback
    if day.volatility is None or day.raw is None:
        words = f"Not yet measured, since fewer than {window} returns are known: leverage 1."
        return StoryLine("Volatility", words, multiple(day.clipped))
    ahead = day.volatility_known == day.date
    itself = " itself" if ahead else ""
    words = f"{percent(day.volatility, 1)} a year over {window} sessions to "
    words += f"{day.volatility_known}{itself}; "
    if math.isinf(day.raw):
        words += f"nothing moved: the highest leverage, {multiple(day.clipped)}."
    else:
        aim = f"target {percent(parameters.target_vol, 1)} / {percent(day.volatility, 3)}"
        words += f"{aim} = {multiple(day.raw)}{_bounded(day.raw_bound, day.clipped)}."
    return StoryLine("Volatility", words, multiple(day.clipped), ahead)


def _bounded(bound: Bound, leverage: float) -> str:
    match bound:
        case Bound.NONE:
            return ""
        case Bound.LOWEST:
            return f", raised to the lowest, {multiple(leverage)}"
        case Bound.HIGHEST:
            return f", cut to the highest, {multiple(leverage)}"


def _drawdown(day: ExplainedDay, parameters: Parameters) -> StoryLine:
    first, second = (percent(x, 0) for x in (parameters.dd_threshold1, parameters.dd_threshold2))
    if day.drawdown_known is None:
        words = "No day before this one, so nothing is lost: no brake."
    else:
        words = f"{percent(day.drawdown, 1)} after {day.drawdown_known}; "
        fallen = -day.drawdown
        if fallen <= parameters.dd_threshold1:
            words += f"no brake before {first}."
        elif fallen >= parameters.dd_threshold2:
            words += f"full brake from {second} on."
        else:
            words += f"the brake acts from {first}, fully from {second}."
    return StoryLine("Drawdown", words, f"{TIMES}{TIED}{number(day.brake, 3)}")


def _target(day: ExplainedDay, parameters: Parameters) -> StoryLine:
    product = f"{multiple(day.clipped)} {TIMES} {multiple(day.brake)}"
    words = f"{product} = {multiple(day.clipped * day.brake)}"
    words += _bounded(day.target_bound, day.target)
    if day.target_bound is Bound.NONE:
        lowest, highest = number(parameters.lev_min, 2), number(parameters.lev_max, 2)
        words += f", within {lowest} to {highest}"
    return StoryLine("Target", f"{words}.", multiple(day.target))


def _trade(day: ExplainedDay, parameters: Parameters) -> StoryLine:
    band, held = number(parameters.leverage_band, 3), multiple(day.leverage)
    if day.before is None or day.trade is Trade.FIRST:
        return StoryLine("Leverage", f"First day: bought from cash at {held}.", held)
    before = multiple(day.before)
    moved = "raised" if day.leverage > day.before else "lowered"
    away = multiple(abs(day.target - day.before))
    match day.trade:
        case Trade.OUT_OF_BAND if parameters.leverage_band == 0.0:
            words = f"Had drifted to {before}; without a band {moved} to {held}."
        case Trade.OUT_OF_BAND:
            words = (
                f"Had drifted to {before}, {away} from the target and more than the band "
                f"{band}: {moved} to {held}."
            )
        case Trade.OUT_OF_BOUNDS:
            lowest, highest = number(parameters.lev_min, 2), number(parameters.lev_max, 2)
            words = f"Had drifted to {before}, out of {lowest} to {highest}: {moved} to {held}."
        case _:
            words = f"Had drifted to {before}, {away} from the target"
            within = f" and within the band {band}" if parameters.leverage_band > 0.0 else ""
            words += f"{within}: left alone."
    return StoryLine("Leverage", words, held)


def _costs(day: ExplainedDay, parameters: Parameters) -> StoryLine:
    if day.turnover > 0.0:
        why = ", new weights included" if day.rebalanced and day.before is not None else ""
        words = f"Traded {percent(day.turnover, 2)} of equity{why}, "
        if parameters.cost_bps > 0.0:
            words += f"at {reading(parameters.cost_bps, 2)} bp: {percent(day.cost, 3)}; "
        else:
            words += "at no cost; "
    else:
        words = "Nothing traded; "
    if day.financing > 0.0:
        words += f"interest paid {percent(day.financing, 3)}."
    elif day.financing < 0.0:
        words += f"interest earned on cash {percent(-day.financing, 3)}."
    else:
        words += "no interest."
    return StoryLine("Costs", words, change(-day.cost - day.financing, 3))


def _earned(day: ExplainedDay) -> StoryLine:
    words = (
        f"Base portfolio {percent(day.gross, 2)} before costs; times {multiple(day.leverage)}, "
        f"after costs and interest: {percent(day.ret, 2)}; equity "
        f"{number(day.equity_before, 4)} {ARROW} {number(day.equity_after, 4)}."
    )
    if day.equity_after == 0.0:
        words += " The account is wiped out."
    return StoryLine("Earned", words, change(day.ret, 2))


def multiple(leverage: float) -> str:
    """Return a leverage, or a brake, to be compared with others of its day."""
    return reading(leverage, 3)


def percent(value: float, decimals: int) -> str:
    """Return a decimal as percent, whose sign stays on its line."""
    return f"{reading(100.0 * value, decimals)}{TIED}%"


def change(value: float, decimals: int) -> str:
    """Return a decimal as percent that is added or taken away."""
    text = reading(100.0 * value, decimals)
    sign = "+" if value > 0.0 and float(f"{100.0 * value:.{decimals}f}") else ""
    return f"{sign}{text}{TIED}%"


def share(value: float | None) -> str:
    """Return a share in percent without its sign; a dash where there is none."""
    return ABSENT if value is None else reading(100.0 * value, 2)
