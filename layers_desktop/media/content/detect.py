"""Which format the content has: text or not, and then the detectors in order, the certain first."""

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.content.archives import find_archive
from layers_desktop.media.content.containers import find_asf, find_ebml, find_ogg
from layers_desktop.media.content.isobmff import find_isobmff
from layers_desktop.media.content.jpeg_xl import find_jpeg_xl
from layers_desktop.media.content.long_signatures import find_iff, find_signature
from layers_desktop.media.content.mpeg import (
    find_audio_frames,
    find_cut_audio,
    find_mpeg_stream,
    find_tagged_audio,
)
from layers_desktop.media.content.short_signatures import find_by_header, find_png, find_short_signature
from layers_desktop.media.content.text import find_text, is_text
from layers_desktop.media.content.written import find_written
from layers_desktop.media.format_table import FormatMatch

# Where the beginning is text, no signature of a binary format counts, whatever word it begins with.
_TEXT_DETECTORS = (find_written, find_text)
_DETECTORS = (
    find_signature,
    find_png,
    find_short_signature,
    find_jpeg_xl,
    find_written,
    find_isobmff,
    find_ebml,
    find_ogg,
    find_iff,
    find_asf,
    find_archive,
    find_tagged_audio,
    find_by_header,
    find_mpeg_stream,
    find_audio_frames,
    find_cut_audio,
)


def find_format(reader: BoundedReader) -> FormatMatch | None:
    """Return the format of the content; None where no detector knows it.

    Raises:
        OSError: The reader's file cannot be read.
    """
    for detector in _TEXT_DETECTORS if is_text(reader.head) else _DETECTORS:
        match = detector(reader)
        if match is not None:
            return match
    return None
