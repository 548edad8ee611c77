from __future__ import annotations

from datetime import datetime

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Organization, Prefecture
from core.models import TranslatedText
from core.translations import JapaneseWords
from windows.hours.rules import Hours, Interval, from_data
from windows.querysets import WindowQuerySet
from windows.validation import WORDS


def always() -> list[str]:
    return ["all"]


def japanese() -> list[str]:
    return ["ja"]


def unknown_hours() -> dict[str, str]:
    return {"kind": "unknown"}


class Window(JapaneseWords, models.Model):
    """A consultation window (相談窓口).

    `hours`: windows.hours.rules has the shape. They hold for `hours_channels`, or for every
    channel when that is empty; of other channels the hours are not known.

    One that runs for set periods only (`is_permanent` false, such as #9999) is never shown as
    callable now without its dates. `periods`: `[{"starts": ISO datetime, "ends": ISO datetime}]`.

    Without an organization the row comes from the authors' files. With one, its officers keep it,
    and its area is theirs. After `expires_on` it is hidden everywhere: nobody looked again.
    """

    WORDS = WORDS

    key = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="windows"
    )
    prefecture = models.ForeignKey(
        Prefecture, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("名称"), max_length=100)
    operator = models.CharField(_("運営"), max_length=100, blank=True)
    phone = models.CharField(_("電話番号"), max_length=40, blank=True)
    url = models.URLField(
        _("ウェブページ"), blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    audiences = models.JSONField(default=always)
    themes = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    languages = models.JSONField(default=japanese)
    hours = models.JSONField(default=unknown_hours)
    hours_channels = models.JSONField(default=list)
    hours_note = models.CharField(_("受付時間についての補足"), max_length=200, blank=True)
    is_permanent = models.BooleanField(default=True)
    periods = models.JSONField(default=list)
    note = models.TextField(_("説明"), blank=True)
    source = models.CharField(_("出典"), max_length=300)
    checked_on = models.DateField(_("確認した日"))
    expires_on = models.DateField(_("表示の期限"))
    updated_at = models.DateTimeField(auto_now=True)

    objects = WindowQuerySet.as_manager()

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality=None) | Q(prefecture__isnull=False),
                name="windows_window_municipality_in_prefecture",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("checked_on")),
                name="windows_window_expires_after_check",
            ),
        ]
        indexes = [
            models.Index(fields=["prefecture", "expires_on"], name="windows_window_area"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("windows:window_detail", args=[self.key])

    @property
    def opening_hours(self) -> Hours:
        return from_data(self.hours)

    @property
    def intervals(self) -> list[Interval] | None:
        """The set periods in order; None for a permanent window."""
        if self.is_permanent:
            return None
        return sorted(
            Interval(
                datetime.fromisoformat(period["starts"]), datetime.fromisoformat(period["ends"])
            )
            for period in self.periods
        )


class WindowText(TranslatedText):
    """A window's words in a language other than Japanese; those in Japanese stand in its row."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("名称"), max_length=150)
    operator = models.CharField(_("運営"), max_length=200, blank=True)
    hours_note = models.CharField(_("受付時間についての補足"), max_length=400, blank=True)
    note = models.TextField(_("説明"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["window", "language"], name="windows_window_text_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.window_id} {self.language}"
