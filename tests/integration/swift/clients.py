"""The two clients that the engine has, without the engine."""

import ssl
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from layers_desktop.api.client import LayersClient
from layers_desktop.api.http_client import Route
from layers_desktop.api.requests import MediaDescription, SignedPut
from layers_desktop.api.ssrf_guard import SsrfGuard
from layers_desktop.api.storage import StorageClient
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.server_errors import StorageError
from layers_desktop.transfer.job.retry_policy import Failure, RetryAction, Stage, decide
from tests.integration.swift.conftest import Layers

TYPE, SIZE = "video/mp4", 300_000
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the store said, how it is read, and what is decided about it."""

    status: int
    store_code: str | None
    is_expired: bool
    action: RetryAction


@dataclass(frozen=True, slots=True)
class SwiftClients:
    """Presigns with the API and puts zeros to the store."""

    api: LayersClient
    storage: StorageClient

    @classmethod
    @asynccontextmanager
    async def create(cls, layers: Layers, route: Route) -> "AsyncIterator[SwiftClients]":
        made = cls(
            LayersClient(layers.url, layers.api_key, in_the_clear()),
            StorageClient(route, SsrfGuard("http://127.0.0.1")),
        )
        try:
            yield made
        finally:
            await made.api.aclose()
            await made.storage.aclose()

    async def presign(self, size: int = SIZE) -> SignedPut:
        [project, *_] = await self.api.projects()
        media = MediaDescription(MediaKind.VIDEO, TYPE, "zeros.mp4", size)
        return await self.api.presign(project.id, media, str(uuid.uuid4()))

    async def put(self, signed: SignedPut, size: int = SIZE) -> None:
        await self.storage.put(signed, _zeros(size), size)

    async def refusal(self, signed: SignedPut, size: int = SIZE) -> Refusal:
        with pytest.raises(StorageError) as caught:
            await self.put(signed, size)
        error = caught.value
        return Refusal(error.status, error.store_code, error.is_expired, action_after(error))


def in_the_clear() -> Route:
    """Return a way on which nobody need be trusted."""
    return Route(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def action_after(error: UploaderError) -> RetryAction:
    return decide(Failure(Stage.PUT, error))


async def _zeros(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, CHUNK):
        yield bytes(min(CHUNK, size - start))
