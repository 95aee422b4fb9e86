"""The same roster, however the office keeps it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.sheets.roster import Cadre, Roster, read_roster
from tests.sheets import offices


def _cadre(cadre: Cadre) -> tuple[object, ...]:
    terms = tuple((term.village, term.since, term.until) for term in cadre.terms)
    return cadre.name, cadre.office, cadre.phone, tuple(sorted(terms, key=str))


def facts(roster: Roster) -> dict[str, object]:
    """What the roster says, without where it stood."""
    return {
        "place": (roster.county, roster.township),
        "clusters": {(c.name, c.leader) for c in roster.clusters},
        "villages": {
            (v.name, v.aliases, v.cluster, v.groups, v.secretary and (v.secretary.name, v.secretary.phone))
            for v in roster.villages
        },
        "directors": {(v.name, v.director and (v.director.name, v.director.phone)) for v in roster.villages},
        "leaders": {(p.name, p.title, p.phone) for p in roster.leaders},
        "admins": {(p.name, p.phone) for p in roster.admins},
        "cadres": {_cadre(cadre) for cadre in roster.cadres},
        "households": {
            (h.village, h.no, h.head, h.aka, h.sex, h.born, h.group, h.members, frozenset(h.tags), h.phone)
            for h in roster.households
        },
        "residents": {(r.village, r.no, r.name, r.relation, r.sex, r.born) for r in roster.residents},
    }


def clean() -> dict[str, object]:
    """The truth, straight from the lists the workbooks are written from."""
    homes = offices.HOMES
    villages = offices.VILLAGES
    return {
        "place": ("山水县", "清溪镇"),
        "clusters": set(offices.CLUSTERS.items()),
        "villages": {(n, (n[:-1], a), c, g, (s, sp)) for n, a, c, g, s, sp, _, _ in villages},
        "directors": {(v[0], (v[6], v[7])) for v in villages},
        "leaders": {(name, title, phone) for name, title, phone, _ in offices.LEADERS},
        "admins": set(offices.ADMINS),
        "cadres": {(n, o, p, tuple(sorted(terms, key=str))) for n, o, p, terms in offices.CADRES},
        "households": {
            (
                h.village,
                h.no,
                h.head,
                (h.aka,) if h.aka else (),
                h.sex,
                h.born,
                h.group,
                h.size,
                frozenset(h.tags),
                h.phone,
            )
            for h in homes
        },
        "residents": {(h.village, h.no, *member) for h in homes for member in h.members},
    }


@pytest.mark.parametrize("office", offices.OFFICES, ids=lambda office: office.__name__)
def test_every_office_is_read_as_the_same_roster(office: Callable[[], bytes]) -> None:
    roster = read_roster(office())
    assert roster.blocked == ()
    assert roster.skipped == ()
    read, truth = facts(roster), clean()
    for part, expected in truth.items():
        assert read[part] == expected, part


@pytest.mark.parametrize("office", offices.OFFICES, ids=lambda office: office.__name__)
def test_the_first_named_stays_first(office: Callable[[], bytes]) -> None:
    """组长 of a village is the cadre its rows name first."""
    first = {t.village: c.name for c in read_roster(office()).cadres for t in c.terms if t.order == 1}
    assert first == {"石门村": "周明", "和平村": "李芳", "下塘村": "周明"}


def test_titles_tell_who_leads_where_no_category_does() -> None:
    roster = read_roster(
        offices.directory(
            "镇党委书记", "镇人大主席", "乡长", "党建办主任", "民政办主任、管理员", "村镇办科员", "武装部部长"
        )
    )
    assert {leader.title for leader in roster.leaders} == {"镇党委书记", "镇人大主席", "乡长", "武装部部长"}
    assert [admin.name for admin in roster.admins] == ["干部戊"]
    assert {cadre.office for cadre in roster.cadres} == {"党建办主任", "村镇办科员"}
