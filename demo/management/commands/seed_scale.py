from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from demo.scale import seed_scale


class Command(BaseCommand):
    help = "Adds N learners with progress and completions, for benches."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learners", type=int, required=True, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                _(
                    "架空の受講者を加えるコマンドです。"
                    "DEMO=1 で動かしているサイトでだけ使えます。何も変更していません。"
                )
            )
        seed_scale(options["learners"], report=lambda done: self.stdout.write(f"{done:,}"))
