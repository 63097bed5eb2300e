"""The Info.plist of the macOS bundle, and what the Finder and the system say of it, in each language."""

import plistlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from layers_desktop import APP_ID
from layers_desktop.domain.i18n import tr
from layers_desktop.local.language import LANGUAGES
from release.build_config import PACKAGING
from release.media_types import extensions_by_family

BUNDLE_ID = APP_ID
_TEMPLATE = PACKAGING / "macos" / "Info.plist"
_NAMES = {"image": "Image", "video": "Video", "audio": "Audio"}
# Where macOS asks before a program may read.
_PLACES = ("DesktopFolder", "DocumentsFolder", "DownloadsFolder", "NetworkVolumes", "RemovableVolumes")
_QUICK_ACTION = "Upload with Layers Desktop.workflow"


def _asked() -> dict[str, str]:
    """Return what macOS says where it asks the person to let the program do something."""
    # Translators: macOS shows it when it asks whether the program may read a folder such as Documents.
    files = tr("To upload the files, and to watch the folder, that you choose.")
    return {
        # Translators: macOS shows it when it asks whether the program may reach devices on the local network.
        "NSLocalNetworkUsageDescription": tr(
            "Only for a Layers of your own on this network, where LAYERS_BASE_URL names one."
        ),
        **{f"NS{place}UsageDescription": files for place in _PLACES},
    }


def _quick_action() -> dict[str, str]:
    # Translators: A command in the file manager's menu of a file.
    return {"Upload with Layers Desktop": tr("Upload with Layers Desktop")}


def info_plist(version: str) -> dict[str, Any]:
    """Return the bundle's properties: those of the template, with version and accepted documents."""
    properties: dict[str, Any] = plistlib.loads(_TEMPLATE.read_bytes())
    properties |= {
        "CFBundleIdentifier": BUNDLE_ID,
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        **_asked(),
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


def write_words(folder: Path) -> None:
    """Write what the bundle's resources say in each language, and the Quick Action with its own words.

    Source: https://developer.apple.com/documentation/bundleresources/managing-your-app-s-information-property-list
    """
    action = folder / _QUICK_ACTION
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PACKAGING / "macos" / _QUICK_ACTION, action)
    _write_strings(folder / "Resources", "InfoPlist", _asked)
    _write_strings(action / "Contents" / "Resources", "ServicesMenu", _quick_action)


def _write_strings(resources: Path, table: str, say: Callable[[], dict[str, str]]) -> None:
    from release.languages import in_every_language  # needs Babel, which is not where PyInstaller runs

    for language, words in in_every_language(say).items():
        path = resources / f"{language}.lproj" / f"{table}.strings"
        path.parent.mkdir(parents=True)
        path.write_bytes(plistlib.dumps(words))
