"""Números, años y fechas de una celda: lo que se escribe se lee, y lo ambiguo se rechaza."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.oficiales.hojas import limpia, plano, referencia
from pipelines.oficiales.lugares import codigo_de_departamento, departamentos, municipios
from pipelines.oficiales.numeros import (
    anio_de_celda,
    codigo_de_celda,
    entero_de_celda,
    es_anio,
    es_error,
    es_vacia,
    escrito,
    escrito_corto,
    fecha_de_texto,
    numero_de_celda,
    rango_de_anios,
    separador_decimal,
)

POCOS = settings(max_examples=60, deadline=None)
CIFRAS = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)
MESES = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
         "octubre", "noviembre", "diciembre"]  # fmt: skip


@POCOS
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_un_numero_pasa_igual_y_se_guarda_igual(valor: float) -> None:
    assert numero_de_celda(valor) == valor
    assert float(escrito(valor)) == valor


@POCOS
@given(CIFRAS, st.sampled_from([",", "."]), st.booleans())
def test_lo_escrito_a_la_colombiana_o_a_la_inglesa_se_lee(
    cifra: Any, decimal: Any, agrupar: bool
) -> None:
    miles = "." if decimal == "," else ","
    texto = f"{cifra:,.4f}" if agrupar else f"{cifra:.4f}"
    texto = texto.replace(",", "M").replace(".", decimal).replace("M", miles)
    assert numero_de_celda(f" {texto} ", decimal) == float(cifra)
    assert entero_de_celda(float(int(cifra))) == int(cifra)


@POCOS
@given(st.lists(CIFRAS, min_size=1, max_size=8), st.sampled_from([",", "."]))
def test_el_separador_se_decide_por_los_textos_que_lo_prueban(cifras: Any, decimal: Any) -> None:
    textos = [f"{cifra:.2f}".replace(".", decimal) for cifra in cifras]
    assert separador_decimal(textos) == decimal
    otro = "." if decimal == "," else ","
    with pytest.raises(ValueError, match="Unos números"):
        separador_decimal([*textos, f"1{otro}5"])


@POCOS
@given(st.integers(1, 999), st.integers(0, 999))
def test_lo_que_se_lee_de_dos_maneras_no_se_decide(entero: int, resto: int) -> None:
    for texto in (f"{entero}.{resto:03d}", f"{entero},{resto:03d}"):
        with pytest.raises(ValueError, match="dos maneras"):
            separador_decimal([texto, "17"])
        assert separador_decimal([texto, "0,5"]) == ","
        assert separador_decimal([texto, "0.5"]) == "."


def test_sin_textos_o_con_enteros_el_separador_no_importa() -> None:
    assert separador_decimal([]) == "."
    assert separador_decimal(["12", "340"]) == "."


@POCOS
@given(st.text(max_size=12))
def test_un_texto_cualquiera_da_un_numero_finito_o_se_rechaza(texto: str) -> None:
    for decimal in (",", "."):
        try:
            valor = numero_de_celda(texto, decimal)  # type: ignore[arg-type]
        except ValueError:
            continue
        assert valor is None or math.isfinite(valor)


@pytest.mark.parametrize(
    "celda", [True, datetime.date(2023, 5, 2), datetime.time(3), float("inf"), "#REF!", "1.2.3"]
)
def test_lo_que_no_es_numero_se_rechaza(celda: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        numero_de_celda(celda)
    assert not es_vacia(celda)
    assert not es_anio(celda)


@pytest.mark.parametrize("celda", [None, "", " ", "-", "–", "n/a", "NA", "N/A", float("nan")])
def test_las_marcas_de_vacio_no_son_cero(celda: Any) -> None:
    assert es_vacia(celda)
    assert numero_de_celda(celda) is None
    assert escrito(numero_de_celda(celda)) == ""


@POCOS
@given(st.integers(1900, 2099), st.sampled_from(["", "p", "pr", "P", " pr", "(p)"]),
       st.integers(0, 3))  # fmt: skip
def test_los_rotulos_de_anio(anio: int, marca: str, notas: int) -> None:
    estado = {"": "definitivo", "p": "provisional", "pr": "preliminar"}[marca.lower().strip(" ()")]
    assert anio_de_celda(f"{anio}{marca}{'*' * notas}") == (anio, estado)
    assert anio_de_celda(float(anio)) == (anio, "definitivo")
    assert not es_anio(anio + 0.5)
    assert not es_anio(f"{anio}x")
    assert not es_anio(f"1{anio}")
    assert not es_anio(datetime.date(anio, 1, 1))


@POCOS
@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)))
def test_las_fechas_del_pie(fecha: datetime.date) -> None:
    larga = f"{fecha.day} de {MESES[fecha.month - 1]} de {fecha.year}"
    for texto in (f"Actualizado el {larga}", f"Fecha de publicación: {larga}.", str(fecha)):
        assert fecha_de_texto(texto) == fecha.isoformat()
    assert fecha_de_texto(f"{larga} ({fecha})") == fecha.isoformat()


@pytest.mark.parametrize(
    "texto", ["31 de febrero de 2024", "2 de brumario de 2024", "2024-13-01",
              "1 de mayo de 2024, antes 2 de mayo de 2024"],
)  # fmt: skip
def test_una_fecha_imposible_se_rechaza(texto: str) -> None:
    with pytest.raises(ValueError, match=r"fecha"):
        fecha_de_texto(texto)


@pytest.mark.parametrize(
    ("celda", "esperado"),
    [
        ("Año 2023", (2023, "definitivo")),
        ("año: 2024p", (2024, "provisional")),
        ("2 023", (2023, "definitivo")),
        ("2 024 (pr)*", (2024, "preliminar")),
        ("2023,0", (2023, "definitivo")),
        ("2023.0pr", (2023, "preliminar")),
    ],
)
def test_los_anios_de_quien_volvio_a_guardar(celda: str, esperado: tuple[int, str]) -> None:
    assert anio_de_celda(celda) == esperado


@pytest.mark.parametrize(
    "celda", ["2.023", "2023,5", "12 023", "2023 4", "Año", "Año 12", "1 2023"]
)
def test_lo_que_se_parece_a_un_anio_y_no_es(celda: str) -> None:
    assert not es_anio(celda)


@pytest.mark.parametrize(
    ("celda", "decimal", "esperado"),
    [
        ("12 345,67", ",", 12345.67),
        ("12 345.67", ".", 12345.67),
        ("-1 234 567", ".", -1234567.0),
        ("1 234,5%", ",", 1234.5),
    ],
)
def test_los_miles_separados_con_espacio(celda: str, decimal: Any, esperado: float) -> None:
    assert numero_de_celda(celda, decimal) == esperado


@pytest.mark.parametrize("celda", ["12 34", "1 2345", "0 123", "12  345"])
def test_un_espacio_que_no_separa_miles_no_es_un_numero(celda: str) -> None:
    with pytest.raises(ValueError, match="no es un número"):
        numero_de_celda(celda, ".")


@pytest.mark.parametrize(
    ("celda", "queda"),
    [
        ("'32,8", "32,8"),
        ("'-5", "-5"),
        ("'N. de Santander'", "'N. de Santander'"),
        ("\u200b\ufeffCúcuta\u00a0 ", "Cúcuta"),
        ("Bogota\u0301", "Bogotá"),
        ("\u200b", None),
    ],
)
def test_los_adornos_de_una_celda(celda: str, queda: str | None) -> None:
    assert limpia(celda) == queda


def test_los_errores_de_excel_escritos() -> None:
    for error in ("#N/A", "#N/D", "#REF!", "#¡REF!", "#DIV/0!", "#¿NOMBRE?", "#¡VALOR!", "#NUM!"):
        assert es_error(error), error
    for celda in ("N/A", "# de hogares", "#1", None, 3.0):
        assert not es_error(celda), celda


def test_una_nota_sin_fecha_no_es_una_fecha() -> None:
    assert fecha_de_texto("Fuente: DANE, Cuentas nacionales 2021 - 2023") is None


@pytest.mark.parametrize(
    ("texto", "rango"),
    [
        ("Serie 2005 - 2020pr", (2005, 2020)),
        ("Bogotá D.C. 2021 - 2023", (2021, 2023)),
        ("PERIODO 2018 - 2035.", (2018, 2035)),
        ("2018–2024", (2018, 2024)),
        ("de 2012 a 2020", (2012, 2020)),
        ("Base 2015", None),
        ("120052020", None),
    ],
)
def test_los_anios_de_un_titulo(texto: str, rango: tuple[int, int] | None) -> None:
    assert rango_de_anios(texto) == rango


@POCOS
@given(st.integers(0, 99_999))
def test_un_codigo_conserva_sus_ceros(numero: int) -> None:
    for celda in (numero * 1.0, str(numero), f"{numero:05d}", f"{numero}.0"):
        assert codigo_de_celda(celda, 5) == f"{numero:05d}"
    with pytest.raises(ValueError, match="5 cifras"):
        codigo_de_celda(f"1{numero:05d}", 5)
    with pytest.raises(ValueError, match="5 cifras"):
        codigo_de_celda(numero + 0.5, 5)


@pytest.mark.parametrize("celda", [None, "", "٥٤", "5a", True, "-5"])
def test_lo_que_no_es_un_codigo(celda: Any) -> None:
    with pytest.raises(ValueError, match="código"):
        codigo_de_celda(celda, 5)


def test_numeros_escritos_como_en_data_raw() -> None:
    assert [escrito(33.0, 1), escrito_corto(28.0, 1), escrito_corto(30.9, 1)] == [
        "33.0", "28", "30.9",
    ]  # fmt: skip
    assert escrito(228.2455211992084, 3) == "228.246"
    assert escrito_corto(None, 1) == ""


def test_lugares_y_referencias() -> None:
    assert (len(departamentos()), len(municipios())) == (33, 40)
    assert departamentos()["88"] == "Archipiélago de San Andrés"
    for nombre in ("BOGOTA D.C.", "Bogotá, D. C.", "bogotá d.c"):
        assert codigo_de_departamento(nombre) == "11"
    for nombre, codigo in (
        ("Norte Santander", "54"), ("N. de Santander", "54"), ("Guajira", "44"),
        ("BOGOTÁ, DISTRITO CAPITAL", "11"), ("San Andrés, Providencia y Santa Catalina", "88"),
    ):  # fmt: skip
        assert codigo_de_departamento(nombre) == codigo
    assert codigo_de_departamento("Bogotá y Cundinamarca") is None
    assert plano("  Centros poblados \ny rural disperso*") == "centros poblados y rural disperso"
    assert [referencia(0, 0), referencia(11, 1), referencia(0, 26), referencia(9, 702)] == [
        "A1", "B12", "AA1", "AAA10",
    ]  # fmt: skip
