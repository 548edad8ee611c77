"""The frame of every page: what the header offers whom, and what it costs."""

import re

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from accounts.enums import OrganizationKind, Role
from accounts.models import User
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory
from tsunagari.navigation import navigation

pytestmark = pytest.mark.django_db

HELP = "/help/"


def header(html):
    return html[html.index("<header") : html.index("</header>")]


def labels(html):
    return re.findall(r'<a class="site-nav__link[^>]*>([^<]*)</a>', header(html))


def test_header_offers_everybody_the_public_rooms(client):
    html = client.get(HELP).content.decode()
    assert labels(html) == [
        "講座",
        "研修をさがす",
        "相談窓口",
        "修了証の確認",
        "ヘルプ",
        "ログイン",
        "登録する",
    ]


def test_header_offers_a_learner_my_page(client):
    client.force_login(UserFactory())
    assert labels(client.get(HELP).content.decode())[5:] == ["マイページ", "ログアウト"]


def test_header_offers_an_officer_the_desk(client):
    client.force_login(MembershipFactory(role=Role.OFFICER).user)
    assert "担当者ページ" in labels(client.get(HELP).content.decode())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", OrganizationKind)
def test_header_offers_the_desk_exactly_to_those_who_may_open_it(client, role, kind):
    organization = OrganizationFactory(kind=kind)
    client.force_login(MembershipFactory(role=role, organization=organization).user)
    is_offered = "担当者ページ" in labels(client.get(HELP).content.decode())
    assert is_offered is (client.get("/desk/").status_code == 200)


def test_header_forgets_the_desk_when_the_membership_ends(client):
    membership = MembershipFactory(role=Role.OFFICER)
    client.force_login(membership.user)
    client.get(HELP)
    membership.is_active = False
    membership.save()
    assert "担当者ページ" not in labels(client.get(HELP).content.decode())


def test_every_link_of_header_and_footer_is_served(client):
    html = client.get(HELP).content.decode()
    footer = html[html.index("<footer") :]
    addresses = set(re.findall(r'<a [^>]*href="(/[^"]*)"', header(html) + footer))
    assert len(addresses) == 11
    for address in addresses:
        assert resolve(address)


def test_link_of_the_page_itself_is_marked(client):
    html = header(client.get(HELP).content.decode())
    assert re.findall(r'href="([^"]*)" aria-current="page"', html) == [HELP]


def test_anonymous_reader_costs_no_query(client):
    with CaptureQueriesContext(connection) as queries:
        client.get(HELP)
    assert len(queries) == 0


def asked(request):
    with CaptureQueriesContext(connection) as queries:
        navigation(request)
    return len(queries)


def learner_request(address, user, session):
    request = RequestFactory().get(address)
    request.user, request.session = user, session
    request.resolver_match = resolve(address)
    return request


def test_learners_pages_ask_for_the_desk_once_a_session():
    user, session = UserFactory(), {}
    address = reverse("learning:course_list")
    costs = [asked(learner_request(address, user, session)) for _visit in range(3)]
    assert costs == [1, 0, 0]


def test_desk_pages_ask_anew_with_one_query():
    user, session = UserFactory(), {}
    address = reverse("portal:help")
    costs = [
        asked(learner_request(address, User(pk=user.pk), session))  # each request has its own
        for _visit in range(3)
    ]
    assert costs == [1, 1, 1]


def test_page_has_neither_inline_style_nor_inline_script(client):
    html = client.get(HELP).content.decode()
    assert re.findall(r"\sstyle=|<style|\son\w+=", html) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []


def test_demo_says_so_and_leads_to_its_mail(client, settings):
    assert "site-demo" not in client.get(HELP).content.decode()
    settings.DEMO = True
    assert 'href="/demo/mail/"' in header(client.get(HELP).content.decode())


def test_messages_show_as_notifications(client):
    client.force_login(UserFactory())
    response = client.post(reverse("account_logout"), follow=True)
    html = response.content.decode()
    assert '<div class="dads-notification dads-notification--success">' in html
