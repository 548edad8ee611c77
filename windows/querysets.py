from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.enums import OrganizationKind
from accounts.models import Organization

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

REMINDED = timedelta(days=60)  # before a window goes
# Whose officers keep windows: those with an area of their own.
KEEPERS = (OrganizationKind.MUNICIPALITY, OrganizationKind.PREFECTURE)


class WindowQuerySet(models.QuerySet[Any]):
    def current(self, today: date) -> WindowQuerySet:
        """Those that somebody looked at in time; the others are hidden everywhere."""
        return self.filter(expires_on__gte=today)

    def editable_by(self, user: User | AnonymousUser) -> WindowQuerySet:
        """The windows of the municipalities and prefectures that a user is an officer of."""
        keepers = Organization.objects.run_by(user).filter(kind__in=KEEPERS)
        return self.filter(organization__in=keepers)

    def visible_to(self, user: User | AnonymousUser, today: date) -> WindowQuerySet:
        """The current ones for everybody, and those that a user keeps."""
        if not user.is_authenticated:
            return self.current(today)
        keepers = Organization.objects.run_by(user).filter(kind__in=KEEPERS)
        return self.filter(Q(expires_on__gte=today) | Q(organization__in=keepers))

    def due(self, today: date) -> WindowQuerySet:
        """Those that go within the time in which their keepers are reminded, and those gone."""
        return self.filter(expires_on__lte=today + REMINDED)

    def national(self) -> WindowQuerySet:
        return self.filter(prefecture=None)

    def in_area(self, code: str) -> WindowQuerySet:
        """Of a prefecture with its municipalities, or of a municipality; "" for national ones."""
        if not code:
            return self.national()
        return self.filter(**{"prefecture_id" if len(code) == 2 else "municipality_id": code})

    def reaching(self, prefecture: str) -> WindowQuerySet:
        """The national ones and those of a prefecture and its municipalities; "" for national."""
        if not prefecture:
            return self.national()
        return self.filter(Q(prefecture=None) | Q(prefecture_id=prefecture))

    def from_files(self) -> WindowQuerySet:
        """The authors' list."""
        return self.filter(organization=None)
