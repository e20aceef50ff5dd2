"""A table of texts: its columns, however wide it is."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gui.day_page import DayPage
from gui.plain_table import PlainTable, TableRow
from gui.steps_page import StepsPage

ROWS = [TableRow(("Mean leverage", "2.85", "2.10")), TableRow(("Interest", "-1.61", "-1.15"))]


def shown(qtbot: QtBot, width: int, *, tight: bool = False) -> PlainTable:
    """Return the table at a width."""
    table = PlainTable("table", "A table", tight=tight)
    qtbot.addWidget(table)
    table.show_rows(("A year", "Overlay", "Constant"), ROWS)
    table.resize(width, 200)
    table.show()
    return table


def test_in_a_wide_table_no_number_is_far_from_its_name(qtbot: QtBot) -> None:
    narrow, wide = shown(qtbot, 400), shown(qtbot, 1300)

    more = [wide.columnWidth(column) - narrow.columnWidth(column) for column in range(3)]

    assert sum(more) == 900
    assert max(more) - min(more) <= 2  # pixels, from rounding: all columns share what is left
    assert wide.horizontalHeader().length() == wide.viewport().width()


@pytest.mark.parametrize("tight", [False, True])
def test_it_needs_no_bar_from_the_width_on_that_it_tells(qtbot: QtBot, tight: bool) -> None:
    table = shown(qtbot, 900, tight=tight)

    table.resize(table.needed_width, 200)
    assert table.horizontalHeader().length() == table.viewport().width()
    table.resize(table.needed_width - 1, 200)
    assert table.horizontalHeader().length() > table.viewport().width()


def test_a_tight_table_needs_less_room(qtbot: QtBot) -> None:
    assert shown(qtbot, 900, tight=True).needed_width < shown(qtbot, 900).needed_width


@pytest.mark.parametrize("tight", [False, True])
def test_headings_stand_exactly_above_what_they_name(qtbot: QtBot, tight: bool) -> None:
    table = PlainTable("table", "A table", tight=tight)
    qtbot.addWidget(table)
    table.show_rows(("HHH", "HHH"), [TableRow(("HHH", "HHH"))])
    table.resize(400, 200)
    table.show()
    head = table.horizontalHeader().grab().toImage()
    cells = table.viewport().grab().toImage()

    def inked(image: QImage, top: int, bottom: int) -> tuple[int, int]:
        """Return the first and the last column of pixels with letters in them."""
        paper = image.pixel(image.width() // 4, top)
        found = [
            x
            for x in range(image.width())
            if any(image.pixel(x, y) != paper for y in range(top, bottom))
        ]
        return found[0], found[-1]

    height = table.rowHeight(0)
    over, under = inked(head, 3, head.height() - 3), inked(cells, 3, height - 3)
    assert abs(over[0] - under[0]) <= 1
    assert abs(over[1] - under[1]) <= 1


@pytest.mark.parametrize(("page", "name"), [(StepsPage, "steps_copy"), (DayPage, "day_copy")])
def test_every_answer_with_a_table_has_a_button_to_copy_it(
    qtbot: QtBot, page: type[StepsPage] | type[DayPage], name: str
) -> None:
    made = page()
    qtbot.addWidget(made)
    button = made.findChild(QPushButton, name)
    assert button is not None
    assert button.text() == "Copy"
