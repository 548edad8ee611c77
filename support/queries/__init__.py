"""Windows and activities as pages show them."""

from support.queries.examples import ExampleCard, examples_for
from support.queries.windows import WindowCard, windows_for

__all__ = ["ExampleCard", "WindowCard", "examples_for", "windows_for"]
