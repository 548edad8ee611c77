"""The database refuses to change what is published, whoever asks."""

import re

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from authoring.drafts.lifecycle import start_draft
from courses.enums import EditionState
from courses.frozen import install_triggers, remove_triggers
from courses.models import (
    Chapter,
    ChapterFigure,
    ChapterText,
    CourseEdition,
    EditionText,
    GuideText,
    Lesson,
    LessonText,
    QuizSource,
)
from courses.publishing import publish_edition, rerender_edition
from tests.authoring.desk import draft_of, editor, publish, published

pytestmark = pytest.mark.django_db

CHANGES = [
    (EditionText, "edition", {"title": "x"}),
    (EditionText, "edition", {"label": "x"}),
    (EditionText, "edition", {"source": "x"}),
    (EditionText, "edition", {"ruby": {"title": "x"}}),
    (ChapterText, "chapter__edition", {"goal": "x"}),
    (ChapterText, "chapter__edition", {"source": "x"}),
    (LessonText, "lesson__chapter__edition", {"title": "x"}),
    (LessonText, "lesson__chapter__edition", {"source": "x"}),
    (LessonText, "lesson__chapter__edition", {"front_matter": "x"}),
    (LessonText, "lesson__chapter__edition", {"ruby": {"title": "x"}}),
    (LessonText, "lesson__chapter__edition", {"sources": [{"title": "x"}]}),
    (QuizSource, "chapter__edition", {"source": "x"}),
]
PARTS = [
    (Chapter, "edition", {"slug": "x"}),
    (Chapter, "edition", {"position": 70}),
    (Chapter, "edition", {"is_reference": True}),
    (Lesson, "chapter__edition", {"slug": "x"}),
    (Lesson, "chapter__edition", {"minutes": 70}),
    (Lesson, "chapter__edition", {"position": 70}),
    (ChapterFigure, "chapter__edition", {"name": "x"}),
    (CourseEdition, "pk", {"number": 70}),
    (CourseEdition, "pk", {"state": EditionState.DRAFT}),
]


ROWS = [
    (EditionText, "edition"),
    (GuideText, "edition"),
    (Chapter, "edition"),
    (ChapterText, "chapter__edition"),
    (ChapterFigure, "chapter__edition"),
    (QuizSource, "chapter__edition"),
    (Lesson, "chapter__edition"),
    (LessonText, "lesson__chapter__edition"),
]

# All that may change of a published edition; what stands in no list is frozen.
FREE = {
    "chapter": set(),
    "chapterfigure": set(),
    "chaptertext": {"html"},
    "courseedition": {"state", "published_at", "source", "kanji_grade"},
    "editiontext": {"html"},
    "guidetext": {"html"},
    "lesson": set(),
    "lessontext": {"blocks"},
    "quizsource": set(),
}


@pytest.fixture
def edition(folder):
    folder.write("supporter/guide.ja.md", "---\ntitle: 手引き\n---\n\nながれ。\n")
    return published(folder)


def rows(model, edition, path, **more):
    first = model.objects.filter(**{path: edition.pk}, **more).first()
    return model.objects.filter(pk=first.pk)


def japanese(model, edition, path):
    is_text = any(field.name == "language" for field in model._meta.local_fields)
    return rows(model, edition, path, **({"language": "ja"} if is_text else {}))


@pytest.mark.parametrize(("model", "path", "values"), CHANGES)
def test_japanese_of_a_published_edition_is_refused(edition, model, path, values):
    found = rows(model, edition, path, language="ja")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        found.update(**values)


@pytest.mark.parametrize(("model", "path", "values"), PARTS)
def test_structure_of_a_published_edition_is_refused(edition, model, path, values):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows(model, edition, path).update(**values)


@pytest.mark.parametrize(("model", "path"), ROWS)
def test_nothing_is_added_to_a_published_edition(edition, model, path):
    row = japanese(model, edition, path).get()
    row.pk = None

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(("model", "path"), ROWS)
def test_nothing_is_moved_into_a_published_edition(edition, model, path):
    draft = start_draft(edition=edition, actor=editor())
    owner = path.split("__")[0]
    theirs = getattr(japanese(model, edition, path).get(), owner)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        japanese(model, draft, path).update(**{owner: theirs})


@pytest.mark.parametrize(("model", "path"), [*ROWS, (CourseEdition, "pk")])
def test_nothing_is_deleted_from_a_published_edition(edition, model, path):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        japanese(model, edition, path)._raw_delete("default")


def test_translations_are_added_and_deleted(edition):
    for model, path in ((LessonText, "lesson__chapter__edition"), (QuizSource, "chapter__edition")):
        row = rows(model, edition, path, language="en").get()
        row.delete()
        row.save(force_insert=True)
    figure = rows(ChapterFigure, edition, "chapter__edition").get()
    figure.pk, figure.name = None, "three.en.svg"
    figure.save(force_insert=True)
    figure.delete()


def test_retired_edition_is_refused_too(folder):
    actor = editor()
    draft = draft_of(folder, actor)
    old = CourseEdition.objects.published().get()
    publish(draft, actor)

    for edition in (old, draft):
        found = rows(LessonText, edition, "lesson__chapter__edition", language="ja")
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            found.update(source="x")


def test_translations_and_rendering_go_on(edition):
    english = rows(LessonText, edition, "lesson__chapter__edition", language="en")
    english.update(source="New.", title="New")
    rerender_edition(edition=edition)
    publish_edition(edition=edition)

    assert english.get().blocks == [{"kind": "html", "html": "<p>New.</p>"}]


def test_drafts_are_free(folder):
    draft = draft_of(folder, editor())

    for model, path, values in (*CHANGES, *PARTS[:-2]):
        assert japanese(model, draft, path).update(**values) == 1


def test_migrations_may_rewrite_what_they_must(edition):
    found = rows(LessonText, edition, "lesson__chapter__edition", language="ja")
    remove_triggers(using="default")
    assert found.update(title="x") == 1

    install_triggers(using="default")
    install_triggers(using="default")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        found.update(title="y")


@pytest.mark.parametrize("name", sorted(FREE))
def test_trigger_names_every_column_that_is_not_free(name):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s",
                [f"courses_{name}_frozen"],
            )
        else:
            cursor.execute(
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s",
                [f"courses_{name}_frozen"],
            )
        (trigger,) = cursor.fetchone()
    compared = re.findall(r'(?i)\bnew\."?(\w+)', trigger)

    model = apps.get_model("courses", name)
    assert set(compared) == {field.column for field in model._meta.local_fields} - FREE[name]


def test_every_model_of_an_edition_is_frozen_or_says_why_not():
    """What points to an edition, its chapters or lessons, but for the files made of it."""
    parts = {CourseEdition, Chapter, Lesson}
    of_an_edition = {
        model._meta.model_name
        for model in apps.get_app_config("courses").get_models()
        if model in parts or parts & {field.related_model for field in model._meta.local_fields}
    }

    assert of_an_edition - {"handout"} == set(FREE)
