"""De los valores de los indicadores a los puntajes y puestos: normalizar, promediar y ordenar.

Las tablas tienen una fila por año y departamento (índice ``anio, cod_departamento``) y una columna
por código. Donde falta el dato de las hojas, una rama puede entrar ya calculada: el árbol baja
hasta donde haya con qué.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.errores import ErrorDeFuente
from tablero.indices.declaracion import Declaracion, Nodo

Numeros = npt.NDArray[np.float64]
CERO = 1e-12
"""Un puntaje de este tamaño o menos es el cero de quien tiene el mínimo."""


def normalizar(originales: pd.DataFrame, declaracion: Declaracion) -> pd.DataFrame:
    """Cada hoja de 0 a ``escala``, con el mejor en ``escala`` también en las inversas.

    El mínimo y el máximo son los de la ventana declarada. Un vacío queda vacío. Lanza
    ``ErrorDeFuente`` si una hoja no está o no distingue a nadie.
    """
    codigos = [hoja.codigo for hoja in declaracion.hojas]
    if faltan := [codigo for codigo in codigos if codigo not in originales.columns]:
        _rechazar(
            declaracion, f"Faltan {len(faltan)} indicadores: {', '.join(faltan[:5])}.",
            f"una columna por cada uno de los {len(codigos)} indicadores",
        )  # fmt: skip
    valores = originales[codigos].astype(float)
    if declaracion.ventana == "anio":
        grupos = valores.groupby(level="anio")
        menor, mayor = grupos.transform("min"), grupos.transform("max")
        rango = mayor - menor
        quietas = rango.eq(0).any()
    else:
        menor, mayor = valores.min(), valores.max()
        rango = mayor - menor
        quietas = rango.eq(0)
    if quietas.any():
        cuales = ", ".join(str(codigo) for codigo in quietas.index[quietas])
        _rechazar(declaracion, f"Todos valen lo mismo en {cuales}.", "valores distintos")
    puntajes = (valores - menor) / rango * declaracion.escala
    inversas = [hoja.codigo for hoja in declaracion.hojas if hoja.inverso]
    puntajes[inversas] = declaracion.escala - puntajes[inversas]
    return puntajes


def promediar(partes: Numeros, pesos: Numeros) -> Numeros:
    """El promedio ponderado sobre el último eje, sin lo que falta; vacío si falta todo."""
    hay = ~np.isnan(partes)
    suma = (np.where(hay, partes, 0.0) * pesos).sum(axis=-1)
    peso = (hay * pesos).sum(axis=-1)
    vacio = np.full(suma.shape, np.nan)
    promedio: Numeros = np.divide(suma, peso, out=vacio, where=peso > 0)
    return promedio


def con_dato(nodo: Nodo, columnas: Sequence[Any]) -> bool:
    """Si un nodo se puede calcular con esas columnas: de sus partes o porque ya viene."""
    if nodo.codigo in columnas:
        return True
    return bool(nodo.partes) and all(con_dato(parte, columnas) for parte in nodo.partes)


def hojas_con_dato(nodo: Nodo, columnas: Sequence[Any]) -> list[Nodo]:
    """Lo más abajo que se puede llegar desde un nodo con esas columnas."""
    if nodo.partes and all(con_dato(parte, columnas) for parte in nodo.partes):
        return [hoja for parte in nodo.partes for hoja in hojas_con_dato(parte, columnas)]
    return [nodo]


def subir(puntajes: pd.DataFrame, declaracion: Declaracion) -> pd.DataFrame:
    """Las columnas que llegan y las ramas calculadas con ellas, hasta el puntaje general.

    Una rama se calcula si todas sus partes están; si no, se toma como venga. Lanza
    ``ErrorDeFuente`` si no alcanza para el puntaje general.
    """
    hechas: dict[str, Numeros] = {}

    def valor(nodo: Nodo) -> Numeros:
        if nodo.partes and all(con_dato(parte, puntajes.columns) for parte in nodo.partes):
            partes = np.stack([valor(parte) for parte in nodo.partes], axis=-1)
            hecho = promediar(partes, np.array(declaracion.pesos_de(nodo.codigo)))
        elif nodo.codigo in puntajes.columns:
            hecho = puntajes[nodo.codigo].to_numpy(float)
        else:
            faltan = [n.codigo for n in nodo.recorrer() if not con_dato(n, puntajes.columns)]
            sueltos = ", ".join(codigo for codigo in faltan if declaracion.nodos[codigo].es_hoja)
            _rechazar(
                declaracion, f"No hay con qué calcular {nodo.codigo}: falta {sueltos}.",
                "las hojas, o las ramas ya calculadas",
            )  # fmt: skip
        hechas[nodo.codigo] = hecho
        return hecho

    valor(declaracion.raiz)
    return pd.DataFrame(hechas, index=puntajes.index)


def ordenar(puntajes: Numeros, *, ceros_al_final: bool) -> Numeros:
    """El puesto de cada uno sobre el último eje: el mayor puntaje es el 1.

    Los empates comparten el primer puesto del empate. Con ``ceros_al_final``, los que puntúan cero
    van todos al último, como si también los vacíos puntuaran cero. Un vacío no tiene puesto.
    """
    mejores = (puntajes[..., None, :] > puntajes[..., :, None]).sum(axis=-1) + 1.0
    if ceros_al_final:
        mejores = np.where(puntajes <= CERO, float(puntajes.shape[-1]), mejores)
    return np.where(np.isnan(puntajes), np.nan, mejores)


def puestos(puntajes: pd.DataFrame, declaracion: Declaracion) -> pd.DataFrame:
    """El puesto de cada departamento en cada año y código, con la regla de empates declarada."""
    partes = [
        pd.DataFrame(
            ordenar(grupo.to_numpy(float).T, ceros_al_final=declaracion.ceros_al_final).T,
            index=grupo.index,
            columns=grupo.columns,
        )
        for _, grupo in puntajes.groupby(level="anio")
    ]
    return pd.concat(partes).loc[puntajes.index]


def recalcular(
    originales: pd.DataFrame, declaracion: Declaracion
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Puntajes y puestos de todo el árbol desde los valores sin normalizar."""
    todos = subir(normalizar(originales, declaracion), declaracion)
    return todos, puestos(todos, declaracion)


def _rechazar(declaracion: Declaracion, que: str, esperado: str) -> NoReturn:
    raise ErrorDeFuente(
        que=que,
        donde=f"índice {declaracion.indice}, edición {declaracion.edicion}",
        esperado=esperado,
        hacer="Revise que los datos sean los de la edición declarada.",
    )
