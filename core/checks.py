"""Checks of single values, and pydantic's findings put into the words of this program."""

from __future__ import annotations

import datetime as dt
import difflib
import numbers
import unicodedata
from collections.abc import Mapping
from functools import cache

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from core.errors import FieldProblem, quoted
from core.fields import Kind, ParameterField


def plain_number(value: object) -> object:
    """Let numpy's integers pass for integers; what is no number is for pydantic to refuse."""
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return int(value)
    if type(value).__module__ == "numpy" and type(value).__name__ == "bool":
        return bool(value)  # pydantic would take it for the number 1
    return value


def number_or_series(value: object) -> str:
    """Tell a text, which names a daily series, from a number."""
    return "series" if isinstance(value, str) else "number"


def plain_date(value: object) -> object:
    """Accept a date, a date with a time of midnight (pandas), or ISO text."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError:
            raise PydanticCustomError(
                "date",
                "must be a date such as 2010-01-31; {text} was given",
                {"text": quoted(value) if value.strip() else "nothing"},
            ) from None
    return value


def symbol_tuple(value: object) -> object:
    """Accept symbols as a tuple, a list, or text with commas."""
    if isinstance(value, str):
        value = value.split(",")
    if isinstance(value, (list, tuple)):
        value = tuple(part.strip() if isinstance(part, str) else part for part in value)
    return value


def distinct_symbols(symbols: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what is no symbol, or would be a formula in a spreadsheet, or stands twice."""
    if not symbols or symbols == ("",):
        raise PydanticCustomError("symbols", "needs at least one symbol, such as SPY,TLT")
    for symbol in symbols:
        refused = (
            not symbol
            or len(symbol) > 32
            or unicodedata.normalize("NFKC", symbol)[0] in "=+-@"
            or not symbol.isprintable()
            or any(mark in symbol for mark in " ,;\"'\\/")
        )
        if refused:
            raise PydanticCustomError(
                "symbols", "holds {symbol}, which is not a symbol", {"symbol": quoted(symbol)}
            )
        if symbol.upper() == "^IRX":
            raise PydanticCustomError(
                "symbols",
                "holds {symbol}, which is a yield and no price; choose it as the cash rate",
                {"symbol": symbol},
            )
        if symbols.count(symbol) > 1:
            raise PydanticCustomError("symbols", "holds {symbol} twice", {"symbol": symbol})
    return symbols


_PLAIN_FREQUENCIES = frozenset({"D", "B", "W", "W-FRI", "ME", "BME", "QE", "BQE", "YE", "BYE"})


@cache
def _frequency_works(freq: str) -> bool:
    """Whether pandas can cut days into periods of this length, tried on a few days."""
    if freq in _PLAIN_FREQUENCIES:
        return True  # known good: spares the window the import of pandas at its start
    import warnings

    import pandas as pd

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            offset = pd.tseries.frequencies.to_offset(freq)
            if offset is None or offset.n < 1:
                return False
            start = pd.Timestamp(2001, 1, 1)
            if start + offset < start + pd.Timedelta(days=1):
                return False
            days = pd.date_range(start, periods=15, freq="D")
            pd.Series(0.0, index=days).resample(freq).last()
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, Warning):
        return False
    return True


def known_frequency(freq: str) -> str:
    """Refuse what pandas cannot cut days by, and periods shorter than a day; M is read as ME."""
    freq = freq.strip()
    if freq.upper() == "M":
        return "ME"
    if not freq or len(freq) > 20 or not _frequency_works(freq):
        raise PydanticCustomError(
            "frequency",
            "must be a pandas offset of a day or more, such as ME (month end), W-FRI or QE; "
            "{freq} is none",
            {"freq": quoted(freq)},
        )
    return freq


def field_problems(
    error: ValidationError, fields: Mapping[str, ParameterField]
) -> tuple[FieldProblem, ...]:
    """Put pydantic's findings into the words of this program."""
    return tuple(_problem(details, fields) for details in error.errors(include_url=False))


def _problem(details: ErrorDetails, fields: Mapping[str, ParameterField]) -> FieldProblem:
    name = str(details["loc"][0]) if details["loc"] else ""
    if details["type"] == "extra_forbidden":
        name = quoted(name)[1:-1] or "''"
        close = difflib.get_close_matches(name, fields, n=1)
        hint = f"; did you mean {close[0]}" if close else ""
        return FieldProblem(name, f"is not a parameter{hint}")
    field = fields.get(name)
    label = field.label if field is not None else ""
    given = details["input"]
    context = details.get("ctx", {})
    was = (
        "; nothing was given"
        if isinstance(given, str) and not given
        else f"; {quoted(given, 60)} was given"
    )
    match details["type"]:
        case "symbols" | "frequency" | "date":
            message = details["msg"]
        case "literal_error" | "float_type" if field is not None and field.kind is Kind.RATE:
            message = f"must be a number or {' or '.join(field.choices)}{was}"
        case "greater_than":
            message = f"must be above {context['gt']:.10g}{was}"
        case "greater_than_equal":
            message = f"must be at least {context['ge']:.10g}{was}"
        case "less_than_equal":
            message = f"must be at most {context['le']:.10g}{was}"
        case "finite_number":
            message = f"must be a finite number{was}"
        case "float_type":
            message = f"must be a number{was}"
        case "int_type" | "int_from_float":
            message = f"must be a whole number{was}"
        case "bool_type":
            message = f"must be true or false{was}"
        case "literal_error":
            message = f"must be {context['expected'].replace(chr(39), '')}{was}"
        case "date_type" | "date_from_datetime_inexact":
            message = f"must be a date such as 2010-01-31{was}"
        case "tuple_type":
            message = f"must be a list of symbols{was}"
        case "string_type":
            message = f"must be text{was}"
        case _:
            message = f"is wrong: {details['msg']}{was}"
    return FieldProblem(name, message, label)
