"""Índice Departamental de Competitividad: puntajes, pilares, subpilares, indicadores y estructura.

Las columnas son las de la base del CPC ya desapilada. ``anio_edicion`` es la edición publicada y
``anio_idc`` el año del índice al que se refiere la fila: cada edición recalcula los años previos.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pandera.pandas as pa

from pipelines.catalogo_idc import fichas, identificar
from pipelines.lote import Lote, leer_homologacion
from pipelines.preparacion.comun import (
    CODIGO_DEPARTAMENTO,
    con_forma,
    convertir,
    entre,
    exigir_conjunto,
    nulos_por_vacios,
    revisar_salida,
    uno_de,
)

PILARES = {
    "INS", "INF", "TIC", "AMB", "SAL", "EDU", "EDS", "NEG", "LAB", "FIN", "TAM", "SOF", "INN",
}  # fmt: skip
_ANIO = entre(2013, 2027)
_PUESTO = entre(1, 33)


def _columnas_comunes() -> dict[str, pa.Column]:
    return {
        "cod_departamento": pa.Column(str, CODIGO_DEPARTAMENTO),
        "anio_edicion": pa.Column("Int64", _ANIO),
        "anio_idc": pa.Column("Int64", _ANIO),
        "puesto": pa.Column("Int64", _PUESTO, nullable=True),
    }


def _leer(lote: Lote, tabla: str, columnas: list[str], clases: dict[str, str]) -> pd.DataFrame:
    leida = lote.leer(tabla, columnas)
    lote.departamentos.exigir_pareja(leida["departamento"], leida["codigo"], leida["lugar"])
    leida = leida.rename(columns={"codigo": "cod_departamento", "fuente": "cita_id"})
    return convertir(leida, {"anio_edicion": "entero", "anio_idc": "entero", **clases})


def _general(lote: Lote) -> pd.DataFrame:
    columnas = ["departamento", "codigo", "anio_edicion", "anio_idc", "puntaje", "puesto",
                "escala", "tipo", "fuente"]  # fmt: skip
    tabla = _leer(lote, "general", columnas, {"puntaje": "decimal", "puesto": "entero"})
    return revisar_salida(
        tabla,
        {
            **_columnas_comunes(),
            # La escala fue 0-100 hasta la edición 2018 y 0-10 desde 2019 (fuentes, §1.2).
            "puntaje": pa.Column("Float64", entre(0, 100), nullable=True),
            "escala": pa.Column(str, uno_de(["0-10", "0-100"])),
            "tipo": pa.Column(
                str, con_forma("^(publicado|recalculado)", "publicado o recalculado")
            ),
        },
        # Dos notas de prensa pueden dar la misma edición y año: la cita también distingue.
        clave=["fuente_id", "cod_departamento", "anio_edicion", "anio_idc", "cita_id"],
    )


def _pilares(lote: Lote) -> pd.DataFrame:
    columnas = ["departamento", "codigo", "anio_edicion", "anio_idc", "cod_pilar", "pilar",
                "puntaje", "puesto", "fuente"]  # fmt: skip
    tabla = _leer(lote, "pilares", columnas, {"puntaje": "decimal", "puesto": "entero"})
    exigir_conjunto(tabla, "cod_pilar", PILARES, "pilares del IDC")
    return revisar_salida(
        tabla,
        {**_columnas_comunes(), "puntaje": pa.Column("Float64", entre(0, 10), nullable=True)},
        clave=["fuente_id", "cod_departamento", "anio_idc", "cod_pilar"],
    )


def _subpilares(lote: Lote) -> pd.DataFrame:
    """Sólo los trae la base completa del publicador: hasta que se carga, no hay ninguno."""
    columnas = ["departamento", "codigo", "anio_edicion", "anio_idc", "cod_subpilar", "subpilar",
                "puntaje", "puesto", "fuente"]  # fmt: skip
    tabla = _leer(lote, "subpilares", columnas, {"puntaje": "decimal", "puesto": "entero"})
    return revisar_salida(
        tabla.assign(indicador_id=identificar(tabla, "cod_subpilar", "subpilar", "subpilar", {})),
        {
            **_columnas_comunes(),
            "cod_subpilar": pa.Column(str, con_forma(r"^[A-Z]{3}-\d{1,2}$", "código como NEG-2")),
            "subpilar": pa.Column(str, con_forma(r"\S", "el nombre del subpilar")),
            "puntaje": pa.Column("Float64", entre(0, 10), nullable=True),
        },
        clave=["fuente_id", "cod_departamento", "anio_idc", "cod_subpilar"],
    )


def _indicadores(lote: Lote, conocidos: Mapping[str, str]) -> pd.DataFrame:
    columnas = ["departamento", "codigo", "anio_edicion", "anio_idc", "anio_dato_aprox",
                "cod_indicador", "indicador", "inversa", "valor_original", "valor_normalizado",
                "puesto", "fuente"]  # fmt: skip
    clases = {
        "anio_dato_aprox": "entero",
        "valor_original": "decimal",
        "valor_normalizado": "decimal",
        "puesto": "entero",
    }
    tabla = _leer(lote, "indicadores", columnas, clases)
    return revisar_salida(
        tabla.assign(
            indicador_id=identificar(tabla, "cod_indicador", "indicador", "indicador", conocidos)
        ),
        {
            **_columnas_comunes(),
            "cod_indicador": pa.Column(
                str, con_forma(r"^[A-Z]{3}-\d+-\d+$", "código como NEG-2-1")
            ),
            "indicador": pa.Column(str, con_forma(r"\S", "el nombre del indicador")),
            "inversa": pa.Column(str, uno_de(["sí", "no"])),
            "valor_normalizado": pa.Column("Float64", entre(0, 10), nullable=True),
        },
        clave=["fuente_id", "cod_departamento", "anio_idc", "cod_indicador"],
    )


def _estructura(lote: Lote) -> pd.DataFrame:
    columnas = ["anio_edicion", "cod_indicador", "indicador", "pilar", "subpilar", "factor",
                "inversa", "anios_corte", "fuente"]  # fmt: skip
    tabla = lote.leer("estructura", columnas).rename(columns={"fuente": "cita_id"})
    tabla = convertir(tabla, {"anio_edicion": "entero"})
    tabla = nulos_por_vacios(tabla, ["anios_corte"])
    return revisar_salida(
        tabla,
        {"inversa": pa.Column(str, uno_de(["sí", "no"]))},
        clave=["fuente_id", "cod_indicador"],
    )


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Tablas del IDC. Puntajes en su escala de origen; puestos entre 33 departamentos."""
    conocidos = leer_homologacion(lote.rutas, "indicadores_idc.csv", "indicador_id").codigos
    pilares, estructura = _pilares(lote), _estructura(lote)
    subpilares, indicadores = _subpilares(lote), _indicadores(lote, conocidos)
    nombres = dict(zip(pilares["cod_pilar"], pilares["pilar"], strict=True))
    return {
        "stg_idc__general": _general(lote),
        "stg_idc__pilares": pilares,
        "stg_idc__subpilares": subpilares,
        "stg_idc__indicadores": indicadores,
        "stg_idc__estructura": estructura,
        "stg_idc__catalogo": fichas(indicadores, subpilares, estructura, nombres, conocidos),
    }
