from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What is read at most. `unpacked` guards against archives that swell (zip bombs)."""

    bytes: int = 20 * 1024 * 1024
    unpacked: int = 200 * 1024 * 1024
    rows: int = 20_000
    columns: int = 100
    cell: int = 5_000


LIMITS = Limits()
