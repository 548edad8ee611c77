"""The plan of a training: the training itself, and its sessions as a formset."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.fields import offer_organizations
from accounts.models import Organization
from courses.enums import EditionState
from courses.models import CourseEdition
from theme.dated_rows import DatedRowForm, DatedRowFormSet
from theme.fields import ClockField, DayField, MomentField, name_what_is_missing
from trainings.models import Session, Training
from trainings.queries import edition_title

if TYPE_CHECKING:
    from accounts.models import User

    # Generic in the stubs alone.
    _EditionField = forms.ModelChoiceField[CourseEdition]
    _TrainingForm = forms.ModelForm[Training]
else:
    _EditionField = forms.ModelChoiceField
    _TrainingForm = forms.ModelForm

MAX_CAPACITY = 5000


class EditionChoiceField(_EditionField):
    """Editions by the title and label that readers see; both are read once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(CourseEdition.objects.none(), **options)
        self.titles: dict[int, str] = {}

    def label_from_instance(self, obj: CourseEdition) -> str:
        return self.titles.get(obj.pk, str(obj))


class TrainingForm(_TrainingForm):
    edition = EditionChoiceField(
        label=_("講座"),
        empty_label=None,
        help_text=_("公開中の講座から選びます。修了証に講座名が載ります。"),
    )
    capacity = forms.IntegerField(
        label=_("定員"),
        min_value=1,
        max_value=MAX_CAPACITY,
        error_messages={
            "min_value": _("定員は1人以上にしてください。"),
            "max_value": _("定員は5,000人までです。"),
            "invalid": _("定員は数字で入力してください。"),
        },
    )
    registration_ends_at = MomentField(
        label=_("申込の締切"),
        required=False,
        help_text=_("入力しないときは、最初の開催の開始時刻まで受け付けます。"),
    )

    class Meta:
        model = Training
        fields = (
            "organization",
            "title",
            "edition",
            "description",
            "capacity",
            "registration_ends_at",
            "lecturer",
            "contact",
        )
        widgets = {
            "organization": forms.Select(),
            "description": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "description": _(
                "持ち物、対象となる方、会場への行き方など。申込みページに表示されます。"
            ),
            "contact": _("申込みページに表示されます（例：福祉課 03-1234-5678）。"),
        }

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organization"].label = _("主催する団体")
        offer_organizations(self, Organization.objects.run_by(user))
        self._offer_editions()
        name_what_is_missing(self)

    def _offer_editions(self) -> None:
        offered = CourseEdition.objects.filter(
            Q(state=EditionState.PUBLISHED) | Q(pk=self.instance.edition_id)
        ).order_by("course__track__position", "course__position", "-number")
        field = self.fields["edition"]
        assert isinstance(field, EditionChoiceField)  # noqa: S101 - declared above
        field.queryset = offered
        field.titles = {edition.pk: edition_title(edition.pk) for edition in offered}

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"]
        if capacity < self.instance.seats_taken:
            raise ValidationError(capacity_too_small(self.instance.seats_taken))
        return capacity


def capacity_too_small(seats_taken: int) -> str:
    return ngettext(
        "すでに%(number)d人の申込みがあります。定員は%(number)d人以上にしてください。",
        "すでに%(number)d人の申込みがあります。定員は%(number)d人以上にしてください。",
        seats_taken,
    ) % {"number": seats_taken}


class SessionForm(DatedRowForm):
    """A session as officers think of it: a day, from when to when, and where."""

    day = DayField(label=_("開催日"))
    starts = ClockField(label=_("開始時刻"))
    ends = ClockField(label=_("終了時刻"))
    online_url = forms.URLField(
        label=_("オンライン参加のURL"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("申し込んだ方だけにお知らせします。"),
        error_messages={"invalid": _("URLは https:// から入力してください。")},
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )
    longest = timedelta(hours=12)
    too_long = _("1回の開催は12時間までです。時刻を確かめてください。")

    class Meta:
        model = Session
        fields = ("venue", "address", "online_url")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("venue") and not data.get("online_url") and "online_url" not in self.errors:
            self.add_error(
                "venue", _("会場か、オンライン参加のURLの、どちらかを入力してください。")
            )
        if data.get("address") and not data.get("venue"):
            self.add_error("venue", _("会場の名前を入力してください。"))
        return data


class SessionFormSet(DatedRowFormSet):
    row, name, most, is_required = SessionForm, "sessions", 20, True
    default_error_messages = {
        "too_few_forms": _("開催日時を1回以上入力してください。"),
        "too_many_forms": _("開催は20回までです。"),
    }
    cancel_label = _("この回を取り消す")
    overlapping = _("同じ時間に重なる開催があります。日時を確かめてください。")


def check_deadline(form: TrainingForm, formset: SessionFormSet) -> bool:
    """Whether the deadline stands before the end of the last session; says so on the form."""
    deadline = form.cleaned_data.get("registration_ends_at")
    rows = formset.rows()
    if deadline and rows and deadline > rows[-1].ends_at:
        form.add_error(
            "registration_ends_at", _("申込の締切は、最後の開催が終わるより前にしてください。")
        )
        return False
    return True
