"""The editors one by one: what they read, write, step to, and leave alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget, QComboBox, QToolButton
from pytestqt.qtbot import QtBot

from core.fields import Unit
from core.parameters import FIELDS, Parameters
from gui.date_editor import DateEditor
from gui.day_text import day_readings
from gui.editors import FrequencyEditor
from gui.number_editor import NumberEditor
from gui.number_text import NumberText
from gui.parameter_form import ParameterForm
from gui.rate_editor import RateEditor
from gui.slider_scale import SliderScale
from gui.symbols_editor import SymbolsEditor
from gui.toned_label import TonedLabel

POPUPS = ("This plugin does not support",)  # offscreen says so whenever a popup opens


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    yield
    QLocale.setDefault(before)


def number_editor(qtbot: QtBot, name: str) -> NumberEditor:
    editor = NumberEditor(FIELDS[name])
    qtbot.addWidget(editor)
    editor.show()
    return editor


def write(qtbot: QtBot, editor: NumberEditor, text: str) -> None:
    editor.selectAll()
    qtbot.keyClicks(editor, text)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(Unit))
def test_every_double_reads_back_as_itself(value: float, unit: Unit) -> None:
    for point in (".", ","):
        written = NumberText(unit, point)
        assert written.value(written.text(value), whole=False) == value


@given(st.integers(0, 100_000))
def test_so_many_hundredths_of_a_percent_are_the_double_of_that_decimal(count: int) -> None:
    text = f"{count // 100}.{count % 100:02d}"
    expected = float(f"{count}e-4")
    assert NumberText(Unit.FRACTION).value(text, whole=False) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 0.12),
        (" 12 % ", 0.12),
        ("7.", 0.07),
        (".5", 0.005),
        ("+1e1", 0.1),
        ("\N{MINUS SIGN}2.5", -0.025),
        ("1,000", "1,000"),
        ("1,000.5", "1,000.5"),
        ("0,500", 0.005),
        ("12,25", 0.1225),
        ("1,0000", 0.01),
        ("1,0,0", "1,0,0"),
        ("1_0", "1_0"),
        ("0x10", "0x10"),
        ("inf", "inf"),
        ("1e9999", "1e9999"),
        ("1e99999999", "1e99999999"),
        ("", ""),
        ("٣", "٣"),
    ],
)
def test_percent_is_read_leniently_and_what_is_no_number_stays_text(
    text: str, value: object
) -> None:
    assert NumberText(Unit.FRACTION).value(text, whole=False) == value


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2015-12-31", ["2015-12-31"]),
        ("31.12.2015", ["2015-12-31"]),
        ("12/31/2015", ["2015-12-31"]),
        ("2015/1/5", ["2015-01-05"]),
        ("5.5.2015", ["2015-05-05"]),
        ("3.4.2015", ["2015-04-03", "2015-03-04"]),
        ("29.2.2015", []),
        ("1.2/2015", []),
        ("1.2.15", []),
        ("soon", []),
    ],
)
def test_days_are_read_in_every_order_that_leaves_one_meaning(text: str, days: list[str]) -> None:
    assert [str(day) for day in day_readings(text)] == days


@pytest.mark.parametrize(
    ("text", "words"),
    [("1.250", "may be 1250 or 1,250"), ("1,250", ""), ("0.250", ""), ("1.25", "")],
)
def test_a_dot_is_doubtful_where_the_comma_stands_before_decimals(text: str, words: str) -> None:
    assert NumberText(Unit.DAYS, ",").doubt(text).partition(":")[0] == words


@pytest.mark.parametrize("name", [name for name in FIELDS if FIELDS[name].shown.slider])
def test_positions_of_a_slider_are_even_decimals_over_its_range(name: str) -> None:
    scale = SliderScale.of(FIELDS[name])
    values = [scale.value(position) for position in range(scale.last + 1)]
    assert (values[0], values[-1]) == FIELDS[name].shown.slider
    assert [scale.position(value) for value in values] == list(range(scale.last + 1))
    assert all(len(repr(value)) <= 7 for value in values)  # 0.3, not 0.30000000000000004
    assert len(values) >= 50
    assert scale.position(-9e9) == 0
    assert scale.position(9e9) == scale.last


@pytest.mark.parametrize(
    ("text", "value"),
    [("60", 60), ("60.0", 60), ("60 days", 60), ("60.5", "60.5"), ("1e999", "1e999")],
)
def test_a_whole_number_is_an_int_or_stays_text(text: str, value: object) -> None:
    read = NumberText(Unit.DAYS).value(text, whole=True)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        (Unit.DAYS, 1, "1 day"),
        (Unit.MULTIPLE, 2.0, "2×"),
        (Unit.BASIS_POINTS, 0.5, "0.5 bp"),
        (Unit.ANNUAL_FRACTION, -0.5, "−50 % a year"),
        (Unit.FRACTION, 0.0, "0 %"),
        (Unit.NONE, 4294967295, "4294967295"),
        (Unit.FRACTION, 1e-300, "1e-298 %".replace("-", "−")),
    ],
)
def test_a_number_in_a_sentence_has_its_unit(unit: Unit, value: float, words: str) -> None:
    assert NumberText(unit).text_with_unit(value) == words


def test_arrow_keys_step_in_the_unit_and_stop_at_the_bounds(qtbot: QtBot) -> None:
    editor = number_editor(qtbot, "shrink_alpha")
    editor.set_value(0.97)
    with qtbot.waitSignals([editor.edited, editor.stepped]):
        qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert editor.value() == 1.0
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert editor.value() == 1.0
    editor.set_value(0.123456789)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.value() == 0.073456789
    qtbot.keyClick(editor, Qt.Key.Key_PageDown)
    assert editor.value() == 0.0


def test_a_step_never_reaches_a_bound_that_is_itself_refused(qtbot: QtBot) -> None:
    editor = number_editor(qtbot, "target_vol")
    editor.set_value(0.01)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.value() == 0.01


def test_steps_lead_from_out_of_bounds_to_the_bound_and_from_no_number_nowhere(
    qtbot: QtBot,
) -> None:
    editor = number_editor(qtbot, "shrink_alpha")
    write(qtbot, editor, "300")
    assert editor.value() == 3.0
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert editor.value() == 3.0
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.value() == 1.0
    write(qtbot, editor, "many")
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.value() == "many"


def test_typing_is_edited_at_each_key_and_committed_by_enter(qtbot: QtBot) -> None:
    editor = number_editor(qtbot, "lev_max")
    seen: list[str] = []
    editor.edited.connect(lambda: seen.append(editor.text()))
    with qtbot.assertNotEmitted(editor.committed):
        write(qtbot, editor, "2.5")
    assert seen == ["2", "2.", "2.5"]
    with qtbot.waitSignal(editor.committed):
        qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_setting_a_value_tells_nobody(qtbot: QtBot) -> None:
    editor = number_editor(qtbot, "lev_max")
    with qtbot.assertNotEmitted(editor.edited), qtbot.assertNotEmitted(editor.committed):
        editor.set_value(3.0)


def test_a_decimal_comma_is_shown_and_read_and_so_is_a_dot(qtbot: QtBot, german: None) -> None:
    editor = number_editor(qtbot, "cash_rate")
    editor.set_value(0.0225)
    assert editor.text() == "2,25"
    assert editor.value() == 0.0225
    write(qtbot, editor, "1,75")
    assert editor.value() == 0.0175
    write(qtbot, editor, "1.75")
    assert editor.value() == 0.0175


def test_a_form_with_a_decimal_comma_keeps_every_default(qtbot: QtBot, german: None) -> None:
    form = ParameterForm()
    qtbot.addWidget(form)
    assert form.parameters() == Parameters()
    form.set_parameters(Parameters(target_vol=0.123456789))
    assert form.parameters().target_vol == 0.123456789


def test_frequencies_are_words_or_any_offset_that_is_typed(qtbot: QtBot) -> None:
    editor = FrequencyEditor()
    qtbot.addWidget(editor)
    editor.show()
    editor.set_value("ME")
    assert editor.currentText() == "Month end"
    editor.lineEdit().selectAll()
    qtbot.keyClicks(editor, "W-MON")
    assert editor.value() == "W-MON"
    editor.lineEdit().selectAll()
    qtbot.keyClicks(editor, "qe")
    assert editor.value() == "QE"
    editor.set_value("4W-TUE")
    assert editor.value() == "4W-TUE"
    offered = [editor.itemData(index) for index in range(editor.count())]
    assert {"ME", "W-FRI", "QE", "YE"} <= set(offered)
    assert all(Parameters(rebalance_freq=offset) for offset in offered)


@pytest.mark.qt_log_ignore(*POPUPS)
def test_the_list_of_frequencies_shows_the_offsets(qtbot: QtBot) -> None:
    editor = FrequencyEditor()
    qtbot.addWidget(editor)
    editor.show()
    editor.showPopup()
    longest = editor.fontMetrics().horizontalAdvance("Week (Friday) (W-FRI)")
    assert editor.view().width() >= longest
    editor.hidePopup()


@pytest.mark.qt_log_ignore(*POPUPS)
def test_a_day_is_picked_from_the_calendar_by_keys(qtbot: QtBot) -> None:
    editor = DateEditor(FIELDS["start"])
    qtbot.addWidget(editor)
    editor.show()
    editor.set_value(dt.date(2012, 2, 28))
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    calendar = popup.findChild(QCalendarWidget)
    assert isinstance(calendar, QCalendarWidget)
    view = QApplication.focusWidget() or calendar
    qtbot.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignals([editor.edited, editor.committed]):
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert editor.value() == dt.date(2012, 2, 29)
    assert not popup.isVisible()


def test_only_an_optional_day_may_be_empty() -> None:
    assert FIELDS["end"].optional
    for name, value in (("end", None), ("start", "")):
        editor = DateEditor(FIELDS[name])
        editor.setText("  ")
        assert editor.value() == value


@pytest.mark.qt_log_ignore(*POPUPS)
def test_a_known_symbol_is_completed_in_the_midst_of_others(qtbot: QtBot) -> None:
    editor = SymbolsEditor()
    qtbot.addWidget(editor)
    with qtbot.waitActive(editor):
        editor.show()
    editor.setFocus()
    editor.set_known(("SPY", "TLT", "GLD"))
    editor.set_value(("SPY", "GLD"))
    editor.setCursorPosition(4)
    qtbot.keyClicks(editor, " ,")
    editor.setCursorPosition(5)
    qtbot.keyClicks(editor, "tl")
    popup = editor.completer().popup()
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(editor.committed, check_params_cb=lambda: "TLT" in editor.text()):
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.value() == ("SPY", "TLT", "GLD")


def test_combo_boxes_offer_the_declared_labels(qtbot: QtBot) -> None:
    form = ParameterForm()
    qtbot.addWidget(form)
    for name in ("solver", "return_kind", "statistics"):
        box = form.findChild(QComboBox, f"field_{name}")
        assert isinstance(box, QComboBox)
        labels = tuple(box.itemText(index) for index in range(box.count()))
        assert labels == FIELDS[name].shown.labels


# --- rates: a number or a daily series


def rate_editor(qtbot: QtBot) -> RateEditor:
    editor = RateEditor(FIELDS["cash_rate"])
    qtbot.addWidget(editor)
    editor.resize(140, 28)
    editor.show()
    return editor


def test_a_rate_is_typed_as_a_number_or_as_the_name_of_the_series(qtbot: QtBot) -> None:
    editor = rate_editor(qtbot)

    for typed, value in (("2.5", 0.025), ("^irx", "^IRX"), ("IRX", "^IRX"), ("^IR", "^IR")):
        editor.lineEdit().selectAll()
        qtbot.keyClicks(editor, typed)
        assert editor.value() == value


def test_the_menu_of_a_rate_leads_to_the_series_and_back_to_the_number(qtbot: QtBot) -> None:
    editor = rate_editor(qtbot)
    editor.set_value(0.035)
    number, series = editor.menu.actions()

    with qtbot.waitSignals([editor.edited, editor.committed]):
        series.trigger()
    assert (editor.text(), editor.value()) == ("^IRX", "^IRX")

    with qtbot.waitSignals([editor.edited, editor.committed]):
        number.trigger()
    assert editor.value() == 0.035


def test_the_menu_of_a_rate_opens_by_key_and_by_its_button(qtbot: QtBot) -> None:
    editor = rate_editor(qtbot)
    button = editor.findChild(QToolButton, "choose_cash_rate")

    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.menu.isVisible()
    editor.menu.hide()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert editor.menu.isVisible()
    assert [action.isChecked() for action in editor.menu.actions()] == [True, False]
    editor.menu.hide()


def test_a_series_has_no_unit_and_is_not_stepped(qtbot: QtBot) -> None:
    editor = rate_editor(qtbot)
    editor.set_value("^IRX")

    assert editor.findChild(TonedLabel).text() == ""
    editor.stepBy(1)
    assert editor.value() == "^IRX"
    editor.set_value(0.02)
    assert editor.findChild(TonedLabel).text().startswith("%")
