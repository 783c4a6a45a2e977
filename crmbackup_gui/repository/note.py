"""The object `readme`: what a repository is, for whoever finds it without this program, and how to read it."""

from __future__ import annotations

import logging
from pathlib import Path

from crmbackup_gui.errors import ObjectMissing, StoreFailed
from crmbackup_gui.repository.objects import AlreadyThere, ObjectStore

NOTE = "readme"

_ENGLISH = """\
This folder is a repository of crmbackup: recovery points of the data of a CRM, encrypted.
Do not rename, change or delete anything in it, also this file. Copies of the whole folder are fine.

To read it, install crmbackup and choose "I already have a repository". You need the passphrase, the recovery code
from the recovery sheet, or the computer that made the backups. Without one of them nobody can read it.

To read it without crmbackup: its source has a script of one file, packaging/rescue/rescue.py, that needs Python and
the libraries cryptography, pyarrow and zstandard, and writes every record as CSV. Take the script from where you took
crmbackup, never from a folder like this one: you are going to give it your key. If the script is lost as well, what
follows below describes every byte, so that a programmer can write another.
"""

_CHINESE = """\
此文件夹是 crmbackup 的存储库，其中加密保存着 CRM 数据的恢复点。
请勿重命名、修改或删除其中的任何内容，包括本文件。可以复制整个文件夹。

要读取它，请安装 crmbackup，然后选择“我已有存储库”。您需要密码短语、恢复卡上的恢复码，
或者做过备份的那台计算机。三者都没有，任何人都无法读取。

不用 crmbackup 也能读取：其源代码中有一个单文件脚本 packaging/rescue/rescue.py，
只需要 Python 和 cryptography、pyarrow、zstandard 三个库，即可把所有记录写成 CSV。
请从获取 crmbackup 的地方获取该脚本，切勿使用这类文件夹中的脚本，因为您要把密钥交给它。
如果脚本也丢失了，下文（英文）说明了每一个字节，程序员可以据此另写一个。
"""

_LOG = logging.getLogger(__name__)


def note_text() -> str:
    """In both languages, and then the whole of FORMAT.md."""
    described = Path(__file__).with_name("FORMAT.md").read_text(encoding="utf-8")
    return f"{_ENGLISH}\n{_CHINESE}\n{'-' * 80}\n\n{described}"


def leave_note(store: ObjectStore) -> None:
    """Put the note where there is none. That it cannot be written is logged: nothing else needs it."""
    try:
        store.size(NOTE)
    except ObjectMissing:
        try:
            store.put(NOTE, note_text().encode(), create=True)
        except AlreadyThere:
            return
        except StoreFailed as error:
            _LOG.warning("the repository has no note that says how to read it: %s", error.user_message)
    except StoreFailed as error:
        _LOG.warning("nobody can tell whether the repository has a note: %s", error.user_message)
