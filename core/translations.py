from __future__ import annotations

import hashlib
import json
from typing import ClassVar


class JapaneseWords:
    """What stands in Japanese in its own row, and in other languages in its `texts`."""

    WORDS: ClassVar[tuple[str, ...]]

    @property
    def words_digest(self) -> str:
        """Of the Japanese words that a translation is made from."""
        words = json.dumps([getattr(self, name) for name in self.WORDS], ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()
