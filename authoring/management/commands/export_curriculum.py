"""`manage.py export_curriculum PATH`: write the courses back as the authors' files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.files.exporting import export_courses

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Write the newest edition of every course as files; equal files are left alone."
    # The checks import every page of the site and take longer than this command.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with override(settings.LANGUAGE_CODE):
            changed, others = export_courses(options["path"] / "courses")
            for path in changed:
                self.stdout.write(_("書き出しました：%(path)s") % {"path": path})
            for path in others:
                self.stdout.write(_("データベースにないファイルです：%(path)s") % {"path": path})
            if not changed:
                self.stdout.write(_("変更はありません"))
