"""Fechas que ayudan a leer las series y no están en los informes. Cada una con su cita."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import con_forma, nulos_por_vacios, revisar_salida, uno_de


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Hechos con día, mes y año; ``cita_id`` apunta a ``citas_de_fila`` de la declaración."""
    columnas = ["fecha", "precision", "titulo", "tipo", "ambito", "nota", "fuente"]
    tabla = lote.leer("hechos", columnas).rename(columns={"fuente": "cita_id"})
    tabla = nulos_por_vacios(tabla, ["nota"])
    revisar_salida(
        tabla,
        {
            "fecha": pa.Column(str, con_forma(r"^\d{4}-\d{2}-\d{2}$", "AAAA-MM-DD")),
            "precision": pa.Column(str, uno_de(["dia"])),
            "tipo": pa.Column(str, uno_de(["frontera", "gobierno", "salud"])),
            "cita_id": pa.Column(str),
        },
        clave=["fecha", "titulo"],
    )
    fechas = pd.to_datetime(tabla["fecha"], format="%Y-%m-%d").dt.date
    return {
        "stg_hechos_contexto__hechos": tabla.assign(fecha=fechas).rename(
            columns={"precision": "precision_fecha"}
        )
    }
