"""The lines on a canvas, and which of them can be kept as pixels from one frame to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QPainterPath, QPixmap

BROKEN, WHOLE = 1.0, 1.5
"""Widths of lines with and without gaps, in logical pixels.

Weight tells them apart where dashes are short and what they run along is jagged.
"""


@dataclass(frozen=True, eq=False)
class Stroke:
    """A line, in days and heights.

    Attributes
    ----------
    path
    color : str
        ``#RRGGBB``.
    thread : QPainterPath or None
        The same line without gaps where it is broken: drawn pale, to lead the eye.
    """

    path: QPainterPath
    color: str
    thread: QPainterPath | None = None

    @property
    def width(self) -> float:
        """Logical pixels."""
        return WHOLE if self.thread is None else BROKEN

    def is_like(self, other: Stroke) -> bool:
        """Whether it leaves the same pixels."""
        return self.path is other.path and self.color == other.color


class StrokeLayer:
    """The lowest strokes of a canvas, which have not changed since the frame before.

    While a control moves only the last strokes are others, those of the selected run.

    Attributes
    ----------
    pixmap : QPixmap or None
        The strokes that are kept, once somebody has painted them.
    """

    def __init__(self) -> None:
        self.pixmap: QPixmap | None = None
        self._kept: Sequence[Stroke] = ()
        self._before: Sequence[Stroke] = ()
        self._ground: tuple[object, ...] | None = None

    def kept(
        self, strokes: Sequence[Stroke], ground: tuple[object, ...] | None
    ) -> Sequence[Stroke]:
        """Return the first of the strokes that `pixmap` shows, or is to be painted with.

        Parameters
        ----------
        strokes
            Of this frame, from below.
        ground
            What the pixels depend on beside the strokes; None: nothing can be kept.
        """
        if ground is None:
            return ()
        if ground != self._ground:
            self._ground, self._before, self._kept, self.pixmap = ground, strokes, (), None
            return ()
        if not self._kept or _alike(self._kept, strokes) < len(self._kept):
            self._kept = strokes[: _alike(self._before, strokes)]
            self.pixmap = None
        self._before = strokes
        return self._kept


def stroke_offsets(width: float, ratio: float) -> list[tuple[float, float]]:
    """Where a line of one device pixel has to be drawn for one so many logical pixels wide."""
    beside = max(round(2 * width * ratio) / 2 - 1, 0.0)  # device pixels
    steps = [min(step, beside) / ratio for step in range(1, math.ceil(beside) + 1)]
    return [(0.0, 0.0), *((step, 0.0) for step in steps), *((0.0, step) for step in steps)]


def _alike(some: Sequence[Stroke], others: Sequence[Stroke]) -> int:
    """How many of the first strokes are alike."""
    count = 0
    for one, other in zip(some, others, strict=False):
        if not one.is_like(other):
            break
        count += 1
    return count
