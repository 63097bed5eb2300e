"""The command line, killed again and again in a batch until it is through: one asset for each file.

It is killed at random moments, or as it is about to write to its database, by strace.
"""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.transfer.media_files import mixed
from tests.secrecy.dump_environment import dumping_environment
from tests.secrecy.marks import KEY, lines_with_marks, marks_in_files, sandbox_arguments
from tests.secrecy.permissions import accessible_to_others
from tests.support.sandbox_control import SandboxControl

# For a long run by hand: CRASH_KILLS=1000 CRASH_SEED=7 python -m pytest --slow tests/integration/crash
# Each campaign is a test of its own: what takes longer than ten minutes counts as hung, and ends the run.
KILLS = 20
CAMPAIGNS = range(-(-int(os.environ.get("CRASH_KILLS", "40")) // KILLS))
SEED = int(os.environ.get("CRASH_SEED", "1"))
FILES = 60
# Enough for most kills to strike in the middle of a call, which is where it hurts.
LATENCY = 0.3
# From the start of the program, which takes the first half second to load.
EARLIEST, LATEST = 0.3, 1.8
# What SQLite writes and flushes with, and how often it does in such a batch that nobody kills.
WRITES = {"pwrite64": 1_450, "fdatasync": 110}


@pytest.fixture
def sandbox_process(tmp_path: Path) -> Iterator[SandboxProcess]:
    with SandboxProcess.start(
        tmp_path / "sandbox", "--no-budget", "--tier", "partner", *sandbox_arguments()
    ) as sandbox_process:
        yield sandbox_process


class Campaign:
    """One batch, run and killed until it is through.

    Args:
        at_writes: Whether it is killed at writes of its database, rather than at moments.
    """

    def __init__(
        self, folder: Path, sandbox_process: SandboxProcess, seed: int, *, at_writes: bool = False
    ) -> None:
        self.kills = 0
        self._at_writes = at_writes
        self._chance = random.Random(seed)  # noqa: S311 the same moments in each run
        self._control = SandboxControl(sandbox_process.url)
        self._earlier = {asset["id"] for asset in self._control.assets()}
        self._files = mixed(folder / f"files-{seed}", FILES, 320_000, seed)
        self._home = folder / f"home-{seed}"
        self._printed: list[str] = []
        self._environ = self._environment(sandbox_process)

    def run(self, most_kills: int) -> None:
        """Kill so often at most; then let it come to its end, and hold that against the truth."""
        while True:
            is_last = self.kills >= most_kills
            if is_last or self._at_writes:
                process, output = self._start([] if is_last else self._strace())
            else:
                process, output = self._start([], self._chance.uniform(EARLIEST, LATEST))
            self._printed.append(output)
            if process.returncode >= 0:
                assert process.returncode == 0, (self._home / "errors").read_text(encoding="utf-8")
                break
            self.kills += 1
        self._check(json.loads(output))

    def _strace(self) -> list[str]:
        """Return the beginning of a command that dies at one write as it is made; early ones come often."""
        call = self._chance.choice(list(WRITES))
        number = int(WRITES[call] ** self._chance.random())
        injection = ["-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]
        return ["strace", "-f", "-qq", "-o", os.devnull, *injection]

    def _start(
        self, prefix: list[str], killed_after: float | None = None
    ) -> tuple["subprocess.Popen[str]", str]:
        command = [sys.executable, "-m", "layers_desktop", "upload", "--json", "--project", "Acme Coffee iOS"]
        self._home.mkdir(exist_ok=True)
        with (self._home / "errors").open("a", encoding="utf-8") as errors:
            process = subprocess.Popen(
                [*prefix, *command, *map(str, self._files)],
                env=self._environ,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        with process:
            try:
                output, _ = process.communicate(timeout=killed_after or 90)
            except subprocess.TimeoutExpired:
                process.kill()
                output, _ = process.communicate()
        return process, output

    def _environment(self, sandbox_process: SandboxProcess) -> dict[str, str]:
        places = {f"XDG_{kind}_HOME": str(self._home / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        own = {"LAYERS_BASE_URL": sandbox_process.url, "LAYERS_API_KEY": KEY, "HOME": str(self._home)}
        return dumping_environment(os.environ, self._home / "dumps") | places | own

    def _check(self, said: list[dict[str, Any]]) -> None:
        made = {asset["id"]: asset for asset in self._control.assets() if asset["id"] not in self._earlier}
        assert [each["path"] for each in said] == [str(path) for path in self._files]
        contents = [hashlib.sha256(path.read_bytes()).hexdigest() for path in self._files]
        assert sorted(asset["sha256"] for asset in made.values()) == sorted(contents)
        assert [made[each["assetId"]]["sha256"] for each in said] == contents
        assert set("".join(self._printed).split('"')) & set(made) == set(made)
        for counter in ("leakedKeys", "missingIdempotencyKeys", "chunkedPuts", "putsOfFinalizedUploads"):
            assert self._control.counters()[counter] == 0, counter
        assert lines_with_marks(*self._printed) == []
        assert marks_in_files(self._home) == {}
        assert accessible_to_others(self._home / "STATE") == {}


def kill(
    folder: Path, sandbox_process: SandboxProcess, kills: int, number: int = 0, *, at_writes: bool = False
) -> None:
    """Run campaign after campaign until so many kills are done."""
    control = SandboxControl(sandbox_process.url)
    for stage in () if at_writes else ("presign", "put", "finalize", "inline"):
        control.fault(stage, "latency", times=None, seconds=LATENCY)
    done, seed, began = 0, (SEED * 100 + number) * 1_000, time.monotonic()
    while done < kills:
        campaign = Campaign(folder, sandbox_process, seed, at_writes=at_writes)
        campaign.run(kills - done)
        done, seed = done + campaign.kills, seed + 1
        print(f"{done} kills in {time.monotonic() - began:.0f} s, up to seed {seed}", flush=True)  # noqa: T201 for the long run


def test_three_kills_cost_no_file_and_make_no_second_asset(
    tmp_path: Path, sandbox_process: SandboxProcess
) -> None:
    kill(tmp_path, sandbox_process, 3)


@pytest.mark.slow
@pytest.mark.timeout(120 + 6 * KILLS)
@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_many_kills_cost_no_file_and_make_no_second_asset(
    tmp_path: Path, sandbox_process: SandboxProcess, campaign: int
) -> None:
    kill(tmp_path, sandbox_process, KILLS, campaign)


@pytest.fixture
def strace() -> None:
    """strace, which kills at a system call; there is none beside Linux, and some containers forbid it."""
    probe = ["strace", "-f", "-qq", "-o", os.devnull, "true"]
    if shutil.which("strace") is None or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("there is no strace that may trace")


@pytest.mark.usefixtures("strace")
def test_three_kills_at_writes_of_the_database_cost_no_file_and_make_no_second_asset(
    tmp_path: Path, sandbox_process: SandboxProcess
) -> None:
    kill(tmp_path, sandbox_process, 3, at_writes=True)


@pytest.mark.slow
@pytest.mark.timeout(120 + 6 * KILLS)
@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_many_kills_at_writes_of_the_database_cost_no_file_and_make_no_second_asset(
    tmp_path: Path, sandbox_process: SandboxProcess, campaign: int
) -> None:
    kill(tmp_path, sandbox_process, KILLS, campaign, at_writes=True)
