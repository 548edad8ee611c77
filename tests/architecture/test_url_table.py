"""Every URL of the URLconf × nine kinds of visitor, with the expected answer."""

from urllib.parse import urlencode, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.url_table import ROWS, SIGN_IN, VISITORS
from tests.architecture.world import World
from tests.factories.trainings import STARTS_AT

# Nothing is shown and nothing is done.
SHUT = {SIGN_IN, 403, 404, 405}
NAMES = dict(
    zip(
        VISITORS,
        [
            "nobody",
            "learner",
            "officer",
            "officer-elsewhere",
            "prefectural",
            "grant-administrator",
            "editor",
            "administrator",
            "national-administrator",
        ],
        strict=True,
    )
)


def url_names(resolver=None, namespace=""):
    """The names in the URLconf, with their namespaces; an address without a name by its route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from url_names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}"


def test_every_url_has_a_row():
    names = set(url_names())
    assert {"without a row": names - set(ROWS), "without a URL": set(ROWS) - names} == {
        "without a row": set(),
        "without a URL": set(),
    }


def answer_of(response):
    if response.status_code == 500:
        return f"500 {response.exc_info[1]!r}"
    if response.status_code != 302:
        return response.status_code
    target = urlsplit(response["Location"]).path
    return SIGN_IN if target == reverse(settings.LOGIN_URL) else 302


def address_of(name, row, world):
    """The address, filled from the world; a value that is no part of the path is its query."""
    given = getattr(world, row.given) if row.given else {}
    try:
        path, query = reverse(name, kwargs=given), row.query
    except NoReverseMatch:
        path, query = reverse(name), given
    return f"{path}?{urlencode(query)}" if query else path


def answers(name, row, method):
    """What each visitor gets; nothing that one of them does is there for the next."""
    with time_machine.travel(STARTS_AT.replace(day=1), tick=False):
        world = World()
        path = address_of(name, row, world)
        found = {}
        for letter, client in world.visitors.items():
            with transaction.atomic():
                response = getattr(client, method)(path, **({"data": row.data} if row.data else {}))
                found[letter] = answer_of(response)
                if response.streaming:
                    b"".join(response.streaming_content)  # which closes the file
                transaction.set_rollback(True)
        return found


def every_row():
    return [
        pytest.param(name, row, id=f"{row.method}-{name}-{row.given or 'plain'}")
        for name, rows in sorted(ROWS.items())
        for row in rows
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "row"), every_row())
def test_visitor_gets_the_expected_answer(name, row):
    found = answers(name, row, row.method)
    wrong = {
        NAMES[letter]: f"{found[letter]}, expected {row.answers[letter]}"
        for letter in VISITORS
        if found[letter] != row.answers[letter]
    }
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "row"),
    [each for each in every_row() if SHUT & set(each.values[1].answers.values())],
)
def test_address_that_is_shut_has_no_back_door(name, row):
    """Who gets nothing by one method gets nothing by the other; a GET may point elsewhere."""
    other, shut = ("post", SHUT) if row.method == "get" else ("get", {*SHUT, 302})
    found = answers(name, row, other)
    open_doors = {
        NAMES[letter]: found[letter]
        for letter in VISITORS
        if row.answers[letter] in SHUT and found[letter] not in shut
    }
    assert open_doors == {}
