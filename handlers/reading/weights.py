"""What words weigh when a clause is judged, and word patterns that no list can hold."""

from __future__ import annotations

import re
from typing import Final

from handlers.reading.plain import PERSON
from handlers.reading.words import lists

# Parts where "done" alone tells of a matter (低保年审办好了); elsewhere it is help or a chat (被子晒好了).
_WEIGHTS: Final = lists("weights")
SETTLED_PARTS: Final = frozenset(_WEIGHTS["settled parts"])
# Everyday words that name a topic only beside a stronger sign.
FAINT: Final = frozenset(_WEIGHTS["faint"])
# Troubles that are also the subject of meetings, patrols and lessons.
SUBJECTS: Final = frozenset(_WEIGHTS["subjects"])
# Not quarrels by themselves: only when nothing else claims the matter.
MILD: Final = frozenset(_WEIGHTS["mild"])
QUARREL: Final = re.compile(
    rf"(?:工资|工钱|欠款|货款|借款|欠的钱|借的钱|赔偿款)[^,;。没不]{{0,5}}(?:要回|讨回|拿到|结清|付清|到手|结了|给了|到账|还了)|{PERSON}[^,;。]{{0,4}}[和跟与同、]{PERSON}[^,;。]{{0,8}}(?:因为|因|为了|为)[^,;。]{{2,}}|(?:要|找|让|叫|喊)(?:求)?[^,;。]{{0,5}}赔(?!本)|(?:婆婆|公公|儿媳|儿媳妇|妯娌|小姑|小叔|女婿|亲家|丈母娘|继父|后妈|前妻|前夫|老公|丈夫|媳妇|婆媳|夫妻|两口子)[^,;。]{{0,10}}(?:嫌|闹|吵|骂|打架|不和|偏心|赶出|摔)|老板[^,;。]{{0,8}}(?:不管|不赔|不给|不认|跑)|(?:嚷|吵|骂|干|闹|呛)了?(?:一|几|半|两|好几)(?:架|仗|场|回|顿)|呛起来|把(?:他|她|老婆|媳妇|男人|娃|孩子|老人|爹|妈|{PERSON})[^,;。]{{0,3}}(?:打了|揍|骂|赶出|推倒)|要离(?:$|[,;。婚])|(?:打|揍|骂|踹)(?:了|过|起)?(?:他|她|老婆|媳妇|娃|孩子|{PERSON})"
)
# One villager's doing at another's: 挡了谁家的光, 占了谁的地.
BETWEEN: Final = re.compile(
    rf"{PERSON}[^,;。]{{0,14}}(?:挡|占|堵|填|砍|锯|拆|踩|压|淹|挖|圈了|咬|啃|扒|推|倒|排|泼|截|断|拦|骂|毁|药|烧|撞|挪|扔|灌|冲|抢|欠|借了)[^,;。没不]{{0,5}}{PERSON}"
)
# Going to a higher office to complain, or in numbers.
GOING_UP: Final = re.compile(
    r"(?:去|到|上|往)(?:省|市|县|京|北京|区)[里上城]?(?:政府|信访局|纪委|法院)?[^,;。]{0,4}(?:反映|告|闹|上访|讨|说理)"
    r"|(?:户|人|群众|村民|大家|大伙)[^,;。]{0,6}(?:要|想|准备|打算|扬言|嚷着|商量|约)[^,;。]{0,6}(?:去|到|上|往|赴)[^,;。]{0,6}(?:上访|信访|政府|纪委|省|市|县(?!医院)|北京)"
    r"|(?:就|再去|要|直接|集体)(?:去|往|到|上)(?:省|市|县)[里上]?(?:告|反映|闹|上访|讨|$)|拦[^,;。]{0,8}(?:领导|书记|县长|镇长)[^,;。]{0,4}车|递状"
    r"|(?:[\d十几百多]|一群|一帮|一伙)[^,;。]{0,3}(?:人|家长|户|村民|群众|老人|司机|商户|学生)[^,;。]{0,8}(?:堵|围|聚|坐|跪|躺)(?:在|了|着|到|住)"
    r"|(?:人|一起|集体|联合|带着|结伴)[^,;。]{0,20}(?:要|准备|扬言|约)[^,;。]{0,3}(?:去|到|上)(?:省|市|县|北京|镇政府)(?!医院)"
)
_NEAR_ONES: Final = (
    r"(?:邻居|邻家|隔壁|对门|楼上|楼下|兄弟|弟兄|姐妹|哥哥|弟弟|大哥|二哥|嫂子|弟媳|妯娌|婆婆|公公|儿媳|媳妇|丈夫|老公|男人|前夫|前妻|"
    r"女婿|亲家|房东|租户|老板|包工头|合伙人|雇主|东家|工友|外村|邻村|两家|两户)"
)
# Two who live or work together, and what is between them.
AT_ODDS: Final = re.compile(
    r"(?:两人|俩人|两家|双方|两边|两口子|俩口子|两户|弟兄俩|兄弟俩|姐妹俩|父子俩|爷俩|婆媳俩)[^,;。]{0,6}(?:吵|骂|打(?!招呼|电话|工|算)|争|闹|撕|僵|顶|红了?脸|翻脸|不说话|不来往|谈不拢)"
    rf"|{PERSON}[^,;。]{{0,3}}(?:羊|牛|猪|鸡|鸭|鹅|狗|树|水|墙|柴)[^,;。没不好]{{1,6}}{PERSON}"
    r"|(?:工资|工钱|血汗钱|薪水|货款|工程款|务工费)[^,;。]{0,6}(?:没(?!问题)|不(?:发|给|结|付)|拖|欠|少给|扣|要不|拿不|讨)"
    rf"|(?:和|跟|与|同|被){_NEAR_ONES}[^,;。]{{0,14}}(?:吵|争|闹|骂|打|揍|赶|撵|说不清|谈不拢|不说话|不来往|翻脸|结怨|纠纷|矛盾|界)"
    rf"|{_NEAR_ONES}[^,;。]{{0,12}}(?:占了?[他她我家]|占[了着]|挡|堵了|砍了|砌|多种|多犁|埋|倒在|扔到|不让|不给|拖着|欠|赖|吵|骂|打了|闹)"
    rf"|{PERSON}[^,;。]{{0,8}}被{PERSON}[^,;。]{{0,4}}(?:占|犁|挡|堵|砍|填|拆|打|骂|种|毁|推|挖|圈|拿|赖)"
    r"|(?:儿子|儿女|女儿|子女|孩子们?|几个娃)[^,;。]{0,6}(?:不养|不肯养|不管[他她老]|不赡养|互相推|都推|不认)"
    r"|(?:为|因|因为)[^,;。]{1,12}(?:吵|闹|争|打架|骂|翻脸)|(?:坟|地|树|墙|水|路|界)[^,;。]{0,6}(?:吵|闹得|争|打起)"
)
# Water or a fall, and nothing to hold: 塘边没护栏.
UNGUARDED: Final = re.compile(
    r"(?:塘|水库|河|渠|池|井|崖|坎|沟|桥|陡坡|悬)[^,;。]{0,8}(?:没|缺|无|坏|断|倒|少)[^,;。]{0,4}(?:护栏|栏杆|围栏|警示|盖|遮挡|防护)(?!.{0,3}路灯)"
)
# Beasts, fish and crops that are ill or die.
SICKLY: Final = re.compile(
    r"(?:鸡|鸭|鹅|猪|牛|羊|鱼|虾|蟹|蜂|兔|蚕|苗|秧|果树|菜|瓜|稻|麦|玉米)[^,;。人娃老他她]{0,6}(?:生病|得病|病了|死了|瘟|拉稀|不吃食|长虫|生虫|难产|流产)"
)
# Papers somebody does not know how to get.
PAPERS: Final = re.compile(
    r"(?:执照|手续|审批|许可证?|户口|身份证|房产证|宅基证)[^,;。]{0,6}(?:不会|怎么|咋|办不|没办|不懂|不知道|难办)|(?:怎么|咋|不会|不知道)[^,;。]{0,5}(?:办|写|填)[^,;。]{0,4}(?:证|手续|执照|户口)"
)
# A limb that is hurt.
INJURED: Final = re.compile(
    r"(?:髋骨|骨头|肋骨|锁骨|腿|胳膊|手腕|脚|腰)[^,;。]{0,3}(?:裂|断了|折|骨折|肿|疼|伤了|扭)|老人[^,;。]{0,10}(?:摔|跌|滑倒)"
)
# Money of the village, and where it went.
MONEY_GONE: Final = re.compile(
    r"(?:钱|款|账|收入|经费)[^,;。]{0,6}(?:咋|怎么|用到哪|花到?哪|去哪|哪去|到底)[^,;。]{0,5}(?:花|用|分|了|去)"
)
WIRING: Final = re.compile(
    r"(?:电线|线路|电路|插座|插板|闸刀|电表箱)[^,;。]{0,6}(?:破|裸|露|老化|烧|冒|麻|垂|掉|焦|糊|烫|打火|缠|耷拉|拖|断头)|(?:煤气|燃气|液化气|天然气)[^,;。]{0,5}(?:漏|味|老化)"
    r"|私拉|乱拉电线|乱接"
)
