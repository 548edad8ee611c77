"""`manage.py build_handbooks`: make the textbooks, slides and guides that are missing or stale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from handbooks.building import build, sources, unbuilt
from handbooks.enums import HandoutKind

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from handbooks.pending import Wanted


class Command(BaseCommand):
    help = "Make the files to hand out that published editions lack or that are stale."
    # The checks import every page of the site and take longer than a file that is up to date.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--course", help="only this course (its slug)")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--kind", choices=HandoutKind.values)
        parser.add_argument("--again", action="store_true", help="also those that are up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(settings.LANGUAGE_CODE):
            count = 0
            for each, source in self._chosen(options):
                handout = build(each, source)
                count += 1
                self.stdout.write(
                    _("%(course)s %(language)s %(kind)s：%(size)d KB")
                    % {
                        "course": each.edition.course.slug,
                        "language": each.language,
                        "kind": each.kind,
                        "size": handout.size // 1000,
                    }
                )
            if not count:
                self.stdout.write(_("作るものはありません"))

    def _chosen(self, options: dict[str, Any]) -> Iterator[tuple[Wanted, str]]:
        for each, source in sources() if options["again"] else unbuilt():
            found = {
                "course": each.edition.course.slug,
                "language": each.language,
                "kind": each.kind,
            }
            if all(options[name] in {None, value} for name, value in found.items()):
                yield each, source
