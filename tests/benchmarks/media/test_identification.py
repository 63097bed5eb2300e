"""Our answers beside those of others, on the corpus of the unit tests.

Shown by `pytest tests/benchmarks/media -m benchmark -s`. A peer that is not installed is named in the table.
"""

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.media.aliases import is_same_type
from tests.benchmarks.media.peers import all_peers
from tests.unit.media.corpus import Sample, make_corpus

pytestmark = pytest.mark.benchmark

_LEAST_RIGHT = 0.95


@dataclass(frozen=True, slots=True)
class _Named:
    """A file under one of its names, and what it is."""

    path: Path
    mime_type: str


@dataclass(frozen=True, slots=True)
class _Score:
    """How many of each set of files were right, and the milliseconds that one file took."""

    right: tuple[int, ...]
    milliseconds: float


@pytest.fixture(scope="module")
def named_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[_Named]]:
    """The corpus three times: without extensions, with its own names, and with lying ones."""
    folder = tmp_path_factory.mktemp("made")
    samples = [sample for sample in make_corpus(folder) if sample.mime_type != "application/octet-stream"]
    names: dict[str, Callable[[Sample], str]] = {
        "bare": lambda sample: sample.bare_name,
        "own name": lambda sample: sample.name,
        "lying": lambda sample: sample.bare_name + sample.lie,
    }
    sets = {}
    for title, name in names.items():
        target = tmp_path_factory.mktemp(title.replace(" ", "_"))
        sets[title] = [_copied(folder / s.name, target / name(s), _type(s, title)) for s in samples]
    return sets


def test_our_answers_are_right_and_no_peer_is_better(named_files: dict[str, list[_Named]]) -> None:
    peers = all_peers()
    scores = {name: _score(named_files, answer) for name, answer in peers.items() if answer}
    sys.stdout.write(_table(named_files, scores, [name for name, answer in peers.items() if not answer]))
    ours = scores.pop("ours")
    for right, files in zip(ours.right, named_files.values(), strict=True):
        assert right >= _LEAST_RIGHT * len(files)
    for score in scores.values():
        assert all(right <= most for right, most in zip(score.right, ours.right, strict=True))


def _type(sample: Sample, title: str) -> str:
    return sample.mime_type if title == "own name" else sample.type_by_content


def _copied(source: Path, target: Path, mime_type: str) -> _Named:
    shutil.copyfile(source, target)
    return _Named(target, mime_type)


def _score(sets: dict[str, list[_Named]], answer: Callable[[list[Path]], list[str]]) -> _Score:
    right = []
    start = time.perf_counter()
    for files in sets.values():
        answers = answer([file.path for file in files])
        right.append(sum(is_same_type(a, file.mime_type) for a, file in zip(answers, files, strict=True)))
    elapsed = time.perf_counter() - start
    return _Score(tuple(right), 1000 * elapsed / sum(map(len, sets.values())))


def _table(sets: dict[str, list[_Named]], scores: dict[str, _Score], absent: list[str]) -> str:
    files = len(next(iter(sets.values())))
    lines = [f"\n{files} files        " + "".join(f"{title:>10}" for title in sets) + "   ms/file"]
    lines += [
        f"{name:<16}" + "".join(f"{right:>10}" for right in score.right) + f"{score.milliseconds:>10.2f}"
        for name, score in scores.items()
    ]
    lines += [f"{name:<16} NOT INSTALLED, NOT COMPARED" for name in absent]
    return "\n".join(lines) + "\n"
