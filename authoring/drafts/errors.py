"""Why the desk refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.author_files.yaml_sections import Problem
    from courses.models import CourseEdition


class EditionFrozenError(Exception):
    """The edition is no draft any more: published meanwhile, or discarded."""


class DraftChangedError(Exception):
    """Something of the draft was saved since it was shown."""


class PartGoneError(Exception):
    """The chapter, lesson, quiz or figure was removed meanwhile."""


class DraftExistsError(Exception):
    """The course has an open draft already: `edition`."""

    def __init__(self, edition: CourseEdition) -> None:
        super().__init__(edition.pk)
        self.edition = edition


class StaleTextError(Exception):
    """The text was saved by somebody else since this form was made; `text` is theirs."""

    def __init__(self, text: str) -> None:
        super().__init__("saved meanwhile")
        self.text = text


class EditionInvalidError(Exception):
    """A draft that may not be published: everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class StructureError(ValueError):
    """A change of structure that is not possible, with the reason for the editor."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
