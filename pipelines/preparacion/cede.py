"""Panel municipal del CEDE (Universidad de los Andes): provincia y distancia a la capital."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import CODIGO_MUNICIPIO, convertir, revisar_salida, uno_de

SUBREGIONES = {
    "Norte": "Norte",
    "Oriental": "Oriental",
    "Occidente": "Occidente",
    "Centro": "Centro",
    # El panel escribe estas dos en dos palabras; el departamento las escribe en una.
    "Sur occidente": "Suroccidente",
    "Sur oriente": "Suroriente",
}


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Seis subregiones (provincias). Áreas y altitudes del panel no se usan: contradicen al MGN."""
    columnas = ["codigo", "provincia_cede", "altitud_cede_m", "dist_capital_cede_km",
                "area_cede_km2", "pob_2018_cede", "pob_urb_2018_cede", "pob_rur_2018_cede",
                "fuente"]  # fmt: skip
    tabla = lote.leer("municipios", columnas)
    tabla = convertir(tabla, dict.fromkeys(columnas[2:8], "decimal"))
    tabla = tabla.rename(columns={"codigo": "divipola", "fuente": "cita_id"})
    revisar_salida(
        tabla,
        {
            "divipola": pa.Column(str, CODIGO_MUNICIPIO),
            "provincia_cede": pa.Column(str, uno_de(list(SUBREGIONES))),
        },
        clave=["divipola"],
    )
    return {
        "stg_cede__municipios": tabla.assign(subregion=tabla["provincia_cede"].map(SUBREGIONES))
    }
