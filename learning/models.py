from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import AgeBand
from accounts.models import Learner, Municipality, Organization
from courses.models import Course, CourseEdition, Lesson
from learning.enums import EnrolmentState, Route
from learning.querysets import CompletionQuerySet, EnrolmentQuerySet, ReflectionQuerySet
from quizzes.models import Attempt
from surveys.enums import SurveyMoment
from surveys.models import Survey


class Enrolment(models.Model):
    """A learner's way through one edition (受講). Pinned: a new edition never moves it."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(
        max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.ACTIVE
    )
    last_lesson = models.ForeignKey(
        Lesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course"],
                condition=Q(state=EnrolmentState.ACTIVE),
                name="learning_enrolment_unique_active",
            ),
            models.CheckConstraint(
                condition=Q(state__in=EnrolmentState.values),
                name="learning_enrolment_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class LessonProgress(models.Model):
    """What a learner has done in a lesson: read it; passed its check quiz, if it has one."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    attempt = models.ForeignKey(
        Attempt, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "lesson progress"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="learning_progress_unique")
        ]

    def __str__(self) -> str:
        return f"progress {self.pk}"


class Completion(models.Model):
    """A 修了: decided in one service whatever the route, stored once with its evidence.

    One a learner, course and fiscal year. Place (`municipality`, `prefecture_code`) and
    `organization` are frozen here: the organiser's for trainings and classes, the residence the
    learner chose for online. `printed_name` is empty until the learner has given it; retention
    empties it again and the count stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="completions")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="+")
    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="completion"
    )
    route = models.CharField(_("修了区分"), max_length=10, choices=Route.choices)
    completed_at = models.DateTimeField(_("修了日時"))
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    prefecture_code = models.CharField(max_length=2, blank=True)
    age_band = models.CharField(max_length=2, choices=AgeBand.choices, blank=True, default="")
    printed_name = models.CharField(_("修了証に印刷する氏名"), max_length=100, blank=True)
    printed_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    issuer_name = models.CharField(max_length=100, blank=True)
    evidence = models.JSONField(default=dict)
    is_counted = models.BooleanField(default=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course", "fiscal_year"], name="learning_completion_unique"
            ),
            models.CheckConstraint(
                condition=Q(route__in=Route.values), name="learning_completion_route_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["fiscal_year", "prefecture_code", "municipality"],
                name="learning_completion_place",
            ),
        ]

    def __str__(self) -> str:
        return f"completion {self.pk}"


class Reflection(models.Model):
    """What a learner wrote to a question of a lesson and chose to keep: theirs alone to read.

    `lesson` is where it was last written, in the edition of that day: it holds the question.
    When two learners become one, what both wrote to a question stays; the older is `is_earlier`.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="reflections")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    text = models.TextField()
    saved_at = models.DateTimeField(default=timezone.now)
    is_earlier = models.BooleanField(default=False)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        ordering = ["course", "lesson", "key", "is_earlier", "-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course", "key"],
                condition=Q(is_earlier=False),
                name="learning_reflection_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"reflection {self.pk}"


class SurveyReceipt(models.Model):
    """That an enrolment's before or after was asked and sent: which survey, never what."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="surveys")
    moment = models.CharField(max_length=10, choices=SurveyMoment.choices)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "moment"], name="learning_survey_receipt_unique"
            ),
            models.CheckConstraint(
                condition=Q(moment__in=SurveyMoment.values), name="learning_survey_receipt_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"survey receipt {self.pk}"
