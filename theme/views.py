"""The reader's switches: text size and furigana."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from theme.context_processors import TEXT_SIZES

SWITCHES = {"text_size": TEXT_SIZES, "furigana": ("on", "off")}
YEAR = 60 * 60 * 24 * 365


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the chosen switches in cookies, and go back to where the reader was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    for name, choices in SWITCHES.items():
        choice = request.POST.get(name)
        if choice in choices:
            response.set_cookie(
                name,
                choice,
                max_age=YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    return response
