from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demo.scale import seed_scale


class Command(BaseCommand):
    help = "Adds N learners with progress and completions, for benches."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learners", type=int, required=True, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        seed_scale(options["learners"], report=lambda done: self.stdout.write(f"{done:,}"))
