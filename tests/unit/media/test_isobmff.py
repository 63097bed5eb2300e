"""Stills and films of the ISO family, by their brands and boxes."""

from pathlib import PurePath

import pytest

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.identify import identify_content
from tests.unit.media.media_bytes import box, ftyp, moov
from tests.unit.media.recording_file import RecordingFile

_META = box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"pict", bytes(13)))
_MDAT = box(b"mdat", bytes(40))


def _type(data: bytes) -> str:
    return identify_content(BoundedReader(RecordingFile(data), len(data)), PurePath("a")).mime_type


@pytest.mark.parametrize(
    ("brands", "mime_type"),
    [
        ((b"1pic", b"mif1", b"heic"), "image/heic"),
        ((b"1pic", b"mif1"), "image/heif"),
        ((b"avci", b"mif1", b"avci"), "image/heif"),
        ((b"j2ki", b"mif1"), "image/heif"),
        ((b"jpeg", b"mif1"), "image/heif"),
        ((b"vvic", b"miaf"), "image/heif"),
        ((b"MA1B", b"avif", b"mif1"), "image/avif"),
        ((b"MA1B",), "image/avif"),
        ((b"avio", b"avif"), "image/avif"),
        ((b"MiHB", b"mif1"), "image/heic"),
        ((b"xxxx", b"mif1", b"avif"), "image/avif"),
        ((b"xxxx", b"miaf"), "image/heif"),
        ((b"xxxx", b"yyyy"), "image/heif"),
    ],
)
def test_a_still_is_known_by_any_of_its_brands_and_by_its_items(
    brands: tuple[bytes, ...], mime_type: str
) -> None:
    assert _type(ftyp(*brands) + _META + _MDAT) == mime_type


@pytest.mark.parametrize(
    ("coding", "mime_type"), [(b"avif", "image/avif"), (b"heic", "image/heic"), (bytes(4), "image/heif")]
)
def test_a_small_still_names_its_coding_in_place_of_the_version(coding: bytes, mime_type: str) -> None:
    assert _type(box(b"ftyp", b"mif3", coding) + box(b"mini", bytes(90))) == mime_type


def test_a_film_with_a_brand_of_stills_is_a_film() -> None:
    assert _type(ftyp(b"isom", b"mif1", b"heic") + _META + moov(b"vide") + _MDAT) == "video/mp4"
    assert _type(ftyp(b"xxxx", b"mp42") + _META + moov(b"vide") + _MDAT) == "video/mp4"


@pytest.mark.parametrize(
    ("movie", "mime_type"),
    [
        (moov(b"vide", b"soun"), "video/x-canon-crm"),
        (box(b"moov", box(b"uuid", bytes(16), box(b"CNCV", b"CanonCRM0001/02.10.00"))), "video/x-canon-crm"),
        (box(b"moov", box(b"uuid", bytes(16), box(b"CNCV", b"CanonCR3_001/00.11.00"))), "image/x-canon-cr3"),
        (moov(b"vide", b"vide", b"meta"), "image/x-canon-cr3"),
    ],
)
def test_canons_raw_film_is_no_still(movie: bytes, mime_type: str) -> None:
    assert _type(ftyp(b"crx ", b"crx ", b"isom") + movie + _MDAT) == mime_type


@pytest.mark.parametrize(
    "data",
    [
        box(b"wide", bytes(40)),
        _MDAT + box(b"\x01\x02\x03\x04", bytes(40)),
        box(b"ab-d", bytes(40)) + box(b"mo-v", bytes(40)),
    ],
    ids=["one box", "no name after a box", "no names"],
)
def test_boxes_by_chance_are_no_quicktime(data: bytes) -> None:
    assert _type(data) == "application/octet-stream"


def test_a_version_that_reads_like_a_brand_is_none() -> None:
    assert _type(box(b"ftyp", b"xxxx", b"avif", b"mif1") + _META) == "image/heif"
