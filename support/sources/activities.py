from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from support.enums import ActivityKind

if TYPE_CHECKING:
    from core.sources import Section

_ACTIVITY_KEYS = ("key", "title", "place", "kind", "year", "summary", "source")


def read_activity(section: Section) -> dict[str, Any]:
    """The example's field values; what is wrong is reported in the section."""
    section.refuse_others(_ACTIVITY_KEYS)
    kinds = kinds_by_name()
    kind = section.one_of("kind", tuple(kinds))
    return {
        "key": section.text("key", limit=80),
        "title": section.text("title", limit=120),
        "place": section.text("place", limit=80),
        "kind": kinds.get(kind, ""),
        "year": section.text("year", limit=20),
        "summary": section.text("summary"),
        "source": section.text("source", limit=300),
    }


def kinds_by_name() -> dict[str, str]:
    """The kinds of activities by the Japanese names that authors write."""
    with override("ja"):
        return {str(kind.label): kind.value for kind in ActivityKind}
