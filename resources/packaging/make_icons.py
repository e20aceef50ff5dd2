"""Draw the icon of Ballast in the sizes and kinds that desktops want, into a folder.

usage: make_icons.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "icons" / "ballast.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
"""Pixels, of the icons of Linux desktops; those of the others are made of the largest they take."""
KINDS = {"ico": 256, "icns": 512}


def main(folder: Path) -> None:
    """Fill the folder."""
    _app = QGuiApplication(["make_icons", "-platform", "offscreen"])
    drawing = QSvgRenderer(str(DRAWING))
    if not drawing.isValid():
        sys.exit(f"make_icons.py: {DRAWING} is no drawing")
    for size in SIZES:
        place = folder / "hicolor" / f"{size}x{size}" / "apps"
        place.mkdir(parents=True, exist_ok=True)
        _write(drawing, size, place / "ballast.png")
    for kind, size in KINDS.items():
        _write(drawing, size, folder / f"ballast.{kind}")


def _write(drawing: QSvgRenderer, size: int, path: Path) -> None:
    picture = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter)
    painter.end()
    if not picture.save(str(path)):
        sys.exit(f"make_icons.py: {path} could not be written")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
