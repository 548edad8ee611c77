from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from core.models import TranslatedText
from courses.models import Track
from surveys.enums import AnswerSource, SurveyMoment, SurveyScope


class Survey(models.Model):
    """The short questions that a track puts before and after (前後の質問). Never changed.

    Other questions, choices or Japanese words are another row: answers hold on to the row that
    was shown, so they keep their meaning. `digest` is of `questions` and the Japanese words.
    """

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="surveys")
    digest = models.CharField(max_length=64)
    # `[{"key", "kind", "choices": [{"key", "is_correct", "face"}, …]}, …]`
    questions = models.JSONField()
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["track", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["track", "digest"], name="surveys_survey_unique"),
            models.UniqueConstraint(
                fields=["track"],
                condition=Q(is_current=True),
                name="surveys_survey_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"survey {self.pk}"


class SurveyText(TranslatedText):
    """A survey's words in a language: `{"title", "questions": {key: {"prompt", "choices"}}}`."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="texts")
    words = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "language"], name="surveys_survey_text_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.language}"


class SurveyRound(models.Model):
    """One group's questions before and after: a training's, a class's, or everybody's online.

    Online there is one round a survey and fiscal year. A training or a class points at a round of
    its own; the round knows neither.
    """

    scope = models.CharField(max_length=10, choices=SurveyScope.choices)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="rounds")
    fiscal_year = models.PositiveSmallIntegerField(null=True, blank=True)  # online only

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "fiscal_year"],
                condition=Q(scope=SurveyScope.ONLINE),
                name="surveys_round_unique_online",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=SurveyScope.values), name="surveys_round_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(scope=SurveyScope.ONLINE, fiscal_year__isnull=False)
                | (~Q(scope=SurveyScope.ONLINE) & Q(fiscal_year__isnull=True)),
                name="surveys_round_fiscal_year_online",
            ),
        ]

    def __str__(self) -> str:
        return f"survey round {self.pk}"


class SurveyCount(models.Model):
    """How many chose an answer in a round: a number alone, tied to no person."""

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="counts")
    moment = models.CharField(max_length=10, choices=SurveyMoment.choices)
    source = models.CharField(max_length=10, choices=AnswerSource.choices)
    question = models.CharField(max_length=40)
    choice = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "moment", "source", "question", "choice"],
                name="surveys_count_unique",
            ),
            models.CheckConstraint(
                condition=Q(moment__in=SurveyMoment.values, source__in=AnswerSource.values),
                name="surveys_count_known",
            ),
        ]

    def __str__(self) -> str:
        return f"survey count {self.pk}"


class SurveySubmission(models.Model):
    """That a form was sent, by the key drawn when it was shown: sent twice it counts once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="submissions")
    moment = models.CharField(max_length=10, choices=SurveyMoment.choices)
    submission_key = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "moment", "submission_key"], name="surveys_submission_unique"
            ),
            models.CheckConstraint(
                condition=Q(moment__in=SurveyMoment.values), name="surveys_submission_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"survey submission {self.pk}"
