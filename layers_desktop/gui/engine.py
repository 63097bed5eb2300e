"""What the window asks of the engine; `app` hands in the real queue and its meter."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.transfer.gates import Gate
from layers_desktop.transfer.waiting_line import Line


class Commands(Protocol):
    """What a person may do to uploads; ids whose state does not allow it are left alone."""

    @property
    def uploads(self) -> Mapping[UploadId, Upload]:
        """Every upload of the list, in the order added."""

    @property
    def line(self) -> Line:
        """The order in which those that wait go."""

    @property
    def gate(self) -> Gate | None:
        """What holds the whole queue, if anything."""

    def pause(self, ids: Iterable[UploadId]) -> None:
        """Stop these until they are resumed."""

    def resume(self, ids: Iterable[UploadId]) -> None:
        """Go on with these."""

    def cancel(self, ids: Iterable[UploadId]) -> None:
        """Stop these for good."""

    def retry(self, ids: Iterable[UploadId]) -> None:
        """Try these again."""

    def remove(self, ids: Iterable[UploadId]) -> list[Upload]:
        """Take these off the list; the answer is what `restore` puts back."""

    def restore(self, uploads: Sequence[Upload]) -> None:
        """Put these back where they were."""

    def set_kind(self, ids: Iterable[UploadId], kind: MediaKind) -> None:
        """Make these this kind."""

    def set_project(self, ids: Iterable[UploadId], project: Project) -> None:
        """Send these to this project."""

    def pause_all(self) -> None:
        """Hold the whole queue."""

    def resume_all(self) -> None:
        """Let the queue go on."""

    def check_again(self, ids: Iterable[UploadId]) -> None:
        """Look at these files again."""

    def try_network_now(self) -> None:
        """Do not wait to see whether Layers can be reached again."""

    def try_day_now(self) -> None:
        """Do not wait for tomorrow to see whether Layers takes more."""

    def locate(self, upload_id: UploadId, path: Path) -> bool:
        """Go on with this file in place of one that is gone; return False where the list has it already."""

    def use_existing(self, ids: Iterable[UploadId]) -> None:
        """Take the IDs that these already have."""

    def upload_again(self, ids: Iterable[UploadId]) -> None:
        """Send these although Layers has them."""


class Total(Protocol):
    """Where all of it stands."""

    @property
    def bytes_done(self) -> int:
        """Bytes sent."""

    @property
    def bytes_total(self) -> int:
        """Bytes in all."""

    @property
    def files_done(self) -> int:
        """Files finished."""

    @property
    def files_total(self) -> int:
        """Files in all."""

    @property
    def fraction(self) -> float:
        """0 to 1, by bytes and a fixed cost for each file; 1 only when every ID is there."""

    @property
    def speed(self) -> float | None:
        """Bytes a second; None while unknown."""

    @property
    def seconds_left(self) -> float | None:
        """Seconds; None while unknown."""


class Meter(Protocol):
    """Reads how far uploads are."""

    def sample(self) -> None:
        """Read the counters."""

    def speed(self, upload_id: UploadId) -> float | None:
        """Return bytes a second; None while unknown."""

    def seconds_left(self, upload_id: UploadId) -> float | None:
        """Return seconds; None while unknown."""

    def silent_for(self, upload_id: UploadId) -> float | None:
        """Return the seconds without a byte, from 5 on."""

    @property
    def places_in_line(self) -> Callable[[], Mapping[UploadId, int]]:
        """Gives the places, from 1 on, of those that go next."""

    def fraction(self, upload: Upload) -> float:
        """Return 0 to 1; 1 only with an asset ID."""

    def total(self) -> Total:
        """Return where all of it stands."""
