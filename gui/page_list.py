"""The pages in the middle of the window by name, so that they can be asked for without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["results", "answers"]


@dataclass(frozen=True)
class Page:
    """A page: its name, its title with a mnemonic, what it shows, where it stands, its key."""

    name: str
    title: str
    tip: str
    group: Group
    key: str

    @property
    def plain_title(self) -> str:
        """The title without its mnemonic."""
        return self.title.replace("&", "")


RESULTS, ANSWERS = "results", "answers"
GROUPS: tuple[tuple[Group, str, str], ...] = (
    ("results", "Results", "What came of the scenarios"),
    ("answers", "Answers", "What changed, and why; what to hold; whether it can be trusted"),
)
"""Name, title and tip of each group, in their order."""

PAGES = (
    Page(
        "charts", "&Charts", "Growth, drawdown and leverage of all scenarios", "results", "Ctrl+1"
    ),
    Page(
        "weights",
        "&Weights",
        "Weights and risk shares of the selected scenario over time",
        "results",
        "Ctrl+2",
    ),
    Page(
        "returns",
        "&Returns",
        "Monthly and yearly returns of the selected scenario",
        "results",
        "Ctrl+3",
    ),
    Page(
        "drawdowns",
        "&Drawdowns",
        "The worst drawdowns of the selected scenario, and its brake",
        "results",
        "Ctrl+4",
    ),
    Page(
        "rolling",
        "R&olling",
        "Rolling volatility and Sharpe ratio of all scenarios",
        "results",
        "Ctrl+5",
    ),
    Page(
        "costs",
        "Co&sts",
        "Trading costs and interest of all scenarios over time",
        "results",
        "Ctrl+6",
    ),
    Page("data", "Da&ta", "Where the prices are from and how good they are", "results", "Ctrl+7"),
    Page(
        "steps",
        "Water&fall",
        "From the script to the selected scenario, one correction at a time",
        "answers",
        "Alt+1",
    ),
    Page(
        "attribution",
        "Attrib&ution",
        "Where the levered return comes from, beside constant leverage of equal volatility",
        "answers",
        "Alt+2",
    ),
    Page(
        "break_evens",
        "Break-e&vens",
        "The costs of borrowing and trading at which the overlay stops paying",
        "answers",
        "Alt+3",
    ),
    Page(
        "day", "W&hy", "Why this day: what was known on it, and what followed", "answers", "Alt+4"
    ),
    Page(
        "today", "Toda&y", "What to hold for the next session, and the orders", "answers", "Alt+5"
    ),
    Page("proof", "&Proof", "Scramble the future, and see that no past moves", "answers", "Alt+6"),
    Page("papers", "Pap&ers", "Published examples, computed again", "answers", "Alt+7"),
)
"""Every page in its order; the places of the tabs and of the actions are those in this list."""

NAMES = tuple(page.name for page in PAGES)
