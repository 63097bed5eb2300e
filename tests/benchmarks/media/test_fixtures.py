"""The kind of files that others made for their own tests, found by us and by others.

`pytest --slow tests/benchmarks/media -s` fetches them and shows it. A wrong kind sends a picture as a film;
which type it is exactly counts in `test_identification.py`.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.media.fixtures import Fixture, fetch, fixtures
from tests.benchmarks.media.peers import Answer, all_peers

pytestmark = [pytest.mark.benchmark, pytest.mark.slow, pytest.mark.timeout(1_800)]


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The unpacked sources, among them those of two peers."""
    try:
        folder = fetch()
    except subprocess.CalledProcessError:
        pytest.skip("the fixtures of others cannot be fetched")
    for peer in ("filetype", "puremagic"):
        (package,) = folder.glob(f"{peer}==*/{peer}-*")
        monkeypatch.syspath_prepend(str(package))
    return folder


def test_the_kind_of_every_common_file_is_found_with_its_name_and_without(
    sources: Path, tmp_path: Path
) -> None:
    named = fixtures(sources)
    bare = [
        Fixture(_copied(each, tmp_path / str(i)), each.kind, each.is_common) for i, each in enumerate(named)
    ]
    scores = {
        name: [_right(answer, files) for files in (named, bare)]
        for name, answer in all_peers().items()
        if answer
    }
    sys.stdout.write(_table(named, scores))
    common = sum(each.is_common for each in named)
    assert common > 500
    assert [len(right) for right in (_common(scores["ours"][0]), _common(scores["ours"][1]))] == [
        common,
        common,
    ]
    for right in scores.values():
        assert [len(ours) >= len(theirs) for ours, theirs in zip(scores["ours"], right, strict=True)] == [
            True,
            True,
        ]


def _right(answer: Answer, files: list[Fixture]) -> list[Fixture]:
    """Return the files whose kind was told right."""
    told = answer([each.path for each in files])
    return [
        each for each, mime_type in zip(files, told, strict=True) if mime_type.partition("/")[0] == each.kind
    ]


def _common(files: list[Fixture]) -> list[Fixture]:
    return [each for each in files if each.is_common]


def _copied(fixture: Fixture, target: Path) -> Path:
    shutil.copyfile(fixture.path, target)
    return target


def _table(files: list[Fixture], scores: dict[str, list[list[Fixture]]]) -> str:
    common = len(_common(files))
    lines = ["", f"| kind right, % | {common} common | all {len(files)} | common, no name | all, no name |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for name, (named, bare) in scores.items():
        shares = [
            100 * len(right) / count
            for each in (named, bare)
            for right, count in ((_common(each), common), (each, len(files)))
        ]
        lines.append(f"| {name} | " + " | ".join(f"{share:.1f}" for share in shares) + " |")
    return "\n".join(lines) + "\n"
