"""Pages that add, move, rename and remove chapters, lessons, quizzes and pictures."""

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
from authoring.forms.structure import ChapterForm, FigureForm, LessonForm, QuizForm, RenameForm
from authoring.permissions import can_edit_edition
from authoring.views.access import (
    find_chapter,
    find_edition,
    find_figure,
    find_lesson,
    redirect_frozen,
)
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
def chapter_create(request: HttpRequest, edition_id: int) -> HttpResponse:
    edition = find_edition(request, edition_id)

    def save(values: dict[str, Any]) -> str:
        chapter = structure.add_chapter(edition=edition, actor=acting_user(request), **values)
        return reverse("authoring:chapter_text", args=[edition.pk, chapter.pk, SOURCE_LANGUAGE])

    return _form_page(request, edition, ChapterForm, save, title=_("章を追加する"))


@login_required
@never_cache
def lesson_create(request: HttpRequest, edition_id: int, chapter_id: int) -> HttpResponse:
    chapter = find_chapter(request, edition_id, chapter_id)

    def save(values: dict[str, Any]) -> str:
        lesson = structure.add_lesson(chapter=chapter, actor=acting_user(request), **values)
        return reverse(
            "authoring:lesson_text", args=[chapter.edition_id, lesson.pk, SOURCE_LANGUAGE]
        )

    return _form_page(request, chapter.edition, LessonForm, save, title=_("レッスンを追加する"))


@login_required
@never_cache
def quiz_create(request: HttpRequest, edition_id: int, chapter_id: int) -> HttpResponse:
    chapter = find_chapter(request, edition_id, chapter_id)

    def save(values: dict[str, Any]) -> str:
        stem = values["slug"]
        structure.add_quiz(
            chapter=chapter, stem=stem, title=values["title"], actor=acting_user(request)
        )
        return reverse(
            "authoring:quiz_text", args=[chapter.edition_id, chapter.pk, stem, SOURCE_LANGUAGE]
        )

    return _form_page(request, chapter.edition, QuizForm, save, title=_("確認テストを追加する"))


@login_required
@never_cache
def chapter_rename(request: HttpRequest, edition_id: int, chapter_id: int) -> HttpResponse:
    chapter = find_chapter(request, edition_id, chapter_id)
    return _rename_page(request, chapter, chapter.edition)


@login_required
@never_cache
def lesson_rename(request: HttpRequest, edition_id: int, lesson_id: int) -> HttpResponse:
    lesson = find_lesson(request, edition_id, lesson_id)
    return _rename_page(request, lesson, lesson.chapter.edition)


@login_required
def chapter_move(request: HttpRequest, edition_id: int, chapter_id: int) -> HttpResponse:
    chapter = find_chapter(request, edition_id, chapter_id)
    return _move_part(request, chapter, chapter.edition, f"chapter-{chapter.pk}")


@login_required
def lesson_move(request: HttpRequest, edition_id: int, lesson_id: int) -> HttpResponse:
    lesson = find_lesson(request, edition_id, lesson_id)
    return _move_part(request, lesson, lesson.chapter.edition, f"lesson-{lesson.pk}")


@login_required
@never_cache
def chapter_remove(request: HttpRequest, edition_id: int, chapter_id: int) -> HttpResponse:
    chapter = find_chapter(request, edition_id, chapter_id)
    text = chapter.texts.filter(language=SOURCE_LANGUAGE).first()
    return _removal_page(
        request,
        chapter.edition,
        subject=text.title if text else chapter.slug,
        titles=_lesson_titles(chapter),
        version=structure.content_version(chapter),
        remove=lambda version: structure.remove_part(
            part=chapter, based_on=version, actor=acting_user(request)
        ),
    )


@login_required
@never_cache
def lesson_remove(request: HttpRequest, edition_id: int, lesson_id: int) -> HttpResponse:
    lesson = find_lesson(request, edition_id, lesson_id)
    text = lesson.texts.filter(language=SOURCE_LANGUAGE).first()
    return _removal_page(
        request,
        lesson.chapter.edition,
        subject=text.title if text else lesson.slug,
        titles=[],
        version=structure.content_version(lesson),
        remove=lambda version: structure.remove_part(
            part=lesson, based_on=version, actor=acting_user(request)
        ),
    )


@login_required
@never_cache
def quiz_remove(request: HttpRequest, edition_id: int, chapter_id: int, stem: str) -> HttpResponse:
    chapter = find_chapter(request, edition_id, chapter_id)
    if not chapter.quiz_sources.filter(stem=stem).exists():
        raise Http404
    return _removal_page(
        request,
        chapter.edition,
        subject=_("確認テスト「%(stem)s」") % {"stem": stem},
        titles=[],
        version=structure.quiz_version(chapter, stem),
        remove=lambda version: structure.remove_quiz(
            chapter=chapter, stem=stem, based_on=version, actor=acting_user(request)
        ),
    )


# Pictures -------------------------------------------------------------------------------------


@login_required
@never_cache
def figure_list(request: HttpRequest, edition_id: int, chapter_id: int) -> HttpResponse:
    chapter = find_chapter(request, edition_id, chapter_id)
    is_editable = can_edit_edition(request.user, chapter.edition)
    form = FigureForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not is_editable:
            return redirect_frozen(request, chapter.edition)
        if form.is_valid() and (name := _add_figure(request, chapter, form)):
            messages.success(request, _("「%(name)s」を加えました。") % {"name": name})
            return redirect("authoring:figure_list", chapter.edition_id, chapter.pk)
    text = chapter.texts.filter(language=SOURCE_LANGUAGE).first()
    return render(
        request,
        "authoring/figure_list.html",
        {
            "chapter": chapter,
            "edition": chapter.edition,
            "title": text.title if text else chapter.slug,
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
                for figure in chapter.figures.select_related("asset")
            ],
        },
    )


@login_required
@never_cache
def figure_remove(
    request: HttpRequest, edition_id: int, chapter_id: int, figure_id: int
) -> HttpResponse:
    chapter = find_chapter(request, edition_id, chapter_id)
    figure = find_figure(chapter, figure_id)
    return _removal_page(
        request,
        chapter.edition,
        subject=_("図「%(name)s」") % {"name": figure.name},
        titles=[],
        version="",
        remove=lambda _version: remove_figure(figure=figure, actor=acting_user(request)),
        then=reverse("authoring:figure_list", args=[chapter.edition_id, chapter.pk]),
    )


def _add_figure(request: HttpRequest, chapter: Chapter, form: FigureForm) -> str:
    """Add the picture and return its name; empty, with an error in the form, if refused."""
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


# Shared by the pages ----------------------------------------------------------------


def _form_page(  # noqa: PLR0913 - a form, what it saves, and its page
    request: HttpRequest,
    edition: CourseEdition,
    form_class: type[forms.Form],
    save: Callable[[dict[str, Any]], str],
    *,
    title: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; `save` gets its values and returns the address to go to."""
    if not can_edit_edition(request.user, edition):
        return redirect_frozen(request, edition)
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(save(form.cleaned_data))
        except StructureError as error:
            form.add_error("slug", str(error))
        except (EditionFrozenError, PartGoneError):
            return redirect_frozen(request, edition)
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


def _move_part(
    request: HttpRequest, part: Chapter | Lesson, edition: CourseEdition, anchor: str
) -> HttpResponse:
    url = reverse("authoring:edition_detail", args=[edition.pk])
    direction = request.POST.get("direction")
    if request.method == "POST" and direction in {"up", "down"}:
        try:
            structure.move_part(part=part, is_up=direction == "up", actor=acting_user(request))
        except (EditionFrozenError, PartGoneError):
            return redirect_frozen(request, edition)
    return redirect(f"{url}#{anchor}")


def _removal_page(  # noqa: PLR0913 - what is removed, how, and where to go then
    request: HttpRequest,
    edition: CourseEdition,
    *,
    subject: str,
    titles: list[str],
    version: str,
    remove: Callable[[str], None],
    then: str = "",
) -> HttpResponse:
    """Ask before removing. `remove` gets the version of the texts that the page was made from."""
    if not can_edit_edition(request.user, edition):
        return redirect_frozen(request, edition)
    then = then or reverse("authoring:edition_detail", args=[edition.pk])
    if request.method == "POST":
        try:
            remove(request.POST.get("version", ""))
        except DraftChangedError as error:
            messages.warning(request, str(error))
        except (EditionFrozenError, PartGoneError):
            return redirect_frozen(request, edition)
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
