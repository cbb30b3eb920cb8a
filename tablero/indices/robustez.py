"""Cuánto dependen los puestos de lo que pudo decidirse de otra forma: pesos y normalización.

En cada sorteo se toman pesos al azar en cada rama (Dirichlet alrededor de los declarados) y una de
tres normalizaciones de las hojas: la declarada, la tipificada (desviaciones frente a la media de la
edición) o el puesto dentro del año. La tipificada y la de puestos no cambian si se parte del
puntaje ya normalizado en vez del dato original, porque mínimo-máximo sólo corre y estira.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tablero.indices.calculo import Numeros, hojas_con_dato, ordenar, promediar, subir
from tablero.indices.declaracion import Declaracion, Nodo

SORTEOS = 1000
SEMILLA = 20241121
CONCENTRACION = 100.0
"""De la Dirichlet: con 13 pesos iguales, cada uno varía una desviación de 34 % de su valor."""
NORMALIZACIONES = ("declarada", "tipificada", "puestos")


@dataclass(frozen=True)
class Robustez:
    """Los puestos sorteados: una fila por sorteo y una columna por departamento."""

    departamentos: tuple[str, ...]
    publicado: Numeros
    puestos: Numeros

    def intervalos(self, bajo: float = 5, alto: float = 95) -> pd.DataFrame:
        """Por departamento: puesto publicado, percentiles, y en qué parte de los sorteos lo tiene.

        Los percentiles son puestos que salieron, sin interpolar.
        """
        desde, medio, hasta = np.percentile(
            self.puestos, [bajo, 50, alto], axis=0, method="inverted_cdf"
        )
        return pd.DataFrame(
            {
                "cod_departamento": self.departamentos,
                "puesto": self.publicado.astype(int),
                "puesto_desde": desde.astype(int),
                "puesto_mediano": medio.astype(int),
                "puesto_hasta": hasta.astype(int),
                "mismo_puesto_pct": 100 * (self.puestos == self.publicado).mean(axis=0),
            }
        )


def sortear(
    puntajes: pd.DataFrame,
    anio: int,
    declaracion: Declaracion,
    *,
    sorteos: int = SORTEOS,
    semilla: int = SEMILLA,
    concentracion: float = CONCENTRACION,
) -> Robustez:
    """Puestos de un año con pesos y normalización al azar. Con la misma semilla, los mismos.

    ``puntajes``: índice ``anio, cod_departamento`` con todos los años de la edición (la tipificada
    los usa juntos) y una columna por nodo con dato.
    """
    azar = np.random.default_rng(semilla)
    hojas = [h.codigo for h in hojas_con_dato(declaracion.raiz, puntajes.columns)]
    del_anio = puntajes.xs(anio, level="anio")
    valores = _normalizaciones(puntajes[hojas], anio)
    cual = azar.integers(len(NORMALIZACIONES), size=sorteos)
    # Eje 0, sorteos; eje 1, departamentos.
    por_hoja = {hoja: valores[cual, :, i] for i, hoja in enumerate(hojas)}
    general = _subir_al_azar(declaracion.raiz, por_hoja, declaracion, concentracion, azar)
    publicado = subir(del_anio, declaracion)[declaracion.raiz.codigo].to_numpy(float)
    # Tipificado, el cero es la media y no el último: esa regla sólo vale en lo publicado.
    return Robustez(
        tuple(str(codigo) for codigo in del_anio.index),
        ordenar(publicado, ceros_al_final=declaracion.ceros_al_final),
        ordenar(general, ceros_al_final=False),
    )


def peso_en_la_varianza(
    puntajes: pd.DataFrame, declaracion: Declaracion, codigo: str | None = None
) -> pd.Series:
    """Qué parte de las diferencias entre departamentos pone cada parte de un nodo; suman 1.

    El promedio es lineal, así que no hace falta simular: la varianza se reparte exacta con
    ``peso × covarianza(parte, todo) ÷ varianza(todo)``. Negativa si la parte acerca en vez de
    separar. Exige que ninguna parte tenga vacíos. ``puntajes``: los de un año.
    """
    nodo = declaracion.nodos[codigo or declaracion.raiz.codigo]
    partes = puntajes[[parte.codigo for parte in nodo.partes]].to_numpy(float)
    if np.isnan(partes).any():
        raise ValueError(f"A las partes de {nodo.codigo} les falta algún valor.")
    pesos = np.array(declaracion.pesos_de(nodo.codigo))
    todo = partes @ pesos
    centradas = partes - partes.mean(axis=0)
    reparto = pesos * (centradas * (todo - todo.mean())[:, None]).mean(axis=0) / todo.var()
    return pd.Series(reparto, index=[parte.codigo for parte in nodo.partes])


def _normalizaciones(hojas: pd.DataFrame, anio: int) -> Numeros:
    """Las hojas del año en cada normalización: eje 0 normalización, 1 departamento, 2 hoja."""
    del_anio = hojas.xs(anio, level="anio")
    tipificada = (del_anio - hojas.mean()) / hojas.std(ddof=0)
    # De 0 el último a 1 el primero: el puesto invertido, con los empates en el medio.
    por_puesto = (del_anio.rank() - 1) / (del_anio.notna().sum() - 1)
    return np.stack([t.to_numpy(float) for t in (del_anio, tipificada, por_puesto)])


def _subir_al_azar(
    nodo: Nodo,
    por_hoja: Mapping[str, Numeros],
    declaracion: Declaracion,
    concentracion: float,
    azar: np.random.Generator,
) -> Numeros:
    if nodo.codigo in por_hoja:
        return por_hoja[nodo.codigo]
    partes = np.stack(
        [
            _subir_al_azar(parte, por_hoja, declaracion, concentracion, azar)
            for parte in nodo.partes
        ],
        axis=-1,
    )
    sorteos = partes.shape[0]
    declarados = np.array(declaracion.pesos_de(nodo.codigo))
    pesos = azar.dirichlet(declarados * concentracion, size=sorteos)
    return promediar(partes, pesos[:, None, :])
