"""Addresses and files that the environment names, and nobody can use."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Shell


@pytest.mark.parametrize(
    "url",
    [
        "https://\uff41pi.layers.invalid",
        "https://api\u3002layers.invalid",
        "https://\u0430pi.layers.invalid",
        "https://a..b",
        f"https://{'a' * 64}.invalid",
        "https://a\u200db.invalid",
        "https://[v1.a]",
        "https://xn--a.invalid",
        "https://-\u0661.invalid",
    ],
)
def test_no_host_ends_a_command_in_a_traceback_or_is_shown_as_another(shell: Shell, url: str) -> None:
    run = shell.upload(shell.put("a.png"), LAYERS_BASE_URL=url)
    assert (run.returncode, run.stdout) == (1, "")
    assert "Traceback" not in run.stderr
    assert "\u0430" not in run.stderr


def test_a_certificate_file_that_is_not_there_is_named_with_the_variable_that_names_it(
    shell: Shell, tmp_path: Path
) -> None:
    missing = str(tmp_path / "missing.pem")
    run = shell.upload(shell.put("a.png"), SSL_CERT_FILE=missing)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == (
        f"The certificate file {missing} cannot be used. SSL_CERT_FILE names it: unset it, or have it name a"
        " file with certificates in PEM form.\n"
    )


@pytest.mark.parametrize(
    "proxy", ["http://\uff50roxy:3128", "http://a\u200db:1", "http://", "http://a b:1", "http://a:99999"]
)
def test_a_proxy_that_cannot_be_is_told_with_where_to_name_another(shell: Shell, proxy: str) -> None:
    run = shell.upload(shell.put("a.png"), LAYERS_BASE_URL="https://api.layers.invalid", HTTPS_PROXY=proxy)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("The proxy that is named cannot be used. Name one in HTTPS_PROXY: http://")


def test_a_proxy_that_looks_like_another_is_shown_as_it_is_dialled(shell: Shell) -> None:
    run = shell.upload(
        shell.put("a.png"),
        LAYERS_BASE_URL="https://api.layers.invalid",
        HTTPS_PROXY="http://\u0430b.invalid:1",
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert "xn--b-7sb.invalid:1" in run.stderr


@pytest.mark.parametrize("name", ["\uff41pi", "[::1", "\udcff", "b\u00fccher.example"])
def test_an_exception_from_the_proxy_that_cannot_be_stops_nothing(shell: Shell, name: str) -> None:
    assert shell.upload(shell.put("a.png"), HTTPS_PROXY="http://127.0.0.1:1", NO_PROXY=name).returncode == 0
