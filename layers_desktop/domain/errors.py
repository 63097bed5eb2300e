"""The base of all errors that the program raises on purpose, and what is kept of one for the person.

UploaderError
├── ConfigurationError          the environment or a setting cannot be used
├── KeyringError                the key cannot be read or kept
├── FileError                   the file itself (see file_errors)
├── NetworkError                no usable answer came back (see network_errors)
├── ApiError                    Layers answered with an error (see server_errors)
├── StorageError                the object storage answered with an error (see server_errors)
└── IllegalMoveError            a bug: an upload was moved to a state that cannot follow its own
"""

import errno
from dataclasses import dataclass
from enum import StrEnum

from layers_desktop.domain.i18n import sentences_text, tr


class Remedy(StrEnum):
    """What the person can change so that an upload can go on."""

    FILE = "file"
    KIND = "kind"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Problem:
    """What the person is told of an error; kept with an upload, also in the journal.

    Attributes:
        code: For programs; it never changes: the API's own code, the storage's, or one of this program.
        title: One sentence: what happened, and why.
        next_step: One sentence: what the person can do; empty where there is nothing to do.
        can_retry: Whether trying again, with nothing changed, may help.
        request_id: The ID by which Layers' support finds the request.
        detail: The message of the server or the system, unchanged.
        remedy: What the person can change so that it works; None where nothing helps.
    """

    code: str
    title: str
    next_step: str = ""
    can_retry: bool = False
    request_id: str | None = None
    detail: str | None = None
    remedy: Remedy | None = None

    @property
    def text(self) -> str:
        """Title and next step as one text for a row or a line on a terminal."""
        return sentences_text(self.title, self.next_step)


class UploaderError(Exception):
    """The base of all errors that the program raises on purpose; arguments as in `Problem`."""

    code = "ERROR"
    can_retry = False
    remedy: Remedy | None = None

    def __init__(
        self,
        title: str,
        next_step: str = "",
        *,
        code: str | None = None,
        request_id: str | None = None,
        detail: str | None = None,
    ) -> None:
        super().__init__(title)
        self.title = title
        self.next_step = next_step
        self.code = code or type(self).code
        self.request_id = request_id
        self.detail = detail

    @property
    def problem(self) -> Problem:
        """What is kept of this error."""
        return Problem(
            self.code,
            self.title,
            self.next_step,
            self.can_retry,
            self.request_id,
            self.detail,
            self.remedy,
        )


class ConfigurationError(UploaderError):
    """The environment or a setting cannot be used as it is."""

    code = "CONFIGURATION"


class KeyringError(UploaderError):
    """The system's keyring cannot give or keep the key.

    Attributes:
        can_be_unlocked: Whether it may work once the person has unlocked it.
    """

    code = "KEYRING"
    can_be_unlocked = False


class NoKeyringError(KeyringError):
    """No keyring is running here."""

    code = "KEYRING_MISSING"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            tr("No keyring is running on this computer, so the key cannot be remembered."),
            tr("You can use it until you quit."),
            detail=detail,
        )


class KeyringLockedError(KeyringError):
    """The keyring is there, but locked."""

    code = "KEYRING_LOCKED"
    can_be_unlocked = True

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            tr("Your keyring is locked."),
            tr("Unlock it to use the saved key, or enter the key for this session."),
            detail=detail,
        )


class KeyringNotSetUpError(KeyringError):
    """There is no keyring yet, and the person did not have one made."""

    code = "KEYRING_NOT_SET_UP"

    def __init__(self) -> None:
        super().__init__(
            tr("No keyring was set up, so the key cannot be remembered."),
            tr("You can use it until you quit."),
        )


class KeyringTimeoutError(KeyringError):
    """The keyring did not answer in time."""

    code = "KEYRING_SILENT"
    can_be_unlocked = True

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            tr("Your keyring does not answer."),
            tr("Look for its window, or enter the key for this session."),
            detail=detail,
        )


class KeyringRefusedError(KeyringError):
    """The keyring did not keep the key, or would keep it where others can read it."""

    code = "KEYRING_REFUSED"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            tr("This computer's keyring cannot keep the key safely."),
            tr("You can use the key until you quit."),
            detail=detail,
        )


class IllegalMoveError(UploaderError):
    """A move that the upload's state does not allow: a bug of the program, never the person's fault."""

    code = "ILLEGAL_MOVE"


def system_reason(error: OSError) -> str:
    """Return in a few words why the system refused; they stand in parentheses.

    The usual reasons are in the person's language, for the system's own words seldom are.
    """
    return usual_reason(error) or error.strerror or type(error).__name__


# Numbers of Windows for which Python gives one of C's that says something else. Source: winerror.h
_OF_WINDOWS = {
    19: errno.EROFS,  # ERROR_WRITE_PROTECT
    21: errno.EIO,  # ERROR_NOT_READY
    23: errno.EIO,  # ERROR_CRC
    32: errno.EBUSY,  # ERROR_SHARING_VIOLATION
    33: errno.EBUSY,  # ERROR_LOCK_VIOLATION
    59: errno.ECONNRESET,  # ERROR_UNEXP_NET_ERR
    64: errno.ECONNRESET,  # ERROR_NETNAME_DELETED
    121: errno.ETIMEDOUT,  # ERROR_SEM_TIMEOUT
    206: errno.ENAMETOOLONG,  # ERROR_FILENAME_EXCED_RANGE
    1117: errno.EIO,  # ERROR_IO_DEVICE
    1225: errno.ECONNREFUSED,  # ERROR_CONNECTION_REFUSED
    1231: errno.ENETUNREACH,  # ERROR_NETWORK_UNREACHABLE
    1232: errno.EHOSTUNREACH,  # ERROR_HOST_UNREACHABLE
    1236: errno.ECONNABORTED,  # ERROR_CONNECTION_ABORTED
}


def system_code(error: OSError) -> int | None:
    """Return C's number for the error, also where Windows has one of its own."""
    return _OF_WINDOWS.get(getattr(error, "winerror", None) or 0, error.errno)


def usual_reason(error: OSError) -> str:
    """Return in a few words why the system refused, or nothing where that is seldom met."""
    # Translators: Each is a reason that stands in parentheses: "notes.csv cannot be read (disk error)."
    disk, access, taken = tr("disk error"), tr("no access"), tr("in use by another program")
    lost, many = tr("the connection was lost"), tr("too many open files")
    return {
        errno.ENOENT: tr("file or folder not found"),
        errno.EACCES: access,
        errno.EPERM: access,
        errno.EROFS: tr("read-only"),
        errno.ENOSPC: tr("disk full"),
        errno.EDQUOT: tr("no space left for this user"),
        errno.EFBIG: tr("too large for this disk"),
        errno.EIO: disk,
        errno.EISDIR: tr("it is a folder"),
        errno.ENOTDIR: tr("a file stands where a folder should be"),
        errno.ENAMETOOLONG: tr("the name is too long"),
        errno.EBUSY: taken,
        errno.ETXTBSY: taken,
        errno.EMFILE: many,
        errno.ENFILE: many,
        errno.ENOMEM: tr("out of memory"),
        errno.ETIMEDOUT: tr("no answer in time"),
        errno.ECONNREFUSED: tr("connection refused"),
        errno.ECONNRESET: lost,
        errno.ECONNABORTED: lost,
        errno.EPIPE: tr("closed by the other side"),
        errno.ENETUNREACH: tr("network unreachable"),
        errno.EHOSTUNREACH: tr("computer unreachable"),
    }.get(system_code(error) or 0, "")
