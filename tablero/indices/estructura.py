"""El árbol de una edición desde la estructura que trae su base, cuando el declarado no llega a él.

La declaración dice el método (normalización, faltantes, empates). De una edición de la que sólo se
conocían los pilares, la base completa del publicador dice además qué subpilares e indicadores hay.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from tablero.indices.declaracion import Declaracion, Nodo


def con_estructura(declaracion: Declaracion, estructura: pd.DataFrame) -> Declaracion:
    """La declaración con el árbol de ``estructura``, si trae indicadores que no declara.

    ``estructura``: una fila por indicador con ``codigo``, ``nombre``, ``cod_pilar``, ``subpilar``
    («INS-1 Desempeño administrativo», vacío si el pilar no tiene) y ``es_inversa``. Los pesos son
    iguales entre hermanos (fuentes, §1.3). Sin filas, o si ya los declara todos, queda como está.
    """
    if set(estructura["codigo"]) <= set(declaracion.nodos):
        return declaracion
    pilares = tuple(
        replace(pilar, partes=_partes(estructura[estructura["cod_pilar"] == pilar.codigo]))
        for pilar in declaracion.pilares
    )
    return replace(declaracion, raiz=replace(declaracion.raiz, partes=pilares))


def _partes(filas: pd.DataFrame) -> tuple[Nodo, ...]:
    """Los indicadores de un pilar, dentro de su subpilar si lo tienen."""
    partes: dict[str, Nodo] = {}
    for fila in filas.to_dict("records"):
        hoja = Nodo(str(fila["codigo"]), str(fila["nombre"]), inverso=bool(fila["es_inversa"]))
        if pd.isna(fila["subpilar"]):
            partes[hoja.codigo] = hoja
            continue
        codigo, _, nombre = str(fila["subpilar"]).partition(" ")
        rama = partes.get(codigo, Nodo(codigo, nombre))
        partes[codigo] = replace(rama, partes=(*rama.partes, hoja))
    return tuple(partes.values())
