"""An edition loaded from the small curriculum, published, and a draft of the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authoring.drafts.lifecycle import discard_draft, draft_version, publish_draft, start_draft
from authoring.drafts.text_sets import ChapterTextSet, CourseTextSet, LessonTextSet
from authoring.drafts.texts import save_text, text_version
from authoring.loading import load_curriculum
from courses.files.exporting import text_values, translatable_digest
from courses.models import CourseEdition, EditionText, Lesson
from tests.factories.accounts import MembershipFactory, OrganizationFactory

if TYPE_CHECKING:
    from accounts.models import User
    from tests.courses.course_files import Folder


def editor() -> User:
    national = OrganizationFactory(national=True)
    return MembershipFactory(organization=national, role="editor").user


def published(folder: Folder) -> CourseEdition:
    load_curriculum(folder.curriculum, publish=True)
    return CourseEdition.objects.published().get()


def draft_of(folder: Folder, actor: User) -> CourseEdition:
    return start_draft(edition=published(folder), actor=actor)


def publish(draft: CourseEdition, actor: User) -> CourseEdition:
    """Publish a draft as it is now."""
    return publish_draft(edition=draft, based_on=draft_version(draft), actor=actor)


def discard(draft: CourseEdition, actor: User) -> None:
    discard_draft(edition=draft, based_on=draft_version(draft), actor=actor)


def lesson_of(edition: CourseEdition, slug: str = "what") -> Lesson:
    return Lesson.objects.select_related("chapter__edition__course").get(
        chapter__edition=edition, slug=slug
    )


def save(text_set, actor, language="ja", **changes):
    """Save the text as an editor would who has just opened it, with these changes."""
    row = text_set.row(language)
    japanese = text_set.row("ja")
    values = text_values(row) if row is not None else {"title": "題", "goal": "", "sources": []}
    if isinstance(row, EditionText):
        values["label"] = row.label
    given = {"based_on": text_version(row), "made_from": translatable_digest(japanese)}
    for name in ("source", "based_on", "made_from"):
        if name in changes:
            given[name] = changes.pop(name)
    given.setdefault("source", row.source if row is not None else "\n")
    return save_text(
        text_set=text_set, language=language, values=values | changes, actor=actor, **given
    )


__all__ = [
    "ChapterTextSet", "CourseTextSet", "LessonTextSet", "discard", "draft_of", "editor", "lesson_of", "publish",
    "published", "save",
]  # fmt: skip
