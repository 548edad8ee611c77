"""Loading one course's files: which edition they become, and whether they may become it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db import transaction
from django.utils.translation import gettext as _

from activities.examples.files import kinds_by_name
from activities.models import ActivityExample
from core.author_files.yaml_sections import FileProblem
from core.languages import SOURCE_LANGUAGE
from courses.enums import EditionState
from courses.files.checking import check_course
from courses.files.documents import hex_digest, is_translation
from courses.files.exporting import stored_files
from courses.files.storing import read_translation_sources, store_draft, store_translations
from courses.models import Course, CourseEdition, EditionText
from courses.publishing import pin_quizzes, publish_edition, render_edition
from windows.models import Window

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from accounts.models import User
    from courses.files.documents import CourseSource


class LoadOutcome(Enum):
    UNCHANGED = "unchanged"
    DRAFTED = "drafted"
    TRANSLATED = "translated"
    PUBLISHED = "published"
    LEFT = "left"  # the editors' desk holds the course


def find_problems(
    course: CourseSource,
    *,
    windows: Collection[str] | None = None,
    activities: Collection[str] | None = None,
) -> list[FileProblem]:
    """The problems between a course's files.

    They may refer to these keys of windows and activities, or else to the stored ones.
    """
    if windows is None:
        windows = set(Window.objects.values_list("key", flat=True))
    if activities is None:
        activities = set(ActivityExample.objects.values_list("key", flat=True))
    kinds = kinds_by_name()
    return check_course(
        course,
        windows=set(windows),
        activities=set(activities),
        kinds=(*kinds, *kinds.values()),
    )


def frozen_digest(files: Mapping[str, str]) -> str:
    """The digest of all files that publishing freezes. `files` are digests by path."""
    return hex_digest(
        "\n".join(
            f"{path} {digest}" for path, digest in sorted(files.items()) if not is_translation(path)
        )
    )


class CourseLoad:
    """One course's files and its stored editions. Locks the course's row."""

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
        """Whether the desk holds the course: with an open draft, or with the newest edition.

        Files with a higher number than the newest edition take the course over again, unless a
        draft is open.
        """
        from_desk = [edition for edition in self.editions if edition.is_from_desk]
        if self.edition is not None and self.edition in from_desk:
            return self.edition.state != EditionState.PUBLISHED or bool(self.changed)
        return any(
            edition.state == EditionState.DRAFT or edition.number >= self.source.number
            for edition in from_desk
        )

    def _changed_paths(self) -> set[str]:
        if self.edition is None:
            return set(self.source.files)
        stored, read = stored_files(self.edition).digests(), self.source.files
        return {path for path in stored.keys() | read.keys() if stored.get(path) != read.get(path)}

    def problems(self) -> list[FileProblem]:
        """The reasons why these files may not become this edition."""
        if self.is_left:
            return []
        course_file = f"{self.source.display_path}/course.yaml"
        number = self.source.number
        if self.edition is None:
            if number < self.last_number:
                reason = _("版 %(number)d は作れません。number を %(last)d より大きくしてください")
                return [
                    FileProblem(
                        course_file, 1, reason % {"number": number, "last": self.last_number}
                    )
                ]
            drafts = [e.number for e in self.editions if e.state == EditionState.DRAFT]
            reason = _("版 %(number)d の下書きがあります。公開してから、次の版を読み込んでください")
            return [FileProblem(course_file, 1, reason % {"number": draft}) for draft in drafts]
        if self.edition.state == EditionState.DRAFT:
            return []
        if self.publish and self.edition.state == EditionState.RETIRED:
            reason = _("版 %(number)d は旧版です。course.yaml の number を上げてください")
            return [FileProblem(course_file, 1, reason % {"number": number})]
        reason = _("版 %(number)d は公開済みです。course.yaml の number を上げてください")
        return [
            FileProblem(f"{self.source.display_path}/{path}", 1, reason % {"number": number})
            for path in sorted(self.changed)
            if self._is_frozen(path)
        ]

    def _is_frozen(self, path: str) -> bool:
        if path == "course.yaml":
            text = EditionText.objects.get(edition=self.edition, language=SOURCE_LANGUAGE)
            return bool(text.written("label") != self.source.values["labels"][SOURCE_LANGUAGE])
        return not is_translation(path)

    def save(self, actor: User | None) -> LoadOutcome:
        """Store the files, and publish the edition if that was asked for."""
        if self.is_left:
            return LoadOutcome.LEFT
        outcome = self._save_edition(self._save_course())
        if self.publish and self.edition and self.edition.state == EditionState.DRAFT:
            publish_edition(edition=self.edition, actor=actor)
            return LoadOutcome.PUBLISHED
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

    def _save_edition(self, course: Course) -> LoadOutcome:
        if self.edition is None:
            self.edition = CourseEdition.objects.create(course=course, number=self.source.number)
        elif not self.changed:
            return LoadOutcome.UNCHANGED
        sources = read_translation_sources([*self.before[-1:], self.edition])
        if self.edition.state != EditionState.DRAFT:
            store_translations(self.edition, self.source, sources)
            pin_quizzes(self.edition)
            render_edition(self.edition, translations_only=True)
            transaction.on_commit(caches["immutable"].clear)
            return LoadOutcome.TRANSLATED
        store_draft(self.edition, self.source, sources)
        self.edition.source_digest = frozen_digest(self.source.files)
        self.edition.save(update_fields=["source_digest"])
        return LoadOutcome.DRAFTED
