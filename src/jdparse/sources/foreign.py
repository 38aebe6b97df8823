"""Files of kinds that are not read, told by how they begin: images, archives, dumps, feeds in XML."""

import re

from jdparse.records import Rejection

BINARY: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1\x00\x00", "an Arrow file; write it as Parquet"),
    (b"Obj\x01", "an Avro file; write it as Parquet"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x04\x22\x4d\x18", "LZ4 data"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"filedesc://", "an ARC archive; convert it to WARC"),
)
"""First bytes → what it is, for what is no text or is framed as no text is."""

_TAR = 257  # where a tar archive says what it is

SEVERAL_PAGES: tuple[tuple[tuple[bytes, ...], re.Pattern[bytes], str], ...] = (
    (
        (b"<?", b"<i"),
        re.compile(rb"(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<items>", re.DOTALL),
        "a feed in XML; write JSON lines",
    ),
    (
        (b"--", b"PR", b"CR", b"IN", b"BE", b"SE", b"DR", b"/*"),
        re.compile(
            rb"(?:\s*--[^\n]{0,300}\n|/\*[^\n]{0,300}\n|\s*(?:PRAGMA|BEGIN|SET|DROP TABLE)\b[^\n]{0,300};\s*\n)*"
            rb"\s*(?:CREATE TABLE|INSERT INTO)\b"
        ),
        "a dump of a database; write CSV or Parquet",
    ),
)
"""First two bytes, the pattern of a beginning, what it is: texts that hold pages in a form that is not read."""

_MHTML = re.compile(
    rb"(?:[\w-]+:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){0,20}Content-Type:\s*multipart/related", re.IGNORECASE
)
_MHTML_STARTS = frozenset((b"Fr", b"MI", b"Da", b"Su", b"Co", b"Sn"))

_BINARY_BY_START = {magic[:2]: [pair for pair in BINARY if pair[0][:2] == magic[:2]] for magic, _ in BINARY}
_TEXTS_BY_START = {
    start: [(pattern, name) for starts, pattern, name in SEVERAL_PAGES if start in starts]
    for starts, _, _ in SEVERAL_PAGES
    for start in starts
}


def not_read(content: bytes) -> Rejection | None:
    """Why a file is not read, for a kind that its beginning tells; None for anything else."""
    start = content[:2]
    for magic, name in _BINARY_BY_START.get(start, ()):
        if content.startswith(magic):
            return Rejection("not_text", name)
    for pattern, name in _TEXTS_BY_START.get(start, ()):
        if pattern.match(content):
            return Rejection("several_pages", name)
    if content.startswith(b"ustar", _TAR):
        return Rejection("not_text", "a tar archive; unpack it")
    if start == b"OR" and content.startswith(b"ORC") and content[-4:-1] == b"ORC":
        return Rejection("not_text", "an ORC file; write it as Parquet")
    if start in _MHTML_STARTS and _MHTML.match(content):
        return Rejection("not_text", "a page saved as MHTML; save it as HTML")
    return None
