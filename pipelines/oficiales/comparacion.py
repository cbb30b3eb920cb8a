"""Lo leído en un archivo oficial frente a lo que ``data/raw`` tiene de esa edición."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

CITA = "fuente"
"""La columna que dice de dónde salió la fila: no es una cifra y no se compara."""


@dataclass(frozen=True)
class Diferencia:
    """Una celda que cambió.

    ``relativa``: cuánto se mueve frente a lo de antes. Una cifra que aparece o desaparece es lo que
    más mueve, y un texto, lo que menos.
    """

    tabla: str
    fila: str
    columna: str
    antes: str
    ahora: str

    @property
    def relativa(self) -> float:
        antes, ahora = _numero(self.antes), _numero(self.ahora)
        if antes is None or ahora is None:
            return math.inf if antes is not ahora and "" in (self.antes, self.ahora) else -1
        return abs(ahora - antes) / (abs(antes) or 1e-12)


@dataclass(frozen=True)
class Comparacion:
    """El resultado de una tabla. Las filas se casan por su clave, no por su orden."""

    tabla: str
    leidas: int
    iguales: int
    nuevas: list[str]
    faltan: list[str]
    celdas: int
    diferencias: list[Diferencia] = field(default_factory=list)
    nota: str = ""

    @property
    def distintas(self) -> int:
        return len({diferencia.fila for diferencia in self.diferencias})

    @property
    def es_igual(self) -> bool:
        return not (self.diferencias or self.nuevas or self.faltan)


def _numero(texto: str) -> float | None:
    try:
        valor = float(texto)
    except ValueError:
        return None
    return valor if math.isfinite(valor) else None


def _iguales(antes: str, ahora: str) -> bool:
    if antes == ahora:
        return True
    uno, otro = _numero(antes), _numero(ahora)
    # El último bit: dos programas pueden escribir el mismo número con una cifra más o menos.
    return uno is not None and otro is not None and math.isclose(uno, otro, rel_tol=1e-14)


def _por_clave(tabla: pd.DataFrame, clave: list[str]) -> dict[str, dict[str, str]]:
    filas: dict[str, dict[str, str]] = {}
    for fila in tabla.to_dict("records"):
        if {"cod_a", "cod_b"} <= set(clave) and fila["cod_a"] > fila["cod_b"]:
            # Un par de vecinos es el mismo se escriba en el orden que se escriba.
            fila |= {"cod_a": fila["cod_b"], "cod_b": fila["cod_a"]} | {
                "nombre_a": fila["nombre_b"],
                "nombre_b": fila["nombre_a"],
            }
        filas[" · ".join(str(fila[columna]) for columna in clave)] = fila
    return filas


def comparar(
    nombre: str, clave: list[str], leida: pd.DataFrame, guardada: pd.DataFrame
) -> Comparacion:
    """Compara celda por celda, como número si los dos lo son, todas las columnas menos la cita."""
    ahora, antes = _por_clave(leida, clave), _por_clave(guardada, clave)
    columnas = [columna for columna in leida.columns if columna not in (CITA, *clave)]
    diferencias = [
        Diferencia(nombre, llave, columna, antes[llave][columna], fila[columna])
        for llave, fila in ahora.items()
        if llave in antes
        for columna in columnas
        if not _iguales(antes[llave][columna], fila[columna])
    ]
    comunes = ahora.keys() & antes.keys()
    return Comparacion(
        nombre,
        len(ahora),
        len(comunes) - len({diferencia.fila for diferencia in diferencias}),
        sorted(ahora.keys() - antes.keys()),
        sorted(antes.keys() - ahora.keys()),
        len(comunes) * len(columnas),
        diferencias,
    )


def fundir(clave: list[str], leida: pd.DataFrame, guardada: pd.DataFrame) -> pd.DataFrame:
    """Lo guardado con los cambios de lo leído: lo que dice igual conserva su texto y su cita.

    Las filas nuevas van al final y las que ya no están se quitan. Así, de una revisión, sólo cambia
    lo que el productor cambió.
    """
    ahora, antes = _por_clave(leida, clave), _por_clave(guardada, clave)
    filas = []
    for llave in (*(c for c in antes if c in ahora), *(c for c in ahora if c not in antes)):
        nueva, vieja = ahora[llave], antes.get(llave, {})
        fila = {
            columna: vieja[columna]
            if columna in vieja and _iguales(vieja[columna], valor)
            else valor
            for columna, valor in nueva.items()
        }
        cambio = any(fila[columna] != vieja.get(columna) for columna in fila if columna != CITA)
        filas.append(fila if cambio else vieja)
    return pd.DataFrame(filas, columns=list(leida.columns), dtype="str")
