"""Somebody in need, on a phone: four taps to a window, its paper, and the quick way out."""

import io
import re
import subprocess

import pypdf
import pytest
from PIL import Image
from playwright.sync_api import expect

NEUTRAL = "https://www.jma.go.jp/"
TAPS = ["大人・どれにもあてはまらない人", "つらい気持ち・こころの健康", "電話", "鳥取県"]


def heading(page):
    return page.get_by_role("heading", level=1)


def tap(page, label):
    """By the keyboard, as in the other journeys; the next question has another heading."""
    before = heading(page).inner_text()
    page.get_by_role("button", name=label, exact=True).press("Enter")
    expect(heading(page)).not_to_have_text(before)


def calm(page):
    """The neutral page, without the internet."""
    page.context.route(
        f"{NEUTRAL}**",
        lambda route: route.fulfill(content_type="text/html", body="<title>weather</title>"),
    )


def entries(page):
    return page.evaluate("() => history.length")


@pytest.mark.parametrize(
    ("script", "scheme"), [(True, "light"), (False, "dark")], ids=["script", "no-script"]
)
def test_four_taps_lead_to_windows_and_their_paper(
    open_page, assert_accessible, script, scheme, tmp_path
):
    page = open_page("phone", script=script, scheme=scheme, path="/")
    page.get_by_role("link", name="いま話せる窓口をさがす").click()
    expect(heading(page)).to_have_text("どなたの相談ですか")
    for label in TAPS:
        if script:
            assert_accessible(page)
        tap(page, label)
        assert page.url.endswith("/windows/")
    expect(heading(page)).to_have_text("相談できる窓口")
    if script:
        assert_accessible(page)
    expect(page.get_by_role("main")).to_contain_text("よりそいホットライン")
    expect(page.get_by_role("main")).to_contain_text("24時間いつでも")
    assert "鳥取県鳥取市" in page.get_by_role("main").inner_text()

    with page.expect_download() as downloading:
        page.get_by_role("button", name="PDFで受け取る").click()
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)
    assert path.name == "madoguchi.pdf"
    document = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
    assert "0120-279-338" in "".join(sheet.extract_text() for sheet in document.pages)
    subprocess.run(["pdftoppm", "-r", "60", "-png", path, tmp_path / "sheet"], check=True)
    sheets = sorted(tmp_path.glob("sheet*.png"))
    assert len(sheets) == len(document.pages)
    with Image.open(sheets[0]) as sheet:
        left, top, right, bottom = (
            sheet.convert("L").point(lambda light: light < 128 and 255).getbbox()
        )
        assert (left, top) > (20, 20)
        assert right < sheet.width - 20
        assert bottom > sheet.height // 2

    # Back to the question before, and from there to others.
    tap(page, "前の質問にもどる")
    expect(heading(page)).to_have_text("お住まいはどこですか")


def test_finder_is_one_entry_of_the_history_and_the_exit_takes_its_place(open_page):
    page = open_page("phone", path="/")
    calm(page)
    before = entries(page)
    page.get_by_role("link", name="いま話せる窓口をさがす").click()
    expect(heading(page)).to_have_text("どなたの相談ですか")
    for label in TAPS:
        tap(page, label)
    page.get_by_role("link", name=re.compile("この窓口だけのページ")).first.click()
    page.wait_for_url(re.compile(r"/windows/[a-z0-9-]+/$"))
    assert entries(page) == before + 1

    page.get_by_role("link", name="このページを離れる").click()
    page.wait_for_url(f"{NEUTRAL}**")
    assert entries(page) == before + 1
    page.go_back()
    assert re.fullmatch(r"https?://[^/]+/", page.url)
    expect(page.get_by_role("link", name="いま話せる窓口をさがす")).to_be_visible()


def test_three_presses_of_escape_lead_out(open_page):
    page = open_page("desk", path="/windows/")
    calm(page)
    for _press in range(2):
        page.keyboard.press("Escape")
    assert page.url.endswith("/windows/")
    page.keyboard.press("Escape")
    page.wait_for_url(f"{NEUTRAL}**")


def test_exit_is_a_plain_link_without_script_and_tells_nobody_where_from(open_page):
    page = open_page("phone", script=False, path="/windows/")
    asked = []
    page.context.route(
        f"{NEUTRAL}**",
        lambda route: (asked.append(route.request.headers), route.fulfill(body="weather")),
    )
    tap(page, TAPS[0])
    page.get_by_role("link", name="このページを離れる").click()
    page.wait_for_url(f"{NEUTRAL}**")
    assert [headers.get("referer") for headers in asked] == [None]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_children_choose_by_big_targets_in_their_own_words(open_page, assert_accessible, scheme):
    page = open_page("phone", scheme=scheme, path="/windows/under18/")
    for label in ("ひとりぼっち", "どれでもいい", "こたえない"):
        assert_accessible(page)
        button = page.get_by_role("button", name=label).first
        box = button.bounding_box()
        assert box["height"] >= 64
        before = heading(page).inner_text()
        button.press("Enter")
        expect(heading(page)).not_to_have_text(before)
    assert_accessible(page)
    assert page.locator("h1 rt").inner_text() == "はな"
    expect(page.get_by_role("main")).to_contain_text("チャイルドライン")


def test_directory_and_a_windows_own_page_are_accessible(open_page, assert_accessible):
    for size in ("phone", "desk"):
        page = open_page(size, path="/windows/all/")
        assert_accessible(page)
        page.goto("/windows/all/31/")
        assert_accessible(page)
        page.goto("/windows/childline/")
        assert_accessible(page)
        page.goto("/windows/kodoku-koritsu-9999/")
        assert_accessible(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_officer_adds_a_window_that_the_finder_shows(open_page, assert_accessible, sign_in, script):
    page = open_page("desk", script=script)
    sign_in(page, "yonago")
    page.goto("/desk/windows/")
    assert_accessible(page)
    page.get_by_role("link", name="窓口を加える").first.click()
    assert_accessible(page)
    name = f"夜の電話{'' if script else '（手書き）'}"
    page.locator("#id_name").fill(name)
    page.get_by_label("電話番号").fill("0859-00-0000")
    page.locator("input[name=channels][value=phone]").check()
    page.locator("input[name=themes][value=feelings]").check()
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        page.locator(f"input[name=weekly-0-days][value={day}]").check()
    page.locator("input[name=weekly-0-starts]").fill("20:00")
    page.locator("input[name=weekly-0-ends]").fill("02:00")
    page.get_by_role("button", name="保存して公開する").press("Enter")
    expect(page.locator("#div_id_weekly-0-ends")).to_contain_text("終わりは次の日")
    assert_accessible(page) if script else None
    page.locator("input[name=weekly-0-next_day]").check()
    page.locator("input[name=holidays-holidays][value=same]").check()
    page.get_by_role("button", name="保存して公開する").press("Enter")
    expect(heading(page)).to_have_text(name)
    expect(page.get_by_role("main")).to_contain_text("毎日 20:00〜翌日2:00")
    assert_accessible(page)
    page.goto("/windows/all/31/")
    expect(page.get_by_role("main")).to_contain_text(name)
