from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


class AuthoringAction(AuditAction):
    """The subject is the edition. A part is a chapter, a lesson or a quiz."""

    DRAFT_STARTED = "draft.started", _("下書きをつくった")
    DRAFT_DISCARDED = "draft.discarded", _("下書きを破棄した")
    TEXT_SAVED = "text.saved", _("教材の文章を保存した")
    PART_ADDED = "part.added", _("章、レッスン、確認テストを加えた")
    PART_RENAMED = "part.renamed", _("章、レッスンのアドレスを変えた")
    PART_MOVED = "part.moved", _("章、レッスンの順番を変えた")
    PART_REMOVED = "part.removed", _("章、レッスン、確認テストを削除した")
    FIGURE_ADDED = "figure.added", _("教材の図を加えた")
    FIGURE_REMOVED = "figure.removed", _("教材の図を削除した")
