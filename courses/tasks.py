import structlog
from celery import shared_task
from django.core.cache import cache

from courses.handbook.building import build, unbuilt

log = structlog.get_logger("courses.handbook")

# One process at a time makes files, one after another: people's jobs pass on the other ones.
_BUSY = "courses:building-handouts"
_BUSY_FOR = 900  # seconds that one file may take before another process tries


@shared_task(name="courses.build_missing_handouts")
def build_missing_handouts() -> None:
    """Make what published editions lack or what is stale; nothing while that is going on."""
    if not cache.add(_BUSY, 1, _BUSY_FOR):
        return
    try:
        for each, source in unbuilt():
            cache.touch(_BUSY, _BUSY_FOR)
            try:
                build(each, source)
            except Exception:  # one course that can't be drawn must not keep the others waiting
                log.exception(
                    "handout not built",
                    edition_id=each.edition.pk,
                    language=each.language,
                    kind=str(each.kind),
                )
    finally:
        cache.delete(_BUSY)
