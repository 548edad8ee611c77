import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from accounts.enums import LearnerKind
from accounts.learners import (
    claim_session_learner,
    current_learner,
    ensure_learner,
    merge_learners,
)
from accounts.models import Learner
from accounts.signals import learner_merging
from tests.factories.accounts import (
    PASSWORD,
    LearnerFactory,
    MunicipalityFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def request_of(user=None, learner_id=None):
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    if learner_id:
        request.session["learner_id"] = learner_id
    return request


def test_current_learner_of_a_first_visit_is_none_without_a_query(django_assert_num_queries):
    request = request_of()
    with django_assert_num_queries(0):
        assert current_learner(request) is None


def test_ensure_learner_makes_one_visitor_a_session():
    request = request_of()
    learner = ensure_learner(request)
    assert (learner.kind, learner.user) == (LearnerKind.VISITOR, None)
    assert ensure_learner(request) == learner
    assert current_learner(request_of(learner_id=request.session["learner_id"])) == learner
    assert Learner.objects.count() == 1


def test_ensure_learner_makes_one_learner_a_login():
    user = UserFactory()
    learner = ensure_learner(request_of(user))
    assert (learner.kind, learner.user) == (LearnerKind.ACCOUNT, user)
    assert ensure_learner(request_of(user)) == learner
    assert current_learner(request_of(user)) == learner


def test_current_learner_is_read_once(django_assert_num_queries):
    request = request_of(LearnerFactory().user)
    with django_assert_num_queries(1):
        assert current_learner(request) == current_learner(request)


def test_session_never_opens_a_learner_with_a_login_or_of_a_roster():
    assert current_learner(request_of(learner_id=LearnerFactory().pk)) is None
    assert current_learner(request_of(learner_id=LearnerFactory(roster=True).pk)) is None


def test_login_adopts_the_visitor():
    visitor, user = LearnerFactory(visitor=True), UserFactory()
    session = SessionStore()
    session["learner_id"] = visitor.pk
    assert claim_session_learner(session=session, user=user) == visitor
    visitor.refresh_from_db()
    assert (visitor.user, visitor.kind) == (user, LearnerKind.ACCOUNT)
    assert "learner_id" not in session


def test_login_never_takes_another_logins_learner():
    theirs, user = LearnerFactory(), UserFactory()
    session = SessionStore()
    session["learner_id"] = theirs.pk
    assert claim_session_learner(session=session, user=user) is None
    theirs.refresh_from_db()
    assert theirs.user != user


def test_login_merges_the_visitor_into_the_accounts_learner():
    own, visitor = LearnerFactory(), LearnerFactory(visitor=True)
    session = SessionStore()
    session["learner_id"] = visitor.pk
    assert claim_session_learner(session=session, user=own.user) == own
    visitor.refresh_from_db()
    assert (visitor.merged_into, visitor.user) == (own, None)
    assert own.current == visitor.current == own
    assert current_learner(request_of(learner_id=visitor.pk)) is None


def test_merge_tells_the_upper_layers_and_fills_what_is_empty():
    place = MunicipalityFactory()
    source = LearnerFactory(visitor=True, name="髙﨑", kana="たかさき", municipality=place)
    target = LearnerFactory(name="高崎")
    heard = []

    def hear(sender, source, target, **kwargs):
        heard.append((source, target))

    learner_merging.connect(hear)
    try:
        merge_learners(source=source, target=target)
    finally:
        learner_merging.disconnect(hear)
    target.refresh_from_db()
    assert heard == [(source, target)]
    assert (target.name, target.kana, target.municipality) == ("高崎", "たかさき", place)


def test_sign_in_and_out_on_a_shared_device_leaves_nothing(client):
    user = UserFactory()
    session = client.session
    session["learner_id"] = LearnerFactory(visitor=True).pk
    session.save()
    assert client.login(email=user.email, password=PASSWORD)
    assert user.learner.kind == LearnerKind.ACCOUNT
    assert "learner_id" not in client.session
    client.logout()
    assert dict(client.session) == {}


def test_merges_in_a_row_lead_to_the_last_in_one_step():
    first, second, third = LearnerFactory.create_batch(3, visitor=True)
    merge_learners(source=first, target=second)
    merge_learners(source=second, target=third)
    first.refresh_from_db()
    assert first.merged_into == third
    assert set(Learner.objects.of_person(third)) == {first, second, third}
    assert not Learner.objects.of_person(None).exists()


def test_merging_a_merged_learner_merges_the_one_it_points_to():
    first, second, third = LearnerFactory.create_batch(3, visitor=True)
    merge_learners(source=first, target=second)
    first.refresh_from_db()
    merge_learners(source=first, target=third)
    second.refresh_from_db()
    assert second.merged_into == third
    merge_learners(source=first, target=second)  # the same person already
    third.refresh_from_db()
    assert third.merged_into is None
