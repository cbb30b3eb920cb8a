"""Informes del gobierno departamental: indicadores de resultado, metas, cobertura y cifras.

Todas las filas llevan ``linea_documento``: la línea del texto de donde se transcribieron.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import (
    COLUMNAS_DE_INICIATIVAS,
    con_forma,
    convertir,
    entre,
    exigir_conjunto,
    nulos_por_vacios,
    revisar_iniciativas,
    revisar_salida,
    uno_de,
)

CAMARAS = ["Cúcuta", "Ocaña", "Pamplona"]
_LINEA = pa.Column("Int64", entre(1, 100_000))
PERIODOS = ["2020-2023", "2024-2027"]
_PERIODO = pa.Column(str, uno_de(PERIODOS))
_META = pa.Column(str, con_forma(r"^\d{1,4}$", "el número de la meta"))
_NUMERO = pa.Column("Float64", entre(0, 1e9), nullable=True)
_CONTEO = pa.Column("Int64", entre(0, 1e9), nullable=True)
_ANIO = pa.Column("Int64", entre(2020, 2027), nullable=True)
_DIAS_QUE_FALTAN = {"anio": "-01-01", "mes": "-01", "dia": ""}


def _indicadores_resultado(lote: Lote) -> pd.DataFrame:
    columnas = ["periodo", "orden", "clave", "indicador", "medida", "indicador_id", "unidad",
                "linea_base", "anio_base", "puesto_base", "avance", "anio_avance",
                "puesto_avance", "n_evaluados", "meta", "anio_meta", "sentido", "tipo_meta",
                "territorio_base", "territorio_avance", "comparable", "motivo_no_comparable",
                "linea_documento", "nota"]  # fmt: skip
    enteras = ["orden", "anio_base", "puesto_base", "anio_avance", "puesto_avance",
               "n_evaluados", "anio_meta", "linea_documento"]  # fmt: skip
    tabla = lote.leer("indicadores_resultado", columnas)
    tabla = convertir(
        tabla,
        {
            **dict.fromkeys(enteras, "entero"),
            **dict.fromkeys(["linea_base", "avance", "meta"], "decimal"),
        },
    )
    tabla = nulos_por_vacios(
        tabla,
        ["indicador_id", "nota", "motivo_no_comparable", "territorio_base", "territorio_avance"],
    )
    revisar_salida(
        tabla,
        {
            "periodo": pa.Column(str, uno_de(["2020-2023", "2024-2027"])),
            "sentido": pa.Column(str, uno_de(["mas_es_mejor", "menos_es_mejor"])),
            "tipo_meta": pa.Column(str, uno_de(["posicion", "nivel", "acumulado", "ninguna"])),
            "comparable": pa.Column(str, uno_de(["si", "no"])),
            "linea_documento": _LINEA,
        },
        clave=["periodo", "clave"],
    )
    return tabla.assign(es_comparable=tabla["comparable"] == "si")


def _cifras(lote: Lote) -> pd.DataFrame:
    columnas = ["clave", "seccion", "indicador_id", "ambito", "territorio", "periodo", "medida",
                "valor", "unidad", "linea_documento", "nota"]  # fmt: skip
    tabla = lote.leer("cifras", columnas)
    tabla = convertir(tabla, {"valor": "decimal", "linea_documento": "entero"})
    tabla = nulos_por_vacios(tabla, ["indicador_id", "territorio", "periodo", "nota"])
    return revisar_salida(
        tabla,
        {
            "ambito": pa.Column(str, uno_de(["nacional", "departamento", "camara"])),
            "valor": pa.Column("Float64"),
            "linea_documento": _LINEA,
        },
        clave=["fuente_id", "clave"],
    )


def _registros(lote: Lote) -> pd.DataFrame:
    columnas = ["camara", "anio", "corte", "medida", "valor", "texto_del_periodo",
                "linea_documento", "nota"]  # fmt: skip
    tabla = lote.leer("registros_mercantiles", columnas)
    tabla = convertir(tabla, {"anio": "entero", "valor": "decimal", "linea_documento": "entero"})
    tabla = nulos_por_vacios(tabla, ["nota"])
    return revisar_salida(
        tabla,
        {
            "camara": pa.Column(str, uno_de(CAMARAS)),
            "anio": pa.Column("Int64", entre(2010, 2030)),
            "medida": pa.Column(
                str,
                uno_de(["matriculas", "renovaciones", "cancelaciones", "activos",
                        "incremento_matriculas_pct"]),
            ),
            "valor": pa.Column("Float64"),
        },
        clave=["fuente_id", "camara", "anio", "corte", "medida"],
    )  # fmt: skip


def _depuraciones(lote: Lote) -> pd.DataFrame:
    """Los meses de depuración legal que trae una edición del RUES; sin ninguna, ninguna fila."""
    tabla = lote.leer(
        "depuraciones",
        ["cod_camara", "anio", "mes", "cancelaciones", "mediana_de_meses_vecinos", "veces",
         "motivo"],
    )  # fmt: skip
    tabla = convertir(
        tabla,
        {**dict.fromkeys(["anio", "mes", "cancelaciones"], "entero"), "veces": "decimal"},
    )
    return revisar_salida(
        tabla,
        {
            "cod_camara": pa.Column(str, con_forma(r"^\d{2}$", "código de cámara de dos cifras")),
            "anio": pa.Column("Int64", entre(1980, 2050)),
            "mes": pa.Column("Int64", entre(1, 12)),
            "cancelaciones": pa.Column("Int64", entre(1, 1e7)),
        },
        clave=["fuente_id", "cod_camara", "anio", "mes"],
    )


def _faltantes(lote: Lote) -> pd.DataFrame:
    tabla = lote.leer("faltantes", ["camara", "anio", "medida", "motivo", "linea_documento"])
    tabla = convertir(tabla, {"anio": "entero", "linea_documento": "entero"})
    return revisar_salida(
        tabla,
        {"camara": pa.Column(str, uno_de(CAMARAS))},
        clave=["camara", "anio", "medida"],
    )


def _camaras(lote: Lote) -> pd.DataFrame:
    tabla = lote.leer("camaras_jurisdiccion", ["camara", "nombre_en_fuente", "linea_documento"])
    tabla = convertir(tabla, {"linea_documento": "entero"})
    tabla = tabla.assign(divipola=lote.municipios.codigo(tabla["nombre_en_fuente"], tabla["lugar"]))
    exigir_conjunto(tabla, "camara", set(CAMARAS), "cámaras de comercio")
    return revisar_salida(tabla, {"linea_documento": _LINEA}, clave=["divipola"])


def _tablas_de_logros(lote: Lote) -> dict[str, pd.DataFrame]:
    aliados = lote.leer(
        "tabla_8",
        ["aliado", "desembolsos", "valor_desembolso_cop", "municipios", "linea_documento", "nota"],
    )
    aliados = convertir(
        aliados,
        dict.fromkeys(
            ["desembolsos", "valor_desembolso_cop", "municipios", "linea_documento"], "entero"
        ),
    )
    programas = lote.leer(
        "tabla_9",
        ["orden", "aliado", "programa", "herramienta", "beneficiarios", "linea_documento", "nota"],
    )
    programas = convertir(
        programas, dict.fromkeys(["orden", "beneficiarios", "linea_documento"], "entero")
    )
    planes = lote.leer(
        "tabla_10",
        ["orden", "plan_negocio", "municipio", "empleos", "capital_cop", "linea_documento", "nota"],
    )
    planes = convertir(
        planes, dict.fromkeys(["orden", "empleos", "capital_cop", "linea_documento"], "entero")
    )
    planes = planes.assign(divipola=lote.municipios.codigo(planes["municipio"], planes["lugar"]))
    positivo = pa.Column("Int64", entre(1, 1e12))
    return {
        "stg_informes__tabla_8": revisar_salida(
            nulos_por_vacios(aliados, ["nota"]),
            {"desembolsos": positivo, "valor_desembolso_cop": positivo, "municipios": positivo},
            clave=["aliado"],
        ),
        "stg_informes__tabla_9": revisar_salida(
            nulos_por_vacios(programas, ["aliado", "nota"]),
            {"beneficiarios": positivo},
            clave=["programa"],
        ),
        "stg_informes__tabla_10": revisar_salida(
            nulos_por_vacios(planes, ["nota"]),
            {"empleos": positivo, "capital_cop": positivo},
            clave=["plan_negocio"],
        ),
    }


def _eventos(lote: Lote) -> pd.DataFrame:
    columnas = ["fecha", "precision", "titulo", "tipo", "ambito", "linea_documento", "nota"]
    tabla = lote.leer("eventos", columnas)
    tabla = convertir(tabla, {"linea_documento": "entero"})
    revisar_salida(
        tabla,
        {
            "precision": pa.Column(str, uno_de(list(_DIAS_QUE_FALTAN))),
            "fecha": pa.Column(
                str, con_forma(r"^\d{4}(-\d{2}){0,2}$", "AAAA, AAAA-MM o AAAA-MM-DD")
            ),
        },
        clave=["fecha", "titulo"],
    )
    completas = tabla["fecha"] + tabla["precision"].map(_DIAS_QUE_FALTAN)
    return tabla.assign(
        fecha=pd.to_datetime(completas, format="%Y-%m-%d").dt.date,
        precision_fecha=tabla["precision"],
    )


def _metas(lote: Lote) -> pd.DataFrame:
    decimales = ["cantidad_programada", "logro", "logro_en_otra_unidad", "cumplimiento_pct",
                 "avance_cuatrienio_pct", "inversion_programada_mill_cop",
                 "inversion_programada_otras_mill_cop", "inversion_propios_mill_cop",
                 "inversion_otras_mill_cop", "inversion_total_mill_cop"]  # fmt: skip
    conteos = ["beneficiarios", "n_municipios_declarado"]
    lineas = ["linea_documento", "linea_avance", "linea_inversion", "linea_beneficiarios"]
    columnas = ["periodo", "meta", "eje", "linea", "programa", "subprograma", "enunciado",
                "cantidad_programada", "logro", "logro_en_otra_unidad", "otra_unidad",
                "cumplimiento_pct", "avance_cuatrienio_pct", "estado_texto",
                *decimales[5:], *conteos, *lineas, "nota"]  # fmt: skip
    tabla = lote.leer("metas", columnas)
    tabla = convertir(
        tabla,
        {**dict.fromkeys(decimales, "decimal"), **dict.fromkeys([*conteos, *lineas], "entero")},
    )
    tabla = nulos_por_vacios(
        tabla, ["eje", "linea", "programa", "subprograma", "otra_unidad", "estado_texto", "nota"]
    )
    linea_opcional = pa.Column("Int64", entre(1, 100_000), nullable=True)
    return revisar_salida(
        tabla,
        {
            "periodo": _PERIODO,
            "meta": _META,
            "enunciado": pa.Column(str, con_forma(r"\S", "el enunciado de la meta")),
            "estado_texto": pa.Column(
                str,
                uno_de(["cumplida", "en implementación", "sin avance", "no programada",
                        "sin reporte"]),
                nullable=True,
            ),
            **dict.fromkeys(decimales, _NUMERO),
            **dict.fromkeys(conteos, _CONTEO),
            "linea_documento": _LINEA,
            **dict.fromkeys(lineas[1:], linea_opcional),
        },
        clave=["periodo", "meta"],
    )  # fmt: skip


def _metas_beneficiarios(lote: Lote) -> pd.DataFrame:
    columnas = ["periodo", "meta", "grupo", "personas", "anio", "linea_documento", "nota"]
    tabla = lote.leer("metas_beneficiarios", columnas)
    tabla = convertir(tabla, dict.fromkeys(["personas", "anio", "linea_documento"], "entero"))
    return revisar_salida(
        nulos_por_vacios(tabla, ["nota"]),
        {
            "periodo": _PERIODO,
            "meta": _META,
            "personas": pa.Column("Int64", entre(0, 1e9)),
            "anio": _ANIO,
            "linea_documento": _LINEA,
        },
        clave=["periodo", "meta", "grupo"],
    )


def _metas_indicadores(lote: Lote) -> pd.DataFrame:
    columnas = ["periodo", "meta", "indicador", "logro_nombrado", "tipo_vinculo",
                "linea_documento", "nota"]  # fmt: skip
    tabla = lote.leer("metas_indicadores", columnas)
    tabla = convertir(tabla, {"linea_documento": "entero"})
    return revisar_salida(
        nulos_por_vacios(tabla, ["logro_nombrado", "nota"]),
        {
            "periodo": _PERIODO,
            "meta": _META,
            "tipo_vinculo": pa.Column(str, uno_de(["declarado", "propio"])),
            "linea_documento": _LINEA,
        },
        clave=["periodo", "meta", "indicador"],
    )


def _cobertura(lote: Lote) -> pd.DataFrame:
    """Lugares por meta y año. Lo departamental lleva código 54 y no nombra un municipio."""
    columnas = ["periodo", "meta", "nombre_en_fuente", "divipola", "anio", "tipo",
                "linea_documento", "nota"]  # fmt: skip
    tabla = lote.leer("cobertura", columnas)
    tabla = convertir(tabla, {"anio": "entero", "linea_documento": "entero"})
    tabla = revisar_salida(
        nulos_por_vacios(tabla, ["nota"]),
        {
            "periodo": _PERIODO,
            "meta": _META,
            "divipola": pa.Column(
                str, con_forma(r"^54(\d{3})?$", "cinco cifras, o 54 si es departamental")
            ),
            "anio": _ANIO,
            "tipo": pa.Column(str, uno_de(["nombrado", "departamental", "excepcion"])),
            "linea_documento": _LINEA,
        },
        clave=["periodo", "meta", "divipola", "anio", "tipo"],
    )
    de_municipio = tabla[tabla["tipo"] != "departamental"]
    lote.municipios.exigir_pareja(
        de_municipio["nombre_en_fuente"], de_municipio["divipola"], de_municipio["lugar"]
    )
    return tabla


def _resumenes_plan(lote: Lote) -> pd.DataFrame:
    numeros = ["ideal_pct", "avance_pct", "cumplimiento_pct", "calificacion"]
    columnas = ["periodo", "nivel", "codigo", "nombre", *numeros, "linea_documento", "nota"]
    tabla = lote.leer("resumenes_plan", columnas)
    tabla = convertir(tabla, {**dict.fromkeys(numeros, "decimal"), "linea_documento": "entero"})
    return revisar_salida(
        nulos_por_vacios(tabla, ["nota"]),
        {
            "periodo": _PERIODO,
            "nivel": pa.Column(str, uno_de(["eje", "linea", "programa", "subprograma"])),
            **dict.fromkeys(numeros, _NUMERO),
            "linea_documento": _LINEA,
        },
        clave=["periodo", "nivel", "codigo"],
    )


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Tablas de los informes. Lo que el texto no dice queda vacío."""
    return {
        "stg_informes__indicadores_resultado": _indicadores_resultado(lote),
        "stg_informes__cifras": _cifras(lote),
        "stg_informes__registros_mercantiles": _registros(lote),
        "stg_informes__depuraciones": _depuraciones(lote),
        "stg_informes__faltantes": _faltantes(lote),
        "stg_informes__camaras_jurisdiccion": _camaras(lote),
        "stg_informes__eventos": _eventos(lote),
        "stg_informes__metas": _metas(lote),
        "stg_informes__metas_beneficiarios": _metas_beneficiarios(lote),
        "stg_informes__metas_indicadores": _metas_indicadores(lote),
        "stg_informes__cobertura": _cobertura(lote),
        "stg_informes__resumenes_plan": _resumenes_plan(lote),
        "stg_informes__iniciativas_cluster": revisar_iniciativas(
            lote.leer("iniciativas_cluster", COLUMNAS_DE_INICIATIVAS)
        ),
        **_tablas_de_logros(lote),
    }
