"""What the models of the window's tables share: a count of rows and of columns, and no tree."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex

Index = QModelIndex | QPersistentModelIndex


class FlatModel(QAbstractTableModel):
    """A table that is as large as `size` says."""

    def size(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        raise NotImplementedError("every table has a size of its own")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self.size()[0]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self.size()[1]
