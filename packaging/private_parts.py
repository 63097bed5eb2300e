"""`python packaging/private_parts.py`: whether the project uses private names of other people's code.

A name that begins with an underscore is private to whoever defines it (PEP 8, "Naming Conventions"), and any
update of Python, Qt or httpx may change it without notice. So `x._name` is refused unless the project itself
defines `_name`, in this module or in one that it imports, and `x` is not known to be somebody else's. Where a
library leaves no other way, a comment on the line says so: `# private: ` and the reason.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

ROOT = Path(__file__).resolve().parent.parent
# Underscored and documented all the same: by collections.namedtuple, enum, os, sys, PyInstaller and ctypes.
DOCUMENTED = frozenset(
    {"_asdict", "_fields", "_field_defaults", "_make", "_replace"}
    | {"_generate_next_value_", "_ignore_", "_missing_", "_name_", "_order_", "_value_"}
    | {"_exit", "_getframe", "_MEIPASS", "_fields_", "_pack_", "_anonymous_", "_as_parameter_"}
)
# An annotation with a name from here does not say whose object it is.
_TYPING = ("typing", "typing_extensions", "collections")
# Calls that take an object and the name of one of its attributes; `object` is that of `mock.patch`.
_BY_NAME = frozenset({"getattr", "setattr", "hasattr", "delattr", "object"})
# Calls that take the whole path of an attribute as one string.
_BY_PATH = frozenset({"setattr", "delattr", "patch"})
_EXEMPTION = re.compile(r"#\s*private:(?P<reason>.*)")
_WORD = re.compile(r"[a-z]{2}")

Place = tuple[int, int]


class Finding(NamedTuple):
    """One place that is refused.

    Attributes:
        path: The file.
        line: Counted from 1.
        text: What is wrong there.
    """

    path: Path
    line: int
    text: str


def main(root: Path = ROOT) -> int:
    """Print each place that is refused; return the exit code."""
    findings = list(Project.at(root).findings())
    for finding in findings:
        print(f"{finding.path.relative_to(root)}:{finding.line}: {finding.text}")
    print(
        f"{len(findings)} uses of other people's private names." if findings else "No private name of others."
    )
    return 1 if findings else 0


class Module:
    """One file of the project.

    Args:
        path: Where it is.
        name: As others import it.
        source: Its text.
    """

    def __init__(self, path: Path, name: str, source: str) -> None:
        self.path = path
        self.name = name
        self.source = source
        self.tree = ast.parse(source)

    @cached_property
    def defined(self) -> frozenset[str]:
        """The private names that it defines: of classes, functions, variables, and attributes of `self`."""
        return frozenset(_definitions(self.tree, in_function=False))

    @cached_property
    def imported(self) -> frozenset[str]:
        """The names of modules that it may import, and of what it imports from them."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        return frozenset(names)

    def exemptions(self) -> dict[int, str]:
        """Return the reasons by the number of their lines."""
        if not _EXEMPTION.search(self.source):
            return {}
        tokens = tokenize.generate_tokens(io.StringIO(self.source).readline)
        comments = [token for token in tokens if token.type == tokenize.COMMENT]
        found = ((token.start[0], _EXEMPTION.search(token.string)) for token in comments)
        return {line: match["reason"] for line, match in found if match}


def _definitions(node: ast.AST, *, in_function: bool) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        name = _defined_name(child, in_function=in_function)
        if name and is_private(name):
            yield name
        yield from _definitions(child, in_function=in_function or is_function)


def _defined_name(node: ast.AST, *, in_function: bool) -> str | None:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
            return name
        case ast.Name(id=name, ctx=ast.Store()) if not in_function:
            return name
    return None


def is_private(name: str) -> bool:
    """Whether a name is private by its form, and not documented by its owner all the same."""
    return (
        name.startswith("_") and not name.endswith("__") and name.strip("_") != "" and name not in DOCUMENTED
    )


class Project:
    """All files of the project.

    Args:
        modules: By their names.
    """

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._imports = {name: self._imported_by(module) for name, module in modules.items()}
        self._roots = {name.partition(".")[0] for name in modules}

    @classmethod
    def at(cls, root: Path) -> Self:
        """Return the project in this folder: what is in `packaging` is imported without the folder's name."""
        modules = {}
        for folder, base in (("layers_desktop", root), ("tests", root), ("packaging", root / "packaging")):
            for path in sorted((root / folder).rglob("*.py")):
                parts = path.relative_to(base).with_suffix("").parts
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                modules[name] = Module(path, name, path.read_text(encoding="utf-8"))
        return cls(modules)

    def findings(self) -> Iterator[Finding]:
        """Yield each place that is refused, and each exemption that says no reason or exempts nothing."""
        for module in self._modules.values():
            yield from self._findings_in(module)

    def is_ours(self, name: str, importer: Module) -> bool:
        """Whether a module of this name is one of the project; scripts import what lies beside them."""
        first = name.partition(".")[0]
        return first in self._roots or (importer.path.parent / f"{first}.py").is_file()

    def visible_from(self, module: Module) -> frozenset[str]:
        """Return the private names that a module can know: its own, and those of what it imports of ours."""
        seen: set[str] = set()
        waiting = [module.name, *self._conftests(module)]
        while waiting:
            if (name := waiting.pop()) not in seen:
                seen.add(name)
                waiting += self._imports[name]
        return frozenset().union(*(self._modules[name].defined for name in seen))

    def _imported_by(self, module: Module) -> list[str]:
        """Return which modules of ours it imports: by their names, or as what lies beside a script."""
        folder = module.name.rpartition(".")[0]
        names = (each if each in self._modules else f"{folder}.{each}" for each in module.imported)
        return [name for name in names if name in self._modules]

    def _conftests(self, module: Module) -> list[str]:
        """Return what pytest loads for a test: fixtures hand over objects whose modules it never imports."""
        packages = module.name.split(".")[:-1]
        names = (".".join([*packages[:depth], "conftest"]) for depth in range(1, len(packages) + 1))
        return [name for name in names if name in self._modules]

    def _findings_in(self, module: Module) -> Iterator[Finding]:
        exemptions, used = module.exemptions(), set[int]()
        looking = Looking(self, module)
        looking.visit(module.tree)
        for (first, last), text in looking.found:
            lines = [line for line in range(first, last + 1) if line in exemptions]
            used.update(lines)
            if not lines:
                yield Finding(module.path, first, text)
        for line, reason in exemptions.items():
            if line not in used:
                yield Finding(module.path, line, "this exemption exempts nothing")
            elif not _WORD.search(reason):
                yield Finding(module.path, line, "this exemption gives no reason")


class Looking(ast.NodeVisitor):
    """Looks for private names of others in one module.

    Args:
        project: Knows which modules are ours.
        module: Where to look.

    Attributes:
        found: First and last line of each place, and what is wrong there.
    """

    def __init__(self, project: Project, module: Module) -> None:
        self._project = project
        self._module = module
        self._visible = project.visible_from(module)
        # Whose a name is, from the outermost scope inwards: the owner's, or "" for ours and unknown ones.
        self._scopes: list[dict[str, str]] = [{}]
        self.found: list[tuple[Place, str]] = []

    def visit_Import(self, node: ast.Import) -> None:
        """Take note of modules of others, and refuse private ones."""
        for alias in node.names:
            if self._is_foreign(alias.name):
                self._scopes[-1][alias.asname or alias.name.partition(".")[0]] = alias.name
                self._refuse_path(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Take note of names of others, and refuse private ones."""
        if not node.level and node.module and self._is_foreign(node.module):
            for alias in node.names:
                self._scopes[-1][alias.asname or alias.name] = f"{node.module}.{alias.name}"
                self._refuse_path(node, f"{node.module}.{alias.name}")

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Look into a function, whose parameters may be objects of others."""
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        self._scopes.append({each.arg: self._class_named(each.annotation) for each in arguments})
        self.generic_visit(node)
        self._scopes.pop()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Look into a coroutine function in the same way."""
        self.visit_FunctionDef(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Take note of what becomes an object of others, and of what becomes another one."""
        self.generic_visit(node)
        for target in node.targets:
            self._bind(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Take note of what is declared an object of others."""
        self.generic_visit(node)
        if name := _dotted(node.target):
            self._scopes[-1][name] = self._class_named(node.annotation)

    def visit_withitem(self, node: ast.withitem) -> None:
        """Take note of what is an object of others inside of `with`."""
        self.generic_visit(node)
        if node.optional_vars:
            self._bind(node.optional_vars, node.context_expr)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Refuse a private attribute of others."""
        self.generic_visit(node)
        self._check(node, node.value, node.attr)

    def visit_Call(self, node: ast.Call) -> None:
        """Refuse a private attribute of others that is named by a string."""
        self.generic_visit(node)
        called = (_dotted(node.func) or "").rpartition(".")[2]
        match node.args:
            case [owner, ast.Constant(value=str(name)), *_] if called in _BY_NAME:
                self._check(node, owner, name)
            case [ast.Constant(value=str(path)), *_] if called in _BY_PATH and self._is_foreign(path):
                self._refuse_path(node, path)

    def _check(self, node: ast.expr, owner: ast.expr, name: str) -> None:
        if not is_private(name):
            return
        whose = self._owner_of(_dotted(owner) or "")
        if whose or name not in self._visible:
            self._refuse(node, f"`{name}` is private to {whose or 'somebody else: nothing here defines it'}")

    def _refuse_path(self, node: ast.stmt | ast.expr, path: str) -> None:
        if any(map(is_private, path.split("."))):
            self._refuse(node, f"`{path}` is private to {path.partition('.')[0]}")

    def _refuse(self, node: ast.stmt | ast.expr, text: str) -> None:
        self.found.append(((node.lineno, node.end_lineno or node.lineno), text))

    def _is_foreign(self, path: str) -> bool:
        return not self._project.is_ours(path, self._module)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        """Remember whose object a name stands for now."""
        if name := _dotted(target):
            self._scopes[-1][name] = self._class_named(value.func) if isinstance(value, ast.Call) else ""

    def _class_named(self, node: ast.expr | None) -> str:
        """Return the path of a class of others that is named here, else an empty string."""
        name = _dotted(node) or ""
        whose = self._owner_of(name)
        is_class = name.rpartition(".")[2][:1].isupper()
        return whose if is_class and not whose.startswith(_TYPING) else ""

    def _owner_of(self, name: str) -> str:
        """Return what of others a dotted name stands for or is reached over, else an empty string."""
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            prefix = ".".join(parts[:length])
            known = next((scope[prefix] for scope in reversed(self._scopes) if prefix in scope), None)
            if known is not None:
                return known
        return ""


def _dotted(node: ast.expr | None) -> str | None:
    """Return `a.b.c` where that is what stands there."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            before = _dotted(value)
            return f"{before}.{attribute}" if before else None
    return None


if __name__ == "__main__":
    sys.exit(main())
