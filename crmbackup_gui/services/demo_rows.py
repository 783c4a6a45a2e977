"""Rows of the demo CRM, made one at a time so that millions of them need no memory.

Every function takes the random numbers to draw from and the ids to give out, and yields tuples in the column order of
the table that it is named after. The same numbers and ids make the same rows on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Final, TypeVar

from crmbackup_gui.services import demo_words as words

Row = tuple[object, ...]
_T = TypeVar("_T")

FIRST_DAY: Final = date(2024, 1, 1)
DAYS: Final = 730
"""Everything in a new demo CRM happened within so many days of `FIRST_DAY`."""

LARGE_NOTES: Final = (66_000, 150_000, 400_000)
"""How many characters the first notes have, all of them too many to travel in a batch."""

_PEOPLE = tuple((locale, tuple(zip(locale.last_names, locale.handles, strict=True))) for locale in words.LOCALES)


def accounts(rng: Random, ids: range) -> Iterator[Row]:
    """Companies. One in five belongs to an earlier one."""
    for id_ in ids:
        name = f"{pick(rng, words.COMPANY_NAMES)} {pick(rng, words.COMPANY_KINDS)} {pick(rng, words.COMPANY_FORMS)}"
        parent = _earlier(rng, ids, id_) if rng.random() < 0.2 else None
        city = pick(rng, pick(rng, words.LOCALES).cities)[1]
        website = f"https://www.{id_}.{pick(rng, words.MAIL_DOMAINS)}/"
        yield id_, parent, f"{name} {id_}", website, city, money(rng, 9_000_000), _moment(rng)


def contacts(rng: Random, ids: range, account_ids: Sequence[int]) -> Iterator[Row]:
    """People. Most work for an account, some have a manager among the earlier ones, few have a photo."""
    for id_ in ids:
        chance = rng.random()
        locale, last_names = pick(rng, _PEOPLE)
        last_name, handle = pick(rng, last_names)
        postcode, city = pick(rng, locale.cities)
        created = _moment(rng)
        yield (
            id_,
            pick(rng, account_ids) if chance < 0.9 else None,
            _earlier(rng, ids, id_) if chance < 0.3 else None,
            pick(rng, locale.first_names),
            last_name,
            f"{handle}.{id_}@{pick(rng, words.MAIL_DOMAINS)}",
            phone(rng, locale),
            pick(rng, locale.streets).format(int(rng.random() * 180) + 1),
            postcode,
            city,
            locale.country,
            locale.language,
            pick(rng, _birthdays()) if chance > 0.4 else None,
            money(rng, 20_000),
            pick(rng, words.TAGS) if chance > 0.75 else None,
            rng.random(),
            rng.randbytes(48) if chance > 0.98 else None,
            created,
            created,
        )


def activities(rng: Random, ids: range, contact_ids: Sequence[int]) -> Iterator[Row]:
    """Calls, mails and meetings with contacts."""
    for id_ in ids:
        minutes = int(rng.random() * 120)
        yield (
            id_,
            pick(rng, contact_ids),
            pick(rng, words.ACTIVITY_KINDS),
            pick(rng, words.ACTIVITY_SUBJECTS),
            _moment(rng),
            minutes or None,
            int(minutes % 4 > 0),
        )


def deals(rng: Random, ids: range, account_ids: Sequence[int]) -> Iterator[Row]:
    """Offers to accounts."""
    for id_ in ids:
        yield (
            id_,
            pick(rng, account_ids),
            f"{pick(rng, words.DEAL_TITLES)} {id_}",
            pick(rng, words.DEAL_STAGES),
            money(rng, 250_000),
            pick(rng, words.CURRENCIES),
            round(rng.random(), 3),
            pick(rng, _dates()),
        )


def deal_contacts(rng: Random, deal_ids: range, contact_ids: Sequence[int]) -> Iterator[Row]:
    """Who takes part in a deal: one contact, or two different ones."""
    for deal in deal_ids:
        first, second = pick(rng, contact_ids), pick(rng, contact_ids)
        yield deal, first, pick(rng, words.DEAL_ROLES)
        if second != first and rng.random() < 0.4:
            yield deal, second, pick(rng, words.DEAL_ROLES)


def notes(rng: Random, ids: range, contact_ids: Sequence[int]) -> Iterator[Row]:
    """What was said. The first ones are as long as `LARGE_NOTES` says."""
    for place, id_ in enumerate(ids):
        body = "".join(pick(rng, words.NOTE_SENTENCES) for _ in range(int(rng.random() * 5) + 1))
        if place < len(LARGE_NOTES):
            body = (body * (LARGE_NOTES[place] // len(body) + 1))[: LARGE_NOTES[place]]
        yield id_, pick(rng, contact_ids), pick(rng, words.NOTE_TITLES), body, _moment(rng)


def settings(rng: Random) -> Iterator[Row]:
    """Name and value: every type a value can have, and one row twice."""
    yield "currency", "EUR"
    yield "sync.minutes", 15
    yield "sync.minutes", 15
    yield "tax.rate", 0.19
    yield "logo", rng.randbytes(96)
    yield "theme", None
    yield "greeting", "您好 / Grüß Gott"


def pick(rng: Random, choices: Sequence[_T]) -> _T:
    """One of them. A third of the time that `Random.choice` takes, which counts for millions."""
    return choices[int(rng.random() * len(choices))]


def money(rng: Random, most: int) -> int | float:
    """An amount, whole as often as not: a decimal column then holds integers and reals."""
    cents = int(rng.random() * most * 100)
    return cents // 100 if cents % 2 else cents / 100


def phone(rng: Random, locale: words.Locale) -> str:
    """A number that looks right and rings nowhere."""
    return f"{locale.dialling_code} 555 01{int(rng.random() * 100):02}"


@cache
def _dates() -> tuple[str, ...]:
    """Every day on which something happened. Made by the first who asks, as most who start the program do not."""
    return _days(FIRST_DAY, DAYS)


@cache
def _birthdays() -> tuple[str, ...]:
    return _days(date(1950, 1, 1), 55 * 365)


def _days(first: date, count: int) -> tuple[str, ...]:
    return tuple((first + timedelta(days=n)).isoformat() for n in range(count))


def _moment(rng: Random) -> str:
    second = int(rng.random() * DAYS * 86_400)
    day, second = divmod(second, 86_400)
    return f"{_dates()[day]} {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _earlier(rng: Random, ids: range, id_: int) -> int | None:
    """One of the ids before this one, so that it exists when this row is written."""
    return pick(rng, ids[: id_ - ids.start]) if id_ > ids.start else None
