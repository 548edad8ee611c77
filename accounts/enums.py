from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("市区町村")
    PREFECTURE = "prefecture", _("都道府県")
    SCHOOL_BOARD = "school_board", _("教育委員会")
    NPO = "npo", _("NPO等")
    NATIONAL = "national", _("国")


class Role(models.TextChoices):
    OFFICER = "officer", _("研修担当")
    GRANT_ADMINISTRATOR = "grant_administrator", _("実績管理")
    EDITOR = "editor", _("教材編集")


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
