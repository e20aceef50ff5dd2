"""A panel of prices written in each of the forms that people have."""

import gzip
import io
from collections.abc import Callable

import pandas as pd

Write = Callable[[pd.Timestamp], str]

DATE_FORMS: dict[str, Write] = {
    "2010-01-31": lambda day: f"{day:%Y-%m-%d}",
    "2010-01-31 00:00:00": lambda day: f"{day:%Y-%m-%d} 00:00:00",
    "2010-01-31T00:00:00Z": lambda day: f"{day:%Y-%m-%d}T00:00:00Z",
    "midnight in New York": lambda day: str(day.tz_localize("America/New_York")),
    "midnight of New York in UTC": lambda day: str(
        day.tz_localize("America/New_York").tz_convert("UTC")
    ),
    "2010/01/31": lambda day: f"{day:%Y/%m/%d}",
    "2010-1-31": lambda day: f"{day.year}-{day.month}-{day.day}",
    "20100131": lambda day: f"{day:%Y%m%d}",
    "31-Jan-2010": lambda day: f"{day:%d-%b-%Y}",
    "31 January 2010": lambda day: f"{day.day} {day:%B %Y}",
    "Jan 31, 2010": lambda day: f'"{day:%b} {day.day}, {day.year}"',
    "01/31/2010": lambda day: f"{day:%m/%d/%Y}",
    "1/31/2010 16:00:00": lambda day: f"{day.month}/{day.day}/{day.year} 16:00:00",
    "31/01/2010": lambda day: f"{day:%d/%m/%Y}",
    "31.01.2010": lambda day: f"{day:%d.%m.%Y}",
    "31-01-2010": lambda day: f"{day:%d-%m-%Y}",
}
DAY_FIRST = ("31/01/2010", "31.01.2010", "31-01-2010")


def iso(day: pd.Timestamp) -> str:
    """The date as pandas writes it."""
    return f"{day:%Y-%m-%d}"


def text_of_cells(rows: list[list[str]]) -> str:
    """Cells separated by commas, lines ended by newlines."""
    return "".join(",".join(row) + "\n" for row in rows)


def days_and_cells(panel: pd.DataFrame, date: Write) -> list[list[str]]:
    """A row a day: its date and the prices, to the last digit."""
    return [
        [date(day), *("" if value != value else repr(float(value)) for value in row)]
        for day, row in zip(panel.index, panel.to_numpy(), strict=True)
    ]


def wide(panel: pd.DataFrame, date: Write = iso) -> str:
    """A column a symbol."""
    return text_of_cells([["Date", *panel.columns], *days_and_cells(panel, date)])


def fields(panel: pd.DataFrame, adjusted: bool) -> pd.DataFrame:
    """The prices among other fields: columns are pairs of a field and a symbol."""
    parts = {"Adj Close": panel} if adjusted else {}
    parts["Close"] = panel * 2.0 if adjusted else panel
    parts["High"] = panel * 3.0
    parts["Volume"] = panel * 0.0 + 1000.0
    return pd.concat(parts, axis=1)


def yfinance(panel: pd.DataFrame, date: Write = iso) -> str:
    """The header of three lines."""
    table = fields(panel, adjusted=False)
    return text_of_cells(
        [
            ["Price", *(field for field, _ in table.columns)],
            ["Ticker", *(symbol for _, symbol in table.columns)],
            ["Date", *[""] * table.shape[1]],
            *days_and_cells(table, date),
        ]
    )


def yfinance_by_ticker(panel: pd.DataFrame, date: Write = iso) -> str:
    """The same, the symbol first and all its fields together."""
    table = fields(panel, adjusted=True).swaplevel(axis=1).sort_index(axis=1)
    return text_of_cells(
        [
            ["Ticker", *(symbol for symbol, _ in table.columns)],
            ["Price", *(field for _, field in table.columns)],
            ["Date", *[""] * table.shape[1]],
            *days_and_cells(table, date),
        ]
    )


def older_yfinance(panel: pd.DataFrame, date: Write = iso) -> str:
    """The header of two lines, without names of its own."""
    table = fields(panel, adjusted=True)
    return text_of_cells(
        [
            ["", *(field for field, _ in table.columns)],
            ["Date", *(symbol for _, symbol in table.columns)],
            *days_and_cells(table, date),
        ]
    )


def long(panel: pd.DataFrame, date: Write = iso) -> str:
    """A line a day and symbol."""
    rows = [
        ["x", symbol, repr(float(value)), date(day)]
        for day, row in zip(panel.index, panel.to_numpy(), strict=True)
        for symbol, value in zip(panel.columns, row, strict=True)
        if value == value
    ]
    return text_of_cells([["exchange", "Ticker", "Adj Close", "Date"], *rows])


def one_symbol(panel: pd.DataFrame, date: Write = iso) -> str:
    """Open, high, low and close of the first symbol, as Yahoo's site wrote them."""
    table = pd.concat({"Close": panel.iloc[:, 0] * 2.0, "Adj Close": panel.iloc[:, 0]}, axis=1)
    rows = [
        [day, "1.5", "2", "1", close, adjusted, "100"]
        for day, close, adjusted in days_and_cells(table, date)
    ]
    return text_of_cells([["Date", "Open", "High", "Low", "Close", "Adj Close", "Volume"], *rows])


SHAPES: dict[str, Callable[[pd.DataFrame, Write], str]] = {
    "wide": wide,
    "yfinance": yfinance,
    "yfinance by ticker": yfinance_by_ticker,
    "older yfinance": older_yfinance,
    "long": long,
    "one symbol": one_symbol,
}


def parquet(frame: pd.DataFrame) -> bytes:
    """The frame as a Parquet file."""
    stream = io.BytesIO()
    frame.to_parquet(stream)
    return stream.getvalue()


def separated(text: str, separator: str, decimal: str) -> str:
    """The text with another separator and decimal mark; no cell of it may hold either."""
    lines = []
    for line in text.splitlines():
        cells, quoted = [""], False
        for mark in line:
            quoted ^= mark == '"'
            if mark == "," and not quoted:
                cells.append("")
            else:
                cells[-1] += mark
        changed = [
            cell.replace(".", decimal) if cell.replace(".", "", 1).isdigit() else cell
            for cell in cells
        ]
        lines.append(separator.join(changed))
    return "\n".join(lines) + "\n"


def quoted_cells(text: str) -> str:
    """Every cell in quotes, unless some are already."""
    if '"' in text:
        return text
    lines = [[f'"{cell}"' for cell in line.split(",")] for line in text.splitlines()]
    return text_of_cells(lines)


PACKINGS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "gzip": lambda text: gzip.compress(text.encode()),
    "carriage returns": lambda text: text.replace("\n", "\r\n").encode(),
    "old Mac": lambda text: text.replace("\n", "\r").encode(),
    "byte order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "no last newline": lambda text: text.rstrip("\n").encode(),
    "title and footer": lambda text: f"Prices\n\n{text}\nSource: somebody, somewhere\n".encode(),
    "Windows-1252": lambda text: ("Börse\n" + text).encode("cp1252"),
    "comments": lambda text: ("# made by hand\n" + text + "// end\n").encode(),
    "quotes": lambda text: quoted_cells(text).encode(),
}
