"""The pages of one certificate: its owner, a colleague without the right, and others."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.learners import SESSION_KEY
from accounts.models import User
from certificates.enums import CertificateState
from certificates.models import Certificate
from certificates.permissions import can_view_certificate
from certificates.services import reissue_certificate, revoke_certificate
from tests.factories.accounts import (
    LearnerFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)
from tests.factories.certificates import CompletionFactory, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return MembershipFactory().user


@pytest.fixture
def attended(officer):
    """A certificate from the officer's training, to a learner with a login."""
    organization = officer.memberships.get().organization
    return issued(attended=True, organization=organization, learner=LearnerFactory())


def page(name, certificate):
    return reverse(f"certificates:{name}", args=[certificate.number])


def visitors(certificate):
    """The seven kinds, and whether each may see the certificate."""
    organization = certificate.completion.organization
    people = {
        "owner": certificate.completion.learner.user,
        "officer": User.objects.get(memberships__organization=organization),
        "colleague": MembershipFactory(organization=organization, role=Role.EDITOR).user,
        "officer who left": MembershipFactory(organization=organization, is_active=False).user,
        "officer elsewhere": MembershipFactory().user,
        "prefecture": MembershipFactory(organization=OrganizationFactory(prefectural=True)).user,
        "nation": MembershipFactory(
            organization=OrganizationFactory(national=True), role=Role.GRANT_ADMINISTRATOR
        ).user,
        "learner": LearnerFactory().user,
        "nobody": None,
    }
    return people.items()


@pytest.mark.parametrize("name", ["certificate_detail", "certificate_file"])
def test_certificate_is_shown_to_its_owner_and_its_officers_alone(client, attended, name):
    answers = {}
    for who, user in visitors(attended):
        client.logout()
        if user:
            client.force_login(user)
        response = client.get(page(name, attended))
        answers[who] = response.status_code
        response.getvalue()  # to its end, which closes the file
    assert answers == {
        "owner": 200,
        "officer": 200,
        "colleague": 404,
        "officer who left": 404,
        "officer elsewhere": 404,
        "prefecture": 404,
        "nation": 404,
        "learner": 404,
        "nobody": 404,
    }


def test_permission_and_lookup_agree(attended):
    certificates = [attended, issued(), issued(attended=True)]
    people = [user for _, user in visitors(attended) if user]
    for user in people:
        learner = getattr(user, "learner", None)
        visible = Certificate.objects.visible_to(user, learner)
        assert [c for c in certificates if can_view_certificate(user, learner, c)] == [
            c for c in certificates if c in visible
        ]


def test_visitor_without_a_login_sees_their_own(client):
    learner = LearnerFactory(visitor=True)
    certificate = issued(learner=learner)
    session = client.session
    session[SESSION_KEY] = learner.pk
    session.save()
    assert client.get(page("certificate_detail", certificate)).status_code == 200
    assert client.get(page("certificate_detail", issued())).status_code == 404


def test_learner_merged_into_another_is_still_the_owner(client):
    old = LearnerFactory(visitor=True)
    certificate = issued(learner=old)
    old.merged_into = LearnerFactory()
    old.save()
    client.force_login(old.merged_into.user)
    assert client.get(page("certificate_detail", certificate)).status_code == 200


def test_unknown_number_is_not_found(client, officer):
    client.force_login(officer)
    assert client.get("/certificates/R8-9999999-00/").status_code == 404


def test_page_of_a_corrected_certificate_takes_the_same_queries(client, officer, attended):
    client.force_login(officer)
    client.get(page("certificate_detail", attended))
    with CaptureQueriesContext(connection) as first:
        client.get(page("certificate_detail", attended))
    new = reissue_certificate(certificate=attended, name="山田", reason="誤字", actor=officer)
    with CaptureQueriesContext(connection) as second:
        client.get(page("certificate_detail", new))
    assert len(first) == len(second) <= 9


def test_file_is_the_bytes_that_were_frozen(client, attended):
    client.force_login(attended.completion.learner.user)
    response = client.get(page("certificate_file", attended))
    body = response.getvalue()
    assert hashlib.sha256(body).hexdigest() == attended.digest
    assert {
        name: response[name]
        for name in ("Content-Type", "Content-Disposition", "ETag", "Content-Length")
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'inline; filename="{attended.number}.pdf"',
        "ETag": f'"{attended.digest}"',
        "Content-Length": str(len(body)),
    }
    assert set(response["Cache-Control"].split(", ")) == {"private", "no-store"}


def test_file_that_the_reader_has_is_not_sent_again(client, attended):
    client.force_login(attended.completion.learner.user)
    url = page("certificate_file", attended)
    assert client.get(url, headers={"if-none-match": f'"{attended.digest}"'}).status_code == 304


def test_file_of_a_revoked_certificate_leads_to_the_explanation(client, officer, attended):
    revoke_certificate(certificate=attended, reason="誤り", actor=officer)
    client.force_login(attended.completion.learner.user)
    response = client.get(page("certificate_file", attended), follow=True)
    assert response.redirect_chain == [(page("certificate_detail", attended), 302)]
    content = response.content.decode()
    assert "この修了証は取り消されました" in content
    assert "誤り" not in content


def test_superseded_certificate_leads_to_the_new_one(client, officer, attended):
    new = reissue_certificate(certificate=attended, name="山田", reason="誤字", actor=officer)
    client.force_login(attended.completion.learner.user)
    content = client.get(page("certificate_detail", attended)).content.decode()
    assert f'href="{page("certificate_detail", new)}"' in content
    assert page("certificate_reissue", attended) not in content


def test_officer_reissues_with_a_corrected_name(client, officer, attended):
    client.force_login(officer)
    url = page("certificate_reissue", attended)
    assert 'value="髙﨑 葛󠄀子"' in client.get(url).content.decode()
    response = client.post(url, {"name": "髙﨑 𠮷子", "reason": "誤字の訂正"})
    new = Certificate.objects.valid().get()
    assert (response.status_code, response["Location"]) == (302, page("certificate_detail", new))
    assert (new.name, new.supersedes) == ("髙﨑 𠮷子", attended)
    # Sent again, by a double click or from the history: still one successor.
    response = client.post(url, {"name": "髙﨑 𠮷子", "reason": "誤字の訂正"}, follow=True)
    assert "すでに再発行されています" in response.content.decode()
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"name": "", "reason": "誤字"}, None),
        ({"name": "山田", "reason": ""}, None),
        ({"name": "山" * 101, "reason": "誤字"}, "100文字以内"),
        ({"name": "山田😀", "reason": "誤字"}, "「😀」（U+1F600）"),
        ({"name": "山\u200d田", "reason": "誤字"}, "U+200D"),
    ],
)
def test_reissue_that_cannot_be_printed_is_explained(client, officer, attended, sent, message):
    client.force_login(officer)
    response = client.post(page("certificate_reissue", attended), sent)
    assert response.status_code == 200
    assert message is None or message in response.content.decode()
    assert Certificate.objects.get() == attended


def test_owner_corrects_a_certificate_earned_online(client):
    certificate = issued()
    client.force_login(certificate.completion.learner.user)
    client.post(page("certificate_reissue", certificate), {"name": "山田", "reason": "改姓"})
    assert Certificate.objects.valid().get().name == "山田"


@pytest.mark.parametrize("name", ["certificate_reissue", "certificate_revoke"])
def test_owner_changes_nothing_that_an_organization_issued(client, attended, name):
    client.force_login(attended.completion.learner.user)
    sent = {"name": "山田", "reason": "試し", "is_confirmed": "on"}
    response = client.post(page(name, attended), sent)
    assert (response.status_code, response["Location"]) == (
        302,
        page("certificate_detail", attended),
    )
    assert list(Certificate.objects.values_list("state", "name")) == [
        (CertificateState.VALID, "髙﨑 葛󠄀子")
    ]


@pytest.mark.parametrize("name", ["certificate_reissue", "certificate_revoke"])
def test_outsider_meets_no_form(client, attended, name):
    client.force_login(MembershipFactory().user)
    sent = {"name": "山田", "reason": "試し", "is_confirmed": "on"}
    assert client.post(page(name, attended), sent).status_code == 404
    assert Certificate.objects.get().is_valid


def test_officer_revokes_with_reason_and_confirmation(client, officer, attended):
    client.force_login(officer)
    url = page("certificate_revoke", attended)
    for sent in ({"reason": "誤り"}, {"is_confirmed": "on"}):
        assert client.post(url, sent).status_code == 200
    assert Certificate.objects.get().is_valid
    client.post(url, {"reason": "誤り", "is_confirmed": "on"})
    attended.refresh_from_db()
    assert (attended.state, attended.ended_reason) == (CertificateState.REVOKED, "誤り")


def test_name_is_escaped(client):
    certificate = issued(printed_name="<b>山田</b>")
    client.force_login(certificate.completion.learner.user)
    content = client.get(page("certificate_detail", certificate)).content.decode()
    assert "&lt;b&gt;山田&lt;/b&gt;" in content


def test_nobody_without_a_learner_meets_a_page(client):
    certificate = issue_for_nobody()
    client.force_login(UserFactory())
    assert client.get(page("certificate_detail", certificate)).status_code == 404


def issue_for_nobody():
    return issued(learner=CompletionFactory(attended=True).learner)
