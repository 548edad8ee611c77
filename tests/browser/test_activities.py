"""Local activities: from the officer's form to a resident's calendar; a lecturer's entry."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

TODAY = dt.datetime.now(ZoneInfo("Asia/Tokyo")).date()
YEAR = TODAY.year + (TODAY.month > 5)
DAY = dt.date(YEAR, 5, 31)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_officer_publishes_an_event_and_a_resident_takes_it_along(
    open_page, sign_in, assert_accessible, scheme
):
    title = f"みんなで歌う日（{scheme}）"
    page = sign_in(open_page("desk", script=False, scheme=scheme), "tottori")
    page.goto("/desk/activities/")
    assert_accessible(page)

    # What is missing is said at its field, and nothing typed is lost.
    page.get_by_role("link", name="活動を加える").click()
    page.get_by_label("活動の名前").fill(title)
    page.get_by_role("button", name="保存して確かめる").click()
    expect(page.get_by_role("alert").first).to_contain_text("種類を1つ以上選んでください。")
    expect(page.get_by_label("活動の名前")).to_have_value(title)
    assert_accessible(page)

    page.get_by_label("多世代交流").check()
    page.get_by_label("役割創出").check()
    page.locator("[name=summary]").fill(
        "知っている歌を、みんなで歌います。聞くだけでもかまいません。"
    )
    page.locator("[name=who_may_come]").fill("どなたでも")
    page.locator("[name=cost]").fill("無料")
    page.locator("[name=place]").fill("みほん公民館")
    page.locator("[name=contact]").fill("0000-00-0000（見本）")
    page.locator("[name=dates-0-day]").fill(DAY.isoformat())
    page.locator("[name=dates-0-starts]").fill("14:00")
    page.locator("[name=dates-0-ends]").fill("13:00")
    page.get_by_role("button", name="保存して確かめる").click()
    expect(page.get_by_role("alert").first).to_contain_text(
        "終わる時刻は、始まる時刻より後にしてください。"
    )
    page.locator("[name=dates-0-ends]").fill("15:30")

    # Another date is asked for without a script, and taken back by leaving it empty.
    page.get_by_role("button", name="日にちを加える").click()
    expect(page.locator("[name=dates-1-day]")).to_be_visible()
    expect(page.get_by_label("活動の名前")).to_have_value(title)
    page.get_by_role("button", name="保存して確かめる").click()
    expect(page.get_by_role("main")).to_contain_text("下書きです。まだ担当者にしか見えません")
    assert_accessible(page)
    address = page.url
    visitor = open_page("phone", script=False, scheme=scheme)
    assert visitor.goto(address).status == 404

    page.get_by_role("link", name="公開する").click()
    assert_accessible(page)
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_role("main")).to_contain_text("活動を公開しました。")

    # A resident finds it, by prefecture and then by municipality.
    visitor.goto("/activities/")
    visitor.get_by_label("都道府県").select_option(label="鳥取県")
    visitor.get_by_role("button", name="さがす").click()
    visitor.get_by_label("市区町村").select_option(label="鳥取市")
    visitor.get_by_label("種類").select_option(label="役割創出")
    visitor.get_by_role("button", name="さがす").click()
    assert_accessible(visitor)
    visitor.get_by_role("link", name=title).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)
    assert_accessible(visitor)
    calendar = visitor.get_by_role("link", name=re.compile("カレンダーに登録する"))
    calendar_address = calendar.get_attribute("href")
    file = visitor.context.request.get(calendar_address)
    (event,) = Calendar.from_ical(file.body()).walk("VEVENT")
    assert str(event["SUMMARY"]) == title
    assert event.decoded("DTSTART").isoformat() == f"{DAY.isoformat()}T14:00:00+09:00"

    # The month has it, and so has its feed; where nothing fits, the page says what to do.
    visitor.goto("/activities/month/?prefecture=31")
    expect(visitor.get_by_role("link", name=title)).to_be_visible()
    assert_accessible(visitor)
    visitor.goto("/activities/?prefecture=47&kind=issue")
    expect(visitor.get_by_role("main")).to_contain_text("役所")
    assert_accessible(visitor)
    visitor.goto("/activities/examples/")
    assert_accessible(visitor)

    # Called off, it leaves the page and tells the calendars.
    page.goto(address)
    page.get_by_role("link", name="終了にする").click()
    assert_accessible(page)
    page.get_by_role("button", name="終了にする").click()
    visitor.goto(address)
    expect(visitor.get_by_role("main")).to_contain_text("この活動の案内は終わりました")
    file = visitor.context.request.get(calendar_address)
    (event,) = Calendar.from_ical(file.body()).walk("VEVENT")
    assert str(event["STATUS"]) == "CANCELLED"


def test_form_shows_what_the_chosen_way_of_opening_needs(open_page, sign_in, assert_accessible):
    page = sign_in(open_page("phone"), "yonago")
    page.goto("/desk/activities/new/")
    expect(page.locator("[name=dates-0-day]")).to_be_visible()
    expect(page.get_by_label("開いている日と時間")).to_be_hidden()

    page.get_by_label("くり返し開いている", exact=True).check()

    expect(page.locator("[name=dates-0-day]")).to_be_hidden()
    expect(page.get_by_label("開いている日と時間")).to_be_visible()
    assert_accessible(page)


def test_supporter_asks_to_be_listed_as_a_lecturer_and_withdraws(
    open_page, sign_in, assert_accessible
):
    supporter = sign_in(open_page("phone", script=False), "supporter")
    supporter.goto("/me/")
    supporter.get_by_role("link", name="くわしく見る").click()
    assert_accessible(supporter)
    supporter.get_by_label("名簿にのせる名前").fill("葛󠄀城 うた")
    supporter.get_by_label("うかがえる都道府県").select_option(label="鳥取県")
    supporter.get_by_label("市区町村").first.fill("鳥取市、岩美町")
    supporter.get_by_role("checkbox").check()
    supporter.get_by_role("button", name="名簿にのせる").click()
    expect(supporter.get_by_role("main")).to_contain_text("講師の名簿にのせました。")
    assert_accessible(supporter)

    officer = sign_in(open_page("desk"), "yonago")
    officer.goto("/desk/")
    officer.get_by_role("link", name="講師の名簿").click()
    officer.get_by_label("うかがえる都道府県").select_option(label="鳥取県")
    officer.get_by_role("button", name="さがす").click()
    expect(officer.get_by_role("main")).to_contain_text("葛󠄀城 うた")
    expect(officer.get_by_role("main")).to_contain_text("鳥取県（鳥取市、岩美町）")
    assert_accessible(officer)

    supporter.get_by_role("link", name="名簿から取り下げる").click()
    assert_accessible(supporter)
    supporter.get_by_role("button", name="取り下げる").click()
    officer.reload()
    expect(officer.get_by_role("main")).not_to_contain_text("葛󠄀城 うた")
