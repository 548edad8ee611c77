import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.enums import JobState, MailState, TextState
from core.querysets import JobQuerySet


class TranslatedText(models.Model):
    """A row of text in one language, beside the row it belongs to.

    `source_digest` is the digest of the Japanese source that a translation was made from: when
    the source moves on, the translation is out of date (`TextState.OUTDATED`).
    """

    language = models.CharField(_("言語"), max_length=10)
    state = models.CharField(
        _("状態"), max_length=10, choices=TextState.choices, default=TextState.PUBLISHED
    )
    source_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class Job(models.Model):
    """Long work under way: its progress, and its result or the reason why it failed.

    `parameters` and `result` hold ids, counts and row-numbered messages; no names or e-mail.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=50)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs"
    )
    parameters = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    result_file = models.FileField(upload_to="jobs/%Y/%m/", blank=True)
    result_name = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    next_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="core_job_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_finished(self) -> bool:
        return self.state in {JobState.SUCCEEDED, JobState.FAILED}

    @property
    def percent(self) -> int:
        if self.state == JobState.SUCCEEDED:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class OutboxMail(models.Model):
    """One mail on its way: whole (RFC 5322) until it is sent or given up, then its fate alone.

    `error` is the kind of the last failure and the server's reply code, never its text.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    sender = models.CharField(max_length=320)
    recipients = models.JSONField(default=list)
    content = models.BinaryField(default=b"")
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="core_outboxmail_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="core_outboxmail_due"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.public_id}"

    def erase_content(self) -> None:
        """Leave no text and no address; the caller saves."""
        self.recipients = []
        self.content = b""


class AuditEntry(models.Model):
    """Who did what to which row, when and why. Written once, never changed.

    `detail` holds ids and counts, no names or e-mail.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    organization_id = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="core_audit_object"),
            models.Index(fields=["organization_id", "-at"], name="core_audit_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
