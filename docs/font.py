"""`python docs/font.py NotoSansSC_400Regular.ttf`: makes the font that the pictures are written with.

The original is in the npm package @expo-google-fonts/noto-sans-sc (SIL Open Font License 1.1, kept beside the result).
What stays: GB 2312, which is what newspapers need, and characters beyond it that people and villages are named with.
Needs fontTools. Whoever adds characters runs it again and looks at the pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "handlers" / "papers" / "fonts" / "NotoSansSC.ttf"

# In names of people.
PEOPLE = (
    "镕堃喆昇玥珺瑄瑀玮垚犇淼骉焱燚淏溋湉濛沄浠洺淩滢漪潓澔瀞焜煊煜煐熺烜炘炜烨焯燊犟猷玙玎玓玘玚玠玢玦玫玭珂珈珅珉珏珑珝"
    "珣珥珩珪珮珲琀琇琍琎琏琚琛琤琨琬琮琯琰琲琳琸瑁瑅瑆瑒瑗瑜瑢瑨瑭瑷瑾璀璁璇璈璐璘璟璠璥璨璩璪璿瓅瓒甡甯皓皞皛眙睿矞砚碹碶"
    "祎祐祜祺禔禛禤禹秾稀穂穗竑竣筠筱箬簃粼絜綮缦缪缬翀翃翊翎翙翚翥耒聃胤脩舸芃芊芏芑芘芙芠芮芯芷芸芾苒苓苡茁茈茗茜茹荃荏"
    "荞荻莉莜莞莳莹菀菁菂菡萁萱葆葳蒨蓁蓓蔓蔚蕖蕙薇薷藜蘅蘩虓虔蛟蜜裎褀觐訢詠諒譞讱诃诠诩谌谖赟赪跶辀迦逄逵遹邡郗郢郦鄢鄞鄱"
    "酉醴钊钖钘钜钧钰钺铄铖铠铨铮铱铻锃锘锜锟锳锴锶锽镆镒镛镡镪镫鑫闫闳闿阎阗陞隽雩雯霁霄霆霈霏霓霖霙霞霭靓靖靳韫韬韵頔颀颉"
    "颋颐颢颺飏飒飚馥馨骁骅骊骋骎骏骐骙骥髙魁魃鲲鳌鳐鸢鸣鸿鹍鹏鹤鹭麒麟黟黻龑龙龢仝伃伋佺佾俣俶倓倞偲傃儁冏刂劭勍匡卻叆吔吢"
    "咺哿唫啟喦嘏噯囍埈堉墀夆奭妘妤姈姌姞姮娉娣婄婧婳媖媛嫄嫚嬛嬿孖宓宬寗尕屹峄崟嵘嶸巍帼庠弢彧徕忞忻怡恺恽悆悫惇愔愷慜懋"
    "懿戬扃抃抟掞揆摛撝斈斓旂旃旸旻昀昉昕昙昳晁晅晔晗晖晙晟晞晢晧晳暄暅暎暐暟暠暶曈曌曚曦朓杺枘枞枟柃柷栐栩栻桄桉梃梓梽棣棪"
    "椙楀楙楝榑榕槿樾橦檩檬欤欥歆殚毓氤氲泓泗泚泱洄洢洧洮浚浛浟浥涔涵淇淙淦淳渟渶湙湫湲湶湾溥溱滎漉漩潆潇潋潏潘潞澂澍澧澴濬瀚灏灝"
)
# In names of places.
PLACES = (
    "垟坞埗塝坂岙岽峁嵖塬垱塅坵埔磜硚碓圳圩坜坪墘洑浬湴溇滘漖濠瀼畈畲畬砻碥磡礐窎窨篁笕簰粿缐耖荥葑蔀蓢薸蛘袆豉轳邨郿鄌醅钭铧镬"
    "陂陉隈霅靛鲘麂黾冚凼勐咀嘢囗坉坮埒埕埂堍堎堨塆塍塭墈墩壪夼姒屾岈岗岘岜岿峒峣峧崀崆崮崴嵅嵊嵋嵕嵚嶂嶝嶷巘廒廨弄泖泺洣洨洸涂涠"
    "涢涪淅渌渑湜湟溆溠溦溧滃滆滠漳漷澥瀍灞烔牁牂甪畹疃盱眭睢碣磁磻禺稂穰筼箐罘罟芗苴茌茳荇莒莪菏菰萩葙葜葭蒗蓥蔺虢蜊袁訾谯赉踅"
    "邕邗邙邛邠邳邴邽郏郓郛郜郾鄄鄜鄠鄣酃酂郚钌铚镈闵阆隩雒颍骝鲅黥鼋㘵㙍䢺峪崾嵯巇帑庹廑彘戥拃挡掯揦搕摴攮斝昃曷杩枥枧柞栟桁桕桠"
    "梿棓椑椴楂楸榃榉槎槠槭樟橹檵欏殳氹汆沚沤沩沱沲泄泔泷洈洚浈浉浐浔浠涞涿湞湉漤漶潎潢潬潲濉瀛灵炻焖熇爿牮犍狍猇猫獐瑯瓠瓮甑畎畚"
)
# Signs of lists, units and titles.
SIGNS = "·—–…‘’“”、。〇〈〉《》「」『』【】〔〕！（），．：；？～￥％＋－×÷＝≈≤≥↑↓→←▲▼●○■□◆◇★☆№℃①②③④⑤⑥⑦⑧⑨⑩"


def wanted() -> set[int]:
    """The code points that are kept."""
    chinese = {code for code in range(0x20, 0x10000) if _in_gb2312(chr(code))}
    return chinese | {ord(sign) for sign in PEOPLE + PLACES + SIGNS}


def _in_gb2312(sign: str) -> bool:
    try:
        return bool(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def make(original: Path) -> None:
    """Writes the smaller font. It is drawn by Pillow alone, which needs no hints and no layout rules."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    with TTFont(original) as font:
        worker = subset.Subsetter(options)
        worker.populate(unicodes=sorted(wanted() & font.getBestCmap().keys()))
        worker.subset(font)
        font.save(TARGET)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
