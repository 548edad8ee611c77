"""The rows of this room, a module a noun; import them from here."""

from support.models.activities import Activity
from support.models.windows import Window, WindowText

__all__ = ["Activity", "Window", "WindowText"]
