"""Números, años y fechas de las celdas de los libros oficiales. Lo ambiguo se rechaza.

Lo que no depende de la celda (marcas de vacío, rótulos de año, separadores) lo lee
``pipelines.lectura``; aquí se decide qué hacer con una celda que puede ser número, texto, fecha o
valor lógico, y con qué separador decimal escribió sus textos quien volvió a guardar el libro.

Todo lo que no se entiende lanza ``ValueError`` con la explicación; quien conoce la hoja y la celda
le añade el lugar.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

from pipelines.lectura import (
    MARCAS_DE_VACIO,
    EstadoDeCifra,
    anio_de_rotulo,
    numero_colombiano,
)

Celda: TypeAlias = "str | float | bool | datetime.date | datetime.time | datetime.timedelta | None"
Decimal: TypeAlias = Literal[",", "."]

_DECIMALES: tuple[Decimal, Decimal] = (",", ".")
_MESES = {
    nombre: numero
    for numero, nombre in enumerate(
        ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
         "octubre", "noviembre", "diciembre"),
        start=1,
    )
} | {"setiembre": 9}  # fmt: skip
_FECHA_LARGA = re.compile(
    r"\b(?P<dia>\d{1,2})(?:º|°)?\s+de\s+(?P<mes>[a-z]+)\s+(?:de|del)\s+(?P<anio>\d{4})\b",
    re.IGNORECASE,
)
_FECHA_ISO = re.compile(r"(?<!\d)(?P<anio>\d{4})-(?P<mes>\d{2})-(?P<dia>\d{2})(?!\d)")
_MILES_CON_ESPACIO = re.compile(r"[-−–+]?[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?%?")
_ANIO_VESTIDO = re.compile(r"^(?:año:?\s+)?([12]) ?(\d{3})(?:[.,]0)?(?!\d)", re.IGNORECASE)
_ERROR_DE_EXCEL = re.compile(r"#(?:N/[AD]|[¡¿]?[A-ZÁÉÍÓÚÑ/0]+[!?])", re.IGNORECASE)
_RANGO = re.compile(
    r"(?<!\d)(?P<desde>(?:19|20)\d{2})\s*(?:[-–—]|a|al|hasta)\s*(?P<hasta>(?:19|20)\d{2})(?!\d)"
)


def es_vacia(celda: Celda) -> bool:
    """Si la celda no trae nada o trae una marca de vacío del publicador («-», «n/a», «NA»)."""
    if isinstance(celda, str):
        return celda.strip().casefold() in MARCAS_DE_VACIO
    return celda is None or (isinstance(celda, float) and math.isnan(celda))


def es_error(celda: Celda) -> bool:
    """Si la celda trae un error de Excel escrito: «#N/D», «#REF!», «#¡DIV/0!», «#¿NOMBRE?»."""
    return isinstance(celda, str) and _ERROR_DE_EXCEL.fullmatch(celda.strip()) is not None


def _clase(celda: Celda) -> str:
    if isinstance(celda, bool):
        return f"un valor lógico ({celda})"
    if isinstance(celda, datetime.date | datetime.time | datetime.timedelta):
        return f"una fecha u hora ({celda})"
    return f"«{celda}»"


def anio_de_celda(celda: Celda) -> tuple[int, EstadoDeCifra]:
    """El año y el estado de un encabezado: 2019, «2019p», «2020pr», «2021***», «Año 2023», «2 023».

    Lanza ``ValueError`` si la celda no es un año, aunque se parezca («2019,5», una fecha).
    """
    if isinstance(celda, bool) or not isinstance(celda, str | int | float):
        raise ValueError(f"Se esperaba un año y hay {_clase(celda)}.")
    if isinstance(celda, float) and not celda.is_integer():
        raise ValueError(f"Se esperaba un año y hay {celda}.")
    if isinstance(celda, float):
        return anio_de_rotulo(int(celda))
    return anio_de_rotulo(_ANIO_VESTIDO.sub(r"\1\2", celda.strip(), count=1)
                          if isinstance(celda, str) else celda)  # fmt: skip


def es_anio(celda: Celda) -> bool:
    try:
        anio_de_celda(celda)
    except ValueError:
        return False
    return True


def _sin_espacios_de_miles(texto: str) -> str:
    """«1 234 567,8» es el mismo número que «1234567,8»."""
    return texto.replace(" ", "") if _MILES_CON_ESPACIO.fullmatch(texto) else texto


def _posibles(texto: str) -> dict[Decimal, float]:
    posibles: dict[Decimal, float] = {}
    for decimal in _DECIMALES:
        try:
            valor = numero_colombiano(_sin_espacios_de_miles(texto), decimal=decimal)
        except ValueError:
            continue
        if valor is not None:
            posibles[decimal] = float(valor)
    return posibles


def separador_decimal(textos: Iterable[str]) -> Decimal:
    """El separador con que están escritos los números que llegaron como texto en una tabla.

    Decide con los que sólo se leen de una manera («32,8» o «32.8»). Lanza ``ValueError`` si unos
    usan coma y otros punto, o si todos los que distinguen se leen de las dos («1.234»).
    """
    pruebas: dict[Decimal, str] = {}
    ambiguo = ""
    for texto in textos:
        posibles = _posibles(texto)
        if not posibles:
            raise ValueError(f"«{texto}» no es un número.")
        if len(posibles) == 1:
            pruebas.setdefault(next(iter(posibles)), texto)
        elif posibles[","] != posibles["."]:
            ambiguo = ambiguo or texto
    if len(pruebas) == 2:
        raise ValueError(
            f"Unos números están escritos con coma decimal («{pruebas[',']}») y otros con punto "
            f"(«{pruebas['.']}»)."
        )
    if pruebas:
        return next(iter(pruebas))
    if ambiguo:
        raise ValueError(
            f"«{ambiguo}» se puede leer de dos maneras ({_posibles(ambiguo)[',']} o "
            f"{_posibles(ambiguo)['.']}) y ningún otro número de la tabla lo aclara."
        )
    return "."


def numero_de_celda(celda: Celda, decimal: Decimal = ".") -> float | None:
    """El número de una celda, o ``None`` si está vacía o trae una marca de vacío.

    ``decimal`` sólo importa si la celda es texto. Lanza ``ValueError`` con fechas, valores
    lógicos, infinitos y textos que no son número.
    """
    if es_vacia(celda):
        return None
    if isinstance(celda, bool) or not isinstance(celda, str | int | float):
        raise ValueError(f"Se esperaba un número y hay {_clase(celda)}.")
    if isinstance(celda, str):
        celda = _sin_espacios_de_miles(celda)
    valor = numero_colombiano(celda, decimal=decimal)
    return None if valor is None else float(valor)


def entero_de_celda(celda: Celda, decimal: Decimal = ".") -> int | None:
    """Como ``numero_de_celda``, y además exige que no tenga parte decimal."""
    valor = numero_de_celda(celda, decimal)
    if valor is not None and not valor.is_integer():
        raise ValueError(f"Se esperaba un número entero y hay {valor}.")
    return None if valor is None else int(valor)


def codigo_de_celda(celda: Celda, cifras: int) -> str:
    """Un código DIVIPOLA con sus ceros: «05», 5 y 5.0 son «05» con dos cifras.

    Lanza ``ValueError`` si no son sólo cifras o si sobran.
    """
    if isinstance(celda, float) and celda.is_integer():
        celda = str(int(celda))
    texto = celda.strip().removesuffix(".0") if isinstance(celda, str) else ""
    if not (texto.isascii() and texto.isdigit()) or len(texto) > cifras:
        raise ValueError(f"Se esperaba un código de {cifras} cifras y hay {_clase(celda)}.")
    return texto.zfill(cifras)


def fecha_de_texto(texto: str) -> str | None:
    """La fecha ISO que dice un pie («Actualizado el 22 de abril de 2025»), o ``None``.

    Lanza ``ValueError`` si la fecha no existe («31 de febrero») o si el texto trae dos distintas.
    """
    fechas = set()
    for partes in _FECHA_LARGA.finditer(texto):
        mes = _MESES.get(partes["mes"].lower())
        if mes is None:
            raise ValueError(
                f"«{partes.group()}» no es una fecha: no hay un mes «{partes['mes']}»."
            )
        fechas.add((int(partes["anio"]), mes, int(partes["dia"])))
    fechas |= {(int(p["anio"]), int(p["mes"]), int(p["dia"])) for p in _FECHA_ISO.finditer(texto)}
    if len(fechas) > 1:
        raise ValueError(f"«{texto}» trae más de una fecha.")
    for anio, mes, dia in fechas:
        try:
            return datetime.date(anio, mes, dia).isoformat()
        except ValueError as error:
            raise ValueError(f"«{texto}» trae una fecha que no existe.") from error
    return None


def rango_de_anios(texto: str) -> tuple[int, int] | None:
    """Los dos años de un título: «Serie 2005 - 2020pr» es (2005, 2020). ``None`` si no los dice."""
    partes = _RANGO.search(texto.replace("pr", "").replace("p", ""))
    return (int(partes["desde"]), int(partes["hasta"])) if partes else None


def escrito(valor: float | None, decimales: int | None = None) -> str:
    """El número como se guarda en ``data/raw``: punto decimal, «32.0», vacío si no hay."""
    if valor is None:
        return ""
    return repr(float(valor) if decimales is None else round(float(valor), decimales))


def escrito_corto(valor: float | None, decimales: int) -> str:
    """Como ``escrito``, sin decimales que sobren: «28», «30.9»."""
    return escrito(valor, decimales).removesuffix(".0")
