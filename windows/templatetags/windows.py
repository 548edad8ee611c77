"""Words of windows: their ruby shows to children and to readers of やさしい日本語."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from core.japanese.ruby import ruby_html, without_ruby

if TYPE_CHECKING:
    from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def words(context: Context, text: object, language: str = "") -> str:
    """The text with its readings if the page is `easy`, else without them. `language`: that of
    words which may be in another than the page; Japanese on an English page is marked.
    """
    page = get_language() or "ja"
    easy = context.get("easy", page == "ja-easy")
    shown = ruby_html(str(text)) if easy else without_ruby(str(text))
    if language == "ja" and not page.startswith("ja") and text:
        return format_html('<span lang="ja">{}</span>', shown)
    return shown
