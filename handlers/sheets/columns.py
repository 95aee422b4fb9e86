"""What a column may be called, as data. A heading is compared without spaces, brackets and width of letters.

Lists are in the order of preference: where two columns of a table could be the same field, the earlier name wins.
"""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal["villages", "cadres", "households", "residents"]

_VILLAGE: Final = (
    "村名 行政村 行政村名称 行政村名 村 村别 村名称 村居 村社区 所在村 所属村 所属行政村 所在行政村 居住村 户籍村 "
    "单位名称 村委会"
)
_PLACE: Final = {
    "county": "县 县名 区县 县区 县市区 所在县",
    "township": "乡镇 镇 乡 镇街 乡镇街道 镇乡 所属乡镇 所在乡镇",
}
_SERIAL: Final = "序号 序 编序 顺序号 行号 No NO 号"
_PHONE: Final = "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 联系号码 移动电话 联系手机 本人电话 长号 手机长号"
_NOTE: Final = "备注 说明 备考 其他 情况说明 变动情况"
_SEX: Final = "性别 男女"
_BORN: Final = "出生年月 出生年份 出生日期 出生年 出生 出生时间 生日 出生年月日"
_GROUP: Final = (
    "村民小组 组 组别 小组 所在组 村民组 自然村组 居民小组 生产队 所在小组 组号 几组 第几组 所在村民小组 所属组 网格组"
)
_SINCE: Final = (
    "包村起始时间 起始时间 开始时间 起始日期 开始日期 包村开始时间 包村开始日期 包村起始日期 包村时间 到岗时间 "
    "到岗日期 任职时间 起任时间 任职日期 任期开始 任期起 包联时间 包联起始时间 驻村时间 到村时间 到村日期 联村时间 "
    "联系起始时间 起始年月 何时起 起始 起 自"
)
_UNTIL: Final = (
    "结束时间 终止时间 截止时间 到期时间 结束日期 截止日期 终止日期 到期日期 包村结束时间 包村结束日期 包村截止时间 "
    "包村到期时间 离村时间 离岗时间 任期结束 任期止 任期届满 届满时间 期满时间 期满 拟任期满 结束年月 结束 止 至"
)
_TAGS: Final = (
    "户类型 人员类别 标签 类别 农户类型 户类别 户属性 家庭类型 重点人群 人群类别 重点对象 对象类别 特殊人群 农户类别"
    " 重点户类型 类型 困难类型 户情标签 家庭类别 人员类型 身份类别 十必访 必访对象 重点人群类别"
)

COLUMNS: Final[dict[Kind, dict[str, str]]] = {
    "villages": {
        **_PLACE,
        "serial": _SERIAL,
        "cluster": "片区 片 所属片区 所属片 片名 片别 联片 工作片 管理片 办事处",
        "cluster_leader": (
            "联片领导 片长 联系领导 联村领导 包片领导 分管领导 片区领导 片区负责人 挂片领导 联系班子成员 挂联领导"
        ),
        "village": _VILLAGE + " 所辖村 辖村 下辖村 所辖行政村 包含村 村庄",
        "aliases": "俗称 简称 别名 又名 曾用名 小名 俗称简称 老名字 土名 别称 群众叫法 常用名 习惯叫法 自然村",
        "groups": "村民小组 村民小组数 组数 小组数 村民组数 组 村组数 小组 村民小组个数 村民组",
        "households_total": "总户数 户数 农户数 农户总数 家庭户数 户籍户数 常住户数 全村户数 总农户",
        "residents": "总人口 人口 人口数 人数 总人数 户籍人口 人口总数 常住人口 全村人口 农业人口",
        "secretary": (
            "村书记 书记 党支部书记 支部书记 村支书 支书 村党支部书记 村党组织书记 党总支书记 书记姓名 村书记姓名 "
            "党组织书记"
            " 村党支部书记姓名 支书姓名 党支部书记姓名 村党总支书记 书记主任"
        ),
        "secretary_phone": (
            "书记电话 村书记电话 书记联系电话 村书记联系电话 书记手机 书记手机号 书记手机号码 支书电话 村支书电话 "
            "村支书联系电话"
            " 支部书记电话 党支部书记电话 党支部书记联系电话 村党组织书记电话 书记联系方式 村书记手机 村书记手机号码"
            " 村书记联系方式 村党组织书记联系电话 支部书记联系电话 村书记手机号"
        ),
        "director": "村主任 主任 村委会主任 村委主任 主任姓名 村主任姓名 村委会主任姓名 村长 村民委员会主任",
        "director_phone": (
            "主任电话 村主任电话 主任联系电话 村主任联系电话 主任手机 主任手机号 主任手机号码 村委会主任电话 "
            "村委主任电话"
            " 村委会主任联系电话 主任联系方式 村主任手机 村主任手机号码 村主任联系方式 村委主任联系电话 村长电话 "
            "村主任手机号"
        ),
        "cadres": "包村干部 驻村干部 包联干部 联村干部 包村干部姓名 驻村工作队员 包村人员 包保干部 驻村干部姓名",
        "cadres_phone": (
            "包村干部电话 包村干部联系电话 驻村干部电话 驻村干部联系电话 联村干部电话 包村干部手机 包村干部手机号码"
        ),
        "office": "所在办公室 所在站所 站所 部门 所在单位",
        "since": _SINCE,
        "until": _UNTIL,
        "phone": _PHONE,
        "note": _NOTE,
    },
    "cadres": {
        **_PLACE,
        "serial": _SERIAL,
        "name": (
            "姓名 包村干部 干部姓名 驻村干部 包联干部 联村干部 包村干部姓名 驻村干部姓名 人员姓名 名字 领导姓名 "
            "联系干部"
            " 包村人员 联村干部姓名 包保干部 管理员姓名 管理员 领导 班子成员 包片干部"
        ),
        "office": (
            "所在办公室 单位 站所 部门 科室 所在单位 工作单位 所在站所 所属部门 所在部门 办公室 所属站所 站办所 "
            "内设机构"
        ),
        "position": "职务岗位 职务 岗位 职位 现任职务 职务职级 党政职务 工作岗位 单位职务 单位及职务 部门职务",
        "category": "类别 人员类别 角色 身份 人员身份 系统角色 干部类别 类型 权限 人员类型",
        "userid": (
            "企业微信账号 企业微信帐号 企业微信UserID 企业微信userid 企业微信ID 企业微信号 企微账号 企微帐号 企微号 "
            "UserID userid 企业微信"
        ),
        "phone": _PHONE + " 包村干部电话 包村干部联系电话 驻村干部电话 干部电话 驻村干部联系电话 领导电话 管理员电话",
        "village": (
            "包联村 联系村 包村 包村名称 包驻村 驻村 联村 所包村 包保村 包联行政村 联系行政村 包村村名 负责村 "
            "责任村 包干村"
            " 所驻村 驻点村 包村情况 所联村 " + _VILLAGE
        ),
        "cluster": "片区 片 所属片区 联系片 联片 包片 联系片区 分管片区 负责片区 所联片",
        "since": _SINCE,
        "until": _UNTIL,
        "period": "包村期限 任期 起止时间 包村起止时间 包联期限 包村时段 服务期限 起止日期 包村任期 时间 任期时间",
        "note": _NOTE,
    },
    "households": {
        **_PLACE,
        "serial": _SERIAL,
        "village": _VILLAGE,
        "no": "户号 户编号 农户编号 家庭编号 编号 户籍号 户主编号 农户号 门牌号 户序号 户编码 家庭户号",
        "group": _GROUP,
        "head": "户主姓名 户主 户主名 户主名字 农户姓名 户主(姓名) 农户 家庭户主 农户户主 户代表 户主姓名姓名",
        "name": "姓名 名字",
        "aka": "小名绰号 小名 绰号 别名 外号 小名外号 又名 曾用名 俗名 乳名 别称 昵称 诨名 俗称",
        "sex": _SEX + " 户主性别",
        "born": _BORN + " 户主出生年月 户主出生年份 户主出生日期 户主出生年 出生年月年龄",
        "age": "年龄 周岁 户主年龄 岁数 年龄周岁",
        "members": (
            "家庭人口 人口 家庭人口数 人口数 人数 家庭人数 在册人口 户内人口 家庭成员数 家庭总人口 成员数 现有人口 "
            "总人口 几口人 户内人数 常住人口 人员数 户人口 家庭人口数量 全家人口"
        ),
        "tags": _TAGS,
        "phone": _PHONE + " 户主电话 户主联系电话 户主手机 户主手机号 户主手机号码 户主联系方式 家庭电话",
        "family": "家庭成员 家庭成员姓名 成员 家庭成员情况 其他成员 家庭其他成员 共同居住成员",
        "note": _NOTE,
    },
    "residents": {
        **_PLACE,
        "serial": _SERIAL,
        "village": _VILLAGE,
        "no": "户号 户编号 农户编号 家庭编号 编号 户籍号 户主编号 农户号 户编码 家庭户号",
        "group": _GROUP,
        "head": "户主姓名 户主 户主名 所属户主 所在户户主 户主名字",
        "name": "姓名 成员姓名 家庭成员姓名 家庭成员 人员姓名 名字 家庭成员名字 村民姓名",
        "relation": (
            "与户主关系 与户主的关系 关系 户主关系 家庭关系 成员关系 称谓 同户主关系 与户主之关系 家庭成员关系 "
            "家庭成员与户主关系"
        ),
        "aka": "小名绰号 小名 绰号 别名 外号 曾用名",
        "sex": _SEX + " 成员性别 家庭成员性别",
        "born": _BORN + " 成员出生年月 家庭成员出生年月 成员出生年份 家庭成员出生年份 家庭成员出生日期",
        "age": "年龄 周岁 成员年龄 岁数 家庭成员年龄",
        "members": "家庭人口 家庭人口数 户内人口 户内人数 家庭人数",
        "tags": _TAGS,
        "phone": _PHONE + " 成员电话 成员联系电话 家庭成员电话 家庭成员联系电话",
        "note": _NOTE,
    },
}

# Group headings over tick columns: what stands below is a tag even when the vocabulary does not know it.
TAG_GROUPS: Final = frozenset(_TAGS.split()) | {"勾选", "人员类别打√", "打√"}

# A heading holding one of these speaks of somebody or something else; it is never matched by a part of it.
_FOREIGN: Final = (
    "配偶 监护人 紧急 备用 身份证 银行 账号 卡号 填表 原 旧 上年 是否 邮箱 照片 面积 金额 联系人 学校 日期 密码 "
    "党员数 村民代表"
)
FOREIGN: Final = tuple(_FOREIGN.split())

# Fields of which a table must have all of one set to be read as this kind.
REQUIRED: Final[dict[Kind, tuple[frozenset[str], ...]]] = {
    "villages": (frozenset({"village"}),),
    "cadres": (frozenset({"name"}),),
    "households": (frozenset({"head"}), frozenset({"name"})),
    "residents": (frozenset({"name", "relation"}), frozenset({"name", "head"})),
}

# Fields that only this kind of table has: at least one must be there, and each counts double.
SIGNATURE: Final[dict[Kind, frozenset[str]]] = {
    "villages": frozenset(
        {"cluster", "cluster_leader", "aliases", "groups", "households_total", "residents", "secretary", "director"}
    ),
    "cadres": frozenset({"office", "position", "category", "since", "until", "period"}),
    "households": frozenset({"no", "head", "group", "members", "aka", "tags"}),
    "residents": frozenset({"relation"}),
}
