from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from activities.enums import ActivityKind
from core.author_files.lists import read_list
from core.japanese.ruby import ruby_problems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.author_files.yaml_sections import FileProblem, Section

WORDS = {"title": 120, "place": 80, "year": 20, "summary": 0, "source": 300}
_TRANSLATED_WORDS = {"title": 200, "place": 120, "year": 60, "summary": 0, "source": 500}


def read_example(section: Section) -> dict[str, Any]:
    """The example's field values; what is wrong is reported in the section."""
    section.refuse_others(("key", "kind", *WORDS))
    kinds = kinds_by_name()
    kind = section.one_of("kind", tuple(kinds))
    words = {name: section.text(name, limit=limit) for name, limit in WORDS.items()}
    return {
        "key": section.text("key", limit=80),
        "kind": kinds.get(kind, ""),
        **words,
    }


def read_example_texts(
    path: Path, *, file: str, examples: Mapping[str, Any], problems: list[FileProblem]
) -> dict[str, dict[str, str]]:
    """The words of every example in another language, by key. No file: none.

    `file` names the list in problems. A list that is there has the words of all the examples.
    """
    if not path.is_file():
        return {}
    document = read_list(path, "activities", file=file, problems=problems)
    if document is None:
        return {}
    found: dict[str, dict[str, str]] = {}
    for section in document.sections("activities"):
        section.refuse_others(("key", *_TRANSLATED_WORDS))
        key = section.text("key")
        if key not in examples:
            section.report(
                _("「%(key)s」という実例は日本語の一覧にありません。") % {"key": key}, "key"
            )
            continue
        if key in found:
            section.report(_("キー「%(key)s」が二度使われています。") % {"key": key}, "key")
        found[key] = {
            name: section.text(name, limit=limit) for name, limit in _TRANSLATED_WORDS.items()
        }
        for name, text in found[key].items():
            for reason in ruby_problems(text):
                section.report(reason, name)
    if missing := [key for key in examples if key not in found]:
        document.report(_("「%(key)s」の訳がありません。") % {"key": missing[0]}, "activities")
    return found


def kinds_by_name() -> dict[str, str]:
    """The kinds of activities by the Japanese names that authors write."""
    with override("ja"):
        return {str(kind.label): kind.value for kind in ActivityKind}
