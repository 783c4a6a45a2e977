"""`python -m tests.repository.fuzz DECODER SECONDS`: coverage-guided fuzzing of one decoder, by atheris.

It ends with 0 when every input read or ended in an error of ours; else atheris says which input did not.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["crmbackup_gui.repository"]):
    from crmbackup_gui.errors import CrmBackupError
    from tests.repository.hostile import DECODERS, honest

INPUT_BYTES = 1 << 16
MEMORY_MIB = 2_048
INPUT_SECONDS = 20


def main():
    decoder, seconds = sys.argv[1], sys.argv[2]
    decode = DECODERS[decoder]

    def one_input(data):
        try:
            decode(data)
        except CrmBackupError:
            return

    with tempfile.TemporaryDirectory() as corpus:
        for number, example in enumerate(honest()[decoder]):
            (Path(corpus) / str(number)).write_bytes(example[:INPUT_BYTES])
        limits = [f"-max_total_time={seconds}", f"-max_len={INPUT_BYTES}", f"-rss_limit_mb={MEMORY_MIB}"]
        atheris.Setup(
            [sys.argv[0], *limits, f"-timeout={INPUT_SECONDS}", f"-artifact_prefix={tempfile.gettempdir()}/", corpus],
            one_input,
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
