"""The version resource of the Windows program, which Explorer shows under Properties."""

import re

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
