"""Cifras sueltas de prensa sobre las cámaras de comercio. No forman serie ni se suman."""

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
)


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Cada fila conserva su nota y su cita; las aproximadas lo dicen en la medida."""
    tabla = lote.leer("camaras", ["ambito", "periodo", "medida", "valor", "nota", "fuente"])
    tabla = convertir(tabla, {"valor": "decimal"}).rename(columns={"fuente": "cita_id"})
    tabla = nulos_por_vacios(tabla, ["nota"])
    return {
        "stg_camaras_prensa__cifras": revisar_salida(
            tabla,
            {"valor": pa.Column("Float64"), "cita_id": pa.Column(str)},
            clave=["fuente_id", "ambito", "periodo", "medida"],
        ),
        "stg_camaras_prensa__depuraciones": _depuraciones(lote),
    }


def _depuraciones(lote: Lote) -> pd.DataFrame:
    """Los meses que una fuente da como depuración legal del registro; ``00`` es el país."""
    tabla = lote.leer(
        "depuraciones", ["cod_camara", "anio", "mes", "cancelaciones", "motivo", "fuente"]
    )
    tabla = convertir(tabla, dict.fromkeys(["anio", "mes", "cancelaciones"], "entero"))
    return revisar_salida(
        tabla.rename(columns={"fuente": "cita_id"}),
        {
            "cod_camara": pa.Column(str, con_forma(r"^\d{2}$", "código de cámara de dos cifras")),
            "anio": pa.Column("Int64", entre(2000, 2050)),
            "mes": pa.Column("Int64", entre(1, 12)),
            "cancelaciones": pa.Column("Int64", entre(1, 1e7)),
        },
        clave=["fuente_id", "cod_camara", "anio", "mes"],
    )
