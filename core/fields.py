"""How a parameter is declared: what stands beside its type in `core.parameters`."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from core.errors import FieldProblem, ParameterError, quoted


class Unit(Enum):
    """What a number of a field counts; the fields themselves always hold plain decimals."""

    NONE = ""
    FRACTION = "%"
    ANNUAL_FRACTION = "% a year"
    BASIS_POINTS = "bp"
    DAYS = "days"
    MULTIPLE = "×"


class Group(Enum):
    """Where a field stands in a form, what is moved most often first."""

    OVERLAY = "Overlay"
    EXECUTION = "Execution and costs"
    WEIGHTS = "Weights"
    UNIVERSE = "Universe and data"
    ADVANCED = "Advanced"


class Stage(Enum):
    """The part of a run that has to be done again when the field changes."""

    BASE = "base"  # weights and the unlevered portfolio
    OVERLAY = "overlay"  # leverage, costs and figures, from a kept base portfolio


@dataclass(frozen=True, slots=True)
class Shown:
    """How a field is shown to people; its bounds stand beside it in the annotation."""

    label: str
    group: Group
    stage: Stage
    help: str
    unit: Unit = Unit.NONE
    step: float = 1.0
    labels: tuple[str, ...] = ()  # of the choices, in their order
    slider: tuple[float, float] | None = None  # what is usual, within the bounds


class Kind(Enum):
    """What a field holds, and so how it is edited and read from text."""

    SYMBOLS = "symbols"
    DATE = "date"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    CHOICE = "choice"
    SWITCH = "switch"
    RATE = "rate"  # a number, or the name of a daily series


@dataclass(frozen=True, slots=True)
class ParameterField:
    """One field of `Parameters` as forms and command lines need it.

    Attributes
    ----------
    minimum, maximum
        Bounds as plain decimals, infinite where there is none.
    above_minimum
        Whether the minimum itself is refused.
    optional
        Whether the field may be empty (None).
    choices
        The values of a `Kind.CHOICE`, whose labels are `shown.labels`; the series of a `Kind.RATE`.
    """

    name: str
    kind: Kind
    shown: Shown
    default: object
    minimum: float
    maximum: float
    above_minimum: bool
    optional: bool
    choices: tuple[str, ...]

    def value_from_text(self, text: str) -> object:
        """Return the value that `text` stands for, as yet unchecked against the bounds.

        Raises
        ------
        ParameterError
            Where the text is no number, no switch (yes or no), and so on.
        """
        text = text.strip()
        if self.optional and text.lower() in ("", "none"):
            return None
        numeric = self.kind in (Kind.INTEGER, Kind.NUMBER, Kind.RATE)
        try:
            if numeric and "_" in text:
                raise ValueError("Python reads 1_000, nobody writes it")
            if self.kind is Kind.INTEGER:
                return int(text[:400])  # what is longer is no number that anybody means
            if self.kind is Kind.RATE and text.upper() in self.choices:
                return text.upper()
            if self.kind in (Kind.NUMBER, Kind.RATE):
                return float(text)
            if self.kind is Kind.SWITCH:
                return {"yes": True, "true": True, "no": False, "false": False}[text.lower()]
        except (ValueError, KeyError):
            wanted = {
                Kind.INTEGER: "a whole number",
                Kind.NUMBER: "a number",
                Kind.RATE: f"a number or {' or '.join(self.choices)}",
                Kind.SWITCH: "yes or no",
            }[self.kind]
            raise ParameterError(
                (
                    FieldProblem(
                        self.name,
                        f"must be {wanted}; {quoted(text) if text else 'nothing'} was given",
                        self.label,
                    ),
                )
            ) from None
        return text

    @property
    def label(self) -> str:
        """What people call the field."""
        return self.shown.label


def parameter_field(name: str, info: FieldInfo) -> ParameterField:
    """Read a field off its declaration.

    Raises
    ------
    TypeError
        Where it is declared without `Shown`.
    """
    minimum, maximum, above = -math.inf, math.inf, False
    shown = None
    number, series = _number_or_series(info)
    for entry in (*info.metadata, *number):
        if isinstance(entry, Shown):
            shown = entry
        elif isinstance(entry, Ge):
            minimum = float(entry.ge)  # type: ignore[arg-type]
        elif isinstance(entry, Gt):
            minimum, above = float(entry.gt), True  # type: ignore[arg-type]
        elif isinstance(entry, Le):
            maximum = float(entry.le)  # type: ignore[arg-type]
    if shown is None:
        raise TypeError(f"the field {name} is declared without Shown")
    choices: tuple[str, ...] = ()
    if name == "symbols":
        kind = Kind.SYMBOLS
    elif info.annotation in (dt.date, dt.date | None):
        kind = Kind.DATE
    elif info.annotation is bool:
        kind = Kind.SWITCH
    elif info.annotation is int:
        kind = Kind.INTEGER
    elif info.annotation is float:
        kind = Kind.NUMBER
    elif info.annotation is str:
        kind = Kind.TEXT
    elif series:
        kind, choices = Kind.RATE, series
    else:
        kind, choices = Kind.CHOICE, get_args(info.annotation)
    return ParameterField(
        name=name,
        kind=kind,
        shown=shown,
        default=info.default,
        minimum=minimum,
        maximum=maximum,
        above_minimum=above,
        optional=info.default is None,
        choices=choices,
    )


def _number_or_series(info: FieldInfo) -> tuple[tuple[object, ...], tuple[str, ...]]:
    """Return the bounds of the number and the names of the series of a field that may be both."""
    parts = get_args(info.annotation)
    if len(parts) != 2 or get_origin(parts[0]) is not Annotated:
        return (), ()
    number, series = parts
    bounds = FieldInfo.from_annotation(number).metadata
    return tuple(bounds), get_args(get_args(series)[0])
