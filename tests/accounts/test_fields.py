import pytest
from django import forms

from accounts.fields import KanaField, MunicipalityField, PrintedNameField
from accounts.models import Municipality
from accounts.municipalities import load_municipalities


class PersonForm(forms.Form):
    name = PrintedNameField()
    kana = KanaField()


class PlaceForm(forms.Form):
    place = MunicipalityField()


class OptionalPlaceForm(forms.Form):
    place = MunicipalityField(required=False)


def errors(form):
    return {name: list(messages) for name, messages in form.errors.items()}


@pytest.mark.parametrize("name", ["𠮷田 花子", "髙﨑 葛󠄀", "ｱﾝ　Ｎguyễn", "か\u3099", "①㈱"])
def test_printed_name_is_kept_as_typed(name):
    assert PersonForm({"name": f" {name} ", "kana": "はな"}).is_valid()
    form = PersonForm({"name": name, "kana": "はな"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == name


@pytest.mark.parametrize("name", ["山\x07田", "山\u2028田", "山\n田", "山\ud800田", "山\x00田"])
def test_printed_name_refuses_control_characters(name):
    assert list(PersonForm({"name": name, "kana": "はな"}).errors) == ["name"]


def test_printed_name_ends_at_100_characters():
    assert PersonForm({"name": "山" * 100, "kana": "はな"}).is_valid()
    assert errors(PersonForm({"name": "山" * 101, "kana": "はな"})) == {
        "name": ["100文字以内で入力してください（いまは101文字です）。"]
    }


@pytest.mark.parametrize("kana", ["やまだ はなこ", "ヤマダ　ハナコ", "ﾔﾏﾀﾞ ﾊﾅｺ"])
def test_kana_becomes_hiragana(kana):
    form = PersonForm({"name": "山田", "kana": kana})
    assert form.is_valid()
    assert form.cleaned_data["kana"] == "やまだ はなこ"


def test_kana_refuses_kanji_clearly():
    assert errors(PersonForm({"name": "山田", "kana": "山田"})) == {
        "kana": ["ふりがなは、ひらがなかカタカナで入力してください。"]
    }


@pytest.fixture
def places(db):
    load_municipalities()


@pytest.mark.parametrize(
    "data",
    [
        {"place-prefecture": "13", "place-code": "132063"},
        {"place-code": "132063"},
        {"place-typed": "東京都府中市"},
        {"place-prefecture": "13", "place-typed": "府中市"},
        {"place-code": "132063", "place-typed": "府中市"},
    ],
)
def test_municipality_is_chosen_by_prefecture_then_name_or_by_typing(places, data):
    form = PlaceForm(data)
    assert form.is_valid()
    assert form.cleaned_data["place"] == Municipality.objects.get(code="132063")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "市区町村を選ぶか、入力してください。"),
        ({"place-prefecture": "13"}, "市区町村を選ぶか、入力してください。"),
        (
            {"place-typed": "府中市"},
            "「府中市」は東京都・広島県にあります。都道府県も選んでください。",
        ),
        (
            {"place-typed": "架空市"},
            "「架空市」という市区町村は見つかりません。都道府県と名前を確かめてください。",
        ),
        ({"place-prefecture": "13", "place-list": "1"}, "市区町村を一覧から選んでください。"),
        ({"place-list": "1"}, "都道府県を選んでください。"),
        ({"place-prefecture": "01", "place-code": "132063"}, "市区町村を一覧から選んでください。"),
        ({"place-code": "999999"}, "市区町村を一覧から選んでください。"),
        (
            {"place-code": "131016", "place-typed": "横浜市"},
            "一覧で選んだ市区町村と、入力した名前がちがいます。どちらかにしてください。",
        ),
    ],
)
def test_municipality_says_what_is_missing(places, data, message):
    assert errors(PlaceForm(data)) == {"place": [message]}


def test_optional_municipality_may_be_left_out_but_not_half_given(places):
    form = OptionalPlaceForm({})
    assert form.is_valid()
    assert form.cleaned_data["place"] is None
    assert not OptionalPlaceForm({"place-prefecture": "13"}).is_valid()


def test_municipality_shows_what_was_chosen_before(places):
    html = PlaceForm(initial={"place": Municipality.objects.get(code="132063")})[
        "place"
    ].as_widget()
    assert '<option value="13" selected>東京都</option>' in html
    assert '<option value="132063" selected>府中市</option>' in html


def test_municipality_lists_the_prefecture_without_script(places):
    html = PlaceForm({"place-prefecture": "47", "place-list": "1"})["place"].as_widget()
    assert '<option value="472018">那覇市</option>' in html


def test_municipality_notices_a_change(places):
    before = Municipality.objects.get(code="132063")
    unchanged = PlaceForm({"place-code": "132063"}, initial={"place": before})
    changed = PlaceForm({"place-typed": "横浜市"}, initial={"place": before})
    assert (unchanged.has_changed(), changed.has_changed()) == (False, True)
