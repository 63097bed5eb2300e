"""Real media files, made by ffmpeg."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.system import program

_PICTURE = ("-f", "lavfi", "-i", "testsrc=duration=1:size=320x240:rate=10")
_SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:duration=1")


@dataclass(frozen=True)
class MediaFiles:
    """One of each."""

    png: Path
    mp4: Path
    mp3: Path

    @property
    def all(self) -> tuple[Path, ...]:
        return self.png, self.mp4, self.mp3


def make_media(folder: Path) -> MediaFiles:
    """Make a picture, a film and a sound, each valid."""
    made = MediaFiles(folder / "hero spring.png", folder / "launch-cut.mp4", folder / "jingle.mp3")
    _ffmpeg(*_PICTURE, "-frames:v", "1", made.png)
    _ffmpeg(*_PICTURE, "-pix_fmt", "yuv420p", made.mp4)
    _ffmpeg(*_SOUND, made.mp3)
    return made


def make_longer(source: Path, target: Path, size: int) -> Path:
    """Make a file of this many bytes that begins as the source does; the rest is a hole."""
    target.write_bytes(source.read_bytes())
    os.truncate(target, size)
    return target


def make_batch(source: Path, folder: Path, sizes: list[int]) -> list[Path]:
    """Make files of these sizes that begin as the source does, no two alike."""
    folder.mkdir()
    content = source.read_bytes()
    batch = [folder / f"file-{number:02}{source.suffix}" for number in range(len(sizes))]
    for path, size in zip(batch, sizes, strict=True):
        path.write_bytes(content + os.urandom(max(16, size - len(content))))
    return batch


def _ffmpeg(*words: object) -> None:
    command = [program("ffmpeg", "ffmpeg"), "-loglevel", "error", *map(str, words)]
    subprocess.run(command, check=True, timeout=60)
