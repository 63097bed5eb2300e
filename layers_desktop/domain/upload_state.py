"""The states of one upload, and the only moves between them."""

from enum import StrEnum
from types import MappingProxyType


class UploadState(StrEnum):
    """Where one file stands on its way to an asset ID."""

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

# The states in which a job holds the file.
ACTIVE_STATES = frozenset(
    {_S.PRESIGNING, _S.SENDING, _S.SENDING_INLINE, _S.STORED, _S.FINALIZING, _S.WAITING},
)

# Nobody knows yet what the file is; somebody has looked, and it is not on its way.
BEING_CHECKED_STATES = frozenset({_S.ADDED, _S.CHECKING, _S.SETTLING, _S.CHANGED})
EXAMINED_STATES = frozenset({_S.READY, _S.REJECTED, _S.DUPLICATE})

# The states in which kind and project may still be chosen.
CHANGEABLE_STATES = EXAMINED_STATES | (BEING_CHECKED_STATES - {_S.CHANGED})

# The stages that a job can be at, which is where WAITING returns to.
STAGES = frozenset({_S.PRESIGNING, _S.SENDING, _S.SENDING_INLINE, _S.FINALIZING})

_STANDSTILLS = frozenset({_S.PAUSED, _S.CANCELLED})
# DUPLICATE: another program has been through with the same content meanwhile.
_INTERRUPTIONS = frozenset({_S.WAITING, _S.CHANGED, _S.FAILED, _S.DUPLICATE, *_STANDSTILLS})

LEGAL_MOVES = MappingProxyType(
    {
        _S.ADDED: frozenset({_S.CHECKING}),
        _S.CHECKING: frozenset({_S.READY, _S.REJECTED, _S.DUPLICATE, _S.SETTLING, *_STANDSTILLS}),
        _S.SETTLING: frozenset({_S.CHECKING, *_STANDSTILLS}),
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
        _S.CHANGED: frozenset({_S.CHECKING, _S.FAILED, *_STANDSTILLS}),
        _S.DONE: frozenset(),
        _S.FAILED: frozenset({_S.QUEUED, _S.CHECKING}),
        _S.CANCELLED: frozenset({_S.QUEUED, _S.CHECKING}),
    },
)
