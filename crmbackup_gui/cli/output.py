"""Where answers go: sentences to people, JSON lines to programs."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Mapping
from typing import TextIO

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.json_lines import json_line
from crmbackup_gui.cli.wording import printable


class Output:
    """Standard output and standard error of one command. Any thread may use it.

    With `json`, standard output has nothing but JSON objects, one a line; errors for people go to standard error.
    A reader that has gone away is no error: what is left to say goes nowhere.
    """

    def __init__(self, *, json: bool) -> None:
        self.json = json
        self._lock = threading.Lock()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")

    def say(self, line: str) -> None:
        """A line for people."""
        if not self.json:
            self._write(sys.stdout, printable(line))

    def event(self, fields: Mapping[str, object]) -> None:
        """A line for programs."""
        if self.json:
            self._write(sys.stdout, json_line(fields))

    def answer(self, answer: Answer) -> None:
        """The last words of a command."""
        self.event(answer.fields())
        for line in answer.lines:
            self.say(line)
        if not self.json:
            for warning in answer.warnings:
                self._write(sys.stderr, printable(f"Warning: {warning}"))
        for hint in answer.hints:
            self.say(hint)
        if answer.problem is not None:
            for sentence in (answer.problem.sentence, answer.problem.advice) if not self.json else ():
                self._write(sys.stderr, printable(sentence))

    def _write(self, stream: TextIO, line: str) -> None:
        with self._lock:
            try:
                stream.write(f"{line}\n")
                stream.flush()
            except BrokenPipeError:
                # What is still buffered would complain when the interpreter ends.
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
