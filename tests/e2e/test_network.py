"""A network with a proxy that wants a password: told, mended in the settings, and known at the next start."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.e2e.conftest import Desk
from tests.e2e.system import running
from tests.integration.network.conftest import PROXY, make_certificate

CONNECTED = "Sandbox Agency · connected"
PASSWORD = "pr0xy-s3cret"


@dataclass
class Company:
    """A network with Layers behind TLS, and the port of the proxy that leads there."""

    layers: SandboxProcess
    certificate: Path
    proxy: int


@pytest.fixture
def company_network(tmp_path: Path, desk: Desk) -> Iterator[Company]:
    certificate = make_certificate(tmp_path / "layers.pem")
    command = [sys.executable, str(PROXY), "tunnel", "--login", f"ann:{PASSWORD}"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        SandboxProcess.start(tmp_path / "sandbox", "--tls-certificate", str(certificate)) as layers,
        running(command, desk.env, **pipes) as proxy,
    ):
        assert proxy.stdout is not None
        yield Company(layers, certificate, int(proxy.stdout.readline()))


def test_the_proxys_password_is_typed_once_and_lies_in_no_file_in_clear(
    desk: Desk, company_network: Company, with_keyring: None
) -> None:
    desk.env |= {
        "LAYERS_BASE_URL": company_network.layers.url,
        "LAYERS_API_KEY": company_network.layers.api_key,
        "SSL_CERT_FILE": str(company_network.certificate),
    }
    desk.secrets |= {company_network.layers.api_key, PASSWORD}
    choose_proxy(desk, company_network.proxy)
    window = desk.open()
    window.wait_for("label", "The proxy asks for a user name and a password.")
    window.activate("push button", "Network settings…")
    window.grab(window.wait_for("text", "Proxy password"))
    window.focus("^Settings")
    window.write(PASSWORD)
    window.activate("push button", "Test connection")
    window.wait_for("label", f"{company_network.layers.url.removeprefix('https://')} responds.")
    assert window.end() == 0
    again = desk.open()
    again.wait_for("label", CONNECTED)
    assert again.end() == 0
    assert any(desk.home.rglob("*.keyring"))
    assert desk.leaks() == []


def choose_proxy(desk: Desk, port: int) -> None:
    """Have an earlier run have chosen the proxy and its user."""
    path = desk.home / "config" / "layers-desktop" / "preferences.json"
    path.parent.mkdir(parents=True, mode=0o700)
    chosen = {"proxy": "http", "proxy_host": "127.0.0.1", "proxy_port": port, "proxy_user": "ann"}
    path.write_text(json.dumps(chosen), encoding="utf-8")
