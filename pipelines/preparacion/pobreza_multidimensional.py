"""Incidencia de la pobreza multidimensional (IPM) por departamento y zona."""

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

ZONAS = ["total", "cabeceras", "centros_poblados_y_rural_disperso"]


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Porcentaje de personas en pobreza multidimensional; 33 departamentos, tres zonas."""
    columnas = ["departamento", "codigo", "anio", "zona", "incidencia_pct", "fuente"]
    tabla = lote.leer("pobreza_multidimensional", columnas)
    lote.departamentos.exigir_pareja(tabla["departamento"], tabla["codigo"], tabla["lugar"])
    tabla = convertir(tabla, {"anio": "entero", "incidencia_pct": "decimal"})
    tabla = tabla.rename(columns={"codigo": "cod_departamento", "fuente": "cita_id"})
    return {
        "stg_pobreza_multidimensional__incidencias": revisar_salida(
            tabla,
            {
                "cod_departamento": pa.Column(str, CODIGO_DEPARTAMENTO),
                "anio": pa.Column("Int64", entre(2018, 2030)),
                "zona": pa.Column(str, uno_de(ZONAS)),
                "incidencia_pct": pa.Column("Float64", entre(0, 100), nullable=True),
            },
            clave=["fuente_id", "cod_departamento", "anio", "zona"],
        )
    }
