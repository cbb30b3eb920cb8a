"""La plantilla CSV con que se agregan series municipales propias a un índice.

Una fila por municipio e indicador. Con «;» de separador el decimal es la coma; con «,», el punto:
así «1.234» nunca es dudoso. Lo que no se entiende se rechaza con su fila y su columna.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NoReturn

from pipelines.errores import ErrorDeFuente
from tablero.indices.municipal import ARCHIVO, Agregada, Serie, codigo_de

COLUMNAS = {
    "codigo_municipio": "el código DIVIPOLA, cinco cifras (54498)",
    "municipio": "el nombre; sólo ayuda a quien llena",
    "pilar": "uno de los de la página, o uno nuevo",
    "indicador": "cómo se llama; igual en todas sus filas",
    "unidad": "en qué se mide (% de hogares, pesos, número)",
    "anio": "el año del dato, cuatro cifras",
    "sentido": "«más es mejor» o «menos es mejor»",
    "valor": "el número, sin separador de miles ni unidad; en blanco si no hay dato",
    "fuente": "quién produce el dato y en qué documento",
}
SENTIDOS = {"más es mejor": False, "menos es mejor": True}
MAXIMO_DE_INDICADORES = 40
MAXIMO_DE_BYTES = 500_000
_NUMERO = {";": re.compile(r"-?\d+(,\d+)?"), ",": re.compile(r"-?\d+(\.\d+)?")}
_DE_LA_SERIE = ("pilar", "unidad", "anio", "sentido", "fuente")
_LARGO = 200


def plantilla(municipios: Mapping[str, str]) -> bytes:
    """El CSV en blanco, con una fila por municipio. ``municipios``: código → nombre."""
    salida = io.StringIO(newline="")
    hoja = csv.writer(salida, delimiter=";")
    hoja.writerow(COLUMNAS)
    hoja.writerows([codigo, nombre, *[""] * 7] for codigo, nombre in municipios.items())
    return salida.getvalue().encode("utf-8-sig")


def leer_plantilla(contenido: bytes, municipios: Mapping[str, str]) -> list[Agregada]:
    """Las series de una plantilla llena. Las filas sin valor no cuentan.

    Lanza ``ErrorDeFuente`` con la fila y la columna de lo que no se entiende.
    """
    if len(contenido) > MAXIMO_DE_BYTES:
        _rechazar("El archivo es demasiado grande.", "tamaño", f"hasta {MAXIMO_DE_BYTES} bytes")
    try:
        texto = contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        _rechazar("El archivo no está en UTF-8.", "todo el archivo", "«CSV UTF-8» al guardar")
    filas, separador = _filas(texto)
    llenas = [(numero, fila) for numero, fila in enumerate(filas, start=2) if fila["valor"].strip()]
    if not llenas:
        _rechazar("Ninguna fila trae valor.", "columna valor", "al menos un indicador lleno")
    por_indicador = sorted(llenas, key=lambda par: _texto(par, "indicador"))
    agregadas = [
        _agregada(list(suyas), separador, municipios)
        for _, suyas in groupby(por_indicador, key=lambda par: _texto(par, "indicador"))
    ]
    if len(agregadas) > MAXIMO_DE_INDICADORES:
        _rechazar(
            f"Trae {len(agregadas)} indicadores.", "columna indicador",
            f"hasta {MAXIMO_DE_INDICADORES}",
        )  # fmt: skip
    codigos = [agregada.serie.codigo for agregada in agregadas]
    if repetidos := sorted({codigo for codigo in codigos if codigos.count(codigo) > 1}):
        _rechazar(
            f"Dos indicadores se llaman casi igual: {', '.join(repetidos)}.", "columna indicador",
            "nombres que se distingan",
        )  # fmt: skip
    return agregadas


Par = tuple[int, dict[str, str]]


def _filas(texto: str) -> tuple[list[dict[str, str]], str]:
    encabezado = texto.partition("\n")[0]
    separador = ";" if encabezado.count(";") >= encabezado.count(",") else ","
    try:
        hoja = list(csv.reader(io.StringIO(texto, newline=""), delimiter=separador, strict=True))
    except csv.Error:
        _rechazar("El CSV está mal cerrado.", "todo el archivo", "comillas que se cierren")
    nombres = [nombre.strip() for nombre in hoja[0]] if hoja else []
    if nombres != list(COLUMNAS):
        _rechazar("El encabezado no es el de la plantilla.", "fila 1", ", ".join(COLUMNAS))
    filas = []
    for numero, celdas in enumerate(hoja[1:], start=2):
        if len(celdas) != len(nombres) and any(celda.strip() for celda in celdas):
            _rechazar(
                f"La fila tiene {len(celdas)} celdas.", f"fila {numero}", f"{len(nombres)} celdas"
            )
        filas.append(dict(zip(nombres, celdas or [""] * len(nombres), strict=False)))
    return [{nombre: fila.get(nombre, "") for nombre in nombres} for fila in filas], separador


def _texto(par: Par, columna: str) -> str:
    numero, fila = par
    texto = " ".join(fila[columna].split())
    if not texto or len(texto) > _LARGO:
        _rechazar(
            f"«{columna}» está vacía o es muy larga.", f"fila {numero}, columna {columna}",
            COLUMNAS[columna],
        )  # fmt: skip
    return texto


def _agregada(suyas: Sequence[Par], separador: str, municipios: Mapping[str, str]) -> Agregada:
    nombre = _texto(suyas[0], "indicador")
    comun = {columna: _texto(suyas[0], columna) for columna in _DE_LA_SERIE}
    valores: dict[str, float] = {}
    for par in suyas:
        numero, fila = par
        for columna in _DE_LA_SERIE:
            if _texto(par, columna) != comun[columna]:
                _rechazar(
                    f"«{nombre}» dice «{_texto(par, columna)}» y antes «{comun[columna]}».",
                    f"fila {numero}, columna {columna}",
                    "lo mismo en todas las filas del indicador",
                )
        codigo = fila["codigo_municipio"].strip()
        if codigo not in municipios:
            _rechazar(
                f"«{codigo}» no es un municipio.", f"fila {numero}, columna codigo_municipio",
                COLUMNAS["codigo_municipio"],
            )  # fmt: skip
        if codigo in valores:
            _rechazar(
                f"{municipios[codigo]} está dos veces en «{nombre}».",
                f"fila {numero}, columna codigo_municipio", "una fila por municipio e indicador",
            )  # fmt: skip
        valor = fila["valor"].strip()
        if not _NUMERO[separador].fullmatch(valor) or len(valor) > 20:
            _rechazar(
                f"«{valor[:40]}» no es un número.", f"fila {numero}, columna valor",
                "1234,5 si el separador es «;», 1234.5 si es «,»",
            )  # fmt: skip
        valores[codigo] = float(valor.replace(",", "."))
    if not re.fullmatch(r"\d{4}", comun["anio"]):
        _rechazar(
            f"«{comun['anio']}» no es un año.", f"fila {suyas[0][0]}, columna anio",
            COLUMNAS["anio"],
        )  # fmt: skip
    if comun["sentido"] not in SENTIDOS:
        _rechazar(
            f"«{comun['sentido']}» no es un sentido.", f"fila {suyas[0][0]}, columna sentido",
            COLUMNAS["sentido"],
        )  # fmt: skip
    serie = Serie(
        codigo=codigo_de(nombre, "propia"),
        origen=ARCHIVO,
        nombre=nombre,
        unidad=comun["unidad"],
        periodo=comun["anio"],
        cita=comun["fuente"],
        valores=valores,
    )
    return Agregada(serie, comun["pilar"], SENTIDOS[comun["sentido"]])


def _rechazar(que: str, donde: str, esperado: str) -> NoReturn:
    raise ErrorDeFuente(
        que=que, donde=f"plantilla de series municipales, {donde}", esperado=esperado,
        hacer="Corrija el archivo y vuelva a subirlo.",
    )  # fmt: skip
