from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Min, Q
from django.utils import timezone

from accounts.models import Organization
from activities.enums import ActivityState, Schedule

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

MONTH = 5  # 孤独・孤立対策強化月間 is May, every year


class ActivityQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ActivityQuerySet:
        """What a user looks after: the activities of the organizations they are an officer of."""
        return self.filter(organization__in=Organization.objects.run_by(user))

    def with_page(self, today: date) -> ActivityQuerySet:
        """Those with a public page: listed now, listed once, or ended since."""
        return self.filter(
            state__in=[ActivityState.PUBLISHED, ActivityState.ENDED], listed_from_on__lte=today
        )

    def listed(self, today: date) -> ActivityQuerySet:
        """Those that lists show today."""
        return self.filter(
            state=ActivityState.PUBLISHED, listed_from_on__lte=today, listed_until_on__gte=today
        )

    def to_come(self, now: datetime) -> ActivityQuerySet:
        """Regular ones, and those with a date that is not over."""
        # In a query of its own: joined here, an activity would come once for each of its dates.
        coming = self.model.objects.filter(_to_come(now))
        return self.filter(Q(schedule=Schedule.REGULAR) | Q(pk__in=coming.values("pk")))

    def in_place(self, *, prefecture: str = "", municipality: str = "") -> ActivityQuerySet:
        if municipality:
            return self.filter(municipality=municipality)
        return self.filter(municipality__prefecture=prefecture) if prefecture else self

    def of_kind(self, kind: str) -> ActivityQuerySet:
        return self.filter(kinds__kind=kind) if kind else self

    def soonest_first(self, now: datetime) -> ActivityQuerySet:
        """The next date first (`next_starts_at`), then the regular ones."""
        dated: ActivityQuerySet = self.annotate(
            next_starts_at=Min("dates__starts_at", filter=_to_come(now))
        )
        return dated.order_by(F("next_starts_at").asc(nulls_last=True), "title", "pk")


def _to_come(now: datetime) -> Q:
    return Q(dates__ends_at__gt=now, dates__called_off_at__isnull=True)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class ActivityDateQuerySet(models.QuerySet[Any]):
    def of_month(self, year: int, today: date) -> ActivityDateQuerySet:
        """The published dates within a year's strengthening month, those called off as well."""
        return self.filter(
            starts_at__lt=_midnight(date(year, MONTH + 1, 1)),
            ends_at__gt=_midnight(date(year, MONTH, 1)),
            activity__schedule=Schedule.DATED,
            activity__state__in=[ActivityState.PUBLISHED, ActivityState.ENDED],
            activity__listed_from_on__lte=today,
        ).order_by("starts_at", "pk")

    def held(self) -> ActivityDateQuerySet:
        """Without those that were taken away from their activity after it was published."""
        return self.filter(called_off_at__isnull=True)

    def not_called_off(self) -> ActivityDateQuerySet:
        """The held ones without those still to come when their activity was ended."""
        return self.held().filter(
            Q(activity__ended_at__isnull=True) | Q(ends_at__lte=F("activity__ended_at"))
        )

    def in_prefecture(self, prefecture: str) -> ActivityDateQuerySet:
        if not prefecture:
            return self
        return self.filter(activity__municipality__prefecture=prefecture)
