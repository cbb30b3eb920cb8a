"""Cada consulta da lo que la fuente dice, y ninguna arma su SQL con pedazos de texto."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from pipelines.errores import EdicionesMezcladas
from tablero import conexion, consultas
from tests.apoyo import RAIZ

CARPETA = RAIZ / "tablero" / "consultas"
SQL = sorted(CARPETA.glob("*.sql"))
CODIGO = sorted((RAIZ / "tablero").rglob("*.py")) + sorted((RAIZ / "pages").rglob("*.py"))


@pytest.fixture(scope="module")
def pantalla(mart: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """La conexión con que consulta la pantalla."""
    abierta = conexion.abrir(conexion.version_publicada(mart))
    yield abierta
    abierta.close()


# ── Lo que da cada una ─────────────────────────────────────────────────────────────────────────


def test_indicadores_resultado(pantalla: Any) -> None:
    todos = consultas.indicadores_resultado(pantalla)
    assert list(todos["periodo"]) == ["2024-2027"] * 6 + ["2020-2023"] * 5
    por_clave = todos.set_index("clave")
    densidad = por_clave.loc["puesto_densidad_empresarial"]
    assert (densidad["linea_base"], densidad["avance"], densidad["meta"]) == (15, 17, 12)
    assert (densidad["n_evaluados"], densidad["estado_titulo"]) == (33, "En retroceso")
    nuevas = por_clave.loc["nuevas_empresas"]
    assert (nuevas["linea_base"], nuevas["anio_base"], nuevas["avance"]) == (6.78, 2020, 11.0)
    creditos = por_clave.loc["creditos"]
    assert (creditos["avance"], creditos["meta"]) == (664, 3500)
    assert creditos["camino_recorrido_pct"] == pytest.approx(100 * 664 / 3500)
    assert bool(por_clave.at["informalidad", "es_comparable"]) is False
    assert len(consultas.indicadores_resultado(pantalla, ("2020-2023",))) == 5
    assert consultas.indicadores_resultado(pantalla, ()).empty


def test_serie_del_idc_general(pantalla: Any) -> None:
    serie = consultas.serie(pantalla, "idc_general", "54", ("2024",))
    assert list(serie["periodo"]) == ["2019", "2020", "2021", "2022", "2023", "2024"]
    assert list(serie["puesto"]) == [14, 15, 15, 14, 13, 14]
    # Sólo el año de la edición se publicó; los demás los recalculó esa edición.
    assert list(serie["tipo_cifra"]) == ["recalculado"] * 5 + ["publicado"]
    assert set(serie["n_evaluados"]) == {33}


def test_serie_no_mezcla_ediciones_y_explica_por_que(pantalla: Any) -> None:
    with pytest.raises(EdicionesMezcladas) as error:
        consultas.serie(pantalla, "idc_general", "54", ("2024", "2025"))
    assert error.value.que == ("Se pidieron 2 ediciones de «idc_general» en una serie: 2024, 2025.")
    assert "cada edición recalcula los años anteriores" in error.value.esperado
    assert "tramos()" in error.value.hacer
    with pytest.raises(EdicionesMezcladas):
        consultas.serie(pantalla, "idc_general", "54", ())
    # La misma edición repetida sigue siendo una.
    assert len(consultas.serie(pantalla, "idc_general", "54", ("2024", "2024"))) == 6


def test_tramos_de_la_pobreza(pantalla: Any) -> None:
    marcos = ("marco2005", "marco2018_pub2024")
    tramos = consultas.tramos(pantalla, "pobreza_monetaria", "54", marcos)
    assert len(tramos) == 12
    valores = tramos.set_index("periodo")["valor"]
    assert (valores["2019"], valores["2020"], valores["2021"]) == (51.9, 56.3, 49.1)
    assert list(tramos["segmento"]) == ["marco2005"] * 9 + ["marco2018_pub2024"] * 3
    assert tramos["fuente_cita"].notna().all()


def test_puesto_del_pib_por_persona(pantalla: Any) -> None:
    serie = consultas.serie(pantalla, "pib_per_capita", "54", ("2025pr",)).set_index("periodo")
    assert (serie.at["2022", "puesto"], serie.at["2022", "n_evaluados"]) == (22, 33)


def test_quiebres(pantalla: Any) -> None:
    quiebres = consultas.quiebres(pantalla, "pobreza_monetaria")
    assert list(quiebres["periodo"]) == ["2021", "2023"]
    assert "marco muestral" in quiebres["motivo"][0]
    assert consultas.quiebres(pantalla, "no_existe").empty


def test_fuentes_y_advertencias(pantalla: Any) -> None:
    fuentes = consultas.fuentes(pantalla)
    assert fuentes["fuente_id"].is_unique
    obligatorias = ["titulo", "productor", "edicion", "fecha_consulta", "cita", "sha256"]
    assert fuentes[obligatorias].notna().all().all()
    assert (fuentes["filas"] > 0).all()
    assert list(fuentes["ultimo_dato"]) == sorted(fuentes["ultimo_dato"], reverse=True)
    vocabulario = set(consultas.advertencias(pantalla)["advertencia"])
    usadas = {clave for texto in fuentes["advertencias"].dropna() for clave in texto.split(" · ")}
    assert usadas <= vocabulario


def test_contradicciones(pantalla: Any) -> None:
    contradicciones = consultas.contradicciones(pantalla)
    assert len(contradicciones) == 49
    assert contradicciones["contradiccion_id"].is_unique
    # Ninguna se queda sin alguna de sus dos citas.
    for columna in ("texto_a", "cita_a", "texto_b", "cita_b", "tratamiento"):
        assert contradicciones[columna].str.strip().ne("").all()


def test_camaras(pantalla: Any) -> None:
    camaras = consultas.camaras(pantalla).set_index("camara")
    assert dict(camaras["n_municipios"]) == {"Cúcuta": 18, "Ocaña": 12, "Pamplona": 10}
    assert camaras["poblacion"].sum() == 1_673_562
    assert set(camaras["anio"]) == {2025}
    assert [len(nombres.split(", ")) for nombres in camaras["municipios"]] == [18, 12, 10]


def test_municipios(pantalla: Any) -> None:
    municipios = consultas.municipios(pantalla)
    assert len(municipios) == municipios["divipola"].nunique() == 40
    # En orden alfabético del español: Ábrego va primero aunque lleve tilde.
    assert list(municipios["nombre"])[:2] == ["Ábrego", "Arboledas"]
    assert municipios["poblacion"].sum() == 1_673_562
    assert municipios["subregion"].nunique() == 6


def test_incrementos_por_camara(pantalla: Any) -> None:
    incrementos = consultas.incrementos_por_camara(pantalla)
    assert len(incrementos) == 15
    dichos = incrementos.dropna(subset=["valor"])
    assert {(f.camara, f.anio): f.valor for f in dichos.itertuples()} == {
        ("Cúcuta", 2021): 12.35, ("Cúcuta", 2022): -1.25,
        ("Ocaña", 2021): 24.52, ("Ocaña", 2022): 12.18,
        ("Pamplona", 2019): 8.72, ("Pamplona", 2020): 3.97,
        ("Pamplona", 2021): 17.21, ("Pamplona", 2022): -2.15,
    }  # fmt: skip
    # Lo que falta dice por qué falta.
    assert incrementos[incrementos["valor"].isna()]["motivo"].notna().all()


def test_cifras_de_informes(pantalla: Any) -> None:
    claves = ("registros_activos", "registros_activos_participacion_cucuta")
    cifras = consultas.cifras_de_informes(pantalla, claves).set_index("clave")
    assert dict(cifras["valor"]) == {claves[0]: 60_620, claves[1]: 71}
    assert set(cifras["linea_documento"]) == {221}
    assert consultas.cifras_de_informes(pantalla, ("no_existe",)).empty


def test_eventos(pantalla: Any) -> None:
    eventos = consultas.eventos(pantalla)
    assert eventos["fecha"].is_monotonic_increasing
    assert eventos["cita"].notna().all()
    assert pd.Timestamp("2022-09-26") in set(eventos["fecha"])


def test_ninguna_consulta_de_panorama_queda_sin_prueba() -> None:
    propias = {
        nombre
        for nombre, funcion in vars(consultas).items()
        if inspect.isfunction(funcion)
        and funcion.__module__ == consultas.__name__
        and "conexion" in inspect.signature(funcion).parameters
    }
    aqui = Path(__file__).read_text(encoding="utf-8")
    assert {nombre for nombre in propias if f"consultas.{nombre}(" not in aqui} == set()


# ── El SQL ─────────────────────────────────────────────────────────────────────────────────────


def _llamadas(codigo: str, nombre: str) -> list[ast.Call]:
    return [
        nodo
        for nodo in ast.walk(ast.parse(codigo))
        if isinstance(nodo, ast.Call)
        and getattr(nodo.func, "id", getattr(nodo.func, "attr", None)) == nombre
    ]


def sql_armado(codigo: str) -> list[int]:
    """Las líneas que consultan con algo distinto de ``sql("nombre escrito tal cual")``."""
    malas = []
    for llamada in _llamadas(codigo, "consultar"):
        texto = llamada.args[1] if len(llamada.args) > 1 else None
        literal = (
            isinstance(texto, ast.Call)
            and getattr(texto.func, "id", getattr(texto.func, "attr", None)) == "sql"
            and isinstance(texto.args[0], ast.Constant)
        )
        if not literal:
            malas.append(llamada.lineno)
    return malas


@pytest.mark.parametrize(
    "codigo",
    [
        'consultar(c, f"select {x}", {})',
        'consultar(c, "select " + x, {})',
        'consultar(c, sql("a").format(x=1), {})',
        "consultar(c, sql(nombre), {})",
        'conexion.consultar(c, "select 1" % x, {})',
    ],
)
def test_la_regla_ve_el_sql_armado(codigo: str) -> None:
    assert sql_armado(codigo) == [1]


def test_ningun_sql_se_arma_con_pedazos() -> None:
    malas = {
        archivo.relative_to(RAIZ).as_posix(): lineas
        for archivo in CODIGO
        if (lineas := sql_armado(archivo.read_text(encoding="utf-8")))
    }
    assert malas == {}


def test_solo_la_conexion_ejecuta_sql() -> None:
    ejecutan = {
        archivo.relative_to(RAIZ).as_posix()
        for archivo in CODIGO
        for metodo in ("execute", "executemany")
        if _llamadas(archivo.read_text(encoding="utf-8"), metodo)
    }
    assert ejecutan == {"tablero/conexion.py"}


def test_todo_sql_tiene_quien_lo_use_y_todo_uso_tiene_su_sql() -> None:
    usados = {
        str(llamada.args[0].value)
        for archivo in CODIGO
        for llamada in _llamadas(archivo.read_text(encoding="utf-8"), "sql")
        if llamada.args and isinstance(llamada.args[0], ast.Constant)
    }
    assert usados == {archivo.stem for archivo in SQL}


@pytest.mark.parametrize("archivo", SQL, ids=lambda archivo: archivo.stem)
def test_cada_sql_dice_su_grano_y_no_tiene_huecos(archivo: Path) -> None:
    texto = archivo.read_text(encoding="utf-8")
    assert texto.startswith("-- Grano: ")
    sin_comentarios = re.sub(r"--.*", "", texto)
    # Ni llaves de `format` ni `%s`: lo único variable son los parámetros con $.
    assert not re.search(r"[{}]|%s|%\(", sin_comentarios)
    assert re.search(r"\bmarts\.", sin_comentarios)
    assert not re.search(r"(?i)\b(insert|update|delete|drop|create|attach|copy)\b", sin_comentarios)


def test_los_parametros_llegan_ligados(pantalla: Any) -> None:
    """Un valor con comillas no cambia la consulta: no encuentra nada, y nada más."""
    veneno = "54' or '1'='1"
    preguntas: list[Callable[[], pd.DataFrame]] = [
        lambda: consultas.tramos(pantalla, veneno, veneno, (veneno,)),
        lambda: consultas.quiebres(pantalla, veneno),
        lambda: consultas.indicadores_resultado(pantalla, (veneno,)),
        lambda: consultas.cifras_de_informes(pantalla, (veneno,)),
    ]
    assert [len(pregunta()) for pregunta in preguntas] == [0, 0, 0, 0]
