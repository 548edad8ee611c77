"""Forms about organizations and people's roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import OrganizationKind, Role
from accounts.fields import MunicipalityField
from accounts.models import Organization
from core.versions import version_of
from theme.fields import DayField, name_what_is_missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Prefecture, User

    _OrganizationForm = forms.ModelForm[Organization]  # generic in the stubs alone
else:
    _OrganizationForm = forms.ModelForm

FEWEST_MONTHS, MOST_MONTHS = 12, 120


class OrganizationForm(_OrganizationForm):
    """An organization as administrators write it.

    Kind and place are the national office's to say; they decide whose figures are counted where.
    """

    municipality = MunicipalityField(required=False)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Organization
        fields = (
            "name",
            "kind",
            "prefecture",
            "municipality",
            "certificate_issuer",
            "contact",
            "retention_months",
        )
        labels = {"prefecture": _("都道府県")}
        help_texts = {
            "name": _("例：鳥取市　地域福祉課"),
            "certificate_issuer": _("修了証に印刷します。例：鳥取市"),
            "contact": _("研修の案内やメールに出ます。例：地域福祉課　0857-00-0000"),
            "retention_months": _(
                "研修をした年度が終わってから、名簿の氏名や連絡先を消すまでの月数です。"
                "12か月から120か月までです。"
            ),
        }

    def __init__(self, *args: Any, is_national: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = cast("forms.ChoiceField", self.fields["kind"])
        kind.choices = [("", gettext("選んでください")), *OrganizationKind.choices]
        prefecture = cast("forms.ModelChoiceField[Prefecture]", self.fields["prefecture"])
        prefecture.empty_label = gettext("選んでください")
        if not is_national:
            for name in ("kind", "prefecture", "municipality"):
                del self.fields[name]
        elif self.instance.pk:
            self.initial["municipality"] = self.instance.municipality
        if self.instance.pk:
            self.initial["version"] = version_of(self.instance)
        name_what_is_missing(self)

    def clean_retention_months(self) -> int:
        months: int = self.cleaned_data["retention_months"]
        if not FEWEST_MONTHS <= months <= MOST_MONTHS:
            raise forms.ValidationError(_("12から120までの数で入力してください。"))
        return months

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == OrganizationKind.NATIONAL:
            data["prefecture"] = data["municipality"] = None
        elif kind == OrganizationKind.PREFECTURE:
            data["municipality"] = None
            if not data.get("prefecture"):
                self.add_error("prefecture", _("都道府県を選んでください。"))
        elif (
            kind == OrganizationKind.MUNICIPALITY
            and not data.get("municipality")
            and "municipality" not in self.errors
        ):
            self.add_error("municipality", _("市区町村を選ぶか、入力してください。"))
        if data.get("municipality"):
            data["prefecture"] = data["municipality"].prefecture
        return data

    def values(self) -> dict[str, Any]:
        """The fields by name, for the services. Call only after `is_valid()`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("メールアドレス"),
        help_text=_("この方だけが受けられます。7日以内に手続きをしていただきます。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("役割"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: Iterable[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("forms.ChoiceField", self.fields["role"])
        field.choices = [(role.value, role.label) for role in roles]
        name_what_is_missing(self)


class PeriodForm(forms.Form):
    """From when until when something counts, both days included."""

    starts_on = DayField(label=_("いつから"), required=False)
    ends_on = DayField(label=_("いつまで（この日まで使えます）"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("終わりの日を、始まりの日より後にしてください。"))
        return data


class DelegationForm(PeriodForm):
    agent = forms.ModelChoiceField(label=_("委託先の団体"), queryset=Organization.objects.none())

    field_order = ("agent", "starts_on", "ends_on")

    def __init__(self, *args: Any, principal: Organization, **options: Any) -> None:
        super().__init__(*args, **options)
        agents = Organization.objects.active().exclude(pk=principal.pk)
        field = cast("forms.ModelChoiceField[Organization]", self.fields["agent"])
        field.queryset = agents.filter(kind=OrganizationKind.OTHER)
        field.empty_label = gettext("選んでください")
        for name in ("starts_on", "ends_on"):
            self.fields[name].required = True
        name_what_is_missing(self)


class MergeForm(forms.Form):
    successor = forms.ModelChoiceField(
        label=_("統合先の団体"), queryset=Organization.objects.none()
    )
    moves_people = forms.BooleanField(
        label=_("この団体の方に、統合先でも同じ役割を与える"), required=False, initial=True
    )

    def __init__(self, *args: Any, predecessor: Organization, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = Organization.objects.administered_by(user).active().exclude(pk=predecessor.pk)
        field = cast("forms.ModelChoiceField[Organization]", self.fields["successor"])
        field.queryset = offered.exclude(kind=OrganizationKind.NATIONAL)
        field.empty_label = gettext("選んでください")
        name_what_is_missing(self)


class SiteSetupForm(forms.Form):
    """The national office and its first administrator."""

    name = forms.CharField(
        label=_("事務局の名前"),
        max_length=100,
        help_text=_("例：孤独・孤立対策推進室　つながりサポーター事務局"),
    )
    contact = forms.CharField(
        label=_("問い合わせ先"),
        max_length=200,
        help_text=_("研修の案内やメールに出ます。例：地域福祉課　0857-00-0000"),
    )
    certificate_issuer = forms.CharField(
        label=_("修了証の発行者名"),
        max_length=100,
        help_text=_("eラーニングで修了した方の修了証に印刷します。"),
    )
    email = forms.EmailField(
        label=_("あなたのメールアドレス"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("10文字以上にしてください。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        name_what_is_missing(self)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
