"""Directives: a fence of colons with a name, an argument, options and a body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

_OPENING = re.compile(r"\{(?P<name>[^{}]*)\}\s*(?P<argument>.*)")
_OPTION = re.compile(r":(?P<name>[^\s:]+):(?:\s+(?P<value>.*))?")

CALLOUT_KINDS = ("note", "point", "story", "today", "talk", "caution")
CHART_KINDS = ("line", "bar", "stacked")


@dataclass(frozen=True, slots=True)
class DirectiveSpec:
    """What a directive consists of: its arguments by name, its options, whether it has a body.

    With `takes_words` the rest of the line is its one argument.
    """

    arguments: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    has_body: bool = False
    takes_words: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        return self.required + self.optional + self.one_of


SPECS = {
    "figure": DirectiveSpec(("ファイル名",), required=("alt",), optional=("caption", "source")),
    "chart": DirectiveSpec(
        ("種類", "キー"), required=("title", "alt", "source"), optional=("unit",), has_body=True
    ),
    "callout": DirectiveSpec(("種類",), optional=("title",), has_body=True),
    "scene": DirectiveSpec(("ファイル名",), required=("alt",), has_body=True),
    "choices": DirectiveSpec(("キー",), optional=("title",), has_body=True),
    "conversation": DirectiveSpec(("キー",), optional=("title",), has_body=True),
    "step": DirectiveSpec(("キー",), has_body=True),
    "option": DirectiveSpec(("選ぶことば",), has_body=True, takes_words=True),
    "reflection": DirectiveSpec(("キー",), optional=("title",), has_body=True),
    "quiz": DirectiveSpec(("ファイル名",)),
    "windows": DirectiveSpec(one_of=("keys", "audience")),
    "activities": DirectiveSpec(one_of=("keys", "kind")),
}
_OPTION_OF_STEP = DirectiveSpec(("選ぶことば",), required=("to",), has_body=True, takes_words=True)


@dataclass(slots=True)
class Directive:
    """A directive as its author wrote it. `body_line`: the file's line where the body starts."""

    name: str
    arguments: list[str]
    options: dict[str, str]
    body: str
    line: int
    body_line: int
    option_lines: dict[str, int] = field(default_factory=dict)

    def keys(self) -> tuple[str, ...]:
        """The comma-separated `keys` option."""
        return tuple(
            key for part in self.options.get("keys", "").split(",") if (key := part.strip())
        )


def read_directive(
    info: str, content: str, line: int, report: Callable[[int, str], None], *, inside: str = ""
) -> Directive | None:
    """Read the directive of a fence that opens at `line` with `:::` and `info`.

    `inside` is the directive whose body it stands in, if any. Reports what its specification does
    not allow; returns None if that leaves nothing to go on with.
    """
    opening = _OPENING.fullmatch(info.strip())
    if opening is None:
        report(line, _("「:::{名前} 引数」の形で書いてください。"))
        return None
    name, spec = opening["name"], SPECS.get(opening["name"])
    if (name, inside) == ("option", "step"):
        spec = _OPTION_OF_STEP
    if spec is None:
        report(
            line,
            _("「%(name)s」という書き方はありません。使える名前：%(known)s")
            % {"name": name, "known": "、".join(SPECS)},
        )
        return None
    options, option_lines, body, body_line = _read_options(content, line + 1, report)
    words = opening["argument"].strip()
    arguments = [words] if spec.takes_words else words.split()
    directive = Directive(name, arguments, options, body, line, body_line, option_lines)
    _check_against_spec(directive, spec, report)
    return directive if len(directive.arguments) == len(spec.arguments) else None


def _read_options(
    content: str, first: int, report: Callable[[int, str], None]
) -> tuple[dict[str, str], dict[str, int], str, int]:
    """The options, their lines, the body, and the body's line."""
    options: dict[str, str] = {}
    option_lines: dict[str, int] = {}
    lines = content.split("\n")
    count = 0
    for text in lines:
        match = _OPTION.fullmatch(text.strip())
        if match is None:
            break
        if match["name"] in options:
            report(
                first + count,
                _("「:%(name)s:」が二度書かれています。") % {"name": match["name"]},
            )
        options[match["name"]] = (match["value"] or "").strip()
        option_lines[match["name"]] = first + count
        count += 1
    return options, option_lines, "\n".join(lines[count:]), first + count


def _check_against_spec(
    directive: Directive, spec: DirectiveSpec, report: Callable[[int, str], None]
) -> None:
    name, options = directive.name, directive.options
    if len([argument for argument in directive.arguments if argument]) != len(spec.arguments):
        arguments = " ".join(spec.arguments)
        report(
            directive.line,
            _("%(name)s は「:::{%(name)s} %(wanted)s」と書きます。")
            % {"name": name, "wanted": arguments}
            if arguments
            else _("%(name)s に引数は書けません。") % {"name": name},
        )
    for option in options:
        if option not in spec.options:
            report(
                directive.option_lines[option],
                _("%(name)s に「:%(option)s:」という項目はありません。使える項目：%(known)s")
                % {"name": name, "option": option, "known": "、".join(spec.options) or _("なし")},
            )
    for option in spec.required:
        if not options.get(option):
            report(directive.line, _missing_option(name, option))
    if spec.one_of and sum(bool(options.get(option)) for option in spec.one_of) != 1:
        report(
            directive.line,
            _("%(name)s には %(known)s のどちらか一つを書いてください。")
            % {"name": name, "known": "、".join(f":{option}:" for option in spec.one_of)},
        )
    if spec.has_body and not directive.body.strip():
        report(directive.line, _("%(name)s の中身がありません。") % {"name": name})
    if not spec.has_body and directive.body.strip():
        report(directive.body_line, _("%(name)s に中身は書けません。") % {"name": name})


def _missing_option(name: str, option: str) -> str:
    if option == "alt":
        return _("%(name)s に代替テキスト「:alt:」がありません。") % {"name": name}
    return _("%(name)s に「:%(option)s:」がありません。") % {"name": name, "option": option}
