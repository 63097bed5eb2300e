"""`python -m release.sbom BUNDLE FILE`: the software bill of materials of a bundle.

Runs in the environment of the bundle, which has the library for it.
"""

import datetime as dt
import json
import sys
import uuid
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from layers_desktop.local.licences import INDEX
from release.build_config import HOMEPAGE, PROGRAM, VERSION, epoch

_SCHEMA = SchemaVersion.V1_6


def sbom_json(bundle: Path) -> str:
    """Return the bill of materials as CycloneDX JSON, identical for identical bundles.

    Raises:
        SystemExit: It does not fit the schema.
    """
    (index,) = bundle.rglob(INDEX)
    rows = json.loads(index.read_text(encoding="utf-8"))
    bom = Bom(
        components=[_component(row["name"], row["version"], row["licence"]) for row in rows],
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{HOMEPAGE}/{VERSION}/{epoch()}/{sys.platform}"),
    )
    bom.metadata.timestamp = dt.datetime.fromtimestamp(epoch(), dt.UTC)
    bom.metadata.component = Component(
        name=PROGRAM, version=VERSION, type=ComponentType.APPLICATION, bom_ref=PROGRAM
    )
    text: str = make_outputter(bom, OutputFormat.JSON, _SCHEMA).output_as_string(indent=1)
    if fault := JsonStrictValidator(_SCHEMA).validate_str(text):
        sys.exit(f"The bill of materials breaks its schema: {fault}")
    return text


def _component(name: str, version: str, licence: str) -> Component:
    """Return one component; a Debian package has no single licence name."""
    purl_type = "pypi" if licence else "deb"
    purl = PackageURL(
        "generic" if name == "Python" else purl_type, None if licence else "debian", name, version
    )
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=str(purl),
        licenses=[DisjunctiveLicense(name=licence)] if licence else (),
    )


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(sbom_json(Path(sys.argv[1])) + "\n", encoding="utf-8")
