"""Whether a window can be shown here, found out before Qt is loaded: Qt aborts where it cannot."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

X11_SOCKETS = Path("/tmp/.X11-unix")
XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
BASE_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}


def missing_for_window(environment: Mapping[str, str] = os.environ) -> str:
    """Return what is missing for a window, in words, or "" where nothing is.

    macOS and Windows always have a display; on other systems there must be an X or Wayland
    server that answers, and the libraries that Qt needs, unless ``QT_QPA_PLATFORM`` names a
    platform of its own.
    """
    if sys.platform in ("darwin", "win32"):
        return ""
    lacking = _missing_packages(BASE_LIBRARIES)
    if lacking:
        return lacking
    if environment.get("QT_QPA_PLATFORM", "").split(":")[0] not in ("", "xcb", "wayland"):
        return ""
    wayland = environment.get("WAYLAND_DISPLAY", "")
    if wayland and Path(environment.get("XDG_RUNTIME_DIR", ""), wayland).exists():
        return ""
    display = environment.get("DISPLAY", "")
    if not display:
        return "a display (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    if not _x_server_answers(display):
        return f"a display (DISPLAY is {display}, but nothing answers there)"
    return _missing_packages(XCB_LIBRARIES)


def _missing_packages(libraries: Mapping[str, str]) -> str:
    packages = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(package)
    return f"the Debian packages {' '.join(packages)}" if packages else ""


def _x_server_answers(display: str) -> bool:
    host, _, number = display.rpartition(":")
    number = number.split(".")[0]
    if not number.isdigit():
        return False
    if host in ("", "unix"):
        for address in (str(X11_SOCKETS / f"X{number}"), f"\0{X11_SOCKETS}/X{number}"):
            with socket.socket(socket.AF_UNIX) as probe:
                try:
                    probe.connect(address)
                except OSError:
                    continue
                return True
        return False
    try:
        with socket.create_connection((host, 6000 + int(number)), timeout=2.0):
            return True
    except (OSError, OverflowError):
        return False
