"""Windows one may link to: the directory and each window's own page. No answers stand in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Municipality, Prefecture
from windows.models import Window
from windows.permissions import can_edit_window
from windows.queries import (
    find_directory,
    prefectures_with_windows,
    prefetch_for_cards,
    window_card,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def window_list(request: HttpRequest, area: str = "") -> HttpResponse:
    """Windows by theme: the national ones, or those of a prefecture or municipality."""
    now = timezone.now()
    place = _place(area) if area else None
    found = find_directory(area, now)
    if place is not None and not (found.groups or found.places):
        raise Http404
    return render(
        request,
        "windows/window_list.html",
        {
            "place": place,
            "prefecture": place.prefecture if isinstance(place, Municipality) else place,
            "directory": found,
            "prefectures": prefectures_with_windows(timezone.localdate(now)),
            "exit_url": settings.QUICK_EXIT_URL,
        },
    )


def _place(area: str) -> Prefecture | Municipality:
    if len(area) == 2:
        return get_object_or_404(Prefecture, pk=area)
    return get_object_or_404(Municipality.objects.select_related("prefecture"), pk=area)


@require_safe
def window_detail(request: HttpRequest, key: str) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    window = get_object_or_404(
        prefetch_for_cards(Window.objects.visible_to(request.user, today)).select_related(
            "organization"
        ),
        key=key,
    )
    return render(
        request,
        "windows/window_detail.html",
        {
            "window": window_card(window, now),
            "is_hidden": window.expires_on < today,
            "edit_pk": window.pk if can_edit_window(request.user, window) else None,
            "exit_url": settings.QUICK_EXIT_URL,
        },
    )
