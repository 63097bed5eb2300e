"""What has been agreed with Layers and its storage about one upload."""

from dataclasses import dataclass


@dataclass(slots=True)
class Remote:
    """What has been agreed with Layers and its storage about one upload.

    Attributes:
        upload_id: What presign answered.
        presigned_at: Wall-clock seconds of that answer; the `upload_id` lives for 24 hours from then.
        bytes_handed_over: Whether the last byte of the PUT has left, so that the store may have the file.
        stored: Whether the store said that it has the file.
        presign_key, finalize_key, inline_key: The Idempotency-Key of each POST under way.
        inline_name: What the file was called in that call: a repetition must be the same to the letter.
        inline_since: Wall-clock seconds of the first inline call, whose key is replayed for 24 hours.
    """

    upload_id: str | None = None
    presigned_at: float | None = None
    bytes_handed_over: bool = False
    stored: bool = False
    presign_key: str | None = None
    finalize_key: str | None = None
    inline_key: str | None = None
    inline_name: str | None = None
    inline_since: float | None = None

    @property
    def may_have_arrived(self) -> bool:
        """Whether asking finalize may settle this upload without sending a byte."""
        return self.upload_id is not None and (self.stored or self.bytes_handed_over)

    @property
    def may_have_asset(self) -> bool:
        """Whether Layers was asked for an asset and no answer has settled whether there is one."""
        return self.inline_since is not None or self.finalize_key is not None
