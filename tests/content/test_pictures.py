import hashlib

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from content.models import MediaAsset
from content.pictures import MAX_BYTES, UnsafePictureError, svg_size
from content.services import store_picture

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 380.5">'
GOOD = (
    f'{HEAD}\n<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>'
    '<rect fill="url(#g)" style="opacity:.5"/><text>孤独</text></svg>'
).encode()


def test_size_comes_from_the_view_box():
    assert svg_size(GOOD) == (640, 381)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<rect onload='alert(1)'/>",
        "<rect ONCLICK='alert(1)'/>",
        "<foreignObject><p/></foreignObject>",
        "<image href='https://evil.example/a.png'/>",
        "<a href='javascript:alert(1)'/>",
        "<use href='#g'/>",
        "<linearGradient xlink:href='//evil.example/a.svg#x'/>",
        "<rect fill='url(https://evil.example/a)'/>",
        "<rect style='fill:url(\"https://evil.example/a\")'/>",
        "<rect style='fill:\\75rl(https://evil.example/a)'/>",
        "<style>@import 'https://evil.example/a.css';</style>",
        "<set attributeName='href' to='javascript:alert(1)'/>",
        "<animate attributeName='href' values='x'/>",
        "<mask><rect mask='url(#m)'/></mask>",
        "<pattern><g style='fill:URL(#p)'/></pattern>",
        "<g>" * 40,
        "<g xmlns='http://www.w3.org/1999/xhtml'><p/></g>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>1</x:script>",
        "<svg/>",
        "<rect xml:base='https://evil.example/'/>",
    ],
)
def test_what_runs_links_or_loads_is_refused_by_its_line(inside):
    with pytest.raises(UnsafePictureError) as caught:
        svg_size(f"{HEAD}\n{inside}</svg>".encode())

    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not xml", "SVGとして読めません。"),
        (b"<svg", "SVGとして読めません。"),
        (b"\xff\xfe<svg/>", "図の文字コードをUTF-8にしてください。"),
        (
            b'<?xml version="1.0" encoding = "shift_jis"?>' + GOOD,
            "図の文字コードをUTF-8にしてください。",
        ),
        (
            b'<?xml version="1.0" encoding="shift_jis"?>' + GOOD,
            "図の文字コードをUTF-8にしてください。",
        ),
        (b"<!DOCTYPE svg>" + GOOD, "SVGにDOCTYPEや実体の宣言は書けません。"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]>' + GOOD,
            "SVGにDOCTYPEや実体の宣言は書けません。",
        ),
        (
            b'<?xml-stylesheet href="https://evil.example/a.css"?>' + GOOD,
            "SVGに処理命令「<?xml-stylesheet」は書けません。",
        ),
        (b'<svg viewBox="0 0 1 1"/>', "SVGの名前空間がありません。"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVGに大きさ（viewBox）がありません。"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 1' + b"0" * 400 + b'"/>',
            "SVGに大きさ（viewBox）がありません。",
        ),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 5"/>',
            "SVGの大きさ（viewBox）が正しくありません。",
        ),
        (b"<html/>", "SVGの要素「html」は使えません。"),
        (b" " * (MAX_BYTES + 1), "図が大きすぎます（500 KBまで）。"),
    ],
)
def test_what_is_no_picture_is_refused(data, reason):
    with pytest.raises(UnsafePictureError) as caught:
        svg_size(data)

    assert caught.value.reason == reason


@pytest.mark.django_db
class TestMedia:
    def test_the_same_bytes_are_one_picture(self):
        first, second = store_picture(GOOD, name="a.svg"), store_picture(GOOD, name="b.svg")

        assert first.pk == second.pk == hashlib.sha256(GOOD).hexdigest()
        assert MediaAsset.objects.count() == 1
        assert (first.width, first.height) == (640, 381)

    @pytest.mark.parametrize("left", [None, b"<svg"])
    def test_a_file_that_has_gone_or_was_cut_short_is_written_again(self, left):
        asset = store_picture(GOOD, name="a.svg")
        asset.file.storage.delete(asset.file.name)
        if left:
            asset.file.storage.save(asset.file.name, ContentFile(left))

        store_picture(GOOD, name="a.svg")

        with asset.file.open("rb") as file:
            assert file.read() == GOOD

    def test_picture_is_served_for_ever_and_can_run_nothing(
        self, client, django_assert_num_queries
    ):
        asset = store_picture(GOOD, name="a.svg")
        url = reverse("content:media", args=[asset.digest, "svg"])
        assert url == f"/media/{asset.digest}.svg"

        with django_assert_num_queries(1):
            response = client.get(url)

        assert b"".join(response.streaming_content) == GOOD
        assert response["Content-Type"] == "image/svg+xml"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        )
        assert "Set-Cookie" not in response

    def test_picture_that_the_browser_has_is_not_sent_again(self, client):
        asset = store_picture(GOOD, name="a.svg")
        url = reverse("content:media", args=[asset.digest, "svg"])

        response = client.get(url, headers={"if-none-match": f'"{asset.digest}"'})

        assert (response.status_code, response.content) == (304, b"")

    def test_unknown_pictures_are_not_found(self, client):
        asset = store_picture(GOOD, name="a.svg")

        for digest, extension in ((asset.digest, "png"), ("0" * 64, "svg"), ("..", "svg")):
            assert client.get(f"/media/{digest}.{extension}").status_code == 404
        asset.file.storage.delete(asset.file.name)
        assert client.get(f"/media/{asset.digest}.svg").status_code == 404

    def test_picture_answers_reading_alone(self, client):
        assert client.post(f"/media/{'0' * 64}.svg").status_code == 405
