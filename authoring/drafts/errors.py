"""Why the desk refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.errors import RefusedError

if TYPE_CHECKING:
    from core.author_files.yaml_sections import FileProblem
    from courses.models import CourseEdition


class EditionFrozenError(RefusedError):
    """The edition is no draft any more: it was published or discarded meanwhile."""

    message = _("この版は公開または破棄されたため、もう変えられません。")


class EditionNotPublishedError(RefusedError):
    """A draft can be started from the published edition alone."""

    message = _("下書きは、公開中の版からつくれます。")


class DraftChangedError(RefusedError):
    """Something of the draft was saved since it was shown."""

    message = _(
        "この画面を開いたあとで、中の文章が変わりました。確かめてから、もう一度お試しください。"
    )


class PartGoneError(RefusedError):
    """The chapter, lesson, quiz or figure was removed meanwhile."""

    message = _("この文章は、ほかの編集者が削除しました。")


class DraftExistsError(RefusedError):
    """The course has an open draft already: `edition`."""

    message = _("下書きはもうあります。")

    def __init__(self, edition: CourseEdition) -> None:
        super().__init__()
        self.edition = edition


class StaleTextError(DraftChangedError):
    """The text was saved by somebody else since this form was made; `text` is theirs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class EditionInvalidError(RefusedError):
    """A draft may not be published: `problems` is everything that is wrong with it."""

    message = _("直すところがあるため、公開できません。")

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__()
        self.problems = problems


class StructureError(RefusedError):
    """A change of structure that is not possible. The message says why."""
