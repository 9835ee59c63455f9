"""Chinese, Japanese and Korean files in encodings of their own, and others that must not be taken for them."""

import pytest

from playground.data.reading.encoding import encoding_of
from playground.data.reading.file import read_csv

PEOPLE = (("田中", "東京"), ("佐藤", "大阪"), ("鈴木", "札幌"))
JAPANESE = "名前,都市,気温,売上\n" + "".join(
    f"{name},{city},{4 + row % 9}.{row},{100 + 7 * row}\n" for row in range(8) for name, city in PEOPLE
)
IRIS_IN_JAPANESE = "品種,がくの長さ\nヒオウギアヤメ,5.1\nブルーフラッグ,6.2\n"
SIMPLIFIED = "姓名,城市,年龄,收入\n王伟,北京,31,100\n李娜,上海,25,120\n张敏,广州,40,90\n"
TRADITIONAL = "姓名,城市,年齡,收入\n王偉,臺北,31,100\n李娜,高雄,25,120\n張敏,臺中,40,90\n"
KOREAN = "이름,도시,나이,소득\n김민수,서울,31,100\n이영희,부산,25,120\n박지훈,대구,40,90\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, encoding) for text in (JAPANESE, IRIS_IN_JAPANESE) for encoding in ("cp932", "euc_jp")),
        (SIMPLIFIED, "gb18030"),
        ("城市,价格\n北京,3\n深圳,4\n成都,5\n", "gb18030"),
        ("品种,花萼长度\n山鸢尾,5.1\n变色鸢尾,6.2\n", "gb18030"),
        (TRADITIONAL, "cp950"),
        ("縣市,溫度\n臺北,3\n新竹,4\n花蓮,5\n", "cp950"),
        (KOREAN, "cp949"),
        ("품종,꽃받침길이\n부채붓꽃,5.1\n꽃창포,6.2\n", "cp949"),
        ("city,温度\nTokyo,3\nOsaka,4\n", "cp932"),
    ],
)
def test_words_tell_the_encoding(text: str, encoding: str) -> None:
    assert encoding_of(text.encode(encoding)) == encoding
    assert encoding_of(text.encode("utf-8")) == "utf-8"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe,Länge,Straße\nKöln,1,2\nMünchen,3,4\nÄPFEL,2,2\n", "cp1252"),
        ("temp °C,x\n1,2\n", "cp1252"),
        ("temp °C,°F,µg\n1,2,3\n", "cp1252"),
        ("prénom,âge\nRené,3\nZoé,4\n", "cp1252"),
        ("ГОРОД,ЦЕНА\nМОСКВА,1\nКАЗАНЬ,2\n", "cp1251"),
        ("ЦЕНА,ВЕСА\n1,2\n", "cp1251"),
        ("Größe,Länge\nKöln,1\nZürich,2\n", "mac_roman"),
        ("Größe,Länge\nKöln,1\n", "cp850"),
        ("město,cena\nPlzeň,1\nČeské,2\nŁódź,3\n", "cp1250"),
    ],
)
def test_letters_with_accents_are_no_characters_of_two_bytes(text: str, encoding: str) -> None:
    assert encoding_of(text.encode(encoding)) == encoding


def test_a_japanese_file_is_read_and_the_guess_is_said() -> None:
    file = read_csv(JAPANESE.encode("cp932"), "売上.csv")
    cities = next(column for column in file.columns if column.name == "都市")
    assert cities.classes == ("大阪", "札幌", "東京")
    assert (
        "The file does not say its encoding. Read as Shift-JIS (Japanese): “名前”, “都市”, “気温”. "
        "If this looks wrong, save the file as UTF-8." in file.skipped
    )
