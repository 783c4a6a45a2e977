"""Data of real CRMs, unpacked for a test."""

import tarfile

import zstandard


def unpack_tryton(crm_data, folder):
    """Tryton's database as `crm.db`, and its attachments in `files`, below an existing folder."""
    with (crm_data / "tryton.sqlite.zst").open("rb") as packed, (folder / "crm.db").open("wb") as plain:
        zstandard.ZstdDecompressor().copy_stream(packed, plain)
    with (
        (crm_data / "tryton-files.tar.zst").open("rb") as packed,
        zstandard.ZstdDecompressor().stream_reader(packed) as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        tar.extractall(folder / "files", filter="data")


def unpack_dump(crm_data):
    """Tryton's database on PostgreSQL, as a script for psql."""
    with (
        (crm_data / "tryton-postgresql.sql.zst").open("rb") as packed,
        zstandard.ZstdDecompressor().stream_reader(packed) as stream,
    ):
        return stream.read().decode()
