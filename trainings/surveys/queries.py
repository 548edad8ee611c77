"""What pages and files show of the questions before and after a training."""

from __future__ import annotations

from datetime import datetime
from typing import IO, TYPE_CHECKING

import segno
from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.tabular import Sheet, write_csv, write_workbook
from surveys.comparing import compare_counts
from surveys.queries import load_survey, round_counts
from trainings.enums import TrainingState
from trainings.models import Training, TrainingSurvey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surveys.comparing import QuestionTable

CAUTIONS = (
    _(
        "この表だけで、研修の効果だと言い切ることはできません。研修のほかにも、変わるきっかけはあります。"
    ),
    _("前と後では、答えた人が同じとはかぎりません。答えなかった人もいます。"),
    _(
        "人数が少ないときは、一人の答えで割合が大きく動きます。伝えるときは、人数も一緒に示してください。"
    ),
)


def survey_counts_by_prefecture(
    survey_id: int, fiscal_year: int
) -> dict[tuple[str, str, str, str], int]:
    """The answers of trainings that began in a fiscal year and were not cancelled.

    By prefecture (may be empty), moment, question and choice.

    Figures for those outside the organizations: hide small ones before they are shown.
    """
    starts = timezone.make_aware(datetime(fiscal_year, 4, 1))  # noqa: DTZ001 - made aware here
    ends = timezone.make_aware(datetime(fiscal_year + 1, 4, 1))  # noqa: DTZ001 - as above
    counted_trainings = (
        Training.objects.with_dates()
        .filter(first_starts_at__gte=starts, first_starts_at__lt=ends)
        .exclude(state=TrainingState.CANCELLED)
        .values("pk")
    )
    answered = TrainingSurvey.objects.filter(
        round__survey=survey_id, training__in=counted_trainings, round__counts__isnull=False
    )
    totals = answered.values_list(
        "training__organization__prefecture",
        "round__counts__moment",
        "round__counts__question",
        "round__counts__choice",
    ).annotate(total=Sum("round__counts__number"))
    return {
        (prefecture or "", moment, question, choice): total
        for prefecture, moment, question, choice, total in totals
    }


def survey_tables(training_survey: TrainingSurvey, language: str) -> list[QuestionTable]:
    """Nothing is hidden: for the organization that holds the training alone."""
    survey = load_survey(training_survey.round.survey_id, language)
    return compare_counts(survey, round_counts(training_survey.round))


def survey_address(training_survey: TrainingSurvey, moment: str) -> str:
    """The whole address, as it stands on a poster."""
    path = reverse("trainings:survey_answer", args=(training_survey.code, moment))
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def survey_qr_code(training_survey: TrainingSurvey, moment: str) -> SafeString:
    """The address as a QR code: an SVG to stand in the page."""
    code = segno.make(survey_address(training_survey, moment), error="m", micro=False)
    svg = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return mark_safe(svg)  # noqa: S308 - drawn of squares alone


def write_survey_xlsx(file: IO[bytes], training_survey: TrainingSurvey) -> None:
    """Write the tables, and on a second sheet what to keep in mind when reading them."""
    header, rows = survey_rows(training_survey)
    with override("ja"):
        notes = [[str(line)] for line in CAUTIONS]
    write_workbook(
        file,
        [
            Sheet("前と後", header, rows, widths=[6, 60, 10, 24, 10, 8, 10, 8, 8, 10, 8]),
            Sheet("読み方", ["読むときに気をつけること"], notes, widths=[100]),
        ],
    )


def write_survey_csv(file: IO[bytes], training_survey: TrainingSurvey) -> None:
    header, rows = survey_rows(training_survey)
    write_csv(file, header, rows)


def survey_rows(
    training_survey: TrainingSurvey,
) -> tuple[list[str], Iterator[list[str | int | None]]]:
    """Header and rows of the file: one row a choice, in Japanese whatever the reader's language."""
    header = ["問", "質問", "種類", "答え", "正しい答え"]
    for moment in ("前", "後"):
        header += [f"{moment}（人）", f"{moment}に答えた人", f"{moment}（％）"]
    return header, _choice_rows(survey_tables(training_survey, "ja"))


def _choice_rows(tables: list[QuestionTable]) -> Iterator[list[str | int | None]]:
    for table in tables:
        question = table.question
        kind = "知識" if question.is_knowledge else "気持ち"
        for row in table.rows:
            yield [
                question.number,
                question.plain,
                kind,
                row.choice.plain,
                "○" if row.choice.is_correct else "",
                *(
                    value
                    for cell in (row.before, row.after)
                    for value in (cell.number, cell.total, cell.percent)
                ),
            ]
