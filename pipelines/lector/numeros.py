"""Números escritos con cifras, a la colombiana, o con letras."""

from __future__ import annotations

import re

from pipelines.lector.limpieza import plano
from pipelines.lectura import numero_colombiano

_UNIDADES = {
    "cero": 0, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12,
    "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17,
    "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiun": 21, "veintiuno": 21,
    "veintiuna": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25,
    "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
_DECENAS = {
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90,
}  # fmt: skip
_CENTENAS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400,
    "quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800,
    "novecientos": 900,
}  # fmt: skip
_CENTENAS |= {n[:-2] + "as": v for n, v in _CENTENAS.items() if n.endswith("os")}
_EN_LETRAS = {**_UNIDADES, **_DECENAS, **_CENTENAS}


def _alguna(palabras: dict[str, int]) -> str:
    return "(?:" + "|".join(sorted(palabras, key=len, reverse=True)) + ")"


NUMERO = r"\d{1,3}(?:[.'’]\d{3})+(?:,\s?\d+)?|\d+(?:[.,]\d+)?"
LETRAS = rf"(?:{_alguna(_EN_LETRAS)})(?: (?:y )?(?:{_alguna(_EN_LETRAS)}))*"
"""Cualquier racha de palabras de número: donde lo que sigue («millones») la confirma."""
UN_NUMERO_EN_LETRAS = (
    rf"(?:(?:{_alguna(_CENTENAS)} )?"
    rf"(?:{_alguna(_DECENAS)} y {_alguna(_UNIDADES)}|{_alguna(_DECENAS)}|{_alguna(_UNIDADES)})"
    rf"|{_alguna(_CENTENAS)})"
)
"""Un solo número bien escrito, hasta 999: «dos y tres» son dos."""


def numero_en_letras(texto: str) -> int | None:
    """«noventa y dos» es 92. Hasta 999, que es lo que los informes escriben en letras."""
    total = 0
    for palabra in plano(texto).split():
        if palabra == "y":
            continue
        if palabra not in _EN_LETRAS:
            return None
        total += _EN_LETRAS[palabra]
    return total


def numero(texto: str) -> float | None:
    """El número escrito a la colombiana; «56.3» y «87.5», que no separan miles, son decimales."""
    limpio = re.sub(r",\s", ",", texto.strip())
    try:
        if re.fullmatch(r"\d+\.\d{1,2}", limpio):
            valor = numero_colombiano(limpio, decimal=".")
        else:
            valor = numero_colombiano(limpio)
    except ValueError:
        return None
    return None if valor is None else float(valor)
