from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


class OrganizationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("市区町村")
    PREFECTURE = "prefecture", _("都道府県")
    SCHOOL_BOARD = "school_board", _("教育委員会")
    SCHOOL = "school", _("学校")
    OTHER = "other", _("その他の団体（社会福祉協議会、NPOなど）")
    NATIONAL = "national", _("国")


class Role(models.TextChoices):
    """What somebody may do for an organization. A role is added with what it opens, not before."""

    NATIONAL_ADMINISTRATOR = "national_administrator", _("全国管理者")
    GRANT_ADMINISTRATOR = "grant_administrator", _("実績管理")
    EDITOR = "editor", _("教材編集")
    PREFECTURAL_OFFICER = "prefectural_officer", _("都道府県担当")
    ADMINISTRATOR = "administrator", _("団体管理者")
    OFFICER = "officer", _("研修担当")


NATIONAL_ROLES = (
    Role.NATIONAL_ADMINISTRATOR,
    Role.GRANT_ADMINISTRATOR,
    Role.EDITOR,
)
_LOCAL_ROLES = (Role.ADMINISTRATOR, Role.OFFICER)
# The roles that each kind of organization gives.
ROLES_OF_KIND: dict[OrganizationKind, tuple[Role, ...]] = {
    OrganizationKind.NATIONAL: (*NATIONAL_ROLES, *_LOCAL_ROLES),
    OrganizationKind.PREFECTURE: (Role.PREFECTURAL_OFFICER, *_LOCAL_ROLES),
    OrganizationKind.MUNICIPALITY: _LOCAL_ROLES,
    OrganizationKind.SCHOOL_BOARD: _LOCAL_ROLES,
    OrganizationKind.SCHOOL: _LOCAL_ROLES,
    OrganizationKind.OTHER: _LOCAL_ROLES,
}


class LearnerKind(models.TextChoices):
    VISITOR = "visitor", _("登録前の受講者")
    ACCOUNT = "account", _("登録した受講者")
    ROSTER = "roster", _("名簿の受講者")
    SEAT = "seat", _("学級の座席")


class AgeBand(models.TextChoices):
    TEENS = "10", _("10代以下")
    TWENTIES = "20", _("20代")
    THIRTIES = "30", _("30代")
    FORTIES = "40", _("40代")
    FIFTIES = "50", _("50代")
    SIXTIES = "60", _("60代")
    SEVENTIES = "70", _("70代")
    EIGHTIES = "80", _("80代以上")
    UNANSWERED = "", _("回答しない")


class AccountAction(AuditAction):
    """What is recorded of organizations, people and their roles."""

    ORGANIZATION_CREATED = "organization.created", _("団体を登録した")
    ORGANIZATION_UPDATED = "organization.updated", _("団体の内容を変えた")
    ORGANIZATION_DEACTIVATED = "organization.deactivated", _("団体の利用を止めた")
    ORGANIZATION_REACTIVATED = "organization.reactivated", _("団体の利用を再開した")
    ORGANIZATION_MERGED = "organization.merged", _("団体を統合した")
    DELEGATION_GRANTED = "delegation.granted", _("委託を登録した")
    DELEGATION_ENDED = "delegation.ended", _("委託を終えた")
    ROLE_GRANTED = "membership.granted", _("権限を与えた")
    ROLE_CHANGED = "membership.changed", _("権限の期間を変えた")
    ROLE_ENDED = "membership.ended", _("権限を外した")
    ROLE_CONFIRMED = "membership.confirmed", _("新しい年度の権限を確認した")
    ROLE_SUSPENDED = "membership.suspended", _("権限を停止した（年度の確認がないため）")
    INVITED = "invitation.sent", _("招待した")
    INVITATION_WITHDRAWN = "invitation.withdrawn", _("招待を取り消した")
    INVITATION_ACCEPTED = "invitation.accepted", _("招待を受けた")
    SITE_SET_UP = "site.set_up", _("サイトの利用を始めた")
    SESSIONS_ENDED = "user.sessions_ended", _("ログインをすべて終了した")
