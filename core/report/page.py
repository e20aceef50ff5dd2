"""The end of the road on paper: a study as one HTML page that needs nothing else.

What stands in the page is gathered here, in records that the template beside this module writes
out. The same study and time give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from core import __version__
from core.answers import Answers, study_answers
from core.benchmark_accounts import benchmark_name
from core.causality import Proof
from core.comparison import Track
from core.drawing.colors import (
    DARK_OTHERS,
    DARK_SERIES,
    DARK_SYMBOLS,
    LIGHT_OTHERS,
    LIGHT_SERIES,
    LIGHT_SYMBOLS,
)
from core.errors import listed
from core.findings import Finding, Severity
from core.metrics import METRICS
from core.parameters import FIELDS
from core.progress import ProgressCallback
from core.project import COLORS
from core.quality.condensed import condensed
from core.report.benchmark_words import benchmark_words
from core.report.charts import Chart, drawdown_chart, growth_chart, leverage_chart
from core.report.figure_tables import Table, figure_tables, tone
from core.report.parameter_tables import parameter_tables
from core.report.period_tables import year_tables
from core.report.rerun import command_line
from core.report.sections import Section, section
from core.report.words import clean, plain, signed
from core.scales import scales_note
from core.scenario import Outcome
from core.study import Failure, Study

MOST_SECTIONS = 3
"""Of more scenarios only the selected one is told of at length."""

GRAVITY = (Severity.SUSPECT, Severity.FLAG, Severity.NOTE)
SEVERITIES = {
    Severity.SUSPECT: "Probably wrong",
    Severity.FLAG: "Worth a look",
    Severity.NOTE: "Note",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """What the overlay makes of a scenario's Sharpe ratio, as texts.

    Attributes
    ----------
    word
        "better", "worse" or "unchanged"; "wiped out" where nothing is left of the account.
    """

    name: str
    tone: str
    base: str
    dynamic: str
    change: str
    word: str


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices that some scenarios have used."""

    scenarios: str
    symbols: str
    first: str
    last: str
    days: int
    left_out: int
    carried: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Rerun:
    """The command that repeats a scenario."""

    name: str
    tone: str
    command: str


@dataclass(frozen=True, slots=True)
class Rival:
    """A benchmark, and what it is in words."""

    name: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words."""

    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that stands in the page, in its order.

    Attributes
    ----------
    span
        First and last common day; "" where there is none.
    whole
        Whether every scenario has its own section.
    """

    title: str
    made: str
    version: str
    simulated: bool
    source: str
    retrieved: str
    span: str
    rows: int
    headlines: tuple[Headline, ...]
    notes: tuple[str, ...]
    failures: tuple[Failure, ...]
    hidden: str
    figures: tuple[Table, ...]
    rivals: tuple[Rival, ...]
    charts: tuple[Chart, ...]
    years: tuple[Table, ...]
    sections: tuple[Section, ...]
    whole: bool
    parameters: tuple[Table, ...]
    prices: tuple[Prices, ...]
    readings: tuple[str, ...]
    findings: tuple[Told, ...]
    reruns: tuple[Rerun, ...]
    definitions: tuple[tuple[str, str], ...]


def report_html(
    study: Study,
    made: dt.datetime,
    selected: int | None = None,
    answers: Mapping[int, Answers] | None = None,
    *,
    proofs: Mapping[int, Proof] | None = None,
    progress: ProgressCallback | None = None,
) -> bytes:
    """Return a page (UTF-8) about what is visible in a study.

    It is opened without a network and printed as it is. Text is escaped, whatever scenarios,
    symbols and files are called.

    Parameters
    ----------
    made
        The time that is written on it.
    selected
        Key of the scenario that is told of at length where there are more than `MOST_SECTIONS`;
        None for the one that others are compared with.
    answers
        Those of `core.answers.study_answers` that there are already, by the keys of scenarios;
        those of other scenarios that are told of at length are found here, with `proofs`.

    Raises
    ------
    Cancelled
        Where `progress` asked for it.
    """
    told = [track.key for track, _ in _told_of(study, _shown(study), selected)]
    known = answers or {}
    lacking = [key for key in told if key not in known]
    found = {**known, **study_answers(study, lacking, proofs, progress)}
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        finalize=_fit,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = pages.get_template("report.html.j2").render(
        report=_report(study, made, selected, found),
        style=Markup(_style(pages)),
    )
    return page.encode()


def _fit(value: object) -> object:
    """Return what a template prints, without characters that a page cannot hold."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return clean(value)
    return value


def _style(pages: Environment) -> str:
    colors = {
        name: "".join(
            f"--{kind}{number}:{color};"
            for kind, some in (("s", series), ("w", symbols))
            for number, color in enumerate(some)
        )
        for name, series, symbols in (
            ("light", LIGHT_SERIES, (*LIGHT_SYMBOLS, LIGHT_OTHERS)),
            ("dark", DARK_SERIES, (*DARK_SYMBOLS, DARK_OTHERS)),
        )
    }
    return pages.get_template("report.css.j2").render(
        colors={name: Markup(text) for name, text in colors.items()}
    )


def _report(
    study: Study, made: dt.datetime, selected: int | None, answers: Mapping[int, Answers]
) -> Report:
    source, tracks = study.loaded.source, study.comparison.tracks
    shown = _shown(study)
    scenarios = [one.scenario for one in study.outcomes if one.scenario.visible]
    names = [one.name for one in scenarios]
    dates = study.comparison.dates
    told = _told_of(study, shown, selected)
    sections = _explained_once(
        section(track, outcome, answers[track.key]) for track, outcome in told
    )
    scales = scales_note(study)
    return Report(
        title=listed(names, 4) if names else "Nothing is shown",
        made=made.isoformat(sep=" ", timespec="minutes"),
        version=__version__,
        simulated=source.simulated,
        source=source.name,
        retrieved=source.retrieved,
        span=f"{dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}" if tracks else "",
        rows=len(dates),
        headlines=tuple(_headline(track) for track in tracks if not track.is_benchmark),
        notes=(*study.notes, *([scales] if scales else [])),
        failures=study.failures,
        hidden=_hidden(study),
        figures=tuple(figure_tables(tracks, _reference(study))) if tracks else (),
        rivals=_rivals(study),
        charts=_charts(tracks),
        years=tuple(year_tables(tracks)),
        sections=sections,
        whole=len(sections) == len(shown),
        parameters=tuple(parameter_tables(study.project, scenarios)) if scenarios else (),
        prices=_prices([outcome for _, outcome in shown]),
        readings=tuple(reading.sentence for reading in source.readings),
        findings=_findings([outcome for _, outcome in shown]),
        reruns=tuple(
            Rerun(
                one.name,
                f"s{one.color % COLORS}",
                command_line(one.parameters, study.project.source),
            )
            for one in scenarios
        ),
        definitions=(
            *((metric.label, metric.help) for metric in METRICS),
            (FIELDS["statistics"].label, FIELDS["statistics"].shown.help),
        ),
    )


def _shown(study: Study) -> list[tuple[Track, Outcome]]:
    """Return the scenarios that have a result, on common days where there are any."""
    tracks = study.comparison.tracks or study.comparison.whole
    pairs = ((track, study.outcome(track.key)) for track in tracks if not track.is_benchmark)
    return [(track, outcome) for track, outcome in pairs if outcome is not None]


def _hidden(study: Study) -> str:
    """Return the names of what is not shown, "" where all is."""
    names = [one.scenario.name for one in study.outcomes if not one.scenario.visible]
    for one in study.project.benchmarks:
        beside = study.project.scenario(one.scenario)
        if not one.visible and beside is not None:
            measured = study.measured.get(one.key)
            names.append(benchmark_name(one, beside) if measured is None else measured.name)
    return listed(names, 6) if names else ""


def _rivals(study: Study) -> tuple[Rival, ...]:
    """Return the benchmarks that are compared, in words."""
    rivals = []
    for track in study.comparison.whole:
        benchmark = study.project.benchmark(track.key)
        beside = None if benchmark is None else study.outcome(benchmark.scenario)
        if benchmark is not None and beside is not None:
            words = benchmark_words(benchmark, track, beside)
            rivals.append(Rival(track.name, tone(track), words))
    return tuple(rivals)


def _reference(study: Study) -> Track | None:
    return study.comparison.track(study.project.compared_with.key)


def _told_of(
    study: Study, shown: list[tuple[Track, Outcome]], selected: int | None
) -> list[tuple[Track, Outcome]]:
    """Return those that have a section of their own."""
    if len(shown) > MOST_SECTIONS:
        wanted = study.project.compared_with.key if selected is None else selected
        shown = [pair for pair in shown if pair[0].key == wanted] or shown[:1]
    return shown


def _explained_once(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections with the meaning of each answer where it stands first."""
    told: set[str] = set()
    made = []
    for one in sections:
        answers = [
            replace(answer, meaning="" if answer.meaning in told else answer.meaning)
            for answer in one.answers
        ]
        told.update(answer.meaning for answer in answers)
        made.append(replace(one, answers=tuple(answers)))
    return tuple(made)


def _charts(tracks: tuple[Track, ...]) -> tuple[Chart, ...]:
    if not tracks:
        return ()
    leverage = leverage_chart(tracks)
    return (growth_chart(tracks), drawdown_chart(tracks), *([leverage] if leverage else []))


def _headline(track: Track) -> Headline:
    assert track.figures_base is not None
    base, dynamic = track.figures_base["sharpe"], track.figures_dynamic["sharpe"]
    change, word = "", ""
    if base is not None and dynamic is not None:
        difference = round(dynamic, 3) - round(base, 3)  # of what is shown
        change = signed(difference, 3)
        word = "unchanged" if change.strip("0.") == "" else "better" if difference > 0 else "worse"
    if track.dynamic.wiped_out >= 0:
        word = "wiped out"
    return Headline(track.name, tone(track), plain(base, 3), plain(dynamic, 3), change, word)


def _prices(outcomes: list[Outcome]) -> tuple[Prices, ...]:
    """Return the prices of the results, those of several scenarios once."""
    names: dict[str, list[str]] = {}
    tables = {}
    for outcome in outcomes:
        assert outcome.result is not None
        table = outcome.result.table
        names.setdefault(table.sha256(), []).append(outcome.scenario.name)
        tables[table.sha256()] = table
    return tuple(
        Prices(
            scenarios=", ".join(names[sha256]),
            symbols=", ".join(table.symbols),
            first=f"{table.dates[0]:%Y-%m-%d}",
            last=f"{table.dates[-1]:%Y-%m-%d}",
            days=len(table.dates),
            left_out=table.left_out,
            carried=table.carried,
            sha256=sha256,
        )
        for sha256, table in tables.items()
    )


def _findings(outcomes: list[Outcome]) -> tuple[Told, ...]:
    """Return the findings that concern any of the results, the gravest first."""
    found: dict[Finding, None] = {}
    for outcome in outcomes:
        assert outcome.result is not None
        found.update(dict.fromkeys(outcome.result.findings))
    told = sorted(condensed(list(found)), key=lambda one: GRAVITY.index(one.severity))
    return tuple(Told(SEVERITIES[one.severity], one.message) for one in told)
