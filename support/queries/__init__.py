"""Windows and activities as pages show them."""

from support.queries.activities import ActivityCard, activities_for
from support.queries.windows import Period, WindowCard, windows_for

__all__ = ["ActivityCard", "Period", "WindowCard", "activities_for", "windows_for"]
