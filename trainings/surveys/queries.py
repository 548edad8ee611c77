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
from surveys.comparing import compare
from surveys.queries import survey_paper
from trainings.enums import SurveySource, TrainingState
from trainings.models import Training, TrainingSurveyCount, TrainingSurveySubmission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from surveys.comparing import QuestionTable
    from trainings.models import TrainingSurvey

CAUTIONS = (
    _(
        "この表だけで、研修の効果だと言い切ることはできません。研修のほかにも、変わるきっかけはあります。"
    ),
    _("前と後では、答えた人が同じとはかぎりません。答えなかった人もいます。"),
    _(
        "人数が少ないときは、一人の答えで割合が大きく動きます。伝えるときは、人数も一緒に示してください。"
    ),
)


def survey_counts(training_survey: TrainingSurvey) -> dict[tuple[str, str, str], int]:
    """By moment, question and choice; screens and paper together."""
    rows = (
        TrainingSurveyCount.objects.filter(training_survey=training_survey)
        .values_list("moment", "question", "choice")
        .annotate(total=Sum("number"))
    )
    return {(moment, question, choice): total for moment, question, choice, total in rows}


def survey_counts_by_prefecture(
    survey_id: int, fiscal_year: int
) -> dict[tuple[str, str, str, str], int]:
    """All trainings held that began in a fiscal year: by prefecture (may be empty) and the rest.

    Figures for those outside the organizations: hide small ones before they are shown.
    """
    starts = timezone.make_aware(datetime(fiscal_year, 4, 1))  # noqa: DTZ001 - made aware here
    ends = timezone.make_aware(datetime(fiscal_year + 1, 4, 1))  # noqa: DTZ001 - as above
    held = (
        Training.objects.with_dates()
        .filter(first_starts_at__gte=starts, first_starts_at__lt=ends)
        .exclude(state=TrainingState.CANCELLED)
        .values("pk")
    )
    rows = (
        TrainingSurveyCount.objects.filter(
            training_survey__survey=survey_id, training_survey__training__in=held
        )
        .values_list(
            "training_survey__training__organization__prefecture", "moment", "question", "choice"
        )
        .annotate(total=Sum("number"))
    )
    return {(prefecture or "", *place): total for prefecture, *place, total in rows}


def paper_counts(training_survey: TrainingSurvey, moment: str) -> dict[tuple[str, str], int]:
    """What was typed in from paper, by question and choice."""
    rows = TrainingSurveyCount.objects.filter(
        training_survey=training_survey, moment=moment, source=SurveySource.PAPER
    )
    return {
        (question, choice): number
        for question, choice, number in rows.values_list("question", "choice", "number")
    }


def sheets_sent(training_survey: TrainingSurvey, moment: str) -> int:
    """How many answered by the page."""
    return TrainingSurveySubmission.objects.filter(
        training_survey=training_survey, moment=moment
    ).count()


def survey_tables(training_survey: TrainingSurvey, language: str) -> list[QuestionTable]:
    """Nothing is hidden: for the organization that holds the training alone."""
    paper = survey_paper(training_survey.survey_id, language)
    return compare(paper, survey_counts(training_survey))


def survey_address(training_survey: TrainingSurvey, moment: str) -> str:
    """The whole address, as it stands on a poster."""
    path = reverse("trainings:survey_answer", args=(training_survey.code, moment))
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def survey_code(training_survey: TrainingSurvey, moment: str) -> SafeString:
    """The address as a QR code: an SVG to stand in the page."""
    code = segno.make(survey_address(training_survey, moment), error="m", micro=False)
    svg = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return mark_safe(svg)  # noqa: S308 - drawn of squares alone


def write_survey_xlsx(file: IO[bytes], training_survey: TrainingSurvey) -> None:
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
    return header, _rows(survey_tables(training_survey, "ja"))


def _rows(tables: list[QuestionTable]) -> Iterator[list[str | int | None]]:
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
