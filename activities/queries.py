"""What the pages of local activities show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch
from django.utils import timezone

from accounts.models import Municipality, Prefecture
from accounts.queries import municipalities_in
from activities.enums import ActivityKind, Schedule
from activities.models import Activity, ActivityDate
from activities.querysets import MONTH
from core.japanese.calendar import local_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from activities.querysets import ActivityDateQuerySet, ActivityQuerySet

FIRST_MONTH = 2026  # nothing was told of here before


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader asks for; anything unknown among it is left out."""

    prefecture: str = ""
    municipality: str = ""
    kind: str = ""
    schedule: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.prefecture or self.kind or self.schedule)


def search_asked(*, prefecture: str, municipality: str, kind: str, schedule: str) -> Search:
    """The search with what is known; a municipality counts within its prefecture alone."""
    if not Prefecture.objects.filter(pk=prefecture).exists():
        prefecture = municipality = ""
    elif municipality:
        known = Municipality.objects.filter(pk=municipality, prefecture=prefecture)
        municipality = municipality if known.exists() else ""
    return Search(
        prefecture=prefecture,
        municipality=municipality,
        kind=kind if kind in ActivityKind.values else "",
        schedule=schedule if schedule in Schedule.values else "",
    )


def find_activities(search: Search, now: datetime) -> ActivityQuerySet:
    """The listed activities that one can still go to, the next date first."""
    found = (
        Activity.objects.listed(local_date(now))
        .to_come(now)
        .in_place(prefecture=search.prefecture, municipality=search.municipality)
        .of_kind(search.kind)
    )
    if search.schedule:
        found = found.filter(schedule=search.schedule)
    return prefetch_for_cards(found, now).soonest_first(now)


def prefetch_for_cards(activities: ActivityQuerySet, now: datetime) -> ActivityQuerySet:
    """With what a card shows: place, kinds, and the dates to come (`coming`)."""
    coming = ActivityDate.objects.held().filter(ends_at__gt=now).order_by("starts_at", "pk")
    found: ActivityQuerySet = activities.select_related(
        "municipality__prefecture", "organization"
    ).prefetch_related("kinds", Prefetch("dates", queryset=coming, to_attr="coming"))
    return found


def places_to_choose(search: Search) -> dict[str, list[tuple[str, str]]]:
    """What the search form offers: every prefecture, and the municipalities of the chosen one."""
    return {
        "prefectures": list(Prefecture.objects.values_list("code", "name")),
        "municipalities": municipalities_in(search.prefecture) if search.prefecture else [],
    }


def current_month(today: date) -> int:
    """The year of this May, or once it is over of the next."""
    return today.year if today.month <= MONTH else today.year + 1


def known_months(today: date) -> range:
    """The years whose May has a page."""
    return range(FIRST_MONTH, current_month(today) + 2)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month and what there is on it."""

    day: date
    dates: list[Any]  # ActivityDate, with `activity`


@dataclass(frozen=True, slots=True)
class PrefectureCount:
    code: str
    name: str
    number: int


def month_dates(year: int, today: date, prefecture: str = "") -> ActivityDateQuerySet:
    """The dates of a May, with their activities and places, the first one first."""
    dates = ActivityDate.objects.of_month(year, today).in_prefecture(prefecture)
    found: ActivityDateQuerySet = dates.select_related("activity__municipality__prefecture")
    return found


def by_day(dates: Iterable[Any], year: int) -> list[Day]:
    """Grouped by the day on which they begin; what began in April stands on 1 May."""

    def day_of(each: ActivityDate) -> date:
        starts = timezone.localtime(each.starts_at).date()
        return max(starts, starts.replace(year=year, month=MONTH, day=1))

    return [Day(day, list(rows)) for day, rows in groupby(dates, key=day_of)]


def month_prefectures(year: int, today: date) -> list[PrefectureCount]:
    """How many activities each prefecture has in a May; those with none are left out."""
    counted = (
        ActivityDate.objects.of_month(year, today)
        .not_called_off()
        .order_by()
        .values_list("activity__municipality__prefecture")
        .annotate(number=Count("activity", distinct=True))
    )
    numbers = dict(counted)
    return [
        PrefectureCount(prefecture.pk, prefecture.name, numbers[prefecture.pk])
        for prefecture in Prefecture.objects.filter(pk__in=numbers)
    ]


def month_regulars(year: int, today: date, prefecture: str) -> ActivityQuerySet:
    """A prefecture's regular activities that are listed within a May."""
    month = today.replace(year=year, month=MONTH, day=1)
    found: ActivityQuerySet = (
        Activity.objects.with_page(today)
        .filter(
            schedule=Schedule.REGULAR,
            ended_at__isnull=True,
            listed_from_on__lte=month.replace(day=31),
            listed_until_on__gte=month,
        )
        .in_place(prefecture=prefecture)
        .select_related("municipality__prefecture")
        .order_by("municipality", "title", "pk")
    )
    return found
