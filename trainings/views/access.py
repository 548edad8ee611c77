"""Who stands at the desk, and which training they may touch."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.permissions import is_officer
from trainings.models import Training

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def officer_required(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Sign in first; without an officer's membership it is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if not is_officer(request.user):
            raise PermissionDenied
        return view(request, *args, **options)

    return login_required(guarded)


def own_training(request: HttpRequest, pk: int) -> Training:
    """The training if the user runs it; 404 to everyone else."""
    mine = Training.objects.visible_to(request.user).select_related("organization")
    training: Training = get_object_or_404(mine, pk=pk)
    return training


def acting_user(request: HttpRequest) -> User:
    """The signed-in user, to a view behind `login_required`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
