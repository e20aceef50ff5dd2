"""What every test stands on: no display, one language, nothing of the user's touched."""

import atexit
import os
import shutil
import tempfile

# Before Qt, yfinance or the program look at them; processes that tests start get them too.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["LC_ALL"] = "C.UTF-8"

_home = tempfile.mkdtemp(prefix="ballast-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
for _place in ("CACHE", "CONFIG", "DATA", "STATE"):
    os.environ[f"XDG_{_place}_HOME"] = os.path.join(_home, _place.lower())

from hypothesis import settings  # noqa: E402
from PySide6.QtCore import QSettings, QStandardPaths  # noqa: E402

# The same on macOS and Windows, where Qt does not look at the environment.
QStandardPaths.setTestModeEnabled(True)
QSettings.setDefaultFormat(QSettings.Format.IniFormat)
for _scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
    QSettings.setPath(QSettings.Format.IniFormat, _scope, os.path.join(_home, "settings"))

# The same examples for everybody; HYPOTHESIS_PROFILE=explore looks for others.
settings.register_profile("ballast", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ballast"))

from tests.yahoo_server import yahoo  # noqa: E402, F401 - a fixture for all
