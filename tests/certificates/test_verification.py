import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.numbers import new_code, shown_code
from certificates.queries import mask_name
from certificates.services import reissue_certificate, revoke_certificate
from tests.factories.accounts import UserFactory
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db


def verify(client, code):
    return client.get(f"/verify/{code}")


def test_valid_certificate_is_confirmed_with_the_minimum(client):
    certificate = issued(issuer_name="みどり市長")
    response = verify(client, certificate.code)
    content = response.content.decode()
    assert response.status_code == 200
    for said in [
        "有効な修了証です",
        certificate.number,
        "髙＊＊＊",
        "つながりサポーター養成講座（令和8年度版）",
        "令和8年11月21日（土）",
        "みどり市長",
    ]:
        assert said in content
    assert "葛" not in content
    assert certificate.get_absolute_url() not in content


@pytest.mark.parametrize(
    "typed",
    [
        shown_code,
        lambda code: code.lower(),
        lambda code: shown_code(code).lower().replace("-", "%20"),
        lambda code: code.replace("1", "l").replace("0", "o"),
        lambda code: f"{code}/",
    ],
)
def test_code_is_accepted_as_people_type_it(client, typed):
    certificate = issued()
    assert "有効な修了証です" in verify(client, typed(certificate.code)).content.decode()


def test_superseded_certificate_is_said_without_leading_to_the_new_one(client):
    old = issued()
    new = reissue_certificate(certificate=old, name="山田", reason="誤字", actor=None)
    content = verify(client, old.code).content.decode()
    assert "この修了証は再発行されています" in content
    assert "有効な修了証です" not in content
    assert new.code not in content
    assert new.number not in content
    assert "有効な修了証です" in verify(client, new.code).content.decode()


def test_revoked_certificate_is_said_without_the_reason(client):
    certificate = issued()
    revoke_certificate(certificate=certificate, reason="不正な受講", actor=UserFactory())
    content = verify(client, certificate.code).content.decode()
    assert "この修了証は取り消されています" in content
    assert "不正な受講" not in content


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(new_code(), id="unissued"),
        "7K3M",
        "修了証",
        "%00",
        "..%2F..%2Fetc%2Fpasswd",
        "a/b/c",
        "%F0%9F%98%80",
        "%ff%fe",
        "<script>alert(1)</script>",
        "A" * 5000,
        "R8-0000001-17",
        "' OR 1=1 --",
    ],
)
def test_any_other_code_gets_the_one_answer(client, code):
    issued()
    response = verify(client, code)
    expected = verify(client, "0" * 20)
    assert response.status_code == 404
    assert without_path(response) == without_path(expected)
    assert "確認できませんでした" in response.content.decode()


def without_path(response):
    """The page without the address that its own links carry."""
    content = response.content.decode()
    start, end = content.index("<main"), content.index("</main>")
    return content[start:end]


def test_number_opens_nothing(client):
    certificate = issued()
    assert verify(client, certificate.number).status_code == 404


def test_check_asks_one_question_of_the_database(client):
    certificate = issued()
    asked = []
    for code in (certificate.code, "not-a-code"):
        with CaptureQueriesContext(connection) as queries:
            verify(client, code)
        asked.append(len(queries))
    assert asked == [1, 0]


def test_check_is_kept_by_nobody(client):
    for response in (verify(client, issued().code), verify(client, "x"), client.get("/verify/")):
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]


def test_form_leads_to_the_check(client):
    certificate = issued()
    response = client.get("/verify/", {"code": shown_code(certificate.code).lower()})
    assert (response.status_code, response["Location"]) == (
        302,
        reverse("certificates:verify", args=[certificate.code]),
    )


@pytest.mark.parametrize("typed", ["", "R8-0001234-04", "7K3M", "あ" * 101])
def test_form_says_what_a_code_looks_like(client, typed):
    response = client.get("/verify/", {"code": typed})
    assert response.status_code == 200
    assert 'id="id_code"' in response.content.decode()
    assert "aria-invalid" in response.content.decode()


def test_check_takes_no_post(client):
    assert client.post("/verify/").status_code == 405


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("山田 太郎", "山＊＊＊"),
        ("葛󠄀城 太郎", "葛󠄀＊＊＊"),
        ("𠮷田", "𠮷＊＊＊"),
        ("Maria dos Santos", "M＊＊＊"),
        ("・・", "＊＊＊"),
        ("が", "が＊＊＊"),
    ],
)
def test_name_is_masked_but_for_its_first_character(name, shown):
    assert mask_name(name) == shown
