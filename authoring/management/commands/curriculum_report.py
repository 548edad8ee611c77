"""`manage.py curriculum_report [PATH]`: statistics of the authors' files, and what they lack."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from authoring.quality.facts import read_facts
from authoring.quality.report import build_report
from courses.files.reading import read_courses

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Print characters, lessons, figures, questions and minutes by chapter and language."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=settings.CURRICULUM_DIR)

    def handle(self, *args: Any, **options: Any) -> None:
        with override(settings.LANGUAGE_CODE):
            curriculum = read_courses(options["path"] / "courses")
            for problem in curriculum.problems:
                self.stderr.write(str(problem))
            if curriculum.problems:
                raise SystemExit(1)
            facts = read_facts(settings.FACTS_FILE)
            self.stdout.write("\t".join(_headings()))
            for row in build_report(curriculum, facts):
                self.stdout.write("\t".join(str(value) for value in astuple(row)))
            for course in curriculum.courses:
                for claim in (
                    *facts.claims_without_year(course),
                    *facts.claims_not_in_sheet(course),
                ):
                    self.stderr.write(str(claim))


def _headings() -> tuple[str, ...]:
    return (
        _("講座"),
        _("章"),
        _("言語"),
        _("文字"),
        _("一人が読む文字"),
        _("レッスン"),
        _("図"),
        _("設問"),
        _("分"),
        _("学年外でふりがなのない漢字"),
        _("出典のない図"),
        _("年のない数字"),
        _("事実シートにない数字"),
    )
