"""Municipios PDET del Catatumbo y los cubiertos por el Decreto 0062 de 2025."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import CODIGO_MUNICIPIO, revisar_salida, uno_de


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Tres marcas de sí o no por municipio."""
    marcas = ["pdet_catatumbo", "catatumbo_decreto62_2025", "extension_decreto62_2025"]
    tabla = lote.leer("municipios", ["codigo", *marcas, "fuente"])
    tabla = tabla.rename(columns={"codigo": "divipola", "fuente": "cita_id"})
    revisar_salida(
        tabla,
        {
            "divipola": pa.Column(str, CODIGO_MUNICIPIO),
            **{marca: pa.Column(str, uno_de(["sí", "no"])) for marca in marcas},
        },
        clave=["divipola"],
    )
    return {"stg_pdet__municipios": tabla.assign(**{m: tabla[m] == "sí" for m in marcas})}
