"""What a quiz or a survey asks, by its keys; how a translation differs from the Japanese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping


def asked_in(questions: Mapping[str, Any]) -> dict[str, int]:
    """What a quiz or a survey asks, by its keys, as `unlike` compares it."""
    names = []
    for key, words in questions.items():
        names.append(f"question {key}")
        for choice, texts in words["choices"].items():
            names.append(f"question {key}, choice {choice}")
            if isinstance(texts, dict) and "match" in texts:
                names.append(f"question {key}, choice {choice}, match")
    return dict.fromkeys(names, 1)


def unlike(wanted: Mapping[str, int], found: Mapping[str, int]) -> list[tuple[int, str]]:
    """What a translation lacks of the Japanese file, and has beyond it: line and reason."""
    lacks = [
        (1, _("日本語版にある %(name)s がありません。") % {"name": name})
        for name in sorted(wanted.keys() - found.keys())
    ]
    return lacks + [
        (found[name], _("%(name)s は日本語版にありません。") % {"name": name})
        for name in sorted(found.keys() - wanted.keys())
    ]
