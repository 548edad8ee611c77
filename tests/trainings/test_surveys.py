"""Questions before and after a training: answered without a name, counted, set side by side."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Learner
from core.models import AuditEntry
from surveys.models import SurveyCount, SurveySubmission
from tests.factories.courses import survey
from tests.factories.trainings import SessionFactory, TrainingFactory
from tests.trainings.conftest import AFTER, BEFORE, DURING
from trainings.enums import TrainingState
from trainings.errors import TrainingLockedError
from trainings.models import TrainingSurvey
from trainings.surveys.services import ALPHABET, CODE_LENGTH, start_survey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

ANSWERS = {"s-four": "a", "s-speak": "2"}


@pytest.fixture(autouse=True)
def _held(now):
    """In the middle of the training both moments are open."""
    now.move_to(DURING)


@pytest.fixture
def asked(training):
    return survey()


@pytest.fixture
def started(training, asked, officer):
    return start_survey(training=training, actor=officer)


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def address(started, moment="before"):
    return f"/q/{started.code}/{moment}/"


def answer(started, moment="before", key=None, client=None, **answers):
    data = {"submission_key": str(key or uuid.uuid4()), **(answers or ANSWERS)}
    return (client or Client()).post(address(started, moment), data)


def counts(source="page"):
    rows = SurveyCount.objects.filter(source=source, number__gt=0)
    return {(row.moment, row.question, row.choice): row.number for row in rows.order_by("question")}


def set_state(training, state, **fields):
    type(training).objects.filter(pk=training.pk).update(state=state, **fields)


# Starting ----------------------------------------------------------------------------------------


def test_officer_starts_the_questions_once(desk, training, asked):
    page = f"/desk/trainings/{training.pk}/survey/"
    assert "この質問を使う" in desk.get(page).content.decode()
    assert TrainingSurvey.objects.count() == 0
    for _time in range(2):
        assert desk.post(page)["Location"] == page
    started = TrainingSurvey.objects.get()
    assert (started.training, started.round.survey) == (training, asked)
    assert len(started.code) == CODE_LENGTH
    assert set(started.code) <= set(ALPHABET)
    assert AuditEntry.objects.filter(action="survey.started").count() == 1
    shown = desk.get(page).content.decode()
    for moment in ("before", "after"):
        assert shown.count(f"/q/{started.code}/{moment}/</figcaption>") == 1
    assert shown.count('class="qrline"') == 2
    assert f'href="{page}before/sheet/"' in shown


def test_training_leads_to_its_questions(desk, training):
    html = desk.get(f"/desk/trainings/{training.pk}/").content.decode()
    assert f'href="/desk/trainings/{training.pk}/survey/"' in html


def test_training_of_a_track_without_questions_says_so(desk, training):
    page = f"/desk/trainings/{training.pk}/survey/"
    assert "この講座には、前後の質問がありません。" in desk.get(page).content.decode()
    desk.post(page)
    assert TrainingSurvey.objects.count() == 0


def test_cancelled_training_asks_nothing(desk, training, asked, officer):
    set_state(training, TrainingState.CANCELLED)
    page = f"/desk/trainings/{training.pk}/survey/"
    assert "中止した研修では使えません。" in desk.get(page).content.decode()
    desk.post(page)
    with pytest.raises(TrainingLockedError):
        start_survey(training=training, actor=officer)
    assert TrainingSurvey.objects.count() == 0


def test_started_questions_stay_though_the_track_asks_others_now(started, asked):
    survey(prompt="声をかけてみますか。")
    html = Client().get(address(started)).content.decode()
    assert ("声をかけますか。" in html, "声をかけてみますか。" in html) == (True, False)


# Answering ---------------------------------------------------------------------------------------


def test_participant_answers_without_a_login_or_a_learner(started):
    visitor = Client()
    html = visitor.get(address(started)).content.decode()
    assert html.count('type="radio"') == 7
    response = answer(started, client=visitor)
    assert response["Location"] == f"{address(started)}thanks/"
    assert "ありがとうございました" in visitor.get(response["Location"]).content.decode()
    assert counts() == {("before", "four", "a"): 1, ("before", "speak", "2"): 1}
    assert Learner.objects.count() == 0
    assert "sessionid" not in visitor.cookies


def test_form_sent_twice_counts_once_and_the_next_person_counts_too(started):
    key = uuid.uuid4()
    for _time in range(2):
        assert answer(started, key=key).status_code == 302
    answer(started)
    answer(started, moment="after", key=key)
    assert counts() == {
        ("before", "four", "a"): 2,
        ("before", "speak", "2"): 2,
        ("after", "four", "a"): 1,
        ("after", "speak", "2"): 1,
    }


def test_each_page_draws_a_key_of_its_own(started):
    import re

    visitor = Client()
    keys = {
        re.search(r'name="submission_key" value="([\w-]+)"', visitor.get(address(started)).text)[1]
        for _time in range(2)
    }
    assert len(keys) == 2


def test_answers_may_be_left_out_and_unknown_ones_are_asked_again(started):
    assert answer(started, **{"s-speak": "4"}).status_code == 302
    assert answer(started, **{"s-speak": "9"}).status_code == 200
    assert counts() == {("before", "speak", "4"): 1}


def test_code_is_found_in_capitals_and_unknown_ones_are_not(started):
    assert Client().get(f"/q/{started.code.upper()}/before/").status_code == 200
    assert Client().get("/q/zzzzzz/before/").status_code == 404
    assert Client().get(f"/q/{started.code}/between/").status_code == 404
    assert Client().get(f"/q/{started.code}/between/thanks/").status_code == 404


def test_answers_need_the_csrf_token(started):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(started), ANSWERS).status_code == 403


@pytest.mark.parametrize(
    ("state", "days", "before", "after"),
    [
        (TrainingState.DRAFT, None, 404, 404),
        (TrainingState.PUBLISHED, None, 302, 302),
        (TrainingState.CLOSED, 0, 200, 302),
        (TrainingState.CLOSED, 13, 200, 302),
        (TrainingState.CLOSED, 14, 200, 200),
        (TrainingState.CANCELLED, None, 200, 200),
    ],
)
def test_answers_are_taken_while_they_mean_something(started, training, state, days, before, after):
    closed_at = None if days is None else timezone.now() - timedelta(days=days)
    set_state(training, state, closed_at=closed_at)
    assert [answer(started, moment).status_code for moment in ("before", "after")] == [
        before,
        after,
    ]
    assert sum(counts().values()) == 2 * [before, after].count(302)
    html = Client().get(address(started)).content.decode()
    if before == 200:
        assert "いまは、答えを受け付けていません。" in html
        assert 'type="radio"' not in html


@pytest.mark.parametrize(
    ("moment", "before", "after"), [(BEFORE, 302, 200), (DURING, 302, 302), (AFTER, 200, 302)]
)
def test_before_ends_with_the_first_session_and_after_starts_with_it(
    started, training, now, moment, before, after
):
    SessionFactory(training=training, starts_at=timezone.now() + timedelta(days=7))
    now.move_to(moment)
    found = [answer(started, each).status_code for each in ("before", "after")]
    assert found == [before, after]


def test_empty_sheets_are_none(started, training):
    type(training).objects.filter(pk=training.pk).update(capacity=1)
    for _time in range(4):
        assert answer(started, **{"s-four": ""})["Location"] == f"{address(started)}thanks/"
    assert SurveySubmission.objects.count() == 0
    assert answer(started).status_code == 302
    assert counts()["before", "four", "a"] == 1


def test_officer_drops_what_came_in_by_the_page_and_it_opens_again(desk, started, training):
    type(training).objects.filter(pk=training.pk).update(capacity=1)
    codes = [answer(started).status_code for _time in range(4)]
    answer(started, "after")
    desk.post(f"/desk/trainings/{training.pk}/survey/before/tally/", {"s-four.a": "3"})
    page = f"/desk/trainings/{training.pk}/survey/before/discard/"
    assert "「受ける前」に画面で答えた3件を消します。" in desk.get(page).content.decode()

    assert desk.post(page)["Location"] == f"/desk/trainings/{training.pk}/survey/"

    assert codes == [302, 302, 302, 200]
    assert counts() == {("after", "four", "a"): 1, ("after", "speak", "2"): 1}
    assert counts("paper") == {("before", "four", "a"): 3}
    entry = AuditEntry.objects.get(action="survey.discarded")
    assert entry.detail == {"training_id": training.pk, "moment": "before", "sheets": 3}
    assert answer(started).status_code == 302


def test_cancelled_training_keeps_its_answers(desk, started, training):
    answer(started)
    set_state(training, TrainingState.CANCELLED)
    desk.post(f"/desk/trainings/{training.pk}/survey/before/discard/")
    assert counts() == {("before", "four", "a"): 1, ("before", "speak", "2"): 1}


def test_far_more_sheets_than_seats_are_not_taken(started, training):
    type(training).objects.filter(pk=training.pk).update(capacity=1)
    assert [answer(started).status_code for _time in range(4)] == [302, 302, 302, 200]
    assert counts()["before", "four", "a"] == 3


def test_nothing_ties_a_training_s_questions_to_a_person():
    fields = {field.name for field in TrainingSurvey._meta.get_fields()}
    assert fields == {"id", "training", "round", "code", "created_at"}


# Paper -------------------------------------------------------------------------------------------


def test_sheet_holds_questions_boxes_and_the_code(desk, started, training):
    html = desk.get(f"/desk/trainings/{training.pk}/survey/after/sheet/").content.decode()
    assert html.count('class="survey-sheet__box"') == 7
    assert html.count('class="qrline"') == 1
    assert f"/q/{started.code}/after/" in html
    assert 'style="' not in html


def test_numbers_of_paper_sheets_join_those_of_the_page(desk, started, training):
    answer(started)
    page = f"/desk/trainings/{training.pk}/survey/before/tally/"
    data = {"s-four.a": "3", "s-four.b": "", "s-speak.1": "2"}
    assert desk.post(page, data)["Location"] == f"/desk/trainings/{training.pk}/survey/"
    html = desk.get(page).content.decode()
    assert 'name="s-four.a" value="3"' in html
    assert counts("paper") == {("before", "four", "a"): 3, ("before", "speak", "1"): 2}
    assert cells(desk, training)[0] == ["答えa 正しい答え", "4（100%）", "0"]
    entry = AuditEntry.objects.get(action="survey.tallied")
    assert entry.detail == {"training_id": training.pk, "moment": "before", "ticks": 5}


def test_numbers_typed_again_replace_the_earlier(desk, started, training):
    page = f"/desk/trainings/{training.pk}/survey/after/tally/"
    desk.post(page, {"s-four.a": "3", "s-speak.1": "2"})
    desk.post(page, {"s-four.b": "1"})
    assert counts("paper") == {("after", "four", "b"): 1}


def test_wrong_numbers_are_named_and_nothing_is_kept(desk, started, training):
    page = f"/desk/trainings/{training.pk}/survey/before/tally/"
    html = desk.post(page, {"s-four.a": "-1", "s-four.b": "2", "s-speak.1": "x"}).content.decode()
    assert "0以上の数を入力してください。" in html
    assert "整数で入力してください。" in html
    assert html.count('aria-invalid="true"') == 2
    assert 'name="s-four.b" value="2"' in html
    assert counts("paper") == {}


# Side by side ------------------------------------------------------------------------------------


def cells(desk, training):
    """The rows of the page's tables as text."""
    import re

    html = desk.get(f"/desk/trainings/{training.pk}/survey/").content.decode()
    body = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", html, re.DOTALL)
    rows = [re.split(r"</t[hd]>", row)[:-1] for row in body]
    return [[" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row] for row in rows]


@pytest.fixture
def answered(started, desk, training):
    """18 of before and after as the advanced course tells of: 8 who would speak become 12."""
    for moment, would in (("before", 8), ("after", 12)):
        page = f"/desk/trainings/{training.pk}/survey/{moment}/tally/"
        desk.post(page, {"s-four.a": would, "s-four.b": 18 - would, "s-speak.1": would})
        for _person in range(2):
            answer(started, moment, **{"s-speak": "4"})
    return started


def test_table_shows_counts_shares_and_how_many_answered(desk, training, answered):
    assert cells(desk, training) == [
        ["答えa 正しい答え", "8（44%）", "12（67%）"],
        ["答えb", "10（56%）", "6（33%）"],
        ["答えc", "0（0%）", "0（0%）"],
        ["答えた人", "18", "18"],
        ["答え1", "8（80%）", "12（86%）"],
        ["答え2", "0（0%）", "0（0%）"],
        ["答え3", "0（0%）", "0（0%）"],
        ["答え4", "2（20%）", "2（14%）"],
        ["答えた人", "10", "14"],
    ]
    html = desk.get(f"/desk/trainings/{training.pk}/survey/").content.decode()
    assert "効果だと言い切ることはできません" in html
    assert "答えた人が同じとはかぎりません" in html


def test_files_hold_what_the_screen_shows(desk, training, answered):
    csv_file = desk.get(f"/desk/trainings/{training.pk}/survey.csv")
    data = b"".join(csv_file.streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == [
        *("問", "質問", "種類", "答え", "正しい答え"),
        *("前（人）", "前に答えた人", "前（％）", "後（人）", "後に答えた人", "後（％）"),
    ]
    assert rows[1] == [
        *("1", "四割とは。", "知識", "答えa", "○"),
        *("8", "18", "44", "12", "18", "67"),
    ]
    assert len(rows) == 8
    xlsx = desk.get(f"/desk/trainings/{training.pk}/survey.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(xlsx.streaming_content)))
    sheet = book.get_sheet_by_name("前と後").to_python()
    assert [[str(int(c)) if isinstance(c, float) else c for c in row] for row in sheet] == rows
    notes = book.get_sheet_by_name("読み方").to_python()
    assert "効果だと言い切ることはできません" in notes[1][0]


def test_page_takes_the_same_queries_however_many_answered(desk, training, started):
    page = f"/desk/trainings/{training.pk}/survey/"

    def count():
        desk.get(page)
        with CaptureQueriesContext(connection) as queries:
            desk.get(page)
        return len(queries)

    answer(started)
    one = count()
    for _person in range(3):
        answer(started, "after", **{"s-four": "b", "s-speak": "1"})
    assert count() == one


# Who sees it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["colleague", "officer_elsewhere", "resident"])
def test_figures_belong_to_the_organization(client, request, training, started, who):
    client.force_login(request.getfixturevalue(who))
    page = f"/desk/trainings/{training.pk}/survey"
    paths = ["/", ".csv", ".xlsx", "/before/sheet/", "/before/tally/"]
    assert {client.get(f"{page}{path}").status_code for path in paths} == {404}
    assert client.post(f"{page}/before/tally/", {"s-four.a": "9"}).status_code == 404
    assert client.post(f"{page}/").status_code == 404
    assert counts("paper") == {}


def test_pages_of_questions_not_started_are_not_found(desk, training, asked):
    page = f"/desk/trainings/{training.pk}/survey"
    for path in (".csv", ".xlsx", "/before/sheet/", "/before/tally/"):
        assert desk.get(f"{page}{path}").status_code == 404


def test_unknown_moment_is_not_found(desk, training, started):
    page = reverse("trainings:survey_tally", args=(training.pk, "between"))
    assert desk.get(page).status_code == 404


def test_one_training_s_answers_are_not_another_s(desk, training, started, officer):
    other = TrainingFactory(
        organization=training.organization, edition=training.edition, session=True
    )
    theirs = start_survey(training=other, actor=officer)
    assert theirs.code != started.code
    answer(theirs)
    assert [row[1] for row in cells(desk, training)] == ["0"] * 9
