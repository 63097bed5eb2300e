"""The five kinds of media that the API has."""

from enum import StrEnum

from layers_desktop.domain.i18n import tr


class MediaKind(StrEnum):
    """The kind that a file is uploaded as; the value is the API's name for it."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    LOGO = "logo"
    REFERENCE_IMAGE = "reference_image"

    @property
    def label(self) -> str:
        """The kind's name for the person."""
        return {
            MediaKind.IMAGE: tr("Image"),
            MediaKind.VIDEO: tr("Video"),
            MediaKind.AUDIO: tr("Audio"),
            MediaKind.LOGO: tr("Logo"),
            # Translators: A kind of asset: a picture that shows how others should look.
            MediaKind.REFERENCE_IMAGE: tr("Reference image"),
        }[self]


IMAGE_KINDS = (MediaKind.IMAGE, MediaKind.LOGO, MediaKind.REFERENCE_IMAGE)
