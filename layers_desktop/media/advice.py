"""What a person should know of a file though nothing is wrong with it."""

from layers_desktop.domain.i18n import tr
from layers_desktop.media.formats import Family, format_of
from layers_desktop.media.identify import MediaType


def advice_for(media_type: MediaType) -> str:
    """Return the sentences for a file's row, on its name and on an uncommon type; empty for most files."""
    if not media_type.is_media:
        return ""
    return " ".join(filter(None, (disagreement_note(media_type), caution_note(media_type))))


def disagreement_note(media_type: MediaType) -> str:
    """Return the sentence for a name that claims another type; empty where name and content agree."""
    if media_type.name_disagrees is None:
        return ""
    return tr(
        "Named {extension}, but the contents are {format}. It will be sent as {format}.",
        extension=media_type.name_disagrees,
        format=media_type.label,
    )


def caution_note(media_type: MediaType) -> str:
    """Return the sentence for a type that the server may refuse; empty for common types."""
    if not media_type.is_uncommon:
        return ""
    extension = media_type.extension
    if media_type.family is Family.VIDEO:
        return tr("Layers may refuse {extension} files; MP4 always works.", extension=extension)
    if media_type.family is Family.AUDIO:
        return tr("Layers may refuse {extension} files; MP3 or WAV always work.", extension=extension)
    return tr("Layers may refuse {extension} files; PNG or JPEG always work.", extension=extension)


def refusal_text(mime_type: str, extension: str) -> tuple[str, str] | None:
    """Return what is told of a file whose uncommon type the server did not take, and what to do.

    Args:
        mime_type: The canonical name.
        extension: Of the file (".PSD"); chooses among the formats that share this type.

    Returns:
        None for common types, which are refused for another reason.
    """
    row = format_of(mime_type, extension)
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
