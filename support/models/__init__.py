"""The rows of this room, a module a noun; import them from here."""

from support.models.activities import Activity
from support.models.windows import Window

__all__ = ["Activity", "Window"]
