import pytest

from tests.support.lists import WINDOW, read


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("hours_text: 24時間", "", 2, "「hours_text」がありません。"),
        ("    phone: 0120-279-338\n", "", 2, "「phone」か「url」のどちらかがいります。"),
        ("0120-279-338", "ゼロイチ", 4, "「phone」は半角の数字と「-」「#」で書いてください。"),
        ("2026-11-21", "11月", 7, "「checked_on」は 2026-11-21 の形で書いてください。"),
        (
            "source: 案内",
            "source: 案内\n    fax: 03",
            7,
            "「fax」という項目はありません。使える項目：key、name、operator、phone、url、hours_text、audience、themes、channels、periods、is_permanent、source、checked_on、note",
        ),
        (
            "source: 案内",
            "source: 案内\n    audience: men",
            7,
            "「audience」に「men」は使えません。使える値：all、under18、women",
        ),
        (
            "source: 案内",
            "source: 案内\n    channels: [fax]",
            7,
            "「channels」に「fax」は使えません。使える値：phone、chat、email、web",
        ),
        (
            "source: 案内",
            "source: 案内\n    is_permanent: false\n    periods:\n      - {starts: '2026-05-06T10:00:00+09:00', ends: '2026-05-01T10:00:00+09:00'}",
            9,
            "「ends」は「starts」より後にしてください。",
        ),
        (
            "source: 案内",
            "source: 案内\n    is_permanent: false\n    periods:\n      - {starts: 2026-05-01, ends: '2026-05-02T10:00:00+09:00'}",
            9,
            "「starts」は 2026-05-01T10:00:00+09:00 の形で書いてください。",
        ),
        (
            "source: 案内",
            "source: 案内\n    periods:\n      - {starts: '2026-05-01T10:00:00+09:00', ends: '2026-05-02T10:00:00+09:00'}",
            7,
            "いつも開いている窓口に「periods」は書けません。「is_permanent: false」にしてください。",
        ),
        ("yorisoi", "よりそい", 2, "キー「よりそい」は半角の小文字と数字と「-」で書いてください。"),
    ],
)
def test_reading_names_what_is_wrong_with_a_window(tmp_path, old, new, line, reason):
    files = read(tmp_path, WINDOW.replace(old, new))

    assert [(p.file, p.line, p.reason) for p in files.problems] == [
        ("support/windows.ja.yaml", line, reason)
    ]
