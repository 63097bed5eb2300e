"""MPEG streams, and MPEG audio, AAC and AC-3 as bare frames with or without an ID3 tag before them.

Streams are those of ISO/IEC 13818-1, frame headers those of ISO/IEC 11172-3 and 13818-3 (MPEG audio),
ISO/IEC 13818-7 (ADTS) and ATSC A/52 (AC-3, E-AC-3); the tag is that of https://id3.org/id3v2.4.0-structure.
"""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.content.short_signatures import key_of_start
from layers_desktop.media.format_table import FormatMatch

_FRAME_HEADER_SIZE = 8
_ID3_HEADER_SIZE = 10
_ID3_FOOTER_FLAG = 0x10
# Flags that each version of the tag leaves at zero.
_ID3_RESERVED_FLAGS = {2: 0x3F, 3: 0x1F, 4: 0x0F}
_MAX_TAGS = 3
# Other formats of audio that some programs put a tag before, and how much of them tells.
_TAGGED = frozenset({"flac", "ape", "tta", "wv", "mpc", "aac"})
_START_SIZE = 64
_ENOUGH_FRAMES, _CUT_FRAMES = 3, 6
# A file cut in the middle starts inside a frame, and the longest frame of layer III has 1,441 bytes.
_MAX_OFFSET = 1536

_LAYER_1, _LAYER_2, _LAYER_3 = 3, 2, 1
_MPEG_1 = 3
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
# kbit/s by index 1 to 14: MPEG-1 layers I, II, III, then MPEG-2 layer I, and II and III.
_BITRATES = {
    (True, _LAYER_1): tuple(range(32, 449, 32)),
    (True, _LAYER_2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, _LAYER_3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, _LAYER_1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, _LAYER_2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, _LAYER_3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_AC3_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)
_AC3_RATES = (48000, 44100, 32000)
_LAST_AC3_VERSION, _LAST_EAC3_VERSION = 10, 16


# A sequence header with a frame rate that exists and its marker bit; a pack header with the markers of MPEG-2
# or MPEG-1.
_PROGRAM = re.compile(
    rb"\x00\x00\x01(?:\xb3.{3}[\x11-\x18\x21-\x28\x31-\x38\x41-\x48\x51-\xef]..[\x20-\x3f\x60-\x7f\xa0-\xbf\xe0-\xff]"
    rb"|\xba(?:[\x44-\x47\x4c-\x4f\x54-\x57\x5c-\x5f\x64-\x67\x6c-\x6f\x74-\x77\x7c-\x7f]"
    rb"|[\x21\x23\x25\x27\x29\x2b\x2d\x2f]))",
    re.DOTALL,
)
_SYNC = 0x47
_PACKET_SIZES = (188, 192, 204)
# With a timestamp (192) the sync byte comes fifth.
_FIRST_SYNC = {188: 0, 192: 4, 204: 0}
_PACKETS_ANYWHERE, _PACKETS_AT_START = 5, 3
_NULL_PID, _TABLE_PID = 0x1FFF, 0
_FULL_ADAPTATION, _LONGEST_ADAPTATION = 183, 182


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its length in bytes, and the properties that all frames of a stream share."""

    length: int
    stream: Hashable


def find_tagged_audio(reader: BoundedReader) -> FormatMatch | None:
    """Return the audio behind ID3 tags; where that is not recognised, MP3, or what the name claims."""
    at = _end_of_tag(reader.head[:_ID3_HEADER_SIZE])
    if not at:
        return None
    for _ in range(_MAX_TAGS - 1):
        at += _end_of_tag(reader.read_at(at, _ID3_HEADER_SIZE))
    key = key_of_start(reader.read_at(at, _START_SIZE))
    if key in _TAGGED:
        return FormatMatch(key)
    return _match_frames(reader, at, 1) or FormatMatch("mp3", frozenset({"aac", "flac", "ac3", "dsf"}))


def _end_of_tag(header: bytes) -> int:
    """Return how long the tag with this header is; 0 where it is none, by its version, flags or length."""
    if len(header) < _ID3_HEADER_SIZE or not header.startswith(b"ID3") or header[4] == 0xFF:  # noqa: PLR2004 - no revision
        return 0
    reserved = _ID3_RESERVED_FLAGS.get(header[3])
    if reserved is None or header[5] & reserved or max(header[6:]) > 127:  # noqa: PLR2004 - 7-bit bytes
        return 0
    size = header[6] << 21 | header[7] << 14 | header[8] << 7 | header[9]
    return _ID3_HEADER_SIZE * (2 if header[5] & _ID3_FOOTER_FLAG else 1) + size


def find_audio_frames(reader: BoundedReader) -> FormatMatch | None:
    """Return the format of the frames that the file starts with."""
    return _match_frames(reader, 0, _ENOUGH_FRAMES)


def find_cut_audio(reader: BoundedReader) -> FormatMatch | None:
    """Return MP3 where frames of layer III begin after other bytes: a file cut inside one, or padded.

    Tables and texts in old encodings hold what looks like a frame or two: more are asked for than at a start.
    """
    start = len(reader.head) - len(reader.head.lstrip(b"\x00"))
    at = reader.head.find(b"\xff", start)
    while 0 <= at < start + _MAX_OFFSET:
        if (
            at + 1 < reader.size - _MAX_OFFSET
            and _count_frames(reader, at, _layer_3_frame, _CUT_FRAMES) == _CUT_FRAMES
        ):
            return FormatMatch("mp3")
        at = reader.head.find(b"\xff", at + 1)
    return None


def _match_frames(reader: BoundedReader, at: int, wanted: int) -> FormatMatch | None:
    for key, parse in (
        ("mp3", _mpeg_frame),
        ("aac", _adts_frame),
        ("ac3", _ac3_frame),
        ("eac3", _eac3_frame),
    ):
        if _count_frames(reader, at, parse, wanted) == wanted:
            return FormatMatch(key)
    return None


def _count_frames(reader: BoundedReader, at: int, parse: Callable[[bytes], Frame | None], wanted: int) -> int:
    """Return how many consecutive frames of one stream start here, at most `wanted`.

    A file that ends where a frame ends counts as having all that were wanted; so does one that ends inside
    a frame, unless that is the only one.
    """
    first: Frame | None = None
    for count in range(wanted):
        frame = parse(reader.read_at(at, _FRAME_HEADER_SIZE))
        if frame is None or (first and frame.stream != first.stream):
            return count
        first = first or frame
        at += frame.length
        if at == reader.size or (at > reader.size and count):
            return wanted
    return wanted


def _mpeg_frame(header: bytes) -> Frame | None:
    """Return the MPEG audio frame with this header, of layer I, II or III; not of a free bit rate."""
    if len(header) < 4 or header[0] != 0xFF or header[1] < 0xE0:  # noqa: PLR2004 - eleven bits of sync
        return None
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    bitrate_index, rate_index, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version not in _RATES or layer == 0 or not 1 <= bitrate_index <= 14 or rate_index > 2:  # noqa: PLR2004 - reserved values
        return None
    rate = _RATES[version][rate_index]
    bitrate = _BITRATES[version == _MPEG_1, layer][bitrate_index - 1] * 1000
    if layer == _LAYER_1:
        return Frame((12 * bitrate // rate + padding) * 4, (version, layer, rate))
    samples = 72 if layer == _LAYER_3 and version != _MPEG_1 else 144
    return Frame(samples * bitrate // rate + padding, (version, layer, rate))


def _layer_3_frame(header: bytes) -> Frame | None:
    """Return the MPEG audio frame with this header, of layer III."""
    return _mpeg_frame(header) if len(header) > 1 and header[1] >> 1 & 3 == _LAYER_3 else None


def _adts_frame(header: bytes) -> Frame | None:
    """Return the ADTS frame with this header."""
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0:  # noqa: PLR2004 - twelve bits of sync, layer 0
        return None
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    rate_index = header[2] >> 2 & 0xF
    if length < 7 or rate_index > 12:  # noqa: PLR2004 - the header itself; the last defined rate
        return None
    return Frame(length, (header[1] & 0xF8, header[2] & 0xFC))


def _ac3_frame(header: bytes) -> Frame | None:
    """Return the AC-3 frame with this header."""
    if len(header) < 6 or header[:2] != b"\x0b\x77" or header[5] >> 3 > _LAST_AC3_VERSION:  # noqa: PLR2004 - up to bsid
        return None
    rate_code, size_code = header[4] >> 6, header[4] & 0x3F
    if rate_code >= len(_AC3_RATES) or size_code >> 1 >= len(_AC3_BITRATES):
        return None
    rate = _AC3_RATES[rate_code]
    words = _AC3_BITRATES[size_code >> 1] * 96000 // rate
    is_odd = rate_code == 1 and size_code & 1
    return Frame(2 * (words + bool(is_odd)), ("ac3", rate))


def _eac3_frame(header: bytes) -> Frame | None:
    """Return the E-AC-3 frame with this header."""
    if len(header) < 6 or header[:2] != b"\x0b\x77":  # noqa: PLR2004 - up to bsid
        return None
    if not _LAST_AC3_VERSION < header[5] >> 3 <= _LAST_EAC3_VERSION:
        return None
    return Frame(2 * (((header[2] & 7) << 8 | header[3]) + 1), "eac3")


def find_mpeg_stream(reader: BoundedReader) -> FormatMatch | None:
    """Return MPEG-PS by its pack or sequence header, MPEG-TS by its packets, wherever it was cut."""
    head = reader.head
    if _PROGRAM.match(head):
        return FormatMatch("mpg")
    if any(_is_stream(head, size, _FIRST_SYNC[size], _PACKETS_AT_START) for size in _PACKET_SIZES):
        return FormatMatch("m2ts")
    if any(_is_stream(head, size, at, _PACKETS_ANYWHERE) for size in _PACKET_SIZES for at in range(size)):
        return FormatMatch("m2ts")
    return None


def _is_stream(head: bytes, size: int, at: int, packets: int) -> bool:
    """Return whether at least this many packets are in the head, and their headers make sense together."""
    syncs = head[at::size]
    if len(syncs) < packets or syncs.count(_SYNC) != len(syncs):
        return False
    headers = [head[start : start + 5] for start in range(at, len(head) - 4, size)]
    valid = [header for header in headers if _is_packet(header)]
    # One in eight may be damaged, as recordings from the air are.
    return 8 * len(valid) >= 7 * len(headers) and _are_related(valid)


def _is_packet(header: bytes) -> bool:
    """Return whether no error is marked, there is a payload or an adaptation field, and that has room."""
    has_payload, has_adaptation = header[3] & 0x10, header[3] & 0x20
    if header[1] & 0x80 or not (has_payload or has_adaptation):
        return False
    if not has_adaptation:
        return True
    return header[4] <= _LONGEST_ADAPTATION if has_payload else header[4] == _FULL_ADAPTATION


def _are_related(headers: list[bytes]) -> bool:
    """Return whether packets of one PID follow each other, and most are counted on from the one before."""
    counters: dict[int, int] = {}
    repeated = breaks = 0
    for header in headers:
        pid, counter = (header[1] & 0x1F) << 8 | header[2], header[3] & 0x0F
        if pid in counters and pid != _NULL_PID:
            repeated += 1
            breaks += (counter - counters[pid]) % 16 != (1 if header[3] & 0x10 else 0)
        counters[pid] = counter
    is_known = (
        repeated or _NULL_PID in counters or (_TABLE_PID in counters and len(headers) < _PACKETS_ANYWHERE)
    )
    return bool(is_known) and 2 * breaks <= repeated
