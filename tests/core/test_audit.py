import re

import pytest

from accounts.enums import AccountAction
from core.audit import AuditAction, action_labels, record_action
from core.models import AuditEntry
from tests.factories.accounts import MembershipFactory, UserFactory


def members():
    return [member for actions in AuditAction.__subclasses__() for member in actions]


def test_actions_are_unique_and_say_what_was_done_to_what():
    values = [str(member.value) for member in members()]
    assert len(values) == len(set(values))
    assert [value for value in values if not re.fullmatch(r"[a-z_]+\.[a-z_]+", value)] == []
    assert {"training.closed", "certificate.issued", "membership.granted"} <= set(values)


def test_every_action_has_a_label_for_the_log():
    labels = action_labels()
    assert set(labels) == {member.value for member in members()}
    assert [value for value, label in labels.items() if not str(label).strip()] == []


@pytest.mark.django_db
def test_entry_belongs_to_the_subjects_organization_unless_told_otherwise():
    membership, actor = MembershipFactory(), UserFactory()
    record_action(AccountAction.ROLE_GRANTED, membership, actor=actor, user=1)
    record_action(
        AccountAction.ROLE_ENDED, membership, actor=None, organization_id=7, reason="退職"
    )
    rows = AuditEntry.objects.order_by("pk").values_list(
        "actor", "action", "object_type", "object_id", "organization_id", "reason", "detail"
    )
    kind, key = "accounts.membership", str(membership.pk)
    assert list(rows) == [
        (actor.pk, "membership.granted", kind, key, membership.organization_id, "", {"user": 1}),
        (None, "membership.ended", kind, key, 7, "退職", {}),
    ]
