"""Pictures of charts: for the clipboard, as PNG at twice the size of the screen, or as SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from core.atomic_files import write_files
from core.errors import ExportError, shown

SCALE = 2
SUFFIXES = (".png", ".svg")
DOTS_AN_INCH = 96


def copy_picture(widget: QWidget) -> None:
    """Put a picture of a widget on the clipboard, at twice its size."""
    QGuiApplication.clipboard().setImage(_image(widget))


def save_picture(widget: QWidget, path: Path) -> None:
    """Write a picture of a widget as the suffix says: .png at twice its size, or .svg.

    Raises
    ------
    ExportError
        Where the suffix is another one or the file cannot be written.
    """
    match path.suffix.lower():
        case ".png":
            content = _png(widget)
        case ".svg":
            content = _svg(widget)
        case _:
            raise ExportError(
                f"{shown(str(path))} is neither a .png nor a .svg; end its name with one of them."
            )
    write_files({path: content})


def _image(widget: QWidget) -> QImage:
    image = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(_ground(widget))
    widget.render(image)
    return image


def _png(widget: QWidget) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _image(widget).save(buffer, "PNG")
    return bytes(content.data())


def _svg(widget: QWidget) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS_AN_INCH)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    generator.setTitle(widget.accessibleName() or widget.objectName())
    painter = QPainter(generator)
    painter.fillRect(widget.rect(), _ground(widget))
    widget.render(painter, QPoint())
    painter.end()
    return bytes(content.data())


def _ground(widget: QWidget) -> QColor:
    return widget.palette().color(QPalette.ColorRole.Window)
