"""The form of a scenario: every field of `Parameters`, checked and told as it is edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.errors import FieldProblem, ParameterError
from core.parameters import FIELDS, PRESET_NAMES, PRESET_TITLES, PRESETS, Parameters, PresetName
from gui.field_row import FieldRow
from gui.field_words import in_units, sentence
from gui.form_column import FormColumn
from gui.preset_bar import PresetBar
from gui.symbols_editor import SymbolsEditor

PAUSE = 300
"""Milliseconds without a key after which what is typed takes effect, if it is right."""
_WIDTH_IN_LETTERS = 40


class ParameterForm(QWidget):
    """The parameters of a scenario in a scrolling column, with what they are compared with on top.

    Steps, sliders and choices take effect at once, what is typed when the user is done or pauses.
    What is half typed is not blamed; an error that is shown is judged again at every keystroke,
    and vanishes as soon as it is mended.

    Attributes
    ----------
    parameters_changed
        All fields are right, and not all as they were when this was last told.
    last_edited
        Name of the field whose edit was told last, "" where it was several at once.
    gesture_ended
        What follows is another edit, even of the same field: a slider or arrow was let go, Enter
        pressed, the field left, a choice made. Only told after a change.
    validity_changed
        Whether all fields are right.
    reference_chosen
        The user wants fields compared with the scenario of this key; None is the preset.
    spread_wanted
        The user wants the value of the field by this name in all scenarios.
    """

    parameters_changed = Signal()
    gesture_ended = Signal()
    validity_changed = Signal(bool)
    reference_chosen = Signal(object)
    spread_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.last_edited = ""
        self._told = Parameters()
        self._wrong: tuple[FieldProblem, ...] = ()
        self._checked: tuple[Parameters | None, tuple[FieldProblem, ...]] | None = None
        self._valid = True
        self._in_gesture = False
        self._typed = ""  # the field that was typed in last
        self._reference = self._told
        self._title = PRESET_TITLES[self._told.nearest_preset()]
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._take_pause)
        self._bar = PresetBar()
        values = self._told.values()
        self._rows = {name: FieldRow(FIELDS[name], values[name], self._title) for name in FIELDS}
        self._column = FormColumn(self._rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._column, 1)
        self.setMinimumWidth(round(0.9 * self.sizeHint().width()))
        self._connect()
        self.set_references(((None, f"Preset {self._title}"),), None)
        self._refresh(FIELDS)

    def parameters(self) -> Parameters:
        """Return what the fields hold at this moment.

        Raises
        ------
        ParameterError
            Where a field or a relation between fields is wrong; it speaks in the form's units.
        """
        found, problems = self._check()
        if found is None:
            raise ParameterError(problems)
        return found

    @property
    def is_valid(self) -> bool:
        """Whether no field is known to be wrong."""
        return self._valid

    def set_parameters(self, parameters: Parameters) -> None:
        """Show these parameters, and forget what was wrong; no change is told."""
        self._pause.stop()
        self._in_gesture = False
        self._show_values(parameters.values())
        self._told, self._checked = parameters, (parameters, ())
        self._show_problems(())
        self._set_valid(True)

    def choose_preset(self, name: PresetName) -> None:
        """Set the fields of a preset and leave the others."""
        self._change_many(PRESETS[name])

    @Slot()
    def reset_all(self) -> None:
        """Set every field to what the reference has."""
        self._change_many(self._reference.values())

    def set_title(self, name: str, color: int, *, hidden: bool = False) -> None:
        """Name the scenario in the form; `color` is the number of its colour."""
        self._bar.set_title(name, color, hidden=hidden)

    def set_references(
        self, choices: Sequence[tuple[int | None, str]], current: int | None
    ) -> None:
        """Offer scenarios by key and name to compare with; None is the key of the preset."""
        self._bar.set_references(choices, current)
        others = sum(key is not None for key, _ in choices) > 1
        for row in self._rows.values():
            row.can_spread = others

    def set_reference(self, parameters: Parameters, title: str) -> None:
        """Mark the fields that differ from these parameters, which people call `title`."""
        if (parameters, title) == (self._reference, self._title):
            return
        renamed = title != self._title
        touched = FIELDS if renamed else parameters.differences(self._reference)
        self._reference, self._title = parameters, title
        for name in touched:
            self._rows[name].set_base(getattr(parameters, name), title)
        self._refresh(touched)

    def problems(self) -> tuple[FieldProblem, ...]:
        """Return the problems that are shown."""
        return self._wrong

    def focus_field(self, name: str) -> None:
        """Take the user to a field, and show what is wrong by now; an unknown name is ignored."""
        self._judge("")
        row = self._rows.get(name)
        if row is not None:
            self._column.reveal(name)
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            line = row.editor.findChild(QLineEdit)
            if isinstance(row.editor, QLineEdit):
                row.editor.selectAll()
            elif isinstance(line, QLineEdit):
                line.selectAll()

    def set_known_symbols(self, symbols: tuple[str, ...]) -> None:
        """Offer these symbols while typing, and name those that are not among them.

        Without any, all symbols pass without a word.
        """
        editor = self._rows["symbols"].editor
        assert isinstance(editor, SymbolsEditor)
        editor.set_known(symbols)
        self._refresh_note("symbols")

    def _connect(self) -> None:
        self._bar.preset_chosen.connect(self._take_preset)
        self._bar.reference_chosen.connect(self.reference_chosen)
        self._bar.reset_wanted.connect(self.reset_all)
        for row in self._rows.values():
            row.edited.connect(self._recheck)
            row.stepped.connect(self._judge)
            row.released.connect(self._end_gesture)
            row.committed.connect(self._commit)
            row.spread_wanted.connect(self.spread_wanted)

    def _check(self) -> tuple[Parameters | None, tuple[FieldProblem, ...]]:
        if self._checked is None:
            values = {name: row.value() for name, row in self._rows.items()}
            try:
                self._checked = Parameters(**values), ()
            except ParameterError as error:
                self._checked = None, tuple(map(self._in_form_words, error.problems))
        return self._checked

    def _in_form_words(self, problem: FieldProblem) -> FieldProblem:
        row = self._rows.get(problem.field)
        doubt = "" if row is None else row.doubt()
        if doubt:
            return replace(problem, message=doubt)
        return in_units(problem, self.locale().decimalPoint())

    @Slot(str)
    def _recheck(self, name: str) -> None:
        """Judge anew what is shown as wrong; what is not yet shown may be half typed."""
        self._checked = None
        self._rows[name].show_note("")
        if self._wrong:
            _, found = self._check()
            self._show_problems(_still_wrong(self._wrong, found, name))
            self._set_valid(not found)
        self._refresh((name,))
        self._typed = name
        self._pause.start()

    @Slot()
    def take_typed(self) -> None:
        """Take now what is typed and would else be taken after a pause."""
        if self._pause.isActive():
            self._pause.stop()
            self._take_pause()

    @Slot()
    def _take_pause(self) -> None:
        """Take what is typed as if the user were done, but blame nothing and rewrite nothing."""
        row = self._rows[self._typed]
        if row.is_whole and self._check()[0] is not None:
            row.take_text()
            self._judge(self._typed)
            self._refresh_note(self._typed)

    @Slot(str)
    def _commit(self, name: str) -> None:
        self._judge(name)
        if self._valid:
            self._rows[name].set_value(getattr(self._told, name))
        self._refresh_note(name)
        self._end_gesture()

    @Slot()
    def _end_gesture(self) -> None:
        if self._in_gesture:
            self._in_gesture = False
            self.gesture_ended.emit()

    @Slot(str)
    def _judge(self, name: str) -> None:
        """Show all that is wrong; where nothing is, tell what is new, as an edit of this field."""
        self._pause.stop()
        before = {problem.field for problem in self._wrong}
        found, wrong = self._check()
        self._show_problems(wrong)
        for problem in wrong:
            if problem.field not in before and problem.field in self._rows:
                self._column.open_section_of(problem.field)
        changed = found is not None and found != self._told
        if found is not None:
            self._told = found
        self._set_valid(found is not None)
        if changed:
            self.last_edited = name
            self._in_gesture = True
            self.parameters_changed.emit()

    def _change_many(self, values: Mapping[str, object]) -> None:
        self._show_values(values)
        self._judge("")
        self._end_gesture()

    def _show_values(self, values: Mapping[str, object]) -> None:
        """Write values into those rows that hold others."""
        touched = [name for name, value in values.items() if self._rows[name].value() != value]
        for name in touched:
            self._rows[name].set_value(values[name])
        self._checked = None
        self._refresh(touched)
        if "symbols" in touched:
            self._refresh_note("symbols")

    def _set_valid(self, valid: bool) -> None:
        if valid != self._valid:
            self._valid = valid
            self.validity_changed.emit(valid)

    @Slot(str)
    def _take_preset(self, name: PresetName) -> None:
        self.choose_preset(name)

    def _show_problems(self, problems: tuple[FieldProblem, ...]) -> None:
        """Show these problems in place of those that are shown."""
        touched = {p.field for p in (*self._wrong, *problems) if p.field in self._rows}
        self._wrong = problems
        for name in touched:
            text = "\n".join(sentence(p) for p in problems if p.field == name)
            self._rows[name].show_error(text)
        self._column.refresh_summaries(touched)

    def _refresh(self, names: Iterable[str]) -> None:
        """Count anew what has changed, after an edit of these fields."""
        self._column.refresh_summaries(names)
        self._bar.set_count(sum(row.is_changed for row in self._rows.values()), self._title)
        if not PRESETS["tradable"].keys().isdisjoint(names):
            self._bar.set_preset(self._followed_preset())

    def _followed_preset(self) -> PresetName | None:
        """Return the preset all of whose values the fields hold."""
        for name in PRESET_NAMES:
            if all(self._rows[field].value() == value for field, value in PRESETS[name].items()):
                return name
        return None

    def _refresh_note(self, name: str) -> None:
        row = self._rows[name]
        row.show_note(row.caution())

    def sizeHint(self) -> QSize:
        return QSize(max(290, _WIDTH_IN_LETTERS * self.fontMetrics().averageCharWidth()), 640)


def _still_wrong(
    shown: tuple[FieldProblem, ...], found: tuple[FieldProblem, ...], edited: str
) -> tuple[FieldProblem, ...]:
    """Return what stays shown while `edited` is being typed in.

    Fields that were not blamed may be half typed. Relations cannot be judged while the field in
    hand is unreadable, so that what is said of others then stays.
    """
    blamed = {problem.field for problem in shown}
    still = tuple(problem for problem in found if problem.field in blamed)
    if edited in {problem.field for problem in found}:
        judged = {problem.field for problem in still} | {edited}
        still += tuple(problem for problem in shown if problem.field not in judged)
    return still
