"""The charts of a report: what is drawn of tracks, and in which words it is described."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from core.comparison import Track
from core.report.figure_tables import tone
from core.report.svg_chart import Axis, Frame, Line, Stroke, area_chart, line_chart
from core.report.words import percent, plain
from core.units import Floats

RATIO_FOR_LOGARITHM = 4.0
"""Highest over lowest growth from which equal heights are better equal ratios."""

AREAS = 10
"""More cannot be told apart; of more symbols the nine largest are drawn, and the others as one."""

CURVES = (
    "Solid: with the overlay. Dashed, in the same colour: the same portfolio without it. "
    "Dotted: benchmarks."
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart.

    Attributes
    ----------
    caption
        A sentence below it.
    keys
        Tone, stroke and name of what is drawn, for screens too narrow for names beside lines.
    """

    title: str
    svg: Markup
    caption: str
    keys: tuple[tuple[str, str, str], ...]


def days_of(track: Track) -> Floats:
    """Return the days of a track as numbers since 1970, shape (T,)."""
    return track.days.astype(np.int64).astype(np.float64)


def growth_chart(tracks: Sequence[Track]) -> Chart:
    """Return the growth of 1, with logarithmic heights where it spans several times itself."""
    lines = _with_base(
        tracks,
        lambda track: track.dynamic.equity,
        lambda track: None if track.base is None else track.base.equity,
    )
    values = np.concatenate([line.values for line in lines])
    alive = values[values > 0.0]
    logarithmic = bool(len(alive)) and float(alive.max() / alive.min()) >= RATIO_FOR_LOGARITHM
    told = "; ".join(
        f"{track.name}: {plain(float(track.dynamic.equity[-1]), 2)}" for track in tracks
    )
    title = "Growth of 1, logarithmic scale" if logarithmic else "Growth of 1"
    caption = f"{CURVES} Equal heights are equal percentages." if logarithmic else CURVES
    frame = Frame("growth", title, f"{_span(tracks)} What 1 has become. {told}.", 380)
    axis = Axis(logarithmic=logarithmic, base=1.0, least_span=0.01)
    return _chart(frame, lines, axis, caption)


def drawdown_chart(tracks: Sequence[Track]) -> Chart:
    """Return how far each account is below its peak."""
    lines = _with_base(
        tracks, lambda track: track.drawdown_dynamic, lambda track: track.drawdown_base
    )
    told = "; ".join(
        f"{track.name}: {percent(float(track.drawdown_dynamic.min()))} %" for track in tracks
    )
    frame = Frame("drawdown", "Drawdown, %", f"{_span(tracks)} Deepest. {told}.", 260)
    axis = Axis(factor=100.0, suffix="%", base=0.0, least_span=0.002)
    return _chart(frame, lines, axis, CURVES)


def leverage_chart(tracks: Sequence[Track]) -> Chart | None:
    """Return the leverage of the scenarios; None where there are benchmarks only."""
    scenarios = [track for track in tracks if not track.is_benchmark]
    if not scenarios:
        return None
    lines = [
        Line(track.name, tone(track), days_of(track), track.dynamic.leverage) for track in scenarios
    ]
    told = "; ".join(
        f"{track.name}: {plain(float(track.dynamic.leverage.mean()), 2)}" for track in scenarios
    )
    frame = Frame("leverage", "Leverage, ×", f"{_span(tracks)} Mean. {told}.", 240)
    axis = Axis(suffix="×", base=1.0, least_span=0.02)
    return _chart(frame, lines, axis, "Without the overlay leverage is always 1.")


def weights_chart(name: str, track: Track, symbols: tuple[str, ...], weights: Floats) -> Chart:
    """Return stacked holdings (T, N) of the base portfolio, in the order of the universe."""
    means = weights.mean(axis=0)
    drawn, rest = list(range(len(symbols))), np.arange(0)
    if len(symbols) > AREAS:
        ranked = np.argsort(-means, kind="stable")
        drawn, rest = sorted(ranked[: AREAS - 1].tolist()), ranked[AREAS - 1 :]
    days = days_of(track)
    areas = [
        Line(symbols[column], f"w{place}", days, weights[:, column])
        for place, column in enumerate(drawn)
    ]
    if len(rest):
        label = f"{len(rest)} others"
        areas.append(Line(label, f"w{AREAS - 1}", days, weights[:, rest].sum(axis=1)))
    told = ", ".join(f"{symbols[column]} {percent(float(means[column]), 1)} %" for column in drawn)
    title = "Weights, % of the base portfolio"
    frame = Frame(f"{name}-weights", title, f"{_span([track])} Mean weights: {told}.", 280)
    svg = area_chart(frame, areas, Axis(factor=100.0, suffix="%"))
    caption = "Times the leverage they are what the account holds."
    return Chart(title, Markup(svg), caption, tuple((a.tone, "area", a.label) for a in areas))


def rolling_charts(
    name: str,
    track: Track,
    window: int,
    volatility: tuple[Floats | None, Floats],
    sharpe: tuple[Floats | None, Floats],
) -> list[Chart]:
    """Return rolling volatility and Sharpe ratio, each (T,) without and with the overlay."""
    told = f"Of the {window} trading days before. {CURVES}"
    made = []
    for word, title, axis, (base, dynamic) in (
        ("vol", "Volatility, % a year", Axis(factor=100.0, suffix="%"), volatility),
        ("sharpe", "Sharpe ratio", Axis(base=0.0), sharpe),
    ):
        lines = [Line("with overlay", tone(track), days_of(track), dynamic)]
        if base is not None:
            lines.append(Line("without", tone(track), days_of(track), base, Stroke.DASHED))
        whole = f"{title}, {window} days"
        frame = Frame(f"{name}-{word}", whole, f"{_span([track])} {track.name}.", 220)
        made.append(_chart(frame, lines, axis, told.replace(" Dotted: benchmarks.", "")))
    return made


def cost_chart(name: str, track: Track) -> Chart | None:
    """Return costs and interest added up, shares of each day's equity; None where all are 0."""
    if not (track.dynamic.cost.any() or track.dynamic.financing.any()):
        return None
    days = days_of(track)
    lines = [
        Line("costs, overlay", tone(track), days, np.cumsum(track.dynamic.cost)),
        Line("interest, overlay", "ink", days, np.cumsum(track.dynamic.financing)),
    ]
    if track.base is not None:
        base = np.cumsum(track.base.cost)
        lines.append(Line("costs without", tone(track), days, base, Stroke.DASHED))
    told = "; ".join(f"{line.label}: {percent(float(line.values[-1]))} %" for line in lines)
    title = "Costs and interest, added up, % of equity"
    frame = Frame(f"{name}-costs", title, f"{_span([track])} In the end. {told}.", 220)
    axis = Axis(factor=100.0, suffix="%", base=0.0, least_span=0.001)
    caption = (
        "Costs of trading, and interest paid less that earned, each day's as a share of the "
        "equity of the day."
    )
    return _chart(frame, lines, axis, caption)


def _with_base(
    tracks: Sequence[Track],
    dynamic: Callable[[Track], Floats],
    base: Callable[[Track], Floats | None],
) -> list[Line]:
    """Return the lines with the overlay, then those without; benchmarks are dotted."""
    lines = [
        Line(
            track.name,
            tone(track),
            days_of(track),
            dynamic(track),
            Stroke.DOTTED if track.is_benchmark else Stroke.SOLID,
        )
        for track in tracks
    ]
    for track in tracks:
        values = base(track)
        if values is not None:
            lines.append(Line("", tone(track), days_of(track), values, Stroke.DASHED))
    return lines


def _chart(frame: Frame, lines: Sequence[Line], axis: Axis, caption: str) -> Chart:
    keys = tuple((line.tone, line.stroke.value, line.label) for line in lines if line.label)
    return Chart(frame.title, Markup(line_chart(frame, lines, axis)), caption, keys)


def _span(tracks: Sequence[Track]) -> str:
    dates = tracks[0].dates
    return f"{dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}."
