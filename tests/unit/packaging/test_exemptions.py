"""Whatever is exempt from a rule says why, on its line or on the one above."""

import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from release.build_config import ROOT

RULES = r"noqa(?P<rules>:[ A-Z0-9,]*)?"
TYPES = r"type: ignore(?P<types>\[[\w, -]+\])?"
WORD = re.compile(r"[a-z]{2}")


def exemptions(folder: str) -> "re.Pattern[str]":
    """What exempts in this folder: nobody checks the types of tests, so that nothing there is exempt."""
    return re.compile(rf"#\s*(?:{RULES}|{'(?P<types>$^)' if folder == 'tests' else TYPES})(?P<why>[^#]*)")


def unexplained(line: str, above: str = "", folder: str = "layers_desktop") -> bool:
    """Whether this line is exempt from something and nothing says why, or is exempt from everything."""
    found = list(exemptions(folder).finditer(line))
    if not found:
        return False
    is_for_all = not all(each["rules"] or each["types"] for each in found)
    is_told = above.lstrip().startswith("#") or WORD.search(line[found[-1].start("why") :])
    return is_for_all or not is_told


def unexplained_lines(folder: str) -> Iterator[str]:
    """The places of exemptions without a reason in this folder."""
    for path in (ROOT / folder).rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, (above, line) in enumerate(itertools.pairwise(["", *lines]), 1):
            if path != Path(__file__) and unexplained(line, above, folder):
                yield f"{path.relative_to(ROOT)}:{number}"


def test_each_exemption_in_the_sources_has_its_reason() -> None:
    assert [
        place for folder in ("layers_desktop", "packaging", "tests") for place in unexplained_lines(folder)
    ] == []


def test_one_without_is_seen() -> None:
    assert unexplained("run(command)  # noqa: S603")
    assert unexplained("run(command)  # noqa", "# whatever")
    assert unexplained("run(command)  # type: ignore[arg-type]  # noqa: S603")
    assert not unexplained("run(command)  # noqa: S603", "    # a program of ours")
    assert not unexplained("run(command)  # noqa: S603 a program of ours")
    assert not unexplained("run(command)")


def test_the_rules_on_security_are_on_and_each_exempt_folder_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    exempt = [*lint["ignore"], *(lint["per-file-ignores"].get("layers_desktop/gui/**", []))]
    assert "S" in lint["select"]
    assert not [rule for rule in exempt if re.fullmatch(r"S\d*", rule)]
    lines = [line for line in text.splitlines() if re.match(r'\s+"S\d+",', line)]
    assert lines
    assert all("#" in line for line in lines)
