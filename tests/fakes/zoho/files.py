"""Attachments of records: lists, uploads, downloads. There is no list of all attachments of a module."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP

from tests.fakes.serving import Request, Response, answer_json
from tests.fakes.zoho.reading import Reading
from tests.fakes.zoho.state import Org, StoredFile
from tests.fakes.zoho.words import Refused

LARGEST = 20 << 20


@dataclass
class Files:
    """Answers about attachments."""

    org: Org
    reading: Reading
    largest: int = LARGEST

    def list_files(self, request: Request, module: str, record: str) -> Response:
        """GET /{module}/{record}/Attachments."""
        self._parent(module, record)
        if not request.query.get("fields"):
            raise Refused(400, "REQUIRED_PARAM_MISSING", "required param is missing", param_name="fields")
        found = [stored for stored in self.org.files.values() if stored.parent == record]
        page, size = int(request.query.get("page", "1")), int(request.query.get("per_page", "200"))
        chosen = found[(page - 1) * size : page * size]
        if not chosen:
            return Response(204)
        info = {
            "per_page": size,
            "count": len(chosen),
            "page": page,
            "more_records": len(found) > page * size,
            "next_page_token": None,
            "previous_page_token": None,
            "page_token_expiry": None,
        }
        return answer_json({"data": [self._described(stored) for stored in chosen], "info": info})

    def upload(self, request: Request, module: str, record: str) -> Response:
        """POST /{module}/{record}/Attachments, with a part `file` or `attachmentUrl`."""
        self._parent(module, record)
        parts = _parts(request)
        if set(parts) == {"attachmentUrl"}:
            _, link = parts["attachmentUrl"]
            stored = self.add(module, record, link.decode(), b"", link=link.decode())
        elif set(parts) == {"file"}:
            name, content = parts["file"]
            if len(content) > self.largest:
                raise Refused(413, "INVALID_DATA", "file size exceeds the limit")
            stored = self.add(module, record, name, content)
        else:
            raise Refused(400, "REQUIRED_PARAM_MISSING", param_name="file")
        details = {
            "id": stored.id,
            "Created_Time": self.org.shown(stored.created),
            "Modified_Time": self.org.shown(stored.created),
            "Created_By": self.org.users[stored.by].reference(with_email=False),
            "Modified_By": self.org.users[stored.by].reference(with_email=False),
        }
        told = {"code": "SUCCESS", "details": details, "message": "attachment uploaded successfully"}
        return answer_json({"data": [{**told, "status": "success"}]})

    def download(self, _request: Request, module: str, record: str, file: str) -> Response:
        """GET /{module}/{record}/Attachments/{file}."""
        self._parent(module, record)
        stored = self.org.files.get(file)
        if stored is None or stored.parent != record:
            return Response(204)
        if stored.link:
            raise Refused(400, "DOWNLOAD_NOT_ALLOWED", "As it is a linked attachment, you can not download it")
        return Response(200, stored.content, {"Content-Type": "application/octet-stream"})

    def delete(self, _request: Request, module: str, record: str, file: str) -> Response:
        """DELETE /{module}/{record}/Attachments/{file}."""
        self._parent(module, record)
        stored = self.org.files.get(file)
        if stored is None or stored.parent != record:
            raise Refused(400, "INVALID_DATA", "the related id given seems to be invalid", resource_path_index=3)
        del self.org.files[file]
        told = {"code": "SUCCESS", "details": {"id": file}, "message": "record deleted", "status": "success"}
        return answer_json({"data": [told]})

    def add(self, module: str, record: str, name: str, content: bytes, link: str = "") -> StoredFile:
        """A file as if somebody had attached it in a browser."""
        stored = StoredFile(self.org.new_id(), module, record, name, content, self.org.now(), self.org.me, link)
        self.org.files[stored.id] = stored
        return stored

    def _parent(self, module: str, record: str) -> None:
        self.reading.module(module)
        if record not in self.org.records[module]:
            raise Refused(400, "INVALID_DATA", "the id given seems to be invalid", resource_path_index=1)

    def _described(self, stored: StoredFile) -> dict:
        parent = self.org.records[stored.module][stored.parent]
        described = {
            "id": stored.id,
            "File_Name": stored.name,
            "Size": str(len(stored.content)),
            "Parent_Id": {"name": self.org.name_of(parent), "id": parent.id},
            "Owner": self.org.users[stored.by].reference(),
            "Created_By": self.org.users[stored.by].reference(),
            "Created_Time": self.org.shown(stored.created),
            "Modified_By": self.org.users[stored.by].reference(),
            "Modified_Time": self.org.shown(stored.created),
            "$type": "Link URL" if stored.link else "File",
            "$file_id": None if stored.link else f"file{stored.id}",
            "$se_module": stored.module,
            "$editable": True,
            "$state": "save",
        }
        return {**described, "$link_url": stored.link} if stored.link else described


def _parts(request: Request) -> dict[str, tuple[str, bytes]]:
    """Name of each part of a multipart body to its file name and content."""
    head = f"Content-Type: {request.headers.get('Content-Type', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    parts: dict[str, tuple[str, bytes]] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        parts[str(name)] = (part.get_filename() or "", part.get_payload(decode=True) or b"")
    return parts
