"""A form that makes something new holds a key drawn when it was shown: sent twice it makes one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import uuid5

from theme.fields import SubmissionKeyField

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import QueryDict


def submission_of(sent: QueryDict) -> UUID:
    """The same for the same form with the same words; without its key always another."""
    key = SubmissionKeyField().clean(sent.get("submission_key"))
    return uuid5(key, json.dumps(sorted(sent.lists())))
