"""A window as its officers write it, without script: facts, then hours in a few fixed rows."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.fields import offer_organizations
from core.japanese.kanji import radical_problems
from core.japanese.ruby import without_ruby
from theme.fields import DayField, name_what_is_missing
from windows.enums import Audience, Channel, SpokenLanguage, Theme
from windows.finder.pdf import unprintable_characters
from windows.forms.hours import HoursForms
from windows.forms.periods import PeriodForms
from windows.forms.translations import text_forms
from windows.hours.rules import Kind
from windows.models import Window
from windows.permissions import keeping_organizations
from windows.validation import expiry_of, find_mistakes, is_phone

if TYPE_CHECKING:
    from accounts.models import User

    _WindowForm = forms.ModelForm[Window]  # generic in the stubs alone
else:
    _WindowForm = forms.ModelForm

PRINTED = ("name", "operator", "note", "hours_note", "source")
ALWAYS, PERIODS = "always", "periods"
RUNS = ((ALWAYS, _("いつも開いている")), (PERIODS, _("期間を決めて開く（年末年始など）")))
KINDS = (
    (Kind.WEEKLY.value, _("曜日と時刻が決まっている")),
    (Kind.ALWAYS.value, _("24時間いつでも")),
    (Kind.UNKNOWN.value, _("分からない、または窓口のページで案内している")),
)


def _choices(codes: type[Audience | Theme | Channel | SpokenLanguage]) -> list[tuple[str, str]]:
    return [(each.value, without_ruby(str(each.label))) for each in codes]


class CodesField(forms.MultipleChoiceField):
    """Several of a list of codes, as check boxes."""

    def __init__(
        self, codes: type[Audience | Theme | Channel | SpokenLanguage], **options: Any
    ) -> None:
        super().__init__(
            choices=lambda: _choices(codes), widget=forms.CheckboxSelectMultiple, **options
        )


class WindowForm(_WindowForm):
    """Beside it on the page, and valid together with it: its hours in `hours_forms`, its set
    periods in `period_forms`, its words in other languages in `text_forms`.
    """

    audiences = CodesField(Audience, label=_("だれのための窓口か"))
    themes = CodesField(Theme, label=_("どんなことを話せるか"))
    channels = CodesField(Channel, label=_("相談の方法"))
    languages = CodesField(SpokenLanguage, label=_("使える言葉"))
    url = forms.URLField(
        label=_("ウェブページ"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": _("URLは https:// から入力してください。")},
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )
    runs = forms.ChoiceField(label=_("開いている期間"), choices=RUNS, widget=forms.RadioSelect)
    hours_kind = forms.ChoiceField(label=_("受付時間"), choices=KINDS, widget=forms.RadioSelect)
    hours_channels = CodesField(
        Channel,
        label=_("この受付時間があてはまる方法"),
        required=False,
        help_text=_(
            "どの方法も同じときは、何も選びません。選ばなかった方法は、時間が分からないものとして案内します。"
        ),
    )
    checked_on = DayField(
        label=_("内容を確かめた日"), help_text=_("電話番号や受付時間が正しいことを確かめた日です。")
    )
    expires_on = DayField(
        label=_("表示の期限"),
        required=False,
        help_text=_(
            "入力しないときは、確かめた日から1年です。期限を過ぎると、どのページにも出なくなります。"
        ),
    )

    class Meta:
        model = Window
        fields = (
            "organization",
            "name",
            "operator",
            "phone",
            "url",
            "note",
            "audiences",
            "themes",
            "channels",
            "languages",
            "hours_note",
            "source",
            "checked_on",
            "expires_on",
        )
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "phone": _("例：0857-00-0000。電話番号かウェブページの、どちらかがいります。"),
            "note": _(
                "はじめての人にも伝わるように、短く書きます。会って話せるときは、その場所も書きます。"
            ),
            "hours_note": _("例：前の日までに予約がいります"),
            "source": _("何を見て書いたか。例：○○課の案内"),
        }

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        window: Window = self.instance
        self.initial["hours_kind"] = window.hours["kind"] if window.pk else Kind.WEEKLY.value
        self.initial["hours_channels"] = window.hours_channels
        if window.pk and not _is_own_term(window):
            self.initial["expires_on"] = None
        self.initial["runs"] = ALWAYS if window.is_permanent else PERIODS
        # Only what was chosen is judged.
        self.hours_forms = HoursForms(window.hours, data=self.data if self._asks_hours() else None)
        self.period_forms = PeriodForms(
            window.periods, data=self.data if self._asks_periods() else None
        )
        self.text_forms = text_forms(window, data=self.data if self.is_bound else None)
        self.fields["organization"].required = True
        self.fields["organization"].label = gettext("団体")
        offer_organizations(self, keeping_organizations(user))
        if not window.pk:
            self.initial["checked_on"] = timezone.localdate()
            self._propose(user)
        name_what_is_missing(self)
        for name in ("audiences", "themes", "channels", "languages"):
            field = self.fields[name]
            field.error_messages["required"] = gettext("%(label)sを1つ以上選んでください。") % {
                "label": field.label
            }
        self.helper = _helper(self)

    def _propose(self, user: User) -> None:
        organization = self.instance.organization
        if organization is not None:
            self.initial["operator"] = organization.name
            self.initial["source"] = gettext("%(organization)sの案内") % {
                "organization": organization.name
            }

    def _asks_hours(self) -> bool:
        return self.is_bound and self.data.get("hours_kind") == Kind.WEEKLY.value

    def _asks_periods(self) -> bool:
        return self.is_bound and self.data.get("runs") == PERIODS

    def clean_phone(self) -> str:
        phone = unicodedata.normalize("NFKC", self.cleaned_data["phone"]).strip()
        if phone and not is_phone(phone):
            raise forms.ValidationError(
                gettext("電話番号は、数字と「-」で入力してください（例：0857-00-0000）。")
            )
        return phone

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._clean_term(data)
        for name in PRINTED:
            for reason in radical_problems(data.get(name, "")):
                self.add_error(name, reason)
            if missing := unprintable_characters(data.get(name, "")):
                self.add_error(
                    name,
                    _("紙に印刷できない文字があります：%(characters)s")
                    % {"characters": "、".join(missing)},
                )
        self._clean_beside(data)
        if not self.errors:
            self._clean_together(data)
        return data

    def _clean_beside(self, data: dict[str, Any]) -> None:
        """The other forms' own mistakes are named also where the rest is wrong."""
        if self._asks_hours() and not self.hours_forms.is_valid():
            self.add_error(None, _("曜日と時刻の欄に、直すところがあります。"))
        if self._asks_periods() and not self.period_forms.is_valid():
            self.add_error(None, _("期間の欄に、直すところがあります。"))
        found = [form.is_valid() and form.matches(data) for form in self.text_forms]
        if not all(found):
            self.add_error(None, _("ほかの言葉の欄に、直すところがあります。"))

    def _clean_term(self, data: dict[str, Any]) -> None:
        """What is saved here is to be seen: its last day may not be over."""
        checked_on, today = data.get("checked_on"), timezone.localdate()
        if checked_on and not data.get("expires_on") and "expires_on" not in self.errors:
            data["expires_on"] = expiry_of(checked_on)
            if data["expires_on"] < today:
                self.add_error(
                    "checked_on",
                    _(
                        "確かめてから1年をこえています。もう一度確かめて、その日を入力してください。"
                    ),
                )
        elif data.get("expires_on") and data["expires_on"] < today:
            self.add_error("expires_on", _("表示の期限は、今日か、それより後にしてください。"))

    def _clean_together(self, data: dict[str, Any]) -> None:
        """What the authors' files are held to as well."""
        data["hours"] = (
            self.hours_forms.hours() if self._asks_hours() else {"kind": data["hours_kind"]}
        )
        data["is_permanent"] = not self._asks_periods()
        data["periods"] = self.period_forms.periods() if self._asks_periods() else []
        for mistake in find_mistakes(data, timezone.localdate()):
            field, *place = mistake.place
            if field == "hours":
                self.hours_forms.name_mistake(place, mistake.reason)
                self.add_error(None, mistake.reason)
            elif field == "periods":
                self.period_forms.filled[int(place[0])].add_error("first", mistake.reason)
                self.add_error(None, mistake.reason)
            else:
                self.add_error(str(field), mistake.reason)

    def save(self, commit: bool = False) -> Window:  # noqa: FBT001, FBT002 - Django's signature
        """The window as it will be; windows.services stores it."""
        window: Window = super().save(commit=False)
        for name in ("hours", "hours_channels", "is_permanent", "periods"):
            setattr(window, name, self.cleaned_data[name])
        return window

    def texts(self) -> dict[str, dict[str, str]]:
        """The words of each other language; empty where there are none."""
        return {form.instance.language: form.words for form in self.text_forms}


def _is_own_term(window: Window) -> bool:
    """Whether its officers chose a last day, still to come, sooner than the year that all have."""
    return timezone.localdate() <= window.expires_on < expiry_of(window.checked_on)


def _helper(form: WindowForm) -> FormHelper:
    def known(*names: str) -> list[str]:
        return [name for name in names if name in form.fields]

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(
        Fieldset(_("どんな窓口か"), *known("organization", "name", "operator", "note")),
        Fieldset(_("連絡先"), "phone", "url", "channels", "languages"),
        Fieldset(_("だれの、どんな相談か"), "audiences", "themes"),
        Fieldset(
            gettext_lazy("確認"), "source", Div("checked_on", "expires_on", css_class="dads-when")
        ),
        Fieldset(
            gettext_lazy("いつ話せるか"), "runs", "hours_kind", "hours_channels", "hours_note"
        ),
    )
    return helper
