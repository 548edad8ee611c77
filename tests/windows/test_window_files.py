from datetime import date

import pytest

from tests.factories.accounts import MunicipalityFactory
from tests.windows.lists import WINDOW, read
from windows.validation import expiry_of

LINE = "source: 案内"
HOURS = "hours: {kind: always}"


def weekly(*rules, **more):
    """Hours in the authors' form, a rule a line from line 9 on."""
    lines = ["hours:", "      kind: weekly", "      weekly:"]
    lines += [f"        - {rule}" for rule in rules]
    for name, items in more.items():
        lines.append(f"      {name}:" if isinstance(items, list) else f"      {name}: {items}")
        lines += [f"        - {item}" for item in items if isinstance(items, list)]
    return "\n".join(lines)


def problems(folder, old, new):
    found = read(folder, WINDOW.replace(old, new)).problems
    assert {problem.file for problem in found} <= {"lists/windows.ja.yaml"}
    return [(problem.line, problem.reason) for problem in found]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (f"{HOURS}\n", "\n", 2, "「hours」に項目の組がありません。"),
        (
            "    phone: 0120-279-338\n",
            "",
            2,
            "電話番号か、ウェブページのどちらかがいります。",
        ),
        ("0120-279-338", "ゼロイチ", 4, "「phone」は半角の数字と「-」「#」で書いてください。"),
        ("2026-04-01", "4月", 8, "「checked_on」は 2026-11-21 の形で書いてください。"),
        ("2026-04-01", "2999-04-01", 8, "確認した日（令和981年4月1日（月））が今日より後です。"),
        (
            LINE,
            f"{LINE}\n    expires_on: 2026-04-01",
            8,
            "表示の期限は、確認した日より後にしてください。",
        ),
        (
            LINE,
            f"{LINE}\n    fax: 03",
            8,
            "「fax」という項目はありません。使える項目：key、name、operator、phone、url、area、audiences、themes、channels、languages、hours、hours_channels、hours_note、is_permanent、periods、note、source、checked_on、expires_on",
        ),
        (
            LINE,
            f"{LINE}\n    audiences: [all, men]",
            8,
            "「audiences」に「men」は使えません。使える値：all、under18、women、gender、foreigners、disaster",
        ),
        (
            "channels: [phone]",
            "channels: [fax]",
            5,
            "「channels」に「fax」は使えません。使える値：phone、chat、email、visit、web",
        ),
        (
            LINE,
            f"{LINE}\n    themes: [お金]",
            8,
            "「themes」に「お金」は使えません。使える値：feelings、loneliness、family、school、violence、living、gender、disaster、anything",
        ),
        (
            LINE,
            f"{LINE}\n    hours_channels: [chat]",
            8,
            "受付時間の方法「chat」が、相談の方法にありません。",
        ),
        (
            LINE,
            f"{LINE}\n    is_permanent: false\n    periods:\n      - {{starts: '2026-05-06T10:00:00+09:00', ends: '2026-05-01T10:00:00+09:00'}}",
            10,
            "期間の終わりは、始まりより後にしてください。",
        ),
        (
            LINE,
            f"{LINE}\n    is_permanent: false\n    periods:\n      - {{starts: '2026-05-01T10:00:00+09:00', ends: '2026-05-06T10:00:00+09:00'}}\n      - {{starts: '2026-05-05T10:00:00+09:00', ends: '2026-05-07T10:00:00+09:00'}}",
            11,
            "期間が、ほかの期間と重なっています。",
        ),
        (
            LINE,
            f"{LINE}\n    is_permanent: false\n    periods:\n      - {{starts: 2026-05-01, ends: '2026-05-02T10:00:00+09:00'}}",
            10,
            "「starts」は 2026-05-01T10:00:00+09:00 の形で書いてください。",
        ),
        (
            LINE,
            f"{LINE}\n    periods:\n      - {{starts: '2026-05-01T10:00:00+09:00', ends: '2026-05-02T10:00:00+09:00'}}",
            8,
            "いつも開いている窓口に、期間は書けません。",
        ),
        ("yorisoi", "よりそい", 2, "キー「よりそい」は半角の小文字と数字と「-」で書いてください。"),
        ("yorisoi", "local-1", 2, "「local-」で始まるキーは、自治体の窓口のものです。"),
    ],
)
def test_reading_names_what_is_wrong_with_a_window(tmp_path, old, new, line, reason):
    assert problems(tmp_path, old, new) == [(line, reason)]


@pytest.mark.parametrize(
    ("hours", "line", "reason"),
    [
        (
            weekly("{from: '9:00', to: '12:00'}", "{days: [mon], from: '11:30', to: '17:00'}"),
            10,
            "受付時間が、ほかの受付時間と重なっています（たとえば令和6年1月1日（月））。",
        ),
        (  # a night that runs into the next morning
            weekly("{from: '22:00', to: '30:00'}", "{days: [sat], from: '05:00', to: '08:00'}"),
            10,
            "受付時間が、ほかの受付時間と重なっています（たとえば令和6年1月6日（土））。",
        ),
        (  # the tenth goes on into the morning of the eleventh
            weekly(
                "{from: '7:00', to: '12:00'}", monthly=["{day: 10, from: '08:00', to: '32:00'}"]
            ),
            9,
            "受付時間が、ほかの受付時間と重なっています（たとえば令和6年1月11日（木））。",
        ),
        (
            weekly(
                "{from: '9:00', to: '12:00'}",
                holidays=["{from: '9:00', to: '12:00'}", "{from: '11:00', to: '12:00'}"],
            ),
            12,
            "祝日の受付時間が重なっています。",
        ),
        (  # a holiday's night that runs into the next morning
            weekly("{from: '06:00', to: '12:00'}", holidays=["{from: '20:00', to: '32:00'}"]),
            9,
            "受付時間が、ほかの受付時間と重なっています（たとえば令和6年1月2日（火））。",
        ),
        (  # a night that runs into a holiday's morning
            weekly("{from: '20:00', to: '32:00'}", holidays=["{from: '06:00', to: '12:00'}"]),
            11,
            "受付時間が、ほかの受付時間と重なっています（たとえば令和6年1月8日（月））。",
        ),
        (
            weekly("{from: '21:00', to: '16:00'}"),
            9,
            '時刻は "16:00" の形で、「to」は「from」より後に書いてください（翌日の8時は "32:00"）。',
        ),
        (
            weekly("{from: '9:00', to: '12:00'}", closed=["{from: '12-29', to: '2027-01-03'}"]),
            11,
            '休みの日は "12-29" か "2026-12-29" の形で、「from」と「to」を同じ形で書いてください。',
        ),
        (
            weekly("{from: '9:00', to: '12:00', weeks: [6]}"),
            9,
            "「weeks」は1から5までの整数の並びで書いてください。",
        ),
        (
            weekly("{from: '9:00', to: '12:00', days: [月]}"),
            9,
            "「days」に使える値：mon、tue、wed、thu、fri、sat、sun",
        ),
        (
            "hours: {kind: sometimes}",
            6,
            "「kind」に「sometimes」は使えません。使える値：always、unknown、weekly",
        ),
    ],
)
def test_reading_names_what_is_wrong_with_hours(tmp_path, hours, line, reason):
    assert problems(tmp_path, HOURS, hours) == [(line, reason)]


def test_hours_are_stored_as_they_are_written(tmp_path):
    files = read(
        tmp_path,
        WINDOW.replace(
            HOURS,
            weekly(
                "{days: [tue], weeks: [2, 4], from: '16:00', to: '21:00'}",
                monthly=["{day: 10, from: '08:00', to: '32:00', on_closed_days: true}"],
                holidays="closed",
                closed=["{from: '12-29', to: '01-03'}"],
            ),
        ),
    )

    assert files.problems == []
    assert files.rows["yorisoi"]["hours"] == {
        "kind": "weekly",
        "weekly": [{"days": ["tue"], "weeks": [2, 4], "from": "16:00", "to": "21:00"}],
        "monthly": [{"day": 10, "from": "08:00", "to": "32:00", "on_closed_days": True}],
        "holidays": "closed",
        "closed": [{"from": "12-29", "to": "01-03"}],
    }


@pytest.mark.django_db
def test_area_is_a_code_that_exists(tmp_path):
    municipality = MunicipalityFactory()
    codes = {
        "national": (None, None),
        municipality.code: (municipality.prefecture_id, municipality.code),
    }
    codes[municipality.prefecture_id] = (municipality.prefecture_id, None)

    for code, place in codes.items():
        window = read(tmp_path, WINDOW.replace(LINE, f"{LINE}\n    area: '{code}'")).rows["yorisoi"]
        assert (window["prefecture_id"], window["municipality_id"]) == place
    assert problems(tmp_path, LINE, f"{LINE}\n    area: '999999'") == [
        (8, "「area」の「999999」は、都道府県（2桁）や市区町村（6桁）のコードにありません。")
    ]


@pytest.mark.parametrize(
    ("checked", "expires"),
    [
        (date(2026, 11, 21), date(2027, 11, 21)),
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_check_holds_for_a_year(checked, expires):
    assert expiry_of(checked) == expires


def test_a_day_at_the_end_of_time_is_a_mistake_like_another(tmp_path):
    found = problems(tmp_path, "2026-04-01", "9999-12-31")

    assert [line for line, _reason in found] == [8, 2]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("{key: gone, name: X}", 2, "窓口「gone」は windows.ja.yaml にありません。"),
        ("{key: yorisoi}", 2, "「name」がありません。"),
        (
            "{key: yorisoi, name: X, note: more}",
            2,
            "「note」は、日本語と訳の片方にしかありません。",
        ),
        (
            "{key: yorisoi, name: X, phone: 110}",
            2,
            "「phone」という項目はありません。使える項目：key、name、operator、hours_note、note",
        ),
        (
            "{key: yorisoi, name: '{窓ぐち|まどぐち}'}",
            2,
            "ふりがなの左側「窓ぐち」は漢字だけにしてください（送りがなは外に出します）。",
        ),
    ],
)
def test_reading_names_what_is_wrong_with_a_translation(tmp_path, text, line, reason):
    (tmp_path / "windows.en.yaml").write_text(f"windows:\n  - {text}\n", encoding="utf-8")

    found = read(tmp_path).problems

    assert [(p.file, p.line, p.reason) for p in found] == [("lists/windows.en.yaml", line, reason)]
