"""Qué pasaría si un departamento tuviera otros valores: un ejercicio, no un pronóstico."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tablero.indices.calculo import subir
from tablero.indices.declaracion import Declaracion
from tablero.indices.explicacion import puestos_de


def simular(
    puntajes: pd.DataFrame, territorio: str, cambios: Mapping[str, float], declaracion: Declaracion
) -> pd.DataFrame:
    """Puntaje y puesto de todos, antes y después de cambiar los valores de un departamento.

    ``puntajes``: los de un año, con el código del departamento como índice y una columna por nodo
    con dato; ``cambios``: código del nodo → su valor nuevo, ya normalizado. Si se cambia una rama,
    manda ese valor y no sus partes. Los demás quedan quietos. Columnas: ``puntaje_0_10``,
    ``puntaje_simulado_0_10``, ``puesto`` y ``puesto_simulado``.
    """
    raiz = declaracion.raiz.codigo
    hoy = subir(puntajes, declaracion)[raiz]
    nuevo = hoy.copy()
    if cambios:
        propia = puntajes.loc[[territorio]].copy()
        for codigo, valor in cambios.items():
            debajo = [n.codigo for n in declaracion.nodos[codigo].recorrer()][1:]
            propia = propia.drop(columns=[c for c in debajo if c in propia.columns])
            propia[codigo] = float(valor)
        nuevo[territorio] = subir(propia, declaracion)[raiz].iloc[0]
    return pd.DataFrame(
        {
            "puntaje_0_10": hoy,
            "puntaje_simulado_0_10": nuevo,
            "puesto": puestos_de(hoy, declaracion),
            "puesto_simulado": puestos_de(nuevo, declaracion),
        }
    )
