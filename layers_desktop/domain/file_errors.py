"""What can be wrong with a file on this computer."""

from layers_desktop.domain.errors import Remedy, UploaderError
from layers_desktop.domain.i18n import size_text, tr, two_sizes_text
from layers_desktop.domain.media_kind import MediaKind


class FileError(UploaderError):
    """The file cannot be sent as it is."""

    code = "FILE"


class FileMissingError(FileError):
    """There is nothing at the path any more."""

    code = "FILE_MISSING"
    can_retry = True
    remedy = Remedy.FILE

    def __init__(self, folder: str) -> None:
        super().__init__(
            tr("This file is no longer at {folder}.", folder=folder),
            tr("Put it back or locate it."),
        )


class FileUnreadableError(FileError):
    """The file is there, but may not be read."""

    code = "FILE_UNREADABLE"
    can_retry = True

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            tr("You do not have permission to open this file."),
            tr("Copy it to one of your folders and try again."),
            detail=detail,
        )


class FileReadError(FileError):
    """The disk or the network share could not read the file."""

    code = "FILE_READ_ERROR"
    can_retry = True

    def __init__(self, reason: str, detail: str | None = None) -> None:
        super().__init__(
            tr("This file could not be read ({reason}).", reason=reason),
            tr("Check the disk or network folder that it is on, then retry."),
            detail=detail,
        )


class FileSystemSilentError(FileError):
    """The disk or the share that holds the file has stopped answering."""

    code = "FILE_SYSTEM_SILENT"
    can_retry = True

    def __init__(self, place: str) -> None:
        super().__init__(
            tr("{place} does not answer.", place=place),
            tr("Check the disk or network folder, then try again."),
        )


class FileInUseError(FileReadError):
    """Another program lets nobody read the file meanwhile (a sharing violation of Windows)."""

    code = "FILE_IN_USE"

    def __init__(self, detail: str) -> None:
        FileError.__init__(
            self, tr("Another program is using this file."), tr("Close it there, then retry."), detail=detail
        )


class FileOnlineOnlyError(FileError):
    """A service such as OneDrive or iCloud keeps the content, and downloads it for whoever reads it."""

    code = "FILE_ONLINE_ONLY"

    def __init__(self, size: int) -> None:
        super().__init__(
            tr("This file is online only: {size} would be downloaded first.", size=size_text(size)),
            tr("Keep it on this computer, then check it again."),
        )


class FileEmptyError(FileError):
    """The file has no bytes."""

    code = "FILE_EMPTY"

    def __init__(self) -> None:
        super().__init__(
            tr("This file is empty (0 bytes), so there is nothing to send."),
            tr("Check that the export has finished."),
        )


class NotAFileError(FileError):
    """The path is a pipe, a socket, a device or a broken link."""

    code = "NOT_A_FILE"

    def __init__(self) -> None:
        super().__init__(
            tr("This is not a regular file but a pipe, a socket, a device or a broken link."),
            tr("Copy its contents to a file, then add that."),
        )


class FolderEmptyError(FileError):
    """A dropped folder holds nothing that could be sent."""

    code = "FOLDER_EMPTY"

    def __init__(self, folder: str) -> None:
        super().__init__(
            tr("There is no file to upload in {folder}.", folder=folder),
            tr("Choose a folder with images, videos or audio in it."),
        )


class FolderNotReadError(FileError):
    """A dropped folder was not walked through to its end."""

    code = "FOLDER_NOT_READ"

    def __init__(self, folder: str) -> None:
        super().__init__(
            tr("Not all files in {folder} were found.", folder=folder), tr("Drop the folder again.")
        )


class NotMediaError(FileError):
    """Neither an image nor a video nor audio."""

    code = "NOT_MEDIA"

    def __init__(self, what: str, *, is_music: bool = False) -> None:
        title = tr("Layers takes images, videos and audio, and this file is none of them.")
        if what and is_music:
            # Translators: {what} is a format such as MIDI.
            title = tr("Layers takes images, videos and audio, not {what} music.", what=what)
        elif what:
            # Translators: {what} is a format such as PDF, or one of: text, script, subtitle, playlist,
            # program, shortcut, font. Translate those so that they fit into this sentence; they stand nowhere
            # else but in "the contents are …".
            title = tr("Layers takes images, videos and audio, not {what} files.", what=what)
        super().__init__(title, tr("Leave it out, or export it as an image, a video or audio."))


class NotAsNamedError(FileError):
    """The name promises media, but the content is nothing known: damaged, or something else."""

    code = "NOT_AS_NAMED"

    def __init__(self, extension: str, family: str) -> None:
        match family:
            case "video":
                # Translators: {extension} is the end of the file's name: .mp4
                title = tr("Its name ends in {extension}, but it contains no video.", extension=extension)
            case "audio":
                # Translators: {extension} is the end of the file's name: .mp3
                title = tr("Its name ends in {extension}, but it contains no sound.", extension=extension)
            case _:
                title = tr("Its name ends in {extension}, but it contains no picture.", extension=extension)
        super().__init__(title, tr("It may be a broken download."))


class UnfinishedDownloadError(FileError):
    """By its name a download that has not ended: what is there may be the half of it."""

    code = "UNFINISHED_DOWNLOAD"

    def __init__(self) -> None:
        super().__init__(
            tr("This download is not finished."),
            tr("Wait until it is finished, then add the file."),
        )


class KindMismatchError(FileError):
    """The file's type cannot be of the kind that was chosen for it."""

    code = "KIND_MISMATCH"
    remedy = Remedy.KIND

    def __init__(self, mime_type: str, kind: MediaKind, fits: tuple[MediaKind, ...]) -> None:
        super().__init__(
            # Translators: {type} is a media type, image/png; {kind} one of the five kinds, as they are called
            # elsewhere.
            tr("A file of type {type} cannot be uploaded as {kind}.", type=mime_type, kind=kind.label),
            tr("Choose {kind} instead.", kind=fits[0].label) if fits else "",
        )


class FileTooLargeError(FileError):
    """More bytes than its kind may have, whether a MB is 1,000,000 or 1,048,576 bytes.

    Attributes:
        fits: The kinds that allow this type and size.
    """

    code = "FILE_TOO_LARGE"
    remedy = Remedy.KIND

    def __init__(self, size: int, limit: int, kind: MediaKind, fits: tuple[MediaKind, ...] = ()) -> None:
        size_shown, limit_shown = two_sizes_text(size, limit)
        step = smaller_file_advice(kind)
        if fits:
            # Translators: {step} is a whole sentence: "Export it smaller, then add it again."
            step = tr("{step} As {kind} it is within the limit.", step=step, kind=fits[0].label)
        super().__init__(
            # Translators: Of a file; {size} and {limit} are sizes, {kind} is one of the five kinds.
            tr(
                "{size} is over the {limit} limit for {kind}.",
                size=size_shown,
                limit=limit_shown,
                kind=kind.label,
            ),
            step,
        )
        self.fits = fits


class FileTooLargeForAllError(FileError):
    """More bytes than any kind may have."""

    code = "FILE_TOO_LARGE_FOR_ALL"

    def __init__(self, size: int, limit: int) -> None:
        size_shown, limit_shown = two_sizes_text(size, limit)
        super().__init__(
            # Translators: Of a file; {size} and {max} are sizes.
            tr("No kind accepts {size} (at most {max}).", size=size_shown, max=limit_shown),
            tr("Compress or shorten it, then add it again."),
        )


class FileChangedError(FileError):
    """The file changed while it was being sent."""

    code = "FILE_CHANGED"
    can_retry = True

    def __init__(self) -> None:
        super().__init__(
            tr("The file changed while it was being sent, so this copy was discarded."),
            tr("Finish saving it, then retry."),
        )


class AlreadyUploadedError(FileError):
    """The same content is in this project already."""

    code = "ALREADY_UPLOADED"

    def __init__(self, project: str, asset_id: str, when: str) -> None:
        super().__init__(
            # Translators: {when} is a day: "3 May".
            tr("You uploaded this to {project} on {when} as {id}.", project=project, when=when, id=asset_id),
            tr("Use that ID, or upload it again."),
        )


class SameContentError(FileError):
    """An earlier file of the same drop has the same content."""

    code = "SAME_CONTENT"

    def __init__(self, name: str) -> None:
        super().__init__(
            # Translators: {name} is a file that stands further up in the list.
            tr("Same contents as {name} above.", name=name),
            tr("Remove it, or upload both."),
        )


class SameContentUnderWayError(FileError):
    """The same content is being sent at this moment: this file can have the same ID."""

    code = "SAME_CONTENT_UNDER_WAY"

    def __init__(self, *, by_this_program: bool) -> None:
        if by_this_program:
            title = tr("Another file in the list with the same contents is being sent.")
        else:
            title = tr("Another Layers Desktop is sending a file with the same contents.")
        super().__init__(title, tr("This one waits for it: nothing is sent twice."))


def smaller_file_advice(kind: MediaKind) -> str:
    """Return the advice for a file that is too large for this kind."""
    match kind:
        case MediaKind.AUDIO:
            return tr("Export it smaller (MP3 or AAC), then add it again.")
        case MediaKind.VIDEO:
            return tr("Export it smaller (MP4 with a lower bit rate), then add it again.")
        case _:
            return tr("Export it smaller (JPEG or WebP), then add it again.")
