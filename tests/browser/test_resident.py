"""A resident on a phone: from the home page to the opened certificate."""

import io
import re
import uuid

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser.answers import answer_all, right_answers

ANSWERS = right_answers()


def chapter_of(page):
    return page.url.split("/courses/supporter/")[1].split("/")[0]


def follow(page, control):
    """Press what leads to another page, and be there.

    By the keyboard: a mouse click that meets the next page half-way is tried again there, and
    would press that page's button of the same name.
    """
    before = page.url
    control.press("Enter")
    page.wait_for_url(lambda url: url != before)
    expect(page.get_by_role("contentinfo")).to_be_visible()


def read_on(page, assert_accessible=lambda page: None):
    """Do the lesson on the page, and its check quiz if it has one. Ends on the next page."""
    chapter = chapter_of(page)
    if page.locator("#quiz").count():
        answer_all(page, ANSWERS[chapter])
        follow(page, page.get_by_role("button", name="答え合わせをする"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("の結果")
        expect(page.get_by_role("main")).to_contain_text("問正解。合格です")
        assert_accessible(page)
        onward = re.compile("次のレッスンへ|修了証の内容を入力する")
        follow(page, page.get_by_role("link", name=onward).first)
        return
    follow(page, page.get_by_role("button", name=re.compile("^読み終え")))


def take_course(page, assert_accessible):
    """Every lesson from the first on; axe looks at one lesson a chapter."""
    looked_at = set()
    for _lesson in range(60):
        if "/courses/supporter/" not in page.url or page.url.endswith("/details/"):
            return
        if page.url.rstrip("/").endswith("/courses/supporter"):
            return
        chapter = chapter_of(page)
        if chapter not in looked_at:
            looked_at.add(chapter)
            assert_accessible(page)
        before = page.url
        read_on(page)
        assert page.url != before
    pytest.fail("the course does not end")


@pytest.mark.parametrize(
    ("script", "scheme"), [(True, "light"), (False, "dark")], ids=["script", "no-script"]
)
def test_resident_completes_the_course_and_opens_the_certificate(
    open_page, assert_accessible, site, script, scheme
):
    page = open_page("phone", script=script, scheme=scheme, path="/")
    assert_accessible(page)
    follow(page, page.get_by_role("link", name="講座をはじめる"))
    assert_accessible(page)
    follow(page, page.get_by_role("button", name="受講を始める"))
    # A few short questions first, which nobody has to answer.
    assert_accessible(page)
    follow(page, page.get_by_role("link", name="答えずに進む"))

    # Without an account, a few lessons; then signing up keeps them.
    first_lesson = page.url
    read_on(page)
    page.goto("/courses/supporter/")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")
    page.goto("/accounts/signup/?next=/courses/supporter/")
    assert_accessible(page)
    email = f"resident-{uuid.uuid4().hex[:8]}@example.jp"
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password1]").fill("tsunagari supporter 2026")
    follow(page, page.get_by_role("button", name="登録する").last)
    assert_accessible(page)
    page.get_by_label("コード").fill(re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", site.mails()[-1])[0])
    follow(page, page.get_by_role("button", name="つぎへ"))
    expect(page.get_by_role("heading", level=1)).to_have_text("つながりサポーター養成講座")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")

    # Back another day, on another device.
    page = open_page("phone", script=script, scheme=scheme, path="/accounts/login/")
    assert_accessible(page)
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill("tsunagari supporter 2026")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/me/")
    assert_accessible(page)
    page.goto("/courses/supporter/")
    follow(page, page.get_by_role("link", name="つづきから始める"))
    assert page.url != first_lesson
    take_course(page, assert_accessible)

    # Every lesson read and every quiz passed: the certificate's details.
    if not page.url.endswith("/details/"):
        page.goto("/courses/supporter/")
        expect(page.get_by_role("main")).to_contain_text("この講座を修了しています")
        follow(page, page.get_by_role("link", name="修了証の内容を入力する"))
    assert_accessible(page)
    page.get_by_label("氏名").fill("𠮷田 髙﨑")
    page.get_by_label("ふりがな").fill("ヨシダ タカサキ")
    choose_municipality(page, script)
    page.get_by_role("button", name="この内容で修了証を受け取る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("修了おめでとうございます")
    assert_accessible(page)
    page.get_by_role("link", name="修了証を見る").click()
    assert_accessible(page)

    address = page.get_by_role("link", name="修了証を開く（PDF）").get_attribute("href")
    answer_ = page.context.request.get(address)
    assert answer_.headers["content-type"] == "application/pdf"
    document = pypdf.PdfReader(io.BytesIO(answer_.body()))
    assert len(document.pages) == 1
    assert "𠮷田 髙﨑" in document.pages[0].extract_text()

    page.get_by_role("link", name="確認ページを見る").click()
    expect(page.get_by_role("main")).to_contain_text("有効")
    assert_accessible(page)
    page.goto("/me/")
    expect(page.get_by_role("main")).to_contain_text("修了証")
    assert_accessible(page)


def choose_municipality(page, script):
    """From the lists; without script by typing the name."""
    page.get_by_label("都道府県", exact=True).select_option("31")
    if script:
        page.locator("#id_municipality-code").select_option(label="鳥取市")
    else:
        page.get_by_label(re.compile("名前を入力する")).fill("鳥取市")
