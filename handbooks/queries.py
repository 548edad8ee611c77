"""What pages read of the files to hand out and of the teacher's guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import override

from core.enums import TextState
from core.japanese.ruby import without_ruby
from core.languages import SOURCE_LANGUAGE
from courses.enums import EditionState
from courses.models import CourseEdition, GuideText
from courses.queries import load_outline
from handbooks.attempts import given_up
from handbooks.enums import HandoutKind
from handbooks.models import Handout
from handbooks.pending import EXTENSIONS, wanted

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile

SHOWS_AFTER = 60  # seconds until a course's page knows of a new file


# No slots: see courses.queries.
@dataclass(frozen=True)
class Download:
    """`size` is 0 while the file is being made."""

    kind: str
    language: str
    language_name: str
    extension: str
    size: int

    @property
    def kind_name(self) -> str:
        return str(HandoutKind(self.kind).label)


@dataclass(frozen=True)
class GuidePage:
    """The guide as its page shows it; links between lessons stand as `lesson:chapter/lesson`."""

    course_slug: str
    course_title: str
    label: str
    title: str
    html: str
    language: str
    is_fallback: bool
    is_outdated: bool
    downloads: tuple[Download, ...]


@dataclass(frozen=True)
class HandoutFile:
    """`file` is None while it is being made."""

    name: str
    digest: str
    file: FieldFile | None


def downloads(course_slug: str) -> tuple[Download, ...]:
    """The files of the course's published edition, by kind, then language, Japanese first."""
    key = f"courses:downloads:{course_slug}"
    found: tuple[Download, ...] | None = caches["immutable"].get(key)
    if found is None:
        edition = _published(course_slug)
        found = _downloads(edition) if edition else ()
        caches["immutable"].set(key, found, SHOWS_AFTER)
    return found


def guide_page(course_slug: str, language: str) -> GuidePage | None:
    """The guide in the language, else in Japanese; None for a course without one."""
    edition = _published(course_slug)
    if edition is None:
        return None
    texts = {
        text.language: text
        for text in GuideText.objects.filter(
            edition=edition, language__in={language, SOURCE_LANGUAGE}
        ).exclude(state=TextState.DRAFT)
    }
    text = texts.get(language) or texts.get(SOURCE_LANGUAGE)
    if text is None:
        return None
    course = load_outline(edition.pk, language)
    return GuidePage(
        course_slug=course_slug,
        course_title=course.title_ruby,
        label=course.label_ruby,
        title=text.written("title"),
        html=text.html,
        language=text.language,
        is_fallback=text.language != language,
        is_outdated=text.state == TextState.OUTDATED,
        downloads=tuple(
            each
            for each in downloads(course_slug)
            if each.kind == HandoutKind.GUIDE and each.language == text.language
        ),
    )


def handout_file(course_slug: str, kind: str, language: str) -> HandoutFile | None:
    """A file of the published edition; None if it should not have that one."""
    edition = _published(course_slug)
    if edition is None or (kind, language) not in {
        (each.kind, each.language) for each in wanted(edition)
    }:
        return None
    row = Handout.objects.filter(edition=edition, kind=kind, language=language).first()
    course = load_outline(edition.pk, language)
    with override(language):  # whoever asks, the same file has the same name
        words = [course.title, str(HandoutKind(kind).label), course.label, _language_name(language)]
    name = "_".join(without_ruby(word).replace("/", "／") for word in words)
    return HandoutFile(
        name=f"{name}.{EXTENSIONS[HandoutKind(kind)]}",
        digest=row.digest if row else "",
        file=row.file if row else None,
    )


def failed_handouts(edition: CourseEdition) -> list[str]:
    """The names of the files of a published edition that could not be made."""
    if edition.state != EditionState.PUBLISHED:
        return []
    return [
        f"{HandoutKind(each.kind).label}（{_language_name(each.language)}）"
        for each in given_up(edition)
    ]


def _published(course_slug: str) -> CourseEdition | None:
    return CourseEdition.objects.published().filter(course__slug=course_slug).first()


def _downloads(edition: CourseEdition) -> tuple[Download, ...]:
    sizes = {
        (row.kind, row.language): row.size
        for row in Handout.objects.filter(edition=edition).only("kind", "language", "size")
    }
    found = [
        Download(
            kind=each.kind,
            language=each.language,
            language_name=_language_name(each.language),
            extension=EXTENSIONS[HandoutKind(each.kind)].upper(),
            size=sizes.get((each.kind, each.language), 0),
        )
        for each in wanted(edition)
    ]
    order = list(HandoutKind)
    return tuple(sorted(found, key=lambda each: order.index(HandoutKind(each.kind))))


def _language_name(language: str) -> str:
    return dict(settings.LANGUAGES)[language]
