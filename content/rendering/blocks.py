"""Rendering a text to blocks: sanitised HTML, and parts that the page itself fills in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.rendering import pieces
from content.rendering.interactive import END
from content.rendering.markdown import MARKDOWN, without_ruby
from content.rendering.sanitizing import sanitize_html
from core.japanese.kana import HIRAGANA, KATAKANA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from content.pictures import Picture

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PictureSource:
    """The pictures of a text: figures by file name, charts drawn on demand."""

    figures: Mapping[str, Picture]
    draw: Callable[[pieces.Chart], Picture]


def render_blocks(
    text: pieces.ParsedText, *, language: str, pictures: PictureSource
) -> list[Block]:
    """Render a text without problems, with the site's own words in `language`.

    `{"kind": "html", "html"}`, `{"kind": "quiz", "stem"}`, `{"kind": "reflection", "key",
    "title", "html"}` (`title` is HTML too, or empty), `{"kind": "windows", "keys", "audience"}`,
    `{"kind": "activities", "keys", "activity_kind"}`; `{"kind": "break"}` between two screens.
    """
    with override(language):
        blocks: list[Block] = []
        for is_html, group in groupby(text.pieces, lambda piece: type(piece) in _RENDERERS):
            if is_html:
                blocks.append({"kind": "html", "html": _render_html(tuple(group), pictures)})
            else:
                blocks.extend(_page_block(piece, pictures) for piece in group)
        return blocks


def render_html(text: pieces.ParsedText, *, language: str, pictures: PictureSource) -> str:
    """Render a text that is prose and pictures alone, such as a chapter's introduction."""
    with override(language):
        return _render_html(text.pieces, pictures)


def _page_block(piece: pieces.Piece, pictures: PictureSource) -> Block:
    """The block of a piece that the page itself fills in."""
    match piece:
        case pieces.Quiz():
            return {"kind": "quiz", "stem": piece.stem}
        case pieces.Reflection():
            name, title = box_heading(_("考えてみましょう"), piece.title)
            return {
                "kind": "reflection",
                "key": piece.key,
                "title": sanitize_html(_inline(title)) if name else "",
                "html": _render_html(piece.pieces, pictures),
            }
        case pieces.Windows():
            return {"kind": "windows", "keys": list(piece.keys), "audience": piece.audience}
        case pieces.Activities():
            return {
                "kind": "activities",
                "keys": list(piece.keys),
                "activity_kind": piece.kind,
            }
        case pieces.ScreenBreak():
            return {"kind": "break"}
        case _:
            raise TypeError(piece)


def _render_html(body: tuple[pieces.Piece, ...], pictures: PictureSource) -> str:
    return sanitize_html("".join(_piece_html(piece, pictures) for piece in body)).strip()


def _piece_html(piece: pieces.Piece, pictures: PictureSource) -> str:
    return _RENDERERS[type(piece)](piece, pictures)


def _prose_html(prose: pieces.Prose, pictures: PictureSource) -> str:
    env = {"table_label": _("表")}
    return str(MARKDOWN.renderer.render(list(prose.tokens), MARKDOWN.options, env))


def _figure_html(figure: pieces.Figure, pictures: PictureSource) -> str:
    return render_to_string(
        "content/_figure.html",
        {
            "figure": figure,
            "picture": pictures.figures[figure.name],
            "caption": _inline(figure.caption),
            "source": _inline(figure.source),
        },
    )


def _chart_html(chart: pieces.Chart, pictures: PictureSource) -> str:
    return render_to_string(
        "content/_chart.html",
        {
            "chart": chart,
            "picture": pictures.draw(chart),
            "title": _inline(chart.title),
            "plain_title": without_ruby(chart.title),
            "source": _inline(chart.source),
        },
    )


def _callout_html(callout: pieces.Callout, pictures: PictureSource) -> str:
    name, title = box_heading(callout_names()[callout.kind], callout.title)
    return render_to_string(
        "content/_callout.html",
        {
            "kind": callout.kind,
            "kind_name": name,
            "title": _inline(title),
            "plain_title": without_ruby(title),
            "body": _body(callout.pieces, pictures),
        },
    )


def box_heading(name: str, title: str) -> tuple[str, str]:
    """The name of a kind of box, and its title.

    A box without a title has its name as title. A title that says the same stands alone.
    """
    if not title:
        return "", name
    return ("" if _comparable(title) == _comparable(name) else name), title


def _comparable(words: str) -> str:
    """The words without readings and without the spaces that やさしい日本語 sets between words."""
    return re.sub(rf"\s|（[{HIRAGANA}{KATAKANA}ー・\s]+）", "", without_ruby(words))


def callout_names() -> dict[str, str]:
    return {
        "note": _("メモ"),
        "point": _("ポイント"),
        "story": _("ものがたり"),
        "today": _("今日できること"),
        "talk": _("話してみましょう"),
        "caution": _("気をつけること"),
    }


def _scene_html(scene: pieces.Scene, pictures: PictureSource) -> str:
    speakers = list(dict.fromkeys(line.speaker for line in scene.lines if line.speaker))
    lines = [
        {
            "speaker": _inline(line.speaker),
            "words": _inline(line.words),
            # Each speaker keeps a side and a colour; the next speaker gets the other side.
            "voice": speakers.index(line.speaker) % 4 + 1 if line.speaker else 0,
        }
        for line in scene.lines
    ]
    return render_to_string(
        "content/_scene.html",
        {"scene": scene, "picture": pictures.figures[scene.name], "lines": lines},
    )


def _choices_html(choices: pieces.Choices, pictures: PictureSource) -> str:
    return render_to_string(
        "content/_choices.html",
        {
            "label": without_ruby(choices.title) or _("選んでみましょう"),
            "title": _inline(choices.title) or _("選んでみましょう"),
            "body": _body(choices.pieces, pictures),
            "group": f"choices-{choices.key}",
            "options": [_option(option, pictures, {}) for option in choices.options],
        },
    )


def _conversation_html(conversation: pieces.Conversation, pictures: PictureSource) -> str:
    anchor = f"talk-{conversation.key}"
    # A key has no two hyphens in a row, so that no two anchors are the same.
    targets = {
        step.slug: {"id": f"{anchor}--{step.slug}", "number": number}
        for number, step in enumerate(conversation.steps, start=1)
    }
    return render_to_string(
        "content/_conversation.html",
        {
            "id": anchor,
            "label": without_ruby(conversation.title) or _("会話"),
            "title": _inline(conversation.title) or _("会話"),
            "body": _body(conversation.pieces, pictures),
            "steps": [
                {
                    **targets[step.slug],
                    "body": _body(step.pieces, pictures),
                    "options": [_option(option, pictures, targets) for option in step.options],
                }
                for step in conversation.steps
            ],
        },
    )


def _option(
    option: pieces.Option, pictures: PictureSource, targets: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "words": _inline(option.words),
        "body": _body(option.pieces, pictures),
        "target": targets.get(option.to),
        "is_end": option.to == END,
    }


def _body(body: tuple[pieces.Piece, ...], pictures: PictureSource) -> SafeString:
    html = "".join(_piece_html(piece, pictures) for piece in body)
    return mark_safe(html)  # noqa: S308 - of the parser, and sanitised with what is around it


def _inline(words: str) -> SafeString:
    html = str(MARKDOWN.renderInline(words)).strip()
    return mark_safe(html)  # noqa: S308 - of the parser, and sanitised with what is around it


_RENDERERS: dict[type, Callable[[Any, PictureSource], str]] = {
    pieces.Prose: _prose_html,
    pieces.Figure: _figure_html,
    pieces.Chart: _chart_html,
    pieces.Callout: _callout_html,
    pieces.Scene: _scene_html,
    pieces.Choices: _choices_html,
    pieces.Conversation: _conversation_html,
}
