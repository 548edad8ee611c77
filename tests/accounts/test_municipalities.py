import re

import pytest
from django.core.management import call_command

from accounts.models import Municipality, Prefecture
from accounts.municipalities import code_with_check_digit, published_places


@pytest.mark.parametrize(
    ("code", "expected"),
    [("01100", "011002"), ("13101", "131016"), ("13361", "133612"), ("47382", "473821")],
)
def test_check_digit_follows_the_published_weights(code, expected):
    assert code_with_check_digit(code) == expected


def test_published_places_are_the_municipalities_of_japan():
    prefectures, municipalities = published_places()
    assert (len(prefectures), len(municipalities)) == (47, 1741)
    assert len({place.code for place in municipalities}) == 1741
    assert {place.code[:2] for place in municipalities} == {place.code for place in prefectures}
    # 792 cities, 23 special wards, 743 towns, 183 villages: as 総務省 counts them.
    kinds = [place.name[-1] for place in municipalities]
    assert [kinds.count(kind) for kind in "市区町村"] == [792, 23, 743, 183]
    assert [place for place in municipalities if not re.fullmatch("[ぁ-ゖー]+", place.kana)] == []


@pytest.mark.parametrize(
    ("code", "name", "kana"),
    [
        ("221309", "浜松市", "はままつし"),
        ("103446", "榛東村", "しんとうむら"),
        ("133817", "三宅村", "みやけむら"),
        ("134015", "八丈町", "はちじょうまち"),
        ("284815", "上郡町", "かみごおりちょう"),
        ("072036", "郡山市", "こおりやまし"),
        ("014087", "余市町", "よいちちょう"),
    ],
)
def test_published_place_is_named_without_ward_county_and_island(code, name, kana):
    _prefectures, municipalities = published_places()
    assert [(p.name, p.kana) for p in municipalities if p.code == code] == [(name, kana)]


@pytest.mark.django_db
def test_load_municipalities_twice_changes_nothing(capsys, django_assert_num_queries):
    call_command("load_municipalities")
    first = list(Municipality.objects.values_list())
    with django_assert_num_queries(3):  # savepoint, one read, release
        call_command("load_municipalities")
    assert list(Municipality.objects.values_list()) == first
    assert Prefecture.objects.count() == 47
    assert capsys.readouterr().out == "47 prefectures, 1741 municipalities\n" * 2


@pytest.mark.django_db
def test_load_municipalities_corrects_what_moved():
    call_command("load_municipalities")
    Municipality.objects.filter(code="131016").update(name="旧区")
    call_command("load_municipalities")
    assert Municipality.objects.get(code="131016").name == "千代田区"
