"""What the README quotes is what the program says."""

import ast
import re

from release.build_config import ROOT


def sentences() -> str:
    """Return every text that stands in the program, one after the other."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "layers_desktop").rglob("*.py"))
    values = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return "\n".join(value for value in values if isinstance(value, str))


def test_every_trouble_is_named_in_the_words_of_the_program() -> None:
    text = (
        (ROOT / "README.md")
        .read_text(encoding="utf-8")
        .partition("## When something does not work")[2]
        .partition("\n## ")[0]
    )
    quoted = re.findall(r'^\| "([^"]+)" \|', text, re.MULTILINE)
    said = sentences()
    assert len(quoted) > 5
    assert [each for each in quoted if each not in said] == []
