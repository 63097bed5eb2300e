"""Runs the sandbox by itself: `python -m layers_desktop.sandbox --dir D`."""

import asyncio
import json
import logging
import sys
from collections.abc import Sequence

from layers_desktop.sandbox.settings import build_parser, settings_from

_FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; return exit code 0, or 1 where it could not start."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if (options.s3_endpoint is None) != (options.s3_bucket is None):
        parser.error("--s3-endpoint and --s3-bucket go together")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        from layers_desktop.sandbox.api_responses import ApiRefusalError
        from layers_desktop.sandbox.server import serve
    except ModuleNotFoundError as error:
        return _fail(f"{error.name} is not installed: the sandbox needs the extra layers-desktop[sandbox]")
    work = serve(
        settings_from(options), options.fault, _announce, until_stdin_closes=options.until_stdin_closes
    )
    try:
        asyncio.run(work)
    except ApiRefusalError as refusal:
        parser.error(f"argument --fault: {refusal}")
    except OSError as error:
        return _fail(str(error))
    return 0


def _announce(addresses: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(addresses) + "\n")
    sys.stdout.flush()


def _fail(reason: str) -> int:
    sys.stderr.write(f"sandbox: {reason}\n")
    return _FAILED


if __name__ == "__main__":
    sys.exit(main())
