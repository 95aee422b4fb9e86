"""A small office and its roster workbook, quarter after quarter: change the rows, write the file again."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import Any

import xlsxwriter

Rows = list[list[Any]]

VILLAGES: Rows = [
    ["北片", "倪海军", "王家坞村", "坞里", 8, "王树根", "王国良"],
    ["北片", "倪海军", "汪家坞村", "", 6, "汪建军", "汪小毛"],
    ["中片", "柯敏", "上云村", "上云里", 8, "胡大海", "方银花"],
]
STAFF: Rows = [
    ["领导", "俞正阳", "党委书记", "17000000001"],
    ["领导", "倪海军", "党委副书记", "17000000002"],
    ["领导", "柯敏", "组织委员", "17000000003"],
    ["管理员", "贺佳", "党政办", "17000000004"],
    ["包村干部", "周建明", "农业农村办", "17000000005"],
    ["包村干部", "童建新", "人武部", "17000000006"],
    ["包村干部", "方晓燕", "社会事务办", "17000000007"],
    ["包村干部", "汪洋", "生态环保办", "17000000008"],
]
TERMS: Rows = [
    ["王家坞村", "周建明", "2024-03-01", ""],
    ["王家坞村", "童建新", "2024-03-01", ""],
    ["汪家坞村", "方晓燕", "2024-03-01", ""],
    ["上云村", "汪洋", "2025-02-10", ""],
]
# 村, 户号, 户主, 小名, 性别, 出生年, 组, 人口, 标签, 电话
HOUSEHOLDS: Rows = [
    ["王家坞村", 1, "王建国", "", "男", 1951, 1, 4, "党员户", "17000001001"],
    ["王家坞村", 2, "李桂兰", "", "女", 1948, 2, 1, "独居老人、低保户", "17000001002"],
    ["王家坞村", 3, "张德财", "张老四", "男", 1962, 3, 5, "", "17000001003"],
    ["王家坞村", 4, "刘福生", "", "男", 1955, 3, 3, "", ""],
    ["汪家坞村", 1, "汪小毛", "", "男", 1971, 1, 4, "", "17000001011"],
    ["汪家坞村", 2, "李桂兰", "", "女", 1950, 4, 2, "低保户", "17000001012"],
    ["汪家坞村", 3, "汪金宝", "", "男", 1966, 4, 2, "", "17000001013"],
    ["上云村", 1, "胡银娣", "", "女", 1968, 1, 3, "", "17000001021"],
    ["上云村", 2, "徐金龙", "", "男", 1959, 2, 6, "专业户", "17000001022"],
]
RESIDENTS: Rows = [
    ["王家坞村", 1, "赵金花", "妻子", "女", 1953],
    ["王家坞村", 3, "张小明", "儿子", "男", 1990],
]

HEADINGS = {
    "村情": ["片区", "联片领导", "村名", "俗称", "组数", "村书记", "村主任"],
    "干部": ["类别", "姓名", "职务", "联系电话"],
    "包村安排": ["村名", "包村干部", "起始时间", "结束时间"],
    "农户": ["村名", "户号", "户主姓名", "小名", "性别", "出生年份", "组别", "家庭人口", "标签", "联系电话"],
    "家庭成员": ["村名", "户号", "姓名", "与户主关系", "性别", "出生年份"],
}


class Office:
    """The sheets as lists of rows, to be changed by a test."""

    def __init__(self, county: str = "清源县", township: str = "云溪镇") -> None:
        self.county, self.township = county, township
        self.villages, self.staff, self.terms = deepcopy(VILLAGES), deepcopy(STAFF), deepcopy(TERMS)
        self.households, self.residents = deepcopy(HOUSEHOLDS), deepcopy(RESIDENTS)

    def household(self, village: str, no: int) -> list[Any]:
        """The row of a household."""
        return next(row for row in self.households if row[:2] == [village, no])

    def rename(self, old: str, new: str) -> None:
        """Writes another name for a village everywhere."""
        for sheet, column in ((self.villages, 2), (self.terms, 0), (self.households, 0), (self.residents, 0)):
            for row in sheet:
                row[column] = new if row[column] == old else row[column]

    def workbook(self, *leave_out: str) -> bytes:
        """The .xlsx file, without the sheets left out."""
        sheets = zip(HEADINGS, (self.villages, self.staff, self.terms, self.households, self.residents), strict=True)
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            for name, rows in sheets:
                if name not in leave_out and rows:
                    sheet = book.add_worksheet(name)
                    sheet.write(0, 0, f"{self.county}{self.township}{name}表")
                    for place, row in enumerate([HEADINGS[name], *rows], 1):
                        sheet.write_row(place, 0, row)
        return file.getvalue()
