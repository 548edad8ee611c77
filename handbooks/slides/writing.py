"""A deck as a PPTX of 16:9: real titles, descriptions of pictures, Japanese letters, notes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pptx import Presentation
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.util import Emu, Inches, Pt

from core.japanese.width import em_width
from handbooks.slides.brand import (
    CAPTION,
    FOOT,
    JAPANESE,
    LATIN,
    NUMBER,
    PICTURE,
    PICTURE_BESIDE,
    TABLE,
    TEXT,
    dressed,
)
from handbooks.slides.fitting import ROOM_LINES, height_of, size_beside
from handbooks.slides.wording import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.util import Length

    from handbooks.slides.brand import Box
    from handbooks.slides.slide import Deck, Picture, Slide

LAYOUTS = {"cover": 0, "section": 1, "content": 2, "open": 3}
LANGUAGES = {"en": MSO_LANGUAGE_ID.ENGLISH_UK}
PIXELS = 1500
CAPTION_EM = 68  # the letters of a line at 12 pt
_NAMESPACE = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_NUMBER = (
    f'<a:fld {_NAMESPACE} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
    '<a:rPr sz="1100"/><a:t>‹#›</a:t></a:fld>'
)


def write_deck(deck: Deck) -> bytes:
    return _Writer(deck).written()


class _Writer:
    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self.file = dressed(Presentation())
        self.language = LANGUAGES.get(deck.language, MSO_LANGUAGE_ID.JAPANESE)

    def written(self) -> bytes:
        properties = self.file.core_properties
        properties.title, properties.language = self.deck.title, self.deck.language
        properties.author = ""
        for slide in self.deck.slides:
            self._add(slide)
        out = io.BytesIO()
        self.file.save(out)
        return _undated(out)

    def _spelt(self, seen: set[str], text: str) -> str:
        return plain(text, seen if self.deck.has_readings else None)

    def _add(self, slide: Slide) -> None:
        seen: set[str] = set()
        is_open = slide.layout == "content" and (slide.picture or slide.table)
        layout = self.file.slide_layouts[LAYOUTS["open" if is_open else slide.layout]]
        added = self.file.slides.add_slide(layout)
        title = self._spelt(seen, slide.title)
        self._write(added.shapes.title.text_frame, [(title, 0, False)])
        if slide.layout == "content" and em_width(title) > 56:
            added.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(22)
        lines = [(self._spelt(seen, line.text), line.level, line.is_strong) for line in slide.lines]
        if slide.picture:
            self._picture(added, slide.picture, PICTURE_BESIDE if lines else PICTURE)
            if lines:
                marked = [("・" * (level == 1) + text, 0, bold) for text, level, bold in lines]
                self._text(added, TEXT, marked, Pt(size_beside(slide.lines)))
        elif slide.table:
            above = Inches(0.46 * height_of(slide.lines) if lines else 0)
            if lines:
                left, top, room_width, _height = TABLE
                self._text(added, (left, top, room_width, above), lines, Pt(24))
            self._table(added, *slide.table, seen, above)
        elif lines:
            is_close = slide.layout == "content" and height_of(slide.lines) > ROOM_LINES
            self._write(added.placeholders[1].text_frame, lines, Pt(22) if is_close else None)
        else:
            empty = added.placeholders[1]._element  # noqa: SLF001 - python-pptx has no other way
            empty.getparent().remove(empty)
        if slide.foot:
            self._foot(added, plain(slide.foot))
        if slide.notes:
            notes = [(text, 0, False) for text in slide.notes]
            self._write(added.notes_slide.notes_text_frame, notes)

    def _write(
        self, frame: Any, lines: Sequence[tuple[str, int, bool]], size: Any | None = None
    ) -> None:
        for index, (text, level, is_strong) in enumerate(lines):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            paragraph.level = level
            run = paragraph.add_run()
            run.text = text
            run.font.language_id = self.language
            if is_strong:
                run.font.bold = True
            if size is not None:
                run.font.size = size

    def _text(
        self, slide: Any, box: Box, lines: Sequence[tuple[str, int, bool]], size: Any
    ) -> None:
        frame = slide.shapes.add_textbox(*box).text_frame
        frame.word_wrap = True
        self._write(frame, lines, size)
        for paragraph in frame.paragraphs:
            paragraph.space_after = Pt(6)
            paragraph.line_spacing = 1.1
            for run in paragraph.runs:
                _east_asian(run)

    def _picture(self, slide: Any, picture: Picture, box: Box) -> None:
        left, top, room_width, room_height = box
        drawing = picture.drawing
        scale = drawing.scale((room_width, room_height))
        wide, high = Emu(int(drawing.width * scale)), Emu(int(drawing.height * scale))
        shape = slide.shapes.add_picture(
            io.BytesIO(drawing.bitmap(PIXELS)),
            Emu(left + (room_width - wide) // 2),
            Emu(top + (room_height - high) // 2),
            wide,
            high,
        )
        # python-pptx has no other way to describe a picture.
        shape._element.nvPicPr.cNvPr.set("descr", picture.alt)  # noqa: SLF001
        if picture.caption:
            caption = plain(picture.caption)
            size = Pt(12) if em_width(caption) < CAPTION_EM else Pt(10)
            self._text(slide, CAPTION, [(caption, 0, False)], size)

    def _foot(self, slide: Any, words: str) -> None:
        self._text(slide, FOOT, [(words, 0, False)], Pt(11))
        number = slide.shapes.add_textbox(*NUMBER).text_frame.paragraphs[0]
        number.alignment = PP_ALIGN.RIGHT
        number._p.append(parse_xml(_NUMBER))  # noqa: SLF001 - python-pptx knows no fields

    def _table(
        self,
        slide: Any,
        head: tuple[str, ...],
        rows: tuple[tuple[str, ...], ...],
        seen: set[str],
        above: Length,
    ) -> None:
        left, top, room_width, _height = TABLE
        shape = slide.shapes.add_table(
            len(rows) + 1,
            len(head),
            left,
            Emu(top + above),
            room_width,
            Inches(0.5 * (len(rows) + 1)),
        )
        table = shape.table
        for column, share in enumerate(_shares(head, rows)):
            table.columns[column].width = Emu(int(room_width * share))
        for number, row in enumerate((head, *rows)):
            for column, cell in enumerate(row):
                table.cell(number, column).vertical_anchor = MSO_ANCHOR.MIDDLE
                frame = table.cell(number, column).text_frame
                frame.word_wrap = True
                self._write(frame, [(self._spelt(seen, cell), 0, number == 0)], Pt(20))
                frame.paragraphs[0].line_spacing = 1.1
                for run in frame.paragraphs[0].runs:
                    _east_asian(run)


def _undated(file: io.BytesIO) -> bytes:
    """The same deck is the same bytes: the archive's own times go."""
    out = io.BytesIO()
    with ZipFile(file) as dated, ZipFile(out, "w") as undated:
        for name in dated.namelist():
            undated.writestr(ZipInfo(name), dated.read(name), ZIP_DEFLATED)
    return out.getvalue()


def _shares(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Of the table's width for each column, by its longest cell."""
    longest = [
        min(max(em_width(plain(row[column])) for row in (head, *rows)), 24) + 2
        for column in range(len(head))
    ]
    return [each / sum(longest) for each in longest]


def _east_asian(run: Any) -> None:
    """Name the Japanese font where no placeholder brings it along."""
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-pptx knows Latin fonts alone
    for tag, name in (("latin", LATIN), ("ea", JAPANESE)):
        properties.append(parse_xml(f'<a:{tag} {_NAMESPACE} typeface="{name}"/>'))
