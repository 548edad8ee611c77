"""Editors at their desk: from the sign-in to a published edition with a changed lesson."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

COURSE = "つながりサポーター上級者向け講座"


def photograph():
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 40.0, 30.0), 3: "E", 4: (139.0, 45.0, 0.0)})
    file = io.BytesIO()
    Image.new("RGB", (2400, 1200), (40, 120, 80)).save(file, "JPEG", exif=exif)
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def drawing(inside):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 38">{inside}</svg>'
    return {"name": "drawing.svg", "mimeType": "image/svg+xml", "buffer": svg.encode()}


def at_desk(page, sign_in):
    sign_in(page, "editor")
    page.goto("/desk/")
    page.get_by_role("link", name="教材の編集").click()
    return page


def save(page):
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("保存する$")).click()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_is_accessible(open_page, sign_in, assert_accessible, size):
    page = at_desk(open_page(size), sign_in)
    assert_accessible(page)
    course = page.locator(".editor-courses > li").nth(1)
    start = course.get_by_role("button", name="下書きをつくる")
    (start if start.count() else course.get_by_role("link", name="下書きを編集する")).click()
    tree = page.url
    assert_accessible(page)
    addresses = [
        page.locator(f"a[href*='{part}']").first.get_attribute("href")
        for part in (
            "/lessons/new", "/quizzes/new", "/figures/", "/chapters/new", "/address/", "/remove/",
            "/compare/", "/publish/", "/discard/", "/text/ja", "/text/en", "/guide/ja", "/check/ja",
        )
    ]  # fmt: skip
    lesson = page.locator("a[href*='/lessons/'][href$='/ja/']").first.get_attribute("href")
    for address in (*addresses, lesson, lesson.replace("/ja/", "/en/")):
        page.goto(address)
        assert_accessible(page)
    page.goto(lesson)
    page.get_by_role("link", name=re.compile("受講者の画面で見る")).click()
    assert_accessible(page)
    assert tree


def test_editor_changes_a_lesson_and_publishes(open_page, sign_in, assert_accessible, site):
    page = at_desk(open_page("desk"), sign_in)
    course = page.get_by_role("listitem").filter(has_text=COURSE)
    course.get_by_role("button", name="下書きをつくる").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(COURSE)
    tree = page.url
    lesson = page.locator("a[href*='/lessons/'][href$='/ja/']").first.get_attribute("href")
    figures = page.locator("a[href*='/figures/']").first.get_attribute("href")

    # A photograph comes in, and a drawing that would run does not.
    page.goto(figures)
    page.get_by_label("図や写真のファイル").set_input_files(drawing("<script>alert(1)</script>"))
    page.get_by_label("図の名前").fill("garden")
    page.get_by_role("button", name="加える").click()
    expect(page.get_by_role("main")).to_contain_text("SVGの要素「script」は使えません。")
    assert_accessible(page)
    page.get_by_label("図や写真のファイル").set_input_files(photograph())
    page.get_by_label("図の名前").fill("garden")
    page.get_by_role("button", name="加える").click()
    expect(page.get_by_role("main")).to_contain_text("garden.jpg")
    picture = page.locator("img[src$='.jpg']").get_attribute("src")
    served = page.request.get(picture).body()
    with Image.open(io.BytesIO(served)) as image:
        assert (image.size, dict(image.getexif())) == ((800, 1600), {})
    assert b"Exif" not in served
    assert_accessible(page)

    # The preview follows what is written; a mistake is named by its line.
    page.goto(lesson)
    field = page.get_by_label("本文（Markdown）")
    before = field.input_value()
    field.fill(f"## 新しい見出し\n\n<b>だめ</b>\n\n{before}")
    problem = page.get_by_role("link", name="本文の3行目")
    expect(problem).to_be_visible()
    assert_accessible(page)
    problem.click()
    assert page.evaluate("document.activeElement.id") == "id_source"
    field.fill(
        f"## 新しい見出し\n\n書きかえた文です。\n\n:::{{figure}} garden.jpg\n:alt: 庭\n:::\n\n{before}"
    )
    preview = page.locator("#editor-preview")
    expect(preview.get_by_role("heading", name="新しい見出し")).to_be_visible()
    expect(preview.get_by_role("img", name="庭")).to_have_attribute("src", picture)

    # Another editor was faster: nothing is lost, both are shown.
    other = at_desk(open_page("desk", script=False), sign_in)
    other.goto(lesson)
    theirs = other.get_by_label("本文（Markdown）")
    theirs.fill(f"{before}\n相手が足した文です。\n")
    save(other)
    expect(other.get_by_role("main")).to_contain_text("保存しました")
    assert_accessible(other)
    save(page)
    expect(page.get_by_role("main")).to_contain_text("ほかの編集者が、先に保存しました")
    expect(page.get_by_role("textbox", name="保存されている文章（ほかの編集者）")).to_have_value(
        re.compile("相手が足した文です。")
    )
    expect(page.get_by_role("textbox", name="あなたの文章")).to_have_value(
        re.compile("書きかえた文です。")
    )
    assert_accessible(page)
    mine = page.get_by_role("textbox", name="あなたの文章")
    mine.fill(f"{mine.input_value()}\n相手が足した文です。\n")
    save(page)
    expect(page.get_by_role("main")).to_contain_text("保存しました")

    # Compare, look as a learner, publish.
    page.goto(tree)
    page.get_by_role("link", name="公開中の版と比べる").click()
    assert_accessible(page)
    page.locator("main table a").first.click()
    expect(page.locator("ins", has_text="書きかえた文です。")).to_be_visible()
    assert_accessible(page)
    page.goto(lesson)
    page.get_by_role("link", name=re.compile("受講者の画面で見る")).click()
    expect(page.get_by_role("main")).to_contain_text("相手が足した文です。")
    page.goto(tree)
    page.get_by_role("link", name="公開の確認へ").click()
    assert_accessible(page)
    page.get_by_label("変わるところを確かめました。公開します。").check()
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_role("main")).to_contain_text("公開しました")
    assert_accessible(page)
    page.goto(lesson)
    expect(page.get_by_label("本文（Markdown）")).to_be_disabled()


def test_unsaved_words_are_asked_about(open_page, sign_in):
    page = at_desk(open_page("desk"), sign_in)
    course = page.locator(".editor-courses > li").nth(2)
    course.get_by_role("button", name="下書きをつくる").click()
    page.locator("a[href*='/lessons/'][href$='/ja/']").first.click()
    page.get_by_label("本文（Markdown）").press("End")
    page.keyboard.type("まだ保存していない")
    asked = []

    def answer(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    page.get_by_role("link", name="ヘルプ").first.click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    save(page)
    page.get_by_role("link", name="ヘルプ").first.click()
    expect(page).to_have_url(re.compile("/help/"))
    assert asked == ["beforeunload"]
