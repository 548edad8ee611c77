from tests.factories.support.activities import (
    ActivityDateFactory,
    ActivityFactory,
    ExampleFactory,
    ExampleTextFactory,
)
from tests.factories.support.windows import (
    SetPeriodWindowFactory,
    WindowFactory,
    WindowTextFactory,
)

__all__ = [
    "ActivityDateFactory",
    "ActivityFactory",
    "ExampleFactory",
    "ExampleTextFactory",
    "SetPeriodWindowFactory",
    "WindowFactory",
    "WindowTextFactory",
]
