"""P7: what a file costs in lists of growing length, in processor time: added, journalled, finished."""

import asyncio
import contextlib
import hashlib
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload
from layers_desktop.domain.upload_record import Fingerprint, new_upload_id
from layers_desktop.local.environment import ApiTarget
from layers_desktop.local.store.journal import Origin
from layers_desktop.transfer.engine import Engine
from tests.benchmarks.place import Place
from tests.benchmarks.silent import Silent
from tests.benchmarks.table import Row, at_most

LENGTHS = (100, 1_000, 10_000, 100_000)
_BLOCK = 100
_BLOCKS = 20
_PROJECT = Project("prj_1", "Layers")
_OFFER = Problem("ALREADY_UPLOADED", "The project has it already.")
_MICROSECONDS = 1_000_000


def measure(place: Place) -> list[Row]:
    """Return the cost of a file in the longest list, in relation to that in the shortest."""
    lengths = LENGTHS if not place.is_small else LENGTHS[:2]
    costs = [asyncio.run(_costs(lengths)) for _ in range(place.count)]
    microseconds = {str(length): [run[at] for run in costs] for at, length in enumerate(lengths)}
    what = f"a file in a list of {lengths[-1]:,}: added, journalled, finished"
    peer = f"the same in one of {lengths[0]:,}"
    ratios = [run[-1] / run[0] for run in costs]
    return [Row("P7", what, peer, at_most(1.2), ratios, (), {"microsecondsAFile": microseconds})]


async def _costs(lengths: Sequence[int]) -> list[float]:
    """Return the microseconds of a file at each length of one growing list."""
    costs = []
    async with _engine() as engine:
        for length in lengths:
            await _lengthen(engine, length)
            costs.append(await _cost_of_a_file(engine))
    return costs


@contextlib.asynccontextmanager
async def _engine() -> AsyncIterator[Engine]:
    """Give an engine with its journal on the disk."""
    with tempfile.TemporaryDirectory(prefix="layers-benchmark-") as folder:
        target = ApiTarget("http://127.0.0.1:9", "benchmark", Path(folder))
        engine = await Engine.open(target, Origin.WINDOW, Silent(), _raise)
        try:
            yield engine
        finally:
            await engine.close()


def _raise(error: BaseException) -> None:
    raise error


async def _lengthen(engine: Engine, length: int) -> None:
    while (missing := length - len(engine.queue.uploads)) > 0:
        engine.queue.add(_offered(min(missing, _BLOCK)))
        await _on_disk(engine)


async def _cost_of_a_file(engine: Engine) -> float:
    """Add blocks and finish them, each on the disk before the next, and take them off the list again."""
    spent = 0.0
    for _ in range(_BLOCKS):
        block = _offered(_BLOCK)
        ids = [upload.id for upload in block]
        began = time.process_time()
        engine.queue.add(block)
        await _on_disk(engine)
        engine.queue.use_existing(ids)
        await _on_disk(engine)
        spent += time.process_time() - began
        engine.queue.remove(ids)
    return spent * _MICROSECONDS / (_BLOCK * _BLOCKS)


async def _on_disk(engine: Engine) -> None:
    """Return when everything so far is: a question is answered after what was to be written before it."""
    await engine.history.find("", _PROJECT.id, "benchmark")


def _offered(count: int) -> list[Upload]:
    """Return uploads whose content has its asset ID already: they finish without a network."""
    batch = BatchId(uuid.uuid4().hex)
    return [_upload(batch) for _ in range(count)]


def _upload(batch: BatchId) -> Upload:
    name = new_upload_id()
    upload = Upload(name, batch, Path("/pictures") / f"{name}.png", project=_PROJECT, added_at=time.time())
    upload.start_checking()
    upload.fingerprint, upload.kind, upload.mime_type = (
        Fingerprint(20_000, 1, 1),
        MediaKind.IMAGE,
        "image/png",
    )
    upload.sha256 = hashlib.sha256(name.encode()).hexdigest()
    upload.offer_duplicate(f"med_{name}", _OFFER)
    return upload
