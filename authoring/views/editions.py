"""The courses with their editions, and an edition's tree; starting, discarding, publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import acting_user
from accounts.permissions import is_editor
from authoring.drafts import comparing
from authoring.drafts.checking import edition_problems
from authoring.drafts.drafts import discard_draft, draft_version, publish_draft, start_draft
from authoring.drafts.errors import (
    DraftChangedError,
    DraftExistsError,
    EditionFrozenError,
    EditionInvalidError,
    EditionNotPublishedError,
)
from authoring.drafts.previewing import drawn_chart
from authoring.drafts.tree import languages_of, tree
from authoring.permissions import can_edit_edition
from authoring.views.access import no_draft, own_edition
from authoring.views.links import text_url
from content.views import POLICY
from core.languages import SOURCE_LANGUAGE
from courses.enums import EditionState
from courses.models import CourseEdition, EditionText
from courses.tracks import track_name
from handbooks.queries import failed_handouts

if TYPE_CHECKING:
    from django.http import HttpRequest

    from authoring.drafts.tree import Tree
    from core.author_files.yaml_sections import Problem


@login_required
@require_safe
@never_cache
def edition_list(request: HttpRequest) -> HttpResponse:
    """Every course with its editions, the newest first."""
    if not is_editor(request.user):
        raise Http404
    editions = (
        CourseEdition.objects.visible_to(request.user)
        .select_related("course")
        .order_by("course__track__position", "course__position", "course__slug", "-number")
    )
    titles = {
        text.edition_id: text
        for text in EditionText.objects.filter(language=SOURCE_LANGUAGE, edition__in=editions)
    }
    courses: dict[int, dict[str, Any]] = {}
    for edition in editions:
        text = titles.get(edition.pk)
        row = courses.setdefault(
            edition.course_id,
            {
                "track": track_name(edition.course.track_id),
                "title": text.title if text else edition.course.slug,
                "editions": [],
                "draft": None,
                "published": None,
            },
        )
        row["editions"].append({"edition": edition, "label": text.label if text else ""})
        if edition.state == EditionState.DRAFT:
            row["draft"] = edition
        elif edition.state == EditionState.PUBLISHED:
            row["published"] = edition
    return render(request, "authoring/edition_list.html", {"courses": list(courses.values())})


@login_required
@require_safe
@never_cache
def edition_detail(request: HttpRequest, edition: int) -> HttpResponse:
    own = own_edition(request, edition)
    built = tree(own, edition_problems(own))
    return render(
        request,
        "authoring/edition_detail.html",
        {
            "edition": own,
            "tree": built,
            "chapters": [_chapter_row(node) for node in built.chapters],
            "texts": _linked(built.texts),
            "guides": _linked(built.guides),
            "problems": linked_problems(built),
            "summaries": languages_of(built),
            "is_editable": can_edit_edition(request.user, own),
            "published": _published(own),
            "failed_handouts": failed_handouts(own),
        },
    )


@login_required
def draft_start(request: HttpRequest, edition: int) -> HttpResponse:
    own = own_edition(request, edition)
    if request.method != "POST":
        return redirect("authoring:edition_list")
    try:
        draft = start_draft(edition=own, actor=acting_user(request))
    except DraftExistsError as error:
        messages.info(request, str(error))
        return redirect("authoring:edition_detail", error.edition.pk)
    except EditionNotPublishedError as error:
        messages.warning(request, str(error))
        return redirect("authoring:edition_list")
    messages.success(request, _("下書きをつくりました。公開するまで、受講者には見えません。"))
    return redirect("authoring:edition_detail", draft.pk)


@login_required
@never_cache
def edition_discard(request: HttpRequest, edition: int) -> HttpResponse:
    own = own_edition(request, edition)
    if not can_edit_edition(request.user, own):
        return no_draft(request, own)
    has_changed = False
    if request.method == "POST":
        based_on = request.POST.get("version", "")
        try:
            discard_draft(edition=own, based_on=based_on, actor=acting_user(request))
        except DraftChangedError:
            has_changed = True
        except EditionFrozenError:
            return no_draft(request, own)
        else:
            messages.success(request, _("下書きを破棄しました。公開中の版は変わりません。"))
            return redirect("authoring:edition_list")
    return render(
        request,
        "authoring/edition_discard.html",
        {
            "edition": own,
            "version": draft_version(own),
            "has_changed": has_changed,
            "title": _title(own),
            "changes": titled_changes(_published(own), tree(own)),
        },
        status=409 if has_changed else 200,
    )


@login_required
@never_cache
def edition_publish(request: HttpRequest, edition: int) -> HttpResponse:
    """What publishing will do, and doing it, once that was confirmed."""
    own = own_edition(request, edition)
    if not can_edit_edition(request.user, own):
        return no_draft(request, own)
    is_confirmed, has_changed = "confirm" in request.POST, False
    if request.method == "POST" and is_confirmed:
        based_on = request.POST.get("version", "")
        try:
            publish_draft(edition=own, based_on=based_on, actor=acting_user(request))
        except EditionInvalidError:
            pass  # the page shows what is wrong
        except DraftChangedError:
            has_changed = True
        except EditionFrozenError:
            return no_draft(request, own)
        else:
            messages.success(request, _("公開しました。新しく始める方から、この版になります。"))
            return redirect("authoring:edition_detail", own.pk)
    version = draft_version(own)  # before the rest: what is saved meanwhile was not shown
    built, published = tree(own, edition_problems(own)), _published(own)
    return render(
        request,
        "authoring/edition_publish.html",
        {
            "edition": own,
            "version": version,
            "has_changed": has_changed,
            "title": built.title,
            "label": built.label,
            "problems": linked_problems(built),
            "summaries": languages_of(built),
            "published": published,
            "changes": titled_changes(published, built),
            "unconfirmed": request.method == "POST" and not is_confirmed,
        },
        status=409 if has_changed else 200,
    )


@login_required
@require_safe
@never_cache
def comparison(request: HttpRequest, edition: int) -> HttpResponse:
    """What the edition changes of the published one; with `key`, the lines of one text."""
    own = own_edition(request, edition)
    published = _published(own)
    if published is None:
        messages.info(request, _("比べる版（公開中の版）がありません。"))
        return redirect("authoring:edition_detail", own.pk)
    key = request.GET.get("key", "")
    context: dict[str, Any] = {"edition": own, "published": published, "title": _title(own)}
    if not key:
        context["changes"] = titled_changes(published, tree(own))
        return render(request, "authoring/comparison.html", context)
    change = comparing.change_of(published, own, key)
    if change is None:
        raise Http404
    return render(
        request,
        "authoring/comparison_text.html",
        context | {"change": change, "lines": comparing.lines_of(change)},
    )


@login_required
@require_safe
def preview_chart(request: HttpRequest, digest: str) -> HttpResponse:
    """The picture of a chart in a preview: kept for an hour, for editors alone."""
    svg = drawn_chart(digest) if is_editor(request.user) else None
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def linked_problems(built: Tree) -> list[dict[str, Any]]:
    """The problems, each with the page where it is mended."""
    titles = built.titles()
    return [
        {
            "problem": each,
            "url": _mended_at(built, each),
            "title": titles.get(each.file, ""),
        }
        for each in built.problems
    ]


def titled_changes(published: CourseEdition | None, draft: Tree) -> list[dict[str, Any]]:
    """What the draft changes of the published edition, each text by the title it has or had."""
    if published is None:
        return []
    titles = tree(published).titles() | draft.titles()
    found = comparing.changes(published, draft.edition)
    return [{"change": each, "title": titles.get(each.path, "")} for each in found]


def _mended_at(built: Tree, problem: Problem) -> str:
    text = built.text_at(problem.file)
    return text_url(text.place, text.language) if text is not None else ""


def _chapter_row(node: Any) -> dict[str, Any]:
    return {
        "node": node,
        "texts": _linked(node.texts),
        "lessons": [{"node": each, "texts": _linked(each.texts)} for each in node.lessons],
        "quizzes": [{"node": each, "texts": _linked(each.texts)} for each in node.quizzes],
    }


def _linked(texts: Any) -> list[dict[str, Any]]:
    return [{"text": text, "url": text_url(text.place, text.language)} for text in texts]


def _published(edition: CourseEdition) -> CourseEdition | None:
    """The edition that this one would take the place of."""
    others = edition.course.editions.exclude(pk=edition.pk)
    return others.published().select_related("course").first()


def _title(edition: CourseEdition) -> str:
    text = edition.texts.filter(language=SOURCE_LANGUAGE).first()
    return text.title if text else edition.course.slug
