from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.enums import EditionState
from courses.models import Course, CourseEdition, Track
from learning.completion_counts import counted_people
from learning.enums import Route
from learning.models import Completion
from reporting import queries
from tests.factories.accounts import LearnerFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
def _fresh_figures():
    cache.clear()


@pytest.fixture
def edition():
    return make_edition("supporter", "supporter")


def make_edition(track, course):
    track, _ = Track.objects.get_or_create(slug=track)
    course, _ = Course.objects.get_or_create(slug=course, track=track)
    number = course.editions.count() + 1
    return CourseEdition.objects.create(course=course, number=number, state=EditionState.RETIRED)


def complete(edition, learner=None, municipality=None, *, day="2026-05-10", **fields):
    completed_at = datetime.fromisoformat(day).replace(hour=12, tzinfo=TOKYO)
    year = completed_at.year - (completed_at.month < 4)
    return Completion.objects.create(
        learner=learner or LearnerFactory(),
        course=edition.course,
        edition=edition,
        completed_at=completed_at,
        fiscal_year=year,
        municipality=municipality,
        prefecture_code=municipality.prefecture_id if municipality else "",
        **{"route": Route.ONLINE, **fields},
    )


def figures(table, place):
    return dict(zip(queries.COLUMNS, table.row(place), strict=True))


def test_person_is_counted_once_a_track_and_fiscal_year(edition):
    other_course = make_edition("supporter", "supporter-2")
    other_track = make_edition("advanced", "advanced")
    learner = LearnerFactory()
    first = complete(edition, learner, day="2026-04-01")
    complete(other_course, learner, day="2026-04-02", route=Route.ATTENDED)
    in_other_track = complete(other_track, learner, day="2026-04-03")
    next_year = complete(edition, learner, day="2027-04-01")

    assert set(counted_people()) == {first, in_other_track, next_year}


def test_uncounted_learners_never_count_nor_hide_those_who_do(edition):
    learner = LearnerFactory()
    complete(edition, learner, day="2026-04-01", is_counted=False)
    other = make_edition("supporter", "supporter-2")
    counted = complete(other, learner, day="2026-04-02")

    assert list(counted_people()) == [counted]


def test_figures_add_up_from_municipality_to_country(edition):
    one, two = MunicipalityFactory(), MunicipalityFactory()
    for _number in range(6):
        complete(edition, municipality=one)
    for _number in range(7):
        complete(edition, municipality=two, route=Route.ATTENDED)
    for _number in range(5):
        complete(edition)

    table = queries.completion_table(fiscal_year=2026, track="supporter")

    assert figures(table, one.code) == {"online": 6, "attended": 0, "class": 0, "all": 6}
    assert figures(table, two.code) == {"online": 0, "attended": 7, "class": 0, "all": 7}
    assert figures(table, queries.NO_PLACE) == {"online": 5, "attended": 0, "class": 0, "all": 5}
    assert figures(table, queries.COUNTRY) == {"online": 11, "attended": 7, "class": 0, "all": 18}


def test_small_figure_is_hidden_on_every_level_that_would_give_it_away(edition):
    small = MunicipalityFactory()
    large = MunicipalityFactory()
    for _number in range(3):
        complete(edition, municipality=small)
    for _number in range(50):
        complete(edition, municipality=large)

    table = queries.completion_table(fiscal_year=2026, track="supporter")

    assert figures(table, small.code)["online"] is None
    assert figures(table, small.code)["all"] is None
    assert figures(table, large.code)["online"] is None
    if small.prefecture_id != large.prefecture_id:
        assert figures(table, small.prefecture_id)["online"] is None


def test_fiscal_year_ends_with_march(edition):
    for _number in range(5):
        complete(edition, day="2027-03-31")
        complete(edition, day="2027-04-01")

    for year in (2026, 2027):
        table = queries.completion_table(fiscal_year=year, track="supporter")
        assert figures(table, queries.COUNTRY)["all"] == 5


def test_table_takes_the_same_queries_for_any_number_of_rows(edition, django_assert_num_queries):
    complete(edition, municipality=MunicipalityFactory())
    with django_assert_num_queries(1):
        queries.completion_table(fiscal_year=2026, track="supporter")
    for _number in range(3):
        complete(edition, municipality=MunicipalityFactory())
    cache.clear()
    with django_assert_num_queries(1):
        queries.completion_table(fiscal_year=2026, track="supporter")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    people=st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["supporter", "supporter-2"]),
                st.dates(datetime(2025, 4, 1).date(), datetime(2027, 3, 31).date()),  # noqa: DTZ001
                st.sampled_from(Route.values),
            ),
            max_size=4,
        ),
        max_size=6,
    )
)
def test_total_equals_the_number_of_distinct_learners(people):
    Completion.objects.all().delete()
    cache.clear()
    editions = {slug: make_edition("supporter", slug) for slug in ("supporter", "supporter-2")}
    expected = {2025: set(), 2026: set()}
    for number, completions in enumerate(people):
        learner = LearnerFactory()
        seen = set()
        for course, day, route in completions:
            year = day.year - (day.month < 4)
            if (course, year) in seen:
                continue
            seen.add((course, year))
            expected[year].add(number)
            complete(editions[course], learner, day=day.isoformat(), route=route)

    for year, learners in expected.items():
        assert counted_people().filter(fiscal_year=year).count() == len(learners)
