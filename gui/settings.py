"""What the window remembers: colours, its place on the screen, the files used last.

A file that is damaged, foreign or out of reach means defaults, and never an error.
"""

from __future__ import annotations

import contextlib
import json
import stat
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeVar, get_args

from PySide6.QtCore import QByteArray, QObject, QSettings, QTimer, Signal, Slot

from core.errors import shown

ThemeName = Literal["system", "light", "dark"]
PictureFormat = Literal["png", "svg"]
Paths = tuple[Path, ...]

RECENT = 10
"""How many of the last files are remembered."""
TOGETHER = 60
"""How many files opened at once are remembered; more of them belong into a folder."""
WIDEST = 30_000
"""Pixels that no part of a window reaches."""
LARGEST = 4_000_000
"""Bytes of a file that is read; ours has some thousands."""
LONGEST = 100_000
"""Characters of a value that are looked at."""

T = TypeVar("T", bound=str)


class Settings(QObject):
    """The settings in one file, each with what it is where nothing fits is written there.

    Attributes
    ----------
    recent_changed
        Other files are the last ones.
    failed
        A sentence: what is chosen cannot be kept. It is told once.
    """

    recent_changed = Signal()
    failed = Signal(str)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = file
        self._problem = self._damage = ""
        self._file = self._opened()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.flush)

    @property
    def problem(self) -> str:
        """Why the settings cannot be kept, as a sentence; "" as long as they can."""
        return self._problem

    # What is remembered

    @property
    def theme(self) -> ThemeName:
        """Which colours were chosen."""
        return self._word("theme", get_args(ThemeName), "system")

    @theme.setter
    def theme(self, name: ThemeName) -> None:
        self._keep("theme", name)

    @property
    def picture_format(self) -> PictureFormat:
        """How the last picture was saved."""
        return self._word("picture_format", get_args(PictureFormat), "png")

    @picture_format.setter
    def picture_format(self, name: PictureFormat) -> None:
        self._keep("picture_format", name)

    @property
    def folder(self) -> str:
        """The folder that was used last, "" where there is none; it may be gone by now."""
        text = self._text("folder")
        return text if Path(text).is_absolute() else ""

    @folder.setter
    def folder(self, path: str) -> None:
        if _is_storable(path):
            self._keep("folder", path)

    @property
    def geometry(self) -> QByteArray | None:
        """Size and place of the window, as Qt saved them."""
        return _unsealed(self._text("window/geometry"))

    @geometry.setter
    def geometry(self, saved: QByteArray) -> None:
        self._keep("window/geometry", _sealed(saved))

    @property
    def window_state(self) -> QByteArray | None:
        """Where the toolbars of the window are, as Qt saved it."""
        return _unsealed(self._text("window/state"))

    @window_state.setter
    def window_state(self, saved: QByteArray) -> None:
        self._keep("window/state", _sealed(saved))

    def splitter_sizes(self, name: str, count: int) -> list[int] | None:
        """Return the sizes of a splitter's parts in pixels, None where none fit `count` parts."""
        words = self._text(f"splitters/{name}").split()
        if len(words) != count or not all(word.isascii() and word.isdigit() for word in words):
            return None
        sizes = [int(word[:6]) for word in words]
        return sizes if sum(sizes) > 0 and max(sizes) <= WIDEST else None

    def set_splitter_sizes(self, name: str, sizes: Sequence[int]) -> None:
        """Remember the sizes of a splitter's parts."""
        self._keep(f"splitters/{name}", " ".join(str(size) for size in sizes))

    @property
    def recent(self) -> tuple[Paths, ...]:
        """The files used last, the latest first: those opened together stand together."""
        try:
            entries = json.loads(self._text("recent") or "[]")
        except (ValueError, RecursionError):
            return ()
        if not isinstance(entries, list):
            return ()
        found = [_paths(entry) for entry in entries[:RECENT]]
        return tuple(dict.fromkeys(paths for paths in found if paths))

    def add_recent(self, paths: Paths) -> None:
        """Put files opened together, a project or prices, before all others."""
        whole = tuple(path.absolute() for path in paths)
        if 0 < len(whole) <= TOGETHER and all(_is_storable(str(path)) for path in whole):
            self._keep_recent((whole, *(others for others in self.recent if others != whole)))

    def remove_recent(self, paths: Paths) -> None:
        """Forget files, those that are gone for instance."""
        self._keep_recent(tuple(others for others in self.recent if others != paths))

    def clear_recent(self) -> None:
        """Forget all files."""
        self._keep_recent(())

    # The file

    @Slot()
    def flush(self) -> None:
        """Write now what has changed; the event loop does it too, soon after a change."""
        self._later.stop()
        self._file.sync()
        if self._file.status() is not QSettings.Status.NoError and not self._problem:
            self._problem = (
                f"What you choose is forgotten when the window closes: {shown(str(self._path))} "
                "cannot be written."
            )
            self.failed.emit(self._problem)

    def tell_damage(self) -> None:
        """Say that the file was damaged, if it was; to be called when a window can show it."""
        if self._damage:
            self.failed.emit(self._damage)

    def _opened(self) -> QSettings:
        """Open the file; one that is damaged is set aside."""
        if _is_readable(self._path):
            file = QSettings(str(self._path), QSettings.Format.IniFormat, self)
            file.allKeys()  # Qt looks at most of a file only when it is asked for it
            if file.status() is not QSettings.Status.FormatError:
                return file
            file.deleteLater()
        self._set_aside()
        return QSettings(str(self._path), QSettings.Format.IniFormat, self)

    def _set_aside(self) -> None:
        aside = self._path.with_name(f"{self._path.name}.damaged")
        with contextlib.suppress(OSError):
            self._path.replace(aside)
            self._damage = (
                "The settings were damaged, so that colours, places and the list of files begin "
                f"anew; the damaged file is kept as {shown(str(aside))}."
            )

    def _keep(self, key: str, value: str) -> None:
        if value != self._text(key):
            self._file.setValue(key, value)
            self._later.start()

    def _keep_recent(self, entries: Sequence[Paths]) -> None:
        before = self.recent
        entries = tuple(entries[:RECENT])
        if entries != before:
            # Letters beyond ASCII are escaped: half of a character in a name does no harm.
            self._keep("recent", json.dumps([[str(one) for one in paths] for paths in entries]))
            self.recent_changed.emit()

    def _text(self, key: str) -> str:
        value = self._file.value(key)
        return value if isinstance(value, str) and len(value) <= LONGEST else ""

    def _word(self, key: str, words: Sequence[T], otherwise: T) -> T:
        text = self._text(key)
        return next((word for word in words if word == text), otherwise)


def _is_readable(path: Path) -> bool:
    """Whether Qt may read a file: it would wait for ever for a pipe, and take in all of a giant.

    What is not there, a folder and what is out of reach are left to Qt, which passes over them.
    """
    try:
        status = path.stat()
    except (OSError, ValueError):
        return True
    if stat.S_ISREG(status.st_mode):
        return status.st_size <= LARGEST
    return stat.S_ISDIR(status.st_mode)


def _sealed(content: QByteArray) -> str:
    """Return bytes as letters with a check sum: Qt trusts what it is told about toolbars."""
    data = bytes(content.data())
    return f"{zlib.crc32(data):08x}{data.hex()}"


def _unsealed(text: str) -> QByteArray | None:
    """Return what was sealed, None where it is not whole."""
    try:
        check, data = int(text[:8], 16), bytes.fromhex(text[8:])
    except ValueError:
        return None
    return QByteArray(data) if data and zlib.crc32(data) == check else None


def _paths(entry: object) -> Paths:
    """Return the files of an entry of the list, none where it is not such an entry."""
    if not isinstance(entry, list) or not 0 < len(entry) <= TOGETHER:
        return ()
    paths = tuple(Path(one) for one in entry if isinstance(one, str) and "\0" not in one)
    return paths if len(paths) == len(entry) and all(one.is_absolute() for one in paths) else ()


def _is_storable(path: str) -> bool:
    """Whether a path is text, as all of today are; a name in an old encoding is not."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return bool(path)
