"""The start of a site without data: its national office and the first national administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import AccountAction, OrganizationKind, Role
from accounts.memberships import grant_role
from accounts.models import Membership, Organization, SetupLink, User
from core.audit import record_action
from core.errors import RefusedError
from core.secret_links import digest_secret, draw_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

VALID_FOR = timedelta(hours=24)


class SetupLinkInvalidError(RefusedError):
    message = _(
        "この設定用のURLは、いまは使えません。24時間を過ぎたか、すでに使われています。"
        "サイトを起動し直すと、新しいURLが表示されます。"
    )


def has_national_administrator() -> bool:
    return Membership.objects.active().filter(role=Role.NATIONAL_ADMINISTRATOR).exists()


@transaction.atomic
def issue_setup_link() -> str | None:
    """Return the secret of a new link, which replaces the one before; None once it is not needed.

    Needed while the site has no national administrator.
    """
    if has_national_administrator():
        return None
    secret, digest = draw_secret()
    SetupLink.objects.all().delete()
    SetupLink.objects.create(digest=digest, expires_at=timezone.now() + VALID_FOR)
    return secret


def check_setup_link(secret: str) -> SetupLink:
    """Raises SetupLinkInvalidError for a link that is unknown, used or older than 24 hours."""
    link = SetupLink.objects.filter(
        digest=digest_secret(secret), expires_at__gt=timezone.now()
    ).first()
    if link is None or has_national_administrator():
        raise SetupLinkInvalidError
    return link


@transaction.atomic
def set_up_site(*, secret: str, email: str, password: str, office: Mapping[str, Any]) -> User:
    """Make the national office and its first administrator; the link is used up.

    `office`: name, contact and certificate_issuer. Raises SetupLinkInvalidError.
    """
    link = check_setup_link(secret)
    if not SetupLink.objects.select_for_update().filter(pk=link.pk).exists():
        raise SetupLinkInvalidError  # another tab was first
    link.delete()
    organization, _is_new = Organization.objects.update_or_create(
        kind=OrganizationKind.NATIONAL, defaults=dict(office)
    )
    user = _make_user(email)
    user.set_password(password)
    user.save(update_fields=["password"])
    grant_role(user=user, organization=organization, role=Role.NATIONAL_ADMINISTRATOR, actor=None)
    record_action(
        AccountAction.SITE_SET_UP, organization, actor=user, organization_id=organization.pk
    )
    return user


@transaction.atomic
def restore_administrator(*, email: str) -> User:
    """Make the owner of an address a national administrator, for `manage.py create_administrator`.

    The login is made if there is none, and made active again. Idempotent.
    """
    organization, _is_new = Organization.objects.get_or_create(
        kind=OrganizationKind.NATIONAL, defaults={"name": str(_("全国事務局"))}
    )
    user = _make_user(email)
    held = Membership.objects.active().filter(user=user, role=Role.NATIONAL_ADMINISTRATOR)
    if not held.exists():
        grant_role(
            user=user, organization=organization, role=Role.NATIONAL_ADMINISTRATOR, actor=None
        )
    return user


def _make_user(email: str) -> User:
    """The active login of an address, which counts as verified: the operator vouches for it."""
    email = email.lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user
