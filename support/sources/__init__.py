"""Reading the authors' lists of windows and activities, with everything wrong in them by line."""

from support.sources.activities import kinds_by_name
from support.sources.files import ACTIVITIES_FILE, WINDOWS_FILE, SupportFiles, read_support

__all__ = ["ACTIVITIES_FILE", "WINDOWS_FILE", "SupportFiles", "kinds_by_name", "read_support"]
