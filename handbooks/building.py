"""The files of published editions: which there should be, which are missing or stale, making them.

A file's `source_digest` is of the authors' files, the lists it shows and the code that makes it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override, to_locale

import core.japanese
import core.paper
from accounts.queries import site_issuer
from content import rendering
from content.rendering import pieces
from core.languages import SOURCE_LANGUAGE
from core.stored_files import keep_file
from courses.files.documents import is_translation
from courses.files.exporting import stored_files
from courses.models import CourseEdition
from handbooks import attempts as tries
from handbooks.book import read_book
from handbooks.enums import HandoutKind
from handbooks.guide import render_guide
from handbooks.indexes import activities_on_paper, windows_on_paper
from handbooks.models import Handout
from handbooks.pending import EXTENSIONS, Wanted, wanted
from handbooks.slides import render_slides
from handbooks.textbook import render_textbook
from theme import readings
from windows.models import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

log = structlog.get_logger("handbooks")


def unbuilt() -> list[tuple[Wanted, str]]:
    """The files of published editions that are missing or stale, with what they are made from."""
    built = dict(_built())
    return [
        (each, source)
        for each, source in sources()
        if built.get((each.edition.pk, each.language, each.kind)) != source
    ]


def sources() -> Iterator[tuple[Wanted, str]]:
    """All the files that published editions should have, with what they are made from."""
    lists = cache(_lists)
    for edition in CourseEdition.objects.published().select_related("course"):
        files = stored_files(edition).digests()
        for each in wanted(edition):
            yield each, _source(each, files, lists)


def _built() -> Iterator[tuple[tuple[int, str, str], str]]:
    """The files that there are; one that has gone from the storage is not."""
    for row in Handout.objects.filter(edition__in=CourseEdition.objects.published()):
        if row.file.storage.exists(str(row.file.name)):
            yield (row.edition_id, row.language, row.kind), row.source_digest


def build(each: Wanted, source: str) -> Handout:
    """Make one file and keep it; the file before it goes."""
    started = monotonic()
    caches["immutable"].clear()  # a translation may have come since this process last read
    data = _render(each)
    digest = hashlib.sha256(data).hexdigest()
    path = f"handbook/{digest}.{EXTENSIONS[HandoutKind(each.kind)]}"
    storage = Handout._meta.get_field("file").storage
    keep_file(storage, path, data)
    with transaction.atomic():
        key: dict[str, Any] = {
            "edition": each.edition,
            "language": each.language,
            "kind": each.kind,
        }
        before = Handout.objects.select_for_update().filter(**key).first()
        handout, _created = Handout.objects.update_or_create(
            **key,
            defaults={
                "source_digest": source,
                "digest": digest,
                "size": len(data),
                "file": path,
            },
        )
        old = str(before.file.name) if before else ""
        if old and not Handout.objects.filter(file=old).exists():
            transaction.on_commit(lambda: storage.delete(old))
    tries.finish(each)
    log.info(
        "handout built",
        edition_id=each.edition.pk,
        language=each.language,
        kind=str(each.kind),
        bytes=len(data),
        seconds=round(monotonic() - started, 1),
    )
    return handout


def _render(each: Wanted) -> bytes:
    if each.kind == HandoutKind.GUIDE:
        return render_guide(each.edition, each.language)
    book = read_book(each.edition, each.language)
    return render_slides(book) if each.kind == HandoutKind.SLIDES else render_textbook(book)


# What a file is made from ---------------------------------------------------------------------


def _source(each: Wanted, files: Mapping[str, str], lists: Callable[[str], str]) -> str:
    ours = {
        path: digest
        for path, digest in files.items()
        if not is_translation(path) or f".{each.language}." in path
    }
    parts = [
        _code(),
        _words(each.language),
        f"{each.kind} {each.edition.published_at} {site_issuer()}",
        *(f"{path} {digest}" for path, digest in sorted(ours.items())),
    ]
    if each.kind != HandoutKind.GUIDE:
        parts.append(lists(each.language))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _lists(language: str) -> str:
    """All windows and activities that a course may list, as paper shows them to children today."""
    keys = tuple(Window.objects.filter(organization=None).values_list("key", flat=True))
    with override(language):
        listed = windows_on_paper(pieces.Windows(0, keys, ""), easy=True)
        windows = {"windows": listed, "easy": True}
        activities = {"activities": activities_on_paper(pieces.Activities(0, (), ""))}
        return render_to_string("handbooks/_windows.html", windows) + render_to_string(
            "handbooks/_activities.html", activities
        )


@cache
def _code() -> str:
    """The digest of the code, sheets and templates that make the files."""
    folders: list[str] = [
        str(Path(__file__).parent),
        *core.japanese.__path__,
        *core.paper.__path__,
        *rendering.__path__,
    ]
    files = [
        Path(str(readings.__file__)),
        *(
            path
            for folder in folders
            for path in Path(folder).rglob("*")
            if path.suffix in {".py", ".css", ".html"} and "migrations" not in path.parts
        ),
    ]
    versions = [f"{name} {version(name)}".encode() for name in ("weasyprint", "python-pptx")]
    contents = [path.read_bytes() for path in sorted(files)]
    return hashlib.sha256(b"\n".join(versions + contents)).hexdigest()


@cache
def _words(language: str) -> str:
    """The digest of the catalogue that the fixed words come from."""
    if language == SOURCE_LANGUAGE:
        return ""
    catalogues = [
        Path(folder) / to_locale(language) / "LC_MESSAGES" / "django.po"
        for folder in settings.LOCALE_PATHS
    ]
    return hashlib.sha256(
        b"\n".join(path.read_bytes() for path in catalogues if path.is_file())
    ).hexdigest()
