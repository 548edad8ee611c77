from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.languages import reader_language
from core.tabular import Sheet, write_workbook
from courses.tracks import track_name
from learning.enums import Route
from reporting import queries
from reporting.queries import ALL_ROUTES, COLUMNS
from reporting.rules import COUNTING_RULE, NO_MUNICIPALITY, NO_RESIDENCE, SURVEY_RULE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reporting.queries import CompletionTable, FigureRow
    from reporting.surveys import SurveyTable

HIDDEN = "＊"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def completions_response(table: CompletionTable, prefectures: Sequence[str] | None) -> FileResponse:
    """An xlsx of the table, one figure a row: municipalities, then the sums that the screen shows
    (with hidden cells nobody could work them out), then the rule and the as-of time.
    """
    rows = queries.municipality_rows(table, prefectures)
    if prefectures is None:
        rows += [row for row in queries.prefecture_rows(table) if not row.prefecture_code]
    header = [
        _("年度"),
        _("トラック"),
        _("都道府県コード"),
        _("都道府県"),
        _("市区町村コード"),
        _("市区町村"),
        _("修了区分"),
        _("修了者数（実人数）"),
    ]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    rules = [
        (_("集計日時"), timezone.localtime(table.as_of).isoformat(timespec="seconds")),
        *(("", str(rule)) for rule in COUNTING_RULE),
    ]
    write_workbook(
        file,
        [
            Sheet(_("修了者数"), header, _lines(table, rows)),
            Sheet(_("合計"), [*header[:4], *header[6:]], _sums(table, prefectures)),
            Sheet(_("集計の決まり"), [_("項目"), _("内容")], rules, widths=[14, 100]),
        ],
    )
    file.seek(0)
    day = timezone.localtime(table.as_of).strftime("%Y%m%d-%H%M")
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{_('修了者数')}_{table.fiscal_year}_{table.track}_{day}.xlsx",
        content_type=XLSX,
    )


def _lines(table: CompletionTable, rows: Sequence[FigureRow]) -> Iterator[list[str | int]]:
    for row in rows:
        place = [
            row.prefecture_code,
            row.prefecture or str(NO_RESIDENCE),
            row.municipality_code,
            row.municipality or str(NO_MUNICIPALITY),
        ]
        yield from _figures(table, place, row.figures)


def _sums(table: CompletionTable, prefectures: Sequence[str] | None) -> Iterator[list[str | int]]:
    """The country's, unless it is about chosen prefectures, and each prefecture's."""
    if prefectures is None:
        yield from _figures(table, ["", _("合計")], table.row(queries.COUNTRY))
    for row in queries.prefecture_rows(table):
        if prefectures is None or row.prefecture_code in prefectures:
            place = [row.prefecture_code, row.prefecture or str(NO_RESIDENCE)]
            yield from _figures(table, place, row.figures)


def _figures(
    table: CompletionTable, place: list[str], figures: Sequence[int | None]
) -> Iterator[list[str | int]]:
    routes = {**dict(Route.choices), ALL_ROUTES: _("合計")}
    track = track_name(table.track) if table.track else ""
    for column, figure in zip(COLUMNS, figures, strict=True):
        shown = HIDDEN if figure is None else figure
        yield [table.fiscal_year, track, *place, str(routes[column]), shown]


def survey_response(table: SurveyTable, place: str) -> FileResponse:
    """Build an xlsx of one place's answers before and after, then the rule and the as-of time."""
    header = [_("年度"), _("トラック"), _("都道府県コード"), _("問"), _("質問"), _("答え")]
    header += [_("正しい答え"), _("前（人）"), _("前に答えた人"), _("後（人）"), _("後に答えた人")]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    rules = [
        (_("集計日時"), timezone.localtime(table.as_of).isoformat(timespec="seconds")),
        *(("", str(rule)) for rule in SURVEY_RULE),
    ]
    widths = [8, 20, 14, 6, 60, 24, 12, 10, 14, 10, 14]
    write_workbook(
        file,
        [
            Sheet(_("前と後の答え"), header, _answer_lines(table, place), widths=widths),
            Sheet(_("集計の決まり"), [_("項目"), _("内容")], rules, widths=[14, 100]),
        ],
    )
    file.seek(0)
    day = timezone.localtime(table.as_of).strftime("%Y%m%d-%H%M")
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{_('前と後の答え')}_{table.fiscal_year}_{table.track}_{day}.xlsx",
        content_type=XLSX,
    )


def _answer_lines(table: SurveyTable, place: str) -> Iterator[list[str | int]]:
    code = "" if place == queries.COUNTRY else place
    for question_table in table.question_tables(place, reader_language()):
        for row in question_table.rows:
            cells = (row.before.number, row.before.total, row.after.number, row.after.total)
            yield [
                table.fiscal_year,
                track_name(table.track),
                code,
                question_table.question.number,
                question_table.question.plain,
                row.choice.plain,
                "○" if row.choice.is_correct else "",
                *(HIDDEN if number is None else number for number in cells),
            ]
