"""What a report answers about one scenario: what changed, and why, and whether it looks ahead."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from core import attribution, break_evens, causality, waterfall
from core.answers import Answers, before_each
from core.attribution import GROWTH, MEAN, MEAN_TERMS, TERMS, Attribution
from core.attribution_text import SCRIPTED, attribution_sentence
from core.break_even_words import RIVAL_NAMES, amount_words, break_even_words
from core.break_evens import BreakEven, BreakEvens
from core.errors import BacktestError
from core.figure_forms import ABSENT, DECIMALS, heading, in_unit
from core.metrics import METRICS, Form
from core.parameters import FIELDS, Parameters
from core.report.charts import Chart
from core.report.figure_tables import Group, Heading, Row, Table
from core.report.svg_chart import Frame
from core.report.waterfall_chart import Bar, waterfall_svg
from core.report.words import figure, percent, plain, signed
from core.steps import Step
from core.value_words import value_in_words
from core.waterfall import SHOWN, AccountKind, Waterfall

SHARPE = "sharpe"
TOLD = "told"
"""CSS class of a cell of words."""

_FORMS = {metric.key: metric.form for metric in METRICS}
_LABELS = {metric.key: metric.label for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of a scenario.

    Attributes
    ----------
    sentences
        What it comes to, or why there is no answer.
    meaning
        What it means and what it does not; "" where that has been told before.
    """

    title: str
    sentences: tuple[str, ...]
    meaning: str
    chart: Chart | None = None
    table: Table | None = None


def answer_sections(anchor: str, made: Answers) -> tuple[Answer, ...]:
    """Return the answers as they stand in the part of a scenario whose name in the page is so."""
    proof = made.proof
    return (
        _way(anchor, made.waterfall),
        _sources(made.attribution),
        _prices(made.break_evens),
        *([] if proof is None else [Answer("Proof", (proof.verdict,), causality.MEANING)]),
    )


def _way(anchor: str, way: Waterfall) -> Answer:
    dates = way.dates
    days = f", {dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}" if len(dates) else ""
    errors = tuple(
        f"{'' if row.step is None else row.step.title + ': '}{row.error}"
        for row in way.rows
        if row.error is not None
    )
    return Answer(
        "From the script to what can be traded",
        (f"From {way.start.name} to {way.goal.name}{days}.", *errors),
        waterfall.MEANING,
        _waterfall_chart(anchor, way),
        _way_table(way),
    )


def _waterfall_chart(anchor: str, way: Waterfall) -> Chart:
    decimals = DECIMALS[_FORMS[SHARPE]]
    changes = way.written_changes(SHARPE, "dynamic")
    (first, *steps), (_, *rest) = way.rows, changes
    bars = [Bar(way.start.name, first.figure(SHARPE, "dynamic"), is_total=True)]
    for row, change in zip(steps, rest, strict=True):
        title = "" if row.step is None else row.step.title
        bars.append(Bar(title, row.figure(SHARPE, "dynamic"), change))
    bars.append(Bar(way.goal.name, way.rows[-1].figure(SHARPE, "dynamic"), is_total=True))
    told = "; ".join(
        f"{bar.title}: {plain(bar.value if bar.is_total else bar.change, decimals)}" for bar in bars
    )
    frame = Frame(f"{anchor}-steps", "Sharpe ratio, one correction at a time", f"{told}.")
    caption = (
        "Grey: where the way begins and ends. Blue bars raise the Sharpe ratio of the account with "
        "the overlay, orange ones lower it."
    )
    return Chart(frame.title, Markup(waterfall_svg(frame, bars, decimals)), caption, ())


def _way_table(way: Waterfall) -> Table:
    columns: list[tuple[str, AccountKind]] = [(key, "dynamic") for key in SHOWN]
    columns.append((SHARPE, "added"))
    changes = [way.written_changes(key, account) for key, account in columns]
    rows = []
    for place, (row, before) in enumerate(zip(way.rows, before_each(way), strict=True)):
        cells = ["" if row.step is None else _fields(row.step, before)]
        for (key, account), changed in zip(columns, changes, strict=True):
            form = _FORMS[key]
            cells.append(figure(row.written(key, account), form))
            cells.append("" if place == 0 else _changed(changed[place], form))
        label = way.start.name if row.step is None else row.step.title
        rows.append(Row(label, tuple(cells), (TOLD, *[""] * (len(cells) - 1))))
    parts = ("after it", "change")
    headings = [Heading("What is changed")]
    headings += [Heading(heading(_LABELS[key], _FORMS[key]), parts=parts) for key in SHOWN]
    headings.append(Heading("Added by the overlay", parts=(_LABELS[SHARPE], "change")))
    return Table(
        "From the script to what can be traded", tuple(headings), (Group("", tuple(rows)),), "Step"
    )


def _fields(step: Step, before: Parameters) -> str:
    """Return the fields of a step with their values before and after it."""
    return "; ".join(
        f"{FIELDS[name].label}: {value_in_words(FIELDS[name], getattr(before, name))} → "
        f"{value_in_words(FIELDS[name], getattr(step.parameters, name))}"
        for name in step.fields
    )


def _changed(value: float | None, form: Form) -> str:
    if value is None:
        return ABSENT
    decimals = DECIMALS[form]
    return signed(round(in_unit(value, form), decimals), decimals)


def _sources(made: Attribution | BacktestError) -> Answer:
    title = "Where the return comes from"
    if isinstance(made, BacktestError):
        return Answer(title, (str(made),), attribution.MEANING)
    accounts = [made.overlay.total]
    headings = [Heading("with overlay")]
    if made.rival is not None and made.level is not None:
        accounts += [made.rival.total, made.overlay.total.less(made.rival.total)]
        headings += [Heading(f"constant leverage, {plain(made.level, 2)}×"), Heading("difference")]
    rows = [
        Row(
            term.label,
            tuple(
                percent(one.value(term.key)) if place < 2 else _changed_percent(one, term.key)
                for place, one in enumerate(accounts)
            ),
            ("sum",) * len(accounts) if term in (MEAN, GROWTH) else (),
        )
        for term in (*TERMS[:MEAN_TERMS], MEAN, *TERMS[MEAN_TERMS:], GROWTH)
    ]
    table = Table(
        title,
        tuple(headings),
        (Group("", tuple(rows)),),
        f"% a year, {made.first} to {made.last}",
        note=made.no_rival,
    )
    told = (attribution_sentence(made), *((SCRIPTED,) if made.scripted else ()))
    return Answer(title, told, attribution.MEANING, table=table)


def _changed_percent(one: attribution.Contributions, key: str) -> str:
    return _changed(one.value(key), Form.PERCENT)


def _prices(made: BreakEvens | BacktestError) -> Answer:
    title = "Break-evens"
    if isinstance(made, BacktestError):
        return Answer(title, (str(made),), break_evens.MEANING)
    rows = tuple(
        Row(
            f"{FIELDS[row.field].label}, against {RIVAL_NAMES[row.against]}",
            (
                amount_words(row.field, row.now),
                _break_even(row),
                _ahead(row.ahead_at_zero),
                _ahead(row.ahead_now),
            ),
        )
        for row in made.rows
    )
    headings = (
        Heading("as it is"),
        Heading("break-even"),
        Heading("Sharpe ratio ahead by", parts=("at 0", "as it is")),
    )
    sentences = tuple(dict.fromkeys(break_even_words(row) for row in made.rows))
    table = Table(title, headings, (Group("", rows),))
    return Answer(title, sentences, break_evens.MEANING, table=table)


def _break_even(row: BreakEven) -> str:
    if row.value is not None:
        return amount_words(row.field, row.value)
    if row.is_still_ahead:
        return f"above {amount_words(row.field, row.highest)}"
    return ABSENT


def _ahead(value: float | None) -> str:
    return _changed(value, _FORMS[SHARPE])
