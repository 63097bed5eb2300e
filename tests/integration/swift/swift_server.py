"""OpenStack Swift on this machine, as an S3 store: a folder of its own, free ports, nothing left running."""

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
ACCESS_KEY, SECRET, REGION = "test:tester", "testing", "us-east-1"
BACKENDS = ("account", "container", "object")
PROGRAMS = ["memcached", "openssl", "swift-proxy-server"]
PROGRAMS += [f"swift-{name}-server" for name in BACKENDS]
START_SECONDS = 60.0

SWIFT_CONF = """\
[swift-hash]
swift_hash_path_prefix = before
swift_hash_path_suffix = after
[storage-policy:0]
name = only
default = yes
"""
SERVER_CONF = """\
[DEFAULT]
bind_ip = {host}
bind_port = {port}
user = {user}
swift_dir = {folder}
workers = 0
{more}
[pipeline:main]
pipeline = {pipeline}
[filter:healthcheck]
use = egg:swift#healthcheck
"""
BACKEND_CONF = """\
[app:{name}-server]
use = egg:swift#{name}
"""
PROXY_CONF = """\
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:s3api]
use = egg:swift#s3api
location = {region}
s3_acl = no
dns_compliant_bucket_names = no
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = {secret} .admin
[filter:cache]
use = egg:swift#memcache
memcache_servers = {host}:{memcached}
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:bulk]
use = egg:swift#bulk
[filter:ratelimit]
use = egg:swift#ratelimit
container_ratelimit_0 = 1
max_sleep_time_seconds = 0
[filter:slo]
use = egg:swift#slo
"""
# https://docs.openstack.org/swift/latest/ring.html#swift.common.ring.builder.RingBuilder
RINGS = f"""\
import json, sys
from swift.common.ring import RingBuilder
for name, port in json.loads(sys.argv[1]).items():
    builder = RingBuilder(4, 1, 1)
    address = {{"ip": "{HOST}", "port": port, "replication_ip": "{HOST}", "replication_port": port}}
    builder.add_dev({{"region": 1, "zone": 1, "weight": 1, "device": "d1", "meta": "", **address}})
    builder.rebalance()
    builder.get_ring().save(name + ".ring.gz")
"""
PROXY_PIPELINE = "catch_errors gatekeeper healthcheck cache bulk s3api tempauth slo proxy-server"
LIMITED_PIPELINE = PROXY_PIPELINE.replace("tempauth", "tempauth ratelimit")
PROXIES = {"proxy": PROXY_PIPELINE, "proxy-tls": PROXY_PIPELINE, "proxy-limited": LIMITED_PIPELINE}


class SwiftStartError(Exception):
    """A server of Swift did not come up; the text is the end of its log."""


def missing_programs() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name) is None]


@dataclass
class Swift:
    """A store of one device, reached in the clear, under TLS, and where it takes one PUT a second.

    Attributes:
        folder: Everything that Swift reads and writes.
        certificate: The self-signed one that it shows under TLS, in PEM form.
    """

    folder: Path
    ports: dict[str, int]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @classmethod
    def start(cls, folder: Path) -> "Swift":
        names = ("memcached", *BACKENDS, *PROXIES)
        swift = cls(folder, dict(zip(names, _free_ports(len(names)), strict=True)))
        try:
            swift._make_certificate()
            swift._configure()
            swift._make_rings()
            swift._start_servers()
            swift._wait_until_ready()
        except BaseException:
            swift.stop()
            raise
        return swift

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.ports['proxy']}"

    @property
    def tls_endpoint(self) -> str:
        return f"https://{HOST}:{self.ports['proxy-tls']}"

    @property
    def limited_endpoint(self) -> str:
        return f"http://{HOST}:{self.ports['proxy-limited']}"

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(20)
        self.running.clear()

    def _make_certificate(self) -> None:
        command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST}"
        extensions = [f"subjectAltName=IP:{HOST}", "keyUsage=critical,digitalSignature,keyCertSign"]
        options = [word for extension in extensions for word in ("-addext", extension)]
        files = ["-keyout", str(self.folder / "key.pem"), "-out", str(self.certificate)]
        subprocess.run([*command.split(), *options, *files], check=True, capture_output=True)

    def _configure(self) -> None:
        (self.folder / "devices" / "d1").mkdir(parents=True)
        (self.folder / "swift.conf").write_text(SWIFT_CONF, encoding="utf-8")
        devices = f"devices = {self.folder / 'devices'}\nmount_check = false"
        for name in BACKENDS:
            self._write_conf(name, devices, f"healthcheck {name}-server", BACKEND_CONF.format(name=name))
        apps = PROXY_CONF.format(host=HOST, region=REGION, secret=SECRET, memcached=self.ports["memcached"])
        tls = f"cert_file = {self.certificate}\nkey_file = {self.folder / 'key.pem'}"
        for name, pipeline in PROXIES.items():
            self._write_conf(name, tls if name == "proxy-tls" else "", pipeline, apps)

    def _write_conf(self, name: str, more: str, pipeline: str, apps: str) -> None:
        common = SERVER_CONF.format(
            host=HOST,
            port=self.ports[name],
            user=_user(),
            folder=self.folder,
            more=more,
            pipeline=pipeline,
        )
        (self.folder / f"{name}.conf").write_text(common + apps, encoding="utf-8")

    def _make_rings(self) -> None:
        """Make them in one program: `swift-ring-builder` would load all of Swift nine times."""
        command = [_python_of_swift(), "-c", RINGS, json.dumps({name: self.ports[name] for name in BACKENDS})]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)

    def _start_servers(self) -> None:
        memcached = ["memcached", "-l", HOST, "-p", str(self.ports["memcached"]), "-u", _user()]
        self._run("memcached", memcached)
        for name in BACKENDS:
            self._run(name, [f"swift-{name}-server", self.folder / f"{name}.conf", "--verbose"])
        for name in PROXIES:
            self._run(name, ["swift-proxy-server", self.folder / f"{name}.conf", "--verbose"])

    def _run(self, name: str, command: Iterable[str | Path]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                list(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder
            )

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        waiting = [*BACKENDS, *PROXIES]
        while waiting := [name for name in waiting if not self._answers(name)]:
            ended = [name for name in waiting if self.running[name].poll() is not None]
            if ended or time.monotonic() > until:
                name = (ended or waiting)[0]
                log = (self.folder / f"{name}.log").read_text(errors="replace", encoding="utf-8")
                raise SwiftStartError(f"{name}: {log[-2000:]}")
            time.sleep(0.05)

    def _answers(self, name: str) -> bool:
        connection = http.client.HTTPConnection(HOST, self.ports[name], timeout=60)
        if name == "proxy-tls":
            trusting = ssl.create_default_context(cafile=self.certificate)
            connection = http.client.HTTPSConnection(HOST, self.ports[name], timeout=60, context=trusting)
        try:
            connection.request("GET", "/healthcheck")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()


def _python_of_swift() -> str:
    first_line, _, _ = Path(shutil.which(PROGRAMS[-1]) or "").read_text(encoding="utf-8").partition("\n")
    return first_line.removeprefix("#!").strip()


def _user() -> str:
    # Imported late: Windows, where these tests are skipped, has no such module.
    from pwd import getpwuid

    return getpwuid(os.geteuid()).pw_name


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
