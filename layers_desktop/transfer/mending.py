"""What a person may choose anew for uploads: kind, project, file, or the ID that exists."""

import time
from collections.abc import Iterable
from pathlib import Path

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.remedies import can_change_kind, can_change_project
from layers_desktop.domain.remote import Remote
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.checker import Checker
from layers_desktop.transfer.examination import judge
from layers_desktop.transfer.ledger import Ledger


class Mender:
    """Carries out choices; what was refused on its way goes on with them, from the beginning."""

    def __init__(self, ledger: Ledger, checker: Checker) -> None:
        self._ledger = ledger
        self._checker = checker

    def set_kind(self, uploads: Iterable[Upload], kind: MediaKind) -> None:
        """Take these for this kind, and hold them against its rules."""
        changed = [each for each in uploads if can_change_kind(each) and each.kind is not None]
        for upload in changed:
            upload.kind, upload.kind_is_guessed = kind, False
            if upload.can_change:
                judge(upload)
        self._ledger.note(*changed)
        self._begin_anew(upload for upload in changed if not upload.can_change)

    def set_project(self, uploads: Iterable[Upload], project: Project) -> None:
        """Send these to this project; what is rejected stays so, for that lies with its file."""
        changed = [upload for upload in uploads if can_change_project(upload)]
        for upload in changed:
            upload.project = project
        self._ledger.note(*changed)
        self._checker.check_again(each for each in changed if each.can_change and not each.is_rejected)
        self._begin_anew(upload for upload in changed if not upload.can_change)

    def locate(self, upload: Upload, path: Path) -> None:
        """Take this for the upload's file; what had been started goes on with it."""
        upload.path = path
        upload.starts_when_ready = upload.starts_when_ready or upload.is_finished
        self._checker.look_elsewhere(upload)

    def use_existing(self, uploads: Iterable[Upload]) -> None:
        """Take the ID that the project has for the same content."""
        for upload in uploads:
            if upload.can_reuse:
                upload.reuse(time.time())
                self._ledger.note_finished(upload)

    def upload_again(self, uploads: Iterable[Upload]) -> None:
        """Send content that the project has already as a new asset."""
        for upload in uploads:
            if upload.state is UploadState.DUPLICATE:
                upload.want_again()
                self._ledger.note(upload)

    def _begin_anew(self, refused: Iterable[Upload]) -> None:
        """Look at what Layers refused, and send it as soon as that is done: no asset came of it."""
        uploads = list(refused)
        for upload in uploads:
            upload.remote = Remote()
            upload.starts_when_ready = True
        self._checker.look_at(uploads)
