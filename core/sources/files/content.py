"""The first step from a file to prices: its bytes, unpacked, told apart and decoded."""

from __future__ import annotations

import os
import stat
import zlib
from pathlib import Path

from core.errors import DataError, shown
from core.progress import ProgressCallback, report

PIECE = 1 << 20
PACKED_PIECE = 1 << 14
LARGEST = 500_000_000
"""Bytes of a file, and of what is packed in it: ten times 500 symbols on 5,000 days."""

GZIP_MAGIC = b"\x1f\x8b"
PARQUET_MAGIC = b"PAR1"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")

OTHERS = (
    (b"PK\x03\x04", "is a zip archive or an Excel workbook; unpack it, or save it as CSV"),
    (b"PK\x05\x06", "is an empty zip archive; get the prices as CSV"),
    (b"\xd0\xcf\x11\xe0", "is an Excel workbook of the old kind; save it as CSV"),
    (b"%PDF", "is a PDF document; get the prices as CSV"),
    (b"\x89PNG", "is a picture; get the prices as CSV"),
    (b"\xff\xd8\xff", "is a picture; get the prices as CSV"),
    (b"GIF8", "is a picture; get the prices as CSV"),
    (b"BZh", "is packed with bzip2; unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "is packed with xz; unpack it, or pack it with gzip"),
    (b"\x28\xb5\x2f\xfd", "is packed with zstd; unpack it, or pack it with gzip"),
    (b"7z\xbc\xaf", "is a 7z archive; unpack it"),
    (b"Rar!", "is a rar archive; unpack it"),
    (b"SQLite format 3", "is an SQLite database; save its table of prices as CSV"),
    (b"\x89HDF", "is an HDF5 file; save its table of prices as CSV or Parquet"),
    (b"ARROW1", "is a Feather file; save it as CSV or Parquet"),
    (b"\x93NUMPY", "is an array of numpy without days; save the prices as CSV"),
    (b"\x80\x03", "is a Python pickle, which is never opened; save the prices as CSV"),
    (b"\x80\x04", "is a Python pickle, which is never opened; save the prices as CSV"),
    (b"\x80\x05", "is a Python pickle, which is never opened; save the prices as CSV"),
)
"""How files of other kinds begin, and what to do about them."""


def file_bytes(path: Path, progress: ProgressCallback | None, done: float, share: float) -> bytes:
    """Return what is in a file; gzip, whatever the file is called, is unpacked.

    Only regular files are opened, so that nothing waits for a pipe or a device. `progress` is
    told from the fraction `done` of all work on, of which this file is `share`.

    Raises
    ------
    DataError
        Where there is no such file, it cannot be read, is too large or damaged.
    Cancelled
        Where `progress` asks to stop.
    """
    name = shown(str(path))
    content = bytearray()
    try:
        check_regular(os.stat(path), name)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb") as stream:
            status = os.fstat(stream.fileno())
            check_regular(status, name)  # it may have been replaced in between
            if status.st_size > LARGEST:
                raise _too_large(name)
            while piece := stream.read(PIECE):
                content += piece
                if len(content) > LARGEST:
                    raise _too_large(name)
                read = min(len(content) / max(status.st_size, 1), 1.0)
                report(progress, f"Reading {shown(path.name)}", done + share * read / 2)
    except OSError as error:
        raise cannot_be_read(error, name) from None
    except ValueError:
        raise DataError(f"{name} is no name that a file can have; check it.") from None
    if content.startswith(GZIP_MAGIC):
        return _unpacked(bytes(content), name, progress, done + share / 2)
    return bytes(content)


def cannot_be_read(error: OSError, name: str) -> DataError:
    """Return what the system says about a file, as a sentence."""
    match error:
        case FileNotFoundError():
            return DataError(f"There is no file {name}; check the name.")
        case IsADirectoryError():
            return DataError(f"{name} is a folder; name a file of prices in it.")
        case _:
            reason = error.strerror or "the system refuses"
            return DataError(f"The file {name} cannot be read: {reason}; check it.")


def check_regular(status: os.stat_result, name: str) -> None:
    """Refuse whatever has no end or waits for somebody: pipes, devices, sockets, folders."""
    if stat.S_ISDIR(status.st_mode):
        raise DataError(f"{name} is a folder; name a file of prices in it.")
    if not stat.S_ISREG(status.st_mode):
        raise DataError(f"{name} is a pipe or a device and no file; save the prices in a file.")


def _too_large(name: str) -> DataError:
    return DataError(
        f"{name} holds more than {LARGEST // 1_000_000} MB, which no table of daily prices needs; "
        "split it, or keep the symbols you need."
    )


def _unpacked(
    packed: bytes, name: str, progress: ProgressCallback | None, fraction: float
) -> bytes:
    """Unpack all members of a gzip file, never more than `LARGEST` bytes of them."""
    content = bytearray()
    here = 0
    try:
        while here < len(packed):
            member = zlib.decompressobj(wbits=31)
            while not member.eof:
                piece = member.unconsumed_tail
                if not piece:
                    piece = packed[here : here + PACKED_PIECE]
                    here += len(piece)
                content += member.decompress(piece, PIECE) if piece else member.flush()
                if not piece and not member.eof:
                    raise zlib.error
                if len(content) > LARGEST:
                    raise _too_large(name)
                report(progress, f"Reading {shown(Path(name).name)}", fraction)
            here -= len(member.unused_data)
            while here < len(packed) and not packed[here]:
                here += 1  # zeros may fill up the last block
    except zlib.error:
        raise DataError(f"{name} is a damaged gzip file; get it again.") from None
    return bytes(content)


def text_of(content: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file, its lines ended by single newlines, and how it was encoded.

    Encoded as UTF-8 (told as ""), as UTF-16 with a mark, or else in the Western European code
    page of Windows.

    Raises
    ------
    DataError
        Where it is no text, or a text that is no table: a web page, an archive.
    """
    for magic, what in OTHERS:
        if content.startswith(magic):
            raise DataError(f"{name} {what}.")
    text, encoding = _decoded(content, name)
    start = text[:200].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<table", "<head", "<body")):
        raise DataError(f"{name} is a web page and no table; get the prices as CSV.")
    if start.startswith(("{", "[")):
        raise DataError(f"{name} is JSON and no table; get the prices as CSV.")
    text = text.removesuffix("\x1a")  # how DOS ended its files
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, encoding


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    no_text = DataError(
        f"{name} is no text in UTF-8 or another known encoding; it needs to be CSV or Parquet."
    )
    try:
        if content.startswith(UTF_16_MARKS):
            text, encoding = content.decode("utf-16"), "UTF-16"
        else:
            text, encoding = content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        try:
            text, encoding = content.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            raise no_text from None
        controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r")
        if controls:
            raise no_text from None
    if "\0" in text:
        raise no_text
    return text, encoding
