import json
import os
import secrets
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from layers_desktop.api.requests import SignedPut
from layers_desktop.domain.redaction import Secret
from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.swift.swift_server import ACCESS_KEY, REGION, SECRET, Swift, missing_programs
from tests.support.sandbox_control import SandboxControl
from tests.unit.media.media_bytes import box, ftyp, moov

BUCKET = "uploads"
PROJECT = "Acme Coffee iOS"
LONG_AGO = 1_700_000_000  # a file that was just written is waited for, until it rests


@pytest.fixture(scope="session")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swift]:
    """A running OpenStack Swift; where it could be installed and is not, that is a failure."""
    if missing := missing_programs():
        said = f"OpenStack Swift is not installed ({', '.join(missing)})"
        if shutil.which("dpkg-query") and os.geteuid() == 0:
            pytest.fail(f"{said}: run packaging/system_packages.sh test")
        pytest.skip(f"THE UPLOAD WAS NOT TRIED AGAINST A REAL STORE. {said}, and cannot be here.")
    store = Swift.start(tmp_path_factory.mktemp("swift"))
    yield store
    store.stop()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An object as Swift has it."""

    content: bytes
    mime_type: str


class Bucket:
    """Looks at what Swift has, past everything that is tested."""

    def __init__(self, swift: Swift) -> None:
        self._client = _s3_client(swift.endpoint)
        self._client.create_bucket(Bucket=BUCKET)

    def sign(self, endpoint: str, size: int, expires: int = 900, **parameters: str) -> SignedPut:
        """Return an upload signed for this endpoint, to another bucket or with more headers where named."""
        client = _s3_client(endpoint)
        target = {"Bucket": BUCKET, "Key": secrets.token_hex(8), "ContentType": "video/mp4", **parameters}
        url = client.generate_presigned_url(
            "put_object", Params={**target, "ContentLength": size}, ExpiresIn=expires
        )
        client.close()
        return SignedPut("upl_1", Secret(url), {"Content-Type": "video/mp4"}, expires)

    def file_of(self, upload_id: str) -> StoredFile | None:
        """What has arrived for an upload."""
        listed = self._client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        keys = [each["Key"] for each in listed if upload_id in each["Key"]]
        if not keys:
            return None
        answer = self._client.get_object(Bucket=BUCKET, Key=keys[0])
        with answer["Body"] as body:
            return StoredFile(body.read(), answer["ContentType"])

    def close(self) -> None:
        self._client.close()


def _s3_client(endpoint: str) -> Any:
    return botocore.session.get_session().create_client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET,
        config=Config(s3={"addressing_style": "path"}, signature_version="s3v4"),
    )


@pytest.fixture(scope="session")
def bucket(swift: Swift) -> Iterator[Bucket]:
    with _quiet_environment():
        made = Bucket(swift)
    yield made
    made.close()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `layers-desktop upload --json` said of one run.

    Attributes:
        told: What a person read meanwhile; nothing where nothing went wrong.
    """

    exit_code: int
    files: list[dict[str, Any]]
    told: str


class Layers:
    """A sandbox whose storage is Swift, and the program that uploads to it."""

    def __init__(self, process: SandboxProcess) -> None:
        self.url, self.api_key = process.url, process.api_key
        self.control = SandboxControl(process.url)

    def upload(self, *files: Path) -> Outcome:
        """Run the command line on these files."""
        command = [sys.executable, "-m", "layers_desktop", "upload", "--json", "--project", PROJECT]
        environ = {**os.environ, "LAYERS_BASE_URL": self.url, "LAYERS_API_KEY": self.api_key}
        done = subprocess.run(
            [*command, *files], env=environ, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.stdout, done.stderr
        return Outcome(done.returncode, json.loads(done.stdout), done.stderr)

    def calls(self, stage: str, file: Path) -> list[dict[str, Any]]:
        """The calls about a file of this name."""
        return [call for call in self.control.calls(stage) if call["filename"] == file.name]

    def assets(self, file: Path) -> list[dict[str, Any]]:
        """The assets of a file of this name."""
        return [asset for asset in self.control.assets() if asset["filename"] == file.name]


@pytest.fixture(scope="session")
def plain_sandbox(
    swift: Swift, bucket: Bucket, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SandboxProcess]:
    with _started(tmp_path_factory.mktemp("plain"), swift, swift.endpoint) as process:
        yield process


@pytest.fixture(scope="session")
def tls_sandbox(
    swift: Swift, bucket: Bucket, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SandboxProcess]:
    with _started(tmp_path_factory.mktemp("tls"), swift, swift.tls_endpoint) as process:
        yield process


@pytest.fixture
def layers(plain_sandbox: SandboxProcess) -> Iterator[Layers]:
    made = Layers(plain_sandbox)
    yield made
    made.control.clear_faults()


@pytest.fixture
def layers_with_tls_store(tls_sandbox: SandboxProcess) -> Layers:
    """The API itself is in the clear, on this machine; only the storage shows the self-signed certificate."""
    return Layers(tls_sandbox)


@pytest.fixture
def picture(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A PNG of noise, too large for an inline call, under a name that no other test uses."""
    width, height = 400, 300
    rows = b"".join(b"\0" + os.urandom(3 * width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    content = b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(*chunk) for chunk in chunks)
    return _written(tmp_path / f"{request.node.name}.png", content)


@pytest.fixture
def film(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An MP4 of 40 MB."""
    content = ftyp(b"isom", b"isom", b"mp42") + moov(b"vide") + box(b"mdat", os.urandom(40_000_000))
    return _written(tmp_path / f"{request.node.name}.mp4", content)


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


@contextmanager
def _started(folder: Path, swift: Swift, endpoint: str) -> Iterator[SandboxProcess]:
    with _quiet_environment() as environ:
        environ.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        environ.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        environ.setenv("AWS_CA_BUNDLE", str(swift.certificate))
        store = ["--s3-endpoint", endpoint, "--s3-bucket", BUCKET, "--s3-region", REGION]
        process = SandboxProcess.start(folder, "--no-budget", *store)
    with process:
        yield process


@contextmanager
def _quiet_environment() -> Iterator[pytest.MonkeyPatch]:
    """An environment where botocore finds nothing of the person's own, and no proxy."""
    with pytest.MonkeyPatch.context() as environ:
        for name in list(os.environ):
            if name.startswith("AWS_"):
                environ.delenv(name)
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            environ.setenv(name, os.devnull)
        environ.setenv("no_proxy", "127.0.0.1")
        yield environ
