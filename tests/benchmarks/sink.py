"""Where everybody sends to: nginx with DAV, on a folder in memory, over http and over TLS."""

import contextlib
import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.processes import until
from tests.e2e.system import running

HOST = "127.0.0.1"
_CONF = """\
daemon off;
user root;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_max_body_size 0;
  client_body_buffer_size 1m;
  client_body_temp_path {folder}/incoming;
  keepalive_requests 1000000;
  server {{
    listen {host}:{plain} backlog=1024;
    listen {host}:{tls} ssl backlog=1024;
    ssl_certificate {folder}/cert.pem;
    ssl_certificate_key {folder}/key.pem;
    # Every store tells one; a browser asks for it.
    add_header ETag '"sink"';
    location / {{ root {folder}/objects; dav_methods PUT DELETE; create_full_put_path on; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Sink:
    """A running server that takes any PUT.

    Attributes:
        http, https: Its addresses.
        certificate: What to believe of the second.
        objects: Where the bytes arrive.
    """

    http: str
    https: str
    certificate: Path
    objects: Path

    def address(self, *, tls: bool) -> str:
        """Return one of the addresses."""
        return self.https if tls else self.http


@contextlib.contextmanager
def open_sink(folder: Path) -> Iterator[Sink]:
    """Give a sink that keeps what it gets in this folder, and nothing afterwards."""
    folder.mkdir()
    (folder / "objects").mkdir()
    _make_certificate(folder)
    plain, tls = _free_port(), _free_port()
    conf = folder / "nginx.conf"
    conf.write_text(_conf(folder, plain, tls), encoding="utf-8")
    certificate = folder / "cert.pem"
    sink = Sink(f"http://{HOST}:{plain}", f"https://{HOST}:{tls}", certificate, folder / "objects")
    with running(["nginx", "-c", str(conf), "-e", str(folder / "error.log")], dict(os.environ)):
        for port in (plain, tls):
            until(lambda port=port: _is_open(port), "nginx")
        yield sink


def _conf(folder: Path, plain: int, tls: int) -> str:
    conf = _CONF.format(folder=folder, host=HOST, plain=plain, tls=tls)
    # Only root may choose whom the workers run as, and only root has to.
    return conf if os.geteuid() == 0 else conf.replace("user root;\n", "")


def _make_certificate(folder: Path) -> None:
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST}"
    command += f" -addext subjectAltName=IP:{HOST} -keyout {folder}/key.pem -out {folder}/cert.pem"
    subprocess.run(command.split(), check=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        port: int = one.getsockname()[1]
        return port


def _is_open(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex((HOST, port)) == 0
