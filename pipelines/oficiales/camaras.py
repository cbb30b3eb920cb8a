"""Plantilla con que una cámara de comercio envía sus agregados por correo, en .csv o .xlsx.

Una fila por cámara, año, corte y medida. Columnas, en cualquier orden:

==========  =====================================================================================
camara      Cúcuta, Ocaña o Pamplona
anio        2024
corte       anual, o de qué mes a qué mes del mismo año: ene-jun
medida      matriculas, renovaciones, cancelaciones, activos
valor       cuántas; nunca vacío: una cifra que no hay es una fila que no está
nota        opcional: depuraciones, cambios de método
==========  =====================================================================================

``plantilla_camaras.csv``, junto a este archivo, trae el encabezado. Son agregados: un archivo con
columnas de personas (nombres, cédulas, NIT) se rechaza sin leerlo.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.oficiales.hojas import Libro, abrir, plano
from pipelines.oficiales.listados import Listado, de_plantilla, ubicar_plantilla
from pipelines.oficiales.numeros import Decimal, anio_de_celda, escrito_corto
from pipelines.oficiales.resultado import Lectura, en_texto

FAMILIA = "camaras"
TABLA = "registros_mercantiles"
COLUMNAS = ["camara", "anio", "corte", "medida", "valor", "texto_del_periodo", "linea_documento",
            "nota"]  # fmt: skip
CLAVE = {TABLA: ["camara", "anio", "corte", "medida"]}

PLANTILLA = ("camara", "anio", "corte", "medida", "valor", "nota")
_NOMBRES = {
    "camara": ("camara", "camara de comercio"),
    "anio": ("anio", "ano"),
    "corte": ("corte",),
    "medida": ("medida",),
    "valor": ("valor",),
    "nota": ("nota", "notas"),
}
_CAMARAS = {"cucuta": "Cúcuta", "ocana": "Ocaña", "pamplona": "Pamplona"}
_MEDIDAS = {
    "matriculas": "matriculas",
    "renovaciones": "renovaciones",
    "cancelaciones": "cancelaciones",
    "activos": "activos",
}
_MESES = "ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic"
_CORTE = re.compile(rf"({_MESES})-({_MESES})")
# Por encima de esto, la celda trae otra cosa: un número de matrícula, un NIT.
_MAYOR_CUENTA, _MAYOR_ACTIVO = 1e6, 1e15


def _es_corte(corte: str) -> bool:
    meses = _CORTE.fullmatch(corte)
    if meses is None:
        return corte == "anual"
    desde, hasta = (_MESES.split("|").index(mes) for mes in meses.groups())
    # El año entero se escribe de una sola manera; si no, la misma cifra cabría dos veces.
    return desde <= hasta and hasta - desde < 11


def _fila(listado: Listado, fila: int, decimal: Decimal) -> dict[str, str]:
    nombre = listado.texto(fila, "camara")
    camara = _CAMARAS.get(plano(nombre).removeprefix("camara de comercio de ").strip())
    if camara is None:
        listado.rechazar(
            f"{listado.escrito(fila, 'camara').capitalize()} no es una cámara del departamento.",
            fila, "camara", "Cúcuta, Ocaña o Pamplona en cada fila, sin celdas combinadas",
        )  # fmt: skip
    medida = _MEDIDAS.get(plano(listado.texto(fila, "medida")))
    if medida is None:
        listado.rechazar(f"«{listado.texto(fila, 'medida')}» no es una medida.", fila, "medida",
                         ", ".join(_MEDIDAS))  # fmt: skip
    corte = listado.texto(fila, "corte").lower()
    if not _es_corte(corte):
        listado.rechazar(f"«{corte}» no es un corte.", fila, "corte",
                         "anual si es todo el año, o sus meses en orden: ene-jun")  # fmt: skip
    que_valor = "un número de registros, o pesos si son activos"
    valor = listado.cifra(fila, "valor", decimal, que_valor)
    mayor = _MAYOR_ACTIVO if medida == "activos" else _MAYOR_CUENTA
    if valor is None or not 0 <= valor < mayor or (medida != "activos" and not valor.is_integer()):
        listado.rechazar(f"El valor es {listado.escrito(fila, 'valor')}.", fila, "valor", que_valor)
    anio, estado = listado.leer(fila, "anio", anio_de_celda, "un año, como 2024")
    if estado != "definitivo" or not 2010 <= anio <= 2035:
        listado.rechazar(f"«{listado.celda(fila, 'anio')}» no es un año.", fila, "anio", "2024")
    return {
        "camara": camara,
        "anio": str(anio),
        "corte": corte,
        "medida": medida,
        "valor": escrito_corto(valor, 2),
        "texto_del_periodo": str(anio) if corte == "anual" else f"{corte} de {anio}",
        "linea_documento": str(fila + 1),
        "nota": listado.texto(fila, "nota"),
    }


@de_plantilla
def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""
    listado = ubicar_plantilla(libro, _NOMBRES, PLANTILLA, opcionales=("nota",))
    decimal = listado.separador("valor")
    vistas: dict[tuple[str, ...], int] = {}
    filas = []
    for numero in listado.filas():
        leida = _fila(listado, numero, decimal)
        clave = tuple(leida[columna] for columna in CLAVE[TABLA])
        if clave in vistas:
            listado.rechazar(
                f"{', '.join(clave)} ya estaba en la fila {vistas[clave] + 1}.", numero, "camara",
                "una fila por cámara, año, corte y medida",
            )  # fmt: skip
        vistas[clave] = numero
        filas.append(leida)
    if not filas:
        listado.hoja.rechazar("La plantilla no trae filas.", "una fila por cifra")
    return Lectura(
        FAMILIA, None, max(fila["anio"] for fila in filas), {TABLA: en_texto(filas, COLUMNAS)}
    )


@de_plantilla
def leer(ruta: Path) -> Lectura:
    """Tabla ``registros_mercantiles``, con la fila de la plantilla en ``linea_documento``.

    Lanza ``ErrorDeFuente`` con la celda si la plantilla no está bien llena o trae personas.
    """
    return leer_libro(abrir(ruta))
