"""Words of windows: their ruby shows to children and to readers of やさしい日本語."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import get_language

from core.ruby import ruby_html, without_ruby

if TYPE_CHECKING:
    from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def words(context: Context, text: object) -> str:
    """The text with its readings if the page is `easy`, else without them."""
    easy = context.get("easy", get_language() == "ja-easy")
    return ruby_html(str(text)) if easy else without_ruby(str(text))
