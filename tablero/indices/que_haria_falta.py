"""La combinación menos costosa para subir k puestos, con límites dichos.

Se quiere un puntaje: el de quien está k puestos arriba, quieto. Mover un pilar un punto cuesta
``1 / subida``, donde ``subida`` es lo que en un año sube en ese pilar el departamento que ocupa el
percentil 90 de los cambios de la edición: donde subir es común, cuesta menos. Cada pilar puede
subir hasta esa ``subida`` y hasta el mejor departamento. Con un solo requisito lineal y topes,
llenar por orden de costo (la mochila fraccionaria) da el mínimo exacto.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tablero.indices.declaracion import Declaracion
from tablero.indices.explicacion import puestos_de


@dataclass(frozen=True)
class Camino:
    """Qué subir y cuánto. ``falta``: puntos del índice que los límites no dejan alcanzar, o 0.

    ``subidas``: pilar → puntos del pilar, de la más barata a la más cara; ``costo``: la suma de
    cada una sobre su tope de un año, en «subidas buenas de un año».
    """

    objetivo: float
    puesto: int
    subidas: dict[str, float]
    costo: float
    falta: float


def que_haria_falta(
    puntajes: pd.DataFrame,
    territorio: str,
    gana: int,
    subida: pd.Series,
    declaracion: Declaracion,
) -> Camino | None:
    """El camino más barato para ganar ``gana`` puestos; ``None`` si no hay tantos arriba.

    ``puntajes``: los de un año, índice ``cod_departamento``, columnas de los pilares y el general;
    ``subida``: pilar → puntos que sube en un año el percentil 90. Alcanzar al de arriba es
    compartir su puesto: no hay que pasarlo.
    """
    raiz = declaracion.raiz.codigo
    general = puntajes[raiz]
    puestos = puestos_de(general, declaracion)
    arriba = general[puestos <= puestos[territorio] - gana]
    if arriba.empty:
        return None
    objetivo = float(arriba.min())
    pesos = dict(
        zip([p.codigo for p in declaracion.pilares], declaracion.pesos_de(raiz), strict=True)
    )
    propio = puntajes.loc[territorio]
    topes = {
        pilar: min(float(subida[pilar]), float(puntajes[pilar].max() - propio[pilar]))
        for pilar in pesos
    }
    pendiente = objetivo - float(propio[raiz])
    subidas: dict[str, float] = {}
    costo = 0.0
    for pilar in sorted(pesos, key=lambda p: -pesos[p] * max(float(subida[p]), 0.0)):
        if pendiente <= 0 or topes[pilar] <= 0:
            continue
        # Un pelo de más por el redondeo dejaría al departamento por debajo del objetivo.
        cuanto = min(topes[pilar], pendiente / pesos[pilar] * (1 + 1e-12))
        subidas[pilar] = cuanto
        costo += cuanto / float(subida[pilar])
        pendiente -= cuanto * pesos[pilar]
    falta = pendiente if pendiente > 1e-9 else 0.0
    return Camino(objetivo, int(puestos[arriba.idxmin()]), subidas, costo, falta)


def subida_de_un_anio(pilares: pd.DataFrame, percentil: float = 90) -> pd.Series:
    """Lo que sube cada pilar en un año quien está en ese percentil de los cambios de la edición.

    ``pilares``: índice ``anio, cod_departamento``; los cambios son entre años seguidos.
    """
    cambios = pilares.groupby(level="cod_departamento").diff().dropna(how="all")
    return pd.Series({c: float(np.nanpercentile(cambios[c], percentil)) for c in cambios.columns})
