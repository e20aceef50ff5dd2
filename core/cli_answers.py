"""The questions that a command line asks of its scenarios, and the lines that answer them."""

from __future__ import annotations

import argparse
import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.cli_flags import WrongArguments, flag
from core.cli_held import held_shares
from core.errors import BacktestError, quoted, shown
from core.order_account import MOST_MONEY
from core.progress import ProgressCallback, part

if TYPE_CHECKING:
    from core.answers import Answers
    from core.causality import Proof
    from core.next_session import NextSession, OrderList
    from core.scenario import Outcome
    from core.study import Study

OF_TODAY = ("account", "held", "fractional", "orders")
"""Options that only orders for the next session need."""

ACCOUNT = 100_000.0
"""Size of the account where none is given."""

THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
"""An amount as people group it; 2,5 is none."""

MOST_TRIALS = 10_000
PROOF_SHARE = 0.8
"""Of the time that answers take, where there are proofs; else none."""


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of every scenario that is run and shown.

    Attributes
    ----------
    day
        Of which is asked why; None for none.
    account, held, fractional
        Of the orders for the next session: see `core.next_session.order_list`.
    prove
        How many futures are scrambled; None for no proof.
    """

    explain: bool = False
    day: dt.date | None = None
    today: bool = False
    account: float = ACCOUNT
    held: Mapping[str, float] | None = None
    fractional: bool = False
    prove: int | None = None

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return self.explain or self.day is not None or self.today or self.prove is not None

    @property
    def of_file(self) -> bool:
        """Whether the answers stand in the summary file: proofs are told there with the others."""
        return self.explain or self.prove is not None


@dataclass(frozen=True)
class Orders:
    """Orders of one scenario."""

    wanted: NextSession
    list: OrderList

    def csv(self) -> bytes:
        """Return them as a file."""
        from core.next_session import orders_csv

        return orders_csv(self.wanted, self.list)


@dataclass(frozen=True)
class Answered:
    """What became of the questions.

    Attributes
    ----------
    answers, orders, proofs
        By the key of their scenario.
    failures
        What could not be answered, a sentence each, by the key of its scenario.
    """

    answers: Mapping[int, Answers] = field(default_factory=dict)
    orders: Mapping[int, Orders] = field(default_factory=dict)
    proofs: Mapping[int, Proof] = field(default_factory=dict)
    failures: tuple[tuple[int, BacktestError], ...] = ()


def questions_of(options: argparse.Namespace) -> Questions:
    """Return what the arguments ask.

    Raises
    ------
    WrongArguments
        Where one of them cannot be, or goes with none of the others.
    """
    if not options.today:
        given = next((name for name in OF_TODAY if getattr(options, name)), None)
        if given is not None:
            raise WrongArguments(f"{flag(given)} is for --today; give that too.")
    several = options.compare or (options.project is not None and options.scenario is None)
    if options.orders and several:
        way = "leave --compare out" if options.compare else "name one with --scenario"
        raise WrongArguments(f"--orders is for one run, and here are several; {way}.")
    return Questions(
        explain=options.explain,
        day=None if options.day is None else _day(options.day),
        today=options.today,
        account=ACCOUNT if options.account is None else _money(options.account),
        held=None if options.held is None else held_shares(options.held),
        fractional=options.fractional,
        prove=None if options.prove is None else _count(options.prove),
    )


def answered(
    study: Study, questions: Questions, progress: ProgressCallback | None = None
) -> Answered:
    """Answer the questions for every scenario that is shown and has a result.

    Raises
    ------
    Cancelled
        Where `progress` asked for it.
    """
    failures: list[tuple[int, BacktestError]] = []
    orders: dict[int, Orders] = {}
    proofs: dict[int, Proof] = {}
    asked = _asked(study)
    share = PROOF_SHARE if questions.prove is not None else 0.0
    for index, outcome in enumerate(asked):
        key = outcome.scenario.key
        told = part(progress, share * index / len(asked), share * (index + 1) / len(asked))
        try:
            if questions.today:
                orders[key] = _orders(study, outcome, questions)
        except BacktestError as error:
            failures.append((key, error))
        try:
            if questions.prove is not None:
                from core.causality import proof

                proofs[key] = proof(
                    study.loaded, outcome.scenario.parameters, (), questions.prove, progress=told
                )
        except BacktestError as error:
            failures.append((key, error))
    made: Mapping[int, Answers] = {}
    if questions.of_file:
        from core.answers import study_answers

        keys = [one.scenario.key for one in asked]
        made = study_answers(study, keys, proofs, part(progress, share, 1.0))
    return Answered(made, orders, proofs, tuple(failures))


def lines_of_answers(
    study: Study, questions: Questions, made: Answered, *, alone: bool
) -> list[str]:
    """Return the answers scenario by scenario, each headed by its name unless it is `alone`."""
    lines = []
    for outcome in _asked(study):
        blocks = _blocks(outcome, questions, made)
        if not alone and blocks:
            lines += ["", shown(outcome.scenario.name), "=" * len(shown(outcome.scenario.name))]
        for block in blocks:
            lines += ["", *block]
    return lines


def _blocks(outcome: Outcome, questions: Questions, made: Answered) -> list[list[str]]:
    from core import cli_answer_lines as written

    scenario, result, blocks = outcome.scenario, outcome.result, []
    assert result is not None
    answers = made.answers.get(scenario.key)
    if questions.explain and answers is not None:
        blocks += [
            written.lines_of_waterfall(answers.waterfall),
            written.lines_of_attribution(answers.attribution),
            written.lines_of_break_evens(answers.break_evens),
        ]
    if questions.day is not None and outcome.base is not None:
        from core.explained_day import explained_day

        day = explained_day(result, outcome.base, questions.day)
        blocks.append(written.lines_of_day(day, questions.day, scenario.parameters))
    orders = made.orders.get(scenario.key)
    if orders is not None:
        own = questions.held is None
        blocks.append(
            written.lines_of_orders(orders.wanted, orders.list, scenario.parameters, own=own)
        )
    proof = made.proofs.get(scenario.key)
    if proof is not None:
        blocks.append(written.lines_of_proof(proof))
    return blocks


def doubts_of_orders(study: Study, made: Answered, today: dt.date) -> list[str]:
    """Return why orders should not be placed as they are, each sentence once."""
    from core.next_session import order_doubts

    simulated = study.loaded.source.simulated
    found: list[str] = []
    for key, orders in made.orders.items():
        scenario = study.project.scenario(key)
        end = None if scenario is None else scenario.parameters.end
        found += order_doubts(orders.wanted, today, end, simulated=simulated)
    return list(dict.fromkeys(found))


def lines_of_unanswered(study: Study, made: Answered) -> list[str]:
    """Return what could not be answered of several scenarios, and why."""
    names = {one.scenario.key: one.scenario.name for one in study.outcomes}
    return [f"{shown(names[key])}: {error}" for key, error in made.failures]


def _asked(study: Study) -> list[Outcome]:
    return [one for one in study.outcomes if one.scenario.visible and one.result is not None]


def _orders(study: Study, outcome: Outcome, questions: Questions) -> Orders:
    from core.next_session import next_session, order_list

    parameters = outcome.scenario.parameters
    wanted = next_session(study.loaded, parameters)
    orders = order_list(
        wanted, parameters, questions.account, questions.held, fractional=questions.fractional
    )
    return Orders(wanted, orders)


def _day(given: str) -> dt.date:
    try:
        return dt.datetime.strptime(given.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise WrongArguments(
            f"--day must be a day as 2020-03-16; {quoted(given)} was given."
        ) from None


def _money(given: str) -> float:
    try:
        plain = given.replace(",", "") if THOUSANDS.fullmatch(given.strip()) else given
        value = math.nan if "_" in given else float(plain)
    except ValueError:
        value = math.nan
    if not 0.0 < value <= MOST_MONEY:
        raise WrongArguments(
            f"--account must be an amount above 0, as 100000, and at most {MOST_MONEY:.0e}; "
            f"{quoted(given)} was given."
        )
    return value


def _count(given: str) -> int:
    text = given.strip()
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_TRIALS:
        return int(text)
    raise WrongArguments(
        f"--prove must be a whole number from 1 to {MOST_TRIALS}; {quoted(given)} was given."
    )
