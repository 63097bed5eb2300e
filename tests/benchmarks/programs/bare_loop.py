"""What anybody writes in half an hour: a bare httpx loop that sends a folder. Prints the seconds it took.

Arguments: the API's address, the key, the project, the folder, how many at once, `inline` or `presigned`.
"""

import asyncio
import base64
import hashlib
import sys
import time
import uuid
from pathlib import Path

import httpx

BASE, KEY, PROJECT, FOLDER, AT_ONCE, WAY = sys.argv[1:]


async def send(api: httpx.AsyncClient, store: httpx.AsyncClient, path: Path) -> str:
    data = path.read_bytes()
    about = {"kind": "image", "mimeType": "image/png", "filename": path.name}
    if WAY == "inline":
        return await call(api, "", about | {"dataBase64": base64.b64encode(data).decode()})
    checksum = hashlib.sha256(data).hexdigest()
    signed = await post(api, "/presign", about | {"sizeBytes": len(data), "checksumSha256": checksum})
    (await store.put(signed["url"], content=data, headers=signed["headers"])).raise_for_status()
    return await call(api, "/finalize", {"uploadId": signed["uploadId"], "checksumSha256": checksum})


async def call(api: httpx.AsyncClient, name: str, body: dict[str, object]) -> str:
    return str((await post(api, name, body))["assetId"])


async def post(api: httpx.AsyncClient, name: str, body: dict[str, object]) -> dict[str, str]:
    headers = {"X-Api-Key": KEY, "Idempotency-Key": str(uuid.uuid4())}
    answer = await api.post(f"/v1/projects/{PROJECT}/media{name}", json=body, headers=headers)
    return dict(answer.raise_for_status().json())


async def main() -> None:
    paths, ids = sorted(Path(FOLDER).iterdir()), set()
    async with httpx.AsyncClient(base_url=BASE, timeout=60) as api, httpx.AsyncClient(timeout=60) as store:

        async def worker() -> None:
            while paths:
                ids.add(await send(api, store, paths.pop()))

        began, count = time.perf_counter(), len(paths)
        await asyncio.gather(*(worker() for _ in range(int(AT_ONCE))))
        print(time.perf_counter() - began)
        assert len(ids) == count


asyncio.run(main())
