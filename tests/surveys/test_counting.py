"""One count for every scope: rounds stay apart, a form counts once, and nobody is in it."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from surveys.counting import (
    count_answers,
    count_submission,
    discard_page_counts,
    open_online_round,
    replace_paper_counts,
)
from surveys.enums import SurveyScope
from surveys.models import SurveyCount, SurveyRound, SurveySubmission
from surveys.queries import online_counts, paper_counts, round_counts, submission_count
from tests.factories.courses import survey

pytestmark = pytest.mark.django_db

ANSWERS = {"four": "a", "speak": "2"}
SCOPES = [
    (SurveyScope.ONLINE, {"fiscal_year": 2026}),
    (SurveyScope.TRAINING, {}),
    (SurveyScope.CLASS, {}),
]


@pytest.fixture
def asked():
    return survey()


def round_of(asked, scope=SurveyScope.TRAINING, **fields):
    return SurveyRound.objects.create(survey=asked, scope=scope, **fields)


def before(**answers):
    return {("before", question, choice): number for question, (choice, number) in answers.items()}


def test_rounds_do_not_mix(asked):
    one, other, school = round_of(asked), round_of(asked), round_of(asked, SurveyScope.CLASS)
    online = open_online_round(asked, 2026)
    for survey_round, times in ((one, 1), (other, 2), (school, 3), (online, 4)):
        for _time in range(times):
            count_answers(survey_round=survey_round, moment="before", answers=ANSWERS)
    assert [round_counts(each) for each in (one, other, school, online)] == [
        before(four=("a", number), speak=("2", number)) for number in (1, 2, 3, 4)
    ]
    assert online_counts(asked.pk, 2026) == round_counts(online)


def test_online_rounds_of_two_fiscal_years_do_not_mix(asked):
    last, this = open_online_round(asked, 2025), open_online_round(asked, 2026)
    count_answers(survey_round=last, moment="before", answers=ANSWERS)
    for _time in range(2):
        count_answers(survey_round=this, moment="before", answers=ANSWERS)
    assert online_counts(asked.pk, 2025) == before(four=("a", 1), speak=("2", 1))
    assert online_counts(asked.pk, 2026) == before(four=("a", 2), speak=("2", 2))
    assert online_counts(asked.pk, 2027) == {}


def test_online_rounds_of_two_surveys_do_not_mix(asked):
    newer = survey(prompt="声をかけてみますか。")
    count_answers(survey_round=open_online_round(asked, 2026), moment="after", answers=ANSWERS)
    assert online_counts(newer.pk, 2026) == {}


def test_online_round_is_one_a_survey_and_fiscal_year(asked):
    assert open_online_round(asked, 2026) == open_online_round(asked, 2026)
    with pytest.raises(IntegrityError), transaction.atomic():
        round_of(asked, SurveyScope.ONLINE, fiscal_year=2026)
    assert round_of(asked) != round_of(asked)


@pytest.mark.parametrize(
    ("scope", "fields"),
    [
        (SurveyScope.ONLINE, {}),
        (SurveyScope.TRAINING, {"fiscal_year": 2026}),
        (SurveyScope.CLASS, {"fiscal_year": 2026}),
        ("school", {}),
    ],
)
def test_round_has_a_fiscal_year_online_alone(asked, scope, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        round_of(asked, scope, **fields)


@pytest.mark.parametrize(("scope", "fields"), SCOPES)
def test_form_sent_twice_counts_once(asked, scope, fields):
    survey_round, key = round_of(asked, scope, **fields), uuid4()
    sent = [
        count_submission(
            survey_round=survey_round, moment=moment, submission_key=key, answers=ANSWERS
        )
        for moment in ("before", "before", "after")
    ]
    assert sent == [True, False, True]
    assert set(round_counts(survey_round).values()) == {1}
    assert submission_count(survey_round, "before") == 1


def test_same_form_counts_in_each_round(asked):
    key = uuid4()
    for survey_round in (round_of(asked), round_of(asked)):
        assert count_submission(
            survey_round=survey_round, moment="before", submission_key=key, answers=ANSWERS
        )
        assert round_counts(survey_round) == before(four=("a", 1), speak=("2", 1))


def test_what_is_left_out_is_not_counted(asked):
    survey_round = round_of(asked)
    count_answers(survey_round=survey_round, moment="before", answers={"speak": "4", "four": ""})
    assert round_counts(survey_round) == before(speak=("4", 1))


def test_paper_is_replaced_and_joins_the_page(asked):
    survey_round, other = round_of(asked), round_of(asked)
    count_answers(survey_round=survey_round, moment="before", answers=ANSWERS)
    for number in (3, 5):
        replace_paper_counts(
            survey_round=survey_round, moment="before", numbers={("four", "a"): number}
        )
    assert paper_counts(survey_round, "before") == {("four", "a"): 5}
    assert round_counts(survey_round) == before(four=("a", 6), speak=("2", 1))
    assert (paper_counts(survey_round, "after"), paper_counts(other, "before")) == ({}, {})


def test_discarding_drops_the_pages_answers_of_a_round_and_moment(asked):
    survey_round, other = round_of(asked), round_of(asked)
    for each in (survey_round, other):
        for moment in ("before", "after"):
            count_submission(
                survey_round=each, moment=moment, submission_key=uuid4(), answers=ANSWERS
            )
    replace_paper_counts(survey_round=survey_round, moment="before", numbers={("four", "a"): 3})
    assert discard_page_counts(survey_round=survey_round, moment="before") == 1
    assert round_counts(survey_round) == {
        ("before", "four", "a"): 3,
        ("after", "four", "a"): 1,
        ("after", "speak", "2"): 1,
    }
    assert sum(round_counts(other).values()) == 4


def test_nothing_ties_an_answer_to_a_person():
    """docs/decisions/0016. Who points at a round is not listed: related names would be."""
    fields = {
        model: {field.name for field in model._meta.get_fields()}
        for model in (SurveyRound, SurveyCount, SurveySubmission)
    }
    assert fields == {
        SurveyRound: {"id", "scope", "survey", "fiscal_year", "counts", "submissions"},
        SurveyCount: {"id", "round", "moment", "source", "question", "choice", "number"},
        SurveySubmission: {"id", "round", "moment", "submission_key"},
    }
