"""`manage.py load_curriculum [--publish] [PATH]`: check the authors' files and store them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from authoring.loading import CurriculumInvalidError, load_curriculum
from courses.files.loading import LoadOutcome
from courses.models import CourseEdition
from courses.publishing import rerender_edition

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Check the whole curriculum and store it; nothing is saved while anything is wrong."
    # The checks import every page of the site and take longer than this command.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=settings.CURRICULUM_DIR)
        parser.add_argument("--publish", action="store_true", help="publish the draft editions")
        parser.add_argument(
            "--render-again",
            action="store_true",
            help="render published editions again, after an update of the rendering",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with override(settings.LANGUAGE_CODE):
            self._load(options["path"], publish=options["publish"])
            if options["render_again"]:
                for edition in CourseEdition.objects.readable().select_related("course"):
                    rerender_edition(edition=edition)

    def _load(self, path: Path, *, publish: bool) -> None:
        try:
            loaded = load_curriculum(path, publish=publish)
        except CurriculumInvalidError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            self.stderr.write(
                _("%(count)d件の問題があります。何も保存していません。")
                % {"count": len(error.problems)}
            )
            raise SystemExit(1) from None
        outcomes = {
            LoadOutcome.UNCHANGED: _("変更はありません"),
            LoadOutcome.DRAFTED: _("下書きを保存しました"),
            LoadOutcome.TRANSLATED: _("翻訳を更新しました"),
            LoadOutcome.PUBLISHED: _("公開しました"),
            LoadOutcome.LEFT: _("編集画面に版や下書きがあるため、ファイルは読み込みませんでした"),
        }
        for slug, number, outcome in loaded.courses:
            stream = self.stderr if outcome is LoadOutcome.LEFT else self.stdout
            stream.write(
                _("%(course)s 版 %(number)d：%(outcome)s")
                % {"course": slug, "number": number, "outcome": outcomes[outcome]}
            )
        self.stdout.write(
            _("相談窓口と地域の活動：%(count)d件を更新しました") % {"count": loaded.list_rows}
            if loaded.list_rows
            else _("相談窓口と地域の活動：変更はありません")
        )
        if loaded.surveys:
            self.stdout.write(
                _("前後の質問：%(count)d件を更新しました") % {"count": loaded.surveys}
            )
