"""Plantilla con la evaluación de las iniciativas clúster en el SSME, en .csv o .xlsx.

Una fila por iniciativa, ola y aspecto. Columnas, en cualquier orden:

==========  =====================================================================================
iniciativa  Moda, Construcción, NorTIC, Café y Cacao, o Nacional (la referencia del país)
ola         4, IV o «IV ola»
aspecto     A1 a A8; si quien evaluó los dio, también D1 a D3 (dimensión) y TOTAL
puntaje     de 1 a 3, con decimales si los tiene; nunca vacío: lo que no hay es una fila que no está
nivel       opcional: 1, 2 o 3, el que dio quien evaluó; el tablero no lo deduce
nota        opcional
==========  =====================================================================================

``plantilla_clusteres.csv``, junto a este archivo, trae el encabezado. Son agregados: un archivo con
columnas de personas (nombres, cédulas, NIT) se rechaza sin leerlo.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.oficiales.hojas import Libro, abrir, plano
from pipelines.oficiales.listados import Listado, de_plantilla, ubicar_plantilla
from pipelines.oficiales.numeros import Celda, Decimal, escrito_corto
from pipelines.oficiales.resultado import Lectura, en_texto

FAMILIA = "clusteres"
TABLA = "evaluaciones"
COLUMNAS = ["iniciativa", "ola", "aspecto", "puntaje", "nivel", "linea_documento", "nota"]
CLAVE = {TABLA: ["iniciativa", "ola", "aspecto"]}

PLANTILLA = ("iniciativa", "ola", "aspecto", "puntaje", "nivel", "nota")
_NOMBRES = {
    "iniciativa": ("iniciativa", "iniciativa cluster", "cluster"),
    "ola": ("ola",),
    "aspecto": ("aspecto",),
    "puntaje": ("puntaje",),
    "nivel": ("nivel",),
    "nota": ("nota", "notas"),
}
_INICIATIVAS = {
    "moda": "Moda",
    "construccion": "Construcción",
    "nortic": "NorTIC",
    "cafe y cacao": "Café y Cacao",
    "nacional": "Nacional",
}
_ASPECTOS = tuple(f"A{i}" for i in range(1, 9))
_CODIGOS = (*_ASPECTOS, "D1", "D2", "D3", "TOTAL")
_ROMANOS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_MAYOR_OLA = 30


def _ola(celda: Celda) -> int:
    """El número de la ola: 4, «4», «IV», «IV ola» y «Ola 4» son 4."""
    texto = f"{celda:g}" if isinstance(celda, float) else str(celda or "")
    texto = re.sub(r"^ola\s+|\s+ola$", "", texto.strip(), flags=re.IGNORECASE).upper()
    if texto in _ROMANOS:
        return _ROMANOS.index(texto) + 1
    ola = int(texto) if re.fullmatch(r"[0-9]{1,2}", texto) else 0
    if not 1 <= ola <= _MAYOR_OLA:
        raise ValueError(f"«{celda}» no es una ola.")
    return ola


def _fila(listado: Listado, fila: int, decimal: Decimal) -> dict[str, str]:
    nombre = listado.texto(fila, "iniciativa")
    iniciativa = _INICIATIVAS.get(plano(nombre).removeprefix("cluster ").removeprefix("de "))
    if iniciativa is None:
        listado.rechazar(f"«{nombre}» no es una iniciativa del departamento.", fila, "iniciativa",
                         ", ".join(_INICIATIVAS.values()))  # fmt: skip
    aspecto = listado.texto(fila, "aspecto").strip().upper()
    if aspecto not in _CODIGOS:
        listado.rechazar(f"«{listado.texto(fila, 'aspecto')}» no es un aspecto.", fila, "aspecto",
                         ", ".join(_CODIGOS))  # fmt: skip
    puntaje = listado.cifra(fila, "puntaje", decimal, "un número de 1 a 3")
    if puntaje is None or not 1 <= puntaje <= 3:
        listado.rechazar(f"El puntaje es {listado.escrito(fila, 'puntaje')}.", fila, "puntaje",
                         "un número de 1 a 3")  # fmt: skip
    nivel = listado.cifra(fila, "nivel", decimal, "1, 2, 3 o vacío")
    if nivel not in (None, 1, 2, 3):
        listado.rechazar(f"El nivel es {listado.escrito(fila, 'nivel')}.", fila, "nivel",
                         "1, 2, 3 o vacío")  # fmt: skip
    return {
        "iniciativa": iniciativa,
        "ola": str(listado.leer(fila, "ola", _ola, "4, IV o «IV ola»")),
        "aspecto": aspecto,
        "puntaje": escrito_corto(puntaje, 4),
        "nivel": escrito_corto(nivel, 0),
        "linea_documento": str(fila + 1),
        "nota": listado.texto(fila, "nota"),
    }


def _avisos(filas: list[dict[str, str]]) -> tuple[str, ...]:
    """Qué le falta a cada evaluación, y el total que ningún promedio de sus aspectos daría."""
    evaluaciones: dict[tuple[str, str], dict[str, float]] = {}
    for fila in filas:
        suyos = evaluaciones.setdefault((fila["iniciativa"], fila["ola"]), {})
        suyos[fila["aspecto"]] = float(fila["puntaje"])
    avisos = []
    for (iniciativa, ola), puntajes in evaluaciones.items():
        propios = [puntajes[aspecto] for aspecto in _ASPECTOS if aspecto in puntajes]
        faltan = [aspecto for aspecto in _ASPECTOS if aspecto not in puntajes]
        if faltan:
            avisos.append(f"{iniciativa}, ola {ola}: no trae {', '.join(faltan)}.")
        elif not min(propios) <= puntajes.get("TOTAL", propios[0]) <= max(propios):
            avisos.append(
                f"{iniciativa}, ola {ola}: el total no está entre el menor y el mayor de sus "
                "aspectos."
            )
    return tuple(avisos)


@de_plantilla
def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""
    listado = ubicar_plantilla(libro, _NOMBRES, PLANTILLA, opcionales=("nivel", "nota"))
    decimal = listado.separador("puntaje")
    vistas: dict[tuple[str, ...], int] = {}
    filas = []
    for numero in listado.filas():
        leida = _fila(listado, numero, decimal)
        clave = tuple(leida[columna] for columna in CLAVE[TABLA])
        if clave in vistas:
            listado.rechazar(
                f"{clave[0]}, ola {clave[1]}, {clave[2]} ya estaba en la fila {vistas[clave] + 1}.",
                numero, "aspecto", "una fila por iniciativa, ola y aspecto",
            )  # fmt: skip
        vistas[clave] = numero
        filas.append(leida)
    if not filas:
        listado.hoja.rechazar("La plantilla no trae filas.", "una fila por puntaje")
    # La plantilla dice la ola y no el año: el último dato queda para quien revise la propuesta.
    return Lectura(FAMILIA, None, "", {TABLA: en_texto(filas, COLUMNAS)}, avisos=_avisos(filas))


@de_plantilla
def leer(ruta: Path) -> Lectura:
    """Tabla ``evaluaciones``, con la fila de la plantilla en ``linea_documento``.

    Lanza ``ErrorDeFuente`` con la celda si la plantilla no está bien llena o trae personas.
    """
    return leer_libro(abrir(ruta))
