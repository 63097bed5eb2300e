"""One program that keeps a journal, to be killed or to run out of room.

Arguments: the journal's folder, and what to do. What is durable is said on standard output, a line each.
"""

import asyncio
import itertools
import sys
from collections.abc import Iterable
from pathlib import Path

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.journal import Journal, Origin

PROJECT = Project("prj_1", "Acme Coffee iOS")


def print_line(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 a program of the tests speaks through its output


async def upload_for_ever(journal: Journal, name: str) -> None:
    """Save upload after upload and finish every third, with three of them going on at once."""

    async def one(number: int) -> None:
        upload = Upload(UploadId(f"{name}-{number}"), BatchId("b"), Path(f"/files/{number}"), PROJECT, 0.0)
        await journal.save(upload)
        print_line("saved", upload.id)
        if number % 3 == 0:
            upload.state, upload.asset_id, upload.finished_at = UploadState.DONE, f"med_{number}", 1.0
            await journal.finish(upload, "api.layers.com")
            print_line("done", upload.id)

    async def worker(numbers: Iterable[int]) -> None:
        for number in numbers:
            await one(number)

    await asyncio.gather(*(worker(itertools.count(first, 3)) for first in range(3)))


async def run_out_of_room(journal: Journal) -> None:
    """Save more than the system lets a file hold, then go on once it lets it hold more."""
    import resource  # which Windows does not have

    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
    note = "x" * 100_000
    for number in range(10):
        upload = Upload(UploadId(str(number)), BatchId("b"), Path("/a"), PROJECT, 0.0, note=note)
        try:
            await journal.save(upload)
        except UploaderError as error:
            print_line(error.code)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await journal.save()
    print_line("kept", len(await journal.load()))


async def main() -> None:
    folder, action = Path(sys.argv[1]), sys.argv[2]
    opening = await Journal.open(folder, Origin.WINDOW)
    if action == "run-out-of-room":
        await run_out_of_room(opening.journal)
        await opening.journal.close()
    else:
        await upload_for_ever(opening.journal, action)


asyncio.run(main())
