from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.languages import reader_language
from courses.tracks import track_name
from learning.enums import Route
from reporting import files, queries
from reporting.forms import CompletionFilterForm
from reporting.permissions import prefectures_visible_to
from reporting.rules import COUNTING_RULE, NO_MUNICIPALITY, NO_RESIDENCE, SURVEY_RULE
from reporting.surveys import survey_table
from theme.templatetags.theme import era_fiscal_year

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from reporting.queries import CompletionTable, FigureRow
    from reporting.surveys import SurveyTable


def _filter_form(request: HttpRequest) -> CompletionFilterForm:
    """Raises PermissionDenied for those who answer for no place."""
    prefectures = prefectures_visible_to(request.user)
    if prefectures == frozenset():
        raise PermissionDenied
    return CompletionFilterForm(request.GET or None, prefectures=prefectures)


def _asked_table(
    request: HttpRequest,
) -> tuple[CompletionFilterForm, CompletionTable, str]:
    """The filter form, the table it asks for, and the chosen prefecture (empty: the country)."""
    form = _filter_form(request)
    chosen = form.chosen()
    table = queries.completion_table(fiscal_year=chosen["year"], track=chosen["track"])
    return form, table, chosen["prefecture"]


@login_required
@require_GET
def completions(request: HttpRequest) -> HttpResponse:
    form, table, prefecture = _asked_table(request)
    rows: list[FigureRow]
    if prefecture:
        rows, total = queries.municipality_rows(table, [prefecture]), table.row(prefecture)
    else:
        rows, total = queries.prefecture_rows(table), table.row(queries.COUNTRY)
    return render(
        request,
        "reporting/completions.html",
        {
            "form": form,
            "table": table,
            "rows": rows,
            "total": total,
            "by_municipality": bool(prefecture),
            "prefecture": prefecture,
            "prefecture_name": dict(form.options["prefecture"])[prefecture] if prefecture else "",
            "no_municipality": NO_MUNICIPALITY,
            "no_residence": NO_RESIDENCE,
            "year_label": era_fiscal_year(table.fiscal_year),
            "track_label": track_name(table.track) if table.track else "",
            "route_labels": Route.labels,
            "rule": COUNTING_RULE,
        },
    )


@login_required
@require_GET
def completions_export(request: HttpRequest) -> FileResponse:
    """Every municipality of the country, or of the officer's prefecture, as xlsx."""
    _form, table, prefecture = _asked_table(request)
    return files.completions_response(table, [prefecture] if prefecture else None)


def _asked_survey_table(
    request: HttpRequest,
) -> tuple[CompletionFilterForm, SurveyTable | None, str]:
    """The filter form, the table it asks for, and the place it is about."""
    form = _filter_form(request)
    chosen = form.chosen()
    table = survey_table(fiscal_year=chosen["year"], track=chosen["track"])
    return form, table, chosen["prefecture"] or queries.COUNTRY


@login_required
@require_GET
def survey_answers(request: HttpRequest) -> HttpResponse:
    """Answers before and after, of the country or of a prefecture's trainings."""
    form, table, place = _asked_survey_table(request)
    chosen = form.chosen()
    return render(
        request,
        "reporting/survey_answers.html",
        {
            "form": form,
            "table": table,
            "tables": table.question_tables(place, reader_language()) if table else [],
            "prefecture": chosen["prefecture"],
            "prefecture_name": dict(form.options["prefecture"]).get(place, ""),
            "year_label": era_fiscal_year(chosen["year"]),
            "track_label": track_name(chosen["track"]) if chosen["track"] else "",
            "rule": SURVEY_RULE,
        },
    )


@login_required
@require_GET
def survey_answers_export(request: HttpRequest) -> FileResponse:
    """The figures of the page, as xlsx."""
    _form, table, place = _asked_survey_table(request)
    if table is None:
        raise Http404
    return files.survey_response(table, place)
