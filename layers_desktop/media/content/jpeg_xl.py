"""JPEG XL as a bare codestream: two bytes of signature, and an image header that must hold together.

Fields are those of ISO/IEC 18181-1, annex D (image header) and annex E (colour encoding).
"""

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

_SIGNATURE = b"\xff\x0a"
_HEADER_SIZE = 256
_MAX_SIDE, _MAX_CHANNELS, _MAX_BITS = 1 << 18, 16, 32
_COLOUR_SPACES, _GREY, _XYB = 4, 1, 2
_WHITE_POINTS, _PRIMARIES = frozenset({1, 2, 10, 11}), frozenset({1, 2, 9, 11})
_TRANSFERS, _INTENTS = frozenset({1, 2, 8, 13, 16, 17, 18}), frozenset(range(4))
_CUSTOM = 2
# A choice among constants and numbers of so many bits added to one: (constant, bits).
_Choice = tuple[tuple[int, int], ...]
_SIDE: _Choice = ((1, 9), (1, 13), (1, 18), (1, 30))
_ENUM: _Choice = ((0, 0), (1, 0), (2, 4), (18, 6))
_DEPTH: _Choice = ((8, 0), (10, 0), (12, 0), (1, 6))
_FLOAT_DEPTH: _Choice = ((32, 0), (16, 0), (24, 0), (1, 6))
_CHANNELS: _Choice = ((0, 0), (1, 0), (2, 4), (1, 12))
_COORDINATE: _Choice = ((0, 19), (1 << 19, 19), (1 << 20, 20), (1 << 21, 21))
_ANIMATION: tuple[_Choice, ...] = (
    ((100, 0), (1000, 0), (1, 10), (1, 30)),
    ((1, 0), (1001, 0), (1, 8), (1, 10)),
    ((0, 0), (0, 3), (0, 16), (0, 32)),
)
_SHIFT: _Choice = ((0, 0), (3, 0), (4, 0), (1, 3))
_NAME_LENGTH: _Choice = ((0, 0), (0, 4), (16, 5), (48, 10))


class _InvalidError(Exception):
    """No encoder writes this."""


class _Bits:
    """Bits in the order of JPEG XL, the lowest first; behind the end they are zeros."""

    def __init__(self, data: bytes) -> None:
        self._bits = int.from_bytes(data, "little")
        self.at = 0

    def take(self, count: int) -> int:
        value = self._bits >> self.at & (1 << count) - 1
        self.at += count
        return value

    def choose(self, choices: _Choice) -> int:
        constant, bits = choices[self.take(2)]
        return constant + self.take(bits)

    def expect(self, value: int, allowed: "frozenset[int] | range") -> int:
        if value not in allowed:
            raise _InvalidError
        return value


def find_jpeg_xl(reader: BoundedReader) -> FormatMatch | None:
    """Return JPEG XL where a bare codestream's image header is valid."""
    if not reader.head.startswith(_SIGNATURE):
        return None
    try:
        _read_header(_Bits(reader.head[len(_SIGNATURE) : _HEADER_SIZE]))
    except _InvalidError:
        return None
    return FormatMatch("jxl")


def _read_header(bits: _Bits) -> None:
    _read_size(bits)
    has_profile = not bits.take(1) and _read_metadata(bits)
    bits.expect(bits.take(1), range(1, 2))  # the default transform
    if not has_profile:  # the header is padded with zeros to a whole byte
        bits.expect(bits.take(-bits.at % 8), range(1))


def _read_size(bits: _Bits) -> None:
    is_small = bits.take(1)

    def side() -> int:
        return 8 * (bits.take(5) + 1) if is_small else bits.choose(_SIDE)

    bits.expect(side(), range(1, _MAX_SIDE))
    if not bits.take(3):  # else the width is a ratio of the height
        bits.expect(side(), range(1, _MAX_SIDE))


def _read_metadata(bits: _Bits) -> bool:
    """Return whether a colour profile follows."""
    has_extras = bits.take(1)
    if has_extras:
        _read_extras(bits)
    _read_depth(bits)
    bits.take(1)
    for _ in range(bits.expect(bits.choose(_CHANNELS), range(_MAX_CHANNELS + 1))):
        _read_channel(bits)
    bits.take(1)
    has_profile = not bits.take(1) and _read_colours(bits)
    if has_extras and not bits.take(1):
        bits.take(16 + 16 + 1 + 16)
    bits.expect(bits.take(2), range(1))  # no extensions
    return has_profile


def _read_extras(bits: _Bits) -> None:
    bits.take(3)
    if bits.take(1):
        _read_size(bits)
    bits.expect(bits.take(1), range(1))  # no preview: no encoder writes one
    if bits.take(1):
        for choices in _ANIMATION:
            bits.choose(choices)
        bits.take(1)


def _read_depth(bits: _Bits) -> None:
    if bits.take(1):
        depth, exponent = bits.choose(_FLOAT_DEPTH), bits.take(4) + 1
        bits.expect(exponent, range(2, 9))
        bits.expect(depth - exponent - 1, range(2, 24))
    else:
        bits.expect(bits.choose(_DEPTH), range(1, _MAX_BITS))


def _read_channel(bits: _Bits) -> None:
    if bits.take(1):
        return
    kind = bits.choose(_ENUM)
    _read_depth(bits)
    bits.choose(_SHIFT)
    bits.take(8 * bits.choose(_NAME_LENGTH))
    if kind == 0:
        bits.take(1)
    elif kind == 2:  # noqa: PLR2004 - a spot colour: four numbers of 16 bits
        bits.take(64)


def _read_colours(bits: _Bits) -> bool:
    """Return whether a colour profile follows, instead of the fields."""
    has_profile = bool(bits.take(1))
    space = bits.expect(bits.choose(_ENUM), range(_COLOUR_SPACES))
    if has_profile:
        return True
    if space != _XYB:
        _read_point(bits, _WHITE_POINTS, 2)
        if space != _GREY:
            _read_point(bits, _PRIMARIES, 6)
    if bits.take(1):
        bits.take(24)
    else:
        bits.expect(bits.choose(_ENUM), _TRANSFERS)
    bits.expect(bits.choose(_ENUM), _INTENTS)
    return False


def _read_point(bits: _Bits, allowed: frozenset[int], coordinates: int) -> None:
    if bits.expect(bits.choose(_ENUM), allowed) == _CUSTOM:
        for _ in range(coordinates):
            bits.choose(_COORDINATE)
