"""A real S3-compatible store in place of the sandbox's own."""

import asyncio
from http import HTTPStatus
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from layers_desktop.sandbox.state.asset_store import StoredObject, StoredUpload

# The life of a URL is stamped and checked in whole seconds: one of a second is over after two for certain.
_SHORTEST_LIFE = 1
_EXPIRY_SECONDS = 2.0


class S3ObjectStore:
    """Signs PUTs for a bucket and looks there for what arrived.

    The credentials are botocore's affair: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
    """

    def __init__(self, endpoint: str, bucket: str, region: str) -> None:
        self._bucket = bucket
        self._client = botocore.session.get_session().create_client(
            "s3",
            endpoint_url=endpoint,
            region_name=region,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                # Without this botocore signs a checksum header that no client of the API sends.
                request_checksum_calculation="when_required",
            ),
        )

    async def presign(self, upload: StoredUpload, life: float) -> str:
        """A URL of the bucket that signs type and, where it is known, length.

        A life under a second is over already: nobody signs for the past, so that takes two seconds.
        """
        wanted: dict[str, Any] = {
            "Bucket": self._bucket,
            "Key": upload.object_key,
            "ContentType": upload.mime_type,
        }
        if upload.size is not None:
            wanted["ContentLength"] = upload.size
        url: str = self._client.generate_presigned_url(
            "put_object", Params=wanted, ExpiresIn=max(_SHORTEST_LIFE, int(life))
        )
        if life < _SHORTEST_LIFE:
            await asyncio.sleep(_EXPIRY_SECONDS)
        return url

    async def stat(self, key: str) -> StoredObject | None:
        """The object's size by a signed HEAD; the store does not tell the sha256."""
        return await asyncio.to_thread(self._head, key)

    def close(self) -> None:
        """Close the connections to the store."""
        self._client.close()

    def _head(self, key: str) -> StoredObject | None:
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
                return None
            raise
        return StoredObject(key, head["ContentLength"], None)
