"""A proxy in a process of its own, as companies, hotels and failing networks have them.

Prints its port, then one line for each thing that it was asked for.
"""

import argparse
import asyncio
import base64
import ssl
import struct
import sys

# The fatal alert of a server to whom every offered version is too new (RFC 5246, 7.2.2).
_PROTOCOL_VERSION = bytes.fromhex("15 0301 0002 02 46")
MODES = ("tunnel", "inspect", "page", "portal", "refuse", "socks", "mute", "gibberish")
PAGE = b"<html><title>Sign in</title>Welcome to the hotel.</html>"


def main() -> None:
    options = _options()
    asyncio.run(_serve(options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("--login", help="user:password that is asked for")
    parser.add_argument("--certificate", help="inspect: shown for every host")
    parser.add_argument("--oldest", action="store_true", help="inspect: speaks nothing newer than TLS 1.1")
    parser.add_argument("--upstream-ca", help="inspect: whom it trusts itself")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    async def visited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await (_socks if options.mode == "socks" else _http)(options, reader, writer)
        except (OSError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # the client has gone, or does not trust us: what is tested
        finally:
            writer.close()

    server = await asyncio.start_server(visited, "127.0.0.1", 0)
    _print(str(server.sockets[0].getsockname()[1]))
    await asyncio.to_thread(sys.stdin.read)


async def _http(
    options: argparse.Namespace, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    if options.mode in {"mute", "gibberish"}:
        await reader.read(65_536)
        if options.mode == "mute":
            await reader.read()
        await _answer(writer, "400 Bad Request", PAGE)
        return
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    _print(repr(head))
    wanted = options.login and f"Basic {base64.b64encode(options.login.encode()).decode()}"
    if wanted and wanted not in head:
        await _answer(writer, '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"', b"")
    elif options.mode == "refuse":
        await _answer(writer, "403 Forbidden", PAGE)
    elif options.mode == "portal":
        await _answer(writer, "302 Found\r\nLocation: http://hotel.example/", b"")
    elif options.mode == "page":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        await reader.read(65_536)
        writer.write(PAGE)
        await writer.drain()
    else:
        host, _, port = head.split()[1].rpartition(":")
        await _tunnel(options, (host, int(port)), reader, writer)


async def _tunnel(
    options: argparse.Namespace,
    target: tuple[str, int],
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    tls = ssl.create_default_context(cafile=options.upstream_ca) if options.mode == "inspect" else None
    up_reader, up_writer = await asyncio.open_connection(*target, ssl=tls)
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await writer.drain()
    if options.oldest:
        await reader.read(65_536)
        writer.write(_PROTOCOL_VERSION)
        await writer.drain()
        return
    if tls:
        await writer.start_tls(_server_tls(options))
    await _relay(reader, writer, up_reader, up_writer)


def _server_tls(options: argparse.Namespace) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate)
    return context


async def _socks(
    options: argparse.Namespace, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Speak as much of SOCKS5 (RFC 1928, RFC 1929) as a client needs that names its host."""
    _, count = await reader.readexactly(2)
    await reader.readexactly(count)
    writer.write(b"\x05\x02" if options.login else b"\x05\x00")
    if options.login and not await _socks_login(options.login, reader, writer):
        return
    _, _, _, kind = await reader.readexactly(4)
    length = 4 if kind == 1 else (await reader.readexactly(1))[0]
    address = await reader.readexactly(length)
    host = ".".join(map(str, address)) if kind == 1 else address.decode()
    [port] = struct.unpack(">H", await reader.readexactly(2))
    _print(f"socks {host}:{port}")
    if options.certificate:  # it says that the host cannot be reached
        writer.write(b"\x05\x04\x00\x01" + bytes(6))
        await writer.drain()
        return
    up_reader, up_writer = await asyncio.open_connection(host, port)
    writer.write(b"\x05\x00\x00\x01" + bytes(6))
    await _relay(reader, writer, up_reader, up_writer)


async def _socks_login(login: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    _, length = await reader.readexactly(2)
    user = await reader.readexactly(length)
    password = await reader.readexactly((await reader.readexactly(1))[0])
    is_right = f"{user.decode()}:{password.decode()}" == login
    writer.write(b"\x01\x00" if is_right else b"\x01\x01")
    await writer.drain()
    return is_right


async def _relay(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    up_reader: asyncio.StreamReader,
    up_writer: asyncio.StreamWriter,
) -> None:
    await asyncio.gather(_pump(reader, up_writer), _pump(up_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()
    finally:
        writer.close()


async def _answer(writer: asyncio.StreamWriter, status: str, body: bytes) -> None:
    writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    await writer.drain()


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
