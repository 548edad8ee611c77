"""Our own pages for 400, 403, 404, 405, 429 and 500: in the reader's language, with a way on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise as StrPromise

# Django raises OperationalError for a full pool too.
DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_AFTER = 30  # seconds
SHEETS = (
    "dads/tokens.css",
    "theme/foundation.css",
    "theme/frame.css",
    "theme/components.css",
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "theme/errors/400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "theme/errors/403.html", 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "theme/errors/404.html", 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Allauth's answer to whom its limits stop."""
    return _page(request, "theme/errors/429.html", 429)


class MethodPageMiddleware:
    """Django answers 405 with an empty page; a reader led to a form's target gets ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = _page(request, "theme/errors/405.html", response.status_code)
        page["Allow"] = response["Allow"]
        return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "theme/errors/csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of what may just have failed: no database, session or context processor.

    503 while the database can't be reached, so that a proxy and a crawler come again; else 500.
    """
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        response = _bare_page(
            request,
            503,
            title=gettext_lazy("いま、つながりにくくなっています"),
            explanation=gettext_lazy("このサイトの設備に、一時的な問題が起きています。"),
        )
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return _bare_page(
        request,
        500,
        title=gettext_lazy("うまく表示できませんでした"),
        explanation=gettext_lazy(
            "このサイトの中で問題が起きました。あなたの操作のせいではありません。"
        ),
    )


def _bare_page(
    request: HttpRequest, status: int, *, title: StrPromise, explanation: StrPromise
) -> HttpResponse:
    language = translation.get_language_from_request(request)
    with translation.override(language):
        context = {
            "lang": _tag(language),
            **_addresses(),
            "code": status,
            "title": title,
            "explanation": explanation,
            "advice": _(
                "少し待ってから、もう一度お試しください。"
                "「保存しました」などと出た内容は、失われていません。"
            ),
            "home": _("ホームへ"),
        }
        return HttpResponse(render_to_string("theme/errors/500.html", context), status=status)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    # A request that a middleware turned away never reached the one that sets the language.
    with translation.override(translation.get_language_from_request(request)):
        return render(request, template, status=status)


def _tag(language: str) -> str:
    return "ja" if language.startswith("ja") else language


def _addresses() -> dict[str, object]:
    try:
        return {"sheets": [static(sheet) for sheet in SHEETS], "icon": static("theme/favicon.svg")}
    except ValueError:  # the manifest of static files is missing: plain text still serves
        return {}
