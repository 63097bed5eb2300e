"""Every way between a person and Layers: what comes through comes through, what does not says what to do."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.network.conftest import RESOLVER, NewProxy, Program, make_certificate
from tests.secrecy.marks import PASSWORD_MARK, lines_with_marks

MAYBE_BLOCKED = "A proxy or firewall may be blocking it"
CHECK_PROXY_LOGIN = (
    "The proxy asks for a user name and a password. "
    "Name them in the window's settings. If they are there already, they are wrong."
)
ASK_FOR_CERTIFICATE = (
    "If a company proxy inspects traffic, ask your IT department for its certificate file "
    "and name it in SSL_CERT_FILE."
)


def choose(program: Program, **choices: object) -> None:
    """Have these preferences be those of an earlier run of the window."""
    path = program.home / "config" / "layers-desktop" / "preferences.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(choices), encoding="utf-8")


def check_upload(program: Program) -> None:
    run = program.upload()
    assert (run.code, len(run.printed.split())) == (0, 2), run.said


def check_error(program: Program, *words: str) -> None:
    run = program.upload()
    assert run.code != 0
    assert run.printed == ""
    for each in words:
        assert each in run.said


# --------------------------------------------------------------- what comes through
def test_without_a_proxy(program: Program) -> None:
    check_upload(program)


def test_through_a_proxy_of_the_environment_which_sees_no_key(program: Program, new_proxy: NewProxy) -> None:
    proxy = new_proxy("tunnel")
    program.env["HTTPS_PROXY"] = f"http://{proxy.address}"
    check_upload(program)
    seen = proxy.end()
    assert seen.count("CONNECT ") >= 2  # the API and the store
    assert lines_with_marks(seen) == []


@pytest.mark.parametrize("mode", ["tunnel", "socks"])
def test_through_a_proxy_with_a_password_of_the_environment(
    program: Program, new_proxy: NewProxy, mode: str
) -> None:
    proxy = new_proxy(mode, "--login", f"ann:{PASSWORD_MARK}%t")
    scheme = "socks5" if mode == "socks" else "http"
    program.env["ALL_PROXY"] = f"{scheme}://ann:{PASSWORD_MARK}%25t@{proxy.address}"
    check_upload(program)
    assert proxy.end()


@pytest.mark.parametrize(("kind", "mode"), [("http", "tunnel"), ("socks5", "socks")])
def test_through_a_proxy_of_the_settings_which_win(
    program: Program, new_proxy: NewProxy, kind: str, mode: str
) -> None:
    proxy = new_proxy(mode)
    program.env["HTTPS_PROXY"] = "http://127.0.0.1:9"
    choose(program, proxy=kind, proxy_host="127.0.0.1", proxy_port=proxy.port)
    check_upload(program)
    assert proxy.end()


def test_past_the_environments_proxy_where_none_is_wanted(program: Program) -> None:
    program.env["HTTPS_PROXY"] = "http://127.0.0.1:9"
    choose(program, proxy="none")
    check_upload(program)


def test_past_it_where_the_environment_excepts_the_host(program: Program) -> None:
    program.env |= {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
    check_upload(program)


def test_through_inspected_tls_once_its_certificate_is_named(
    program: Program, new_proxy: NewProxy, company: Path, certificate: Path
) -> None:
    proxy = new_proxy("inspect", "--certificate", company, "--upstream-ca", certificate)
    program.env["HTTPS_PROXY"] = f"http://{proxy.address}"
    choose(program, ca_file=str(company))
    check_upload(program)


# --------------------------------------------------------------- what does not
@pytest.mark.parametrize("login", ["", "ann:wrong@"])
def test_a_proxy_that_wants_a_password(program: Program, new_proxy: NewProxy, login: str) -> None:
    proxy = new_proxy("tunnel", "--login", "ann:right")
    program.env["HTTPS_PROXY"] = f"http://{login}{proxy.address}"
    check_error(program, CHECK_PROXY_LOGIN)


def test_a_socks_proxy_that_does_not_take_the_password(program: Program, new_proxy: NewProxy) -> None:
    proxy = new_proxy("socks", "--login", "ann:right")
    program.env["HTTPS_PROXY"] = f"socks5://ann:wrong@{proxy.address}"
    check_error(program, CHECK_PROXY_LOGIN)


def test_a_socks_proxy_that_does_not_reach_layers(program: Program, new_proxy: NewProxy) -> None:
    proxy = new_proxy("socks", "--certificate", "none")
    program.env["HTTPS_PROXY"] = f"socks5://{proxy.address}"
    check_error(program, "The proxy blocked the request", "Host unreachable", "HTTPS_PROXY")


def test_an_http_proxy_that_was_named_as_socks(program: Program, new_proxy: NewProxy) -> None:
    proxy = new_proxy("gibberish")
    program.env["HTTPS_PROXY"] = f"socks5://{proxy.address}"
    check_error(program, "The proxy blocked the request (it does not speak SOCKS5).")


@pytest.mark.slow
def test_a_socks_proxy_that_says_nothing(program: Program, new_proxy: NewProxy) -> None:
    proxy = new_proxy("mute")
    program.env["HTTPS_PROXY"] = f"socks5://{proxy.address}"
    check_error(program, f"Could not reach the proxy {proxy.address} (no answer in time).")


def test_a_proxy_that_refuses(program: Program, new_proxy: NewProxy) -> None:
    program.env["HTTPS_PROXY"] = f"http://{new_proxy('refuse').address}"
    check_error(program, "The proxy blocked the request (403 Forbidden). Ask whoever runs the proxy")


@pytest.mark.parametrize("mode", ["page", "portal"])
def test_a_network_that_wants_to_be_signed_in_to(program: Program, new_proxy: NewProxy, mode: str) -> None:
    program.env["HTTPS_PROXY"] = f"http://{new_proxy(mode).address}"
    check_error(
        program, "Something other than 127.0.0.1 answered", "Open a web page to sign in to this network"
    )


def test_a_proxy_that_is_away(program: Program) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        program.env["HTTPS_PROXY"] = f"http://{address}"
        check_error(program, f"Could not reach the proxy {address} (connection refused). Check its address")


def test_a_proxy_whose_name_nobody_knows(program: Program) -> None:
    program.env["HTTPS_PROXY"] = "http://proxy.invalid:3128"
    check_error(program, "Could not reach the proxy proxy.invalid:3128 (its address could not be found).")


@pytest.mark.parametrize("address", ["socks4://ann:pass@127.0.0.1:1", "ftp://ann:pass@127.0.0.1:1"])
def test_a_proxy_of_a_kind_that_is_not_spoken(program: Program, address: str) -> None:
    program.env["HTTPS_PROXY"] = address
    run = program.upload()
    assert run.code == 1
    assert "The proxy cannot be used. Name one in HTTPS_PROXY" in run.said
    assert "pass" not in run.said


def test_inspected_tls_that_nobody_told_of(
    program: Program, new_proxy: NewProxy, company: Path, certificate: Path
) -> None:
    proxy = new_proxy("inspect", "--certificate", company, "--upstream-ca", certificate)
    program.env["HTTPS_PROXY"] = f"http://{proxy.address}"
    check_error(program, "The certificate of 127.0.0.1 is not trusted on this computer", ASK_FOR_CERTIFICATE)


def test_inspection_that_speaks_outdated_tls_only(
    program: Program, new_proxy: NewProxy, company: Path, certificate: Path
) -> None:
    arguments = ("--certificate", company, "--upstream-ca", certificate, "--oldest")
    program.env["HTTPS_PROXY"] = f"http://{new_proxy('inspect', *arguments).address}"
    choose(program, ca_file=str(company))
    check_error(program, "could only be made with outdated encryption", "TLS 1.2 is needed")


def test_a_certificate_that_has_expired(
    program: Program, new_proxy: NewProxy, tmp_path: Path, certificate: Path
) -> None:
    old = make_certificate(tmp_path / "old.pem", days=-1)
    proxy = new_proxy("inspect", "--certificate", old, "--upstream-ca", certificate)
    program.env["HTTPS_PROXY"] = f"http://{proxy.address}"
    choose(program, ca_file=str(old))
    check_error(program, "certificate has expired", "Check the date and time of this computer.")


def test_a_certificate_file_that_is_none(program: Program) -> None:
    choose(program, ca_file="/nowhere/ca.pem")
    check_error(program, "The certificate file /nowhere/ca.pem cannot be used.", "PEM form")


def test_a_name_that_is_not_known(program: Program) -> None:
    program.env["LAYERS_BASE_URL"] = "https://layers.invalid"
    check_error(program, "Could not reach layers.invalid (its address could not be found).", "HTTPS_PROXY")


def test_nobody_at_home(program: Program, layers: SandboxProcess) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        program.env["LAYERS_BASE_URL"] = f"https://127.0.0.1:{taken.getsockname()[1]}"
        check_error(program, f"Could not reach 127.0.0.1. {MAYBE_BLOCKED} (connection refused).")


# --------------------------------------------------------------- names with two addresses, or none in time
@pytest.fixture
def no_ipv6(layers: SandboxProcess) -> Iterator[None]:
    """Let whoever connects to Layers by IPv6 hear nothing: a full queue lets no connection come about."""
    with contextlib.ExitStack() as stack:
        door = stack.enter_context(socket.socket(socket.AF_INET6))
        door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            door.bind(("::1", urlsplit(layers.url).port))
        except OSError as error:
            pytest.skip(f"no IPv6 on this machine: {error}")
        door.listen(0)
        for _ in range(3):
            visitor = stack.enter_context(socket.socket(socket.AF_INET6))
            visitor.setblocking(False)
            visitor.connect_ex(door.getsockname())
        yield


def asks(program: Program, name: str, port: int | None) -> None:
    """Have the program call Layers by this name, which the tests' own resolver knows."""
    program.env |= {"PYTHONPATH": str(RESOLVER), "LAYERS_BASE_URL": f"https://{name}:{port}"}


def test_an_ipv6_that_goes_nowhere_is_gone_past(
    program: Program, layers: SandboxProcess, no_ipv6: None
) -> None:
    asks(program, "localhost", urlsplit(layers.url).port)
    check_upload(program)


def test_where_neither_ipv6_nor_ipv4_leads_on_the_reason_is_told(program: Program) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        asks(program, "localhost", taken.getsockname()[1])
        check_error(program, f"Could not reach localhost. {MAYBE_BLOCKED} (connection refused).")


def test_an_interrupt_ends_the_program_while_name_servers_say_nothing(program: Program) -> None:
    asks(program, "silent.invalid", 443)
    command = [sys.executable, "-m", "layers_desktop", "upload", *map(str, program.files)]
    with subprocess.Popen(command, env=program.env, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            assert running.stderr.readline() == "The name servers were asked.\n"
            running.send_signal(signal.SIGINT)
            assert running.wait(60) == 130
        finally:
            running.kill()


@pytest.mark.slow
def test_name_servers_that_say_nothing(program: Program) -> None:
    asks(program, "silent.invalid", 443)
    check_error(program, f"Could not reach silent.invalid. {MAYBE_BLOCKED} (no answer in time).")
