"""The form as a person meets it: mouse, keys, and what stands under a field."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSlider,
    QStyle,
    QStyleOptionSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.errors import ParameterError
from core.fields import Group
from core.parameters import FIELDS, PRESETS, Parameters
from gui.parameter_form import ParameterForm
from gui.theme import DARK, LIGHT, apply_theme

LEFT = Qt.MouseButton.LeftButton
POPUPS = ("This plugin does not support",)  # offscreen says so whenever a popup opens


@pytest.fixture
def form(qtbot: QtBot) -> ParameterForm:
    made = ParameterForm()
    qtbot.addWidget(made)
    made.resize(290, 1400)
    with qtbot.waitActive(made):
        made.show()
    return made


def field(form: ParameterForm, name: str) -> QWidget:
    found = form.findChild(QWidget, f"field_{name}")
    assert isinstance(found, QWidget)
    return found


def combo(form: ParameterForm, object_name: str) -> QComboBox:
    found = form.findChild(QComboBox, object_name)
    assert isinstance(found, QComboBox)
    return found


def reset(form: ParameterForm, name: str) -> QToolButton:
    found = form.findChild(QToolButton, f"reset_{name}")
    assert isinstance(found, QToolButton)
    return found


def header(form: ParameterForm, name: str) -> QPushButton:
    found = form.findChild(QPushButton, f"group_{name}")
    assert isinstance(found, QPushButton)
    return found


def said(form: ParameterForm, object_name: str) -> str:
    """What a label says to who looks at it; "" while it cannot be seen."""
    label = form.findChild(QLabel, object_name)
    assert isinstance(label, QLabel)
    return label.text().replace("\N{NO-BREAK SPACE}", " ") if label.isVisible() else ""


def error(form: ParameterForm, name: str) -> str:
    return said(form, f"error_{name}")


def write(qtbot: QtBot, form: ParameterForm, name: str, text: str) -> None:
    """Replace the text of a field by keys, without leaving it."""
    editor = field(form, name)
    qtbot.mouseClick(editor, LEFT, pos=QPoint(12, editor.height() // 2))
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, text)


def enter(qtbot: QtBot, form: ParameterForm, name: str, text: str) -> None:
    write(qtbot, form, name, text)
    qtbot.keyClick(field(form, name), Qt.Key.Key_Return)


def choose(qtbot: QtBot, box: QComboBox, text: str) -> None:
    """Choose an item by the keys of its name, as without a mouse."""
    box.setFocus()
    qtbot.keyClicks(box, text)
    assert box.currentText() == text


def test_a_new_form_holds_the_tradable_defaults_and_marks_nothing(form: ParameterForm) -> None:
    assert form.parameters() == Parameters()
    assert combo(form, "preset").currentText() == "Tradable"
    assert form.problems() == ()
    assert not [name for name in FIELDS if reset(form, name).isVisible()]


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_an_editor_with_help_unit_and_accessible_name(
    form: ParameterForm, name: str
) -> None:
    editor, shown = field(form, name), FIELDS[name].shown
    assert editor.accessibleName().startswith(shown.label)
    assert editor.accessibleName().endswith(shown.unit.value)
    assert editor.accessibleDescription() == shown.help
    assert shown.help.split(";")[0][:30] in editor.toolTip()
    assert shown.help.split(";")[0][:30] in editor.whatsThis()
    units = [label.text() for label in editor.findChildren(QLabel)]
    assert not shown.unit.value or units == [shown.unit.value]


def test_groups_follow_their_declaration_and_the_seed_comes_last(form: ParameterForm) -> None:
    tops = [header(form, name).mapTo(form, QPoint()).y() for name in (*Group.__members__,)]
    assert tops == sorted(tops)
    assert [*Group.__members__][-1] == "ADVANCED"
    assert not field(form, "seed").isVisible()
    header(form, "ADVANCED").click()
    assert field(form, "seed").isVisible()


def test_a_group_closes_and_opens_by_mouse_and_space(qtbot: QtBot, form: ParameterForm) -> None:
    overlay = header(form, "OVERLAY")
    qtbot.mouseClick(overlay, LEFT)
    assert not field(form, "lev_max").isVisible()
    qtbot.keyClick(overlay, Qt.Key.Key_Space)
    assert field(form, "lev_max").isVisible()


def test_percent_typed_is_the_decimal_that_is_meant(qtbot: QtBot, form: ParameterForm) -> None:
    with qtbot.waitSignal(form.parameters_changed, timeout=1000):
        enter(qtbot, form, "target_vol", "7")
    assert form.parameters().target_vol == 0.07


def test_values_of_every_kind_can_be_typed(qtbot: QtBot, form: ParameterForm) -> None:
    enter(qtbot, form, "symbols", "SPY; TLT,,GLD ,")
    enter(qtbot, form, "start", "2012-02-29")
    enter(qtbot, form, "end", "2020-12-31")
    enter(qtbot, form, "rebalance_freq", "2W-WED")
    enter(qtbot, form, "cov_lookback", "504")
    enter(qtbot, form, "cost_bps", "3.5 bp")
    choose(qtbot, combo(form, "field_solver"), "As scripted")
    assert form.parameters() == Parameters(
        symbols=("SPY", "TLT", "GLD"),
        start=dt.date(2012, 2, 29),
        end=dt.date(2020, 12, 31),
        rebalance_freq="2W-WED",
        cov_lookback=504,
        cost_bps=3.5,
        solver="scripted",
    )
    enter(qtbot, form, "end", "")
    assert form.parameters().end is None


def test_a_click_on_its_name_switches_a_switch(qtbot: QtBot, form: ParameterForm) -> None:
    label = form.findChild(QLabel, "label_drift")
    assert isinstance(label, QLabel)
    qtbot.mouseClick(label, LEFT)
    assert not form.parameters().drift
    box = form.findChild(QCheckBox, "field_drift")
    assert isinstance(box, QCheckBox)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert form.parameters().drift


def test_a_value_out_of_bounds_stays_as_typed_and_is_refused_in_its_unit(
    qtbot: QtBot, form: ParameterForm
) -> None:
    with qtbot.waitSignal(form.validity_changed, check_params_cb=lambda valid: not valid):
        enter(qtbot, form, "shrink_alpha", "300")
    assert error(form, "shrink_alpha") == "Must be at most 100 %; 300 % was given."
    assert field(form, "shrink_alpha").accessibleDescription().startswith("Must be at most")
    with pytest.raises(ParameterError, match=r"Shrinkage .* at most 100 %; 300 % was given"):
        form.parameters()
    assert [problem.field for problem in form.problems()] == ["shrink_alpha"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("target_vol", "", "Must be a number; nothing was given."),
        ("target_vol", "12x", "Must be a number; '12x' was given."),
        ("target_vol", "nan", "Must be a number; 'nan' was given."),
        ("target_vol", "0", "Must be above 0 % a year; 0 % a year was given."),
        ("cov_lookback", "10.5", "Must be a whole number; '10.5' was given."),
        ("vol_lookback", "1", "Must be at least 2 days; 1 day was given."),
        ("lev_max", "101", "Must be at most 100×; 101× was given."),
        ("start", "32.12.2010", "Must be a date such as 2010-01-31; '32.12.2010' was given."),
        ("start", "3/4/2010", "May be 2010-04-03 or 2010-03-04: write the one that is meant."),
        ("cov_lookback", "1,250", "May be 1250 or 1.250: write the one that is meant."),
        ("start", "", "Must be a date such as 2010-01-31; nothing was given."),
        ("symbols", "", "Needs at least one symbol, such as SPY,TLT."),
        ("symbols", "SPY, SPY", "Holds SPY twice."),
        (
            "rebalance_freq",
            "sometimes",
            "Must be a pandas offset of a day or more, such as ME (month end), W-FRI or QE; "
            "'sometimes' is none.",
        ),
    ],
)
def test_what_is_wrong_stands_under_the_field_in_words(
    qtbot: QtBot, form: ParameterForm, name: str, text: str, words: str
) -> None:
    enter(qtbot, form, name, text)
    assert error(form, name) == words


def test_crossed_thresholds_are_told_and_vanish_with_the_key_that_mends_the_other(
    qtbot: QtBot, form: ParameterForm
) -> None:
    enter(qtbot, form, "dd_threshold1", "30")
    assert error(form, "dd_threshold1") == "30 % must not exceed “Brake is full at” (25 %)."
    write(qtbot, form, "dd_threshold2", "")
    assert error(form, "dd_threshold1") == "30 % must not exceed “Brake is full at” (25 %)."
    qtbot.keyClicks(field(form, "dd_threshold2"), "4")
    assert error(form, "dd_threshold1") == "30 % must not exceed “Brake is full at” (4 %)."
    with qtbot.waitSignal(form.validity_changed, check_params_cb=bool):
        qtbot.keyClicks(field(form, "dd_threshold2"), "0")
    assert error(form, "dd_threshold1") == ""
    assert form.problems() == ()


def test_drift_names_what_it_needs_by_the_labels_of_the_form(
    qtbot: QtBot, form: ParameterForm
) -> None:
    choose(qtbot, combo(form, "field_return_kind"), "Log")
    assert "“Execution lag” of at least 1 day" in error(form, "drift")


def test_a_field_half_typed_is_not_blamed_and_tells_nobody(
    qtbot: QtBot, form: ParameterForm
) -> None:
    with (
        qtbot.assertNotEmitted(form.parameters_changed),
        qtbot.assertNotEmitted(form.validity_changed),
    ):
        write(qtbot, form, "target_vol", "1e")
    assert error(form, "target_vol") == ""
    qtbot.keyClick(field(form, "target_vol"), Qt.Key.Key_Tab)
    assert error(form, "target_vol") == "Must be a number; '1e' was given."


def test_choosing_a_preset_sets_its_fields_and_leaves_the_others(
    qtbot: QtBot, form: ParameterForm
) -> None:
    enter(qtbot, form, "lev_max", "3")
    told = []
    form.parameters_changed.connect(lambda: told.append(form.parameters()))
    choose(qtbot, combo(form, "preset"), "As scripted")
    assert told == [Parameters.preset("as-scripted", lev_max=3.0)]
    assert reset(form, "lev_max").isVisible()
    assert said(form, "changed_count") == "10 changed"


def test_a_field_off_the_preset_is_marked_until_it_is_typed_back(
    qtbot: QtBot, form: ParameterForm
) -> None:
    enter(qtbot, form, "target_vol", "15")
    assert reset(form, "target_vol").toolTip().endswith("back to 12 % a year (Tradable)")
    assert reset(form, "target_vol").isVisible()
    enter(qtbot, form, "target_vol", "12.0")
    assert not reset(form, "target_vol").isVisible()


def test_the_small_button_resets_its_field_alone(qtbot: QtBot, form: ParameterForm) -> None:
    enter(qtbot, form, "target_vol", "abc")
    enter(qtbot, form, "lev_max", "3")
    qtbot.mouseClick(reset(form, "target_vol"), LEFT)
    assert form.parameters() == Parameters(lev_max=3.0)
    assert error(form, "target_vol") == ""
    assert field(form, "target_vol").hasFocus()


def test_doubles_survive_the_form_to_the_last_bit(form: ParameterForm) -> None:
    odd = Parameters(
        target_vol=0.123456789,
        shrink_alpha=0.1 + 0.2,
        alpha_minvar=1 / 3,
        cost_bps=5e-324,
        leverage_band=1e-17,
        borrow_spread=0.07,
        dd_threshold1=0.29,
        dd_threshold2=0.58,
    )
    form.set_parameters(odd)
    assert form.parameters() == odd


@pytest.mark.parametrize("name", FIELDS)
def test_the_wheel_changes_no_field_and_is_left_to_the_scrolling_form(
    form: ParameterForm, name: str
) -> None:
    form.focus_field(name)
    editor = field(form, name)
    middle = QPointF(editor.rect().center())
    for delta in (-120, 120):
        wheel = QWheelEvent(
            middle,
            QPointF(editor.mapToGlobal(middle.toPoint())),
            QPoint(),
            QPoint(0, delta),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(editor, wheel)
        assert not wheel.isAccepted()
    assert form.parameters() == Parameters()


def test_the_tab_key_runs_from_top_to_bottom(qtbot: QtBot, form: ParameterForm) -> None:
    combo(form, "preset").setFocus()
    reached: list[str] = []
    for _ in range(60):
        name = QApplication.focusWidget().objectName()
        if name in reached:
            break
        reached.append(name)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    fields = [name for name in reached if name.startswith("field_")]
    expected = [
        f"field_{name}"
        for group in Group
        for name, field in FIELDS.items()
        if field.shown.group is group and name != "seed"
    ]
    assert fields == expected
    assert reached[:4] == ["preset", "reference", "group_OVERLAY", "field_vol_lookback"]
    with_slider = [name for name in FIELDS if FIELDS[name].shown.slider]
    for name in with_slider:  # right behind its number
        assert reached[reached.index(f"field_{name}") + 1] == f"slider_{name}"


def test_nothing_is_cut_off_at_the_side(form: ParameterForm) -> None:
    form.resize(280, 640)
    area = form.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    QApplication.processEvents()
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_going_to_a_field_opens_its_group_and_says_what_is_wrong(
    qtbot: QtBot, form: ParameterForm
) -> None:
    write(qtbot, form, "lev_max", "x")
    form.focus_field("seed")
    assert field(form, "seed").hasFocus()
    assert error(form, "lev_max") == "Must be a number; 'x' was given."
    form.focus_field("no such field")


@pytest.mark.qt_log_ignore(*POPUPS)
def test_an_unknown_symbol_is_questioned_but_not_refused(qtbot: QtBot, form: ParameterForm) -> None:
    form.set_known_symbols(("SPY", "TLT", "GLD"))
    assert "IWM" in said(form, "note_symbols")
    enter(qtbot, form, "symbols", "SPY, tlt")
    assert said(form, "note_symbols") == "tlt is not in the prices at hand: did you mean TLT?"
    assert form.parameters().symbols == ("SPY", "tlt")
    enter(qtbot, form, "symbols", "SPY, TLT")
    assert said(form, "note_symbols") == ""


def test_a_share_typed_as_a_decimal_is_questioned_until_it_changes(
    qtbot: QtBot, form: ParameterForm
) -> None:
    enter(qtbot, form, "target_vol", "0.12")
    assert form.parameters().target_vol == 0.0012
    assert said(form, "note_target_vol") == "0.12 % is little: 12 % is written 12."
    assert error(form, "target_vol") == ""
    field(form, "lev_max").setFocus()
    assert said(form, "note_target_vol") != ""
    write(qtbot, form, "target_vol", "1")
    assert said(form, "note_target_vol") == ""
    enter(qtbot, form, "target_vol", "0.12")
    qtbot.keyClick(slider(form, "target_vol"), Qt.Key.Key_End)
    assert said(form, "note_target_vol") == ""
    enter(qtbot, form, "target_vol", "0.12")
    form.set_parameters(Parameters())
    assert said(form, "note_target_vol") == ""


def test_a_decimal_is_questioned_after_a_pause_and_beside_an_error_of_its_own_making(
    qtbot: QtBot, form: ParameterForm
) -> None:
    write(qtbot, form, "shrink_alpha", "0.5")
    qtbot.waitUntil(lambda: said(form, "note_shrink_alpha") != "")
    assert said(form, "note_shrink_alpha") == "0.5 % is little: 50 % is written 50."
    enter(qtbot, form, "dd_threshold2", "0.25")  # less than where the brake begins
    assert error(form, "dd_threshold1") != ""
    assert said(form, "note_dd_threshold2") == "0.25 % is little: 25 % is written 25."


@pytest.mark.parametrize(
    ("name", "text"),
    [("target_vol", "0.8"), ("dd_threshold1", "0"), ("lev_min", "0.01"), ("borrow_spread", "0.05")],
)
def test_what_is_small_or_nothing_on_purpose_is_not_questioned(
    qtbot: QtBot, form: ParameterForm, name: str, text: str
) -> None:
    enter(qtbot, form, name, text)
    assert said(form, f"note_{name}") == ""


def test_a_small_share_that_was_not_typed_is_not_questioned(
    qtbot: QtBot, form: ParameterForm
) -> None:
    form.set_parameters(Parameters(target_vol=0.0012))
    qtbot.keyClick(field(form, "target_vol"), Qt.Key.Key_Return)
    assert said(form, "note_target_vol") == ""


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_errors_keep_to_the_colour_of_the_theme_when_it_changes(
    form: ParameterForm, qapp: QApplication, theme: object
) -> None:
    style, sheet, palette = qapp.style().name(), qapp.styleSheet(), qapp.palette()
    try:
        apply_theme(qapp, DARK if theme is LIGHT else LIGHT)
        editor = form.findChild(QAbstractSpinBox, "field_lev_max")
        assert isinstance(editor, QAbstractSpinBox)
        editor.lineEdit().setText("101")
        editor.lineEdit().textEdited.emit("101")
        form.focus_field("lev_max")
        wanted = LIGHT if theme is LIGHT else DARK
        apply_theme(qapp, wanted)
        label = form.findChild(QLabel, "error_lev_max")
        assert isinstance(label, QLabel)
        color = label.palette().color(label.foregroundRole())
        assert color.name().upper() == wanted.error.upper()
    finally:
        qapp.setStyleSheet(sheet)
        qapp.setStyle(style)
        qapp.setPalette(palette)


def test_an_error_opens_the_group_that_hides_it(qtbot: QtBot, form: ParameterForm) -> None:
    write(qtbot, form, "lev_min", "3")
    header(form, "OVERLAY").click()  # takes the focus from the field, which is judged
    assert error(form, "lev_min") == "3× must not exceed “Maximum leverage” (2×)."
    assert "1 error" in header(form, "OVERLAY").accessibleName()


def test_every_preset_is_valid_in_the_form(form: ParameterForm) -> None:
    for name in PRESETS:
        form.choose_preset(name)  # type: ignore[arg-type]
        assert form.parameters() == Parameters.preset(name)


# Live: what takes effect when


def slider(form: ParameterForm, name: str) -> QSlider:
    found = form.findChild(QSlider, f"slider_{name}")
    assert isinstance(found, QSlider)
    return found


class Told:
    """What the form has told, in its order."""

    def __init__(self, form: ParameterForm) -> None:
        self.form = form
        self.events: list[str] = []
        form.parameters_changed.connect(self.note_change)
        form.gesture_ended.connect(self.note_end)

    def note_change(self) -> None:
        self.events.append(self.form.last_edited)
        self.form.parameters()  # right whenever this is told

    def note_end(self) -> None:
        self.events.append("end")


def test_a_step_takes_effect_at_once_and_is_one_gesture_until_the_field_is_left(
    qtbot: QtBot, form: ParameterForm
) -> None:
    told = Told(form)
    field(form, "target_vol").setFocus()
    qtbot.keyClick(field(form, "target_vol"), Qt.Key.Key_Up)
    qtbot.keyClick(field(form, "target_vol"), Qt.Key.Key_Up)
    assert form.parameters().target_vol == 0.14
    assert told.events == ["target_vol", "target_vol"]
    qtbot.keyClick(field(form, "target_vol"), Qt.Key.Key_Tab)
    assert told.events == ["target_vol", "target_vol", "end"]


def test_a_click_on_an_arrow_is_a_gesture(qtbot: QtBot, form: ParameterForm) -> None:
    told = Told(form)
    editor = field(form, "lev_max")
    assert isinstance(editor, QAbstractSpinBox)
    option = QStyleOptionSpinBox()
    editor.initStyleOption(option)
    up = editor.style().subControlRect(
        QStyle.ComplexControl.CC_SpinBox, option, QStyle.SubControl.SC_SpinBoxUp, editor
    )
    qtbot.mouseClick(editor, LEFT, pos=up.center())
    assert form.parameters().lev_max == 2.1
    assert told.events == ["lev_max", "end"]


def test_a_slider_is_dragged_over_many_values_in_one_gesture(
    qtbot: QtBot, form: ParameterForm
) -> None:
    told = Told(form)
    handle = slider(form, "target_vol")
    middle = handle.height() // 2
    qtbot.mousePress(handle, LEFT, pos=QPoint(0, middle))
    assert form.parameters().target_vol == 0.01
    qtbot.mouseMove(handle, QPoint(handle.width() // 2, middle))
    qtbot.mouseMove(handle, QPoint(handle.width() + 50, middle))
    assert form.parameters().target_vol == 0.4
    assert "end" not in told.events
    qtbot.mouseRelease(handle, LEFT, pos=QPoint(handle.width() + 50, middle))
    assert set(told.events[:-1]) == {"target_vol"}
    assert told.events[-1] == "end"
    editor = field(form, "target_vol")
    assert isinstance(editor, QAbstractSpinBox)
    assert editor.text() == "40"


def test_a_slider_is_moved_by_keys_and_says_its_value_in_its_unit(
    qtbot: QtBot, form: ParameterForm
) -> None:
    handle = slider(form, "target_vol")
    handle.setFocus()
    keys = {Qt.Key.Key_End: 0.4, Qt.Key.Key_Left: 0.395, Qt.Key.Key_PageDown: 0.345}
    for key, value in {**keys, Qt.Key.Key_Home: 0.01, Qt.Key.Key_Up: 0.015}.items():
        qtbot.keyClick(handle, key)
        assert form.parameters().target_vol == value
    assert handle.accessibleDescription() == "1.5 % a year"
    assert handle.accessibleName() == "Target volatility, slider"


def test_a_value_beyond_the_slider_holds_it_at_its_end_and_stays_as_it_is(
    qtbot: QtBot, form: ParameterForm
) -> None:
    enter(qtbot, form, "target_vol", "90")
    handle = slider(form, "target_vol")
    assert handle.value() == handle.maximum()
    qtbot.keyClick(handle, Qt.Key.Key_Right)
    assert form.parameters().target_vol == 0.9
    qtbot.keyClick(handle, Qt.Key.Key_Left)
    assert form.parameters().target_vol == 0.395


def test_a_daily_series_has_no_place_on_a_slider(qtbot: QtBot, form: ParameterForm) -> None:
    enter(qtbot, form, "cash_rate", "IRX")
    assert not slider(form, "cash_rate").isEnabled()
    enter(qtbot, form, "cash_rate", "3")
    assert slider(form, "cash_rate").isEnabled()


def test_a_slider_dragged_past_a_relation_shows_it_and_keeps_the_last_right_result(
    qtbot: QtBot, form: ParameterForm
) -> None:
    told = Told(form)
    handle = slider(form, "dd_threshold1")
    handle.setFocus()
    qtbot.keyClick(handle, Qt.Key.Key_End)
    assert error(form, "dd_threshold1") == "50 % must not exceed “Brake is full at” (25 %)."
    assert told.events == []
    qtbot.keyClick(handle, Qt.Key.Key_Home)
    assert error(form, "dd_threshold1") == ""
    assert told.events == ["dd_threshold1"]


def test_what_is_typed_takes_effect_after_a_pause_and_is_not_rewritten(
    qtbot: QtBot, form: ParameterForm
) -> None:
    with qtbot.waitSignal(form.parameters_changed, timeout=2000):
        write(qtbot, form, "target_vol", "7.")
    assert form.parameters().target_vol == 0.07
    assert form.last_edited == "target_vol"
    editor = field(form, "target_vol")
    assert isinstance(editor, QAbstractSpinBox)
    assert editor.text() == "7."
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "7"


@pytest.mark.parametrize(
    ("name", "text"),
    [("target_vol", "1e"), ("lev_max", "0.1"), ("start", "2012-0"), ("end", ""), ("symbols", "S")],
)
def test_a_pause_in_what_is_half_typed_tells_and_blames_nothing(
    qtbot: QtBot, form: ParameterForm, name: str, text: str
) -> None:
    form.set_known_symbols(("SPY", "TLT"))
    form.set_parameters(Parameters(symbols=("SPY", "TLT"), end=dt.date(2020, 1, 1)))
    timer = form.findChild(QTimer)
    assert isinstance(timer, QTimer)
    with (
        qtbot.assertNotEmitted(form.parameters_changed),
        qtbot.waitSignal(timer.timeout, timeout=2000),
    ):
        write(qtbot, form, name, text)
    assert form.problems() == ()


def test_a_choice_is_an_edit_and_a_gesture_and_so_is_a_preset(
    qtbot: QtBot, form: ParameterForm
) -> None:
    told = Told(form)
    choose(qtbot, combo(form, "field_solver"), "As scripted")
    assert told.events == ["solver", "end"]
    choose(qtbot, combo(form, "preset"), "As scripted")
    assert told.events == ["solver", "end", "", "end"]


# Other parameters: shown and compared


def test_showing_another_scenario_tells_of_no_change_and_drops_what_was_half_typed(
    qtbot: QtBot, form: ParameterForm
) -> None:
    told = Told(form)
    write(qtbot, form, "lev_max", "x")
    qtbot.keyClick(field(form, "lev_max"), Qt.Key.Key_Return)
    other = Parameters.preset("as-scripted", target_vol=0.2)
    form.set_parameters(other)
    assert (form.parameters(), form.problems(), told.events) == (other, (), [])


def test_fields_are_marked_against_any_reference_and_go_back_to_it(
    qtbot: QtBot, form: ParameterForm
) -> None:
    form.set_reference(Parameters(target_vol=0.2, lev_max=3.0), "Bold")
    marked = [name for name in FIELDS if reset(form, name).isVisible()]
    assert marked == ["target_vol", "lev_max"]
    assert reset(form, "lev_max").toolTip() == "Set Maximum leverage back to 3× (Bold)"
    assert said(form, "changed_count") == "2 changed"
    qtbot.mouseClick(reset(form, "lev_max"), LEFT)
    assert form.parameters() == Parameters(lev_max=3.0)
    everything = form.findChild(QToolButton, "reset_all")
    assert isinstance(everything, QToolButton)
    qtbot.mouseClick(everything, LEFT)
    assert form.parameters() == Parameters(target_vol=0.2, lev_max=3.0)
    assert not everything.isVisible()


def test_the_notch_of_a_slider_stands_where_the_reference_is(form: ParameterForm) -> None:
    handle = slider(form, "shrink_alpha")
    before = handle.grab().toImage()
    form.set_reference(Parameters(shrink_alpha=0.9), "Other")
    after = handle.grab().toImage()
    changed = [x for x in range(before.width()) if before.pixel(x, 3) != after.pixel(x, 3)]
    assert max(changed) == pytest.approx(0.9 * before.width(), abs=8)


def test_the_reference_is_chosen_by_name_and_told_by_key(qtbot: QtBot, form: ParameterForm) -> None:
    form.set_references(((None, "Preset Tradable"), (4, "Bold"), (7, "Calm")), 4)
    chooser = combo(form, "reference")
    assert chooser.currentText() == "Bold"
    with qtbot.waitSignal(form.reference_chosen, check_params_cb=lambda key: key == 7):
        choose(qtbot, chooser, "Calm")
    with qtbot.waitSignal(form.reference_chosen, check_params_cb=lambda key: key is None):
        qtbot.keyClick(chooser, Qt.Key.Key_Home)


def test_the_preset_chooser_names_a_preset_only_while_its_fields_are_followed(
    qtbot: QtBot, form: ParameterForm
) -> None:
    enter(qtbot, form, "target_vol", "9")
    assert combo(form, "preset").currentText() == "Tradable"
    enter(qtbot, form, "cost_bps", "9")
    assert combo(form, "preset").currentIndex() == -1


def test_the_name_of_the_scenario_stands_above_with_its_colour(form: ParameterForm) -> None:
    form.set_title("Calm", 2)
    assert said(form, "form_title") == "Calm"


def test_a_hidden_scenario_is_said_to_be_hidden_above_its_fields(form: ParameterForm) -> None:
    form.set_title("Calm", 2)
    assert said(form, "form_hidden") == ""
    form.set_title("Calm", 2, hidden=True)
    assert said(form, "form_hidden") == "hidden"
    title = form.findChild(QLabel, "form_title")
    assert isinstance(title, QLabel)
    assert "hidden" in title.accessibleName()
    form.set_title("Calm", 2)
    assert said(form, "form_hidden") == ""
    assert "hidden" not in title.accessibleName()


# Menus and keys


def menu_of(qtbot: QtBot, form: ParameterForm, widget: QWidget) -> QMenu:
    place = widget.rect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, asked)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def trigger(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text().startswith(text)).trigger()
    menu.close()


@pytest.mark.qt_log_ignore(*POPUPS)
def test_the_menu_of_a_row_sets_back_copies_and_spreads(qtbot: QtBot, form: ParameterForm) -> None:
    form.set_references(((None, "Preset Tradable"), (1, "A"), (2, "B")), None)
    enter(qtbot, form, "target_vol", "7.5")
    trigger(menu_of(qtbot, form, slider(form, "target_vol")), "Copy value")
    assert QApplication.clipboard().text() == "7.5 % a year"
    with qtbot.waitSignal(form.spread_wanted, check_params_cb=lambda name: name == "target_vol"):
        trigger(menu_of(qtbot, form, field(form, "target_vol")), "Use in all scenarios")
    label = form.findChild(QLabel, "label_target_vol")
    assert isinstance(label, QLabel)
    trigger(menu_of(qtbot, form, label), "Set back to 12 % a year (Tradable)")
    assert form.parameters() == Parameters()


@pytest.mark.qt_log_ignore(*POPUPS)
def test_a_value_is_spread_only_where_there_are_other_scenarios(
    qtbot: QtBot, form: ParameterForm
) -> None:
    form.set_references(((None, "Preset Tradable"), (1, "A")), None)
    menu = menu_of(qtbot, form, slider(form, "lev_max"))
    assert [action.isEnabled() for action in menu.actions()] == [False, False, True]
    menu.close()


@pytest.mark.parametrize("name", ["target_vol", "cash_rate", "symbols", "start", "rebalance_freq"])
@pytest.mark.parametrize("keys", ["Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y"])
def test_undo_is_that_of_the_window_unless_text_is_half_typed(
    qtbot: QtBot, form: ParameterForm, name: str, keys: str
) -> None:
    undo = QAction(form)
    undo.setShortcut(QKeySequence(keys))
    form.addAction(undo)
    pressed = QKeySequence(keys)[0]
    editor = field(form, name)
    editor.setFocus()
    with qtbot.waitSignal(undo.triggered, timeout=1000):
        qtbot.keyClick(editor, pressed.key(), pressed.keyboardModifiers())
    write(qtbot, form, name, "x")
    if keys == "Ctrl+Z":
        with qtbot.assertNotEmitted(undo.triggered):
            qtbot.keyClick(editor, pressed.key(), pressed.keyboardModifiers())


def test_a_decimal_comma_and_a_day_before_its_month_are_understood_where_they_are_clear(
    qtbot: QtBot, form: ParameterForm
) -> None:
    enter(qtbot, form, "lev_max", "2,5")
    enter(qtbot, form, "start", "31.12.2012")
    enter(qtbot, form, "end", "12/31/2015")
    assert form.parameters() == Parameters(
        lev_max=2.5, start=dt.date(2012, 12, 31), end=dt.date(2015, 12, 31)
    )
    editor = form.findChild(QLineEdit, "field_start")
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "2012-12-31"
