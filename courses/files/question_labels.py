"""Comparing what a translated quiz or survey asks with what the Japanese one does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping


def question_labels(questions: Mapping[str, Any]) -> dict[str, int]:
    """A label for every question, choice and match, with line 1 of its file.

    `missing_and_extra_keys` compares these.
    """
    labels = []
    for key, words in questions.items():
        labels.append(f"question {key}")
        for choice, texts in words["choices"].items():
            labels.append(f"question {key}, choice {choice}")
            if isinstance(texts, dict) and "match" in texts:
                labels.append(f"question {key}, choice {choice}, match")
    return dict.fromkeys(labels, 1)


def missing_and_extra_keys(
    japanese: Mapping[str, int], translation: Mapping[str, int]
) -> list[tuple[int, str]]:
    """Line and reason for each label that only one of the two files has."""
    missing = [
        (1, _("日本語版にある %(name)s がありません。") % {"name": name})
        for name in sorted(japanese.keys() - translation.keys())
    ]
    return missing + [
        (translation[name], _("%(name)s は日本語版にありません。") % {"name": name})
        for name in sorted(translation.keys() - japanese.keys())
    ]
