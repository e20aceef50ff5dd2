"""The account that orders are made for, in step between the page about today and the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from gui.today_words import account_words

if TYPE_CHECKING:
    from core.order_account import OrderAccount
    from gui.pages import Pages
    from gui.today_page import TodayPage
    from gui.workspace import Workspace


class AccountKeeper(QObject):
    """Makes what is typed on the page an edit of the project, and shows what the project says."""

    def __init__(self, workspace: Workspace, pages: Pages, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._pages = workspace, pages
        pages.page_made.connect(self._connect)
        workspace.project_changed.connect(self._show_account)

    @Slot()
    def take_typed(self) -> None:
        """Take what is typed on the page and not yet ended with Enter."""
        if self._page is not None:
            self._page.take_typed()

    @property
    def _page(self) -> TodayPage | None:
        return cast("TodayPage | None", self._pages.made("today"))

    @Slot(object)
    def _connect(self, page: QWidget) -> None:
        if page is self._page:
            self._page.account_changed.connect(self._take_account)
            self._show_account()

    @Slot(object)
    def _take_account(self, account: OrderAccount) -> None:
        project = self._workspace.project
        text, gesture = account_words(project.account, account)
        self._workspace.edit(project.ordered_for(account), text, gesture)

    @Slot()
    def _show_account(self) -> None:
        if self._page is not None:
            self._page.set_account(self._workspace.project.account)
