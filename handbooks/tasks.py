import structlog
from celery import shared_task
from django.core.cache import cache

from handbooks import attempts
from handbooks.building import build, unbuilt

log = structlog.get_logger("handbooks")

_BUSY = "handbooks:building"
_BUSY_FOR = 900  # seconds that one file may take before another process tries


@shared_task(name="handbooks.build_missing_handouts")
def build_missing_handouts() -> None:
    """Make one file that published editions lack or that is stale; nothing while that goes on.

    The next file has a task of its own, behind the jobs that people have sent meanwhile.
    """
    if not cache.add(_BUSY, 1, _BUSY_FOR):
        return
    try:
        begun = [(attempts.begun(*each), *each) for each in unbuilt()]
        waiting = sorted(
            (each for each in begun if each[0] < attempts.MOST), key=lambda each: each[0]
        )
        if waiting:
            _count, wanted, source = waiting[0]
            attempts.begin(wanted, source)
            try:
                build(wanted, source)
            except Exception:  # one course that can't be drawn must not keep the others waiting
                log.exception(
                    "handout not built",
                    edition_id=wanted.edition.pk,
                    language=wanted.language,
                    kind=str(wanted.kind),
                )
    finally:
        cache.delete(_BUSY)
    if any(count == 0 for count, *_others in waiting[1:]):
        build_missing_handouts.delay()
