"""Every object of a repository taken apart: what somebody with a key would find, whatever manifests say."""

import pyarrow.ipc
import pyarrow.parquet as pq
import zstandard

from crmbackup_gui.repository.packs import read_table

_UNSEALED = ("keys/", "repository", "readme")


def contents(repository):
    """Name and decompressed content of every sealed object; packs come entry by entry, values of tables as text."""
    for info in repository.store.list():
        if not info.name.startswith(_UNSEALED):
            content = repository.read_object(info.name)
            parts = [content]
            if info.name.startswith("packs/"):
                parts = [content[e.offset : e.offset + e.length] for e in read_table(info.name, content).entries]
            yield info.name, b"\n".join(found for part in parts for found in plain(part))


def plain(part):
    """A part as it is, without its compression, and the values of the table in it."""
    yield part
    for begin in (0, 1):
        if part[begin : begin + 4] == b"\x28\xb5\x2f\xfd":
            part = zstandard.ZstdDecompressor().decompressobj().decompress(part[begin:])
            yield part
            break
    if part[:4] == b"PAR1":
        yield _told(pq.read_table(pyarrow.BufferReader(part)))
    if part[:4] == b"\xff\xff\xff\xff":
        yield _told(pyarrow.ipc.open_stream(part).read_all())


def _told(table):
    return "\n".join(map(str, table.to_pylist())).encode()
