"""Three people on every page of the desk, and what visitors see of the public ones."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.enums import Role
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory
from tests.factories.trainings import TrainingFactory
from tests.trainings.conftest import AFTER
from trainings.models import Training
from trainings.permissions import can_edit_training, can_view_training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

OF_TRAINING = [
    "training_detail",
    "training_edit",
    "training_publish",
    "training_unpublish",
    "training_cancel",
    "training_close",
    "registration_create",
    "attendance",
]
OF_REGISTRATION = ["registration_edit", "registration_cancel"]
OF_SESSION = ["attendance", "attendance_mark", "attendance_walk_in"]


@pytest.fixture
def addresses(training, session, registration):
    return (
        [reverse(f"trainings:{name}", args=[training.pk]) for name in OF_TRAINING]
        + [
            reverse(f"trainings:{name}", args=[training.pk, registration.pk])
            for name in OF_REGISTRATION
        ]
        + [reverse(f"trainings:{name}", args=[training.pk, session.pk]) for name in OF_SESSION]
        + [reverse("trainings:training_close_resume", args=[training.pk])]
    )


@pytest.mark.parametrize("who", ["colleague", "officer_elsewhere", "resident"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_training_of_others_is_not_found(client, addresses, request, who, method, now):
    now.move_to(AFTER)
    client.force_login(request.getfixturevalue(who))
    before = list(Training.objects.values())
    answers = {url: getattr(client, method)(url).status_code for url in addresses}
    for url in addresses:
        if method == "get" and url.endswith(("/mark/", "/walk-in/", "/resume/")):
            answers[url] = 404  # those take a POST alone, whoever asks
    assert set(answers.values()) == {404}
    assert list(Training.objects.values()) == before


def test_officer_opens_every_page(at_desk, addresses, now):
    now.move_to(AFTER)
    pages = [u for u in addresses if not u.endswith(("/mark/", "/walk-in/", "/resume/"))]
    assert {url: at_desk.get(url).status_code for url in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("name", ["training_list", "training_create"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("officer_elsewhere", 200), ("colleague", 403), ("resident", 403)],
)
def test_list_and_new_need_an_officer(client, request, name, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(f"trainings:{name}")).status_code == status


def test_nobody_is_asked_to_sign_in(client, addresses):
    for url in [*addresses, reverse("trainings:training_list")]:
        response = client.get(url)
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next={url}")


def test_list_shows_own_trainings_alone(client, training, officer_elsewhere):
    other = TrainingFactory(organization=officer_elsewhere.memberships.get().organization)
    client.force_login(officer_elsewhere)
    response = client.get(reverse("trainings:training_list"))
    assert list(response.context["page"]) == [other]
    assert training.title not in response.content.decode()


def test_registration_under_another_training_is_not_found(at_desk, organization, registration):
    other = TrainingFactory(organization=organization, session=True)
    url = reverse("trainings:registration_edit", args=[other.pk, registration.pk])
    assert at_desk.get(url).status_code == 404


def test_session_under_another_training_is_not_found(at_desk, organization, session):
    other = TrainingFactory(organization=organization, session=True)
    for name in OF_SESSION:
        url = reverse(f"trainings:{name}", args=[other.pk, session.pk])
        assert at_desk.post(url, {"present": "1"}).status_code == 404


def test_former_officer_sees_nothing(client, officer, training):
    officer.memberships.update(is_active=False)
    client.force_login(officer)
    assert client.get(reverse("trainings:training_detail", args=[training.pk])).status_code == 404


def test_anonymous_sees_no_training(training):
    assert not can_view_training(AnonymousUser(), training)
    assert not Training.objects.visible_to(AnonymousUser()).exists()


class PermissionsTest(TestCase):
    @given(
        memberships=st.lists(
            st.tuples(st.integers(0, 1), st.sampled_from(Role.values), st.booleans()),
            max_size=4,
            unique_by=lambda membership: membership[:2],
        ),
        state=st.sampled_from(["draft", "published", "closed", "cancelled"]),
    )
    def test_can_view_exactly_what_is_visible(self, memberships, state):
        organizations = OrganizationFactory.create_batch(2)
        user = UserFactory()
        for which, role, is_active in memberships:
            MembershipFactory(
                user=user, organization=organizations[which], role=role, is_active=is_active
            )
        training = TrainingFactory(organization=organizations[0], state=state)
        visible = training in Training.objects.visible_to(user)
        assert can_view_training(user, training) == visible
        assert can_edit_training(user, training) == (visible and state in {"draft", "published"})


NUL = "\x00"
HUGE = 10**30


@pytest.mark.parametrize("query", [{"q": NUL}, {"q": "名" * 5000}, {"page": NUL}, {"state": NUL}])
def test_odd_queries_are_survived(at_desk, training, query):
    for name, args in [
        ("training_list", []),
        ("training_detail", [training.pk]),
        ("attendance", [training.pk]),
        ("public_list", []),
    ]:
        assert at_desk.get(reverse(f"trainings:{name}", args=args), query).status_code == 200
    assert at_desk.get(reverse("trainings:public_list"), {"prefecture": NUL}).status_code == 200


def test_odd_forms_are_survived(at_desk, training, session):
    odd = {
        "name": f"名{NUL}前",
        "email": f"{'a' * 250}@example.jp",
        "submission_key": NUL,
        "title": NUL,
        "sessions-0-online_url": f"https://example.jp/{'a' * 300}",
        "sessions-TOTAL_FORMS": "1",
        "sessions-INITIAL_FORMS": "0",
    }
    for url in [
        reverse("trainings:register", args=[training.public_id]),
        reverse("trainings:registration_create", args=[training.pk]),
        reverse("trainings:attendance_walk_in", args=[training.pk, session.pk]),
        reverse("trainings:training_edit", args=[training.pk]),
        reverse("trainings:training_create"),
    ]:
        assert at_desk.post(url, odd).status_code == 200
    assert training.registrations.count() == 0


def test_huge_numbers_are_not_found(at_desk, training, session):
    for name, args in [
        ("training_detail", [HUGE]),
        ("registration_edit", [training.pk, HUGE]),
        ("attendance", [training.pk, HUGE]),
        ("attendance_walk_in", [training.pk, HUGE]),
    ]:
        url = reverse(f"trainings:{name}", args=args)
        assert at_desk.post(url).status_code == 404
