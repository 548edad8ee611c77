from support.enums.activities import ActivityKind
from support.enums.windows import Audience, Channel

__all__ = ["ActivityKind", "Audience", "Channel"]
