"""La base web del IDC 2024, cargada como lo haría quien opera: todo lo que trae llega a los marts.

El libro no se versiona: sin él estas pruebas se omiten y dicen por qué. Se carga y se construye una
sola vez, en una copia temporal.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from pipelines.construir import construir
from pipelines.huellas import POR_FIRMAR
from pipelines.oficiales.carga import Carga, cargar
from pipelines.rutas import RUTAS, Rutas
from tablero import conexion, simulador
from tablero.consultas import indices as preguntas
from tests.apoyo import copiar_arbol
from tests.datos_reales.test_indices_idc import LIBRO, leer_hoja

pytestmark = pytest.mark.datos_reales
# Filas que el libro añade: 86 indicadores y 25 subpilares en 33 departamentos y 6 años.
NUEVAS = (86 + 25) * 33 * 6
MAS_FILAS = {
    "citas": 1, "dim_indicadores": 86 + 25, "idc": NUEVAS, "observaciones": NUEVAS,
    # Con su pilar, en los dos sentidos.
    "indicadores_relacionados": 2 * (86 + 25),
}  # fmt: skip


@pytest.fixture(scope="module")
def ruta_del_libro(datos_originales: Path) -> Path:
    ruta = datos_originales / LIBRO
    if not ruta.is_file():
        pytest.skip(f"no está {LIBRO} entre los libros originales (no se versiona)")
    return ruta


@pytest.fixture(scope="module")
def cargado(ruta_del_libro: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Rutas, Carga]:
    """Los pasos que dice ``cargar``, con las filas que se espera contar escritas de antemano."""
    rutas = copiar_arbol(tmp_path_factory.mktemp("idc_completo")).rutas
    carga = cargar(rutas, "idc", ruta_del_libro)
    assert carga.carpeta is not None
    (carga.carpeta / POR_FIRMAR).rename(rutas.fuentes / "idc_2024.yml")
    for archivo in (rutas.datos_crudos / "idc/2024").iterdir():
        archivo.unlink()
    conteos = rutas.pipelines / "conteos_esperados.csv"
    filas = list(csv.reader(io.StringIO(conteos.read_text(encoding="utf-8"))))
    sumadas = [
        [tabla, cuantas if cuantas == "filas" else str(int(cuantas) + MAS_FILAS.get(tabla, 0))]
        for tabla, cuantas in filas
    ]
    conteos.write_text("".join(f"{t},{n}\n" for t, n in sumadas), encoding="utf-8", newline="\n")
    # La construcción revisa los conteos y todas las validaciones: si algo no cuadra, no publica.
    construir(rutas, lambda _: None)
    return rutas, carga


@pytest.fixture(scope="module")
def marts(cargado: tuple[Rutas, Carga]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(cargado[0].mart), read_only=True) as abierta:
        yield abierta


def uno(marts: duckdb.DuckDBPyConnection, sql: str) -> Any:
    (fila,) = marts.execute(sql).fetchall()
    return fila


def test_lo_que_ya_estaba_es_igual_y_lo_demas_es_nuevo(cargado: tuple[Rutas, Carga]) -> None:
    por_tabla = {
        c.tabla: (c.leidas, c.iguales, c.distintas, len(c.nuevas), len(c.faltan))
        for c in cargado[1].comparaciones
    }
    assert por_tabla == {
        "general": (198, 198, 0, 0, 0),
        "pilares": (2574, 2574, 0, 0, 0),
        "subpilares": (4950, 0, 0, 4950, 0),
        "indicadores": (20196, 3168, 0, 17028, 0),
        "estructura": (102, 102, 0, 0, 0),
    }
    assert sum(c.celdas for c in cargado[1].comparaciones) == 39_918
    assert cargado[1].lectura.avisos == ()


CELDAS = {
    # Leídas a mano en Dato_original, Valor_normalizado y Valor_ranking; y entre cuántos.
    ("Antioquia", 2019, "INS-1-1"): (143.5597306142612, 7.172159, 4, 33),
    ("Antioquia", 2019, "INS-4-4"): (0.6267243966999282, 9.202191, 5, 29),
    # «n/a», «NA» y «N/A».
    ("Amazonas", 2019, "INS-4-4"): (None, None, None, 29),
    # El publicador da el 33 a los ceros aunque otros no tengan dato.
    ("Valle del Cauca", 2019, "INF-1-3"): (0.04320371721744828, 0.0, 33, 33),
    ("Norte de Santander", 2024, "INF-1-1"): (0.861504766036839, 8.370262, 14, 33),
    ("Norte de Santander", 2024, "SAL-2-1"): (9.71421137083134, 8.366955, 9, 33),
    ("Bogotá, D.C.", 2024, "EDS-2-4"): (48.58494638509489, 10.0, 1, 33),
    # Los subpilares no tienen dato original.
    ("Antioquia", 2019, "INS-1"): (None, 7.536521, 5, 33),
    ("Norte de Santander", 2024, "INN-2"): (None, 1.471972, 16, 33),
}  # fmt: skip


def test_celdas_de_lo_que_no_estaba(marts: duckdb.DuckDBPyConnection) -> None:
    leidas = marts.execute(
        "select d.nombre, anio, codigo, valor_original, puntaje_0_10, puesto, n_evaluados "
        "from idc inner join dim_departamentos as d using (cod_departamento) "
        "where edicion = '2024' and not regexp_matches(codigo, '^(NEG|LAB|TAM|SOF)')"
    ).fetchall()
    por_celda = {fila[:3]: fila[3:] for fila in leidas}
    assert {celda: por_celda[celda] for celda in CELDAS} == CELDAS


def test_el_mart_es_el_libro_entero(marts: duckdb.DuckDBPyConnection, ruta_del_libro: Path) -> None:
    """102 indicadores, 25 subpilares, 13 pilares y el general: cada puntaje y cada puesto."""
    homologados = {
        fila["nombre_en_fuente"]: fila["cod_departamento"]
        for fila in csv.DictReader(
            io.StringIO((RUTAS.homologacion / "departamentos.csv").read_text(encoding="utf-8"))
        )
    }
    del_mart = (
        marts.execute(
            "select anio, cod_departamento, codigo, puntaje_0_10, puesto, valor_original "
            "from idc where edicion = '2024'"
        )
        .df()
        .set_index(["anio", "cod_departamento", "codigo"])
    )
    with CalamineWorkbook.from_path(str(ruta_del_libro)) as libro:
        hojas = {
            "puntaje_0_10": leer_hoja(libro, "Valor_normalizado"),
            "puesto": leer_hoja(libro, "Valor_ranking", encabezado=1),
            "valor_original": leer_hoja(libro, "Dato_original"),
        }
    comparadas = {}
    for columna, hoja in hojas.items():
        suya = hoja.rename(index=homologados, level="cod_departamento")
        tabla = del_mart[columna].astype(float).unstack("codigo").loc[suya.index, suya.columns]
        assert (tabla.isna() == suya.isna()).all(axis=None), columna
        assert float((tabla - suya).abs().max(axis=None)) < 1e-6, columna
        comparadas[columna] = int(suya.count().sum())
    assert comparadas["puntaje_0_10"] == comparadas["puesto"] == 27_584
    assert comparadas["valor_original"] == 19_868


def test_el_catalogo_dice_lo_que_la_base_dice(marts: duckdb.DuckDBPyConnection) -> None:
    propio = "where indicador_id = 'idc_indicador_tasa_de_homicidios'"
    unidad, sentido, formula, descripcion = uno(
        marts, f"select unidad, sentido, formula, descripcion from dim_indicadores {propio}"
    )
    assert (unidad, sentido, formula) == ("no_declarada", "menos_es_mejor", None)
    assert "pilar Instituciones, subpilar Seguridad y justicia" in descripcion
    assert "con datos de 2018-2023" in descripcion
    assert uno(
        marts,
        "select count(*), count(*) filter (where unidad = 'no_declarada') from dim_indicadores "
        "where starts_with(indicador_id, 'idc_')",
    ) == (30 + 86 + 25, 86)


def test_el_simulador_llega_a_los_102_y_no_mueve_ningun_puesto(
    cargado: tuple[Rutas, Carga],
) -> None:
    abierta = conexion.abrir(conexion.version_publicada(cargado[0].mart))
    hojas = preguntas.hojas(abierta, "2024")
    base = simulador.armar_base(hojas, "2024", preguntas.estructura(abierta, "2024"))
    abierta.close()
    assert base.n_indicadores == 102
    assert [len(suyos) for suyos in base.con_indicadores.values()] == [
        15, 16, 7, 6, 10, 9, 9, 6, 5, 4, 3, 2, 10,
    ]  # fmt: skip
    publicados = hojas[hojas["nivel"] == "general"]
    for fila in publicados.to_dict("records"):
        assert base.puesto(fila["anio"], fila["cod_departamento"]) == fila["puesto"]
