"""Loading the authors' files: courses, surveys, windows and activities, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from activities.examples.reading import read_examples
from activities.examples.storing import save_examples
from courses.files.loading import CourseLoad, find_problems
from courses.files.reading import read_courses, relative_path
from courses.models import Track
from courses.tracks import TRACK_NAMES
from surveys.reading import read_surveys
from surveys.storing import save_surveys
from windows.files.reading import read_windows
from windows.files.storing import save_windows

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.models import User
    from core.author_files.yaml_sections import FileProblem
    from courses.files.loading import LoadOutcome


class CurriculumInvalidError(Exception):
    """Files that can't be loaded. `problems` are all their mistakes, by file and line."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(problems)


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The outcome for each course (slug, number of the edition), and how many rows changed."""

    courses: tuple[tuple[str, int, LoadOutcome], ...]
    list_rows: int
    surveys: int


def load_curriculum(root: Path, *, publish: bool = False, actor: User | None = None) -> LoadResult:
    """Store everything under the root: `courses/`, `surveys/`, windows, activities.

    All or nothing. Idempotent. With `publish` the editions are published too. A course that the
    editors' desk holds is left alone (docs/decisions/0015). A list or folder that does not exist
    leaves the stored rows as they are. Raises CurriculumInvalidError.
    """
    curriculum = read_courses(root / "courses")
    windows = read_windows(root, shown_as=relative_path(root))
    examples = read_examples(root, shown_as=relative_path(root))
    folder = root / "surveys"
    surveys = read_surveys(folder, shown_as=relative_path(folder)) if folder.is_dir() else None
    problems = list(curriculum.problems)
    for lists in (windows, examples, surveys):
        problems += lists.problems if lists is not None else []
    for course in curriculum.courses:
        problems += find_problems(
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
    return LoadResult(outcomes, rows, changed)


def _lock_tracks() -> None:
    """Create and lock the tracks, so that two servers that start at once load one after another."""
    if Track.objects.count() < len(TRACK_NAMES):
        Track.objects.bulk_create(
            (Track(slug=slug, position=index) for index, slug in enumerate(TRACK_NAMES, start=1)),
            ignore_conflicts=True,
        )
    list(Track.objects.select_for_update(no_key=True))
