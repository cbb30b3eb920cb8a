"""Proyecciones municipales de población por sexo (DANE, base CNPV 2018)."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.errores import ErrorDeFuente
from pipelines.lote import Lote
from pipelines.preparacion.comun import CODIGO_MUNICIPIO, convertir, entre, revisar_salida


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Personas por municipio y año. Hombres más mujeres debe dar el total."""
    tabla = lote.leer(
        "poblacion", ["codigo", "municipio", "anio", "hombres", "mujeres", "total", "fuente"]
    )
    lote.municipios.exigir_pareja(tabla["municipio"], tabla["codigo"], tabla["lugar"])
    tabla = convertir(tabla, dict.fromkeys(["anio", "hombres", "mujeres", "total"], "entero"))
    tabla = tabla.rename(columns={"codigo": "divipola", "fuente": "cita_id"})
    revisar_salida(
        tabla,
        {
            "divipola": pa.Column(str, CODIGO_MUNICIPIO),
            "anio": pa.Column("Int64", entre(2018, 2042)),
            "total": pa.Column("Int64", entre(500, 2_000_000)),
        },
        clave=["fuente_id", "divipola", "anio"],
    )
    no_suma = tabla["hombres"] + tabla["mujeres"] != tabla["total"]
    if no_suma.any():
        raise ErrorDeFuente(
            que="Hombres más mujeres no da el total: " + "; ".join(tabla.loc[no_suma, "lugar"]),
            donde=", ".join(sorted(tabla.loc[no_suma, "fuente_id"].unique())),
            esperado="hombres + mujeres = total (regla suma_por_sexo)",
            hacer="Compare la fila con el libro de proyecciones del DANE.",
        )
    return {"stg_poblacion__municipios": tabla}
