import io

import openpyxl
import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.enums import Role
from courses.models import Track
from learning.enums import Route
from tests.factories.accounts import (
    MembershipFactory,
    MunicipalityFactory,
    OrganizationFactory,
    PrefectureFactory,
    UserFactory,
)
from tests.reporting.test_queries import complete, make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_figures():
    cache.clear()


@pytest.fixture
def places():
    """Two municipalities of one prefecture and one of another, with 6, 7 and 8 completions."""
    edition = make_edition("supporter", "supporter")
    prefecture, elsewhere = PrefectureFactory(code="31"), PrefectureFactory(code="12")
    made = [
        MunicipalityFactory(prefecture=prefecture, code="312011", name="一の市"),
        MunicipalityFactory(prefecture=prefecture, code="312029", name="二の市"),
        MunicipalityFactory(prefecture=elsewhere, code="122190", name="三の市"),
    ]
    for count, municipality in zip((6, 7, 8), made, strict=True):
        for _number in range(count):
            complete(edition, municipality=municipality, route=Route.ATTENDED)
    return made


@pytest.fixture
def grant_administrator():
    return MembershipFactory(
        role=Role.GRANT_ADMINISTRATOR, organization=OrganizationFactory(national=True)
    ).user


def prefectural_officer(code):
    organization = OrganizationFactory(prefectural=True, prefecture=PrefectureFactory(code=code))
    return MembershipFactory(organization=organization).user


def url(**parameters):
    return reverse("reporting:completions", query={"year": 2026, "track": "supporter"} | parameters)


def test_grant_administrator_sees_prefectures_with_their_total(client, places, grant_administrator):
    client.force_login(grant_administrator)

    response = client.get(url())

    assert response.context["total"] == (0, 21, 0, 21)
    figures = {row.prefecture_code: row.figures for row in response.context["rows"]}
    assert figures["31"] == (0, 13, 0, 13)
    assert figures["12"] == (0, 8, 0, 8)


def test_export_equals_the_screen(client, places, grant_administrator):
    client.force_login(grant_administrator)

    response = client.get(
        reverse("reporting:completions_export", query={"year": 2026, "track": "supporter"})
    )
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    header, *lines = book.worksheets[0].values
    figures = {
        (line[header.index("市区町村コード")], line[header.index("修了区分")]): line[-1]
        for line in lines
    }

    for place, count in zip(places, (6, 7, 8), strict=True):
        assert figures[place.code, "対面・オンライン研修"] == count
        assert figures[place.code, "合計"] == count
    header, *lines = book.worksheets[1].values
    sums = {(line[2], line[3]): line[-1] for line in lines if line[4] == "合計"}
    assert sums == {(None, "合計"): 21, ("31", "架空31県"): 13, ("12", "架空12県"): 8}
    assert "集計日時" in {cell for row in book.worksheets[2].values for cell in row}


def test_prefectural_officer_sees_the_own_prefecture_only(client, places):
    client.force_login(prefectural_officer("31"))

    response = client.get(url(prefecture="12"))

    assert {row.municipality for row in response.context["rows"]} == {"一の市", "二の市"}
    assert "三の市" not in response.content.decode()


def test_export_for_prefecture_holds_no_other(client, places):
    client.force_login(prefectural_officer("31"))

    response = client.get(reverse("reporting:completions_export", query={"year": 2026}))
    sheets = openpyxl.load_workbook(io.BytesIO(response.getvalue())).worksheets[:2]

    for sheet in sheets:
        assert {row[3] for row in list(sheet.values)[1:]} == {"架空31県"}
    assert list(sheets[1].values)[-1][-2:] == ("合計", 13)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EDITOR])
def test_officer_of_a_municipality_is_refused(client, places, role):
    client.force_login(MembershipFactory(role=role).user)

    assert client.get(url()).status_code == 403


@pytest.mark.parametrize("role", sorted({*Role} - {Role.OFFICER, Role.PREFECTURAL_OFFICER}))
def test_other_roles_at_a_prefecture_do_not_see_its_figures(client, places, role):
    prefecture = PrefectureFactory(code="31")
    organization = OrganizationFactory(prefectural=True, prefecture=prefecture)
    client.force_login(MembershipFactory(role=role, organization=organization).user)

    assert client.get(url()).status_code == 403


def test_learner_is_refused(client, places):
    client.force_login(UserFactory())

    assert client.get(url()).status_code == 403


def test_nobody_is_asked_to_sign_in(client):
    response = client.get(url())

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_page_without_any_track_or_completion_shows_zero(client, grant_administrator):
    Track.objects.create(slug="supporter")
    client.force_login(grant_administrator)

    response = client.get(reverse("reporting:completions"))

    assert response.context["total"] == (0, 0, 0, 0)


def test_unknown_filter_values_fall_back_with_a_reason(client, places, grant_administrator):
    client.force_login(grant_administrator)

    response = client.get(url(year="平成", track="nothing", prefecture="99"))

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"year", "track", "prefecture"}
