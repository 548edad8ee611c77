"""Readings in brackets – 講座（こうざ） – stand above their kanji on pages in やさしい日本語.

The catalogue has them in brackets because its words may land where no markup can stand: in mail,
in an `<option>`. On a page they become ruby, which the reader's switch can hide; what is only read
aloud (labels, alternative texts, the title) or stands in a running head does without.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse

from core.japanese.kana import HIRAGANA, KATAKANA
from core.japanese.kanji import KANJI_RUN
from core.languages import EASY_JAPANESE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

KANA_A_KANJI = 4  # more is no reading, it is an explanation
MOST_RUNS = 5  # of kanji in one word; more would let a made-up text take long
_BRACKETS = re.compile(rf"([^\s<>&;（）「」、。：]+)（([{HIRAGANA}{KATAKANA}ー・\s]+)）")
_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z]+)")
_SPOKEN = re.compile(r'\b(?:aria-label|alt|title|placeholder|data-plain)="[^"]*"')
_AS_WRITTEN = {"option", "script", "style", "textarea"}


def readings_above(html: str) -> str:
    """The page with its bracketed readings as ruby; what only looks like one stays."""
    parts = _TAG.split(html)
    inside = ""
    for position, part in enumerate(parts):
        if position % 2:
            name = _NAME.match(part)
            if name and (inside in {"", name[1]}):
                is_special = name[1] in _AS_WRITTEN or name[1] == "title"
                inside = name[1] if is_special and not part.startswith("</") else ""
            parts[position] = _SPOKEN.sub(lambda spoken: _spoken(spoken[0]), part)
        elif inside == "title":
            parts[position] = _spoken(part)
        elif not inside:
            shown = _BRACKETS.sub(lambda found: _written(found, _ruby), part)
            # In one piece, because a button sets its parts side by side.
            parts[position] = part if shown == part else f"<span>{shown}</span>"
    return "".join(parts)


def _spoken(text: str) -> str:
    return _BRACKETS.sub(lambda found: _written(found, lambda base, _reading: base), text)


def _ruby(base: str, reading: str) -> str:
    return f"<ruby>{base}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>"


def _written(found: re.Match[str], write: Callable[[str, str], str]) -> str:
    """The longest end of the words before the brackets that the reading fits."""
    words, reading = found[1], "".join(found[2].split())
    for start in [run.start() for run in KANJI_RUN.finditer(words)][-MOST_RUNS:]:
        base = words[start:]
        fits = re.fullmatch(_pattern(base), reading)
        if fits:
            return words[:start] + _each_kanji(base, fits.groups(), write)
    return found[0]


def _each_kanji(base: str, readings: tuple[str, ...], write: Callable[[str, str], str]) -> str:
    left = iter(readings)
    return KANJI_RUN.sub(lambda run: write(run[0], next(left)), base)


def _pattern(base: str) -> str:
    """What a reading of these words looks like: their kana as they are, some for each kanji."""
    pattern, end = "", 0
    for run in KANJI_RUN.finditer(base):
        most = KANA_A_KANJI * len(run[0])
        pattern += f"{re.escape(base[end : run.start()])}([{HIRAGANA}ー・]{{1,{most}}}?)"
        end = run.end()
    return pattern + re.escape(base[end:])


class ReadingsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            request.LANGUAGE_CODE == EASY_JAPANESE
            and isinstance(response, HttpResponse)
            and response.get("Content-Type", "").startswith("text/html")
        ):
            response.content = readings_above(response.content.decode()).encode()
        return response
