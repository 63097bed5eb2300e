import csv
import json
from pathlib import Path

import pytest

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.local.store.history import HistoryEntry, export_history, history_csv, history_json


@pytest.fixture
def entry() -> HistoryEntry:
    return HistoryEntry(
        "u1",
        "b1",
        "api.layers.com",
        Path('/files/br\udcffken, "a".png'),
        "=cmd.png",
        1000,
        "ab" * 32,
        MediaKind.IMAGE,
        "image/png",
        "prj_1",
        "Ümläut & Söhne",
        "med_A",
        1_700_000_000.0,
    )


@pytest.mark.unix("the paths have slashes")
def test_the_table_has_a_line_for_each_file_and_no_formula(entry: HistoryEntry) -> None:
    (row,) = csv.DictReader(history_csv([entry]).splitlines())
    assert row["name"] == "'=cmd.png"
    assert row["asset_id"] == "med_A"
    assert row["project"] == "Ümläut & Söhne"
    assert row["path"] == '/files/br?ken, "a".png'


def test_json_has_the_same_and_unknown_is_null(entry: HistoryEntry) -> None:
    (record,) = json.loads(history_json([entry]))
    assert record["kind"] == "image"
    assert record["size"] == 1000
    assert record["name"] == "=cmd.png"


def test_the_ending_decides_the_form(entry: HistoryEntry, tmp_path: Path) -> None:
    export_history([entry], tmp_path / "a.JSON")
    export_history([entry], tmp_path / "a.csv")
    assert json.loads((tmp_path / "a.JSON").read_text("utf-8"))[0]["batch"] == "b1"
    assert (tmp_path / "a.csv").read_text("utf-8-sig").startswith("finished_at,name,kind")


def test_a_place_that_cannot_be_written_is_told(entry: HistoryEntry, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        export_history([entry], tmp_path / "nowhere" / "a.csv")
