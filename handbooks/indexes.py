"""Windows and activities as paper lists them: true on the day they were checked, not on a moment.

Paper is read later than it is printed: it says when a window was checked and which periods were
announced, never whether it is open now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activities.examples.files import kinds_by_name
from activities.examples.queries import examples_for
from windows.models import Window
from windows.queries import windows_for

if TYPE_CHECKING:
    from activities.examples.queries import ExampleCard
    from content.rendering import pieces
    from windows.queries import WindowCard


@dataclass(frozen=True)
class PaperWindow:
    """A window, and the periods that were announced of one that is not always open."""

    card: WindowCard
    periods: tuple[tuple[datetime, datetime], ...]

    @property
    def hours(self) -> str:
        """The hours, after the channels that they hold for; empty where they are not known."""
        if not (self.card.hours and self.card.hours_channels):
            return self.card.hours
        channels = _("、").join(self.card.hours_channels)
        return channels + pgettext("ラベルと説明の間", "：") + self.card.hours


def windows_on_paper(windows: pieces.Windows, *, easy: bool | None = None) -> list[PaperWindow]:
    """`easy` as in `windows.queries.windows_for`."""
    cards = windows_for(keys=windows.keys, audience=windows.audience, easy=easy)
    periods = dict(
        Window.objects.filter(key__in=[card.key for card in cards]).values_list("key", "periods")
    )
    return [
        PaperWindow(
            card,
            tuple(
                (datetime.fromisoformat(each["starts"]), datetime.fromisoformat(each["ends"]))
                for each in ([] if card.is_permanent else periods.get(card.key) or [])
            ),
        )
        for card in cards
    ]


def activities_on_paper(activities: pieces.Activities) -> list[ExampleCard]:
    return examples_for(keys=activities.keys, kind=_kind(activities.kind))


def _kind(name: str) -> str:
    """The kind's value; authors may write its Japanese name."""
    return kinds_by_name().get(name, name)
