"""Reading the directives that a reader interacts with: scenes, choices, conversations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.utils.translation import gettext as _

from content.rendering import pieces
from content.rendering.markdown import MARKDOWN, without_ruby

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from content.rendering.directives import Directive

_Part = TypeVar("_Part", pieces.Option, pieces.Step)

END = "end"
_LONGEST_SPEAKER = 20
_SPEAKER = re.compile(r"(?P<speaker>[^：\n]+)：\s*(?P<words>.*)", re.DOTALL)


class Reader(Protocol):
    """The methods of `parsing`'s reader that these directives use."""

    def report(self, line: int, reason: str) -> None: ...
    def read(self, source: str, offset: int, *, inside: str) -> tuple[pieces.Piece, ...]: ...
    def check_inline(self, tokens: Sequence[Token], line: int) -> None: ...
    def check_key(self, directive: Directive, key: str) -> None: ...
    def check_picture(self, directive: Directive, name: str) -> None: ...


# Scenes -----------------------------------------------------------------------------------------


def read_scene(reader: Reader, directive: Directive) -> pieces.Scene:
    (name,) = directive.arguments
    reader.check_picture(directive, name)
    lines = []
    for line, token in _list_items(reader, directive):
        reader.check_inline(token.children or (), line)
        match = _SPEAKER.fullmatch(token.content)
        speaker, words = (match["speaker"], match["words"]) if match else ("", token.content)
        if len(without_ruby(speaker)) > _LONGEST_SPEAKER:
            reader.report(
                line,
                _("話す人の名前「%(name)s」が長すぎます（%(limit)d文字まで）。")
                % {"name": without_ruby(speaker), "limit": _LONGEST_SPEAKER},
            )
        if not words.strip():
            reader.report(line, _("せりふがありません。"))
        lines.append(pieces.SceneLine(speaker.strip(), words.strip()))
    alt = without_ruby(directive.options.get("alt", ""))
    return pieces.Scene(directive.line, name, alt, tuple(lines))


def _list_items(reader: Reader, directive: Directive) -> Iterator[tuple[int, Token]]:
    """The line and the text of each item of a body, which must be one plain list."""
    tokens = MARKDOWN.parse(directive.body)
    allowed = {"bullet_list_open", "list_item_open", "paragraph_open", "inline"}
    opening_tokens = [token for token in tokens if token.nesting >= 0]
    top_types = [token.type for token in opening_tokens if token.level == 0]
    count = sum(token.type == "list_item_open" for token in opening_tokens)
    paragraphs = sum(token.type == "inline" for token in opening_tokens)
    if directive.body.strip() and (
        top_types != ["bullet_list_open"]
        or count != paragraphs
        or any(token.type == "list_item_open" and token.level != 1 for token in opening_tokens)
        or any(token.type not in allowed for token in opening_tokens)
    ):
        reader.report(
            directive.line,
            _("scene の中身は「- 名前：ことば」の箇条書きだけにしてください。"),
        )
        return
    for token in opening_tokens:
        if token.type == "inline":
            yield (token.map[0] if token.map else 0) + directive.body_line, token


# Choices ----------------------------------------------------------------------------------------


def read_option(reader: Reader, directive: Directive) -> pieces.Option:
    (words,) = directive.arguments
    reader.check_inline(MARKDOWN.parseInline(words)[0].children or (), directive.line)
    inner = reader.read(directive.body, directive.body_line - 1, inside="option")
    return pieces.Option(directive.line, words, inner, directive.options.get("to", ""))


def read_choices(reader: Reader, directive: Directive) -> pieces.Choices:
    (key,) = directive.arguments
    reader.check_key(directive, key)
    before, options = _split_body(reader, directive, pieces.Option, "option")
    if len(options) < 2 and directive.body.strip():
        reader.report(directive.line, _("choices には option を二つ以上書いてください。"))
    title = directive.options.get("title", "")
    return pieces.Choices(directive.line, key, title, before, options)


def _split_body(
    reader: Reader, directive: Directive, kind: type[_Part], name: str
) -> tuple[tuple[pieces.Piece, ...], tuple[_Part, ...]]:
    """The pieces before the parts of a body, and its parts of a `kind`, which is written `name`."""
    inner = reader.read(directive.body, directive.body_line - 1, inside=directive.name)
    parts = tuple(piece for piece in inner if isinstance(piece, kind))
    before = tuple(piece for piece in inner if not isinstance(piece, kind))
    if parts and inner[len(before) :] != parts:
        reader.report(
            parts[0].line,
            _("%(outer)s の文章は、%(name)s より前に書いてください。")
            % {"outer": directive.name, "name": name},
        )
    return before, parts


# Conversations ----------------------------------------------------------------------------------


def read_step(reader: Reader, directive: Directive) -> pieces.Step:
    (slug,) = directive.arguments
    reader.check_key(directive, slug)
    before, options = _split_body(reader, directive, pieces.Option, "option")
    if len(options) == 1:
        reader.report(directive.line, _("step の option は、なしか、二つ以上にしてください。"))
    if not before and directive.body.strip():
        reader.report(directive.line, _("step に、option より前の文章がありません。"))
    return pieces.Step(directive.line, slug, before, options)


def read_conversation(reader: Reader, directive: Directive) -> pieces.Conversation:
    (key,) = directive.arguments
    reader.check_key(directive, key)
    before, steps = _split_body(reader, directive, pieces.Step, "step")
    if not steps and directive.body.strip():
        reader.report(directive.line, _("conversation に step がありません。"))
    _check_targets(reader, steps)
    title = directive.options.get("title", "")
    return pieces.Conversation(directive.line, key, title, before, steps)


def _check_targets(reader: Reader, steps: tuple[pieces.Step, ...]) -> None:
    slugs = [step.slug for step in steps]
    for index, step in enumerate(steps):
        if step.slug in {END, *slugs[:index]}:
            reader.report(
                step.line,
                _("step の名前「%(slug)s」は使えません（二度目か、end）。") % {"slug": step.slug},
            )
    dangling = [o for step in steps for o in step.options if o.to not in {END, *slugs}]
    for option in dangling:
        if option.to:  # `read_directive` reports an option without it
            reader.report(
                option.line, _("行き先の step「%(to)s」がありません。") % {"to": option.to}
            )
    if steps and not dangling:
        _check_reachable(reader, steps)


def _check_reachable(reader: Reader, steps: tuple[pieces.Step, ...]) -> None:
    """Check that every step is reachable from the first one, and the end from every step."""
    targets_by_step = {step.slug: {option.to for option in step.options} or {END} for step in steps}
    steps_by_target: dict[str, set[str]] = {}
    for slug, targets in targets_by_step.items():
        for target in targets:
            steps_by_target.setdefault(target, set()).add(slug)
    reached = _reachable_from(steps[0].slug, targets_by_step)
    ending = _reachable_from(END, steps_by_target)
    for step in steps:
        if step.slug not in reached:
            reason = _("step「%(slug)s」には、どこからも行けません。")
        elif step.slug not in ending:
            reason = _("step「%(slug)s」からは、会話の終わりに行けません。")
        else:
            continue
        reader.report(step.line, reason % {"slug": step.slug})


def _reachable_from(start: str, edges: dict[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        for slug in edges.get(waiting.pop(), set()) - reached:
            reached.add(slug)
            waiting.append(slug)
    return reached
