"""Reading an author's Markdown: its pieces, its links, and every mistake by its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from content.rendering import interactive, pieces
from content.rendering.directives import (
    CALLOUT_KINDS,
    CHART_KINDS,
    Directive,
    read_directive,
)
from content.rendering.links import SCHEME, TARGET
from content.rendering.markdown import (
    BAR,
    MARKDOWN,
    shield_ruby,
    unshield_ruby,
    without_ruby,
)
from content.rendering.tables import read_table
from core.addresses import SLUG, SLUG_PATTERN, WEB_ADDRESS_PATTERN
from core.author_files.yaml_sections import FileProblem
from core.japanese.kanji import radical_problems
from core.japanese.ruby import ruby_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token

_LINK_ADDRESS = re.compile(rf"{WEB_ADDRESS_PATTERN}|mailto:[^\s@]+@[^\s@]+|tel:[0-9+*#%-]+")
_PICTURE = re.compile(rf"{SLUG_PATTERN}(?:\.[a-z]+(?:-[a-z]+)?)?\.(?:svg|png|jpg|webp)")
_HIGHEST_HEADING = 2
LONGEST_UNIT = 20
_LINE_END = re.compile(r"\r\n?|\n")  # as markdown-it counts lines

# Directives that a directive's body may have.
_PICTURES = frozenset({"figure", "chart", "scene"})
_INSIDE = {
    "callout": _PICTURES,
    "choices": _PICTURES | {"option"},
    "option": _PICTURES,
    "conversation": _PICTURES | {"step"},
    "step": _PICTURES | {"option"},
}
_NOTHING: frozenset[str] = frozenset()
# Directives that may stand nowhere else than in these.
_PARTS = {"option": ("choices", "step"), "step": ("conversation",)}


def parse_text(source: str, *, file: str, offset: int = 0) -> pieces.ParsedText:
    """Read a text. `offset` is the number of lines before it in its file (the front matter)."""
    text = pieces.ParsedText()
    reader = _Reader(text, file)
    if BAR in source:
        line = source.count("\n", 0, source.index(BAR)) + 1 + offset
        reader.report(line, _("使えない文字（私用領域の文字）があります。"))
        return text
    for number, line_text in enumerate(_LINE_END.split(source), start=1 + offset):
        reader.check_radicals(line_text, number)
    text.pieces = reader.read(shield_ruby(source), offset, inside="")
    return text


class _Reader:
    def __init__(self, text: pieces.ParsedText, file: str) -> None:
        self.text = text
        self.file = file
        self.keys: set[str] = set()
        self.reported: set[FileProblem] = set()

    def report(self, line: int, reason: str) -> None:
        problem = FileProblem(self.file, line, reason)
        if problem not in self.reported:  # both tags of an HTML element are one mistake
            self.reported.add(problem)
            self.text.problems.append(problem)

    def read(self, source: str, offset: int, *, inside: str) -> tuple[pieces.Piece, ...]:
        """The pieces of a text or of the body of the directive `inside`."""
        result: list[pieces.Piece] = []
        prose: list[Token] = []
        lines = _LINE_END.split(source)
        for token in MARKDOWN.parse(source):
            if token.type == "colon_fence" and token.level == 0:
                if prose:
                    result.append(pieces.Prose(tuple(prose)))
                    prose = []
                piece = self._read_fence(token, lines, offset, inside)
                if piece is not None:
                    result.append(piece)
            elif _is_break(token) and token.level == 0 and not inside:
                if prose:
                    result.append(pieces.Prose(tuple(prose)))
                    prose = []
                screen_break = pieces.ScreenBreak((token.map or [0])[0] + 1 + offset)
                if not result or isinstance(result[-1], pieces.ScreenBreak):
                    self._report_empty_screen(screen_break)
                result.append(screen_break)
            else:
                prose.append(token)
        if prose:
            result.append(pieces.Prose(tuple(prose)))
        if result and isinstance(result[-1], pieces.ScreenBreak):
            self._report_empty_screen(result[-1])
        self._check_prose(
            (
                token
                for piece in result
                if isinstance(piece, pieces.Prose)
                for token in piece.tokens
            ),
            offset,
            inside,
        )
        return tuple(result)

    def _report_empty_screen(self, screen_break: pieces.ScreenBreak) -> None:
        self.report(screen_break.line, _("画面の区切り「---」の前か後に、中身がありません。"))

    # Prose ------------------------------------------------------------------------------------

    def _check_prose(self, tokens: Iterable[Token], offset: int, inside: str) -> None:
        heading = _HIGHEST_HEADING - 1
        is_head_cell = False
        for token in tokens:
            line = (token.map[0] if token.map else 0) + 1 + offset
            if token.type == "heading_open" and token.markup in {"-", "="}:
                self.report(
                    (token.map[1] if token.map else 0) + offset,
                    _("「---」や「===」の前に、空の行を置いてください。"),
                )
            elif token.type == "heading_open":
                heading = self._check_heading(int(token.tag[1]), heading, line, inside)
            elif token.type == "html_block":
                self.report(line, _("HTMLは書けません。"))
            elif _is_break(token):
                self.report(
                    line, _("画面の区切り「---」は、箇条書きや「:::」の外に書いてください。")
                )
            elif token.type == "colon_fence":
                self.report(
                    line, _("「:::」は行の先頭に書いてください（箇条書きの中には置けません）。")
                )
            elif token.type in {"fence", "code_block"}:
                token.content = unshield_ruby(token.content)
            elif token.type == "inline":
                self.check_inline(token.children or (), line)
                if is_head_cell and not token.content.strip():
                    self.report(line, _("表の見出しに空のところがあります。"))
            is_head_cell = token.type == "th_open"

    def _check_heading(self, level: int, last: int, line: int, inside: str) -> int:
        if inside:
            self.report(line, _("%(name)s の中に見出しは置けません。") % {"name": inside})
            return last
        if level < _HIGHEST_HEADING:
            self.report(line, _("見出しは「##」から始めてください。「#」はレッスンの題です。"))
            return last
        if level > last + 1:
            self.report(
                line,
                _("見出しの段が飛んでいます。「%(mark)s」にしてください。")
                % {"mark": "#" * (last + 1)},
            )
        return level

    def check_inline(self, tokens: Sequence[Token], line: int) -> None:
        """Report the mistakes in inline text whose first line is `line`."""
        for index, token in enumerate(tokens):
            if token.type in {"softbreak", "hardbreak"}:
                line += 1
            elif token.type == "ruby":
                self._check_ruby(token, line)
            elif token.type == "ruby_broken":
                self.report(
                    line, _("ふりがなの書き方が違います。「{漢字|かんじ}」と書いてください。")
                )
            elif token.type == "html_inline":
                self.report(line, _("HTMLは書けません。"))
            elif token.type == "image":
                self.report(line, _("図は「:::{figure} ファイル名」で置いてください。"))
            elif token.type == "link_open":
                self._check_link(str(token.attrs["href"]), tokens[index + 1], line)
            elif token.type == "code_inline":
                token.content = unshield_ruby(token.content)
            elif token.type == "text":
                self._check_words(token.content, line)

    def check_radicals(self, words: str, line: int) -> None:
        for reason in radical_problems(words):
            self.report(line, reason)

    def _check_words(self, words: str, line: int) -> None:
        self.check_radicals(words, line)  # again, for one that was written as `&#x2F08;`
        if "**" in words:
            self.report(
                line,
                _(
                    "強調「**」が効いていません。かぎかっこやふりがなの外側から囲むか、前後に空白を置いてください。"
                ),
            )
        if words.startswith(":::"):
            self.report(line, _("「:::」の始まりと終わりがそろっていません。"))
        if "｛" in words and "｝" in words:
            self.report(line, _("ふりがなは半角で「{漢字|かんじ}」と書いてください。"))

    def _check_ruby(self, token: Token, line: int) -> None:
        if reason := ruby_problem(token.content, token.meta["reading"]):
            self.report(line, reason)

    def _check_link(self, address: str, label: Token, line: int) -> None:
        if label.type == "link_close":
            self.report(line, _("リンクの文字がありません。"))
        target = TARGET.fullmatch(address.removeprefix(SCHEME))
        if address.startswith(SCHEME) and target:
            self.text.links.append(pieces.LessonLink(line, target["chapter"], target["lesson"]))
        elif not _LINK_ADDRESS.fullmatch(address):
            self.report(
                line,
                _(
                    "リンク先「%(address)s」は使えません。"
                    "https://…、mailto:、tel:、lesson:章/レッスン のどれかにしてください。"
                )
                % {"address": address},
            )

    # Directives -------------------------------------------------------------------------------

    def _read_fence(
        self, token: Token, lines: list[str], offset: int, inside: str
    ) -> pieces.Piece | None:
        start, end = token.map or [0, 0]
        line = start + 1 + offset
        if end - start < 2 or not re.fullmatch(r"\s*:{3,}\s*", lines[end - 1]):
            self.report(line, _("「:::」で閉じられていません。"))
            return None
        directive = read_directive(
            token.info, token.content.rstrip("\n"), line, self.report, inside=inside
        )
        if directive is None or not self._is_in_place(directive, inside):
            return None
        for option in ("title", "caption", "source"):
            self._check_option_words(directive, option)
        return _READERS[directive.name](self, directive)

    def _is_in_place(self, directive: Directive, inside: str) -> bool:
        name, line = directive.name, directive.line
        if name in _PARTS and inside not in _PARTS[name]:
            self.report(
                line,
                _("%(name)s は %(outer)s の中だけに置けます。")
                % {"name": name, "outer": "、".join(_PARTS[name])},
            )
            return False
        if inside and name not in _INSIDE.get(inside, _NOTHING):
            self.report(
                line,
                _("%(name)s は %(inside)s の中に置けません。") % {"name": name, "inside": inside},
            )
            return False
        if name in {"choices", "conversation"}:
            self._refuse_duplicate(directive)
        return True

    def _refuse_duplicate(self, directive: Directive) -> None:
        """Report a key that was used before.

        Choices and conversations of a lesson share their keys, which become anchors of the page.
        """
        (key,) = directive.arguments
        if key in self.keys:
            self.report(directive.line, _("キー「%(key)s」が二度使われています。") % {"key": key})
        self.keys.add(key)

    def _check_option_words(self, directive: Directive, option: str) -> None:
        words = directive.options.get(option, "")
        inline = MARKDOWN.parseInline(words)
        self.check_inline(inline[0].children or (), directive.option_lines.get(option, 0))

    def _check_kind(self, directive: Directive, value: str, known: Sequence[str]) -> None:
        if value not in known:
            self.report(
                directive.line,
                _("%(name)s に「%(value)s」という種類はありません。使える種類：%(known)s")
                % {"name": directive.name, "value": value, "known": "、".join(known)},
            )

    def check_key(self, directive: Directive, key: str) -> None:
        if not SLUG.fullmatch(key):
            self.report(
                directive.line,
                _("キー「%(key)s」は半角の小文字と数字と「-」で書いてください。") % {"key": key},
            )

    def read_figure(self, directive: Directive) -> pieces.Figure:
        name, options = directive.arguments[0], directive.options
        self.check_picture(directive, name)
        return pieces.Figure(
            line=directive.line,
            name=name,
            alt=without_ruby(options.get("alt", "")),
            caption=options.get("caption", ""),
            source=options.get("source", ""),
        )

    def check_picture(self, directive: Directive, name: str) -> None:
        if not _PICTURE.fullmatch(name):
            self.report(
                directive.line,
                _(
                    "図のファイル名「%(name)s」は、"
                    "半角の小文字と数字と「-」に .svg・.png・.jpg・.webp の"
                    "どれかをつけた名前にしてください。"
                )
                % {"name": name},
            )

    def read_chart(self, directive: Directive) -> pieces.Chart | None:
        kind, key = directive.arguments
        self._check_kind(directive, kind, CHART_KINDS)
        self.check_key(directive, key)
        table = read_table(directive.body, directive.body_line, directive.line, self.report)
        if table is None:
            return None
        columns, rows = table
        options = directive.options
        if len(options.get("unit", "")) > LONGEST_UNIT:
            self.report(
                directive.option_lines["unit"],
                _("「%(key)s」は%(limit)d文字までです。") % {"key": "unit", "limit": LONGEST_UNIT},
            )
        return pieces.Chart(
            kind=kind,
            key=key,
            title=options.get("title", ""),
            alt=without_ruby(options.get("alt", "")),
            unit=options.get("unit", ""),
            source=options.get("source", ""),
            columns=columns,
            rows=rows,
            line=directive.line,
        )

    def read_callout(self, directive: Directive) -> pieces.Callout:
        (kind,) = directive.arguments
        self._check_kind(directive, kind, CALLOUT_KINDS)
        inner = self.read(directive.body, directive.body_line - 1, inside="callout")
        return pieces.Callout(kind, directive.options.get("title", ""), inner)

    def read_reflection(self, directive: Directive) -> pieces.Reflection:
        (key,) = directive.arguments
        self.check_key(directive, key)
        inner = self.read(directive.body, directive.body_line - 1, inside="reflection")
        return pieces.Reflection(directive.line, key, directive.options.get("title", ""), inner)

    def read_quiz(self, directive: Directive) -> pieces.Quiz:
        (stem,) = directive.arguments
        self.check_key(directive, stem)
        return pieces.Quiz(directive.line, stem)

    def read_windows(self, directive: Directive) -> pieces.Windows:
        return pieces.Windows(
            directive.line, directive.keys(), directive.options.get("audience", "")
        )

    def read_activities(self, directive: Directive) -> pieces.Activities:
        return pieces.Activities(
            directive.line, directive.keys(), directive.options.get("kind", "")
        )


def _is_break(token: Token) -> bool:
    return token.type == "hr" and token.markup.startswith("-")


_READERS = {
    "figure": _Reader.read_figure,
    "chart": _Reader.read_chart,
    "callout": _Reader.read_callout,
    "scene": interactive.read_scene,
    "choices": interactive.read_choices,
    "conversation": interactive.read_conversation,
    "step": interactive.read_step,
    "option": interactive.read_option,
    "reflection": _Reader.read_reflection,
    "quiz": _Reader.read_quiz,
    "windows": _Reader.read_windows,
    "activities": _Reader.read_activities,
}
