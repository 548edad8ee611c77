"""Chapters, lessons, quizzes and pictures: added, moved, renamed, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import acting_user
from authoring.drafts import structure
from authoring.drafts.errors import (
    DraftChangedError,
    EditionFrozenError,
    PartGoneError,
    StructureError,
)
from authoring.drafts.figures import add_figure, remove_figure
from authoring.forms.parts import ChapterForm, FigureForm, LessonForm, QuizForm, RenameForm
from authoring.permissions import can_edit_edition
from authoring.views.access import no_draft, own_chapter, own_edition, own_figure, own_lesson
from content.pictures import EXTENSIONS, UnsafePictureError
from core.languages import SOURCE_LANGUAGE
from courses.models import Chapter, Lesson

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from courses.models import CourseEdition


@login_required
@never_cache
def chapter_create(request: HttpRequest, edition: int) -> HttpResponse:
    own = own_edition(request, edition)

    def save(values: dict[str, Any]) -> str:
        chapter = structure.add_chapter(edition=own, actor=acting_user(request), **values)
        return reverse("authoring:chapter_text", args=[own.pk, chapter.pk, SOURCE_LANGUAGE])

    return _form_page(request, own, ChapterForm, save, title=_("章を追加する"))


@login_required
@never_cache
def lesson_create(request: HttpRequest, edition: int, chapter: int) -> HttpResponse:
    own = own_chapter(request, edition, chapter)

    def save(values: dict[str, Any]) -> str:
        lesson = structure.add_lesson(chapter=own, actor=acting_user(request), **values)
        return reverse("authoring:lesson_text", args=[own.edition_id, lesson.pk, SOURCE_LANGUAGE])

    return _form_page(request, own.edition, LessonForm, save, title=_("レッスンを追加する"))


@login_required
@never_cache
def quiz_create(request: HttpRequest, edition: int, chapter: int) -> HttpResponse:
    own = own_chapter(request, edition, chapter)

    def save(values: dict[str, Any]) -> str:
        stem = values["slug"]
        structure.add_quiz(
            chapter=own, stem=stem, title=values["title"], actor=acting_user(request)
        )
        return reverse("authoring:quiz_text", args=[own.edition_id, own.pk, stem, SOURCE_LANGUAGE])

    return _form_page(request, own.edition, QuizForm, save, title=_("確認テストを追加する"))


@login_required
@never_cache
def chapter_rename(request: HttpRequest, edition: int, chapter: int) -> HttpResponse:
    own = own_chapter(request, edition, chapter)
    return _rename_page(request, own, own.edition)


@login_required
@never_cache
def lesson_rename(request: HttpRequest, edition: int, lesson: int) -> HttpResponse:
    own = own_lesson(request, edition, lesson)
    return _rename_page(request, own, own.chapter.edition)


@login_required
def chapter_move(request: HttpRequest, edition: int, chapter: int) -> HttpResponse:
    own = own_chapter(request, edition, chapter)
    return _move(request, own, own.edition, f"chapter-{own.pk}")


@login_required
def lesson_move(request: HttpRequest, edition: int, lesson: int) -> HttpResponse:
    own = own_lesson(request, edition, lesson)
    return _move(request, own, own.chapter.edition, f"lesson-{own.pk}")


@login_required
@never_cache
def chapter_remove(request: HttpRequest, edition: int, chapter: int) -> HttpResponse:
    own = own_chapter(request, edition, chapter)
    text = own.texts.filter(language=SOURCE_LANGUAGE).first()
    return _removal_page(
        request,
        own.edition,
        subject=text.title if text else own.slug,
        titles=_lesson_titles(own),
        version=structure.content_version(own),
        remove=lambda version: structure.remove_part(
            part=own, based_on=version, actor=acting_user(request)
        ),
    )


@login_required
@never_cache
def lesson_remove(request: HttpRequest, edition: int, lesson: int) -> HttpResponse:
    own = own_lesson(request, edition, lesson)
    text = own.texts.filter(language=SOURCE_LANGUAGE).first()
    return _removal_page(
        request,
        own.chapter.edition,
        subject=text.title if text else own.slug,
        titles=[],
        version=structure.content_version(own),
        remove=lambda version: structure.remove_part(
            part=own, based_on=version, actor=acting_user(request)
        ),
    )


@login_required
@never_cache
def quiz_remove(request: HttpRequest, edition: int, chapter: int, stem: str) -> HttpResponse:
    own = own_chapter(request, edition, chapter)
    if not own.quiz_sources.filter(stem=stem).exists():
        raise Http404
    return _removal_page(
        request,
        own.edition,
        subject=_("確認テスト「%(stem)s」") % {"stem": stem},
        titles=[],
        version=structure.quiz_version(own, stem),
        remove=lambda version: structure.remove_quiz(
            chapter=own, stem=stem, based_on=version, actor=acting_user(request)
        ),
    )


# Pictures -------------------------------------------------------------------------------------


@login_required
@never_cache
def figure_list(request: HttpRequest, edition: int, chapter: int) -> HttpResponse:
    own = own_chapter(request, edition, chapter)
    is_editable = can_edit_edition(request.user, own.edition)
    form = FigureForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not is_editable:
            return no_draft(request, own.edition)
        if form.is_valid() and (added := _added(request, own, form)):
            messages.success(request, _("「%(name)s」を加えました。") % {"name": added})
            return redirect("authoring:figure_list", own.edition_id, own.pk)
    text = own.texts.filter(language=SOURCE_LANGUAGE).first()
    return render(
        request,
        "authoring/figure_list.html",
        {
            "chapter": own,
            "edition": own.edition,
            "title": text.title if text else own.slug,
            "form": form,
            "is_editable": is_editable,
            "figures": [
                {
                    "figure": figure,
                    "url": reverse(
                        "content:media",
                        args=[figure.asset.digest, EXTENSIONS[figure.asset.content_type]],
                    ),
                }
                for figure in own.figures.select_related("asset")
            ],
        },
    )


@login_required
@never_cache
def figure_remove(request: HttpRequest, edition: int, chapter: int, figure: int) -> HttpResponse:
    own = own_chapter(request, edition, chapter)
    found = own_figure(request, own, figure)
    return _removal_page(
        request,
        own.edition,
        subject=_("図「%(name)s」") % {"name": found.name},
        titles=[],
        version="",
        remove=lambda _version: remove_figure(figure=found, actor=acting_user(request)),
        then=reverse("authoring:figure_list", args=[own.edition_id, own.pk]),
    )


def _added(request: HttpRequest, chapter: Chapter, form: FigureForm) -> str:
    """The name of the picture; empty, with the reason in the form, when it was refused."""
    values = form.cleaned_data
    try:
        figure = add_figure(
            chapter=chapter,
            data=values["picture"].read(),
            stem=values["slug"],
            language=values["language"],
            replaces=values["replaces"],
            actor=acting_user(request),
        )
    except UnsafePictureError as error:
        form.add_error("picture", error.reason)
    except StructureError as error:
        form.add_error("slug", str(error))
    except (EditionFrozenError, PartGoneError) as error:
        form.add_error(None, str(error))
    else:
        return figure.name
    return ""


# What the pages have in common ----------------------------------------------------------------


def _form_page(  # noqa: PLR0913 - what is asked, and what is done with it
    request: HttpRequest,
    edition: CourseEdition,
    form_class: type[forms.Form],
    save: Callable[[dict[str, Any]], str],
    *,
    title: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """A form; what it saves leads on to the address that `save` gives."""
    if not can_edit_edition(request.user, edition):
        return no_draft(request, edition)
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(save(form.cleaned_data))
        except StructureError as error:
            form.add_error("slug", str(error))
        except (EditionFrozenError, PartGoneError):
            return no_draft(request, edition)
    return render(
        request, "authoring/part_form.html", {"edition": edition, "form": form, "title": title}
    )


def _rename_page(
    request: HttpRequest, part: Chapter | Lesson, edition: CourseEdition
) -> HttpResponse:
    def save(values: dict[str, Any]) -> str:
        structure.rename_part(part=part, slug=values["slug"], actor=acting_user(request))
        messages.success(request, _("保存しました。"))
        return reverse("authoring:edition_detail", args=[edition.pk])

    title = _("アドレスに使う名前を変える")
    return _form_page(request, edition, RenameForm, save, title=title, initial={"slug": part.slug})


def _move(
    request: HttpRequest, part: Chapter | Lesson, edition: CourseEdition, anchor: str
) -> HttpResponse:
    tree = reverse("authoring:edition_detail", args=[edition.pk])
    direction = request.POST.get("direction")
    if request.method == "POST" and direction in {"up", "down"}:
        try:
            structure.move_part(part=part, is_up=direction == "up", actor=acting_user(request))
        except (EditionFrozenError, PartGoneError):
            return no_draft(request, edition)
    return redirect(f"{tree}#{anchor}")


def _removal_page(  # noqa: PLR0913 - what is removed, how, and where it leads
    request: HttpRequest,
    edition: CourseEdition,
    *,
    subject: str,
    titles: list[str],
    version: str,
    remove: Callable[[str], None],
    then: str = "",
) -> HttpResponse:
    if not can_edit_edition(request.user, edition):
        return no_draft(request, edition)
    then = then or reverse("authoring:edition_detail", args=[edition.pk])
    if request.method == "POST":
        try:
            remove(request.POST.get("version", ""))
        except DraftChangedError as error:
            messages.warning(request, str(error))
        except (EditionFrozenError, PartGoneError):
            return no_draft(request, edition)
        else:
            messages.success(request, _("削除しました。"))
            return redirect(then)
    return render(
        request,
        "authoring/part_remove.html",
        {
            "edition": edition,
            "subject": subject,
            "titles": titles,
            "version": version,
            "then": then,
        },
    )


def _lesson_titles(chapter: Chapter) -> list[str]:
    return list(
        Lesson.objects.filter(chapter=chapter, texts__language=SOURCE_LANGUAGE).values_list(
            "texts__title", flat=True
        )
    )
