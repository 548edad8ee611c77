"""The blocks of a lesson: sanitised HTML, and places that a page fills in itself."""

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
from content.rendering.sanitizing import sanitized
from core.japanese.kana import HIRAGANA, KATAKANA

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
    "title", "html"}` (`title` is HTML too, or empty), `{"kind": "windows", "keys", "audience"}`,
    `{"kind": "activities", "keys", "activity_kind"}`; `{"kind": "break"}` between two screens.
    """
    with override(language):
        blocks: list[Block] = []
        for is_html, group in groupby(text.pieces, lambda piece: type(piece) in _RENDERERS):
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
            name, title = heading(_("考えてみましょう"), piece.title)
            return {
                "kind": "reflection",
                "key": piece.key,
                "title": sanitized(_inline(title)) if name else "",
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
        case pieces.ScreenBreak():
            return {"kind": "break"}
        case _:
            raise TypeError(piece)


def _html(shown: tuple[pieces.Piece, ...], pictures: Pictures) -> str:
    return sanitized("".join(_piece_html(piece, pictures) for piece in shown)).strip()


def _piece_html(piece: pieces.Piece, pictures: Pictures) -> str:
    return _RENDERERS[type(piece)](piece, pictures)


def _prose_html(prose: pieces.Prose, pictures: Pictures) -> str:
    env = {"table_label": _("表")}
    return str(MARKDOWN.renderer.render(list(prose.tokens), MARKDOWN.options, env))


def _figure_html(figure: pieces.Figure, pictures: Pictures) -> str:
    return render_to_string(
        "content/_figure.html",
        {
            "figure": figure,
            "picture": pictures.figures[figure.name],
            "caption": _inline(figure.caption),
            "source": _inline(figure.source),
        },
    )


def _chart_html(chart: pieces.Chart, pictures: Pictures) -> str:
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


def _callout_html(callout: pieces.Callout, pictures: Pictures) -> str:
    name, title = heading(callout_names()[callout.kind], callout.title)
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


def heading(name: str, title: str) -> tuple[str, str]:
    """What a box is, and its title: the title alone where it says the same, the name if none is."""
    if not title:
        return "", name
    return ("" if _bare(title) == _bare(name) else name), title


def _bare(words: str) -> str:
    """Without readings, and without the spaces that やさしい日本語 sets between words."""
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


def _scene_html(scene: pieces.Scene, pictures: Pictures) -> str:
    speakers = list(dict.fromkeys(line.speaker for line in scene.lines if line.speaker))
    lines = [
        {
            "speaker": _inline(line.speaker),
            "words": _inline(line.words),
            # Each speaker keeps a side and a colour; the one after stands on the other side.
            "voice": speakers.index(line.speaker) % 4 + 1 if line.speaker else 0,
        }
        for line in scene.lines
    ]
    return render_to_string(
        "content/_scene.html",
        {"scene": scene, "picture": pictures.figures[scene.name], "lines": lines},
    )


def _choices_html(choices: pieces.Choices, pictures: Pictures) -> str:
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


def _conversation_html(conversation: pieces.Conversation, pictures: Pictures) -> str:
    place = f"talk-{conversation.key}"
    # A key holds no two hyphens in a row, so no two places are the same.
    targets = {
        step.slug: {"id": f"{place}--{step.slug}", "number": number}
        for number, step in enumerate(conversation.steps, start=1)
    }
    return render_to_string(
        "content/_conversation.html",
        {
            "id": place,
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
    option: pieces.Option, pictures: Pictures, targets: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "words": _inline(option.words),
        "body": _body(option.pieces, pictures),
        "target": targets.get(option.to),
        "is_end": option.to == END,
    }


def _body(shown: tuple[pieces.Piece, ...], pictures: Pictures) -> SafeString:
    html = "".join(_piece_html(piece, pictures) for piece in shown)
    return mark_safe(html)  # noqa: S308 - of the parser, and sanitised with what is around it


def _inline(words: str) -> SafeString:
    html = str(MARKDOWN.renderInline(words)).strip()
    return mark_safe(html)  # noqa: S308 - of the parser, and sanitised with what is around it


_RENDERERS: dict[type, Callable[[Any, Pictures], str]] = {
    pieces.Prose: _prose_html,
    pieces.Figure: _figure_html,
    pieces.Chart: _chart_html,
    pieces.Callout: _callout_html,
    pieces.Scene: _scene_html,
    pieces.Choices: _choices_html,
    pieces.Conversation: _conversation_html,
}
