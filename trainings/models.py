from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import AgeBand
from accounts.models import Learner, Municipality, Organization
from core.models import Job
from courses.models import CourseEdition
from learning.models import Completion
from surveys.models import SurveyRound
from trainings.enums import (
    Reach,
    RegistrationSource,
    RegistrationState,
    TrainingState,
)
from trainings.querysets import RegistrationQuerySet, TrainingQuerySet

if TYPE_CHECKING:
    from datetime import datetime


class Training(models.Model):
    """A cohort training (研修). `seats_taken` (active registrations) stays within capacity."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="trainings"
    )
    edition = models.ForeignKey(
        CourseEdition, on_delete=models.PROTECT, related_name="+", verbose_name=_("講座")
    )
    title = models.CharField(_("研修名"), max_length=120)
    description = models.TextField(_("ご案内"), blank=True)
    lecturer = models.CharField(_("講師"), max_length=120, blank=True)
    contact = models.CharField(_("問い合わせ先"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("定員"))
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    registration_ends_at = models.DateTimeField(_("申込の締切"), null=True, blank=True)
    state = models.CharField(
        _("状態"), max_length=10, choices=TrainingState.choices, default=TrainingState.DRAFT
    )
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TrainingQuerySet.as_manager()

    # Set by `TrainingQuerySet.with_dates()`.
    first_starts_at: datetime | None
    last_ends_at: datetime | None
    completed_count: int  # set by `trainings.queries.desk`

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity")), name="trainings_training_not_oversold"
            ),
            models.CheckConstraint(
                condition=Q(state__in=TrainingState.values), name="trainings_training_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seats_left(self) -> int:
        return max(0, self.capacity - self.seats_taken)


class Session(models.Model):
    """A 開催回: when and where. A venue, an online address, or both."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("開始"))
    ends_at = models.DateTimeField(_("終了"))
    venue = models.CharField(_("会場"), max_length=120, blank=True)
    address = models.CharField(_("会場の住所"), max_length=200, blank=True)
    online_url = models.URLField(_("オンライン参加のURL"), blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="trainings_session_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Registration(models.Model):
    """An application (申込): what the organization collected of one person for one training."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="registrations")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(
        _("状態"),
        max_length=10,
        choices=RegistrationState.choices,
        default=RegistrationState.ACTIVE,
    )
    source = models.CharField(_("受付方法"), max_length=10, choices=RegistrationSource.choices)
    name = models.CharField(_("氏名"), max_length=100)
    kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    name_key = models.CharField(max_length=200, editable=False, db_index=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    reach = models.CharField(
        _("市内・市外"), max_length=10, choices=Reach.choices, blank=True, default=""
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("お住まいの市区町村"),
    )
    age_band = models.CharField(
        _("年代"), max_length=2, choices=AgeBand.choices, blank=True, default=""
    )
    note = models.CharField(_("備考"), max_length=300, blank=True)
    # Drawn when the form is shown: a form sent twice is one registration.
    submission_key = models.UUIDField(default=uuid.uuid4)
    completion = models.ForeignKey(
        Completion, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    roster_import = models.ForeignKey(
        "RosterImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="rows"
    )
    # An imported row may carry the day of a paper application.
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "submission_key"], name="trainings_registration_unique_form"
            ),
            models.UniqueConstraint(
                fields=["training", "learner"],
                condition=Q(state=RegistrationState.ACTIVE),
                name="trainings_registration_unique_active",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values),
                name="trainings_registration_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"


class Attendance(models.Model):
    """That a registered person was present in a session (出席)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="attendances"
    )
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "registration"], name="trainings_attendance_unique"
            )
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class RosterImport(models.Model):
    """An uploaded roster file: previewed, confirmed once, and undone as a whole.

    `before` is what undoing needs: `{"learners": [id], "changed": {id: {field: [old, new]}}}`.
    """

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="imports")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    file = models.FileField(upload_to="roster-imports/%Y/%m/")
    encoding = models.CharField(max_length=20, blank=True)
    # `{"rows": n, "new": n, "unchanged": n, "changed": n, "errors": [{"row": n, "reason": str}]}`
    preview = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"roster import {self.pk}"


class TrainingSurvey(models.Model):
    """The short questions before and after a training, once its officer asks them.

    The round's survey is pinned: before and after are asked in the same words. `code` is what
    participants type or scan; it opens the questions and nothing else.
    """

    training = models.OneToOneField(Training, on_delete=models.CASCADE, related_name="survey")
    round = models.OneToOneField(SurveyRound, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"training survey {self.pk}"
