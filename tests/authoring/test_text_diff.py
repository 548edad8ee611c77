"""What changed between two texts is marked, and found in bounded time."""

import time

import pytest

from authoring.drafts.text_diff import LineKind, count_changed_lines, diff_texts


def shown(old, new):
    return [
        (line.kind.value, [(span.text, span.is_changed) for span in line.spans])
        for line in diff_texts(old, new)
    ]


def test_words_are_marked_within_their_line():
    assert shown("同じ\n本文です。\n", "同じ\n本文でした。\n") == [
        ("same", [("同じ", False)]),
        ("removed", [("本文で", False), ("す", True), ("。", False)]),
        ("added", [("本文で", False), ("した", True), ("。", False)]),
    ]


def test_another_sentence_is_marked_whole():
    assert shown("はい。\n", "わからないです\n") == [
        ("removed", [("はい。", True)]),
        ("added", [("わからないです", True)]),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("あ" * 10_000, "いあ" * 5_000),
        ("あ" * 1_000, "いあ" * 500),
        ("あ\n" * 2_000, "い\nあ\n" * 1_000),
    ],
)
def test_few_characters_over_and_over_are_compared_in_no_time(old, new):
    started = time.perf_counter()

    kinds = [line.kind for line in diff_texts(old, new)]

    assert count_changed_lines(old, new) == (
        kinds.count(LineKind.ADDED),
        kinds.count(LineKind.REMOVED),
    )
    assert time.perf_counter() - started < 5
