"""What is asked of a person: by the public form, and by officers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import AgeBand, OrganizationKind
from accounts.fields import KanaField, PrintedNameField
from theme.fields import name_what_is_missing
from trainings.enums import Reach
from trainings.registrations.fields import PhoneField
from trainings.registrations.services import Applicant

if TYPE_CHECKING:
    from accounts.models import Learner, User
    from trainings.models import Registration, Training


class PersonForm(forms.Form):
    """The fields that every door to a training shares."""

    name = PrintedNameField(
        label=_("氏名"),
        help_text=_("修了証に印刷されます。ふだん使っている漢字のまま入力できます。"),
    )
    kana = KanaField(
        label=_("ふりがな"),
        required=False,
        help_text=_("当日の受付をスムーズにするために使います。"),
    )
    email = forms.EmailField(
        max_length=254,
        label=_("メールアドレス"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("メールアドレスの形が正しくありません（例：hanako@example.jp）。")
        },
    )
    phone = PhoneField(required=False)
    age_band = forms.ChoiceField(
        label=_("年代"), required=False, choices=[("", _("回答しない")), *AgeBand.choices[:-1]]
    )
    reach = forms.ChoiceField(
        label=_("お住まい"),
        required=False,
        choices=Reach.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, training: Training, **options: Any) -> None:
        super().__init__(*args, **options)
        self.training = training
        organization = training.organization
        if organization.kind == OrganizationKind.MUNICIPALITY and organization.municipality:
            place = {"place": organization.municipality.name}
            reach = cast("forms.ChoiceField", self.fields["reach"])
            reach.choices = [
                (Reach.UNANSWERED.value, _("回答しない")),
                (Reach.INSIDE.value, gettext("%(place)s内") % place),
                (Reach.OUTSIDE.value, gettext("%(place)s外") % place),
            ]
        else:
            del self.fields["reach"]
        name_what_is_missing(self)

    def applicant(self) -> Applicant:
        """What a valid form holds; `municipality` is not asked here."""
        data = self.cleaned_data
        return Applicant(
            name=data["name"],
            kana=data["kana"],
            email=data["email"],
            phone=data["phone"],
            reach=data.get("reach", ""),
            age_band=data["age_band"],
            note=data.get("note", ""),
        )


class ApplicationForm(PersonForm):
    """The public form. The key is drawn when the form is shown: sent twice, it counts once."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    is_for_another = forms.BooleanField(
        label=_("ご本人以外（ご家族など）の申込みをする"), required=False
    )

    field_order = ("is_for_another", "name", "kana", "email", "phone", "reach", "age_band")

    def __init__(
        self,
        *args: Any,
        user: User | None = None,
        learner: Learner | None = None,
        **options: Any,
    ) -> None:
        options["initial"] = {
            "submission_key": uuid4(),
            "name": learner.name if learner else "",
            "kana": learner.kana if learner else "",
            "age_band": learner.age_band if learner else "",
            "email": user.email if user else "",
        }
        super().__init__(*args, **options)
        self.fields["email"].help_text = _("受付のお知らせと、取消しの方法をお送りします。")
        self.fields["phone"].help_text = _("中止など、急ぎの連絡のときだけ使います。")
        if user is None:
            del self.fields["is_for_another"]


class HandForm(PersonForm):
    """A person added by an officer: an e-mail is not needed."""

    note = forms.CharField(
        label=_("備考"),
        required=False,
        max_length=300,
        help_text=_("担当者だけが見られます（例：車いすでの参加）。"),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    sends_receipt = forms.BooleanField(label=_("受付のメールを送る"), required=False)
    is_another_person = forms.BooleanField(
        label=_("同じ氏名の別の方として追加する"), required=False
    )

    def __init__(self, *args: Any, training: Training, **options: Any) -> None:
        options.setdefault("initial", {"submission_key": uuid4()})
        super().__init__(*args, training=training, **options)
        self.fields["email"].required = False
        typed, key = self.data.get("name", ""), _uuid(self.data.get("submission_key"))
        if not self.is_bound or not has_namesake(training, typed, key):
            del self.fields["is_another_person"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("sends_receipt") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("受付のメールを送るには、メールアドレスが必要です。"))
        if "is_another_person" in self.fields and not data.get("is_another_person"):
            self.add_error(
                "name",
                ValidationError(
                    _(
                        "同じ氏名の申込みがすでにあります。別の方のときは、"
                        "「同じ氏名の別の方として追加する」を選んでください。"
                    )
                ),
            )
        return data


class CorrectionForm(PersonForm):
    """A registration corrected by an officer."""

    note = HandForm.base_fields["note"]

    def __init__(self, *args: Any, registration: Registration, **options: Any) -> None:
        options["initial"] = {
            name: getattr(registration, name) for name in (*PersonForm.base_fields, "note")
        }
        super().__init__(*args, training=registration.training, **options)
        self.registration = registration
        self.fields["email"].required = False

    def applicant(self) -> Applicant:
        """The place that a roster file gave stays."""
        data = self.cleaned_data
        return Applicant(
            **{name: data[name] for name in ("name", "kana", "email", "phone", "age_band", "note")},
            reach=data.get("reach", self.registration.reach),
            municipality=self.registration.municipality,
        )


class WalkInForm(forms.Form):
    """Someone at the door: a name is enough."""

    name = PrintedNameField(label=_("氏名"))
    kana = KanaField(label=_("ふりがな"), required=False)
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, training: Training) -> None:
        super().__init__(data, auto_id="walk_in_%s", initial={"submission_key": uuid4()})
        name_what_is_missing(self)
        self.training = training

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "name" in data and has_namesake(self.training, data["name"], data.get("submission_key")):
            self.add_error(
                "name",
                _(
                    "同じ氏名の方が名簿にいます。一覧から出席にしてください。"
                    "別の方のときは、研修のページの「申込みを追加する」から追加できます。"
                ),
            )
        return data

    def applicant(self) -> Applicant:
        return Applicant(name=self.cleaned_data["name"], kana=self.cleaned_data["kana"])


def has_namesake(training: Training, name: str, submission_key: UUID | None) -> bool:
    """Someone of this name is here already. The same form sent again is no namesake."""
    # What was typed is not validated yet, and PostgreSQL takes no NUL.
    named = training.registrations.active().named(name.replace("\x00", "").strip())
    return bool(named.exclude(submission_key=submission_key).exists())


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
