from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import Learner
from core.models import TranslatedText
from quizzes.enums import QuestionKind
from quizzes.querysets import AttemptQuerySet


class Quiz(models.Model):
    """A check quiz (確認テスト) in the bank, known by its key alone; never by a course."""

    key = models.CharField(max_length=200, unique=True)

    class Meta:
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return self.key


class QuizVersion(models.Model):
    """A frozen state of a quiz. Attempts and published lessons hold on to a version."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    pass_mark = models.PositiveSmallIntegerField()  # percent of questions answered fully right
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["quiz", "number"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "number"], name="quizzes_version_unique"),
            models.UniqueConstraint(fields=["quiz", "digest"], name="quizzes_version_digest"),
            models.CheckConstraint(
                condition=Q(pass_mark__lte=100), name="quizzes_version_pass_mark_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} v{self.number}"


class Question(models.Model):
    """A question (設問): the keys of its choices in order, and which of them are right.

    Of an ordering the order is the right one; of a matching a choice is an item with its match.
    """

    version = models.ForeignKey(QuizVersion, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=QuestionKind.choices)
    lesson = models.CharField(max_length=80, blank=True)  # slug of the lesson that teaches it
    choice_keys = models.JSONField()
    correct_keys = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="quizzes_question_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values), name="quizzes_question_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class QuizText(TranslatedText):
    """A version's words in one language.

    `questions`: `{question key: {"prompt", "choices": {choice key: {"text", "explanation"}}}}`; a
    choice of a matching has "match" besides, the text of a true/false question's is empty.
    """

    version = models.ForeignKey(QuizVersion, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=200)
    questions = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="quizzes_text_unique")
        ]

    def __str__(self) -> str:
        return self.title


class Attempt(models.Model):
    """One submitted quiz (受験), graded at once. `answers`: as `quizzes.grading` takes them.

    `submission_key` is drawn when the form is shown: a form sent twice is one attempt.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    version = models.ForeignKey(QuizVersion, on_delete=models.PROTECT, related_name="attempts")
    submission_key = models.UUIDField()
    answers = models.JSONField()
    correct_count = models.PositiveSmallIntegerField()
    question_count = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "submission_key"], name="quizzes_attempt_unique_submission"
            ),
            models.CheckConstraint(
                condition=Q(correct_count__lte=F("question_count")),
                name="quizzes_attempt_count_within",
            ),
        ]
        indexes = [models.Index(fields=["learner", "version"], name="quizzes_attempt_learner")]

    def __str__(self) -> str:
        return f"{self.correct_count}/{self.question_count}"
