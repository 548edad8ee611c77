"""Who learns in this request: by the login, else by the browser's session.

A visitor's learner lives in the session alone (`learner_id`). Signing in makes it the account's:
adopted if the account has none, else merged. Signing out ends the session, so that the next user
of a shared device meets nobody's progress.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from accounts.enums import LearnerKind
from accounts.models import Learner, User
from accounts.signals import learner_merging

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

SESSION_KEY = "learner_id"
# Where a sign-in leads to, when a layer above has something waiting for it.
AFTER_SIGN_IN = "after_sign_in"
_UNKNOWN = object()


def current_learner(request: HttpRequest) -> Learner | None:
    """The learner of this request, or None: one query at most, kept on the request."""
    found = request.__dict__.get("_learner", _UNKNOWN)
    if found is _UNKNOWN:
        found = request.__dict__["_learner"] = _lookup(request)
    return found if isinstance(found, Learner) else None


def ensure_learner(request: HttpRequest) -> Learner:
    """The learner of this request, made if there is none yet."""
    learner = current_learner(request)
    if learner is None:
        if isinstance(request.user, User):
            learner, _created = Learner.objects.get_or_create(
                user=request.user, defaults={"kind": LearnerKind.ACCOUNT}
            )
        else:
            learner = Learner.objects.create(kind=LearnerKind.VISITOR)
            request.session[SESSION_KEY] = learner.pk
        request.__dict__["_learner"] = learner
    return learner


@transaction.atomic
def claim_session_learner(*, session: SessionBase, user: User) -> Learner | None:
    """Make the session's learner the user's; returns the user's learner, if there is one now.

    A learner that already belongs to a login is never taken.
    """
    learner_id = session.pop(SESSION_KEY, None)
    # Locked first, so that two sign-ins at once don't both adopt.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own: Learner | None = Learner.objects.filter(user=user).first()
    visitor: Learner | None = (
        Learner.objects.select_for_update(no_key=True)
        .filter(pk=learner_id, user=None, merged_into=None, kind=LearnerKind.VISITOR)
        .first()
    )
    if visitor is None:
        return own
    if own is None:
        visitor.user = user
        visitor.kind = LearnerKind.ACCOUNT
        visitor.save(update_fields=["user", "kind"])
        return visitor
    merge_learners(source=visitor, target=own)
    return own


@transaction.atomic
def merge_learners(*, source: Learner, target: Learner) -> None:
    """Give `target` all that `source` has learned; `source` stays as an empty pointer to it.

    Pointers stay flat, so that `Learner.current` needs one step: what points to the source points
    to the target afterwards, and a target that was merged itself stands for the one it points to.
    Merging a learner with itself does nothing.
    """
    source, target = source.current, target.current
    if source == target:
        return
    learner_merging.send(sender=Learner, source=source, target=target)
    filled = []
    for field in ("name", "kana", "municipality_id", "age_band"):
        if not getattr(target, field) and getattr(source, field):
            setattr(target, field, getattr(source, field))
            filled.append(field)
    if filled:
        target.save(update_fields=filled)
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    Learner.objects.filter(merged_into=source).update(merged_into=target)


def learner_filter(request: HttpRequest, prefix: str = "") -> Q | None:
    """What picks this request's learner, or the rows that belong to it (`prefix="learner__"`).

    None if there can be no learner. Saves the query for the learner where only rows are wanted.
    """
    if request.user.is_authenticated:
        return Q(**{f"{prefix}user_id": request.user.pk})
    learner_id = request.session.get(SESSION_KEY)
    if learner_id is None:
        return None
    # A session never opens the learner of a login, a roster or a class.
    wanted = {"pk": learner_id, "user": None, "merged_into": None, "kind": LearnerKind.VISITOR}
    return Q(**{f"{prefix}{field}": value for field, value in wanted.items()})


def _lookup(request: HttpRequest) -> Learner | None:
    wanted = learner_filter(request)
    return None if wanted is None else Learner.objects.filter(wanted).first()
