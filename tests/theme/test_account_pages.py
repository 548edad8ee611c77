"""Every page of allauth in our look and words, and its mail in Japanese."""

import re

import pytest
from allauth.account import urls as account_urls
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories.accounts import PASSWORD, UserFactory
from tests.signing import mailed_code, sign_up

pytestmark = pytest.mark.django_db

NAMES = sorted({pattern.name for pattern in account_urls.urlpatterns})
ARGUMENTS = {
    "account_confirm_email": {"key": "x:y:z"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
}


def address(name):
    return reverse(name, kwargs=ARGUMENTS.get(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_page_has_our_frame_and_no_english(client, name, is_signed_in):
    if is_signed_in:
        client.force_login(UserFactory())
    response = client.get(address(name), follow=True)
    html = response.content.decode()
    assert response.status_code == 200
    assert '<a class="dads-skip-link" href="#main">' in html
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert len(headings) == 1
    main = re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")])
    assert re.findall(r"[A-Za-z]{4,}", re.sub(r"\S+@\S+", "", main)) == []


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("ja", "少し待ってから、もう一度お試しください"),
        ("en", "Please wait a little, then try again"),
        ("ja-easy", "すこし まってから、もういちど やって ください"),
    ],
)
def test_who_sends_too_often_is_told_in_their_language(client, settings, language, heading):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    client.cookies["django_language"] = language
    for _ in range(2):
        response = client.post(reverse("account_signup"), {"email": "wrong"})
    cache.clear()
    assert response.status_code == 429
    assert re.findall(r"<h1>(.*?)</h1>", response.content.decode()) == [heading]


def test_a_hall_behind_one_address_signs_up_at_once(client):
    cache.clear()
    answers = {
        client.post(reverse("account_signup"), {"email": "wrong"}).status_code for _ in range(60)
    }
    cache.clear()
    assert answers == {200}


def test_pages_name_no_social_accounts():
    with pytest.raises(NoReverseMatch):
        reverse("socialaccount_connections")


def test_sign_in_page_offers_password_and_code(client):
    html = client.get(reverse("account_login")).content.decode()
    assert 'autocomplete="current-password"' in html
    assert f'href="{reverse("account_request_login_code")}"' in html


def test_sign_up_works_without_a_password_and_then_by_code(client):
    sign_up(client, "hanako@example.jp")
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    client.post(reverse("account_request_login_code"), {"email": "hanako@example.jp"})
    message = mail.outbox[-1]
    assert message.subject == "【つながりサポーター】ログイン用のコード"
    client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})
    assert "_auth_user_id" in client.session


def test_wrong_code_is_explained_beside_its_field(client):
    UserFactory(email="hanako@example.jp")
    client.post(reverse("account_request_login_code"), {"email": "hanako@example.jp"})
    html = client.post(reverse("account_confirm_login_code"), {"code": "000000"}).content.decode()
    assert '<a href="#id_code">コード：コードが正しくありません。</a>' in html


def test_weak_password_is_explained(client):
    html = client.post(
        reverse("account_signup"), {"email": "hanako@example.jp", "password1": "12345"}
    ).content.decode()
    assert html.count('class="dads-error-summary"') == 1
    assert "_auth_user_id" not in client.session


def mails_of_each_kind():
    user = UserFactory(email="taro@example.jp")
    for name, data in [
        ("account_request_login_code", {"email": user.email}),
        ("account_request_login_code", {"email": "nobody@example.jp"}),
        ("account_reset_password", {"email": user.email}),
        ("account_signup", {"email": "new@example.jp", "password1": PASSWORD}),
    ]:
        Client().post(reverse(name), data)
    return mail.outbox


def test_mail_is_japanese_and_signed():
    messages = mails_of_each_kind()
    assert [message.subject for message in messages] == [
        "【つながりサポーター】ログイン用のコード",
        "【つながりサポーター】登録が見つかりませんでした",
        "【つながりサポーター】パスワードの再設定のご案内",
        "【つながりサポーター】ご登録ありがとうございます",
    ]
    for message in messages:
        text = re.sub(r"https?://\S+|\S+@\S+|^ +\S+$", "", message.body, flags=re.MULTILINE)
        assert re.findall(r"[A-Za-z]{4,}", text.replace("testserver", "")) == []
        assert "つながりサポーター養成講座" in message.body


def test_password_is_reset_by_the_link_in_the_mail(client):
    user = UserFactory(email="taro@example.jp")
    client.post(reverse("account_reset_password"), {"email": "taro@example.jp"})
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    new = "ゆっくり歩く川沿いの道"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_sign_up_needs_the_code_mailed_to_the_address(client):
    client.post(reverse("account_signup"), {"email": "taro@example.jp", "password1": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_email_verification_sent"), {"code": "000000"})
    assert "_auth_user_id" not in client.session


def test_sign_up_of_a_known_address_tells_its_owner_alone(client):
    UserFactory(email="taro@example.jp")
    known = client.post(reverse("account_signup"), {"email": "taro@example.jp"})
    new = Client().post(reverse("account_signup"), {"email": "new@example.jp"})
    assert (known.status_code, known.headers["Location"]) == (
        new.status_code,
        new.headers["Location"],
    )
    assert "_auth_user_id" not in client.session
    assert "すでに" in mail.outbox[0].body
