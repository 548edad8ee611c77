from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


class LecturerAction(AuditAction):
    LISTED = "lecturer.listed", _("講師の名簿にのった")
    UPDATED = "lecturer.updated", _("講師の名簿の内容を変えた")
    WITHDRAWN = "lecturer.withdrawn", _("講師の名簿から取り下げた")
