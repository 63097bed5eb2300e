"""`python -m release.sbom BUNDLE FILE`: the bill of materials of a bundle, for scanners for weaknesses.

Runs where the bundle was made, for only there is the library that writes it.
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
from release.place import HOMEPAGE, PROGRAM, VERSION, epoch

_SCHEMA = SchemaVersion.V1_6


def bill_of(bundle: Path) -> str:
    """Return the bill as CycloneDX in JSON, the same for the same bundle.

    Raises:
        SystemExit: It breaks the schema.
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
    """Return one line of the bill; of Debian's libraries no single word tells the licence."""
    sort = "pypi" if licence else "deb"
    place = PackageURL("generic" if name == "Python" else sort, None if licence else "debian", name, version)
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        purl=place,
        bom_ref=str(place),
        licenses=[DisjunctiveLicense(name=licence)] if licence else (),
    )


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(bill_of(Path(sys.argv[1])) + "\n", encoding="utf-8")
