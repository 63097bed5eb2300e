"""What can be held against the truth on any system of the adapters for the others."""

import uuid
from pathlib import Path

import pytest

from layers_desktop.gui.system import macos, windows


@pytest.fixture
def states():
    return []


def new_lock(states):
    return macos.CaffeinateSleepLock(lambda *, is_awake: states.append(is_awake))


def test_a_mac_without_its_tool_is_not_said_to_stay_awake(states, monkeypatch):
    monkeypatch.setattr(macos, "_CAFFEINATE", "/nonexistent/caffeinate")
    lock = new_lock(states)
    lock.hold()
    lock.release()
    assert states == []


def test_the_tool_runs_as_long_as_the_lock_is_held(states, tmp_path: Path, monkeypatch):
    tool = tmp_path / "caffeinate"
    tool.write_text("#!/bin/sh\nexec sleep 1000\n", encoding="utf-8")
    tool.chmod(0o700)
    monkeypatch.setattr(macos, "_CAFFEINATE", str(tool))
    lock = new_lock(states)
    lock.hold()
    process = lock._process
    assert process.poll() is None
    lock.hold()  # one is enough
    assert lock._process is process
    lock.release()
    assert process.poll() is not None
    assert states == [True, False]


def test_a_guid_is_laid_out_as_com_reads_it():
    laid_out = windows._guid("{00112233-4455-6677-8899-AABBCCDDEEFF}")
    assert laid_out.raw == bytes.fromhex("33221100554477668899AABBCCDDEEFF")
    assert uuid.UUID(bytes_le=laid_out.raw) == uuid.UUID("00112233-4455-6677-8899-AABBCCDDEEFF")
