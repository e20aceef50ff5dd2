"""A table as plain text for the clipboard: tab separated, with its headings, in plain ASCII."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt

PLAIN = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u2009": "", "\u202f": "", "\t": " ", "\n": " "}
)
"""The signs of typography that spreadsheets do not take for numbers, and what would end a cell."""


def table_as_text(
    model: QAbstractItemModel,
    rows: Sequence[int] | None = None,
    *,
    columns: Sequence[int] | None = None,
    row_heads: bool = True,
) -> str:
    """Return rows and columns (all where None is given) of a table under its headings.

    A row is a line, its cells are separated by tabs.
    """
    columns = range(model.columnCount()) if columns is None else columns
    head = [_cell(model.headerData(c, Qt.Orientation.Horizontal)) for c in columns]
    lines = ["\t".join(["", *head] if row_heads else head)]
    for row in range(model.rowCount()) if rows is None else rows:
        cells = [_cell(model.index(row, c, QModelIndex()).data()) for c in columns]
        if row_heads:
            cells.insert(0, _cell(model.headerData(row, Qt.Orientation.Vertical)))
        lines.append("\t".join(cells))
    return "\n".join(lines)


def _cell(value: object) -> str:
    return "" if value is None else str(value).translate(PLAIN).strip()
