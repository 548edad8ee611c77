"""The pictures of a draft's chapters: added, replaced, removed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from authoring.drafts.draft_lock import lock_draft
from authoring.drafts.errors import PartGoneError, StructureError
from authoring.enums import AuthoringAction
from content.models import MediaAsset
from content.pictures import SVG_TYPE
from content.services import delete_pictures, store_upload
from core.addresses import SLUG
from core.audit import record_action
from core.languages import SOURCE_LANGUAGE
from courses.models import Chapter, ChapterFigure

if TYPE_CHECKING:
    from accounts.models import User

NAME_LIMIT = 100


@transaction.atomic
def add_figure(  # noqa: PLR0913 - a picture, its name, and who puts it where
    *,
    chapter: Chapter,
    data: bytes,
    stem: str,
    actor: User,
    language: str = SOURCE_LANGUAGE,
    replaces: bool = False,
) -> ChapterFigure:
    """Store an uploaded picture as `stem` with the extension of what its bytes are.

    Raises EditionFrozenError, PartGoneError, StructureError if the name is wrong or taken, and
    UnsafePictureError if the picture may not be shown.
    """
    if not SLUG.fullmatch(stem) or len(stem) > NAME_LIMIT - 20:
        raise StructureError(_("名前は半角の小文字と数字と「-」で書いてください。"))
    edition = lock_draft(chapter.edition_id)
    if not Chapter.objects.filter(pk=chapter.pk).exists():
        raise PartGoneError
    suffix = "" if language == SOURCE_LANGUAGE else f".{language}"
    asset, name = store_upload(data, stem=f"{stem}{suffix}")
    figure = ChapterFigure.objects.filter(chapter=chapter, name=name).first()
    if figure is not None and not replaces:
        raise StructureError(
            _("「%(name)s」という図はもうあります。別の名前にするか、置き換えてください。")
            % {"name": name}
        )
    figure = figure or ChapterFigure(chapter=chapter, name=name)
    figure.asset = asset
    figure.save()
    record_action(
        AuthoringAction.FIGURE_ADDED, edition, actor=actor, figure=figure.pk, bytes=len(data)
    )
    return figure


def erase_unused_photographs() -> int:
    """Erase photographs that no edition has, and return how many.

    Pictures younger than an hour are left alone: they may be about to get their chapter. So are
    drawings: those of charts belong to texts, and none shows a person.
    """
    return delete_pictures(
        MediaAsset.objects.exclude(content_type=SVG_TYPE).filter(
            ~Exists(ChapterFigure.objects.filter(asset=OuterRef("pk"))),
            created_at__lt=timezone.now() - timedelta(hours=1),
        )
    )


@transaction.atomic
def remove_figure(*, figure: ChapterFigure, actor: User) -> None:
    """Remove a picture from its chapter. Raises EditionFrozenError, PartGoneError."""
    edition = lock_draft(figure.chapter.edition_id)
    if not ChapterFigure.objects.filter(pk=figure.pk).exists():
        raise PartGoneError
    record_action(AuthoringAction.FIGURE_REMOVED, edition, actor=actor, figure=figure.pk)
    figure.delete()
