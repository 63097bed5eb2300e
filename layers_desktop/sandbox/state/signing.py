"""Signed URLs: AWS Signature Version 4 in the query, as S3 and R2 accept it.

The canonical request, the string to sign and the chain of keys are those of
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote

ALGORITHM = "AWS4-HMAC-SHA256"
_TIMESTAMP = "%Y%m%dT%H%M%SZ"
_REQUIRED = {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"}


class SigningError(Exception):
    """A signed URL is not valid for its request."""


class UnsignedError(SigningError):
    """The query lacks a field of a signed URL."""


class ExpiredError(SigningError):
    """The URL has expired."""


class MismatchError(SigningError):
    """Method, path, query or a signed header differs from what was signed."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs and checks requests with one pair of credentials.

    Attributes:
        mark: Replaces the first characters of every signature, by which tests find it.
    """

    access_key: str
    secret: str
    region: str = "us-east-1"
    mark: str = ""

    def query(
        self, method: str, path: str, headers: Mapping[str, str], issued: datetime, lifetime: timedelta
    ) -> str:
        """Return the query that signs method, path and all headers (names in lower case, with `host`)."""
        scope = self._scope(issued)
        fields = {
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": f"{self.access_key}/{scope}",
            "X-Amz-Date": issued.strftime(_TIMESTAMP),
            "X-Amz-Expires": str(int(lifetime.total_seconds())),
            "X-Amz-SignedHeaders": ";".join(sorted(headers)),
        }
        return f"{_encode_query(fields)}&X-Amz-Signature={self._signature(method, path, fields, headers)}"

    def check(self, method: str, path: str, query: str, headers: Mapping[str, str], now: datetime) -> None:
        """Check the signature of a request.

        Raises:
            UnsignedError: It has none.
            ExpiredError: Its URL has expired.
            MismatchError: It is not the request that was signed.
        """
        fields = dict(parse_qsl(query, keep_blank_values=True))
        given = fields.pop("X-Amz-Signature", None)
        if given is None or not set(fields) >= _REQUIRED:
            raise UnsignedError
        if now > _expiry(fields):
            raise ExpiredError
        names = fields["X-Amz-SignedHeaders"].split(";")
        signed = {name: headers.get(name, "") for name in names}
        if not hmac.compare_digest(given, self._signature(method, path, fields, signed)):
            raise MismatchError

    def _signature(
        self, method: str, path: str, fields: Mapping[str, str], headers: Mapping[str, str]
    ) -> str:
        names = sorted(headers)
        lines = [f"{name}:{headers[name].strip()}" for name in names]
        request = "\n".join(
            [
                method,
                quote(path, safe="/-_.~"),
                _encode_query(fields),
                *lines,
                "",
                ";".join(names),
                "UNSIGNED-PAYLOAD",
            ]
        )
        scope = self._scope(_issued_at(fields))
        digest = hashlib.sha256(request.encode()).hexdigest()
        text = "\n".join([ALGORITHM, fields["X-Amz-Date"], scope, digest])
        signature = hmac.new(self._key(scope), text.encode(), hashlib.sha256).hexdigest()
        return self.mark + signature[len(self.mark) :]

    def _scope(self, issued: datetime) -> str:
        return f"{issued:%Y%m%d}/{self.region}/s3/aws4_request"

    def _key(self, scope: str) -> bytes:
        key = f"AWS4{self.secret}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key


def _encode_query(fields: Mapping[str, Any]) -> str:
    return "&".join(
        f"{quote(name, safe='-_.~')}={quote(fields[name], safe='-_.~')}" for name in sorted(fields)
    )


def _issued_at(fields: Mapping[str, str]) -> datetime:
    try:
        return datetime.strptime(fields["X-Amz-Date"], _TIMESTAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise UnsignedError from error


def _expiry(fields: Mapping[str, str]) -> datetime:
    try:
        return _issued_at(fields) + timedelta(seconds=int(fields["X-Amz-Expires"]))
    except (ValueError, OverflowError) as error:
        raise UnsignedError from error
