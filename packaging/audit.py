"""`python packaging/audit.py`: whether anything installed here has a vulnerability that `pip-audit` knows of.

Fails where it has. Where nobody can be asked (no network, a mirror that knows of no advisories, silence), one
line says so, and it does not fail. Further arguments are passed on to `pip-audit`.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

PATIENCE = 60.0
# Advisories that do not concern this project, each with the reason: {"PYSEC-…": "why"}.
ACCEPTED: dict[str, str] = {}

# What pip-audit ends with when its service cannot be reached or does not answer as one.
_NO_ANSWER = re.compile(
    r"^(?:requests\.exceptions\.|pip_audit\._service\.interface\.|ERROR:pip_audit\._cli:Tip: )"
    r"(\w+Error|\w+Timeout|your network may be blocking this service)",
    re.MULTILINE,
)
_MARKED_EDITABLE = "editable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it: what to say, and the exit code."""

    text: str
    code: int


def main(arguments: list[str]) -> int:
    """Ask, print what came of it, and return the exit code."""
    verdict = ask([sys.executable, "-m", "pip_audit", *_options(), *arguments], PATIENCE)
    print(verdict.text)
    return verdict.code


def ask(command: list[str], patience: float) -> Verdict:
    """Run this and judge how it ends; `patience` is in seconds."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        return _unasked(f"no answer within {patience:g} s")
    return judge(done.returncode, done.stdout, done.stderr)


def judge(code: int, output: str, errors: str) -> Verdict:
    """Return what these output and exit code of `pip-audit --format json` mean."""
    try:
        found = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        if code and (reason := _NO_ANSWER.search(errors)):
            return _unasked(reason[1])
        return Verdict(f"pip-audit failed:\n{errors}", code or 1)
    if vulnerable := [each for each in found if each.get("vulns")]:
        return Verdict("\n".join(line for each in vulnerable for line in _lines(each)), 1)
    return _sound(found)


def _options() -> list[str]:
    ignored = [f"--ignore-vuln={advisory}" for advisory in ACCEPTED]
    return ["--format=json", "--progress-spinner=off", "--skip-editable", "--timeout=5", *ignored]


def _sound(found: list[dict[str, Any]]) -> Verdict:
    asked = [each for each in found if _MARKED_EDITABLE not in each.get("skip_reason", "")]
    unknown = [each["name"] for each in asked if "skip_reason" in each]
    if len(unknown) == len(asked):
        return _unasked("the index here knows of none of the packages")
    told = f"No known vulnerability in {len(asked) - len(unknown)} packages."
    return Verdict(f"{told} Not known there: {', '.join(unknown)}." if unknown else told, 0)


def _lines(package: dict[str, Any]) -> list[str]:
    """Return one line for each vulnerability of a package, with the versions that have it no more."""
    lines = []
    for each in package["vulns"]:
        mended = ", ".join(each["fix_versions"]) or "no version yet"
        names = " ".join([each["id"], *each["aliases"]])
        lines.append(f"{package['name']} {package['version']}: {names}, mended in {mended}")
    return lines


def _unasked(reason: str) -> Verdict:
    return Verdict(f"Known vulnerabilities could not be asked for ({reason}); going on without.", 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
