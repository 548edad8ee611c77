"""The demo: organizations, learners and trainings that make every page look used."""

from __future__ import annotations

import secrets
from random import Random
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from demo.activities import make_activities
from demo.cast import make_cast
from demo.learners import make_learners
from demo.lecturers import make_lecturers
from demo.trainings import make_trainings
from demo.windows import make_windows

if TYPE_CHECKING:
    from demo.cast import Login


@transaction.atomic
def seed_demo() -> tuple[str, list[Login]]:
    """Make the demo's rows, all or none; returns the password of its logins, and the logins.

    Needs the municipalities, and the supporter and the advanced course published.
    """
    random = Random(20260401)  # noqa: S311 - made-up rows, the same each time
    now = timezone.now()
    password = f"demo-{secrets.token_hex(4)}"
    cast, logins = make_cast(password)
    make_learners(random, cast, now)
    make_trainings(random, cast, now)
    make_activities(cast, now)
    make_lecturers(random, cast, now)
    make_windows(cast, now)
    return password, logins
