"""Activities as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.enums import ActivityKind
from support.models import Activity

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class ActivityCard:
    key: str
    title: str
    place: str
    kind: str
    kind_name: str
    year: str
    summary: str
    source: str


def activities_for(*, keys: Sequence[str] = (), kind: str = "") -> list[ActivityCard]:
    """The activities of the keys, in that order; else those of the kind; else all."""
    activities = Activity.objects.all()
    if keys:
        activities = activities.filter(key__in=keys)
    elif kind:
        activities = activities.filter(kind=kind)
    cards = [
        ActivityCard(
            key=activity.key,
            title=activity.title,
            place=activity.place,
            kind=activity.kind,
            kind_name=str(ActivityKind(activity.kind).label),
            year=activity.year,
            summary=activity.summary,
            source=activity.source,
        )
        for activity in activities
    ]
    if keys:
        cards.sort(key=lambda card: keys.index(card.key))
    return cards
