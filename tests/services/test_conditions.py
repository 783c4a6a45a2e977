"""What operating systems tell about network and power, and what they do not."""

import ctypes
import logging
from types import SimpleNamespace

import pytest

from crmbackup_gui.model.schedule import Conditions
from crmbackup_gui.services import conditions
from crmbackup_gui.services.conditions import read_conditions
from crmbackup_gui.services.platform import linux, macos
from crmbackup_gui.services.platform.base import Power, ask_program
from crmbackup_gui.services.platform.linux import Linux
from crmbackup_gui.services.platform.macos import MacOS, power_in
from crmbackup_gui.services.platform.windows import Windows

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
DEFAULT = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
NEIGHBOURS = "eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
DEFAULT6 = f"{'0' * 32} 00 {'0' * 32} 00 fe80{'0' * 27}1 00000400 00000001 00000000 00000003     eth0\n"
NO_DEFAULT6 = f"{'0' * 32} 00 {'0' * 32} 00 {'0' * 32} ffffffff 00000001 00000000 00200200       lo\n"


@pytest.fixture
def system(tmp_path):
    """A file system to put files into, and the `Linux` that looks at it."""

    def write(files):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return Linux(tmp_path)

    return write


def supply(name, **values):
    return {f"sys/class/power_supply/{name}/{key}": f"{value}\n" for key, value in values.items()}


BATTERY = {"type": "Battery", "capacity": 57}


@pytest.mark.parametrize(
    ("files", "network"),
    [
        ({}, None),
        ({"proc/net/route": HEAD + NEIGHBOURS}, False),
        ({"proc/net/route": HEAD + NEIGHBOURS + DEFAULT}, True),
        ({"proc/net/route": HEAD, "proc/net/ipv6_route": NO_DEFAULT6}, False),
        ({"proc/net/route": HEAD, "proc/net/ipv6_route": NO_DEFAULT6 + DEFAULT6}, True),
        ({"proc/net/ipv6_route": DEFAULT6}, True),
    ],
)
def test_linux_has_a_network_when_it_has_a_default_route(system, files, network):
    assert system(files).network() is network


@pytest.mark.parametrize(
    ("files", "power"),
    [
        ({}, Power()),
        (supply("AC", type="Mains", online=1), Power(on_battery=False)),
        (supply("AC", type="Mains", online=1) | supply("BAT0", **BATTERY), Power(on_battery=False, percent=57)),
        (supply("AC", type="Mains", online=0) | supply("BAT0", **BATTERY), Power(on_battery=True, percent=57)),
        (supply("BAT0", **BATTERY, status="Discharging"), Power(on_battery=True, percent=57)),
        (supply("BAT0", **BATTERY, status="Charging"), Power(on_battery=False, percent=57)),
        (supply("BAT0", **BATTERY, status="Unknown"), Power(on_battery=None, percent=57)),
        (
            supply("BAT0", **BATTERY, status="Discharging") | supply("BAT1", type="Battery", capacity=43),
            Power(on_battery=True, percent=50),
        ),
        (supply("mouse", **BATTERY, scope="Device", status="Discharging"), Power(on_battery=False)),
        (supply("BAT0", type="Battery", status="Discharging"), Power(on_battery=True)),
    ],
)
def test_linux_tells_power_from_its_supplies(system, files, power):
    assert system(files).power() == power


@pytest.mark.parametrize(
    ("answer", "metered"),
    [(None, None), ((1, ""), None), ((0, "u 0\n"), None), ((0, "u 1\n"), True), ((0, "u 4\n"), False)],
)
def test_linux_asks_network_manager_whether_the_network_is_metered(system, monkeypatch, answer, metered):
    monkeypatch.setattr(linux.shutil, "which", lambda _: "/usr/bin/busctl")
    monkeypatch.setattr(linux, "ask_program", lambda _: answer)
    assert system({}).metered() is metered


def test_linux_without_busctl_does_not_tell(system, monkeypatch):
    monkeypatch.setattr(linux.shutil, "which", lambda _: None)
    assert system({}).metered() is None


@pytest.mark.parametrize(
    ("text", "power"),
    [
        ("Now drawing from 'AC Power'\n", Power(on_battery=False)),
        (
            "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1234)\t57%; discharging; 3:12 remaining\n",
            Power(on_battery=True, percent=57),
        ),
        (
            "Now drawing from 'AC Power'\n -InternalBattery-0 (id=1234)\t100%; charged; 0:00 remaining\n",
            Power(on_battery=False, percent=100),
        ),
        ("nonsense", Power()),
    ],
)
def test_macos_tells_power_as_pmset_prints_it(text, power):
    assert power_in(text) == power


@pytest.mark.parametrize(
    ("answer", "network"),
    [(None, None), ((1, "not in table"), False), ((0, "  gateway: 192.168.1.1\n  interface: en0\n"), True)],
)
def test_macos_has_a_network_when_it_has_a_default_route(monkeypatch, answer, network):
    monkeypatch.setattr(macos, "ask_program", lambda _: answer)
    assert MacOS().network() is network
    assert MacOS().metered() is None
    assert MacOS().power() == Power()


def windows(line=0, flag=0, percent=57, *, told=1, connected=1):
    def tell(pointer):
        status = pointer._obj
        status.ac_line_status, status.battery_flag, status.battery_life_percent = line, flag, percent
        return told

    return Windows(
        SimpleNamespace(
            kernel32=SimpleNamespace(GetSystemPowerStatus=tell),
            wininet=SimpleNamespace(InternetGetConnectedState=lambda *_: connected),
        )
    )


@pytest.mark.parametrize(
    ("answers", "power"),
    [
        ({"line": 0}, Power(on_battery=True, percent=57)),
        ({"line": 1, "flag": 8}, Power(on_battery=False, percent=57)),
        ({"line": 1, "flag": 128, "percent": 255}, Power(on_battery=False)),
        ({"line": 255, "flag": 255, "percent": 255}, Power()),
        ({"told": 0}, Power()),
    ],
)
def test_windows_tells_power_by_its_status(answers, power):
    assert windows(**answers).power() == power


def test_windows_tells_whether_it_is_connected():
    assert windows().network() is True
    assert windows(connected=0).network() is False
    assert windows().metered() is None


def test_windows_without_its_libraries_tells_nothing():
    nothing = Windows(SimpleNamespace())
    assert (nothing.network(), nothing.power()) == (None, Power())


def test_the_power_status_has_the_size_that_windows_writes():
    sizes = []

    def tell(pointer):
        sizes.append(ctypes.sizeof(pointer._obj))
        return 0

    Windows(SimpleNamespace(kernel32=SimpleNamespace(GetSystemPowerStatus=tell))).power()
    assert sizes == [12]


def test_a_program_that_is_not_there_or_hangs_gives_no_answer(monkeypatch):
    monkeypatch.setattr("crmbackup_gui.services.platform.base._SECONDS", 0.05)
    assert ask_program(("/no/such/program",)) is None
    assert ask_program(("sleep", "60")) is None


class Silent:
    """A system that tells nothing."""

    def network(self):
        return None

    def metered(self):
        return None

    def power(self):
        return Power()


def test_what_nobody_can_tell_is_none_and_logged_once(monkeypatch, caplog):
    monkeypatch.setattr(conditions, "_logged", set())
    with caplog.at_level(logging.INFO):
        assert read_conditions(Silent()) == Conditions()
        first = len(caplog.records)
        read_conditions(Silent())
    assert first == 3
    assert len(caplog.records) == first


def test_a_system_that_nobody_knows_tells_nothing(monkeypatch):
    monkeypatch.setattr(conditions.sys, "platform", "plan9")
    assert read_conditions() == Conditions()


def test_this_system_can_be_asked():
    assert isinstance(read_conditions(), Conditions)


def test_a_desktop_computer_is_not_on_battery(system):
    told = read_conditions(system(supply("AC", type="Mains", online=1) | {"proc/net/route": HEAD + DEFAULT}))
    assert (told.network, told.on_battery, told.battery_percent) == (True, False, None)
