"""Mesas y redes: metas de Colombia Productiva, cifras de cada sistema y actores de la Red.

También la caracterización de emprendedores, si alguien la cargó con la plantilla.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import (
    con_forma,
    convertir,
    entre,
    nulos_por_vacios,
    revisar_salida,
    uno_de,
)

SISTEMAS = ["colombia_productiva", "red_emprendimiento", "ofai"]
SECCIONES = ["total", "participacion", "alcance", "instrumento", "red", "ofai"]
MESAS = ["nucleo", "identificacion", "validacion", "consolidacion", "escalamiento"]
ETAPAS = ["identificación", "validación", "consolidación", "escalamiento", "sin clasificar"]
MINIMO = 5
"""Una cuenta menor de ésta no se publica: señalaría a personas (la misma regla del RUES)."""

_LINEA = pa.Column("Int64", entre(1, 100_000))
_TEXTO = pa.Column(str, con_forma(r"\S", "un texto"))


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """``metas``, ``cifras``, ``actores`` y ``caracterizacion``; ``cita_id``, la de cada cifra."""
    return {
        "stg_mesas__metas": _metas(lote),
        "stg_mesas__cifras": _cifras(lote),
        "stg_mesas__actores": _actores(lote),
        "stg_mesas__caracterizacion": _caracterizacion(lote),
    }


def _metas(lote: Lote) -> pd.DataFrame:
    columnas = ["orden", "instrumento", "indicador", "nombre_corto", "texto_meta", "texto_avance",
                "estado", "valor_meta", "valor_avance", "unidad", "linea_documento",
                "nota"]  # fmt: skip
    tabla = lote.leer("metas", columnas).rename(columns={"estado": "estado_texto"})
    tabla = convertir(
        tabla,
        {
            "orden": "entero",
            "valor_meta": "decimal",
            "valor_avance": "decimal",
            "linea_documento": "entero",
        },
    )
    tabla = nulos_por_vacios(tabla, ["instrumento", "nota"])
    return revisar_salida(
        tabla,
        {
            "nombre_corto": _TEXTO,
            "estado_texto": pa.Column(str, uno_de(["✓", "✗", "en curso"])),
            "valor_meta": pa.Column("Float64", entre(0, 1e6)),
            "valor_avance": pa.Column("Float64", entre(0, 1e6), nullable=True),
            "unidad": pa.Column(str, uno_de(["numero", "pct"])),
            "linea_documento": _LINEA,
        },
        clave=["fuente_id", "orden"],
    )


def _cifras(lote: Lote) -> pd.DataFrame:
    columnas = ["clave", "sistema", "seccion", "tema", "lugar_nombrado", "medida", "valor",
                "unidad", "texto", "linea_documento", "nota", "fuente"]  # fmt: skip
    tabla = lote.leer("cifras", columnas).rename(columns={"fuente": "cita_id"})
    tabla = convertir(tabla, {"valor": "decimal", "linea_documento": "entero"})
    tabla = nulos_por_vacios(tabla, ["nota"])
    return revisar_salida(
        tabla,
        {
            "sistema": pa.Column(str, uno_de(SISTEMAS)),
            "seccion": pa.Column(str, uno_de(SECCIONES)),
            "tema": _TEXTO,
            "lugar_nombrado": _TEXTO,
            "medida": _TEXTO,
            "valor": pa.Column("Float64", entre(0, 1e13)),
            "unidad": pa.Column(str, uno_de(["numero", "pct", "cop"])),
            "linea_documento": _LINEA,
            "cita_id": pa.Column(str),
        },
        clave=["fuente_id", "sistema", "clave"],
    )


def _actores(lote: Lote) -> pd.DataFrame:
    columnas = ["mesa", "numero", "entidad", "actor", "papel", "linea_documento", "nota"]
    tabla = convertir(
        lote.leer("actores", columnas), {"numero": "entero", "linea_documento": "entero"}
    )
    tabla = nulos_por_vacios(tabla, ["papel", "nota"])
    return revisar_salida(
        tabla,
        {
            "mesa": pa.Column(str, uno_de(MESAS)),
            "numero": pa.Column("Int64", entre(1, 100)),
            "actor": _TEXTO,
            "linea_documento": _LINEA,
        },
        clave=["mesa", "actor"],
    )


def _caracterizacion(lote: Lote) -> pd.DataFrame:
    # Ninguna fuente declarada la trae todavía: se carga con «cargar emprendimiento».
    columnas = ["corte", "divipola", "etapa", "sector", "sexo", "grupo_edad", "emprendedores",
                "suprimida", "linea_documento"]  # fmt: skip
    tabla = convertir(
        lote.leer("caracterizacion", columnas),
        {"emprendedores": "entero", "linea_documento": "entero"},
    )
    tabla = revisar_salida(
        tabla,
        {
            "corte": pa.Column(str, con_forma(r"^\d{4}-\d{2}-\d{2}$", "AAAA-MM-DD")),
            "divipola": pa.Column(str, uno_de(sorted(set(lote.municipios.codigos.values())))),
            "etapa": pa.Column(str, uno_de(ETAPAS)),
            "sexo": pa.Column(str, uno_de(["mujer", "hombre", "sin dato"])),
            "emprendedores": pa.Column("Int64", entre(MINIMO, 100_000), nullable=True),
            "suprimida": pa.Column(str, uno_de(["sí", "no"])),
        },
        clave=["corte", "divipola", "etapa", "sector", "sexo", "grupo_edad"],
    )
    return tabla.assign(suprimida=tabla["suprimida"] == "sí")
