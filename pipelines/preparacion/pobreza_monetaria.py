"""Pobreza monetaria y extrema por departamento, con intervalo de confianza y serie (marco)."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.errores import ErrorDeFuente
from pipelines.lote import Lote
from pipelines.preparacion.comun import (
    CODIGO_DEPARTAMENTO,
    convertir,
    entre,
    revisar_salida,
    uno_de,
)

_PORCENTAJE = entre(0, 100)


def _revisar_intervalos(tabla: pd.DataFrame) -> None:
    fuera = (tabla["valor_pct"] < tabla["lim_inf"]) | (tabla["valor_pct"] > tabla["lim_sup"])
    fuera = fuera.fillna(False)
    if fuera.any():
        raise ErrorDeFuente(
            que="Incidencias fuera de su propio intervalo: "
            + "; ".join(tabla.loc[fuera, "lugar"].head(10)),
            donde=", ".join(sorted(tabla.loc[fuera, "fuente_id"].unique())),
            esperado="límite inferior ≤ valor ≤ límite superior (regla intervalo_contiene_valor)",
            hacer="Compare la fila con las hojas IP/IPE e IC_IP/IC_IPE del anexo del DANE.",
        )


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Incidencias en porcentaje de personas. Nueve departamentos no están en la encuesta."""
    columnas = ["departamento", "codigo", "anio", "indicador", "valor_pct", "lim_inf", "lim_sup",
                "cv", "serie", "fuente"]  # fmt: skip
    tabla = lote.leer("pobreza_monetaria", columnas)
    lote.departamentos.exigir_pareja(tabla["departamento"], tabla["codigo"], tabla["lugar"])
    numericas = ["valor_pct", "lim_inf", "lim_sup", "cv"]
    tabla = convertir(tabla, {"anio": "entero", **dict.fromkeys(numericas, "decimal")})
    tabla = tabla.rename(columns={"codigo": "cod_departamento", "fuente": "cita_id"})
    revisar_salida(
        tabla,
        {
            "cod_departamento": pa.Column(str, CODIGO_DEPARTAMENTO),
            "anio": pa.Column("Int64", entre(2012, 2030)),
            "indicador": pa.Column(str, uno_de(["pobreza_monetaria", "pobreza_extrema"])),
            "valor_pct": pa.Column("Float64", _PORCENTAJE),
            "lim_inf": pa.Column("Float64", _PORCENTAJE, nullable=True),
            "lim_sup": pa.Column("Float64", _PORCENTAJE, nullable=True),
            "cv": pa.Column("Float64", entre(0, 100), nullable=True),
        },
        clave=["fuente_id", "cod_departamento", "anio", "indicador"],
    )
    _revisar_intervalos(tabla)
    return {"stg_pobreza_monetaria__incidencias": tabla}
