"""A lesson's slides: little on each, the whole text in the notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from content.rendering import pieces
from content.rendering.blocks import box_heading, callout_names
from handbooks.figures import drawing_of, drawing_of_chart
from handbooks.indexes import activities_on_paper, windows_on_paper
from handbooks.slides.fitting import BESIDE_EM, BESIDE_LINES, GAP, height_of, slides_of, tables_of
from handbooks.slides.slide import Picture, Slide
from handbooks.slides.wording import (
    Line,
    Section,
    Table,
    beginning,
    inline_text,
    lines_of,
    sections,
    spoken,
)
from theme.templatetags.theme import era_date, era_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from handbooks.book import Figures, LessonPart

ASKING_MINUTES = 2
SHORT = 7.0  # lines of a text that is shown whole
INTRODUCTION = 2.6  # lines that fit above a table


def prose_notes(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(f"{'・' if line.level else ''}{spoken(line.text)}" for line in lines)


def _shown(lines: Iterable[Line]) -> list[Line]:
    """The whole text if it is short; else how each paragraph begins."""
    whole = [replace(line, level=min(line.level, 1)) for line in lines]
    if height_of(whole) <= SHORT:
        return whole
    return [replace(line, text=beginning(line.text)) for line in whole]


def _fits_beside(lines: Sequence[Line]) -> bool:
    return 0 < height_of(lines, BESIDE_EM) <= BESIDE_LINES


class LessonSlides:
    def __init__(self, part: LessonPart, figures: Figures) -> None:
        self.part, self.figures = part, figures
        self.section = ""

    def slides(self) -> Iterator[Slide]:
        """The lesson's slides; the first tells how long it takes, the last what it rests on."""
        found = [
            slide for section in sections(self.part.words.pieces) for slide in self._of(section)
        ]
        if not found:
            found = [Slide("content", self.part.title)]
        minutes = _("レッスン「%(title)s」：約%(minutes)d分") % {
            "title": spoken(self.part.title),
            "minutes": self.part.outline.minutes,
        }
        found[0] = replace(found[0], notes=(minutes, *found[0].notes))
        sources = [
            f"{each['publisher']}「{each['title']}」{each['year']}"
            for each in self.part.words.sources
        ]
        if sources:
            found[-1] = replace(
                found[-1], notes=(*found[-1].notes, _("出典：") + "／".join(sources))
            )
        yield from found

    def _of(self, section: Section) -> list[Slide]:
        """Prose until something else comes, then that; a picture takes a few lines beside it.

        A line or two left over after a picture or a box are told, not shown.
        """
        self.section = section.title or self.part.title
        found: list[Slide] = []
        prose: list[Line] = []
        for part in section.parts:
            if isinstance(part, Line):
                prose.append(part)
                continue
            shown = _shown(prose)
            if isinstance(part, pieces.Figure | pieces.Chart) and _fits_beside(shown):
                found.append(self._beside(part, shown, prose))
            elif isinstance(part, Table) and 0 < height_of(shown) <= INTRODUCTION:
                first, *more = self._table(part, room=height_of(shown))
                notes = (*prose_notes(prose), *first.notes)
                found += [replace(first, lines=tuple(shown), notes=notes), *more]
            else:
                found += self._prose(prose, found)
                found += self._table(part) if isinstance(part, Table) else self._piece(part)
            prose = []
        return found + self._prose(prose, found)

    def _prose(self, prose: list[Line], before: list[Slide]) -> list[Slide]:
        if not prose:
            return []
        shown, notes = _shown(prose), prose_notes(prose)
        if before and height_of(shown) < 2 * (1 + GAP) + 0.1:
            before[-1] = replace(before[-1], notes=(*before[-1].notes, *notes))
            return []
        return list(self._lines(self.section, shown, notes))

    def _beside(
        self, part: pieces.Figure | pieces.Chart, shown: list[Line], prose: list[Line]
    ) -> Slide:
        slide = self._figure(part) if isinstance(part, pieces.Figure) else self._chart(part)
        picture = slide.picture
        if picture is not None and slide.title != self.section:
            caption = "　".join(filter(None, (slide.title, picture.caption)))
            picture = replace(picture, caption=caption)
        return replace(
            slide,
            title=self.section,
            lines=tuple(shown),
            picture=picture,
            notes=(*prose_notes(prose), *slide.notes),
        )

    def _lines(self, title: str, lines: Sequence[Line], notes: tuple[str, ...]) -> Iterator[Slide]:
        for index, held in enumerate(slides_of(lines) if lines else [[]]):
            yield Slide(
                "content",
                title,
                tuple(held),
                notes=notes if index == 0 else (_("（前のスライドのノートの続きです）"),),
            )

    def _table(self, table: Table, room: float = 0) -> Iterator[Slide]:
        """`room`: the lines above the first rows."""
        for rows in tables_of(table, room):
            notes = tuple(
                "、".join(
                    f"{spoken(name)}：{spoken(cell)}"
                    for name, cell in zip(table.head, row, strict=False)
                )
                for row in rows
            )
            yield Slide("content", self.section, table=(table.head, rows), notes=notes)

    def _piece(self, piece: pieces.Piece) -> Iterator[Slide]:
        match piece:
            case pieces.Figure():
                yield self._figure(piece)
            case pieces.Chart():
                yield self._chart(piece)
            case pieces.Scene():
                yield self._scene(piece)
            case pieces.Callout():
                yield from self._callout(piece)
            case pieces.Reflection():
                yield from self._reflection(piece)
            case pieces.Choices():
                yield from self._choices(piece)
            case pieces.Conversation():
                yield from self._conversation(piece)
            case pieces.Windows():
                yield from self._windows(piece)
            case pieces.Activities():
                yield from self._activities(piece)

    # Pictures -----------------------------------------------------------------------------------

    def _figure(self, figure: pieces.Figure) -> Slide:
        caption, source = inline_text(figure.caption), inline_text(figure.source)
        return Slide(
            "content",
            caption or self.section,
            picture=Picture(
                drawing_of(self.figures[figure.name]),
                figure.alt,
                _("出典：") + source if source else "",
            ),
            notes=(_("図の説明：") + figure.alt,),
        )

    def _chart(self, chart: pieces.Chart) -> Slide:
        rows = [
            "{}：{}".format(
                row[0],
                "、".join(
                    f"{name} {cell}{chart.unit}" if len(row) > 2 else f"{cell}{chart.unit}"
                    for name, cell in zip(chart.columns[1:], row[1:], strict=True)
                ),
            )
            for row in chart.rows
        ]
        return Slide(
            "content",
            inline_text(chart.title),
            picture=Picture(
                drawing_of_chart(chart), chart.alt, _("出典：") + inline_text(chart.source)
            ),
            notes=(_("図の説明：") + chart.alt, *rows),
        )

    def _scene(self, scene: pieces.Scene) -> Slide:
        lines = [
            Line("：".join(filter(None, (inline_text(each.speaker), inline_text(each.words)))))
            for each in scene.lines
        ]
        return Slide(
            "content",
            self.section,
            tuple(lines),
            Picture(drawing_of(self.figures[scene.name]), scene.alt, ""),
            notes=(_("絵の説明：") + scene.alt, *prose_notes(lines)),
        )

    # Boxes --------------------------------------------------------------------------------------

    def _callout(self, callout: pieces.Callout) -> Iterator[Slide]:
        name = callout_names()[callout.kind]
        title = inline_text(callout.title)
        lines = lines_of(callout.pieces)
        asks = callout.kind in {"note", "talk", "story"}
        notes = (*((_asking(),) if asks else ()), *prose_notes(lines))
        heading = title if callout.kind == "note" and title else _titled(name, title)
        yield from self._lines(heading, _shown(lines), notes)
        for piece in callout.pieces:
            if not isinstance(piece, pieces.Prose):
                yield from self._piece(piece)

    def _reflection(self, reflection: pieces.Reflection) -> Iterator[Slide]:
        lines = lines_of(reflection.pieces)
        notes = (
            _("一人で考える時間を%(minutes)d分ほどとります。話すかどうかは、本人が決めます。")
            % {"minutes": ASKING_MINUTES},
            *prose_notes(lines),
        )
        title = _titled(_("考えてみましょう"), inline_text(reflection.title))
        yield from self._lines(title, lines, notes)

    def _choices(self, choices: pieces.Choices) -> Iterator[Slide]:
        title = inline_text(choices.title) or _("選んでみましょう")
        yield from self._options(title, lines_of(choices.pieces), choices.options, {})
        yield from self._inner(choices.pieces)

    def _conversation(self, conversation: pieces.Conversation) -> Iterator[Slide]:
        title = inline_text(conversation.title) or _("会話")
        numbers = {step.slug: number for number, step in enumerate(conversation.steps, start=1)}
        before = lines_of(conversation.pieces)
        if before:
            yield from self._lines(title, before, prose_notes(before))
        for step in conversation.steps:
            heading = _titled(title, _("場面%(number)d") % {"number": numbers[step.slug]})
            yield from self._inner(step.pieces)
            yield from self._options(heading, lines_of(step.pieces), step.options, numbers)

    def _inner(self, shown: Iterable[pieces.Piece]) -> Iterator[Slide]:
        """The pictures of what has options."""
        for piece in shown:
            if not isinstance(piece, pieces.Prose):
                yield from self._piece(piece)

    def _options(
        self,
        title: str,
        before: list[Line],
        options: Sequence[pieces.Option],
        numbers: dict[str, int],
    ) -> Iterator[Slide]:
        lines = [
            *_shown(before),
            *(Line(inline_text(option.words), 1, is_strong=True) for option in options),
        ]
        notes = [*prose_notes(before)]
        if options:
            notes += [_("どれを選ぶかをたずねます。正解はひとつではありません。")]
        for option in options:
            target = numbers.get(option.to)
            onward = _("（→ 場面%(number)dへ）") % {"number": target} if target else ""
            after = "".join(prose_notes(lines_of(option.pieces)))
            notes.append(f"・{spoken(inline_text(option.words))} → {after}{onward}")
        yield from self._lines(title, lines, tuple(notes))

    # Lists kept elsewhere -----------------------------------------------------------------------

    def _windows(self, windows: pieces.Windows) -> Iterator[Slide]:
        lines, notes = [], []
        for each in windows_on_paper(windows):
            card = each.card
            is_named = card.phone in card.name  # 「…ダイヤル 189」
            name = card.name if is_named else f"{card.name}　{card.phone}"
            lines.append(Line(name, is_strong=True))
            if each.periods:
                starts, ends = each.periods[-1]
                period = f"{era_datetime(starts)}–{era_datetime(ends)}"
                lines.append(Line(_("期間を決めて開かれる窓口。前回：") + period, 1))
            elif hours := each.hours or card.hours_note:
                lines.append(Line(_("{受付|うけつけ}：") + hours, 1))
            checked = _("%(day)sに確認") % {"day": era_date(card.checked_on)}
            notes.append(
                f"{spoken(card.name)}：{card.url or card.phone}（{spoken(card.source)}。{checked}）"
            )
        notes.insert(0, _("受付は変わることがあります。使う前に、公式ページで確かめてください。"))
        yield from self._lines(self.section, lines, tuple(notes))

    def _activities(self, activities: pieces.Activities) -> Iterator[Slide]:
        lines, notes = [], []
        for card in activities_on_paper(activities):
            lines.append(Line(card.title, is_strong=True))
            lines.append(Line(f"{card.place}（{card.year}）", 1))
            notes.append(f"{spoken(card.title)}：{spoken(card.summary)}（{spoken(card.source)}）")
        yield from self._lines(self.section, lines, tuple(notes))


def _titled(kind: str, title: str) -> str:
    return "：".join(filter(None, box_heading(kind, title)))


def _asking() -> str:
    return _("問いかけの時間を%(minutes)d分ほどとります。答えは求めません。") % {
        "minutes": ASKING_MINUTES
    }
