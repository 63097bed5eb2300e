"""The files that play in the pictures: records such as the engine keeps, standing still."""

import itertools
from pathlib import Path

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.domain.upload_state import UploadState

ACME = Project("prj_1", "Acme Coffee iOS", "ACME-17")
BETA = Project("prj_2", "Beta Corp", "BETA-2")
PROJECTS = [ACME, BETA, Project("prj_3", "Fjord & Sons Spring Campaign 2026", "FJORD-SPRING-2026")]
NORTHWIND = Account("org_1", "Northwind Agency", frozenset({"*"}), "standard", "key_7")
FOLDER = Path("/home/ana/Pictures/spring")
# 24 November 2026, 14:02 UTC: the same in every picture.
NOON = 1_795_528_920.0
MB, KB = 1_000_000, 1_000


class Cast:
    """Makes records, each with an ID of its own."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def file(
        self, name: str, kind: MediaKind | None = MediaKind.IMAGE, size: int = MB, **fields: object
    ) -> Upload:
        """Return a file that is ready unless told otherwise."""
        number = next(self._numbers)
        given = {
            "project": ACME,
            "added_at": NOON - 300 + number,
            "fingerprint": Fingerprint(size=size, mtime_ns=0, inode=number),
            "kind": kind,
            "state": UploadState.READY,
            **fields,
        }
        return Upload(UploadId(f"u{number}"), BatchId("b1"), FOLDER / name, **given)

    def done(self, name: str, kind: MediaKind, size: int, **fields: object) -> Upload:
        """Return a file that has its asset ID."""
        asset_id = f"med_01JC7Q{hash_of(name):010d}V8XKT2WR4Q"
        done = {"state": UploadState.DONE, "asset_id": asset_id, "finished_at": NOON, **fields}
        return self.file(name, kind, size, **done)

    def refused(
        self, name: str, kind: MediaKind | None, size: int, error: object, **fields: object
    ) -> Upload:
        """Return a file that cannot be sent as it is."""
        return self.file(name, kind, size, state=UploadState.REJECTED, problem=error.problem, **fields)


def hash_of(text: str) -> int:
    """Return a number that is the same for the same text in every run."""
    return sum(ord(sign) * 31**place for place, sign in enumerate(text)) % 10**10
