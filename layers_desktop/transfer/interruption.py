"""What may come between an upload and its end."""

import enum


class Interruption(enum.Enum):
    """Why a job is to stop before its end."""

    PAUSE = enum.auto()
    CANCEL = enum.auto()
    RESTART = enum.auto()  # a pause that was taken back before it was done
