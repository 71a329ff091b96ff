"""Numbers and units as the LaTeX package siunitx writes them, in TeX that MathJax knows.

Owns: the names of units and prefixes, and the form of numbers.  Does not own: where the commands are called
(``macros``).  Like siunitx: units are upright with thin spaces between them, ``\\per`` is a power of minus one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNITS = {
    "meter": "m", "metre": "m", "gram": "g", "kilogram": "kg", "second": "s", "ampere": "A", "kelvin": "K",
    "mole": "mol", "candela": "cd", "hertz": "Hz", "newton": "N", "pascal": "Pa", "joule": "J", "watt": "W",
    "coulomb": "C", "volt": "V", "farad": "F", "ohm": r"\Omega", "siemens": "S", "weber": "Wb", "tesla": "T",
    "henry": "H", "lumen": "lm", "lux": "lx", "becquerel": "Bq", "gray": "Gy", "sievert": "Sv", "katal": "kat",
    "radian": "rad", "steradian": "sr", "degreeCelsius": r"{}^\circ C", "celsius": r"{}^\circ C", "minute": "min",
    "hour": "h", "day": "d", "hectare": "ha", "liter": "L", "litre": "l", "tonne": "t", "electronvolt": "eV",
    "dalton": "Da", "atomicmassunit": "u", "astronomicalunit": "au", "bar": "bar", "angstrom": "Å", "barn": "b",
    "decibel": "dB", "neper": "Np", "bel": "B", "percent": r"\%", "degree": r"{}^\circ", "arcminute": "'",
    "arcsecond": "''", "parsec": "pc", "mmHg": "mmHg", "bit": "bit", "byte": "B", "calorie": "cal",
    "m": "m", "s": "s", "g": "g", "kg": "kg", "A": "A", "K": "K", "mol": "mol", "cd": "cd", "Hz": "Hz", "N": "N",
    "Pa": "Pa", "J": "J", "W": "W", "V": "V", "F": "F", "cm": "cm", "mm": "mm", "km": "km", "um": r"\mu m", "nm": "nm",
    "ms": "ms", "us": r"\mu s", "ns": "ns", "mg": "mg", "kHz": "kHz", "MHz": "MHz", "GHz": "GHz", "kN": "kN",
    "kPa": "kPa", "MPa": "MPa", "kJ": "kJ", "kW": "kW", "MW": "MW", "kV": "kV", "mV": "mV", "mA": "mA", "eV": "eV",
    "keV": "keV", "MeV": "MeV", "GeV": "GeV", "TeV": "TeV", "l": "l", "L": "L", "ml": "ml", "mL": "mL", "dB": "dB",
    "kWh": "kWh", "C": "C", "T": "T", "mmol": "mmol", "kmol": "kmol",
}  # fmt: skip
_PREFIXES = {
    "yocto": "y", "zepto": "z", "atto": "a", "femto": "f", "pico": "p", "nano": "n", "micro": r"\mu ", "milli": "m",
    "centi": "c", "deci": "d", "deca": "da", "deka": "da", "hecto": "h", "kilo": "k", "mega": "M", "giga": "G",
    "tera": "T", "peta": "P", "exa": "E", "zetta": "Z", "yotta": "Y", "kibi": "Ki", "mebi": "Mi", "gibi": "Gi",
}  # fmt: skip
_POWERS = {"squared": "2", "cubed": "3"}
_BEFORE = {"square": "2", "cubic": "3"}
_PIECE = re.compile(r"\\([A-Za-z]+)|([.~\s]+)|(\^\s*(?:\{[^{}]*\}|\S))|/|([A-Za-zµΩÅ°%]+)|(.)", re.DOTALL)
_ARGUMENT = re.compile(r"\s*\{\s*([^{}]*)\}")
_NUMBER = re.compile(
    r"([-+]|\\pm)?(\d*)(?:[.,](\d*))?(?:(?:\+-|\\pm|±)(\d+(?:[.,]\d+)?)|\((\d+)\))?(?:[eEdD]([-+]?\d+))?"
)


def number(arguments: Sequence[str | None]) -> str | None:
    r"""``\num{-1.5e-3}``."""
    return _product(arguments[-1] or "")


def unit(arguments: Sequence[str | None]) -> str | None:
    r"""``\si{\kilo\meter\per\second}``."""
    return _units(arguments[-1] or "")


def quantity(arguments: Sequence[str | None]) -> str | None:
    r"""``\SI{9.81}{\meter\per\second\squared}``."""
    value, units = _product(arguments[-2] or ""), _units(arguments[-1] or "")
    if value is None or units is None:
        return None
    tight = units.startswith(r"\mathrm{{}^\circ}")
    return f"{value}{'' if tight else chr(92) + ','}{units}"


def span(arguments: Sequence[str | None]) -> str | None:
    r"""``\SIrange{1}{5}{\volt}``, ``\numrange{1}{5}``."""
    first, last = _product(arguments[1] or ""), _product(arguments[2] or "")
    units = _units(arguments[3] or "") if len(arguments) > 3 else ""
    if first is None or last is None or units is None:
        return None
    return f"{first}\\text{{–}}{last}" + (f"\\,{units}" if units else "")


def several(arguments: Sequence[str | None]) -> str | None:
    r"""``\SIlist{1;2;5}{\volt}``, ``\numlist{1;2;5}``."""
    values = [_product(part.strip()) for part in (arguments[1] or "").split(";")]
    unit = _units(arguments[2] or "") if len(arguments) > 2 else ""
    if unit is None or None in values:
        return None
    shown = [f"{value}\\,{unit}" if unit else str(value) for value in values]
    return r",\ ".join(shown)


def angle(arguments: Sequence[str | None]) -> str | None:
    r"""``\ang{12;30;5}``."""
    parts = [part.strip() for part in (arguments[-1] or "").split(";")]
    if not parts or len(parts) > 3 or not any(parts):
        return None
    values = [_product(part) if part else "" for part in parts]
    if None in values:
        return None
    return "".join(f"{value}{sign}" for value, sign in zip(values, (r"^\circ", "'", "''"), strict=False) if value)


def _product(text: str) -> str | None:
    """Numbers with ``x`` between them."""
    factors = [_number(factor) for factor in re.split(r"[x*×]", re.sub(r"\s+", "", text))]
    return None if None in factors else r" \times ".join(factor for factor in factors if factor is not None)


def _number(text: str) -> str | None:
    match = _NUMBER.fullmatch(text)
    if not match or not text:
        return None
    sign, whole, decimals, within, uncertain, power = match.groups()
    if not whole and decimals is None and power is None:
        return None
    out = (sign or "") + (" " if sign == r"\pm" else "") + _grouped(whole or ("0" if decimals else ""))
    out += f".{decimals}" if decimals else ""
    out += f" \\pm {within}" if within else f"({uncertain})" if uncertain else ""
    if power is None:
        return out
    if within:
        out = f"({out})"
    times = r" \times " if (whole or decimals) else ""
    return f"{out}{times}10^{{{power.lstrip('+')}}}"


def _grouped(digits: str) -> str:
    """``digits`` in groups of three where there are five or more."""
    if len(digits) < 5:
        return digits
    first = len(digits) % 3
    groups = [digits[:first]] if first else []
    return r"\,".join(groups + [digits[i : i + 3] for i in range(first, len(digits), 3)])


def _units(text: str) -> str | None:
    """Units as macros or letters, upright; ``None`` where one of them is unknown."""
    out: list[str] = []
    prefix, power, per = "", "", False
    position = 0
    while match := _PIECE.match(text, position):
        position = match.end()
        name, _, script, letters, other = match.groups()
        if name in _PREFIXES:
            prefix += _PREFIXES[name]
        elif name == "per" or match[0] == "/":
            per = True
        elif name in _BEFORE:
            power = _BEFORE[name]
        elif name in _POWERS or script:
            exponent = _POWERS[name] if name else script.lstrip("^ ").strip("{}")
            if not out:
                return None
            out[-1] = _raised(out[-1], exponent)
        elif name in ("tothe", "raiseto", "of"):
            argument = _ARGUMENT.match(text, position)
            if not argument:
                return None
            position = argument.end()
            if name == "raiseto":
                power = argument[1]
            elif out:
                out[-1] = _raised(out[-1], argument[1]) if name == "tothe" else f"{out[-1]}_{{\\text{{{argument[1]}}}}}"
        elif name in _UNITS or letters:
            symbol = prefix + (_UNITS[name] if name else letters.replace("%", r"\%"))
            out.append(_raised(symbol, (("-" if per else "") + (power or "1")) if per or power else ""))
            prefix, power, per = "", "", False
        elif name or other:
            return None
    if prefix or not out:
        return None
    return "\\mathrm{" + r"\,".join(out) + "}"


def _raised(symbol: str, power: str) -> str:
    r"""``symbol`` with its power; one that ``\per`` made negative is multiplied."""
    base, _, old = symbol.partition("^{")
    if old == "-1}" and symbol.endswith("^{-1}"):
        return f"{base}^{{-{power}}}"
    return f"{symbol}^{{{power}}}" if power else symbol
