"""What writes the curriculum: loading the authors' files, publishing an edition."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.sources import Problem
from courses.curriculum.checking import check_course
from courses.curriculum.exporting import stored_files
from courses.curriculum.publishing import pin_quizzes, render_edition
from courses.curriculum.reading import read_curriculum, shown
from courses.curriculum.sources import SOURCE_LANGUAGE, digest, is_translation
from courses.curriculum.storing import remember, store_draft, store_translations
from courses.enums import EditionState
from courses.models import Course, CourseEdition, EditionText, Track
from courses.surveys.reading import read_surveys
from courses.surveys.storing import save_surveys
from courses.tracks import TRACK_NAMES
from support.models import ActivityExample, Window
from support.services import save_support
from support.sources import kinds_by_name, read_support

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from accounts.models import User
    from courses.curriculum.sources import CourseSource
    from courses.surveys.reading import SurveyFiles
    from support.sources import SupportFiles


class CurriculumInvalidError(Exception):
    """Files that can't be loaded. `problems` is everything wrong, by file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(problems)


class Outcome(Enum):
    UNCHANGED = "unchanged"
    DRAFTED = "drafted"
    TRANSLATED = "translated"
    PUBLISHED = "published"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: each course with its files' number; rows of support and surveys changed."""

    courses: tuple[tuple[str, int, Outcome], ...]
    support_rows: int
    surveys: int


def load_curriculum(root: Path, *, publish: bool = False, actor: User | None = None) -> Loaded:
    """Store all the courses under the root and the windows, activities and surveys beside it.

    All or nothing; loading again what is stored changes nothing. With `publish` the editions are
    published too. A course that the editors' desk has taken on is left alone (docs/decisions,
    "The desk and the files"). Raises CurriculumInvalidError.
    """
    curriculum = read_curriculum(root)
    support = _read_support(root)
    surveys = _read_surveys(root)
    problems = [
        *curriculum.problems,
        *(support.problems if support else []),
        *(surveys.problems if surveys else []),
    ]
    for course in curriculum.courses:
        problems += check_texts(course, support)
    if problems:
        raise CurriculumInvalidError(problems)
    with transaction.atomic():
        _lock_tracks()
        loads = [_CourseLoad(course, publish=publish) for course in curriculum.courses]
        if problems := [problem for load in loads for problem in load.problems()]:
            raise CurriculumInvalidError(problems)
        rows = save_support(support) if support else 0
        changed = save_surveys(surveys) if surveys else 0
        outcomes = tuple((load.source.slug, load.source.number, load.save(actor)) for load in loads)
    return Loaded(outcomes, rows, changed)


def check_texts(course: CourseSource, support: SupportFiles | None = None) -> list[Problem]:
    """The problems between a course's texts, beside these lists of support or the stored ones."""
    windows = support.windows if support else Window.objects.values_list("key", flat=True)
    activities = (
        support.activities if support else ActivityExample.objects.values_list("key", flat=True)
    )
    kinds = kinds_by_name()
    return check_course(
        course,
        windows=set(windows),
        activities=set(activities),
        kinds=(*kinds, *kinds.values()),
    )


@transaction.atomic
def publish_edition(*, edition: CourseEdition, actor: User | None = None) -> None:
    """Freeze a draft edition and give it to new learners; the one before retires.

    Those under way stay in the edition they started. Publishing twice changes nothing.
    """
    course = Course.objects.select_for_update(no_key=True).get(pk=edition.course_id)
    edition = CourseEdition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    if edition.state != EditionState.DRAFT:
        return
    edition.course = course
    pin_quizzes(edition)
    render_edition(edition)
    retired = list(
        course.editions.select_for_update(no_key=True).published().values_list("pk", flat=True)
    )
    course.editions.filter(pk__in=retired).update(state=EditionState.RETIRED)
    edition.state = EditionState.PUBLISHED
    edition.published_at = timezone.now()
    edition.save(update_fields=["state", "published_at"])
    audit.record(
        actor=actor,
        action="courses.publish_edition",
        subject=edition,
        number=edition.number,
        retired=retired,
    )
    transaction.on_commit(caches["immutable"].clear)


@transaction.atomic
def render_again(*, edition: CourseEdition) -> None:
    """Render a published edition anew from its frozen text, after the rendering was mended."""
    render_edition(edition)
    transaction.on_commit(caches["immutable"].clear)


def frozen_digest(files: Mapping[str, str]) -> str:
    """The digest of all that publishing freezes, of the digests of an edition's files by path."""
    return digest(
        "\n".join(
            f"{path} {found}" for path, found in sorted(files.items()) if not is_translation(path)
        )
    )


def _lock_tracks() -> None:
    """One load at a time, also the first: two starting servers may both load."""
    if Track.objects.count() < len(TRACK_NAMES):
        Track.objects.bulk_create(
            (Track(slug=slug, position=index) for index, slug in enumerate(TRACK_NAMES, start=1)),
            ignore_conflicts=True,
        )
    list(Track.objects.select_for_update(no_key=True))


def _read_support(root: Path) -> SupportFiles | None:
    folder = root.resolve().parent / "support"
    return read_support(folder, shown_as=shown(folder)) if folder.is_dir() else None


def _read_surveys(root: Path) -> SurveyFiles | None:
    folder = root.resolve().parent / "effect"
    return read_surveys(folder, shown_as=shown(folder)) if folder.is_dir() else None


class _CourseLoad:
    """One course's files beside what is stored of it, its row locked."""

    def __init__(self, source: CourseSource, *, publish: bool) -> None:
        self.source = source
        self.publish = publish
        self.course = Course.objects.select_for_update(no_key=True).filter(slug=source.slug).first()
        editions = list(self.course.editions.order_by("number")) if self.course else []
        self.editions = editions
        self.edition = next((e for e in editions if e.number == source.number), None)
        self.before = [e for e in editions if e.number < source.number]
        self.last_number = editions[-1].number if editions else 0
        self.changed = self._changed_paths()
        self.is_left = self._is_left()

    def _is_left(self) -> bool:
        """Whether the desk holds the course: its draft is open, or its edition is the newest.

        Files with a higher number take the course over again; an open draft is never passed by.
        """
        desk = [edition for edition in self.editions if edition.is_from_desk]
        if self.edition is not None and self.edition in desk:
            return self.edition.state != EditionState.PUBLISHED or bool(self.changed)
        return any(
            edition.state == EditionState.DRAFT or edition.number >= self.source.number
            for edition in desk
        )

    def _changed_paths(self) -> set[str]:
        if self.edition is None:
            return set(self.source.files)
        stored, found = stored_files(self.edition).digests(), self.source.files
        return {
            path for path in stored.keys() | found.keys() if stored.get(path) != found.get(path)
        }

    def problems(self) -> list[Problem]:
        """Why these files may not become this edition."""
        if self.is_left:
            return []
        course_file = f"{self.source.shown}/course.yaml"
        number = self.source.number
        if self.edition is None:
            if number < self.last_number:
                reason = _("版 %(number)d は作れません。number を %(last)d より大きくしてください")
                return [
                    Problem(course_file, 1, reason % {"number": number, "last": self.last_number})
                ]
            drafts = [e.number for e in self.editions if e.state == EditionState.DRAFT]
            reason = _("版 %(number)d の下書きがあります。公開してから、次の版を読み込んでください")
            return [Problem(course_file, 1, reason % {"number": draft}) for draft in drafts]
        if self.edition.state == EditionState.DRAFT:
            return []
        if self.publish and self.edition.state == EditionState.RETIRED:
            reason = _("版 %(number)d は旧版です。course.yaml の number を上げてください")
            return [Problem(course_file, 1, reason % {"number": number})]
        reason = _("版 %(number)d は公開済みです。course.yaml の number を上げてください")
        return [
            Problem(f"{self.source.shown}/{path}", 1, reason % {"number": number})
            for path in sorted(self.changed)
            if self._is_frozen(path)
        ]

    def _is_frozen(self, path: str) -> bool:
        if path == "course.yaml":
            text = EditionText.objects.get(edition=self.edition, language=SOURCE_LANGUAGE)
            return bool(text.written("label") != self.source.values["labels"][SOURCE_LANGUAGE])
        return not is_translation(path)

    def save(self, actor: User | None) -> Outcome:
        if self.is_left:
            return Outcome.LEFT
        outcome = self._save_edition(self._save_course())
        if self.publish and self.edition and self.edition.state == EditionState.DRAFT:
            publish_edition(edition=self.edition, actor=actor)
            return Outcome.PUBLISHED
        return outcome

    def _save_course(self) -> Course:
        values = self.source.values
        if self.course is None:
            return Course.objects.create(
                slug=self.source.slug, track_id=values["track"], position=values["position"]
            )
        if (self.course.track_id, self.course.position) != (values["track"], values["position"]):
            self.course.track_id, self.course.position = values["track"], values["position"]
            self.course.save(update_fields=["track", "position"])
        return self.course

    def _save_edition(self, course: Course) -> Outcome:
        if self.edition is None:
            self.edition = CourseEdition.objects.create(course=course, number=self.source.number)
        elif not self.changed:
            return Outcome.UNCHANGED
        memory = remember([*self.before[-1:], self.edition])
        if self.edition.state != EditionState.DRAFT:
            store_translations(self.edition, self.source, memory)
            pin_quizzes(self.edition)
            render_edition(self.edition, translations_only=True)
            transaction.on_commit(caches["immutable"].clear)
            return Outcome.TRANSLATED
        store_draft(self.edition, self.source, memory)
        self.edition.source_digest = frozen_digest(self.source.files)
        self.edition.save(update_fields=["source_digest"])
        return Outcome.DRAFTED
