"""Invitations to a role: sent by mail, open for seven days, used once (招待)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import ROLES_OF_KIND, AccountAction, OrganizationKind
from accounts.errors import (
    InvitationClosedError,
    InvitationForAnotherError,
    InvitationOpenError,
    OrganizationInactiveError,
    RoleHeldError,
    RoleNotOfferedError,
)
from accounts.memberships import grant_role
from accounts.models import Invitation, Membership, Organization
from core.audit import record_action
from core.secret_links import digest_secret, draw_secret

if TYPE_CHECKING:
    from accounts.models import User

OPEN_FOR = timedelta(days=7)


@transaction.atomic
def invite_person(*, organization: Organization, role: str, email: str, actor: User) -> Invitation:
    """Offer a role to the owner of an address and mail the link.

    Raises RoleNotOfferedError, OrganizationInactiveError, RoleHeldError if a login of this address
    has the role, and InvitationOpenError if the same offer is open. One that ran out is replaced.
    """
    email = email.lower()
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    if role not in ROLES_OF_KIND[OrganizationKind(locked.kind)]:
        raise RoleNotOfferedError
    if not locked.is_active:
        raise OrganizationInactiveError
    held = Membership.objects.active().filter(organization=locked, role=role)
    if held.filter(user__email__iexact=email).exists():
        raise RoleHeldError
    earlier = Invitation.objects.filter(
        organization=locked, role=role, email=email, accepted_at=None, withdrawn_at=None
    )
    if earlier.open().exists():
        raise InvitationOpenError
    earlier.update(withdrawn_at=timezone.now())
    secret, digest = draw_secret()
    invitation = Invitation.objects.create(
        organization=locked,
        role=role,
        email=email,
        digest=digest,
        invited_by=actor,
        expires_at=timezone.now() + OPEN_FOR,
    )
    _send(invitation, secret)
    _record(AccountAction.INVITED, invitation, actor)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, actor: User) -> None:
    """Mail a new link, open for seven days; the earlier one no longer works.

    Raises InvitationClosedError once it was accepted or withdrawn.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at or not locked.organization.is_active:
        raise InvitationClosedError
    secret, locked.digest = draw_secret()
    locked.expires_at = timezone.now() + OPEN_FOR
    locked.save(update_fields=["digest", "expires_at"])
    _send(locked, secret)
    _record(AccountAction.INVITED, locked, actor)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: User) -> None:
    """Its link no longer works. Idempotent. Raises InvitationClosedError once it was accepted."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at:
        raise InvitationClosedError
    if locked.withdrawn_at:
        return
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    _record(AccountAction.INVITATION_WITHDRAWN, locked, actor)


def find_invitation(secret: str) -> Invitation:
    """The open invitation of a link. Raises InvitationClosedError."""
    invitation: Invitation | None = (
        Invitation.objects.open()
        .filter(digest=digest_secret(secret), organization__is_active=True)
        .select_related("organization")
        .first()
    )
    if invitation is None:
        raise InvitationClosedError
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Give the role to the owner of the invited address. A role already held is no error.

    Raises InvitationClosedError, and InvitationForAnotherError unless the address is a verified
    one of the user's: a link that was forwarded or left on a shared screen gives nothing.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not locked.is_open:
        raise InvitationClosedError
    if not has_address(user, locked.email):
        raise InvitationForAnotherError
    locked.accepted_at = timezone.now()
    locked.save(update_fields=["accepted_at"])
    _record(AccountAction.INVITATION_ACCEPTED, locked, user)
    try:
        with transaction.atomic():
            return grant_role(
                user=user,
                organization=locked.organization,
                role=locked.role,
                actor=locked.invited_by,
            )
    except RoleHeldError:
        return Membership.objects.get(
            user=user, organization_id=locked.organization_id, role=locked.role
        )


def has_address(user: User, email: str) -> bool:
    """Whether a verified address of the user's is this one."""
    addresses = EmailAddress.objects.filter(user=user, verified=True, email__iexact=email)
    return bool(addresses.exists())


def _send(invitation: Invitation, secret: str) -> None:
    body = render_to_string(
        "accounts/mail/invitation.txt",
        {
            "invitation": invitation,
            "url": f"{settings.SITE_URL}{reverse('accounts:invitation', args=[secret])}",
        },
    )
    name = " ".join(invitation.organization.name.split())
    subject = _("【招待】%(organization)sの%(role)s") % {
        "organization": name,
        "role": invitation.get_role_display(),
    }
    EmailMessage(subject, body.strip() + "\n", to=[invitation.email]).send()


def _record(action: AccountAction, invitation: Invitation, actor: User) -> None:
    record_action(action, invitation, actor=actor, role=invitation.role)
