from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.media.corpus import Sample, make_corpus


@dataclass(frozen=True)
class Corpus:
    folder: Path
    samples: list[Sample]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    return Corpus(folder, make_corpus(folder))
