"""Furigana in titles and other single lines: `{{ title|ruby }}`, `{{ title|plain }}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from core.japanese.ruby import bracketed_ruby, ruby_html, without_ruby

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def ruby(text: str) -> SafeString:
    """With the readings above the kanji."""
    return ruby_html(str(text))


@register.filter
def plain(text: str) -> str:
    """The kanji alone: for `<title>` and labels that are read aloud."""
    return without_ruby(str(text))


@register.filter
def bracketed(text: str) -> str:
    """The readings in brackets: for `<option>`, which holds no markup."""
    return bracketed_ruby(str(text))
