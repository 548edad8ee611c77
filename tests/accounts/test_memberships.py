"""Roles: from when until when they count, the yearly confirmation, and the last administrator."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import memberships
from accounts.enums import ROLES_OF_KIND, OrganizationKind, Role
from accounts.errors import (
    LastAdministratorError,
    OrganizationInactiveError,
    RoleHeldError,
    RoleNotOfferedError,
)
from accounts.models import Membership
from accounts.permissions import held_roles, is_officer
from core.models import AuditEntry
from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 1)


@pytest.fixture
def boss():
    return UserFactory()


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [
        (None, None, True),
        (0, 0, True),
        (-10, 10, True),
        (1, None, False),
        (None, -1, False),
        (-10, -1, False),
    ],
)
@pytest.mark.parametrize("hour", ["00:00", "23:59"])
def test_role_counts_from_its_first_day_to_its_last(starts, ends, counts, hour):
    def day(offset):
        return None if offset is None else TODAY + timedelta(days=offset)

    with time_machine.travel(f"2026-11-01T{hour}+09:00", tick=False):
        user = MembershipFactory(starts_on=day(starts), ends_on=day(ends)).user
        assert is_officer(user) is counts


@pytest.mark.parametrize("kind", OrganizationKind)
@pytest.mark.parametrize("role", Role)
def test_role_is_given_where_its_kind_has_it(kind, role, boss):
    organization = OrganizationFactory(kind=kind)
    user = UserFactory()
    if role in ROLES_OF_KIND[kind]:
        memberships.grant_role(user=user, organization=organization, role=role, actor=boss)
        assert {held.role for held in held_roles(user)} == {role}
    else:
        with pytest.raises(RoleNotOfferedError):
            memberships.grant_role(user=user, organization=organization, role=role, actor=boss)
        assert held_roles(user) == set()


def test_role_that_was_taken_away_can_be_given_again(boss):
    membership = MembershipFactory()
    held = {"user": membership.user, "organization": membership.organization, "actor": boss}
    with pytest.raises(RoleHeldError):
        memberships.grant_role(role=Role.OFFICER, **held)
    memberships.end_role(membership=membership, actor=boss, reason="異動")
    assert not Membership.objects.active().exists()

    again = memberships.grant_role(role=Role.OFFICER, **held)

    assert again == membership
    assert Membership.objects.active().get() == membership
    entries = AuditEntry.objects.order_by("pk").values_list("action", "reason")
    assert list(entries) == [("membership.ended", "異動"), ("membership.granted", "")]


def test_stopped_organization_gives_no_role(boss):
    organization = OrganizationFactory(is_active=False)
    with pytest.raises(OrganizationInactiveError):
        memberships.grant_role(
            user=UserFactory(), organization=organization, role=Role.OFFICER, actor=boss
        )


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.NATIONAL_ADMINISTRATOR])
def test_last_administrator_stays(role, boss):
    first = MembershipFactory(role=role, organization__national=True)
    second = MembershipFactory(role=role, organization=first.organization)
    memberships.end_role(membership=second, actor=boss)
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(LastAdministratorError):
        memberships.end_role(membership=first, actor=boss)
    with pytest.raises(LastAdministratorError):
        memberships.change_period(membership=first, starts_on=None, ends_on=yesterday, actor=boss)
    assert Membership.objects.active().get() == first


def test_role_that_no_longer_counts_can_be_tidied_away(boss):
    yesterday = timezone.localdate() - timedelta(days=1)
    membership = MembershipFactory(role=Role.ADMINISTRATOR, ends_on=yesterday)
    memberships.end_role(membership=membership, actor=boss)
    membership.refresh_from_db()
    assert membership.is_active is False


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_leave_one(boss):
    first = MembershipFactory(role=Role.ADMINISTRATOR)
    second = MembershipFactory(role=Role.ADMINISTRATOR, organization=first.organization)
    refused, start = [], threading.Barrier(2)

    def end(membership):
        start.wait()
        try:
            memberships.end_role(membership=membership, actor=boss)
        except LastAdministratorError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=(each,)) for each in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(refused) == 1
    assert Membership.objects.active().count() == 1


@pytest.mark.parametrize(
    ("day", "year"),
    [("2027-02-28", 2026), ("2027-03-01", 2027), ("2027-03-31", 2027), ("2027-04-01", 2027)],
)
def test_confirmation_is_for_the_coming_year_from_march(day, year):
    with time_machine.travel(f"{day}T09:00+09:00", tick=False):
        assert memberships.confirmable_year() == year


def test_unconfirmed_roles_are_suspended_on_the_first_of_may_and_come_back(boss):
    with time_machine.travel("2026-11-01T09:00+09:00", tick=False) as clock:
        kept, left = MembershipFactory(), MembershipFactory()
        clock.move_to(timezone.datetime.fromisoformat("2027-03-02T09:00+09:00"))
        assert memberships.confirm_roles(memberships=[kept], actor=boss) == 1
        assert memberships.confirm_roles(memberships=[kept], actor=boss) == 0
        for day in ("2027-03-31", "2027-04-01", "2027-04-30"):
            clock.move_to(timezone.datetime.fromisoformat(f"{day}T23:00+09:00"))
            assert memberships.suspend_unconfirmed_roles() == 0
        clock.move_to(timezone.datetime.fromisoformat("2027-05-01T01:00+09:00"))
        assert memberships.suspend_unconfirmed_roles() == 1
        assert memberships.suspend_unconfirmed_roles() == 0
        assert Membership.objects.active().get() == kept

        left.refresh_from_db()
        assert memberships.confirm_roles(memberships=[left], actor=boss) == 1
        assert set(Membership.objects.active()) == {kept, left}


def test_role_given_in_march_counts_as_confirmed(boss):
    organization, user = OrganizationFactory(), UserFactory()
    with time_machine.travel("2027-03-05T09:00+09:00", tick=False) as clock:
        memberships.grant_role(user=user, organization=organization, role=Role.OFFICER, actor=boss)
        clock.move_to(timezone.datetime.fromisoformat("2027-05-01T01:00+09:00"))
        assert memberships.suspend_unconfirmed_roles() == 0


def test_somebody_stays_who_can_confirm():
    with time_machine.travel("2026-11-01T09:00+09:00", tick=False) as clock:
        nation = OrganizationFactory(national=True)
        for _number in range(2):
            MembershipFactory(role=Role.NATIONAL_ADMINISTRATOR, organization=nation)
        clock.move_to(timezone.datetime.fromisoformat("2027-05-01T01:00+09:00"))
        assert memberships.suspend_unconfirmed_roles() == 1
        assert Membership.objects.active().count() == 1


def test_person_is_signed_out_everywhere(boss):
    user, other = UserFactory(), UserFactory()
    clients = []
    for owner in (user, user, other):
        client = Client()
        client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
        client.get("/me/")
        clients.append(client)
    assert UserSession.objects.filter(user=user).count() == 2

    assert memberships.end_sessions(user=user, actor=boss) == 2

    def is_signed_in(client):
        return client.get("/accounts/password/change/").status_code == 200 or (
            "login" not in client.get("/accounts/email/").get("Location", "")
        )

    assert [is_signed_in(client) for client in clients] == [False, False, True]
    entry = AuditEntry.objects.get(action="user.sessions_ended")
    assert (entry.actor, entry.detail) == (boss, {"sessions": 2})
