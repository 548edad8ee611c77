"""Values that the authors' YAML files have in common: keys, and words with furigana."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.addresses import SLUG
from core.japanese.ruby import ruby_problems, without_ruby

if TYPE_CHECKING:
    from collections.abc import Container

    from core.author_files.yaml_sections import Section


def read_key(section: Section, seen: Container[str], *, limit: int) -> str:
    key = section.text("key", limit=limit)
    check_key(section, key, seen)
    return key


def check_key(section: Section, key: str, seen: Container[str]) -> None:
    """Report a key that is not well-formed or is among those `seen` before."""
    if key and not SLUG.fullmatch(key):
        section.report(
            _("キー「%(key)s」は半角の小文字と数字と「-」で書いてください。") % {"key": key}, "key"
        )
    if key in seen:
        section.report(_("キー「%(key)s」が二度使われています。") % {"key": key}, "key")


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
