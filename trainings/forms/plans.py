"""The plan of a training: the training itself, and its sessions as a formset."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Organization
from courses.enums import EditionState
from courses.models import CourseEdition
from theme.fields import ClockField, DayField, MomentField, name_what_is_missing
from trainings.models import Session, Training
from trainings.queries import edition_title

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import User

    # Generic in the stubs alone.
    _EditionField = forms.ModelChoiceField[CourseEdition]
    _TrainingForm = forms.ModelForm[Training]
    _SessionForm = forms.ModelForm[Session]
    _SessionFormSet = BaseInlineFormSet[Session, Training, "SessionForm"]
else:
    _EditionField = forms.ModelChoiceField
    _TrainingForm = _SessionForm = forms.ModelForm
    _SessionFormSet = BaseInlineFormSet

MAX_SESSIONS = 20
MAX_CAPACITY = 5000
LONGEST_SESSION = timedelta(hours=12)


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
        self._offer_organizations(user)
        self._offer_editions()
        name_what_is_missing(self)

    def _offer_organizations(self, user: User) -> None:
        """An officer of one organization is not asked; a stored training never moves."""
        run = Organization.objects.run_by(user)
        if self.instance.pk:
            del self.fields["organization"]
            return
        choices = list(run[:2])
        field = self.fields["organization"]
        field.queryset = run  # type: ignore[attr-defined]
        field.label = _("主催する団体")
        if len(choices) == 1:
            self.instance.organization = choices[0]
            del self.fields["organization"]
        else:
            field.empty_label = _("選んでください")  # type: ignore[attr-defined]

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


class SessionForm(_SessionForm):
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

    class Meta:
        model = Session
        fields = ("venue", "address", "online_url")

    field_order = ("day", "starts", "ends", "venue", "address", "online_url")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        name_what_is_missing(self)
        if self.instance.pk:
            begins = timezone.localtime(self.instance.starts_at)
            self.initial.update(
                day=begins.date(),
                starts=begins.time(),
                ends=timezone.localtime(self.instance.ends_at).time(),
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("venue") and not data.get("online_url") and "online_url" not in self.errors:
            self.add_error(
                "venue", _("会場か、オンライン参加のURLの、どちらかを入力してください。")
            )
        if data.get("address") and not data.get("venue"):
            self.add_error("venue", _("会場の名前を入力してください。"))
        day, starts, ends = (data.get(name) for name in ("day", "starts", "ends"))
        if day and starts and ends:
            self._clean_span(
                timezone.make_aware(datetime.combine(day, starts)),
                timezone.make_aware(datetime.combine(day, ends)),
            )
        return data

    def _clean_span(self, starts_at: datetime, ends_at: datetime) -> None:
        if ends_at <= starts_at:
            self.add_error("ends", _("終了時刻は、開始時刻より後にしてください。"))
        elif ends_at - starts_at > LONGEST_SESSION:
            self.add_error("ends", _("1回の開催は12時間までです。時刻を確かめてください。"))
        elif not 2020 <= starts_at.year <= 2100:
            self.add_error("day", _("年を確かめてください。"))
        else:
            self.instance.starts_at, self.instance.ends_at = starts_at, ends_at


class BaseSessionFormSet(_SessionFormSet):
    default_error_messages = {
        "too_few_forms": _("開催日時を1回以上入力してください。"),
        "too_many_forms": _("開催は20回までです。"),
    }

    def add_fields(self, form: SessionForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("この回を取り消す")

    def summary(self) -> list[str]:
        """What is wrong with the sessions as a whole; each says for itself what it lacks."""
        return [] if any(self.errors) else [str(error) for error in self.non_form_errors()]

    def spans(self) -> list[tuple[datetime, datetime]]:
        """The sessions that stay, in order. Of a valid formset."""
        return sorted(
            (form.instance.starts_at, form.instance.ends_at)
            for form in self.initial_forms + self.extra_forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        )

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        spans = self.spans()
        for (_starts, ends), (starts, _ends) in pairwise(spans):
            if starts < ends:
                raise ValidationError(_("同じ時間に重なる開催があります。日時を確かめてください。"))


def session_formset(
    *,
    training: Training,
    data: Any = None,
) -> BaseSessionFormSet:
    """The sessions of a training; the first is always there."""
    made = forms.inlineformset_factory(
        Training,
        Session,
        form=SessionForm,
        formset=BaseSessionFormSet,
        extra=0,
        min_num=1,
        max_num=MAX_SESSIONS,
        absolute_max=MAX_SESSIONS + 5,
        validate_min=True,
        validate_max=True,
        can_delete_extra=False,
    )
    return cast("BaseSessionFormSet", made(data, instance=training, prefix="sessions"))


def with_another_session(data: QueryDict) -> QueryDict:
    """The posted plan with one more session, empty, at the end."""
    changed = data.copy()
    try:
        total = int(data.get("sessions-TOTAL_FORMS", ""))
    except ValueError:
        total = 1
    changed["sessions-TOTAL_FORMS"] = str(min(max(total, 0) + 1, MAX_SESSIONS))
    return changed


def check_deadline(form: TrainingForm, formset: BaseSessionFormSet) -> bool:
    """Whether the deadline stands before the end of the last session; says so on the form."""
    deadline = form.cleaned_data.get("registration_ends_at")
    spans = formset.spans()
    if deadline and spans and deadline > spans[-1][1]:
        form.add_error(
            "registration_ends_at", _("申込の締切は、最後の開催が終わるより前にしてください。")
        )
        return False
    return True
