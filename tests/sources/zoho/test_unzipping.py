"""The file in a ZIP that comes over the network."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from crmbackup_gui.sources.zoho.unzipping import BadArchive, FirstFile

CONTENT = random.Random(3).randbytes(300_000) + b"a" * 3_000_000


class Unseekable(io.BytesIO):
    """So zipfile writes sizes after the content, as servers do."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation

    def tell(self):
        raise io.UnsupportedOperation


def archive(method=zipfile.ZIP_DEFLATED, out=None):
    packed = out if out is not None else io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as written:
        written.writestr("one.csv", CONTENT)
    return packed.getvalue()


def pieces(content, size):
    return (content[at : at + size] for at in range(0, len(content), size))


@pytest.mark.parametrize("size", [1_000, 65_536, 10_000_000])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_file_is_read_as_it_comes(method, size):
    assert FirstFile(pieces(archive(method), size)).read() == CONTENT


def test_sizes_may_follow_the_content():
    assert FirstFile(pieces(archive(out=Unseekable()), 5_000)).read() == CONTENT


@pytest.mark.parametrize("kept", [0, 10, 40, 1_000, 200_000])
def test_what_breaks_off_is_noticed(kept):
    with pytest.raises(BadArchive):
        FirstFile(pieces(archive()[:kept], 1_000)).read()


def test_what_is_damaged_is_noticed():
    packed = bytearray(archive())
    packed[100_000] ^= 1
    with pytest.raises(BadArchive):
        FirstFile(pieces(bytes(packed), 1_000)).read()


def test_what_is_no_archive_is_refused():
    with pytest.raises(BadArchive, match="no ZIP"):
        FirstFile(iter([b"<html>" * 20]))
