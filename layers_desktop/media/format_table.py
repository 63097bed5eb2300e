"""The table of formats: the only place where the MIME types that the program sends are defined.

Neither the system's type tables nor Python's are used: they differ from machine to machine, and a signed
Content-Type must not. Formats that browsers show or phones make are common, all others uncommon.
A MIME type is the one registered at https://www.iana.org/assignments/media-types, else the one that web APIs
expect (`audio/wav`, `video/x-matroska`). APNG is sent as `image/png`, which all readers accept.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from layers_desktop.domain.i18n import tr


class Family(StrEnum):
    """The three families of media that Layers accepts."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table of formats.

    Attributes:
        key: The name of the row, mostly the format's usual extension.
        mime_type: The MIME type that the file is sent with.
        label: A name that is the same in every language; empty where `_TRANSLATED_LABELS` has one.
        extensions: All that files of this format may have, in lower case without a dot; the usual one first.
        family: None is not media.
        parent: The key of the generic format that this one is a special case of (a docx is a zip); or empty.
        is_uncommon: Whether neither browsers show it nor phones make it.
    """

    key: str
    mime_type: str
    label: str
    extensions: tuple[str, ...]
    family: Family | None = None
    parent: str = ""
    is_uncommon: bool = False


class FormatMatch(NamedTuple):
    """What a detector found in the content.

    Attributes:
        key: The format's key in the table.
        allows: Keys of other formats that the content may be too; the name may choose among them.
    """

    key: str
    allows: frozenset[str] = frozenset()


# Columns: key, MIME type, label, extensions, and for some the parent. What is not media is known too, so that
# a refusal can name it.
_OTHER = (
    ("pdf", "application/pdf", "PDF", "pdf ai"),
    ("ps", "application/postscript", "PostScript", "ps eps ai"),
    ("rtf", "application/rtf", "RTF", "rtf"),
    ("txt", "text/plain", "", "txt text log"),
    ("html", "text/html", "HTML", "html htm xhtml", "txt"),
    ("xml", "application/xml", "XML", "xml"),
    ("json", "application/json", "JSON", "json", "txt"),
    ("script", "text/x-script", "", "sh bash zsh py pl rb", "txt"),
    ("md", "text/markdown", "Markdown", "md markdown", "txt"),
    ("csv", "text/csv", "CSV", "csv", "txt"),
    ("tsv", "text/tab-separated-values", "TSV", "tsv", "txt"),
    ("css", "text/css", "CSS", "css", "txt"),
    ("js", "text/javascript", "JavaScript", "js mjs", "txt"),
    ("srt", "application/x-subrip", "", "srt", "txt"),
    ("vtt", "text/vtt", "", "vtt", "txt"),
    ("m3u", "application/vnd.apple.mpegurl", "", "m3u8 m3u", "txt"),
    ("zip", "application/zip", "ZIP", "zip"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word",
        "docx",
        "zip",
    ),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", "xlsx", "zip"),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "PowerPoint",
        "pptx",
        "zip",
    ),
    ("odt", "application/vnd.oasis.opendocument.text", "OpenDocument", "odt", "zip"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument", "ods", "zip"),
    ("odp", "application/vnd.oasis.opendocument.presentation", "OpenDocument", "odp", "zip"),
    ("odg", "application/vnd.oasis.opendocument.graphics", "OpenDocument", "odg", "zip"),
    ("epub", "application/epub+zip", "EPUB", "epub", "zip"),
    ("kra", "application/x-krita", "Krita", "kra", "zip"),
    ("jar", "application/java-archive", "JAR", "jar", "zip"),
    ("apk", "application/vnd.android.package-archive", "APK", "apk", "zip"),
    ("key", "application/vnd.apple.keynote", "Keynote", "key", "zip"),
    ("sketch", "application/vnd.sketch", "Sketch", "sketch", "zip"),
    ("ole", "application/x-ole-storage", "Office", "", ""),
    ("doc", "application/msword", "Word", "doc dot", "ole"),
    ("xls", "application/vnd.ms-excel", "Excel", "xls", "ole"),
    ("ppt", "application/vnd.ms-powerpoint", "PowerPoint", "ppt", "ole"),
    ("msi", "application/x-msi", "MSI", "msi", "ole"),
    ("gz", "application/gzip", "gzip", "gz tgz"),
    ("bz2", "application/x-bzip2", "bzip2", "bz2 tbz2"),
    ("xz", "application/x-xz", "xz", "xz txz"),
    ("zst", "application/zstd", "Zstandard", "zst"),
    ("7z", "application/x-7z-compressed", "7z", "7z"),
    ("rar", "application/vnd.rar", "RAR", "rar"),
    ("tar", "application/x-tar", "tar", "tar"),
    ("cab", "application/vnd.ms-cab-compressed", "CAB", "cab"),
    ("deb", "application/x-archive", "ar", "a deb lib"),
    ("elf", "application/x-elf", "", "so o bin"),
    ("exe", "application/vnd.microsoft.portable-executable", "", "exe dll sys scr"),
    ("macho", "application/x-mach-binary", "", "dylib"),
    ("class", "application/java-vm", "", "class"),
    ("wasm", "application/wasm", "WebAssembly", "wasm"),
    ("sqlite", "application/vnd.sqlite3", "SQLite", "sqlite sqlite3 db"),
    ("lnk", "application/x-ms-shortcut", "", "lnk"),
    ("ttf", "font/ttf", "", "ttf"),
    ("otf", "font/otf", "", "otf"),
    ("ttc", "font/collection", "", "ttc otc"),
    ("woff", "font/woff", "", "woff"),
    ("woff2", "font/woff2", "", "woff2"),
    ("glb", "model/gltf-binary", "glTF", "glb"),
    ("blend", "application/x-blender", "Blender", "blend"),
    ("fbx", "application/vnd.autodesk.fbx", "FBX", "fbx"),
    ("swf", "application/vnd.adobe.flash.movie", "Flash", "swf"),
    ("djvu", "image/vnd.djvu", "DjVu", "djvu djv"),
    ("dicom", "application/dicom", "DICOM", "dcm dicom"),
    # Pictures and music that hardly any program reads; music is told by its MIME type.
    ("ilbm", "image/x-ilbm", "ILBM", "iff ilbm lbm"),
    ("fits", "image/fits", "FITS", "fits fit fts"),
    ("xwd", "image/x-xwindowdump", "XWD", "xwd"),
    ("ras", "image/x-sun-raster", "Sun raster", "ras sun"),
    ("flif", "image/flif", "FLIF", "flif"),
    ("fli", "video/x-fli", "FLIC", "fli flc"),
    ("8svx", "audio/x-8svx", "8SVX", "8svx"),
    ("mod", "audio/x-mod", "MOD", "mod"),
    ("xm", "audio/x-xm", "XM", "xm"),
    ("it", "audio/x-it", "IT", "it"),
    ("s3m", "audio/x-s3m", "S3M", "s3m"),
    ("appledouble", "multipart/appledouble", "AppleDouble", ""),
)


UNKNOWN_MIME_TYPE = "application/octet-stream"

# Columns: key, MIME type, label, extensions, and for some the parent. What is not media is known too, so that
# a refusal can name it.
_COMMON_IMAGES = (
    ("jpg", "image/jpeg", "JPEG", "jpg jpeg jpe jfif jif mpo thm insp"),
    ("png", "image/png", "PNG", "png apng"),
    ("apng", "image/png", "Animated PNG", "png apng"),
    ("gif", "image/gif", "GIF", "gif"),
    ("webp", "image/webp", "WebP", "webp"),
    ("svg", "image/svg+xml", "SVG", "svg"),
    ("heic", "image/heic", "HEIC", "heic heif hif"),
    ("avif", "image/avif", "AVIF", "avif avifs"),
)
_UNCOMMON_IMAGES = (
    ("heif", "image/heif", "HEIF", "heif hif heic"),
    ("heics", "image/heic-sequence", "HEIC", "heics heifs heic heif hif"),
    ("heifs", "image/heif-sequence", "HEIF", "heifs heics heic heif hif"),
    ("bmp", "image/bmp", "BMP", "bmp dib"),
    ("tif", "image/tiff", "TIFF", "tif tiff"),
    ("ico", "image/vnd.microsoft.icon", "ICO", "ico"),
    ("icns", "image/icns", "ICNS", "icns"),
    ("cur", "image/x-win-bitmap", "CUR", "cur"),
    ("psd", "image/vnd.adobe.photoshop", "PSD", "psd psb"),
    ("jxl", "image/jxl", "JPEG XL", "jxl"),
    ("jp2", "image/jp2", "JPEG 2000", "jp2 jpg2 jpf jpx"),
    ("j2c", "image/j2c", "JPEG 2000", "j2c j2k jpc"),
    ("jpx", "image/jpx", "JPEG 2000", "jpx jpf jp2"),
    ("jpm", "image/jpm", "JPEG 2000", "jpm jp2 jpf"),
    ("jxr", "image/jxr", "JPEG XR", "jxr wdp hdp"),
    ("jls", "image/jls", "JPEG-LS", "jls"),
    ("svgz", "image/svg+xml", "SVGZ", "svgz"),
    ("xcf", "image/x-xcf", "XCF", "xcf"),
    ("exr", "image/x-exr", "OpenEXR", "exr"),
    ("hdr", "image/vnd.radiance", "Radiance HDR", "hdr"),
    ("dds", "image/vnd.ms-dds", "DDS", "dds"),
    ("qoi", "image/qoi", "QOI", "qoi"),
    ("tga", "image/x-tga", "TGA", "tga icb vda vst"),
    ("pcx", "image/vnd.zbrush.pcx", "PCX", "pcx"),
    ("pnm", "image/x-portable-anymap", "PNM", "pnm pbm pgm ppm pam pfm"),
    ("xpm", "image/x-xpixmap", "XPM", "xpm"),
    ("wmf", "image/wmf", "WMF", "wmf"),
    ("emf", "image/emf", "EMF", "emf"),
    ("ora", "image/openraster", "OpenRaster", "ora"),
    ("dng", "image/x-adobe-dng", "DNG", "dng tif tiff", "tif"),
    ("cr2", "image/x-canon-cr2", "CR2", "cr2 tif", "tif"),
    ("cr3", "image/x-canon-cr3", "CR3", "cr3"),
    ("nef", "image/x-nikon-nef", "NEF", "nef nrw", "tif"),
    ("arw", "image/x-sony-arw", "ARW", "arw sr2 srf", "tif"),
    ("pef", "image/x-pentax-pef", "PEF", "pef", "tif"),
    ("orf", "image/x-olympus-orf", "ORF", "orf"),
    ("rw2", "image/x-panasonic-rw2", "RW2", "rw2 rwl"),
    ("raf", "image/x-fuji-raf", "RAF", "raf"),
    ("iiq", "image/x-phaseone-iiq", "IIQ", "iiq tif", "tif"),
    ("srw", "image/x-samsung-srw", "SRW", "srw", "tif"),
    ("kdc", "image/x-kodak-kdc", "KDC", "kdc", "tif"),
    ("dcr", "image/x-kodak-dcr", "DCR", "dcr k25", "tif"),
    ("3fr", "image/x-hasselblad-3fr", "3FR", "3fr fff", "tif"),
    ("mef", "image/x-mamiya-mef", "MEF", "mef", "tif"),
    ("mos", "image/x-leaf-mos", "MOS", "mos", "tif"),
    ("erf", "image/x-epson-erf", "ERF", "erf", "tif"),
    ("x3f", "image/x-sigma-x3f", "X3F", "x3f"),
    ("crw", "image/x-canon-crw", "CRW", "crw"),
    ("mrw", "image/x-minolta-mrw", "MRW", "mrw"),
    ("pict", "image/x-pict", "PICT", "pict pct pic"),
    ("sgi", "image/x-sgi", "SGI", "sgi rgb rgba bw"),
    ("dpx", "image/x-dpx", "DPX", "dpx"),
    ("cin", "image/x-cineon", "Cineon", "cin"),
    ("dcx", "image/x-dcx", "DCX", "dcx"),
    ("bpg", "image/bpg", "BPG", "bpg"),
)
_COMMON_VIDEOS = (
    ("mp4", "video/mp4", "MP4", "mp4 m4v mp4v f4v mpg4 lrv insv"),
    ("mov", "video/quicktime", "QuickTime", "mov qt"),
    ("webm", "video/webm", "WebM", "webm"),
)
_UNCOMMON_VIDEOS = (
    ("3gp", "video/3gpp", "3GP", "3gp 3gpp"),
    ("3g2", "video/3gpp2", "3G2", "3g2 3gpp2 3gp2"),
    ("mkv", "video/x-matroska", "Matroska", "mkv mk3d"),
    ("avi", "video/x-msvideo", "AVI", "avi divx"),
    ("ogv", "video/ogg", "", "ogv"),
    ("mpg", "video/mpeg", "MPEG", "mpg mpeg mpe m1v m2v mpv vob mod"),
    ("m2ts", "video/mp2t", "MPEG-TS", "ts m2ts mts m2t trp tod"),
    ("wmv", "video/x-ms-wmv", "WMV", "wmv asf"),
    ("asf", "video/x-ms-asf", "ASF", "asf"),
    ("flv", "video/x-flv", "FLV", "flv"),
    ("mj2", "video/mj2", "Motion JPEG 2000", "mj2 mjp2"),
    ("mxf", "application/mxf", "MXF", "mxf"),
    ("rm", "application/vnd.rn-realmedia", "RealMedia", "rm rmvb"),
    ("ivf", "video/x-ivf", "IVF", "ivf"),
    ("dv", "video/dv", "DV", "dv dif"),
    ("y4m", "video/x-yuv4mpeg", "YUV4MPEG", "y4m"),
    ("crm", "video/x-canon-crm", "Cinema RAW", "crm"),
    ("r3d", "video/x-red-r3d", "R3D", "r3d"),
    ("mng", "video/x-mng", "MNG", "mng"),
    ("mp4ves", "video/mp4v-es", "MPEG-4 visual", "m4v cmp"),
    ("h264", "video/h264", "H.264", "h264 264 avc"),
    ("h265", "video/h265", "HEVC", "h265 265 hevc"),
)
_COMMON_AUDIO = (
    ("mp3", "audio/mpeg", "MP3", "mp3 mp2 mp1 mpga mpa m2a"),
    ("m4a", "audio/mp4", "", "m4a m4b m4p m4r f4a f4b mp4a"),
    ("wav", "audio/wav", "WAV", "wav wave bwf"),
    ("aac", "audio/aac", "AAC", "aac adts"),
    ("flac", "audio/flac", "FLAC", "flac"),
    ("ogg", "audio/ogg", "Ogg", "ogg oga opus spx"),
    ("weba", "audio/webm", "", "weba webm"),
)
_UNCOMMON_AUDIO = (
    ("aiff", "audio/aiff", "AIFF", "aiff aif aifc"),
    ("caf", "audio/x-caf", "CAF", "caf"),
    ("mka", "audio/x-matroska", "", "mka"),
    ("wma", "audio/x-ms-wma", "WMA", "wma asf"),
    ("ac3", "audio/ac3", "AC-3", "ac3"),
    ("eac3", "audio/eac3", "E-AC-3", "eac3 ec3 ac3"),
    ("dts", "audio/vnd.dts", "DTS", "dts"),
    ("amr", "audio/amr", "AMR", "amr"),
    ("awb", "audio/amr-wb", "AMR-WB", "awb amr"),
    ("3ga", "audio/3gpp", "", "3ga 3gp 3gpp"),
    ("3g2a", "audio/3gpp2", "", "3g2a 3g2 3gpp2 3gp2"),
    ("qta", "audio/quicktime", "", "qta"),
    ("mid", "audio/midi", "MIDI", "mid midi kar rmi smf"),
    ("au", "audio/basic", "AU", "au snd"),
    ("ape", "audio/x-ape", "APE", "ape"),
    ("wv", "audio/x-wavpack", "WavPack", "wv"),
    ("tta", "audio/x-tta", "TTA", "tta"),
    ("w64", "audio/x-w64", "Wave64", "w64"),
    ("dsf", "audio/x-dsf", "DSF", "dsf"),
    ("dff", "audio/x-dff", "DSDIFF", "dff"),
    ("mpc", "audio/musepack", "Musepack", "mpc mp+ mpp"),
    ("ra", "audio/vnd.rn-realaudio", "RealAudio", "ra ram"),
    ("voc", "audio/x-voc", "VOC", "voc"),
    ("qcp", "audio/qcelp", "QCP", "qcp"),
    ("xmf", "audio/mobile-xmf", "XMF", "xmf mxmf"),
    ("mmf", "application/vnd.smaf", "SMAF", "mmf"),
)


def _formats(
    rows: tuple[tuple[str, ...], ...], family: Family | None, *, is_uncommon: bool = False
) -> tuple[Format, ...]:
    """Return the rows as formats of this family."""
    return tuple(
        Format(key, mime_type, label, tuple(extensions.split()), family, "".join(parent), is_uncommon)
        for key, mime_type, label, extensions, *parent in rows
    )


_ALL = (
    *_formats(_COMMON_IMAGES, Family.IMAGE),
    *_formats(_UNCOMMON_IMAGES, Family.IMAGE, is_uncommon=True),
    *_formats(_COMMON_VIDEOS, Family.VIDEO),
    *_formats(_UNCOMMON_VIDEOS, Family.VIDEO, is_uncommon=True),
    *_formats(_COMMON_AUDIO, Family.AUDIO),
    *_formats(_UNCOMMON_AUDIO, Family.AUDIO, is_uncommon=True),
    *_formats(_OTHER, None),
)

FORMATS = MappingProxyType({row.key: row for row in _ALL})

# An extension that several formats may have belongs to the one that comes first in the table.
_BY_EXTENSION = MappingProxyType(
    dict(chain.from_iterable(((ext, row) for ext in row.extensions) for row in reversed(_ALL)))
)

_FAMILY_BY_MIME_TYPE = MappingProxyType({row.mime_type: row.family for row in reversed(_ALL)})


def format_of_extension(extension: str) -> Format | None:
    """Return the format that this extension (".JPG", "jpg") stands for; None where it is not in the table."""
    return _BY_EXTENSION.get(extension.removeprefix(".").lower())


def format_for(mime_type: str, extension: str) -> Format | None:
    """Return the format of this MIME type; of several, the one with this usual extension, else the first."""
    rows = [row for row in _ALL if row.mime_type == mime_type]
    wanted = extension.removeprefix(".").lower()
    return next((row for row in rows if row.extensions[:1] == (wanted,)), rows[0] if rows else None)


def family_of(mime_type: str) -> Family | None:
    """Return the family of this MIME type; None where it is not media, or not in the table."""
    return _FAMILY_BY_MIME_TYPE.get(mime_type)


def label_of(row: Format) -> str:
    """Return the format's short name in the person's language."""
    return row.label or _TRANSLATED_LABELS[row.key]()


# Functions, because the language may change while the program runs.
_TRANSLATED_LABELS = {
    # Translators: The name of a format; it stands inside sentences, here and in the next ones.
    "m4a": lambda: tr("MPEG-4 audio"),
    "weba": lambda: tr("WebM audio"),
    "mka": lambda: tr("Matroska audio"),
    "3ga": lambda: tr("3GP audio"),
    "3g2a": lambda: tr("3G2 audio"),
    "qta": lambda: tr("QuickTime audio"),
    "ogv": lambda: tr("Ogg video"),
    # Translators: A kind of file, for "not {what} files" and "the contents are {format}"; here and in the
    # next ones.
    "txt": lambda: tr("text"),
    "script": lambda: tr("script"),
    "srt": lambda: tr("subtitle"),
    "vtt": lambda: tr("subtitle"),
    "m3u": lambda: tr("playlist"),
    "elf": lambda: tr("program"),
    "exe": lambda: tr("program"),
    "macho": lambda: tr("program"),
    "class": lambda: tr("program"),
    "lnk": lambda: tr("shortcut"),
    "ttf": lambda: tr("font"),
    "otf": lambda: tr("font"),
    "ttc": lambda: tr("font"),
    "woff": lambda: tr("font"),
    "woff2": lambda: tr("font"),
}
