"""Whether a window can be shown is known before Qt is asked, which would abort."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gui import display
from gui.display import missing_for_window

pytestmark = pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="there is always a display"
)

COOKIE = bytes(range(16))
has_xcb = not display._missing_packages({"libxcb.so.1": "libxcb1", **display.XCB_LIBRARIES})
has_wayland = not display._missing_packages(display.WAYLAND_LIBRARIES)


@contextmanager
def listening(at: Path) -> Iterator[str]:
    """A socket of this machine that takes connections and says nothing."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(at))
        server.listen()
        yield str(at)


def stale(at: Path) -> str:
    """A socket that a server has left behind."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(at))
    return str(at)


@contextmanager
def x_server(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Something at a loopback port that clients take for an X server; yields its DISPLAY."""
    with socket.socket() as server:
        server.settimeout(10)
        port = 0
        while port < 6000:
            server.bind(("127.0.0.1", 0))
            port = server.getsockname()[1]
        server.listen()

        def serve() -> None:
            for _ in range(2):  # whether anybody listens, and then how it answers
                client, _ = server.accept()
                with client:
                    behave(client)

        serving = threading.Thread(target=serve)
        serving.start()
        yield f"127.0.0.1:{port - 6000}"
        serving.join()
    for thread in threading.enumerate():
        if thread.name == display.PROBE:
            thread.join()


def test_without_any_display_both_names_are_told() -> None:
    said = missing_for_window({})
    assert said == "a display (neither DISPLAY nor WAYLAND_DISPLAY is set)"


def test_a_wayland_socket_that_nobody_listens_at_is_no_display(tmp_path: Path) -> None:
    stale(tmp_path / "wayland-7")
    said = missing_for_window({"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-7"})
    assert said == "a display (WAYLAND_DISPLAY is wayland-7, but nothing answers there)"


@pytest.mark.parametrize("name", ["gone", "x" * 200, "a\0b", ""])
def test_a_wayland_socket_that_is_not_there_is_told_by_its_name(tmp_path: Path, name: str) -> None:
    given = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": name}
    said = missing_for_window(given | {"QT_QPA_PLATFORM": "wayland"})
    assert "WAYLAND_DISPLAY" in said
    assert "DISPLAY is set" not in said.replace("WAYLAND_DISPLAY", "")
    assert said.isprintable()


@pytest.mark.skipif(not has_wayland, reason="needs the Wayland libraries")
def test_a_wayland_server_that_listens_is_a_display(tmp_path: Path) -> None:
    with listening(tmp_path / "wayland-0") as path:
        assert missing_for_window({"WAYLAND_DISPLAY": path}) == ""
        relative = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"}
        assert missing_for_window(relative) == ""
        assert missing_for_window(relative | {"DISPLAY": ":64999"}) == ""
        assert missing_for_window({"WAYLAND_DISPLAY": "wayland-0"}) != ""


def test_a_dead_x_server_and_a_stale_wayland_socket_are_both_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display, "X11_SOCKETS", tmp_path)
    stale(tmp_path / "X5")
    given = {"WAYLAND_DISPLAY": stale(tmp_path / "way"), "DISPLAY": ":5.0"}
    assert missing_for_window(given) == (
        f"a display (WAYLAND_DISPLAY is {tmp_path}/way, but nothing answers there; "
        "DISPLAY is :5.0, but nothing answers there)"
    )


@pytest.mark.parametrize("name", ["", ":", "here", ":x", ":99999999999", "127.0.0.1:59999", "a:1:"])
def test_a_display_that_is_none_is_refused(name: str) -> None:
    assert "DISPLAY" in missing_for_window({"DISPLAY": name})


@pytest.mark.parametrize("platform", ["xcb", "XCB", "xcb:x", "wayland", "wayland-egl"])
def test_a_platform_that_is_asked_for_needs_its_server_too(platform: str) -> None:
    """Qt aborts as much as without the wish."""
    said = missing_for_window({"QT_QPA_PLATFORM": platform})
    assert said.startswith("a display (no ")


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "foo;offscreen", "xcb;offscreen"])
def test_a_platform_without_a_server_needs_none(platform: str) -> None:
    assert missing_for_window({"QT_QPA_PLATFORM": platform}) == ""


def test_a_platform_that_qt_does_not_have_is_told_by_its_name() -> None:
    said = missing_for_window({"QT_QPA_PLATFORM": "cocoa"})
    assert said == "a platform of Qt for QT_QPA_PLATFORM=cocoa"


@pytest.mark.parametrize("platform", ["eglfs", "linuxfb:fb=/dev/fb0"])
def test_a_platform_that_draws_on_a_device_needs_one(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display, "DEVICES", tmp_path)
    assert str(tmp_path) in missing_for_window({"QT_QPA_PLATFORM": platform})
    (tmp_path / "dri").mkdir()
    (tmp_path / "dri" / "card0").touch()
    (tmp_path / "fb0").touch()
    assert missing_for_window({"QT_QPA_PLATFORM": platform}) == ""


@pytest.mark.skipif(not has_xcb, reason="needs the X libraries")
def test_an_x_server_that_refuses_the_connection_is_no_display() -> None:
    reason = b"No protocol specified\n\0\0"
    answer = struct.pack("=BBHHH", 0, 22, 11, 0, len(reason) // 4) + reason

    def refuse(client: socket.socket) -> None:
        if client.recv(4096):
            client.sendall(answer)

    with x_server(refuse) as name:
        said = missing_for_window({"DISPLAY": name})
    assert said == (
        f"a display (the server of DISPLAY {name} does not let this program in, see XAUTHORITY)"
    )


@pytest.mark.skipif(not has_xcb, reason="needs the X libraries")
def test_an_x_server_that_never_answers_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(display, "PATIENCE", 0.2)
    asked = threading.Event()

    def stay_silent(client: socket.socket) -> None:
        if client.recv(4096):
            asked.wait(10)

    with x_server(stay_silent) as name:
        said = missing_for_window({"DISPLAY": name})
        asked.set()
    assert "does not let this program in" in said


def authority(path: Path, cookie: bytes) -> Path:
    """A file of cookies for every host and display."""
    parts = (b"", b"", b"MIT-MAGIC-COOKIE-1", cookie)
    entry = struct.pack(">H", 0xFFFF) + b"".join(struct.pack(">H", len(p)) + p for p in parts)
    path.write_bytes(entry)
    return path


@pytest.mark.skipif(not (has_xcb and shutil.which("Xvfb")), reason="needs Xvfb")
def test_a_real_x_server_is_a_display_for_those_who_have_its_cookie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = authority(tmp_path / "right", COOKIE)
    wrong = authority(tmp_path / "wrong", COOKIE[::-1])
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-auth", right, "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as number:
            name = f":{number.readline().strip()}"
        monkeypatch.setenv("XAUTHORITY", str(right))
        assert missing_for_window({"DISPLAY": name}) == ""
        assert missing_for_window({"DISPLAY": name, "WAYLAND_DISPLAY": "gone"}) == ""
        assert missing_for_window({"DISPLAY": name, "QT_QPA_PLATFORM": "wayland;xcb"}) == ""
        monkeypatch.setenv("XAUTHORITY", str(wrong))
        assert "does not let this program in" in missing_for_window({"DISPLAY": name})
    finally:
        server.terminate()
        server.wait(10)
    assert "nothing answers there" in missing_for_window({"DISPLAY": name})
