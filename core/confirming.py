"""Pages that ask before something is done that cannot easily be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render

from core.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse


def confirm_action(  # noqa: PLR0913 - each step of a page: what it shows, does, says and leads to
    request: HttpRequest,
    *,
    template: str,
    context: Mapping[str, Any],
    action: Callable[[], object],
    done: str,
    next_url: str,
) -> HttpResponse:
    """GET shows the template, which says what will happen; POST runs the action.

    Then redirects to `next_url` with `done` as a message, or with the message of the RefusedError
    that the action raised. Checks no permission.
    """
    if request.method != "POST":
        return render(request, template, dict(context))
    try:
        action()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(next_url)
