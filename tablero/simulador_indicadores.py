"""El Simulador por dentro de los pilares, cuando la edición trae todos sus indicadores.

Mientras sólo se conocen los de cuatro pilares, el Simulador trabaja con los 13 pilares publicados;
con la base completa cargada baja hasta cada indicador: cuánto pesa, cuánto movió y qué pasaría con
el dato de otro departamento.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tablero import simulador
from tablero.consultas.indices import COLUMNAS_DE_INDICADORES
from tablero.diccionario import etiqueta_de_unidad
from tablero.formato import SIN_DATO, es_vacio, formatear, numero
from tablero.idc import UNIDADES_PROPIAS, Pieza
from tablero.indices.declaracion import Declaracion, Nodo

NINGUNO = "ninguno"
LOS_QUE_MAS = "mas"
N_LOS_QUE_MAS = 20
_SIN_SUBPILAR = "no tiene"
AYUDA_DEL_DETALLE = (
    "Sus indicadores se mueven uno por uno, con el dato de otro departamento. Al pasar a otro "
    "pilar, los de antes vuelven a lo publicado."
)


def pilares_con_detalle(base: simulador.Base) -> dict[str, str]:
    """Pilar → «Instituciones (15)»; vacío si la edición no trae los indicadores de todos."""
    return {
        codigo: f"{base.nombres[codigo]} ({len(hojas)})"
        for codigo, hojas in base.con_indicadores.items()
    }


def por_subpilar(base: simulador.Base, pilar: str) -> list[tuple[str, list[Nodo]]]:
    """(subpilar, sus indicadores) en el orden de la base; sin subpilar, un grupo sin nombre."""
    grupos: dict[str, list[Nodo]] = {}
    for parte in base.declaracion.nodos[pilar].partes:
        for hoja in (nodo for nodo in parte.recorrer() if nodo.es_hoja):
            grupos.setdefault("" if parte.es_hoja else parte.nombre, []).append(hoja)
    return list(grupos.items())


def rotulo(hoja: Nodo, base: simulador.Base) -> str:
    """El nombre del indicador y, si lo es, que menos es mejor."""
    nombre = base.nombres.get(hoja.codigo, hoja.nombre)
    return f"{nombre} (menos es mejor)" if hoja.inverso else nombre


def paradas(base: simulador.Base, anio: int, codigo: str, propio: str) -> dict[str, str]:
    """Código del departamento → «12,5 % · Caldas», del peor al mejor dato del indicador.

    Quien no tiene dato no es una parada, salvo el propio, que ahí empieza.
    """

    def escribir() -> dict[str, str]:
        puntajes = base.arbol[codigo].xs(anio, level="anio").to_dict()
        originales, unidad = base.originales(anio, codigo).to_dict(), base.unidades[codigo]

        def dato(quien: str) -> str:
            if es_vacio(puntajes[quien]):
                return SIN_DATO
            if es_vacio(originales[quien]):
                return numero(puntajes[quien], 2)
            return formatear(originales[quien], unidad, corto=True)

        con_dato = [d for d in puntajes if d == propio or not es_vacio(puntajes[d])]
        con_dato.sort(key=lambda d: (np.nan_to_num(puntajes[d], nan=-1.0), base.departamentos[d]))
        return {d: f"{dato(d)} · {base.departamentos[d]}" for d in con_dato}

    return base.una_vez(escribir, anio, codigo, propio)


def cuales(base: simulador.Base) -> dict[str, str]:
    """Qué indicadores se ven en una tabla: los que más, o los de un pilar."""
    detalle = pilares_con_detalle(base)
    if not detalle:
        return {}
    return {LOS_QUE_MAS: f"Los {N_LOS_QUE_MAS} primeros", **detalle}


def recortar(tabla: pd.DataFrame, cual: str, columna: str) -> pd.DataFrame:
    """Las filas de un pilar, o las que más ponen en ``columna``, sin importar el signo."""
    if cual != LOS_QUE_MAS:
        return tabla[tabla["codigo"].str.startswith(cual)]
    mayores = tabla[columna].abs().sort_values(ascending=False, kind="stable")
    return tabla.loc[mayores.head(N_LOS_QUE_MAS).index].sort_values(
        columna, ascending=False, kind="stable"
    )


def pesos(declaracion: Declaracion, valores: Mapping[str, float]) -> dict[str, float]:
    """Indicador con dato → su peso en el puntaje general; suman 1.

    ``valores``: los de un departamento y un año (fila de ``calculo.subir``). Lo que no tiene dato
    reparte su peso entre sus hermanos, como en el índice.
    """
    hechos: dict[str, float] = {}

    def repartir(nodo: Nodo, peso: float) -> None:
        if nodo.es_hoja:
            hechos[nodo.codigo] = peso
            return
        suyos = zip(nodo.partes, declaracion.pesos_de(nodo.codigo), strict=True)
        presentes = [(parte, suyo) for parte, suyo in suyos if not np.isnan(valores[parte.codigo])]
        suma = sum(suyo for _, suyo in presentes)
        for parte, suyo in presentes:
            repartir(parte, peso * suyo / suma)

    repartir(declaracion.raiz, 1.0)
    return hechos


def pieza_de_indicadores(
    base: simulador.Base, eleccion: simulador.Eleccion, cual: str = LOS_QUE_MAS
) -> Pieza:
    """Cuánto pesa cada indicador en el puntaje del departamento y qué valor tiene."""
    valores = base.arbol.loc[(eleccion.anio, eleccion.territorio)].to_dict()
    del_anio = base.hojas[
        (base.hojas["anio"] == eleccion.anio)
        & (base.hojas["cod_departamento"] == eleccion.territorio)
    ].set_index("codigo")
    subpilares = {
        hoja.codigo: nombre
        for pilar in base.codigos
        for nombre, hojas in por_subpilar(base, pilar)
        for hoja in hojas
    }
    tabla = del_anio.loc[[hoja.codigo for hoja in base.declaracion.hojas]].reset_index()
    tabla = tabla.assign(
        pilar=tabla["codigo"].str[:3].map(base.nombres),
        subpilar=tabla["codigo"].map(subpilares).replace("", _SIN_SUBPILAR),
        peso_en_el_puntaje_pct=100 * tabla["codigo"].map(pesos(base.declaracion, valores)),
        dato_original=tabla["valor_original"],
        unidad_del_dato=[
            UNIDADES_PROPIAS.get(i) or etiqueta_de_unidad(u)
            for i, u in zip(tabla["indicador_id"], tabla["unidad_del_dato"], strict=True)
        ],
    ).sort_values("peso_en_el_puntaje_pct", ascending=False, kind="stable", ignore_index=True)
    completa = tabla.assign(edicion=eleccion.edicion, anio=eleccion.anio)[
        list(COLUMNAS_DE_INDICADORES)
    ]
    return Pieza(
        {},
        recortar(completa, cual, "peso_en_el_puntaje_pct"),
        "cuánto pesa cada indicador del IDC",
        "sim_pesos_indicadores",
        eleccion.fuente_ids,
        lambda: completa,
    )
