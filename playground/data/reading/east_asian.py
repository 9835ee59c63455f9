"""Whether text is Chinese, Japanese or Korean in an encoding of its own: bytes fit several of these, but words look right in one."""

from collections.abc import Iterable

# Each of these has its usual characters in front, by the first byte of two; the second is one of the upper half unless it says otherwise.
_USUAL_FIRST_BYTES = {
    "cp932": range(0x88, 0x99),
    "euc_jp": range(0xB0, 0xD0),
    "gb18030": range(0xB0, 0xD8),
    "cp950": range(0xA4, 0xC7),
    "cp949": range(0xB0, 0xC9),
}
EAST_ASIAN = tuple(_USUAL_FIRST_BYTES)
_UPPER_HALF_ONLY = ("euc_jp", "gb18030", "cp949")

_JAPANESE = frozenset(
    "日一国人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木"
    "聞食車何南万毎白天母火右読友左休父雨京都府県市区町村阪齢性別身体重価格数量合計平均温湿度番号種類品地域付売顧客住所横浜札幌福岡神戸"
)
_SIMPLIFIED = frozenset(
    "的一是不了在有人我他这中大来上国个到说们为子和地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发"
    "成事只作当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话"
    "者向情部正名定女问力机给等几很业最间新位因重电四第门相次东政海口使教西再平真世气信北少关并内加化由代军产入先山五太水万市体别处总"
    "场师书比员性通目报立马数件安表原车白应路期常金更反合计利光王果界今京务制各清物台记边共风特林题建南度统色字认算论百科元社术结六"
    "功指每青管连资条院变联区品士转量空程江英基式黄德收钱设始版商千片站广房单据网专石校组料米店州街省县价格率龄姓编号类型温湿宽城期销"
    "售客户深圳杭武汉成都庆天津鸢尾花萼瓣"
)
_TRADITIONAL = frozenset(
    "的一是不了在有人我他這中大來上國個到說們為子和地出道也時年得就那要下以生會自著去之過家學對可裡後小麼心多天而能好都然沒日於起還發"
    "成事只作當想看文無開手用主行方又如前所本見經頭面公同三已老從動兩長知樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話"
    "者向情部正名定女問力機給等幾很業最間新位因重電四第門相次東政海口使教西平真世氣信北少關並內加化由代產入先山五水萬市體別處總場師書"
    "比員性通目報立數件安表原車白應路期常金合計利光王果界京務物台記邊風特林題建南度統色字條院區品量價格率齡姓編號類型溫濕寬城收銷售客"
    "戶灣臺雄縣鄉鎮香港"
)
_KOREAN = frozenset(
    "이다는의가을에고하지로도사기한시자인리어서정수아나대스해그전부은일보라들장제상주구과용원성공동국게여있면것조소비신만유경오안선물내생"
    "진중모년월분남북울산천광값름격량날짜온무키번호역종류품학교별길폭높평균합계꽃잎받침김박최강윤임"
)
_FREQUENT = {"cp932": _JAPANESE, "euc_jp": _JAPANESE, "gb18030": _SIMPLIFIED, "cp950": _TRADITIONAL, "cp949": _KOREAN}
_KANA_AT_HOME = ("cp932", "euc_jp")


def plausibility(words: Iterable[str], encoding: str) -> float:
    """Return how much words look like text of the language that is written in an encoding: from about 0 to 1, the mean over characters.

    Args:
        words: as they are read in that encoding.
        encoding: one of `EAST_ASIAN`.
    """
    found = [_belongs(word, place, encoding) for word in words for place, character in enumerate(word) if ord(character) > 127]
    return sum(found) / len(found) if found else 0.0


def _belongs(word: str, place: int, encoding: str) -> float:
    character, beside = word[place], word[max(0, place - 1) : place] + word[place + 1 : place + 2]
    if any("a" <= other <= "z" for other in beside):
        # A letter with an accent and the one behind it, taken for one character.
        return -0.5
    if character.isalpha() and len(word) == 1 and character.encode(encoding)[-1] < 0x80:
        # A degree sign and the letter behind it are read as one character, too.
        return 0.2
    return _weight(character, encoding)


def _weight(character: str, encoding: str) -> float:
    if character in _FREQUENT[encoding]:
        return 1.0
    if "\u3040" <= character <= "\u30ff":
        return 1.0 if encoding in _KANA_AT_HOME else 0.0
    if "\u3000" <= character <= "\u303f" or "\uff01" <= character <= "\uff5e":
        return 0.6
    if "\u4e00" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3":
        return 0.75 if _is_usual(character, encoding) else 0.1
    # Units and marks may stand anywhere; letters of other scripts hardly ever, nor does what has no meaning.
    return 0.3 if not character.isalpha() and character.isprintable() else -0.5


def _is_usual(character: str, encoding: str) -> bool:
    code = character.encode(encoding)
    if len(code) != 2 or code[0] not in _USUAL_FIRST_BYTES[encoding]:
        return False
    # Hanja are as many as Hangul, and stand behind them.
    return code[1] >= 0xA1 if encoding in _UPPER_HALF_ONLY else True
