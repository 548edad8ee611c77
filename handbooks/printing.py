"""From pieces to HTML for paper: everything open, nothing to press, pictures in the text itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content.rendering import pieces
from content.rendering.blocks import box_heading, callout_names
from content.rendering.links import resolve_lesson_links
from content.rendering.markdown import MARKDOWN
from handbooks.book import lesson_anchor
from handbooks.figures import drawing_of, drawing_of_chart
from handbooks.indexes import activities_on_paper, windows_on_paper

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from handbooks.book import Figures

_HEADING = re.compile(r"(</?h)([2-5])>")
# The room of a picture, in mm. A figure of 640 units with letters of 23 gets letters of 12 pt.
FIGURE_ROOM = (112.0, 82.0)
TALL_ROOM = (120.0, 110.0)  # of one nearly as high as wide: its letters would be under 8 pt
INNER_ROOM = (86.0, 56.0)  # within a box
CHART_ROOM = (100.0, 78.0)
SCENE_ROOM = (92.0, 66.0)
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
SHORT_TABLE = 9  # rows that stay on one page


@dataclass(frozen=True)
class Printer:
    """Writes texts whose figures are these. `shift`: by how much their headings go down.

    `quiz_anchor`: where the chapter's quiz stands; `room`: what a figure may take, in mm;
    `is_for_children`: no lines to write on, and windows in easy words with their readings.
    """

    figures: Figures
    shift: int = 0
    quiz_anchor: str = ""
    room: tuple[float, float] = FIGURE_ROOM
    is_for_children: bool = False

    def html(self, shown: Sequence[pieces.Piece]) -> SafeString:
        """The pieces as HTML of our own templates and the parser, which escapes what it writes."""
        return _safe("".join(_WRITERS[type(piece)](self, piece) for piece in shown))

    # Prose and pictures -----------------------------------------------------------------------

    def prose(self, prose: pieces.Prose) -> str:
        html = str(MARKDOWN.renderer.render(list(prose.tokens), MARKDOWN.options, {}))
        html = _TABLE.sub(_short, html)
        html = _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + self.shift}>", html)
        return resolve_lesson_links(html, lambda *slugs: f"#{lesson_anchor(*slugs)}")

    def figure(self, figure: pieces.Figure) -> str:
        return self._fill(
            "figure",
            figure=figure,
            picture=self._picture(figure.name),
            caption=inline(figure.caption),
            source=inline(figure.source),
        )

    def _picture(self, name: str) -> str:
        drawing = drawing_of(self.figures[name])
        is_tall = self.room == FIGURE_ROOM and drawing.height > 0.8 * drawing.width
        return drawing.url(TALL_ROOM if is_tall else self.room)

    def chart(self, chart: pieces.Chart) -> str:
        return self._fill(
            "chart",
            chart=chart,
            picture=drawing_of_chart(chart).url(CHART_ROOM),
            title=inline(chart.title),
            source=inline(chart.source),
        )

    def scene(self, scene: pieces.Scene) -> str:
        return self._fill(
            "scene",
            scene=scene,
            picture=drawing_of(self.figures[scene.name]).url(SCENE_ROOM),
            lines=[(inline(line.speaker), inline(line.words)) for line in scene.lines],
        )

    def callout(self, callout: pieces.Callout) -> str:
        name, title = box_heading(callout_names()[callout.kind], callout.title)
        return self._fill(
            "callout",
            kind=callout.kind,
            kind_name=name,
            title=inline(title),
            body=self._inner.html(callout.pieces),
        )

    # What a reader does something with ----------------------------------------------------------

    def reflection(self, reflection: pieces.Reflection) -> str:
        name, title = box_heading(_("考えてみましょう"), reflection.title)
        return self._fill(
            "reflection",
            kind_name=name,
            title=inline(title),
            body=self.html(reflection.pieces),
            lines=range(0 if self.is_for_children else 4),
        )

    def choices(self, choices: pieces.Choices) -> str:
        return self._fill(
            "choices",
            title=inline(choices.title) or _("選んでみましょう"),
            body=self.html(choices.pieces),
            options=self._options(choices.options, {}),
        )

    def conversation(self, conversation: pieces.Conversation) -> str:
        numbers = {step.slug: number for number, step in enumerate(conversation.steps, start=1)}
        return self._fill(
            "conversation",
            title=inline(conversation.title) or _("会話"),
            body=self.html(conversation.pieces),
            steps=[
                {
                    "number": numbers[step.slug],
                    "body": self._inner.html(step.pieces),
                    "options": self._options(step.options, numbers),
                }
                for step in conversation.steps
            ],
        )

    def _options(
        self, options: Sequence[pieces.Option], numbers: Mapping[str, int]
    ) -> list[dict[str, Any]]:
        return [
            {
                "words": inline(option.words),
                "body": self._inner.html(option.pieces),
                "target": numbers.get(option.to),
                "is_end": bool(option.to) and option.to not in numbers,
            }
            for option in options
        ]

    # Lists kept elsewhere -----------------------------------------------------------------------

    def windows(self, windows: pieces.Windows) -> str:
        easy = {"easy": True} if self.is_for_children else {}
        return self._fill("windows", windows=windows_on_paper(windows, **easy), **easy)

    def activities(self, activities: pieces.Activities) -> str:
        return self._fill("activities", activities=activities_on_paper(activities))

    def quiz(self, quiz: pieces.Quiz) -> str:
        """The way to the quiz at the end of its chapter."""
        return self._fill("quiz", anchor=self.quiz_anchor) if self.quiz_anchor else ""

    def nothing(self, _piece: pieces.Piece) -> str:
        """Screens follow each other without a mark."""
        return ""

    @property
    def _inner(self) -> Printer:
        return replace(self, room=INNER_ROOM)

    def _fill(self, name: str, **context: Any) -> str:
        return render_to_string(f"handbooks/_{name}.html", context)

    def below(self, levels: int) -> Printer:
        return replace(self, shift=self.shift + levels)


_WRITERS: dict[type, Callable[[Printer, Any], str]] = {
    pieces.Prose: Printer.prose,
    pieces.Figure: Printer.figure,
    pieces.Chart: Printer.chart,
    pieces.Scene: Printer.scene,
    pieces.Callout: Printer.callout,
    pieces.Reflection: Printer.reflection,
    pieces.Choices: Printer.choices,
    pieces.Conversation: Printer.conversation,
    pieces.Windows: Printer.windows,
    pieces.Activities: Printer.activities,
    pieces.Quiz: Printer.quiz,
    pieces.ScreenBreak: Printer.nothing,
}


def _short(table: re.Match[str]) -> str:
    """A table of few rows under a class of its own."""
    is_short = table[0].count("<tr>") <= SHORT_TABLE
    return table[0].replace("<table>", '<table class="short">', 1) if is_short else table[0]


def inline(words: str) -> SafeString:
    """A line of Markdown: a title, a caption, what somebody says."""
    return _safe(str(MARKDOWN.renderInline(words)).strip())


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - see Printer.html
