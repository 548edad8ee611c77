"""Authors' files: what is wrong with them by file and line, and YAML that knows its lines.

Everything is read and reported; the caller saves nothing while there is a problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from django.utils.translation import gettext as _

from core.japanese.kanji import find_radicals, radical_problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MOST_CHARACTERS = 100_000  # of a file: ten times the longest that was ever written

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20
# What YAML or Markdown takes for the end of a line, and who counts lines by LF does not, with them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_MOST_DIGITS = 9  # Python refuses to read a number of thousands of digits


@dataclass(frozen=True, order=True, slots=True)
class FileProblem:
    """What is wrong at a line of an author's file, in words for the author."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class Section:
    """A YAML mapping. Reading a value checks it: what is wrong goes to `problems`.

    A value that is missing or wrong reads as an empty one of its type, so that a reader can go on
    and find every problem in one pass.
    """

    def __init__(
        self, node: yaml.MappingNode, *, file: str, offset: int, problems: list[FileProblem]
    ) -> None:
        self.file, self.offset, self.problems = file, offset, problems
        self.line = node.start_mark.line + 1 + offset
        self._nodes: dict[str, yaml.Node] = {}
        self._key_lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                line = key_node.start_mark.line + 1 + offset
                self.report_at(line, _("「項目: 値」の形で書いてください。"))
                continue
            key = str(key_node.value)
            self._key_lines[key] = key_node.start_mark.line + 1 + offset
            if key in self._nodes:
                self.report(_("「%(key)s」が二度書かれています。") % {"key": key}, key)
            self._nodes[key] = value_node

    def __contains__(self, key: str) -> bool:
        return key in self._nodes

    def names(self) -> tuple[str, ...]:
        return tuple(self._nodes)

    def line_of(self, key: str) -> int:
        return self._key_lines.get(key, self.line)

    def report(self, reason: str, key: str = "") -> None:
        self.problems.append(FileProblem(self.file, self.line_of(key), reason))

    def report_at(self, line: int, reason: str) -> None:
        self.problems.append(FileProblem(self.file, line, reason))

    def is_text(self, key: str) -> bool:
        return isinstance(self._nodes.get(key), yaml.ScalarNode)

    def refuse_others(self, known: Collection[str]) -> None:
        """Report every key that is not known."""
        for key in self._nodes:
            if key not in known:
                self.report(
                    _("「%(key)s」という項目はありません。使える項目：%(known)s")
                    % {"key": key, "known": "、".join(known)},
                    key,
                )

    def text(self, key: str, *, required: bool = True, limit: int = 0) -> str:
        """A string; a number or a date reads as it is written."""
        node = self._nodes.get(key)
        value = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
        if node is not None and not isinstance(node, yaml.ScalarNode):
            self.report(_("「%(key)s」は文字で書いてください。") % {"key": key}, key)
        elif required and not value:
            self.report(_("「%(key)s」がありません。") % {"key": key}, key)
        elif limit and len(value) > limit:
            self.report(
                _("「%(key)s」は%(limit)d文字までです。") % {"key": key, "limit": limit}, key
            )
        return str(value)

    def one_of(self, key: str, known: Collection[str], *, default: str | None = None) -> str:
        value = self.text(key, required=default is None)
        if not value:
            return default or ""
        if value not in known:
            self.report(
                _("「%(key)s」に「%(value)s」は使えません。使える値：%(known)s")
                % {"key": key, "value": value, "known": "、".join(known)},
                key,
            )
        return value

    def whole_number(self, key: str, *, low: int, high: int) -> int:
        node = self._nodes.get(key)
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        is_short = value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS
        if is_short and low <= int(value) <= high:
            return int(value)
        self.report(
            _("「%(key)s」は%(low)dから%(high)dまでの整数で書いてください。")
            % {"key": key, "low": low, "high": high},
            key,
        )
        return low

    def flag(self, key: str, *, default: bool = False) -> bool:
        node = self._nodes.get(key)
        if node is None:
            return default
        if isinstance(node, yaml.ScalarNode) and node.value in {"true", "false"}:
            return bool(node.value == "true")
        self.report(_("「%(key)s」は true か false で書いてください。") % {"key": key}, key)
        return default

    def texts(self, key: str, *, required: bool = False) -> list[str]:
        """A list of strings."""
        items = self._items(key, required=required)
        if any(not isinstance(item, yaml.ScalarNode) for item in items):
            self.report(_("「%(key)s」は文字の並びで書いてください。") % {"key": key}, key)
            return []
        return [str(item.value) for item in items]

    def section(self, key: str) -> Section | None:
        node = self._nodes.get(key)
        if isinstance(node, yaml.MappingNode):
            return self._within(node)
        self.report(_("「%(key)s」に項目の組がありません。") % {"key": key}, key)
        return None

    def sections(self, key: str, *, required: bool = True) -> list[Section]:
        """A list of mappings."""
        items = self._items(key, required=required)
        if any(not isinstance(item, yaml.MappingNode) for item in items):
            self.report(_("「%(key)s」は項目の組の並びで書いてください。") % {"key": key}, key)
        return [self._within(item) for item in items if isinstance(item, yaml.MappingNode)]

    def _items(self, key: str, *, required: bool) -> list[yaml.Node]:
        node = self._nodes.get(key)
        items = node.value if isinstance(node, yaml.SequenceNode) else []
        if node is not None and not isinstance(node, yaml.SequenceNode):
            self.report(_("「%(key)s」は並び（リスト）で書いてください。") % {"key": key}, key)
        elif required and not items:
            self.report(_("「%(key)s」がありません。") % {"key": key}, key)
        return list(items)

    def _within(self, node: yaml.MappingNode) -> Section:
        return Section(node, file=self.file, offset=self.offset, problems=self.problems)


def read_text(data: bytes, *, file: str, problems: list[FileProblem]) -> str | None:
    """The file's text: UTF-8, LF and of bounded length; None, with a problem reported, else."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(FileProblem(file, line, _("文字コードをUTF-8にしてください。")))
        return None
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        reason = (
            _("改行をLFにしてください（CRがあります）。")
            if found[0] == "\r"
            else _("BOMや制御文字は使えません。")
        )
        problems.append(FileProblem(file, line, reason))
        return None
    if len(text) > MOST_CHARACTERS:
        reason = _("ファイルが長すぎます（%(limit)d文字まで）。") % {"limit": MOST_CHARACTERS}
        problems.append(FileProblem(file, 1, reason))
        return None
    return text


def compose_yaml(text: str) -> yaml.Node | None:
    """The text's only document. Raises yaml.YAMLError, also for aliases and for deep nesting.

    Aliases can make a short text endless, and on deep nesting libyaml overruns the stack and takes
    the process with it: the events tell of both before anything is built.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            mark: Any = event.start_mark  # libyaml's own kind
            raise yaml.MarkedYAMLError(problem_mark=mark)
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return node


def read_yaml(
    text: str, *, file: str, problems: list[FileProblem], offset: int = 0
) -> Section | None:
    """The mapping that the text holds. `offset`: how many lines of the file stand before it.

    Returns None, with a problem reported, when the text is no YAML mapping.
    """
    try:
        node = compose_yaml(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line + 1 if mark else 1) + offset
        problems.append(
            FileProblem(
                file, line, _("YAMLとして読めません。字下げ、「:」、引用符を確かめてください。")
            )
        )
        return None
    except yaml.YAMLError:
        problems.append(FileProblem(file, 1 + offset, _("YAMLに使えない文字があります。")))
        return None
    if not isinstance(node, yaml.MappingNode):
        problems.append(FileProblem(file, 1 + offset, _("「項目: 値」の形で書いてください。")))
        return None
    problems += _radical_problems(node, text.split("\n"), file=file, offset=offset)
    return Section(node, file=file, offset=offset, problems=problems)


def _radical_problems(
    document: yaml.MappingNode, lines: list[str], *, file: str, offset: int
) -> list[FileProblem]:
    """The radicals in the document's values, each at every line of its value that has it.

    One that is written as an escape sequence is reported where its value starts.
    """
    problems = [
        FileProblem(file, line + 1 + offset, radical_problem(radical))
        for node in _scalars(document)
        for radical in find_radicals(node.value)
        for line in _lines_with(radical, node, lines)
    ]
    return list(dict.fromkeys(problems))


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


def _lines_with(words: str, node: yaml.ScalarNode, lines: list[str]) -> list[int]:
    """The lines (from 0) of a value that have the words as written, or else its first line."""
    first, end = node.start_mark.line, node.end_mark.line + 1
    return [line for line in range(first, min(end, len(lines))) if words in lines[line]] or [first]
