"""Which villagers a sentence names, and which households of the register they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, pairwise
from operator import or_
from typing import Final

from msgspec import Struct

from handlers.reading.index import NameIndex
from handlers.reading.lexicon import lexicon
from handlers.reading.sounds import heard
from handlers.reading.words import lists

_LISTS: Final = lists("names")
SURNAMES: Final = frozenset("".join(_LISTS["surnames"]))
WORDLIKE: Final = frozenset("".join(_LISTS["wordlike surnames"]))
STRANGER: Final = frozenset(_LISTS["stranger"])
AFTER_NAME: Final = frozenset(_LISTS["after"]) | {" "}
BEFORE_NAME: Final = frozenset(_LISTS["before"]) | {" "}
_TITLES: Final = {word: sex for key, sex in (("anybody", ""), ("man", "男"), ("woman", "女")) for word in _LISTS[key]}
_LONGEST_TITLE: Final = max(map(len, _TITLES))
_OFFICES: Final = frozenset(_LISTS["offices"])
_LONGEST_OFFICE: Final = max(map(len, _OFFICES))
_TITLE_STARTS: Final = frozenset(word[0] for word in _TITLES)
_OFFICE_STARTS: Final = frozenset(word[0] for word in _OFFICES)
_TITLED_STARTS: Final = _TITLE_STARTS | _OFFICE_STARTS | {"家"}
_FAMILIAR: Final = frozenset("老小阿大")
_MAY_OPEN: Final = _FAMILIAR | SURNAMES
_HELPERS: Final = _LISTS["helpers"]
_UNIT_OF: Final = (
    "办的",
    "所的",
    "站的",
    "局的",
    "公司的",
    "中心的",
    "银行的",
    "院的",
    "校的",
    "行的",
    "社的",
    "厂的",
    "办",
    "局",
    "镇里的",
    "县里的",
    "部门的",
)
_NO_HOUSE: Final = frozenset("大人国回老搬当专全安成管娘公商店厂起到在")
_LEADING_IN: Final = ("走访", "走访了", "看望", "看望了", "慰问", "慰问了", "入户", "回访", "回访了", "探望", "村民")
_BEFORE_STRANGERS: Final = frozenset(words[-1] for words in _LEADING_IN) | {"、", "和"}
_STRANGE_AFTER: Final = (
    "反映",
    "说",
    "来电",
    "打电话",
    "家",
    "投诉",
    "称",
    "找",
    "想",
    "问",
    "求助",
    "、",
    "和",
    "两户",
    "等",
)


class Named(Struct, frozen=True):
    """A villager or an official named at `start:end`; `households` are the heads that fit, none if nobody does."""

    start: int
    end: int
    households: tuple[int, ...] = ()
    official: bool = False


class PeopleFinder:
    """Finds the names in one text, for one village or for several that are still possible."""

    def __init__(self, text: str, index: NameIndex, scope: Sequence[int]) -> None:
        self.text, self.index = text, index
        self.book = index.book(tuple(scope))
        self.heard = heard(text)
        self.found: list[Named] = []

    def find(self) -> list[Named]:
        """Every name in order, officials among them, spans not overlapping."""
        position = 0
        for start, named_so in self._likely():
            if start < position:
                continue
            named = (self._full_name(start) or self._misspelt(start)) if named_so else None
            named = named or self._called_somehow(start)
            if named is not None:
                self.found.append(named)
                position = named.end
        return self.found

    def _likely(self) -> Iterator[tuple[int, bool]]:
        """Where a name may begin, told by its first two characters, by their sounds, or by what stands around."""
        text, book = self.text, self.book
        pairs = list(pairwise(text))
        written = map(or_, map(book.pairs.__contains__, pairs), map(self.index.known_pairs.__contains__, pairs))
        named = list(map(or_, written, map(book.heard_pairs.__contains__, pairwise(self.heard))))
        opening = map(or_, map(_MAY_OPEN.__contains__, text), map(book.singles.__contains__, text))
        for start in compress(range(len(named)), map(or_, named, opening)):
            if named[start] or self._opens_with(text[start], text[start + 1], text[start - 1 : start]):
                yield start, named[start]

    def _opens_with(self, char: str, following: str, before: str) -> bool:
        """老王, 王大爷, or a surname where strangers are named."""
        if char in _FAMILIAR or (char in SURNAMES and before in _BEFORE_STRANGERS):
            return True
        return following in _TITLED_STARTS and (char in SURNAMES or char in self.book.singles)

    def _called_somehow(self, start: int) -> Named | None:
        return (
            self._old_or_young(start)
            or self._titled(start)
            or self._given(start)
            or self._family(start)
            or self._stranger(start)
        )

    def _full_name(self, start: int) -> Named | None:
        """A head, a nickname or a member exactly as in the register; else a head of another village."""
        for length in (4, 3, 2):
            word = self.text[start : start + length]
            if len(word) < length:
                continue
            fits = self.book.names.get(word, ())
            if word in self.index.staff or (word in self.index.officials and not fits):
                return Named(start, start + length, official=True)
            title = self._title(start + length) if fits and self._opens(start) else ""
            if fits and (length > 2 or title or self._stands_free(start, start + length)):
                return self._villager(start, start + length + (len(title) if title != "家" else 0), fits)
            if length > 2 and word in self.index.heads:
                return self._villager(start, start + length, ())
        return None

    def _misspelt(self, start: int) -> Named | None:
        """A head's name with characters that sound or look alike; at least one character must be right."""
        text = self.text
        for length in (3, 4):
            word = text[start : start + length]
            if len(word) < length or not self.heard[start]:
                continue
            fits = self.book.seen_as.get(word, ())
            if not fits:
                heard = self.book.heard.get(tuple(self.heard[start : start + len(word)]), ())
                fits = tuple(h for h in heard if self._shares(word, self.index.households[h].head, start))
            if fits:
                return self._villager(start, start + length, fits)
        if text[start] in SURNAMES:
            return self._misspelt_short(start)
        return None

    def _misspelt_short(self, start: int) -> Named | None:
        """Two characters sound like too much: the surname must be right and the name stand free."""
        word = self.text[start : start + 2]
        if len(word) < 2 or not self._stands_free(start, start + 2):
            return None
        heard = self.book.heard.get(tuple(self.heard[start : start + len(word)]), ())
        fits = tuple(h for h in heard if self.index.households[h].head[0] == word[0])
        return self._villager(start, start + 2, fits) if fits else None

    def _shares(self, word: str, head: str, start: int) -> bool:
        same = sum(a == b for a, b in zip(word, head, strict=False))
        return len(word) == len(head) and (same >= 2 or (same == 1 and self._stands_free(start, start + len(word))))

    def _old_or_young(self, start: int) -> Named | None:
        """老朱, 小王: the surname of somebody in this village."""
        text = self.text
        if text[start] not in "老小" or start + 2 > len(text):
            return None
        surname, end = text[start + 1 : start + 2], start + 2
        if surname not in SURNAMES:
            return None
        if (office := self._office(end)) > end:
            return Named(start, office, official=True)
        after = text[end : end + 1]
        fits = self.book.surnames.get(surname, ())
        if after in ("头", "汉") or (after == "家"):
            return self._villager(start, end + (after != "家"), fits)
        if surname in WORDLIKE:
            free = after in ("说", "反", "问", "想", "讲") or text.startswith(("头", "家"), end)
            return self._villager(start, end, fits) if free and (fits or after == "说") else None
        free = after == "" or after in AFTER_NAME or after > "\ue000"
        if fits and free:
            return self._villager(start, end, fits)
        return self._villager(start, end, ()) if after in ("说", "反", "讲", "问") else None

    def _titled(self, start: int) -> Named | None:
        """桂兰婶, 蒋奶奶, 根叔: a given name, a surname or the last character of a name, and a title."""
        text = self.text
        for length in (2, 1):
            word, end = text[start : start + length], start + length
            if len(word) < length:
                continue
            office = self._office(end)
            if office > end and length == 1 and word in SURNAMES and self._opens(start):
                return Named(start, office, official=True)
            title = self._title(end)
            if not title or (length == 1 and not self._opens(start)):
                continue
            fits = self._called(word, title, length)
            if fits or (length == 1 and self._a_stranger_named(word, title)):
                return self._villager(start, end + (len(title) if title != "家" else 0), fits)
        return None

    def _called(self, word: str, title: str, length: int) -> tuple[int, ...]:
        """The households a word and a title may mean; the sex of the title must not contradict the register."""
        if title == "家" and length == 1:
            return ()
        if length == 2:
            fits = self.book.given.get(word, ())
            fits = fits or self.book.heard_given.get(tuple(filter(None, heard(word))), ())
            fits = fits or (self.book.endings.get(word[1], ()) if word[0] == "阿" else ())
        else:
            fits = self.book.surnames.get(word, ()) or (self.book.endings.get(word, ()) if title in _TITLES else ())
        sex = _TITLES[title]
        known = tuple(h for h in fits if not sex or self.index.sex(h) in (sex, None))
        return tuple(h for h in known if self.index.sex(h)) if title in STRANGER else known

    def _a_stranger_named(self, word: str, title: str) -> bool:
        return (
            word in SURNAMES
            and word not in WORDLIKE
            and (len(title) > 1 or title in "叔婶伯嫂姐哥爷奶婆姨")
            and title != "家"
        )

    def _given(self, start: int) -> Named | None:
        """秀莲, 金财家: a bare given name of the village, standing free."""
        word, end = self.text[start : start + 2], start + 2
        fits = self.book.given.get(word, ()) if len(word) == 2 else ()
        if not fits and word[:1] in "老阿小大" and len(word) == 2:
            fits = self._nickname_end(word)
        if not fits or not (self._stands_free(start, end) or self._leads(start, word)):
            return None
        told = tuple(h for named in self.found for h in named.households if h in fits and len(named.households) == 1)
        return self._villager(start, end, told[:1] or fits)

    def _leads(self, start: int, word: str) -> bool:
        """翠平带头: at the head of a clause a given name that is no everyday word needs nothing after it."""
        before = self.text[start - 1 : start]
        return (before == "" or before in ",;。!?: ") and word not in lexicon().words and not set(word) & WORDLIKE

    def _nickname_end(self, word: str) -> tuple[int, ...]:
        """老五 for 吴老五."""
        return tuple(sorted({h for name, ids in self.book.names.items() if name[1:] == word for h in ids}))

    def _family(self, start: int) -> Named | None:
        """邱家, if only one head of the village is called 邱."""
        text = self.text
        if text[start + 1 : start + 2] != "家" or text[start] in _NO_HOUSE or not self._opens(start):
            return None
        fits = self.book.surnames.get(text[start], ())
        return self._villager(start, start + 1, fits) if len(fits) == 1 else None

    def _stranger(self, start: int) -> Named | None:
        """A full name that is in no register, where the words around it leave no doubt that it is one."""
        text = self.text
        if text[start] not in SURNAMES or text[start] in WORDLIKE or not self._visited_here(start):
            return None
        for length in (3, 2):
            end = start + length
            written = end <= len(text) and all("一" <= c <= "鿿" for c in text[start:end])
            if written and (text.startswith(_STRANGE_AFTER, end) or text[end : end + 1] in ("", ",", "。", ";", " ")):
                return self._villager(start, end, ()) if _name_like(text[start:end]) else None
        return None

    def _visited_here(self, start: int) -> bool:
        before = self.text[max(0, start - 3) : start]
        if before.endswith(_LEADING_IN):
            return True
        return bool(self.found) and self.found[-1].end == start - 1 and before[-1:] in ("、", "和")

    def _villager(self, start: int, end: int, fits: tuple[int, ...]) -> Named:
        """A villager, unless the words around the name say that it is an official or a helper."""
        office = self._office(end)
        if office > end or self.text[:start].endswith(_HELPERS + _UNIT_OF):
            return Named(start, office, official=True)
        return Named(start, end, fits)

    def _title(self, start: int) -> str:
        if self.text[start : start + 1] not in _TITLE_STARTS:
            return ""
        for length in range(_LONGEST_TITLE, 0, -1):
            if (word := self.text[start : start + length]) in _TITLES and len(word) == length:
                return word
        return ""

    def _office(self, start: int) -> int:
        """Where an office that follows a name ends; `start` if there is none."""
        if self.text[start : start + 1] not in _OFFICE_STARTS:
            return start
        for length in range(_LONGEST_OFFICE, 0, -1):
            word = self.text[start : start + length]
            if len(word) == length and word in _OFFICES:
                return start + length
        return start

    def _opens(self, start: int) -> bool:
        before = self.text[start - 1 : start]
        return before == "" or before in BEFORE_NAME or before > "\ue000" or self._after_a_name(start)

    def _after_a_name(self, start: int) -> bool:
        return bool(self.found) and self.found[-1].end == start

    def _stands_free(self, start: int, end: int) -> bool:
        """Nothing on either side makes these characters part of another word."""
        after = self.text[end : end + 1]
        return self._opens(start) and (
            after == "" or after in AFTER_NAME or after > "\ue000" or self._name_follows(end)
        )

    def _name_follows(self, end: int) -> bool:
        return bool(
            self.book.given.get(self.text[end : end + 2], ()) or self.book.names.get(self.text[end : end + 3], ())
        )


def _name_like(word: str) -> bool:
    return not any(char in "的了是在有没不去家说和等人户村组们个" for char in word[1:])
