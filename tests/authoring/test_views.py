"""The editors' pages: tree, text beside its preview, conflicts, pictures, comparison, publishing."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from authoring.drafts.figures import erase_unused_photographs
from authoring.drafts.lifecycle import discard_draft, start_draft
from authoring.drafts.text_sets import LessonTextSet
from authoring.drafts.texts import text_version
from authoring.enums import AuthoringAction
from authoring.permissions import can_edit_edition, can_view_edition
from content.models import MediaAsset
from core.models import AuditEntry
from courses.enums import EditionState
from courses.models import Chapter, CourseEdition, Lesson
from learning.models import Enrolment, LessonProgress
from tests.authoring.desk import draft_of, editor, lesson_of, publish, published, save
from tests.courses.course_files import SVG
from tests.factories.accounts import LearnerFactory, MembershipFactory
from tests.factories.courses import published_edition

pytestmark = pytest.mark.django_db


RADICAL = "「⼈」（U+2F08）は部首の文字です。漢字の「人」（U+4EBA）に直してください。"


@pytest.fixture
def actor():
    return editor()


@pytest.fixture
def desk(actor):
    client = Client()
    client.force_login(actor)
    return client


@pytest.fixture
def draft(folder, actor):
    return draft_of(folder, actor)


def url(name, edition, *arguments):
    return reverse(f"authoring:{name}", args=[edition.pk, *arguments])


def shown(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def form_of(response):
    """The values of a text's form, as a browser would send them."""
    form = response.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    if data.get("is_reference") is False:
        del data["is_reference"]
    for citation in response.context["citations"] or ():
        for field in citation:
            data[field.html_name] = field.value() or ""
    if response.context["citations"] is not None:
        for field in response.context["citations"].management_form:
            data[field.html_name] = field.value()
    return data


def as_shown(desk, path):
    """What the page's own form says of what it shows."""
    return {"version": desk.get(path).context["version"]}


def lesson_url(draft, slug="what", language="ja"):
    return url("lesson_text", draft, lesson_of(draft, slug).pk, language)


class TestWho:
    def test_an_edition_is_seen_by_editors_alone(self, draft, actor):
        for user in (actor, MembershipFactory().user, LearnerFactory().user):
            seen = draft in CourseEdition.objects.visible_to(user)
            assert can_view_edition(user, draft) is seen is (user == actor)
            assert can_edit_edition(user, draft) is seen
        assert not can_edit_edition(actor, CourseEdition.objects.published().get())

    def test_parts_of_another_edition_are_not_found(self, desk, draft):
        other = CourseEdition.objects.published().get()
        lesson, chapter = lesson_of(draft), draft.chapters.first()

        for path in (
            url("lesson_text", other, lesson.pk, "ja"),
            url("chapter_text", other, chapter.pk, "ja"),
            url("figure_list", other, chapter.pk),
            url("lesson_text", draft, lesson.pk, "fr"),
            url("quiz_text", draft, chapter.pk, "nothing", "ja"),
            url("comparison", draft) + "?key=nothing",
        ):
            assert desk.get(path).status_code == 404


class TestTree:
    def test_list_shows_courses_with_their_editions(self, desk, draft, folder):
        response = desk.get(reverse("authoring:edition_list"))

        (course,) = response.context["courses"]
        assert [(each["edition"].number, each["edition"].state) for each in course["editions"]] == [
            (2, EditionState.DRAFT),
            (1, EditionState.PUBLISHED),
        ]
        assert course["draft"] == draft

    def test_queries_do_not_grow_with_courses(self, desk, django_assert_num_queries):
        published_edition()
        desk.get(reverse("authoring:edition_list"))
        with django_assert_num_queries(5):
            desk.get(reverse("authoring:edition_list"))
        published_edition()
        published_edition()
        with django_assert_num_queries(5):
            desk.get(reverse("authoring:edition_list"))

    def test_queries_do_not_grow_with_lessons(self, desk, django_assert_max_num_queries):
        counts = []
        for lessons in (1, 3):
            edition = published_edition(chapters=lessons, lessons=lessons)
            desk.get(url("edition_detail", edition))
            with django_assert_max_num_queries(60) as captured:
                desk.get(url("edition_detail", edition))
            counts.append(len(captured))
        assert counts[0] == counts[1]

    def test_tree_shows_what_each_language_has_and_lacks(self, desk, draft, actor):
        save(LessonTextSet(lesson_of(draft)), actor, source="\n変えた。\n\n<b>\n")

        response = desk.get(url("edition_detail", draft))

        intro = response.context["chapters"][0]
        assert [
            (text["text"].language, text["text"].status.value, text["text"].problem_count)
            for text in intro["lessons"][0]["texts"]
        ] == [("ja", "current", 1), ("ja-easy", "missing", 0), ("en", "outdated", 0)]
        summary = {each.language: each for each in response.context["summaries"]}
        assert (summary["en"].current, summary["en"].outdated, summary["en"].missing) == (2, 1, 4)
        (problem,) = response.context["problems"]
        assert (problem["problem"].file, problem["problem"].line) == ("01-intro/01-what.ja.md", 10)
        assert problem["url"] == lesson_url(draft)

    def test_published_edition_is_read_and_not_changed(self, desk, draft):
        edition = CourseEdition.objects.published().get()
        page = desk.get(lesson_url(edition))
        assert "保存する" not in shown(page)
        assert "disabled" in page.content.decode()

        answer = desk.post(lesson_url(edition), form_of(page) | {"source": "乗っ取り"})

        assert answer.status_code == 409
        assert "乗っ取り" in answer.content.decode()
        assert LessonTextSet(lesson_of(edition)).row("ja").source.startswith("\n本文です。")
        for name in ("chapter_create", "edition_publish", "edition_discard"):
            assert desk.get(url(name, edition)).status_code == 302

    def test_draft_is_started_once(self, desk, folder):
        edition = published(folder)
        first = desk.post(url("draft_start", edition))
        second = desk.post(url("draft_start", edition))

        draft = CourseEdition.objects.get(state=EditionState.DRAFT)
        assert first["Location"] == second["Location"] == url("edition_detail", draft)

    @pytest.mark.parametrize(
        ("language", "source"),
        [
            ("ja-easy", 'title: "あ\u2028\u0085い漢"\n'),
            ("ja-easy", "title: あ\n? [a]\n: b\n? {a: b}\n: c\n"),
            ("ja", f"title: 題\npass_mark: {'9' * 5000}\nquestions: []\n"),
        ],
    )
    def test_no_text_locks_editors_out(self, desk, draft, language, source):
        path = url("quiz_text", draft, draft.chapters.get(slug="intro").pk, "check", language)
        answer = desk.post(path, form_of(desk.get(path)) | {"source": source})
        assert answer.status_code == 302

        for page in (
            path,
            lesson_url(draft),
            url("edition_detail", draft),
            url("comparison", draft),
            url("edition_publish", draft),
            url("edition_discard", draft),
        ):
            assert desk.get(page).status_code == 200
        problems = desk.get(url("edition_detail", draft)).context["problems"]
        assert path in {each["url"] for each in problems}

    def test_changes_need_a_token(self, actor, draft):
        client = Client(enforce_csrf_checks=True)
        client.force_login(actor)
        for name in ("edition_publish", "edition_discard"):
            assert client.post(url(name, draft), {"confirm": "1"}).status_code == 403
        assert client.post(lesson_url(draft), {"source": "x"}).status_code == 403


class TestText:
    def test_text_is_saved_and_shown_again(self, desk, draft):
        page = desk.get(lesson_url(draft))
        data = form_of(page) | {
            "source": "新しい本文。\r\n\r\n二行目。",
            "title": "新しい題",
            "minutes": "7",
        }

        answer = desk.post(lesson_url(draft), data)

        assert answer["Location"] == lesson_url(draft)
        row = LessonTextSet(lesson_of(draft)).row("ja")
        assert (row.title, row.source) == ("新しい題", "\n新しい本文。\n\n二行目。\n")
        assert row.sources == [{"title": "調査", "publisher": "内閣府", "year": "令和6年"}]
        assert "新しい本文。" in shown(desk.get(lesson_url(draft)))

    def test_title_takes_furigana(self, desk, draft):
        path = lesson_url(draft)
        data = form_of(desk.get(path)) | {"title": "{支|ささ}える{人|ひと}"}

        assert desk.post(path, data).status_code == 302

        text = lesson_of(draft).texts.get(language="ja")
        assert (text.title, text.written("title")) == ("支える人", "{支|ささ}える{人|ひと}")
        assert "title: '{支|ささ}える{人|ひと}'" in text.front_matter
        assert form_of(desk.get(path))["title"] == "{支|ささ}える{人|ひと}"

    @pytest.mark.parametrize(
        ("title", "reason"),
        [
            ("{支える|ささえる}", "ふりがなの左側「支える」は漢字だけにしてください（送りがなは外に出します）。"),
            ("{支|ささ" + "あ", "ふりがなは半角で「{漢字|かんじ}」と書いてください。"),
            ("⼈の話", RADICAL),
            ("{⼈|ひと}の話", RADICAL),
            ("{支|ささ}" * 121, "この値は 120 文字以下でなければなりません( 121 文字になっています)。"),
        ],
    )  # fmt: skip
    def test_title_with_wrong_furigana_is_shown_again(self, desk, draft, title, reason):
        path = lesson_url(draft)

        response = desk.post(path, form_of(desk.get(path)) | {"title": title})

        assert response.context["form"].errors["title"] == [reason]

    def test_saving_untouched_changes_nothing(self, desk, draft):
        places = {
            lesson_url(draft): LessonTextSet(lesson_of(draft)),
            lesson_url(draft, "why"): LessonTextSet(lesson_of(draft, "why")),
        }
        for path, text_set in places.items():
            before = text_version(text_set.row("ja"))
            assert desk.post(path, form_of(desk.get(path))).status_code == 302
            assert text_version(text_set.row("ja")) == before
        chapter = draft.chapters.first()
        for path, find in {
            url("chapter_text", draft, chapter.pk, "ja"): lambda: chapter.texts.get(language="ja"),
            url("course_text", draft, "en"): lambda: draft.texts.get(language="en"),
            url("quiz_text", draft, chapter.pk, "check", "ja"): lambda: chapter.quiz_sources.get(
                language="ja"
            ),
        }.items():
            before = text_version(find())
            assert desk.post(path, form_of(desk.get(path))).status_code == 302
            assert text_version(find()) == before

    def test_sources_are_added_changed_and_removed(self, desk, draft):
        data = form_of(desk.get(lesson_url(draft)))
        data |= {f"citation-0-{name}": "" for name in ("title", "publisher", "year", "url")}
        data |= {
            "citation-1-title": "計画",
            "citation-1-publisher": "国",
            "citation-1-year": "令和6年",
            "citation-1-url": "https://www.example.jp/",
        }
        desk.post(lesson_url(draft), data)

        assert LessonTextSet(lesson_of(draft)).row("ja").sources == [
            {
                "title": "計画",
                "publisher": "国",
                "year": "令和6年",
                "url": "https://www.example.jp/",
            }
        ]

    def test_half_a_source_is_named(self, desk, draft):
        data = form_of(desk.get(lesson_url(draft))) | {
            "citation-1-title": "計画",
            "citation-1-url": "ftp:x",
        }

        answer = desk.post(lesson_url(draft), data)

        assert answer.status_code == 200
        assert "発行者を入力してください。" in shown(answer)
        assert "https:// から入力してください。" in shown(answer)

    def test_radical_in_a_source_is_named(self, desk, draft):
        data = form_of(desk.get(lesson_url(draft))) | {"citation-0-title": "⼈の調査"}

        answer = desk.post(lesson_url(draft), data)

        assert answer.context["citations"].errors[0] == {"title": [RADICAL]}

    def test_problems_are_named_by_the_line_of_the_field(self, desk, draft):
        data = form_of(desk.get(lesson_url(draft)))
        desk.post(lesson_url(draft), data | {"source": "一行目。\n\n<b>太字</b>\n"})

        page = desk.get(lesson_url(draft))

        assert [(each.line, each.reason) for each in page.context["problems"]] == [
            (3, "HTMLは書けません。")
        ]
        assert 'data-line="3"' in page.content.decode()

    def test_preview_shows_what_is_not_saved(self, desk, draft):
        data = form_of(desk.get(lesson_url(draft))) | {"preview": "1", "source": "**まだ**の本文。"}

        part = desk.post(lesson_url(draft), data, headers={"HX-Request": "true"})
        whole = desk.post(lesson_url(draft), data)

        assert "<strong>まだ</strong>の本文。" in part.content.decode()
        assert "<html" not in part.content.decode()
        assert "<strong>まだ</strong>の本文。" in whole.content.decode()
        assert whole.context["form"]["source"].value() == "**まだ**の本文。"
        assert "まだ" not in LessonTextSet(lesson_of(draft)).row("ja").source

    def test_preview_of_a_chart_and_a_picture(self, desk, draft):
        words = lesson_of(draft, "words")
        source = LessonTextSet(words).row("ja").source
        page = desk.get(lesson_url(draft, "words"))
        found = re.search(
            r'src="(/desk/curriculum/media/[0-9a-f]{64}\.svg)"', page.content.decode()
        )
        picture = desk.get(found[1])
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml")
        assert b"<svg" in picture.content
        assert Client().get(found[1]).status_code == 302
        assert MediaAsset.objects.count() == 2  # the drawing, and the published chart
        assert "{chart}" in source
        assert (
            f"/media/{MediaAsset.objects.get(name='three.svg').digest}.svg"
            in desk.get(lesson_url(draft)).content.decode()
        )

    def test_mistake_has_no_preview_but_its_reason(self, desk, draft):
        data = form_of(desk.get(lesson_url(draft))) | {
            "preview": "1",
            "source": "a\n\n<script>x</script>",
        }

        part = desk.post(lesson_url(draft), data, headers={"HX-Request": "true"})

        assert "本文の3行目" in shown(part)
        assert "<script>" not in part.content.decode()

    def test_picture_that_is_missing_shows_its_words(self, desk, draft):
        data = form_of(desk.get(lesson_url(draft))) | {
            "preview": "1",
            "source": ":::{figure} none.svg\n:alt: 絵のかわり\n:::\n",
        }

        part = desk.post(lesson_url(draft), data, headers={"HX-Request": "true"})

        assert 'alt="絵のかわり"' in part.content.decode()
        assert "図「none.svg」が figures フォルダにありません。" in shown(part)

    def test_quiz_is_previewed_and_checked(self, desk, draft):
        path = url("quiz_text", draft, draft.chapters.first().pk, "check", "ja")
        page = desk.get(path)
        assert "どんな人ですか。" in shown(page)
        assert "正解" in shown(page)

        broken = desk.post(
            path, form_of(page) | {"source": "title: 題\nquestions: []\n", "preview": "1"}
        )

        assert "「questions」がありません。" in shown(broken)

    def test_translation_stands_beside_the_japanese(self, desk, draft, actor):
        save(LessonTextSet(lesson_of(draft)), actor, source="\n本文が変わりました。\n")

        page = desk.get(lesson_url(draft, language="en"))

        assert page.context["japanese"] == "本文が変わりました。"
        lines = [
            (line.kind.value, "".join(span.text for span in line.spans))
            for line in page.context["japanese_changes"]
        ]
        assert ("removed", "本文です。") in lines
        assert ("added", "本文が変わりました。") in lines

        desk.post(lesson_url(draft, language="en"), form_of(page) | {"source": "It has changed."})
        page = desk.get(lesson_url(draft, language="en"))
        assert page.context["japanese_changes"] == []

    def test_what_changed_is_known_from_texts_of_the_draft_too(self, desk, draft, actor):
        text_set = LessonTextSet(lesson_of(draft))
        save(text_set, actor, source="\n一度目。\n")
        save(text_set, actor, "en", source="\nFirst.\n")
        save(text_set, actor, source="\n二度目。\n")

        lines = desk.get(lesson_url(draft, language="en")).context["japanese_changes"]

        assert {("removed", "一度目。"), ("added", "二度目。")} <= {
            (line.kind.value, "".join(span.text for span in line.spans)) for line in lines
        }

    def test_new_translation_may_start_from_a_copy(self, desk, draft):
        path = lesson_url(draft, language="ja-easy")
        assert desk.get(path).context["form"]["source"].value() == ""

        page = desk.get(f"{path}?copy=1")
        assert page.context["form"]["source"].value().startswith("本文です。")
        answer = desk.post(path, form_of(page) | {"title": "サポーターって？"})

        assert answer.status_code == 302
        assert LessonTextSet(lesson_of(draft)).row("ja-easy").title == "サポーターって？"

    def test_form_without_title_is_shown_again(self, desk, draft):
        data = form_of(desk.get(lesson_url(draft))) | {"title": "", "source": "消えない文。"}

        answer = desk.post(lesson_url(draft), data)

        assert answer.status_code == 200
        assert "レッスンの題を入力してください。" in shown(answer)
        assert answer.context["form"]["source"].value() == "消えない文。"

    def test_guide_is_written_and_previewed(self, desk, draft):
        path = url("guide_text", draft, "ja")
        data = form_of(desk.get(path)) | {"title": "手引き", "source": "## めあて\n\n話す。"}

        assert desk.post(path, data).status_code == 302
        assert draft.guides.get().source == "\n## めあて\n\n話す。\n"
        assert "めあて" in shown(desk.get(path))


class TestConflict:
    def test_both_texts_are_shown_and_nothing_is_lost(self, desk, draft, actor):
        mine = form_of(desk.get(lesson_url(draft)))
        save(LessonTextSet(lesson_of(draft)), actor, source="\n相手の文。\n", minutes=9)

        answer = desk.post(lesson_url(draft), mine | {"source": "私の文。", "minutes": "11"})

        assert answer.status_code == 409
        assert answer.context["form"]["source"].value() == "私の文。"
        assert answer.context["form"]["minutes"].value() == "11"
        assert answer.context["theirs"].endswith("---\n\n相手の文。\n")
        marks = [
            (line.kind.value, "".join(span.text for span in line.spans))
            for line in answer.context["conflict"]
        ]
        assert {("removed", "minutes: 9"), ("added", "minutes: 11")} <= set(marks)
        assert {("removed", "相手の文。"), ("added", "私の文。")} <= set(marks)
        assert LessonTextSet(lesson_of(draft)).row("ja").source == "\n相手の文。\n"

        merged = desk.post(lesson_url(draft), form_of(answer) | {"source": "相手の文。\n私の文。"})

        assert merged.status_code == 302
        assert LessonTextSet(lesson_of(draft)).row("ja").source == "\n相手の文。\n私の文。\n"

    def test_third_save_meanwhile_is_a_conflict_again(self, desk, draft, actor):
        mine = form_of(desk.get(lesson_url(draft))) | {"source": "私の文。"}
        save(LessonTextSet(lesson_of(draft)), actor, source="\n相手の文。\n")
        again = form_of(desk.post(lesson_url(draft), mine))
        save(LessonTextSet(lesson_of(draft)), actor, source="\n相手の次の文。\n")

        answer = desk.post(lesson_url(draft), again)

        assert answer.status_code == 409
        assert answer.context["theirs"].endswith("\n相手の次の文。\n")

    def test_what_was_written_while_the_sign_in_ran_out_is_given_back(self, desk, draft):
        path = lesson_url(draft)
        mine = form_of(desk.get(path)) | {"source": "一時間かけて書いた文。", "title": "私の題"}
        before = LessonTextSet(lesson_of(draft)).row("ja").source

        answer = Client().post(path, mine)

        assert answer.status_code == 403
        assert "ログインの期限が切れたため、保存できませんでした。" in shown(answer)
        assert "一時間かけて書いた文。" in answer.content.decode()
        assert "私の題" in shown(answer)
        assert LessonTextSet(lesson_of(draft)).row("ja").source == before
        for gone in (Client().get(path), Client().post(path)):
            assert gone["Location"].startswith("/accounts/login/")

    def test_page_that_lost_its_version_says_what_to_do(self, desk, draft):
        path = lesson_url(draft)
        answer = desk.post(path, form_of(desk.get(path)) | {"based_on": "zz"})

        assert "入力した内容をひかえてから、ページを読み込み直します。" in shown(answer)

    @pytest.mark.parametrize("how", ["lesson", "edition", "published"])
    def test_what_cannot_be_saved_any_more_can_be_copied(self, desk, draft, actor, how):
        path = lesson_url(draft)
        mine = form_of(desk.get(path)) | {
            "source": "私の大切な文。",
            "title": "私の題",
            "citation-1-title": "私の出典",
        }
        if how == "lesson":
            Lesson.objects.filter(slug="what", chapter__edition=draft).delete()
        elif how == "edition":
            draft.delete()
        else:
            publish(draft, actor)

        answer = desk.post(path, mine)

        assert answer.status_code == 409
        assert "私の大切な文。" in answer.content.decode()
        assert [(str(name), value) for name, value in answer.context["fields"]] == [
            ("レッスンの題", "私の題"),
            ("めやすの時間（分）", "4"),
            ("出典1　資料の題", "調査"),
            ("出典1　発行者", "内閣府"),
            ("出典1　年", "令和6年"),
            ("出典2　資料の題", "私の出典"),
        ]
        outsider = Client()
        outsider.force_login(MembershipFactory().user)
        assert outsider.post(path, mine).status_code == 404

    def test_part_that_changed_is_not_removed_unseen(self, desk, draft, actor):
        lesson = lesson_of(draft)
        path = url("lesson_remove", draft, lesson.pk)
        version = desk.get(path).context["version"]
        save(LessonTextSet(lesson), actor, source="\n書き足した。\n")

        answer = desk.post(path, {"version": version})

        assert answer.status_code == 200
        assert "中の文章が変わりました" in shown(answer)
        assert desk.post(path, {"version": answer.context["version"]}).status_code == 302
        assert not Lesson.objects.filter(pk=lesson.pk).exists()


class TestParts:
    def test_chapter_lesson_and_quiz_are_added(self, desk, draft):
        desk.post(url("chapter_create", draft), {"title": "次", "goal": "わかる。", "slug": "next"})
        chapter = draft.chapters.get(slug="next")
        answer = desk.post(
            url("lesson_create", draft, chapter.pk), {"title": "一", "minutes": "4", "slug": "one"}
        )
        lesson = chapter.lessons.get()
        assert answer["Location"] == url("lesson_text", draft, lesson.pk, "ja")
        answer = desk.post(
            url("quiz_create", draft, chapter.pk), {"title": "確認", "slug": "check"}
        )
        assert answer["Location"] == url("quiz_text", draft, chapter.pk, "check", "ja")
        assert desk.get(answer["Location"]).status_code == 200

    @pytest.mark.parametrize("slug", ["Why", "あ", "intro"])
    def test_wrong_addresses_are_named(self, desk, draft, slug):
        answer = desk.post(url("chapter_create", draft), {"title": "次", "goal": "x", "slug": slug})

        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == ["slug"]

    def test_lesson_moves(self, desk, draft):
        lesson = lesson_of(draft)
        answer = desk.post(url("lesson_move", draft, lesson.pk), {"direction": "down"})

        assert answer["Location"].endswith(f"#lesson-{lesson.pk}")
        assert [each.slug for each in lesson.chapter.lessons.all()] == ["why", "what"]

    def test_address_is_changed(self, desk, draft):
        lesson = lesson_of(draft)
        desk.post(url("lesson_rename", draft, lesson.pk), {"slug": "who"})

        assert Lesson.objects.get(pk=lesson.pk).slug == "who"


def photograph():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.new("RGB", (2000, 1000), (10, 120, 60)).save(file, "JPEG", exif=exif)
    return file.getvalue()


class TestFigures:
    def add(self, desk, draft, data, name="photo.png", **values):
        chapter = draft.chapters.first()
        file = SimpleUploadedFile(name, data)
        path = url("figure_list", draft, chapter.pk)
        return desk.post(path, {"picture": file, "slug": "garden", "language": "ja", **values})

    def test_photograph_is_made_small_and_loses_its_place(self, desk, draft):
        answer = self.add(desk, draft, photograph())

        assert answer.status_code == 302
        figure = draft.chapters.first().figures.get(name="garden.jpg")  # by its bytes, not its name
        assert (figure.asset.width, figure.asset.height) == (1600, 800)
        with figure.asset.file.open("rb") as file:
            assert not Image.open(file).getexif()
        assert "garden.jpg" in shown(desk.get(url("figure_list", draft, draft.chapters.first().pk)))

    def test_lesson_shows_it(self, desk, draft, actor):
        self.add(desk, draft, photograph())
        save(
            LessonTextSet(lesson_of(draft)),
            actor,
            source="\n:::{figure} garden.jpg\n:alt: 庭\n:::\n",
        )
        publish(draft, actor)

        digest = draft.chapters.first().figures.get(name="garden.jpg").asset_id
        html = lesson_of(draft).texts.get(language="ja").blocks[0]["html"]
        assert f'src="/media/{digest}.jpg"' in html

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (
                SVG.replace("<rect", "<script>alert(1)</script><rect").encode(),
                "SVGの要素「script」は使えません。",
            ),
            (b"GIF89a....", "SVG・PNG・JPEG・WebPの画像として読めません。"),
            (b"", "空"),
        ],
    )
    def test_what_may_not_be_shown_is_refused_with_its_reason(self, desk, draft, data, reason):
        before = MediaAsset.objects.count()

        answer = self.add(desk, draft, data, name="drawing.svg")

        assert answer.status_code == 200
        assert reason in shown(answer)
        assert MediaAsset.objects.count() == before

    def test_photograph_of_an_iphone_is_asked_for_as_jpeg(self, desk, draft):
        page = desk.get(url("figure_list", draft, draft.chapters.first().pk))
        assert 'accept="image/svg+xml,image/png,image/jpeg,image/webp"' in page.content.decode()

        answer = self.add(desk, draft, b"\0\0\0\x18ftypheic", name="IMG_0001.HEIC")

        assert "JPEGで保存し直してから、選んでください。" in shown(answer)

    def test_name_that_is_taken_is_replaced_on_request_alone(self, desk, draft):
        self.add(desk, draft, photograph())
        other = SVG.replace("64", "32").encode()
        assert self.add(desk, draft, other, slug="three").status_code == 200
        assert self.add(desk, draft, other, slug="three", replaces="on").status_code == 302

        figures = {each.name: each.asset.width for each in draft.chapters.first().figures.all()}
        assert figures == {"garden.jpg": 1600, "three.svg": 32}
        old = CourseEdition.objects.published().get()
        assert old.chapters.first().figures.get().asset.width == 64

    def test_photograph_taken_back_is_gone_within_the_hour(self, desk, draft):
        known = set(MediaAsset.objects.values_list("pk", flat=True))
        self.add(desk, draft, photograph())
        figure = draft.chapters.first().figures.get(name="garden.jpg")
        address, stored = f"/media/{figure.asset_id}.jpg", figure.asset.file
        desk.post(url("figure_remove", draft, figure.chapter_id, figure.pk))

        erase_unused_photographs()
        kept = {"If-None-Match": f'"{figure.asset_id}"'}
        assert Client().get(address, headers=kept).status_code == 304
        MediaAsset.objects.update(created_at=timezone.now() - timedelta(hours=2))
        erase_unused_photographs()

        assert Client().get(address, headers=kept).status_code == 404
        assert stored.storage.exists(stored.name) is False
        assert set(MediaAsset.objects.values_list("pk", flat=True)) == known

    def test_picture_of_a_language_and_its_removal(self, desk, draft):
        self.add(desk, draft, SVG.encode(), language="en")
        figure = draft.chapters.first().figures.get(name="garden.en.svg")

        answer = desk.post(url("figure_remove", draft, figure.chapter_id, figure.pk))

        assert answer.status_code == 302
        assert not draft.chapters.first().figures.filter(pk=figure.pk).exists()
        assert list(
            AuditEntry.objects.filter(action__contains="figure").values_list("action", flat=True)
        ) == [AuthoringAction.FIGURE_REMOVED, AuthoringAction.FIGURE_ADDED]


class TestComparison:
    def test_what_was_added_removed_and_changed_is_listed(self, desk, draft, actor):
        assert desk.get(url("comparison", draft)).context["changes"] == []
        save(LessonTextSet(lesson_of(draft)), actor, source="\n別の本文です。\n\n足した行。\n")
        desk.post(url("chapter_create", draft), {"title": "次", "goal": "x", "slug": "next"})
        words = draft.chapters.get(slug="reference")
        desk.post(
            url("chapter_remove", draft, words.pk),
            {"version": desk.get(url("chapter_remove", draft, words.pk)).context["version"]},
        )

        changes = desk.get(url("comparison", draft)).context["changes"]

        assert {(each["change"].kind, each["change"].path) for each in changes} == {
            ("changed", "01-intro/01-what.ja.md"),
            ("removed", "02-reference/01-words.ja.md"),
            ("added", "02-next/chapter.ja.md"),
            ("removed", "02-reference/chapter.ja.md"),
        }

    def test_lines_of_a_text_are_marked(self, desk, draft, actor):
        save(LessonTextSet(lesson_of(draft)), actor, source="\n本文でした。\n")

        page = desk.get(url("comparison", draft) + "?key=intro/what.ja.md")

        html = page.content.decode()
        assert "本文で<del>す</del>。" in html
        assert "本文で<ins>した</ins>。" in html

    def test_parts_that_only_moved_are_said_to_have_moved(self, desk, draft):
        desk.post(url("lesson_move", draft, lesson_of(draft).pk), {"direction": "down"})

        changes = desk.get(url("comparison", draft)).context["changes"]

        assert {each["change"].kind for each in changes} == {"moved"}
        assert {each["title"] for each in changes} == {
            "はじめに　サポーターとは",
            "はじめに　なぜ",
        }


class TestPublish:
    def test_publishing_asks_to_be_confirmed(self, desk, draft):
        path = url("edition_publish", draft)
        answer = desk.post(path, as_shown(desk, path))

        draft.refresh_from_db()
        assert draft.state == EditionState.DRAFT
        assert "印を付けてください" in shown(answer)

        desk.post(path, as_shown(desk, path) | {"confirm": "1"})
        draft.refresh_from_db()
        assert draft.state == EditionState.PUBLISHED

    @pytest.mark.parametrize("source", ["<b>", "⼈"])
    def test_mistakes_forbid_it(self, desk, draft, actor, source):
        save(LessonTextSet(lesson_of(draft)), actor, source=f"\n{source}\n")
        page = desk.get(url("edition_publish", draft))
        assert "直すところが1件あるため、公開できません" in shown(page)
        assert "公開する" not in re.sub(r"公開すると", "", shown(page))

        desk.post(
            url("edition_publish", draft), {"confirm": "1", "version": page.context["version"]}
        )

        draft.refresh_from_db()
        assert draft.state == EditionState.DRAFT

    @pytest.mark.parametrize(
        ("name", "confirm"), [("edition_publish", "1"), ("edition_discard", "")]
    )
    def test_what_a_colleague_saved_meanwhile_is_shown_before(
        self, desk, draft, actor, name, confirm
    ):
        path = url(name, draft)
        seen = as_shown(desk, path) | {"confirm": confirm}
        save(LessonTextSet(lesson_of(draft)), actor, source="\n書きかけの\n")

        answer = desk.post(path, seen)

        assert answer.status_code == 409
        assert "この画面を開いたあとで、中の文章が変わりました。" in shown(answer)
        (change,) = answer.context["changes"]
        assert change["change"].path == "01-intro/01-what.ja.md"
        draft.refresh_from_db()
        assert draft.state == EditionState.DRAFT

        assert desk.post(path, as_shown(desk, path) | {"confirm": confirm}).status_code == 302

    def test_nothing_is_checked_to_be_discarded(self, desk, draft, monkeypatch):
        def fail(_edition):
            raise AssertionError

        monkeypatch.setattr("authoring.views.editions.edition_problems", fail)

        assert desk.get(url("edition_discard", draft)).status_code == 200

    def test_discarding_leaves_what_is_published(self, desk, draft):
        path = url("edition_discard", draft)
        desk.post(path, as_shown(desk, path))

        assert [edition.state for edition in CourseEdition.objects.all()] == ["published"]

    def test_who_discards_what_a_colleague_discarded_lands_on_the_list(
        self, desk, draft, monkeypatch
    ):
        def colleague_was_faster(**draft):
            discard_draft(**draft)
            discard_draft(**draft)

        monkeypatch.setattr("authoring.views.editions.discard_draft", colleague_was_faster)
        path = url("edition_discard", draft)
        answer = desk.post(path, as_shown(desk, path), follow=True)

        assert answer.redirect_chain == [(reverse("authoring:edition_list"), 302)]
        assert "この版は公開または破棄されたため、もう変えられません。" in shown(answer)


class TestLearnersView:
    def test_draft_lesson_is_shown_as_learners_will_see_it(self, desk, draft, actor):
        save(
            LessonTextSet(lesson_of(draft, "why")),
            actor,
            source="\nまだ**下書き**。\n\n:::{reflection} mine\nだれ？\n:::\n\n"
            ":::{quiz} check\n:::\n",
        )
        lesson = lesson_of(draft, "why")

        page = desk.get(lesson.get_absolute_url())

        html = page.content.decode()
        assert page.status_code == 200
        assert "まだ<strong>下書き</strong>。" in html
        assert "どんな人ですか。" in html
        assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]
        assert 'action="/courses/' not in html
        assert len(re.findall(r"<textarea[^>]* disabled", html)) == 1
        assert "受講者は、ここに書いて保存できます。" in html
        assert (Enrolment.objects.count(), LessonProgress.objects.count()) == (0, 0)

    def test_change_shows_at_once_and_learners_see_none_of_it(self, desk, draft, actor, client):
        lesson = lesson_of(draft)
        desk.get(lesson.get_absolute_url())
        save(LessonTextSet(lesson), actor, source="\n二度目の下書き。\n")

        assert "二度目の下書き。" in desk.get(lesson.get_absolute_url()).content.decode()
        old = lesson_of(CourseEdition.objects.published().get())
        assert "二度目" not in str(old.texts.get(language="ja").blocks)

    def test_languages_and_links(self, desk, draft):
        lesson = lesson_of(draft, "why")
        page = desk.get(f"{lesson.get_absolute_url()}?language=ja")
        assert f'href="{lesson_of(draft).get_absolute_url()}"' in page.content.decode()
        english = desk.get(f"{lesson_of(draft).get_absolute_url()}?language=en")
        assert "Text." in english.content.decode()
        assert desk.get(f"{lesson.get_absolute_url()}?language=fr").status_code == 404

    def test_mistake_leads_to_where_it_is_mended(self, desk, draft, actor):
        save(LessonTextSet(lesson_of(draft)), actor, source="\n<b>\n")

        answer = desk.get(lesson_of(draft).get_absolute_url())

        assert answer["Location"] == lesson_url(draft)


def test_editions_of_factories_can_be_edited(desk, actor):
    """What tests and old data hold without an author's layout."""
    edition = published_edition()
    draft = start_draft(edition=edition, actor=actor)
    lesson = Lesson.objects.filter(chapter__edition=draft).first()
    path = url("lesson_text", draft, lesson.pk, "ja")

    assert desk.post(path, form_of(desk.get(path)) | {"title": "題"}).status_code == 302
    assert Chapter.objects.filter(edition=draft).count() == 2
