import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.tasks import forget_ended_sessions
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_device_of_an_ended_session_is_forgotten():
    for user in UserFactory.create_batch(2):
        client = Client(headers={"user-agent": "Browser"})
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        client.get("/me/")
    ended = UserSession.objects.first()
    Session.objects.filter(session_key=ended.session_key).delete()

    forget_ended_sessions()

    assert UserSession.objects.get() != ended
