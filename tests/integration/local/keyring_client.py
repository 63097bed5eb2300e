"""One program that uses the keyring, run on a private bus: it does what its arguments say, in that order.

The key comes on the first line of standard input; each step's outcome goes to standard output as a line.
"""

import asyncio
import sys
import threading

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.network_config import ProxyChoice, ProxyKind
from layers_desktop.local.credentials import Credentials, ProxyPasswords

HOST = "api.layers.com"
PROXY = ProxyChoice(ProxyKind.HTTP, "proxy.example.com", 3128, "ann")


async def step(credentials: Credentials, name: str, key: str) -> str:
    match name:
        case "remember":
            await credentials.store(HOST, key)
            return "remembered"
        case "find" | "find-without-unlocking":
            found = await credentials.find_stored(HOST, may_unlock=name == "find")
            return f"{found.source} {found.key == key}" if found else "none"
        case "find-briefly":
            return await find_briefly(credentials)
        case "forget":
            await credentials.forget(HOST)
            return "forgotten"
        case "wait":
            await asyncio.to_thread(sys.stdin.readline)
            return "went on"
    return await credentials.keyring_name()


async def proxy_step(name: str, key: str) -> str:
    passwords = ProxyPasswords()
    if name == "find-proxy-password":
        found = await passwords.find(PROXY)
        return str(found == key) if found else "none"
    await passwords.store(PROXY, key if name == "keep-proxy-password" else "")
    return "kept" if name == "keep-proxy-password" else "forgotten"


async def find_briefly(credentials: Credentials) -> str:
    """Ask with a short timeout, and tell whether this loop went on turning meanwhile."""
    turns = 0
    question = asyncio.create_task(credentials.find(HOST, timeout_seconds=1))
    while not question.done():
        turns += 1
        await asyncio.sleep(0.01)
    try:
        await question
    except UploaderError as error:
        threads = sum(thread.name == "keyring" for thread in threading.enumerate())
        return f"{error.code} turning={turns > 10} threads={threads}"
    return "answered"


async def main() -> None:
    credentials = Credentials({})
    key = sys.stdin.readline().strip()
    for name in sys.argv[1:]:
        try:
            if name.endswith("proxy-password"):
                outcome = await proxy_step(name, key)
            else:
                outcome = await step(credentials, name, key)
        except UploaderError as error:
            outcome = error.code
        print(outcome, flush=True)  # noqa: T201 a program of the tests speaks through its output


asyncio.run(main())
