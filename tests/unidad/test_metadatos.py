"""Las declaraciones dicen lo que hay: nada sin declarar y nada declarado de sobra."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.construir import familias_por_preparar
from pipelines.definiciones import leer_diccionario, leer_mart, leer_marts
from pipelines.errores import ErrorDeDeclaracion
from pipelines.registro import leer_registro, leer_yaml
from pipelines.rutas import RUTAS
from tests.apoyo import Arbol

MARTS = {mart.nombre: mart for mart in leer_marts(RUTAS)}
FUENTES = leer_registro(RUTAS)
DICCIONARIO = leer_diccionario(RUTAS)
INDICADORES: list[dict[str, Any]] = leer_yaml(RUTAS.pipelines / "indicadores.yml")
ADVERTENCIAS: dict[str, dict[str, str]] = leer_yaml(RUTAS.pipelines / "advertencias.yml")
UNIDADES: dict[str, dict[str, Any]] = leer_yaml(RUTAS.pipelines / "unidades.yml")
ESTADOS: dict[str, dict[str, str]] = leer_yaml(RUTAS.pipelines / "estados.yml")
CONTRADICCIONES: list[dict[str, Any]] = leer_yaml(RUTAS.pipelines / "contradicciones.yml")

# Tabla a la que apunta cada columna: un mart puede depender de ella sin nombrarla en su SQL,
# porque sus códigos deben existir allí.
REFERENCIAS = {
    "fuente_id": "dim_fuentes",
    "cod_departamento": "dim_departamentos",
    "divipola": "dim_municipios",
    "divipola_a": "dim_municipios",
    "camara": "dim_camaras",
    "estado": "dim_estados",
    "meta": "metas",
    # Las dos fuentes de una contradicción.
    "fuente_id_a": "dim_fuentes",
}


def test_lo_que_se_recorre_no_esta_vacio() -> None:
    """Una prueba que recorre una carpeta vacía pasa siempre: estas cuentas lo impiden."""
    assert len(MARTS) >= 30
    assert len(FUENTES) >= 20
    assert len(DICCIONARIO) > 100
    assert len(INDICADORES) > 40
    assert len(ADVERTENCIAS) > 20
    assert len(UNIDADES) > 15
    assert len(ESTADOS) > 8
    assert len(CONTRADICCIONES) > 30


# Diccionario de columnas


def test_toda_columna_del_diccionario_se_usa_y_toda_columna_usada_esta() -> None:
    """Los marts las toman del diccionario; las consultas de la pantalla pueden añadir las suyas."""
    de_marts = {columna.nombre for mart in MARTS.values() for columna in mart.columnas}
    carpeta = RUTAS.raiz / "tablero" / "consultas"
    consultas = [*carpeta.glob("*.sql"), *carpeta.glob("*.py")]
    assert len(consultas) > 5
    de_consultas = {
        palabra
        for ruta in consultas
        for palabra in re.findall(r"[a-z][a-z0-9_]*", ruta.read_text(encoding="utf-8"))
    }
    assert de_marts - set(DICCIONARIO) == set()
    assert set(DICCIONARIO) - de_marts - de_consultas == set()


def test_el_diccionario_esta_en_orden_y_completo() -> None:
    assert list(DICCIONARIO) == sorted(DICCIONARIO)
    for columna in DICCIONARIO.values():
        assert len(columna.etiqueta) > 1, columna.nombre
        assert len(columna.descripcion) > 3, columna.nombre
        assert columna.descripcion.endswith("."), columna.nombre
        assert re.fullmatch(r"[a-z][a-z0-9_]*", columna.nombre), columna.nombre


SUFIJOS = {
    "_pct": "pct",
    "_cop": "cop",
    "_mill_cop": "mill_cop",
    "_km2": "km2",
    "_km": "km",
    "_usd": "usd",
    "_0_1": "indice_0_1",
    "_0_10": "puntaje_0_10",
    "_por_1000_hab": "por_1000_hab",
}


def test_la_unidad_cierra_el_nombre_de_la_columna() -> None:
    vistas = Counter[str]()
    for columna in DICCIONARIO.values():
        sufijo = next((s for s in sorted(SUFIJOS, key=len)[::-1] if columna.nombre.endswith(s)), "")
        if sufijo:
            assert columna.unidad == SUFIJOS[sufijo], columna.nombre
            vistas[sufijo] += 1
    assert vistas.total() > 10


def test_las_columnas_del_mart_son_las_del_diccionario(
    base: duckdb.DuckDBPyConnection,
) -> None:
    publicadas = base.execute(
        "select tabla, columna, tipo_dato, unidad, etiqueta, descripcion from dim_columnas"
    ).fetchall()
    declaradas = {
        (mart.nombre, c.nombre, c.tipo, c.unidad, c.etiqueta, c.descripcion)
        for mart in MARTS.values()
        for c in mart.columnas
    }
    assert set(publicadas) == declaradas
    assert len(publicadas) == len(declaradas) > 200
    assert {tabla for tabla, *_ in publicadas} == set(MARTS)


@pytest.mark.parametrize(
    ("campo", "despues", "mensaje"),
    [
        ("tipo: varchar", "tipo: texto", "El tipo o la unidad no existen"),
        ("unidad: texto", "unidad: kilos", "El tipo o la unidad no existen"),
        ("etiqueta: Aliado", "etiqueta: Aliado\n  ancho: 3", "campos que no existen"),
    ],
    ids=["tipo", "unidad", "campo"],
)
def test_una_columna_mal_declarada(arbol: Arbol, campo: str, despues: str, mensaje: str) -> None:
    entrada = "aliado:\n  tipo: varchar\n  unidad: texto\n  etiqueta: Aliado"
    arbol.cambiar_texto(
        "pipelines/diccionario.yml", f"\n{entrada}", f"\n{entrada.replace(campo, despues)}"
    )
    with pytest.raises(ErrorDeDeclaracion, match=mensaje) as error:
        leer_diccionario(arbol.rutas)
    assert error.value.donde == "pipelines/diccionario.yml, columna «aliado»"


# Marts


def test_cada_sql_tiene_su_yml_y_al_reves() -> None:
    sql = {ruta.stem for ruta in RUTAS.definiciones_marts.glob("*.sql")}
    yml = {ruta.stem for ruta in RUTAS.definiciones_marts.glob("*.yml")}
    assert sql == yml == set(MARTS)
    sobran = [
        r.name for r in RUTAS.definiciones_marts.iterdir() if r.suffix not in (".sql", ".yml")
    ]
    assert sobran == []


def _tablas_mencionadas(sql: str) -> set[str]:
    """Los marts que un SQL lee: lo que sigue a ``from`` o ``join``, sin CTE ni ``preparacion``."""
    limpio = re.sub(r"--[^\n]*", "", sql.lower())
    tras_from = set(re.findall(r"\b(?:from|join)\s+([a-z_][a-z0-9_.]*)", limpio))
    propias = set(re.findall(r"\b([a-z_][a-z0-9_]*)\s+as\s+\(\s*(?:select|with|from)\b", limpio))
    return {tabla for tabla in tras_from - propias if "." not in tabla}


def test_el_lector_de_dependencias_lee() -> None:
    sql = """
        -- from comentario
        with propia as (select * from base_uno), otra as (
            select 1 from propia)
        select * from otra join base_dos using (x)
        left join preparacion.stg_x on true
        where y in (select y from base_tres)
    """
    assert _tablas_mencionadas(sql) == {"base_uno", "base_dos", "base_tres"}


@pytest.mark.parametrize("nombre", MARTS)
def test_depende_de_es_lo_que_el_sql_lee_o_sus_codigos_nombran(nombre: str) -> None:
    mart = MARTS[nombre]
    leidas = _tablas_mencionadas(mart.sql)
    assert leidas <= set(MARTS)
    assert leidas - set(mart.depende_de) == set()
    por_codigo = {REFERENCIAS[c.nombre] for c in mart.columnas if c.nombre in REFERENCIAS}
    assert set(mart.depende_de) - leidas - por_codigo == set()
    assert len(mart.depende_de) == len(set(mart.depende_de))


def test_cada_mart_se_construye_despues_de_los_que_lee() -> None:
    orden = list(MARTS)
    revisadas = 0
    for nombre, mart in MARTS.items():
        for leida in _tablas_mencionadas(mart.sql):
            assert orden.index(leida) < orden.index(nombre), (leida, nombre)
            revisadas += 1
    assert revisadas > 10


@pytest.mark.parametrize("nombre", MARTS)
def test_cada_mart_dice_grano_clave_y_procesamiento(nombre: str) -> None:
    mart = MARTS[nombre]
    assert mart.sql.startswith("-- ")
    assert len(mart.descripcion) > 15
    assert len(mart.grano) > 3
    assert mart.clave
    assert len(mart.procesamiento) > 5
    assert len({c.nombre for c in mart.columnas}) == len(mart.columnas)


@pytest.mark.parametrize("nombre", MARTS)
def test_las_familias_del_mart_son_las_que_su_sql_lee(nombre: str) -> None:
    """«todas» para lo que sale de las declaraciones o junta casi todo."""
    mart = MARTS[nombre]
    leidas = set(re.findall(r"preparacion\.stg_([a-z_]+?)__", mart.sql)) - {"declaracion"}
    conocidas = {*familias_por_preparar(list(FUENTES.values())), "todas"}
    assert set(mart.familias) <= conocidas
    if mart.familias != ("todas",):
        assert leidas <= set(mart.familias)


@pytest.mark.parametrize(
    ("antes", "despues", "mensaje"),
    [
        ("grano:", "granos:", "no tiene los campos debidos"),
        ("clave: [divipola_a", "clave: [divipola_x", "la tabla no tiene: divipola_x"),
        ("depende_de: [dim_municipios]", "depende_de: [vecinos]", "no se pueden ordenar"),
        ("depende_de: [dim_municipios]", "depende_de: [no_hay]", "no se pueden ordenar"),
    ],
    ids=["campo", "clave", "circulo", "no_existe"],
)
def test_un_mart_mal_declarado(arbol: Arbol, antes: str, despues: str, mensaje: str) -> None:
    arbol.cambiar_texto("pipelines/marts/vecinos.yml", antes, despues)
    with pytest.raises(ErrorDeDeclaracion, match=mensaje):
        leer_marts(arbol.rutas)


def test_un_mart_sin_sentencia(arbol: Arbol) -> None:
    (arbol.rutas.definiciones_marts / "vecinos.sql").unlink()
    with pytest.raises(ErrorDeDeclaracion, match="Falta la sentencia del mart") as error:
        leer_mart(arbol.rutas.definiciones_marts / "vecinos.yml", DICCIONARIO)
    assert error.value.donde == "pipelines/marts/vecinos.sql"


# El SQL se escribe para que corra en otro motor y se lea igual en todas partes


@pytest.mark.parametrize(
    "ruta",
    [*RUTAS.definiciones_marts.glob("*.sql"), *RUTAS.validaciones.glob("*.sql")],
    ids=lambda ruta: ruta.name,
)
def test_el_sql_empieza_por_un_comentario_y_no_escribe(ruta: Path) -> None:
    texto = ruta.read_text(encoding="utf-8")
    assert texto.startswith("-- ")
    assert texto.endswith("\n")
    sin_comentarios = re.sub(r"--[^\n]*", "", texto)
    prohibidas = r"\b(insert|update|delete|create|drop|attach|install|load|copy|pragma|read_\w+)\b"
    assert re.search(prohibidas, sin_comentarios, re.IGNORECASE) is None
    assert "row_number" not in sin_comentarios  # inventa un orden en los empates
    assert sin_comentarios == sin_comentarios.lower() or re.search("'[^']*[A-ZÁÉÍÓÚÑ]", texto)
    assert max(len(linea) for linea in texto.splitlines()) <= 105


# Fuentes


@pytest.mark.parametrize("fuente_id", FUENTES)
def test_cada_fuente_tiene_cita_y_su_productor(fuente_id: str) -> None:
    fuente = FUENTES[fuente_id]
    assert len(fuente.cita) > 40
    assert len(fuente.descripcion) > 60
    assert len(fuente.lectura) > 5
    if fuente.licencia is None:
        assert fuente.licencia_url is None
        assert "licencia_no_declarada" in fuente.advertencias
    if fuente.fecha_publicacion:
        assert fuente.fecha_publicacion <= fuente.fecha_consulta
    for direccion in (fuente.url_pagina, fuente.url_descarga, fuente.licencia_url):
        assert direccion is None or direccion.startswith("https://")


def test_las_citas_de_fila_son_las_que_usan_las_filas() -> None:
    revisadas = 0
    for fuente in FUENTES.values():
        usadas: set[str] = set()
        for archivo in fuente.archivos:
            if not archivo.ruta.endswith(".csv"):
                continue
            with (RUTAS.datos_crudos / archivo.ruta).open(encoding="utf-8", newline="") as abierto:
                for fila in csv.DictReader(abierto):
                    usadas.update([fila["fuente"]] if "fuente" in fila else [])
                    revisadas += 1
        assert set(fuente.citas_de_fila) == usadas, fuente.fuente_id
    assert revisadas > 10_000


def test_los_archivos_van_en_la_carpeta_de_su_familia_y_edicion() -> None:
    for fuente in FUENTES.values():
        carpetas = {archivo.ruta.rsplit("/", 1)[0] for archivo in fuente.archivos}
        assert len(carpetas) == 1, fuente.fuente_id
        (carpeta,) = carpetas
        assert carpeta.count("/") == 1, fuente.fuente_id


def test_cada_familia_tiene_preparacion_y_cada_preparacion_una_familia() -> None:
    carpeta = RUTAS.pipelines / "preparacion"
    modulos = {ruta.stem for ruta in carpeta.glob("*.py")} - {"__init__", "comun"}
    assert modulos == set(familias_por_preparar(list(FUENTES.values())))


def test_ninguna_declaracion_nombra_el_taller_donde_se_hizo() -> None:
    revisados = 0
    for carpeta in (RUTAS.pipelines, RUTAS.datos_crudos):
        for ruta in carpeta.rglob("*"):
            if ruta.suffix not in (".yml", ".csv", ".sql", ".py", ".json"):
                continue
            texto = ruta.read_text(encoding="utf-8")
            assert "/work/" not in texto, ruta
            assert ".library" not in texto, ruta
            revisados += 1
    assert revisados > 150


# Vocabularios


def test_cada_advertencia_usada_existe_y_cada_una_se_usa() -> None:
    usadas = {clave for fuente in FUENTES.values() for clave in fuente.advertencias}
    usadas |= {clave for indicador in INDICADORES for clave in indicador["advertencias"]}
    assert usadas == set(ADVERTENCIAS)
    for clave, campos in ADVERTENCIAS.items():
        assert set(campos) == {"titulo", "texto"}, clave
        assert len(campos["texto"]) > 40, clave


def test_cada_unidad_usada_existe() -> None:
    usadas = {columna.unidad for columna in DICCIONARIO.values()}
    usadas |= {indicador["unidad"] for indicador in INDICADORES}
    assert usadas <= set(UNIDADES)
    for clave, campos in UNIDADES.items():
        assert set(campos) == {"etiqueta", "sufijo", "decimales"}, clave
        # El sufijo se pega a la cifra: o es vacío o trae su espacio.
        assert campos["sufijo"] == "" or campos["sufijo"].startswith((" ", "\u00a0")), clave


def test_cada_estado_del_sql_esta_declarado_y_cada_declarado_lo_produce_el_sql(
    base: duckdb.DuckDBPyConnection,
) -> None:
    sql = MARTS["indicadores_resultado"].sql
    caso = sql[sql.index("case") : sql.index("end as estado")]
    del_sql = set(re.findall(r"(?:then|else) '([a-z_]+)'", caso))
    assert del_sql == set(ESTADOS)
    hallados = base.execute("select distinct estado from indicadores_resultado").fetchall()
    assert {estado for (estado,) in hallados} <= set(ESTADOS)
    orden = base.execute("select estado from dim_estados").fetchall()
    assert [estado for (estado,) in orden] == list(ESTADOS)


def _estado(base: duckdb.DuckDBPyConnection, **campos: str) -> str:
    """El estado que la sentencia publicada da a un indicador escrito a mano."""
    valores = {
        "linea_base": "null", "avance": "null", "meta": "null", "sentido": "'mas_es_mejor'",
        "tipo_meta": "'nivel'", "es_comparable": "true",
    } | campos  # fmt: skip
    sql = MARTS["indicadores_resultado"].sql
    caso = sql[sql.index("case") : sql.index("end as estado") + len("end")]
    columnas = ", ".join(
        f"{v}::double as {c}" if c in ("linea_base", "avance", "meta") else f"{v} as {c}"
        for c, v in valores.items()
    )
    fila = base.execute(
        f"with fila as (select {columnas}), dichos as "
        "(select *, if(sentido = 'mas_es_mejor', 1, -1) as signo from fila) "
        f"select {caso} from dichos"
    ).fetchone()
    return str(fila[0]) if fila else ""


MENOS = {"sentido": "'menos_es_mejor'"}
ACUMULADO = {"tipo_meta": "'acumulado'"}


@pytest.mark.parametrize(
    ("campos", "estado"),
    [
        ({"linea_base": "10", "avance": "21", "meta": "20"}, "superada"),
        ({"linea_base": "10", "avance": "20", "meta": "20"}, "cumplida"),
        ({"linea_base": "10", "avance": "15", "meta": "20"}, "en_avance"),
        ({"linea_base": "10", "avance": "10", "meta": "20"}, "sin_avance"),
        ({"linea_base": "10", "avance": "9", "meta": "20"}, "en_retroceso"),
        ({"avance": "15", "meta": "20"}, "en_avance"),
        ({"linea_base": "15", "avance": "11", "meta": "12", **MENOS}, "superada"),
        ({"linea_base": "15", "avance": "12", "meta": "12", **MENOS}, "cumplida"),
        ({"linea_base": "15", "avance": "13", "meta": "12", **MENOS}, "en_avance"),
        ({"linea_base": "15", "avance": "15", "meta": "12", **MENOS}, "sin_avance"),
        ({"linea_base": "15", "avance": "17", "meta": "12", **MENOS}, "en_retroceso"),
        ({"linea_base": "10", "avance": "11"}, "mejora_sin_meta"),
        ({"linea_base": "10", "avance": "10"}, "igual_sin_meta"),
        ({"linea_base": "10", "avance": "9"}, "empeora_sin_meta"),
        ({"linea_base": "10", "avance": "9", **MENOS}, "mejora_sin_meta"),
        ({"linea_base": "10", "avance": "11", **MENOS}, "empeora_sin_meta"),
        ({"avance": "9"}, "sin_linea_base"),
        ({"linea_base": "10"}, "sin_reporte"),
        ({"linea_base": "10", "meta": "20"}, "sin_reporte"),
        (
            {"linea_base": "10", "avance": "30", "meta": "20", "es_comparable": "false"},
            "sin_cifra_comparable",
        ),
        # En lo acumulado el camino empieza en cero, cualquiera que sea la línea base.
        ({"linea_base": "2378", "avance": "664", "meta": "3500", **ACUMULADO}, "en_avance"),
        ({"linea_base": "2378", "avance": "0", "meta": "3500", **ACUMULADO}, "sin_avance"),
        ({"avance": "3500", "meta": "3500", **ACUMULADO}, "cumplida"),
        ({"avance": "3600", "meta": "3500", **ACUMULADO}, "cumplida"),
    ],
)
def test_la_regla_de_cada_estado(
    base: duckdb.DuckDBPyConnection, campos: dict[str, str], estado: str
) -> None:
    assert _estado(base, **campos) == estado


def test_la_tabla_de_reglas_prueba_todos_los_estados() -> None:
    (marca,) = [m for m in test_la_regla_de_cada_estado.pytestmark if m.name == "parametrize"]  # type: ignore[attr-defined]
    assert {estado for _, estado in marca.args[1]} == set(ESTADOS)


# Indicadores


def test_cada_indicador_del_catalogo_tiene_observaciones_y_al_reves(
    base: duckdb.DuckDBPyConnection,
) -> None:
    observados = base.execute("select distinct indicador_id from observaciones").fetchall()
    declarados = [indicador["indicador_id"] for indicador in INDICADORES]
    assert len(declarados) == len(set(declarados))
    assert {indicador for (indicador,) in observados} == set(declarados)


def test_cada_indicador_tiene_los_niveles_que_declara(base: duckdb.DuckDBPyConnection) -> None:
    observados: dict[str, set[str]] = {}
    for indicador, nivel in base.execute(
        "select distinct indicador_id, nivel from observaciones"
    ).fetchall():
        observados.setdefault(indicador, set()).add(nivel)
    declarados = {i["indicador_id"]: set(i["niveles"]) for i in INDICADORES}
    assert observados == declarados


def test_el_catalogo_tiene_todos_los_pilares_y_los_dieciseis_indicadores() -> None:
    ids = {indicador["indicador_id"] for indicador in INDICADORES}
    assert len({i for i in ids if i.startswith("idc_pilar_")}) == 13
    assert len({i for i in ids if re.fullmatch(r"idc_[a-z]{3}_\d_\d", i)}) == 16
    for indicador in INDICADORES:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", indicador["indicador_id"])
        assert len(indicador["descripcion"]) > 40, indicador["indicador_id"]
        assert indicador["formula"], indicador["indicador_id"]
        assert len(indicador["nombre_corto"]) <= 40, indicador["indicador_id"]


def test_donde_menos_es_mejor_se_advierte() -> None:
    menos = [i for i in INDICADORES if i["sentido"] == "menos_es_mejor"]
    assert {i["indicador_id"] for i in menos} >= {
        "pobreza_monetaria", "pobreza_extrema", "pobreza_multidimensional", "ihh_producto",
        "ihh_pais", "idc_lab_1_2", "idc_sof_1_1", "idc_sof_1_2",
    }  # fmt: skip
    sin_aviso = [i["indicador_id"] for i in menos if "menos_es_mejor" not in i["advertencias"]]
    assert sin_aviso == []


def test_los_indicadores_inversos_del_idc_son_los_que_declara_su_estructura() -> None:
    with (RUTAS.datos_crudos / "idc/2024/estructura.csv").open(encoding="utf-8") as archivo:
        inversos = {f["cod_indicador"]: f["inversa"] == "sí" for f in csv.DictReader(archivo)}
    revisados = 0
    for indicador in INDICADORES:
        codigo = indicador["indicador_id"].removeprefix("idc_").upper().replace("_", "-")
        if codigo in inversos:
            es_inverso = indicador["sentido"] == "menos_es_mejor"
            assert es_inverso == inversos[codigo], codigo
            revisados += 1
    assert revisados == 16


# Contradicciones, quiebres y conteos


def test_cada_contradiccion_cita_dos_fuentes_declaradas_y_dos_cifras_distintas() -> None:
    ids = [c["contradiccion_id"] for c in CONTRADICCIONES]
    assert len(ids) == len(set(ids))
    de_catalogo = {indicador["indicador_id"] for indicador in INDICADORES}
    for contradiccion in CONTRADICCIONES:
        lados = (contradiccion["lado_a"], contradiccion["lado_b"])
        assert {lado["fuente_id"] for lado in lados} <= set(FUENTES)
        assert lados[0]["valor"] != lados[1]["valor"], contradiccion["contradiccion_id"]
        assert lados[0]["cita"] != lados[1]["cita"] or lados[0]["texto"] != lados[1]["texto"]
        assert contradiccion["indicador_id"] in de_catalogo | {None}
        assert len(contradiccion["tratamiento"]) > 15


def test_cada_quiebre_es_de_un_indicador_con_serie_en_esa_fuente(
    base: duckdb.DuckDBPyConnection,
) -> None:
    quiebres = [(f.fuente_id, q) for f in FUENTES.values() for q in f.quiebres]
    assert len(quiebres) >= 6
    for fuente_id, quiebre in quiebres:
        cuantas = base.execute(
            "select count(*) from observaciones where indicador_id = ? and fuente_id = ?",
            [quiebre.indicador_id, fuente_id],
        ).fetchone()
        assert cuantas != (0,), (fuente_id, quiebre.indicador_id)


def test_toda_fuente_llega_a_algun_mart(base: duckdb.DuckDBPyConnection) -> None:
    """Una fuente declarada que ninguna tabla usa es peso muerto o un olvido."""
    usadas: set[str] = set()
    for mart in MARTS.values():
        if mart.nombre in ("dim_fuentes", "citas"):
            continue
        for columna in ("fuente_id", "fuente_id_a", "fuente_id_b"):
            if columna in {c.nombre for c in mart.columnas}:
                filas = base.execute(f"select distinct {columna} from {mart.nombre}").fetchall()
                usadas |= {fuente for (fuente,) in filas}
    # La distancia, la subregión y las marcas PDET entran a dim_municipios, que cita a DIVIPOLA.
    por_union = {"pdet_2025"}
    assert set(FUENTES) - usadas == por_union


def test_los_conteos_versionados_son_de_las_tablas_que_hay() -> None:
    with (RUTAS.pipelines / "conteos_esperados.csv").open(encoding="utf-8") as archivo:
        tablas = [fila["tabla"] for fila in csv.DictReader(archivo)]
    assert tablas == sorted(MARTS)
