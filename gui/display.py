"""Whether a window can be shown here, found out before Qt is loaded: Qt aborts where it cannot."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import socket
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from core.errors import shown

X11_SOCKETS = Path("/tmp/.X11-unix")
DEVICES = Path("/dev")
PATIENCE = 3.0
"""Seconds in which a server has to answer."""
PROBE = "a question to the X server"
BASE_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
WAYLAND_LIBRARIES = {"libwayland-cursor.so.0": "libwayland-cursor0"}
PLATFORM_DEVICES = {
    "eglfs": "dri/card*",
    "minimalegl": "dri/card*",
    "vkkhrdisplay": "dri/card*",
    "linuxfb": "fb*",
}
"""What the platforms without a server draw on, below /dev."""


def missing_for_window(environment: Mapping[str, str] = os.environ) -> str:
    """Return what is missing for a window, in words, or "" where nothing is.

    macOS and Windows always have a display. On other systems one of the platforms that Qt would
    try, those of ``QT_QPA_PLATFORM`` where it is set, must have a server that lets this program
    in, and its libraries.
    """
    if sys.platform in ("darwin", "win32"):
        return ""
    lacking = _missing_packages(BASE_LIBRARIES)
    if lacking:
        return lacking
    displays, others = [], []
    for platform in _platforms(environment):
        display = _missing_display(platform, environment)
        if display:
            displays.append(display)
            continue
        other = _missing_platform(platform)
        if not other:
            return ""
        others.append(other)
    if others:
        return others[0]
    return f"a display ({'; '.join(displays) or 'neither DISPLAY nor WAYLAND_DISPLAY is set'})"


def _platforms(environment: Mapping[str, str]) -> list[str]:
    """Return the platforms that Qt tries one after the other."""
    asked = environment.get("QT_QPA_PLATFORM", "").lower()
    if asked:
        return [part.split(":")[0] for part in asked.split(";") if part]
    named = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return [platform for platform, name in named.items() if environment.get(name)]


def _missing_display(platform: str, environment: Mapping[str, str]) -> str:
    """Return why a platform has no server, "" where it has one or needs none."""
    if platform.startswith("wayland"):
        name, is_there = "WAYLAND_DISPLAY", _wayland_answers(environment)
    elif platform == "xcb":
        name, is_there = "DISPLAY", _x_server_answers(environment.get("DISPLAY", ""))
    else:
        return ""
    value = environment.get(name, "")
    if not is_there:
        return f"{name} is {shown(value)}, but nothing answers there" if value else f"no {name}"
    if platform == "xcb" and not _x_server_lets_in(value):
        return f"the server of DISPLAY {shown(value)} does not let this program in, see XAUTHORITY"
    return ""


def _missing_platform(platform: str) -> str:
    """Return what is missing for a platform whose server answers."""
    if platform.startswith("wayland"):
        return _missing_packages(WAYLAND_LIBRARIES)
    if platform == "xcb":
        return _missing_packages(XCB_LIBRARIES)
    if platform in PLATFORM_DEVICES:
        device = PLATFORM_DEVICES[platform]
        if not any(DEVICES.glob(device)):
            return f"a device {DEVICES / device} for QT_QPA_PLATFORM={platform}"
        return ""
    if not _is_built_in(platform):
        return f"a platform of Qt for QT_QPA_PLATFORM={shown(platform)}"
    return ""


def _is_built_in(platform: str) -> bool:
    """Say whether Qt comes with the platform; true where its plugins are not where they should."""
    package = importlib.util.find_spec("PySide6")
    for place in (package.submodule_search_locations or ()) if package is not None else ():
        plugins = Path(place, "Qt", "plugins", "platforms")
        if plugins.is_dir() and "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ:
            return platform in {path.stem.removeprefix("libq") for path in plugins.glob("*.so")}
    return True


def _missing_packages(libraries: Mapping[str, str]) -> str:
    packages = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(package)
    return f"the Debian packages {' '.join(packages)}" if packages else ""


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    if environment.get("WAYLAND_SOCKET"):
        return True  # a connection that the compositor has opened for this program
    folder = environment.get("XDG_RUNTIME_DIR", "")
    name = environment.get("WAYLAND_DISPLAY") or "wayland-0"
    return (bool(folder) or name.startswith("/")) and _connects(str(Path(folder, name)))


def _x_server_answers(display: str) -> bool:
    host, _, number = display.rpartition(":")
    number = number.split(".")[0]
    if not number.isdigit():
        return False
    if host in ("", "unix"):
        return _connects(f"{X11_SOCKETS}/X{number}") or _connects(f"\0{X11_SOCKETS}/X{number}")
    try:
        with socket.create_connection((host, 6000 + int(number)), timeout=PATIENCE):
            return True
    except (OSError, OverflowError):
        return False


def _connects(address: str) -> bool:
    """Say whether anybody listens at a socket of this machine."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(PATIENCE)
        try:
            probe.connect(address)
        except (OSError, ValueError):  # ValueError: a zero byte in the middle of the name
            return False
        return True


def _x_server_lets_in(display: str) -> bool:
    """Say whether an X server takes a connection as Qt makes it; true where that cannot be asked.

    A server that never answers would hold Qt for ever, and so it is asked by a thread.
    """
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    faults: list[int] = []

    def ask() -> None:
        connection = xcb.xcb_connect(os.fsencode(display), None)
        faults.append(xcb.xcb_connection_has_error(connection))
        xcb.xcb_disconnect(connection)

    asking = threading.Thread(target=ask, name=PROBE, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    return faults == [0]
