import json
from pathlib import Path

import pytest

from layers_desktop.local import licences as module
from layers_desktop.local.licences import Component, components, installed_components


def test_what_is_installed_is_listed_with_version_licence_and_terms() -> None:
    found = {each.name: each for each in components()}
    assert found["layers-desktop"].licence == "MIT"
    assert found["httpx"].licence == "BSD-3-Clause"
    assert "LGPL-3.0-only" in found["PySide6_Essentials"].licence
    assert all(text.is_file() for each in found.values() for text in each.texts)
    # Their wheels bring none; the bundle adds them.
    assert {name for name, each in found.items() if not each.texts} == {"PySide6_Essentials", "shiboken6"}
    assert all(each.version and each.licence for each in found.values())


def test_what_requires_something_is_followed_and_what_only_the_makers_need_is_not() -> None:
    names = {each.name.lower() for each in installed_components()}
    assert {"httpcore", "shiboken6", "cryptography", "starlette"} <= names
    assert not names & {"pytest", "ruff", "mypy"}


def test_a_bundle_goes_by_its_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"name": "zlib1g", "version": "1.2", "licence": "", "texts": ["zlib1g/copyright"]}]
    (tmp_path / "index.json").write_text(json.dumps(rows), encoding="utf-8")
    monkeypatch.setattr(module, "resource_path", lambda _name: tmp_path / "index.json")
    assert components() == [Component("zlib1g", "1.2", "", (tmp_path / "zlib1g" / "copyright",))]
