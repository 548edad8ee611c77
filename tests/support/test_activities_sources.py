from tests.support.lists import ACTIVITY, read


def test_reading_names_an_unknown_kind(tmp_path):
    files = read(tmp_path, activities=ACTIVITY.replace("多世代交流", "カフェ"))
    assert [(p.line, p.reason) for p in files.problems] == [
        (
            5,
            "「kind」に「カフェ」は使えません。使える値：ゆるやかな参加、地域とのつながり創出、役割創出、多世代交流、地域課題解決",
        )
    ]
