"""Forms about organizations and people's roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from theme.fields import name_what_is_missing


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
        help_text=_("電話番号やメールアドレスなど。ヘルプと方針のページに出ます。"),
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
