from trainings.enums import TrainingState
from trainings.errors import TrainingLockedError
from trainings.models import Training

UNLOCKED = (TrainingState.DRAFT, TrainingState.PUBLISHED)


def lock_training(training: Training, *, states: tuple[TrainingState, ...] = UNLOCKED) -> Training:
    """The training as it is now, held until the transaction ends.

    Every change of a training, its registrations or its attendance passes here, so that none of
    them can slip in beside its closing. Raises TrainingLockedError outside `states`.
    """
    locked: Training = Training.objects.select_for_update(no_key=True).get(pk=training.pk)
    if locked.state not in states:
        raise TrainingLockedError(locked.state)
    return locked
