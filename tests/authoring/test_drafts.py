"""A draft is started, edited, checked, published or discarded; what is published is never touched."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from authoring.drafts import checking
from authoring.drafts.checking import edition_problems
from authoring.drafts.errors import (
    DraftChangedError,
    DraftExistsError,
    EditionFrozenError,
    EditionInvalidError,
    EditionNotPublishedError,
    PartGoneError,
    StaleTextError,
    StructureError,
)
from authoring.drafts.lifecycle import draft_version, publish_draft, start_draft
from authoring.drafts.source_history import find_former_source
from authoring.drafts.structure import (
    add_chapter,
    add_lesson,
    add_quiz,
    content_version,
    move_part,
    quiz_version,
    remove_part,
    remove_quiz,
    rename_part,
)
from authoring.drafts.text_sets import ChapterTextSet, CourseTextSet, LessonTextSet, QuizTextSet
from authoring.drafts.texts import save_text, text_version
from authoring.enums import AuthoringAction
from authoring.loading import load_curriculum
from core.author_files.yaml_sections import FileProblem
from core.enums import TextState
from core.models import AuditEntry
from courses.enums import EditionState
from courses.files.exporting import export_courses, stored_files
from courses.files.loading import LoadOutcome
from courses.models import Chapter, CourseEdition, Lesson, LessonText, SourceText
from courses.queries import lesson_content, load_outline
from tests.authoring.desk import discard, draft_of, editor, lesson_of, publish, published, save

pytestmark = pytest.mark.django_db

WHAT = "01-intro/01-what.ja.md"


@pytest.fixture
def actor():
    return editor()


@pytest.fixture
def draft(folder, actor):
    return draft_of(folder, actor)


def files_of(edition):
    return stored_files(edition).digests()


class TestStart:
    def test_draft_equals_the_published_edition_in_all_but_its_number(self, folder, actor):
        edition = published(folder)
        before = files_of(edition)

        draft = start_draft(edition=edition, actor=actor)

        assert (draft.number, draft.state, draft.is_from_desk) == (2, EditionState.DRAFT, True)
        after = files_of(draft)
        assert {path for path in before if before[path] != after.get(path)} == {"course.yaml"}
        assert before.keys() == after.keys()
        assert "number: 2" in stored_files(draft).texts["course.yaml"]
        assert (
            "label: {ja: 令和8年度版, en: 2026 edition}" in stored_files(draft).texts["course.yaml"]
        )
        assert edition_problems(draft) == []
        edition.refresh_from_db()
        assert edition.state == EditionState.PUBLISHED

    def test_translations_out_of_date_stay_so(self, folder, actor):
        edition = published(folder)
        LessonText.objects.filter(language="en").update(state="outdated", source_digest="0" * 64)

        draft = start_draft(edition=edition, actor=actor)

        text = LessonText.objects.get(lesson__chapter__edition=draft, language="en")
        assert (text.state, text.source_digest) == (TextState.OUTDATED, "0" * 64)

    def test_a_course_has_one_open_draft(self, folder, actor, draft):
        edition = CourseEdition.objects.published().get()

        with pytest.raises(DraftExistsError) as caught:
            start_draft(edition=edition, actor=actor)

        assert caught.value.edition == draft
        with pytest.raises(IntegrityError), transaction.atomic():
            CourseEdition.objects.create(course=draft.course, number=9)

    def test_only_what_is_published_is_a_beginning(self, folder, actor):
        load_curriculum(folder.curriculum, publish=True)
        first = CourseEdition.objects.get()
        folder.replace("supporter/course.yaml", "number: 1", "number: 2")
        load_curriculum(folder.curriculum, publish=True)

        with pytest.raises(EditionNotPublishedError):
            start_draft(edition=first, actor=actor)

    def test_who_started_is_noted(self, actor, draft):
        entry = AuditEntry.objects.get(action=AuthoringAction.DRAFT_STARTED)

        assert (entry.actor_id, entry.object_id, entry.detail["number"]) == (
            actor.pk,
            str(draft.pk),
            2,
        )


class TestSave:
    def test_a_text_is_saved_and_nothing_else_changes(self, actor, draft):
        before = files_of(draft)
        text_set = LessonTextSet(lesson_of(draft))

        save(text_set, actor, source="\n新しい本文。\n", title="新しい題", minutes=7)

        after = files_of(draft)
        assert {path for path in before if before[path] != after[path]} == {WHAT}
        assert stored_files(draft).texts[WHAT] == (
            "---\ntitle: 新しい題\nsources:\n- title: 調査\n  publisher: 内閣府\n  year: 令和6年\n"
            "minutes: 7\n---\n\n新しい本文。\n"
        )
        published = CourseEdition.objects.published().get()
        assert lesson_of(published).texts.get(language="ja").title == "サポーターとは"

    def test_the_authors_layout_stays_while_the_values_do(self, actor, draft):
        save(LessonTextSet(lesson_of(draft)), actor, source="\n本文。\n")

        assert "title: サポーターとは   # 題" in stored_files(draft).texts[WHAT]

    def test_chapter_and_course_texts_are_saved(self, actor, draft):
        chapter = draft.chapters.get(slug="intro")
        save(ChapterTextSet(chapter), actor, title="章", goal="目標", is_reference=True)
        save(CourseTextSet(draft), actor, title="講座2", summary="概要2", label="令和9年度版")
        save(CourseTextSet(draft), actor, "en", label="2027 edition")

        chapter.refresh_from_db()
        assert chapter.is_reference
        assert chapter.texts.get(language="ja").goal == "目標"
        text = draft.texts.get(language="ja")
        assert (text.title, text.label) == ("講座2", "令和9年度版")
        course_file = stored_files(draft).texts["course.yaml"]
        assert "ja: 令和9年度版" in course_file
        assert "en: 2027 edition" in course_file
        assert edition_problems(draft) == []

    def test_translation_is_out_of_date_until_it_is_saved_again(self, actor, draft):
        text_set = LessonTextSet(lesson_of(draft))
        save(text_set, actor, source="\n変えた本文。\n")
        assert text_set.row("en").state == TextState.OUTDATED

        save(text_set, actor, "en")  # looked at, and still right

        assert text_set.row("en").state == TextState.PUBLISHED

    def test_translations_of_a_label_are_out_of_date_with_it(self, actor, draft):
        text_set = CourseTextSet(draft)
        seen = text_set.row("ja").source_digest
        save(text_set, actor, label="令和9年度版")

        assert text_set.row("en").state == TextState.OUTDATED
        assert find_former_source(text_set, seen).startswith("令和8年度版\n")

        save(text_set, actor, "en", label="2027 edition")
        assert text_set.row("en").state == TextState.PUBLISHED

    def test_what_is_said_once_for_all_languages_dates_no_translation(self, actor, draft):
        lesson = LessonTextSet(lesson_of(draft))
        chapter = ChapterTextSet(draft.chapters.get(slug="intro"))
        save(chapter, actor, "en", title="Intro", goal="To know.", source="\nHello.\n")
        save(lesson, actor, minutes=9)
        save(chapter, actor, is_reference=True)

        for text_set in (lesson, chapter):
            assert text_set.row("en").state == TextState.PUBLISHED

    def test_translation_of_japanese_that_moved_on_meanwhile_is_out_of_date(self, actor, draft):
        text_set = LessonTextSet(lesson_of(draft))
        seen = text_set.row("ja").source_digest
        save(text_set, actor, source="\n変えた本文。\n")

        save(text_set, actor, "en", source="\nNew.\n", made_from=seen)

        row = text_set.row("en")
        assert (row.state, row.source_digest) == (TextState.OUTDATED, seen)
        assert "本文です。" in SourceText.objects.get(pk=seen).text

    def test_japanese_set_back_makes_its_translations_current_again(self, actor, draft):
        text_set = LessonTextSet(lesson_of(draft))
        first = text_set.row("ja").source
        save(text_set, actor, source="\n変えた本文。\n")
        save(text_set, actor, source=first)

        assert text_set.row("en").state == TextState.PUBLISHED

    def test_new_translation_is_added(self, actor, draft):
        text_set = LessonTextSet(lesson_of(draft, "why"))

        save(
            text_set,
            actor,
            "en",
            title="Why",
            source="\n:::{reflection} my-word\nRemember.\n:::\n\n:::{quiz} check\n:::\n",
        )

        assert text_set.row("en").state == TextState.PUBLISHED
        assert edition_problems(draft) == []

    def test_lesson_follows_the_quiz_of_its_text(self, actor, draft):
        why = LessonTextSet(lesson_of(draft, "why"))
        source = why.row("ja").source
        save(why, actor, source=source.replace(":::{quiz} check\n:::\n", ""))
        assert Lesson.objects.get(pk=why.lesson.pk).quiz is None
        save(LessonTextSet(lesson_of(draft)), actor, source="\n:::{quiz} check\n:::\n")

        assert lesson_of(draft).quiz.key == "supporter/intro/check"

    def test_what_was_saved_meanwhile_is_not_overwritten(self, actor, draft):
        text_set = LessonTextSet(lesson_of(draft))
        seen = text_version(text_set.row("ja"))
        save(text_set, actor, source="\nあなたの文。\n", minutes=9)

        with pytest.raises(StaleTextError) as caught:
            save(text_set, actor, source="\n私の文。\n", based_on=seen, minutes=11)

        assert caught.value.text.endswith("---\n\nあなたの文。\n")
        assert lesson_of(draft).minutes == 9
        assert text_set.row("ja").source == "\nあなたの文。\n"

    def test_the_same_text_saved_twice_is_no_conflict(self, actor, draft):
        text_set = LessonTextSet(lesson_of(draft))
        seen = text_version(text_set.row("ja"))
        save(text_set, actor, source="\n同じ文。\n")

        save(text_set, actor, source="\n同じ文。\n", based_on=seen)

        assert text_set.row("ja").source == "\n同じ文。\n"

    def test_translation_begun_twice_is_a_conflict(self, actor, draft):
        text_set = LessonTextSet(lesson_of(draft, "why"))
        save(text_set, actor, "en", title="Mine", source="\nMine.\n", based_on="")

        with pytest.raises(StaleTextError):
            save(text_set, actor, "en", title="Yours", source="\nYours.\n", based_on="")

    def test_lesson_that_was_removed_meanwhile(self, actor, draft):
        text_set = LessonTextSet(lesson_of(draft))
        row = text_set.row("ja")
        Lesson.objects.filter(pk=text_set.lesson.pk).delete()

        with pytest.raises(PartGoneError):
            save_text(
                text_set=text_set, language="ja", values={"title": "題", "minutes": 3, "sources": []},
                source="", based_on=text_version(row), actor=actor,
            )  # fmt: skip

    def test_audit_says_who_and_which_text_and_no_word_of_it(self, actor, draft):
        text_set = LessonTextSet(lesson_of(draft))
        save(text_set, actor, source="\n秘密の文。\n")

        entry = AuditEntry.objects.get(action=AuthoringAction.TEXT_SAVED)
        assert (entry.actor_id, entry.object_id) == (actor.pk, str(draft.pk))
        assert entry.detail == {"kind": "lesson", "part": text_set.lesson.pk, "language": "ja"}


class TestCheck:
    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            ("\n<b>太字</b>\n", "HTMLは書けません。"),
            ("\n本文。\n\n:::{video} x\n:::\n", "「video」という書き方はありません。"),
            (
                "\n[次](lesson:intro/nowhere)\n",
                "リンク先のレッスン「intro/nowhere」がありません。",
            ),
            (
                "\n:::{figure} four.svg\n:alt: 絵\n:::\n",
                "図「four.svg」が figures フォルダにありません。",
            ),
            ("\n:::{windows}\n:keys: nobody\n:::\n", "キー「nobody」がありません。"),
            ("\n{孤独|コドク1}\n", "「孤独」の読み「コドク1」は、"),
            ("\n:::{reflection} my-word\n問い。\n:::\n", "キー「my-word」は"),
            ("\n\x08\n", "BOMや制御文字は使えません。"),
        ],
    )
    def test_a_mistake_is_named_as_the_loader_names_it(self, folder, actor, draft, source, reason):
        save(LessonTextSet(lesson_of(draft)), actor, source=source)

        found = edition_problems(draft)

        assert next(each.reason for each in found if reason in each.reason).startswith(reason)
        export_courses(folder.root)
        with pytest.raises(Exception, match="problems") as caught:
            load_curriculum(folder.curriculum)
        prefix = f"{folder.root}/supporter/"
        assert [(p.file, p.line, p.reason) for p in found] == [
            (p.file.removeprefix(prefix), p.line, p.reason.replace(prefix, "supporter/"))
            for p in caught.value.problems
        ]

    def test_a_quiz_is_checked_too(self, actor, draft):
        text_set = QuizTextSet(draft.chapters.get(slug="intro"), "check")
        save_text(
            text_set=text_set, language="ja", values={}, source="title: 題\n",
            based_on=text_version(text_set.row("ja")), actor=actor,
        )  # fmt: skip

        assert {problem.file for problem in edition_problems(draft)} == {
            "01-intro/check.quiz.ja.yaml",
            "01-intro/check.quiz.en.yaml",
        }

    def test_unsaved_texts_are_checked_in_place_of_the_stored(self, draft):
        problems = edition_problems(draft, changes={WHAT: "---\ntitle: 題\nminutes: 3\n---\n<b>\n"})

        assert [(p.file, p.line, p.reason) for p in problems] == [(WHAT, 5, "HTMLは書けません。")]
        assert edition_problems(draft) == []

    def test_what_is_saved_is_read_once_and_what_is_not_is_not_kept(self, draft):
        edition_problems(draft)
        before = checking._read_document.cache_info()

        for number in range(3):
            words = f"---\ntitle: 題\nminutes: 3\n---\n{number}回目\n"
            assert edition_problems(draft, changes={WHAT: words}) == []

        after = checking._read_document.cache_info()
        assert (after.misses, after.currsize) == (before.misses, before.currsize)
        assert after.hits > before.hits


class TestStructure:
    def slugs(self, draft):
        return [
            (chapter.position, chapter.slug, [(x.position, x.slug) for x in chapter.lessons.all()])
            for chapter in draft.chapters.all()
        ]

    def test_parts_are_added_at_the_end(self, actor, draft):
        chapter = add_chapter(edition=draft, slug="next", title="次", goal="わかる。", actor=actor)
        add_lesson(chapter=chapter, slug="one", title="一", minutes=4, actor=actor)
        add_lesson(
            chapter=draft.chapters.get(slug="intro"),
            slug="more",
            title="続き",
            minutes=2,
            actor=actor,
        )

        assert self.slugs(draft) == [
            (1, "intro", [(1, "what"), (2, "why"), (3, "more")]),
            (2, "reference", [(1, "words")]),
            (3, "next", [(1, "one")]),
        ]
        assert edition_problems(draft) == []
        assert (
            stored_files(draft).texts["03-next/01-one.ja.md"] == "---\ntitle: 一\nminutes: 4\n---\n"
        )

    def test_parts_change_places_with_their_neighbours(self, actor, draft):
        move_part(part=lesson_of(draft, "what"), is_up=False, actor=actor)
        move_part(part=draft.chapters.get(slug="reference"), is_up=True, actor=actor)
        move_part(part=draft.chapters.get(slug="reference"), is_up=True, actor=actor)

        assert self.slugs(draft) == [
            (1, "reference", [(1, "words")]),
            (2, "intro", [(1, "why"), (2, "what")]),
        ]
        assert edition_problems(draft) == []

    def test_parts_behind_one_that_is_removed_move_up(self, actor, draft):
        what = lesson_of(draft, "what")
        remove_part(part=what, based_on=content_version(what), actor=actor)

        assert self.slugs(draft)[0] == (1, "intro", [(1, "why")])
        assert {(p.file, p.reason) for p in edition_problems(draft)} == {
            ("01-intro/01-why.ja.md", "リンク先のレッスン「intro/what」がありません。"),
            ("01-intro/check.quiz.ja.yaml", "レッスン「what」がこの章にありません。"),
        }

    def test_what_changed_meanwhile_is_not_removed(self, actor, draft):
        chapter, what = draft.chapters.get(slug="intro"), lesson_of(draft)
        seen, seen_chapter = content_version(what), content_version(chapter)
        save(LessonTextSet(what), actor, source="\n書き足した。\n")

        for part, version in ((what, seen), (chapter, seen_chapter)):
            with pytest.raises(DraftChangedError):
                remove_part(part=part, based_on=version, actor=actor)
        assert lesson_of(draft).pk == what.pk

    def test_address_is_changed(self, actor, draft):
        rename_part(part=lesson_of(draft), slug="who", actor=actor)
        rename_part(part=draft.chapters.get(slug="intro"), slug="start", actor=actor)

        assert self.slugs(draft)[0] == (1, "start", [(1, "who"), (2, "why")])

    def test_every_link_to_the_old_address_is_named_with_its_line(self, actor, draft):
        link = "[戻る](lesson:intro/what)"
        save(
            ChapterTextSet(draft.chapters.get(slug="intro")), actor, source=f"\n導入。\n\n{link}\n"
        )
        save(
            LessonTextSet(lesson_of(draft, "words")),
            actor,
            source=f"\n- {link}\n\n::::{{choices}} talk\n:::{{option}} はい\n{link}\n:::\n"
            f":::{{option}} いいえ\nまた{link}。\n:::\n::::\n",
        )
        assert edition_problems(draft) == []

        rename_part(part=lesson_of(draft), slug="who", actor=actor)

        gone = "リンク先のレッスン「intro/what」がありません。"
        assert [each for each in edition_problems(draft) if "レッスン" in each.reason] == [
            FileProblem("01-intro/02-why.ja.md", 6, gone),
            FileProblem("01-intro/chapter.ja.md", 8, gone),
            FileProblem("01-intro/check.quiz.ja.yaml", 6, "レッスン「what」がこの章にありません。"),
            *(FileProblem("02-reference/01-words.ja.md", line, gone) for line in (6, 10, 13)),
        ]
        with pytest.raises(EditionInvalidError):
            publish(draft, actor)

    @pytest.mark.parametrize("slug", ["why", "Why", "a b", "", "-a", "あ"])
    def test_address_that_is_taken_or_no_address_is_refused(self, actor, draft, slug):
        with pytest.raises(StructureError):
            rename_part(part=lesson_of(draft), slug=slug, actor=actor)
        with pytest.raises(StructureError):
            add_lesson(
                chapter=draft.chapters.get(slug="intro"),
                slug=slug,
                title="題",
                minutes=1,
                actor=actor,
            )

    def test_a_new_quiz_fits_as_it_is(self, actor, draft):
        chapter = draft.chapters.get(slug="reference")
        made = add_quiz(chapter=chapter, stem="more", title="確認: 「#2」", actor=actor)
        assert made.source.startswith("title: '確認: 「#2」'\npass_mark: 80\n")
        text_set = LessonTextSet(lesson_of(draft, "words"))
        save(text_set, actor, source="\n:::{quiz} more\n:::\n")

        assert edition_problems(draft) == []
        with pytest.raises(StructureError):
            add_quiz(chapter=chapter, stem="more", title="確認2", actor=actor)

    def test_a_quiz_is_removed_in_every_language(self, actor, draft):
        chapter = draft.chapters.get(slug="intro")
        with pytest.raises(DraftChangedError):
            remove_quiz(chapter=chapter, stem="check", based_on="", actor=actor)

        remove_quiz(
            chapter=chapter, stem="check", based_on=quiz_version(chapter, "check"), actor=actor
        )

        assert chapter.quiz_sources.count() == 0
        with pytest.raises(PartGoneError):
            remove_quiz(chapter=chapter, stem="check", based_on="", actor=actor)


class TestPublish:
    def test_draft_becomes_the_edition_of_new_learners(self, actor, draft):
        old = CourseEdition.objects.published().get()
        frozen = files_of(old)
        save(LessonTextSet(lesson_of(draft)), actor, source="\n**新しい**本文。\n")
        add_chapter(edition=draft, slug="next", title="次", goal="わかる。", actor=actor)
        chapter = draft.chapters.get(slug="next")
        add_lesson(chapter=chapter, slug="one", title="一", minutes=4, actor=actor)

        publish(draft, actor)

        old.refresh_from_db()
        assert (old.state, CourseEdition.objects.published().get()) == (EditionState.RETIRED, draft)
        assert files_of(old) == frozen
        assert (
            "<strong>新しい</strong>" in lesson_content(lesson_of(draft).pk, "ja").blocks[0]["html"]
        )
        assert [(x.slug, x.has_quiz, x.quiz_version_id is not None) for x in load_outline(draft.pk, "ja").lessons] == [
            ("what", False, False), ("why", True, True), ("words", False, False), ("one", False, False),
        ]  # fmt: skip
        # The quiz did not change: those who passed it have passed it.
        assert lesson_of(old, "why").quiz_version == lesson_of(draft, "why").quiz_version

    def test_a_mistake_keeps_it_a_draft(self, actor, draft):
        save(LessonTextSet(lesson_of(draft)), actor, source="\n<b>\n")

        with pytest.raises(EditionInvalidError) as caught:
            publish(draft, actor)

        assert [(p.file, p.line) for p in caught.value.problems] == [(WHAT, 8)]
        draft.refresh_from_db()
        assert draft.state == EditionState.DRAFT

    def test_chapter_that_got_another_address_takes_its_quiz_along(self, actor, draft):
        rename_part(part=draft.chapters.get(slug="intro"), slug="start", actor=actor)
        why = LessonTextSet(lesson_of(draft, "why"))
        save(why, actor, source=why.row("ja").source.replace("lesson:intro", "lesson:start"))

        publish(draft, actor)

        lesson = lesson_of(draft, "why")
        assert (lesson.quiz.key, lesson.quiz_version.quiz_id) == (
            "supporter/start/check",
            lesson.quiz_id,
        )

    def test_what_is_published_or_retired_is_never_changed(self, actor, draft):
        old = CourseEdition.objects.published().get()
        publish(draft, actor)
        old.refresh_from_db()
        for edition in (old, CourseEdition.objects.get(pk=draft.pk)):
            lesson = lesson_of(edition)
            chapter = lesson.chapter
            changes = [
                lambda lesson=lesson: save(LessonTextSet(lesson), actor, source="\nx\n"),
                lambda lesson=lesson: save(LessonTextSet(lesson), actor, "en", source="\nx\n"),
                lambda chapter=chapter: save(ChapterTextSet(chapter), actor, title="x"),
                lambda edition=edition: save(CourseTextSet(edition), actor, title="x"),
                lambda edition=edition: add_chapter(edition=edition, slug="x", title="x", goal="x", actor=actor),
                lambda chapter=chapter: add_lesson(chapter=chapter, slug="x", title="x", minutes=1, actor=actor),
                lambda chapter=chapter: add_quiz(chapter=chapter, stem="x", title="x", actor=actor),
                lambda lesson=lesson: rename_part(part=lesson, slug="x", actor=actor),
                lambda lesson=lesson: move_part(part=lesson, is_up=False, actor=actor),
                lambda lesson=lesson: remove_part(part=lesson, based_on=content_version(lesson), actor=actor),
                lambda chapter=chapter: remove_quiz(chapter=chapter, stem="check", based_on="", actor=actor),
                lambda edition=edition: discard(edition, actor),
                lambda edition=edition: publish(edition, actor),
            ]  # fmt: skip
            before = files_of(edition)
            for change in changes:
                with pytest.raises(EditionFrozenError):
                    change()
            assert files_of(edition) == before


class TestDiscard:
    def test_draft_goes_with_all_its_texts(self, actor, draft):
        before = files_of(CourseEdition.objects.published().get())
        discard(draft, actor)

        edition = CourseEdition.objects.get()
        assert (edition.state, files_of(edition)) == (EditionState.PUBLISHED, before)
        assert Chapter.objects.exclude(edition=edition).count() == 0
        assert start_draft(edition=edition, actor=actor).number == 2
        entry = AuditEntry.objects.get(action=AuthoringAction.DRAFT_DISCARDED)
        assert (entry.actor_id, entry.object_id, entry.detail) == (
            actor.pk,
            str(draft.pk),
            {"number": 2},
        )


class TestFilesBesideTheDesk:
    def outcomes(self, folder):
        loaded = load_curriculum(folder.curriculum, publish=True)
        return [(number, outcome) for _slug, number, outcome in loaded.courses]

    def test_open_draft_is_left_alone(self, folder, actor, draft):
        before = files_of(draft)
        assert self.outcomes(folder) == [(1, LoadOutcome.LEFT)]
        for number in (2, 3):  # equal to the draft's, and above it
            folder.replace("supporter/course.yaml", f"number: {number - 1}", f"number: {number}")
            folder.write(
                "supporter/01-intro/01-what.ja.md", f"---\ntitle: 題\nminutes: 3\n---\n{number}\n"
            )
            assert self.outcomes(folder) == [(number, LoadOutcome.LEFT)]

        draft.refresh_from_db()
        assert (draft.state, files_of(draft)) == (EditionState.DRAFT, before)
        assert CourseEdition.objects.count() == 2

    def test_files_exported_from_an_open_draft_do_not_publish_it(self, folder, draft):
        export_courses(folder.root)

        assert self.outcomes(folder) == [(2, LoadOutcome.LEFT)]
        draft.refresh_from_db()
        assert draft.state == EditionState.DRAFT

    def test_older_files_are_left_once_the_desk_has_published(self, folder, actor, draft):
        publish(draft, actor)

        assert self.outcomes(folder) == [(1, LoadOutcome.LEFT)]
        folder.replace("supporter/01-intro/01-what.en.md", "Text.", "Other.")
        assert self.outcomes(folder) == [(1, LoadOutcome.LEFT)]
        folder.replace("supporter/course.yaml", "number: 1", "number: 2")
        assert self.outcomes(folder) == [(2, LoadOutcome.LEFT)]
        assert CourseEdition.objects.published().get() == draft

    def test_desks_edition_exported_is_the_files_edition_again(self, folder, actor, draft):
        save(LessonTextSet(lesson_of(draft)), actor, source="\n机で書いた。\n")
        publish(draft, actor)

        export_courses(folder.root)

        assert "机で書いた。" in (folder.root / "supporter" / WHAT).read_text(encoding="utf-8")
        assert self.outcomes(folder) == [(2, LoadOutcome.UNCHANGED)]

    def test_files_with_a_higher_number_take_the_course_over_again(self, folder, actor, draft):
        publish(draft, actor)
        folder.replace("supporter/course.yaml", "number: 1", "number: 3")

        assert self.outcomes(folder) == [(3, LoadOutcome.PUBLISHED)]
        assert CourseEdition.objects.published().get().number == 3

    def test_draft_of_files_is_the_desks_once_it_was_edited(self, folder, actor):
        load_curriculum(folder.curriculum)
        draft = CourseEdition.objects.get()
        save(LessonTextSet(lesson_of(draft)), actor, source="\n机で書いた。\n")

        assert self.outcomes(folder) == [(1, LoadOutcome.LEFT)]
        assert "机で書いた。" in stored_files(draft).texts[WHAT]

    def test_command_says_so(self, folder, draft, capsys):
        call_command("load_curriculum", folder.curriculum, publish=True)

        assert (
            "supporter 版 1：編集画面に版や下書きがあるため、ファイルは読み込みませんでした"
            in capsys.readouterr().err
        )

    def test_number_above_an_open_draft_of_files_waits(self, folder):
        load_curriculum(folder.curriculum)
        folder.replace("supporter/course.yaml", "number: 1", "number: 2")

        with pytest.raises(Exception, match="problems") as caught:
            load_curriculum(folder.curriculum)

        assert [problem.reason for problem in caught.value.problems] == [
            "版 1 の下書きがあります。公開してから、次の版を読み込んでください"
        ]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestRaces:
    """Real concurrent connections."""

    def together(self, *works):
        barrier = threading.Barrier(len(works))

        def run(work):
            try:
                barrier.wait(timeout=10)
                return work()
            except (
                StaleTextError,
                EditionFrozenError,
                DraftChangedError,
                DraftExistsError,
            ) as error:
                return type(error)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as pool:
            return [future.result() for future in [pool.submit(run, work) for work in works]]

    def test_two_editors_on_one_lesson_never_overwrite(self, folder, actor):
        draft = draft_of(folder, actor)
        text_set = LessonTextSet(lesson_of(draft))
        seen = text_version(text_set.row("ja"))
        writers = [
            lambda n=n: (
                save(LessonTextSet(lesson_of(draft)), actor, source=f"\n{n}\n", based_on=seen)
                and "saved"
            )
            for n in range(5)
        ]

        results = self.together(*writers)

        assert sorted(map(str, results)) == sorted(["saved", *[str(StaleTextError)] * 4])
        winner = results.index("saved")
        assert text_set.row("ja").source == f"\n{winner}\n"
        assert AuditEntry.objects.filter(action=AuthoringAction.TEXT_SAVED).count() == 1

    def test_two_drafts_are_not_started(self, folder, actor):
        edition = published(folder)

        results = self.together(
            *[lambda: start_draft(edition=edition, actor=actor) and "started"] * 3
        )

        assert sorted(map(str, results)) == sorted(["started", *[str(DraftExistsError)] * 2])
        assert CourseEdition.objects.filter(state=EditionState.DRAFT).count() == 1

    def test_a_text_is_saved_or_the_draft_published_as_it_was_shown(self, folder, actor):
        draft = draft_of(folder, actor)
        text_set = LessonTextSet(lesson_of(draft))
        before, seen = text_set.row("ja").source, draft_version(draft)

        results = self.together(
            lambda: save(text_set, actor, source="\n書きかけの\n") and "saved",
            lambda: publish_draft(edition=draft, based_on=seen, actor=actor) and "published",
        )

        draft.refresh_from_db()
        assert (results, draft.state, text_set.row("ja").source) in [
            (["saved", DraftChangedError], EditionState.DRAFT, "\n書きかけの\n"),
            ([EditionFrozenError, "published"], EditionState.PUBLISHED, before),
        ]
