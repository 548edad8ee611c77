from typing import Any

from django.core.management.base import BaseCommand

from tsunagari.preparation import prepare


class Command(BaseCommand):
    help = (
        "Brings the site up to date before it serves: migrations, municipalities, curriculum, "
        "demo data on the first run, static files. Safe to run at every start."
    )
    requires_system_checks = "__all__"

    def handle(self, *args: Any, **options: Any) -> None:
        prepare(
            report=lambda step: self.stdout.write(f"  {step}"),
            verbosity=max(0, options["verbosity"] - 1),
        )
