"""Who visits, and the rows that fill an address: one officer's organization and its neighbours."""

from datetime import timedelta
from functools import cached_property

from django.core.cache import cache, caches
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Learner
from activities.enums import ActivityState
from authoring.drafts.lifecycle import start_draft
from certificates.models import PendingCertificate
from content.models import MediaAsset
from content.pictures import SVG_TYPE
from core.enums import JobState
from core.models import Job
from core.secret_links import draw_secret
from courses.models import ChapterFigure, LessonText, QuizSource
from quizzes.models import Attempt
from tests.factories.accounts import (
    DelegationFactory,
    InvitationFactory,
    LearnerFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganizationFactory,
    PrefectureFactory,
)
from tests.factories.activities import ActivityFactory
from tests.factories.certificates import issued
from tests.factories.courses import HandoutFactory, published_edition, survey
from tests.factories.learning import (
    CompletionFactory,
    EnrolmentFactory,
    ReflectionFactory,
    do_lesson,
    lessons_of,
)
from tests.factories.trainings import LecturerFactory, RegistrationFactory, TrainingFactory
from tests.factories.windows import WindowFactory
from trainings.models import RosterImport
from trainings.surveys.services import start_survey


class World:
    """Rows are made when first asked for; all of them belong to the learner or the officer."""

    @cached_property
    def prefecture(self):
        return PrefectureFactory()

    @cached_property
    def organization(self):
        return OrganizationFactory(
            municipality=MunicipalityFactory(prefecture=self.prefecture),
            certificate_issuer="架空市",
        )

    # Visitors -----------------------------------------------------------------------------------

    @cached_property
    def visitors(self):
        national = OrganizationFactory(national=True)
        prefectural = OrganizationFactory(prefectural=True, prefecture=self.prefecture)
        users = {
            "L": self.learner.user,
            "O": self.officer,
            "E": MembershipFactory().user,
            "P": MembershipFactory(organization=prefectural).user,
            "G": MembershipFactory(organization=national, role=Role.GRANT_ADMINISTRATOR).user,
            "D": MembershipFactory(organization=national, role=Role.EDITOR).user,
            "A": MembershipFactory(organization=self.organization, role=Role.ADMINISTRATOR).user,
            "S": MembershipFactory(organization=national, role=Role.NATIONAL_ADMINISTRATOR).user,
        }
        clients = {"N": Client(raise_request_exception=False)}
        for letter, user in users.items():
            clients[letter] = Client(raise_request_exception=False)
            clients[letter].force_login(user)
        return clients

    @cached_property
    def learner(self) -> Learner:
        return LearnerFactory()

    @cached_property
    def officer(self):
        return MembershipFactory(organization=self.organization).user

    # What fills an address ------------------------------------------------------------------------

    @property
    def password_key(self):
        return {"uidb36": "1", "key": "unknown"}

    # Administration ------------------------------------------------------------------------------

    @cached_property
    def _stranger(self):
        return OrganizationFactory()

    @cached_property
    def _strangers_membership(self):
        return MembershipFactory(organization=self._stranger)

    @property
    def administered(self):
        return {"pk": self.organization.pk}

    @property
    def stranger(self):
        return {"pk": self._stranger.pk}

    @property
    def delegation(self):
        return {"pk": DelegationFactory(principal=self.organization).pk}

    @property
    def own_invitation(self):
        return {"pk": InvitationFactory(organization=self.organization).pk}

    @property
    def strangers_invitation(self):
        return {"pk": InvitationFactory(organization=self._stranger).pk}

    @property
    def own_membership(self):
        return {"pk": MembershipFactory(organization=self.organization).pk}

    @property
    def strangers_membership(self):
        return {"pk": self._strangers_membership.pk}

    @property
    def colleague(self):
        return {"pk": MembershipFactory(organization=self.organization).user_id}

    @property
    def strangers_person(self):
        return {"pk": self._strangers_membership.user_id}

    @property
    def resident(self):
        return {"pk": self.learner.user_id}

    unknown_secret = {"secret": "unknown"}

    @property
    def invitation(self):
        secret, digest = draw_secret()
        InvitationFactory(organization=self.organization, digest=digest)
        return {"secret": secret}

    @cached_property
    def edition(self):
        return published_edition()

    @cached_property
    def _enrolment(self):
        return EnrolmentFactory(learner=self.learner, edition=self.edition)

    @property
    def course(self):
        return {"course": self._enrolment.course.slug}

    @property
    def lesson(self):
        return {**self.course, "chapter": "chapter-1", "lesson": "lesson-1"}

    @property
    def quiz_lesson(self):
        return {**self.lesson, "lesson": "lesson-2"}

    @property
    def guide_course(self):
        return {"course": HandoutFactory(kind="guide").edition.course.slug}

    @property
    def handout(self):
        file = HandoutFactory()
        course = file.edition.course.slug
        return {"course": course, "kind": file.kind, "language": "ja", "extension": "pdf"}

    @property
    def course_asking(self):
        survey()
        return self.course

    @property
    def course_asking_figures(self):
        return {"track": survey().track_id}

    @property
    def reflection(self):
        text = LessonText.objects.get(lesson=lessons_of(self._enrolment)[0].id, language="ja")
        text.blocks.append({"kind": "reflection", "key": "who", "title": "", "html": "<p>問い</p>"})
        text.save()
        caches["immutable"].clear()
        return {**self.lesson, "key": "who"}

    @cached_property
    def reflection_stored(self):
        return {"pk": ReflectionFactory(learner=self.learner, course=self.edition.course).pk}

    @cached_property
    def attempt(self):
        lesson = lessons_of(self._enrolment)[1]
        do_lesson(self._enrolment, lesson)
        return {"pk": Attempt.objects.get(learner=self.learner).pk}

    @cached_property
    def completion(self):
        return {"pk": self._certificate.completion.pk}

    @cached_property
    def completion_unnamed(self):
        return {"pk": CompletionFactory(learner=self.learner, printed_name="").pk}

    @cached_property
    def picture(self):
        asset = MediaAsset(
            digest="0" * 64, name="figure.svg", content_type=SVG_TYPE, width=1, height=1
        )
        asset.file.save("figure.svg", ContentFile(b"<svg/>"))
        return {"digest": asset.digest, "extension": "svg"}

    @cached_property
    def job(self):
        job = Job.objects.create(
            kind="trainings.export", created_by=self.officer, state=JobState.SUCCEEDED
        )
        job.result_file.save("result", ContentFile(b"rows"))
        return {"pk": job.pk}

    @cached_property
    def _certificate(self):
        return issued(learner=self.learner)

    @property
    def certificate(self):
        return {"number": self._certificate.number}

    @property
    def certificate_code(self):
        return {"code": self._certificate.code}

    @cached_property
    def attended_certificate(self):
        return {"number": issued(attended=True, organization=self.organization).number}

    @cached_property
    def printing(self):
        issued(
            attended=True,
            organization=self.organization,
            evidence={"training_id": self._training.pk},
        )
        return {"training": self._training.pk}

    @cached_property
    def pending(self):
        completion = issued(attended=True, organization=self.organization).completion
        completion.certificates.all().delete()
        return {
            "pk": PendingCertificate.objects.create(completion=completion, characters=["𪚥"]).pk
        }

    @cached_property
    def _training(self):
        return TrainingFactory(organization=self.organization, edition=self.edition, session=True)

    @property
    def training(self):
        return {"pk": self._training.pk}

    @cached_property
    def training_begun(self):
        yesterday = timezone.now() - timedelta(days=1)
        training = TrainingFactory(
            organization=self.organization,
            edition=self.edition,
            session__starts_at=yesterday,
        )
        return {"pk": training.pk}

    @cached_property
    def _survey(self):
        survey()
        return start_survey(training=self._training, actor=self.officer)

    @property
    def survey_code(self):
        return {"code": self._survey.code, "moment": "before"}

    @property
    def training_asking(self):
        return {"pk": self._survey.training_id}

    @property
    def survey_moment(self):
        return {**self.training_asking, "moment": "before"}

    @cached_property
    def _window(self):
        return WindowFactory(local=True, organization=self.organization)

    @property
    def window(self):
        return {"key": self._window.key}

    @property
    def own_window(self):
        return {"pk": self._window.pk}

    @property
    def window_area(self):
        return {"area": self._window.prefecture_id}

    @property
    def public_training(self):
        return {"public_id": self._training.public_id}

    @cached_property
    def _registration(self):
        return RegistrationFactory(training=self._training)

    @property
    def registration(self):
        return {"pk": self._training.pk, "registration_pk": self._registration.pk}

    @cached_property
    def roster_import(self):
        made = RosterImport.objects.create(training=self._training, created_by=self.officer)
        return {"pk": self._training.pk, "import_pk": made.pk}

    @property
    def public_registration(self):
        return {"public_id": self._registration.public_id}

    @property
    def session(self):
        return {"pk": self._training.pk, "session_pk": self._training.sessions.get().pk}

    @cached_property
    def lecturer(self):
        LecturerFactory(learner=self.learner)
        return {}

    # Local activities --------------------------------------------------------------------------

    @property
    def activity_year(self):
        return {"year": 2027}

    @cached_property
    def _activity(self):
        return ActivityFactory(organization=self.organization, listed_from_on=timezone.localdate())

    @property
    def activity(self):
        return {"pk": self._activity.pk}

    @property
    def public_activity(self):
        return {"public_id": self._activity.public_id}

    @cached_property
    def public_activity_draft(self):
        draft = ActivityFactory(organization=self.organization, state=ActivityState.DRAFT)
        return {"public_id": draft.public_id}

    # The editors' desk ----------------------------------------------------------------------------

    @cached_property
    def _draft(self):
        draft = start_draft(edition=self.edition, actor=MembershipFactory().user)
        QuizSource.objects.create(
            chapter=draft.chapters.first(), stem="more", language="ja", source="title: 題\n"
        )
        return draft

    @property
    def published(self):
        return {"edition_id": self.edition.pk}

    @property
    def preview_chart(self):
        cache.set(f"courses:chart:{'0' * 64}", b"<svg/>")
        return {"digest": "0" * 64}

    @property
    def draft(self):
        return {"edition_id": self._draft.pk}

    @property
    def draft_text(self):
        return {**self.draft, "language": "ja"}

    @property
    def draft_chapter(self):
        return {**self.draft, "chapter_id": self._draft.chapters.first().pk}

    @property
    def draft_chapter_text(self):
        return {**self.draft_chapter, "language": "ja"}

    @property
    def draft_lesson(self):
        return {**self.draft, "lesson_id": self._draft.chapters.first().lessons.first().pk}

    @property
    def draft_lesson_text(self):
        return {**self.draft_lesson, "language": "ja"}

    @property
    def draft_preview(self):
        return {"pk": self.draft_lesson["lesson_id"]}

    @property
    def draft_quiz(self):
        return {**self.draft_chapter, "stem": "more"}

    @property
    def draft_quiz_text(self):
        return {**self.draft_quiz, "language": "ja"}

    @cached_property
    def draft_figure(self):
        asset = MediaAsset.objects.get(pk=self.picture["digest"])
        figure = ChapterFigure.objects.create(
            chapter_id=self.draft_chapter["chapter_id"], name="figure.svg", asset=asset
        )
        return {**self.draft_chapter, "figure_id": figure.pk}
