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
LUGARES_DEL_RUES = {"00": "Colombia", "11": "Cúcuta", "25": "Pamplona", "49": "Ocaña"}
"""Código de cámara en el RUES → cómo se llama el lugar; ``00`` es el país."""
_EN_EL_RUES = pa.Column(str, uno_de(list(LUGARES_DEL_RUES)))
_APERTURAS = ("seccion", "forma", "tamano")
_DEL_DEPARTAMENTO_Y_EL_PAIS = {
    "nivel": ["pais", "camara", *_APERTURAS],
    "cod_camara": list(LUGARES_DEL_RUES),
}
SECCIONES_CIIU = {
    "A": "Agricultura, ganadería, silvicultura y pesca",
    "B": "Minas y canteras",
    "C": "Industrias manufactureras",
    "D": "Electricidad, gas y vapor",
    "E": "Agua, aguas residuales y desechos",
    "F": "Construcción",
    "G": "Comercio y reparación de vehículos",
    "H": "Transporte y almacenamiento",
    "I": "Alojamiento y servicios de comida",
    "J": "Información y comunicaciones",
    "K": "Actividades financieras y de seguros",
    "L": "Actividades inmobiliarias",
    "M": "Actividades profesionales, científicas y técnicas",
    "N": "Servicios administrativos y de apoyo",
    "O": "Administración pública y defensa",
    "P": "Educación",
    "Q": "Salud humana y asistencia social",
    "R": "Actividades artísticas y de entretenimiento",
    "S": "Otras actividades de servicios",
    "T": "Hogares como empleadores",
    "U": "Organizaciones extraterritoriales",
}
"""Letra de la sección → su nombre, abreviado, en la CIIU revisión 4 de Colombia (DANE)."""
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


def _por_categoria(tabla: pd.DataFrame) -> pd.DataFrame:
    """``lugar_del_rues``, ``nivel`` (total, seccion, forma o tamano) y su ``categoria``."""
    categoria = pd.Series("todas", index=tabla.index, dtype="str")
    for nivel in _APERTURAS:
        if nivel in tabla:
            categoria = categoria.mask(tabla["nivel"] == nivel, tabla[nivel])
    return tabla.assign(
        categoria=categoria,
        categoria_nombre=categoria.map(SECCIONES_CIIU).astype("str").fillna(categoria),
        nivel=tabla["nivel"].where(tabla["nivel"].isin(_APERTURAS), "total"),
        lugar_del_rues=tabla["cod_camara"].map(LUGARES_DEL_RUES).astype("str"),
    )


def _registros_rues(lote: Lote) -> pd.DataFrame:
    """Lo contado en una edición del RUES, sin el cruce: país, tres cámaras y sus tres aperturas.

    ``matriculas``, ``renovaciones``, ``cancelaciones`` y ``activos`` van vacíos donde
    ``suprimida``: una celda que no se publica no es cero.
    """
    cuentas = ["matriculas", "renovaciones", "cancelaciones", "activos"]
    textos = ["nivel", "cod_camara", "seccion", "forma", "tamano", "corte"]
    tabla = lote.leer_parquet(
        "registros",
        {
            **dict.fromkeys(textos, "str"),
            **dict.fromkeys(["anio", *cuentas], "Int64"),
            "suprimida": "boolean",
        },
        _DEL_DEPARTAMENTO_Y_EL_PAIS,
    )
    return revisar_salida(
        _por_categoria(tabla),
        {
            "cod_camara": _EN_EL_RUES,
            "anio": pa.Column("Int64", entre(1980, 2050)),
            "suprimida": pa.Column("boolean"),
            **dict.fromkeys(cuentas, pa.Column("Int64", entre(0, 1e8), nullable=True)),
        },
        clave=["fuente_id", "cod_camara", "nivel", "categoria", "anio"],
    )


def _supervivencia_rues(lote: Lote) -> pd.DataFrame:
    """Qué parte de cada cohorte sigue a 1-5 años, en una edición del RUES. Sin apertura de tamaño.

    ``no_canceladas_pct`` cuenta a quien dejó de renovar y no canceló; ``renovadas_pct``, a quien
    renovó: la supervivencia está entre las dos.
    """
    tasas = ["no_canceladas_pct", "renovadas_pct"]
    tabla = lote.leer_parquet(
        "supervivencia",
        {
            **dict.fromkeys(["nivel", "cod_camara", "seccion", "forma"], "str"),
            **dict.fromkeys(["cohorte", "anios", "matriculas"], "Int64"),
            **dict.fromkeys(tasas, "Float64"),
            "suprimida": "boolean",
        },
        _DEL_DEPARTAMENTO_Y_EL_PAIS,
    )
    return revisar_salida(
        _por_categoria(tabla),
        {
            "cod_camara": _EN_EL_RUES,
            "cohorte": pa.Column("Int64", entre(1980, 2050)),
            "anios": pa.Column("Int64", entre(1, 5)),
            "suprimida": pa.Column("boolean"),
            **dict.fromkeys(tasas, pa.Column("Float64", entre(0, 100), nullable=True)),
        },
        clave=["fuente_id", "cod_camara", "nivel", "categoria", "cohorte", "anios"],
    )


def _incrementos_rues(lote: Lote) -> pd.DataFrame:
    """El incremento anual de matrículas contado en el RUES y el que enuncia el informe."""
    enteras = ["anio", "matriculas", "matriculas_del_anio_anterior"]
    decimales = ["incremento_contado_pct", "incremento_del_informe_pct", "diferencia_puntos"]
    tabla = lote.leer("incrementos", ["camara", *enteras, *decimales, "resultado"])
    tabla = convertir(
        tabla, {**dict.fromkeys(enteras, "entero"), **dict.fromkeys(decimales, "decimal")}
    )
    return revisar_salida(
        tabla,
        {
            "camara": pa.Column(str, uno_de(CAMARAS)),
            "anio": pa.Column("Int64", entre(1980, 2050)),
            "resultado": pa.Column(str, con_forma(r"\S", "un texto")),
        },
        clave=["fuente_id", "camara", "anio"],
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
        "stg_informes__registros_rues": _registros_rues(lote),
        "stg_informes__supervivencia_rues": _supervivencia_rues(lote),
        "stg_informes__incrementos_rues": _incrementos_rues(lote),
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
