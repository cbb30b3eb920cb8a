"""La calculadora de concentración: un reparto inventado y el IHH, la clase y el puesto que daría.

Nada de esto son cifras del departamento: sirve para entender qué mueve el índice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.exportaciones import PALABRAS, clase_de, en_iguales, fila_propia, nombre_de_anio
from tablero.formato import cantidad, numero, porcentaje, puesto
from tablero.graficos.barras import barras_horizontales
from tablero.territorio import NOMBRE_DEL_TERRITORIO, TERRITORIO

REPARTO_DEL_EJERCICIO = (40, 20, 15, 10, 5, 10)
"""Pesos de partida, inventados. Los primeros son productos (o países); el último, «los demás»."""
DEMAS_DEL_EJERCICIO = 10
"""En cuántos productos (o países) iguales se reparten «los demás» al empezar."""


@dataclass(frozen=True)
class Ejercicio:
    """Un reparto inventado y lo que saldría de él.

    ``pesos``: cuánto pesa cada uno, de 0 en adelante, con al menos uno mayor que 0; la
    participación es el peso sobre la suma. Así mover uno no cambia los otros pesos y el resultado
    no depende del camino. El último es «los demás», que se divide en ``n_demas`` partes iguales.
    """

    pesos: tuple[int, ...]
    n_demas: int

    def __post_init__(self) -> None:
        if min(self.pesos) < 0 or sum(self.pesos) == 0 or self.n_demas < 1:
            raise ValueError(
                "Un ejercicio necesita pesos de 0 en adelante, alguno mayor que 0, y al menos uno "
                f"en «demás»; llegaron {list(self.pesos)} y {self.n_demas}."
            )

    @property
    def participaciones(self) -> tuple[float, ...]:
        """La parte de cada uno, de 0 a 1; suman 1."""
        return tuple(peso / sum(self.pesos) for peso in self.pesos)

    @property
    def ihh(self) -> float:
        """Suma de participaciones al cuadrado, de 0 a 1."""
        *propias, demas = self.participaciones
        return sum(parte * parte for parte in propias) + demas * demas / self.n_demas

    @property
    def n_efectivo(self) -> float:
        return 1 / self.ihh

    @property
    def clase(self) -> str:
        return clase_de(self.ihh)

    def puesto_entre(self, tabla: pd.DataFrame) -> tuple[int, int]:
        """El puesto que tendría en lugar del propio, y entre cuántos. Los empates comparten.

        ``tabla``: la de ``consultas.exportaciones.ihh``. El IHH se compara con los cuatro
        decimales que publica la fuente.
        """
        otros = tabla.loc[tabla["cod_departamento"] != TERRITORIO, "ihh_0_1"].dropna()
        return 1 + int((otros < round(self.ihh, 4)).sum()), len(otros) + 1

    def aportes(self, dimension: str) -> pd.DataFrame:
        """Qué parte del IHH pone cada participación: ``etiqueta, valor, nota``."""
        uno, varios = PALABRAS[dimension]
        *propias, demas = self.participaciones
        filas = [
            (f"{uno.capitalize()} {i}", parte**2, parte) for i, parte in enumerate(propias, start=1)
        ]
        nombre = f"Los demás ({cantidad(self.n_demas, uno, varios)})"
        filas.append((nombre, demas**2 / self.n_demas, demas))
        return pd.DataFrame(
            [
                (n, 100 * cuadrado / self.ihh, f"Participación: {porcentaje(100 * p, 1)}")
                for n, cuadrado, p in filas
            ],
            columns=["etiqueta", "valor", "nota"],
        )


def explicar(anio: int, corte: str) -> str:
    """Qué es el ejercicio, en Markdown."""
    return (
        "**Es un ejercicio**: los pesos de partida son inventados, no los del departamento. "
        "Muévalos: la participación de cada uno es su peso sobre la suma. El puesto es el que "
        f"tendría ese IHH entre los departamentos de {nombre_de_anio(anio, corte)}."
    )


def frase_del_ejercicio(ejercicio: Ejercicio, tabla: pd.DataFrame, dimension: str) -> str:
    """Qué puesto tendría el reparto inventado y dónde está hoy el departamento."""
    lugar, de = ejercicio.puesto_entre(tabla)
    frase = (
        f"Con este reparto el IHH sería {numero(ejercicio.ihh, 3)}, como "
        f"{en_iguales(ejercicio.n_efectivo, dimension)}: concentración {ejercicio.clase} y puesto "
        f"{puesto(lugar, de)}"
    )
    fila = fila_propia(tabla)
    if fila is None:
        return f"{frase}."
    cuando = nombre_de_anio(fila["anio"], fila["corte"])
    return (
        f"{frase}. El publicado de {cuando} es {numero(fila['ihh_0_1'], 3)}, puesto "
        f"{puesto(fila['puesto'], fila['n_evaluados'])}."
    )


def figura_del_ejercicio(
    ejercicio: Ejercicio, tabla: pd.DataFrame, dimension: str, fuentes: Sequence[str], tema: str
) -> go.Figure:
    """Quién concentraría: la parte del IHH que pone cada participación del ejercicio."""
    datos = ejercicio.aportes(dimension)
    mayor = str(datos.loc[datos["valor"].idxmax(), "etiqueta"])
    figura = barras_horizontales(
        datos, unidad="pct", decimales=1, destacados=[mayor], orden="dado", tema=tema
    )
    fila = tabla.iloc[0]
    cuando = nombre_de_anio(fila["anio"], fila["corte"])
    parte = porcentaje(datos["valor"].max(), 0)
    return estilo.terminar(
        figura,
        titulo=f"Ejercicio: {mayor.lower()} pone el {parte} del IHH",
        subtitulo=(
            "Parte del IHH que pone cada participación (al cuadrado). Reparto inventado: no son "
            f"cifras de {NOMBRE_DEL_TERRITORIO}."
        ),
        fuentes=[f"Ejercicio propio; el puesto, entre los departamentos de {cuando}", *fuentes],
        corte=None,
        alt=frase_del_ejercicio(ejercicio, tabla, dimension),
        tema=tema,
    )
