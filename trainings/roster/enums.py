from django.db import models
from django.utils.translation import gettext_lazy as _


class RosterFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel（.xlsx）")
    CSV_UTF8 = "csv", _("CSV（UTF-8）")
    CSV_CP932 = "csv-sjis", _("CSV（Shift_JIS）")


class ExportPurpose(models.TextChoices):
    RECEPTION = "reception", _("当日の受付・出席の確認")
    CONTACT = "contact", _("受講する方への連絡")
    CERTIFICATES = "certificates", _("修了証・サポーターカードの準備")
    REPORT = "report", _("実績報告の作成")
    OTHER = "other", _("そのほか")
