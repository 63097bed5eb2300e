"""The command line in all troubles: no secret in what it says or keeps, and nothing of it open to others."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.transfer.media_files import mixed
from tests.secrecy.dump_environment import dumping_environment
from tests.secrecy.marks import (
    KEY,
    PASSWORD_MARK,
    SIGNATURE_MARK,
    lines_with_marks,
    marks_in_files,
    sandbox_arguments,
)
from tests.secrecy.permissions import accessible_to_others
from tests.support.sandbox_control import SandboxControl

QUOTING = f"{KEY} at https://s.example/?X-Amz-Signature={SIGNATURE_MARK}"
PLACES = ("config", "data", "state", "cache")
PROGRAM = [sys.executable, "-m", "layers_desktop", "upload", "--json", "--project", "Acme Coffee iOS"]
# Each once; those that end a file strike one of their own, in `test_all_troubles_at_once`.
PASSING = {
    "presign": ("error", "bad_gateway", "executed_then_reset", "wrong_shape"),
    "put": ("reset", "expired", "slow_down", "captive_html", "stored_then_close", "expired_mid_body"),
    "finalize": ("unavailable", "executed_then_reset", "captive_html"),
    "inline": ("executed_then_error", "executed_then_reset", "bad_gateway"),
}


@dataclass
class CommandLine:
    """The program on a home of its own, whose folders were there before and open to everybody."""

    home: Path
    files: list[Path]
    env: dict[str, str]

    @property
    def folders(self) -> list[Path]:
        """The program's own folders."""
        return [self.home / place / "layers-desktop" for place in PLACES]

    def start(self, *arguments: str | Path) -> "subprocess.Popen[str]":
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen([*PROGRAM, *arguments], env=self.env, text=True, umask=0, **pipes)

    def upload(self, *arguments: str) -> tuple[int, str]:
        """Upload the files; return the exit code and all that was said."""
        with self.start(*arguments, *self.files) as process:
            printed, said = process.communicate(timeout=90)
        assert "Traceback" not in said
        self.check(printed, said)
        return process.returncode, printed + said

    def check(self, *texts: str) -> None:
        """Hold what was said, and all that the program has written, against the marks and the modes."""
        assert lines_with_marks(*texts) == []
        assert marks_in_files(self.home) == {}
        assert accessible_to_others(*self.folders) == {}
        assert accessible_to_others(*(self.home / "tmp").iterdir()) == {}


@pytest.fixture(scope="module")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    arguments = ("--no-budget", *sandbox_arguments())
    with SandboxProcess.start(tmp_path_factory.mktemp("sandbox"), *arguments) as sandbox_process:
        yield sandbox_process


@pytest.fixture
def control(sandbox_process: SandboxProcess) -> Iterator[SandboxControl]:
    control = SandboxControl(sandbox_process.url)
    yield control
    control.clear_faults()


@pytest.fixture
def command_line(home: Path, tmp_path: Path, sandbox_process: SandboxProcess) -> CommandLine:
    (home / "tmp").mkdir()
    env = dumping_environment(os.environ, home / "dumps") | {
        "LAYERS_BASE_URL": sandbox_process.url,
        "LAYERS_API_KEY": KEY,
        "TMPDIR": str(home / "tmp"),
        "HTTPS_PROXY": f"http://ann:{PASSWORD_MARK}@127.0.0.1:9",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    made = CommandLine(home, mixed(tmp_path / "files", 10), env)
    for folder in made.folders:
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    return made


def test_all_troubles_at_once(command_line: CommandLine, control: SandboxControl) -> None:
    control.fault("put", "signature_mismatch", times=None, filename="000.png", message=QUOTING)
    control.fault("inline", "validation", times=None, filename="001.mp4", message=QUOTING)
    for stage, faults in PASSING.items():
        for fault in faults:
            control.fault(stage, fault, message=QUOTING)
    code, said = command_line.upload()
    assert code == 2
    assert said.count('"assetId"') == 8
    assert "[redacted]" in said
    # The check looks at something: errors were dumped, and uploads written down.
    assert "SignatureDoesNotMatch" in (command_line.home / "dumps").read_text(encoding="utf-8")
    assert list(command_line.folders[2].rglob("*.sqlite3"))


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("whoami", "unauthorized"),
        ("whoami", "captive_html"),
        ("whoami", "validation"),
        ("projects", "kill_switch"),
        ("inline", "unauthorized"),
        ("inline", "forbidden_scope"),
    ],
)
def test_a_call_that_is_refused_for_good(
    command_line: CommandLine, control: SandboxControl, stage: str, fault: str
) -> None:
    control.fault(stage, fault, times=None, message=QUOTING)
    command_line.files = command_line.files[1:2]
    code, _ = command_line.upload()
    assert code in {1, 3}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAYERS_API_KEY", f"{KEY}é"),
        ("LAYERS_API_KEY", KEY.removeprefix("lp_")),
        ("LAYERS_BASE_URL", f"https://ann:{PASSWORD_MARK}@api.layers.com"),
        ("ALL_PROXY", f"ftp://ann:{PASSWORD_MARK}@127.0.0.1:9"),
        ("HTTPS_PROXY", f"socks4://ann:{PASSWORD_MARK}@127.0.0.1:9"),
    ],
)
def test_an_environment_that_cannot_be_used(command_line: CommandLine, name: str, value: str) -> None:
    command_line.env[name] = value
    code, _ = command_line.upload()
    assert code in {1, 3}


def test_an_account_that_there_is_not(command_line: CommandLine) -> None:
    code, said = command_line.upload("--account", "Nobody")
    assert (code, "There is no account Nobody." in said) == (3, True)


def test_while_it_runs_and_after_it_was_killed(command_line: CommandLine, control: SandboxControl) -> None:
    control.fault("put", "silence", times=None)
    before = control.counters()["calls"]
    with command_line.start(*command_line.files) as process:
        try:
            due = time.monotonic() + 30
            while not [call for call in control.calls("put") if call["number"] > before]:
                assert time.monotonic() < due, "no PUT came"
                time.sleep(0.05)
            assert list(command_line.folders[2].rglob("*.sqlite3-wal"))
            command_line.check()
        finally:
            process.kill()
        command_line.check(*process.communicate())


@pytest.mark.usefixtures("control")
def test_files_that_an_earlier_version_left_open_are_closed(command_line: CommandLine) -> None:
    command_line.upload()
    kept = [path for folder in command_line.folders for path in folder.rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        path.chmod(0o644)
    command_line.upload()
