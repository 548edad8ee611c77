"""What writes this room's rows."""

from support.services.files import save_support

__all__ = ["save_support"]
