from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from accounts.queries import municipalities_in, municipalities_like

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
@cache_control(public=True, max_age=86400)
def municipality_options(request: HttpRequest) -> HttpResponse:
    """The `<option>`s of a prefecture's list, or of the suggestions for what is being typed."""
    # A page may hold the field under any name: `municipality-prefecture`, `residence-typed`.
    # PostgreSQL refuses to look for the character 0.
    parts = {
        key.rpartition("-")[2]: str(value).replace("\x00", "") for key, value in request.GET.items()
    }
    typed = parts.get("typed", "")
    context = (
        {"suggestions": municipalities_like(typed)}
        if typed
        else {"municipalities": municipalities_in(parts.get("prefecture", ""))}
    )
    return render(request, "accounts/_municipality_options.html", context)
