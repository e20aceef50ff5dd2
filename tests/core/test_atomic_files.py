"""Files are written whole or not at all, whatever goes wrong on the way."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from core.atomic_files import check_writable, write_files
from core.errors import BacktestError, ExportError

OLD = b"what stood here before\r\n\x00\xff"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, by its name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(files: dict[Path, bytes]) -> str:
    """What is said about files that cannot be written."""
    with pytest.raises(ExportError) as caught:
        write_files(files)
    assert isinstance(caught.value, BacktestError)
    assert str(caught.value).endswith(".")
    return str(caught.value)


# --- what is written


def test_files_are_written_and_nothing_else(tmp_path: Path) -> None:
    files = {tmp_path / "a.csv": b"a\n\r\n\x00", tmp_path / "b.json": b"", tmp_path / "c": b"c" * 9}

    write_files(files)

    assert contents(tmp_path) == {"a.csv": b"a\n\r\n\x00", "b.json": b"", "c": b"c" * 9}


def test_files_go_into_the_folders_they_are_named_in(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()

    write_files({tmp_path / "one" / "a": b"1", tmp_path / "two" / "a": b"2"})

    assert contents(tmp_path) == {"one/a": b"1", "two/a": b"2"}


def test_files_that_are_there_are_replaced(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(OLD)

    write_files({tmp_path / "a": b"new", tmp_path / "b": b""})

    assert contents(tmp_path) == {"a": b"new", "b": b""}


def test_nothing_is_done_for_no_files(tmp_path: Path) -> None:
    write_files({})

    assert contents(tmp_path) == {}


def test_a_name_without_a_folder_is_a_file_of_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    write_files({Path("here.csv"): b"1"})

    assert contents(tmp_path) == {"here.csv": b"1"}


@pytest.mark.parametrize(
    "name",
    [
        *("Ünïcode.csv", "日本.csv", "💥", "e\u0301.csv", " a b ", "-a", "two\nlines", "%s"),
        *("a" * 255, os.fsdecode(b"\xff\xfe.csv")),
    ],
    ids=lambda name: ascii(name)[:20],
)
def test_files_of_any_name_are_written(tmp_path: Path, name: str) -> None:
    write_files({tmp_path / name: b"1", tmp_path / "other": b"2"})

    assert contents(tmp_path) == {name: b"1", "other": b"2"}


# --- permissions and links


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o666, 0o755])
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    path.chmod(mode)

    write_files({path: b"new"})

    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_permissions_of_any_new_file(
    tmp_path: Path, mask: int, mode: int
) -> None:
    before = os.umask(mask)
    try:
        write_files({tmp_path / "a": b"new"})
        assert os.umask(mask) == mask
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


def test_the_mask_of_the_process_is_never_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It belongs to all threads: one that makes a file just then would make it for everybody."""
    (tmp_path / "old").write_bytes(OLD)

    def changed(mask: int) -> int:
        raise AssertionError(f"the mask was set to {mask:o}")

    with monkeypatch.context() as patched:
        patched.setattr(os, "umask", changed)
        write_files({tmp_path / "new": b"1", tmp_path / "old": b"2"})

    assert contents(tmp_path) == {"new": b"1", "old": b"2"}


def test_what_replaces_a_secret_file_is_never_open_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_bytes(OLD)
    (tmp_path / "secret").chmod(0o600)
    fsync, seen = os.fsync, []

    def look(handle: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        fsync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", look)
        write_files({tmp_path / "secret": b"new"})

    assert seen == [0o600]


def test_a_link_stays_one_and_the_file_behind_it_is_replaced(tmp_path: Path) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    (tmp_path / "there" / "a").write_bytes(OLD)
    (tmp_path / "here" / "a").symlink_to(Path("..") / "there" / "a")

    write_files({tmp_path / "here" / "a": b"new"})

    assert os.readlink(tmp_path / "here" / "a") == os.path.join("..", "there", "a")
    assert (tmp_path / "there" / "a").read_bytes() == b"new"
    assert sorted(os.listdir(tmp_path / "here") + os.listdir(tmp_path / "there")) == ["a", "a"]


def test_a_link_to_a_file_that_is_not_there_makes_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")

    write_files({tmp_path / "link": b"new"})

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder", target_is_directory=True)

    write_files({tmp_path / "link" / "a": b"1"})

    assert (tmp_path / "folder" / "a").read_bytes() == b"1"


def test_two_names_of_one_file_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(OLD)
    (tmp_path / "b").symlink_to("a")

    refused({tmp_path / "a": b"1", tmp_path / "b": b"2"})

    assert (tmp_path / "a").read_bytes() == OLD
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


# --- places that cannot be written to


def a_folder(folder: Path) -> Path:
    """A folder of that name."""
    (folder / "results").mkdir()
    return folder / "results"


def a_folder_with_things(folder: Path) -> Path:
    """A folder of that name with a file in it."""
    (a_folder(folder) / "kept").write_bytes(OLD)
    return folder / "results"


def in_a_missing_folder(folder: Path) -> Path:
    """A file in a folder that is not there."""
    return folder / "missing" / "results"


def in_a_file(folder: Path) -> Path:
    """A file in a file."""
    (folder / "file").write_bytes(OLD)
    return folder / "file" / "results"


def a_circle(folder: Path) -> Path:
    """A link to itself."""
    (folder / "results").symlink_to("results")
    return folder / "results"


def a_link_into_a_missing_folder(folder: Path) -> Path:
    """A link to a file in a folder that is not there."""
    (folder / "results").symlink_to(Path("missing") / "file")
    return folder / "results"


def a_link_to_a_folder(folder: Path) -> Path:
    """A link to a folder."""
    (folder / "folder").mkdir()
    (folder / "results").symlink_to("folder", target_is_directory=True)
    return folder / "results"


def a_pipe(folder: Path) -> Path:
    """Something that is neither file nor folder."""
    os.mkfifo(folder / "results")
    return folder / "results"


def a_device(folder: Path) -> Path:
    """A device, through a link."""
    (folder / "results").symlink_to(os.devnull)
    return folder / "results"


def too_long(folder: Path) -> Path:
    """A name that no file can have."""
    return folder / ("a" * 300)


def with_a_zero(folder: Path) -> Path:
    """A name that no file can have."""
    return folder / "a\x00b"


def a_surrogate(folder: Path) -> Path:
    """A name that no file can have."""
    return folder / "\ud800"


BAD_PLACES = [
    a_folder,
    a_folder_with_things,
    in_a_missing_folder,
    in_a_file,
    a_circle,
    a_link_into_a_missing_folder,
    a_link_to_a_folder,
    a_pipe,
    a_device,
    too_long,
    with_a_zero,
    a_surrogate,
]


@pytest.mark.parametrize("place", BAD_PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("first", [True, False], ids=["first", "second"])
def test_no_file_is_written_where_one_of_two_cannot_be(
    tmp_path: Path, place: Callable[[Path], Path], first: bool
) -> None:
    (tmp_path / "good").write_bytes(OLD)
    bad = place(tmp_path)
    before = contents(tmp_path)
    pairs = [(bad, b"1"), (tmp_path / "good", b"2"), (tmp_path / "new", b"3")]

    said = refused(dict(pairs if first else pairs[::-1]))

    assert str(tmp_path) in said
    assert contents(tmp_path) == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("place", BAD_PLACES, ids=lambda place: place.__name__)
def test_a_place_that_cannot_be_written_to_is_found_out_early(
    tmp_path: Path, place: Callable[[Path], Path]
) -> None:
    bad = place(tmp_path)
    before = sorted(os.listdir(tmp_path))

    with pytest.raises(ExportError) as caught:
        check_writable(bad)

    assert str(caught.value).endswith(".")
    assert sorted(os.listdir(tmp_path)) == before


def test_a_place_that_can_be_written_to_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(OLD)

    check_writable(tmp_path / "old")
    check_writable(tmp_path / "new")

    assert contents(tmp_path) == {"old": OLD}


# --- what goes wrong on the way


def no_space(*_: object) -> None:
    """Do what a full disk does."""
    raise OSError(errno.ENOSPC, "No space left on device")


def on_call(number: int, function: Callable[..., object], failure: Callable[..., object]) -> object:
    """Stand in for a function that fails when it is called for that time."""
    calls = 0

    def standing_in(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        return (failure if calls == number else function)(*arguments, **named)

    return standing_in


def stopped(*_: object) -> None:
    """Do what Ctrl-C does."""
    raise KeyboardInterrupt


@pytest.fixture
def two_files(tmp_path: Path) -> dict[Path, bytes]:
    """One file that is there and one that is not, to be written together."""
    (tmp_path / "old").write_bytes(OLD)
    (tmp_path / "old").chmod(0o640)
    return {tmp_path / "old": b"1", tmp_path / "new": b"2"}


@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_a_failure_at_any_step_leaves_everything_as_it_was(
    tmp_path: Path,
    two_files: dict[Path, bytes],
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    call: int,
    turned: bool,
) -> None:
    files = dict(reversed(two_files.items())) if turned else two_files
    with monkeypatch.context() as patched:
        patched.setattr(os, function, on_call(call, getattr(os, function), no_space))
        said = refused(files)

    assert "No space left" in said
    assert list(files)[call - 1].name in said
    assert contents(tmp_path) == {"old": OLD}
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o640


@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_an_interrupt_at_any_step_leaves_everything_as_it_was(
    tmp_path: Path,
    two_files: dict[Path, bytes],
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    call: int,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, function, on_call(call, getattr(os, function), stopped))
        with pytest.raises(KeyboardInterrupt):
            write_files(two_files)

    assert contents(tmp_path) == {"old": OLD}


def test_two_new_files_are_both_taken_back_when_a_third_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", on_call(3, os.replace, no_space))
        refused({tmp_path / name: b"1" for name in "abc"})

    assert contents(tmp_path) == {}


@pytest.mark.parametrize("call", [1, 2])
def test_a_folder_that_vanishes_on_the_way_takes_no_other_file_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    (tmp_path / "vanishing").mkdir()
    (tmp_path / "old").write_bytes(OLD)
    fsync = os.fsync

    def vanish(handle: int) -> None:
        fsync(handle)
        for left in (tmp_path / "vanishing").iterdir():
            left.unlink()
        (tmp_path / "vanishing").rmdir()

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", on_call(call, fsync, vanish))
        refused({tmp_path / "old": b"1", tmp_path / "vanishing" / "new": b"2"})

    assert contents(tmp_path) == {"old": OLD}


def test_a_file_that_the_disk_cannot_hold_is_refused_and_leaves_nothing(
    tmp_path: Path, two_files: dict[Path, bytes]
) -> None:
    """The real thing: the system itself refuses to write more than so many bytes."""
    import resource

    (tmp_path / "new").write_bytes(OLD)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    files = {tmp_path / "old": b"1", tmp_path / "new": b"2" * 1_000_000}
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        said = refused(files)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert "new" in said
    assert contents(tmp_path) == {"old": OLD, "new": OLD}


def test_a_file_that_cannot_be_kept_is_not_replaced(
    tmp_path: Path, two_files: dict[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy of what stood there is what makes going back possible."""
    (tmp_path / "new").write_bytes(OLD)
    read_bytes = Path.read_bytes

    def unreadable(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", on_call(2, read_bytes, unreadable))
        refused(two_files)

    assert contents(tmp_path) == {"old": OLD, "new": OLD}


def test_writing_on_after_a_failure_succeeds(
    tmp_path: Path, two_files: dict[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", no_space)
        refused(two_files)

    write_files(two_files)

    assert contents(tmp_path) == {"old": b"1", "new": b"2"}
