"""Pages of editions: the list, an edition's parts, starting, discarding and publishing a draft."""

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
from authoring.drafts.edition_tree import load_edition_tree, summarize_languages
from authoring.drafts.errors import (
    DraftChangedError,
    DraftExistsError,
    EditionFrozenError,
    EditionInvalidError,
    EditionNotPublishedError,
)
from authoring.drafts.lifecycle import discard_draft, draft_version, publish_draft, start_draft
from authoring.drafts.previewing import load_previewed_chart
from authoring.permissions import can_edit_edition
from authoring.views.access import find_edition, redirect_frozen
from authoring.views.links import text_url
from content.views import POLICY
from core.languages import SOURCE_LANGUAGE
from courses.enums import EditionState
from courses.models import CourseEdition, EditionText
from courses.tracks import track_name
from handbooks.queries import failed_handouts

if TYPE_CHECKING:
    from django.http import HttpRequest

    from authoring.drafts.edition_tree import (
        ChapterNode,
        EditionTree,
        LessonNode,
        QuizNode,
        TextNode,
    )
    from core.author_files.yaml_sections import FileProblem


@login_required
@require_safe
@never_cache
def edition_list(request: HttpRequest) -> HttpResponse:
    """List every course with its editions, the newest first."""
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
def edition_detail(request: HttpRequest, edition_id: int) -> HttpResponse:
    edition = find_edition(request, edition_id)
    tree = load_edition_tree(edition, edition_problems(edition))
    return render(
        request,
        "authoring/edition_detail.html",
        {
            "edition": edition,
            "tree": tree,
            "chapters": [_chapter_row(node) for node in tree.chapters],
            "texts": _with_links(tree.texts),
            "guides": _with_links(tree.guides),
            "problems": problems_with_links(tree),
            "summaries": summarize_languages(tree),
            "is_editable": can_edit_edition(request.user, edition),
            "published": _published_edition(edition),
            "failed_handouts": failed_handouts(edition),
        },
    )


@login_required
def draft_start(request: HttpRequest, edition_id: int) -> HttpResponse:
    edition = find_edition(request, edition_id)
    if request.method != "POST":
        return redirect("authoring:edition_list")
    try:
        draft = start_draft(edition=edition, actor=acting_user(request))
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
def edition_discard(request: HttpRequest, edition_id: int) -> HttpResponse:
    edition = find_edition(request, edition_id)
    if not can_edit_edition(request.user, edition):
        return redirect_frozen(request, edition)
    has_changed = False
    if request.method == "POST":
        based_on = request.POST.get("version", "")
        try:
            discard_draft(edition=edition, based_on=based_on, actor=acting_user(request))
        except DraftChangedError:
            has_changed = True
        except EditionFrozenError:
            return redirect_frozen(request, edition)
        else:
            messages.success(request, _("下書きを破棄しました。公開中の版は変わりません。"))
            return redirect("authoring:edition_list")
    return render(
        request,
        "authoring/edition_discard.html",
        {
            "edition": edition,
            "version": draft_version(edition),
            "has_changed": has_changed,
            "title": _japanese_title(edition),
            "changes": changes_with_titles(_published_edition(edition), load_edition_tree(edition)),
        },
        status=409 if has_changed else 200,
    )


@login_required
@never_cache
def edition_publish(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show what publishing will do, and publish once the check box is set."""
    edition = find_edition(request, edition_id)
    if not can_edit_edition(request.user, edition):
        return redirect_frozen(request, edition)
    is_confirmed, has_changed = "confirm" in request.POST, False
    if request.method == "POST" and is_confirmed:
        based_on = request.POST.get("version", "")
        try:
            publish_draft(edition=edition, based_on=based_on, actor=acting_user(request))
        except EditionInvalidError:
            pass  # the page lists the problems
        except DraftChangedError:
            has_changed = True
        except EditionFrozenError:
            return redirect_frozen(request, edition)
        else:
            messages.success(request, _("公開しました。新しく始める方から、この版になります。"))
            return redirect("authoring:edition_detail", edition.pk)
    version = draft_version(edition)  # read first: what is saved meanwhile is not on the page
    tree, published = (
        load_edition_tree(edition, edition_problems(edition)),
        _published_edition(edition),
    )
    return render(
        request,
        "authoring/edition_publish.html",
        {
            "edition": edition,
            "version": version,
            "has_changed": has_changed,
            "title": tree.title,
            "label": tree.label,
            "problems": problems_with_links(tree),
            "summaries": summarize_languages(tree),
            "published": published,
            "changes": changes_with_titles(published, tree),
            "unconfirmed": request.method == "POST" and not is_confirmed,
        },
        status=409 if has_changed else 200,
    )


@login_required
@require_safe
@never_cache
def comparison(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Compare with the published edition: a list of changes or, with `key`, a text's lines."""
    edition = find_edition(request, edition_id)
    published = _published_edition(edition)
    if published is None:
        messages.info(request, _("比べる版（公開中の版）がありません。"))
        return redirect("authoring:edition_detail", edition.pk)
    key = request.GET.get("key", "")
    context: dict[str, Any] = {
        "edition": edition,
        "published": published,
        "title": _japanese_title(edition),
    }
    if not key:
        context["changes"] = changes_with_titles(published, load_edition_tree(edition))
        return render(request, "authoring/comparison.html", context)
    change = comparing.find_change(published, edition, key)
    if change is None:
        raise Http404
    return render(
        request,
        "authoring/comparison_text.html",
        context | {"change": change, "lines": change.diff_lines()},
    )


@login_required
@require_safe
def preview_chart(request: HttpRequest, digest: str) -> HttpResponse:
    """Serve the picture of a chart in a preview, for editors alone."""
    svg = load_previewed_chart(digest) if is_editor(request.user) else None
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def problems_with_links(tree: EditionTree) -> list[dict[str, Any]]:
    """The problems, each with the address of the page where it can be fixed."""
    titles = tree.titles_by_path()
    return [
        {
            "problem": problem,
            "url": _edit_url(tree, problem),
            "title": titles.get(problem.file, ""),
        }
        for problem in tree.problems
    ]


def changes_with_titles(
    published: CourseEdition | None, draft: EditionTree
) -> list[dict[str, Any]]:
    """The draft's changes of the published edition, each with the title of its text."""
    if published is None:
        return []
    titles = load_edition_tree(published).titles_by_path() | draft.titles_by_path()
    changes = comparing.find_changes(published, draft.edition)
    return [{"change": change, "title": titles.get(change.path, "")} for change in changes]


def _edit_url(tree: EditionTree, problem: FileProblem) -> str:
    text = tree.text_at(problem.file)
    return text_url(text.text_set, text.language) if text is not None else ""


def _node_row(node: LessonNode | QuizNode | ChapterNode) -> dict[str, Any]:
    return {"node": node, "texts": _with_links(node.texts)}


def _chapter_row(node: ChapterNode) -> dict[str, Any]:
    return _node_row(node) | {
        "lessons": [_node_row(lesson) for lesson in node.lessons],
        "quizzes": [_node_row(quiz) for quiz in node.quizzes],
    }


def _with_links(texts: list[TextNode]) -> list[dict[str, Any]]:
    return [{"text": text, "url": text_url(text.text_set, text.language)} for text in texts]


def _published_edition(edition: CourseEdition) -> CourseEdition | None:
    """The published edition of the same course, if it is another one."""
    others = edition.course.editions.exclude(pk=edition.pk)
    return others.published().select_related("course").first()


def _japanese_title(edition: CourseEdition) -> str:
    text = edition.texts.filter(language=SOURCE_LANGUAGE).first()
    return text.title if text else edition.course.slug
