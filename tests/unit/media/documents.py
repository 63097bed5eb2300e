"""What is not media: documents, archives, programs, text, noise."""

import gzip
import io
import random
import tarfile
import zipfile

_OFFICE = "application/vnd.openxmlformats-officedocument."


def _zip(*names: str, mimetype: str = "") -> bytes:
    """Return a zip archive with these entries; `mimetype` goes first, uncompressed, as OpenDocument asks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name in names:
            archive.writestr(name, "<xml/>" * 200)
    return buffer.getvalue()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("empty.txt"))
    return buffer.getvalue()


FILES = {
    "letter.docx": (
        f"{_OFFICE}wordprocessingml.document",
        _zip("[Content_Types].xml", "_rels/.rels", "word/document.xml"),
    ),
    "table.xlsx": (f"{_OFFICE}spreadsheetml.sheet", _zip("[Content_Types].xml", "xl/workbook.xml")),
    "slides.pptx": (
        f"{_OFFICE}presentationml.presentation",
        _zip("[Content_Types].xml", "ppt/presentation.xml"),
    ),
    "letter.odt": (
        "application/vnd.oasis.opendocument.text",
        _zip("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
    ),
    "book.epub": ("application/epub+zip", _zip("OEBPS/a.html", mimetype="application/epub+zip")),
    "archive.zip": ("application/zip", _zip("photo.jpg", "clip.mp4")),
    "letter.pdf": (
        "application/pdf",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
    ),
    "old.doc": ("application/msword", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)),
    "letter.rtf": ("application/rtf", rb"{\rtf1\ansi Hello}"),
    "figure.eps": ("application/postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n"),
    "backup.gz": ("application/gzip", gzip.compress(b"nothing to see here" * 20, mtime=0)),
    "backup.tar": ("application/x-tar", _tar()),
    "backup.7z": ("application/x-7z-compressed", bytes.fromhex("377abcaf271c0004") + bytes(40)),
    "backup.rar": ("application/vnd.rar", b"Rar!\x1a\x07\x01\x00" + bytes(40)),
    "program.exe": (
        "application/vnd.microsoft.portable-executable",
        b"MZ\x90\x00" + bytes(56) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00" + bytes(64),
    ),
    "program": ("application/x-elf", b"\x7fELF\x02\x01\x01" + bytes(57)),
    "program.dylib": ("application/x-mach-binary", bytes.fromhex("cffaedfe07000001") + bytes(56)),
    "Program.class": ("application/java-vm", bytes.fromhex("cafebabe00000041") + bytes(56)),
    "notes.txt": ("text/plain", b"Only some words.\n" * 30),
    "latin.txt": ("text/plain", "Grüße aus Köln, schöne Straße\n".encode("latin-1") * 10),
    "wide.txt": ("text/plain", "\ufeffWörter\r\n".encode("utf-16-le") * 20),
    "readme.md": ("text/markdown", b"# Title\n\nSome *words*.\n"),
    "table.csv": ("text/csv", b"name,size\nlogo,12\n"),
    "data.json": ("application/json", b'{"name": "logo", "sizes": [1, 2]}\n'),
    "page.html": ("text/html", b"<!DOCTYPE html>\n<html><body><svg></svg></body></html>\n"),
    "feed.xml": ("application/xml", b'<?xml version="1.0"?>\n<rss><channel/></rss>\n'),
    "run.sh": ("text/x-script", b"#!/bin/sh\necho hello\n"),
    "font.ttf": ("font/ttf", bytes.fromhex("0001000000") + bytes(60)),
    "scene.glb": ("model/gltf-binary", b"glTF\x02\x00\x00\x00" + bytes(40)),
    "noise": ("application/octet-stream", random.Random(4).randbytes(6000)),  # noqa: S311 - any bytes, the same each time
    "zeros": ("application/octet-stream", bytes(6000)),
}

# These say by their name alone what they are; by content they are no more than this.
GENERIC = {
    "old.doc": "application/x-ole-storage",
    "readme.md": "text/plain",
    "table.csv": "text/plain",
}
