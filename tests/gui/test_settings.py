"""What is chosen is there at the next start; whatever stands in the file, the window opens."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QToolBar
from pytestqt.qtbot import QtBot

from gui import places
from gui.settings import RECENT, Settings
from gui.theme import DARK, LIGHT, Theme
from gui.theme_choice import ThemeChoice
from gui.window_place import keep_place, restore_place

pytestmark = pytest.mark.usefixtures("qapp")
USUAL = QSize(700, 500)


def again(settings: Settings) -> Settings:
    """The settings of the next start."""
    settings.flush()
    assert settings.problem == ""
    return Settings(places.settings_file())


def written(text: str | bytes) -> Settings:
    """Settings that find this in their file."""
    file = places.settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Settings(file)


def all_of(settings: Settings) -> tuple[object, ...]:
    """Everything that can be asked of settings."""
    return (
        *(settings.theme, settings.picture_format, settings.folder, settings.geometry),
        *(settings.window_state, settings.splitter_sizes("main", 3), settings.recent),
    )


DEFAULTS = ("system", "png", "", None, None, None, ())


# --- what is remembered


def test_nothing_is_remembered_and_no_file_made_before_something_is_chosen() -> None:
    settings = Settings(places.settings_file())

    assert all_of(settings) == DEFAULTS
    settings.flush()
    assert not places.settings_file().exists()


def test_what_was_chosen_is_there_at_the_next_start(tmp_path: Path) -> None:
    settings = Settings(places.settings_file())
    settings.theme = "dark"
    settings.picture_format = "svg"
    settings.folder = str(tmp_path / "Büro, 100% & more; [x]=1")
    settings.set_splitter_sizes("main", [290, 700, 380])
    settings.set_splitter_sizes("pages", [0, 1])
    settings.geometry = QByteArray(bytes(range(256)))
    settings.window_state = QByteArray(b"\0")

    later = again(settings)

    assert later.theme == "dark"
    assert later.picture_format == "svg"
    assert later.folder == str(tmp_path / "Büro, 100% & more; [x]=1")
    assert later.splitter_sizes("main", 3) == [290, 700, 380]
    assert later.splitter_sizes("pages", 2) == [0, 1]
    assert later.geometry == QByteArray(bytes(range(256)))
    assert later.window_state == QByteArray(b"\0")


def test_a_change_is_written_soon_without_being_asked_for(qtbot: QtBot) -> None:
    settings = Settings(places.settings_file())
    settings.theme = "light"

    qtbot.waitUntil(lambda: places.settings_file().exists())

    assert Settings(places.settings_file()).theme == "light"


def test_two_windows_keep_what_each_has_chosen() -> None:
    one, other = Settings(places.settings_file()), Settings(places.settings_file())
    one.theme = "dark"
    one.flush()
    other.picture_format = "svg"
    other.flush()

    later = Settings(places.settings_file())
    assert (later.theme, later.picture_format) == ("dark", "svg")


def test_the_file_can_be_read_by_people() -> None:
    settings = Settings(places.settings_file())
    settings.theme = "dark"
    settings.set_splitter_sizes("main", [1, 2])
    settings.flush()

    lines = places.settings_file().read_text().splitlines()
    assert "theme=dark" in lines
    assert lines[lines.index("[splitters]") + 1] == "main=1 2"


# --- recent files


def test_the_latest_files_stand_first_each_once(tmp_path: Path) -> None:
    settings = Settings(places.settings_file())
    one, two = (tmp_path / "one.ballast",), (tmp_path / "two.csv", tmp_path / "three.csv")
    settings.add_recent(one)
    settings.add_recent(two)
    settings.add_recent(one)

    assert again(settings).recent == (one, two)


def test_ten_files_are_remembered(tmp_path: Path) -> None:
    settings = Settings(places.settings_file())
    for number in range(13):
        settings.add_recent((tmp_path / f"{number}.csv",))

    names = [paths[0].name for paths in again(settings).recent]
    assert names == [f"{number}.csv" for number in range(12, 2, -1)]
    assert len(names) == RECENT


def test_files_can_be_forgotten_one_or_all(tmp_path: Path, qtbot: QtBot) -> None:
    settings = Settings(places.settings_file())
    one, two = (tmp_path / "one.csv",), (tmp_path / "two.csv",)
    settings.add_recent(one)
    settings.add_recent(two)

    with qtbot.waitSignal(settings.recent_changed):
        settings.remove_recent(two)
    assert again(settings).recent == (one,)
    settings.clear_recent()
    assert again(settings).recent == ()


@pytest.mark.parametrize(
    "name", ["日本, x.csv", "a\nb.csv", 'q"uote\\.csv', " ", "💥", "%41;=@Variant()"]
)
def test_files_of_any_name_are_remembered(tmp_path: Path, name: str) -> None:
    settings = Settings(places.settings_file())
    settings.add_recent((tmp_path / name,))

    assert again(settings).recent == ((tmp_path / name,),)


def test_a_name_that_is_no_text_is_not_remembered_and_does_no_harm(tmp_path: Path) -> None:
    settings = Settings(places.settings_file())
    settings.add_recent((tmp_path / "\udcff.csv",))
    settings.folder = str(tmp_path / "\udcff")

    assert all_of(settings) == DEFAULTS


def test_relative_paths_are_remembered_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(places.settings_file())
    settings.add_recent((Path("here.csv"),))

    assert settings.recent == ((tmp_path / "here.csv",),)


# --- files that are not what was written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0\0\0\0",
        "{'json': true}",
        "<xml>",
        "theme=purple\npicture_format=exe\nfolder=relative\nrecent={}\n",
        "theme=dark, light\nfolder=@Invalid()\nrecent=[1, [2], [], ['x']]\n",
        "theme=@Rect(1 2 3 4)\nfolder=@ByteArray(x)\nrecent=@Size(1 1)\n",
        'recent="[[\\"relative.csv\\"], \\"/a\\", [\\"/a\\\\u0000b\\"], [\\"/a\\", 1], null]"\n',
        f"recent={'[' * 90_000}\n",
        f"folder=/{'x' * 200_000}\n",
        "[splitters]\nmain=1 2\n",
        "[splitters]\nmain=0 0 0\n",
        "[splitters]\nmain=-1 2 3\n",
        "[splitters]\nmain=1 2 99999999999999999999\n",
        "[splitters]\nmain=1 2 \N{ARABIC-INDIC DIGIT THREE}\n",
        "[window]\ngeometry=zz\nstate=@ByteArray(\\0\\0\\0\\xff)\n",
        "[window]\ngeometry=00000000ff\nstate=00000000\n",
        f"[window]\ngeometry={zlib.crc32(b'a'):08x}62\n",  # one letter off
    ],
    ids=lambda text: ascii(text[:30]),
)
def test_what_was_not_written_by_us_means_defaults(text: str) -> None:
    assert all_of(written(text)) == DEFAULTS


@pytest.mark.qt_log_ignore(".*")  # Qt may say what it thinks of such a file
def test_no_damage_to_the_file_is_an_error(tmp_path: Path) -> None:
    settings = Settings(places.settings_file())
    settings.theme = "dark"
    settings.geometry = QByteArray(bytes(range(60)))
    settings.set_splitter_sizes("main", [1, 2, 3])
    settings.add_recent((tmp_path / "a.csv",))
    settings.flush()
    whole = places.settings_file().read_bytes()
    dice = random.Random(1)
    for number in range(150):
        damaged = bytearray(whole)
        for _ in range(dice.choice((1, 5, 50))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        del damaged[dice.choice((len(damaged), dice.randrange(len(damaged)))) :]
        file = tmp_path / f"{number}.ini"
        file.write_bytes(damaged)
        settings = Settings(file)

        theme, picture, _, geometry, _, sizes, recent = all_of(settings)

        assert theme in ("system", "dark")
        assert picture == "png"
        assert geometry in (None, QByteArray(bytes(range(60))))
        assert sizes is None or len(sizes) == 3
        assert all(path.is_absolute() for paths in recent for path in paths)
        settings.theme = "light"
        settings.flush()
        assert settings.problem == ""
        assert Settings(file).theme == "light"


def test_a_damaged_file_is_set_aside_and_another_one_begun() -> None:
    damaged = b"theme=dark\n\x00\x01\xff no line of ours\n"
    settings = written(damaged)

    assert all_of(settings) == DEFAULTS
    settings.theme = "light"
    assert again(settings).theme == "light"
    file = places.settings_file()
    assert file.with_name(f"{file.name}.damaged").read_bytes() == damaged


@pytest.mark.parametrize("where", ["folder", "below a file"])
def test_settings_that_cannot_be_written_hold_until_the_end_and_it_is_told_once(
    tmp_path: Path, qtbot: QtBot, where: str
) -> None:
    (tmp_path / "taken").write_text("")
    file = tmp_path if where == "folder" else tmp_path / "taken" / "settings.ini"
    settings = Settings(file)
    told: list[str] = []
    settings.failed.connect(told.append)

    for theme in ("dark", "light"):
        with qtbot.waitSignal(settings._later.timeout):
            settings.theme = theme

    assert settings.theme == "light"
    assert told == [settings.problem]
    assert str(file) in told[0]
    assert told[0].endswith("cannot be written.")


# --- the place of the window


@pytest.fixture
def main(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    bar = QToolBar("Tools", made, objectName="toolbar")
    made.addToolBar(bar)
    qtbot.addWidget(made)
    return made


def room() -> QRect:
    return QGuiApplication.primaryScreen().availableGeometry()


def test_the_window_comes_back_where_it_was(main: QMainWindow, qtbot: QtBot) -> None:
    settings = Settings(places.settings_file())
    main.setGeometry(0, 70, 800, 600)
    main.addToolBar(Qt.ToolBarArea.BottomToolBarArea, main.findChild(QToolBar))
    keep_place(main, settings)
    other = QMainWindow()
    qtbot.addWidget(other)
    other.addToolBar(QToolBar("Tools", other, objectName="toolbar"))

    restore_place(other, again(settings), USUAL)

    assert other.geometry() == QRect(0, 70, 800, 600)
    assert other.toolBarArea(other.findChild(QToolBar)) is Qt.ToolBarArea.BottomToolBarArea


def test_without_a_place_the_window_is_in_the_middle(main: QMainWindow) -> None:
    restore_place(main, Settings(places.settings_file()), USUAL)

    assert main.size() == USUAL
    middle = main.geometry().center() - room().center()
    assert abs(middle.x()) <= 1
    assert abs(middle.y()) <= 1


def test_a_usual_size_too_large_for_the_screen_is_cut(main: QMainWindow) -> None:
    restore_place(main, Settings(places.settings_file()), QSize(9000, 9000))

    assert room().contains(main.geometry())


@pytest.mark.parametrize(
    "place",
    [
        QRect(5000, 5000, 500, 400),
        QRect(-5000, -100, 500, 400),
        QRect(100, -300, 500, 400),
        QRect(0, 0, 20_000, 20_000),
        QRect(700, 500, 600, 500),
        QRect(100, 100, 1, 1),
    ],
    ids=str,
)
def test_a_window_that_was_off_the_screen_comes_back_on_it(
    main: QMainWindow, qtbot: QtBot, place: QRect
) -> None:
    settings = Settings(places.settings_file())
    main.setGeometry(place)
    keep_place(main, settings)
    other = QMainWindow()
    other.setMinimumSize(200, 100)
    qtbot.addWidget(other)

    restore_place(other, again(settings), USUAL)
    other.show()

    assert room().contains(other.geometry())


def test_a_window_that_filled_the_screen_comes_back_so(main: QMainWindow, qtbot: QtBot) -> None:
    settings = Settings(places.settings_file())
    main.setGeometry(0, 70, 800, 600)
    main.showMaximized()
    keep_place(main, settings)
    other = QMainWindow()
    qtbot.addWidget(other)

    restore_place(other, again(settings), USUAL)
    other.show()

    assert other.isMaximized()


def test_a_window_without_a_frame_on_the_whole_screen_comes_back_with_one(
    main: QMainWindow, qtbot: QtBot
) -> None:
    settings = Settings(places.settings_file())
    main.setGeometry(0, 70, 800, 600)
    main.showFullScreen()
    keep_place(main, settings)
    other = QMainWindow()
    qtbot.addWidget(other)

    restore_place(other, again(settings), USUAL)
    other.show()

    assert not other.isFullScreen()
    assert room().contains(other.geometry())


def test_a_place_that_is_no_place_is_passed_over(main: QMainWindow) -> None:
    settings = Settings(places.settings_file())
    settings.geometry = settings.window_state = QByteArray(b"\xff\xff\xff\xff\x7f\xff\xff\xff")

    restore_place(main, settings, USUAL)

    assert main.size() == USUAL


# --- colours


@pytest.fixture
def choices(qapp: QApplication) -> tuple[QAction, ...]:
    group = QActionGroup(qapp)
    made = tuple(QAction(name, group, checkable=True) for name in ("System", "Light", "Dark"))
    return made


def test_the_colours_chosen_are_worn_at_the_next_start(
    qapp: QApplication, qtbot: QtBot, choices: tuple[QAction, ...]
) -> None:
    settings = Settings(places.settings_file())
    themes = ThemeChoice(qapp, settings, settings)
    themes.follow(choices)
    assert choices[0].isChecked()
    assert themes.wanted is themes.desktop

    with qtbot.waitSignal(themes.changed) as told:
        choices[2].trigger()

    assert told.args == [DARK]
    later = ThemeChoice(qapp, settings, again(settings))
    assert later.wanted is DARK
    later.follow(choices)
    assert choices[2].isChecked()


def test_colours_for_one_window_are_not_remembered(
    qapp: QApplication, choices: tuple[QAction, ...]
) -> None:
    settings = Settings(places.settings_file())
    ThemeChoice(qapp, settings, settings).follow(choices, LIGHT)

    assert choices[1].isChecked()
    assert again(settings).theme == "system"


def test_the_desktop_is_followed_while_it_is_to_be(
    qapp: QApplication, choices: tuple[QAction, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(places.settings_file())
    themes = ThemeChoice(qapp, settings, settings)
    themes.follow(choices)
    worn: list[Theme] = []
    themes.changed.connect(worn.append)
    monkeypatch.setattr(ThemeChoice, "desktop", property(lambda self: DARK))

    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    choices[1].trigger()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)

    assert worn == [DARK, LIGHT, LIGHT]


def test_without_settings_the_desktop_decides(
    qapp: QApplication, choices: tuple[QAction, ...]
) -> None:
    themes = ThemeChoice(qapp, choices[0])
    themes.follow(choices)
    choices[2].trigger()

    assert ThemeChoice(qapp, choices[0]).wanted is themes.desktop
