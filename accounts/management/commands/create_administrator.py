from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.setup import restore_administrator

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Make or restore a national administrator, and print a link to choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user = restore_administrator(email=email)
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        uidb36, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uidb36, token])
        with override(settings.LANGUAGE_CODE):
            self.stdout.write(
                _("%(email)s は、全国管理者です。次のURLでパスワードを決めてログインします。")
                % {"email": user.email}
            )
        self.stdout.write(f"{settings.SITE_URL}{path}")
