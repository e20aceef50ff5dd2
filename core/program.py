"""What the program is called where it runs: a script of its sources, or packaged."""

from __future__ import annotations

import sys
from pathlib import Path

IS_PACKAGED = bool(getattr(sys, "frozen", False))
"""Whether this is a program without a Python that anything could be installed into."""

WORDS: tuple[str, ...] = (Path(sys.executable).stem,) if IS_PACKAGED else ("python", "main.py")
"""What is typed into a terminal before the arguments."""

COMMAND = " ".join(WORDS)
