"""The list of scenarios: what mouse and keys ask for, and what stays when a project changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDropEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QMenu, QToolButton, QToolTip
from pytestqt.logging import _QtMessageCapture
from pytestqt.qtbot import QtBot

from core.benchmarks import Benchmark, BenchmarkKind
from core.project import Project
from gui.scenario_delegate import Part
from gui.scenario_list import ScenarioList
from gui.theme import DARK, LIGHT

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

SCRIPTED, TRADABLE, SLOW, SPY = 1, 2, 3, 4


def three_and_a_benchmark() -> Project:
    project = Project.new()
    slow = project.scenarios[1].parameters.model_copy(update={"cov_lookback": 504})
    return project.added("Slow", slow).measured_against(
        Benchmark(0, BenchmarkKind.SYMBOL, TRADABLE, (("SPY", 1.0),))
    )


@pytest.fixture
def scenarios(qtbot: QtBot) -> Iterator[ScenarioList]:
    made = ScenarioList(LIGHT)
    qtbot.addWidget(made)
    made.resize(290, 220)
    made.show_project(three_and_a_benchmark(), TRADABLE)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def view(scenarios: ScenarioList) -> QListView:
    found = scenarios.findChild(QListView, "scenarios")
    assert found is not None
    return found


def row(scenarios: ScenarioList, key: int) -> int:
    model = view(scenarios).model()
    names = {SCRIPTED: "As scripted", TRADABLE: "Tradable", SLOW: "Slow", SPY: "SPY"}
    rows = [n for n in range(model.rowCount()) if model.index(n, 0).data() == names[key]]
    return rows[0]


def click(scenarios: ScenarioList, key: int, part: Part, *, double: bool = False) -> None:
    place = scenarios._view.part_place(key, part).center()
    act = QTest.mouseDClick if double else QTest.mouseClick
    act(
        view(scenarios).viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        place,
    )


def press(
    scenarios: ScenarioList,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    QTest.keyClick(view(scenarios), key, modifier)


def typed_name(scenarios: ScenarioList) -> QLineEdit | None:
    return view(scenarios).findChild(QLineEdit, "rename")


def drop(scenarios: ScenarioList, key: int, at: QPoint, data: QMimeData | None = None) -> None:
    model = view(scenarios).model()
    data = data or model.mimeData([model.index(row(scenarios, key), 0)])
    event = QDropEvent(
        QPointF(at),
        Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    view(scenarios).dropEvent(event)


def test_a_click_on_a_name_asks_for_that_scenario_in_the_form(
    qtbot: QtBot, scenarios: ScenarioList
) -> None:
    with qtbot.waitSignal(scenarios.selected_changed) as told:
        click(scenarios, SLOW, Part.NAME)
    assert told.args == [SLOW]


def test_the_arrow_keys_pass_over_the_heading_and_a_benchmark_leaves_the_form_alone(
    qtbot: QtBot, scenarios: ScenarioList
) -> None:
    chosen, current = [], []
    scenarios.selected_changed.connect(chosen.append)
    scenarios.current_changed.connect(current.append)
    view(scenarios).setFocus()

    press(scenarios, Qt.Key.Key_Down)
    press(scenarios, Qt.Key.Key_Down)

    assert chosen == [SLOW]
    assert current == [SLOW, SPY]
    assert scenarios.current_key == SPY


@pytest.mark.parametrize("key", [SCRIPTED, SPY])
def test_a_click_on_the_eye_hides_without_choosing_the_row(
    qtbot: QtBot, scenarios: ScenarioList, key: int
) -> None:
    with (
        qtbot.assertNotEmitted(scenarios.selected_changed),
        qtbot.assertNotEmitted(scenarios.current_changed),
        qtbot.waitSignal(scenarios.visibility_changed) as told,
    ):
        click(scenarios, key, Part.EYE)
    assert told.args == [key, False]


def test_space_shows_again_what_is_hidden(qtbot: QtBot, scenarios: ScenarioList) -> None:
    scenarios.show_project(three_and_a_benchmark().shown(TRADABLE, False), TRADABLE)
    with qtbot.waitSignal(scenarios.visibility_changed) as told:
        press(scenarios, Qt.Key.Key_Space)
    assert told.args == [TRADABLE, True]


@pytest.mark.parametrize("way", ["F2", "double click", "action"])
def test_a_name_is_typed_in_its_place_and_kept_by_enter(
    qtbot: QtBot, scenarios: ScenarioList, way: str
) -> None:
    view(scenarios).setFocus()
    if way == "F2":
        press(scenarios, Qt.Key.Key_F2)
    elif way == "double click":
        click(scenarios, TRADABLE, Part.NAME, double=True)
    else:
        scenarios.rename_current()
    editor = typed_name(scenarios)
    assert editor is not None
    assert editor.selectedText() == "Tradable"
    QTest.keyClicks(editor, "  Mine   own ")
    with qtbot.waitSignal(scenarios.renamed) as told:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == [TRADABLE, "Mine own"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Other", Qt.Key.Key_Escape),
        ("Tradable", Qt.Key.Key_Return),
        ("   ", Qt.Key.Key_Return),
    ],
    ids=["escape", "the same", "empty"],
)
def test_a_name_stays_where_the_typing_is_given_up_or_says_nothing_new(
    qtbot: QtBot, scenarios: ScenarioList, typed: str, key: Qt.Key
) -> None:
    scenarios.rename_current()
    editor = typed_name(scenarios)
    assert editor is not None
    QTest.keyClicks(editor, typed)
    with qtbot.assertNotEmitted(scenarios.renamed):
        QTest.keyClick(editor, key)


def test_a_name_being_typed_survives_a_run_that_fails(
    qtbot: QtBot, scenarios: ScenarioList
) -> None:
    scenarios.rename_current()
    editor = typed_name(scenarios)
    assert editor is not None
    QTest.keyClicks(editor, "Half")
    project = three_and_a_benchmark().with_parameters(
        SLOW, Project.new().scenarios[0].parameters.model_copy(update={"target_vol": 0.2})
    )
    scenarios.show_project(project, TRADABLE, {SLOW: "Too few prices."})
    assert typed_name(scenarios) is editor
    assert editor.text() == "Half"


def test_while_another_name_is_typed_renaming_does_nothing_and_warns_of_nothing(
    scenarios: ScenarioList, qtlog: _QtMessageCapture
) -> None:
    rows = view(scenarios)
    rows.setState(QListView.State.EditingState)  # as in the middle of an editor's end

    rows.rename()  # type: ignore[attr-defined]

    assert typed_name(scenarios) is None
    assert [one.message for one in qtlog.records if "propagate" not in one.message] == []


def test_a_benchmark_cannot_be_renamed(scenarios: ScenarioList) -> None:
    click(scenarios, SPY, Part.NAME, double=True)
    scenarios.rename_current()
    assert typed_name(scenarios) is None


def test_alt_and_the_arrows_move_the_current_scenario_between_the_ends(
    scenarios: ScenarioList,
) -> None:
    told: list[tuple[int, int]] = []
    scenarios.moved.connect(lambda key, place: told.append((key, place)))
    press(scenarios, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    press(scenarios, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert told == [(TRADABLE, 0), (TRADABLE, 2)]
    scenarios.show_project(three_and_a_benchmark(), SCRIPTED)
    press(scenarios, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert len(told) == 2


@pytest.mark.parametrize(
    ("key", "target", "below", "order"),
    [
        (SLOW, SCRIPTED, False, [SLOW, SCRIPTED, TRADABLE]),
        (SCRIPTED, TRADABLE, True, [TRADABLE, SCRIPTED, SLOW]),
        (SCRIPTED, SPY, True, [TRADABLE, SLOW, SCRIPTED]),
        (TRADABLE, SCRIPTED, True, None),
        (TRADABLE, TRADABLE, True, None),
    ],
)
def test_a_scenario_is_dropped_where_the_mouse_lets_go(
    scenarios: ScenarioList, key: int, target: int, below: bool, order: list[int] | None
) -> None:
    told: list[tuple[int, int]] = []
    scenarios.moved.connect(lambda key, place: told.append((key, place)))
    there = scenarios._view.part_place(target, Part.NAME)
    drop(scenarios, key, there.center() + QPoint(0, 6 if below else -6))

    if order is None:
        assert told == []
    else:
        moved = three_and_a_benchmark().moved(*told[0])
        assert [one.key for one in moved.scenarios] == order


def test_a_scenario_of_another_window_is_not_taken(qtbot: QtBot, scenarios: ScenarioList) -> None:
    other = ScenarioList(LIGHT)
    qtbot.addWidget(other)
    other.show_project(three_and_a_benchmark(), TRADABLE)
    model = view(other).model()
    with qtbot.assertNotEmitted(scenarios.moved):
        drop(scenarios, SLOW, QPoint(60, 2), model.mimeData([model.index(2, 0)]))


def popup(scenarios: ScenarioList, name: str) -> QMenu:
    menus = [m for m in scenarios.findChildren(QMenu, name) if m.isVisible()]
    assert len(menus) == 1
    return menus[0]


@pytest.mark.parametrize("key", [TRADABLE, SPY])
def test_the_swatch_offers_six_named_colours_and_shows_the_present_one(
    qtbot: QtBot, scenarios: ScenarioList, key: int
) -> None:
    click(scenarios, key, Part.SWATCH)
    menu = popup(scenarios, "color_menu")
    names = [action.text() for action in menu.actions()]
    assert names == ["Blue", "Orange", "Teal", "Purple", "Brown", "Indigo"]
    checked = [action.text() for action in menu.actions() if action.isChecked()]
    assert checked == [{TRADABLE: "Orange", SPY: "Purple"}[key]]

    with qtbot.waitSignal(scenarios.color_wanted) as told:
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert told.args == [key, 0]


def test_the_menu_has_the_windows_actions_and_colours_for_the_keyboard(
    qtbot: QtBot, scenarios: ScenarioList
) -> None:
    ours = QAction("Dupli&cate", scenarios)
    made = ScenarioList(DARK, (ours,), (ours,), scenarios)
    made.show_project(three_and_a_benchmark(), TRADABLE)
    made._view.menu_wanted.emit(SPY, QPoint(10, 10))
    menu = popup(made, "scenario_menu")
    texts = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert texts == ["Duplicate", "Colour"]
    menu.close()
    button = made.findChild(QToolButton)
    with qtbot.waitSignal(ours.triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_nothing_is_told_of_what_the_program_shows_but_the_current_row(
    qtbot: QtBot, scenarios: ScenarioList
) -> None:
    with (
        qtbot.assertNotEmitted(scenarios.selected_changed),
        qtbot.waitSignal(scenarios.current_changed) as told,
    ):
        scenarios.show_project(three_and_a_benchmark(), SLOW)
    assert told.args == [SLOW]


def test_current_row_and_scroll_position_stay_when_rows_come_and_go(
    qtbot: QtBot, scenarios: ScenarioList
) -> None:
    project = three_and_a_benchmark()
    parameters = project.scenarios[0].parameters
    for number in range(47):
        project = project.added(f"Grid {number}", parameters)
    scenarios.show_project(project, TRADABLE)
    bar = view(scenarios).verticalScrollBar()
    QApplication.processEvents()
    press(scenarios, Qt.Key.Key_End)
    assert scenarios.current_key == SPY
    where = bar.value()
    assert where > 0
    view(scenarios).setFocus()

    scenarios.show_project(project.with_parameters(5, parameters), TRADABLE, {6: "No."})
    assert (scenarios.current_key, bar.value()) == (SPY, where)

    scenarios.show_project(project.added("One more", parameters), TRADABLE)
    QApplication.processEvents()
    assert scenarios.current_key == SPY
    assert view(scenarios).hasFocus()
    assert bar.value() in (where, where + 1, bar.maximum())


def test_when_the_current_row_is_deleted_the_scenario_in_the_form_becomes_it(
    scenarios: ScenarioList,
) -> None:
    press(scenarios, Qt.Key.Key_End)
    scenarios.show_project(three_and_a_benchmark().without(SPY), TRADABLE)
    assert scenarios.current_key == TRADABLE


def tooltip(scenarios: ScenarioList, key: int, part: Part) -> str:
    place = scenarios._view.part_place(key, part).center()
    port = view(scenarios).viewport()
    event = QHelpEvent(QEvent.Type.ToolTip, place, port.mapToGlobal(place))
    QApplication.sendEvent(port, event)
    return QToolTip.text()


def test_tooltips_tell_what_is_cut_what_differs_and_what_failed(scenarios: ScenarioList) -> None:
    project = three_and_a_benchmark().referring_to(TRADABLE).renamed(SLOW, "Slow <b>&")
    scenarios.show_project(project, TRADABLE, {SLOW: "253 days are needed; 80 are there."})

    told = tooltip(scenarios, SLOW, Part.NAME)
    assert "Slow &lt;b&gt;&amp;" in told
    assert "253 days are needed; 80 are there." in told
    assert "504 days (252 days)" in told
    assert "reference" in tooltip(scenarios, TRADABLE, Part.REFERENCE).lower()
    assert tooltip(scenarios, SLOW, Part.EYE) == "Hide it (Space)"


def test_only_a_reference_that_was_chosen_is_marked(scenarios: ScenarioList) -> None:
    model, role = view(scenarios).model(), Qt.ItemDataRole.AccessibleTextRole
    first = model.index(0, 0)
    assert first.data(role) == "As scripted, shown"
    assert scenarios._view.part_place(SCRIPTED, Part.REFERENCE).isEmpty()
    # Figures have to be compared with something; the tooltip tells with what.
    assert "until a reference is chosen" in tooltip(scenarios, SCRIPTED, Part.NAME)

    scenarios.show_project(three_and_a_benchmark().referring_to(SCRIPTED), TRADABLE)
    assert first.data(role) == "As scripted, shown, reference"
    assert not scenarios._view.part_place(SCRIPTED, Part.REFERENCE).isEmpty()
    assert "The reference" in tooltip(scenarios, SCRIPTED, Part.NAME)


def test_a_screen_reader_hears_what_the_marks_show(scenarios: ScenarioList) -> None:
    project = three_and_a_benchmark().referring_to(TRADABLE).shown(SPY, False)
    scenarios.show_project(project, TRADABLE, {SLOW: "No."})
    model = view(scenarios).model()
    heard = [
        model.index(row(scenarios, key), 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for key in (TRADABLE, SLOW, SPY)
    ]
    assert heard == [
        "Tradable, shown, reference",
        "Slow, shown, no result",
        "SPY, benchmark, hidden",
    ]


@pytest.mark.parametrize(("count", "rows"), [(1, 2), (2, 2), (5, 5), (50, 8)])
def test_the_list_is_two_to_eight_rows_high(qtbot: QtBot, count: int, rows: int) -> None:
    project = Project.new()
    project = project if count > 1 else project.without(SCRIPTED)
    for number in range(count - 2):
        project = project.added(f"Grid {number}", project.scenarios[0].parameters)
    made = ScenarioList(LIGHT)
    qtbot.addWidget(made)
    made.show_project(project, TRADABLE)
    assert view(made).sizeHint().height() == rows * view(made).sizeHintForRow(0)
