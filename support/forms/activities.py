"""An activity as its officers write it, and its dates as a formset."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.enums import OrganizationKind
from accounts.fields import MunicipalityField
from accounts.models import Organization
from support.enums.activities import ActivityKind, Schedule, Weekday
from support.models import Activity, ActivityDate
from support.permissions.activities import may_publish_in
from theme.fields import ClockField, DayField, name_what_is_missing

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from accounts.models import Municipality, User

    # Generic in the stubs alone.
    _ActivityForm = forms.ModelForm[Activity]
    _DateForm = forms.ModelForm[ActivityDate]
    _DateFormSet = BaseInlineFormSet[ActivityDate, Activity, "ActivityDateForm"]
else:
    _ActivityForm = _DateForm = forms.ModelForm
    _DateFormSet = BaseInlineFormSet

MAX_DATES = 30
LONGEST_DATE = timedelta(days=31)
LONGEST_LISTING = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 2020, 2100


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
        self._offer_organizations(user)
        self._offer_municipalities()
        if not self.instance.pk:
            self.initial["listed_from_on"] = self.initial["listed_from_on"] or timezone.localdate()
            if self.owner:
                self.initial["organiser"] = self.initial["organiser"] or self.owner.name
        elif "kinds" not in self.initial:
            self.initial["kinds"] = [mark.kind for mark in self.instance.kinds.all()]
        name_what_is_missing(self)
        self.fields["kinds"].error_messages["required"] = _("種類を1つ以上選んでください。")
        if "municipality" in self.fields:
            missing = MunicipalityField.default_error_messages["required"]
            self.fields["municipality"].error_messages["required"] = missing
        self.helper = _helper(self)

    @property
    def owner(self) -> Organization | None:
        return self.instance.organization if self.instance.organization_id else None

    def _offer_organizations(self, user: User) -> None:
        """An officer of one organization is not asked; a stored activity never moves."""
        run = Organization.objects.run_by(user)
        if self.instance.pk:
            del self.fields["organization"]
            return
        choices = list(run[:2])
        if len(choices) == 1:
            self.instance.organization = choices[0]
            del self.fields["organization"]
            return
        field = cast("forms.ModelChoiceField[Organization]", self.fields["organization"])
        field.queryset = run
        field.empty_label = gettext("選んでください")

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
            Div("regular_starts", "regular_ends", css_class="activity-when"),
            css_class="activity-regular",
        ),
    )
    return helper


class ActivityDateForm(_DateForm):
    """A date as officers think of it: a day, from when to when, seldom into another day."""

    day = DayField(label=_("日にち"))
    starts = ClockField(label=_("始まる時刻"))
    last_day = DayField(
        label=_("終わる日"), required=False, help_text=_("何日か続くときだけ入力します。")
    )
    ends = ClockField(label=_("終わる時刻"))

    class Meta:
        model = ActivityDate
        fields: tuple[str, ...] = ()

    field_order = ("day", "starts", "ends", "last_day")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        name_what_is_missing(self)
        if self.instance.pk:
            begins = timezone.localtime(self.instance.starts_at)
            ends = timezone.localtime(self.instance.ends_at)
            self.initial.update(
                day=begins.date(),
                starts=begins.time(),
                ends=ends.time(),
                last_day=None if ends.date() == begins.date() else ends.date(),
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day, starts, ends = (data.get(name) for name in ("day", "starts", "ends"))
        if day and starts and ends and "last_day" not in self.errors:
            last_day = data.get("last_day") or day
            self._clean_span(
                timezone.make_aware(datetime.combine(day, starts)),
                timezone.make_aware(datetime.combine(last_day, ends)),
                is_one_day=last_day == day,
            )
        return data

    def _clean_span(self, starts_at: datetime, ends_at: datetime, *, is_one_day: bool) -> None:
        if ends_at <= starts_at and is_one_day:
            self.add_error("ends", _("終わる時刻は、始まる時刻より後にしてください。"))
        elif ends_at <= starts_at:
            self.add_error("last_day", _("終わる日は、始まる日より後にしてください。"))
        elif ends_at - starts_at > LONGEST_DATE:
            self.add_error(
                "last_day",
                _("1回の活動は31日までです。続くものは「くり返し開いている」にしてください。"),
            )
        elif not FIRST_YEAR <= starts_at.year <= LAST_YEAR:
            self.add_error("day", _("年を確かめてください。"))
        else:
            self.instance.starts_at, self.instance.ends_at = starts_at, ends_at


class BaseActivityDateFormSet(_DateFormSet):
    default_error_messages = {
        "too_many_forms": _("日にちは30回までです。"),
    }

    def add_fields(self, form: ActivityDateForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("この日を取り消す")

    def summary(self) -> list[str]:
        """What is wrong with the dates as a whole; each says for itself what it lacks."""
        return [] if any(self.errors) else [str(error) for error in self.non_form_errors()]

    def rows(self) -> list[ActivityDate]:
        """The dates that stay, in order. Of a valid formset."""
        staying = (
            form.instance
            for form in self.initial_forms + self.extra_forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        )
        return sorted(staying, key=lambda row: row.starts_at)

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        for before, after in pairwise(self.rows()):
            if after.starts_at < before.ends_at:
                raise ValidationError(_("同じ時間に重なる日があります。日時を確かめてください。"))


def date_formset(*, activity: Activity, data: Any = None) -> BaseActivityDateFormSet:
    """The dates of an activity; a line for one more is always there."""
    made = forms.inlineformset_factory(
        Activity,
        ActivityDate,
        form=ActivityDateForm,
        formset=BaseActivityDateFormSet,
        extra=0,
        min_num=1,
        max_num=MAX_DATES,
        absolute_max=MAX_DATES + 5,
        validate_max=True,
        can_delete_extra=False,
    )
    return cast("BaseActivityDateFormSet", made(data, instance=activity, prefix="dates"))


def with_another_date(data: QueryDict) -> QueryDict:
    """The posted form with one more date, empty, at the end."""
    changed = data.copy()
    try:
        total = int(data.get("dates-TOTAL_FORMS", ""))
    except ValueError:
        total = 1
    changed["dates-TOTAL_FORMS"] = str(min(max(total, 0) + 1, MAX_DATES))
    return changed


def check_dates(form: ActivityForm, formset: BaseActivityDateFormSet) -> list[ActivityDate] | None:
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
        form.add_error("listed_until_on", _("掲載を終える日は、最後の日より後にしてください。"))
    else:
        form.instance.listed_until_on = ends or last
        return rows
    return None
