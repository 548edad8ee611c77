"""The blocks of a lesson: sanitised HTML, and places that a page fills in itself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.rendering import pieces
from content.rendering.markdown import MARKDOWN, without_ruby
from content.rendering.sanitizing import sanitized

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from content.pictures import Picture

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where a text's pictures come from: figures by file name, charts drawn when asked."""

    figures: Mapping[str, Picture]
    draw: Callable[[pieces.Chart], Picture]


def render(text: pieces.Text, *, language: str, pictures: Pictures) -> list[Block]:
    """The blocks of a text without problems, its fixed words in `language`.

    `{"kind": "html", "html"}`, `{"kind": "quiz", "stem"}`, `{"kind": "reflection", "key",
    "title", "html"}` (`title` is plain text), `{"kind": "windows", "keys", "audience"}`,
    `{"kind": "activities", "keys", "activity_kind"}`.
    """
    with override(language):
        blocks: list[Block] = []
        for is_html, group in groupby(text.pieces, lambda piece: isinstance(piece, _SHOWN)):
            if is_html:
                blocks.append({"kind": "html", "html": _html(tuple(group), pictures)})
            else:
                blocks.extend(_place(piece, pictures) for piece in group)
        return blocks


def render_html(text: pieces.Text, *, language: str, pictures: Pictures) -> str:
    """A text of prose and pictures alone, such as a chapter's lead, as one piece of HTML."""
    with override(language):
        return _html(text.pieces, pictures)


def _place(piece: pieces.Piece, pictures: Pictures) -> Block:
    match piece:
        case pieces.Quiz():
            return {"kind": "quiz", "stem": piece.stem}
        case pieces.Reflection():
            return {
                "kind": "reflection",
                "key": piece.key,
                "title": without_ruby(piece.title) or _("考えてみましょう"),
                "html": _html(piece.pieces, pictures),
            }
        case pieces.Windows():
            return {"kind": "windows", "keys": list(piece.keys), "audience": piece.audience}
        case pieces.Activities():
            return {
                "kind": "activities",
                "keys": list(piece.keys),
                "activity_kind": piece.kind,
            }
        case _:
            raise TypeError(piece)


def _html(shown: tuple[pieces.Piece, ...], pictures: Pictures) -> str:
    return sanitized("".join(_piece_html(piece, pictures) for piece in shown)).strip()


def _piece_html(piece: pieces.Piece, pictures: Pictures) -> str:
    match piece:
        case pieces.Prose():
            env = {"table_label": _("表")}
            return str(MARKDOWN.renderer.render(list(piece.tokens), MARKDOWN.options, env))
        case pieces.Figure():
            return render_to_string(
                "content/_figure.html",
                {
                    "figure": piece,
                    "picture": pictures.figures[piece.name],
                    "caption": _inline(piece.caption),
                    "source": _inline(piece.source),
                },
            )
        case pieces.Chart():
            return _chart_html(piece, pictures.draw(piece))
        case pieces.Callout():
            return _callout_html(piece, pictures)
        case _:
            raise TypeError(piece)


def _chart_html(chart: pieces.Chart, picture: Picture) -> str:
    return render_to_string(
        "content/_chart.html",
        {
            "chart": chart,
            "picture": picture,
            "title": _inline(chart.title),
            "plain_title": without_ruby(chart.title),
            "source": _inline(chart.source),
        },
    )


def _callout_html(callout: pieces.Callout, pictures: Pictures) -> str:
    kind = _callout_names()[callout.kind]
    plain = without_ruby(callout.title)
    return render_to_string(
        "content/_callout.html",
        {
            "kind": callout.kind,
            "kind_name": "" if plain in {"", kind} else kind,
            "title": _inline(callout.title) or kind,
            "plain_title": plain or kind,
            "body": mark_safe(  # noqa: S308 - of the parser, and sanitised with what is around it
                "".join(_piece_html(piece, pictures) for piece in callout.pieces)
            ),
        },
    )


def _callout_names() -> dict[str, str]:
    return {
        "note": _("メモ"),
        "point": _("ポイント"),
        "story": _("ものがたり"),
        "today": _("今日できること"),
        "talk": _("話してみましょう"),
        "caution": _("気をつけること"),
    }


def _inline(words: str) -> SafeString:
    html = str(MARKDOWN.renderInline(words)).strip()
    return mark_safe(html)  # noqa: S308 - of the parser, and sanitised with what is around it


_SHOWN = (pieces.Prose, pieces.Figure, pieces.Chart, pieces.Callout)
