from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Organization
from demo.seed import seed_demo


class Command(BaseCommand):
    help = "Fills an empty site with made-up organizations, learners and trainings."

    def handle(self, *args: Any, **options: Any) -> None:
        if Organization.objects.exists():
            raise CommandError(
                "The site already holds organizations; the demo is for an empty one."
            )
        password, logins = seed_demo()
        lines = [f"{login.email:<24}{login.role}" for login in logins]
        text = "\n".join([f"見本のログイン（パスワードはすべて {password}）", *lines, ""])
        path = settings.VAR_DIR / "demo-logins.txt"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        self.stdout.write(text)
