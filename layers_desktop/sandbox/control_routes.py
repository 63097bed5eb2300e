"""The routes under `/_sandbox/`, which the real API lacks: faults in; assets, calls and counters out."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from layers_desktop.sandbox.api_responses import ApiRefusalError, invalid, not_found
from layers_desktop.sandbox.composition import Services
from layers_desktop.sandbox.state.asset_store import StoredAsset
from layers_desktop.sandbox.state.object_stores import object_path

_COUNTERS = (
    "calls",
    "chunkedPuts",
    "leakedKeys",
    "missingIdempotencyKeys",
    "overBudgetCalls",
    "puts",
    "putsAtOnceMax",
    "putsOfFinalizedUploads",
    "storageBytesReceived",
)


class ControlRoutes:
    """Controls the faults of a running sandbox and shows what happened in it.

    Args:
        services: The parts of the sandbox.
        reset_storage: Resets every connection to the object storage and returns how many there were.
    """

    def __init__(self, services: Services, reset_storage: Callable[[], int]) -> None:
        self._services = services
        self._reset_storage = reset_storage

    @property
    def routes(self) -> list[Route]:
        """The routes below `/_sandbox`."""
        return [
            Route("/_sandbox/faults", self._list_faults, methods=["GET"]),
            _changing("faults", "POST", self._add_fault),
            _changing("faults", "DELETE", self._clear_faults),
            Route("/_sandbox/assets", self._assets),
            Route("/_sandbox/calls", self._calls),
            Route("/_sandbox/counters", self._counters),
            _changing("keys", "POST", self._change_key),
            _changing("cut", "POST", self._reset_storage_connections),
            Route("/_sandbox/media/{asset_id}", self._media),
        ]

    async def _list_faults(self, request: Request) -> Response:  # noqa: ARG002 - a route's signature
        return JSONResponse({"faults": self._services.faults.json, "known": self._services.faults.known})

    async def _add_fault(self, request: Request) -> Response:
        fault = self._services.faults.add(await _json_object(request))
        return JSONResponse({"id": fault.id}, 201)

    async def _clear_faults(self, request: Request) -> Response:  # noqa: ARG002 - a route's signature
        self._services.faults.clear()
        return Response(status_code=204)

    async def _assets(self, request: Request) -> Response:  # noqa: ARG002 - a route's signature
        return JSONResponse({"assets": [self._asset_json(asset) for asset in self._services.assets.assets]})

    async def _calls(self, request: Request) -> Response:
        stage = request.query_params.get("stage")
        calls = [call.json for call in self._services.log.calls if stage in {None, call.stage}]
        return JSONResponse({"calls": calls})

    async def _counters(self, request: Request) -> Response:  # noqa: ARG002 - a route's signature
        counters = self._services.log.counters
        idempotency = self._services.idempotency
        return JSONResponse(
            {
                **{name: counters[name] for name in _COUNTERS},
                "assets": len(self._services.assets.assets),
                "idempotencyReplays": idempotency.replays,
                "idempotencyConflicts": idempotency.conflicts,
            }
        )

    async def _change_key(self, request: Request) -> Response:
        changes = await _json_object(request)
        text = changes.pop("key", None)
        if not isinstance(text, str):
            raise invalid("key", "key is required.")
        return JSONResponse(asdict(self._services.keys.change(text, changes)))

    async def _reset_storage_connections(self, request: Request) -> Response:  # noqa: ARG002 - a route's signature
        return JSONResponse({"connections": self._reset_storage()})

    async def _media(self, request: Request) -> Response:
        asset_id = request.path_params["asset_id"]
        asset = next((asset for asset in self._services.assets.assets if asset.id == asset_id), None)
        if asset is None:
            raise not_found("There is no such asset.")
        path = object_path(self._services.settings.directory, asset.object_key)
        return FileResponse(path, media_type=asset.mime_type)

    def _asset_json(self, asset: StoredAsset) -> dict[str, Any]:
        path = object_path(self._services.settings.directory, asset.object_key)
        return {
            "id": asset.id,
            "project": asset.project_id,
            "uploadId": asset.upload_id,
            "filename": asset.filename,
            "kind": asset.kind,
            "mimeType": asset.mime_type,
            "size": asset.size,
            "sha256": asset.sha256,
            "createdAt": asset.created_at,
            "path": str(path.absolute()),
        }


def _changing(name: str, method: str, endpoint: Callable[[Request], Awaitable[Response]]) -> Route:
    """Return a route that changes something, and that no page of another site can call.

    A browser names the page's origin, and asks first before it sends JSON, which nobody here allows it.
    """

    async def guarded(request: Request) -> Response:
        origin = request.headers.get("Origin")
        if origin not in {None, f"{request.url.scheme}://{request.url.netloc}"}:
            raise ApiRefusalError(403, "FOREIGN_ORIGIN", "Pages of other sites may change nothing here.")
        is_json = request.headers.get("Content-Type", "").partition(";")[0].strip() == "application/json"
        if method == "POST" and not is_json:
            raise ApiRefusalError(415, "UNSUPPORTED_MEDIA_TYPE", "The Content-Type is application/json.")
        return await endpoint(request)

    return Route(f"/_sandbox/{name}", guarded, methods=[method])


async def refusal_response(request: Request, problem: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    """Return the documented error for an ApiRefusalError raised outside an endpoint."""
    if not isinstance(problem, ApiRefusalError):
        raise problem
    return problem.response.to_http({})


async def _json_object(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise invalid("body", "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise invalid("body", "The body is a JSON object.")
    return body
