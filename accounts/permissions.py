"""What a user's memberships allow. Rows are looked up by `.visible_to(user)` all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from accounts.enums import NATIONAL_ROLES, ROLES_OF_KIND, OrganizationKind, Role
from accounts.models import Membership, User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import Organization


class HeldRole(NamedTuple):
    role: str
    organization_kind: str
    prefecture_code: str | None
    organization_id: int


def held_roles(user: AbstractBaseUser | AnonymousUser) -> frozenset[HeldRole]:
    """The roles of a user's active memberships: one query a request, kept on the user object."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    roles: frozenset[HeldRole] | None = user.__dict__.get("_held_roles")
    if roles is None:
        roles = frozenset(
            HeldRole(*row)
            for row in Membership.objects.active()
            .filter(user_id=user.pk)
            .values_list(
                "role", "organization__kind", "organization__prefecture_id", "organization_id"
            )
        )
        user.__dict__["_held_roles"] = roles
    return roles


def is_officer(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Plans and holds trainings for some organization."""
    return any(held.role == Role.OFFICER for held in held_roles(user))


def is_national_administrator(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Looks after organizations, people and the site itself."""
    return _holds_nationally(user, Role.NATIONAL_ADMINISTRATOR)


def is_administrator(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Looks after the people of an organization, or of all of them."""
    return is_national_administrator(user) or any(
        held.role == Role.ADMINISTRATOR for held in held_roles(user)
    )


def prefectures_overseen_by(user: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    """The codes of the prefectures whose figures a prefectural officer may see."""
    return frozenset(
        held.prefecture_code
        for held in held_roles(user)
        if held.role in {Role.OFFICER, Role.PREFECTURAL_OFFICER}
        and held.organization_kind == OrganizationKind.PREFECTURE
        and held.prefecture_code
    )


def works_at_desk(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Finds something at the desk (/desk/): the one rule for the page and for the way to it."""
    return (
        is_officer(user)
        or is_grant_administrator(user)
        or is_editor(user)
        or is_administrator(user)
        or bool(prefectures_overseen_by(user))
    )


def is_grant_administrator(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Sees the completion figures of the nation: a role held in a national organization."""
    return _holds_nationally(user, Role.GRANT_ADMINISTRATOR)


def is_editor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Writes and publishes the curriculum: a role held in a national organization."""
    return _holds_nationally(user, Role.EDITOR)


def _holds_nationally(user: AbstractBaseUser | AnonymousUser, role: Role) -> bool:
    return any(
        held.role == role and held.organization_kind == OrganizationKind.NATIONAL
        for held in held_roles(user)
    )


def can_administer_organization(
    user: AbstractBaseUser | AnonymousUser, organization: Organization
) -> bool:
    """Exactly for the organizations of `Organization.objects.administered_by(user)`."""
    return is_national_administrator(user) or any(
        held.role == Role.ADMINISTRATOR and held.organization_id == organization.pk
        for held in held_roles(user)
    )


def roles_given_by(
    user: AbstractBaseUser | AnonymousUser, organization: Organization
) -> tuple[Role, ...]:
    """The roles that a user may give in an organization; national ones only the nation gives."""
    offered = ROLES_OF_KIND[OrganizationKind(organization.kind)]
    if is_national_administrator(user):
        return offered
    if can_administer_organization(user, organization):
        return tuple(role for role in offered if role not in NATIONAL_ROLES)
    return ()
