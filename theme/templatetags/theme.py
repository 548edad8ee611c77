"""Small tags that every page uses: breadcrumb, icon, pagination, banners, dates."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from core.japanese import calendar
from core.japanese.kanji import JAPANESE_LETTER

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.paginator import Page
    from django.template.context import Context
    from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("theme/_breadcrumb.html", takes_context=True)
def breadcrumb(context: Context, *parts: str) -> dict[str, Any]:
    """`{% breadcrumb "講座" course_url lesson.title %}`: label and address in turn, last the page.

    Home stands first by itself. What is in Japanese on an English page says so.
    """
    labels = list(zip_longest(parts[::2], parts[1::2], fillvalue=""))
    return {
        "home_url": getattr(context.get("navigation"), "home_url", "/"),
        "links": [
            {
                "label": label,
                "url": url,
                "is_foreign": not _reads_japanese() and JAPANESE_LETTER.search(str(label)),
            }
            for label, url in labels
        ],
    }


@register.simple_tag
def icon_file() -> str:
    """The address of the icon set, for drawings that need a view box of their own."""
    return static("theme/icons.svg")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of our own set (`theme/static/theme/icons.svg`); with a label it is read aloud."""
    address = f"{static('theme/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="dads-icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            address,
        )
    return format_html(
        '<svg class="dads-icon" aria-hidden="true"><use href="{}"></use></svg>', address
    )


@register.inclusion_tag("theme/_pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list; the address keeps its other parameters."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "previous_url": address(page.number - 1) if page.has_previous() else "",
        "next_url": address(page.number + 1) if page.has_next() else "",
        "links": [
            {"label": number, "url": address(number) if isinstance(number, int) else ""}
            for number in numbers
        ],
    }


@register.simple_block_tag(takes_context=True)
def notification(context: Context, content: SafeString, kind: str, title: str = "") -> str:
    """`{% notification "warning" title="…" %}…{% endnotification %}`

    Kinds: info, success, warning, error.
    """
    found = context.template.engine.get_template("theme/_notification.html")  # type: ignore[union-attr]
    return found.render(context.new({"kind": kind, "title": title, "content": content}))


def _reads_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


@register.filter
def era_date(moment: datetime | date | None) -> str:
    """令和8年11月21日（土） to Japanese readers, Saturday 21 November 2026 to others."""
    if moment is None:
        return ""
    if _reads_japanese():
        return calendar.era_date(moment)
    return formats.date_format(calendar.local_date(moment), "l j F Y")


@register.filter
def clock(moment: datetime | None) -> str:
    """14:05, in Asia/Tokyo."""
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""


@register.filter
def clock_span(starts_at: datetime, ends_at: datetime | None) -> str:
    """13:30～15:00 to Japanese readers, 13:30–15:00 to others; open when the end is another day."""
    return f"{clock(starts_at)}{'～' if _reads_japanese() else '–'}{clock(ends_at)}"


@register.filter
def era_datetime(moment: datetime | None) -> str:
    """令和8年11月21日（土）14:05"""
    if moment is None:
        return ""
    return f"{era_date(moment)}{'' if _reads_japanese() else ', '}{clock(moment)}"


@register.filter
def era_fiscal_year(year: int) -> str:
    """令和8年度 to Japanese readers, FY2026 to others."""
    return calendar.era_fiscal_year(year) if _reads_japanese() else f"FY{year}"
