import pytest

from accounts.municipalities import load_municipalities
from accounts.queries import (
    MunicipalityAmbiguousError,
    MunicipalityFinder,
    MunicipalityUnknownError,
    municipalities_in,
    municipalities_like,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def finder():
    load_municipalities()
    return MunicipalityFinder()


@pytest.mark.parametrize(
    ("typed", "prefecture", "code"),
    [
        ("千代田区", "", "131016"),
        (" 千代田 区 ", "", "131016"),
        ("小金井", "", "132101"),
        ("ちよだく", "", "131016"),
        ("チヨダク", "", "131016"),
        ("ﾁﾖﾀﾞｸ", "", "131016"),
        ("東京都府中市", "", "132063"),
        ("府中市", "34", "342084"),
        ("広島県府中市", "13", "342084"),
        ("北海道石狩郡当別町", "", "013030"),
        ("鶴ケ島市", "", "112411"),
        ("鶴ヶ島", "", "112411"),
        ("横浜市中区", "", "141003"),
        ("京都府京都市", "", "261009"),
        ("四日市", "", "242021"),
        ("八丈島八丈町", "", "134015"),
    ],
)
def test_finder_understands_what_people_type(finder, typed, prefecture, code):
    assert finder.find(typed, prefecture).code == code


def test_finder_asks_which_of_two(finder):
    with pytest.raises(MunicipalityAmbiguousError) as caught:
        finder.find("府中市")
    assert [c.prefecture.name for c in caught.value.candidates] == ["東京都", "広島県"]


@pytest.mark.parametrize(
    ("typed", "prefecture"),
    [("架空市", ""), ("千代田区", "01"), ("", ""), ("東京都", ""), ("市", "")],
)
def test_finder_does_not_guess(finder, typed, prefecture):
    with pytest.raises(MunicipalityUnknownError):
        finder.find(typed, prefecture)


def test_finder_reads_once(finder, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = MunicipalityFinder()
        found.find("千代田区")
        found.find("横浜市")


def test_municipalities_in_a_prefecture_stand_in_the_order_of_codes():
    load_municipalities()
    tokyo = municipalities_in("13")
    assert (len(tokyo), tokyo[0], tokyo[-1]) == (
        62,
        ("131016", "千代田区"),
        ("134210", "小笠原村"),
    )
    assert municipalities_in("99") == []


def test_municipalities_like_starts_by_name_or_reading():
    load_municipalities()
    expected = [("東京都", "府中市"), ("広島県", "府中市"), ("広島県", "府中町")]
    assert municipalities_like("府中") == expected
    assert municipalities_like("フチュウ") == expected
    assert municipalities_like(" ") == []


def test_municipality_options_give_the_list_or_suggestions(client):
    load_municipalities()
    listed = client.get("/municipalities/?residence-prefecture=47").content.decode()
    assert listed.count("<option") == 42
    assert '<option value="472018">那覇市</option>' in listed
    typed = client.get("/municipalities/?residence-typed=府中").content.decode()
    assert typed.count("<option") == 3
    assert '<option value="東京都府中市"></option>' in typed
    assert client.get("/municipalities/?x-prefecture=4%007").content.decode() == listed
    assert client.get("/municipalities/").content.decode().count("<option") == 1
    assert client.post("/municipalities/").status_code == 405
