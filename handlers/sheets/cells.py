"""One cell as an office writes it → the value that was meant. Pure; what cannot be read becomes None or empty."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from handlers.sheets.workbook import Cell
from storage.vocabulary import TAGS

# An account of WeCom, as its console takes them.
USERID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")
_SPACES: Final = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
_BRACKETS: Final = re.compile(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]")
_SEPARATORS: Final = re.compile(r"[、,，;；/|\\\n\r+＋&]+")
_DASHES: Final = frozenset({"-", "--", "—", "——", "/", "\\", "无", "没有", "暂无", "空", "否", "同上", "〃", ".", ""})

_EPOCH: Final = date(1899, 12, 30)
# Excel's day numbers of 1950-01-01 and 2100-01-01.
_SERIAL_FROM, _SERIAL_TO = 18_264, 73_051


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def text(cell: Cell) -> str:
    """The cell as one line of half-width text; whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return _one_line(cell if isinstance(cell, str) else str(cell))


# The same cell is looked at several times while its row is read, and most columns repeat few values.
@lru_cache(maxsize=32_768)
def _one_line(words: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", words)).strip()


@lru_cache(maxsize=32_768)
def _unspaced(words: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", words))


def squeezed(cell: Cell) -> str:
    """The cell's text without any space."""
    return _unspaced(cell) if isinstance(cell, str) else text(cell).replace(" ", "")


def without_brackets(words: str) -> str:
    """The words outside brackets: 周建明(组长) → 周建明."""
    return _BRACKETS.sub("", words).strip()


def is_blank(cell: Cell) -> bool:
    """Nothing, a dash, or a word for nothing."""
    return cell is None or (isinstance(cell, str) and _unspaced(cell) in _DASHES)


# --- names ---------------------------------------------------------------------------------------------------------

_COMPOUND_SURNAMES: Final = _words("欧阳 上官 诸葛 司马 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 端木 长孙 宇文 轩辕")


def name(cell: Cell) -> str | None:
    """One person's name: spaces and remarks in brackets dropped. None if it holds anything but letters."""
    words = squeezed(without_brackets(text(cell)))
    plain = words.replace("·", "").replace("•", "")
    return words if 2 <= len(words) <= 30 and plain.isalpha() else None


def pieces(cell: Cell) -> list[str]:
    """A list in one cell, parted by any usual separator or a new line; blanks dropped."""
    if isinstance(cell, str):
        parts = (text(part) for part in _SEPARATORS.split(unicodedata.normalize("NFKC", cell)))
        return [part for part in parts if not is_blank(part)]
    return [] if is_blank(cell) else [text(cell)]


def names(cell: Cell) -> list[str]:
    """Several people in one cell. A space parts two names only if both parts are longer than one character."""
    found: list[str] = []
    for piece in pieces(cell):
        words = without_brackets(piece).split(" ")
        apart = len(words) > 1 and min(map(len, words)) > 1 and words[0] not in _COMPOUND_SURNAMES
        found += [each for each in map(name, words if apart else [piece]) if each]
    return found


# --- numbers -------------------------------------------------------------------------------------------------------

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_NUMERAL: Final = re.compile(r"[零〇一二两三四五六七八九十百壹贰叁]+")


def number(cell: Cell) -> int | None:
    """A whole number among words: 4人, 第12号, 十二, ３ → the number. None if there is none or several."""
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    words = squeezed(cell)
    found = re.findall(r"\d+(?:\.\d+)?", words)
    if len(found) == 1 and len(found[0]) <= 18:
        return int(float(found[0])) if "." in found[0] else int(found[0])
    numerals = _NUMERAL.findall(words)
    return _numeral(numerals[0]) if not found and len(numerals) == 1 else None


def _numeral(words: str) -> int | None:
    """Chinese numerals below a thousand."""
    total, digit = 0, None
    for char in words:
        if char in "十百":
            total += (1 if digit is None else digit) * (10 if char == "十" else 100)
            digit = None
        elif digit is None or digit == 0:
            digit = _DIGITS[char]
        else:
            return None
    return total + (digit or 0)


def household_number(cell: Cell) -> int | None:
    """户号: 12, 012, 第12户, 12号. None for anything that holds a second number or other letters."""
    words = squeezed(cell)
    match = re.fullmatch(r"(?:户号|第|no\.?|#)?(\d{1,18})(?:\.0+)?(?:号|户)?", words, re.IGNORECASE)
    return int(match[1]) if match and int(match[1]) > 0 else None


_GROUP: Final = re.compile(
    r"(?:第|村民)*(\d{1,3}|[零〇一二两三四五六七八九十]+)(?:村民)?(?:小组|组|队|社|生产队)?(?:村民小组)?"
)


def group(cell: Cell) -> int | None:
    """村民小组: 3, 3组, 三组, 第3小组, 第三村民小组. None for a group that goes by a name."""
    match = _GROUP.fullmatch(without_brackets(squeezed(cell)))
    return number(match[1]) if match else None


# --- telephones ----------------------------------------------------------------------------------------------------

_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")


def phone(cell: Cell) -> str | None:
    """Digits of the first telephone in the cell; a land line keeps one dash after the area code. None if there is none.

    A number stored as a number, or shown as 1.7E10, is written out.
    """
    if isinstance(cell, date):
        return None
    words = text(cell)
    if _SCIENTIFIC.fullmatch(words) or re.fullmatch(r"\d+\.0+", words):
        try:
            words = str(int(Decimal(words)))
        except (InvalidOperation, ValueError):
            return None
    for piece in [words, *re.split(r"[、,;/|或]|\s{1,}(?=1\d{10})", words)]:
        digits = re.sub(r"\D", "", piece)
        digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
        if re.fullmatch(r"1\d{10}|\d{3,8}", digits):
            return digits
        if land := re.fullmatch(r"(0(?:10|2\d|[3-9]\d\d))(\d{7,8})", digits):
            return f"{land[1]}-{land[2]}"
    return None


# --- dates ---------------------------------------------------------------------------------------------------------

_DAY: Final = re.compile(r"(\d{4}|\d{2})[年./\-](\d{1,2})(?:[月./\-](\d{1,2})日?)?月?(?:起|始|止|至今)?")
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_TIME: Final = re.compile(r"[T\s]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
OPEN_ENDED: Final = frozenset({"长期", "至今", "目前", "现在", "今", "在任", "在包", "不限", "无固定期限", "继续"})


def day(cell: Cell, *, last: bool = False) -> date | None:
    """A date in any usual spelling, or Excel's day number. A month alone is its first day, or its last if `last`."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int) and _SERIAL_FROM <= cell < _SERIAL_TO:
        return _EPOCH + timedelta(days=cell)
    words = squeezed(_TIME.sub("", text(cell)))
    match = _DAY.fullmatch(words) or _COMPACT.fullmatch(words)
    if match:
        return _calendar(match[1], match[2], match[3], last)
    if year := re.fullmatch(r"((?:19|20)\d{2})年?", words):
        return _calendar(year[1], "12" if last else "1", None, last)
    if words.isascii() and words.isdigit() and _SERIAL_FROM <= int(words) < _SERIAL_TO:
        return day(int(words))
    return None


def _calendar(year: str, month: str, in_month: str | None, last: bool) -> date | None:
    full = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        end = calendar.monthrange(full, int(month))[1]
        return date(full, int(month), int(in_month) if in_month else (end if last else 1))
    except ValueError:
        return None


def period(cell: Cell) -> tuple[Cell, Cell]:
    """A span in one cell, 2024.3-2027.3 or 2024年3月至今, as its two ends."""
    words = squeezed(cell)
    parts = re.split(r"[至到~—–]+|-(?=(?:\d{4}|\d{2})[年./])|-(?=\D)", words, maxsplit=1)
    return (parts[0], parts[1] or None) if len(parts) == 2 else (words or None, None)


def birth_year(cell: Cell, this_year: int | None = None) -> int | None:
    """Year of birth from a year, month or date, an identity number, or an age (needs `this_year`)."""
    if isinstance(cell, date):
        return cell.year
    if isinstance(cell, int) and _plausible(cell):
        return cell
    words = squeezed(cell)
    if re.fullmatch(r"\d{17}[\dXx]", words):
        return _plausible(int(words[6:10]))
    if age := re.fullmatch(r"(\d{1,3})(?:岁|周岁)?", words):
        return _plausible(this_year - int(age[1])) if this_year else None
    if short := re.fullmatch(r"(\d{2})年(?:\d{1,2}月?)?(?:生)?", words):
        return 1900 + int(short[1])
    if match := re.match(r"((?:18|19|20)\d{2})(?:\D|\d{2}(?:\d{2})?\D*$|$)", words):
        return _plausible(int(match[1]))
    if words.isascii() and words.isdigit() and 3_000 <= int(words) < _SERIAL_TO:
        return (_EPOCH + timedelta(days=int(words))).year
    return None


def _plausible(year: int) -> int | None:
    return year if 1890 <= year <= 2100 else None


# --- words ---------------------------------------------------------------------------------------------------------

_YES: Final = _words("√ ✓ ✔ ☑ ■ ● ★ 是 有 对 1 y yes v true √√ 〇是 ✅ 是的")


def yes(cell: Cell) -> bool:
    """Whether a tick column is ticked: √ 是 1 有 and their like; everything else is no."""
    words = squeezed(cell).lower()
    return words in _YES or (words.isdigit() and words.isascii() and int(words) > 0)


def sex(cell: Cell) -> str | None:
    """男 or 女."""
    words = squeezed(cell).lower()
    if words[:1] in ("男", "女"):
        return words[0]
    return {"m": "男", "f": "女", "male": "男", "female": "女"}.get(words)


_TAG_WORDS: Final[dict[str, str]] = {
    "低保户": "低保 农村低保 城乡低保 低保对象 低保家庭 低保人员 最低生活保障 最低生活保障户 低保户家庭 吃低保",
    "特困户": "特困 特困供养 特困人员 特困供养户 特困供养人员 五保 五保户 五保老人 分散供养 集中供养 特困家庭",
    "监测户": "监测 监测对象 监测家庭 防返贫监测 防返贫监测户 防返贫监测对象 边缘易致贫户 脱贫不稳定户 突发严重困难户",
    "独居老人": "独居 独居老年人 独居户 独居老人户 独居高龄 孤寡老人",
    "高龄老人": "高龄 高龄老年人 高龄户 高龄老人户 80岁以上 80岁以上老人 80周岁以上老人 八十岁以上老人",
    "残疾人户": "残疾 残疾人 残疾户 残疾人家庭 残疾家庭 有残疾人 重残 重度残疾 重度残疾人",
    "大病户": "大病 重病 重病户 大病家庭 大病患者 重大疾病 重大疾病户 患大病 重病患者",
    "留守儿童": "留守 留守儿童户 有留守儿童 留守儿童家庭",
    "退役军人": "退伍军人 退役军人户 退役军人家庭 退役 退伍 复员军人 转业军人 复退军人",
    "党员户": "党员 党员家庭 中共党员 有党员 党员之家",
    "专业户": "专业大户 种养大户 种植大户 养殖大户 种粮大户 种养殖大户 种养专业户 产业大户",
}
_TAGS: Final = {word: tag for tag, words in _TAG_WORDS.items() for word in words.split()} | {tag: tag for tag in TAGS}
_NO_TAG: Final = _words("一般户 普通户 一般农户 普通农户 正常户 一般 普通 其他 农户 常住户")


def known_tag(words: str) -> str | None:
    """The tag of the vocabulary that these words mean, or None: 五保户 → 特困户, 是否党员 → 党员户."""
    plain = re.sub(r"^(是否为?|有无|属于|其中[:：]?)", "", without_brackets(squeezed(words)))
    return _TAGS.get(plain)


def tags(cell: Cell) -> tuple[str, ...]:
    """Tags in one cell with any separator, in their order, in the vocabulary's words; unknown ones as they are."""
    found: list[str] = []
    for piece in pieces(cell):
        whole = squeezed(piece)
        words = [whole] if known_tag(whole) or known_tag(piece.split(" ")[0]) is None else piece.split(" ")
        found += [known_tag(word) or word for word in words if word not in _NO_TAG]
    return tuple(dict.fromkeys(found))
