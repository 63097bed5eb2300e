from pathlib import Path

from layers_desktop.sandbox.state.json_lines import JsonLinesFile


def read(path: Path) -> list[dict[str, object]]:
    journal = JsonLinesFile(path)
    journal.close()
    return journal.initial_records


def test_records_come_back_in_their_order(tmp_path: Path) -> None:
    journal = JsonLinesFile(tmp_path / "deep" / "state.jsonl")
    records = [{"n": 1, "name": "ü\n\u2028"}, {"n": 2}]
    for record in records:
        journal.append(record)
    journal.close()
    assert read(tmp_path / "deep" / "state.jsonl") == records


def test_a_line_that_was_cut_is_dropped_and_the_next_starts_afresh(tmp_path: Path) -> None:
    path = tmp_path / "state.jsonl"
    path.write_text('{"n": 1}\n{"n": 2, "na', encoding="utf-8")
    journal = JsonLinesFile(path)
    journal.append({"n": 3})
    journal.close()
    assert read(path) == [{"n": 1}, {"n": 3}]


def test_a_file_that_holds_only_a_cut_line_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "state.jsonl"
    path.write_text('{"n', encoding="utf-8")
    journal = JsonLinesFile(path)
    journal.append({"n": 3})
    journal.close()
    assert read(path) == [{"n": 3}]
