"""File names as text."""

from layers_desktop.domain.upload import Upload


def shown_name(upload: Upload) -> str:
    """Return the file's name as text that every program can take."""
    return shown(upload.path.name)


def shown(text: str) -> str:
    """Return the text with U+FFFD for whatever is no character: undecodable bytes, halves of pairs."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
