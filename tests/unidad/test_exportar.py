"""Los archivos llevan los mismos números de la tabla, sin fórmulas y siempre los mismos bytes."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lectura import numero_colombiano
from tablero import exportar

TABLA = pd.DataFrame(
    {
        "divipola": ["05001", "54001", "54498"],
        "nombre": ["Medellín", "Cúcuta; capital", None],
        "valor_pct": [51.9, float("nan"), -5.25],
        "inversion_cop": pd.array([18_142_876_988, pd.NA, 0], dtype="Int64"),
        "fecha": [date(2024, 1, 2), None, date(2024, 12, 31)],
        "pdet": [True, False, False],
    }
)
DICCIONARIO = pd.DataFrame(
    {
        "columna": list(TABLA.columns),
        "etiqueta": ["Código", "Municipio", "Pobreza", "Inversión", "Fecha", "PDET"],
        "unidad": ["texto", "texto", "pct", "cop", "texto", "texto"],
        "decimales": [None, None, 2, 0, None, None],
        "descripcion": "…",
    }
)
FUENTES = pd.DataFrame({"fuente_id": ["pib_2025pr"], "cita": ["=1+1"], "url": ["https://x.co"]})


def libro(tabla: pd.DataFrame = TABLA, diccionario: pd.DataFrame = DICCIONARIO) -> bytes:
    return exportar.xlsx(tabla, diccionario, FUENTES, ["Qué es: una prueba.", "=HOY()"])


def test_csv_internacional() -> None:
    assert exportar.csv_internacional(TABLA).decode("utf-8") == (
        "divipola,nombre,valor_pct,inversion_cop,fecha,pdet\r\n"
        "05001,Medellín,51.9,18142876988,2024-01-02,sí\r\n"
        "54001,Cúcuta; capital,,,,no\r\n"
        "54498,,-5.25,0,2024-12-31,no\r\n"
    )


def test_csv_espanol() -> None:
    contenido = exportar.csv_espanol(TABLA)
    assert contenido.startswith(b"\xef\xbb\xbf")
    assert contenido.decode("utf-8-sig") == (
        "divipola;nombre;valor_pct;inversion_cop;fecha;pdet\r\n"
        "05001;Medellín;51,9;18142876988;2024-01-02;sí\r\n"
        '54001;"Cúcuta; capital";;;;no\r\n'
        "54498;;-5,25;0;2024-12-31;no\r\n"
    )


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=1))
def test_los_numeros_de_los_dos_csv_se_leen_iguales(valores: list[float]) -> None:
    tabla = pd.DataFrame({"valor": valores, "otra": "x"})
    ingles = csv.DictReader(io.StringIO(exportar.csv_internacional(tabla).decode()))
    espanol = csv.DictReader(
        io.StringIO(exportar.csv_espanol(tabla).decode("utf-8-sig")), delimiter=";"
    )
    assert [float(fila["valor"]) for fila in ingles] == valores
    assert [float(numero_colombiano(fila["valor"]) or 0) for fila in espanol] == valores


def test_los_decimales_exactos_no_pierden_cifras() -> None:
    tabla = pd.DataFrame({"valor": [Decimal("18142876988.10"), 1e-7, 30133.0]})
    lineas = exportar.csv_internacional(tabla).decode().split("\r\n")
    assert lineas[1:4] == ["18142876988.1", "0.0000001", "30133"]


@pytest.mark.parametrize(
    ("texto", "escrito"),
    [
        ("=1+1", "'=1+1"),
        ("@suma(a1)", "'@suma(a1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\tx", "'\tx"),
        # Lo que es número o marca de vacío queda como estaba.
        ("-5,2", "-5,2"),
        ("+57", "+57"),
        ("-", "-"),
        ("Ocaña", "Ocaña"),
    ],
)
def test_las_formulas_se_neutralizan_sin_tocar_numeros(texto: str, escrito: str) -> None:
    tabla = pd.DataFrame({"a": [texto], "b": ["x"]})
    for contenido, separador in (
        (exportar.csv_internacional(tabla).decode(), ","),
        (exportar.csv_espanol(tabla).decode("utf-8-sig"), ";"),
    ):
        filas = list(csv.reader(io.StringIO(contenido, newline=""), delimiter=separador))
        assert filas[1][0] == escrito


def test_el_libro_tiene_sus_cuatro_hojas_y_los_valores_de_la_tabla() -> None:
    leido = openpyxl.load_workbook(io.BytesIO(libro()))
    assert leido.sheetnames == ["Léame", "Datos", "Diccionario", "Fuentes"]
    hoja = leido["Datos"]
    assert [[c.value for c in fila] for fila in hoja.iter_rows()][:2] == [
        list(TABLA.columns),
        ["05001", "Medellín", 51.9, 18_142_876_988, pd.Timestamp("2024-01-02"), "sí"],
    ]
    assert hoja["C3"].value is None  # un vacío es una celda vacía, no un cero
    assert hoja["D4"].value == 0
    assert hoja.freeze_panes == "A2"
    assert leido["Léame"]["A1"].value == "Qué es: una prueba."
    assert leido["Fuentes"]["A2"].value == "pib_2025pr"


def test_los_numeros_llevan_formato_es_co_y_los_codigos_son_texto() -> None:
    hoja = openpyxl.load_workbook(io.BytesIO(libro()))["Datos"]
    assert hoja["A2"].data_type == "s"
    assert hoja["A2"].number_format == "@"
    assert hoja["C2"].data_type == "n"
    assert hoja["C2"].number_format == '[$-240A]0.00" %"'
    assert hoja["D2"].number_format == '[$-240A]"$ "#,##0'
    assert hoja["E2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(
    ("unidad", "decimales", "formato"),
    [
        ("mill_usd", None, "[$-240A]#,##0.0"),
        ("mill_usd", 3, "[$-240A]#,##0.000"),
        ("habitantes", 0, "[$-240A]#,##0"),
        ("anio", 2, "[$-240A]0"),
        ("indice_0_1", None, "[$-240A]0.000"),
        ("numero", None, "General"),
    ],
)
def test_formato_por_unidad(unidad: str, decimales: int | None, formato: str) -> None:
    diccionario = pd.DataFrame({"columna": ["v"], "unidad": [unidad], "decimales": [decimales]})
    hoja = openpyxl.load_workbook(io.BytesIO(libro(pd.DataFrame({"v": [5]}), diccionario)))["Datos"]
    assert hoja["A2"].number_format == formato


def test_ningun_texto_se_vuelve_formula_ni_enlace() -> None:
    tabla = TABLA.assign(nombre=["=1+1", "https://x.co", "@a"])
    leido = openpyxl.load_workbook(io.BytesIO(libro(tabla)))
    assert [leido["Datos"][f"B{i}"].value for i in (2, 3, 4)] == ["=1+1", "https://x.co", "@a"]
    for hoja in leido:
        for celda in (c for fila in hoja.iter_rows() for c in fila):
            # openpyxl llama «f» a las celdas que de verdad guardan una fórmula.
            assert celda.data_type != "f"
            assert celda.hyperlink is None


def test_la_misma_tabla_da_los_mismos_bytes() -> None:
    assert libro() == libro()
    propiedades = openpyxl.load_workbook(io.BytesIO(libro())).properties
    assert propiedades.created == exportar.FECHA_FIJA


def test_el_leame_puede_ser_pares() -> None:
    contenido = exportar.xlsx(TABLA, DICCIONARIO, FUENTES, {"Corte": "21 de noviembre de 2026"})
    hoja = openpyxl.load_workbook(io.BytesIO(contenido))["Léame"]
    assert (hoja["A1"].value, hoja["B1"].value) == ("Corte", "21 de noviembre de 2026")


def test_una_columna_sin_describir_o_un_libro_sin_fuentes_se_rechazan() -> None:
    with pytest.raises(ValueError, match="sin describir en el diccionario: pdet"):
        libro(diccionario=DICCIONARIO[:-1])
    with pytest.raises(ValueError, match="sin fuentes"):
        exportar.xlsx(TABLA, DICCIONARIO, FUENTES[:0], [])
    with pytest.raises(ValueError, match="infinito"):
        exportar.csv_internacional(pd.DataFrame({"v": [float("inf")]}))


@pytest.mark.parametrize(
    ("tema", "filtros", "corte", "nombre"),
    [
        ("Cobertura", {}, None, "cobertura.csv"),
        (
            "Cobertura",
            {"período": "2020-2023", "subregión": ["Norte", "Ocaña"], "línea": None, "vacía": []},
            date(2026, 11, 21),
            "cobertura_periodo-2020-2023_subregion-norte-y-ocana_corte-2026-11-21.csv",
        ),
        ("PIB per cápita", {"año": 2024}, "2025pr", "pib-per-capita_anio-2024_corte-2025pr.csv"),
    ],
)
def test_nombre_de_archivo(
    tema: str, filtros: dict[str, object], corte: date | str | None, nombre: str
) -> None:
    assert exportar.nombre_de_archivo(tema, filtros, corte, ".csv") == nombre


@given(st.text(min_size=1), st.dictionaries(st.text(), st.text(), max_size=8))
def test_el_nombre_siempre_es_ascii_y_corto(tema: str, filtros: dict[str, str]) -> None:
    nombre = exportar.nombre_de_archivo("mapa " + tema[:30], filtros, "2026-11-21", "xlsx")
    assert nombre.isascii()
    assert len(nombre) <= 120
    assert nombre.startswith("mapa")
    assert nombre.endswith("_corte-2026-11-21.xlsx")
    assert not set(nombre) & set('/\\:*?"<>| ')
