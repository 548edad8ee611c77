from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Max, Min, Q, Value
from django.db.models.functions import Replace

from accounts.models import Organization
from core.japanese.names import search_key
from trainings.enums import RegistrationState, TrainingState
from trainings.names import name_key

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class TrainingQuerySet(models.QuerySet[Any]):
    def public(self) -> TrainingQuerySet:
        """Trainings with a public page: published, and those that ended or were cancelled since."""
        return self.exclude(state=TrainingState.DRAFT)

    def visible_to(self, user: User | AnonymousUser) -> TrainingQuerySet:
        """The trainings an officer runs: those of the organizations the user is an officer of."""
        return self.filter(organization__in=Organization.objects.run_by(user))

    def unlocked(self) -> TrainingQuerySet:
        """Those whose registrations and attendance may still change."""
        return self.filter(state__in=[TrainingState.DRAFT, TrainingState.PUBLISHED])

    def with_dates(self) -> TrainingQuerySet:
        """Each with `first_starts_at` and `last_ends_at` (None without sessions)."""
        dated: TrainingQuerySet = self.annotate(
            first_starts_at=Min("sessions__starts_at"), last_ends_at=Max("sessions__ends_at")
        )
        return dated

    def upcoming(self, now: datetime) -> TrainingQuerySet:
        """Published and not over yet, the next first. Needs `with_dates()`."""
        coming = self.filter(state=TrainingState.PUBLISHED, last_ends_at__gte=now)
        return coming.order_by("first_starts_at", "pk")

    def matching(self, words: str) -> TrainingQuerySet:
        """Whose title, lecturer, organization or venue holds every word."""
        found = self
        for word in words.split():
            # In a query of its own: joined here, it would narrow `with_dates()` to one session.
            there = self.model.objects.filter(
                Q(sessions__venue__icontains=word) | Q(sessions__address__icontains=word)
            )
            found = found.filter(
                Q(title__icontains=word)
                | Q(lecturer__icontains=word)
                | Q(organization__name__icontains=word)
                | Q(pk__in=there.values("pk"))
            )
        return found


class RegistrationQuerySet(models.QuerySet[Any]):
    def active(self) -> RegistrationQuerySet:
        return self.filter(state=RegistrationState.ACTIVE)

    def named(self, name: str) -> RegistrationQuerySet:
        """Of everyone with an equal name key."""
        return self.filter(name_key=name_key(name))

    def of_person(self, *, name: str, email: str) -> RegistrationQuerySet:
        """Of the same person: equal name key and e-mail. Without an e-mail nobody is the same."""
        if not email:
            return self.none()
        return self.named(name).filter(email__iexact=email)

    def matching(self, words: str) -> RegistrationQuerySet:
        """By name (variants, width and case folded), furigana, e-mail or phone."""
        key = search_key(words)
        if not key:
            return self
        keyed: RegistrationQuerySet = self.alias(kana_key=Replace("kana", Value(" "), Value("")))
        return keyed.filter(
            Q(name_key__contains=key)
            | Q(kana_key__contains=key)
            | Q(email__icontains=words.strip())
            | Q(phone__contains=words.strip())
        )

    def with_attended_count(self) -> RegistrationQuerySet:
        """Each with `attended_count`: in how many sessions the person was present."""
        counted: RegistrationQuerySet = self.annotate(attended_count=Count("attendances"))
        return counted

    def partly_attended(self, session_count: int) -> RegistrationQuerySet:
        """Those present in some sessions but not in all of them."""
        counted = self.active().with_attended_count()
        return counted.filter(attended_count__gt=0, attended_count__lt=session_count)

    def attended_all(self, session_count: int) -> RegistrationQuerySet:
        """Those present in every session: they complete (docs/decisions/0011)."""
        if not session_count:
            return self.none()
        counted = self.active().with_attended_count()
        return counted.filter(attended_count=session_count)
