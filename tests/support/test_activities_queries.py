import pytest
from django.template.loader import render_to_string

from support.queries import activities_for
from tests.factories.support import ActivityFactory

pytestmark = pytest.mark.django_db


def test_activities_by_key_and_by_kind():
    ActivityFactory(key="a", kind="role")
    ActivityFactory(key="b", kind="loose")

    assert [card.key for card in activities_for(keys=["b", "a"])] == ["b", "a"]
    assert [card.key for card in activities_for(kind="role")] == ["a"]
    html = render_to_string("support/_activity_list.html", {"activities": activities_for()})
    assert html.count("出典：調査研究報告書（令和4年度）") == 2
    assert html.count("令和4年度 ") == 2


@pytest.mark.parametrize("size", [1, 3])
def test_examples_take_one_query_whatever_their_number(size, django_assert_num_queries):
    ActivityFactory.create_batch(size)

    with django_assert_num_queries(1):
        activities_for()
