"""Every address and what each of nine visitors gets there. A new address needs its row here.

An answer is a status, or `SIGN_IN` for a redirect to the sign-in page. It is given once for all
visitors, or for each by its letter:

    N nobody    L learner    O officer of the training's organization    E officer elsewhere
    P prefectural officer    G grant administrator                       D curriculum editor
    A administrator of the training's organization                       S national administrator

Forms are sent empty or as given in `data`; what is tested is who is let in, not what is saved.
"""

from dataclasses import dataclass, field

VISITORS = "NLOEPGDAS"
SIGN_IN = "sign-in"


@dataclass(frozen=True)
class Row:
    """`given` names the World's property whose dict fills the address; what is left is its query."""

    answers: dict
    given: str = ""
    method: str = "get"
    query: dict = field(default_factory=dict)
    data: dict = field(default_factory=dict)


def everybody(answer, **options):
    return Row(dict.fromkeys(VISITORS, answer), **options)


def signed_in(answer, nobody=SIGN_IN, **options):
    return Row({**dict.fromkeys(VISITORS, answer), "N": nobody}, **options)


def only(letters, answer, *, others=404, nobody=SIGN_IN, also=(), **options):
    """`answer` for these visitors, `others` for those signed in, `nobody` for the one who isn't.

    `also` holds what single visitors get instead.
    """
    answers = {letter: answer if letter in letters else others for letter in VISITORS}
    if "N" not in letters:
        answers["N"] = nobody
    return Row({**answers, **dict(also)}, **options)


ACCOUNT = {
    # allauth: signing in and up, mail addresses and passwords.
    "account_login": [signed_in(302, nobody=200)],
    "account_logout": [signed_in(200, nobody=302), signed_in(302, nobody=302, method="post")],
    "account_signup": [signed_in(302, nobody=200)],
    "account_inactive": [everybody(200)],
    "account_reauthenticate": [signed_in(200)],
    "account_email": [signed_in(200)],
    "account_email_verification_sent": [signed_in(302)],
    "account_change_password": [signed_in(200)],
    "account_set_password": [signed_in(302)],
    "account_reset_password": [everybody(200)],
    "account_reset_password_done": [everybody(200)],
    "account_reset_password_from_key": [everybody(200, given="password_key")],
    "account_reset_password_from_key_done": [everybody(200)],
    "account_request_login_code": [signed_in(302, nobody=200)],
    "account_confirm_login_code": [everybody(302)],
    "usersessions_list": [signed_in(200)],
}


def editors(answer, *, post, given):
    """What an editor gets on opening the page and on sending its form empty."""
    return [
        only("D", answer, given=given),
        only("D", post, given=given, method="post"),
    ]


DESK_OF_EDITORS = {
    "authoring:edition_list": [only("D", 200)],
    "authoring:edition_detail": [only("D", 200, given="draft")],
    "authoring:draft_start": editors(302, post=302, given="published"),
    "authoring:comparison": [only("D", 200, given="draft")],
    "authoring:preview_chart": [only("D", 200, given="preview_chart")],
    "authoring:edition_publish": editors(200, post=200, given="draft"),
    "authoring:edition_discard": editors(200, post=409, given="draft"),
    "authoring:course_text": editors(200, post=200, given="draft_text"),
    "authoring:guide_text": editors(200, post=200, given="draft_text"),
    "authoring:chapter_create": editors(200, post=200, given="draft"),
    "authoring:chapter_text": editors(200, post=200, given="draft_chapter_text"),
    "authoring:chapter_move": editors(302, post=302, given="draft_chapter"),
    "authoring:chapter_rename": editors(200, post=200, given="draft_chapter"),
    "authoring:chapter_remove": editors(200, post=200, given="draft_chapter"),
    "authoring:lesson_create": editors(200, post=200, given="draft_chapter"),
    "authoring:lesson_text": editors(200, post=200, given="draft_lesson_text"),
    "authoring:lesson_move": editors(302, post=302, given="draft_lesson"),
    "authoring:lesson_rename": editors(200, post=200, given="draft_lesson"),
    "authoring:lesson_remove": editors(200, post=200, given="draft_lesson"),
    "authoring:quiz_create": editors(200, post=200, given="draft_chapter"),
    "authoring:quiz_text": editors(200, post=200, given="draft_quiz_text"),
    "authoring:quiz_remove": editors(200, post=200, given="draft_quiz"),
    "authoring:figure_list": editors(200, post=200, given="draft_chapter"),
    "authoring:figure_remove": editors(200, post=302, given="draft_figure"),
    "authoring:lesson_preview": [only("D", 200, given="draft_preview")],
}


def administrators(answer, post, given):
    """The nation, and the organization's own administrator; a stranger's is 404, others are 403."""
    return [
        only("AS", answer, others=403, given=given),
        only("AS", post, others=403, given=given, method="post"),
    ]


def national(answer, post, given=""):
    return [
        only("S", answer, others=403, given=given),
        only("S", post, others=403, given=given, method="post"),
    ]


ADMINISTRATION = {
    "portal:organization_list": [only("S", 200, others=403, also={"A": 302})],
    "portal:organization_create": national(200, 200),
    "portal:organization_detail": [
        only("AS", 200, others=403, given="administered"),
        only("S", 200, others=403, given="stranger", also={"A": 404}),
    ],
    "portal:organization_edit": [
        *administrators(200, 200, "administered"),
        only("S", 200, others=403, given="stranger", also={"A": 404}),
    ],
    "portal:organization_deactivate": national(200, 302, "stranger"),
    "portal:organization_reactivate": national(200, 302, "stranger"),
    "portal:organization_merge": national(200, 200, "administered"),
    "portal:delegation_create": national(200, 200, "administered"),
    "portal:delegation_end": national(200, 302, "delegation"),
    "portal:invitation_create": [
        *administrators(200, 200, "administered"),
        only("S", 200, others=403, given="stranger", also={"A": 404}),
    ],
    "portal:roles_confirm": administrators(200, 302, "administered"),
    "portal:organization_log": [
        only("AS", 200, others=403, given="administered"),
        only("S", 200, others=403, given="stranger", also={"A": 404}),
    ],
    "portal:invitation_resend": [
        *administrators(200, 302, "own_invitation"),
        only("S", 200, others=403, given="strangers_invitation", also={"A": 404}),
    ],
    "portal:invitation_withdraw": [
        *administrators(200, 302, "own_invitation"),
        only("S", 200, others=403, given="strangers_invitation", also={"A": 404}),
    ],
    "portal:membership_period": [
        *administrators(200, 302, "own_membership"),
        only("S", 200, others=403, given="strangers_membership", also={"A": 404}),
    ],
    "portal:membership_end": [
        only("AS", 200, others=403, given="own_membership"),
        only("AS", 302, others=403, given="own_membership", method="post"),
        only("S", 302, others=403, given="strangers_membership", method="post", also={"A": 404}),
    ],
    "portal:person_detail": [
        only("AS", 200, others=403, given="colleague"),
        only("S", 200, others=403, given="strangers_person", also={"A": 404}),
        only("", 404, others=403, given="resident", also={"A": 404, "S": 404}),
    ],
    "portal:person_sign_out": [
        *administrators(200, 302, "colleague"),
        only("S", 200, others=403, given="strangers_person", also={"A": 404}),
    ],
    "portal:site_log": [only("S", 200, others=403)],
    "portal:outbox": [only("S", 200, others=403)],
}

ROWS = {
    **ACCOUNT,
    **ADMINISTRATION,
    "healthz": [everybody(200)],
    "readyz": [everybody(200)],
    "set_language": [everybody(302, method="post", data={"language": "en"})],
    "theme:preferences": [everybody(302, method="post", data={"text_size": "large"})],
    # Links that are a key: one that is unknown or used up opens nothing, for anybody.
    "accounts:site_setup": [everybody(410, given="unknown_secret")],
    "accounts:invitation": [
        everybody(410, given="unknown_secret"),
        everybody(200, given="invitation"),
        signed_in(302, nobody=200, given="invitation", method="post"),
    ],
    "accounts:municipality_options": [everybody(200, query={"prefecture": "31"})],
    # The resident's way: anybody may start; what one has done is one's own.
    "portal:home": [everybody(200)],
    "portal:help": [everybody(200)],
    "portal:accessibility": [everybody(200)],
    "portal:privacy": [everybody(200)],
    "portal:my_page": [everybody(200)],
    "portal:completion_done": [only("L", 200, nobody=404, given="completion")],
    "content:media": [everybody(200, given="picture")],
    "learning:course_list": [everybody(200)],
    "learning:course_detail": [everybody(200, given="course")],
    "learning:guide": [everybody(200, given="guide_course")],
    "learning:guide_pdf": [everybody(302, given="guide_course")],
    "learning:handout": [everybody(200, given="handout")],
    "learning:course_start": [everybody(302, given="course", method="post")],
    "learning:lesson_detail": [only("L", 200, others=302, nobody=302, given="lesson")],
    "learning:lesson_done": [everybody(302, given="lesson", method="post")],
    "learning:quiz_submit": [only("L", 200, others=302, given="quiz_lesson", method="post")],
    "learning:reflection_save": [
        only(
            "L",
            302,
            others=409,
            nobody=409,
            given="reflection",
            method="post",
            data={"reflection-who": "文"},
        ),
    ],
    "learning:reflection_list": [everybody(200)],
    "learning:reflection_text": [
        only("L", 200, others=302, nobody=302, given="reflection_stored"),
    ],
    "learning:reflection_json": [
        only("L", 200, others=302, nobody=302, given="reflection_stored"),
    ],
    "learning:reflection_erase": [
        only("L", 200, nobody=404, given="reflection_stored"),
        only("L", 302, nobody=404, given="reflection_stored", method="post"),
    ],
    "learning:reflection_erase_all": [
        only("L", 200, others=302, nobody=302, given="reflection_stored"),
        everybody(302, method="post"),
    ],
    "learning:survey_before": [
        only("L", 200, others=302, nobody=302, given="course_asking"),
        everybody(302, given="course_asking", method="post", data={"s-four": "a"}),
    ],
    "learning:survey_after": [everybody(302, given="course_asking")],
    "learning:attempt_detail": [only("L", 200, nobody=404, given="attempt")],
    "learning:completion_details": [only("L", 200, nobody=404, given="completion_unnamed")],
    # Consultation windows: for everybody, and nothing of it is kept.
    "windows:finder": [everybody(200), everybody(200, method="post", data={"who": "any"})],
    "windows:finder_under18": [everybody(200)],
    "windows:finder_under18_paper": [everybody(302)],
    "windows:finder_paper": [
        everybody(302),
        everybody(
            200,
            method="post",
            data={"who": "any", "about": "any", "how": "any", "where": "any"},
        ),
    ],
    "windows:window_list": [everybody(200), everybody(200, given="window_area")],
    "windows:window_detail": [everybody(200, given="window")],
    "windows:desk_window_list": [only("OEP", 200, others=403)],
    "windows:window_create": [
        only("OEP", 200, others=403),
        only("OEP", 200, others=403, method="post"),
    ],
    "windows:window_edit": [
        only("O", 200, given="own_window"),
        only("O", 200, given="own_window", method="post"),
    ],
    "windows:window_check": [
        only("O", 200, given="own_window"),
        only("O", 200, given="own_window", method="post"),
    ],
    "windows:window_remove": [
        only("O", 200, given="own_window"),
        only("O", 302, given="own_window", method="post"),
    ],
    # The desk, and the long work one has started oneself.
    "portal:desk": [only("OEPGDAS", 200, others=403)],
    "demo:mail": [everybody(404)],
    "portal:job_detail": [only("O", 200, given="job")],
    "portal:job_progress": [only("O", 200, given="job")],
    "portal:job_result": [only("O", 200, given="job")],
    # Certificates: the learner's own, and those of the organization that held the training.
    "certificates:verify_form": [everybody(200)],
    "certificates:verify": [everybody(200, given="certificate_code")],
    "certificates:certificate_detail": [
        only("L", 200, nobody=404, given="certificate"),
        only("O", 200, nobody=404, given="attended_certificate"),
    ],
    "certificates:certificate_file": [
        only("L", 200, nobody=404, given="certificate"),
        only("O", 200, nobody=404, given="attended_certificate"),
    ],
    "certificates:certificate_reissue": [
        only("L", 200, nobody=404, given="certificate"),
        only("O", 200, nobody=404, given="attended_certificate"),
    ],
    "certificates:certificate_revoke": [
        only("L", 302, nobody=404, given="certificate"),
        only("O", 200, nobody=404, given="attended_certificate"),
    ],
    "certificates:certificate_list": [only("OEP", 200, others=403)],
    "certificates:certificate_print": [
        only("O", 200, others=403, given="printing", also={"E": 404, "P": 404})
    ],
    "certificates:pending_issue": [
        only("O", 200, others=403, given="pending", also={"E": 404, "P": 404})
    ],
    # Trainings: public pages for everybody, the desk for the organization's officers alone.
    "trainings:public_list": [everybody(200)],
    "trainings:public_detail": [everybody(200, given="public_training")],
    "trainings:register": [everybody(200, given="public_training")],
    "trainings:registered": [everybody(200, given="public_registration")],
    "trainings:withdraw": [
        everybody(200, given="public_registration"),
        everybody(302, given="public_registration", method="post"),
    ],
    "trainings:training_list": [only("OEP", 200, others=403)],
    "trainings:training_create": [
        only("OEP", 200, others=403),
        only("OEP", 200, others=403, method="post"),
    ],
    "trainings:training_detail": [only("O", 200, given="training")],
    "trainings:training_edit": [only("O", 200, given="training")],
    "trainings:training_publish": [
        only("O", 200, given="training"),
        only("O", 302, given="training", method="post"),
    ],
    "trainings:training_unpublish": [
        only("O", 200, given="training"),
        only("O", 302, given="training", method="post"),
    ],
    "trainings:training_cancel": [
        only("O", 200, given="training"),
        only("O", 302, given="training", method="post"),
    ],
    "trainings:training_close": [
        only("O", 200, given="training_begun"),
        only("O", 302, given="training_begun", method="post"),
    ],
    # What a form is sent to leads, when opened by itself, to the page of the form.
    "trainings:training_close_resume": [
        only("O", 302, given="training"),
        only("O", 302, given="training", method="post"),
    ],
    "trainings:registration_create": [only("O", 200, given="training")],
    "trainings:registration_edit": [only("O", 200, given="registration")],
    "trainings:registration_cancel": [
        only("O", 200, given="registration"),
        only("O", 302, given="registration", method="post"),
    ],
    "trainings:attendance": [only("O", 200, given="training"), only("O", 200, given="session")],
    # An empty POST marks nobody, and shows what a walk-in's form lacks.
    "trainings:attendance_mark": [
        only("O", 302, given="session"),
        only("O", 400, given="session", method="post"),
    ],
    "trainings:attendance_walk_in": [
        only("O", 302, given="session"),
        only("O", 200, given="session", method="post"),
    ],
    "trainings:import_create": [only("O", 200, given="training")],
    "trainings:import_template": [only("O", 200, given="training")],
    "trainings:import_detail": [only("O", 200, given="roster_import")],
    "trainings:import_confirm": [
        only("O", 302, given="roster_import"),
        only("O", 302, given="roster_import", method="post"),
    ],
    "trainings:import_undo": [
        only("O", 302, given="roster_import"),
        only("O", 302, given="roster_import", method="post"),
    ],
    "trainings:export": [
        only("O", 200, given="training"),
        only(
            "O", 200, given="training", method="post", data={"format": "xlsx", "purpose": "report"}
        ),
    ],
    # Questions before and after: answered by everybody who has the code, seen by the organization.
    "trainings:survey_answer": [
        everybody(200, given="survey_code"),
        everybody(302, given="survey_code", method="post", data={"s-four": "a"}),
    ],
    "trainings:survey_thanks": [everybody(200, given="survey_code")],
    "trainings:training_survey": [
        only("O", 200, given="training"),
        only("O", 302, given="training", method="post"),
    ],
    "trainings:survey_xlsx": [only("O", 200, given="training_asking")],
    "trainings:survey_csv": [only("O", 200, given="training_asking")],
    "trainings:survey_sheet": [only("O", 200, given="survey_moment")],
    "trainings:survey_discard": [
        only("O", 200, given="survey_moment"),
        only("O", 302, given="survey_moment", method="post"),
    ],
    "trainings:survey_tally": [
        only("O", 200, given="survey_moment"),
        only("O", 302, given="survey_moment", method="post", data={"s-four.a": "3"}),
    ],
    # The list of lecturers: one's own entry, and the list for those who hold trainings.
    "lecturers:lecturer_entry": [
        only("L", 200, given="lecturer"),
        only("L", 200, given="lecturer", method="post"),
    ],
    "lecturers:lecturer_withdraw": [
        only("L", 200, given="lecturer"),
        only("L", 302, given="lecturer", method="post"),
    ],
    "lecturers:lecturer_list": [only("OEP", 200, others=403)],
    # Local activities: found by everybody, looked after by the organization's officers.
    "activities:activity_list": [everybody(200)],
    "activities:example_list": [everybody(200)],
    "activities:activity_month": [everybody(200), everybody(200, given="activity_year")],
    "activities:activity_month_calendar": [everybody(200, given="activity_year")],
    "activities:activity_detail": [
        everybody(200, given="public_activity"),
        only("O", 200, nobody=404, given="public_activity_draft"),
    ],
    "activities:activity_calendar": [
        everybody(200, given="public_activity"),
        everybody(404, given="public_activity_draft"),
    ],
    "activities:desk_activity_list": [only("OEP", 200, others=403)],
    "activities:activity_create": [
        only("OEP", 200, others=403),
        only("OEP", 200, others=403, method="post"),
    ],
    "activities:activity_edit": [
        only("O", 200, given="activity"),
        only("O", 200, given="activity", method="post"),
    ],
    "activities:activity_publish": [
        only("O", 200, given="activity"),
        only("O", 302, given="activity", method="post"),
    ],
    "activities:activity_end": [
        only("O", 200, given="activity"),
        only("O", 302, given="activity", method="post"),
    ],
    "activities:activity_delete": [
        only("O", 200, given="activity"),
        only("O", 302, given="activity", method="post"),
    ],
    # The editors' desk: for editors alone, others are told of nothing.
    **DESK_OF_EDITORS,
    # Figures: the nation, and a prefecture's own.
    "reporting:completions": [only("PG", 200, others=403)],
    "reporting:completions_export": [only("PG", 200, others=403)],
    "reporting:survey_answers": [only("PG", 200, others=403, given="course_asking_figures")],
    "reporting:survey_answers_export": [only("PG", 200, others=403, given="course_asking_figures")],
}
