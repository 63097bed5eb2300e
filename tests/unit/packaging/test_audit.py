"""What pip-audit really said, in each mood of the network, and what the check makes of it."""

import json
import sys
from pathlib import Path

import audit
import pytest

RECORDED = Path(__file__).with_name("pip_audit")


def verdict_on(name: str) -> audit.Verdict:
    recorded = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    return audit.judge(recorded["code"], recorded["stdout"], recorded["stderr"])


def test_a_known_vulnerability_fails_and_is_named() -> None:
    verdict = verdict_on("vulnerable")
    assert verdict.code == 1
    assert verdict.text == "httpx 0.28.1: PYSEC-2099-1 CVE-2099-1, mended in 0.29.0"


def test_packages_without_one_pass() -> None:
    assert verdict_on("sound") == audit.Verdict("No known vulnerability in 2 packages.", 0)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("mirror_without_advisories", "the index here knows of none of the packages"),
        ("proxy_away", "ProxyError"),
        ("no_name_service", "ConnectionError"),
        ("no_connection", "your network may be blocking this service"),
        ("service_unavailable", "HTTPError"),
        ("captive_portal", "JSONDecodeError"),
    ],
)
def test_where_nobody_can_be_asked_one_line_says_so_and_the_check_goes_on(name: str, reason: str) -> None:
    verdict = verdict_on(name)
    assert verdict.code == 0
    assert f"could not be asked for ({reason})" in verdict.text
    assert "\n" not in verdict.text


def test_silence_is_not_waited_for() -> None:
    verdict = audit.ask([sys.executable, "-c", "import time; time.sleep(60)"], 0.2)
    assert verdict.code == 0
    assert "no answer within 0.2 s" in verdict.text


def test_a_check_that_does_not_run_is_not_taken_for_one_that_passes() -> None:
    verdict = verdict_on("wrong_use")
    assert verdict.code == 2
    assert "unrecognized arguments" in verdict.text
    missing = audit.ask([sys.executable, "-m", "no_such_module"], 30)
    assert missing.code == 1
    assert "No module named" in missing.text
    assert audit.judge(0, "", "").code == 1


def test_what_is_not_known_there_is_named_beside_what_is() -> None:
    known = {"name": "httpx", "version": "0.28.1", "vulns": []}
    unknown = {"name": "anyio", "skip_reason": "Dependency not found on PyPI"}
    ourselves = {"name": "layers-desktop", "skip_reason": "distribution marked as editable"}
    verdict = audit.judge(0, json.dumps({"dependencies": [known, unknown, ourselves]}), "")
    assert verdict == audit.Verdict("No known vulnerability in 1 packages. Not known there: anyio.", 0)


def test_each_accepted_advisory_has_its_reason() -> None:
    assert all(audit.ACCEPTED.values())
