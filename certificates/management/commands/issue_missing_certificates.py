from typing import Any

from django.core.management.base import BaseCommand

from certificates.glyphs import describe_character
from certificates.queries import completions_without_certificate
from certificates.services import issue_for


class Command(BaseCommand):
    help = "Issue a certificate to every completion that should have one and has none."

    def handle(self, *args: Any, **options: Any) -> None:
        report = issue_for(completions_without_certificate().iterator(chunk_size=500))
        for completion, characters in report.failed:
            why = "、".join(describe_character(character) for character in characters)
            self.stderr.write(f"{completion.pk}: {why or 'see the log'}")
        self.stdout.write(f"issued {len(report.issued)}, failed {len(report.failed)}")
