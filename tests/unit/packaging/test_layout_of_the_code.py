"""The sizes and names that keep any line findable from the folder list, as CONTRIBUTING promises."""

import ast
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[3] / "layers_desktop"
MODULES = sorted(PACKAGE.rglob("*.py"))


def nodes() -> list[tuple[Path, ast.AST]]:
    """Return every node of the code, with its module."""
    return [
        (path, node) for path in MODULES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_no_module_has_over_400_lines() -> None:
    assert [path for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_no_folder_has_over_15_entries() -> None:
    entries = Counter(
        path.parent
        for path in PACKAGE.rglob("*")
        if "__pycache__" not in path.parts and path.name != "__init__.py"
    )
    assert [folder for folder, count in entries.items() if count > 15] == []


def test_no_function_has_over_45_lines() -> None:
    assert [
        (path, node.name)
        for path, node in nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > 45
    ] == []


def test_no_two_classes_have_one_name() -> None:
    classes = Counter(node.name for _path, node in nodes() if isinstance(node, ast.ClassDef))
    assert [name for name, count in classes.items() if count > 1] == []
