"""Tables of an unknown CRM, in groups that people can choose from.

Names say most: `order_line` belongs to `order`. A table that only joins others belongs to one of those. Where that
leaves more groups than anybody would look through, those whose names begin with the same word become one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.sources.sql.profile_files import Vocabulary

MOST = 40
"""Groups; what is smallest beyond them is left over together."""

_COMMON = 0.6
"""A first word that this share of the tables have tells nothing, such as `llx` or `wp`."""
_FROM_TABLES = 5
_OWN_FIELDS = 2
"""A table that only joins others has at most so many fields beside those that point to them."""
_WORD = re.compile(r"[^\W_]+")


def grouped(
    entities: Sequence[Entity], vocabulary: Vocabulary, most: int = MOST, taken: Iterable[str] = ()
) -> list[BusinessEntity]:
    """Every entity in exactly one group, in the order of their main entities. Ids in `taken` are not given."""
    short = _without_common_words([entity.name for entity in entities])
    heads = _heads(entities, short)
    groups: dict[str, list[str]] = defaultdict(list)
    for entity in entities:
        groups[heads[entity.name]].append(entity.name)
    called = {head: short[head] for head in groups}
    if len(groups) > most:
        groups, called = _by_first_word(groups, short)
    left_over: list[str] = []
    if len(groups) > most:
        smallest = sorted(groups, key=lambda head: -len(groups[head]))[most - 1 :]
        left_over = [name for head in smallest for name in groups.pop(head)]
    named = [_named(head, names, called[head], vocabulary) for head, names in groups.items()]
    if left_over:
        english, chinese = vocabulary.other
        named.append(BusinessEntity(id="other", english=english, chinese=chinese, entities=tuple(left_over)))
    return _told_apart(named, set(taken))


def _without_common_words(names: Sequence[str]) -> dict[str, str]:
    """Names in lower case, without the first words that nearly all of them have."""
    short = {name: name.lower() for name in names}
    while len(names) >= _FROM_TABLES:
        firsts = Counter(_first(text) for text in short.values() if _first(text) != text)
        word, count = max(firsts.items(), key=lambda item: item[1], default=("", 0))
        if count < _COMMON * len(names):
            break
        short = {name: text[len(word) + 1 :] if _first(text) == word else text for name, text in short.items()}
        if len(set(short.values())) < len(short):
            return {name: name.lower() for name in names}
    return short


def _first(name: str) -> str:
    """The first word of a name, with what is no letter before it."""
    found = _WORD.search(name)
    return name[: found.end()] if found else name


def _heads(entities: Sequence[Entity], short: Mapping[str, str]) -> dict[str, str]:
    """For each entity the one that leads its group."""
    by_short = {form: name for name, text in short.items() for form in _forms(text)}
    parents: dict[str, str] = {}
    for entity in entities:
        parent = _by_name(short[entity.name], by_short) or _joined(entity, short)
        if parent is not None and parent != entity.name and parent in short:
            parents[entity.name] = parent
    return {entity.name: _top(entity.name, parents) for entity in entities}


def _top(name: str, parents: Mapping[str, str]) -> str:
    seen = {name}
    while name in parents and parents[name] not in seen:
        name = parents[name]
        seen.add(name)
    return name


def _forms(name: str) -> tuple[str, ...]:
    """The ways in which other tables may begin with a name: as it is, and in the singular."""
    return (name, singular(name))


def singular(name: str) -> str:
    """An English word in the singular, as far as its ending tells."""
    for ending, one in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name[: -len(ending)] + one
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) and len(name) > 3 else name


def _by_name(name: str, by_short: Mapping[str, str]) -> str | None:
    """The table with the longest name that this one begins with."""
    for at in range(len(name) - 1, 2, -1):
        if not name[at].isalnum() and name[:at] in by_short:
            return by_short[name[:at]]
    return None


def _joined(entity: Entity, short: Mapping[str, str]) -> str | None:
    """Of a table that only joins others, the one whose name is in its own, or else the first."""
    targets = list(dict.fromkeys(r.target for r in entity.references if r.target != entity.name))
    pointing = {name for reference in entity.references for name in reference.fields}
    own = [field for field in entity.fields if field.name not in pointing and not field.hidden]
    if len(targets) < 2 or len(own) > _OWN_FIELDS:
        return None
    named = (target for target in targets if singular(short.get(target, target)) in short[entity.name])
    return next(named, targets[0])


def _by_first_word(
    groups: Mapping[str, list[str]], short: Mapping[str, str]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Groups whose heads begin with the same word as one, led by the shortest name; and what each is called."""
    same: dict[str, list[str]] = defaultdict(list)
    for head in groups:
        same[singular(_first(short[head]))].append(head)
    merged, called = {}, {}
    for word, heads in same.items():
        leader = min(heads, key=lambda head: (len(short[head]), short[head]))
        merged[leader] = [name for head in heads for name in groups[head]]
        called[leader] = word if len(heads) > 1 else short[leader]
    return merged, called


def _named(head: str, names: Sequence[str], called: str, vocabulary: Vocabulary) -> BusinessEntity:
    ordered = (head, *(name for name in names if name != head))
    # A table's own name is kept where it was not made for programs.
    readable = _readable(called) if head.islower() else head
    english, chinese = vocabulary.words.get(singular(called), (readable, readable))
    return BusinessEntity(id=head.casefold(), english=english, chinese=chinese, entities=ordered)


def _readable(name: str) -> str:
    """A name that was made for programs as people write."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:] or name


def _told_apart(groups: Sequence[BusinessEntity], taken: set[str]) -> list[BusinessEntity]:
    """No two with the same id or the same name."""
    ids = set(taken)
    counts = Counter(name for group in groups for name in {group.english, group.chinese})
    result = []
    for group in groups:
        id_ = group.id
        while id_ in ids:
            id_ += "+"
        ids.add(id_)
        english, chinese = (
            name if counts[name] == 1 else f"{name} ({group.entities[0]})" for name in (group.english, group.chinese)
        )
        result.append(BusinessEntity(id=id_, english=english, chinese=chinese, entities=group.entities))
    return result
