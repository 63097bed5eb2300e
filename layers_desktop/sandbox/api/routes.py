"""The documented calls: whoami, projects, presign, finalize and inline upload."""

from datetime import UTC, datetime
from typing import Any

from starlette.routing import Route

from layers_desktop.sandbox.api.api_faults import BAD_SIGNATURE, SHORT_URL
from layers_desktop.sandbox.api.endpoint import ApiCall, Endpoint
from layers_desktop.sandbox.api_responses import ApiRefusalError, ApiResponse, not_found
from layers_desktop.sandbox.composition import Services
from layers_desktop.sandbox.media_requests import parse_finalize, parse_inline, parse_presign
from layers_desktop.sandbox.state.asset_store import StoredAsset, StoredObject, StoredUpload
from layers_desktop.sandbox.state.object_stores import IncomingObject, signed_headers

_HEADER_NAMES = {"content-type": "Content-Type", "content-length": "Content-Length"}


def api_routes(services: Services) -> list[Route]:
    """Return the routes below `/v1`."""
    project = "/v1/projects/{project_id}"
    whoami = Endpoint(services, "whoami", "read", None, _whoami)
    projects = Endpoint(services, "projects", "read", "projects:read", _projects)
    presign = Endpoint(services, "presign", "write", "projects:write", _presign)
    finalize = Endpoint(services, "finalize", "write", "projects:write", _finalize)
    inline = Endpoint(services, "inline", "write", "projects:write", _inline)
    return [
        Route("/v1/whoami", whoami.respond),
        Route("/v1/projects", projects.respond),
        Route(f"{project}/media/presign", presign.respond, methods=["POST"]),
        Route(f"{project}/media/finalize", finalize.respond, methods=["POST"]),
        Route(f"{project}/media", inline.respond, methods=["POST"]),
    ]


async def _whoami(call: ApiCall) -> ApiResponse:
    return ApiResponse(
        200,
        {
            "organizationId": call.key.organisation_id,
            "organizationName": call.key.organisation,
            "scopes": list(call.key.scopes),
            "rateLimitTier": call.services.settings.tier,
            "apiKeyId": call.key.id,
        },
    )


async def _projects(call: ApiCall) -> ApiResponse:
    return call.services.projects_of(call.key).page(call.request.query_params)


async def _presign(call: ApiCall) -> ApiResponse:
    services = call.services
    project = services.projects_of(call.key).require(call.request.path_params["project_id"])
    upload = services.assets.add_upload(project.id, parse_presign(call.body, services.settings.unit))
    call.entry.upload_id = upload.id
    lifetime = _url_lifetime(call)
    url = await services.objects.presign(upload, lifetime)
    if call.fault and call.fault.fault == BAD_SIGNATURE:
        url = f"{url}0"
    return ApiResponse(
        200,
        {
            "uploadId": upload.id,
            **{name: url for name in ("url", "signedUrl") if services.settings.url_field in {name, "both"}},
            "method": "PUT",
            "headers": {_HEADER_NAMES[name]: value for name, value in signed_headers(upload).items()},
            "expiresAt": _timestamp(upload.created_at + lifetime),
        },
    )


def _url_lifetime(call: ApiCall) -> float:
    if call.fault and call.fault.fault == SHORT_URL:
        return -1.0 if call.fault.seconds is None else call.fault.seconds
    return call.services.settings.url_seconds


async def _finalize(call: ApiCall) -> ApiResponse:
    project = call.services.projects_of(call.key).require(call.request.path_params["project_id"])
    upload_id, checksum = parse_finalize(call.body)
    call.entry.upload_id = upload_id
    upload = call.services.assets.find_upload(upload_id)
    if upload is None or upload.project_id != project.id:
        raise not_found("There is no such upload in this project.")
    asset = call.services.assets.find_asset(upload_id) or await _create_asset(call.services, upload, checksum)
    return ApiResponse(200, _asset_json(asset))


async def _create_asset(services: Services, upload: StoredUpload, checksum: str | None) -> StoredAsset:
    if upload.created_at + services.settings.upload_seconds <= datetime.now(UTC).timestamp():
        raise ApiRefusalError(410, "UPLOAD_EXPIRED", "This upload was not finalized in time.")
    stored = await services.objects.stat(upload.object_key)
    if stored is None:
        raise ApiRefusalError(404, "OBJECT_NOT_FOUND", "No object has arrived for this upload.")
    _check_announced(upload, stored, checksum)
    return services.assets.add_asset(upload, stored)


def _check_announced(upload: StoredUpload, stored: StoredObject, checksum: str | None) -> None:
    if upload.size not in {None, stored.size}:
        raise ApiRefusalError(
            422,
            "SIZE_MISMATCH",
            "The object has another size than was announced.",
            details={"announced": upload.size, "stored": stored.size},
        )
    announced = {known for known in (upload.checksum, checksum) if known}
    if stored.sha256 and announced - {stored.sha256}:
        raise ApiRefusalError(422, "CHECKSUM_MISMATCH", "The object has another checksum than was announced.")


async def _inline(call: ApiCall) -> ApiResponse:
    services = call.services
    project = services.projects_of(call.key).require(call.request.path_params["project_id"])
    media, content = parse_inline(call.body, services.settings.unit)
    upload = services.assets.add_upload(project.id, media)
    call.entry.upload_id = upload.id
    incoming = IncomingObject(services.settings.directory, upload.object_key)
    incoming.write(content)
    stored = incoming.commit()
    _check_announced(upload, stored, None)
    services.assets.add_object(stored)
    return ApiResponse(201, _asset_json(services.assets.add_asset(upload, stored)))


def _asset_json(asset: StoredAsset) -> dict[str, Any]:
    return {
        "assetId": asset.id,
        "mediaId": asset.id,
        "url": f"https://media.layers.example/{asset.id}",
        "projectId": asset.project_id,
        "kind": asset.kind,
        "mimeType": asset.mime_type,
        "filename": asset.filename,
        "sizeBytes": asset.size,
        "checksumSha256": asset.sha256,
        "createdAt": _timestamp(asset.created_at),
    }


def _timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
