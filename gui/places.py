"""Where the program keeps what it remembers from one start to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import platformdirs


def own_folder(kind: Literal["config", "state"]) -> Path:
    """Return the user's folder for the settings or for the state of this program.

    Every other place is below one of them; nothing is made here.
    """
    if kind == "config":
        return platformdirs.user_config_path("ballast", appauthor=False)
    return platformdirs.user_state_path("ballast", appauthor=False)


def settings_file() -> Path:
    """Return where the settings lie."""
    return own_folder("config") / "settings.ini"


def session_folder() -> Path:
    """Return where open projects are kept."""
    return own_folder("state") / "sessions"


def log_file() -> Path:
    """Return the log; what a crash leaves lies beside it."""
    return own_folder("state") / "log" / "ballast.log"
