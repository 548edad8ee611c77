"""Making stored rows and their translations equal to an authors' list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.enums import TextState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet


def save_rows(
    model: type[Any],
    stored: QuerySet[Any],
    wanted: Mapping[str, Mapping[str, Any]],
) -> int:
    """Create, update or delete rows by key until they equal `wanted`."""
    rows: dict[str, Any] = {row.key: row for row in stored}
    gone = [row.pk for key, row in rows.items() if key not in wanted]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    changed = len(gone)
    for key, values in wanted.items():
        row = rows.get(key) or model(key=key)
        if row.pk and _holds(row, values):
            continue
        _fill(row, values)
        changed += 1
    return changed


def save_texts(stored: QuerySet[Any], wanted: Mapping[tuple[str, str], Mapping[str, str]]) -> int:
    """Make the words in other languages of stored rows equal to those wanted, by key and language.

    A translation belongs to the Japanese of the day when it last changed itself: when that moves on
    and the translation doesn't, it is out of date.
    """
    changed = 0
    for row in stored.prefetch_related("texts"):
        texts = {text.language: text for text in row.texts.all()}
        words = {language: held for (key, language), held in wanted.items() if key == row.key}
        for language in texts.keys() - words.keys():
            texts[language].delete()
            changed += 1
        for language, held in words.items():
            changed += _save_text(row, language, texts.get(language), held)
    return changed


def _save_text(
    row: Any,
    language: str,
    text: Any,
    words: Mapping[str, str],
) -> bool:
    is_same = text is not None and _holds(text, words)
    digest = text.source_digest if text is not None and is_same else row.words_digest
    state = TextState.PUBLISHED if digest == row.words_digest else TextState.OUTDATED
    found = {**words, "source_digest": digest, "state": state}
    if text is None:
        row.texts.create(language=language, **found)
    elif not _holds(text, found):
        _fill(text, found)
    else:
        return False
    return True


def _holds(row: Any, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _fill(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
