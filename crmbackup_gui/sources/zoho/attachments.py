"""Files of records, and links to files elsewhere.

Zoho lists them only record by record, so reading all of them takes a call for each record of the organisation.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

import httpx

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.sources.hosted.service import Content, Fate, Order, Page, Row, Written
from crmbackup_gui.sources.zoho.api import CRM, Api, Json, Refusal, more, rows_of, unreadable
from crmbackup_gui.sources.zoho.fields import MODULE
from crmbackup_gui.sources.zoho.structure import ATTACHMENTS, PARENT, ZohoModule
from crmbackup_gui.sources.zoho.writing import sent

_FIELDS = "id,File_Name,Size,Created_Time,Parent_Id"
_PAGE_OF_RECORDS = 200
_SLACK = timedelta(seconds=5)


@dataclass(frozen=True)
class Attachments:
    """All attachments. `holders` are the modules whose records may have some, `ids_of` gives the ids of their records.

    A key is `module/record/attachment`.
    """

    api: Api
    holders: Sequence[ZohoModule]
    ids_of: Callable[[ZohoModule], Iterator[list[str]]]

    def read(self) -> Iterator[Page]:
        """All of them."""
        for holder in self.holders:
            for ids in self.ids_of(holder):
                for first in range(0, len(ids), _PAGE_OF_RECORDS):
                    some = ids[first : first + _PAGE_OF_RECORDS]
                    rows = [row for one in some for row in self._of_record(holder.name, one)]
                    if rows:
                        yield Page(rows)

    def fetch(self, keys: Sequence[str]) -> Iterator[Page]:
        """Those that are there."""
        wanted = set(keys)
        for module, record in dict.fromkeys((key.split("/")[0], key.split("/")[1]) for key in keys):
            yield Page([row for row in self._of_record(module, record) if row["id"] in wanted])

    def content(self, key: str) -> Iterator[bytes]:
        """The content of a file; a link has none."""
        module, record, one = key.split("/")
        with self.api.wire.stream(self._place(module, record, one)) as response:
            if response.status_code == 200:
                yield from response.iter_bytes(1 << 16)
                return
            if b"DOWNLOAD_NOT_ALLOWED" in response.content:
                return
            reason = f"it answers with status {response.status_code}"
            raise SourceUnreadable(self.api.wire.place, f"the service does not give '{key}' ({reason})")

    def write(self, order: Order, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """As `Service.write`; a file a call."""
        for row in rows:
            yield [self._uploaded(row) if order is Order.CREATE else self._deleted(str(row["id"]))]

    def _of_record(self, module: str, record: str) -> Iterator[Row]:
        page = 1
        while True:
            params = {"fields": _FIELDS, "page": str(page), "per_page": "200"}
            try:
                told = self.api.get(self._place(module, record), params)
            except Refusal as refused:
                if refused.code == "INVALID_DATA":
                    return  # the record was deleted meanwhile
                raise unreadable(self.api.wire.place, ATTACHMENTS, refused) from refused
            for one in rows_of(told, "data"):
                yield self._row(module, record, one)
            if not more(told):
                return
            page += 1

    def _row(self, module: str, record: str, one: Json) -> Row:
        link = one.get("$link_url") if one.get("$type") == "Link URL" else None
        size = str(one.get("Size") or "0")
        return {
            "id": f"{module}/{record}/{one.get('id')}",
            PARENT: record,
            PARENT + MODULE: module,
            "File_Name": one.get("File_Name"),
            "link": link,
            "Created_Time": one.get("Created_Time"),
            "size": 0 if link else int(size) if size.isdigit() else None,
        }

    def _uploaded(self, row: Row) -> Written:
        module, record = str(row[PARENT + MODULE]), str(row[PARENT])
        boundary = secrets.token_hex(16)
        link = row.get("link")
        if link:
            content = _part(boundary, 'name="attachmentUrl"') + str(link).encode() + _end(boundary)
        else:
            content = _multipart(boundary, str(row.get("File_Name") or "file"), row.get("content"))
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        place = self._place(module, record)

        def upload() -> httpx.Response:
            return self.api.wire.send("POST", place, content=content, headers=headers, repeatable=False)

        began = self.api.wire.now()
        (told,) = sent(self.api, 1, upload)
        if told.fate is Fate.UNKNOWN:
            return self._looked_for(module, record, row, began)
        return Written(told.fate, (f"{module}/{record}/{told.key[0]}",)) if told.fate is Fate.DONE else told

    def _looked_for(self, module: str, record: str, row: Row, began: datetime) -> Written:
        """The answer was lost: what was uploaded is the one of that name that is new."""
        for one in self._of_record(module, record):
            created = datetime.fromisoformat(str(one["Created_Time"]))
            if created >= began - _SLACK and (one["link"], one["File_Name"]) == (row.get("link"), row.get("File_Name")):
                return Written(Fate.DONE, (str(one["id"]),))
        return Written(Fate.REFUSED, words="the file was not taken, and the service gave no reason", code="ANSWER_LOST")

    def _deleted(self, key: str) -> Written:
        module, record, one = key.split("/")
        (told,) = sent(self.api, 1, lambda: self.api.delete(self._place(module, record, one)))
        return Written(told.fate, (key,)) if told.fate is Fate.DONE else told

    def _place(self, module: str, record: str, one: str = "") -> str:
        return f"{CRM}/{quote(module)}/{quote(record)}/Attachments" + (f"/{quote(one)}" if one else "")


def _part(boundary: str, names: str) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {names}\r\n".encode() + b"\r\n"


def _end(boundary: str) -> bytes:
    return f"\r\n--{boundary}--\r\n".encode()


def _multipart(boundary: str, name: str, content: object) -> bytes:
    """A form with one file. It is held as a whole, since the wire may have to send it again."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", " ")
    pieces = [_part(boundary, f'name="file"; filename="{quoted}"')]
    if isinstance(content, Content):
        pieces += content.read()
    return b"".join([*pieces, _end(boundary)])
