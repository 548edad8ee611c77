"""The public pages under /trainings/ and /q/, the officers' desk under /desk/trainings/."""

from django.urls import include, path

from trainings.attendance import views as attendance
from trainings.closing import views as closing
from trainings.plans import views as plans
from trainings.registrations import public_views as public
from trainings.registrations import views as registrations
from trainings.roster import export_views as exports
from trainings.roster import import_views as imports
from trainings.surveys import views as surveys

app_name = "trainings"

public_patterns = [
    path("", public.public_list, name="public_list"),
    path("<uuid:public_id>/", public.public_detail, name="public_detail"),
    path("<uuid:public_id>/register/", public.register, name="register"),
    path("registered/<uuid:public_id>/", public.registered, name="registered"),
    path("registered/<uuid:public_id>/cancel/", public.withdraw, name="withdraw"),
]

desk_patterns = [
    path("", plans.training_list, name="training_list"),
    path("new/", plans.training_create, name="training_create"),
    path("<int:pk>/", plans.training_detail, name="training_detail"),
    path("<int:pk>/edit/", plans.training_edit, name="training_edit"),
    path("<int:pk>/publish/", plans.training_publish, name="training_publish"),
    path("<int:pk>/unpublish/", plans.training_unpublish, name="training_unpublish"),
    path("<int:pk>/cancel/", plans.training_cancel, name="training_cancel"),
    path("<int:pk>/close/", closing.training_close, name="training_close"),
    path("<int:pk>/close/resume/", closing.training_close_resume, name="training_close_resume"),
    path(
        "<int:pk>/registrations/new/",
        registrations.registration_create,
        name="registration_create",
    ),
    path(
        "<int:pk>/registrations/<int:registration_pk>/",
        registrations.registration_edit,
        name="registration_edit",
    ),
    path(
        "<int:pk>/registrations/<int:registration_pk>/cancel/",
        registrations.registration_cancel,
        name="registration_cancel",
    ),
    path("<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("<int:pk>/attendance/<int:session_pk>/", attendance.attendance, name="attendance"),
    path(
        "<int:pk>/attendance/<int:session_pk>/mark/",
        attendance.attendance_mark,
        name="attendance_mark",
    ),
    path(
        "<int:pk>/attendance/<int:session_pk>/walk-in/",
        attendance.attendance_walk_in,
        name="attendance_walk_in",
    ),
    path("<int:pk>/imports/new/", imports.import_create, name="import_create"),
    path("<int:pk>/imports/template.xlsx", imports.import_template, name="import_template"),
    path("<int:pk>/imports/<int:import_pk>/", imports.import_detail, name="import_detail"),
    path(
        "<int:pk>/imports/<int:import_pk>/confirm/", imports.import_confirm, name="import_confirm"
    ),
    path("<int:pk>/imports/<int:import_pk>/undo/", imports.import_undo, name="import_undo"),
    path("<int:pk>/export/", exports.export, name="export"),
    path("<int:pk>/survey/", surveys.training_survey, name="training_survey"),
    path("<int:pk>/survey.xlsx", surveys.survey_xlsx, name="survey_xlsx"),
    path("<int:pk>/survey.csv", surveys.survey_csv, name="survey_csv"),
    path("<int:pk>/survey/<slug:moment>/sheet/", surveys.survey_sheet, name="survey_sheet"),
    path("<int:pk>/survey/<slug:moment>/tally/", surveys.survey_tally, name="survey_tally"),
    path("<int:pk>/survey/<slug:moment>/discard/", surveys.survey_discard, name="survey_discard"),
]

# Short: a participant may type it from a poster.
survey_patterns = [
    path("<slug:code>/<slug:moment>/", surveys.survey_answer, name="survey_answer"),
    path("<slug:code>/<slug:moment>/thanks/", surveys.survey_thanks, name="survey_thanks"),
]

urlpatterns = [
    path("trainings/", include(public_patterns)),
    path("desk/trainings/", include(desk_patterns)),
    path("q/", include(survey_patterns)),
]
