"""One clean roster, kept by a dozen offices in a dozen ways: each writer gives the bytes of a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

VILLAGES: Final = (
    # name, alias, cluster, groups, secretary, phone, director, phone
    ("石门村", "门里", "东片", 3, "石大山", "17011110001", "石小河", "17011110002"),
    ("和平村", "老街", "东片", 2, "何永年", "17011110003", "陈国强", "17011110004"),
    ("下塘村", "塘口", "西片", 4, "唐学明", "17011110005", "唐爱国", "17011110006"),
)
LEADERS: Final = (("高远", "党委书记", "17022220001", ""), ("林峰", "副镇长", "17022220002", "东片"))
ADMINS: Final = (("夏雨", "17022220003"),)
CADRES: Final = (
    ("周明", "农业办", "17033330001", (("石门村", date(2024, 3, 1), None), ("下塘村", date(2025, 7, 15), None))),
    ("李芳", "财政所", "17033330002", (("和平村", date(2024, 3, 1), date(2025, 2, 28)),)),
    ("吴小芳", "水利站", "17033330003", (("和平村", date(2025, 3, 1), None),)),
    ("郑伟", "党建办", "17033330004", (("下塘村", date(2024, 11, 1), None),)),
)
CLUSTERS: Final = {"东片": "林峰", "西片": "高远"}
TICKS: Final = ("低保户", "党员户", "独居老人", "退役军人")


@dataclass(frozen=True)
class Home:
    """One clean household and its other members: (name, relation, sex, born)."""

    village: str
    no: int
    head: str
    aka: str
    sex: str
    born: int
    group: int
    tags: tuple[str, ...]
    phone: str
    members: tuple[tuple[str, str, str, int], ...] = ()

    @property
    def size(self) -> int:
        """People in the household."""
        return 1 + len(self.members)


def _homes() -> tuple[Home, ...]:
    heads = ("石建国", "李桂兰", "王德福", "陈水生", "欧阳秀", "赵金花", "何木林")
    homes = []
    for v, (village, _, _, groups, *_) in enumerate(VILLAGES):
        for i, head in enumerate(heads):
            members = (("王小妹", "妻", "女", 1960 + i), ("张小龙", "儿子", "男", 1985 + v)) if i % 3 == 0 else ()
            tags = tuple(tag for place, tag in enumerate(TICKS) if (i + v) % (place + 2) == 0)
            group = 1 + i * groups // len(heads)
            phone = f"1704444{v}{i:03d}"
            sex = "女" if head in ("李桂兰", "赵金花") else "男"
            aka = "老四" if i == 2 else ""
            homes.append(Home(village, i + 1, head, aka, sex, 1950 + 3 * i + v, group, tags, phone, members))
    return tuple(homes)


HOMES: Final = _homes()


def _terms() -> Iterator[tuple[str, str, date, date | None]]:
    """(village, cadre, since, until), by village in the order of CADRES."""
    for name, *_ in VILLAGES:
        for cadre, _, _, terms in CADRES:
            yield from ((name, cadre, since, until) for village, since, until in terms if village == name)


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(book: Workbook, title: str) -> Worksheet:
    if book.sheetnames == ["Sheet"]:
        book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet(title)
    return sheet


def _rows(sheet: Worksheet, *rows: Any) -> None:
    for row in rows:
        sheet.append(list(row))


VILLAGE_HEAD: Final = ("序号", "片区", "联片领导", "村名", "简称", "组数", "村书记", "联系电话", "村主任", "联系电话")
PEOPLE_HEAD: Final = ("序号", "姓名", "职务", "类别", "联系电话", "备注")
TERM_HEAD: Final = ("村", "包村干部", "起始时间", "结束时间")
HOME_HEAD: Final = ("村", "户号", "组别", "户主姓名", "绰号", "性别", "出生年份", "家庭人口", "户类型", "联系电话")
MEMBER_HEAD: Final = ("村", "户号", "户主", "姓名", "与户主关系", "性别", "出生年份")


def village_row(i: int) -> list[Any]:
    """The i-th village under VILLAGE_HEAD."""
    name, alias, cluster, groups, *officers = VILLAGES[i]
    return [i + 1, cluster, CLUSTERS[cluster], name, alias, groups, *officers]


def people_rows() -> list[list[Any]]:
    """Everybody under PEOPLE_HEAD."""
    rows: list[list[Any]] = [[n, t, "领导班子", p, f"联系{c}" if c else None] for n, t, p, c in LEADERS]
    rows += [[n, "党政办", "管理员", p, None] for n, p in ADMINS]
    rows += [[n, o, "包村干部", p, None] for n, o, p, _ in CADRES]
    return [[i, *row] for i, row in enumerate(rows, 1)]


def home_row(h: Home) -> list[Any]:
    """One household under HOME_HEAD."""
    return [h.village, h.no, f"{h.group}组", h.head, h.aka, h.sex, h.born, h.size, "、".join(h.tags), h.phone]


def member_rows(h: Home) -> list[list[Any]]:
    """The members of a household, other than the head, under MEMBER_HEAD."""
    return [[h.village, h.no, h.head, *member] for member in h.members]


def write_villages(book: Workbook) -> None:
    """The plain sheet of villages."""
    _rows(_sheet(book, "村情"), ("山水县清溪镇村情表",), VILLAGE_HEAD, *(village_row(i) for i in range(3)))


def write_people(book: Workbook) -> None:
    """The plain sheets of people and of assignments."""
    _rows(_sheet(book, "干部"), PEOPLE_HEAD, *people_rows())
    _rows(_sheet(book, "包村安排"), TERM_HEAD, *_terms())


def write_homes(book: Workbook) -> None:
    """The plain sheets of households and members."""
    _rows(_sheet(book, "农户"), HOME_HEAD, *map(home_row, HOMES))
    _rows(_sheet(book, "家庭成员"), MEMBER_HEAD, *(row for h in HOMES for row in member_rows(h)))


def plain() -> bytes:
    """As we would have it."""
    book = Workbook()
    write_villages(book)
    write_people(book)
    write_homes(book)
    return _bytes(book)


def two_row_headings() -> bytes:
    """村书记 over 姓名 and 电话, 户主信息 over five columns, all merged; 标签 over tick columns."""
    book = Workbook()
    sheet = _sheet(book, "各村情况")
    top = ("序号", "片区情况", None, "村名", "简称", "组数", "村书记", None, "村主任", None)
    _rows(sheet, ("山水县清溪镇村情表",), top)
    _rows(sheet, (None, "片区", "联片领导", None, None, None, "姓名", "手机号码", "姓名", "手机号码"))
    _rows(sheet, *(village_row(i) for i in range(3)))
    for area in ("A1:J1", "B2:C2", "G2:H2", "I2:J2", "A2:A3", "D2:D3", "E2:E3", "F2:F3"):
        sheet.merge_cells(area)
    write_people(book)
    sheet = _sheet(book, "农户底册")
    _rows(sheet, ("村名", "户号", "户主信息", *[None] * 5, "组", "人口", "标签", *[None] * 3))
    _rows(sheet, (None, None, "姓名", "绰号", "性别", "出生年月", "联系电话", None, None, None, *TICKS))
    for h in HOMES:
        ticks = ["√" if tag in h.tags else None for tag in TICKS]
        _rows(sheet, (h.village, h.no, h.head, h.aka, h.sex, h.born, h.phone, None, h.group, h.size, *ticks))
    for area in ("A1:A2", "B1:B2", "C1:G1", "I1:I2", "J1:J2", "K1:N1"):
        sheet.merge_cells(area)
    _rows(_sheet(book, "成员"), MEMBER_HEAD, *(row for h in HOMES for row in member_rows(h)))
    return _bytes(book)


def other_names() -> bytes:
    """Other sheet and column names, columns in another order."""
    book = Workbook()
    sheet = _sheet(book, "Sheet1")
    _rows(
        sheet, ("山水县清溪镇",), ("行政村", "俗称/别名", "支书", "支书电话", "村委会主任", "主任手机", "村民小组(个)")
    )
    _rows(sheet, *((n, a, s, sp, d, dp, g) for n, a, _, g, s, sp, d, dp in VILLAGES))
    _rows(_sheet(book, "Sheet2"), ("工作片", "片长", "所辖村"), ("东片", "林峰", "石门村、和平村"))
    _rows(book["Sheet2"], ("西片", "高远", "下塘村"))
    sheet = _sheet(book, "人员")
    _rows(sheet, ("手机", "身份", "干部姓名", "岗位"), *((r[4], r[3], r[1], r[2]) for r in people_rows()))
    sheet = _sheet(book, "联村")
    _rows(sheet, ("干部姓名", "联系村", "开始日期", "截止日期"), *((c, v, s, u or "至今") for v, c, s, u in _terms()))
    sheet = _sheet(book, "花名册")
    _rows(sheet, ("电话号码", "户主", "男/女", "农户编号", "所在村", "小组", "人口数", "出生年", "外号", "人员类别"))
    _rows(
        sheet,
        *((h.phone, h.head, h.sex, h.no, h.village, h.group, h.size, h.born, h.aka, " ".join(h.tags)) for h in HOMES),
    )
    sheet = _sheet(book, "人口")
    _rows(sheet, ("关系", "成员姓名", "出生年份", "性别", "户编号", "村别"))
    _rows(sheet, *((r[4], r[3], r[6], r[5], r[1], r[0]) for h in HOMES for r in member_rows(h)))
    return _bytes(book)


def ticks_in_one_row() -> bytes:
    """One row of headings with tick columns: 是否低保户 是, 党员 √, 独居 1, 退伍军人 有."""
    book = Workbook()
    write_villages(book)
    write_people(book)
    sheet = _sheet(book, "农户")
    heads = ("村", "户号", "组", "户主", "绰号", "性别", "出生年份", "人口", "电话")
    _rows(sheet, (*heads, "是否低保户", "党员", "独居", "退伍军人"))
    marks = ("是", "√", 1, "有")
    for h in HOMES:
        ticks = [
            mark if tag in h.tags else ("否" if tag == "低保户" else None)
            for tag, mark in zip(TICKS, marks, strict=True)
        ]
        _rows(sheet, (h.village, h.no, h.group, h.head, h.aka, h.sex, h.born, h.size, h.phone, *ticks))
    _rows(_sheet(book, "成员"), MEMBER_HEAD, *(row for h in HOMES for row in member_rows(h)))
    return _bytes(book)


def several_villages_in_a_cell() -> bytes:
    """A cadre's villages in one cell, where the dates are the same; the others a row each."""
    book = Workbook()
    write_villages(book)
    sheet = _sheet(book, "干部")
    _rows(sheet, (*PEOPLE_HEAD, "包联村", "起始时间", "结束时间"))
    for row in people_rows():
        terms = next((terms for name, _, _, terms in CADRES if name == row[1]), ())
        first = terms[0] if terms else (None, None, None)
        _rows(sheet, (*row, *first))
        for village, since, until in terms[1:]:
            _rows(sheet, (None, row[1], row[2], row[3], row[4], None, village, since, until))
    write_homes(book)
    return _bytes(book)


def numbers_as_phones() -> bytes:
    """Telephones, years and 组 as Excel numbers, some shown as 1.7E10; written by another program."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    text_head = {
        "村情": VILLAGE_HEAD,
        "干部": PEOPLE_HEAD,
        "包村安排": TERM_HEAD,
        "农户": HOME_HEAD,
        "成员": MEMBER_HEAD,
    }
    rows: dict[str, list[list[Any]]] = {
        "村情": [village_row(i) for i in range(3)],
        "干部": people_rows(),
        "包村安排": [list(term) for term in _terms()],
        "农户": [home_row(h) for h in HOMES],
        "成员": [row for h in HOMES for row in member_rows(h)],
    }
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for title, head in text_head.items():
        sheet = book.add_worksheet(title)
        sheet.write(0, 0, "山水县清溪镇")
        sheet.write_row(1, 0, head)
        for r, row in enumerate(rows[title], 2):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(r, c, value, day)
                elif isinstance(value, str) and value.startswith("17"):
                    sheet.write_number(r, c, float(value))
                else:
                    sheet.write(r, c, value)
    book.close()
    return stream.getvalue()


def subtotals() -> bytes:
    """Titles, blank rows, 小计 after every village, 合计, notes, signatures, headings repeated on every page."""
    book = Workbook()
    sheet = _sheet(book, "村情")
    _rows(
        sheet,
        ("山水县清溪镇村情表",),
        ("填报单位：清溪镇党政办",),
        (),
        VILLAGE_HEAD,
        *(village_row(i) for i in range(3)),
    )
    _rows(
        sheet,
        (None, None, None, "合计", None, 9),
        (),
        ("注：1.组数以2026年为准。",),
        ("填表人：夏雨", None, "审核人：高远"),
    )
    write_people(book)
    sheet = _sheet(book, "农户")
    _rows(sheet, ("清溪镇农户信息表（2026年）",), ("仅供工作使用",), ())
    for village, *_ in VILLAGES:
        homes = [h for h in HOMES if h.village == village]
        _rows(sheet, HOME_HEAD, *map(home_row, homes))
        _rows(
            sheet, (f"{village}小计", None, None, f"{len(homes)}户", None, None, None, sum(h.size for h in homes)), ()
        )
    _rows(sheet, ("合  计", None, None, None, None, None, None, sum(h.size for h in HOMES)))
    _rows(sheet, ("填表说明：",), ("1.户类型可多选，用顿号隔开；2.同名户主请以户号区分。",))
    _rows(_sheet(book, "成员"), MEMBER_HEAD, *(row for h in HOMES for row in member_rows(h)))
    return _bytes(book)


def hidden_columns() -> bytes:
    """Hidden columns with outdated values, a hidden sheet with an old list."""
    book = Workbook()
    write_villages(book)
    write_people(book)
    sheet = _sheet(book, "农户")
    _rows(sheet, (*HOME_HEAD[:3], "户主姓名", "身份证号", *HOME_HEAD[3:]))
    for h in HOMES:
        row = home_row(h)
        _rows(sheet, (*row[:3], "旧户主", "330127195001010011", *row[3:]))
    for letter in "DE":
        sheet.column_dimensions[letter].hidden = True
    _rows(_sheet(book, "成员"), MEMBER_HEAD, *(row for h in HOMES for row in member_rows(h)))
    old = _sheet(book, "旧名册")
    _rows(old, HOME_HEAD, *([*home_row(h)[:3], "旧户主", *home_row(h)[4:]] for h in HOMES))
    old.sheet_state = "hidden"
    return _bytes(book)


def a_sheet_for_every_village() -> bytes:
    """Households split over sheets; only the sheet's name or the title tells the village."""
    book = Workbook()
    write_villages(book)
    write_people(book)
    for i, (village, *_) in enumerate(VILLAGES):
        sheet = _sheet(book, village if i % 2 else village.removesuffix("村"))
        _rows(sheet, (f"{village}农户登记表",) if i == 2 else ("农户登记表",), HOME_HEAD[1:])
        _rows(sheet, *(home_row(h)[1:] for h in HOMES if h.village == village))
    _rows(_sheet(book, "成员"), MEMBER_HEAD, *(row for h in HOMES for row in member_rows(h)))
    return _bytes(book)


def villages_under_one_another() -> bytes:
    """One sheet, one table under another, each under a banner with the village's name."""
    book = Workbook()
    write_villages(book)
    write_people(book)
    sheet = _sheet(book, "农户")
    for village, *_ in VILLAGES:
        _rows(sheet, (f"{village}农户信息表",), HOME_HEAD[1:])
        _rows(sheet, *(home_row(h)[1:] for h in HOMES if h.village == village), (), ())
    _rows(_sheet(book, "成员"), MEMBER_HEAD, *(row for h in HOMES for row in member_rows(h)))
    return _bytes(book)


def without_the_word_village() -> bytes:
    """石门 for 石门村, 三组 for 3; names stretched by spaces, full-width digits, everything merged or left blank."""
    book = Workbook()
    sheet = _sheet(book, "村情")
    _rows(sheet, ("山水县清溪镇村情表",), VILLAGE_HEAD)
    for i in range(3):
        row = village_row(i)
        repeated = i > 0 and VILLAGES[i][2] == VILLAGES[i - 1][2]
        _rows(sheet, [row[0], *([None, None] if repeated else row[1:3]), row[3].removesuffix("村"), *row[4:]])
    _rows(
        _sheet(book, "干部"),
        PEOPLE_HEAD,
        *([r[0], "　".join(r[1]) if len(r[1]) == 2 else r[1], *r[2:]] for r in people_rows()),
    )
    last = None
    sheet = _sheet(book, "包村安排")
    _rows(sheet, TERM_HEAD)
    for village, cadre, since, until in _terms():
        _rows(sheet, (None if village == last else village.removesuffix("村"), " ".join(cadre), since, until))
        last = village
    sheet = _sheet(book, "农户")
    _rows(sheet, HOME_HEAD)
    for h in HOMES:
        row = home_row(h)
        row[0] = None if h.no > 1 else row[0].removesuffix("村")
        row[2] = f"第{'零一二三四'[h.group]}小组"
        row[3] = f" {h.head[0]} {h.head[1:]} "
        row[9] = "".join(chr(ord(digit) + 0xFEE0) for digit in h.phone)
        _rows(sheet, row)
    _rows(
        _sheet(book, "成员"), MEMBER_HEAD, *([r[0].removesuffix("村"), *r[1:]] for h in HOMES for r in member_rows(h))
    )
    return _bytes(book)


def dates_in_five_spellings() -> bytes:
    """2024年3月1日, 2024.3.1, 24/3/1, 20240301, Excel's day number, months alone, 长期."""
    spellings: tuple[Callable[[date], Any], ...] = (
        lambda d: f"{d.year}年{d.month}月{d.day}日",
        lambda d: f"{d.year}.{d.month}.{d.day}",
        lambda d: f"{d:%y}/{d.month}/{d.day}",
        lambda d: f"{d:%Y%m%d}",
        lambda d: (d - date(1899, 12, 30)).days,
    )
    book = Workbook()
    write_villages(book)
    _rows(_sheet(book, "干部"), PEOPLE_HEAD, *people_rows())
    sheet = _sheet(book, "包村安排")
    _rows(sheet, TERM_HEAD)
    for i, (village, cadre, since, until) in enumerate(_terms()):
        month = f"{until.year}年{until.month}月" if until else "长期"
        _rows(sheet, (village, cadre, spellings[i % 5](since), month))
    sheet = _sheet(book, "农户")
    born: tuple[Callable[[int], Any], ...] = (
        lambda y: f"{y}年",
        lambda y: f"{y}.5",
        lambda y: f"{y}-05-06",
        lambda y: f"{y}0506",
        lambda y: date(y, 5, 6),
    )
    _rows(sheet, HOME_HEAD)
    for i, h in enumerate(HOMES):
        row = home_row(h)
        row[6] = born[i % 5](h.born)
        _rows(sheet, row)
    _rows(_sheet(book, "成员"), MEMBER_HEAD, *(row for h in HOMES for row in member_rows(h)))
    return _bytes(book)


def one_row_a_person() -> bytes:
    """No sheet of households: a register of people, the head's row being 户主; numbers written only once."""
    book = Workbook()
    write_villages(book)
    write_people(book)
    sheet = _sheet(book, "人口登记")
    _rows(sheet, ("村", "户号", "组", "姓名", "绰号", "与户主关系", "性别", "出生年份", "标签", "电话"))
    for h in HOMES:
        _rows(sheet, (h.village, h.no, h.group, h.head, h.aka, "户主", h.sex, h.born, "，".join(h.tags), h.phone))
        _rows(sheet, *((None, None, h.group, m[0], None, *m[1:]) for m in h.members))
    return _bytes(book)


def members_beside_the_head() -> bytes:
    """户主 and 家庭成员 side by side under group headings, the household's cells merged over its members."""
    book = Workbook()
    write_villages(book)
    write_people(book)
    sheet = _sheet(book, "农户")
    _rows(sheet, ("村", "户号", "组", "户主信息", *[None] * 6, "家庭成员", *[None] * 3))
    _rows(
        sheet,
        (
            None,
            None,
            None,
            "姓名",
            "绰号",
            "性别",
            "出生年份",
            "户类型",
            "电话",
            None,
            "姓名",
            "与户主关系",
            "性别",
            "出生年份",
        ),
    )
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:J1", "K1:N1"):
        sheet.merge_cells(area)
    for h in HOMES:
        top = sheet.max_row + 1
        own = [h.village, h.no, h.group, h.head, h.aka, h.sex, h.born, "、".join(h.tags), h.phone, None]
        people = h.members or ((None,) * 4,)
        _rows(sheet, (*own, *people[0]), *(([None] * 10 + list(m)) for m in people[1:]))
        for column in range(1, 10) if len(people) > 1 else ():
            sheet.merge_cells(start_row=top, end_row=sheet.max_row, start_column=column, end_column=column)
    return _bytes(book)


def cadres_beside_villages() -> bytes:
    """The assignments stand in the sheet of villages, one row a cadre."""
    book = Workbook()
    sheet = _sheet(book, "村情")
    _rows(sheet, ("山水县清溪镇村情表",), (*VILLAGE_HEAD, "包村干部", "起始时间", "结束时间"))
    for i, (name, *_) in enumerate(VILLAGES):
        for village, cadre, since, until in _terms():
            if village == name:
                _rows(sheet, (*village_row(i), cadre, since, until))
    _rows(_sheet(book, "干部"), PEOPLE_HEAD, *people_rows())
    write_homes(book)
    return _bytes(book)


def terms_beside_villages_by_other_names() -> bytes:
    """The same under headings of another county, and households under 户内人数."""
    book = Workbook()
    _rows(_sheet(book, "联村一览表"), ("山水县清溪镇联村一览表",), (*VILLAGE_HEAD, "联村干部", "到岗日期", "拟任期满"))
    for i, (name, *_) in enumerate(VILLAGES):
        rows = [(*village_row(i), *term[1:]) for term in _terms() if term[0] == name]
        _rows(book["联村一览表"], *rows)
    _rows(_sheet(book, "干部"), PEOPLE_HEAD, *people_rows())
    head = ["户内人数" if words == "家庭人口" else words for words in HOME_HEAD]
    _rows(_sheet(book, "农户"), head, *map(home_row, HOMES))
    _rows(_sheet(book, "家庭成员"), MEMBER_HEAD, *(row for h in HOMES for row in member_rows(h)))
    return _bytes(book)


OFFICES: Final[tuple[Callable[[], bytes], ...]] = (
    plain,
    two_row_headings,
    other_names,
    ticks_in_one_row,
    several_villages_in_a_cell,
    numbers_as_phones,
    subtotals,
    hidden_columns,
    a_sheet_for_every_village,
    villages_under_one_another,
    without_the_word_village,
    dates_in_five_spellings,
    one_row_a_person,
    members_beside_the_head,
    cadres_beside_villages,
    terms_beside_villages_by_other_names,
)


def directory(*titles: str) -> bytes:
    """A telephone list without 类别: 干部0, 干部1 … with these titles."""
    book = Workbook()
    write_villages(book)
    sheet = _sheet(book, "通讯录")
    _rows(
        sheet,
        ("序号", "姓名", "职务", "手机"),
        *((n, f"干部{'甲乙丙丁戊己庚'[n]}", t, None) for n, t in enumerate(titles)),
    )
    write_homes(book)
    return _bytes(book)
