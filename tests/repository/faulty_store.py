"""A store in memory whose clock is set by the test, and which dies at any of its operations."""

from dataclasses import dataclass

from crmbackup_gui.errors import ObjectMissing, StoreFailed
from crmbackup_gui.repository.objects import AlreadyThere, ObjectInfo, check_name

WRITES = ("put", "delete")


class Killed(BaseException):
    """The program is gone: nothing of it may run any more, least of all what catches errors."""


@dataclass
class Fault:
    """What happens at the operation of that number: before it, or after it, when it is one that writes.

    With `failing`, the program lives on and is told that the store failed.
    """

    at: int
    after: bool = False
    failing: bool = False


class FaultyStore:
    """An `ObjectStore`. `done` lists its operations, a deletion once for each name; `fault` says where it dies."""

    location = "memory:"
    requests_at_once = 1

    def __init__(self, objects=None, now=1_000_000_000.0, fault=None):
        self.objects = dict(objects or {})
        self.now = now
        self.fault = fault
        self.done = []
        self.rules = ()

    def copy(self, fault=None):
        return FaultyStore(self.objects, self.now, fault)

    def put(self, name, data, *, create=False):
        self._begin("put", name)
        if create and name in self.objects:
            raise AlreadyThere(name)
        self.objects[check_name(name)] = (bytes(data), self.now)
        self._end()

    def get(self, name):
        self._begin("get", name)
        return self._found(name)[0]

    def get_range(self, name, start, length):
        self._begin("get_range", name)
        return self._found(name)[0][start : start + length]

    def size(self, name):
        self._begin("size", name)
        return len(self._found(name)[0])

    def list(self, prefix=""):
        self._begin("list", prefix)
        folder = prefix.removesuffix("/") + "/" if prefix else ""
        names = sorted(name for name in self.objects if name.startswith(folder))
        return iter([ObjectInfo(name, len(self.objects[name][0]), self.objects[name][1]) for name in names])

    def delete(self, names):
        for name in names:
            self._begin("delete", name)
            self.objects.pop(check_name(name), None)
            self._end()

    def obstacles(self, names):
        """Those that a test says of the names that are there; no operation that a program could die at."""
        return self.rules if any(name in self.objects for name in names) else ()

    def _found(self, name):
        if check_name(name) not in self.objects:
            raise ObjectMissing(name)
        return self.objects[name]

    def _begin(self, operation, name):
        self.done.append((operation, name))
        if self.fault and self.fault.at == len(self.done) - 1 and not self.fault.after:
            self._die()

    def _end(self):
        if self.fault and self.fault.at == len(self.done) - 1 and self.fault.after:
            self._die()

    def _die(self):
        if self.fault.failing:
            raise StoreFailed(self.location, "it failed here")
        raise Killed


def faults(done):
    """Every way in which these operations can be cut short."""
    for number, (operation, _) in enumerate(done):
        for failing in (False, True):
            yield Fault(number, failing=failing)
            if operation in WRITES:
                yield Fault(number, after=True, failing=failing)
