"""Makes the files that identification is judged by: with ffmpeg, with ImageMagick, and byte by byte."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.unit.media import documents, media_bytes

_PICTURE = ("-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.3")
_TONE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=0.4")

# The lie that each family tells, and another where it would be true: Android calls its 3GP files .mp4.
_LIES = {
    "image": ("image/jpeg", ".jpg", ".png"),
    "video": ("video/mp4 video/3gpp", ".mp4", ".avi"),
    "audio": ("audio/mpeg", ".mp3", ".wav"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of the corpus.

    `type_by_content` is what can be known without its name; `lie` is an extension that another format has.
    """

    name: str
    mime_type: str
    type_by_content: str
    family: str | None
    lie: str

    @property
    def bare_name(self) -> str:
        """A name of its own without an extension."""
        return self.name.replace(".", "_")


_JXL = "-frames:v 1 -update 1 -c:v libjxl"
# File, its type, and what ffmpeg must be told.
_STILLS = (
    ("photo.jpg", "image/jpeg", "-frames:v 1 -update 1"),
    ("picture.png", "image/png", "-frames:v 1 -update 1"),
    ("moving.apng", "image/png", "-f apng -plays 0"),
    ("moving.gif", "image/gif", ""),
    ("picture.webp", "image/webp", "-frames:v 1 -c:v libwebp"),
    ("lossless.webp", "image/webp", "-frames:v 1 -c:v libwebp -lossless 1"),
    ("moving.webp", "image/webp", "-c:v libwebp_anim"),
    ("picture.bmp", "image/bmp", "-frames:v 1 -update 1"),
    ("picture.tif", "image/tiff", "-frames:v 1 -update 1"),
    ("picture.avif", "image/avif", "-frames:v 1 -c:v libaom-av1 -cpu-used 8 -still-picture 1"),
    ("picture.jxl", "image/jxl", _JXL),
    ("grey.jxl", "image/jxl", f"{_JXL} -pix_fmt gray"),
    ("transparent.jxl", "image/jxl", f"{_JXL} -pix_fmt rgba"),
    ("deep.jxl", "image/jxl", f"{_JXL} -pix_fmt rgb48le -vf scale=317:203"),
    ("floats.jxl", "image/jxl", f"{_JXL} -pix_fmt grayf32le -vf scale=317:203"),
    ("frame.exr", "image/x-exr", "-frames:v 1 -update 1"),
    ("picture.qoi", "image/qoi", "-frames:v 1 -update 1"),
)
_H264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"
_VIDEOS = (
    ("clip.mp4", "video/mp4", f"{_H264} -c:a aac"),
    ("streamable.mp4", "video/mp4", f"{_H264} -c:a aac -movflags faststart"),
    ("fragmented.mp4", "video/mp4", f"{_H264} -c:a aac -movflags frag_keyframe+empty_moov"),
    ("silent.mp4", "video/mp4", f"{_H264} -an"),
    ("clip.m4v", "video/mp4", f"{_H264} -c:a aac"),
    ("clip.mov", "video/quicktime", f"{_H264} -c:a aac"),
    (
        "hevc.mov",
        "video/quicktime",
        "-c:v libx265 -preset ultrafast -x265-params log-level=none -tag:v hvc1 -c:a aac",
    ),
    ("clip.3gp", "video/3gpp", f"{_H264} -c:a aac"),
    ("clip.3g2", "video/3gpp2", f"{_H264} -c:a aac"),
    ("clip.webm", "video/webm", "-c:v libvpx -deadline realtime -c:a libvorbis"),
    ("vp9.webm", "video/webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus"),
    ("clip.mkv", "video/x-matroska", f"{_H264} -c:a flac"),
    ("live.mkv", "video/x-matroska", f"{_H264} -c:a aac -live 1"),
    ("clip.avi", "video/x-msvideo", "-c:v mpeg4 -c:a libmp3lame"),
    ("clip.ogv", "video/ogg", "-c:v libtheora -c:a libvorbis"),
    ("clip.mpg", "video/mpeg", "-f mpeg -c:v mpeg1video -r 25 -c:a mp2"),
    ("clip.vob", "video/mpeg", "-f vob -c:v mpeg2video -r 25 -c:a ac3"),
    ("clip.m2v", "video/mpeg", "-c:v mpeg2video -r 25 -an"),
    ("clip.ts", "video/mp2t", f"{_H264} -c:a aac"),
    ("clip.m2ts", "video/mp2t", f"{_H264} -c:a ac3 -mpegts_m2ts_mode 1"),
    ("clip.wmv", "video/x-ms-wmv", "-c:v wmv2 -c:a wmav2"),
    ("clip.flv", "video/x-flv", "-c:v flv -c:a libmp3lame -ar 44100"),
    ("clip.dv", "video/dv", "-s 720x576 -r 25 -pix_fmt yuv420p -ar 48000 -ac 2"),
    ("clip.mxf", "application/mxf", "-c:v mpeg2video -r 25 -c:a pcm_s16le"),
)
_AUDIOS = (
    ("tagged.mp3", "audio/mpeg", "-c:a libmp3lame -metadata title=Tone"),
    ("bare.mp3", "audio/mpeg", "-c:a libmp3lame -id3v2_version 0 -write_xing 0"),
    ("low.mp3", "audio/mpeg", "-c:a libmp3lame -ar 22050 -b:a 32k -id3v2_version 0 -write_xing 0"),
    ("layer2.mp2", "audio/mpeg", "-c:a mp2"),
    ("tone.aac", "audio/aac", "-c:a aac"),
    ("tone.m4a", "audio/mp4", "-c:a aac"),
    ("lossless.m4a", "audio/mp4", "-c:a alac"),
    ("audiobook.m4b", "audio/mp4", "-f ipod -c:a aac"),
    ("sound_only.mp4", "audio/mp4", "-c:a aac"),
    ("sound_only.mov", "audio/quicktime", "-c:a aac"),
    ("sound_only.3gp", "audio/3gpp", "-c:a aac"),
    ("tone.flac", "audio/flac", "-c:a flac"),
    ("tone.wav", "audio/wav", ""),
    ("huge.wav", "audio/wav", "-rf64 always"),
    ("tone.aiff", "audio/aiff", ""),
    ("tone.caf", "audio/x-caf", ""),
    ("tone.w64", "audio/x-w64", ""),
    ("tone.au", "audio/basic", ""),
    ("tone.ac3", "audio/ac3", "-c:a ac3"),
    ("tone.eac3", "audio/eac3", "-c:a eac3"),
    ("tone.dts", "audio/vnd.dts", "-c:a dca -strict -2"),
    ("tone.wma", "audio/x-ms-wma", "-c:a wmav2"),
    ("tone.wv", "audio/x-wavpack", "-c:a wavpack"),
    ("tone.tta", "audio/x-tta", ""),
    ("tone.ogg", "audio/ogg", "-c:a libvorbis"),
    ("flac.oga", "audio/ogg", "-c:a flac"),
    ("speech.spx", "audio/ogg", "-c:a libspeex -ar 16000"),
    ("whatsapp.opus", "audio/ogg", "-c:a libopus -ac 1 -b:a 16k"),
    ("sound_only.webm", "audio/webm", "-c:a libopus"),
    ("tone.mka", "audio/x-matroska", "-c:a flac"),
)
_MAGICK = (
    ("photo.heic", "image/heic", ("-size", "64x64", "plasma:")),
    ("picture.jp2", "image/jp2", ("-size", "64x64", "plasma:")),
    ("picture.j2k", "image/j2c", ("-size", "64x64", "plasma:")),
    ("layers.psd", "image/vnd.adobe.photoshop", ("-size", "32x32", "xc:red")),
    ("layers.psb", "image/vnd.adobe.photoshop", ("-size", "32x32", "xc:red")),
    ("favicon.ico", "image/vnd.microsoft.icon", ("-size", "32x32", "xc:red")),
    ("motorola.tiff", "image/tiff", ("-size", "32x32", "xc:red", "-endian", "MSB")),
    ("picture.pcx", "image/vnd.zbrush.pcx", ("-size", "32x32", "xc:red")),
    ("picture.ppm", "image/x-portable-anymap", ("-size", "8x8", "xc:red")),
    ("os2.bmp", "image/bmp", ("-size", "8x8", "xc:red", "-type", "truecolor")),
    ("progressive.jpeg", "image/jpeg", ("-size", "64x64", "plasma:", "-interlace", "Plane")),
    ("grey.png", "image/png", ("-size", "8x8", "xc:gray")),
)


def make_corpus(folder: Path) -> list[Sample]:
    """Write the whole corpus into the folder and return what each file is."""
    _run_ffmpeg(folder, _PICTURE, _STILLS)
    _run_ffmpeg(folder, (*_PICTURE, *_TONE, "-map", "0:v", "-map", "1:a"), _VIDEOS)
    _run_ffmpeg(folder, _TONE, _AUDIOS)
    for name, _, arguments in _MAGICK:
        subprocess.run([_imagemagick(), *arguments, folder / name], check=True)
    written = {**media_bytes.FILES, **documents.FILES}
    for name, (_, data) in written.items():
        (folder / name).write_bytes(data)
    made = (*_STILLS, *_VIDEOS, *_AUDIOS, *_MAGICK)
    return [
        *(_sample(name, mime_type) for name, mime_type, _ in made),
        *(_sample(name, mime_type) for name, (mime_type, _) in written.items()),
    ]


def _sample(name: str, mime_type: str) -> Sample:
    type_by_content = documents.GENERIC.get(name, mime_type)
    family = "video" if mime_type == "application/mxf" else mime_type.partition("/")[0]
    if family not in _LIES:
        return Sample(name, mime_type, type_by_content, None, ".jpg")
    usual_type, lie, other_lie = _LIES[family]
    return Sample(name, mime_type, type_by_content, family, other_lie if mime_type in usual_type else lie)


def _run_ffmpeg(folder: Path, inputs: tuple[str, ...], outputs: tuple[tuple[str, str, str], ...]) -> None:
    """Make all outputs in one run, because starting the program takes longer than encoding a frame."""
    maps = inputs[inputs.index("-map") :] if "-map" in inputs else ()
    command = [_program("ffmpeg"), "-v", "error", "-nostdin", "-y", *inputs[: len(inputs) - len(maps)]]
    for name, _, arguments in outputs:
        chosen = maps[:2] if "-an" in arguments.split() else maps
        command += [*chosen, *(word for word in arguments.split() if word != "-an"), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True)


def _imagemagick() -> str:
    """Return the real ImageMagick, version 7 (`magick`) or 6 (`convert`)."""
    program = shutil.which("magick") or _program("convert")
    version = subprocess.run([program, "-version"], check=True, capture_output=True, text=True).stdout
    if "ImageMagick" not in version:
        raise RuntimeError(f"{program} is not ImageMagick: the corpus cannot be made")
    return program


def _program(name: str) -> str:
    """Return a program's path; without it the corpus, and so the suite, must fail."""
    path = shutil.which(name)
    if path is None:
        raise RuntimeError(f"{name} is not installed: the corpus cannot be made")
    return path
