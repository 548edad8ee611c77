"""Check quizzes by keyboard: an ordering is put in order by its buttons, mistakes are named."""

import pytest
from playwright.sync_api import expect

from tests.browser.answers import answer_all, right_answers

LESSON = "/courses/supporter/when-in-trouble/not-alone-yourself/"
ANSWERS = right_answers()["when-in-trouble"]
STEPS = ["気づく", "声をかける", "聞く", "つなぐ", "見守る"]


def start(open_page, **options):
    page = open_page("phone", path="/courses/supporter/", **options)
    page.get_by_role("button", name="受講を始める").first.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/courses/supporter/"))
    page.goto(LESSON)
    return page, page.locator("#q-five-actions")


def labels(question):
    return question.locator("label").all_inner_texts()


def numbers(question):
    return question.locator("select").evaluate_all("all => all.map(each => each.selectedIndex)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ordering_is_sorted_by_its_buttons(open_page, assert_accessible, scheme):
    page, question = start(open_page, scheme=scheme)
    assert numbers(question) == [0] * 5
    for place, step in reversed(list(enumerate(STEPS))):
        button = question.get_by_role("button", name=f"下へ {step}")
        while labels(question).index(step) < place:
            button.press("Enter")
            expect(button).to_be_focused()
    # Every row was numbered as soon as one moved.
    assert (labels(question), numbers(question)) == (STEPS, [1, 2, 3, 4, 5])
    assert_accessible(page)

    answer_all(page, [each for each in ANSWERS if "five-actions" not in each[0]])
    page.get_by_role("button", name="答え合わせをする").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("10問中10問正解。合格です")


def test_choosing_a_place_moves_the_row_there(open_page):
    _page, question = start(open_page)
    first = labels(question)[0]
    question.get_by_label(first, exact=True).select_option(index=3)
    assert (labels(question)[2], numbers(question)) == (first, [1, 2, 3, 4, 5])
    expect(question.locator("[aria-live]")).to_have_text(f"{first} 3番目")


def test_without_scripts_the_same_place_twice_is_named_and_nothing_is_lost(
    open_page, assert_accessible
):
    page, question = start(open_page, script=False)
    expect(question.get_by_role("button")).to_have_count(0)
    answer_all(page, ANSWERS)
    question.get_by_label("気づく").select_option("notice:2")
    page.get_by_role("button", name="答え合わせをする").press("Enter")
    summary = page.get_by_role("alert").get_by_role("link")
    expect(summary).to_have_text(
        ["問4：同じ順番を二度選んでいます。一つずつ、ちがう順番にしてください。"]
    )
    assert_accessible(page)
    assert page.locator("#quiz select[aria-invalid]").count() == 2
    question.get_by_label("気づく").select_option("notice:1")
    page.get_by_role("button", name="答え合わせをする").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("10問中10問正解。合格です")
