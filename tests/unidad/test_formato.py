"""Números, fechas y frases en español de Colombia, con valores escritos a mano."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lectura import numero_colombiano
from tablero import formato
from tablero.formato import SIN_DATO

FINO, DURO = "\u202f", "\u00a0"
VACIOS = [None, float("nan"), pd.NA, pd.NaT, np.float64("nan"), Decimal("NaN")]


@pytest.mark.parametrize(
    ("valor", "decimales", "texto"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1000, None, "1.000"),
        (2063, None, "2.063"),
        (18_142_876_988, None, "18.142.876.988"),
        (-2063.5, None, "−2.063,5"),
        (5.21, None, "5,21"),
        (5.2, None, "5,2"),
        (5.0, None, "5"),
        (100, None, "100"),
        (1 / 3, None, "0,33"),
        (0.1 + 0.2, None, "0,3"),
        (5.2, 2, "5,20"),
        (1e22, None, "10.000.000.000.000.000.000.000"),
        (np.int64(7), None, "7"),
        (np.float32(0.1), 1, "0,1"),
        (Decimal("2.50"), None, "2,5"),
    ],
)
def test_numero(valor: object, decimales: int | None, texto: str) -> None:
    assert formato.numero(valor, decimales) == texto


@pytest.mark.parametrize(
    ("valor", "decimales", "texto"),
    [
        # El binario de 2.675 es 2.67499…; lo que se lee es 2,675 y su mitad se aleja de cero.
        (2.675, 2, "2,68"),
        (2.665, 2, "2,67"),
        (1.005, 2, "1,01"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (-0.5, 0, "−1"),
        (51.95, 1, "52,0"),
    ],
)
def test_redondea_la_mitad_lejos_de_cero(valor: float, decimales: int, texto: str) -> None:
    assert formato.numero(valor, decimales) == texto


@pytest.mark.parametrize("valor", [-0.0, -0.04, -0.0001, Decimal("-0.049")])
def test_nunca_hay_cero_negativo(valor: object) -> None:
    assert formato.numero(valor, 1) == "0,0"
    assert formato.con_signo(valor, 1) == "0,0"


@pytest.mark.parametrize("vacio", VACIOS)
def test_un_vacio_es_siempre_sin_dato(vacio: object) -> None:
    assert formato.numero(vacio) == SIN_DATO
    assert formato.porcentaje(vacio) == SIN_DATO
    assert formato.pesos(vacio) == SIN_DATO
    assert formato.pesos_en_palabras(vacio) == SIN_DATO
    assert formato.puesto(vacio, 33) == SIN_DATO
    assert formato.puntos_porcentuales(vacio) == SIN_DATO
    assert formato.cambio_de_puestos(vacio, 3) == SIN_DATO
    assert formato.cambio_de_puestos(3, vacio) == SIN_DATO
    assert formato.cantidad(vacio, "municipio", "municipios") == SIN_DATO
    assert formato.fecha_larga(None) == SIN_DATO
    for unidad in formato.UNIDADES:
        assert formato.formatear(vacio, unidad) == SIN_DATO


def test_cero_no_es_vacio() -> None:
    assert formato.formatear(0, "pct") == f"0,0{FINO}%"
    assert formato.formatear(0, "habitantes") == "0 habitantes"


@pytest.mark.parametrize("malo", ["5", True, np.True_, [1]])
def test_lo_que_no_es_numero_se_rechaza(malo: object) -> None:
    with pytest.raises(TypeError, match="Se esperaba un número"):
        formato.numero(malo)


def test_infinito_se_rechaza() -> None:
    with pytest.raises(ValueError, match="infinito"):
        formato.numero(math.inf)


def test_porcentajes_y_puntos() -> None:
    assert formato.porcentaje(51.9) == f"51,9{FINO}%"
    assert formato.porcentaje(-5.54) == f"−5,5{FINO}%"
    assert formato.porcentaje(120, 0) == f"120{FINO}%"
    assert formato.puntos_porcentuales(1.5, signo=True) == "+1,5 puntos porcentuales"
    assert formato.puntos_porcentuales(-1, 0) == "−1 punto porcentual"
    assert formato.puntos_porcentuales(1) == "1,0 puntos porcentuales"
    assert formato.con_signo(3) == "+3"
    assert formato.con_signo(-3) == "−3"
    assert formato.con_signo(0) == "0"


def test_pesos_completos() -> None:
    assert formato.pesos(18_142_876_988) == f"${DURO}18.142.876.988"
    assert formato.pesos(-5) == f"−${DURO}5"


@pytest.mark.parametrize(
    ("valor", "texto"),
    [
        (30_133_000_000_000, "30,1 billones de pesos"),
        (1_250_000_000_000, "1,25 billones de pesos"),
        (1_000_000_000_000, "1 billón de pesos"),
        (999_960_000_000, "1 billón de pesos"),
        (18_142_876_988, "18,1 miles de millones de pesos"),
        (1_250_000_000, "1.250 millones de pesos"),
        (1_000_000_000, "1.000 millones de pesos"),
        (1_000_000, "1 millón de pesos"),
        (999_999.6, "1 millón de pesos"),
        (850_000, "850.000 pesos"),
        (1, "1 peso"),
        (0, "0 pesos"),
        (-2_500_000_000_000, "−2,5 billones de pesos"),
    ],
)
def test_pesos_en_palabras(valor: float, texto: str) -> None:
    assert formato.pesos_en_palabras(valor) == texto


def test_dolares_en_palabras() -> None:
    assert formato.dolares_en_palabras(848_600_000) == "848,6 millones de dólares"
    assert formato.dolares_en_palabras(1_004_500_000) == "1.004,5 millones de dólares"
    assert formato.dolares_en_palabras(1) == "1 dólar"
    assert formato.dolares_en_palabras(30_133_000_000, 0) == "30 miles de millones de dólares"


@given(st.floats(min_value=-1e16, max_value=1e16, allow_nan=False))
def test_en_palabras_nunca_usa_abreviaturas_ni_miente_mas_de_lo_que_redondea(valor: float) -> None:
    texto = formato.pesos_en_palabras(valor)
    assert not any(letra in texto for letra in "kMBG")
    escalas = {"billones": 1e12, "billón": 1e12, "miles": 1e9, "millones": 1e6, "millón": 1e6}
    cifra, palabra = texto.split(" ")[:2]
    leido = numero_colombiano(cifra)
    assert leido is not None
    assert leido * escalas.get(palabra, 1) == pytest.approx(valor, rel=0.006, abs=0.006)


def test_puestos() -> None:
    assert formato.puesto(17, 33) == "17 de 33"
    assert formato.puesto(17.0, np.int64(33)) == "17 de 33"
    assert formato.puesto(15, None) == "15 (no se informa de cuántos)"
    assert formato.ordinal(17) == "17.º"
    assert formato.ordinal(3, femenino=True) == "3.ª"
    with pytest.raises(ValueError, match="no cabe entre 33"):
        formato.puesto(34, 33)
    with pytest.raises(ValueError, match="entero"):
        formato.puesto(14.5, 33)


@pytest.mark.parametrize(
    ("antes", "ahora", "texto"),
    [
        (17, 15, "sube 2 puestos"),
        (14, 17, "cae 3 puestos"),
        (15, 14, "sube 1 puesto"),
        (14, 14, "se mantiene"),
    ],
)
def test_cambio_de_puestos(antes: int, ahora: int, texto: str) -> None:
    assert formato.cambio_de_puestos(antes, ahora) == texto


@pytest.mark.parametrize(
    ("elementos", "conjuncion", "texto"),
    [
        ([], "y", ""),
        (["a"], "y", "a"),
        (["a", "b"], "y", "a y b"),
        (["a", "b", "c"], "y", "a, b y c"),
        (["Pamplona", "Iscalá"], "y", "Pamplona e Iscalá"),
        (["Ana", "Hilario"], "y", "Ana e Hilario"),
        (["Ana", "«Ítaca»"], "y", "Ana e «Ítaca»"),
        (["agua", "hierro"], "y", "agua y hierro"),
        (["uno", "Yopal"], "y", "uno y Yopal"),
        (["Cúcuta", "Ocaña"], "o", "Cúcuta u Ocaña"),
        (["mes", "hora"], "o", "mes u hora"),
        (["7", "8"], "o", "7 u 8"),
        (["10", "11"], "o", "10 u 11"),
        (["100", "110"], "o", "100 o 110"),
        (["a", "b"], "o", "a o b"),
    ],
)
def test_lista(elementos: list[str], conjuncion: str, texto: str) -> None:
    assert formato.lista(elementos, conjuncion) == texto  # type: ignore[arg-type]


def test_fechas() -> None:
    assert formato.fecha_larga("2026-11-21") == "21 de noviembre de 2026"
    assert formato.fecha_larga(pd.Timestamp("2023-01-05 10:00")) == "5 de enero de 2023"
    assert formato.fecha_corta("2026-05-01") == "1 mayo 2026"
    assert formato.fecha_corta("2026-11-21") == "21 nov. 2026"
    assert formato.mes("2023-01") == "enero de 2023"
    with pytest.raises(ValueError, match="no es un mes"):
        formato.mes("2023-13")


@pytest.mark.parametrize(
    ("periodo", "largo", "corto"),
    [
        (2024, "2024", "2024"),
        (2024.0, "2024", "2024"),
        ("2020-2023", "2020-2023", "2020-2023"),
        ("2023-01", "enero de 2023", "ene. 2023"),
        ("2025-S1", "primer semestre de 2025", "S1 2025"),
        ("2025-T3", "tercer trimestre de 2025", "T3 2025"),
        ("2026 ene-ago", "enero a agosto de 2026", "ene.-ago. 2026"),
        ("2026-01/2026-08", "enero a agosto de 2026", "ene.-ago. 2026"),
        ("2025 ene-dic", "2025", "2025"),
        ("2026-11-21", "21 de noviembre de 2026", "21 nov. 2026"),
        (None, SIN_DATO, SIN_DATO),
    ],
)
def test_periodo(periodo: object, largo: str, corto: str) -> None:
    assert formato.periodo(periodo) == largo
    assert formato.periodo(periodo, corto=True) == corto


def test_periodo_desconocido_dice_que_se_esperaba() -> None:
    with pytest.raises(ValueError, match="no es un período conocido"):
        formato.periodo("primer año")


@pytest.mark.parametrize(
    ("valor", "unidad", "texto"),
    [
        (51.9, "pct", f"51,9{FINO}%"),
        (-1.5, "pp", "−1,5 puntos porcentuales"),
        (5.2149, "puntaje_0_10", "5,21"),
        (83.36, "puntaje_0_100", "83,4"),
        (18_142_876_988, "cop", f"${DURO}18.142.876.988"),
        (18_143, "mill_cop", "18.143 millones de pesos"),
        (30_133, "miles_mill_cop", "30.133 miles de millones de pesos"),
        (5, "usd", f"US${DURO}5"),
        (848.6, "mill_usd", "848,6 millones de dólares"),
        (0.2201, "indice_0_1", "0,220"),
        (1, "habitantes", "1 habitante"),
        (1_673_562, "habitantes", "1.673.562 habitantes"),
        (1133.526, "km2", "1.133,5 km²"),
        (78.66, "km", "78,7 km"),
        (5.99, "por_10000_hab", "5,99 por cada 10.000 habitantes"),
        (2024.0, "anio", "2024"),
        (557.05, "miles_t", "557,1 miles de toneladas"),
        ("Ocaña", "texto", "Ocaña"),
        (17, "puesto", "17 (no se informa de cuántos)"),
        (True, "texto", "sí"),
        (False, "texto", "no"),
    ],
)
def test_formatear(valor: object, unidad: str, texto: str) -> None:
    assert formato.formatear(valor, unidad) == texto


def test_formatear_corto_calla_la_unidad_que_ya_dice_el_encabezado() -> None:
    assert formato.formatear(848.6, "mill_usd", corto=True) == "848,6"
    assert formato.formatear(51.9, "pct", corto=True) == f"51,9{FINO}%"
    assert formato.formatear(17, "puesto", corto=True) == "17.º"
    assert formato.formatear(17, "puesto", de=33, corto=True) == "17 de 33"


def test_formatear_con_unidad_desconocida_nombra_las_que_hay() -> None:
    with pytest.raises(ValueError, match=r"Unidad desconocida: «kg».*pct"):
        formato.formatear(1, "kg")


def test_las_unidades_son_las_declaradas() -> None:
    ruta = Path(__file__).parents[2] / "pipelines" / "unidades.yml"
    declaradas = yaml.safe_load(ruta.read_text(encoding="utf-8"))
    assert set(declaradas) == set(formato.UNIDADES)
    # «numero» no fija decimales: muestra los que trae. «texto» no tiene.
    for clave in set(declaradas) - {"numero", "texto"}:
        assert formato.UNIDADES[clave].decimales == declaradas[clave]["decimales"], clave


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2, allow_nan=False))
def test_lo_que_se_formatea_se_vuelve_a_leer_igual(valor: Decimal) -> None:
    assert numero_colombiano(formato.numero(valor, 2)) == pytest.approx(float(valor), rel=1e-15)
    assert numero_colombiano(formato.porcentaje(valor, 2)) == pytest.approx(float(valor), rel=1e-15)


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_los_pesos_completos_se_leen_exactos(valor: int) -> None:
    assert numero_colombiano(formato.pesos(valor)) == valor
    assert numero_colombiano(formato.entero(valor)) == valor


@pytest.mark.parametrize(
    ("instante", "hora", "momento"),
    [
        ("2026-11-21T21:15:03+00:00", "16:15", "21 nov. 2026, 16:15"),
        ("2026-11-22T03:59:59", "22:59", "21 nov. 2026, 22:59"),
        ("2026-01-01T00:00:00-05:00", "00:00", "1 ene. 2026, 00:00"),
        (datetime(2026, 5, 1, 5, 0, tzinfo=UTC), "00:00", "1 mayo 2026, 00:00"),
    ],
)
def test_los_instantes_se_dicen_en_hora_de_colombia(
    instante: datetime | str, hora: str, momento: str
) -> None:
    assert formato.hora(instante) == hora
    assert formato.momento(instante) == momento


@pytest.mark.parametrize(
    ("valor", "escrito"),
    [
        (0.0129561, "0,0130"),
        (97, "97,0"),
        (502.3, "502"),
        (12345.6, "12.346"),
        (0, "0"),
        (-2.774, "−2,77"),
        (0.00000012, "0,000000"),
        (None, "sin dato"),
    ],
)
def test_sin_unidad_se_escriben_tres_cifras(valor: float | None, escrito: str) -> None:
    assert formato.formatear(valor, "no_declarada") == escrito
    assert formato.formatear(valor, "no_declarada", corto=True) == escrito
