"""The rows of this room, a module a noun; import them from here."""

from support.models.activities import Activity, ActivityDate, ActivityKindMark
from support.models.examples import ActivityExample, ActivityExampleText
from support.models.windows import Window, WindowText

__all__ = [
    "Activity",
    "ActivityDate",
    "ActivityExample",
    "ActivityExampleText",
    "ActivityKindMark",
    "Window",
    "WindowText",
]
