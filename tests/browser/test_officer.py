"""An officer at a desk: a training from its plan to the opened roster."""

import datetime as dt
import io
import re
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
import pytest
from playwright.sync_api import expect

TODAY = dt.datetime.now(ZoneInfo("Asia/Tokyo")).date()


def fill_session(page, day, starts, ends):
    page.get_by_label("開催日", exact=False).first.fill(day.isoformat())
    page.get_by_label("開始時刻").first.fill(starts)
    page.get_by_label("終了時刻").first.fill(ends)


def roster_file(names):
    book = openpyxl.Workbook()
    book.active.append(["氏名", "ふりがな", "メール"])
    for number, (name, kana) in enumerate(names):
        book.active.append([name, kana, f"import{number}@example.jp"])
    file = io.BytesIO()
    book.save(file)
    return {
        "name": "名簿.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": file.getvalue(),
    }


def opened(download):
    return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))


def wait_for_job(page):
    """The job's page follows the work by itself, and leads on when it is done."""
    if "/jobs/" in page.url:
        expect(page.get_by_role("main")).to_contain_text(
            re.compile("完了|終わりました"), timeout=60_000
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_officer_holds_a_training_and_opens_the_roster(
    open_page, sign_in, assert_accessible, site, scheme
):
    title = f"秋のつながりサポーター研修（{scheme}）"
    page = sign_in(open_page("desk", scheme=scheme), "tottori")
    page.goto("/desk/")
    assert_accessible(page)
    page.goto("/desk/trainings/")
    assert_accessible(page)

    # Plan and publish.
    page.get_by_role("link", name="研修をつくる").click()
    assert_accessible(page)
    page.get_by_label("研修名").fill(title)
    page.get_by_label("定員").fill("5")
    page.get_by_label("講師").fill("見本 花子")
    page.get_by_label("会場").first.fill("市民会館")
    fill_session(page, TODAY + dt.timedelta(days=7), "10:00", "11:30")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert_accessible(page)
    training = page.url
    page.get_by_role("link", name="公開する").click()
    assert_accessible(page)
    page.get_by_role("button", name="公開する").click()
    public = page.get_by_role("link", name="公開ページを見る").get_attribute("href")

    # Somebody applies, on a phone and without script.
    visitor = open_page("phone", script=False, scheme=scheme, path=public)
    assert_accessible(visitor)
    visitor.get_by_role("link", name=re.compile("申し込む|申込み")).first.click()
    assert_accessible(visitor)
    visitor.get_by_label("氏名").fill("葛󠄀城 一郎")
    visitor.get_by_label("メールアドレス").fill("katsuragi@example.jp")
    visitor.get_by_role("button", name="申し込む").click()
    assert_accessible(visitor)
    expect(visitor.get_by_role("main")).to_contain_text("受け付けました")

    # One is added by hand, two come by file.
    page.goto(training)
    page.get_by_role("link", name="申込みを追加する").click()
    assert_accessible(page)
    page.get_by_label("氏名").fill("髙橋 ①子")
    page.get_by_label("ふりがな").fill("ﾀｶﾊｼ ｲﾁｺ")
    page.get_by_role("button", name="追加する").click()
    page.goto(training)
    page.get_by_role("link", name="名簿を取り込む").click()
    assert_accessible(page)
    page.get_by_label("名簿のファイル").set_input_files(
        roster_file([("山﨑 太郎", "やまざき たろう"), ("𠮷田 次郎", "よしだ じろう")])
    )
    page.get_by_role("button", name="内容を確認する").click()
    expect(page.get_by_role("main")).to_contain_text("取り込めます")
    assert_accessible(page)
    page.get_by_role("button", name="取り込む").click()
    assert_accessible(page)

    # The day has come: attendance by keyboard alone.
    page.goto(training)
    page.get_by_role("link", name="計画を変更する").click()
    fill_session(page, TODAY - dt.timedelta(days=1), "10:00", "11:30")
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("link", name="出席を確かめる").click()
    assert_accessible(page)
    page.get_by_label(re.compile("名前か受付番号でさがす")).focus()
    for typed, present in (("かつらぎ", 0), ("葛城", 1), ("たかはし", 2), ("よしだ", 3)):
        page.keyboard.press("Escape")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator("#hall-present")).to_have_text(str(present))
    assert_accessible(page)

    # Close it; a worker records completions and certificates.
    page.goto(training)
    page.get_by_role("link", name="研修を終了する").click()
    assert_accessible(page)
    page.get_by_role("button", name="終了して、修了を記録する").click()
    wait_for_job(page)
    assert_accessible(page)
    page.goto(training)
    expect(page.get_by_role("list", name="申込みと出席")).to_contain_text("修了3")
    assert_accessible(page)

    # The roster, as xlsx.
    page.get_by_role("link", name="名簿を書き出す").click()
    assert_accessible(page)
    page.get_by_label(re.compile("Excel")).check()
    page.locator("input[name=purpose]").first.check()
    with page.expect_download() as download:
        page.get_by_role("button", name="書き出す").click()
    rows = list(opened(download).active.values)
    header = rows[0]
    names = {row[header.index("氏名")]: row[header.index("修了日")] for row in rows[1:]}
    assert set(names) == {"葛󠄀城 一郎", "髙橋 ①子", "山﨑 太郎", "𠮷田 次郎"}
    assert {name for name, day in names.items() if day} == {"葛󠄀城 一郎", "髙橋 ①子", "𠮷田 次郎"}

    # The certificates to hand out.
    page.goto("/desk/certificates/")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile(r"^R\d")).first.click()
    assert_accessible(page)
    address = page.get_by_role("link", name="修了証を開く（PDF）").get_attribute("href")
    document = pypdf.PdfReader(io.BytesIO(page.context.request.get(address).body()))
    assert len(document.pages) == 1

    # Another organization's officer sees none of it.
    other = sign_in(open_page("desk", scheme=scheme), "yonago")
    answer = other.goto(training)
    assert answer.status == 404
    assert_accessible(other)
    other.goto("/desk/trainings/")
    expect(other.get_by_role("main")).not_to_contain_text(title)


@pytest.mark.parametrize(
    ("name", "is_allowed"), [("grants", True), ("prefecture", True), ("board", False)]
)
def test_figures_are_for_those_who_answer_for_them(
    open_page, sign_in, assert_accessible, name, is_allowed
):
    page = sign_in(open_page("desk"), name)
    answer = page.goto("/reports/completions/")
    assert answer.status == (200 if is_allowed else 403)
    assert_accessible(page)
    if is_allowed:
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("Excel")).click()
        rows = list(opened(download).worksheets[0].values)
        assert len(rows) > 4
