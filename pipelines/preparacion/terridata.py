"""TerriData (DNP): indicadores del país, de Norte de Santander y de sus municipios, ya leídos."""

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

_PAIS = "01001"
_ESCRITO = con_forma(r"\S", "un texto")


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Una fila por entidad, indicador, unidad, año y mes de cada edición cargada.

    ``divipola``: ``00`` es el país, dos cifras un departamento, cinco un municipio. El dato viene
    como número, como texto o como los dos; ``mes`` (1 a 12) falta si el indicador es anual.
    """
    tabla = lote.leer(
        "terridata",
        ["codigo_entidad", "entidad", "dimension", "subcategoria", "indicador", "dato_numerico",
         "dato_cualitativo", "anio", "mes", "fuente_original", "unidad", "fuente"],
    )  # fmt: skip
    tabla = convertir(tabla, {"dato_numerico": "decimal", "anio": "entero", "mes": "entero"})
    tabla = nulos_por_vacios(
        tabla, ["dato_cualitativo", "subcategoria", "fuente_original", "unidad"]
    )
    codigo = tabla["codigo_entidad"]
    departamental = codigo.str.endswith("000")
    nivel = pd.Series("municipio", index=tabla.index, dtype="str")
    nivel = nivel.mask(departamental, "departamento").mask(codigo == _PAIS, "nacional")
    tabla = tabla.assign(
        nivel=nivel,
        divipola=codigo.mask(departamental, codigo.str[:2]).mask(codigo == _PAIS, "00"),
    ).rename(
        columns={
            "dato_numerico": "valor_numerico",
            "dato_cualitativo": "valor_texto",
            "fuente": "cita_id",
        }
    )
    revisar_salida(
        tabla,
        {
            "divipola": pa.Column(str, con_forma(r"^(00|54|54\d{3})$", "00, 54 o un municipio")),
            "dimension": pa.Column(str, _ESCRITO),
            "indicador": pa.Column(str, _ESCRITO),
            "anio": pa.Column("Int64", entre(1950, 2050)),
            "mes": pa.Column("Int64", entre(1, 12), nullable=True),
        },
        clave=["fuente_id", "divipola", "dimension", "subcategoria", "indicador", "unidad",
               "anio", "mes"],
    )  # fmt: skip
    return {"stg_terridata__indicadores": tabla}
