"""Storing the words of the authors' examples in other languages."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from core.enums import TextState
from support.models import ActivityExample, ActivityExampleText

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = ("title", "place", "year", "summary", "source")


def save_example_texts(wanted: Mapping[tuple[str, str], Mapping[str, str]]) -> int:
    """Make the stored translations equal to the files, by key and language; returns how many
    changed.

    A translation is made from the Japanese of the day when it last changed itself; when the
    Japanese has moved on since, it is out of date.
    """
    examples = {example.key: example for example in ActivityExample.objects.all()}
    texts = ActivityExampleText.objects.select_related("example")
    stored = {(text.example.key, text.language): text for text in texts}
    changed = 0
    for place in stored.keys() - wanted.keys():
        stored[place].delete()
        changed += 1
    for (key, language), words in wanted.items():
        example = examples[key]
        text = stored.get((key, language)) or ActivityExampleText(
            example=example, language=language
        )
        changed += _store(text, words, _digest(example))
    return changed


def _store(text: ActivityExampleText, words: Mapping[str, str], source: str) -> bool:
    is_new = text.pk is None or any(getattr(text, name) != words[name] for name in WORDS)
    made_from = source if is_new else text.source_digest
    state = TextState.PUBLISHED if made_from == source else TextState.OUTDATED
    if not is_new and text.state == state:
        return False
    for name in WORDS:
        setattr(text, name, words[name])
    text.source_digest, text.state = made_from, state
    text.save()
    return True


def _digest(example: ActivityExample) -> str:
    words = json.dumps([getattr(example, name) for name in WORDS], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()
