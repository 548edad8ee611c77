"""The three tracks and their names, which are translated like all text of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SUPPORTER = "supporter"
KIDS = "kids"
ADVANCED = "advanced"

TRACK_NAMES: dict[str, _StrPromise] = {
    SUPPORTER: _("つながりサポーター"),
    KIDS: _("子ども向け"),
    ADVANCED: _("上級者向け"),
}


def is_for_children(track: str) -> bool:
    """Whether the track's pages speak to children, who are asked for nothing about themselves."""
    return track == KIDS


def track_name(slug: str) -> str:
    """The track's name in the reader's language; raises KeyError for an unknown track."""
    return str(TRACK_NAMES[slug])
