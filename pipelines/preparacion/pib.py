"""PIB departamental del DANE: edición 2025pr (tabla ancha) y edición 2020pr (tabla larga)."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import (
    CODIGO_DEPARTAMENTO,
    convertir,
    entre,
    revisar_salida,
    uno_de,
)

_ANIO = entre(2005, 2030)
_ESTADO = uno_de(["def", "p", "pr"])


def _ancho(lote: Lote) -> pd.DataFrame:
    columnas = ["departamento", "codigo", "anio", "estado_supuesto", "pib_corriente_mm_cop",
                "pib_constante2015_mm_cop", "pib_per_capita_cop", "poblacion_implicita",
                "fuente"]  # fmt: skip
    tabla = lote.leer("pib_ancho", columnas)
    lote.departamentos.exigir_pareja(tabla["departamento"], tabla["codigo"], tabla["lugar"])
    tabla = convertir(
        tabla,
        {
            "anio": "entero",
            "pib_corriente_mm_cop": "decimal",
            "pib_constante2015_mm_cop": "decimal",
            "pib_per_capita_cop": "decimal",
            "poblacion_implicita": "entero",
        },
    ).rename(columns={"codigo": "cod_departamento", "fuente": "cita_id"})
    positivo = pa.Column("Float64", entre(1, 1e13))
    return revisar_salida(
        tabla,
        {
            "cod_departamento": pa.Column(str, CODIGO_DEPARTAMENTO),
            "anio": pa.Column("Int64", _ANIO),
            "estado_supuesto": pa.Column(str, _ESTADO),
            "pib_corriente_mm_cop": positivo,
            "pib_constante2015_mm_cop": positivo,
            "pib_per_capita_cop": pa.Column("Float64", entre(1e6, 2e8)),
            "poblacion_implicita": pa.Column("Int64", entre(10_000, 60_000_000)),
        },
        clave=["fuente_id", "cod_departamento", "anio"],
    )


def _largo(lote: Lote) -> pd.DataFrame:
    columnas = ["departamento", "codigo", "anio", "estado", "medida", "valor", "fuente"]
    tabla = lote.leer("pib_largo", columnas)
    lote.departamentos.exigir_pareja(tabla["departamento"], tabla["codigo"], tabla["lugar"])
    tabla = convertir(tabla, {"anio": "entero", "valor": "decimal"})
    tabla = tabla.rename(columns={"codigo": "cod_departamento", "fuente": "cita_id"})
    return revisar_salida(
        tabla,
        {
            "cod_departamento": pa.Column(str, CODIGO_DEPARTAMENTO),
            "anio": pa.Column("Int64", _ANIO),
            "estado": pa.Column(str, _ESTADO),
            "medida": pa.Column(str, uno_de(["pib_corriente_mm", "pib_real_2015_mm"])),
            "valor": pa.Column("Float64", entre(1, 1e7)),
        },
        clave=["fuente_id", "cod_departamento", "anio", "medida"],
    )


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """PIB en miles de millones de pesos (corrientes y constantes de 2015) y pesos por persona."""
    return {"stg_pib__ancho": _ancho(lote), "stg_pib__largo": _largo(lote)}
