class TrainingLockedError(Exception):
    """The training is closed or cancelled (or not in the state that the step needs)."""


class TrainingFullError(Exception):
    """Every seat is taken."""


class RegistrationClosedError(Exception):
    """The public form takes no applications: not published, or past the deadline."""


class CapacityTooSmallError(Exception):
    """Fewer seats than are taken already."""

    def __init__(self, seats_taken: int) -> None:
        super().__init__(seats_taken)
        self.seats_taken = seats_taken


class SessionAttendedError(Exception):
    """A session in which people were marked present can't be removed."""


class RegistrationCancelledError(Exception):
    """The registration is cancelled, or belongs to another training."""


class AttendanceRecordedError(Exception):
    """The person was marked present: take that back before cancelling."""
