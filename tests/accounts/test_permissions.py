import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import permissions
from accounts.enums import OrganizationKind, Role
from tests.factories.accounts import (
    MembershipFactory,
    OrganizationFactory,
    PrefectureFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def rights(user):
    return {
        name
        for name in ("is_officer", "prefectures_overseen_by", "is_grant_administrator", "is_editor")
        if getattr(permissions, name)(user)
    }


def test_rights_of_nobody_and_of_a_plain_user_are_none():
    assert rights(AnonymousUser()) == set()
    assert rights(UserFactory()) == set()


def test_rights_of_a_municipal_officer():
    assert rights(MembershipFactory().user) == {"is_officer"}


def test_rights_of_a_prefectural_officer_name_the_prefecture():
    prefecture = PrefectureFactory(code="13")
    membership = MembershipFactory(
        organization=OrganizationFactory(prefectural=True, prefecture=prefecture)
    )
    assert rights(membership.user) == {"is_officer", "prefectures_overseen_by"}
    assert permissions.prefectures_overseen_by(membership.user) == {"13"}


@pytest.mark.parametrize(
    ("role", "right"),
    [(Role.GRANT_ADMINISTRATOR, "is_grant_administrator"), (Role.EDITOR, "is_editor")],
)
def test_national_roles_count_in_a_national_organization_only(role, right):
    national = MembershipFactory(role=role, organization=OrganizationFactory(national=True))
    assert rights(national.user) == {right}
    elsewhere = MembershipFactory(
        role=role, organization=OrganizationFactory(kind=OrganizationKind.MUNICIPALITY)
    )
    assert rights(elsewhere.user) == set()


def test_ended_membership_and_closed_user_have_no_rights():
    assert rights(MembershipFactory(is_active=False).user) == set()
    assert rights(MembershipFactory(user__is_active=False).user) == set()


def test_rights_are_read_once(django_assert_num_queries):
    user = MembershipFactory().user
    with django_assert_num_queries(1):
        rights(user)
        rights(user)
