import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from crmbackup_gui.errors import StoreFailed
from crmbackup_gui.model.health import Concern, Health, HealthState
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.history import Run, Task
from crmbackup_gui.services.settings import Notify
from crmbackup_gui.ui.known import Unread
from crmbackup_gui.ui.look import theme
from crmbackup_gui.ui.notices import Notices
from crmbackup_gui.ui.tray import Tray
from crmbackup_gui.ui.tray_icon import SIZES, TrayState, tray_icon, tray_state
from crmbackup_gui.ui.viewmodels.pausing import Pause, end_of

NOW = datetime.now(UTC)
GOOD = Health(HealthState.PROTECTED, (), NOW - timedelta(hours=2), NOW - timedelta(hours=1), NOW + timedelta(hours=1))


def with_health(session, connection_id, health):
    """As if the recovery points had been looked at, with that result."""
    session._troubles[connection_id] = Unread(StoreFailed("x", "y"), health)
    session.overview_changed.emit(connection_id)


def connect(session, name):
    connection = Connection(id=name.lower(), name=name, source=f"sqlite:///tmp/{name}.db", repository="/none")
    session.program.settings.change(
        lambda settings: msgspec.structs.replace(settings, connections=(*settings.connections, connection))
    )
    session.connections_changed.emit()
    return connection


def change(session, **settings):
    session.program.settings.change(lambda old: msgspec.structs.replace(old, **settings))
    session.settings_changed.emit()


def run_of(outcome, **more):
    more = {"task": Task.BACKUP, "started_at": NOW, **more}
    return Run(connection="acme", crm_name="Acme", outcome=outcome, **more)


@pytest.fixture
def tray(session):
    tray = Tray(session, lambda: None)
    yield tray
    tray.close()


# The icon


@given(st.none() | st.sampled_from(HealthState), st.booleans(), st.booleans(), st.booleans())
def test_the_icon_shows_what_runs_then_what_is_wrong_then_a_pause(worst, failed, busy, paused):
    state = tray_state(worst, failed=failed, busy=busy, paused=paused)
    if busy:
        assert state is TrayState.RUNNING
    elif failed or worst is HealthState.UNPROTECTED:
        assert state is TrayState.FAILED
    elif worst is HealthState.ATTENTION:
        assert state is TrayState.ATTENTION
    else:
        known = TrayState.PROTECTED if worst else TrayState.UNKNOWN
        assert state is (TrayState.PAUSED if paused else known)


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_every_state_has_a_picture_of_its_own_at_every_size(qapp, scheme):
    theme.apply(qapp, scheme)
    for size in SIZES:
        pictures = [tray_icon(state, qapp.palette()).pixmap(size, size).toImage() for state in TrayState]
        assert all(picture.width() == size for picture in pictures)
        assert not any(one == other for at, one in enumerate(pictures) for other in pictures[:at])


def test_states_differ_by_shape_where_colours_are_not_seen(qapp):
    grey = set()
    for state in TrayState:
        picture = tray_icon(state, qapp.palette()).pixmap(32, 32).toImage()
        grey.add(picture.convertToFormat(QImage.Format.Format_Grayscale8).constBits().tobytes())
    assert len(grey) == len(TrayState)


def test_what_is_wrong_stays_on_the_icon_until_it_is_mended(session, tray):
    connect(session, "Acme")
    failed = replace(GOOD, state=HealthState.ATTENTION, concerns=(Concern.LAST_RUN_FAILED,))
    with_health(session, "acme", failed)
    assert tray.state is TrayState.FAILED
    again = Tray(session, lambda: None)
    assert again.state is TrayState.FAILED
    again.close()
    with_health(session, "acme", GOOD)
    assert tray.state is TrayState.PROTECTED


def test_the_worst_crm_gives_the_icon(session, tray):
    connect(session, "Acme")
    connect(session, "Bolt")
    with_health(session, "acme", replace(GOOD, state=HealthState.ATTENTION, concerns=(Concern.TOO_OLD,)))
    with_health(session, "bolt", GOOD)
    assert tray.state is TrayState.ATTENTION
    assert tray._health.text().startswith("Acme: Needs attention.")


def test_a_new_palette_draws_the_icon_anew(qtbot, qapp, tray):
    before = tray._drawn
    theme.apply(qapp, Qt.ColorScheme.Dark)
    qtbot.waitUntil(lambda: tray._drawn != before)


# The menu


def test_without_a_crm_there_is_only_opening_and_quitting(tray):
    shown = [action.text() for action in tray.menu.actions() if action.isVisible() and not action.isSeparator()]
    assert shown == ["No CRM is protected yet.", "Open crmbackup", "Quit"]


def test_the_menu_says_how_well_protected_and_what_comes_next(session, tray):
    connect(session, "Acme")
    with_health(session, "acme", GOOD)
    assert tray._health.text().startswith("Protected. Last good recovery point 2 hour(s) ago")
    assert tray._next.text().startswith("Next backup: ")
    assert tray.icon.toolTip().startswith("crmbackup: Protected.")


def test_several_protected_crms_are_one_sentence(session, tray):
    for name in ("Acme", "Bolt"):
        connect(session, name)
        with_health(session, name.lower(), GOOD)
    assert tray._health.text() == "All 2 CRM(s) are protected."


def test_back_up_now_is_there_for_each_crm(session, tray, monkeypatch):
    asked = []
    monkeypatch.setattr(session, "back_up", asked.append)
    connect(session, "Acme")
    connect(session, "Salt & Sons")
    assert [action.text() for action in tray.back_up.actions()] == ["Acme", "Salt && Sons"]
    for action in tray.back_up.actions():
        action.trigger()
    assert asked == ["acme", "salt & sons"]


def test_a_crm_with_a_running_job_cannot_be_backed_up_twice(session, tray, monkeypatch):
    connect(session, "Acme")
    monkeypatch.setattr(session, "is_busy", lambda _: True)
    session.jobs.changed.emit()
    assert [action.isEnabled() for action in tray.back_up.actions()] == [False]


def test_a_pause_holds_and_can_be_ended(qtbot, session, tray):
    connect(session, "Acme")
    tray.pause.actions()[0].trigger()
    qtbot.waitUntil(lambda: not session.jobs.active)
    until = session.settings().paused_until
    assert abs(until - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)
    # Nobody pauses "until in 59 minutes".
    assert re.fullmatch(r"Paused until (today|tomorrow) \d\d:\d\d", tray.pause.title())
    assert tray.resume.isVisible()
    tray.resume.trigger()
    qtbot.waitUntil(lambda: not session.jobs.active)
    assert session.settings().paused_until is None
    assert not tray.resume.isVisible()


def test_a_pause_that_is_over_is_no_pause(session, tray):
    connect(session, "Acme")
    change(session, paused_until=NOW - timedelta(minutes=1))
    assert tray.pause.title() == "Pause"
    assert tray.state is TrayState.UNKNOWN


def test_opening_and_quitting_are_asked_for(qtbot, session):
    opened = []
    tray = Tray(session, lambda: opened.append(True))
    tray.open.trigger()
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert len(opened) == 2
    with qtbot.waitSignal(tray.quit_wanted):
        tray.quit.trigger()
    tray.close()


def test_the_program_is_whole_without_a_tray(session, tray):
    # The window system of the tests has none.
    assert not tray.available
    assert not tray.icon.isVisible()
    session.run_ended.emit(run_of(Outcome.FAILED))


# Pauses

ZONE = timezone(timedelta(hours=8))
moments = st.timedeltas(timedelta(), timedelta(days=36_500)).map(
    lambda since: datetime(2000, 1, 1, tzinfo=ZONE) + since
)


@given(moments)
def test_a_pause_until_tomorrow_lasts_over_the_night(now):
    end = end_of(Pause.TOMORROW, now)
    assert end.astimezone(ZONE).hour == 6
    assert timedelta(hours=3) < end - now < timedelta(hours=27, minutes=1)


@given(moments)
def test_other_pauses_last_as_long_as_they_say(now):
    assert end_of(Pause.HOUR, now) - now == timedelta(hours=1)
    assert end_of(Pause.FOUR_HOURS, now) - now == timedelta(hours=4)


# Notices


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def told(session):
    """What the desktop was told, and a clock to put forward."""
    notices = Notices(session, Clock(), session)
    heard = []
    notices.told.connect(lambda *notice: heard.append(notice))
    return notices, heard


@pytest.mark.parametrize(
    ("wanted", "outcomes"),
    [
        (Notify.ALL, {Outcome.OK, Outcome.WARNINGS, Outcome.FAILED}),
        (Notify.PROBLEMS, {Outcome.WARNINGS, Outcome.FAILED}),
        (Notify.NOTHING, set()),
    ],
)
def test_runs_are_told_as_the_settings_say(session, told, wanted, outcomes):
    change(session, notify=wanted)
    _, heard = told
    for outcome in Outcome:
        before = len(heard)
        session.run_ended.emit(run_of(outcome))
        assert (len(heard) > before) is (outcome in outcomes)


def test_a_notice_says_what_failed_why_and_what_to_do(session, told):
    _, heard = told
    message = "'/mnt/x' cannot be used: it is full."
    session.run_ended.emit(run_of(Outcome.FAILED, error="StoreFailed", message=message, action="CHECK_PLACE"))
    ((title, text, problem),) = heard
    assert title == "Acme: Backup failed"
    assert "/mnt/x" in text
    assert "plugged in" in text
    assert problem


def test_a_good_backup_tells_its_records(session, told):
    change(session, notify=Notify.ALL)
    _, heard = told
    session.run_ended.emit(run_of(Outcome.OK, counts={"records": 1204}))
    ((_, text, problem),) = heard
    assert "1204" in text.replace(",", "")
    assert not problem


def test_a_crm_without_backups_for_days_is_told_once_a_day(session, told):
    notices, heard = told
    connect(session, "Acme")
    old = replace(GOOD, state=HealthState.ATTENTION, concerns=(Concern.TOO_OLD,), last_good=NOW - timedelta(days=9))
    for hours in (0, 1, 23, 25):
        notices._clock.now = NOW + timedelta(hours=hours)
        with_health(session, "acme", old)
    assert [(title, text) for title, text, _ in heard] == [
        ("No new backup of Acme", "The last good recovery point is 9 day(s) old."),
        ("No new backup of Acme", "The last good recovery point is 10 day(s) old."),
    ]
    with_health(session, "acme", GOOD)
    assert len(heard) == 2


def test_who_wants_no_notices_gets_none(session, told):
    change(session, notify=Notify.NOTHING)
    connect(session, "Acme")
    with_health(session, "acme", replace(GOOD, last_good=NOW - timedelta(days=40)))
    assert told[1] == []


def test_a_tray_shows_notices_unless_the_window_is_looked_at(session, tray, monkeypatch):
    shown = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(tray.icon, "showMessage", lambda *message: shown.append(message))
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
    session.run_ended.emit(run_of(Outcome.FAILED))
    assert len(shown) == 1
    monkeypatch.setattr(QApplication, "activeWindow", lambda: tray.menu)
    session.run_ended.emit(run_of(Outcome.FAILED))
    assert len(shown) == 1


@pytest.mark.usefixtures("qapp")
def test_the_icon_stands_out_from_its_own_badge():
    """Where the badge begins the shield ends: a rim of nothing lies between."""
    image = tray_icon(TrayState.PROTECTED, QPalette()).pixmap(64, 64).toImage()
    row = [image.pixelColor(x, 44).alpha() for x in range(64)]
    assert 0 in row[10:40]
