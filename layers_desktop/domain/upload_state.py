"""The states of an upload, and the legal moves between them."""

from enum import StrEnum
from types import MappingProxyType


class UploadState(StrEnum):
    """How far an upload is on the way to its asset ID; the values stand in the journal."""

    ADDED = "added"
    CHECKING = "checking"
    SETTLING = "settling"
    READY = "ready"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    QUEUED = "queued"
    PRESIGNING = "presigning"
    SENDING = "sending"
    SENDING_INLINE = "sending_inline"
    STORED = "stored"
    FINALIZING = "finalizing"
    WAITING = "waiting"
    PAUSED = "paused"
    CHANGED = "changed"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = UploadState

# A job is sending it, or waits to try again.
ACTIVE_STATES = frozenset(
    {_S.PRESIGNING, _S.SENDING, _S.SENDING_INLINE, _S.STORED, _S.FINALIZING, _S.WAITING},
)

# The file is not yet inspected to the end; it is, and was not started.
BEING_CHECKED_STATES = frozenset({_S.ADDED, _S.CHECKING, _S.SETTLING, _S.CHANGED})
EXAMINED_STATES = frozenset({_S.READY, _S.REJECTED, _S.DUPLICATE})

# Kind and project may still be changed.
CHANGEABLE_STATES = EXAMINED_STATES | (BEING_CHECKED_STATES - {_S.CHANGED})

# The stages of a job; WAITING returns to one of them.
STAGES = frozenset({_S.PRESIGNING, _S.SENDING, _S.SENDING_INLINE, _S.FINALIZING})

_STOPPED = frozenset({_S.PAUSED, _S.CANCELLED})
# DUPLICATE: another program has uploaded the same content meanwhile.
_INTERRUPTIONS = frozenset({_S.WAITING, _S.CHANGED, _S.FAILED, _S.DUPLICATE, *_STOPPED})

LEGAL_MOVES = MappingProxyType(
    {
        _S.ADDED: frozenset({_S.CHECKING}),
        _S.CHECKING: frozenset({_S.READY, _S.REJECTED, _S.DUPLICATE, _S.SETTLING, *_STOPPED}),
        _S.SETTLING: frozenset({_S.CHECKING, *_STOPPED}),
        _S.READY: frozenset({_S.QUEUED, _S.CHECKING, _S.REJECTED, _S.DUPLICATE}),
        _S.REJECTED: frozenset({_S.CHECKING, _S.READY}),
        _S.DUPLICATE: frozenset({_S.READY, _S.DONE, _S.CHECKING}),
        _S.QUEUED: frozenset({*STAGES, *_INTERRUPTIONS}),
        _S.PRESIGNING: frozenset({_S.SENDING, *_INTERRUPTIONS}),
        _S.SENDING: frozenset({_S.STORED, _S.FINALIZING, _S.PRESIGNING, *_INTERRUPTIONS}),
        _S.SENDING_INLINE: frozenset({_S.DONE, *_INTERRUPTIONS}),
        _S.STORED: frozenset({_S.FINALIZING, *_INTERRUPTIONS}),
        _S.FINALIZING: frozenset({_S.DONE, _S.PRESIGNING, *_INTERRUPTIONS}),
        _S.WAITING: frozenset({*STAGES, *_INTERRUPTIONS}),
        _S.PAUSED: frozenset({_S.QUEUED, _S.CANCELLED}),
        _S.CHANGED: frozenset({_S.CHECKING, _S.FAILED, *_STOPPED}),
        _S.DONE: frozenset(),
        _S.FAILED: frozenset({_S.QUEUED, _S.CHECKING}),
        _S.CANCELLED: frozenset({_S.QUEUED, _S.CHECKING}),
    },
)
