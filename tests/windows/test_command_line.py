"""The command line under Windows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers_desktop.cli.command_run import ExitCode
from tests.integration.cli.conftest import PROJECT, png
from tests.support.short_folder import short_folder
from tests.windows.conftest import Windows, named

NAMES = ["Grüße.png", "三.png", "🎉 party.png", "it's & 100 %.png", "CON.png"]
LONG = 300


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


def put(path: Path) -> Path:
    path.write_bytes(png(path.name.encode()))
    return path


def upload(windows: Windows, *words: str, given: str = "") -> tuple[int, str, str]:
    run = windows.layers("upload", "--sandbox", "--project", PROJECT, *words, given=given)
    return run.returncode, run.stdout, run.stderr


def test_the_self_test_passes(windows: Windows) -> None:
    run = windows.layers("--selftest")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Credential Manager" in run.stdout


def test_files_of_every_name_get_their_ids_in_order(windows: Windows, folder: Path) -> None:
    paths = [put(folder / name) for name in NAMES]
    code, output, errors = upload(windows, "--json", *map(named, paths))
    assert (code, errors) == (0, "")
    told = json.loads(output)
    assert [each["path"] for each in told] == [named(path) for path in paths]
    assert len({each["assetId"] for each in told}) == len(NAMES)


def test_a_path_of_300_characters_is_one_like_any_other(windows: Windows, folder: Path) -> None:
    deep = folder / ("a" * 120) / ("b" * 120)
    deep.mkdir(parents=True)
    rest = LONG - len(named(deep)) - len("\\.png")
    path = put(deep / f"{'c' * rest}.png")
    assert len(named(path)) == LONG
    code, output, errors = upload(windows, "--json", named(folder))
    assert (code, errors) == (0, "")
    assert [each["path"] for each in json.loads(output)] == [named(path)]


def test_paths_come_by_standard_input_with_the_line_ends_of_windows(windows: Windows, folder: Path) -> None:
    paths = [put(folder / name) for name in NAMES[:2]]
    code, output, errors = upload(windows, "-", given="".join(f"{named(path)}\r\n" for path in paths))
    assert (code, errors) == (0, "")
    assert len(output.splitlines()) == len(paths)


def test_exit_codes_tell_what_became_of_it(windows: Windows, folder: Path) -> None:
    good, missing = named(put(folder / "a.png")), named(folder / "missing.png")
    assert windows.layers("upload", "--no-such-option").returncode == ExitCode.NOTHING_TRIED
    assert upload(windows, good, missing)[0] == ExitCode.SOME_FAILED
    assert windows.layers("upload", "--project", PROJECT, good).returncode == ExitCode.NO_KEY
    assert windows.layers("upload", "--sandbox", "--project", "none", good).returncode == ExitCode.NO_PROJECT
