"""CommonMark with tables, fences of colons for directives, and ruby `{漢字|かな}`.

The `|` of ruby would end a table cell, so that `shield_ruby` replaces it before parsing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from mdit_py_plugins.colon_fence import colon_fence_plugin

from core.japanese import ruby
from core.japanese.ruby import RUBY, ruby_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

BAR = "\ue000"  # private use: never in an author's text
_SHIELDED_RUBY = ruby_pattern(BAR)


def shield_ruby(source: str) -> str:
    """The source with the bar of every ruby replaced by `BAR`; no position moves."""
    return RUBY.sub(rf"{{\1{BAR}\2}}", source)


def unshield_ruby(text: str) -> str:
    """The text as its author wrote it."""
    return text.replace(BAR, "|")


def without_ruby(text: str) -> str:
    """The kanji alone, for alternative texts and labels. Takes shielded text too."""
    return ruby.without_ruby(unshield_ruby(text))


def in_kana(text: str) -> str:
    """Readings in place of their kanji, for drawings, where small ruby can't be read."""
    return RUBY.sub(r"\2", unshield_ruby(text))


def _ruby(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    if state.src[state.pos] != "{":
        return False
    match = _SHIELDED_RUBY.match(state.src, state.pos)
    if not silent:
        token = state.push("ruby" if match else "ruby_broken", "ruby", 0)
        token.content = match[1] if match else "{"
        token.meta = {"reading": match[2] if match else ""}
    state.pos = match.end() if match else state.pos + 1
    return True


def _render_ruby(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    base, reading = escapeHtml(tokens[index].content), escapeHtml(tokens[index].meta["reading"])
    return f"<ruby>{base}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>"


def _render_table_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    label = escapeHtml(env.get("table_label", ""))
    # A group, not a region: two tables on a page must not be two landmarks of one name.
    return f'<div class="dads-table" role="group" tabindex="0" aria-label="{label}">\n<table>\n'


def _render_table_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return "</table>\n</div>\n"


def _render_cell_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    token = tokens[index]
    scope = ' scope="col"' if token.type == "th_open" else ""
    number = ' class="dads-number"' if "right" in str(token.attrs.get("style", "")) else ""
    return f"<{token.tag}{scope}{number}>"


def _allow_link(url: str) -> bool:
    return True


def _build_parser() -> MarkdownIt:
    # Raw HTML is recognised so that it can be refused by its line; it is never rendered.
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").use(colon_fence_plugin)
    parser.inline.ruler.before("escape", "ruby", _ruby)
    parser.add_render_rule("ruby", _render_ruby)
    parser.add_render_rule("table_open", _render_table_open)
    parser.add_render_rule("table_close", _render_table_close)
    parser.add_render_rule("th_open", _render_cell_open)
    parser.add_render_rule("td_open", _render_cell_open)
    # `parsing` checks every address and names what is wrong with it.
    parser.validateLink = _allow_link  # type: ignore[method-assign] # markdown-it's documented way
    return parser


MARKDOWN = _build_parser()
