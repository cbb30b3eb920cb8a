"""De los textos de las fuentes a números, años y tablas de texto. Lo que no se entiende, se dice.

Ningún lector adivina: un texto que se puede leer de dos maneras lanza un error que explica cómo
resolverlo, y un vacío de la fuente es ``None``, nunca cero.
"""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from pipelines.errores import ErrorDeFuente

MARCAS_DE_VACIO = frozenset(
    {"", "-", "–", "—", "−", "n/a", "na", "n.a.", "nd", "n.d.", "s.d.", "nan", "null", "sin dato"}
)
"""Lo que las fuentes escriben cuando no hay cifra, en minúsculas.

IDC: ``-`` y ``n/a`` en Dato_original, ``NA`` en Valor_normalizado, ``N/A`` en Valor_ranking.
Microdato de exportaciones 2025: ``-`` entre espacios donde había cero: quien lo lea decide.
"""

_ESPACIOS_DUROS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\ufeff": ""})
_MONEDAS = re.compile(r"US\$|COP|USD|\$", re.IGNORECASE)
# Llamadas a nota que el DANE y la secretaría pegan a la cifra: «62,8%**», «5,4²».
_LLAMADAS = re.compile(r"[*¹²³⁰⁴-⁹]+$")
_SIGNOS = "-−–+"

# Colombia: miles con punto (o apóstrofo en los millones, «1'139.000») y decimales con coma.
# Nadie escribe miles que empiezan por cero: «0.337» no es 337.
_AGRUPADO = {
    ",": re.compile(r"(?P<entero>[1-9]\d{0,2}(?:[.'’]\d{3})+)(?:,(?P<decimal>\d+))?", re.A),
    ".": re.compile(r"(?P<entero>[1-9]\d{0,2}(?:,\d{3})+)(?:\.(?P<decimal>\d+))?", re.A),
}
_SIN_AGRUPAR = {
    ",": re.compile(r"(?P<entero>\d+)(?:,(?P<decimal>\d+))?", re.A),
    ".": re.compile(
        r"(?P<entero>\d*)(?:\.(?P<decimal>\d+))?(?:[eE](?P<exponente>[+-]?\d+))?", re.A
    ),
}

EstadoDeCifra = Literal["definitivo", "provisional", "preliminar"]
_ESTADOS: dict[str, EstadoDeCifra] = {
    "": "definitivo",
    "p": "provisional",
    "pr": "preliminar",
}
_ROTULO_DE_ANIO = re.compile(
    r"(?P<anio>(?:19|20)\d{2})\s*\(?(?P<estado>p|pr)?\)?\s*\**", re.I | re.A
)


def numero_colombiano(
    texto: str | int | float | None, *, decimal: Literal[",", "."] = ","
) -> int | float | None:
    """El número que dice una celda escrita a la colombiana, o ``None`` si la celda no trae cifra.

    Acepta ``$``, ``US$``, ``COP``, ``%``, llamadas a nota (``62,8%**``), espacios de cualquier
    clase, signo menos tipográfico y negativos entre paréntesis. El porcentaje se devuelve en su
    escala: «63,5%» es 63.5. Sin parte decimal devuelve ``int`` exacto.

    ``decimal`` es el separador decimal de la fuente. Con el colombiano (coma), «2.063» es 2063 y
    un punto que no separa miles («1.5», «0.337») es ambiguo y lanza ``ValueError``; con ``"."``
    esos textos son 1.5 y 0.337, y la coma separa miles. Las celdas que ya son número pasan igual.
    """
    if texto is None or texto is pd.NA:
        return None
    if isinstance(texto, bool):
        raise ValueError(f"Se esperaba un número y llegó un valor lógico: {texto}.")
    if isinstance(texto, int | np.integer):
        return int(texto)
    if isinstance(texto, float):
        if math.isinf(texto):
            raise ValueError("Se esperaba un número y llegó infinito: revise la celda de origen.")
        return None if math.isnan(texto) else float(texto)

    limpio = texto.translate(_ESPACIOS_DUROS).strip()
    if limpio.casefold() in MARCAS_DE_VACIO:
        return None
    cuerpo = _MONEDAS.sub("", _LLAMADAS.sub("", limpio)).strip()
    entre_parentesis = cuerpo.startswith("(") and cuerpo.endswith(")")
    if entre_parentesis:
        cuerpo = cuerpo[1:-1].strip()
    cuerpo = _LLAMADAS.sub("", cuerpo.removesuffix("%").strip()).strip()
    negativo = entre_parentesis
    if cuerpo[:1] in _SIGNOS and cuerpo:
        if entre_parentesis:
            raise ValueError(f"«{texto}» trae signo y paréntesis a la vez: no es un número claro.")
        negativo = cuerpo[0] != "+"
        cuerpo = cuerpo[1:].strip()

    partes = _AGRUPADO[decimal].fullmatch(cuerpo) or _SIN_AGRUPAR[decimal].fullmatch(cuerpo)
    if partes is None or not re.search(r"\d", cuerpo):
        raise ValueError(_explicar(texto, cuerpo, decimal))
    entero = re.sub(r"\D", "", partes["entero"])
    exponente = partes.groupdict().get("exponente")
    if partes["decimal"] is None and exponente is None:
        valor: int | float = int(entero)
    else:
        valor = float(f"{entero or '0'}.{partes['decimal'] or '0'}e{exponente or '0'}")
    return -valor if negativo and valor else valor


def _explicar(texto: str, cuerpo: str, decimal: str) -> str:
    if decimal == "," and _SIN_AGRUPAR["."].fullmatch(cuerpo) and "." in cuerpo:
        return (
            f"«{texto}» es ambiguo: ese punto no puede separar miles. "
            'Si la fuente escribe los decimales con punto, lea con decimal=".".'
        )
    if decimal == "," and _AGRUPADO["."].fullmatch(cuerpo):
        return (
            f"«{texto}» parece escrito a la inglesa (coma de miles, punto decimal). "
            'Si toda la fuente es así, lea con decimal=".".'
        )
    return (
        f"«{texto}» no es un número que se pueda leer. Se esperaba algo como «18.142.876.988», "
        "«63,5%» o una marca de vacío («-», «n/a»). Revise la celda en el documento original."
    )


def anio_de_rotulo(rotulo: str | int | float) -> tuple[int, EstadoDeCifra]:
    """El año y el estado de la cifra que dice un encabezado: «2024pr» es (2024, "preliminar").

    ``p`` es provisional y ``pr`` preliminar (pie de los cuadros del PIB del DANE). Los asteriscos
    («2020**») son llamadas a una nota del cuadro, no un estado: la cifra queda definitiva y la
    nota se declara en la fuente. Lanza ``ValueError`` si el rótulo no es un año.
    """
    texto = str(rotulo).translate(_ESPACIOS_DUROS).strip().removesuffix(".0")
    partes = _ROTULO_DE_ANIO.fullmatch(texto)
    if partes is None:
        raise ValueError(
            f"«{rotulo}» no es un rótulo de año. Se esperaba algo como 2023, «2024p», «2025pr» "
            "o «2020**»."
        )
    return int(partes["anio"]), _ESTADOS[(partes["estado"] or "").lower()]


def leer_csv_estricto(ruta: Path | str, columnas: list[str]) -> pd.DataFrame:
    """La tabla de un CSV (UTF-8, coma) con exactamente ``columnas``, toda como texto.

    Nada se interpreta: los códigos conservan sus ceros, «NA» e «INF» siguen siendo texto y una
    celda vacía es ``""``. Lanza ``ErrorDeFuente`` con todo lo que encuentre mal: archivo que no
    está, bytes que no son UTF-8, columnas que faltan, sobran o están movidas, y filas con otro
    número de campos.
    """
    ruta = Path(ruta)
    hacer = "Compare el archivo con el que publicó la fuente y vuelva a capturarlo."
    try:
        contenido = ruta.read_bytes()
    except FileNotFoundError as error:
        raise ErrorDeFuente(
            que="El archivo no está.",
            donde=str(ruta),
            esperado="un CSV en esa ruta",
            hacer="Captúrelo o corrija la ruta en la declaración de la fuente.",
        ) from error
    try:
        texto = contenido.decode("utf-8")
    except UnicodeDecodeError as error:
        linea = contenido.count(b"\n", 0, error.start) + 1
        raise ErrorDeFuente(
            que=f"El archivo no está en UTF-8: byte {contenido[error.start]:#04x}.",
            donde=f"{ruta}, línea {linea}",
            esperado="texto UTF-8",
            hacer="Guárdelo como UTF-8; suele venir en Latin-1 o Windows-1252.",
        ) from error
    if texto.startswith("\ufeff"):
        raise ErrorDeFuente(
            que="El archivo empieza con una marca de orden de bytes (BOM).",
            donde=str(ruta),
            esperado="UTF-8 sin BOM",
            hacer="Guárdelo como UTF-8 sin BOM: la marca se pega al nombre de la primera columna.",
        )

    # newline="" deja a csv los saltos de línea que van dentro de comillas.
    lector = csv.reader(io.StringIO(texto, newline=""), strict=True)
    filas: list[list[str]] = []
    rotas: list[str] = []
    try:
        encabezado = next(lector, [])
        _exigir_encabezado(ruta, encabezado, columnas, hacer)
        for campos in lector:
            if len(campos) != len(columnas):
                rotas.append(f"línea {lector.line_num} con {len(campos)}")
            filas.append(campos)
    except csv.Error as error:
        raise ErrorDeFuente(
            que=f"El CSV está mal formado ({error}).",
            donde=f"{ruta}, línea {lector.line_num}",
            esperado="campos separados por coma, con comillas dobles bien cerradas",
            hacer=hacer,
        ) from error
    if rotas:
        resto = f" y {len(rotas) - 10} más" if len(rotas) > 10 else ""
        raise ErrorDeFuente(
            que=f"Filas con otro número de campos: {'; '.join(rotas[:10])}{resto}.",
            donde=str(ruta),
            esperado=f"{len(columnas)} campos por fila",
            hacer="Busque una coma sin comillas, o una fila vacía o partida en dos.",
        )
    return pd.DataFrame(filas, columns=columnas, dtype="str")


def _exigir_encabezado(ruta: Path, encabezado: list[str], columnas: list[str], hacer: str) -> None:
    if encabezado == columnas:
        return
    problemas = []
    if faltan := [c for c in columnas if c not in encabezado]:
        problemas.append(f"faltan {', '.join(faltan)}")
    if sobran := [c for c in encabezado if c not in columnas]:
        problemas.append("sobran " + ", ".join(c or "(sin nombre)" for c in sobran))
    if repetidas := sorted({c for c in encabezado if c in columnas and encabezado.count(c) > 1}):
        problemas.append(f"se repiten {', '.join(repetidas)}")
    if not problemas:
        movidas = [
            f"{esperada} (en su lugar está {hallada})"
            for esperada, hallada in zip(columnas, encabezado, strict=True)
            if esperada != hallada
        ]
        problemas.append(f"están movidas {', '.join(movidas)}")
    raise ErrorDeFuente(
        que=f"El encabezado no es el esperado: {'; '.join(problemas)}.",
        donde=f"{ruta}, línea 1",
        esperado=", ".join(columnas),
        hacer=hacer,
    )


def leer_parquet_estricto(
    ruta: Path, tipos: dict[str, str], solo: dict[str, list[Any]]
) -> pd.DataFrame:
    """Las columnas ``tipos`` de un Parquet, sólo en las filas cuyos valores están en ``solo``.

    Lanza ``ErrorDeFuente`` si el archivo no está, no es un Parquet, le falta una columna o una
    columna no cabe en su tipo.
    """
    try:
        filtros = [(columna, "in", valores) for columna, valores in solo.items()]
        tabla = pd.read_parquet(ruta, columns=list(tipos), filters=filtros)
        return tabla[list(tipos)].astype(tipos)
    except (OSError, KeyError, TypeError, ValueError) as error:
        # Los errores de Arrow son ValueError o KeyError.
        raise ErrorDeFuente(
            que="El archivo no se puede leer como la tabla que se declaró.",
            donde=str(ruta),
            esperado=f"un Parquet con las columnas {', '.join(tipos)}",
            hacer="Vuelva a cargarlo con la orden que lo escribió.",
        ) from error
