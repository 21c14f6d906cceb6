"""Pictures in strangers' files: what is read, what is refused and in which words, and the data set that comes of it."""

import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from core.data.gallery import framing
from core.data.gallery.archive import Brought
from core.data.gallery.decode import LONG, SHORT, decode
from core.data.gallery.framing import Framing, dataset, framed, guess
from core.data.gallery.reading import read
from core.errors import SettingError, UploadError
from core.limits import Limits

LIMITS = Limits(pictures=40, upload_mb=2, megapixels=1)
RNG = np.random.default_rng(4)
COLOUR = RNG.integers(0, 256, (12, 20, 3), dtype=np.uint8)
GREY = RNG.integers(0, 256, (20, 12), dtype=np.uint8)


def file(pixels, kind="PNG", **options):
    """A picture file of pixels, or of a picture."""
    buffer = io.BytesIO()
    picture = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


GOOD = [file(np.roll(GREY, i, axis=0)) for i in range(8)]


def packed(members, **options):
    """A ZIP of contents by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def eight(others):
    """A ZIP of eight good pictures in two folders, and others."""
    return packed({f"{'ab'[i % 2]}/{i}.png": content for i, content in enumerate(GOOD)} | others)


def brought(content, name="own.zip"):
    return read([Brought(name, content)], LIMITS)


# --- what is right ---------------------------------------------------------------------------------------------------


def test_folders_are_classes_and_pictures_stay_as_they_are():
    gallery = brought(eight({}))
    assert gallery.folders == tuple("abababab")
    assert gallery.names[:2] == ("a/0.png", "b/1.png")
    assert not gallery.bad
    assert not gallery.remarks
    assert all((each == np.roll(GREY, i, axis=0)).all() for i, each in enumerate(gallery.pictures))
    made = dataset(gallery, Framing(16))
    assert made.label_names == ("a", "b")
    assert made.labels.tolist() == [0, 1] * 4
    assert made.values.shape == (8, 16, 16)
    assert made.values.dtype == np.float32
    assert 0 <= made.values.min() < made.values.max() <= 1


def test_several_files_are_one_class():
    gallery = read([Brought(f"{i}.png", each) for i, each in enumerate(GOOD)], LIMITS)
    assert gallery.title == "Your pictures"
    assert dataset(gallery, guess(gallery)).label_names == ("all pictures",)


SIXTEEN = (GREY.astype(np.uint16) * 257, GREY)
CLEAR = np.dstack([COLOUR, np.zeros(COLOUR.shape[:2], np.uint8)])
HALF = np.dstack([np.zeros_like(COLOUR), np.full(COLOUR.shape[:2], 128, np.uint8)])
FEW = Image.fromarray(COLOUR // 128 * 255)
ODD = {
    "grey of 16 bits": (file(SIXTEEN[0]), SIXTEEN[1], 0),
    "one bit": (file(Image.fromarray(GREY > 99)), (GREY > 99).astype(np.uint8) * 255, 0),
    "a palette": (file(FEW.convert("P", palette=Image.Palette.ADAPTIVE)), np.asarray(FEW), 0),
    "all clear": (file(CLEAR), np.full_like(COLOUR, 255), 0),
    "half clear": (file(HALF), np.full_like(COLOUR, 127), 1),
    "grey and clear": (file(Image.fromarray(np.dstack([GREY, np.zeros_like(GREY)]), "LA")), np.full_like(GREY, 255), 0),
    "a clear colour": (file(np.full((9, 9), 7, np.uint8), transparency=7), np.full((9, 9), 255, np.uint8), 0),
    "four inks": (file(Image.new("CMYK", (9, 9), (0, 255, 255, 0)), "JPEG"), np.full((9, 9, 3), (255, 0, 0)), 4),
    "webp without loss": (file(COLOUR, "WEBP", lossless=True), COLOUR, 0),
    "jpeg in grey": (file(np.full((9, 9), 90, np.uint8), "JPEG"), np.full((9, 9), 90), 1),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_picture_is_read_as_it_looks(kind):
    content, looks, off = ODD[kind]
    pixels = decode(content, LIMITS).pixels
    assert pixels.shape == looks.shape
    assert np.abs(pixels.astype(int) - looks).max() <= off


def test_a_photo_taken_sideways_stands_upright():
    rotated = Image.Exif()
    rotated[0x0112] = 6  # turn it by a quarter, clockwise
    wide = np.zeros((10, 30), np.uint8)
    wide[:, :15] = 255  # white on the left, which comes on top
    for kind in ("JPEG", "PNG", "WEBP"):
        pixels = decode(file(wide, kind, exif=rotated), LIMITS).pixels
        assert pixels.shape[:2] == (30, 10)
        assert pixels[:5].mean() > 250
        assert pixels[-5:].mean() < 5


def test_of_what_moves_the_first_moment_is_used_and_said():
    frames = [Image.fromarray(np.full((9, 9, 3), level, np.uint8)) for level in (10, 200)]
    moving = file(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    found = decode(moving, LIMITS)
    assert found.moves
    assert (found.pixels == 10).all()
    assert brought(eight({"m.webp": moving})).remarks == ("1 picture moves: its first moment is used.",)


def test_large_pictures_are_kept_small_in_their_proportions():
    assert decode(file(np.zeros((600, 900), np.uint8)), LIMITS).pixels.shape == (SHORT, 72)
    assert decode(file(np.zeros((600, 900), np.uint8), "JPEG"), LIMITS).pixels.shape == (SHORT, 72)
    assert decode(file(np.zeros((4, 4_000), np.uint8)), LIMITS).pixels.shape[1] == LONG


def test_what_systems_add_is_skipped_and_said():
    gallery = brought(eight({"__MACOSX/a/._0.png": b"x", ".DS_Store": b"x", "a/Thumbs.db": b"x", "b/": b""}))
    assert len(gallery.pictures) == 8
    assert gallery.remarks == ("3 hidden files were skipped, as operating systems add them.",)


def test_names_do_no_harm():
    gallery = brought(packed({f"../../=x\u202e/{'long' * 40}{i}.png": each for i, each in enumerate(GOOD)}))
    assert set(gallery.folders) == {"'=x"}
    assert max(map(len, gallery.names)) <= 61


# --- what is left out, if the visitor agrees -------------------------------------------------------------------------


def huge(width, height):
    """A PNG file that says it has so many pixels, and holds none."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    blocks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    block = [
        struct.pack(">I", len(each)) + name + each + struct.pack(">I", zlib.crc32(name + each)) for name, each in blocks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(block)


BAD = {
    "cut.png": (GOOD[0][:60], "is damaged"),
    "cut.jpg": (file(np.zeros((99, 99), np.uint8), "JPEG")[:250], "is damaged"),
    "empty.png": (b"", "is empty"),
    "notes.txt": (b"hello", "is no picture that is read here"),
    "page.png": (b"<!doctype html><p>not found", "is a web page"),
    "anim.gif": (file(GREY, "GIF"), "is a GIF picture"),
    "scan.tif": (file(GREY, "TIFF"), "is a TIFF picture"),
    "old.bmp": (file(GREY, "BMP"), "is a BMP picture"),
    "phone.heic": (b"\0\0\0\x18ftypheic\0\0\0\0", "is a HEIC photo: bring it as PNG, JPEG or WebP"),
    "paper.pdf": (b"%PDF-1.4", "is a PDF document"),
    "inner.zip": (packed({"a.png": GOOD[0]}), "is an archive inside the archive"),
    "wide.png": (huge(2_000, 1_000), "has 2 million pixels and at most 1 million are read"),
    "bomb.png": (huge(60_000, 60_000), "has more than 1 million pixels"),
    "dot.png": (file(np.zeros((1, 9), np.uint8)), "is 9 pixels by 1"),
}


def test_each_bad_file_is_named_with_its_reason_and_the_others_are_read():
    gallery = brought(eight({name: content for name, (content, _) in BAD.items()}))
    assert len(gallery.pictures) == 8
    said = dict(gallery.bad)
    assert said.keys() == BAD.keys()
    for name, (_, why) in BAD.items():
        assert said[name].startswith(why), said[name]
        assert said[name].endswith(("again.", "smaller.", "WebP.", "2 by 2."))


def test_links_and_what_is_packed_oddly_or_damaged_are_named():
    link = zipfile.ZipInfo("link.png")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(eight({"odd.png": GOOD[0]}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("packed.png", GOOD[1], compress_type=zipfile.ZIP_BZIP2)
        archive.writestr("last.png", GOOD[2])
    content = buffer.getvalue()
    place = content.rindex(GOOD[2])
    said = dict(brought(content[:place] + bytes(9) + content[place + 9 :]).bad)
    assert said["link.png"] == "is a link to another file: pack the picture itself."
    assert "packed in an unusual way" in said["packed.png"]
    assert said["last.png"].startswith("can't be read from the archive (Bad CRC-32")


# --- what is refused ------------------------------------------------------------------------------------------------


def refused(content, limits=LIMITS, name="own.zip"):
    with pytest.raises(UploadError) as caught:
        read([Brought(name, content)], limits)
    return str(caught.value)


def locked():
    content = bytearray(eight({}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := content.find(sign, start + 1)) >= 0:
            content[start + place] |= 1
    return bytes(content)


def test_an_archive_that_is_locked_damaged_or_empty_is_refused():
    assert refused(locked()) == "own.zip is locked by a password: pack the pictures again without one."
    assert refused(eight({})[:300]).startswith("own.zip is a damaged archive (File is not a zip file)")
    assert refused(packed({".hidden": b"x"})).startswith("There is no picture in what you brought")


def test_places_that_lie_beyond_the_archive_are_told():
    content = eight({})
    end = content.rindex(b"PK\x05\x06")
    directory = struct.pack("<I", 0xFFFFFFF0)
    assert "can't be read from the archive" in refused(content[: end + 16] + directory + content[end + 20 :])
    far = b"PK\x06\x07" + struct.pack("<IQI", 0, 1 << 60, 1)  # where a large archive would say its list lies
    assert "damaged archive" in refused(content[:end] + far + content[end:])


def test_what_is_too_much_is_refused_before_anything_is_unpacked(monkeypatch):
    large = packed({"a.png": bytes(9 << 20)}, compression=zipfile.ZIP_DEFLATED)
    many, folders = packed({f"{i}.png": b"" for i in range(41)}), packed({f"{i}/": b"" for i in range(161)})
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    monkeypatch.setattr(Image, "open", None)
    assert "unpacks to 9 MB and at most 8 MB are unpacked" in refused(large)
    assert refused(many).startswith("There are 41 files and at most 40")
    assert "lists 161 files" in refused(folders)
    assert refused(bytes(3 << 20), name="a.png").startswith("The files have 3.0 MB together and at most 2 MB")


def test_an_archive_that_says_it_is_smaller_than_it_is_is_told():
    content = packed({f"{i}.png": bytes(4 << 20) for i in range(3)}, compression=zipfile.ZIP_DEFLATED)
    size = struct.pack("<I", 4 << 20)
    said = refused(content.replace(size, struct.pack("<I", 1 << 20)))
    assert "too few for a map" in said
    assert "can't be read from the archive" in said or "is no picture" in said


def test_too_few_are_told_with_the_first_reason():
    said = refused(packed({f"{i}.png": each for i, each in enumerate(GOOD[:5])} | {"x.png": b"no"}))
    assert said.startswith(
        "5 pictures could be read, too few for a map: bring at least 7. 1 more can't be: x.png is no"
    )


# --- the data set ---------------------------------------------------------------------------------------------------


def test_the_cut_is_the_middle_and_margins_have_the_colour_of_the_edge():
    wide = np.full((28, 56), 200, np.uint8)
    wide[:, 14:42] = RNG.integers(0, 256, (28, 28))
    assert (framed(wide, Framing(28)) == wide[:, 14:42]).all()
    whole = framed(wide, Framing(28, whole=True))
    assert (whole[:7] == 200).all()
    assert (whole[-7:] == 200).all()
    assert whole[7:21].std() > 20
    assert framed(wide, Framing(16, colour=True)).shape == (16, 16, 3)


def test_what_is_guessed_fits_the_pictures():
    assert guess(brought(eight({}))) == Framing(16)
    large = packed({f"{i}.png": file(np.roll(COLOUR, i, 0).repeat(4, 0).repeat(4, 1)) for i in range(8)})
    assert guess(brought(large)) == Framing(32, colour=True)
    with pytest.raises(SettingError, match="side = 2000"):
        Framing(2000)


def test_pictures_that_are_all_equal_are_refused():
    with pytest.raises(UploadError, match="All 8 pictures look the same"):
        dataset(brought(packed({f"{i}.png": GOOD[0] for i in range(8)})), Framing(16))


def test_the_cut_is_shown_on_the_first_pictures():
    before, after = framing.before_and_after(brought(eight({})), Framing(16))
    assert before.shape == after.shape == (8, framing.SHEET, framing.SHEET, 3)
    assert before[0, :10].mean() > after[0, :10].mean() + 30  # above the cut it is pale


def test_levels_travel_without_loss():
    made = dataset(brought(eight({})), Framing(28))
    levels = np.rint(made.values * 255).astype(np.uint8)
    again = framing.of_levels(made.title, levels, made.labels, made.label_names)
    assert (again.values == made.values).all()
    assert again.sha256 == made.sha256
