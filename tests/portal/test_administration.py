"""The administrators' pages: who sees whom, what is saved, what a mistake says."""

import re

import pytest
import time_machine
from django.urls import reverse

from accounts.enums import OrganizationKind, Role
from accounts.models import Delegation, Invitation, Membership, Organization
from core.models import AuditEntry, OutboxMail
from tests.factories.accounts import (
    MembershipFactory,
    MunicipalityFactory,
    OrganizationFactory,
    PrefectureFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def url(name, *arguments, **query):
    return reverse(f"portal:{name}", args=arguments, query=query)


@pytest.fixture
def nation(client):
    membership = MembershipFactory(
        role=Role.NATIONAL_ADMINISTRATOR, organization=OrganizationFactory(national=True)
    )
    client.force_login(membership.user)
    return membership


@pytest.fixture
def administrator():
    return MembershipFactory(role=Role.ADMINISTRATOR)


def filled(**changes):
    municipality = MunicipalityFactory()
    return {
        "name": "鳥取市　地域福祉課",
        "kind": "municipality",
        "municipality-code": municipality.code,
        "municipality-prefecture": municipality.prefecture_id,
        "certificate_issuer": "鳥取市",
        "contact": "0857-00-0000",
        "retention_months": "36",
        **changes,
    }


def test_nation_registers_an_organization_and_invites_its_administrator(client, nation, mailoutbox):
    response = client.post(url("organization_create"), filled())
    organization = Organization.objects.get(kind=OrganizationKind.MUNICIPALITY)
    assert response["Location"] == url("organization_detail", organization.pk)
    assert organization.prefecture == organization.municipality.prefecture

    response = client.post(
        url("invitation_create", organization.pk),
        {"email": "sato@city.example.jp", "role": "administrator"},
        follow=True,
    )
    html = response.content.decode()
    assert "sato@city.example.jp に招待のメールをお送りします。" in html
    assert "返事を待っている招待" in html
    assert mailoutbox[0].to == ["sato@city.example.jp"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"retention_months": "11"}, "retention_months"),
        ({"retention_months": "121"}, "retention_months"),
        ({"municipality-code": "", "municipality-prefecture": ""}, "municipality"),
        ({"kind": "prefecture"}, "prefecture"),
        ({"kind": "king"}, "kind"),
    ],
)
def test_mistake_is_named_and_nothing_is_saved(client, nation, changes, field):
    response = client.post(url("organization_create"), filled(**changes))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    assert "<title>エラー：" in response.content.decode()
    assert Organization.objects.count() == 1


def test_second_national_office_and_a_name_twice_are_refused(client, nation):
    client.post(url("organization_create"), filled())
    for twice in (filled(), filled(kind="national", name="第二の国")):
        response = client.post(url("organization_create"), twice)
        assert response.status_code == 200
        assert response.context["form"].errors
    assert Organization.objects.count() == 2


def test_administrator_of_one_organization_is_led_to_it_and_changes_no_place(client, administrator):
    client.force_login(administrator.user)
    organization = administrator.organization
    response = client.get(url("organization_list"))
    assert response["Location"] == url("organization_detail", organization.pk)
    form = client.get(url("organization_edit", organization.pk)).context["form"]
    assert set(form.fields) == {
        "name",
        "certificate_issuer",
        "contact",
        "retention_months",
        "version",
    }
    before = (organization.kind, organization.municipality_id)
    sent = filled(version=form.initial["version"], name="新しい名前", kind="national")
    client.post(url("organization_edit", organization.pk), sent)
    organization.refresh_from_db()
    assert organization.name == "新しい名前"
    assert (organization.kind, organization.municipality_id) == before


def test_two_tabs_do_not_overwrite_each_other(client, administrator):
    client.force_login(administrator.user)
    address = url("organization_edit", administrator.organization_id)
    version = client.get(address).context["form"].initial["version"]
    client.post(address, filled(version=version, name="先の人"))
    response = client.post(address, filled(version=version, name="後の人"))
    assert "ほかの方が先に変更しました" in response.content.decode()
    administrator.organization.refresh_from_db()
    assert administrator.organization.name == "先の人"


def test_administrator_gives_no_national_role(client):
    national = OrganizationFactory(national=True)
    local = MembershipFactory(role=Role.ADMINISTRATOR, organization=national)
    boss = MembershipFactory(role=Role.NATIONAL_ADMINISTRATOR, organization=national)
    client.force_login(local.user)
    page = client.get(url("invitation_create", national.pk))
    offered = {value for value, _label in page.context["form"].fields["role"].choices}
    assert offered == {"administrator", "officer"}
    sent = {"email": "x@example.jp", "role": "national_administrator"}
    client.post(url("invitation_create", national.pk), sent)
    assert not Invitation.objects.exists()
    for name in ("membership_end", "membership_period"):
        assert client.post(url(name, boss.pk)).status_code == 404


def test_leaving_as_the_last_administrator_is_refused(client, administrator):
    client.force_login(administrator.user)
    response = client.post(url("membership_end", administrator.pk), follow=True)
    assert "最後の管理者の権限は外せません" in response.content.decode()
    assert Membership.objects.active().get() == administrator


def test_list_finds_by_words_kind_place_and_missing_administrator(client, nation, administrator):
    prefecture = PrefectureFactory(code="31")
    orphan = OrganizationFactory(
        name="米子市　福祉課", municipality=MunicipalityFactory(prefecture=prefecture)
    )

    def found(**query):
        return {each.name for each in client.get(url("organization_list", **query)).context["page"]}

    everything = {orphan.name, administrator.organization.name, nation.organization.name}
    assert found() == everything
    assert found(q="米子") == {orphan.name}
    assert found(kind="national") == {nation.organization.name}
    assert found(prefecture="31") == {orphan.name}
    assert found(orphans="1") == {orphan.name}
    assert found(q="\x00", kind="x") == everything


def test_list_costs_the_same_for_one_and_for_three(client, nation, django_assert_num_queries):
    OrganizationFactory()
    client.get(url("organization_list"))
    with django_assert_num_queries(7) as first:
        client.get(url("organization_list"))
    OrganizationFactory.create_batch(3)
    with django_assert_num_queries(len(first)):
        client.get(url("organization_list"))


def test_detail_costs_the_same_for_one_and_for_three(client, nation, django_assert_num_queries):
    organization = OrganizationFactory()
    MembershipFactory(organization=organization)
    address = url("organization_detail", organization.pk)
    client.get(address)
    with django_assert_num_queries(11) as first:
        client.get(address)
    MembershipFactory.create_batch(3, organization=organization)
    with django_assert_num_queries(len(first)):
        client.get(address)


def test_merger_and_delegation_by_the_pages(client, nation):
    old, new, agent = (
        OrganizationFactory(),
        OrganizationFactory(),
        OrganizationFactory(kind=OrganizationKind.OTHER),
    )
    days = {"starts_on": "2026-11-01", "ends_on": "2099-03-31"}
    client.post(url("delegation_create", new.pk), {"agent": agent.pk, **days})
    client.post(url("delegation_end", Delegation.objects.get().pk))
    response = client.post(url("organization_merge", old.pk), {"successor": new.pk}, follow=True)
    assert f"「{old.name}」を統合しました。" in response.content.decode()
    old.refresh_from_db()
    assert (old.successor, old.is_active) == (new, False)
    page = client.get(url("organization_detail", old.pk)).content.decode()
    assert f"「{new.name}」に統合されました。" in page


def test_roles_are_confirmed_by_tick(client, administrator):
    Membership.objects.update(confirmed_year=2026)
    officer = MembershipFactory(organization=administrator.organization, confirmed_year=2026)
    with time_machine.travel("2027-03-10T09:00+09:00", tick=False):
        client.force_login(administrator.user)
        page = client.get(url("organization_detail", administrator.organization_id))
        assert "令和9年度の確認をしていない権限が、2件あります" in page.content.decode()
        sent = {"membership": [str(officer.pk), "999999", "x"]}
        client.post(url("roles_confirm", administrator.organization_id), sent)

    years = Membership.objects.order_by("pk").values_list("pk", "confirmed_year")
    assert dict(years) == {administrator.pk: 2026, officer.pk: 2027}


def test_log_shows_an_organization_its_own_entries(client, administrator):
    client.force_login(administrator.user)
    client.post(
        url("invitation_create", administrator.organization_id),
        {"email": "new@example.jp", "role": "officer"},
    )
    other = MembershipFactory(role=Role.ADMINISTRATOR)
    AuditEntry.objects.create(
        action="training.closed",
        object_type="trainings.training",
        object_id="77",
        organization_id=other.organization_id,
    )
    html = client.get(url("organization_log", administrator.organization_id)).content.decode()
    assert re.findall(r"<td>(招待した)</td>", html) == ["招待した"]
    assert administrator.user.email in html
    assert "trainings.training 77" not in html


def test_log_is_narrowed_by_action_and_person(client, nation):
    other = UserFactory(email="hanako@example.jp")
    for actor, action in ((nation.user, "organization.created"), (other, "invitation.sent")):
        AuditEntry.objects.create(
            actor=actor, action=action, object_type="accounts.organization", object_id="1"
        )

    def actions(**query):
        rows = client.get(url("site_log", **query)).context["rows"]
        return [entry.action for entry, _label in rows]

    assert len(actions()) == 2
    assert actions(action="invitation.sent") == ["invitation.sent"]
    assert actions(person="hanako") == ["invitation.sent"]
    assert actions(person="nobody") == []


def test_mail_trouble_is_shown_without_addresses(client, nation):
    OutboxMail.objects.create(
        recipients=["hanako@example.jp"],
        content=b"secret",
        error="ConnectionRefusedError",
        tries=3,
        next_try_at="2026-11-01T09:00+09:00",
    )
    html = client.get(url("outbox")).content.decode()
    assert "ConnectionRefusedError" in html
    assert "hanako" not in html
    assert "secret" not in html


def test_persons_page_shows_an_administrator_their_own_organization_alone(client, administrator):
    person = MembershipFactory(organization=administrator.organization).user
    elsewhere = MembershipFactory(user=person)
    client.force_login(administrator.user)
    html = client.get(url("person_detail", person.pk)).content.decode()
    assert administrator.organization.name in html
    assert elsewhere.organization.name not in html
