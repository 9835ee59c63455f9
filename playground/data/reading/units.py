"""Units of measurement as cells say them: behind or before a number, or in a row of their own under the names."""

import re
from collections.abc import Iterable, Sequence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CURRENCIES = _words(
    """
    $ € £ ¥ ₹ ₽ ₩ ₺ zł kr kr. Fr. Rs Rs. R$ US$ A$ C$ CA$ NZ$ HK$ USD EUR GBP CHF JPY CNY INR SEK NOK DKK PLN CZK AUD CAD BRL RUB TRY
    KRW
    """
)
MEASURES = _words(
    """
    % ‰ ° °C °F º ºC ºF ppm ppb pct nm µm μm um mm cm dm m km in ft yd mi miles cm² m² km² cm³ m³ sqm sqft ng µg μg ug mg g kg t lb
    lbs oz ml mL cl dl dL l L gal ns µs us ms s sec secs min mins h hr hrs d days wk mo yr yrs y a Pa hPa kPa MPa GPa bar mbar atm psi
    mmHg N kN J kJ MJ cal kcal eV keV W mW kW MW GW Wh kWh MWh hp PS V mV kV A mA µA Ohm ohm Ω kΩ F H T Hz kHz MHz GHz rpm bpm dB mol
    mmol µmol mM µM K lx lm cd rad deg px kB KB MB GB TB bit mph kmh km/h m/s mpg mg/dl mg/dL mmol/l mmol/L kg/m² g/cm³
    """
)
_UNIT_WORDS = _words(
    """
    second seconds minute minutes hour hours day days week weeks month months year years metre metres meter meters inch inches foot
    feet gram grams kilogram kilograms litre litres liter liters degree degrees degc degf celsius fahrenheit kelvin percent volt volts
    ampere watt watts joule newton pascal hertz dollar dollars euro euros pound pounds mole count counts pcs pieces people persons
    ratio index score points unit units pixel pixels thousands millions lakhs usd eur gbp
    """
) | {"deg c", "deg f", "mm hg", "mu u/ml", "km h-1"}
# What stands in a row of units where there is none, or where the row says types besides.
_NONE = _words(
    """
    - -- – — / [-] (-) 1 # n/a na none unitless dimensionless text string str nominal category categorical class label factor bool
    boolean binary float int integer numeric real number continuous discrete character chr dbl fct meta target name id date code
    """
) | {"", "no unit"}
_BRACKETS = re.compile(r"(?:\[(.*)\]|\((.*)\)|<(.*)>|\{(.*)\})")
_FACTORS = re.compile(r"[\s/*·⋅.^²³⁻¹]+|(?<=[A-Za-z°%Ωµμ])-?\d+|\bper\b")


def plain_unit(cell: str) -> str:
    """Return what a cell of a row of units says, without brackets; nothing where it says that there is none."""
    found = _BRACKETS.fullmatch(cell)
    inner = next((group for group in found.groups() if group is not None), "") if found else cell
    return "" if inner.strip().casefold() in _NONE or inner.strip() in _NONE else inner.strip()


def is_unit(cell: str) -> bool:
    """Return whether a cell names a unit, or says that there is none."""
    unit = plain_unit(cell)
    if not unit or _BRACKETS.fullmatch(cell):
        return True
    if unit in MEASURES or unit in CURRENCIES or unit.casefold() in _UNIT_WORDS:
        return True
    factors = [factor for factor in _FACTORS.split(unit) if factor]
    return all(factor in MEASURES or factor in CURRENCIES or factor.casefold() in _UNIT_WORDS or factor.isdigit() for factor in factors)


def is_units_row(record: Sequence[str], numeric: Iterable[int]) -> bool:
    """Return whether a line below the names says units: most cells above numbers do, and every other cell says so or says nothing.

    Args:
        record: the cells.
        numeric: positions of the columns of numbers.
    """
    above = [record[position] for position in numeric if position < len(record)]
    if not above or not any(record):
        return False
    named = sum(map(is_unit, above))
    return named >= 0.6 * len(above) and sum(map(is_unit, record)) >= 0.6 * len(record)
