"""What the program knows of a file's type."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """The three sorts of media that Layers takes."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class MediaType:
    """What a file is, by its content first and by its name only where the content is silent.

    Attributes:
        mime_type: The canonical name, the same on every system; `application/octet-stream` is not known.
        family: Image, video or audio; None is not media.
        is_from_content: Whether the content said so; False: the name did, or the family stayed open.
        name_disagrees: The extension (".jpg") that claims another type than the content has.
        is_uncommon: Whether the server may well refuse it, being neither for browsers nor from phones.
        label: The format's short name for a person ("JPEG", "MPEG-4 audio").
        extension: The extension that this format usually has (".psd"); empty where it has none.
    """

    mime_type: str
    family: Family | None
    is_from_content: bool
    name_disagrees: str | None
    is_uncommon: bool
    label: str
    extension: str = ""

    @property
    def is_media(self) -> bool:
        """Whether it is an image, a video or audio."""
        return self.family is not None
