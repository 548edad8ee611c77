"""Files that could not be made: after a few tries they wait a day, or until what they are made of
changes. A try counts from its beginning, so that one which takes its process along counts too.
"""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING

from django.core.cache import cache

from handbooks.pending import wanted

if TYPE_CHECKING:
    from courses.models import CourseEdition
    from handbooks.pending import Wanted

MOST = 3
WAIT = 24 * 60 * 60  # seconds


def begun(each: Wanted, source: str) -> int:
    """How often the file was begun from this source without being finished."""
    before, count = _known(each)
    return count if before == source else 0


def begin(each: Wanted, source: str) -> None:
    cache.set(_key(each), (source, begun(each, source) + 1, time()), WAIT)


def finish(each: Wanted) -> None:
    cache.delete(_key(each))


def given_up(edition: CourseEdition) -> list[Wanted]:
    """The files of the edition that wait for their next try."""
    return [each for each in wanted(edition) if _known(each)[1] >= MOST]


def _known(each: Wanted) -> tuple[str, int]:
    source, count, at = cache.get(_key(each), ("", 0, 0.0))
    return (source, count) if time() - at < WAIT else ("", 0)


def _key(each: Wanted) -> str:
    return f"courses:handout-begun:{each.edition.pk}:{each.language}:{each.kind}"
