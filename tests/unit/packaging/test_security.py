"""Every promise of the threat model names tests, and they are there."""

import ast
import re

from release.build_config import ROOT

SECURITY = ROOT / ".github" / "SECURITY.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def promises() -> dict[str, list[tuple[str, str]]]:
    """The promises, each with file and name of its tests."""
    text = SECURITY.read_text(encoding="utf-8").partition("## What is promised")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")][2:]
    return {promise.strip(): NAMED.findall(tests) for promise, tests in rows}


def quick_tests_of(path: str) -> set[str]:
    """The tests of a file that run in the quick suite."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions if "slow" not in map(_marker, node.decorator_list)}


def _marker(decorator: ast.expr) -> str:
    return ast.unparse(decorator).partition("(")[0].rpartition(".")[2]


def test_each_promise_is_proved_by_tests_that_are_there() -> None:
    found = promises()
    assert len(found) > 10
    assert [promise for promise, tests in found.items() if not tests] == []
    named = {each for tests in found.values() for each in tests}
    missing = [f"{path}::{name}" for path, name in sorted(named) if name not in quick_tests_of(path)]
    assert missing == []


def test_each_name_of_a_test_is_read() -> None:
    text = SECURITY.read_text(encoding="utf-8")
    assert text.count("`tests/") == sum(len(tests) for tests in promises().values())
