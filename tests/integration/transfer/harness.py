"""A real engine in front of a real sandbox, and what must be true of both at the end of every test."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.environment import ApiTarget, api_host
from layers_desktop.local.store.journal import Origin
from layers_desktop.sandbox.process import SandboxProcess
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.intake.inspection import KindPreference
from layers_desktop.transfer.intake.intake import Drop
from layers_desktop.transfer.job.job_context import QueueLimits, RetryTimings
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from layers_desktop.transfer.limits.rate_limiter import RateLimiter
from layers_desktop.transfer.upload_recorder import BatchResult
from tests.secrecy.dumps import dump
from tests.secrecy.marks import marks_in, marks_in_files
from tests.support.sandbox_control import SandboxControl


def quick_limits(**timings: Any) -> QueueLimits:
    """Return limits with short waits and a high rate limit."""
    waits: dict[str, Any] = {"scale": 0.02, "stall": 1.2, "budget_wait": 0.3}
    return QueueLimits(rate_limiter=RateLimiter(limit=3_000), timings=RetryTimings(**waits | timings))


@dataclass
class RecordingListener:
    """Keeps all that the queue tells it; `on_change` may act on a change at once."""

    states: dict[UploadId, list[UploadState]] = field(default_factory=dict)
    holds: list[Hold | None] = field(default_factory=list)
    results: list[BatchResult] = field(default_factory=list)
    on_change: Callable[[Upload], None] = lambda _: None

    def added(self, uploads: Sequence[Upload]) -> None:
        for upload in uploads:
            self.changed(upload)

    def changed(self, upload: Upload) -> None:
        self.states.setdefault(upload.id, []).append(upload.state)
        self.on_change(upload)

    def removed(self, uploads: Sequence[Upload]) -> None:
        pass

    def hold_changed(self, hold: Hold | None) -> None:
        self.holds.append(hold)

    def batch_finished(self, result: BatchResult) -> None:
        self.results.append(result)

    def saw(self, reason: HoldReason) -> bool:
        return any(hold and hold.reason is reason and hold.problem for hold in self.holds)


class Harness:
    """The engine, the files and the sandbox of one test.

    Attributes:
        assets_expected: How many assets the sandbox must have made; None for one for each DONE upload.
        faults: What the program reported of itself: nothing, in a test that ends well.
    """

    def __init__(self, folder: Path, home: Path, sandbox: SandboxProcess, tls: Any = None) -> None:
        self.folder = folder
        self.home = home
        self.sandbox = sandbox
        self.control = SandboxControl(sandbox.url, tls)
        self.listener = RecordingListener()
        self.faults: list[BaseException] = []
        self.assets_expected: int | None = None
        self.engine: Engine
        self.project: Project
        self._earlier_assets = {asset["id"] for asset in self.control.assets()}
        self._earlier = self.control.counters()
        self._uploads: dict[UploadId, Upload] = {}
        self._opened: list[Engine] = []

    # ------------------------------------------------------------ the engine
    async def open(self, limits: QueueLimits | None = None) -> "Harness":
        """Start the program, as after an earlier run's end."""
        host = api_host(self.sandbox.url)
        target = ApiTarget.of(self.sandbox.url, host, self.home / "state")
        self.engine = await Engine.open(
            target, Origin.WINDOW, self.listener, self.faults.append, limits or quick_limits()
        )
        self._opened.append(self.engine)
        await self.engine.sign_in(self.sandbox.api_key)
        self.project = (await self.engine.list_projects())[0]
        return self

    async def close(self) -> None:
        """End the program in good order."""
        if self.engine in self._opened:
            self._opened.remove(self.engine)
            await self.engine.close()

    async def reopen(self, limits: QueueLimits | None = None) -> list[Upload]:
        """End the program and start it anew; returns what it finds unfinished, taken in."""
        await self.close()
        await self.open(limits)
        left = await self.engine.journal.adopt(Origin.WINDOW, lambda _: True)
        self.engine.queue.recover(left)
        self._uploads.update((upload.id, upload) for upload in left)
        return left

    # ------------------------------------------------------------- the files
    async def drop(self, *paths: Path, kind: MediaKind | None = None, again: bool = False) -> list[Upload]:
        """Drop these files; returns what is new of them."""
        drop = Drop(paths, self.project, KindPreference(kind), again)
        found = [upload async for block in self.engine.inspect_drop(drop) for upload in block.uploads]
        fresh = self.engine.queue.add(found)
        self._uploads.update((upload.id, upload) for upload in fresh)
        return fresh

    async def send(self, *paths: Path, kind: MediaKind | None = None) -> list[Upload]:
        """Drop these files and start them."""
        uploads = await self.drop(*paths, kind=kind)
        self.engine.queue.start(upload.id for upload in uploads)
        return uploads

    async def upload(self, *paths: Path, kind: MediaKind | None = None, seconds: float = 60) -> list[Upload]:
        """Drop, start, and wait for the end."""
        uploads = await self.send(*paths, kind=kind)
        await self.ended(uploads, seconds)
        return uploads

    async def ended(self, uploads: Iterable[Upload], seconds: float = 60) -> None:
        """Return when each of these has an end or waits for the person."""
        those = list(uploads)
        await self.until(lambda: all(each.is_finished or each.needs_attention for each in those), seconds)

    async def until(self, condition: Callable[[], object], seconds: float = 30) -> None:
        """Return when the condition holds; asyncio's own TimeoutError if it never does."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 what is waited for tells nobody
                await asyncio.sleep(0.005)

    # ------------------------------------------------------ what came of them
    @property
    def uploads(self) -> list[Upload]:
        """Return all that were dropped, in whichever run of the program."""
        return list(self._uploads.values())

    def forget(self, upload: Upload) -> None:
        """Hold no asset of its own against this upload: it has the ID of another."""
        del self._uploads[upload.id]

    @property
    def assets(self) -> list[dict[str, Any]]:
        """What the sandbox made since the test began."""
        return [asset for asset in self.control.assets() if asset["id"] not in self._earlier_assets]

    def counted(self, name: str) -> int:
        """Return by how much this counter of the sandbox has grown since the test began."""
        return self.control.counters()[name] - self._earlier[name]

    @property
    def bytes_received(self) -> int:
        """Bytes that the storage took, sent again or not."""
        return sum(call["bytes_received"] for call in self.calls("put"))

    def counts_from_here(self) -> None:
        """Take note that the sandbox was started anew, and with it its counters."""
        self._earlier = dict.fromkeys(self._earlier, 0)

    def calls(self, stage: str) -> list[dict[str, Any]]:
        """Return the calls of this stage since the test began."""
        return [call for call in self.control.calls(stage) if call["number"] > self._earlier["calls"]]

    def check(self) -> None:
        """Hold engine and sandbox against what must be true after every test."""
        assert [fault for fault in self.faults if marks_in(dump(fault))] == []
        if self.faults:
            raise BaseExceptionGroup("faults of the program", self.faults)
        done = [upload for upload in self._uploads.values() if upload.is_done]
        assets = {asset["id"]: asset for asset in self.assets}
        made = [upload for upload in done if not upload.is_reused]
        assert len(assets) == (len(made) if self.assets_expected is None else self.assets_expected)
        assert len({upload.asset_id for upload in made}) == len(made)
        for upload in made:
            _is_the_same(upload, assets[upload.asset_id or ""])
        for counter in ("leakedKeys", "missingIdempotencyKeys", "chunkedPuts", "putsOfFinalizedUploads"):
            assert self.counted(counter) == 0, counter
        assert marks_in_files(self.home) == {}


def unfinished(uploads: Iterable[Upload]) -> list[tuple[str, UploadState, object]]:
    """Return what is not DONE of these, with its state and the reason."""
    return [(each.path.name, each.state, each.problem) for each in uploads if not each.is_done]


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_the_same(upload: Upload, asset: dict[str, Any]) -> None:
    """Assert that the asset is this very file, as it was sent."""
    assert asset["sha256"] == upload.sha256
    assert asset["sha256"] == sha256(Path(asset["path"]))
    assert (asset["kind"], asset["mimeType"]) == (upload.kind, upload.mime_type)
    assert asset["size"] == upload.size
    assert asset["project"] == (upload.project and upload.project.id)
