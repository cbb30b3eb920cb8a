"""Por qué se movió un departamento, en partes que suman el cambio exacto.

**Puntaje.** Con el mínimo y el máximo de toda la edición, el puntaje de un departamento sólo
depende de sus propios valores, y es lineal: el aporte de una hoja es su peso por lo que cambió. Si
entre los dos años cambia qué hojas tienen dato, lo que eso mueve va aparte, en el renglón de la
rama.

**Puesto.** No es lineal: depende de lo propio y de los demás. Se reparte con el valor de Shapley,
exacto sobre todas las combinaciones, entre los pilares propios y un jugador más, «los demás
departamentos», que es pasar del año anterior al nuevo todos los puntajes ajenos.

**Entre ediciones.** El método es lo que separa a dos ediciones en el mismo año; el resto, lo que
cambió dentro de la edición nueva.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import factorial

import numpy as np
import pandas as pd

from tablero.indices.calculo import CERO, Numeros, con_dato, ordenar
from tablero.indices.declaracion import Declaracion, Nodo

LOS_DEMAS = "DEM"
"""El jugador que no es un pilar: lo que cambió en los demás departamentos."""
_MAXIMO_DE_JUGADORES = 18
"""Con n jugadores se evalúan 2ⁿ combinaciones."""


@dataclass(frozen=True)
class Aporte:
    """Lo que una hoja (o la composición de una rama) puso en el cambio del puntaje general."""

    codigo: str
    pilar: str
    aporte: float
    de_composicion: bool


def aportes_al_puntaje(
    antes: Mapping[str, float], despues: Mapping[str, float], declaracion: Declaracion
) -> list[Aporte]:
    """Los aportes de cada hoja con dato al cambio del puntaje general; suman el cambio exacto.

    ``antes`` y ``despues``: los puntajes de todo el árbol (filas de ``calculo.subir``).
    """
    hechos: list[Aporte] = []

    def repartir(nodo: Nodo, pilar: str, peso: float) -> None:
        cambio = despues[nodo.codigo] - antes[nodo.codigo]
        # ``antes`` sólo trae lo que ``subir`` usó: si las partes no están, el nodo entró hecho.
        if not nodo.partes or not all(con_dato(parte, list(antes)) for parte in nodo.partes):
            hechos.append(Aporte(nodo.codigo, pilar, peso * cambio, False))
            return
        pesos = declaracion.pesos_de(nodo.codigo)
        comunes = [
            (parte, suyo)
            for parte, suyo in zip(nodo.partes, pesos, strict=True)
            if not (np.isnan(antes[parte.codigo]) or np.isnan(despues[parte.codigo]))
        ]
        suma = sum(suyo for _, suyo in comunes)
        de_partes = 0.0
        for parte, suyo in comunes:
            de_partes += suyo / suma * (despues[parte.codigo] - antes[parte.codigo])
            repartir(parte, pilar or parte.codigo, peso * suyo / suma)
        if len(comunes) < len(nodo.partes) and abs(cambio - de_partes) > CERO:
            hechos.append(Aporte(nodo.codigo, pilar, peso * (cambio - de_partes), True))

    repartir(declaracion.raiz, "", 1.0)
    return hechos


def aportes_al_puesto(
    antes: pd.DataFrame, despues: pd.DataFrame, territorio: str, declaracion: Declaracion
) -> dict[str, float]:
    """Los puestos que ganó (+) o perdió (−) por cada pilar y por ``LOS_DEMAS``; suman el cambio.

    ``antes`` y ``despues``: los puntajes de los departamentos en dos años, una columna por pilar y
    la del puntaje general, con el código del departamento como índice. El pilar mueve el puntaje
    en su peso por lo que cambió.
    """
    raiz = declaracion.raiz.codigo
    pilares = [pilar.codigo for pilar in declaracion.pilares]
    propio_0, propio_1 = antes.loc[territorio], despues.loc[territorio]
    efectos = np.array(declaracion.pesos_de(raiz)) * (
        propio_1[pilares].to_numpy(float) - propio_0[pilares].to_numpy(float)
    )
    propios = _sumas_de_subconjuntos(efectos) + float(propio_0[raiz])
    # Los extremos son los puntajes y no una suma: un empate no depende del redondeo.
    propios[0], propios[-1] = propio_0[raiz], propio_1[raiz]
    valores = np.concatenate(
        [
            -_puesto_entre(propios, tabla[raiz].drop(territorio).to_numpy(float), declaracion)
            for tabla in (antes, despues)
        ]
    )
    return dict(zip([*pilares, LOS_DEMAS], shapley(valores).tolist(), strict=True))


def shapley(valores: Numeros) -> Numeros:
    """El valor de Shapley de cada jugador, exacto.

    ``valores[s]``: lo que logra la combinación cuyos jugadores son los bits de ``s``; son 2ⁿ.
    """
    n = len(valores).bit_length() - 1
    if len(valores) != 1 << n or n > _MAXIMO_DE_JUGADORES:
        raise ValueError(f"Se esperaban 2ⁿ combinaciones, n hasta 18; llegaron {len(valores)}.")
    todas = np.arange(len(valores))
    tamanos = np.array([int(s).bit_count() for s in todas])
    pesos = np.array(
        [factorial(k) * factorial(n - k - 1) / factorial(n) for k in range(n)] + [0.0]
    )[tamanos]
    repartido = np.empty(n, dtype=np.float64)
    for jugador in range(n):
        sin_el = todas[(todas >> jugador) & 1 == 0]
        con_el = sin_el | (1 << jugador)
        repartido[jugador] = (pesos[sin_el] * (valores[con_el] - valores[sin_el])).sum()
    return repartido


def entre_ediciones(
    puesto_viejo: float, recalculado: float, puesto_nuevo: float
) -> tuple[float, float]:
    """Puestos ganados por el método y dentro de la edición nueva, entre dos publicaciones.

    ``puesto_viejo``: el publicado por la edición vieja; ``recalculado``: el de ese mismo año en la
    nueva; ``puesto_nuevo``: el del año nuevo en la nueva. Suman ``puesto_viejo − puesto_nuevo``.
    """
    return puesto_viejo - recalculado, recalculado - puesto_nuevo


def _sumas_de_subconjuntos(efectos: Numeros) -> Numeros:
    sumas = np.zeros(1)
    for efecto in efectos:
        sumas = np.concatenate([sumas, sumas + efecto])
    return sumas


def _puesto_entre(propios: Numeros, ajenos: Numeros, declaracion: Declaracion) -> Numeros:
    """El puesto que tendría cada puntaje propio frente a los mismos ajenos."""
    orden = np.sort(ajenos[~np.isnan(ajenos)])
    puesto: Numeros = len(orden) - np.searchsorted(orden, propios, side="right") + np.float64(1)
    if declaracion.ceros_al_final:
        puesto = np.where(propios <= CERO, len(ajenos) + 1.0, puesto)
    return puesto


def puestos_de(puntajes: pd.Series, declaracion: Declaracion) -> pd.Series:
    """El puesto de cada departamento por su puntaje general."""
    hechos = ordenar(puntajes.to_numpy(float), ceros_al_final=declaracion.ceros_al_final)
    return pd.Series(hechos, index=puntajes.index)
