"""The page that the one-time link of a new site opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache

from accounts.forms import SiteSetupForm
from accounts.setup import SetupLinkInvalidError, check_setup_link, set_up_site

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
def site_setup(request: HttpRequest, secret: str) -> HttpResponse:
    """410 for a link that is unknown, used or older than 24 hours."""
    try:
        check_setup_link(secret)
        form = SiteSetupForm(request.POST or None)
        if not form.is_valid():
            return render(request, "accounts/site_setup.html", {"form": form})
        office = ("name", "contact", "certificate_issuer")
        user = set_up_site(
            secret=secret,
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            office={name: form.cleaned_data[name] for name in office},
        )
    except SetupLinkInvalidError as error:
        return render(request, "accounts/setup_closed.html", {"error": error}, status=410)
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    return redirect(resolve_url(settings.DESK_URL))
