"""Consultation windows of the demo: kept by the officers of its places. The numbers are made up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from windows.models import Window
from windows.services import add_window
from windows.validation import expiry_of

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Organization
    from demo.cast import Cast

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
OFFICE: dict[str, Any] = {
    "kind": "weekly",
    "weekly": [{"days": WEEKDAYS, "from": "08:30", "to": "17:15"}],
    "holidays": "closed",
    "closed": [{"from": "12-29", "to": "01-03"}],
}
TWICE_A_MONTH: dict[str, Any] = {
    "kind": "weekly",
    "weekly": [{"days": ["sat"], "weeks": [2, 4], "from": "13:00", "to": "16:00"}],
    "holidays": "closed",
    "closed": [{"from": "12-29", "to": "01-03"}],
}


def make_windows(cast: Cast, now: datetime) -> None:
    tottori, yonago, ichihara = cast.municipalities
    today = timezone.localdate(now)
    for organization, name, hours, values, days in (
        (tottori, "くらしと福祉の総合相談（見本）", OFFICE, {"themes": ["living", "family"]}, 20),
        (tottori, "こころの相談日（見本）", TWICE_A_MONTH, {"themes": ["feelings"]}, 320),
        (yonago, "ひとりで悩まない相談室（見本）", OFFICE, {"themes": ["loneliness"]}, 60),
        (ichihara, "子育てなんでも相談（見本）", OFFICE, {"themes": ["family"]}, 40),
        (cast.prefecture, "女性の相談窓口（見本）", OFFICE, {"audiences": ["women"]}, 10),
    ):
        checked_on = today - timedelta(days=days)
        held = {"themes": ["anything"], "audiences": ["all"], **values}
        window = _window(organization, name, hours, **held)
        window.checked_on, window.expires_on = checked_on, expiry_of(checked_on)
        add_window(window=window, actor=cast.officers[organization.pk])


def _window(organization: Organization, name: str, hours: dict[str, Any], **values: Any) -> Window:
    place = organization.name.split("　", maxsplit=1)[0]
    return Window(
        organization=organization,
        name=name,
        operator=organization.name,
        phone="0000-00-0000",
        channels=["phone", "visit"],
        hours=hours,
        note="電話でも、会っても話せます。名前を言わなくてもかまいません。",
        source=f"{place}の案内（見本）",
        **values,
    )
