"""Exportaciones por departamento: concentración (IHH), valores mensuales y, si está, detalle."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import (
    CODIGO_DEPARTAMENTO,
    con_forma,
    convertir,
    entre,
    revisar_salida,
    uno_de,
)


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """IHH entre 0 y 1 (subpartida a 10 dígitos o país, sobre FOB); FOB en millones de dólares."""
    ihh = lote.leer(
        "ihh",
        ["departamento", "codigo", "anio", "periodo", "dimension", "ihh", "clase", "fuente"],
    )
    ihh = convertir(ihh, {"anio": "entero", "ihh": "decimal"})
    ihh = ihh.rename(columns={"codigo": "cod_departamento", "fuente": "cita_id"})
    mensual = lote.leer(
        "mensual",
        ["departamento", "codigo", "mes", "fob_usd_millones", "peso_neto_miles_t", "fuente"],
    )
    lote.departamentos.exigir_pareja(mensual["departamento"], mensual["codigo"], mensual["lugar"])
    mensual = convertir(mensual, {"fob_usd_millones": "decimal", "peso_neto_miles_t": "decimal"})
    mensual = mensual.rename(columns={"codigo": "cod_departamento", "fuente": "cita_id"})
    # Ninguna fuente declarada lo trae todavía: se carga con un `detalle.csv` (README, «Límites»).
    detalle = lote.leer(
        "detalle",
        ["departamento", "codigo", "anio", "periodo", "producto", "pais", "fob_usd", "fuente"],
    )
    lote.departamentos.exigir_pareja(detalle["departamento"], detalle["codigo"], detalle["lugar"])
    detalle = convertir(detalle, {"anio": "entero", "fob_usd": "decimal"})
    detalle = detalle.rename(columns={"codigo": "cod_departamento", "fuente": "cita_id"})
    return {
        "stg_exportaciones__detalle": revisar_salida(
            detalle,
            {
                "cod_departamento": pa.Column(str, CODIGO_DEPARTAMENTO),
                "anio": pa.Column("Int64", entre(2005, 2030)),
                "periodo": pa.Column(str, con_forma(r"^[a-z]{3}-[a-z]{3}$", "como ene-dic")),
                "producto": pa.Column(str, con_forma(r"\S", "un producto")),
                "pais": pa.Column(str, con_forma(r"\S", "un país")),
                "fob_usd": pa.Column("Float64", entre(0, 1e11)),
            },
            clave=["cod_departamento", "anio", "producto", "pais"],
        ),
        "stg_exportaciones__ihh": revisar_salida(
            ihh,
            {
                "anio": pa.Column("Int64", entre(2005, 2030)),
                "periodo": pa.Column(str, con_forma(r"^[a-z]{3}-[a-z]{3}$", "como ene-dic")),
                "dimension": pa.Column(str, uno_de(["producto", "pais"])),
                "ihh": pa.Column("Float64", entre(0, 1), nullable=True),
            },
            clave=["fuente_id", "departamento", "anio", "dimension"],
        ),
        "stg_exportaciones__mensual": revisar_salida(
            mensual,
            {
                "cod_departamento": pa.Column(str, CODIGO_DEPARTAMENTO),
                "mes": pa.Column(str, con_forma(r"^\d{4}-(0[1-9]|1[0-2])$", "como 2025-08")),
                "fob_usd_millones": pa.Column("Float64", entre(0, 10_000)),
            },
            clave=["fuente_id", "cod_departamento", "mes"],
        ),
    }
