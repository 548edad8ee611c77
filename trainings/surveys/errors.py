from django.utils.translation import gettext_lazy as _

from core.errors import RefusedError
from trainings.errors import TrainingLockedError


class NoSurveyError(RefusedError):
    """The training's track has no questions."""

    message = _("この講座には、前後の質問がありません。")


class SurveyCancelledError(TrainingLockedError, RefusedError):
    """The training is cancelled: it asks no questions, and its answers stay as they are."""

    message = _("中止した研修では使えません。")


class SurveyClosedError(RefusedError):
    """No answers are taken now: not published, over, or far more than there are seats."""

    message = _("いまは、答えを受け付けていません。")
