"""Edits of the project can be undone, one gesture at a time."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.parameters import Parameters
from core.project import PriceChoice, Project
from gui.document import Document

FILE = Path("/somewhere/mine.ballast")


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(Project.new())


def with_target(project: Project, target: float) -> Project:
    return project.with_parameters(2, Parameters(target_vol=target))


def test_an_edit_is_undone_and_done_again(document: Document) -> None:
    before = document.project

    document.edit(before.renamed(1, "Other"), "Rename")
    assert document.project.scenarios[0].name == "Other"
    assert document.history.undoText() == "Rename"

    document.history.undo()
    assert document.project == before
    document.history.redo()
    assert document.project.scenarios[0].name == "Other"


def test_the_steps_of_a_slider_are_undone_together(document: Document) -> None:
    before = document.project
    for step in range(1, 50):
        document.edit(with_target(document.project, step / 100), "Change", "2 target_vol")

    assert document.history.count() == 1
    document.history.undo()
    assert document.project == before


def test_a_gesture_that_has_ended_is_a_step_of_its_own(document: Document) -> None:
    document.edit(with_target(document.project, 0.2), "Change", "2 target_vol")
    document.end_gesture()
    document.edit(with_target(document.project, 0.3), "Change", "2 target_vol")

    document.history.undo()

    assert document.project.scenarios[1].parameters.target_vol == 0.2


def test_steps_of_two_fields_are_two(document: Document) -> None:
    document.edit(with_target(document.project, 0.2), "Change", "2 target_vol")
    other = document.project.with_parameters(2, Parameters(target_vol=0.2, lev_max=3.0))
    document.edit(other, "Change", "2 lev_max")

    assert document.history.count() == 2


def test_a_slider_that_comes_back_leaves_no_step(document: Document) -> None:
    for target in (0.13, 0.14, 0.12):
        document.edit(with_target(document.project, target), "Change", "2 target_vol")

    assert not document.history.canUndo()


def test_an_edit_that_changes_nothing_is_none(document: Document) -> None:
    document.edit(replace(document.project), "Nothing")

    assert document.history.count() == 0


def test_undoing_an_edit_leaves_the_source_of_the_prices_alone(document: Document) -> None:
    document.edit(document.project.renamed(1, "Other"), "Rename")
    document.take_source(document.project.priced_by(PriceChoice("yahoo")))

    document.history.undo()

    assert document.project.source.kind == "yahoo"
    assert document.project.scenarios[0].name == "As scripted"


def test_what_its_file_has_is_saved_and_what_came_after_is_not(document: Document) -> None:
    assert not document.is_saved
    document.set_saved(FILE)
    assert document.is_saved
    document.edit(document.project.renamed(1, "Other"), "Rename")
    assert not document.is_saved
    document.history.undo()
    assert document.is_saved


def test_an_edit_during_the_writing_is_not_taken_for_saved(document: Document) -> None:
    document.set_saved(FILE, whole=False)

    assert document.file == FILE
    assert not document.is_saved


def test_another_project_begins_a_history_of_its_own(document: Document) -> None:
    document.edit(document.project.renamed(1, "Other"), "Rename")

    document.open(Project.new(), FILE)

    assert not document.history.canUndo()
    assert document.is_saved


def test_what_comes_back_unsaved_is_not_taken_for_saved(document: Document) -> None:
    document.open(Project.new(), FILE, saved=False)

    assert not document.is_saved
