import re

import pytest

from accounts.municipalities import load_municipalities
from learning.models import Completion
from learning.signals import completion_ready, printed_name_checking
from tests.factories.courses import published_edition
from tests.factories.learning import EnrolmentFactory, do_all

pytestmark = pytest.mark.django_db

DETAILS = {
    "name": "髙﨑 𠮷子",
    "kana": "ﾀｶｻｷ ﾖｼｺ",
    "municipality-typed": "東京都府中市",
    "age_band": "60",
}


@pytest.fixture
def completion(client):
    load_municipalities()
    enrolment = EnrolmentFactory(edition=published_edition(course__slug="supporter"))
    client.force_login(enrolment.learner.user)
    return do_all(enrolment)


@pytest.fixture
def url(completion):
    return f"/completions/{completion.pk}/details/"


@pytest.fixture
def ready():
    heard = []

    def hear(sender, completion, **kwargs):
        heard.append(completion.printed_name)

    completion_ready.connect(hear)
    yield heard
    completion_ready.disconnect(hear)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_details_ask_only_what_the_certificate_needs(client, url):
    page = text(client.get(url))
    asked = re.findall(r'<(?:input|select)[^>]* name="([\w-]+)"', page[page.index("<main") :])
    assert asked == [
        "csrfmiddlewaretoken",
        "name",
        "kana",
        "municipality-prefecture",
        "municipality-code",
        "municipality-typed",
        "age_band",
    ]


def test_details_are_frozen_and_lead_to_the_certificate(client, url, completion, ready):
    response = client.post(url, DETAILS)
    completion.refresh_from_db()
    assert response["Location"] == f"/me/completions/{completion.pk}/"
    assert (
        completion.printed_name,
        completion.printed_kana,
        completion.municipality_id,
        completion.prefecture_code,
        completion.age_band,
    ) == ("髙﨑 𠮷子", "たかさき よしこ", "132063", "13", "60")
    assert ready == ["髙﨑 𠮷子"]


def test_details_sent_twice_are_saved_once(client, url, completion, ready):
    client.post(url, DETAILS)
    response = client.post(url, {**DETAILS, "name": "別の名"})
    assert response["Location"] == f"/me/completions/{completion.pk}/"
    assert ready == ["髙﨑 𠮷子"]


def test_age_band_may_be_left_out(client, url, completion):
    client.post(url, {**DETAILS, "age_band": ""})
    completion.refresh_from_db()
    assert (completion.printed_name, completion.age_band) == ("髙﨑 𠮷子", "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": ""}, "このフィールドは必須です。"),
        ({"name": "山" * 101}, "100文字以内で入力してください（いまは101文字です）。"),
        ({"name": "山\x07田"}, "使えない文字が入っています。"),
        ({"kana": "山田"}, "ふりがなは、ひらがなかカタカナで入力してください。"),
        ({"municipality-typed": "府中市"}, "「府中市」は東京都・広島県にあります。"),
        ({"municipality-typed": "架空市"}, "「架空市」という市区町村は見つかりません。"),
        ({"municipality-typed": ""}, "市区町村を選ぶか、入力してください。"),
        ({"age_band": "99"}, "正しく選択してください。"),
    ],
)
def test_wrong_details_are_named_and_kept(client, url, completion, change, message):
    response = client.post(url, {**DETAILS, **change})
    page = text(response)
    completion.refresh_from_db()
    assert (response.status_code, completion.printed_name) == (200, "")
    assert message in page
    assert page.count("dads-error-summary") >= 1
    assert 'value="髙﨑 𠮷子"' in page or "name" in change


def test_prefecture_lists_its_municipalities_without_script(client, url, completion):
    data = {**DETAILS, "municipality-typed": "", "municipality-prefecture": "47"}
    page = text(client.post(url, {**data, "municipality-list": "1"}))
    assert '<option value="472018">那覇市</option>' in page
    assert 'value="髙﨑 𠮷子"' in page
    client.post(url, {**data, "municipality-code": "472018"})
    completion.refresh_from_db()
    assert completion.municipality_id == "472018"


def test_name_that_cannot_be_printed_is_refused_and_the_character_named(client, url, completion):
    def lacks(sender, name, **kwargs):
        return [character for character in name if character == "𠮷"]

    printed_name_checking.connect(lacks)
    try:
        page = text(client.post(url, DETAILS))
    finally:
        printed_name_checking.disconnect(lacks)
    assert "「𠮷」は修了証に印刷できません。" in page
    assert Completion.objects.get().printed_name == ""


def test_second_course_knows_the_details_of_the_first(client, url, completion):
    client.post(url, DETAILS)
    other = do_all(
        EnrolmentFactory(learner=completion.learner, edition=published_edition(course__slug="next"))
    )
    page = text(client.get(f"/completions/{other.pk}/details/"))
    assert 'value="髙﨑 𠮷子"' in page
    assert '<option value="132063" selected>府中市</option>' in page


def test_visitor_without_an_account_completes_as_well(client):
    load_municipalities()
    published_edition(course__slug="supporter", chapters=1, lessons=1, with_quiz=False)
    lesson = client.post("/courses/supporter/start/")["Location"]
    details = client.post(f"{lesson}done/")["Location"]
    done = client.post(details, DETAILS)["Location"]
    assert "修了おめでとうございます" in text(client.get(done))
