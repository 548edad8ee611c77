"""Photographs: told by their bytes, made anew when uploaded, refused when they bring too much."""

import io
import struct
import zlib

import pytest
from django.urls import reverse
from PIL import Image, ImageCms, ImageFile, ImageOps, PngImagePlugin

from content import rasters
from content.models import MediaAsset
from content.pictures import UnsafePictureError
from content.rasters import MAX_SIDE, is_raster, prepare_upload, raster_size
from content.services import store_picture, store_upload

GPS = {1: "N", 2: (35.0, 40.0, 30.0), 3: "E", 4: (139.0, 45.0, 0.0)}


def picture(size=(40, 30), mode="RGB", colour=(200, 30, 30)):
    return Image.new(mode, size, colour)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photograph(size=(40, 30), kind="JPEG", orientation=1):
    """A photograph as a telephone makes it: with its place, its maker, and how it was held."""
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update(GPS)
    image = picture(size)
    image.paste((20, 20, 220), (0, 0, size[0] // 2, size[1]))  # the left half is blue
    return saved(image, kind, exif=exif)


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def png_header(width, height):
    """A PNG that claims a size and brings almost nothing."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


def reason(function, *arguments):
    with pytest.raises(UnsafePictureError) as caught:
        function(*arguments)
    return caught.value.reason


class TestUpload:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_place_and_maker_are_gone(self, kind):
        data = photograph(kind=kind)
        assert dict(opened(data).getexif().get_ifd(0x8825)) == GPS

        raster = prepare_upload(data)

        assert not opened(raster.data).getexif()
        assert b"Maker" not in raster.data
        assert b"Exif" not in raster.data
        assert raster_size(raster.data) == (rasters.TYPES[kind], 40, 30)
        assert (raster.content_type, raster.width, raster.height) == (rasters.TYPES[kind], 40, 30)

    def test_picture_stands_as_the_camera_was_held(self):
        raster = prepare_upload(photograph(size=(400, 300), orientation=6))  # held upright

        image = opened(raster.data)
        expected = ImageOps.exif_transpose(opened(photograph(size=(400, 300), orientation=6)))
        assert image.size == expected.size == (300, 400)
        assert [image.getpixel(at)[2] > 128 for at in ((150, 50), (150, 350))] == [True, False]

    def test_large_picture_becomes_smaller_and_keeps_its_shape(self):
        raster = prepare_upload(saved(picture((4000, 1000)), "JPEG"))

        assert (raster.width, raster.height) == (MAX_SIDE, 400)

    def test_words_in_a_picture_are_gone(self):
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", "見本 花子")
        words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>place</x:xmpmeta>")

        raster = prepare_upload(saved(picture(), "PNG", pnginfo=words))

        assert opened(raster.data).info == {}

    def test_transparency_stays(self):
        data = saved(picture(mode="RGBA", colour=(0, 0, 0, 0)), "PNG")

        assert opened(prepare_upload(data).data).getpixel((1, 1)) == (0, 0, 0, 0)
        palette = saved(picture().quantize(4), "PNG", transparency=0)
        assert opened(prepare_upload(palette).data).mode == "RGBA"

    def test_wide_colours_are_brought_to_the_webs(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

        raster = prepare_upload(saved(picture(), "JPEG", icc_profile=profile))

        assert "icc_profile" not in opened(raster.data).info

    def test_grey_photograph_with_a_profile_for_colours_goes_on_without(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

        raster = prepare_upload(saved(picture().convert("L"), "JPEG", icc_profile=profile))

        assert raster.content_type == "image/jpeg"
        assert "icc_profile" not in opened(raster.data).info

    def test_sixteen_bits_become_eight(self):
        data = saved(Image.new("I;16", (4, 4), 32768), "PNG")

        assert opened(prepare_upload(data).data).getpixel((0, 0)) == (128, 128, 128)

    def test_print_colours_become_screen_colours(self):
        raster = prepare_upload(saved(Image.new("CMYK", (4, 4), (0, 255, 255, 0)), "JPEG"))

        assert opened(raster.data).mode == "RGB"

    def test_photograph_saved_as_png_does_not_weigh_megabytes(self):
        noise = Image.effect_noise((1600, 1600), 90).convert("RGB")

        raster = prepare_upload(saved(noise, "PNG"))

        assert raster.content_type == "image/webp"
        assert len(raster.data) <= rasters.MAX_STORED_BYTES

    @pytest.mark.parametrize(
        "data",
        [
            png_header(20_000, 10_000),
            png_header(8_000, 5_001),
            b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\x3f\x00\xff\x3f\x00",
            b"RIFF\x00\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f\xff\xff\xff\x0f",
        ],
        ids=["200 megapixels", "just over", "webp", "webp lossless"],
    )
    def test_a_bomb_is_refused_before_it_is_decoded(self, data, monkeypatch):
        monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))

        assert reason(prepare_upload, data) == "画像の画素数が多すぎます（4000万画素まで）。"
        assert reason(raster_size, data) == "画像の画素数が多すぎます（4000万画素まで）。"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_half_a_picture_is_refused(self, kind, monkeypatch):
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint sets it
        noise = Image.effect_noise((200, 200), 90).convert("RGB")
        data = saved(noise, kind)

        assert "読めません" in reason(prepare_upload, data[: len(data) // 2])
        assert "読めません" in reason(prepare_upload, data[:14])

    def test_too_many_bytes_are_refused(self):
        data = b"\xff\xd8\xff" + b"\0" * rasters.MAX_UPLOAD_BYTES

        assert reason(prepare_upload, data) == "画像が大きすぎます（10 MBまで）。"

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_moving_pictures_are_refused(self, kind):
        data = saved(
            picture(), kind, save_all=True, append_images=[picture(colour=(0, 0, 0))], duration=50
        )

        assert reason(prepare_upload, data) == "動く画像は使えません。"

    def test_telephones_file_of_two_pictures_gives_its_first(self):
        data = saved(picture((60, 40)), "MPO", save_all=True, append_images=[picture((30, 20))])

        raster = prepare_upload(data)

        assert (raster.content_type, raster.width, raster.height) == ("image/jpeg", 60, 40)
        assert is_raster(data)
        assert reason(raster_size, data) == "画像が二枚以上入っています。"

    def test_no_other_format_is_opened(self):
        for kind in ("GIF", "BMP", "TIFF", "ICO"):
            assert not is_raster(saved(picture(), kind))


class TestStored:
    def test_a_picture_with_its_place_is_refused_in_the_folders(self):
        for kind in ("JPEG", "PNG", "WEBP"):
            assert "撮影情報" in reason(raster_size, photograph(kind=kind))
        assert "撮影情報" in reason(raster_size, saved(picture(), "JPEG", comment=b"hello"))
        assert "撮影情報" in reason(raster_size, saved(picture(), "JPEG", xmp=b"<x:xmpmeta/>"))

    def test_a_picture_too_wide_or_too_heavy_is_refused_in_the_folders(self):
        assert reason(raster_size, saved(picture((1601, 10)), "PNG")) == (
            "画像が大きすぎます（一辺 1600 ピクセルまで）。"
        )
        assert reason(raster_size, b"\xff\xd8\xff" + b"\0" * 2_000_000) == (
            "画像が大きすぎます（2000 KBまで）。"
        )

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")]
    )
    def test_picture_is_served_by_its_type(self, client, kind, extension):
        asset, name = store_upload(photograph(kind=kind), stem="garden")

        assert name == f"garden.{extension}"
        response = client.get(reverse("content:media", args=[asset.digest, extension]))
        assert response["Content-Type"] == asset.content_type == rasters.TYPES[kind]
        assert raster_size(b"".join(response.streaming_content)) == (asset.content_type, 40, 30)

    @pytest.mark.django_db
    def test_what_it_is_is_told_by_its_bytes(self):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"/>'
        assert store_upload(svg, stem="drawing")[1] == "drawing.svg"
        assert "script" in reason(
            lambda: store_upload(svg.replace(b"/>", b"><script/></svg>"), stem="drawing")
        )
        jpeg = prepare_upload(photograph()).data
        assert reason(lambda: store_picture(jpeg, name="garden.png")) == (
            "画像の中身は image/jpeg です。名前の終わりを .jpg にしてください。"
        )
        assert MediaAsset.objects.count() == 1
