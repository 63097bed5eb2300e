"""Answers that hypothesis makes up, to each call of a real engine: each ends in a way that was meant."""

import asyncio
import gc
import itertools
import os
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from layers_desktop.api import connection_trace
from layers_desktop.domain.untrusted_text import flaw_of_id
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.transfer.harness import Harness, quick_limits
from tests.integration.transfer.http_messages import http_messages
from tests.integration.transfer.media_files import image, video
from tests.integration.transfer.test_hostile_answers import peak_memory

# By hand: FUZZED_ANSWERS=20000 python -m pytest --slow, and this file.
FEW = 60
# Each campaign is a test of its own: what takes longer than ten minutes counts as hung, and ends the run.
CAMPAIGN = 100
CAMPAIGNS = range(-(-int(os.environ.get("FUZZED_ANSWERS", "2000")) // CAMPAIGN))
# Seconds of waiting that are too long to see what comes after.
LONG = 2.0
MEMORY = 128 * 1024 * 1024
# What a terminal or a line of text would obey: control characters, lone surrogates, ends of lines.
_OBEYED = {"Cc", "Cs", "Zl", "Zp"}
# The call, what the answer does to it, and how much of the body has gone by then.
CALLS = (
    ("presign", "", 0.5),
    ("finalize", "", 0.5),
    ("finalize", "executed_then_", 0.5),
    ("inline", "", 0.5),
    ("inline", "executed_then_", 0.5),
    ("put", "", 0.1),
    ("put", "", 1.0),
    ("put", "stored_then_", 1.0),
)


class Fuzz:
    """One engine for many files, each with one answer of its own."""

    def __init__(self, harness: Harness) -> None:
        self._harness = harness
        self._numbers = itertools.count()
        self.ends: dict[str, int] = {}

    async def upload(self, call: str, prefix: str, fraction: float, answer: str, *, is_silent: bool) -> None:
        """Upload one file, one call of which is answered so; then go on, as if it had not been."""
        harness = self._harness
        ending = "raw_then_silence" if is_silent else "raw"
        harness.control.fault(call, prefix + ending, fraction=fraction, message=answer)
        make = image if call == "inline" else video
        (upload,) = await harness.drop(make(harness.folder / f"{next(self._numbers)}"))
        harness.engine.queue.start([upload.id])
        await harness.until(lambda: self._has_ended(upload), 60)
        # The contract takes any 4xx of finalize for "not there", so it is sent again where that is a lie.
        is_denied = prefix == "executed_then_" and re.search(r"HTTP/1\.\d 4\d\d", answer)
        self._check(upload, most=2 if is_denied else 1)
        harness.control.clear_faults()
        harness.engine.queue.cancel([upload.id])
        await harness.until(lambda: not upload.can_cancel)
        harness.engine.queue.remove([upload.id])
        harness.forget(upload)
        await harness.reopen()  # what this answer said of a budget is no matter of the next file

    def _has_ended(self, upload: Upload) -> bool:
        waits = upload.state is UploadState.WAITING and (upload.waiting_until or 0) > time.monotonic() + LONG
        return (
            upload.is_finished
            or upload.needs_attention
            or waits
            or self._harness.engine.queue.hold is not None
        )

    def _check(self, upload: Upload, most: int) -> None:
        assert self._harness.faults == []
        made = [each["id"] for each in self._harness.assets if each["filename"] == upload.path.name]
        assert len(made) <= most
        if upload.is_done:
            assert flaw_of_id(upload.asset_id) is None
        if problem := upload.problem:
            assert {unicodedata.category(letter) for letter in problem.text}.isdisjoint(_OBEYED)
            assert len(problem.text) < 1_000
        self.ends[upload.state.name] = self.ends.get(upload.state.name, 0) + 1


@settings(max_examples=1, database=None)
@given(st.text())
def load_tables(_text: str) -> None:
    """Have hypothesis make its tables of Unicode, which takes 200 MB in a checkout that has none yet."""


def fuzz(folder: Path, home: Path, sandbox: SandboxProcess, count: int, number: int = 0) -> None:
    """Try so many answers, others for each number."""
    with asyncio.Runner() as runner:
        harness = Harness(folder, home, sandbox)
        runner.run(harness.open(quick_limits()))
        campaign = Fuzz(harness)
        load_tables()
        before = peak_memory()

        @seed(number)
        @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(st.sampled_from(CALLS), http_messages(), st.booleans())
        def each(call: tuple[str, str, float], answer: str, is_silent: bool) -> None:
            runner.run(campaign.upload(*call, answer, is_silent=is_silent))
            gc.collect()  # nobody else does in a test

        each()
        runner.run(harness.close())
        harness.control.clear_faults()
    assert peak_memory() - before < MEMORY
    print(campaign.ends)  # noqa: T201 for the long run


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_trace, "RESPONSE_TIMEOUT", 0.3)


@pytest.fixture
def own_sandbox(start_sandbox: Callable[..., SandboxProcess]) -> SandboxProcess:
    """Start one that tells of nothing else: what many tests have left there takes memory to read."""
    return start_sandbox("--no-budget", "--tier", "partner")


def test_a_few_answers_that_nobody_should_send(
    tmp_path: Path, home: Path, own_sandbox: SandboxProcess
) -> None:
    fuzz(tmp_path, home, own_sandbox, FEW)


@pytest.mark.slow
@pytest.mark.timeout(500)
@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_many_answers_that_nobody_should_send(
    tmp_path: Path, home: Path, own_sandbox: SandboxProcess, campaign: int
) -> None:
    fuzz(tmp_path, home, own_sandbox, CAMPAIGN, campaign)
