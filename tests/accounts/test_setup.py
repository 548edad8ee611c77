"""The start of a site: the one-time link, and the command for later."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganizationKind, Role
from accounts.models import Membership, Organization, User
from accounts.permissions import is_national_administrator
from accounts.setup import issue_setup_link
from core.models import AuditEntry
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
FILLED = {
    "name": "つながり事務局",
    "contact": "03-0000-0000",
    "certificate_issuer": "内閣府",
    "email": "First@example.jp",
    "password": "tsunagari-2026",
}


def open_link(client, secret, data=None):
    url = reverse("accounts:site_setup", args=[secret])
    return client.post(url, data) if data is not None else client.get(url)


def test_link_makes_the_office_and_its_administrator_once(client):
    secret = issue_setup_link()
    assert open_link(client, secret).status_code == 200

    response = open_link(client, secret, FILLED)

    assert (response.status_code, response["Location"]) == (302, "/desk/")
    user = User.objects.get()
    office = Organization.objects.get()
    assert (user.email, is_national_administrator(user)) == ("first@example.jp", True)
    assert (office.kind, office.name, office.certificate_issuer) == (
        OrganizationKind.NATIONAL,
        "つながり事務局",
        "内閣府",
    )
    assert EmailAddress.objects.get(user=user).verified
    assert client.get("/desk/").status_code == 200
    assert {"site.set_up", "membership.granted"} == set(
        AuditEntry.objects.values_list("action", flat=True)
    )
    client.logout()
    assert open_link(client, secret).status_code == 410
    assert open_link(client, secret, FILLED).status_code == 410
    assert User.objects.count() == 1
    assert issue_setup_link() is None


def test_link_ends_after_a_day_and_by_a_newer_one(client):
    with time_machine.travel("2026-11-01T09:00+09:00", tick=False) as clock:
        first, second = issue_setup_link(), issue_setup_link()
        assert open_link(client, first).status_code == 410
        clock.shift(timedelta(hours=23, minutes=59))
        assert open_link(client, second).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert open_link(client, second, FILLED).status_code == 410
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "x"), ("password", "short"), ("password", "1234567890"), ("name", "")],
)
def test_what_is_missing_is_named_and_the_link_stays(client, field, value):
    secret = issue_setup_link()
    response = open_link(client, secret, {**FILLED, field: value})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    assert open_link(client, secret, FILLED).status_code == 302


def test_command_makes_and_restores_an_administrator(client):
    said = io.StringIO()
    call_command("create_administrator", "boss@example.jp", stdout=said)
    call_command("create_administrator", "boss@example.jp", stdout=said)
    user = User.objects.get()
    Membership.objects.update(is_active=False, suspended_at=timezone.now())
    user.is_active = False
    user.save()
    call_command("create_administrator", "boss@example.jp", stdout=said)

    user = User.objects.get()
    assert is_national_administrator(user)
    path = re.findall(r"http://[^/]+(/\S+)", said.getvalue())[-1]
    page = client.get(path, follow=True)
    assert "パスワード" in page.content.decode()
    assert page.context["form"].__class__.__name__ == "ResetPasswordKeyForm"


def test_command_refuses_what_is_no_address():
    with pytest.raises(CommandError):
        call_command("create_administrator", "nobody")
    assert not User.objects.exists()


def test_command_keeps_the_office_and_the_login_that_there_are():
    office = OrganizationFactory(national=True)
    user = UserFactory(email="boss@example.jp")
    call_command("create_administrator", "BOSS@example.jp", stdout=io.StringIO())
    assert Membership.objects.get().organization == office
    assert User.objects.get() == user


def test_no_link_while_somebody_administers_the_nation():
    membership = MembershipFactory(
        organization=OrganizationFactory(national=True), role=Role.NATIONAL_ADMINISTRATOR
    )
    assert issue_setup_link() is None
    membership.ends_on = timezone.localdate() - timedelta(days=1)
    membership.save()
    assert issue_setup_link() is not None
