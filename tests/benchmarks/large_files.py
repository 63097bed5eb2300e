"""Large files through the window, beside a checksum and curl to the same sink."""

import functools
import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import uppy
from tests.benchmarks.files import make_film
from tests.benchmarks.pairs import Spent, interleaved
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.processes import spent_by

GIGABYTE = 1_000_000_000
SMALL = 3_000_000


class WrongBytesError(Exception):
    """What arrived is not what was sent."""


# Debian's sha256sum knows nothing of the processor's own instructions for it; openssl does, as we do.
CHECKSUMS = ("sha256sum", "openssl sha256")


@functools.cache
def gigabyte_runs(place: Place, *, tls: bool) -> list[list[Spent]]:
    """Return the runs of one file of a gigabyte: the window's, and each checksum's `&& curl -T FILE`.

    Uppy's are the last ones, where it is installed, without TLS and without a checksum.
    """
    folder = place.folder / "films"
    folder.mkdir()
    film = make_film(folder / "film.mp4", place.of(GIGABYTE, SMALL))
    curl = f"{_curl(place, tls=tls)} -T '{film}' {place.sink.address(tls=tls)}/peer/"
    commands = [f"{checksum} '{film}' && {curl}" for checksum in CHECKSUMS]
    try:
        return _runs(place, [film], commands, tls=tls, is_beside_uppy=not tls and uppy.is_installed())
    finally:
        shutil.rmtree(folder)


def six_runs(place: Place) -> list[list[Spent]]:
    """Return the runs of six files at once: the window's, and each checksum's beside `curl --parallel`."""
    sizes = [place.of(200_000_000, SMALL) + number for number in range(6)]
    films = [make_film(place.folder / f"film-{size}.mp4", size) for size in sizes]
    names = " ".join(f"'{film}'" for film in films)
    each = " ".join(f"-T '{film}' {place.sink.http}/peer/" for film in films)
    curl = f"{_curl(place, tls=False)} --parallel {each}"
    commands = [f"{checksum} {names} & {curl}; wait" for checksum in CHECKSUMS]
    try:
        return _runs(place, films, commands, tls=False)
    finally:
        for film in films:
            film.unlink()


def _runs(
    place: Place, films: Sequence[Path], commands: Sequence[str], *, tls: bool, is_beside_uppy: bool = False
) -> list[list[Spent]]:
    with place.sandbox("--sink", place.sink.address(tls=tls), *WIDE) as sandbox:

        def ours() -> Spent:
            with place.window(sandbox) as window:
                spent = window.send(films)
                _check(place, films, window.checksums())
            place.empty_sink()
            return spent

        def peer(command: str) -> Spent:
            spent = spent_by(["sh", "-c", command])
            place.empty_sink()
            return spent

        def by_uppy() -> Spent:
            spent = uppy.send(place.display, films[0].parent, sandbox, place.project(sandbox))
            place.empty_sink()
            return spent

        peers = [functools.partial(peer, command) for command in commands]
        return interleaved([ours, *peers, *([by_uppy] if is_beside_uppy else [])], place.count)


def _check(place: Place, films: Sequence[Path], checksums: dict[str, str]) -> None:
    """Hold what arrived, and what the history says of it, against the files."""
    sums = {film.name: _sha256(film) for film in films}
    if checksums != sums or sorted(map(_sha256, place.arrived())) != sorted(sums.values()):
        raise WrongBytesError(checksums)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _curl(place: Place, *, tls: bool) -> str:
    return f"curl --no-progress-meter --fail {f'--cacert {place.sink.certificate}' if tls else ''}"
