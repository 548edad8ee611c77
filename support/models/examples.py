from django.db import models
from django.db.models import Q

from core.models import TranslatedText
from support.enums.activities import ActivityKind
from support.models.words import JapaneseWords


class ActivityExample(JapaneseWords, models.Model):
    """An example (実例) of a local activity from the authors' list, with its year, in Japanese.

    Never an offer: whether what it tells of still runs is not known.
    """

    WORDS = ("title", "place", "year", "summary", "source")

    key = models.SlugField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=ActivityKind.choices)
    year = models.CharField(max_length=20)
    summary = models.TextField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ActivityKind.values), name="support_example_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityExampleText(TranslatedText):
    """An example's words in another language than Japanese; they may hold ruby (`core.ruby`)."""

    example = models.ForeignKey(ActivityExample, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=120)
    year = models.CharField(max_length=60)
    summary = models.TextField()
    source = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["example", "language"], name="support_example_text_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.example_id} {self.language}"
