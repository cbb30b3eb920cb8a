"""Plantilla con que la Red Regional de Emprendimiento envía su caracterización, en .csv o .xlsx.

Una fila por corte, municipio, etapa, sector, sexo y grupo de edad. Columnas, en cualquier orden:

==============  =================================================================================
corte           hasta qué día cuenta, 2025-06-30; el mismo en todo el archivo
municipio       el nombre de uno de los 40
etapa           identificación, validación, consolidación, escalamiento o sin clasificar
sector          uno de ``SECTORES``
sexo            mujer, hombre o sin dato
grupo_edad      menores de 18, 18 a 28, 29 a 59, 60 y más o sin dato
emprendedores   cuántos, sin punto de miles; de 1 a 4 se escribe <5
==============  =================================================================================

``plantilla_emprendimiento.csv``, junto a este archivo, trae el encabezado. Son sólo cuentas: no hay
columna de texto libre donde quepa un nombre, y un archivo con columnas o celdas de personas
(nombres, identificaciones, teléfonos, correos) se rechaza diciendo la celda y no lo que trae. Una
cuenta de 1 a 4 señalaría a personas: se rechaza escrita y se acepta suprimida (``<5``). Un cero es
una fila que no está.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from pipelines.oficiales.hojas import Hoja, Libro, abrir, plano
from pipelines.oficiales.listados import Listado, de_plantilla, ubicar
from pipelines.oficiales.lugares import codigo_de_municipio
from pipelines.oficiales.numeros import Celda
from pipelines.oficiales.resultado import Lectura, en_texto

FAMILIA = "emprendimiento"
TABLA = "caracterizacion"
COLUMNAS = ["corte", "divipola", "etapa", "sector", "sexo", "grupo_edad", "emprendedores",
            "suprimida", "linea_documento"]  # fmt: skip
CLAVE = {TABLA: ["corte", "divipola", "etapa", "sector", "sexo", "grupo_edad"]}

PLANTILLA = ("corte", "municipio", "etapa", "sector", "sexo", "grupo_edad", "emprendedores")
ETAPAS = ("identificación", "validación", "consolidación", "escalamiento", "sin clasificar")
SECTORES = (
    "agropecuario", "minas y energía", "industria", "construcción", "comercio",
    "alojamiento y comida", "información y comunicaciones", "otros servicios", "sin dato",
)  # fmt: skip
SEXOS = ("mujer", "hombre", "sin dato")
EDADES = ("menores de 18", "18 a 28", "29 a 59", "60 y más", "sin dato")
MINIMO = 5
SUPRIMIDA = "<5"

_NOMBRES = {
    "corte": ("corte",),
    "municipio": ("municipio",),
    "etapa": ("etapa",),
    "sector": ("sector",),
    "sexo": ("sexo",),
    "grupo_edad": ("grupo edad", "grupo de edad"),
    "emprendedores": ("emprendedores",),
}
_LISTAS: Mapping[str, Mapping[str, str]] = {
    columna: {plano(valor): valor for valor in valores}
    for columna, valores in (
        ("etapa", ETAPAS), ("sector", SECTORES), ("sexo", SEXOS), ("grupo_edad", EDADES)
    )
}  # fmt: skip
_DE_PERSONAS = re.compile(
    r"\b(nit|rut|cedula|cc|documento|identificacion|identidad|razon social|nombres?|apellidos?|"
    r"representante|contacto|correo|e ?mail|telefono|celular|movil|whatsapp|direccion)\b"
)
_CORREO = re.compile(r"\S@\S")
# Seis cifras o más, con los separadores con que se escriben cédulas y teléfonos.
_NUMERO_LARGO = re.compile(r"\d(?:[ .\-()]*\d){5,}")
_FECHA = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAYOR_CUENTA = 100_000
_SOLO_CUENTAS = "sólo cuentas, con las columnas " + ", ".join(PLANTILLA)


def _es_de_personas(celda: Celda) -> bool:
    if isinstance(celda, str):
        resto, llano = _FECHA.sub("", celda), plano(celda)
        # «Identificación» es también una etapa de la ruta.
        return bool(
            _CORREO.search(resto)
            or _NUMERO_LARGO.search(resto)
            or (llano not in _LISTAS["etapa"] and _DE_PERSONAS.search(llano))
        )
    return isinstance(celda, int | float) and not isinstance(celda, bool) and celda >= _MAYOR_CUENTA


def _exigir_sin_personas(libro: Libro) -> None:
    """Mira todas las hojas antes de leer nada: lo que se rechaza aquí no se repite en el error."""
    for hoja in libro.hojas():
        for fila, celdas in enumerate(hoja.filas):
            for columna, celda in enumerate(celdas):
                if _es_de_personas(celda):
                    hoja.rechazar(
                        "La celda trae, o su columna se llama como, un dato de personas: nombre, "
                        "identificación, teléfono o correo. No se leyó nada.",
                        _SOLO_CUENTAS, fila, columna,
                    )  # fmt: skip


def _listado(libro: Libro) -> Listado:
    """La plantilla, sola en el libro y desde la primera fila: no queda dónde escribir otra cosa."""
    con_algo = [h for h in libro.hojas() if any(not h.esta_vacia(f) for f in range(len(h.filas)))]
    listado = ubicar(con_algo[0], _NOMBRES, PLANTILLA) if len(con_algo) == 1 else None
    if len(con_algo) != 1:
        libro.rechazar(
            f"El libro trae {len(con_algo)} hojas con algo escrito y debe ser una, la plantilla.",
            _SOLO_CUENTAS,
        )
    if listado is None:
        libro.rechazar("La hoja no trae el encabezado de la plantilla.", _SOLO_CUENTAS)
    hoja, propias = listado.hoja, set(listado.columnas.values())
    for fila, celdas in enumerate(hoja.filas):
        for columna, celda in enumerate(celdas):
            if celda is not None and (fila < listado.encabezado or columna not in propias):
                hoja.rechazar("Hay una celda que no es de la plantilla.", _SOLO_CUENTAS, fila,
                              columna)  # fmt: skip
    return listado


def _rechazar(hoja: Hoja, listado: Listado, fila: int, nombre: str, esperado: str) -> NoReturn:
    """Señala la celda sin decir qué trae: podría ser de una persona."""
    hoja.rechazar(f"La celda de «{nombre}» no es de la plantilla.", esperado, fila,
                  listado.columnas[nombre])  # fmt: skip


def _corte(listado: Listado, fila: int) -> str:
    celda = listado.celda(fila, "corte")
    if isinstance(celda, datetime.datetime):
        celda = celda.date()
    texto = celda.isoformat() if isinstance(celda, datetime.date) else str(celda or "")
    try:
        dia = datetime.date.fromisoformat(texto) if _FECHA.fullmatch(texto) else None
    except ValueError:
        dia = None
    if dia is None or not 2010 <= dia.year <= 2050:
        _rechazar(listado.hoja, listado, fila, "corte", "una fecha como 2025-06-30")
    return dia.isoformat()


def _de_lista(listado: Listado, fila: int, nombre: str) -> str:
    valor = _LISTAS[nombre].get(plano(listado.celda(fila, nombre) or ""))
    if valor is None:
        esperado = ", ".join(_LISTAS[nombre].values())
        _rechazar(listado.hoja, listado, fila, nombre, esperado)
    return valor


def _cuenta(listado: Listado, fila: int) -> str:
    """La cuenta escrita, o vacío si viene suprimida."""
    celda = listado.celda(fila, "emprendedores")
    if isinstance(celda, float) and celda.is_integer():
        celda = str(int(celda))
    texto = str(celda or "")
    if texto.replace(" ", "") == SUPRIMIDA:
        return ""
    if not (texto.isascii() and texto.isdigit()):
        _rechazar(listado.hoja, listado, fila, "emprendedores",
                  f"un número entero sin punto de miles, o {SUPRIMIDA}")  # fmt: skip
    if int(texto) < MINIMO:
        listado.hoja.rechazar(
            f"Una cuenta menor de {MINIMO} señalaría a personas.",
            f"{SUPRIMIDA} si son de 1 a {MINIMO - 1}; si no hay ninguno, la fila no va",
            fila, listado.columnas["emprendedores"],
        )  # fmt: skip
    return str(int(texto))


def _fila(listado: Listado, fila: int) -> dict[str, str]:
    municipio = codigo_de_municipio(str(listado.celda(fila, "municipio") or ""))
    if municipio is None:
        _rechazar(listado.hoja, listado, fila, "municipio",
                  "el nombre de un municipio de Norte de Santander")  # fmt: skip
    cuenta = _cuenta(listado, fila)
    return {
        "corte": _corte(listado, fila),
        "divipola": municipio,
        **{nombre: _de_lista(listado, fila, nombre) for nombre in _LISTAS},
        "emprendedores": cuenta,
        "suprimida": "no" if cuenta else "sí",
        "linea_documento": str(fila + 1),
    }


@de_plantilla
def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""
    _exigir_sin_personas(libro)
    listado = _listado(libro)
    vistas: dict[tuple[str, ...], int] = {}
    filas = []
    for numero in range(listado.encabezado + 1, len(listado.hoja.filas)):
        if listado.hoja.esta_vacia(numero):
            continue
        leida = _fila(listado, numero)
        clave = tuple(leida[columna] for columna in CLAVE[TABLA])
        if clave in vistas:
            listado.hoja.rechazar(
                f"La fila repite el municipio, la etapa, el sector, el sexo y la edad de la "
                f"{vistas[clave] + 1}.",
                "una fila por combinación", numero, listado.columnas["municipio"],
            )  # fmt: skip
        vistas[clave] = numero
        filas.append(leida)
    if not filas:
        listado.hoja.rechazar("La plantilla no trae filas.", "una fila por cuenta")
    cortes = sorted({fila["corte"] for fila in filas})
    if len(cortes) > 1:
        listado.hoja.rechazar(
            f"Hay {len(cortes)} cortes en el archivo.", "un archivo por corte",
            columna=listado.columnas["corte"],
        )  # fmt: skip
    return Lectura(FAMILIA, cortes[0], cortes[0], {TABLA: en_texto(filas, COLUMNAS)})


@de_plantilla
def leer(ruta: Path) -> Lectura:
    """Tabla ``caracterizacion``, con la fila de la plantilla en ``linea_documento``.

    Lanza ``ErrorDeFuente`` con la celda, sin repetir su contenido, si la plantilla no está bien
    llena, trae datos de personas o una cuenta menor de cinco sin suprimir.
    """
    return leer_libro(abrir(ruta))
