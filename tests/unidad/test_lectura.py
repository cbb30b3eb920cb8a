"""De los textos de las fuentes a números, años y tablas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errores import ErrorDeFuente
from pipelines.lectura import (
    anio_de_rotulo,
    leer_csv_estricto,
    leer_parquet_estricto,
    numero_colombiano,
)


@pytest.mark.parametrize(
    ("texto", "valor"),
    [
        ("$18.142.876.988", 18_142_876_988),
        ("$ 18.142.876.988", 18_142_876_988),
        ("2.063", 2063),
        ("63,5%", 63.5),
        ("62,8%**", 62.8),
        ("51,9\u202f%", 51.9),
        ("1.139,00", 1139.0),
        ("99636,92", 99_636.92),
        (" 182.256,71 ", 182_256.71),
        ("1'139.000", 1_139_000),
        ("US$ 848,6", 848.6),
        ("0,337", 0.337),
        ("5,4²", 5.4),
        ("-1.234,5", -1234.5),
        ("−5,5", -5.5),
        ("-$1.000", -1000),
        ("(1.234)", -1234),
        ("$ (1.234,50)", -1234.5),
        ("+3", 3),
        ("0", 0),
        ("-0", 0),
        (7, 7),
        (7.5, 7.5),
        (np.int64(7), 7),
    ],
)
def test_numero_colombiano(texto: str, valor: float) -> None:
    assert numero_colombiano(texto) == valor


def test_sin_decimales_es_entero_exacto() -> None:
    assert isinstance(numero_colombiano("18.142.876.988"), int)
    assert isinstance(numero_colombiano("1.139,00"), float)


@pytest.mark.parametrize(
    "vacio",
    [" -   ", "n/a", "NA", "N/A", "-", "–", "", "  ", "nd", "sin dato", None, float("nan"), pd.NA],
)
def test_las_marcas_de_vacio_no_son_cero(vacio: str | float | None) -> None:
    assert numero_colombiano(vacio) is None


@pytest.mark.parametrize("texto", ["1.5", "0.337", "1234.567", "5.25"])
def test_el_punto_ambiguo_se_rechaza_y_se_resuelve_con_el_parametro(texto: str) -> None:
    with pytest.raises(ValueError, match=r'ambiguo.*decimal="\."'):
        numero_colombiano(texto)
    assert numero_colombiano(texto, decimal=".") == float(texto)


def test_con_punto_decimal_la_coma_separa_miles() -> None:
    assert numero_colombiano("1,139.00", decimal=".") == 1139.0
    assert numero_colombiano("2.063", decimal=".") == 2.063
    assert numero_colombiano("1e-5", decimal=".") == 1e-5
    with pytest.raises(ValueError, match="a la inglesa"):
        numero_colombiano("1,139.00")


@pytest.mark.parametrize(
    "texto",
    ["abc", "5-3", "12,", "1.2.3", "$", "%", "1.234,5,6", "(-5)", "0.123.456", "12 345", "2,5 mil"],
)
def test_lo_que_no_es_un_numero_lo_dice(texto: str) -> None:
    with pytest.raises(ValueError, match="«"):
        numero_colombiano(texto)


def test_un_valor_logico_o_infinito_se_rechaza() -> None:
    with pytest.raises(ValueError, match="valor lógico"):
        numero_colombiano(True)
    with pytest.raises(ValueError, match="infinito"):
        numero_colombiano(float("inf"))


@given(st.text())
def test_un_texto_cualquiera_da_numero_vacio_o_error_en_espanol(texto: str) -> None:
    dice = ""
    valor: int | float | None = None
    try:
        valor = numero_colombiano(texto)
    except ValueError as error:
        dice = str(error)
    assert "«" in dice or valor is None or isinstance(valor, int | float)


@pytest.mark.parametrize(
    ("rotulo", "esperado"),
    [
        ("2024pr", (2024, "preliminar")),
        ("2019p", (2019, "provisional")),
        ("2023 (p)", (2023, "provisional")),
        # Los asteriscos del IPM remiten a una nota del cuadro: no cambian el estado de la cifra.
        ("2020**", (2020, "definitivo")),
        ("2021***", (2021, "definitivo")),
        (2015, (2015, "definitivo")),
        (2015.0, (2015, "definitivo")),
        (" 2015 ", (2015, "definitivo")),
    ],
)
def test_anio_de_rotulo(rotulo: str | int | float, esperado: tuple[int, str]) -> None:
    assert anio_de_rotulo(rotulo) == esperado


@pytest.mark.parametrize("rotulo", ["Departamento", "20241", "2024x", "", "3024"])
def test_un_rotulo_que_no_es_anio_lo_dice(rotulo: str) -> None:
    with pytest.raises(ValueError, match="no es un rótulo de año"):
        anio_de_rotulo(rotulo)


COLUMNAS = ["codigo", "nombre", "valor"]


def escribir(carpeta: Path, texto: str | bytes) -> Path:
    ruta = carpeta / "tabla.csv"
    ruta.write_bytes(texto.encode("utf-8") if isinstance(texto, str) else texto)
    return ruta


def test_leer_csv_estricto_no_interpreta_nada(tmp_path: Path) -> None:
    ruta = escribir(
        tmp_path,
        'codigo,nombre,valor\n05001,NA,\n54001,"Cúcuta, capital\u2028",INF\n00,"a\nb",nan\n',
    )
    tabla = leer_csv_estricto(ruta, COLUMNAS)
    assert tabla.to_dict("list") == {
        "codigo": ["05001", "54001", "00"],
        "nombre": ["NA", "Cúcuta, capital\u2028", "a\nb"],
        "valor": ["", "INF", "nan"],
    }
    assert {str(tipo) for tipo in tabla.dtypes} == {"str"}


def test_leer_csv_sin_filas(tmp_path: Path) -> None:
    tabla = leer_csv_estricto(escribir(tmp_path, "codigo,nombre,valor\n"), COLUMNAS)
    assert list(tabla.columns) == COLUMNAS
    assert tabla.empty


@pytest.mark.parametrize(
    ("encabezado", "dice"),
    [
        ("codigo,nombre", "faltan valor"),
        ("codigo,nombre,valor,extra", "sobran extra"),
        ("codigo,nombre,Valor", "faltan valor; sobran Valor"),
        ("codigo,valor,nombre", r"están movidas nombre \(en su lugar está valor\)"),
        ("codigo,nombre,valor,valor", "se repiten valor"),
        ("codigo,nombre,valor,", r"sobran \(sin nombre\)"),
        ("", "faltan codigo, nombre, valor"),
    ],
)
def test_el_encabezado_distinto_dice_que_columna(
    tmp_path: Path, encabezado: str, dice: str
) -> None:
    with pytest.raises(ErrorDeFuente, match=dice):
        leer_csv_estricto(escribir(tmp_path, f"{encabezado}\n1,2,3\n"), COLUMNAS)


def test_las_filas_partidas_se_nombran_todas(tmp_path: Path) -> None:
    ruta = escribir(tmp_path, "codigo,nombre,valor\n1,2,3\n1,2\n1,2,3,4\n")
    with pytest.raises(ErrorDeFuente, match="línea 3 con 2; línea 4 con 4") as error:
        leer_csv_estricto(ruta, COLUMNAS)
    assert "3 campos por fila" in error.value.esperado


def test_bytes_que_no_son_utf8_dicen_la_linea(tmp_path: Path) -> None:
    ruta = escribir(tmp_path, "codigo,nombre,valor\n1,Cúcuta,3\n".encode("latin-1"))
    with pytest.raises(ErrorDeFuente, match="no está en UTF-8") as error:
        leer_csv_estricto(ruta, COLUMNAS)
    assert error.value.donde.endswith("línea 2")


def test_bom_comillas_abiertas_y_archivo_ausente(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeFuente, match="BOM"):
        leer_csv_estricto(escribir(tmp_path, "\ufeffcodigo,nombre,valor\n"), COLUMNAS)
    with pytest.raises(ErrorDeFuente, match="mal formado"):
        leer_csv_estricto(escribir(tmp_path, 'codigo,nombre,valor\n1,"2,3\n'), COLUMNAS)
    with pytest.raises(ErrorDeFuente, match="no está"):
        leer_csv_estricto(tmp_path / "otra.csv", COLUMNAS)


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────


TIPOS = {"nivel": "str", "anio": "Int64", "suprimida": "boolean"}


def test_del_parquet_salen_solo_las_filas_y_columnas_pedidas_con_su_tipo(tmp_path: Path) -> None:
    ruta = tmp_path / "t.parquet"
    pd.DataFrame(
        {"otra": [1.5, 2, 3], "anio": pd.array([2019, None, 2021], "Int64"),
         "nivel": ["pais", "camara", "cruce"], "suprimida": [False, True, False]}
    ).to_parquet(ruta)  # fmt: skip
    tabla = leer_parquet_estricto(ruta, TIPOS, {"nivel": ["pais", "camara"]})
    assert {c: str(t) for c, t in tabla.dtypes.items()} == TIPOS
    assert tabla.to_dict("list") == {
        "nivel": ["pais", "camara"], "anio": [2019, None], "suprimida": [False, True],
    }  # fmt: skip


def test_un_parquet_que_no_sirve_dice_cual_y_que_columnas(tmp_path: Path) -> None:
    def rechazado(ruta: Path, tipos: dict[str, str] = TIPOS) -> ErrorDeFuente:
        with pytest.raises(ErrorDeFuente, match="no se puede leer como la tabla") as error:
            leer_parquet_estricto(ruta, tipos, {"nivel": ["pais"]})
        return error.value

    bueno, roto = tmp_path / "t.parquet", tmp_path / "roto.parquet"
    pd.DataFrame({"nivel": ["pais"], "anio": ["dos mil"], "suprimida": [True]}).to_parquet(bueno)
    roto.write_bytes(bueno.read_bytes()[:-20])
    assert rechazado(tmp_path / "no_esta.parquet").esperado.endswith("nivel, anio, suprimida")
    assert rechazado(roto).donde == str(roto)
    assert rechazado(bueno).donde == str(bueno)  # «dos mil» no es un entero
    rechazado(bueno, {"nivel": "str", "cohorte": "Int64"})
