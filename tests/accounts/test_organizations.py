"""Organizations: changes, mergers, delegations, and what their people then see."""

from datetime import date, timedelta

import pytest
import time_machine

from accounts import organizations
from accounts.enums import OrganizationKind, Role
from accounts.errors import DelegationRefusedError, MergeRefusedError, OrganizationInactiveError
from accounts.models import Delegation, Membership, Organization
from accounts.permissions import can_administer_organization
from core.models import AuditEntry
from core.versions import ChangedMeanwhileError, version_of
from tests.factories.accounts import (
    DelegationFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return UserFactory()


def test_change_is_stored_and_recorded_by_field(boss):
    organization = OrganizationFactory(name="旧名", contact="前")
    values = {"name": "新名", "contact": "前"}
    organizations.update_organization(
        organization=organization, values=values, version=version_of(organization), actor=boss
    )
    organization.refresh_from_db()
    assert organization.name == "新名"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.organization_id, entry.detail) == (
        "organization.updated",
        organization.pk,
        {"fields": ["name"]},
    )


def test_change_on_top_of_anothers_is_refused(boss):
    organization = OrganizationFactory()
    seen = version_of(organization)
    for name in ("甲", "乙"):
        change = {"organization": organization, "values": {"name": name}, "actor": boss}
        if name == "乙":
            with pytest.raises(ChangedMeanwhileError):
                organizations.update_organization(version=seen, **change)
        else:
            organizations.update_organization(version=seen, **change)
    organization.refresh_from_db()
    assert organization.name == "甲"


def test_people_of_a_stopped_organization_have_no_rights_until_it_goes_on(boss):
    membership = MembershipFactory()
    organization = membership.organization
    for _twice in range(2):
        organizations.deactivate_organization(organization=organization, actor=boss, reason="")
    assert not Organization.objects.run_by(membership.user).exists()
    organizations.reactivate_organization(organization=organization, actor=boss)
    assert Organization.objects.run_by(membership.user).get() == organization
    assert AuditEntry.objects.filter(action="organization.deactivated").count() == 1


def test_national_office_cannot_be_stopped(boss):
    with pytest.raises(OrganizationInactiveError):
        organizations.deactivate_organization(
            organization=OrganizationFactory(national=True), actor=boss, reason=""
        )


def merge(old, new, actor, *, moves_people=False):
    organizations.merge_organizations(
        predecessor=old, successor=new, actor=actor, moves_people=moves_people
    )


def test_successors_people_see_both_and_the_old_ones_nothing(boss):
    old, new = MembershipFactory(), MembershipFactory()
    merge(old.organization, new.organization, boss)
    assert set(Organization.objects.run_by(new.user)) == {old.organization, new.organization}
    assert set(Organization.objects.run_by(old.user)) == set()


def test_people_move_with_their_roles(boss):
    old, new = MembershipFactory(), OrganizationFactory()
    MembershipFactory(user=old.user, organization=new)  # has the role there already
    administrator = MembershipFactory(organization=old.organization, role=Role.ADMINISTRATOR)
    merge(old.organization, new, boss, moves_people=True)
    held = Membership.objects.active().filter(organization=new).values_list("user", "role")
    assert set(held) == {(old.user_id, "officer"), (administrator.user_id, "administrator")}


def test_mergers_in_a_row_lead_to_the_last_in_one_step(boss):
    first, second, third = OrganizationFactory.create_batch(3)
    merge(first, second, boss)
    second.refresh_from_db()
    merge(second, third, boss)
    officer = MembershipFactory(organization=third).user
    assert set(Organization.objects.run_by(officer)) == {first, second, third}
    first.refresh_from_db()
    assert first.successor == third


def test_mergers_that_make_no_sense_are_refused(boss):
    one, other = OrganizationFactory.create_batch(2)
    nation = OrganizationFactory(national=True)
    merged = OrganizationFactory(is_active=False, successor=other)
    stopped = OrganizationFactory(is_active=False)
    for old, new in [
        (one, one),
        (one, nation),
        (nation, one),
        (merged, one),
        (one, merged),
        (one, stopped),
        (other, merged),  # in a circle
    ]:
        with pytest.raises(MergeRefusedError):
            merge(old, new, boss)
    with pytest.raises(MergeRefusedError):
        organizations.reactivate_organization(organization=merged, actor=boss)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("day", "sees"),
    [("2026-10-31", False), ("2026-11-01", True), ("2027-03-31", True), ("2027-04-01", False)],
)
def test_agents_officers_hold_the_principals_trainings_within_the_days(day, sees):
    agent = MembershipFactory(organization__kind=OrganizationKind.OTHER)
    delegation = DelegationFactory(
        agent=agent.organization, starts_on=date(2026, 11, 1), ends_on=date(2027, 3, 31)
    )
    with time_machine.travel(f"{day}T12:00+09:00", tick=False):
        seen = set(Organization.objects.run_by(agent.user))
    assert seen == {agent.organization} | ({delegation.principal} if sees else set())


def test_agents_administrator_holds_no_trainings():
    member = MembershipFactory(organization__kind=OrganizationKind.OTHER, role=Role.ADMINISTRATOR)
    DelegationFactory(agent=member.organization)
    assert not Organization.objects.run_by(member.user).exists()


def test_delegation_ends_today_and_its_past_stays(boss):
    with time_machine.travel("2026-11-01T12:00+09:00", tick=False) as clock:
        running, coming = DelegationFactory(), DelegationFactory()
        Delegation.objects.filter(pk=coming.pk).update(starts_on=date(2026, 12, 1))
        coming.refresh_from_db()
        clock.shift(timedelta(days=3))
        for delegation in (running, coming):
            organizations.end_delegation(delegation=delegation, actor=boss)
        officer = MembershipFactory(organization=running.agent).user
        assert running.principal not in Organization.objects.run_by(officer)
    assert Delegation.objects.get().ends_on == date(2026, 11, 3)


def test_delegations_that_make_no_sense_are_refused(boss):
    one, other = OrganizationFactory.create_batch(2)
    stopped = OrganizationFactory(is_active=False)
    today = date(2026, 11, 1)
    for principal, agent, ends_on in [
        (one, one, today),
        (one, stopped, today),
        (stopped, one, today),
        (one, other, today - timedelta(days=1)),
    ]:
        with pytest.raises(DelegationRefusedError):
            organizations.grant_delegation(
                principal=principal, agent=agent, starts_on=today, ends_on=ends_on, actor=boss
            )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", OrganizationKind)
def test_can_administer_is_what_the_queryset_says(role, kind):
    membership = MembershipFactory(role=role, organization=OrganizationFactory(kind=kind))
    other = OrganizationFactory()
    user = membership.user
    for organization in (membership.organization, other):
        said = can_administer_organization(user, organization)
        assert (organization in Organization.objects.administered_by(user)) is said
