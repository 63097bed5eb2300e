"""The version resource of the Windows program, for Explorer, and what its installer says.

`python -m release.windows FILE` writes the words for `packaging/windows/installer.nsi`.
"""

import re
import sys
from pathlib import Path

from layers_desktop.domain.i18n import tr
from release.languages import in_every_language

_TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, OS=0x40004, fileType=1),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'The Layers Desktop authors'),
      StringStruct('FileDescription', 'Layers Desktop'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', 'layers-desktop'),
      StringStruct('LegalCopyright', 'MIT licence'),
      StringStruct('OriginalFilename', 'layers-desktop.exe'),
      StringStruct('ProductName', 'Layers Desktop'),
      StringStruct('ProductVersion', '{version}'),
    ])]),
    VarFileInfo([VarStruct('Translation', [0x409, 1200])]),
  ],
)
"""


def version_info(version: str) -> str:
    """Return the version resource in the form that PyInstaller reads."""
    return _TEMPLATE.format(version=version, numbers=version_numbers(version))


def version_numbers(version: str) -> tuple[int, int, int, int]:
    """Return the four numbers that Windows compares; for 1.2.3rc1 they are 1.2.3.0."""
    numbers = [int(number) for number in re.findall(r"\d+", re.split(r"[a-z+]", version)[0])[:3]]
    major, minor, patch = [*numbers, 0, 0, 0][:3]
    return major, minor, patch, 0


# NSIS's own names of the languages.
_NSIS_LANGUAGES = {
    "en": "English",
    "ar": "Arabic",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pl": "Polish",
    "pt_BR": "PortugueseBR",
    "zh_CN": "SimpChinese",
}


def installer_words() -> str:
    """Return the languages of the installer and its sentences in them, as NSIS reads them.

    Source: https://nsis.sourceforge.io/Docs/Chapter4.html#langs
    """
    words = in_every_language(
        lambda: {
            # Translators: The installer and the uninstaller ask for it. {program} is a file's name.
            "IS_RUNNING": tr("Layers Desktop is running: {program}. Quit it, then retry.", program="$1"),
            # Translators: The uninstaller asks it.
            "FORGET": tr("Remove your API keys, history and settings as well?"),
        }
    )
    lines = [f'!insertmacro MUI_LANGUAGE "{_NSIS_LANGUAGES[language]}"' for language in words]
    for language, said in words.items():
        name = f"${{LANG_{_NSIS_LANGUAGES[language].upper()}}}"
        lines += (f'LangString {key} {name} "{_quoted(text)}"' for key, text in said.items())
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return text.replace('"', '$\\"').replace("\n", "$\\n")


if __name__ == "__main__":
    # With the mark by which NSIS knows UTF-8.
    Path(sys.argv[1]).write_text(installer_words(), encoding="utf-8-sig")
