"""The list of scenarios and benchmarks: which one is in the form, and which ones are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QContextMenuEvent,
    QDropEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.project import COLORS, Project
from gui.flat_model import Index
from gui.scenario_delegate import Part, ScenarioDelegate
from gui.scenario_marks import COLOR_NAMES, swatch_icon
from gui.scenario_model import ScenarioModel, ScenarioRow
from gui.theme import Theme

FEWEST_ROWS, MOST_ROWS = 2, 8
"""How many rows the list is high; what is beyond is scrolled to."""


class ScenarioList(QWidget):
    """A row a scenario, then a row a benchmark; above them buttons for what can be done to them.

    It changes nothing itself: it tells what is wanted, and is shown the project that comes of it.

    Attributes
    ----------
    selected_changed
        Key of the scenario that the user wants in the form.
    current_changed
        Key of the current row, scenario or benchmark, which menus and buttons are about.
    renamed
        Key and wanted name of a scenario.
    moved
        Key of a scenario and its wanted place, counted from 0 without itself.
    visibility_changed
        Key of a scenario or benchmark, and whether it is to be shown.
    color_wanted
        Key of a scenario or benchmark, and the number of the colour wanted.
    """

    selected_changed = Signal(int)
    current_changed = Signal(int)
    renamed = Signal(int, str)
    moved = Signal(int, int)
    visibility_changed = Signal(int, bool)
    color_wanted = Signal(int, int)

    def __init__(
        self,
        theme: Theme,
        toolbar_actions: Sequence[QAction] = (),
        menu_actions: Sequence[QAction] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("scenario_list")
        self._theme = theme
        self._menu_actions = tuple(menu_actions)
        self._model = ScenarioModel(self)
        self._view = _ScenarioView(self._model, theme, self)
        self._shown: tuple[Project, int, dict[int, str]] | None = None
        self._current = 0
        self._showing = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._heading(toolbar_actions))
        layout.addWidget(self._view)
        self._model.renamed.connect(self.renamed)
        self._view.row_chosen.connect(self._follow_current)
        self._view.moved.connect(self.moved)
        self._view.eye_used.connect(self._toggle)
        self._view.swatch_used.connect(self._ask_color)
        self._view.menu_wanted.connect(self._open_menu)

    def show_project(
        self, project: Project, selected: int, failures: Mapping[int, str] | None = None
    ) -> None:
        """Show a project, the scenario in the form, and by key why others have no result.

        The current row stays, unless it is gone or another scenario has come into the form. What
        is shown already costs nothing.
        """
        failed = dict(failures or {})
        before = self._shown
        if before is not None and before[0] is project and before[1:] == (selected, failed):
            return
        self._shown = (project, selected, failed)
        self._showing = True
        try:
            height = self._view.verticalScrollBar().value()
            is_other = self._model.show(project, failed)
            self._view.set_selected(selected)
            has_moved = before is None or before[1] != selected
            kept = self._current if self._model.place_of(self._current) is not None else selected
            wanted = selected if has_moved else kept
            if is_other:
                self._view.updateGeometry()
                self._view.verticalScrollBar().setValue(height)
            if is_other or has_moved:
                self._view.go_to(wanted)
        finally:
            self._showing = False
        self._follow_current(self._view.current_key)

    @property
    def current_key(self) -> int:
        """Key of the current row; 0 where there is none."""
        return self._current

    @Slot()
    def rename_current(self) -> None:
        """Let the name of the current scenario be typed."""
        self._view.setFocus()
        self._view.rename()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._view.set_theme(theme)

    def _heading(self, actions: Sequence[QAction]) -> QHBoxLayout:
        heading = QLabel("Scenarios", self)
        bold = QFont(heading.font())
        bold.setBold(True)
        heading.setFont(bold)
        heading.setBuddy(self._view)
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 4, 4)
        row.setSpacing(2)
        row.addWidget(heading)
        row.addStretch(1)
        for action in actions:
            button = QToolButton(self)
            button.setObjectName(f"button_{action.objectName()}")
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setIconSize(QSize(16, 16))
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setStyleSheet(
                "QToolButton { padding: 3px; border-color: transparent; background: transparent; }"
                "QToolButton:focus { padding: 2px; border: 2px solid palette(highlight); }"
                "QToolButton:hover { background: palette(midlight); }"
            )
            row.addWidget(button)
        return row

    @Slot(int)
    def _follow_current(self, key: int) -> None:
        if self._showing or not key or key == self._current:
            return
        self._current = key
        self.current_changed.emit(key)
        row = self._row(key)
        is_scenario = row is not None and not row.is_benchmark
        if is_scenario and self._shown is not None and self._shown[1] != key:
            self.selected_changed.emit(key)

    @Slot(int)
    def _toggle(self, key: int) -> None:
        row = self._row(key)
        if row is not None:
            self.visibility_changed.emit(key, not row.visible)

    def _row(self, key: int) -> ScenarioRow | None:
        place = self._model.place_of(key)
        return None if place is None else self._model.rows[place]

    @Slot(int, QPoint)
    def _ask_color(self, key: int, where: QPoint) -> None:
        row = self._row(key)
        if row is not None:
            self._color_menu(row).popup(where)

    def _color_menu(self, row: ScenarioRow) -> QMenu:
        menu = QMenu("Co&lour", self, objectName="color_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        height = self.fontMetrics().height()
        for number, name in enumerate(COLOR_NAMES[self._theme.name][:COLORS]):
            action = menu.addAction(swatch_icon(self._theme, number, QSize(height, height)), name)
            action.setCheckable(True)
            action.setChecked(number == row.color % COLORS)
            action.setData((row.key, number))
            group.addAction(action)
        menu.triggered.connect(self._choose_color)
        return menu

    @Slot(QAction)
    def _choose_color(self, action: QAction) -> None:
        chosen = action.data()
        if isinstance(chosen, tuple | list):
            key, number = chosen
            self.color_wanted.emit(int(key), int(number))

    @Slot(int, QPoint)
    def _open_menu(self, key: int, where: QPoint) -> None:
        row = self._row(key)
        if row is None:
            return
        menu = QMenu(self, objectName="scenario_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self._menu_actions))
        if self._menu_actions:
            menu.addSeparator()
        menu.addMenu(self._color_menu(row))
        menu.popup(where)


class _ScenarioView(QListView):
    """The rows themselves: what mouse and keys do to them."""

    row_chosen = Signal(int)
    eye_used = Signal(int)
    swatch_used = Signal(int, QPoint)
    menu_wanted = Signal(int, QPoint)
    moved = Signal(int, int)

    def __init__(self, model: ScenarioModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("scenarios")
        self.setAccessibleName("Scenarios and benchmarks")
        self._rows = model
        self._delegate = ScenarioDelegate(model, theme, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)  # the row under the mouse is tinted
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    @property
    def current_key(self) -> int:
        """Key of the current row; 0 where there is none."""
        index = self.currentIndex()
        return self._rows.rows[index.row()].key if index.isValid() else 0

    def go_to(self, key: int) -> None:
        """Make the row of a key the current one, and bring it into sight."""
        place = self._rows.place_of(key)
        if place is not None:
            self.setCurrentIndex(self._rows.index(place))

    def set_selected(self, key: int) -> None:
        """Mark the scenario that is in the form."""
        if key != self._delegate.selected:
            self._delegate.selected = key
            self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of a theme."""
        self._delegate.theme = theme
        self.viewport().update()

    def rename(self) -> None:
        """Let the name of the current row be typed, if it may be."""
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            # Another name may be typed at the moment; that is no reason for a warning of Qt's.
            self.edit(index, self.EditTrigger.AllEditTriggers, QEvent(QEvent.Type.None_))

    def part_place(self, key: int, part: Part) -> QRect:
        """Return where a part of the row of a key stands, in the viewport."""
        place = self._rows.place_of(key)
        if place is None:
            return QRect()
        index = self._rows.index(place)
        return self._delegate.part_place(
            part, self._rows.rows[place], self.visualRect(index), self.font()
        )

    def _part_at(self, position: QPoint) -> tuple[ScenarioRow, Part] | None:
        index = self.indexAt(position)
        if not index.isValid() or self._rows.rows[index.row()].is_heading:
            return None
        row = self._rows.rows[index.row()]
        place = self.visualRect(index)
        return row, self._delegate.part_at(row, place, position.x(), self.font())

    def _use(self, event: QMouseEvent) -> bool:
        """Do what a click on the eye or the swatch asks for; False where it hits neither."""
        hit = self._part_at(event.position().toPoint())
        if hit is None or event.button() is not Qt.MouseButton.LeftButton:
            return False
        row, part = hit
        if part is Part.EYE:
            self.eye_used.emit(row.key)
        elif part is Part.SWATCH:
            below = self.part_place(row.key, part).bottomLeft()
            self.swatch_used.emit(row.key, self.viewport().mapToGlobal(below))
        return part in (Part.EYE, Part.SWATCH)

    def _move_current(self, step: int) -> None:
        place = self.currentIndex().row()
        wanted = place + step
        if place < self._rows.scenario_count and 0 <= wanted < self._rows.scenario_count:
            self.moved.emit(self.current_key, wanted)

    def _place_of_drop(self, position: QPoint) -> int:
        """Return before which scenario a drop at a position falls."""
        index = self.indexAt(position)
        if not index.isValid():
            return self._rows.scenario_count if position.y() > 0 else 0
        below = position.y() > self.visualRect(index).center().y()
        return min(index.row() + below, self._rows.scenario_count)

    def _rows_high(self, least: int, most: int) -> int:
        rows = min(max(self._rows.rowCount(), least), most)
        return rows * self._delegate.row_height(self.fontMetrics()) + 2 * self.frameWidth()

    def sizeHint(self) -> QSize:
        return QSize(240, self._rows_high(FEWEST_ROWS, MOST_ROWS))

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self._rows_high(FEWEST_ROWS, FEWEST_ROWS))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.row_chosen.emit(self._rows.rows[current.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if self.current_key:
                self.eye_used.emit(self.current_key)
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self._move_current(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._use(event):
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._use(event):
            super().mouseDoubleClickEvent(event)
            if event.button() is Qt.MouseButton.LeftButton:
                self.rename()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            where = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_wanted.emit(self.current_key, self.viewport().mapToGlobal(where))
        elif self._part_at(event.pos()) is not None:
            self.menu_wanted.emit(self.current_key, event.globalPos())

    def dropEvent(self, event: QDropEvent) -> None:
        key = self._rows.dragged_key(event.mimeData())
        place = None if key is None else self._rows.place_of(key)
        if key is not None and place is not None:
            before = self._place_of_drop(event.position().toPoint())
            wanted = before - (place < before)
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            if wanted != place:
                self.moved.emit(key, wanted)
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()
