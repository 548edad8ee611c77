"""Who stands at the desk, for the views of every room."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.permissions import is_administrator, is_national_administrator, is_officer

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


def administrator_required(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Sign in first; who administers no organization is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if not is_administrator(request.user):
            raise PermissionDenied
        return view(request, *args, **options)

    return login_required(guarded)


def national_administrator_required(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Sign in first; without the role of a national administrator it is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if not is_national_administrator(request.user):
            raise PermissionDenied
        return view(request, *args, **options)

    return login_required(guarded)


def acting_user(request: HttpRequest) -> User:
    """The signed-in user, to a view behind `login_required`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
