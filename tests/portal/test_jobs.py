import re

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.urls import reverse

from core.enums import JobState
from core.models import Job
from portal.views.jobs import TITLES
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGES = ["portal:job_detail", "portal:job_progress", "portal:job_result"]


@pytest.fixture
def owner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def make(owner, **fields):
    return Job.objects.create(kind="trainings.close", created_by=owner, **fields)


def page(client, job, name="portal:job_detail"):
    response = client.get(reverse(name, args=[job.pk]))
    if response.streaming:
        response.body = b"".join(response.streaming_content)  # which closes the file
    return response


@pytest.fixture
def finished(owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    job = make(owner, state=JobState.SUCCEEDED, result_name="名簿 髙橋.xlsx")
    job.result_file.save("result", ContentFile(b"bytes"))
    return job


@pytest.mark.parametrize("name", PAGES)
def test_job_is_its_owners_alone(client, finished, name):
    assert page(client, finished, name).status_code == 200
    for stranger in (UserFactory(), MembershipFactory().user):
        client.force_login(stranger)
        assert page(client, finished, name).status_code == 404
    client.logout()
    address = reverse(name, args=[finished.pk])
    assert page(client, finished, name).url == f"/accounts/login/?next={address}"


def test_running_job_shows_its_progress_and_asks_again(client, owner):
    job = make(owner, state=JobState.RUNNING, done=50, total=200)
    html = page(client, job).content.decode()
    assert '<progress class="dads-progress__bar" value="25" max="100"' in html
    assert "200件のうち50件" in html
    assert f'hx-get="/jobs/{job.pk}/progress" hx-trigger="every 1s"' in html
    assert html.count("htmx-2.min") == 1


def test_running_job_can_be_followed_without_script(client, owner):
    job = make(owner, state=JobState.RUNNING)
    html = page(client, job).content.decode()
    assert re.search(rf'<a class="[^"]*" href="/jobs/{job.pk}/">更新する</a>', html)
    assert "http-equiv" not in html


def test_waiting_job_has_no_figures(client, owner):
    html = page(client, make(owner)).content.decode()
    assert "順番を待っています" in html
    assert "%</span>" not in html


@pytest.mark.parametrize("state", [JobState.SUCCEEDED, JobState.FAILED])
def test_finished_job_stops_asking(client, owner, state):
    job = make(owner, state=state)
    for name in ("portal:job_detail", "portal:job_progress"):
        html = page(client, job, name).content.decode()
        assert "hx-get" not in html
        assert "htmx" not in html


def test_finished_job_tells_its_result_and_leads_on(client, owner):
    job = make(
        owner,
        state=JobState.SUCCEEDED,
        result={"summary": "30人が修了しました。"},
        next_url="/desk/trainings/1/",
    )
    html = page(client, job).content.decode()
    assert "<p>30人が修了しました。</p>" in html
    assert 'href="/desk/trainings/1/">つづきへ進む' in html


def test_result_is_sent_under_its_name(client, finished):
    response = page(client, finished, "portal:job_result")
    assert response.body == b"bytes"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%90%8D%E7%B0%BF%20%E9%AB%99%E6%A9%8B.xlsx"
    )
    assert "no-store" in response["Cache-Control"]


def test_job_without_a_file_has_no_result(client, owner):
    job = make(owner, state=JobState.SUCCEEDED)
    assert page(client, job, "portal:job_result").status_code == 404


def test_failed_job_explains_itself_and_leads_back(client, owner):
    job = make(owner, state=JobState.FAILED, error="3行目：<氏名>がありません。", next_url="/desk/")
    html = page(client, job).content.decode()
    assert "3行目：&lt;氏名&gt;がありません。" in html
    assert 'href="/desk/">もとのページへ戻る' in html


def test_titles_name_real_tasks():
    current_app.loader.import_default_modules()
    assert set(TITLES) - set(current_app.tasks) == set()
