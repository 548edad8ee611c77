"""The editors' desk, under /desk/curriculum/. `learning` has the addresses for learners."""

from django.urls import URLPattern, URLResolver, include, path

from authoring.views import editions, lesson_preview, structure, texts

app_name = "authoring"

chapter_patterns: list[URLPattern | URLResolver] = [
    path("lessons/new/", structure.lesson_create, name="lesson_create"),
    path("quizzes/new/", structure.quiz_create, name="quiz_create"),
    path("quizzes/<slug:stem>/remove/", structure.quiz_remove, name="quiz_remove"),
    path("quizzes/<slug:stem>/<slug:language>/", texts.quiz_text, name="quiz_text"),
    path("figures/", structure.figure_list, name="figure_list"),
    path("figures/<int:figure_id>/remove/", structure.figure_remove, name="figure_remove"),
    path("move/", structure.chapter_move, name="chapter_move"),
    path("address/", structure.chapter_rename, name="chapter_rename"),
    path("remove/", structure.chapter_remove, name="chapter_remove"),
    path("<slug:language>/", texts.chapter_text, name="chapter_text"),
]

lesson_patterns: list[URLPattern | URLResolver] = [
    path("move/", structure.lesson_move, name="lesson_move"),
    path("address/", structure.lesson_rename, name="lesson_rename"),
    path("remove/", structure.lesson_remove, name="lesson_remove"),
    path("<slug:language>/", texts.lesson_text, name="lesson_text"),
]

edition_patterns: list[URLPattern | URLResolver] = [
    path("", editions.edition_detail, name="edition_detail"),
    path("start/", editions.draft_start, name="draft_start"),
    path("compare/", editions.comparison, name="comparison"),
    path("publish/", editions.edition_publish, name="edition_publish"),
    path("discard/", editions.edition_discard, name="edition_discard"),
    path("text/<slug:language>/", texts.course_text, name="course_text"),
    path("guide/<slug:language>/", texts.guide_text, name="guide_text"),
    path("chapters/new/", structure.chapter_create, name="chapter_create"),
    path("chapters/<int:chapter_id>/", include(chapter_patterns)),
    path("lessons/<int:lesson_id>/", include(lesson_patterns)),
]

urlpatterns = [
    path("desk/curriculum/", editions.edition_list, name="edition_list"),
    path("desk/curriculum/media/<str:digest>.svg", editions.preview_chart, name="preview_chart"),
    path(
        "desk/curriculum/previews/<int:pk>/", lesson_preview.lesson_preview, name="lesson_preview"
    ),
    path("desk/curriculum/<int:edition_id>/", include(edition_patterns)),
]
