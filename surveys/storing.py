"""Keeping the surveys that were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db import transaction

from core.enums import TextState
from core.languages import SOURCE_LANGUAGE
from surveys.models import Survey, SurveyText

if TYPE_CHECKING:
    from surveys.reading import AuthoredSurvey, SurveyFiles


@transaction.atomic
def save_surveys(files: SurveyFiles) -> int:
    """Make the files' surveys the current ones; returns how many tracks changed.

    A survey with answers is never touched: other questions are a row of their own, and a return
    to earlier ones is a return to their row. Translations may change at any time.
    """
    if files.problems:
        raise ValueError(files.problems[0])
    without_files = Survey.objects.filter(is_current=True).exclude(track__in=files.surveys)
    changed = without_files.update(is_current=False)
    changed += sum(_save_survey(source) for source in files.surveys.values())
    if changed:
        transaction.on_commit(caches["immutable"].clear)
    return changed


def _save_survey(source: AuthoredSurvey) -> bool:
    digest = source.digest
    others = Survey.objects.filter(track=source.track, is_current=True).exclude(digest=digest)
    is_new = others.update(is_current=False) > 0
    survey, created = Survey.objects.get_or_create(
        track_id=source.track, digest=digest, defaults={"questions": source.questions}
    )
    if not survey.is_current:
        survey.is_current = is_new = True
        survey.save(update_fields=["is_current"])
    return _save_texts(survey, source) or is_new or created


def _save_texts(survey: Survey, source: AuthoredSurvey) -> bool:
    texts = {text.language: text for text in survey.texts.all()}
    changed = False
    for language in texts.keys() - source.words.keys():
        texts[language].delete()
        changed = True
    for language, words in source.words.items():
        text = texts.get(language) or SurveyText(
            survey=survey, language=language, state=TextState.PUBLISHED
        )
        if text.pk is None or text.words != words:
            text.words = words
            text.source_digest = "" if language == SOURCE_LANGUAGE else survey.digest
            text.save()
            changed = True
    return changed
