"""The public check. It answers everyone, tells as little as will do, and looks the same for every
code that is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.forms import VerifyForm
from certificates.queries import UNKNOWN, find_verification

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("certificates:verify", code=form.cleaned_data["code"])
    return _unlisted(render(request, "certificates/verify_form.html", {"form": form}))


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    found = find_verification(code)
    return _unlisted(
        render(
            request,
            "certificates/verify.html",
            {"found": found, "form": VerifyForm()},
            status=404 if found.state == UNKNOWN else 200,
        )
    )


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
