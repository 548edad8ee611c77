"""Invitations: to whom they open what, until when, and what a wrong hand gets."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import invitations
from accounts.enums import OrganizationKind, Role
from accounts.errors import (
    InvitationClosedError,
    InvitationForAnotherError,
    InvitationOpenError,
    OrganizationInactiveError,
    RoleHeldError,
    RoleNotOfferedError,
)
from accounts.models import Invitation, Membership
from accounts.organizations import deactivate_organization
from core.models import AuditEntry
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
EMAIL = "sato@city.example.jp"


@pytest.fixture
def administrator():
    return MembershipFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def invite(administrator, mailoutbox):
    """Invite, and return the path of the link that was mailed."""

    def invite_one(role=Role.OFFICER, email=EMAIL):
        invitations.invite_person(
            organization=administrator.organization,
            role=role,
            email=email,
            actor=administrator.user,
        )
        return re.search(r"http://[^/]+(/\S+)", mailoutbox[-1].body)[1]

    return invite_one


def test_owner_of_the_address_gets_the_role_once(client, invite, administrator):
    path = invite()
    user = UserFactory(email=EMAIL)
    client.force_login(user)
    assert "招待を受ける" in client.get(path).content.decode()

    response = client.post(path)

    assert (response.status_code, response["Location"]) == (302, "/desk/")
    membership = Membership.objects.get(user=user)
    assert (membership.organization, membership.role) == (
        administrator.organization,
        Role.OFFICER,
    )
    assert client.post(path).status_code == client.get(path).status_code == 410
    assert Membership.objects.filter(user=user).count() == 1
    actions = AuditEntry.objects.filter(organization_id=administrator.organization_id)
    assert sorted(actions.values_list("action", flat=True)) == [
        "invitation.accepted",
        "invitation.sent",
        "membership.granted",
    ]


def test_mail_names_the_offer_and_goes_to_its_owner_alone(invite, administrator, mailoutbox):
    invite()
    (mail,) = mailoutbox
    assert mail.to == [EMAIL]
    assert mail.subject == f"【招待】{administrator.organization.name}の研修担当"
    assert "7日以内" in mail.body


def test_secret_is_not_stored(invite):
    secret = invite().strip("/").rpartition("/")[2]
    stored = str(list(Invitation.objects.values())) + str(list(AuditEntry.objects.values()))
    assert secret not in stored
    assert EMAIL not in str(list(AuditEntry.objects.values()))


def test_another_person_sees_for_whom_it_is_and_gets_nothing(client, invite):
    path = invite()
    other = UserFactory()
    client.force_login(other)
    html = client.get(path).content.decode()
    assert "別のメールアドレスでログインしています" in html
    assert EMAIL in html

    client.post(path)

    assert not Membership.objects.filter(user=other).exists()
    with pytest.raises(InvitationForAnotherError):
        invitations.accept_invitation(invitation=Invitation.objects.get(), user=other)


def test_unverified_address_gets_nothing(invite):
    invite()
    user = UserFactory()
    EmailAddress.objects.create(user=user, email=EMAIL, verified=False)
    with pytest.raises(InvitationForAnotherError):
        invitations.accept_invitation(invitation=Invitation.objects.get(), user=user)


def test_second_address_of_a_login_counts_when_verified(invite):
    invite()
    user = UserFactory()
    EmailAddress.objects.create(user=user, email=EMAIL.upper(), verified=True)
    invitations.accept_invitation(invitation=Invitation.objects.get(), user=user)
    assert Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize(("exists", "way"), [(True, "ログインする"), (False, "登録する")])
def test_signed_out_reader_is_led_to_sign_in_and_back(client, invite, exists, way):
    path = invite()
    if exists:
        UserFactory(email=EMAIL)
    html = client.get(path).content.decode()
    assert f">{way}</a>" in html
    assert client.session["after_sign_in"] == path
    assert not Membership.objects.filter(role=Role.OFFICER).exists()


def test_link_ends_after_seven_days(client, invite):
    with time_machine.travel("2026-11-01T09:00+09:00", tick=False) as clock:
        path = invite()
        clock.shift(timedelta(days=6, hours=23))
        assert client.get(path).status_code == 200
        clock.shift(timedelta(hours=2))
        response = client.get(path)
    assert response.status_code == 410
    assert "期限が切れたか" in response.content.decode()


def test_resent_link_replaces_the_first(client, invite, administrator, mailoutbox):
    first = invite()
    offer = Invitation.objects.get()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        invitations.resend_invitation(invitation=offer, actor=administrator.user)
        second = re.search(r"http://[^/]+(/\S+)", mailoutbox[-1].body)[1]
        assert client.get(first).status_code == 410
        assert client.get(second).status_code == 200


def test_withdrawn_invitation_opens_nothing_and_cannot_be_resent(client, invite, administrator):
    path = invite()
    offer = Invitation.objects.get()
    for _twice in range(2):
        invitations.withdraw_invitation(invitation=offer, actor=administrator.user)
    assert client.get(path).status_code == 410
    with pytest.raises(InvitationClosedError):
        invitations.resend_invitation(invitation=offer, actor=administrator.user)
    assert AuditEntry.objects.filter(action="invitation.withdrawn").count() == 1


def test_accepted_invitation_cannot_be_withdrawn(invite, administrator):
    invite()
    offer = Invitation.objects.get()
    invitations.accept_invitation(invitation=offer, user=UserFactory(email=EMAIL))
    with pytest.raises(InvitationClosedError):
        invitations.withdraw_invitation(invitation=offer, actor=administrator.user)


def test_organization_that_was_stopped_gives_no_role(client, invite, administrator):
    path = invite()
    deactivate_organization(
        organization=administrator.organization, actor=UserFactory(), reason="試し"
    )
    assert client.get(path).status_code == 410
    with pytest.raises(OrganizationInactiveError):
        invite(email="other@example.jp")


def test_same_offer_is_open_once_and_another_after_it_ran_out(invite):
    with time_machine.travel("2026-11-01T09:00+09:00", tick=False) as clock:
        invite()
        with pytest.raises(InvitationOpenError):
            invite(email=EMAIL.upper())
        clock.shift(timedelta(days=8))
        invite()
    assert Invitation.objects.count() == 2


def test_who_has_the_role_is_not_invited(invite, administrator):
    user = UserFactory(email=EMAIL)
    MembershipFactory(user=user, organization=administrator.organization)
    with pytest.raises(RoleHeldError):
        invite()


@pytest.mark.parametrize("kind", OrganizationKind)
def test_roles_belong_to_kinds(kind):
    organization = OrganizationFactory(kind=kind)
    is_national = kind == OrganizationKind.NATIONAL
    for role in (Role.NATIONAL_ADMINISTRATOR, Role.GRANT_ADMINISTRATOR, Role.EDITOR):
        if is_national:
            continue
        with pytest.raises(RoleNotOfferedError):
            invitations.invite_person(
                organization=organization, role=role, email=EMAIL, actor=UserFactory()
            )


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_give_one_role(invite):
    invite()
    user, offer = UserFactory(email=EMAIL), Invitation.objects.get()
    errors = []
    start = threading.Barrier(2)

    def accept():
        start.wait()
        try:
            invitations.accept_invitation(invitation=offer, user=user)
        except InvitationClosedError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(errors) == 1
    assert Membership.objects.filter(user=user).count() == 1


def test_reverse_of_the_link_is_short_enough_for_a_mail_line(invite):
    assert len("https://tsunagari.example.go.jp" + invite()) < 100
    assert reverse("accounts:invitation", args=["x"]) == "/invitations/x/"
