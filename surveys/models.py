from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.models import TranslatedText
from courses.models import Track


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
