"""Cifras sueltas de prensa sobre las cámaras de comercio. No forman serie ni se suman."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import convertir, nulos_por_vacios, revisar_salida


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
        )
    }
