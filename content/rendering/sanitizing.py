"""The last safeguard: rendered HTML keeps what is listed here and nothing else."""

from __future__ import annotations

import re

import nh3

_CALLOUTS = {
    f"dads-callout--{kind}" for kind in ("note", "point", "story", "today", "talk", "caution")
}
_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre"),
    *("ul", "ol", "li", "a", "strong", "em", "code", "br", "ruby", "rt", "rp"),
    *("div", "span", "aside", "figure", "figcaption", "img", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "div": {"role", "tabindex", "aria-label", "id"},
    "aside": {"role", "aria-label"},
    "ul": {"role", "aria-label"},
    "ol": {"start", "role"},
    "li": {"id"},
    "details": {"name"},
    "th": {"scope"},
}
_CLASSES = {
    "aside": {"dads-callout", *_CALLOUTS},
    "details": {"dads-disclosure", "lesson-option"},
    "div": {
        *("dads-table", "dads-disclosure__body"),
        *("lesson-choices", "lesson-conversation", "lesson-option__body"),
    },
    "figure": {"dads-figure", "dads-figure--chart", "lesson-scene"},
    "li": {"lesson-step", "lesson-line", *(f"lesson-line--{voice}" for voice in ("told", *"1234"))},
    "ol": {"lesson-conversation__steps"},
    "p": {
        *("dads-callout__title", "lesson-choices__title", "lesson-option__next"),
        *("lesson-step__number", "lesson-step__end"),
    },
    "span": {
        *("dads-callout__kind", "dads-figure__title", "dads-figure__source"),
        *("lesson-line__speaker", "lesson-line__words", "lesson-option__target"),
        "dads-visually-hidden",
    },
    "summary": {"lesson-option__words"},
    "td": {"dads-number"},
    "th": {"dads-number"},
    "ul": {"lesson-scene__lines"},
}
_VALUES = {
    ("div", "role"): {"group"},
    ("div", "tabindex"): {"0"},
    ("aside", "role"): {"note"},
    ("th", "scope"): {"col", "row"},
    ("ul", "role"): {"list"},
    ("ol", "role"): {"list"},
}
_ANCHORS = {
    ("div", "id"): re.compile(r"talk-[a-z0-9-]+"),
    ("li", "id"): re.compile(r"talk-[a-z0-9-]+"),
    ("details", "name"): re.compile(r"(?:talk|choices)-[a-z0-9-]+"),
}
_PICTURE = re.compile(r"(?:/[a-z0-9_-]+)*/media/[0-9a-f]{64}\.(?:svg|png|jpg|webp)")


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    if (tag, attribute) == ("img", "src"):
        return value if _PICTURE.fullmatch(value) else None
    if (anchor := _ANCHORS.get((tag, attribute))) is not None:
        return value if anchor.fullmatch(value) else None
    allowed = _VALUES.get((tag, attribute))
    return value if allowed is None or value in allowed else None


def sanitize_html(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        attribute_filter=_filter_attribute,
        url_schemes={"http", "https", "mailto", "tel", "lesson"},
        link_rel=None,
        strip_comments=True,
    )
