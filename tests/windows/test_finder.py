"""The finder: its answers travel in hidden fields and are stored nowhere."""

import io
import re
import shutil
import subprocess
from datetime import date, datetime
from urllib.parse import unquote

import pypdf
import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from core.enums import TextState
from core.japanese.ruby import without_ruby
from tests.factories.accounts import MunicipalityFactory, OrganizationFactory, PrefectureFactory
from tests.factories.windows import SetPeriodWindowFactory, WindowFactory, WindowTextFactory
from windows.files.reading import read_windows
from windows.files.storing import save_windows
from windows.finder.answers import ANY, MOST_LOCAL, Answers, find_windows
from windows.hours.rules import TOKYO
from windows.models import Window
from windows.queries import MOST_LISTED, remaining_aims

pytestmark = pytest.mark.django_db

SATURDAY_EVENING = datetime(2026, 11, 21, 20, 30, tzinfo=TOKYO)
ALL_ANY = {"who": ANY, "about": ANY, "how": ANY, "where": ANY}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(SATURDAY_EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def national():
    """The windows of the authors' files."""
    save_windows(read_windows(settings.CURRICULUM_DIR, shown_as="curriculum"))


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def buttons(page):
    """The values that the page offers, by the step they answer."""
    return re.findall(r'<button class="finder-choice[^"]*" name="(\w+)" value="([^"]+)"', page)


def names(page):
    """The windows of a result, in their order, under their heading."""
    found = {}
    for heading, body in re.findall(r'<section aria-labelledby="(\w+)">(.*?)</section>', page):
        found[heading] = re.findall(r'<h3 class="dads-card__title">(.*?)</h3>', body)
    return found


def test_four_taps_lead_to_windows_and_no_address_changes(client, national):
    PrefectureFactory(code="31", name="鳥取県", kana="とっとりけん")
    page = text(client.get("/windows/"))
    given = {}
    for step, code in (("who", "any"), ("about", "feelings"), ("how", "phone"), ("where", "31")):
        assert (step, code) in buttons(page)
        assert {name for name, _value in buttons(page)} == {step}
        assert (step, "any") in buttons(page)
        given[step] = code
        response = client.post("/windows/", given)
        assert response.status_code == 200
        page = text(response)

    assert names(page) == {
        "now": [
            "よりそいホットライン",
            "いのちの電話（フリーダイヤル）",
            "いのちの電話（ナビダイヤル）",
        ],
        "unknown": ["#いのちSOS", "こころの健康相談統一ダイヤル"],
    }
    assert "今日の21:00まで" in page
    assert 'href="tel:110"' in page
    assert 'href="tel:119"' in page


@pytest.mark.parametrize("path", ["/windows/", "/windows/under18/"])
def test_nothing_is_stored_and_no_answer_stands_in_an_address(client, national, path):
    first = client.get(path)
    answered = client.post(path, {**ALL_ANY, "about": "violence"})

    for response in (first, answered):
        assert response["Cache-Control"] == "no-store, private"
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', response.content.decode())
        assert [url for url in map(unquote, addresses) if "violence" in url or "who=" in url] == []
    assert Session.objects.count() == 0
    assert "sessionid" not in client.cookies
    assert client.get(path, {"who": "women"}).content.decode().count(
        'name="who" value="women"'
    ) == (
        1 if path == "/windows/" else 0  # asked, not taken from the address
    )


def test_step_back_drops_that_answer_and_all_after_it(client, national):
    page = text(client.post("/windows/", {**ALL_ANY, "back": "about"}))

    assert {name for name, _code in buttons(page)} == {"about"}
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page)[-1:] == [("who", "any")]


@pytest.mark.parametrize("code", ["", "x", "<script>", "99", "windows"])
def test_answer_that_is_none_is_asked_again(client, national, code):
    page = text(client.post("/windows/", {"who": "any", "about": code, "how": "any"}))

    assert {name for name, _code in buttons(page)} == {"about"}


def test_finder_refuses_a_foreign_form(national):
    assert Client(enforce_csrf_checks=True).post("/windows/", ALL_ANY).status_code == 403


def test_children_see_windows_for_them_in_their_own_words(client, national):
    page = text(client.get("/windows/under18/"))
    assert {name for name, _code in buttons(page)} == {"about"}
    assert "<rt>はな</rt>" in page
    assert "たたかれる、いやなことをされる" in page

    page = text(client.post("/windows/under18/", ALL_ANY))
    plain = re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>|</?ruby>", "", page)
    assert names(plain)["now"][:2] == ["チャイルドライン", "24時間子供SOSダイヤル"]
    assert "18歳までの人のための電話です。名前を言わなくてもいいです。" in plain
    assert "今日の午後9時まで" in plain


def test_under_18_in_the_finder_for_all_leads_to_the_childrens_pages(client, national):
    page = text(client.post("/windows/", {"who": "under18"}))

    assert "finder--child" in page
    assert {name for name, _code in buttons(page)} == {"about"}


def test_window_for_grown_ups_alone_is_no_window_for_children():
    WindowFactory(key="women", audiences=["women"])
    everybody = WindowFactory(key="all")
    child = WindowFactory(key="child", audiences=["under18"])

    found = find_windows([everybody, child], Answers(who="under18"), SATURDAY_EVENING)
    assert [each.window.key for each in found.found] == ["child", "all"]
    found = find_windows([everybody, child], Answers(who="women"), SATURDAY_EVENING)
    assert [each.window.key for each in found.found] == ["all"]


def test_grown_ups_come_first_and_get_childrens_windows_just_where_they_ask_for_their_theme(
    client, national
):
    first = buttons(text(client.get("/windows/")))[0]
    assert first == ("who", "any")

    asked = {"who": ANY, "how": ANY, "where": ANY}
    by_theme = {
        theme: [
            name
            for held in names(text(client.post("/windows/", {**asked, "about": theme}))).values()
            for name in held
            if name in ("チャイルドライン", "24時間子供SOSダイヤル")
        ]
        for theme in (ANY, "feelings", "violence", "school")
    }
    assert by_theme == {
        ANY: [],
        "feelings": [],
        "violence": [],
        "school": ["チャイルドライン", "24時間子供SOSダイヤル"],
    }
    school = names(text(client.post("/windows/", {**asked, "about": "school"})))["now"]
    assert school[-2:] == by_theme["school"]


@pytest.mark.parametrize(
    ("who", "first"),
    [
        (ANY, "DV相談＋（プラス）"),
        ("women", "DV相談＋（プラス）"),
        ("under18", "児童相談所虐待対応ダイヤル 189"),
    ],
)
def test_violence_leads_first_to_the_window_for_it(client, national, who, first):
    page = client.post("/windows/", {**ALL_ANY, "who": who, "about": "violence", "how": "phone"})
    plain = re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>|</?ruby>", "", text(page))

    assert names(plain)["now"][0] == first


@pytest.mark.parametrize("path", ["/windows/", "/windows/under18/", "/windows/all/"])
def test_110_and_119_stand_right_under_the_heading(client, national, path):
    page = text(client.get(path))

    after = page[page.index("</h1>") + len("</h1>") :].lstrip()
    assert after.startswith('<p class="finder-emergency">')


@pytest.mark.parametrize(("language", "said"), [("ja", 0), ("ja-easy", 3), ("en", 3)])
def test_who_reads_another_language_is_told_that_japanese_answers(client, national, language, said):
    client.cookies["django_language"] = language

    page = text(client.post("/windows/", {**ALL_ANY, "about": "violence"}))

    with override(language):
        words = without_ruby(gettext("{日本語|にほんご}で{答|こた}えます"))
    assert re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>|</?ruby>", "", page).count(words) == said


def test_japanese_on_an_english_page_is_marked_where_it_stands(client):
    window = WindowFactory(name="Helpline", note="話せます。", source="市の案内")
    client.cookies["django_language"] = "en"

    page = text(client.post("/windows/", ALL_ANY))

    assert '<p><span lang="ja">話せます。</span></p>' in page
    assert '<span lang="ja">市の案内</span>' in page
    WindowTextFactory(window=window, name="Helpline", note="You can talk.")
    assert "<p>You can talk.</p>" in text(client.post("/windows/", ALL_ANY))


def test_open_ones_come_first_then_by_their_next_opening_then_the_unknown():
    def weekly(*spans):
        return {
            "kind": "weekly",
            "weekly": [dict(zip(("from", "to"), s, strict=True)) for s in spans],
        }

    windows = [
        WindowFactory(key="unknown", hours={"kind": "unknown"}),
        SetPeriodWindowFactory(key="dial"),
        WindowFactory(key="tomorrow", hours=weekly(("9:00", "17:00"))),
        WindowFactory(key="soon", hours=weekly(("21:00", "23:00"))),
        WindowFactory(key="page", channels=["web"], phone="", url="https://example.jp"),
        WindowFactory(key="now", hours=weekly(("20:00", "21:00"))),
    ]

    found = find_windows(windows, Answers(**ALL_ANY), SATURDAY_EVENING)

    keys = [each.window.key for each in found.found]
    assert keys == ["now", "page", "soon", "tomorrow", "unknown", "dial"]


def test_hours_of_the_phone_say_nothing_of_the_chat(client, national):
    by_phone = text(client.post("/windows/", {**ALL_ANY, "about": "violence", "how": "phone"}))
    by_chat = text(client.post("/windows/", {**ALL_ANY, "about": "violence", "how": "chat"}))

    assert "DV相談＋（プラス）" in names(by_phone)["now"]
    assert names(by_chat) == {"unknown": ["DV相談＋（プラス）"]}


def test_answers_that_nothing_fits_are_widened_and_it_is_said(client):
    WindowFactory(name="電話の窓口", themes=["feelings"], hours={"kind": "always"})

    page = text(client.post("/windows/", {**ALL_ANY, "about": "living", "how": "email"}))

    assert names(page) == {"now": ["電話の窓口"]}
    assert "ぴったりの窓口が見つからなかった" in page


def test_where_no_window_is_left_it_says_where_else_to_ask(client):
    page = text(client.post("/windows/", ALL_ANY))

    assert names(page) == {}
    assert "ほかの窓口も出しています" not in page
    assert "市役所や町村の役場で、相談できるところをきいてみてください。" in page


def test_place_adds_the_windows_of_its_prefecture_and_municipalities(client):
    place = MunicipalityFactory()
    WindowFactory(name="全国")
    WindowFactory(local=True, name="市", organization=OrganizationFactory(municipality=place))
    WindowFactory(local=True, name="よその市")

    here = text(client.post("/windows/", {**ALL_ANY, "where": place.prefecture_id}))
    nowhere = text(client.post("/windows/", ALL_ANY))

    assert names(here) == {"now": ["市", "全国"]}
    assert f"{place.prefecture.name}{place.name}" in here
    assert names(nowhere) == {"now": ["全国"]}


def test_window_past_its_check_is_found_nowhere(client, clock):
    window = WindowFactory(name="古い窓口", expires_on=date(2026, 11, 21))
    WindowFactory(name="窓口")
    clock.move_to(datetime(2026, 11, 22, tzinfo=TOKYO))

    assert names(text(client.post("/windows/", ALL_ANY))) == {"now": ["窓口"]}
    assert "古い窓口" not in text(client.get("/windows/all/"))
    assert client.get(window.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("moment", "group", "words"),
    [
        (datetime(2026, 4, 30, 12, tzinfo=TOKYO), "later", "次は明日の10:00から"),
        (datetime(2026, 5, 1, 9, 59, tzinfo=TOKYO), "later", "次は今日の10:00から"),
        (datetime(2026, 5, 1, 10, tzinfo=TOKYO), "now", "水曜日の10:00まで"),
        (datetime(2026, 5, 6, 9, 59, tzinfo=TOKYO), "now", "今日の10:00まで"),
        (datetime(2026, 5, 6, 10, tzinfo=TOKYO), "closed", "次に開く日は、まだ決まっていません"),
        (datetime(2026, 12, 31, 12, tzinfo=TOKYO), "closed", "次に開く日は、まだ決まっていません"),
    ],
)
def test_set_period_window_stands_where_its_dates_put_it(client, clock, moment, group, words):
    clock.move_to(moment)
    SetPeriodWindowFactory()

    page = text(client.post("/windows/", ALL_ANY))

    assert names(page) == {group: ["孤独・孤立相談ダイヤル #9999"]}
    assert words in page
    assert ('href="tel:%239999"' in page) == (group == "now")
    assert "令和8年5月1日（金）" in page


@pytest.mark.parametrize(
    ("hour", "group", "link", "note"),
    [
        (12, "now", True, ""),
        (22, "later", False, "（受付時間の外はつながりません）"),
    ],
)
def test_set_period_window_with_hours_shows_them_and_is_called_within_them(
    client, clock, hour, group, link, note
):
    clock.move_to(datetime(2026, 5, 2, hour, tzinfo=TOKYO))
    hours = {"kind": "weekly", "weekly": [{"from": "10:00", "to": "17:00"}]}
    SetPeriodWindowFactory(hours=hours)

    page = text(client.post("/windows/", ALL_ANY))

    assert names(page) == {group: ["孤独・孤立相談ダイヤル #9999"]}
    assert "毎日 10:00〜17:00" in page
    assert ('href="tel:%239999"' in page) == link
    assert ("つながりません" in page) == bool(note)
    assert note in page


def test_quick_exit_leads_to_the_neutral_page_on_every_page(client, national, settings):
    settings.QUICK_EXIT_URL = "https://weather.example"
    pages = [
        client.get("/windows/"),
        client.post("/windows/", ALL_ANY),
        client.get("/windows/under18/"),
        client.get("/windows/all/"),
        client.get("/windows/childline/"),
    ]
    for response in pages:
        link = re.findall(r'<a class="quick-exit__link"[^>]*>', response.content.decode())
        assert link == [
            '<a class="quick-exit__link" href="https://weather.example" rel="noreferrer" target="_top" data-quick-exit>'
        ]


def test_questions_cost_the_same_for_many_windows_that_say_the_same(client):
    held = [WindowFactory(local=True, themes=["living"]).organization for _ in range(2)]
    aims = remaining_aims(Answers(), SATURDAY_EVENING)
    assert aims == [(["all"], ["living"], ["phone"])]
    WindowFactory(local=True, organization=held[0], themes=["living"], channels=["visit"])
    assert len(remaining_aims(Answers(), SATURDAY_EVENING)) == 2
    assert [aim.channels for aim in remaining_aims(Answers(how="visit"), SATURDAY_EVENING)] == [
        ["visit"]
    ]


def test_area_with_many_windows_shows_the_first_ones_and_every_national_one(client):
    place = MunicipalityFactory()
    national = WindowFactory(name="全国の窓口", hours={"kind": "unknown"})
    WindowFactory.create_batch(
        MOST_LOCAL + 1, local=True, organization=OrganizationFactory(municipality=place)
    )
    there = {**ALL_ANY, "where": place.prefecture_id}
    more = "この地域の窓口は、ほかにもあります。"

    page = text(client.post("/windows/", there))

    found = names(page)
    assert (len(found["now"]), found["unknown"]) == (MOST_LOCAL, [national.name])
    assert more in page
    assert f'href="/windows/all/{place.prefecture_id}/"' in page
    on_paper = pypdf.PdfReader(io.BytesIO(paper(client, where=place.prefecture_id)))
    assert more in "".join(each.extract_text() for each in on_paper.pages)
    Window.objects.filter(key=Window.objects.filter(organization__isnull=False).last().key).delete()
    assert more not in text(client.post("/windows/", there))


# The result on paper ------------------------------------------------------------------------------


def paper(client, path="/windows/paper/", **answers):
    response = client.post(path, {**ALL_ANY, **answers})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="madoguchi.pdf"'
    assert response["Cache-Control"] == "no-store, private"
    return response.content


def test_paper_holds_the_windows_and_when_it_was_made_but_no_answers(client, national):
    pdf = paper(client, who="women", about="violence", how="phone")

    document = pypdf.PdfReader(io.BytesIO(pdf))
    found = "".join(page.extract_text() for page in document.pages)
    assert document.metadata.title == "相談できる窓口"
    assert "令和8年11月21日（土）20:30に作りました" in found
    assert found.index("0120-279-889") < found.index("0120-279-338")
    assert "女性" not in found
    assert "110（警察）" in found


def test_paper_needs_every_answer(client, national):
    assert client.get("/windows/paper/")["Location"] == "/windows/"
    assert client.post("/windows/paper/", {"who": "any"})["Location"] == "/windows/"
    assert client.post("/windows/under18/paper/")["Location"] == "/windows/under18/"


@pytest.mark.parametrize("path", ["/windows/under18/", "/windows/"])
def test_paper_for_children_has_readings_and_tells_the_finder_but_not_the_answer(
    client, national, path
):
    result = text(client.post(path, {**ALL_ANY, "who": "under18"}))
    assert f'<form method="post" action="{path}paper/">' in result

    document = pypdf.PdfReader(io.BytesIO(paper(client, f"{path}paper/", who="under18")))
    found = "".join(page.extract_text() for page in document.pages)
    assert "そうだん" in found
    assert "0120-99-7777" in found
    assert re.findall(r"/windows/[\w/]*", found) == [path]


def test_paper_draws_what_it_says(client, national, tmp_path):
    """As a picture: every page has ink in its upper half, and the numbers are large."""
    (tmp_path / "windows.pdf").write_bytes(paper(client))
    subprocess.run(
        [shutil.which("pdftoppm"), "-r", "50", "-gray", "windows.pdf", "page"],
        cwd=tmp_path,
        check=True,
    )
    pages = sorted(tmp_path.glob("page-*.pgm"))
    assert len(pages) >= 2
    for page in pages:
        header, pixels = re.match(rb"P5\s(\d+)\s(\d+)\s255\s", page.read_bytes()), None
        pixels = page.read_bytes()[header.end() :]
        upper = pixels[: len(pixels) // 2]
        assert sum(pixel < 128 for pixel in upper) > len(upper) // 200
    fonts = subprocess.run(
        [shutil.which("pdffonts"), "windows.pdf"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert set(re.findall(r"\+(\S+)", fonts)) == {"BIZ-UDPGothic", "BIZ-UDPGothic-Bold"}


# Pages of their own -------------------------------------------------------------------------------


def test_window_has_a_page_to_pass_on(client, national):
    page = text(client.get("/windows/childline/"))

    assert page.count("<h1>チャイルドライン</h1>") == 1
    assert "今日の21:00まで" in page
    assert client.get("/windows/no-such-window/").status_code == 404


def test_page_of_a_window_says_that_its_translation_is_out_of_date(client):
    window = WindowFactory()
    WindowTextFactory(window=window, state=TextState.OUTDATED)
    client.cookies["django_language"] = "en"
    with override("en"):
        said = gettext("日本語の本文が新しくなりました。この訳は、ひとつ前の本文のものです。")

    assert text(client.get(window.get_absolute_url())).count(said) == 1
    client.cookies["django_language"] = "ja"
    assert text(client.get(window.get_absolute_url())).count(said) == 0


def test_directory_has_the_national_windows_by_theme_and_the_way_to_areas(client, national):
    window = WindowFactory(local=True, name="市の窓口")

    page = text(client.get("/windows/all/"))
    area = text(client.get(f"/windows/all/{window.prefecture_id}/"))

    assert '<h2 id="theme-1">つらい気持ち・こころの健康</h2>' in page
    assert "市の窓口" not in page
    assert f'href="/windows/all/{window.prefecture_id}/"' in page
    assert "市の窓口" in area
    assert "チャイルドライン" not in area
    assert client.get("/windows/all/00/").status_code == 404
    PrefectureFactory(code="99")
    assert client.get("/windows/all/99/").status_code == 404


def test_prefecture_with_many_windows_has_a_page_for_each_municipality(client):
    town = OrganizationFactory()
    prefecture = OrganizationFactory(prefectural=True, prefecture=town.prefecture)
    WindowFactory(local=True, organization=prefecture, name="県の窓口")
    WindowFactory.create_batch(MOST_LISTED - 1, local=True, organization=town)
    path = f"/windows/all/{town.prefecture_id}/"
    town_path = f"/windows/all/{town.municipality_id}/"
    assert text(client.get(path)).count('class="window-row"') == MOST_LISTED

    WindowFactory(local=True, organization=town)

    page = text(client.get(path))
    assert page.count('class="window-row"') == 1
    assert "県の窓口" in page
    assert f'href="{town_path}"' in page
    of_town = text(client.get(town_path))
    assert of_town.count('class="window-row"') == MOST_LISTED
    assert "県の窓口" not in of_town
    assert client.get(f"/windows/all/{MunicipalityFactory().pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/windows/", "/windows/all/"])
def test_pages_take_the_same_queries_whatever_the_number_of_windows(client, path):
    def ask():
        return client.post(path, ALL_ANY) if path == "/windows/" else client.get(path)

    WindowFactory()
    ask()
    counts = []
    for _size in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            ask()
        counts.append(len(queries))
        WindowFactory.create_batch(2)
    assert counts[0] == counts[1]
