"""Reads of people's places: the municipalities of a prefecture, and the one a person typed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

from django.conf import settings
from django.db.models import Q

from accounts.enums import OrganizationKind
from accounts.models import Municipality, Organization, Prefecture
from accounts.municipalities import COUNTY, DESIGNATED_CITIES, WARD
from core.japanese.names import to_hiragana


class MunicipalityUnknownError(LookupError):
    """Nothing in Japan is called so."""


class MunicipalityAmbiguousError(LookupError):
    """Several municipalities are called so; `candidates` are those."""

    def __init__(self, candidates: list[Municipality]) -> None:
        super().__init__([candidate.code for candidate in candidates])
        self.candidates = candidates


class MunicipalityFinder:
    """Finds municipalities by what people type; reads all of them once, so keep it for a file.

    Understands 府中市, 府中, ふちゅうし, 東京都府中市, 石狩郡当別町, ヶ for ケ, and a ward of a
    designated city (横浜市中区) as that city.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, list[Municipality]] = defaultdict(list)
        self._by_stem: dict[str, list[Municipality]] = defaultdict(list)
        self._by_kana: dict[str, list[Municipality]] = defaultdict(list)
        self._prefectures: dict[str, str] = {}
        for municipality in Municipality.objects.select_related("prefecture"):
            self._prefectures[municipality.prefecture.name] = municipality.prefecture_id
            name = _folded(municipality.name)
            self._by_name[name].append(municipality)
            self._by_stem[name[:-1]].append(municipality)
            self._by_kana[municipality.kana].append(municipality)

    def find(self, typed: str, prefecture_code: str = "") -> Municipality:
        """The one meant. Raises MunicipalityUnknownError or MunicipalityAmbiguousError."""
        text = _folded(typed)
        for name, code in self._prefectures.items():
            if text.startswith(name) and text != name:
                # 京都府京都市: what is typed wins over what was chosen beside it.
                text, prefecture_code = text[len(name) :], code
                break
        matching = [
            municipality
            for municipality in self._called(text)
            if not prefecture_code or municipality.prefecture_id == prefecture_code
        ]
        if not matching:
            raise MunicipalityUnknownError(typed)
        if len(matching) > 1:
            raise MunicipalityAmbiguousError(matching)
        return matching[0]

    def _called(self, text: str) -> list[Municipality]:
        return (
            self._by_name.get(text)
            or self._by_name.get(_without_county_or_ward(text))
            or self._by_stem.get(text)
            or self._by_kana.get(_reading(text))
            or []
        )


def site_issuer() -> str:
    """Who issues what no organization of its own does: the national office, else the setting."""
    offices = Organization.objects.filter(kind=OrganizationKind.NATIONAL)
    issuer = offices.values_list("certificate_issuer", flat=True).first()
    return issuer or settings.CERTIFICATE_ISSUER


def prefecture_choices() -> list[tuple[str, str]]:
    """Code and name of every prefecture, in the usual order."""
    return list(Prefecture.objects.values_list("code", "name"))


def municipalities_in(prefecture_code: str) -> list[tuple[str, str]]:
    """Code and name of every municipality of a prefecture, in the order of codes."""
    return list(
        Municipality.objects.filter(prefecture_id=prefecture_code).values_list("code", "name")
    )


def municipalities_like(typed: str, limit: int = 20) -> list[tuple[str, str]]:
    """Prefecture and name of the municipalities whose name or reading starts as typed."""
    text = _folded(typed)
    if not text:
        return []
    rows = Municipality.objects.filter(
        Q(name__startswith=text) | Q(kana__startswith=_reading(text) or text)
    )
    return list(rows.values_list("prefecture__name", "name")[:limit])


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("ケ", "ヶ")


def _without_county_or_ward(text: str) -> str:
    if (ward := WARD.fullmatch(text)) and ward[1] in DESIGNATED_CITIES:
        return ward[1]
    county = COUNTY.fullmatch(text)
    return county[1] if county else text


def _reading(text: str) -> str:
    try:
        return to_hiragana(text)
    except ValueError:
        return ""
