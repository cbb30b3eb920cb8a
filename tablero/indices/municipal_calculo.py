"""De una declaración municipal a sus puntajes, sus rangos y lo que sube y baja a cada municipio.

Es la misma cuenta de los demás índices (``calculo``, ``robustez``, ``explicacion``), con un solo
año y municipios en lugar de departamentos. Quien no alcanza la cobertura mínima queda sin índice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipelines.errores import ErrorDeFuente
from tablero.indices.calculo import Numeros, normalizar, ordenar, subir
from tablero.indices.declaracion import Declaracion
from tablero.indices.explicacion import Aporte, aportes_al_puntaje
from tablero.indices.municipal import ARCHIVO, LOGARITMO, MARTS, TERRIDATA, Municipal, Serie
from tablero.indices.robustez import sortear

CONCENTRACION = 20.0
"""De la Dirichlet del sorteo: un peso de 40 % varía una desviación de 27 % de su valor."""


@dataclass(frozen=True)
class Resultado:
    """El índice calculado: todo por código de municipio.

    ``originales``: el dato de cada indicador que cuenta; ``arbol``, los puntajes de indicadores,
    pilares y total (vacío para quien queda sin índice); ``con_dato``, cuántos indicadores tiene.
    """

    municipal: Municipal
    originales: pd.DataFrame
    arbol: pd.DataFrame
    con_dato: pd.Series
    puestos: pd.Series
    nombres: Mapping[str, str]
    subregiones: Mapping[str, str]

    @property
    def raiz(self) -> str:
        return self.municipal.declaracion.raiz.codigo

    @property
    def general(self) -> pd.Series:
        return self.arbol[self.raiz]

    @cached_property
    def con_indice(self) -> list[str]:
        return [str(codigo) for codigo in self.general.dropna().index]

    @cached_property
    def promedio(self) -> dict[str, float]:
        """El árbol de un municipio que tuviera en cada indicador el puntaje medio."""
        codigos = [hoja.codigo for hoja in self.municipal.hojas]
        medias = self.arbol.loc[self.con_indice, codigos].mean().to_frame().T
        return {
            str(c): float(v) for c, v in subir(medias, self.municipal.declaracion).iloc[0].items()
        }


def calcular(municipal: Municipal, de_marts: pd.DataFrame, de_terridata: pd.DataFrame) -> Resultado:
    """El índice de todos los municipios.

    ``de_marts``: ``consultas.indice_municipal.valores``; ``de_terridata``, las de TerriData. Lanza
    ``ErrorDeFuente`` si una serie no tiene datos, no distingue a nadie, no admite logaritmo o nadie
    alcanza la cobertura mínima.
    """
    municipios = de_marts.drop_duplicates("divipola").set_index("divipola")
    codigos = [hoja.codigo for hoja in municipal.hojas]
    originales = pd.DataFrame(
        {c: _columna(municipal.series[c], de_marts, de_terridata) for c in codigos},
        index=municipios.index,
    ).astype(float)
    anio = municipal.declaracion.anios[0]
    llave = pd.MultiIndex.from_product([[anio], originales.index], names=["anio", "divipola"])
    transformados = originales.set_axis(llave)
    for codigo in codigos:
        _exigir_dato(municipal.series[codigo], originales[codigo])
        if municipal.series[codigo].transformacion == LOGARITMO:
            transformados[codigo] = np.log10(transformados[codigo])
    try:
        puntajes = normalizar(transformados, municipal.declaracion)
    except ErrorDeFuente as error:
        quietas = [c for c in codigos if originales[c].nunique() == 1]
        raise _de_series(
            "Todos los municipios valen lo mismo en "
            + ", ".join(f"«{municipal.series[c].nombre}»" for c in quietas)
            + ".",
            "indicadores que distingan",
        ) from error
    arbol = subir(puntajes, municipal.declaracion).set_axis(originales.index)
    con_dato = originales.notna().sum(axis=1)
    alcanzan = con_dato >= municipal.cobertura_minima * len(codigos)
    if not alcanzan.any():
        raise _de_series("Ningún municipio tiene datos suficientes.", "series con más municipios")
    # Quien no alcanza no tiene índice, aunque algunos de sus pilares se puedan calcular.
    raiz = municipal.declaracion.raiz.codigo
    arbol[raiz] = arbol[raiz].where(alcanzan)
    return Resultado(
        municipal,
        originales,
        arbol,
        con_dato,
        pd.Series(_puestos(arbol[raiz], municipal.declaracion), index=arbol.index),
        dict(municipios["nombre"]),
        dict(municipios["subregion"]),
    )


def _puestos(general: pd.Series, declaracion: Declaracion) -> Numeros:
    return ordenar(general.to_numpy(float), ceros_al_final=declaracion.ceros_al_final)


def _columna(serie: Serie, de_marts: pd.DataFrame, de_terridata: pd.DataFrame) -> pd.Series:
    if serie.origen == ARCHIVO:
        return pd.Series(dict(serie.valores), dtype=float)
    if serie.origen == MARTS:
        suyas = de_marts[de_marts["codigo"] == serie.codigo]
        return suyas.set_index("divipola")["valor"]
    es_suya = pd.Series(True, index=de_terridata.index)
    for campo, dice in (
        ("dimension", serie.dimension), ("subcategoria", serie.subcategoria),
        ("indicador", serie.nombre), ("unidad", serie.unidad),
    ):  # fmt: skip
        es_suya &= de_terridata[campo] == dice
    return de_terridata[es_suya].set_index("divipola")["valor"]


def _exigir_dato(serie: Serie, valores: pd.Series) -> None:
    if valores.notna().sum() == 0:
        que = f"«{serie.nombre}» no tiene ningún dato"
        que += " en el TerriData cargado." if serie.origen == TERRIDATA else "."
        raise _de_series(que, "una serie cargada, con municipios de este departamento")
    if serie.transformacion == LOGARITMO and (valores <= 0).any():
        raise _de_series(
            f"«{serie.nombre}» tiene ceros o negativos: no admite logaritmo.",
            "transformacion: ninguna",
        )


def _de_series(que: str, esperado: str) -> ErrorDeFuente:
    return ErrorDeFuente(
        que=que, donde="índice municipal, series", esperado=esperado,
        hacer="Quite la serie en «Editar el índice», o corrija la declaración.",
    )  # fmt: skip


def rangos(resultado: Resultado) -> pd.DataFrame:
    """Entre qué puestos queda cada municipio con índice en los sorteos de pesos y normalización.

    Columnas de ``Robustez.intervalos``, con ``divipola`` en vez del departamento.
    """
    codigos = [hoja.codigo for hoja in resultado.municipal.hojas]
    declaracion = resultado.municipal.declaracion
    anio = declaracion.anios[0]
    hojas = resultado.arbol.loc[resultado.con_indice, codigos]
    llave = pd.MultiIndex.from_product([[anio], hojas.index], names=["anio", "divipola"])
    # Una hoja que entre los que quedan vale lo mismo no ordena a nadie y no se puede tipificar.
    with np.errstate(invalid="ignore", divide="ignore"):
        hecha = sortear(hojas.set_axis(llave), anio, declaracion, concentracion=CONCENTRACION)
    return hecha.intervalos().rename(columns={"cod_departamento": "divipola"})


def desglose(resultado: Resultado, divipola: str, contra: str | None) -> list[Aporte]:
    """Lo que cada indicador pone en la diferencia de un municipio con otro, o con el promedio.

    Suman la diferencia exacta. Los dos deben tener índice. Si a uno le falta un dato que el otro
    tiene, lo que eso mueve va aparte, en el renglón de su pilar.
    """
    otro = resultado.promedio if contra is None else resultado.arbol.loc[contra].to_dict()
    propio = resultado.arbol.loc[divipola].to_dict()
    return aportes_al_puntaje(otro, propio, resultado.municipal.declaracion)
