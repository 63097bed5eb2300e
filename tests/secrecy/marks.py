"""What is marked so that it is found wherever it went: API keys, and the signatures of signed URLs."""

import base64
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

# Letters and digits only: percent-encoding, JSON, `repr` and headers leave them as they are.
KEY_MARK = "2f9c51d07ab64e18"
SIGNATURE_MARK = "5ec4e7c0ffee5a1d"
PASSWORD_MARK = "pw7d41b0c9e2f836"
# What those do change stands before the mark: a program that takes such a key takes any.
KEY = f"lp_canary/%22\"'+{KEY_MARK}"

# The sandbox's own keys are known by their beginning, and by its last word whatever is a signed URL.
_MARKS = (KEY_MARK, SIGNATURE_MARK, PASSWORD_MARK, "lp_sandbox_", "lp_canary", "X-Amz-Signature")
_REDACTED = b"X-Amz-Signature=[redacted]"
_ZIP = b"PK\x03\x04"


def sandbox_arguments(key: str = KEY) -> tuple[str, ...]:
    """Return what a sandbox is started with, so that all its secrets are marked."""
    return ("--api-key", key, "--signature-mark", SIGNATURE_MARK)


def marks_in(content: bytes | str) -> list[str]:
    """Return the marks that are in there, in whatever form."""
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    data = data.replace(_REDACTED, b"")
    return [mark for mark, forms in _FORMS.items() if any(form in data for form in forms)]


def lines_with_marks(*texts: str) -> list[str]:
    """Return the lines of these texts that hold marks."""
    return [line for text in texts if marks_in(text) for line in text.splitlines() if marks_in(line)]


def marks_in_files(*folders: Path) -> dict[str, list[str]]:
    """Return the files below these folders that hold marks, in their content or their name, and which."""
    found = {str(path): marks_of(path.name, content) for path, content in contents(*folders)}
    return {path: marks for path, marks in found.items() if marks}


def contents(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield all that is below these folders with its content, but for what goes away meanwhile.

    Programs that are about to end, as a keyring, remove their sockets and the folders of those.
    """
    for folder in folders:
        for parent, names, files in os.walk(folder):
            yield from ((Path(parent, name), b"") for name in names)
            for path in (Path(parent, name) for name in files):
                try:
                    content = path.read_bytes() if path.is_file() else b""
                except FileNotFoundError:
                    continue
                yield path, content


def forms(mark: str) -> Iterator[bytes]:
    """Yield the ways in which a text may lie in memory or in a file."""
    yield mark.encode()
    yield mark.encode("utf-16-le")
    yield mark.encode().hex().encode()
    for before in range(3):
        # Base64 looks different by where in three bytes it begins; its edges depend on what stands beside.
        text = base64.b64encode(bytes(before) + mark.encode())
        inner = text[-(-before * 8 // 6) : (before + len(mark)) * 8 // 6]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def marks_of(name: str, content: bytes) -> list[str]:
    """Return the marks in a file of this name and content, and in what is packed in it."""
    inner = _unpacked(content) if content.startswith(_ZIP) else b""
    return marks_in(name) + marks_in(content + inner)


def _unpacked(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())


_FORMS = {mark: tuple(forms(mark)) for mark in _MARKS}
