"""Two weeks in a small township as one transcript: who says what on which day, and what must be in the answer.

Played at the terminal and in the browser by `test_fortnight.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tests.conversation import SHANGHAI

CADRE, LEADER, ADMIN = "周建明", "倪海军", "贺佳"
# 8:00 on the first Monday.
BEGINNING: Final = datetime(2026, 11, 16, 8, tzinfo=SHANGHAI)

_TOLD: Final = """
0 周建明 | 今天 | 陈秀英 还没有走访记录
0 周建明 | 今天上午去王家坞走访了李桂兰，水渠堵了，已经联系水利站，答应周五前给答复 | 已记录 看望：李桂兰 水渠堵了 11月20日
0 周建明 | 李桂兰换号码了 170-1234-5678 | 改好了 17012345678
0 倪海军 | 简报 | 新报问题1件 水渠堵了
0 贺佳 | 邀请 | 没进来过 /invites
1 周建明 | 走访 | 哪天
1 周建明 | 就今天 | 看望了谁 陈秀英
1 周建明 | 陈秀英 | 说一句情况
1 周建明 | 身体还好，低保金按时到账 | 已记录 走访 看望：陈秀英
1 周建明 | 查 水渠 | №1
2 周建明 | 昨天下午去看了刘福生，村口路灯不亮 | 补记 刘福生 路灯不亮
2 周建明 | 不是刘福生是王建国 | 已更正 王建国
2 倪海军 | 查 路灯 | 王建国
3 周建明 | 今天 | 水渠堵了 个工作日
3 周建明 | 李桂兰家水渠修好了 | 办好了吗
3 周建明 | 办结 | 并案
3 周建明 | 认人 李桂兰 | 独居老人 17012345678
4 周建明 | 村情 王家坞 | 没办完的事：1件
4 周建明 | 帮陈秀英代办了医保缴费 | 已记录
4 倪海军 | 简报 本周 | 本周 办结 路灯不亮
7 周建明 | 上午路过村口，跟供电所的师傅一起去看了路灯，说要等配件 | 已记录
8 周建明 | 王长根家和邻居为地界吵起来了 | 矛盾纠纷
8 周建明 | 撤销 | 已撤销
8 周建明 | 在么 | 没有当作记录
8 倪海军 | 简报 | 简报
9 周建明 | 今天 | 路灯不亮
9 周建明 | 今天没下村 | 没有记录
9 周建明 | 村口路灯修好了 | 办好了吗
9 周建明 | 办结 | 并案
9 周建明 | 我的 | 我的记录
10 周建明 | 履职 本周 | 走访掌握村情民意
10 倪海军 | 村情 王家坞 | 王家坞村 周建明
11 周建明 | 隐私 | 复制
11 倪海军 | 简报 上周 | 上周 办完
11 倪海军 | 简报 本月 | 简报 11月
11 贺佳 | 认人 王家坞 李桂兰 | 170****5678
"""


@dataclass(frozen=True, slots=True)
class Line:
    """Something said on a day (from the beginning), and what the answer must hold."""

    day: int
    who: str
    text: str
    hears: tuple[str, ...]

    @property
    def morning(self) -> datetime:
        """8:00 of that day."""
        return BEGINNING + timedelta(days=self.day)


def _line(told: str) -> Line:
    first, text, hears = (part.strip() for part in told.split("|"))
    day, who = first.split()
    return Line(int(day), who, text, tuple(hears.split()))


LINES: Final = [_line(told) for told in _TOLD.strip().splitlines()]
