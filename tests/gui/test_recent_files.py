"""Files used last can be opened again by mouse and keys, and dialogs begin where one was."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QTextBrowser,
)
from pytestqt.qtbot import QtBot

from gui import places
from gui.file_dialogs import FileDialogs, FileDrop
from gui.file_kinds import CSV, PICTURE, is_project, suggested_name
from gui.recent_files import RecentMenu
from gui.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def settings(qapp: QApplication) -> Settings:
    return Settings(places.settings_file())


@pytest.fixture
def main(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    made.resize(500, 300)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def menu(main: QMainWindow, settings: Settings) -> RecentMenu:
    made = RecentMenu(settings, main)
    main.menuBar().addMenu("&File").addMenu(made)
    return made


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    made = tuple(tmp_path / name for name in ("SPY & TLT.csv", "my.ballast", "QQQ.csv"))
    for path in made:
        path.write_text("")
    return made


def entries(menu: RecentMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def remembered(qtbot: QtBot, menu: RecentMenu, settings: Settings, *paths: Path) -> None:
    settings.add_recent(paths)
    first = str(paths[0])
    qtbot.waitUntil(lambda: menu.actions()[0].toolTip().startswith(first))


# --- the menu


def test_the_menu_is_off_while_there_is_nothing_to_open(
    qtbot: QtBot, menu: RecentMenu, settings: Settings, files: tuple[Path, ...]
) -> None:
    assert not menu.menuAction().isEnabled()

    remembered(qtbot, menu, settings, files[0])

    assert menu.menuAction().isEnabled()


def test_a_file_is_opened_again_by_its_number(
    qtbot: QtBot, menu: RecentMenu, settings: Settings, files: tuple[Path, ...]
) -> None:
    for path in files:
        remembered(qtbot, menu, settings, path)
    menu.popup(QPoint(10, 10))

    with qtbot.waitSignal(menu.chosen) as told:
        qtbot.keyClick(menu, Qt.Key.Key_2)

    assert told.args == [(files[1],)]


def test_files_opened_together_are_opened_together_again(
    qtbot: QtBot, menu: RecentMenu, settings: Settings, files: tuple[Path, ...]
) -> None:
    remembered(qtbot, menu, settings, *files)
    menu.popup(QPoint(10, 10))
    place = menu.actionGeometry(menu.actions()[0]).center()

    with qtbot.waitSignal(menu.chosen) as told:
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)

    assert told.args == [files]
    assert "and 2 more" in entries(menu)[0]
    assert menu.actions()[0].toolTip() == "\n".join(map(str, files))


def test_the_tenth_file_has_the_key_0(
    qtbot: QtBot, menu: RecentMenu, settings: Settings, tmp_path: Path
) -> None:
    for number in range(10):
        settings.add_recent((tmp_path / f"{number}.csv",))
    qtbot.waitUntil(lambda: len(entries(menu)) == 11)

    assert [text.split()[0] for text in entries(menu)] == [
        *(f"&{number}" for number in range(1, 10)),
        "1&0",
        "&Clear",
    ]


def test_an_ampersand_in_a_name_is_shown_and_is_no_key(
    qtbot: QtBot, menu: RecentMenu, settings: Settings, files: tuple[Path, ...]
) -> None:
    remembered(qtbot, menu, settings, files[0])

    assert entries(menu)[0].endswith("SPY && TLT.csv")


def test_a_long_path_loses_its_middle_and_the_tooltip_has_all_of_it(
    qtbot: QtBot, menu: RecentMenu, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / ("very long " * 20) / "prices of today.csv"
    remembered(qtbot, menu, settings, path)

    text = entries(menu)[0]
    assert "…" in text
    assert text.endswith("prices of today.csv")
    assert len(text) < 80
    assert menu.actions()[0].toolTip() == str(path)
    assert menu.toolTipsVisible()


def test_the_folder_of_the_user_is_a_tilde(
    qtbot: QtBot, menu: RecentMenu, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path("/home/somebody").absolute()
    monkeypatch.setattr(Path, "home", lambda: home)
    remembered(qtbot, menu, settings, home / "a.csv")

    assert entries(menu)[0] == f"&1  {Path('~') / 'a.csv'}"


def test_a_file_that_is_gone_is_told_and_leaves_the_list(
    qtbot: QtBot, menu: RecentMenu, settings: Settings, files: tuple[Path, ...]
) -> None:
    remembered(qtbot, menu, settings, files[0])
    remembered(qtbot, menu, settings, files[1])
    files[1].unlink()
    opened: list[object] = []
    menu.chosen.connect(opened.append)
    menu.popup(QPoint(10, 10))

    with qtbot.waitSignal(menu.missed) as told:
        qtbot.keyClick(menu, Qt.Key.Key_1)

    assert told.args == [
        f"'my.ballast' is no longer in '{files[1].parent}'; open it with Ctrl+O from another place."
    ]
    assert opened == []
    assert settings.recent == ((files[0],),)
    qtbot.waitUntil(lambda: len(entries(menu)) == 2)


def test_the_list_can_be_cleared(
    qtbot: QtBot, menu: RecentMenu, settings: Settings, files: tuple[Path, ...]
) -> None:
    remembered(qtbot, menu, settings, files[0])
    menu.popup(QPoint(10, 10))

    qtbot.keyClick(menu, Qt.Key.Key_C)

    qtbot.waitUntil(lambda: not menu.menuAction().isEnabled())
    assert settings.recent == ()
    assert files[0].exists()


# --- dialogs


class Answer:
    """Does something with the next file dialog, when it is there."""

    def __init__(self, act: Callable[[QFileDialog], None]) -> None:
        self.dialogs = 0
        self.title = self.suggested = self.folder = ""
        self.filters: list[str] = []
        self._act = act
        self._seen: QFileDialog | None = None
        self._look = QTimer(interval=5)
        self._look.timeout.connect(self._answer)
        self._look.start()

    def _answer(self) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):  # may this file be replaced?
            box.button(QMessageBox.StandardButton.Yes).click()
        elif isinstance(box, QFileDialog) and box is not self._seen:
            self._seen = box
            self.dialogs += 1
            self.title, self.folder = box.windowTitle(), box.directory().absolutePath()
            self.suggested, self.filters = name_in(box).text(), box.nameFilters()
            # Later: a question within must find this timer at rest.
            QTimer.singleShot(0, box, box.reject if self.dialogs > 5 else partial(self._act, box))

    def stop(self) -> None:
        self._look.stop()


def name_in(dialog: QFileDialog) -> QLineEdit:
    return dialog.findChild(QLineEdit, "fileNameEdit")


def typed(*texts: object) -> Callable[[QFileDialog], None]:
    """Type the next text into each dialog."""
    left = [str(text) for text in texts]

    def act(dialog: QFileDialog) -> None:
        name_in(dialog).setText(left.pop(0))
        dialog.accept()

    return act


def accepted(dialog: QFileDialog) -> None:
    dialog.accept()


def left_alone(dialog: QFileDialog) -> None:
    dialog.reject()


def test_projects_and_prices_are_opened_by_one_dialog(
    qtbot: QtBot, main: QMainWindow, settings: Settings, files: tuple[Path, ...]
) -> None:
    dialogs = FileDialogs(main, settings)
    answer = Answer(typed(files[1]))

    with qtbot.waitSignal(dialogs.chosen) as told:
        dialogs.choose_files()

    answer.stop()
    assert told.args == [(files[1],)]
    assert "*.ballast *.csv" in answer.filters[0]
    assert [one.partition(" (")[0] for one in answer.filters] == [
        *("Projects and prices", "Projects", "Prices", "All files")
    ]


def test_dialogs_begin_in_the_folder_of_the_last_start(
    main: QMainWindow, settings: Settings, tmp_path: Path
) -> None:
    FileDialogs(main, settings).remember(tmp_path / "prices.csv")
    settings.flush()
    answer = Answer(left_alone)

    FileDialogs(main, Settings(places.settings_file(), main)).choose_files()

    answer.stop()
    assert answer.folder == str(tmp_path)


def test_dialogs_need_no_settings_and_no_folder_that_is_there(
    main: QMainWindow, settings: Settings, tmp_path: Path
) -> None:
    settings.folder = str(tmp_path / "gone")
    for dialogs in (FileDialogs(main, settings), FileDialogs(main)):
        answer = Answer(left_alone)
        dialogs.choose_files()
        answer.stop()
        assert answer.dialogs == 1
        assert Path(answer.folder).is_dir()


@pytest.mark.parametrize(
    ("name", "written"),
    [("mine", "mine.ballast"), ("a.ballast", "a.ballast"), ("B.BALLAST", "B.BALLAST")],
)
def test_a_project_gets_its_suffix(
    main: QMainWindow, settings: Settings, tmp_path: Path, name: str, written: str
) -> None:
    answer = Answer(typed(tmp_path / name))

    path = FileDialogs(main, settings).place_for_project(None)

    answer.stop()
    assert path == tmp_path / written
    assert answer.suggested == "project.ballast"


def test_a_name_with_a_point_gets_its_suffix_too(
    main: QMainWindow, settings: Settings, tmp_path: Path
) -> None:
    answer = Answer(typed(tmp_path / "study of 2026.11"))

    path = FileDialogs(main, settings).place_for_project(None)

    answer.stop()
    assert path == tmp_path / "study of 2026.11.ballast"


def test_no_file_is_replaced_by_a_suffix_that_nobody_has_seen(
    main: QMainWindow, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "study.11.ballast").write_text("")
    answer = Answer(typed(tmp_path / "study.11", tmp_path / "study.11.ballast"))

    path = FileDialogs(main, settings).place_for_project(None)

    answer.stop()
    assert answer.dialogs == 2  # the second asked whether it may be replaced
    assert answer.suggested == "study.11.ballast"
    assert path == tmp_path / "study.11.ballast"


def test_a_project_is_saved_where_it_was(
    main: QMainWindow, settings: Settings, tmp_path: Path
) -> None:
    answer = Answer(left_alone)

    assert FileDialogs(main, settings).place_for_project(tmp_path / "mine.ballast") is None

    answer.stop()
    assert answer.folder == str(tmp_path)
    assert answer.suggested == "mine.ballast"


def test_a_picture_is_of_the_kind_that_is_chosen_and_the_next_one_too(
    main: QMainWindow, settings: Settings, tmp_path: Path
) -> None:
    FileDialogs(main, settings).remember(tmp_path)

    def choose_svg(dialog: QFileDialog) -> None:
        kinds = dialog.findChild(QComboBox, "fileTypeCombo")
        kinds.setCurrentIndex(1)
        kinds.textActivated.emit(kinds.currentText())
        kinds.activated.emit(1)
        dialog.accept()

    answer = Answer(choose_svg)
    path = FileDialogs(main, settings).place_for_picture("charts")
    answer.stop()
    assert answer.suggested == "ballast-charts.png"
    assert path == tmp_path / "ballast-charts.svg"
    settings.flush()

    answer = Answer(accepted)
    path = FileDialogs(main, Settings(places.settings_file(), main)).place_for_picture("weights")
    answer.stop()
    assert answer.suggested == "ballast-weights.svg"
    assert path == tmp_path / "ballast-weights.svg"


def test_a_picture_may_be_named_with_the_other_suffix(
    main: QMainWindow, settings: Settings, tmp_path: Path
) -> None:
    answer = Answer(typed(tmp_path / "x.svg"))

    assert FileDialogs(main, settings).place_for_picture("charts") == tmp_path / "x.svg"

    answer.stop()
    assert settings.picture_format == "svg"


def test_a_dialog_that_is_left_names_no_place(main: QMainWindow, settings: Settings) -> None:
    answer = Answer(left_alone)

    assert FileDialogs(main, settings).place_for_picture("charts") is None

    answer.stop()
    assert settings.picture_format == "png"
    assert settings.folder == ""


def test_suggested_names_tell_what_is_in_a_file() -> None:
    import datetime as dt

    day = dt.date(2025, 12, 31)
    name = suggested_name(CSV, "Tradable", simulated=True, last_day=day)
    assert name == "ballast-simulated-tradable-2025-12-31.csv"
    assert suggested_name(PICTURE, "charts") == "ballast-charts.png"
    assert suggested_name(CSV, "10 % / Büro: <x>? ..", last_day=day) == (
        "ballast-10-büro-x-2025-12-31.csv"
    )
    assert suggested_name(CSV, "///") == "ballast.csv"
    assert len(suggested_name(CSV, "x" * 500)) < 80


def test_projects_are_told_by_their_suffix() -> None:
    assert is_project(Path("/a/b.ballast"))
    assert is_project(Path("/a/b.Ballast"))
    assert not is_project(Path("/a/ballast"))


# --- what else


def test_a_project_can_be_dropped(qtbot: QtBot, main: QMainWindow, files: tuple[Path, ...]) -> None:
    drop = FileDrop(main, QAction("Open", main))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(files[1]))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, buttons, keys)
    QApplication.sendEvent(main, enter)
    assert enter.isAccepted()

    with qtbot.waitSignal(drop.dropped) as told:
        QApplication.sendEvent(main, QDropEvent(QPointF(5, 5), copy, data, buttons, keys))

    assert told.args == [(files[1],)]


def test_the_shortcuts_are_listed_while_one_goes_on_working(
    qtbot: QtBot, main: QMainWindow, settings: Settings
) -> None:
    run = QAction("&Run <all>", main)
    run.setShortcuts(["F5", "Ctrl+R"])
    silent = QAction("Nothing", main)
    main.addActions([run, silent])

    FileDialogs(main, settings).show_keys()

    text = main.findChild(QTextBrowser, "keys_text")
    assert "F5, Ctrl+R" in text.toPlainText()
    assert "Run <all>" in text.toPlainText()
    assert "Nothing" not in text.toPlainText()
    assert not text.window().isModal()
    qtbot.mouseClick(text.window().findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert not text.isVisible()
