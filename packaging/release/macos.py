"""The Info.plist of the macOS bundle."""

import plistlib
from typing import Any

from layers_desktop import APP_ID
from layers_desktop.local.language import LANGUAGES
from release.build_config import PACKAGING, WORK
from release.media_types import extensions_by_family

BUNDLE_ID = APP_ID
_TEMPLATE = PACKAGING / "macos" / "Info.plist"
_NAMES = {"image": "Image", "video": "Video", "audio": "Audio"}


def info_plist(version: str) -> dict[str, Any]:
    """Return the bundle's properties: those of the template, with version and accepted documents."""
    properties: dict[str, Any] = plistlib.loads(_TEMPLATE.read_bytes())
    properties |= {
        "CFBundleIdentifier": BUNDLE_ID,
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        # Else the system's own dialogs speak English, whatever the program speaks.
        "CFBundleLocalizations": [*LANGUAGES],
        "CFBundleDocumentTypes": [*_document_types(), _folders()],
    }
    return properties


def _document_types() -> list[dict[str, Any]]:
    """Return the document types that may be dropped on the Dock icon; the program is the default for none."""
    return [
        {
            "CFBundleTypeName": _NAMES[family],
            "CFBundleTypeRole": "Viewer",
            "LSHandlerRank": "None",  # never the program that a double click opens
            "LSItemContentTypes": [f"public.{'movie' if family == 'video' else family}"],
            "CFBundleTypeExtensions": extensions,
        }
        for family, extensions in extensions_by_family().items()
    ]


def _folders() -> dict[str, Any]:
    return {
        "CFBundleTypeName": "Folder",
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "None",
        "LSItemContentTypes": ["public.folder"],
    }


def write() -> None:
    """Write the properties into the build folder, for inspection."""
    (WORK / "Info.plist").write_bytes(plistlib.dumps(info_plist("0")))
