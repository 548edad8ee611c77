"""A form that makes something new holds a key drawn when it was shown: sent twice it makes one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

if TYPE_CHECKING:
    from django.http import QueryDict


def submission_of(sent: QueryDict) -> UUID:
    """The same for the same form with the same words; without its key always another."""
    try:
        key = UUID(sent.get("submission_key", ""))
    except ValueError:
        return uuid4()
    return uuid5(key, json.dumps(sorted(sent.lists())))
