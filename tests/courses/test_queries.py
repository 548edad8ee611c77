import pytest
from django.core.cache import caches

from courses.enums import EditionState
from courses.models import LessonText
from courses.queries import lesson_content, load_outline, neighbours, published_editions
from tests.factories.courses import (
    ChapterTextFactory,
    EditionTextFactory,
    LessonTextFactory,
    published_edition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cold():
    caches["immutable"].clear()


def test_outline_lists_chapters_and_lessons_in_reading_order():
    edition = published_edition(chapters=2, lessons=2, with_reference=True)

    found = load_outline(edition.pk, "ja")

    assert [
        (x.number, x.chapter_slug, x.slug, x.has_quiz, x.is_reference) for x in found.lessons
    ] == [
        (1, "chapter-1", "lesson-1", False, False),
        (2, "chapter-1", "lesson-2", True, False),
        (3, "chapter-2", "lesson-1", False, False),
        (4, "chapter-2", "lesson-2", True, False),
        (5, "reference", "lesson-1", False, True),
    ]
    assert found.minutes == 20
    assert len(found.required_lessons) == 4
    assert found.lesson("chapter-2", "lesson-1").number == 3
    assert found.lesson("chapter-2", "nowhere") is None
    assert found.chapter("reference").is_reference


def test_outline_falls_back_to_japanese_row_by_row_and_says_so():
    edition = published_edition(chapters=1, lessons=2, with_quiz=False)
    first, _second = edition.chapters.get().lessons.all()
    EditionTextFactory(edition=edition, language="en", title="Supporter course")
    LessonTextFactory(lesson=first, language="en", title="First")

    found = load_outline(edition.pk, "en")

    assert (found.title, found.is_fallback) == ("Supporter course", False)
    assert [(c.title, c.is_fallback) for c in found.chapters] == [("1章", True)]
    assert [(x.title, x.is_fallback) for x in found.lessons] == [
        ("First", False),
        ("レッスン2", True),
    ]


def test_outline_does_not_show_a_translation_in_draft():
    edition = published_edition(chapters=1, lessons=1, with_quiz=False)
    ChapterTextFactory(chapter=edition.chapters.get(), language="en", title="Draft", state="draft")

    assert [c.title for c in load_outline(edition.pk, "en").chapters] == ["1章"]


@pytest.mark.parametrize("size", [1, 3])
def test_outline_takes_six_queries_whatever_its_size(size, django_assert_num_queries):
    edition = published_edition(chapters=size, lessons=size)

    with django_assert_num_queries(6):
        load_outline(edition.pk, "ja")
    with django_assert_num_queries(0):
        load_outline(edition.pk, "ja")


def test_outline_of_a_draft_is_never_kept(django_assert_num_queries):
    edition = published_edition(chapters=1, lessons=1, state=EditionState.DRAFT)

    load_outline(edition.pk, "ja")
    with django_assert_num_queries(6):
        load_outline(edition.pk, "ja")


def test_lesson_content_is_read_once(django_assert_num_queries):
    edition = published_edition(chapters=1, lessons=1)
    lesson = load_outline(edition.pk, "ja").lessons[0]

    with django_assert_num_queries(1):
        content = lesson_content(lesson.id, "ja")
    with django_assert_num_queries(0):
        assert lesson_content(lesson.id, "ja") == content
    assert content.blocks == (
        {"kind": "html", "html": "<p>本文です。</p>"},
        {"kind": "quiz", "key": f"{edition.course.slug}/chapter-1/check"},
    )
    assert (content.is_fallback, content.is_outdated) == (False, False)


def test_lesson_content_says_when_it_falls_back_and_when_it_is_out_of_date():
    edition = published_edition(chapters=1, lessons=2, with_quiz=False)
    first, second = edition.chapters.get().lessons.all()
    LessonTextFactory(lesson=first, language="en", title="First", state="outdated")

    translated, untranslated = lesson_content(first.pk, "en"), lesson_content(second.pk, "en")

    assert (translated.language, translated.is_fallback, translated.is_outdated) == (
        "en",
        False,
        True,
    )
    assert (untranslated.language, untranslated.is_fallback) == ("ja", True)


def test_lesson_content_shows_japanese_sources_unless_they_are_translated():
    edition = published_edition(chapters=1, lessons=2, with_quiz=False)
    first, second = edition.chapters.get().lessons.all()
    translated = [{"title": "Survey", "publisher": "Cabinet Office", "year": "2024"}]
    LessonTextFactory(lesson=first, language="en", sources=translated)
    LessonTextFactory(lesson=second, language="en", sources=[])

    assert lesson_content(first.pk, "en").sources == tuple(translated)
    assert lesson_content(second.pk, "en").sources == lesson_content(second.pk, "ja").sources


def test_lesson_content_of_nothing_is_refused():
    with pytest.raises(LessonText.DoesNotExist):
        lesson_content(999, "ja")


def test_neighbours_cross_chapters_and_end():
    found = load_outline(published_edition(chapters=2, lessons=1).pk, "ja")
    first, last = found.lessons

    assert neighbours(found, first.id) == (None, last)
    assert neighbours(found, last.id) == (first, None)


def test_published_editions_lists_what_new_learners_take():
    shown = published_edition(chapters=2, lessons=2, with_reference=True)
    published_edition(chapters=1, lessons=1, state=EditionState.DRAFT)
    published_edition(chapters=1, lessons=1, state=EditionState.RETIRED)

    (card,) = published_editions("ja")

    assert (card.edition_id, card.course_slug, card.track) == (
        shown.pk,
        shown.course.slug,
        "supporter",
    )
    assert (card.minutes, card.chapter_count, card.lesson_count) == (20, 2, 4)
