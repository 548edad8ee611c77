"""The list of lecturers as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from lecturers.models import Lecturer, LecturerArea
from lecturers.querysets import opening_completions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a learner may be listed, and whether they are."""

    may_list: bool
    is_listed: bool

    def __bool__(self) -> bool:
        return self.may_list or self.is_listed


def lecturer_status(learner: Q) -> Standing:
    """`learner` is `accounts.learners.learner_filter(request, "learner__")`; a visitor is not
    listed, for nobody could reach or recognise them.
    """
    owned = {"learner__user__isnull": False}
    return Standing(
        may_list=opening_completions().filter(learner, **owned).exists(),
        is_listed=Lecturer.objects.filter(learner, **owned).exists(),
    )


@dataclass(frozen=True, slots=True)
class Area:
    """A prefecture one comes to: these municipalities of it, or all when none is named."""

    prefecture_code: str
    prefecture: str
    municipalities: tuple[str, ...]


def lecturer_areas(rows: Iterable[LecturerArea]) -> list[Area]:
    """The areas of one lecturer, by prefecture; rows with prefecture and municipality at hand."""

    def place(row: LecturerArea) -> str:
        return row.prefecture_id

    return [
        Area(
            code,
            (found := list(group))[0].prefecture.name,
            tuple(row.municipality.name for row in found if row.municipality),
        )
        for code, group in groupby(sorted(rows, key=place), key=place)
    ]
