"""Made-up rosters, and the way an officer sends one."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.tabular import write_xlsx
from tests.factories.accounts import (
    MembershipFactory,
    MunicipalityFactory,
    PrefectureFactory,
    UserFactory,
)
from tests.factories.trainings import TrainingFactory

HARD_NAMES = ["髙橋 﨑", "𠮷田 葛󠄀", "=SUM(1) ①", "+81 〜", "'=x"]


def tokyo():
    prefecture = PrefectureFactory(code="13", name="東京都", kana="とうきょうと")
    return MunicipalityFactory(
        prefecture=prefecture, code="131016", name="千代田区", kana="ちよだく"
    )


def officer_of(training):
    user = UserFactory()
    MembershipFactory(user=user, organization=training.organization)
    return user


def training_with_officer(**values):
    training = TrainingFactory(session=True, **values)
    return training, officer_of(training)


def csv_file(text, encoding="utf-8", name="名簿.csv"):
    return SimpleUploadedFile(name, text.encode(encoding))


def xlsx_file(header, rows, name="名簿.xlsx"):
    file = io.BytesIO()
    write_xlsx(file, header, rows)
    return SimpleUploadedFile(name, file.getvalue())


def upload(client, training, file):
    """Send the file and open its preview; the RosterImport."""
    response = client.post(reverse("trainings:import_create", args=[training.pk]), {"file": file})
    assert response.status_code == 302, response.context["form"].errors
    return training.imports.latest("pk")


def page(name, roster_import):
    return reverse(f"trainings:import_{name}", args=[roster_import.training_id, roster_import.pk])


def body(response):
    """The whole file; read to its end, the test client closes it as a server does."""
    return b"".join(response.streaming_content)
