from tests.factories.support.activities import ActivityFactory
from tests.factories.support.windows import (
    SetPeriodWindowFactory,
    WindowFactory,
    WindowTextFactory,
)

__all__ = ["ActivityFactory", "SetPeriodWindowFactory", "WindowFactory", "WindowTextFactory"]
