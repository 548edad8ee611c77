"""Which files a published edition should have. Light: pages ask it too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.enums import TextState
from core.languages import SOURCE_LANGUAGE
from courses.models import EditionText, GuideText
from handbooks.enums import HandoutKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from courses.models import CourseEdition

EXTENSIONS = {HandoutKind.TEXTBOOK: "pdf", HandoutKind.SLIDES: "pptx", HandoutKind.GUIDE: "pdf"}


@dataclass(frozen=True)
class Wanted:
    """A file that a published edition should have."""

    edition: CourseEdition
    language: str
    kind: str


def wanted(edition: CourseEdition) -> Iterator[Wanted]:
    """A textbook and slides in each language of the edition, the guide in each of its own."""
    for language in languages_of(edition):
        for kind in (HandoutKind.TEXTBOOK, HandoutKind.SLIDES):
            yield Wanted(edition, language, kind)
    guides = GuideText.objects.filter(edition=edition).exclude(state=TextState.DRAFT)
    for language in guides.order_by("language").values_list("language", flat=True):
        yield Wanted(edition, language, HandoutKind.GUIDE)


def languages_of(edition: CourseEdition) -> list[str]:
    """The languages that the edition's own text is published in, Japanese first."""
    found = set(
        EditionText.objects.filter(edition=edition)
        .exclude(state=TextState.DRAFT)
        .values_list("language", flat=True)
    )
    return sorted(found, key=lambda language: (language != SOURCE_LANGUAGE, language))
