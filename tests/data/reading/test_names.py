"""The first line holds names where it can hardly be a row; where it can be read both ways, it is one."""

import pytest

from playground.data.reading.recognising import recognise


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (b"a,b\n1,2\n3,4\n", True),
        (b"1,2\n3,4\n", False),
        (b"name,2019\nAnn,3\nBob,4\n", False),  # a number among names, and nothing but names below the name
        (b"id,2019\n1,3\n2,4\n", True),  # text above numbers
        (b"red,small\nblue,large\n", True),  # without any number the first line is the usual one
        (b"red,1\nblue,2\n", False),
        (b",b\n1,2\n", True),
        (b"NA,1\n3,4\n", False),
        (b",\n1,2\n", False),
    ],
)
def test_the_first_line_holds_names_where_it_has_text_above_numbers(content: bytes, header: bool) -> None:
    assert recognise(content).header is header


@pytest.mark.parametrize(
    "content",
    [
        b"2019,2020,2021\nred,small,yes\nblue,large,no\n",  # above text
        b"1,2,3\nred,small,yes\nblue,large,no\n",  # whole numbers that are no years, above nothing but text
        b"2019,2020,2021\n3.5,4.5,5.5\n6.5,7.5,8.5\n",  # above numbers that are clearly no years
        b"2021;2020;2019\n3,5;4,5;5,5\n6,5;7,5;8,5\n",
        b"1990,2000,2010\n83000,83100,83200\n45000,46000,47000\n",
        b"2019,2020\n3,4\n5,6\n",
        b"2019,2020,2021\nyes,3,0.5\nno,4,0.25\n",  # above text here and numbers there
        b"2010,2015\nred,3\nblue,4\n",
        b"country,2019,2020,2021\nIceland,3,4,5\nMalta,6,7,8\n",  # beside a name
        b",2019,2020\nIceland,3,4\nMalta,6,7\n",  # beside a gap
        b"2019,2020,2021\n3,,5\n,,\n6,NA,8\n",
        b"2019,2020,2021\n500,1500,90000\n400,950,80000\n300,900,60000\n200,800,2500\n",  # in steps, so a few may look like years
        b"1914,1939,1989\n3.5,4.5,5.5\n6.5,7.5,8.5\n",  # no steps, but in order, and none below looks like a year
        b'2019,2020\n"1,234,567","2,345,678"\n"3,456,789","4,567,890"\n',
    ],
)
def test_whole_numbers_are_names_above_text_and_years_above_what_is_clearly_no_year(content: bytes) -> None:
    assert recognise(content).header


@pytest.mark.parametrize(
    "content",
    [
        b"2019,2020,2021\n2020,2021,2022\n2021,2022,2023\n",  # rows of years, each beginning one later
        b"2019,1\n2020,2\n2021,3\n",  # a column of years
        b"1200,1800\n300,400\n500,600\n",  # two that are no neighbours: a first row may well be the largest
        b"1532,2104,2210\n8030,9211,9300\n350,420,500\n",  # between what stands below
        b"2104,1600,2400\n1416,3000,1985\n1534,1427,1380\n",  # like what stands below
        b"2019,1987,2005\n3,4,5\n6,7,8\n",  # out of order
        b"2019,2019,2019\n3,4,5\n6,7,8\n",  # the same
        b"2019,2020.5,2021\n3,4,5\n6,7,8\n",  # not whole
        b"1,2,3\n4,5,6\n7,8,9\n",  # whole, above numbers
        b"3019,3020,3021\n4,5,6\n7,8,9\n",  # in no usual year
        b"1,2,3\nred,small,7\nblue,large,8\n",  # above numbers too
        b"2019,red\nblue,small\ngreen,red\n",  # a single number, above text
        b"red,2019\nblue,3\n",  # a single number, among text
        b"2019,2020\n",  # above nothing
    ],
)
def test_what_can_be_a_row_stays_one(content: bytes) -> None:
    assert not recognise(content).header
