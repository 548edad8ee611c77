from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Organization
from activities.enums import ActivityKind, ActivityState, Schedule, Weekday
from activities.querysets import ActivityDateQuerySet, ActivityQuerySet
from core.japanese.calendar import local_date
from core.models import TranslatedText
from core.translations import JapaneseWords

if TYPE_CHECKING:
    from datetime import date, datetime


class Activity(models.Model):
    """A local activity or 居場所 (地域の活動) that an organization lets people know of.

    It has dates, or it is regular: then `regular_text` says when, and a weekday with its times
    makes it a rule that calendars understand. `revision` goes up with every change after it was
    first published (SEQUENCE of RFC 5545).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="activities", verbose_name=_("団体")
    )
    title = models.CharField(_("活動の名前"), max_length=120)
    summary = models.TextField(_("内容"), max_length=2000)
    schedule = models.CharField(
        _("いつ開くか"), max_length=10, choices=Schedule.choices, default=Schedule.DATED
    )
    regular_text = models.CharField(_("開いている日と時間"), max_length=200, blank=True)
    weekday = models.PositiveSmallIntegerField(
        _("毎週の曜日"), choices=Weekday.choices, null=True, blank=True
    )
    regular_starts = models.TimeField(_("始まる時刻"), null=True, blank=True)
    regular_ends = models.TimeField(_("終わる時刻"), null=True, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("市区町村")
    )
    place = models.CharField(_("場所"), max_length=120)
    address = models.CharField(_("場所の住所"), max_length=200, blank=True)
    organiser = models.CharField(_("主催"), max_length=120)
    contact = models.CharField(_("問い合わせ先"), max_length=200)
    who_may_come = models.CharField(_("参加できる人"), max_length=200)
    cost = models.CharField(_("費用"), max_length=100)
    url = models.URLField(
        _("くわしい案内のURL"), blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    listed_from_on = models.DateField(_("掲載を始める日"))
    listed_until_on = models.DateField(_("掲載を終える日"))
    state = models.CharField(
        _("状態"), max_length=10, choices=ActivityState.choices, default=ActivityState.DRAFT
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    next_starts_at: datetime | None  # set by `ActivityQuerySet.with_next_date()`

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["state", "municipality"], name="activities_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ActivityState.values), name="activities_state_known"
            ),
            models.CheckConstraint(
                condition=Q(schedule__in=Schedule.values), name="activities_schedule_known"
            ),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__in=Weekday.values),
                name="activities_weekday_known",
            ),
            models.CheckConstraint(
                condition=Q(listed_until_on__gte=F("listed_from_on")),
                name="activities_listed_until_after_from",
            ),
            models.CheckConstraint(
                condition=Q(regular_ends__isnull=True) | Q(regular_ends__gt=F("regular_starts")),
                name="activities_regular_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(schedule=Schedule.REGULAR) | ~Q(regular_text=""),
                name="activities_regular_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_regular(self) -> bool:
        return self.schedule == Schedule.REGULAR

    @property
    def has_rule(self) -> bool:
        """Whether it repeats every week at times that are stored."""
        return self.is_regular and self.weekday is not None and self.regular_ends is not None

    @property
    def rule_starts_on(self) -> date | None:
        """The first day of the rule within the listing; None when a calendar has none to show."""
        if not self.has_rule or self.weekday is None:
            return None
        first = self.listed_from_on + timedelta(
            days=(self.weekday - self.listed_from_on.weekday()) % 7
        )
        return first if first <= self.listed_until_on else None

    def is_listed_to_its_last_day(self) -> bool:
        """Whether the listing's end follows from the dates. One query."""
        last = self.dates.held().aggregate(last=Max("ends_at"))["last"]
        return last is not None and local_date(last) == self.listed_until_on

    def is_listed_on(self, day: date) -> bool:
        """Whether lists show it, and its page whom to ask."""
        is_within = self.listed_from_on <= day <= self.listed_until_on
        return is_within and self.state == ActivityState.PUBLISHED


class ActivityKindMark(models.Model):
    """That an activity is of a kind; it may be of several."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(_("種類"), max_length=20, choices=ActivityKind.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "kind"], name="activities_kind_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=ActivityKind.values), name="activities_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ActivityDate(models.Model):
    """One date of an activity, under the UID that calendars know it by.

    Taken away from what is published it is called off: who has it in a calendar must hear of it.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="dates")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    starts_at = models.DateTimeField(_("開始"), db_index=True)
    ends_at = models.DateTimeField(_("終了"))
    called_off_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ActivityDateQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="activities_date_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"activity date {self.pk}"

    @property
    def is_one_day(self) -> bool:
        return local_date(self.starts_at) == local_date(self.ends_at)


class ActivityExample(JapaneseWords, models.Model):
    """An example (実例) of a local activity from the authors' list, with its year, in Japanese.

    Never an offer: whether what it tells of still runs is not known.
    """

    WORDS = ("title", "place", "year", "summary", "source")

    key = models.SlugField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=ActivityKind.choices)
    year = models.CharField(max_length=20)
    summary = models.TextField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ActivityKind.values), name="activities_example_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityExampleText(TranslatedText):
    """An example's words in another language than Japanese; they may hold ruby."""

    example = models.ForeignKey(ActivityExample, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=120)
    year = models.CharField(max_length=60)
    summary = models.TextField()
    source = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["example", "language"], name="activities_example_text_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.example_id} {self.language}"
