from support.enums.activities import ActivityKind
from support.enums.windows import Audience, Channel, SpokenLanguage, Theme

__all__ = ["ActivityKind", "Audience", "Channel", "SpokenLanguage", "Theme"]
