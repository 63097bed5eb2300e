import ast
import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.transfer.id_formats import CopyFormat, Template, format_ids

in_any_order = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
# Any name that a file system takes: surrogates stand for bytes that are no text.
file_names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=()), min_size=1, max_size=12
).filter(lambda name: name not in {".", ".."})


CSV = (
    "name,kind,asset_id,project,url\r\n"
    "hero.png,image,med_A,Acme Coffee iOS,https://media.example/A\r\n"
    "cut.mp4,video,med_B,Acme Coffee iOS,\r\n"
)
JSON = (
    '[{"name": "hero.png", "kind": "image", "assetId": "med_A", "projectId": "prj_1", '
    '"url": "https://media.example/A"}, '
    '{"name": "cut.mp4", "kind": "video", "assetId": "med_B", "projectId": "prj_1", "url": null}]'
)
MARKDOWN = (
    "| File | Kind | Asset ID |\n| --- | --- | --- |\n"
    "| [hero.png](<https://media.example/A>) | Image | `med_A` |\n| cut.mp4 | Video | `med_B` |"
)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (CopyFormat.LINES, "med_A\nmed_B"),
        (CopyFormat.COMMAS, "med_A, med_B"),
        (
            CopyFormat.CSV,
            CSV,
        ),
        (
            CopyFormat.JSON,
            JSON,
        ),
        (CopyFormat.JSON_IDS, '["med_A", "med_B"]'),
        (
            CopyFormat.MARKDOWN,
            MARKDOWN,
        ),
        (CopyFormat.LINKS, "https://media.example/A"),
        (CopyFormat.PYTHON_LIST, '["med_A", "med_B"]'),
        (CopyFormat.PYTHON_DICT, '{"hero.png": "med_A", "cut.mp4": "med_B"}'),
        (CopyFormat.OWN, "hero.png: med_A\ncut.mp4: med_B"),
    ],
)
def test_each_format_reads_as_documented(done, wanted, text):
    uploads = [
        done("hero.png", "med_A", asset_url="https://media.example/A"),
        done("cut.mp4", "med_B", kind=MediaKind.VIDEO),
    ]
    assert format_ids(uploads, wanted) == text


def test_files_without_an_id_are_left_out(done, make_upload):
    assert format_ids([make_upload(), done(asset_id="med_A")], CopyFormat.LINES) == "med_A"


def test_the_id_offered_for_a_duplicate_is_not_yet_its_own(make_upload):
    upload = make_upload(state="duplicate", asset_id="med_A")
    assert format_ids([upload], CopyFormat.LINES) == ""


@pytest.mark.unix("the paths have slashes")
def test_the_own_format_fills_what_it_knows_and_leaves_the_rest(done):
    upload = done("hero.png", "med_A", sha256="ab12")
    template = Template("{stem}|{kind}|{project}|{path}|{sha256}|{unknown}|{{id}}", ";")
    text = format_ids([upload], CopyFormat.OWN, template)
    assert text == "hero|image|Acme Coffee iOS|/home/ana/files/hero.png|ab12|{unknown}|{med_A}"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(done, start):
    text = format_ids([done(f"{start}1+1.png")], CopyFormat.CSV)
    assert list(csv.reader(io.StringIO(text, newline="")))[1][0] == f"'{start}1+1.png"


@pytest.mark.unix("the paths have slashes")
def test_signs_of_markdown_in_a_name_mean_nothing(done):
    text = format_ids([done("a|b*c`d\\e<f>[g].png")], CopyFormat.MARKDOWN)
    assert "| a\\|b\\*c\\`d\\\\e\\<f\\>\\[g\\].png |" in text


@pytest.mark.unix("the paths have slashes")
def test_files_of_one_name_each_keep_their_id_in_a_dictionary(done):
    uploads = [done("one/hero.png", "med_A"), done("two/hero.png", "med_B"), done("two/hero.png", "med_C")]
    written = ast.literal_eval(format_ids(uploads, CopyFormat.PYTHON_DICT))
    assert written == {
        "/home/ana/files/one/hero.png": "med_A",
        "/home/ana/files/two/hero.png": "med_B",
        "/home/ana/files/two/hero.png (2)": "med_C",
    }


@in_any_order
@given(names=st.lists(file_names, max_size=6))
def test_every_format_keeps_every_id_in_order_whatever_the_names(done, names):
    uploads = [done(name, f"med_{number}") for number, name in enumerate(names)]
    ids = [upload.asset_id for upload in uploads]
    assert json.loads(format_ids(uploads, CopyFormat.JSON_IDS)) == ids
    assert ast.literal_eval(format_ids(uploads, CopyFormat.PYTHON_LIST)) == ids
    assert list(ast.literal_eval(format_ids(uploads, CopyFormat.PYTHON_DICT)).values()) == ids
    assert [record["assetId"] for record in json.loads(format_ids(uploads, CopyFormat.JSON))] == ids
    rows = list(csv.reader(io.StringIO(format_ids(uploads, CopyFormat.CSV), newline="")))
    assert [row[2] for row in rows[1:]] == ids
    assert len(format_ids(uploads, CopyFormat.MARKDOWN).split("\n")) == len(ids) + 2


@in_any_order
@given(name=file_names, wanted=st.sampled_from(CopyFormat))
def test_every_format_can_be_put_on_a_clipboard(done, name, wanted):
    format_ids([done(name)], wanted).encode("utf-8")


def test_a_link_breaks_neither_cell_nor_markup_of_a_markdown_table(done):
    upload = done("a[1]|b.png", "med_A", asset_url="https://media.example/(a)|b>c<d")
    (row,) = format_ids([upload], CopyFormat.MARKDOWN).splitlines()[2:]
    assert row == r"| [a\[1\]\|b.png](<https://media.example/(a)%7Cb%3Ec%3Cd>) | Image | `med_A` |"


def test_the_own_format_takes_the_link_and_nothing_where_there_is_none(done):
    uploads = [done("a.png", "med_A", asset_url="https://media.example/A"), done("b.png", "med_B")]
    assert (
        format_ids(uploads, CopyFormat.OWN, Template("{id}={url}", ";"))
        == "med_A=https://media.example/A;med_B="
    )
