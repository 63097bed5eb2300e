import base64
import hashlib
import ssl
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.support.sandbox_control import SandboxControl

# Nothing here speaks TLS, and reading a bundle of certificates for each client takes most of a test's time.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Caller:
    """Speaks to a sandbox as the documentation says, and leaves every judgement to the test."""

    def __init__(self, sandbox: SandboxProcess) -> None:
        self.sandbox = sandbox
        self.control = SandboxControl(sandbox.url)
        self.storage = httpx.Client(timeout=60, trust_env=False, verify=NO_CERTIFICATES)
        self.api = httpx.Client(
            base_url=sandbox.url,
            headers={"X-Api-Key": sandbox.api_key},
            timeout=60,
            trust_env=False,
            verify=NO_CERTIFICATES,
        )

    @property
    def project(self) -> str:
        project_id: str = self.api.get("/v1/projects").json()["items"][0]["id"]
        return project_id

    def post(
        self, call: str, body: Any, *, token: str | None = None, project: str | None = None
    ) -> httpx.Response:
        path = f"/v1/projects/{project or self.project}/media{call}"
        return self.api.post(path, json=body, headers={"Idempotency-Key": token or str(uuid.uuid4())})

    def presign(self, content: bytes = b"pixels", filename: str = "a.png", **changes: Any) -> httpx.Response:
        body = {
            "kind": "image",
            "mimeType": "image/png",
            "filename": filename,
            "sizeBytes": len(content),
            "checksumSha256": hashlib.sha256(content).hexdigest(),
        }
        return self.post("/presign", body | changes)

    def put(self, presigned: httpx.Response, content: bytes = b"pixels", **changes: str) -> httpx.Response:
        answer = presigned.json()
        headers = answer["headers"] | {name.replace("_", "-"): value for name, value in changes.items()}
        return self.storage.put(answer["url"], content=content, headers=headers)

    def finalize(self, presigned: httpx.Response, **changes: Any) -> httpx.Response:
        return self.post("/finalize", {"uploadId": presigned.json()["uploadId"]} | changes)

    def inline(self, content: bytes = b"pixels", *, token: str | None = None) -> httpx.Response:
        data = base64.b64encode(content).decode()
        body = {"kind": "image", "mimeType": "image/png", "filename": "a.png", "dataBase64": data}
        return self.post("", body, token=token)

    def close(self) -> None:
        self.api.close()
        self.storage.close()


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess.start(tmp_path_factory.mktemp("sandbox"), "--no-budget") as sandbox:
        yield sandbox


@pytest.fixture
def caller(shared_sandbox: SandboxProcess) -> Iterator[Caller]:
    """A caller of a sandbox that other tests use too, with every fault off."""
    made = Caller(shared_sandbox)
    made.control.start_anew()
    yield made
    made.control.clear_faults()
    made.close()


@pytest.fixture
def start(
    tmp_path: Path, start_sandbox_process: Callable[..., SandboxProcess]
) -> Iterator[Callable[..., Caller]]:
    """Starts a sandbox of the test's own, always on the same directory."""
    callers: list[Caller] = []

    def start_one(*arguments: str) -> Caller:
        callers.append(Caller(start_sandbox_process(tmp_path / "sandbox", *arguments)))
        return callers[-1]

    yield start_one
    for made in callers:
        made.close()
        made.sandbox.stop()
