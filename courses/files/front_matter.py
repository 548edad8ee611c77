"""Reading and checking the YAML of each kind of file; `read_*` returns plain values.

The export uses the same functions to tell whether the author's layout is still current.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.addresses import WEB_ADDRESS
from core.author_files.fields import read_words
from core.languages import SOURCE_LANGUAGE
from courses.files.documents import LANGUAGES
from courses.tracks import TRACK_NAMES

if TYPE_CHECKING:
    from core.author_files.yaml_sections import Section


def read_course_file(section: Section) -> dict[str, Any]:
    """Read `course.yaml`: track, position, number, labels by language; `kanji_grade` or None."""
    section.refuse_others(("track", "position", "kanji_grade", "edition"))
    values: dict[str, Any] = {
        "track": section.one_of("track", tuple(TRACK_NAMES)),
        "position": section.whole_number("position", low=1, high=999),
        "kanji_grade": (
            section.whole_number("kanji_grade", low=1, high=6) if "kanji_grade" in section else None
        ),
        "number": 1,
        "labels": {},
    }
    edition = section.section("edition")
    if edition is not None:
        edition.refuse_others(("number", "label"))
        values["number"] = edition.whole_number("number", low=1, high=9999)
        labels = edition.section("label")
        if labels is not None:
            labels.refuse_others(LANGUAGES)
            labels.text(SOURCE_LANGUAGE)
            values["labels"] = {key: read_words(labels, key, limit=60) for key in labels.names()}
    return values


def read_course_text(section: Section, language: str) -> dict[str, Any]:
    section.refuse_others(("title", "summary"))
    return {
        "title": read_words(section, "title", limit=120),
        "summary": read_words(section, "summary"),
    }


def read_guide_text(section: Section, language: str) -> dict[str, Any]:
    """Read the title of a teacher's guide."""
    section.refuse_others(("title",))
    return {"title": read_words(section, "title", limit=120)}


def read_chapter_text(section: Section, language: str) -> dict[str, Any]:
    """Read title and goal, and from the Japanese file `is_reference`."""
    if language != SOURCE_LANGUAGE:
        section.refuse_others(("title", "goal"))
        return {
            "title": read_words(section, "title", limit=120),
            "goal": read_words(section, "goal"),
        }
    section.refuse_others(("title", "goal", "is_reference"))
    return {
        "title": read_words(section, "title", limit=120),
        "goal": read_words(section, "goal"),
        "is_reference": section.flag("is_reference"),
    }


def read_lesson_text(section: Section, language: str) -> dict[str, Any]:
    """Read title and sources, and from the Japanese file `minutes`."""
    if language != SOURCE_LANGUAGE:
        section.refuse_others(("title", "sources"))
    else:
        section.refuse_others(("title", "minutes", "sources"))
    values: dict[str, Any] = {
        "title": read_words(section, "title", limit=120),
        "sources": [
            _read_citation(source) for source in section.sections("sources", required=False)
        ],
    }
    if language == SOURCE_LANGUAGE:
        values["minutes"] = section.whole_number("minutes", low=1, high=240)
    return values


def _read_citation(section: Section) -> dict[str, str]:
    section.refuse_others(("title", "publisher", "year", "url"))
    citation = {key: section.text(key) for key in ("title", "publisher", "year")}
    if "url" in section:
        citation["url"] = section.text("url")
        if not WEB_ADDRESS.fullmatch(citation["url"]):
            section.report(_("「url」は https:// から書いてください。"), "url")
    return citation
