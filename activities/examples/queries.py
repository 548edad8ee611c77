"""The authors' examples as cards, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from activities.enums import ActivityKind
from activities.models import ActivityExample, ActivityExampleText
from core.enums import TextState

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class ExampleCard:
    """An example in the language asked for, or in Japanese (`is_fallback`). Lines may hold ruby."""

    key: str
    kind: str
    kind_name: str
    title: str
    place: str
    year: str
    summary: str
    source: str
    is_fallback: bool
    is_outdated: bool


def examples_for(
    *, keys: Sequence[str] = (), kind: str = "", language: str = ""
) -> list[ExampleCard]:
    """The examples of the keys, in that order; else those of the kind; else all.

    In the language, else in the one that is active.
    """
    language = language or get_language() or "ja"
    examples = ActivityExample.objects.all()
    if keys:
        examples = examples.filter(key__in=keys)
    elif kind:
        examples = examples.filter(kind=kind)
    texts = _texts(language)
    cards = [_card(example, texts.get(example.pk), language) for example in examples]
    if keys:
        cards.sort(key=lambda card: keys.index(card.key))
    return cards


def _texts(language: str) -> dict[int, ActivityExampleText]:
    if language == "ja":
        return {}
    found = ActivityExampleText.objects.filter(language=language).exclude(state=TextState.DRAFT)
    return {text.example_id: text for text in found}


def _card(example: ActivityExample, text: ActivityExampleText | None, language: str) -> ExampleCard:
    words = text or example
    return ExampleCard(
        key=example.key,
        kind=example.kind,
        kind_name=str(ActivityKind(example.kind).label),
        title=words.title,
        place=words.place,
        year=words.year,
        summary=words.summary,
        source=words.source,
        is_fallback=text is None and language != "ja",
        is_outdated=text is not None and text.state == TextState.OUTDATED,
    )
