from tests.factories.activities import (
    ActivityDateFactory,
    ActivityFactory,
    ExampleFactory,
    ExampleTextFactory,
)
from tests.factories.windows import SetPeriodWindowFactory, WindowFactory, WindowTextFactory

__all__ = [
    "ActivityDateFactory",
    "ActivityFactory",
    "ExampleFactory",
    "ExampleTextFactory",
    "SetPeriodWindowFactory",
    "WindowFactory",
    "WindowTextFactory",
]
