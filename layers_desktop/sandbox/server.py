"""Runs one sandbox: the API under Uvicorn, and the object storage beside it."""

import os
import signal
import socket
import ssl
import threading
from collections.abc import Callable
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response

from layers_desktop.sandbox.api.api_faults import API_FAULTS
from layers_desktop.sandbox.api.routes import api_routes
from layers_desktop.sandbox.api_responses import ApiRefusalError, ReachableProtocol
from layers_desktop.sandbox.composition import Services, build_services
from layers_desktop.sandbox.control_routes import ControlRoutes, refusal_response
from layers_desktop.sandbox.settings import Settings
from layers_desktop.sandbox.storage.put_faults import PUT_FAULTS
from layers_desktop.sandbox.storage.storage_server import StorageServer

SHUTDOWN_SECONDS = 1
STDIN = 0
BACKLOG = 2048
LOOPBACK = "127.0.0.1"
# Host headers that are accepted: DNS rebinding must not let a web page reach the control routes.
LOOPBACK_NAMES = [LOOPBACK, "localhost"]


def build_app(services: Services, storage: StorageServer) -> Starlette:
    """Return the API and the control routes as one ASGI application."""
    return Starlette(
        routes=api_routes(services) + ControlRoutes(services, storage.reset_connections).routes,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_NAMES)],
        exception_handlers={
            ApiRefusalError: refusal_response,
            HTTPException: _no_such_route,
            Exception: _internal_error,
        },
    )


async def serve(
    settings: Settings,
    faults: list[dict[str, object]],
    announce: Callable[[dict[str, str]], None],
    *,
    until_stdin_closes: bool,
) -> None:
    """Serve until SIGTERM, SIGINT or, with `until_stdin_closes`, the end of standard input.

    `announce` gets the addresses and the key once both servers accept connections.

    Raises:
        OSError: A port is in use.
        ApiRefusalError: There is no such fault.
    """
    services = build_services(settings, {"api": API_FAULTS, "put": PUT_FAULTS})
    storage = StorageServer(services)
    try:
        for fault in faults:
            services.faults.add(fault)
        services.local_objects.origin = await storage.start(settings.storage_port, _tls(settings))
        with _listener(settings.port) as listener:
            services.api_origin = f"{settings.scheme}://{LOOPBACK}:{listener.getsockname()[1]}"
            server = uvicorn.Server(_uvicorn_config(build_app(services, storage), settings))
            _stop_on_signals(server, until_stdin_closes=until_stdin_closes)
            announce(_addresses(services))
            await server.serve([listener])
    finally:
        await storage.stop()
        services.close()


def _listener(port: int) -> socket.socket:
    # With IPPROTO_TCP: asyncio sets TCP_NODELAY on no other socket, and each response would come 40 ms late.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _addresses(services: Services) -> dict[str, str]:
    return {
        "url": services.api_origin,
        "storageUrl": services.settings.sink
        or services.settings.s3_endpoint
        or services.local_objects.origin,
        "apiKey": services.settings.api_key,
    }


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if settings.tls_certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    return context


def _uvicorn_config(app: Starlette, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=ReachableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def _stop_on_signals(server: uvicorn.Server, *, until_stdin_closes: bool) -> None:
    """Stop the server on SIGTERM and SIGINT, and if asked at the end of stdin.

    Uvicorn raises the signal again after stopping, for earlier handlers: these here keep it from killing.
    """

    def stop(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    if until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(server,), daemon=True).start()


def _watch_stdin(server: uvicorn.Server) -> None:
    # Not through sys.stdin: its buffer's lock, held by a waiting thread, would abort the interpreter's
    # shutdown.
    while os.read(STDIN, 4096):
        pass
    server.should_exit = True


async def _no_such_route(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = "METHOD_NOT_ALLOWED" if status == HTTPStatus.METHOD_NOT_ALLOWED else "NOT_FOUND"
    refusal = ApiRefusalError(status, code, f"There is no {request.method} {request.url.path}.")
    return refusal.response.to_http({})


async def _internal_error(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    refusal = ApiRefusalError(500, "INTERNAL", "The sandbox itself failed; its log says why.")
    return refusal.response.to_http({})
