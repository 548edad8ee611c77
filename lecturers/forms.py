"""What a lecturer says of themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.fields import PrintedNameField
from accounts.queries import (
    MunicipalityAmbiguousError,
    MunicipalityFinder,
    MunicipalityUnknownError,
    prefecture_choices,
)
from lecturers.queries import lecturer_areas
from lecturers.services import Entry
from theme.fields import name_what_is_missing

if TYPE_CHECKING:
    from accounts.models import Municipality, User
    from lecturers.models import Lecturer

AREAS = 3
MOST_MUNICIPALITIES = 20
_BETWEEN = re.compile(r"[、,，・\s]+")


class LecturerForm(forms.Form):
    """Up to three prefectures, each with the municipalities one comes to, or all of them."""

    name = PrintedNameField(
        label=_("名簿にのせる名前"),
        help_text=_("ふだん使っている名前や、活動で使う名前でもかまいません。"),
    )
    contact = forms.CharField(
        label=_("連絡先（メールアドレスか電話番号）"),
        max_length=200,
        help_text=_("研修を開く団体の担当者だけに見えます。"),
    )
    introduction = forms.CharField(
        label=_("ひとこと"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("話せること、うかがえる曜日や時間など（400文字まで）。"),
    )
    consent = forms.BooleanField(
        label=_(
            "研修を開く団体の担当者（市区町村、都道府県、教育委員会、NPO等）に、"
            "この内容を見せることに同意します"
        ),
        error_messages={"required": _("名簿にのせるには、同意が必要です。")},
    )

    def __init__(
        self, *args: Any, lecturer: Lecturer | None, name: str, user: User, **options: Any
    ) -> None:
        options["initial"] = (
            _initial(lecturer) if lecturer else {"name": name, "contact": user.email}
        )
        super().__init__(*args, **options)
        known = prefecture_choices()
        for number in range(1, AREAS + 1):
            self.fields[f"prefecture_{number}"] = forms.ChoiceField(
                label=_("うかがえる都道府県") if number == 1 else _("ほかの都道府県"),
                choices=[("", pgettext_lazy("都道府県", "選んでください")), *known],
                required=number == 1,
            )
            self.fields[f"municipalities_{number}"] = forms.CharField(
                label=_("市区町村"),
                required=False,
                max_length=300,
                help_text=_("例：鳥取市、岩美町。入力しないと、その都道府県の全体になります。"),
            )
        self.order_fields(
            [
                "name",
                "contact",
                *(
                    f"{part}_{number}"
                    for number in range(1, AREAS + 1)
                    for part in ("prefecture", "municipalities")
                ),
                "introduction",
                "consent",
            ]
        )
        consent = self.fields["consent"].error_messages["required"]
        name_what_is_missing(self)
        self.fields["consent"].error_messages["required"] = consent

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        found: list[tuple[str, Municipality | None]] = []
        named: set[str] = set()
        for number in range(1, AREAS + 1):
            prefecture = data.get(f"prefecture_{number}") or ""
            typed = data.get(f"municipalities_{number}") or ""
            if not prefecture:
                if typed and f"prefecture_{number}" not in self.errors:
                    self.add_error(f"prefecture_{number}", _("都道府県を選んでください。"))
                continue
            if prefecture in named:
                self.add_error(f"prefecture_{number}", _("同じ都道府県が二度選ばれています。"))
                continue
            named.add(prefecture)
            found += [(prefecture, place) for place in self._places(number, prefecture, typed)]
        data["areas"] = found
        return data

    def _places(self, number: int, prefecture: str, typed: str) -> list[Municipality | None]:
        """The municipalities typed, or None alone for the whole prefecture."""
        names = [name for name in _BETWEEN.split(typed) if name]
        if not names:
            return [None]
        if len(names) > MOST_MUNICIPALITIES:
            said = gettext("市区町村は%(number)dまでです。全体のときは、空欄にしてください。")
            self.add_error(f"municipalities_{number}", said % {"number": MOST_MUNICIPALITIES})
            return []
        finder = MunicipalityFinder()
        places: dict[str, Municipality | None] = {}
        for name in names:
            try:
                place = finder.find(name, prefecture)
            except (MunicipalityUnknownError, MunicipalityAmbiguousError):
                place = None
            if place is None or place.prefecture_id != prefecture:
                said = gettext("「%(name)s」は、この都道府県の市区町村に見つかりません。")
                self.add_error(f"municipalities_{number}", said % {"name": name})
            else:
                places[place.code] = place
        return list(places.values())

    def entry(self) -> Entry:
        """What a valid form holds."""
        data = self.cleaned_data
        return Entry(
            name=data["name"],
            contact=data["contact"],
            introduction=data["introduction"],
            areas=data["areas"],
        )


def _initial(lecturer: Lecturer) -> dict[str, str]:
    initial = {
        "name": lecturer.name,
        "contact": lecturer.contact,
        "introduction": lecturer.introduction,
    }
    rows = lecturer.areas.select_related("prefecture", "municipality")
    for number, area in enumerate(lecturer_areas(rows), start=1):
        initial[f"prefecture_{number}"] = area.prefecture_code
        initial[f"municipalities_{number}"] = "、".join(area.municipalities)
    return initial
