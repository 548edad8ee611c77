"""An activity as its officers write it, and its dates as a formset."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import OrganizationKind
from accounts.fields import MunicipalityField, offer_organizations
from accounts.models import Organization
from activities.enums import ActivityKind, Schedule, Weekday
from activities.models import Activity, ActivityDate
from activities.permissions import may_publish_in
from theme.dated_rows import (
    FIRST_YEAR,
    LAST_YEAR,
    DatedRowForm,
    DatedRowFormSet,
)
from theme.fields import ClockField, DayField, name_what_is_missing

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from accounts.models import Municipality, User

    _ActivityForm = forms.ModelForm[Activity]  # generic in the stubs alone
else:
    _ActivityForm = forms.ModelForm

LONGEST_LISTING = timedelta(days=366)


class ActivityForm(_ActivityForm):
    kinds = forms.MultipleChoiceField(
        label=_("種類"),
        choices=ActivityKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("あてはまるものを、すべて選びます。"),
    )
    schedule = forms.ChoiceField(
        label=_("いつ開くか"),
        choices=Schedule.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("いつ開くかを選んでください。")},
    )
    weekday = forms.TypedChoiceField(
        label=_("毎週の曜日"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", pgettext_lazy("曜日", "決まっていない")), *Weekday.choices],
        help_text=_("曜日と時刻を入れると、カレンダーにくり返しの予定として登録できます。"),
    )
    regular_starts = ClockField(label=_("始まる時刻"), required=False)
    regular_ends = ClockField(label=_("終わる時刻"), required=False)
    municipality = MunicipalityField()
    url = forms.URLField(
        label=_("くわしい案内のURL"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": _("URLは https:// から入力してください。")},
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )
    listed_from_on = DayField(label=_("掲載を始める日"))
    listed_until_on = DayField(
        label=_("掲載を終える日"),
        required=False,
        help_text=_(
            "日にちが決まっている活動では、入力しないと最後の日までのせます。"
            "くり返し開いている活動は1年までです。続くときは、確かめてから延ばします。"
        ),
    )

    class Meta:
        model = Activity
        fields = (
            "organization",
            "title",
            "summary",
            "who_may_come",
            "cost",
            "municipality",
            "place",
            "address",
            "organiser",
            "contact",
            "url",
            "listed_from_on",
            "listed_until_on",
            "schedule",
            "regular_text",
            "weekday",
            "regular_starts",
            "regular_ends",
        )
        widgets = {"summary": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "summary": _("何をするところか、はじめての人にも伝わるように書きます。"),
            "who_may_come": _("例：どなたでも／65歳以上の方と、そのご家族"),
            "cost": _("例：無料／お茶代100円"),
            "contact": _("例：○○の会　0000-00-0000（平日9時〜17時）。公開されます。"),
            "regular_text": _("例：毎週水曜日の10時〜12時（年末年始は休み）"),
        }

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_organizations(self, Organization.objects.run_by(user))
        self._offer_municipalities()
        if not self.instance.pk:
            self.initial["listed_from_on"] = self.initial["listed_from_on"] or timezone.localdate()
            if self.owner:
                self.initial["organiser"] = self.initial["organiser"] or self.owner.name
        elif "kinds" not in self.initial:
            self.initial["kinds"] = [mark.kind for mark in self.instance.kinds.all()]
            if self.instance.is_listed_to_its_last_day():
                self.initial["listed_until_on"] = None
        name_what_is_missing(self)
        self.fields["kinds"].error_messages["required"] = _("種類を1つ以上選んでください。")
        if "municipality" in self.fields:
            missing = MunicipalityField.default_error_messages["required"]
            self.fields["municipality"].error_messages["required"] = missing
        self.helper = _helper(self)

    @property
    def owner(self) -> Organization | None:
        return self.instance.organization if self.instance.organization_id else None

    def _offer_municipalities(self) -> None:
        """A municipality's own activities are in that municipality: nobody is asked."""
        owner = self.owner
        if owner and owner.kind == OrganizationKind.MUNICIPALITY and owner.municipality:
            self.instance.municipality = owner.municipality
            del self.fields["municipality"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._clean_place(data)
        self._clean_listing(data)
        if data.get("schedule") == Schedule.REGULAR:
            self._clean_regular(data)
        else:
            data.update(regular_text="", weekday=None, regular_starts=None, regular_ends=None)
        return data

    def _clean_place(self, data: dict[str, Any]) -> None:
        owner: Organization | None = data.get("organization") or self.owner
        municipality: Municipality | None = data.get("municipality")
        if owner and municipality and not may_publish_in(owner, municipality):
            self.add_error(
                "municipality", _("この団体が知らせられるのは、担当する地域の活動だけです。")
            )

    def _clean_listing(self, data: dict[str, Any]) -> None:
        begins, ends = data.get("listed_from_on"), data.get("listed_until_on")
        if begins and not FIRST_YEAR <= begins.year <= LAST_YEAR:
            self.add_error("listed_from_on", _("年を確かめてください。"))
            return
        if begins and ends and ends < begins:
            self.add_error("listed_until_on", _("掲載を終える日は、始める日より後にしてください。"))
        elif begins and ends and ends - begins > LONGEST_LISTING:
            self.add_error("listed_until_on", _("掲載は1年までにしてください。"))

    def _clean_regular(self, data: dict[str, Any]) -> None:
        starts, ends = data.get("regular_starts"), data.get("regular_ends")
        if not data.get("regular_text") and "regular_text" not in self.errors:
            self.add_error("regular_text", _("開いている日と時間を入力してください。"))
        if not data.get("listed_until_on") and "listed_until_on" not in self.errors:
            self.add_error("listed_until_on", _("掲載を終える日を入力してください。"))
        if bool(starts) != bool(ends):
            missing = "regular_ends" if starts else "regular_starts"
            self.add_error(missing, _("始まる時刻と終わる時刻は、両方入力してください。"))
        elif starts and ends and ends <= starts:
            self.add_error("regular_ends", _("終わる時刻は、始まる時刻より後にしてください。"))


def _helper(form: ActivityForm) -> FormHelper:
    def known(*names: str) -> list[str]:
        return [name for name in names if name in form.fields]

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    about = known("organization", "title", "kinds", "summary", "who_may_come", "cost")
    helper.layout = Layout(
        Fieldset(_("どんな活動か"), *about),
        Fieldset(_("どこで開くか"), *known("municipality", "place", "address")),
        Fieldset(_("主催と連絡先"), "organiser", "contact", "url"),
        Fieldset(_("掲載する期間"), Div("listed_from_on", "listed_until_on")),
        Fieldset("", "schedule"),
        Fieldset(
            _("くり返し開いている場合"),
            "regular_text",
            "weekday",
            Div("regular_starts", "regular_ends", css_class="dads-when"),
            css_class="activity-regular",
        ),
    )
    return helper


class ActivityDateForm(DatedRowForm):
    last_day = DayField(
        label=_("終わる日"), required=False, help_text=_("何日か続くときだけ入力します。")
    )
    longest = timedelta(days=31)
    too_long = _("1回の活動は31日までです。続くものは「くり返し開いている」にしてください。")

    class Meta:
        model = ActivityDate
        fields: tuple[str, ...] = ()


class ActivityDateFormSet(DatedRowFormSet):
    row, name, most = ActivityDateForm, "dates", 30
    default_error_messages = {"too_many_forms": _("日にちは30回までです。")}
    cancel_label = _("この日を取り消す")

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, queryset=ActivityDate.objects.held(), **options)

    overlapping = _("同じ時間に重なる日があります。日時を確かめてください。")


def check_dates(form: ActivityForm, formset: ActivityDateFormSet) -> list[ActivityDate] | None:
    """The dates to store, and the listing's end beside them; None when they don't fit the form."""
    if form.cleaned_data["schedule"] == Schedule.REGULAR:
        return []
    rows = formset.rows()
    if not rows:
        form.add_error("schedule", _("日にちを1回以上入力してください。"))
        return None
    last = max(timezone.localtime(row.ends_at).date() for row in rows)
    begins: date = form.cleaned_data["listed_from_on"]
    ends: date | None = form.cleaned_data.get("listed_until_on")
    if begins > last:
        form.add_error("listed_from_on", _("掲載を始める日は、最後の日より前にしてください。"))
    elif ends is None and last - begins > LONGEST_LISTING:
        form.add_error("listed_until_on", _("掲載は1年までにしてください。"))
    elif ends is not None and ends < last:
        form.add_error(
            "listed_until_on", _("掲載を終える日は、最後の日か、それより後にしてください。")
        )
    else:
        form.instance.listed_until_on = ends or last
        return rows
    return None
