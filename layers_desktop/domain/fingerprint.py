"""How a change of a file is noticed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How a change of a file is noticed without reading it: size in bytes, mtime in ns, inode."""

    size: int
    mtime_ns: int
    inode: int
