import json
import os
import signal
import ssl
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from layers_desktop.sandbox.process import SandboxProcess, SandboxStartError
from tests.support.sandbox_control import SandboxControl

COMMAND = [sys.executable, "-m", "layers_desktop.sandbox"]


def run(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_one_line_and_ends_in_order_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with run("--dir", str(tmp_path)) as process:
        assert process.stdout
        addresses = json.loads(process.stdout.readline())
        assert httpx.get(f"{addresses['url']}/v1/whoami").status_code == 401
        process.send_signal(number)
        rest, errors = process.communicate(timeout=60)
    assert (process.returncode, rest, errors) == (0, "", "")
    assert set(addresses) == {"url", "storageUrl", "apiKey"}


def test_it_ends_when_its_standard_input_ends_even_with_a_silent_call_open(tmp_path: Path) -> None:
    silence = json.dumps({"stage": "whoami", "fault": "silence"})
    with run("--dir", str(tmp_path), "--until-stdin-closes", "--fault", silence) as process:
        assert process.stdout
        url = json.loads(process.stdout.readline())["url"]
        with httpx.Client() as client, pytest.raises(httpx.ReadTimeout):
            client.get(f"{url}/v1/whoami", timeout=0.3)
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_it_only_listens_to_this_machine(shared_sandbox: SandboxProcess) -> None:
    assert shared_sandbox.url.startswith("http://127.0.0.1:")
    assert shared_sandbox.storage_url.startswith("http://127.0.0.1:")


def test_a_page_of_another_site_cannot_reach_it_under_a_name_of_its_own(
    shared_sandbox: SandboxProcess,
) -> None:
    answer = httpx.get(f"{shared_sandbox.url}/_sandbox/assets", headers={"Host": "evil.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "https://evil.example", "Content-Type": "application/json"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": ""}, 415),
    ],
)
@pytest.mark.parametrize("name", ["faults", "keys", "cut"])
def test_a_page_of_another_site_can_change_nothing(
    shared_sandbox: SandboxProcess, name: str, headers: dict[str, str], status: int
) -> None:
    control = SandboxControl(shared_sandbox.url)
    control.clear_faults()
    rule = json.dumps({"stage": "whoami", "fault": "error", "key": "lp_evil"})
    url = f"{shared_sandbox.url}/_sandbox/{name}"
    assert httpx.post(url, content=rule, headers=headers).status_code == status
    assert control.faults() == []
    assert httpx.get(f"{shared_sandbox.url}/v1/whoami", headers={"X-Api-Key": "lp_evil"}).status_code == 401

    control.fault("whoami", "error")
    if status == 403:
        assert httpx.delete(f"{shared_sandbox.url}/_sandbox/faults", headers=headers).status_code == 403
        assert len(control.faults()) == 1
    control.clear_faults()


def test_a_page_of_its_own_may(shared_sandbox: SandboxProcess) -> None:
    headers = {"Origin": shared_sandbox.url}
    assert httpx.delete(f"{shared_sandbox.url}/_sandbox/faults", headers=headers).status_code == 204


def test_a_port_that_is_taken_is_said(tmp_path: Path, shared_sandbox: SandboxProcess) -> None:
    port = shared_sandbox.url.rpartition(":")[2]
    # Windows has a number for it, for which Wine has no words.
    with pytest.raises(SandboxStartError, match=r"in use|10048"):
        SandboxProcess.start(tmp_path, "--port", port)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "70000"],
        ["--writes", "0"],
        ["--window-seconds", "nan"],
        ["--projects", "-1"],
        ["--fault", "[]"],
        ["--fault", "{"],
        ["--fault", '{"stage": "put", "fault": "earthquake"}'],
        ["--s3-bucket", "b"],
    ],
)
def test_a_wrong_option_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    with run("--dir", str(tmp_path), *arguments) as process:
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (2, "")
    assert "error: " in errors
    assert "Traceback" not in errors


def test_a_restart_on_the_same_directory_knows_assets_uploads_urls_and_answers(
    start: Callable[..., Any],
) -> None:
    first = start()
    ports = [url.rpartition(":")[2] for url in (first.sandbox.url, first.sandbox.storage_url)]
    token = str(uuid.uuid4())
    inline = first.inline(token=token)
    pending = first.presign()
    stored = first.presign()
    first.put(stored)
    first.sandbox.stop()
    second = start("--port", ports[0], "--storage-port", ports[1])
    assert [asset["id"] for asset in second.control.assets()] == [inline.json()["assetId"]]
    assert second.inline(token=token).json() == inline.json()
    assert second.finalize(stored).status_code == 200
    assert second.put(pending).status_code == 200
    assert second.finalize(pending).status_code == 200
    assert len(second.control.assets()) == 3


def test_stopping_twice_is_stopping_once(tmp_path: Path) -> None:
    sandbox = SandboxProcess.start(tmp_path)
    sandbox.stop()
    sandbox.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{sandbox.url}/v1/whoami")


def test_one_that_is_forked_ends_too_and_says_why_it_does_not_start(
    tmp_path: Path, start_sandbox_process: Callable[..., SandboxProcess]
) -> None:
    with pytest.raises(SandboxStartError, match="--writes"):
        start_sandbox_process(tmp_path / "refused", "--writes", "0")
    sandbox = start_sandbox_process(tmp_path / "forked")
    assert httpx.get(f"{sandbox.url}/v1/whoami").status_code == 401
    sandbox.stop()
    sandbox.stop()
    assert (tmp_path / "forked" / "sandbox.log").read_bytes() == b""
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{sandbox.url}/v1/whoami")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_it_ends_in_order_on_a_signal_while_it_watches_its_standard_input(tmp_path: Path) -> None:
    with SandboxProcess.start(tmp_path) as sandbox:
        os.kill(sandbox.pid, signal.SIGTERM)
        assert sandbox._process.wait(20) == 0  # looks inside: the exit status is nobody else's business
    assert (tmp_path / "sandbox.log").read_bytes() == b""


def test_it_does_not_outlive_a_parent_that_was_killed(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, time; from layers_desktop.sandbox.process import SandboxProcess as S; "
        "s = S.start(pathlib.Path(sys.argv[1])); print(s.url, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        url = parent.stdout.readline().decode().strip()
        assert httpx.get(f"{url}/v1/whoami").status_code == 401
        parent.kill()
    with pytest.raises(httpx.TransportError):  # noqa: PT012 - until it is gone
        while True:
            httpx.get(f"{url}/v1/whoami")


@pytest.mark.unix("openssl")
def test_with_a_certificate_both_origins_speak_tls(tmp_path: Path) -> None:
    certificate = tmp_path / "own.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    addresses = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*command.split(), *addresses, "-keyout", certificate, "-out", tmp_path / "certificate.pem"],
        check=True,
        capture_output=True,
    )
    with certificate.open("a", encoding="utf-8") as file:
        file.write((tmp_path / "certificate.pem").read_text(encoding="utf-8"))
    trusting = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
    with SandboxProcess.start(tmp_path / "s", "--tls-certificate", str(certificate)) as sandbox:
        assert SandboxControl(sandbox.url, trusting).assets() == []
        assert sandbox.storage_url.startswith("https://")
        assert httpx.get(sandbox.storage_url, verify=trusting).status_code == 405
        with pytest.raises(httpx.ConnectError, match="certificate"):
            httpx.get(sandbox.url)
