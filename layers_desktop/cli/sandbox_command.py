"""`layers-desktop sandbox`: a local Layers, run alone."""

from collections.abc import Sequence
from importlib.util import find_spec

from layers_desktop.cli.console import Console
from layers_desktop.domain.language import tr


def run_sandbox(arguments: Sequence[str]) -> int:
    """Run the sandbox until it is stopped; return the exit code."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        Console().tell(tr("The sandbox needs two packages more: pip install 'layers-desktop[sandbox]'"))
        return 1
    from layers_desktop.sandbox import __main__ as sandbox

    return sandbox.main(arguments)
