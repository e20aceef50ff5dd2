"""The left side of the window: every field of `Parameters`, checked as it is edited."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from core.errors import FieldProblem, ParameterError
from core.fields import Group
from core.parameters import FIELDS, PRESET_TITLES, PRESETS, Parameters, PresetName
from gui.field_row import FieldRow
from gui.field_words import in_units, sentence
from gui.preset_bar import PresetBar
from gui.section import Section
from gui.symbols_editor import SymbolsEditor

_LEFT, _RIGHT = 4, 6
_WIDTH_IN_LETTERS = 40
_WIDEST_LABEL = 0.5  # of the form's width


class ParameterForm(QWidget):
    """The parameters of a run in a scrolling column, with a chooser of presets on top.

    A field is judged when the user is done with it; an error that is shown is judged again at
    every keystroke, and vanishes as soon as it is mended.

    Attributes
    ----------
    parameters_changed
        All fields are right, and not all as they were when this was last told.
    validity_changed
        Whether all fields are right.
    """

    parameters_changed = Signal()
    validity_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = Parameters()
        self._preset: PresetName = self._told.nearest_preset()
        self._wrong: tuple[FieldProblem, ...] = ()
        self._reported: tuple[FieldProblem, ...] = ()
        self._valid = True
        self._bar = PresetBar()
        title = PRESET_TITLES[self._preset]
        values = self._told.values()
        self._rows = {name: FieldRow(FIELDS[name], values[name], title) for name in FIELDS}
        self._sections = self._made_sections()
        self._scroll = QScrollArea()
        self._lay_out()
        self._bar.preset_chosen.connect(self._take_preset)
        self._bar.reset_wanted.connect(self.reset_all)
        for row in self._rows.values():
            row.edited.connect(self._recheck)
            row.committed.connect(self._commit)
        self._refresh()

    @property
    def preset(self) -> PresetName:
        """The preset that was chosen last, with which the fields are compared."""
        return self._preset

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

    def set_parameters(self, parameters: Parameters) -> None:
        """Show these parameters; they are compared with the preset that is nearest to them."""
        for name, value in parameters.values().items():
            self._rows[name].set_value(value)
        self._compare_with(parameters.nearest_preset())
        self._reported = ()
        self._judge()

    def choose_preset(self, name: PresetName) -> None:
        """Set the fields of a preset and leave the others."""
        for field, value in PRESETS[name].items():
            self._rows[field].set_value(value)
        self._compare_with(name)
        self._reported = ()
        self._judge()

    @Slot()
    def reset_all(self) -> None:
        """Set every field back to what the preset chosen has."""
        self.set_parameters(Parameters.preset(self._preset))

    def problems(self) -> tuple[FieldProblem, ...]:
        """Return the problems that are shown, those of a run included."""
        return self._wrong + self._reported

    def show_problem(self, problem: FieldProblem) -> None:
        """Show a problem that a run has found, until its field is edited or a preset set."""
        self._reported = (*self._reported, in_units(problem, self._point))
        self._refresh()
        self._reveal(problem.field)

    def clear_problems(self) -> None:
        """Take away what `show_problem` has shown, as when a new run begins."""
        self._reported = ()
        self._refresh()

    def focus_field(self, name: str) -> None:
        """Take the user to a field, and show what is wrong by now; an unknown name is ignored."""
        self._judge()
        row = self._rows.get(name)
        if row is not None:
            self._reveal(name)
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
        self._refresh_note()

    @property
    def _point(self) -> str:
        return self.locale().decimalPoint()

    def _check(self) -> tuple[Parameters | None, tuple[FieldProblem, ...]]:
        values = {name: row.value() for name, row in self._rows.items()}
        try:
            return Parameters(**values), ()
        except ParameterError as error:
            return None, tuple(in_units(problem, self._point) for problem in error.problems)

    @Slot(str)
    def _recheck(self, name: str) -> None:
        """Judge anew what is shown as wrong; what is not yet shown may be half typed."""
        self._reported = tuple(p for p in self._reported if p.field != name)
        if name == "symbols":
            self._rows[name].show_note("")
        if self._wrong:
            _, found = self._check()
            self._wrong = _still_wrong(self._wrong, found, name)
            self._set_valid(not found)
        self._refresh()

    @Slot(str)
    def _commit(self, name: str) -> None:
        self._judge()
        if self._valid:
            self._rows[name].set_value(getattr(self._told, name))
        if name == "symbols":
            self._refresh_note()

    def _judge(self) -> None:
        """Show all that is wrong; where nothing is, tell what is new."""
        before = {problem.field for problem in self._wrong}
        found, self._wrong = self._check()
        self._refresh()
        for problem in self._wrong:
            if problem.field not in before:
                self._section_of(problem.field).open()
        changed = found is not None and found != self._told
        if found is not None:
            self._told = found
        self._set_valid(found is not None)
        if changed:
            self.parameters_changed.emit()

    def _set_valid(self, valid: bool) -> None:
        if valid != self._valid:
            self._valid = valid
            self.validity_changed.emit(valid)

    @Slot(str)
    def _take_preset(self, name: PresetName) -> None:
        self.choose_preset(name)

    def _compare_with(self, preset: PresetName) -> None:
        self._preset = preset
        self._bar.set_preset(preset)
        for name, value in Parameters.preset(preset).values().items():
            self._rows[name].set_base(value, PRESET_TITLES[preset])

    def _refresh(self) -> None:
        problems = self.problems()
        for name, row in self._rows.items():
            row.show_error("\n".join(sentence(p) for p in problems if p.field == name))
        homeless = [str(p) for p in problems if p.field not in self._rows]
        self._bar.show_error("\n".join(homeless))
        self._bar.set_count(sum(row.is_changed for row in self._rows.values()))
        for section in self._sections:
            section.refresh_summary()

    def _refresh_note(self) -> None:
        row = self._rows["symbols"]
        assert isinstance(row.editor, SymbolsEditor)
        row.show_note(row.editor.hint())

    def _made_sections(self) -> tuple[Section, ...]:
        sections = []
        for group in Group:
            rows = tuple(row for row in self._rows.values() if row.field.shown.group is group)
            opened = group is not Group.ADVANCED
            sections.append(Section(group.name, group.value, rows, opened=opened))
        return tuple(sections)

    def _section_of(self, name: str) -> Section:
        row = self._rows[name]
        return next(section for section in self._sections if row in section.rows)

    def _reveal(self, name: str) -> None:
        if name in self._rows:
            self._section_of(name).open()
            QTimer.singleShot(0, self._rows[name], lambda: self._scroll_to(name))

    def _scroll_to(self, name: str) -> None:
        self._scroll.ensureWidgetVisible(self._rows[name], 0, 24)

    def _lay_out(self) -> None:
        column = QWidget()
        rows = QVBoxLayout(column)
        rows.setContentsMargins(_LEFT, 0, _RIGHT, 8)
        rows.setSpacing(0)
        for section in self._sections:
            rows.addWidget(section)
        rows.addStretch(1)
        self._scroll.setObjectName("parameter_scroll")
        self._scroll.setWidget(column)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._scroll, 1)
        self.setMinimumWidth(round(0.9 * self.sizeHint().width()))

    def sizeHint(self) -> QSize:
        return QSize(max(290, _WIDTH_IN_LETTERS * self.fontMetrics().averageCharWidth()), 640)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        widest = max(row.label_width for row in self._rows.values())
        width = min(widest, round(self.width() * _WIDEST_LABEL))
        for row in self._rows.values():
            row.set_label_width(width)


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
