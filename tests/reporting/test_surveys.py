"""Answers before and after, outside the organizations that asked: nothing small can be worked out."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from accounts.enums import Role
from reporting.surveys import COUNTRY, ONLINE, _cell_values, _known_sums, survey_table
from surveys.counting import open_online_round
from surveys.models import SurveyCount
from tests.factories.accounts import (
    MembershipFactory,
    MunicipalityFactory,
    OrganizationFactory,
    PrefectureFactory,
)
from tests.factories.courses import survey
from tests.factories.trainings import TrainingFactory
from trainings.surveys.services import start_survey

pytestmark = pytest.mark.django_db

PAGE = "/reports/effect/?year=2026&track=supporter"
NOW = "2026-11-21T12:00:00+09:00"


@pytest.fixture(autouse=True)
def _then():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked():
    return survey()


def held(code, numbers, *, starts_at=datetime(2026, 6, 1, 4, tzinfo=UTC), **fields):
    """A training in the prefecture with these answers: `{(moment, question, choice): number}`."""
    place = MunicipalityFactory(prefecture=PrefectureFactory(code=code))
    organization = OrganizationFactory(municipality=place, **fields)
    training = TrainingFactory(
        organization=organization, session=True, session__starts_at=starts_at
    )
    started = start_survey(training=training, actor=MembershipFactory().user)
    for (moment, question, choice), number in numbers.items():
        SurveyCount.objects.create(
            round=started.round,
            moment=moment,
            source="paper",
            question=question,
            choice=choice,
            number=number,
        )
    return training


def online(asked, year=2026, **numbers):
    for choice, number in numbers.items():
        SurveyCount.objects.create(
            round=open_online_round(asked, year),
            moment="before",
            source="page",
            question="four",
            choice=choice,
            number=number,
        )


def numbers(table, place, moment="before", question="four"):
    return {
        choice: value
        for (where, when, what, choice), value in table.figures.items()
        if (where, when, what) == (place, moment, question)
    }


def table():
    return survey_table(fiscal_year=2026, track="supporter")


def test_country_holds_trainings_of_every_prefecture_and_online(asked):
    held("31", {("before", "four", "a"): 10, ("before", "four", "b"): 20})
    held("31", {("before", "four", "a"): 5})
    held("12", {("before", "four", "a"): 8})
    online(asked, a=100, b=7)
    found = table()
    assert numbers(found, "31") == {"a": 15, "b": 20, "": 35}
    assert numbers(found, "12") == {"a": 8, "": 8}
    assert numbers(found, ONLINE) == {"a": 100, "b": 7, "": 107}
    assert numbers(found, COUNTRY) == {"a": 123, "b": 27, "": 150}


def test_fiscal_year_is_that_of_the_first_session_and_of_the_day_online(asked):
    last_day = datetime(2027, 3, 31, 14, 59, tzinfo=UTC)
    held("31", {("before", "four", "a"): 10}, starts_at=last_day)
    held("31", {("before", "four", "a"): 20}, starts_at=last_day.replace(hour=15, minute=0))
    online(asked, year=2025, a=50)
    assert numbers(table(), COUNTRY) == {"a": 10, "": 10}


def test_other_questions_are_counted_apart(asked):
    held("31", {("before", "four", "a"): 10})
    survey(prompt="ほかの質問")
    assert table().figures == {}


def test_track_without_questions_has_no_table():
    assert table() is None


def test_small_cells_hide_and_so_does_what_would_give_them_away(asked):
    held(
        "31", {("before", "four", "a"): 3, ("before", "four", "b"): 20, ("before", "four", "c"): 9}
    )
    held("12", {("before", "four", "a"): 30, ("before", "four", "b"): 8})
    found = table()
    here = numbers(found, "31")
    assert here["a"] is None
    assert [here["b"], here["c"], here[""]].count(None) >= 1
    # Not by the country's sum either.
    assert numbers(found, COUNTRY)["a"] is None or numbers(found, "12")["a"] is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 12), min_size=9, max_size=9))
def test_no_small_figure_can_be_solved(asked, found):
    SurveyCount.objects.all().delete()
    cache.clear()
    for code, three in zip(("31", "12", "01"), (found[:3], found[3:6], found[6:]), strict=True):
        held(code, {("before", "four", c): n for c, n in zip("abc", three, strict=True)})
    values = _cell_values(asked.pk, 2026)
    hidden = {cell for cell, value in table().figures.items() if value is None}
    assert {cell for cell, value in values.items() if 0 < value < 5} <= hidden
    for parent, children in _known_sums(values):
        assert values[parent] == sum(values[child] for child in children)
        # A sum with one hidden cell gives it away.
        assert sum(cell in hidden for cell in (parent, *children)) != 1


# Pages -------------------------------------------------------------------------------------------


@pytest.fixture
def grant_administrator():
    national = OrganizationFactory(national=True)
    return MembershipFactory(role=Role.GRANT_ADMINISTRATOR, organization=national).user


def prefectural_officer(code):
    body = OrganizationFactory(prefectural=True, prefecture=PrefectureFactory(code=code))
    return MembershipFactory(organization=body).user


def test_page_and_file_show_the_same_figures(client, asked, grant_administrator):
    held("31", {("before", "four", "a"): 10, ("before", "four", "b"): 30})
    held("12", {("after", "speak", "1"): 3, ("after", "speak", "2"): 40})
    client.force_login(grant_administrator)
    html = client.get(PAGE).content.decode()
    assert html.count("＊</span>") >= 2
    assert "（25%）" in html
    assert "効果だと言い切ることはできません" in html
    answer = client.get(PAGE.replace("effect/", "effect.xlsx"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_name("前と後の答え").to_python()
    assert rows[1][3:] == [1, "四割とは。", "答えa", "○", 10, 40, 0, 0]
    assert rows[4][9] == "＊"
    assert len(rows) == 8


def test_prefecture_sees_its_own_alone(client, asked):
    held("31", {("before", "four", "a"): 10})
    held("12", {("before", "four", "a"): 77})
    client.force_login(prefectural_officer("31"))
    for path in (PAGE, f"{PAGE}&prefecture=12", f"{PAGE}&prefecture="):
        html = client.get(path).content.decode()
        assert [f"{n}<span" in html for n in (10, 77, 87)] == [True, False, False], path


def test_officers_of_municipalities_see_no_other_s(client, asked):
    client.force_login(MembershipFactory().user)
    assert client.get(PAGE).status_code == 403
    assert client.get(PAGE.replace("effect/", "effect.xlsx")).status_code == 403


def test_track_without_questions_says_so(client, grant_administrator):
    client.force_login(grant_administrator)
    html = client.get(PAGE).content.decode()
    assert "このトラックには、前後の質問がありません。" in html
    assert client.get(PAGE.replace("effect/", "effect.xlsx")).status_code == 404
