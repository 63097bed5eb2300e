"""Media files that others keep for their own tests, fetched with pip into `build/` and never committed."""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from release.build_config import ROOT

# Source distributions, at the versions that the figures are of.
SOURCES = (
    "pillow==13.0.0",
    "pillow-heif==1.8.1",
    "mutagen==1.48.1",
    "hachoir==3.4.0",
    "pymediainfo==7.0.1",
    "puremagic==1.30",
    "filetype==1.2.0",
)
_ENDINGS = {
    "image": "png apng jpg jpeg gif webp bmp tif tiff heic heif avif svg ico psd jp2 j2k tga pcx ppm pgm pbm",
    "video": "mp4 mov m4v webm mkv avi wmv mpg mpeg flv",
    "audio": "mp3 m4a wav flac ogg oga opus aac aif aiff wma",
}
_KINDS = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}
# What neither browsers show nor phones and cameras make.
_RARE = frozenset("ico psd jp2 j2k tga pcx ppm pgm pbm wmv mpg mpeg flv wma".split())  # noqa: SIM905 - reads so
# In these, tracks decide, and not the name: ffprobe says which there are.
_CONTAINERS = frozenset("mp4 mov m4v m4a webm mkv ogg oga wmv wma avi mpg mpeg flv".split())  # noqa: SIM905
# What their own tests call damaged, or made so, or hid something in: nobody can say what it is.
_DAMAGED = re.compile(
    r"crash|oom|timeout|fuzz|invalid|broken|bad|corrupt|empty|negative|steganography|64bit\.mp4|/bmp/[bq]/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fixture:
    """A file, what it is ("image", "video", "audio"), and whether its format is a common one."""

    path: Path
    kind: str
    is_common: bool


def fetch() -> Path:
    """Fetch what is not there yet; return the folder of the unpacked sources.

    Raises:
        subprocess.CalledProcessError: pip cannot fetch it.
    """
    folder = ROOT / "build" / "fixtures"
    for source in SOURCES:
        target = folder / source
        if target.exists():
            continue
        shutil.rmtree(folder / "new", ignore_errors=True)
        options = ["--no-deps", "--no-binary", ":all:", "--quiet", "--dest", str(folder / "new")]
        subprocess.run([sys.executable, "-m", "pip", "download", *options, source], check=True)
        (archive,) = (folder / "new").iterdir()
        with tarfile.open(archive) as packed:
            packed.extractall(folder / "new", filter="data")
        (folder / "new").rename(target)
    return folder


def fixtures(folder: Path) -> list[Fixture]:
    """Return each sound media file of these sources once, with what it is by its name or by its tracks."""
    found: dict[str, Fixture] = {}
    for path in sorted(folder.rglob("*")):
        ending = path.suffix[1:].lower()
        if ending not in _KINDS or not path.is_file() or _DAMAGED.search(str(path.relative_to(folder))):
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest not in found:
            kind = (ending in _CONTAINERS and _kind_by_tracks(path)) or _KINDS[ending]
            found[digest] = Fixture(path, kind, ending not in _RARE)
    return list(found.values())


def _kind_by_tracks(path: Path) -> str | None:
    """Return what its tracks make it, None where too little is left of them; a cover is no video track."""
    entries = ["-show_entries", "stream=codec_type:stream_disposition=attached_pic", "-of", "csv=p=0"]
    command = ["ffprobe", "-v", "error", *entries, path]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return "video" if "video,0" in told else "audio" if "audio" in told else None
