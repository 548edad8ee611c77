from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


class SurveyAction(AuditAction):
    STARTED = "survey.started", _("前後の質問を使いはじめた")
    TALLIED = "survey.tallied", _("紙の答えを保存した")
    DISCARDED = "survey.discarded", _("画面で答えた分を消した")
