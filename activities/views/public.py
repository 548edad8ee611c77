"""Pages for everyone: find an activity, the strengthening month, calendars to subscribe to."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.formats import date_format
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import Prefecture
from activities import queries
from activities.enums import ActivityKind, Schedule
from activities.examples.queries import examples_for
from activities.icalendar import CONTENT_TYPE, activity_calendar, month_calendar
from activities.models import Activity
from activities.permissions import can_edit_activity
from activities.querysets import MONTH
from core.japanese.calendar import era_year

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest

PAGE = 20
MONTH_PAGE = 50
CALENDAR_SECONDS = 900
MOST_DATES = 5000  # of a feed: about 3 seconds to make, 4 MB; the first ones by date
LONGEST = 20


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    search = queries.search_asked(
        prefecture=_asked(request, "prefecture"),
        municipality=_asked(request, "municipality"),
        kind=_asked(request, "kind"),
        schedule=_asked(request, "schedule"),
    )
    found = queries.find_activities(search, now)
    return render(
        request,
        "activities/activity_list.html",
        {
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "search": search,
            "kinds": ActivityKind.choices,
            "schedules": Schedule.choices,
            "month_year": queries.current_month(timezone.localdate(now)),
            **queries.places_to_choose(search),
        },
    )


@require_safe
def example_list(request: HttpRequest) -> HttpResponse:
    """The examples of the curriculum, with their year: no offers."""
    kind = _asked(request, "kind")
    kind = kind if kind in ActivityKind.values else ""
    return render(
        request,
        "activities/example_list.html",
        {
            "examples": examples_for(kind=kind),
            "kind": kind,
            "kinds": ActivityKind.choices,
        },
    )


@require_safe
def activity_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    now = timezone.now()
    activity = _shown_activity(request, public_id)
    dates = list(activity.dates.all())
    return render(
        request,
        "activities/activity_detail.html",
        {
            "activity": activity,
            "coming": [each for each in dates if each.ends_at > now],
            "past": [each for each in dates if each.ends_at <= now],
            "is_listed": activity.is_listed_on(timezone.localdate(now)),
            "is_mine": can_edit_activity(request.user, activity),
            "has_calendar": bool(dates) or activity.rule_starts_on is not None,
        },
    )


@require_safe
def activity_month(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The strengthening month's activities by day, and how many each prefecture has."""
    today = timezone.localdate()
    if year is None:
        year = queries.current_month(today)
    years = queries.known_months(today)
    if year not in years:
        raise Http404
    prefecture = _known_prefecture(_asked(request, "prefecture"))
    place = prefecture.pk if prefecture else ""
    dates = queries.month_dates(year, today, place).not_called_off()
    feed_url = reverse("activities:activity_month_calendar", args=[year])
    if place:
        feed_url += f"?prefecture={place}"
    page = Paginator(dates, MONTH_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "activities/activity_month.html",
        {
            "year": year,
            "month_name": _month_name(year),
            "years": [{"year": each, "name": _month_name(each)} for each in years if each != year],
            "is_over": year < queries.current_month(today),
            "page": page,
            "days": queries.by_day(page, year),
            "prefecture": prefecture,
            "prefectures": queries.month_prefectures(year, today),
            "regulars": queries.month_regulars(year, today, place) if place else (),
            "feed_url": feed_url,
            "feed_address": settings.SITE_URL + feed_url,
        },
    )


@require_safe
def activity_calendar_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One activity for the reader's own calendar. Nothing when no calendar can hold it."""
    today = timezone.localdate()
    activity = get_object_or_404(
        Activity.objects.with_page(today).select_related("municipality__prefecture"),
        public_id=public_id,
    )
    dates = list(activity.dates.all())
    if not dates and activity.rule_starts_on is None:
        raise Http404
    return _calendar(
        request,
        activity_calendar(activity, dates, today),
        name=f"activity-{activity.public_id}",
        changed_at=activity.updated_at,
    )


@require_safe
def activity_month_calendar(request: HttpRequest, year: int) -> HttpResponse:
    """The month as a feed, made anew at most every 15 minutes; a calendar that asks again gets it
    only when it has changed.
    """
    today = timezone.localdate()
    if year not in queries.known_months(today):
        raise Http404
    prefecture = _known_prefecture(_asked(request, "prefecture"))
    place = prefecture.pk if prefecture else ""
    quarter = int(timezone.now().timestamp()) // CALENDAR_SECONDS
    key = f"activities.month.{year}.{place}.{quarter}"
    made = cache.get(key)
    if made is None:
        dates = list(queries.month_dates(year, today, place)[:MOST_DATES])
        title = f"{era_year(year)}{MONTH}月 孤独・孤立対策強化月間"
        if prefecture:
            title += f"（{prefecture.name}）"
        changed_at = max((each.activity.updated_at for each in dates), default=None)
        made = month_calendar(title, dates, today), changed_at
        cache.set(key, made, CALENDAR_SECONDS)
    body, changed_at = made
    name = f"activities-{year}-05{f'-{place}' if place else ''}"
    return _calendar(request, body, name=name, changed_at=changed_at)


def _calendar(
    request: HttpRequest, body: bytes, *, name: str, changed_at: datetime | None
) -> HttpResponse:
    """The file, or that the reader has it already."""
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response["ETag"] = etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    changed = int(changed_at.timestamp()) if changed_at else None
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    patch_cache_control(response, public=True, max_age=CALENDAR_SECONDS)
    return get_conditional_response(request, etag, changed, response) or response


def _shown_activity(request: HttpRequest, public_id: UUID) -> Activity:
    """The activity if it has a public page, or to the officers who look after it."""
    activities = Activity.objects.select_related(
        "municipality__prefecture", "organization"
    ).prefetch_related("kinds", "dates")
    found: Activity | None = (
        activities.with_page(timezone.localdate()).filter(public_id=public_id).first()
        or activities.visible_to(request.user).filter(public_id=public_id).first()
    )
    if found is None:
        raise Http404
    return found


def _month_name(year: int) -> str:
    """令和9年5月 to Japanese readers, May 2027 to others."""
    if (get_language() or "ja").startswith("ja"):
        return f"{era_year(year)}{MONTH}月"
    return date_format(date(year, MONTH, 1), "F Y")


def _known_prefecture(code: str) -> Prefecture | None:
    return Prefecture.objects.filter(pk=code).first() if code else None


def _asked(request: HttpRequest, name: str) -> str:
    """What the address asks for; without NUL, which PostgreSQL takes in no text."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]
