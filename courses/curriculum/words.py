"""What the authors' YAML files have in common: keys, words with furigana, the same names twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.ruby import ruby_problems, without_ruby

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from core.sources import Section

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_key(section: Section, seen: Container[str], *, limit: int) -> str:
    """The section's `key`, which none of those `seen` has."""
    key = section.text("key", limit=limit)
    if key and not _KEY.fullmatch(key):
        section.report(
            _("キー「%(key)s」は半角の小文字と数字と「-」で書いてください。") % {"key": key}, "key"
        )
    if key in seen:
        section.report(_("キー「%(key)s」が二度使われています。") % {"key": key}, "key")
    return key


def read_words(section: Section, name: str, *, limit: int = 0) -> str:
    """A text that may hold furigana, which the limit doesn't count."""
    text = section.text(name)
    for reason in ruby_problems(text):
        section.report(reason, name)
    if limit and len(without_ruby(text)) > limit:
        section.report(
            _("「%(key)s」は%(limit)d文字までです。") % {"key": name, "limit": limit}, name
        )
    return text


def asked_in(questions: Mapping[str, Any]) -> dict[str, int]:
    """What a quiz or a survey asks, by its keys, as `unlike` compares it."""
    names = []
    for key, words in questions.items():
        names.append(f"question {key}")
        for choice, texts in words["choices"].items():
            names.append(f"question {key}, choice {choice}")
            if isinstance(texts, dict) and "match" in texts:
                names.append(f"question {key}, choice {choice}, match")
    return dict.fromkeys(names, 1)


def unlike(wanted: Mapping[str, int], found: Mapping[str, int]) -> list[tuple[int, str]]:
    """What a translation lacks of the Japanese file, and has beyond it: line and reason."""
    lacks = [
        (1, _("日本語版にある %(name)s がありません。") % {"name": name})
        for name in sorted(wanted.keys() - found.keys())
    ]
    return lacks + [
        (found[name], _("%(name)s は日本語版にありません。") % {"name": name})
        for name in sorted(found.keys() - wanted.keys())
    ]
