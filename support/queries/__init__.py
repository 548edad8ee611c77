"""Windows and activities as pages show them."""

from support.queries.activities import ActivityCard, activities_for
from support.queries.windows import WindowCard, windows_for

__all__ = ["ActivityCard", "WindowCard", "activities_for", "windows_for"]
