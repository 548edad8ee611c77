from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from accounts.models import Municipality, Prefecture
from learning.completion_counts import counted_people
from learning.enums import Route
from reporting.disclosure import hidden_cells

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

COUNTRY = "country"
ALL_ROUTES = "all"
NO_PLACE = "none"
COLUMNS = (*Route.values, ALL_ROUTES)
# Figures are made at most once a minute: their as-of time says when.
FRESH_SECONDS = 60

Place = str  # COUNTRY, a prefecture's 2 digits, a municipality's 6 digits, or "<prefecture>none"
Cell = tuple[Place, str]


@dataclass(frozen=True)
class FigureRow:
    """One place's figures by route and in all; None stands for a hidden one."""

    prefecture_code: str
    prefecture: str
    municipality_code: str
    municipality: str
    figures: tuple[int | None, ...]


@dataclass(frozen=True)
class CompletionTable:
    """Completions (実人数) of a track in a fiscal year, as published: small cells hidden.

    The same cells are hidden in every view and file made of one table.
    """

    fiscal_year: int
    track: str
    as_of: datetime
    figures: dict[Cell, int | None]

    def row(self, place: Place) -> tuple[int | None, ...]:
        return tuple(self.figures.get((place, column), 0) for column in COLUMNS)


def completion_table(*, fiscal_year: int, track: str) -> CompletionTable:
    key = f"reporting-completions-{fiscal_year}-{track}"
    table: CompletionTable | None = cache.get(key)
    if table is None:
        table = _make_table(fiscal_year, track)
        cache.set(key, table, FRESH_SECONDS)
    return table


def prefecture_rows(table: CompletionTable) -> list[FigureRow]:
    """Every prefecture, and the completions without a place."""
    rows = [
        FigureRow(code, name, "", "", table.row(code))
        for code, name in Prefecture.objects.values_list("code", "name")
    ]
    if (NO_PLACE, ALL_ROUTES) in table.figures:
        rows.append(FigureRow("", "", "", "", table.row(NO_PLACE)))
    return rows


def municipality_rows(
    table: CompletionTable, prefectures: Sequence[str] | None = None
) -> list[FigureRow]:
    """Every municipality of the prefectures (of the country, when None is given)."""
    places = Municipality.objects.select_related("prefecture")
    if prefectures is not None:
        places = places.filter(prefecture__in=prefectures)
    rows: list[FigureRow] = []
    listed = ""
    for place in places:
        if listed and listed != place.prefecture_id:
            rows += _without_municipality(table, listed, rows[-1].prefecture)
        listed = place.prefecture_id
        rows.append(
            FigureRow(
                place.prefecture_id,
                place.prefecture.name,
                place.code,
                place.name,
                table.row(place.code),
            )
        )
    if listed:
        rows += _without_municipality(table, listed, rows[-1].prefecture)
    return rows


def _without_municipality(table: CompletionTable, code: str, name: str) -> list[FigureRow]:
    place = f"{code}{NO_PLACE}"
    if (place, ALL_ROUTES) not in table.figures:
        return []
    return [FigureRow(code, name, "", "", table.row(place))]


def _make_table(fiscal_year: int, track: str) -> CompletionTable:
    as_of = timezone.now()
    counted = (
        counted_people()
        .filter(fiscal_year=fiscal_year, course__track=track)
        .order_by()
        .values_list("prefecture_code", "municipality", "route")
        .annotate(people=Count("pk"))
    )
    values: Counter[Cell] = Counter()
    children: dict[Place, set[Place]] = {COUNTRY: set()}
    for prefecture, municipality, route, people in counted:
        path = _path(prefecture, municipality)
        for parent, child in pairwise(path):
            children.setdefault(parent, set()).add(child)
        for place in path:
            values[place, route] += people
            values[place, ALL_ROUTES] += people
    sums = _sums(values, children)
    hidden = hidden_cells(values, sums) if values else set()
    figures = {cell: None if cell in hidden else value for cell, value in values.items()}
    return CompletionTable(fiscal_year, track, as_of, figures)


def _path(prefecture: str, municipality: str | None) -> list[Place]:
    """From the country down to the smallest known place."""
    if not prefecture:
        return [COUNTRY, NO_PLACE]
    return [COUNTRY, prefecture, municipality or f"{prefecture}{NO_PLACE}"]


def _sums(
    values: Counter[Cell], children: dict[Place, set[Place]]
) -> list[tuple[Cell, list[Cell]]]:
    """The sums that a reader may use: routes add up, and so do places."""
    # Sorted, so that every process hides the same cells.
    by_route = [
        ((place, ALL_ROUTES), [(place, route) for route in Route.values if values[place, route]])
        for place in sorted({place for place, _column in values})
    ]
    by_place = [
        ((parent, column), [(place, column) for place in sorted(places) if values[place, column]])
        for parent, places in sorted(children.items())
        for column in COLUMNS
        if values[parent, column]
    ]
    return [*by_route, *by_place]
