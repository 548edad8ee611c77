"""Loading the authors' files: courses, surveys, windows and activities, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from activities.examples.reading import read_examples
from activities.examples.storing import save_examples
from courses.files.loading import CourseLoad, check_texts
from courses.files.reading import read_courses, shown
from courses.models import Track
from courses.tracks import TRACK_NAMES
from surveys.reading import read_surveys
from surveys.storing import save_surveys
from windows.files.reading import read_windows
from windows.files.storing import save_windows

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.models import User
    from core.author_files.yaml_sections import Problem
    from courses.files.loading import Outcome


class CurriculumInvalidError(Exception):
    """Files that can't be loaded. `problems` is everything wrong, by file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(problems)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: each course with its files' number; rows of lists and surveys changed."""

    courses: tuple[tuple[str, int, Outcome], ...]
    list_rows: int
    surveys: int


def load_curriculum(root: Path, *, publish: bool = False, actor: User | None = None) -> Loaded:
    """Store what stands under the root: `courses/`, `surveys/`, windows, activities.

    All or nothing. Idempotent. With `publish` the editions are published too. A course that the
    editors' desk has taken on is left alone (docs/decisions/0015). A list or folder that is not
    there leaves the stored rows as they are. Raises CurriculumInvalidError.
    """
    curriculum = read_courses(root / "courses")
    windows = read_windows(root, shown_as=shown(root))
    examples = read_examples(root, shown_as=shown(root))
    folder = root / "surveys"
    surveys = read_surveys(folder, shown_as=shown(folder)) if folder.is_dir() else None
    problems = list(curriculum.problems)
    for read in (windows, examples, surveys):
        problems += read.problems if read is not None else []
    for course in curriculum.courses:
        problems += check_texts(
            course,
            windows=windows.rows if windows is not None else None,
            activities=examples.rows if examples is not None else None,
        )
    if problems:
        raise CurriculumInvalidError(problems)
    with transaction.atomic():
        _lock_tracks()
        loads = [CourseLoad(course, publish=publish) for course in curriculum.courses]
        if problems := [problem for load in loads for problem in load.problems()]:
            raise CurriculumInvalidError(problems)
        rows = save_windows(windows) if windows is not None else 0
        rows += save_examples(examples) if examples is not None else 0
        changed = save_surveys(surveys) if surveys is not None else 0
        outcomes = tuple((load.source.slug, load.source.number, load.save(actor)) for load in loads)
    return Loaded(outcomes, rows, changed)


def _lock_tracks() -> None:
    """One load at a time, also the first: two starting servers may both load."""
    if Track.objects.count() < len(TRACK_NAMES):
        Track.objects.bulk_create(
            (Track(slug=slug, position=index) for index, slug in enumerate(TRACK_NAMES, start=1)),
            ignore_conflicts=True,
        )
    list(Track.objects.select_for_update(no_key=True))
