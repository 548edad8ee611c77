"""Private reflections: kept only when asked, read by nobody else, taken along and erased."""

import json
import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.views.debug import get_exception_reporter_filter

from accounts.learners import merge_learners
from accounts.models import Learner
from core.models import AuditEntry
from courses.models import LessonText
from learning.models import Enrolment, Reflection
from learning.reflections import plain_text, written_reflections
from learning.services import save_reflection
from learning.views import reflections as views
from tests.factories.accounts import LearnerFactory, UserFactory
from tests.factories.courses import TrackFactory, published_edition
from tests.factories.learning import EnrolmentFactory, ReflectionFactory, lessons_of

pytestmark = pytest.mark.django_db

LESSON = "/courses/supporter/chapter-1/lesson-1/"
SAVE = f"{LESSON}reflections/who/"
LIST = "/me/reflections/"
SECRET = "だれにも言えない<こと>です。\n〓csrf_token〓"
QUESTION = "<p><ruby>孤独<rp>（</rp><rt>こどく</rt><rp>）</rp></ruby>を感じたのは？</p>"


@pytest.fixture
def edition():
    return asking(published_edition(course__slug="supporter"))


def asking(edition, *keys):
    """The edition, with a reflection `who` in its first lesson (or one for each key)."""
    blocks = [
        {"kind": "reflection", "key": key, "title": "題", "html": QUESTION}
        for key in keys or ("who",)
    ]
    text = LessonText.objects.get(
        lesson__chapter__edition=edition, lesson__slug="lesson-1", lesson__chapter__position=1
    )
    text.blocks += blocks
    text.save()
    caches["immutable"].clear()
    return edition


@pytest.fixture
def enrolment(edition, client):
    enrolment = EnrolmentFactory(edition=edition)
    client.force_login(enrolment.learner.user)
    client.get("/courses/")
    return enrolment


def page(response):
    return response.content.decode()


def written_in(html):
    return re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)[1]


# Saving ------------------------------------------------------------------------------------------


def test_nothing_is_kept_until_the_learner_saves(client, enrolment):
    html = page(client.get(LESSON))
    assert written_in(html) == ""
    assert "書いたことは、あなただけが見られます。保存しなければ、どこにも残りません。" in html
    assert "保存してあります" not in html
    assert Reflection.objects.count() == 0


def test_saved_text_comes_back_as_it_was_typed(client, enrolment):
    with time_machine.travel("2026-11-21T19:05:00+09:00", tick=False):
        response = client.post(SAVE, {"reflection-who": SECRET.replace("\n", "\r\n")})
    assert (response.status_code, response["Location"]) == (302, f"{LESSON}#reflection-who")
    row = Reflection.objects.get()
    assert (row.learner, row.course, row.key, row.text) == (
        enrolment.learner,
        enrolment.course,
        "who",
        SECRET,
    )
    for _time in range(2):
        response = client.get(LESSON)
        html = page(response)
        assert written_in(html) == SECRET.replace("<", "&lt;").replace(">", "&gt;")
        assert "保存してあります（令和8年11月21日（土）19:05）。" in html
        assert f'href="/me/reflections/{row.pk}/erase/?next={LESSON}"' in html
        assert "no-store" in response["Cache-Control"]


def test_kept_and_plain_page_of_a_reflection_are_equal(client, enrolment, monkeypatch):
    client.post(SAVE, {"reflection-who": SECRET})

    def shown():
        html = page(client.get(LESSON))
        return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", html)

    kept = [shown(), shown()]
    monkeypatch.setattr("learning.player.page.can_cache", lambda request: False)
    assert {*kept} == {shown()}


def test_no_page_kept_in_the_process_holds_what_was_written(client, enrolment):
    client.post(SAVE, {"reflection-who": "ひみつのことば"})
    assert "ひみつのことば" in page(client.get(LESSON))
    pages = [html for html in caches["immutable"]._cache.values() if b"lesson-head" in html]
    assert len(pages) == 1
    assert "ひみつのことば".encode() not in pages[0]
    assert b"/me/reflections/" + str(Reflection.objects.get().pk).encode() not in pages[0]


def test_saving_again_replaces_and_saving_nothing_takes_away(client, enrolment):
    for text in ("一つ目", "二つ目"):
        client.post(SAVE, {"reflection-who": text})
    assert list(Reflection.objects.values_list("text", flat=True)) == ["二つ目"]
    client.post(SAVE, {"reflection-who": "  \n"})
    assert Reflection.objects.count() == 0
    client.post(SAVE, {"reflection-who": ""})
    assert Reflection.objects.count() == 0


def test_text_of_the_longest_length_is_kept_with_its_lines(client, enrolment):
    text = "あ\n" * 999 + "𠮷い"
    client.post(SAVE, {"reflection-who": text.replace("\n", "\r\n")})
    assert Reflection.objects.get().text == text


def test_longer_text_is_an_error_that_keeps_the_text(client, enrolment):
    client.post(SAVE, {"reflection-who": "前の"})
    text = "あ" * 2001
    response = client.post(SAVE, {"reflection-who": text})
    html = page(response)
    assert response.status_code == 200
    assert written_in(html) == text
    assert "保存できるのは2000文字までです（いまは2001文字）。" in html.replace(",", "")
    assert html.count('aria-invalid="true"') == 1
    assert "<title>エラー：" in html
    assert Reflection.objects.get().text == "前の"
    assert "no-store" in response["Cache-Control"]


QUIZ_LESSON = LESSON.replace("lesson-1", "lesson-2")


@pytest.fixture
def beside_a_quiz(enrolment):
    """The lesson with a quiz has a reflection, too."""
    text = LessonText.objects.get(lesson_id=lessons_of(enrolment)[1].id)
    text.blocks.append({"kind": "reflection", "key": "quiet", "title": "", "html": QUESTION})
    text.save()
    caches["immutable"].clear()


def sent(html):
    """What a browser without scripts sends of the page's only form, and the buttons' addresses."""
    (form,) = re.findall(r'<form method="post" data-once>(.*?)</form>', html, re.DOTALL)
    chosen = re.findall(r'name="(q-\w+)" value="(\w+)"[^>]* checked', form)
    written = re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    return chosen, written, re.findall(r'formaction="([^"]+)"', form)


def test_saving_beside_a_quiz_keeps_what_is_chosen(client, enrolment, beside_a_quiz):
    page_of = f"{QUIZ_LESSON}reflections/quiet/"
    buttons = [f"{QUIZ_LESSON}quiz/", f"{page_of}#reflection-quiet"]
    assert sent(page(client.get(QUIZ_LESSON))) == ([], [("reflection-quiet", "")], buttons)
    answers = {"q-one": "b", "q-many": ["a", "c"]}

    response = client.post(page_of, {"reflection-quiet": "静かに。", **answers})

    assert Reflection.objects.get().text == "静かに。"
    chosen = [("q-one", "b"), ("q-many", "a"), ("q-many", "c")]
    assert sent(page(response)) == (chosen, [("reflection-quiet", "静かに。")], buttons)
    assert "保存してあります" in page(response)
    too_long = client.post(page_of, {"reflection-quiet": "あ" * 2001, **answers})
    assert sent(page(too_long))[0] == chosen


def test_unfinished_quiz_keeps_what_is_typed_and_stores_none_of_it(
    client, enrolment, beside_a_quiz
):
    data = {"reflection-quiet": "まだ保存していない。", "q-one": "b"}

    response = client.post(f"{QUIZ_LESSON}quiz/", data)

    assert sent(page(response))[:2] == (
        [("q-one", "b")],
        [("reflection-quiet", "まだ保存していない。")],
    )
    assert "no-store" in response["Cache-Control"]
    assert Reflection.objects.count() == 0


def test_saving_one_of_several_keeps_what_is_typed_to_the_others(client, enrolment):
    asking(enrolment.edition, "second")
    data = {"reflection-who": "保存する。", "reflection-second": "まだ。"}

    response = client.post(SAVE, data)

    assert list(Reflection.objects.values_list("text", flat=True)) == ["保存する。"]
    assert sent(page(response))[1] == list(data.items())


def test_null_character_is_refused(client, enrolment):
    assert client.post(SAVE, {"reflection-who": "a\x00b"}).status_code == 200
    assert Reflection.objects.count() == 0


def test_unknown_question_is_not_found(client, enrolment):
    assert client.post(f"{LESSON}reflections/other/", {"reflection-other": "a"}).status_code == 404
    assert (
        client.post(SAVE.replace("lesson-1", "lesson-2"), {"reflection-who": "a"}).status_code
        == 404
    )


def test_saving_by_link_and_without_a_token_does_nothing(enrolment, client):
    assert client.get(SAVE)["Location"] == f"{LESSON}#reflection-who"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(enrolment.learner.user)
    assert strict.post(SAVE, {"reflection-who": "a"}).status_code == 403
    assert Reflection.objects.count() == 0


def test_visitor_keeps_and_reads_without_an_account(client, edition):
    client.post("/courses/supporter/start/")
    client.post(SAVE, {"reflection-who": "わたしだけの"})
    assert written_in(page(client.get(LESSON))) == "わたしだけの"
    assert "わたしだけの" in page(client.get(LIST))
    assert Reflection.objects.get().learner == Learner.objects.get()


def test_text_sent_after_the_session_ended_goes_back_to_its_writer_alone(client, edition):
    response = client.post(SAVE, {"reflection-who": SECRET})
    assert response.status_code == 409
    assert written_in(page(response)).startswith("だれにも言えない&lt;こと&gt;")
    assert (Reflection.objects.count(), Learner.objects.count()) == (0, 0)
    # Who signs in next on this device finds nothing of it.
    assert SECRET not in str(dict(client.session))


def test_text_sent_while_the_enrolment_was_merged_away_goes_back(client, enrolment, monkeypatch):
    def gone(**kwargs):
        raise Enrolment.DoesNotExist

    monkeypatch.setattr(views, "save_reflection", gone)
    response = client.post(SAVE, {"reflection-who": "わたしだけの"})
    assert (response.status_code, written_in(page(response))) == (409, "わたしだけの")


@pytest.mark.parametrize("signed_in", [True, False])
def test_children_are_asked_to_think_and_offered_no_field(client, signed_in):
    track = TrackFactory(slug="kids", position=2)
    asking(published_edition(course__slug="kids-course", course__track=track))
    if signed_in:
        client.force_login(UserFactory())
    client.post("/courses/kids-course/start/")
    lesson = LESSON.replace("supporter", "kids-course")
    html = page(client.get(lesson))
    assert "を感じたのは？" in html
    assert "心の中で考えたり、ノートに書いたりしてみましょう。" in html
    assert "<textarea" not in html
    assert client.post(f"{lesson}reflections/who/", {"reflection-who": "a"}).status_code == 404
    assert Reflection.objects.count() == 0


# Queries -----------------------------------------------------------------------------------------


def tables(queries):
    return [re.search(r'FROM "(\w+)"', query["sql"])[1] for query in queries]


def test_lesson_asks_for_reflections_only_when_it_has_some(client, enrolment):
    asking(enrolment.edition, "second", "third")
    for path in (LESSON, LESSON.replace("lesson-1", "lesson-2")):
        client.get(path)
    client.get(LESSON)
    with CaptureQueriesContext(connection) as asked:
        client.get(LESSON)
    assert tables(asked) == [
        "django_session",
        "accounts_user",
        "learning_enrolment",
        "learning_reflection",
        "learning_lessonprogress",
    ]
    client.get(LESSON.replace("lesson-1", "lesson-2"))
    with CaptureQueriesContext(connection) as plain:
        client.get(LESSON.replace("lesson-1", "lesson-2"))
    assert "learning_reflection" not in tables(plain)


def test_list_takes_the_same_queries_for_one_and_for_three(client, enrolment):
    asking(enrolment.edition, "second", "third")

    def count():
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    client.post(SAVE, {"reflection-who": "一"})
    one = count()
    for key in ("second", "third"):
        client.post(SAVE.replace("who", key), {f"reflection-{key}": "二"})
    assert count() == one


# Reading, taking along, erasing ------------------------------------------------------------------


def test_list_shows_the_question_and_what_was_written(client, enrolment):
    client.post(SAVE, {"reflection-who": SECRET})
    response = client.get(LIST)
    html = page(response)
    assert html.count("だれにも言えない&lt;こと&gt;です。") == 1
    assert QUESTION in html
    assert f'href="{LESSON}#reflection-who"' in html
    assert "no-store" in response["Cache-Control"]


def test_links_of_a_question_lead_to_their_lesson_from_the_list_too(client, enrolment):
    text = LessonText.objects.get(lesson__slug="lesson-1", lesson__chapter__position=1)
    text.blocks[-1]["html"] = '<p><a href="lesson:chapter-1/lesson-2">前の話</a></p>'
    text.save()
    caches["immutable"].clear()
    client.post(SAVE, {"reflection-who": SECRET})
    link = '<a href="/courses/supporter/chapter-1/lesson-2/">前の話</a>'
    erase = f"{LIST}{Reflection.objects.get().pk}/erase/"
    assert [page(client.get(url)).count(link) for url in (LESSON, LIST, erase)] == [1, 1, 1]


def test_everybody_reads_their_own_alone(client, enrolment):
    client.post(SAVE, {"reflection-who": "わたしだけの"})
    pk = Reflection.objects.get().pk
    other = Client()
    colleague = EnrolmentFactory(edition=enrolment.edition)
    other.force_login(colleague.learner.user)
    ReflectionFactory(learner=colleague.learner, course=enrolment.course, text="あなたの")
    for address in (LESSON, LIST, "/me/reflections.txt", "/me/reflections.json"):
        assert (
            "わたしだけの" in page(client.get(address)),
            "あなたの" in page(client.get(address)),
        ) == (
            True,
            False,
        ), address
        assert "わたしだけの" not in page(other.get(address)), address
    for method in (other.get, other.post, Client().get, Client().post):
        assert method(f"/me/reflections/{pk}/erase/").status_code == 404
    other.post("/me/reflections/erase/")
    assert list(Reflection.objects.values_list("text", flat=True)) == ["わたしだけの"]


def test_a_session_opens_no_login_s_reflections(client, enrolment):
    client.post(SAVE, {"reflection-who": "わたしだけの"})
    crafted = Client()
    crafted.get("/courses/")
    session = crafted.session
    session["learner_id"] = enrolment.learner.pk
    session.save()
    assert "わたしだけの" not in page(crafted.get(LIST))
    assert crafted.get("/me/reflections.txt").status_code == 302


def test_text_file_holds_question_and_text(client, enrolment):
    with time_machine.travel("2026-11-21T19:05:00+09:00", tick=False):
        client.post(SAVE, {"reflection-who": "一行目\r\n二行目"})
    response = client.get("/me/reflections.txt")
    assert response.content.decode() == (
        "\ufeffわたしのふりかえり\r\n\r\n■ つながりサポーター養成講座\r\n\r\n"
        "● レッスン1\r\n孤独を感じたのは？\r\n\r\n［2026-11-21 19:05］\r\n一行目\r\n二行目\r\n"
    )
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment;")
    assert "no-store" in response["Cache-Control"]


def test_json_file_holds_everything_one_wrote(client, enrolment):
    with time_machine.travel("2026-11-21T19:05:00+09:00", tick=False):
        client.post(SAVE, {"reflection-who": SECRET})
    response = client.get("/me/reflections.json")
    assert json.loads(response.content) == {
        "reflections": [
            {
                "course": "supporter",
                "course_title": "つながりサポーター養成講座",
                "chapter": "chapter-1",
                "lesson": "lesson-1",
                "lesson_title": "レッスン1",
                "key": "who",
                "question": "孤独を感じたのは？",
                "text": SECRET,
                "saved_at": "2026-11-21T19:05:00+09:00",
                "is_earlier": False,
            }
        ]
    }
    assert response["Content-Disposition"].startswith("attachment;")
    assert "no-store" in response["Cache-Control"]


def test_nothing_to_take_along_leads_to_the_list(client, enrolment):
    for address in ("/me/reflections.txt", "/me/reflections.json"):
        assert client.get(address)["Location"] == LIST
        assert Client().get(address)["Location"] == LIST


def test_one_is_erased_after_a_question_and_leads_back(client, enrolment):
    client.post(SAVE, {"reflection-who": "わたしだけの"})
    address = f"/me/reflections/{Reflection.objects.get().pk}/erase/"
    html = page(client.get(f"{address}?next={LESSON}"))
    assert "わたしだけの" in html
    assert f'name="next" value="{LESSON}"' in html
    assert Reflection.objects.count() == 1
    assert client.post(address, {"next": LESSON})["Location"] == LESSON
    assert Reflection.objects.count() == 0
    assert "わたしだけの" not in page(client.get(LESSON))
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("away", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_erasing_leads_nowhere_else(client, enrolment, away):
    client.post(SAVE, {"reflection-who": "わたしだけの"})
    address = f"/me/reflections/{Reflection.objects.get().pk}/erase/"
    html = page(client.get(address, {"next": away}))
    assert f'<input type="hidden" name="next" value="{LIST}">' in html
    assert client.post(address, {"next": away})["Location"] == LIST


def test_all_are_erased_at_once(client, enrolment):
    asking(enrolment.edition, "second")
    for key in ("who", "second"):
        client.post(SAVE.replace("who", key), {f"reflection-{key}": "わたしだけの"})
    theirs = ReflectionFactory(course=enrolment.course)
    assert "保存してある2件を消します。" in page(client.get("/me/reflections/erase/"))
    assert client.post("/me/reflections/erase/")["Location"] == LIST
    assert list(Reflection.objects.all()) == [theirs]
    assert client.get("/me/reflections/erase/")["Location"] == LIST


# Nobody else -------------------------------------------------------------------------------------


def test_logs_and_audit_never_hold_what_was_written(client, enrolment, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    client.post(SAVE, {"reflection-who": "ひみつのことば"})
    client.get(LESSON)
    client.get(LIST)

    def fail(**kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(views, "save_reflection", fail)
    client.raise_request_exception = False
    assert client.post(SAVE, {"reflection-who": "ひみつのことば"}).status_code == 500
    failed = next(record for record in caplog.records if record.exc_info)
    hiding = get_exception_reporter_filter(failed.request)
    told = [record.getMessage() for record in caplog.records]
    told.append(hiding.get_post_parameters(failed.request))
    trace = failed.exc_info[2]
    while trace is not None:
        if trace.tb_frame.f_globals["__name__"].startswith("learning"):
            told.append(hiding.get_traceback_frame_variables(failed.request, trace.tb_frame))
        trace = trace.tb_next
    assert len(told) > len(caplog.records) + 1
    assert "ひみつのことば" not in repr(told)
    assert AuditEntry.objects.count() == 0


# Two learners become one -------------------------------------------------------------------------


@pytest.fixture
def own():
    return LearnerFactory()


@pytest.fixture
def visitor():
    return LearnerFactory(visitor=True)


def kept(learner):
    from django.db.models import Q

    rows = written_reflections(Q(learner=learner), "ja")
    return [(row.key, row.text, row.is_earlier) for row in rows]


def written(learner, edition, text, *, days=0, key="who"):
    return ReflectionFactory(
        learner=learner,
        course=edition.course,
        lesson_id=edition.chapters.first().lessons.first().pk,
        key=key,
        text=text,
        saved_at=timezone.now() + timedelta(days=days),
    )


def test_sign_in_brings_a_visitors_reflections(client, edition):
    user = UserFactory()
    client.post("/courses/supporter/start/")
    client.post(SAVE, {"reflection-who": "わたしだけの"})
    from tests.factories.accounts import PASSWORD

    LearnerFactory(user=user)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert written_in(page(client.get(LESSON))) == "わたしだけの"
    assert Reflection.objects.get().learner.user == user


@pytest.mark.parametrize(("days", "first"), [(1, "来た人の"), (-1, "もとの")])
def test_merging_keeps_both_texts_the_newer_in_its_place(edition, own, visitor, days, first):
    written(own, edition, "もとの")
    written(visitor, edition, "来た人の", days=days)
    written(visitor, edition, "ほかの問い", key="other")
    merge_learners(source=visitor, target=own)
    second = ({"来た人の", "もとの"} - {first}).pop()
    assert kept(own) == [
        ("other", "ほかの問い", False),
        ("who", first, False),
        ("who", second, True),
    ]
    assert kept(visitor) == []


def test_merging_equal_texts_keeps_one(edition, own, visitor):
    written(own, edition, "同じ")
    written(visitor, edition, "同じ", days=1)
    merge_learners(source=visitor, target=own)
    assert kept(own) == [("who", "同じ", False)]


def test_merging_again_loses_nothing(edition, own, visitor):
    written(own, edition, "一")
    written(visitor, edition, "二", days=1)
    merge_learners(source=visitor, target=own)
    third = LearnerFactory(visitor=True)
    written(third, edition, "三", days=2)
    merge_learners(source=third, target=own)
    assert {(text, is_earlier) for _key, text, is_earlier in kept(own)} == {
        ("一", True),
        ("二", True),
        ("三", False),
    }


def test_earlier_text_is_shown_in_the_list_and_stays_when_one_writes_again(client, enrolment):
    lesson = lessons_of(enrolment)[0]
    earlier = written(enrolment.learner, enrolment.edition, "前の")
    earlier.is_earlier = True
    earlier.save()
    save_reflection(enrolment_id=enrolment.pk, lesson=lesson, key="who", text="いまの")
    assert written_in(page(client.get(LESSON))) == "いまの"
    assert kept(enrolment.learner) == [("who", "いまの", False), ("who", "前の", True)]
    html = page(client.get(LIST))
    assert html.count("前に書いたもの") == 1


def test_plain_text_leaves_out_markup_and_readings():
    html = f"{QUESTION}\n<ul>\n<li>一つ &amp; 二つ</li></ul>"
    assert plain_text(html) == "孤独を感じたのは？\n一つ & 二つ"
