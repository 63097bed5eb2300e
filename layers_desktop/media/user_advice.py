"""Sentences for the person on a file's name or format: before it is sent, and when the server rejected it."""

from layers_desktop.domain.i18n import tr
from layers_desktop.media.format_table import Family, format_for
from layers_desktop.media.identify import MediaType


def advice_for(media_type: MediaType) -> str:
    """Return the note for a file's row: on a misleading name, on an uncommon type; empty for most files."""
    if not media_type.is_media:
        return ""
    return " ".join(filter(None, (_mismatch_advice(media_type), _uncommon_type_advice(media_type))))


def refusal_text(mime_type: str, extension: str) -> tuple[str, str] | None:
    """Return the title and the next step for a file whose uncommon type the server rejected.

    Args:
        mime_type: As in the table of formats.
        extension: The file's (".PSD"), which chooses among the formats of this type.

    Returns:
        None for common types, which are rejected for another reason.
    """
    row = format_for(mime_type, extension)
    if row is None or not row.is_uncommon:
        return None
    title = tr("Layers did not take this .{extension} file.", extension=row.extensions[0])
    match row.family:
        case Family.VIDEO:
            return title, tr("Export it as MP4 and drop that.")
        case Family.AUDIO:
            return title, tr("Export it as MP3 or WAV and drop that.")
        case _:
            return title, tr("Export it as PNG or JPEG and drop that.")


def _mismatch_advice(media_type: MediaType) -> str:
    """Return the sentence for a name that stands for another type; empty where name and content agree."""
    if media_type.mismatched_extension is None:
        return ""
    return tr(
        "Named {extension}, but the contents are {format}. It will be sent as {format}.",
        extension=media_type.mismatched_extension,
        format=media_type.label,
    )


def _uncommon_type_advice(media_type: MediaType) -> str:
    """Return the sentence for a type that the server may refuse; empty for common types."""
    if not media_type.is_uncommon:
        return ""
    extension = media_type.extension
    if media_type.family is Family.VIDEO:
        return tr("Layers may refuse {extension} files; MP4 always works.", extension=extension)
    if media_type.family is Family.AUDIO:
        return tr("Layers may refuse {extension} files; MP3 or WAV always work.", extension=extension)
    return tr("Layers may refuse {extension} files; PNG or JPEG always work.", extension=extension)
