import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import InvalidLocation, PasswordInLocation
from crmbackup_gui.sources.location import Location, parse_location

names = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)
raw_bytes = st.binary(min_size=1, max_size=12).map(lambda b: b.replace(b"\0", b"x").decode("utf-8", "surrogateescape"))
paths = st.lists(names | raw_bytes, min_size=1, max_size=4).map(lambda parts: Path("/" + "/".join(parts).lstrip("/")))


def absolute(path):
    return Path(path).absolute()


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Path.cwd()


def test_three_slashes_name_a_file_relative_to_the_current_folder(here):
    assert parse_location("sqlite:///crm.db").path == here / "crm.db"


def test_four_slashes_name_an_absolute_file():
    assert parse_location("sqlite:////data/crm.db").path == absolute("/data/crm.db")


def test_a_folder_is_absolute_after_three_slashes():
    assert parse_location("folder:///data/papers").path == absolute("/data/papers")


def test_the_scheme_may_be_written_in_capitals():
    assert parse_location("SQLite:////data/crm.db").scheme == "sqlite"


@pytest.mark.parametrize("text", ["folder:///my files/caf\u00e9 #1", "folder:///my%20files/caf%C3%A9%20%231"])
def test_raw_and_encoded_paths_are_the_same(text):
    assert parse_location(text).path == absolute("/my files/caf\u00e9 #1")


def test_a_literal_percent_sign_is_written_25():
    assert parse_location("folder:///100%25").path == absolute("/100%")


def test_an_encoded_question_mark_belongs_to_the_path():
    assert parse_location("folder:///why%3F").path == absolute("/why?")


def test_the_first_option_follows_a_question_mark_and_the_next_an_ampersand():
    options = parse_location("mysql://user@host/db?socket=/run/my%20sql&compress=yes").options
    assert options == {"socket": "/run/my sql", "compress": "yes"}


def test_an_option_may_contain_an_equals_sign():
    assert parse_location("mysql://host/db?init=a=b").options == {"init": "a=b"}


def test_a_server_has_user_host_port_and_database():
    location = parse_location("postgresql://back%40up@DB.example:5433/my%2Fcrm")
    assert location == Location("postgresql", host="db.example", port=5433, user="back@up", database="my/crm")


def test_the_host_may_be_empty():
    location = parse_location("postgresql://user@/db?host=/run/dir")
    assert (location.user, location.host, location.database) == ("user", None, "db")


def test_an_ipv6_address_stands_in_brackets():
    location = parse_location("salesforce://[::1]:8080")
    assert (location.host, location.port, location.url) == ("::1", 8080, "salesforce://[::1]:8080")


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://user:hunter2@host/db",
        "postgresql://user:hunt/er2@host/db",
        "postgresql://user:hunt?er2@host/db",
        "postgresql://:hunter2@host/db",
        "postgresql://user:12/hunter2@host/db",
        "postgresql://host/db?password=hunter2",
        "postgresql://host/db?PassWord=hunter2",
    ],
)
def test_a_password_is_refused_and_never_repeated(text):
    with pytest.raises(PasswordInLocation) as caught:
        parse_location(text)
    assert "hunt" not in str(caught.value)


@pytest.mark.parametrize("text", ["postgresql://user:1234@host/db", "mysql://u:12ab@h/d"])
def test_a_password_of_digits_is_refused_too(text):
    with pytest.raises(PasswordInLocation):
        parse_location(text)


@pytest.mark.parametrize("text", ["user:hunter2@host/db", "postgresql//user:hunter2@host", "user:hunter2@[::1"])
def test_a_message_about_something_else_leaves_the_user_out(text):
    with pytest.raises(InvalidLocation) as caught:
        parse_location(text)
    assert "hunter2" not in str(caught.value)


def test_a_colon_and_an_at_sign_in_a_path_are_no_password():
    assert parse_location("sqlite:////a:b@c/crm.db").path == absolute("/a:b@c/crm.db")


def test_a_port_before_an_at_sign_in_an_option_is_no_password():
    assert parse_location("mysql://host:3306/db?zone=a@b").port == 3306
    assert parse_location("mysql://[::1]:3306/db?zone=a@b").port == 3306


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("crm.db", "does not begin with the kind"),
        ("", "does not begin with the kind"),
        ("sqlite://crm.db", "three slashes"),
        ("sqlite:///", "names no file"),
        ("folder:///", "names no file"),
        ("folder:///a%zz", "hexadecimal"),
        ("folder:///a%", "hexadecimal"),
        ("folder:///a%00b", "NUL"),
        ("folder:///a\0b", "NUL"),
        ("folder:///a?b=%00", "NUL"),
        ("folder:///\ud800", "no file system"),
        ("sqlite:///a?files=papers", "absolute"),
        ("sqlite:///a?mode", "name=value"),
        ("sqlite:///a?=1", "name=value"),
        ("sqlite:///a?b=1&&c=2", "name=value"),
        ("sqlite:///a?b=1&b=2", "twice"),
        ("mysql://host:0/db", "65535"),
        ("mysql://host:70000/db", "65535"),
        ("mysql://host:port/db", "host:port"),
        ("mysql://[::1/db", "host:port"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, problem):
    with pytest.raises(InvalidLocation, match=problem):
        parse_location(text)


def test_an_option_that_a_source_does_not_have_is_refused_by_name():
    with pytest.raises(InvalidLocation, match="no option 'mood'"):
        parse_location("sqlite:////a?mood=1&mode=ro").check_options({"mode"})


def test_different_ways_to_write_a_place_have_one_url(here):
    relative = parse_location("sqlite:///./papers/../my crm.db?b=2&a=%31")
    full = parse_location(f"SQLITE:///{here.as_posix()}/my%20crm.db?a=1&b=2")
    assert relative.url == full.url


def test_the_attachment_folder_is_canonical_too():
    assert parse_location("sqlite:////crm.db?files=/papers/").options == {"files": absolute("/papers").as_posix()}


def test_two_dots_behind_a_link_mean_what_the_disk_says(tmp_path):
    (tmp_path / "real" / "inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real" / "inner")
    assert parse_location(f"sqlite:///{tmp_path}/link/../crm.db").path == tmp_path.resolve() / "real" / "crm.db"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes fewer characters in names")
@given(scheme=st.sampled_from(["sqlite", "folder", "csv"]), path=paths, options=st.dictionaries(names, names))
def test_any_path_and_options_come_back_from_their_url(scheme, path, options):
    secret = {"password", "passwd", "pwd", "secret", "token", "access_token", "api_key", "apikey", "files"}
    options = {name: value for name, value in options.items() if name.lower() not in secret}
    if {"..", "/"} & set(path.parts[1:]) or path == Path("/"):
        return
    location = Location(scheme, path=path, options=options)
    assert parse_location(location.url) == location


@given(
    user=st.none() | names,
    host=st.none() | st.from_regex(r"[a-z0-9.-]+", fullmatch=True),
    port=st.none() | st.integers(1, 65_535),
    database=st.none() | names,
)
def test_any_server_comes_back_from_its_url(user, host, port, database):
    location = Location("postgresql", user=user, host=host, port=port, database=database)
    assert parse_location(location.url) == location
