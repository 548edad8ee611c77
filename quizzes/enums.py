from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("ひとつ選ぶ")
    MULTIPLE = "multiple", _("すべて選ぶ")
    TRUEFALSE = "truefalse", _("正しいかどうか")
    ORDERING = "ordering", _("順番に並べる")
    MATCHING = "matching", _("組み合わせる")


# The two choices of a true/false question: they have no words of their own.
TRUTHS = ("true", "false")
# How many choices a question of the kind may have.
CHOICE_COUNTS: dict[str, tuple[int, int]] = {
    QuestionKind.SINGLE: (2, 20),
    QuestionKind.MULTIPLE: (2, 20),
    QuestionKind.TRUEFALSE: (2, 2),
    QuestionKind.ORDERING: (3, 7),
    QuestionKind.MATCHING: (2, 7),
}
