"""A plugin of pytest for the suite under Wine: it skips what `left_out.toml` names, each with its reason."""

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

_LIST = Path(__file__).with_name("left_out.toml")
REASONS: dict[str, list[str]] = tomllib.loads(_LIST.read_text(encoding="utf-8"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out whole files and folders, which may import what is not there."""
    name = collection_path.relative_to(config.rootpath).as_posix()
    return True if any(name in patterns for patterns in REASONS.values()) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is named; what is named and not there ends the run, lest the list outlive its reasons."""
    for reason, patterns in REASONS.items():
        for pattern in patterns:
            named = [item for item in items if fnmatchcase(item.nodeid, pattern)]
            for item in named:
                item.add_marker(pytest.mark.skip(reason=f"left out: {reason}"))
            is_asked_for = any(pattern.startswith(each) for each in config.args)
            if is_asked_for and not named and not (config.rootpath / pattern).exists():
                pytest.exit(f"{_LIST.name} names what is not there: {pattern}", returncode=4)
