"""A real S3-compatible store instead of the sandbox's own."""

import asyncio
from http import HTTPStatus
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from layers_desktop.sandbox.state.asset_store import StoredObject, StoredUpload

# The lifetime of a URL counts in whole seconds: one of a second has certainly expired after two.
_MIN_LIFETIME = 1
_EXPIRY_SECONDS = 2.0


class S3ObjectStore:
    """Signs PUTs for a bucket, and looks up the objects there.

    botocore reads the credentials from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
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

    async def presign(self, upload: StoredUpload, lifetime: float) -> str:
        """Return a URL of the bucket that signs type and, where it is known, length.

        For a lifetime under a second it waits until the URL has expired: botocore cannot sign for the past.
        """
        params: dict[str, Any] = {
            "Bucket": self._bucket,
            "Key": upload.object_key,
            "ContentType": upload.mime_type,
        }
        if upload.size is not None:
            params["ContentLength"] = upload.size
        url: str = self._client.generate_presigned_url(
            "put_object", Params=params, ExpiresIn=max(_MIN_LIFETIME, int(lifetime))
        )
        if lifetime < _MIN_LIFETIME:
            await asyncio.sleep(_EXPIRY_SECONDS)
        return url

    async def stat(self, key: str) -> StoredObject | None:
        """Return the object with its size, by a signed HEAD; the store does not report the SHA-256."""
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
