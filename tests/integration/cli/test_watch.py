"""`watch`: what comes into a folder is uploaded, each content once, however it comes and whoever watches."""

import contextlib
import hashlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.cli.conftest import PROJECT, SECONDS, Shell, png
from tests.integration.cli.test_killed_upload import BIG, STUCK, wait_until
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


class Watching:
    """A command that watches, and what it has said so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.output: list[str] = []
        self.errors: list[str] = []
        streams = ((process.stdout, self.output), (process.stderr, self.errors))
        self._readers = [Thread(target=self._read, args=each) for each in streams]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _read(stream: Any, lines: list[str]) -> None:
        with stream:
            for line in stream:
                lines.append(line.rstrip("\n"))  # noqa: PERF401 seen while it grows

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(SECONDS)
        for reader in self._readers:
            reader.join()
        return code


@contextlib.contextmanager
def watching(shell: Shell, *arguments: str | Path, **environ: str) -> Iterator[Watching]:
    """Watch `inbox` until the test has seen what it waits for."""
    watch = Watching(shell.start("watch", "--project", PROJECT, *arguments, "inbox", **environ))
    try:
        wait_until(lambda: watch.errors or watch.process.poll() is not None, "the first line")
        yield watch
    finally:
        watch.process.kill()
        watch.wait()


@pytest.fixture
def inbox(shell: Shell) -> Path:
    folder = shell.folder / "inbox"
    folder.mkdir()
    return folder


def put(path: Path, comment: bytes, size: int = 0) -> Path:
    """Write a file whose content is told apart by this comment, and whose time is now."""
    path.write_bytes(png(comment, size))
    return path


def is_known(home: Path, name: str) -> bool:
    """Whether it is written down that this file need not be taken again."""
    (database,) = home.rglob("uploads.sqlite3")
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        paths = [os.fsdecode(path) for (path,) in connection.execute("SELECT path FROM watched_files")]
    return any(Path(path).name == name for path in paths if "\0" not in path)


def names(assets: Assets) -> list[str]:
    return sorted(asset["filename"] for asset in assets())


@pytest.mark.parametrize("many", [60, pytest.param(1_000, marks=pytest.mark.slow)])
def test_what_comes_in_is_sent_once_however_it_comes(
    shell: Shell, inbox: Path, tmp_path: Path, many: int
) -> None:
    with SandboxProcess.start(tmp_path / "sandbox", "--tier", "partner") as sandbox:
        shell.environ |= {"LAYERS_BASE_URL": sandbox.url, "LAYERS_API_KEY": sandbox.api_key}
        come(shell, inbox, SandboxControl(sandbox.url).assets, many)


def come(shell: Shell, inbox: Path, assets: Assets, many: int) -> None:
    """Let so many files come: at once, in pieces, renamed into place and rewritten, a quarter each."""
    contents = {f"{number}.png": png(b"number %d" % number) for number in range(many)}
    at_once, in_pieces, renamed, rewritten = (list(contents)[way::4] for way in range(4))
    put(inbox / "old.png", b"old")
    with watching(shell, "--with-names") as watch:
        assert watch.errors == [f"Watching {inbox} for {PROJECT}."]
        (inbox / "notes.txt").write_text("Nothing for Layers.\n" * 20)
        for name in at_once:
            (inbox / name).write_bytes(contents[name])
        for name in renamed:
            (inbox / f"{name}.part").write_bytes(contents[name])
        for name in rewritten:
            put(inbox / name, b"not this")
            (inbox / name).write_bytes(contents[name])
        for piece in (slice(40), slice(40, 60), slice(60, None)):
            for name in in_pieces:
                with (inbox / name).open("ab") as file:
                    file.write(contents[name][piece])
            time.sleep(1)
        for name in renamed:
            (inbox / f"{name}.part").rename(inbox / name)
        (inbox / "twin.png").write_bytes(contents["0.png"])
        wait_until(lambda: len(watch.output) == many + 1, "a line for each")
        put(inbox / "0.png", b"another")
        wait_until(lambda: len(watch.output) == many + 2, "the line of the one that is another now")
        assert watch.end() == 130
    assert watch.errors[-1] == "Interrupted. Run the same command to continue where this run stopped."
    lines = [line.split("\t") for line in watch.output]
    assert sorted(name for _, name in lines) == sorted(
        f"inbox/{each}" for each in [*contents, "twin.png", "0.png"]
    )
    assert {asset_id for asset_id, _ in lines} == {asset["id"] for asset in assets()}
    expected = [*contents.values(), png(b"another")]  # the twin has the ID of the other
    assert sorted(asset["sha256"] for asset in assets()) == sorted(
        hashlib.sha256(content).hexdigest() for content in expected
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_next_run_goes_on_with_what_was_under_way_and_takes_what_came_in_between(
    home: Path, shell: Shell, inbox: Path, assets: Assets, control: SandboxControl, number: signal.Signals
) -> None:
    put(inbox / "old.png", b"before %d" % number)
    control.fault("put", **STUCK)  # type: ignore[arg-type]
    with watching(shell) as watch:
        put(inbox / "small.png", b"small %d" % number)
        put(inbox / "big.png", b"big %d" % number, BIG)
        wait_until(lambda: watch.output and control.calls("put"), "one done, and one under way")
        wait_until(lambda: is_known(home, "small.png"), "that it is written down")
        assert watch.end(number) == (130 if number is signal.SIGTERM else -number)
    control.clear_faults()
    put(inbox / "between.png", b"between %d" % number)
    with watching(shell, "--with-names") as again:
        wait_until(lambda: len(again.output) == 2, "both of them")
        assert again.end() == 130
    assert sorted(line.split("\t")[1] for line in again.output) == ["inbox/between.png", "inbox/big.png"]
    assert names(assets) == ["between.png", "big.png", "small.png"]


def test_two_that_watch_the_same_folder_print_the_same_ids(
    shell: Shell, inbox: Path, assets: Assets, control: SandboxControl
) -> None:
    control.fault("api", "latency", seconds=0.2, times=None)
    with watching(shell) as one, watching(shell) as other:
        for count in range(20):
            put(inbox / f"{count}.png", b"for both %d" % count)
        wait_until(lambda: len(one.output) == len(other.output) == 20, "twenty from each")
    assert len(assets()) == 20
    assert sorted(one.output) == sorted(other.output) == sorted(asset["id"] for asset in assets())


def test_a_folder_that_goes_away_is_said_and_waited_for(shell: Shell, inbox: Path, assets: Assets) -> None:
    with watching(shell) as watch:
        away = inbox.rename(shell.folder / "away")
        gone = f"{inbox} is not there, or cannot be read. Waiting for it."
        wait_until(lambda: gone in watch.errors, "that it is gone")
        put(away / "new.png", b"came meanwhile")
        away.rename(inbox)
        wait_until(lambda: watch.output, "its file")
        assert f"{inbox} is there again." in watch.errors
    assert names(assets) == ["new.png"]


def test_what_is_there_is_taken_once_where_that_is_asked_for(
    home: Path, shell: Shell, inbox: Path, assets: Assets
) -> None:
    put(inbox / "old.png", b"there already")
    options = ("--existing", "--print", "{name}={kind}")
    with watching(shell, *options) as watch:
        wait_until(lambda: is_known(home, "old.png"), "that it is written down")
        assert watch.end() == 130
    with watching(shell, *options) as again:
        put(inbox / "new.png", b"new")
        wait_until(lambda: again.output, "the new one")
        assert again.end() == 130
    assert (watch.output, again.output) == (["old.png=image"], ["new.png=image"])
    assert names(assets) == ["new.png", "old.png"]


def test_what_fails_is_said_and_the_others_go_on(shell: Shell, inbox: Path, control: SandboxControl) -> None:
    with watching(shell, "--jsonl", "--kind", "logo") as watch:
        put(inbox / "good.png", b"a good one")
        (inbox / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(5_000))
        wait_until(lambda: len(watch.output) == 2, "two objects")
        watch.end()
    objects = {Path(each["path"]).name: each for each in map(json.loads, watch.output)}
    assert objects["good.png"]["kind"] == "logo"
    assert objects["good.png"]["assetId"]
    assert objects["film.mp4"]["error"]["code"] == "KIND_MISMATCH"
    assert any("film.mp4: " in line for line in watch.errors)


@pytest.mark.parametrize(
    ("arguments", "environ", "code", "said"),
    [
        (["nowhere"], {}, 1, r"There is no folder at .*/nowhere\."),
        ([], {}, 1, r".*the following arguments are required: FOLDER.*"),
        (["inbox", "--print", "csv"], {}, 1, r".*'csv' has no field; .*"),
        (["inbox", "--project", "Acme"], {}, 4, r"There is no project “Acme”\. .*"),
        (["inbox"], {"LAYERS_API_KEY": "lp_live_" + "x" * 32}, 3, r"Layers did not accept your API key.*"),
        (["inbox", "--project", PROJECT, "--timeout", "3"], {}, 124, r"Watching .*\nTime is up\. .*"),
    ],
    ids=["no folder", "no argument", "no field", "no project", "no key", "time"],
)
def test_each_end_has_its_sentence_and_its_code(
    shell: Shell, inbox: Path, arguments: Sequence[str], environ: dict[str, str], code: int, said: str
) -> None:
    run = shell.run("watch", *arguments, **environ)
    assert (run.returncode, run.stdout) == (code, "")
    assert re.fullmatch(said, run.stderr.strip()), run.stderr


def test_nobody_who_reads_what_is_printed_ends_it(shell: Shell, inbox: Path) -> None:
    with shell.start("watch", "--project", PROJECT, "inbox") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.readline().startswith("Watching ")
        put(inbox / "a.png", b"nobody reads")
        assert "The result could not be written" in process.stderr.read()
    assert process.returncode == 2


def test_where_the_past_cannot_be_read_nothing_is_sent_and_no_option_is_named_that_there_is_not(
    shell: Shell, home: Path, inbox: Path, assets: Assets
) -> None:
    assert shell.upload(shell.put("a.png")).returncode == 0
    (database,) = home.rglob("uploads.sqlite3")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("ALTER TABLE history RENAME TO lost")
    put(inbox / "new.png", b"new")
    run = shell.run("watch", "--existing", "--project", PROJECT, "inbox")
    assert (run.returncode, run.stdout, len(assets())) == (1, "", 1)
    assert "Nothing was sent, because it is not known what was uploaded before." in run.stderr
    assert "--again" not in run.stderr
