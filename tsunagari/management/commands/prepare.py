from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from tsunagari.preparation import prepare, try_database


class Command(BaseCommand):
    help = (
        "Brings the site up to date before it serves: migrations, municipalities, curriculum, "
        "demo data on the first run, static files. Safe to run at every start."
    )
    requires_system_checks = "__all__"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            try_database()
        except OperationalError as error:
            raise CommandError(f"The database cannot be reached: {error}") from None
        prepare(
            report=lambda step: self.stdout.write(f"  {step}"),
            verbosity=max(0, options["verbosity"] - 1),
        )
