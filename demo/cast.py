"""The demo's organizations and logins. The places are real, the people and bodies are made up."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from accounts.enums import LearnerKind, OrganizationKind, Role
from accounts.models import Learner, Membership, Municipality, Organization, User

TOTTORI, YONAGO, ICHIHARA = "312011", "312029", "122190"


@dataclass(frozen=True)
class Cast:
    municipalities: tuple[Organization, ...]
    school_board: Organization
    prefecture: Organization
    officers: dict[int, User]  # by organization
    half_way: Learner
    completed: Learner


@dataclass(frozen=True)
class Login:
    email: str
    role: str


def make_cast(password: str) -> tuple[Cast, list[Login]]:
    """Organizations, their officers and two residents, all signing in with `password`."""
    logins: list[Login] = []

    def user(name: str, role: str) -> User:
        login = Login(f"{name}@example.jp", role)
        logins.append(login)
        made = User.objects.create_user(login.email, password)
        EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
        return made

    def organization(name: str, kind: OrganizationKind, place: str) -> Organization:
        municipality = Municipality.objects.get(code=place)
        is_prefecture = kind == OrganizationKind.PREFECTURE
        return Organization.objects.create(
            name=name,
            kind=kind,
            municipality=None if is_prefecture else municipality,
            prefecture_id=municipality.prefecture_id,
            certificate_issuer=name.split("　", maxsplit=1)[0],
            contact=f"{name}　電話 0000-00-0000（見本）",
        )

    def member(login: User, of: Organization, role: Role) -> None:
        Membership.objects.create(user=login, organization=of, role=role)

    half_way = Learner.objects.create(
        kind=LearnerKind.ACCOUNT, user=user("resident", "受講者（受講の途中）")
    )
    completed = Learner.objects.create(
        kind=LearnerKind.ACCOUNT, user=user("supporter", "受講者（修了証あり）")
    )
    towns = (
        organization("鳥取市　地域福祉課（見本）", OrganizationKind.MUNICIPALITY, TOTTORI),
        organization("米子市　福祉政策課（見本）", OrganizationKind.MUNICIPALITY, YONAGO),
        organization("市原市　共生社会推進課（見本）", OrganizationKind.MUNICIPALITY, ICHIHARA),
    )
    board = organization("市原市教育委員会（見本）", OrganizationKind.SCHOOL_BOARD, ICHIHARA)
    prefecture = organization("鳥取県　福祉保健課（見本）", OrganizationKind.PREFECTURE, TOTTORI)
    nation = Organization.objects.create(
        name="孤独・孤立対策推進室（見本）", kind=OrganizationKind.NATIONAL
    )
    officers = {}
    for body, name in (
        (towns[0], "tottori"),
        (towns[1], "yonago"),
        (towns[2], "ichihara"),
        (board, "board"),
        (prefecture, "prefecture"),
    ):
        officers[body.pk] = user(name, f"研修担当　{body.name}")
        member(officers[body.pk], body, Role.OFFICER)
    member(user("admin", "全国管理者　国"), nation, Role.NATIONAL_ADMINISTRATOR)
    member(user("grants", "実績管理　国"), nation, Role.GRANT_ADMINISTRATOR)
    member(user("editor", "教材編集　国"), nation, Role.EDITOR)
    member(user("tottori-admin", f"団体管理者　{towns[0].name}"), towns[0], Role.ADMINISTRATOR)
    return Cast(towns, board, prefecture, officers, half_way, completed), logins
