"""Loading, publishing, freezing, translating, writing back."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import ActivityExample
from authoring.loading import CurriculumInvalidError, load_curriculum
from content.models import MediaAsset
from core.models import AuditEntry
from courses.enums import CourseAction, EditionState
from courses.files.exporting import export_courses, stored_files
from courses.files.loading import LoadOutcome
from courses.models import (
    Chapter,
    ChapterText,
    Course,
    CourseEdition,
    EditionText,
    Lesson,
    LessonText,
    QuizSource,
)
from courses.publishing import TextUnreadableError, publish_edition, rerender_edition
from courses.queries import lesson_content, load_outline, published_editions
from quizzes.models import Question, Quiz, QuizText, QuizVersion
from quizzes.queries import load_quiz
from windows.models import Window

pytestmark = pytest.mark.django_db

WHAT = "supporter/01-intro/01-what.ja.md"
WHAT_EN = "supporter/01-intro/01-what.en.md"


def load(folder, *, publish=False):
    return [
        (number, outcome)
        for _slug, number, outcome in load_curriculum(folder.curriculum, publish=publish).courses
    ]


def reasons(folder, *, publish=False):
    with pytest.raises(CurriculumInvalidError) as caught:
        load_curriculum(folder.curriculum, publish=publish)
    return [
        (p.file.replace(f"{folder.root}/", ""), p.line, p.reason) for p in caught.value.problems
    ]


def rows():
    """Every row that loading writes, with its values."""
    models = (
        Course, CourseEdition, EditionText, Chapter, ChapterText, Lesson, LessonText, QuizSource,
        Quiz, QuizVersion, Question, QuizText, MediaAsset, Window, ActivityExample, AuditEntry,
    )  # fmt: skip
    return {model: list(model.objects.order_by("pk").values()) for model in models}


class TestDraft:
    def test_load_stores_a_draft_that_nobody_takes(self, folder):
        assert load(folder) == [(1, LoadOutcome.DRAFTED)]

        edition = CourseEdition.objects.get()
        assert edition.state == EditionState.DRAFT
        assert published_editions("ja") == ()
        assert [(c.slug, c.position, c.is_reference) for c in edition.chapters.all()] == [
            ("intro", 1, False),
            ("reference", 2, True),
        ]
        assert [
            (lesson.chapter.slug, lesson.slug, lesson.minutes, lesson.quiz and lesson.quiz.key)
            for lesson in Lesson.objects.all()
        ] == [
            ("intro", "what", 4, None),
            ("intro", "why", 5, "supporter/intro/check"),
            ("reference", "words", 2, None),
        ]
        assert Window.objects.get().key == "yorisoi"

    def test_second_load_changes_nothing_and_says_so(self, folder):
        load(folder)
        before = rows()

        with CaptureQueriesContext(connection) as queries:
            assert load(folder) == [(1, LoadOutcome.UNCHANGED)]

        assert rows() == before
        writes = ("INSERT", "UPDATE", "DELETE")
        assert [q["sql"] for q in queries if q["sql"].startswith(writes)] == []

    def test_load_follows_every_change_of_a_draft(self, folder):
        load(folder)
        folder.remove("supporter/02-reference/chapter.ja.md")
        folder.remove("supporter/02-reference/01-words.ja.md")
        (folder.root / "supporter/02-reference").rmdir()
        folder.replace(WHAT, "本文です。", "新しい本文です。")
        folder.replace("supporter/course.yaml", "position: 1", "position: 7")

        assert load(folder) == [(1, LoadOutcome.DRAFTED)]

        assert list(Chapter.objects.values_list("slug", flat=True)) == ["intro"]
        assert (
            "新しい本文です。" in LessonText.objects.get(lesson__slug="what", language="ja").source
        )
        assert Course.objects.get().position == 7
        assert load(folder) == [(1, LoadOutcome.UNCHANGED)]

    def test_command_says_what_it_did(self, folder):
        said = io.StringIO()

        call_command("load_curriculum", folder.curriculum, stdout=said)
        call_command("load_curriculum", folder.curriculum, "--publish", stdout=said)
        call_command(
            "load_curriculum", folder.curriculum, "--publish", "--render-again", stdout=said
        )

        assert said.getvalue().splitlines() == [
            "supporter 版 1：下書きを保存しました",
            "相談窓口と地域の活動：2件を更新しました",
            "supporter 版 1：公開しました",
            "相談窓口と地域の活動：変更はありません",
            "supporter 版 1：変更はありません",
            "相談窓口と地域の活動：変更はありません",
        ]


class TestPublish:
    @time_machine.travel(datetime(2026, 11, 21, 3, tzinfo=UTC), tick=False)
    def test_publish_renders_pins_and_records(self, folder):
        assert load(folder, publish=True) == [(1, LoadOutcome.PUBLISHED)]

        edition = CourseEdition.objects.get()
        assert (edition.state, edition.published_at) == (
            EditionState.PUBLISHED,
            datetime(2026, 11, 21, 3, tzinfo=UTC),
        )
        found = load_outline(edition.pk, "ja")
        assert (
            found.html
            == "<p><ruby>孤独<rp>（</rp><rt>こどく</rt><rp>）</rp></ruby>の講座です。</p>"
        )
        assert [(c.slug, c.html) for c in found.chapters] == [
            ("intro", "<p>導入です。</p>"),
            ("reference", ""),
        ]
        why = found.lesson("intro", "why")
        version = QuizVersion.objects.get()
        assert (why.quiz_version_id, version.quiz.key) == (version.pk, "supporter/intro/check")
        assert sorted(version.texts.values_list("language", flat=True)) == ["en", "ja"]
        assert [block["kind"] for block in lesson_content(why.id, "ja").blocks] == [
            "html",
            "windows",
            "activities",
            "reflection",
            "quiz",
        ]
        assert lesson_content(why.id, "ja").blocks[1:3] == (
            {"kind": "windows", "keys": ["yorisoi"], "audience": ""},
            {"kind": "activities", "keys": [], "activity_kind": "role"},
        )
        assert lesson_content(why.id, "ja").blocks[-1] == {
            "kind": "quiz",
            "key": "supporter/intro/check",
        }
        entry = AuditEntry.objects.get()
        assert (entry.actor, entry.action, entry.object_id, entry.detail) == (
            None,
            CourseAction.EDITION_PUBLISHED,
            str(edition.pk),
            {"number": 1, "retired": []},
        )

    def test_published_pictures_are_served(self, folder, client):
        load(folder, publish=True)

        html = "".join(
            block["html"]
            for text in LessonText.objects.filter(language="ja")
            for block in text.blocks
            if block["kind"] == "html"
        )
        for name in ("three.svg", "by-age.svg"):
            asset = MediaAsset.objects.get(name=name)
            assert f'src="/media/{asset.digest}.svg"' in html
            response = client.get(f"/media/{asset.digest}.svg")
            assert response.status_code == 200
            assert b"</svg>" in response.getvalue()

    def test_second_publish_changes_nothing(self, folder):
        load(folder, publish=True)
        before = rows()

        assert load(folder, publish=True) == [(1, LoadOutcome.UNCHANGED)]
        publish_edition(edition=CourseEdition.objects.get())

        assert rows() == before

    def test_next_edition_retires_the_one_before_and_leaves_its_text(self, folder):
        load(folder, publish=True)
        first = CourseEdition.objects.get()
        frozen = list(LessonText.objects.order_by("pk").values())
        folder.replace("supporter/course.yaml", "number: 1", "number: 2")
        folder.replace(WHAT, "本文です。", "二版です。")

        assert load(folder, publish=True) == [(2, LoadOutcome.PUBLISHED)]

        first.refresh_from_db()
        second = CourseEdition.objects.get(number=2)
        assert (first.state, second.state) == (EditionState.RETIRED, EditionState.PUBLISHED)
        assert (
            list(LessonText.objects.filter(lesson__chapter__edition=first).order_by("pk").values())
            == frozen
        )
        assert [card.edition_id for card in published_editions("ja")] == [second.pk]
        assert QuizVersion.objects.count() == 1
        assert AuditEntry.objects.filter(object_id=str(second.pk)).get().detail == {
            "number": 2,
            "retired": [first.pk],
        }

    def test_draft_beside_a_published_edition_is_not_taken(self, folder):
        load(folder, publish=True)
        folder.replace("supporter/course.yaml", "number: 1", "number: 2")

        assert load(folder) == [(2, LoadOutcome.DRAFTED)]

        assert [card.number for card in published_editions("ja")] == [1]

    def test_stored_text_that_cannot_be_rendered_is_not_published(self, folder):
        load(folder)
        LessonText.objects.filter(language="ja").update(source="<script>x</script>")

        with pytest.raises(TextUnreadableError):
            publish_edition(edition=CourseEdition.objects.get())

        assert CourseEdition.objects.get().state == EditionState.DRAFT

    def test_rendering_again_gives_the_same_blocks(self, folder):
        load(folder, publish=True)
        before = rows()
        LessonText.objects.update(blocks=[])

        rerender_edition(edition=CourseEdition.objects.get())

        assert rows() == before


@pytest.mark.postgresql
class TestAtOnce:
    @pytest.mark.django_db(transaction=True)
    def test_two_first_loads_at_once_make_one_edition(self, folder):
        found = _at_once(lambda: load(folder, publish=True), times=3)

        assert sorted(found, key=str) == [
            [(1, LoadOutcome.PUBLISHED)],
            [(1, LoadOutcome.UNCHANGED)],
            [(1, LoadOutcome.UNCHANGED)],
        ]
        assert CourseEdition.objects.count() == AuditEntry.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_publishing_at_once_publishes_once(self, folder):
        load(folder)
        edition = CourseEdition.objects.get()

        _at_once(lambda: publish_edition(edition=edition), times=4)

        assert AuditEntry.objects.count() == QuizVersion.objects.count() == 1


def _at_once(call, *, times):
    """What `call` returns in each of as many threads, started together."""
    barrier = threading.Barrier(times)

    def run(_number):
        try:
            barrier.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


class TestFrozen:
    REASON = "版 1 は公開済みです。course.yaml の number を上げてください"

    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            (WHAT, "本文です。", "直した本文です。"),
            (WHAT, "minutes: 4", "minutes: 5"),
            ("supporter/course.ja.md", "概要です。", "直した概要です。"),
            ("supporter/01-intro/check.quiz.ja.yaml", "pass_mark: 80", "pass_mark: 60"),
            ("supporter/01-intro/figures/three.svg", 'width="9"', 'width="8"'),
            ("supporter/course.yaml", "令和8年度版", "令和9年度版"),
        ],
    )
    def test_published_japanese_is_frozen(self, folder, name, old, new):
        load(folder, publish=True)
        before = rows()
        folder.replace(name, old, new)

        assert reasons(folder) == reasons(folder, publish=True) == [(name, 1, self.REASON)]
        assert rows() == before

    def test_published_structure_is_frozen(self, folder):
        load(folder, publish=True)
        folder.write("supporter/02-reference/02-more.ja.md", "---\ntitle: 追加\nminutes: 1\n---\n")
        (folder.root / WHAT).rename(folder.root / "supporter/01-intro/03-what.ja.md")
        (folder.root / WHAT_EN).rename(folder.root / "supporter/01-intro/03-what.en.md")

        assert reasons(folder) == [
            (WHAT, 1, self.REASON),
            ("supporter/01-intro/03-what.ja.md", 1, self.REASON),
            ("supporter/02-reference/02-more.ja.md", 1, self.REASON),
        ]

    def test_nothing_of_another_course_is_saved_either(self, folder):
        load(folder, publish=True)
        for name, data in folder.files().items():
            folder.write(name.replace("supporter/", "another/"), data)
        folder.replace(WHAT, "本文です。", "直した本文です。")

        assert reasons(folder) == [(WHAT, 1, self.REASON)]
        assert list(Course.objects.values_list("slug", flat=True)) == ["supporter"]

    def test_place_in_the_list_is_not_part_of_an_edition(self, folder):
        load(folder, publish=True)
        folder.replace("supporter/course.yaml", "position: 1", "position: 5")

        assert load(folder) == [(1, LoadOutcome.TRANSLATED)]
        assert Course.objects.get().position == 5
        assert load(folder) == [(1, LoadOutcome.UNCHANGED)]

    def test_a_retired_edition_is_not_published_again_and_no_number_goes_back(self, folder):
        folder.replace("supporter/course.yaml", "number: 1", "number: 2")
        load(folder, publish=True)
        folder.replace("supporter/course.yaml", "number: 2", "number: 4")
        load(folder, publish=True)

        folder.replace("supporter/course.yaml", "number: 4", "number: 2")
        assert reasons(folder, publish=True) == [
            (
                "supporter/course.yaml",
                1,
                "版 2 は旧版です。course.yaml の number を上げてください",
            )
        ]
        assert load(folder) == [(2, LoadOutcome.UNCHANGED)]
        folder.replace("supporter/course.yaml", "number: 2", "number: 3")
        assert reasons(folder) == [
            (
                "supporter/course.yaml",
                1,
                "版 3 は作れません。number を 4 より大きくしてください",
            )
        ]


class TestTranslations:
    def state(self, slug="what", language="en", **edition):
        return LessonText.objects.get(
            lesson__slug=slug,
            language=language,
            **{f"lesson__chapter__edition__{k}": v for k, v in edition.items()},
        ).state

    def test_translation_is_out_of_date_when_the_japanese_moves_on(self, folder):
        load(folder)
        assert self.state() == "published"
        folder.replace(WHAT, "本文です。", "直した本文です。")
        load(folder)

        assert self.state() == "outdated"
        folder.replace(WHAT_EN, "Text.", "New text.")
        load(folder)
        assert self.state() == "published"

    def test_label_is_translated_and_minutes_are_not(self, folder):
        load(folder)
        folder.replace("supporter/course.yaml", "ja: 令和8年度版", "ja: 令和9年度版")
        folder.replace(WHAT, "minutes: 4", "minutes: 5")
        load(folder)
        assert EditionText.objects.get(language="en").state == "outdated"
        assert self.state() == "published"

        folder.replace("supporter/course.yaml", "en: 2026 edition", "en: 2027 edition")
        load(folder)
        assert EditionText.objects.get(language="en").state == "published"

    def test_translation_stays_out_of_date_over_loads_and_editions(self, folder):
        load(folder, publish=True)
        folder.replace("supporter/course.yaml", "number: 1", "number: 2")
        folder.replace(WHAT, "本文です。", "直した本文です。")
        load(folder, publish=True)
        assert self.state(number=1) == "published"
        assert self.state(number=2) == "outdated"
        what = load_outline(CourseEdition.objects.get(number=2).pk, "en").lesson("intro", "what")
        assert lesson_content(what.id, "en").is_outdated is True

        folder.replace("supporter/course.yaml", "number: 2", "number: 3")
        load(folder)
        assert self.state(number=3) == "outdated"

    def test_translation_made_current_by_taking_the_japanese_back(self, folder):
        load(folder)
        folder.replace(WHAT, "本文です。", "直した本文です。")
        load(folder)
        folder.replace(WHAT, "直した本文です。", "本文です。")
        load(folder)

        assert self.state() == "published"

    def test_translation_is_added_to_a_published_edition_and_shown(self, folder):
        load(folder, publish=True)
        edition = CourseEdition.objects.get()
        frozen = list(LessonText.objects.filter(language="ja").order_by("pk").values())
        assert load_outline(edition.pk, "ja-easy").is_fallback is True
        folder.write(
            "supporter/course.ja-easy.md",
            "---\ntitle: やさしい{講座|こうざ}\nsummary: あらすじ。\n---\n\nこんにちは。\n",
        )
        folder.write(
            "supporter/01-intro/01-what.ja-easy.md",
            "---\ntitle: やさしく\n---\n\n:::{figure} three.ja-easy.svg\n:alt: しかく\n:::\n",
        )
        svg = (folder.root / "supporter/01-intro/figures/three.svg").read_text(encoding="utf-8")
        folder.write("supporter/01-intro/figures/three.ja-easy.svg", svg.replace("9", "8"))

        assert load(folder) == [(1, LoadOutcome.TRANSLATED)]

        assert list(LessonText.objects.filter(language="ja").order_by("pk").values()) == frozen
        text = LessonText.objects.get(language="ja-easy")
        asset = MediaAsset.objects.get(name="three.ja-easy.svg")
        assert f"/media/{asset.digest}.svg" in text.blocks[0]["html"]
        assert EditionText.objects.get(language="ja-easy").html == "<p>こんにちは。</p>"
        assert load(folder) == [(1, LoadOutcome.UNCHANGED)]
        easy = EditionText.objects.get(language="ja-easy")
        assert (easy.title, easy.written("title")) == ("やさしい講座", "やさしい{講座|こうざ}")

    def test_translation_added_later_is_shown_by_this_process_at_once(
        self, folder, django_capture_on_commit_callbacks
    ):
        load(folder, publish=True)
        edition = CourseEdition.objects.get()
        assert load_outline(edition.pk, "en").title == "Course"
        folder.replace("supporter/course.en.md", "title: Course", "title: Supporters")

        with django_capture_on_commit_callbacks(execute=True):
            load(folder)

        assert load_outline(edition.pk, "en").title == "Supporters"

    def test_translation_of_a_quiz_is_added_to_its_pinned_version(self, folder):
        folder.remove("supporter/01-intro/check.quiz.en.yaml")
        load(folder, publish=True)
        from tests.courses.course_files import QUIZ_EN

        folder.write("supporter/01-intro/check.quiz.en.yaml", QUIZ_EN)

        assert load(folder) == [(1, LoadOutcome.TRANSLATED)]
        assert QuizText.objects.get(language="en").title == "Check of chapter 1"
        assert QuizVersion.objects.count() == 1

    def test_translation_of_a_quiz_that_is_out_of_date_grades_nobody(self, folder):
        load(folder, publish=True)
        folder.replace("supporter/course.yaml", "number: 1", "number: 2")
        folder.replace("supporter/01-intro/check.quiz.ja.yaml", "title: ", "title: 新しい")
        load(folder, publish=True)
        first, second = QuizVersion.objects.order_by("number")

        assert load_quiz(first.pk, "en").is_fallback is False
        assert load_quiz(second.pk, "en").is_fallback is True

        folder.replace("supporter/01-intro/check.quiz.en.yaml", "title: ", "title: New ")
        load(folder)
        caches["immutable"].clear()
        assert load_quiz(second.pk, "en").title == "New Check of chapter 1"

    def test_translation_is_removed_from_a_published_edition(self, folder):
        load(folder, publish=True)
        folder.remove(WHAT_EN)

        assert load(folder) == [(1, LoadOutcome.TRANSLATED)]
        assert not LessonText.objects.filter(language="en").exists()


class TestExport:
    @pytest.mark.parametrize("publish", [False, True])
    def test_what_was_loaded_is_written_back_byte_for_byte(self, folder, tmp_path, publish):
        load(folder, publish=publish)

        export_courses(tmp_path / "out")

        folder_out = type(folder).__new__(type(folder))
        folder_out.root = tmp_path / "out"
        assert folder_out.files() == folder.files()

    def test_furigana_of_titles_are_kept_apart_and_written_back(self, folder):
        folder.replace("supporter/course.ja.md", "title: 講座", "title: '{講座|こうざ}の題'")
        folder.replace("supporter/course.yaml", "令和8年度版", "'令和8年度{版|ばん}'")
        folder.replace("supporter/01-intro/chapter.ja.md", "goal: 言", "goal: ひとに{言|い}")
        folder.replace("supporter/01-intro/01-what.ja.md", "サポーターとは", "'{人|ひと}とは'")
        before = folder.files()

        load(folder, publish=True)

        shown = load_outline(CourseEdition.objects.get().pk, "ja")
        chapter, lesson = shown.chapters[0], shown.lessons[0]
        assert (shown.title, shown.title_ruby) == ("講座の題", "{講座|こうざ}の題")
        assert (shown.label, shown.label_ruby) == ("令和8年度版", "令和8年度{版|ばん}")
        assert (shown.summary, shown.summary_ruby) == ("概要です。", "概要です。")
        assert (chapter.goal, chapter.goal_ruby) == ("ひとに言える。", "ひとに{言|い}える。")
        assert (lesson.title, lesson.title_ruby) == ("人とは", "{人|ひと}とは")
        assert export_courses(folder.root) == ([], [])
        assert folder.files() == before
        assert load(folder, publish=True) == [(1, LoadOutcome.UNCHANGED)]

    def test_title_changed_without_its_furigana_is_shown_without_them(self, folder):
        folder.replace("supporter/01-intro/01-what.ja.md", "サポーターとは", "'{人|ひと}とは'")
        load(folder)
        LessonText.objects.filter(language="ja").update(title="別の題")

        assert {text.written("title") for text in LessonText.objects.filter(language="ja")} == {
            "別の題"
        }

    def test_export_over_the_files_changes_nothing_and_names_strangers(self, folder):
        load(folder)
        folder.write("supporter/01-intro/memo.txt", "x")
        said = io.StringIO()

        call_command("export_curriculum", folder.curriculum, stdout=said)

        assert said.getvalue().splitlines() == [
            f"データベースにないファイルです：{folder.root}/supporter/01-intro/memo.txt",
            "変更はありません",
        ]

    def test_export_says_what_the_database_says(self, folder, tmp_path):
        load(folder)
        LessonText.objects.filter(lesson__slug="what", language="ja").update(title="直した題")
        Chapter.objects.filter(slug="reference").update(is_reference=False)
        EditionText.objects.filter(language="ja").update(label="令和9年度版")

        stored = stored_files(CourseEdition.objects.get()).texts

        assert stored["01-intro/01-what.ja.md"].startswith(
            "---\ntitle: 直した題\nsources:\n- title: 調査\n  publisher: 内閣府\n  year: 令和6年\nminutes: 4\n---\n\n本文です。\n"
        )
        assert stored["02-reference/chapter.ja.md"] == "---\ntitle: 参考\ngoal: 確かめる。\n---\n"
        assert stored["course.yaml"] == (
            "track: supporter\nposition: 1\nedition:\n  number: 1\n"
            "  label:\n    en: 2026 edition\n    ja: 令和9年度版\n"
        )

    def test_export_takes_the_newest_edition(self, folder, tmp_path):
        load(folder, publish=True)
        folder.replace("supporter/course.yaml", "number: 1", "number: 2")
        load(folder)

        export_courses(tmp_path / "out")

        assert "number: 2" in (tmp_path / "out/supporter/course.yaml").read_text(encoding="utf-8")


class TestOwnCurriculum:
    """The curriculum of the repository itself."""

    def test_it_loads_publishes_and_is_written_back_byte_for_byte(self, tmp_path):
        loaded = load_curriculum(settings.CURRICULUM_DIR, publish=True)
        assert {outcome for _slug, _number, outcome in loaded.courses} == {LoadOutcome.PUBLISHED}

        again = load_curriculum(settings.CURRICULUM_DIR, publish=True)
        assert {outcome for _slug, _number, outcome in again.courses} == {LoadOutcome.UNCHANGED}

        export_courses(tmp_path)

        def files(root):
            return {
                path.relative_to(root): path.read_bytes()
                for path in root.rglob("*")
                if path.is_file() and not path.name.startswith(".")
            }

        assert files(tmp_path) == files(settings.CURRICULUM_DIR / "courses")

    def test_supporter_course_has_eight_chapters_and_a_reference_each_with_its_check(self):
        load_curriculum(settings.CURRICULUM_DIR, publish=True)

        card = next(c for c in published_editions("ja") if c.course_slug == "supporter")
        found = load_outline(card.edition_id, "ja")

        assert card.chapter_count == 8
        assert [c.is_reference for c in found.chapters] == [False] * 8 + [True]
        assert [sum(x.has_quiz for x in c.lessons) for c in found.chapters] == [1] * 8 + [0]
        for lesson in found.lessons:
            blocks = lesson_content(lesson.id, "ja").blocks
            assert blocks
            assert all(block["html"] for block in blocks if block["kind"] == "html")


@pytest.mark.parametrize("copies", [1, 3])
def test_lesson_pages_queries_do_not_grow_with_the_curriculum(
    folder, copies, django_assert_num_queries
):
    for number in range(copies - 1):
        for name, data in folder.files().items():
            if name.startswith("supporter/"):
                folder.write(name.replace("supporter/", f"other{number}/"), data)
    load_curriculum(folder.curriculum, publish=True)
    card = next(c for c in published_editions("ja") if c.course_slug == "supporter")
    caches["immutable"].clear()

    with django_assert_num_queries(7):
        lesson_content(load_outline(card.edition_id, "ja").lessons[0].id, "ja")
