"""``data/raw`` contra los libros de los publicadores, celda a celda.

Los libros no se versionan: estas pruebas corren donde está ``../shared/datos`` y se omiten en los
demás lugares. Se leen aquí con pandas y sin el código de los pipelines, salvo la homologación de
nombres: si los dos caminos dan lo mismo, la captura no cambió nada.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.lote import leer_homologacion
from pipelines.rutas import RUTAS

pytestmark = pytest.mark.datos_reales

DEPARTAMENTOS = leer_homologacion(RUTAS, "departamentos.csv", "cod_departamento").codigos
VACIOS = {"", "-", "n/a", "na", "nan"}
Celdas = dict[tuple[str, ...], float | str | None]


@cache
def _hoja(libro: Path, hoja: str) -> pd.DataFrame:
    return pd.read_excel(libro, sheet_name=hoja, header=None, dtype=object, na_filter=False)


@cache
def _crudo(ruta: str) -> tuple[dict[str, str], ...]:
    with (RUTAS.datos_crudos / ruta).open(encoding="utf-8", newline="") as archivo:
        return tuple(csv.DictReader(archivo))


def _numero(valor: Any) -> float | None:
    """La cifra de una celda; las marcas de vacío del publicador son ``None``, nunca cero."""
    if isinstance(valor, str):
        if valor.strip().lower() in VACIOS:
            return None
        return float(valor)
    return None if pd.isna(valor) else float(valor)


def _codigo(nombre: Any) -> str:
    return DEPARTAMENTOS[" ".join(str(nombre).split())]


def _comparar(
    nombre: str, originales: Celdas, crudas: Celdas, minimo: int, *, decimales: int | None = None
) -> None:
    """Exige las mismas celdas con los mismos valores; dice cuántas comparó."""
    faltan = sorted(originales.keys() - crudas.keys())[:5]
    sobran = sorted(crudas.keys() - originales.keys())[:5]
    assert (faltan, sobran) == ([], [])
    distintas = []
    for clave, original in originales.items():
        esperado = original
        if decimales is not None and isinstance(original, float):
            esperado = round(original, decimales)
        cruda = crudas[clave]
        iguales = cruda == esperado
        if isinstance(esperado, float) and isinstance(cruda, float):
            # Sólo se admite el último bit: el libro y el CSV escriben el mismo número.
            iguales = math.isclose(cruda, esperado, rel_tol=1e-14, abs_tol=1e-14)
        if not iguales:
            distintas.append(f"{clave}: libro {esperado!r}, data/raw {cruda!r}")
    print(f"{nombre}: {len(originales)} celdas comparadas, {len(distintas)} distintas")
    assert distintas == []
    assert len(originales) >= minimo


# Índice Departamental de Competitividad 2024


def _base_idc(libro: Path, hoja: str, fila_encabezado: int, codigos: Iterable[str]) -> Celdas:
    """(departamento, año, código) → valor, de una hoja de la base web del CPC."""
    tabla = _hoja(libro, hoja)
    encabezado = [str(celda) for celda in tabla.iloc[fila_encabezado]]
    columnas = {codigo: encabezado.index(codigo) for codigo in codigos}
    assert encabezado[0] == "Departamento"
    return {
        (_codigo(fila[0]), str(fila[1]), codigo): _numero(fila[columna])
        for fila in tabla.iloc[fila_encabezado + 1 :].itertuples(index=False, name=None)
        for codigo, columna in columnas.items()
    }


def _crudas_idc(archivo: str, columna: str, codigo: str | None) -> Celdas:
    return {
        (fila["codigo"], fila["anio_idc"], fila[codigo] if codigo else "IDC"): _numero(
            fila[columna]
        )
        for fila in _crudo(f"idc/2024/{archivo}.csv")
    }


@pytest.fixture(scope="module")
def base_idc(datos_originales: Path) -> Path:
    return datos_originales / "Base_IDC_web_2024-2_dashboard.xlsx"


@pytest.mark.parametrize(
    ("hoja", "fila", "columna", "decimales"),
    [("Valor_normalizado", 0, "puntaje", 6), ("Valor_ranking", 1, "puesto", None)],
)
def test_idc_general(
    base_idc: Path, hoja: str, fila: int, columna: str, decimales: int | None
) -> None:
    originales = _base_idc(base_idc, hoja, fila, ["IDC"])
    crudas = _crudas_idc("general", columna, None)
    _comparar(f"IDC general, {columna}", originales, crudas, 33 * 6, decimales=decimales)


@pytest.mark.parametrize(
    ("hoja", "fila", "columna", "decimales"),
    [("Valor_normalizado", 0, "puntaje", 6), ("Valor_ranking", 1, "puesto", None)],
)
def test_idc_pilares(
    base_idc: Path, hoja: str, fila: int, columna: str, decimales: int | None
) -> None:
    """Trece pilares, entre ellos INF, que pandas podría leer como infinito."""
    pilares = sorted({f["cod_pilar"] for f in _crudo("idc/2024/pilares.csv")})
    assert len(pilares) == 13
    assert "INF" in pilares
    originales = _base_idc(base_idc, hoja, fila, pilares)
    crudas = _crudas_idc("pilares", columna, "cod_pilar")
    _comparar(f"IDC pilares, {columna}", originales, crudas, 33 * 6 * 13, decimales=decimales)


@pytest.mark.parametrize(
    ("hoja", "fila", "columna", "decimales"),
    [
        ("Dato_original", 0, "valor_original", None),
        ("Valor_normalizado", 0, "valor_normalizado", 6),
        ("Valor_ranking", 1, "puesto", None),
    ],
)
def test_idc_indicadores(
    base_idc: Path, hoja: str, fila: int, columna: str, decimales: int | None
) -> None:
    codigos = sorted({f["cod_indicador"] for f in _crudo("idc/2024/indicadores.csv")})
    assert len(codigos) == 16
    originales = _base_idc(base_idc, hoja, fila, codigos)
    crudas = _crudas_idc("indicadores", columna, "cod_indicador")
    _comparar(f"IDC indicadores, {columna}", originales, crudas, 33 * 6 * 16, decimales=decimales)
    if columna == "valor_original":
        vacias = {clave for clave, valor in originales.items() if valor is None}
        assert vacias == {("88", "2021", "LAB-1-3"), ("88", "2021", "LAB-1-4")}


def test_idc_estructura(base_idc: Path) -> None:
    """102 indicadores con su nombre, si son inversos y de qué años es el dato."""
    originales: Celdas = {}
    for fila in _hoja(base_idc, "Estructura").itertuples(index=False, name=None):
        codigo = str(fila[0]).strip()
        if re.fullmatch(r"[A-Z]{3}-\d-\d+", codigo):
            originales[codigo, "indicador"] = " ".join(str(fila[1]).split())
            originales[codigo, "inversa"] = str(fila[2]).strip().lower()
            originales[codigo, "anios_corte"] = str(fila[3]).strip()
    crudas: Celdas = {
        (fila["cod_indicador"], columna): fila[columna]
        for fila in _crudo("idc/2024/estructura.csv")
        for columna in ("indicador", "inversa", "anios_corte")
    }
    _comparar("IDC estructura", originales, crudas, 102 * 3)


# Pobreza monetaria 2021-2023 (marco 2018, publicación de 2024)


@pytest.fixture(scope="module")
def anexo_pobreza(datos_originales: Path) -> Path:
    return datos_originales / "anex-PM-Departamental-2023.xlsx"


def _filas_de_lugares(tabla: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    """Las filas entre el encabezado y el pie: las que empiezan por un departamento o el total."""
    for fila in tabla.itertuples(index=False, name=None):
        if " ".join(str(fila[0]).split()) in DEPARTAMENTOS and _numero(fila[1]) is not None:
            yield fila


INDICADOR_DE = {"IP": "pobreza_monetaria", "IPE": "pobreza_extrema"}
POBREZA = "pobreza_monetaria/marco2018_pub2024/pobreza_monetaria.csv"


@pytest.mark.parametrize("hoja", ["IP", "IPE"])
def test_pobreza_incidencias(anexo_pobreza: Path, hoja: str) -> None:
    tabla = _hoja(anexo_pobreza, f"{hoja} Act.Met.")
    anios = [str(int(celda)) for celda in tabla.iloc[14, 1:4]]
    assert anios == ["2021", "2022", "2023"]
    originales: Celdas = {
        (_codigo(fila[0]), anio): _numero(valor)
        for fila in _filas_de_lugares(tabla.iloc[15:41])
        for anio, valor in zip(anios, fila[1:4], strict=True)
    }
    crudas: Celdas = {
        (fila["codigo"], fila["anio"]): _numero(fila["valor_pct"])
        for fila in _crudo(POBREZA)
        if fila["indicador"] == INDICADOR_DE[hoja]
    }
    _comparar(f"Pobreza, hoja {hoja}", originales, crudas, 25 * 3)


@pytest.mark.parametrize("hoja", ["IP", "IPE"])
def test_pobreza_intervalos(anexo_pobreza: Path, hoja: str) -> None:
    """Cinco columnas por año: estimación, error, límites y coeficiente de variación."""
    tabla = _hoja(anexo_pobreza, f"IC_{hoja} Act.Met.")
    originales: Celdas = {}
    for bloque, anio in enumerate(("2021", "2022", "2023")):
        primera = 1 + 5 * bloque
        assert str(tabla.iloc[13, primera]) == anio
        assert [str(c).strip() for c in tabla.iloc[14, primera : primera + 5]] == [
            "Estimación", "Error Estándar", "Límite Inferior", "Límite Superior", "CV %",
        ]  # fmt: skip
        columnas = {"valor_pct": 0, "lim_inf": 2, "lim_sup": 3, "cv": 4}
        for fila in _filas_de_lugares(tabla.iloc[15:]):
            for nombre, corrida in columnas.items():
                clave = (_codigo(fila[0]), anio, nombre)
                originales[clave] = _numero(fila[primera + corrida])
    crudas: Celdas = {
        (fila["codigo"], fila["anio"], columna): _numero(fila[columna])
        for fila in _crudo(POBREZA)
        if fila["indicador"] == INDICADOR_DE[hoja]
        for columna in ("valor_pct", "lim_inf", "lim_sup", "cv")
    }
    con_intervalo = {codigo for codigo, _, _ in originales}
    crudas = {clave: valor for clave, valor in crudas.items() if clave[0] in con_intervalo}
    _comparar(f"Pobreza, hoja IC_{hoja}", originales, crudas, 24 * 3 * 4)


# Pobreza multidimensional 2018-2024


def test_pobreza_multidimensional(datos_originales: Path) -> None:
    libro = datos_originales / "anex-PMultidimensional-Departamental-2024.xlsx"
    tabla = _hoja(libro, "IPM_Departamentos")
    zona_de = {
        "Total": "total",
        "Cabeceras": "cabeceras",
        # El rótulo trae un salto de línea en el libro.
        "Centros poblados y rural disperso": "centros_poblados_y_rural_disperso",
    }
    columnas = {}
    for columna in range(1, 22):
        # El año va en una celda combinada de tres columnas y puede llevar asteriscos de nota.
        anio = str(tabla.iloc[11, columna - (columna - 1) % 3]).strip("*")
        zona = zona_de[" ".join(str(tabla.iloc[12, columna]).split())]
        columnas[columna] = (anio, zona)
    assert [anio for anio, zona in columnas.values() if zona == "total"] == [
        str(anio) for anio in range(2018, 2025)
    ]
    originales: Celdas = {
        (_codigo(fila[0]), *columnas[columna]): _numero(fila[columna])
        for fila in tabla.iloc[13:46].itertuples(index=False, name=None)
        for columna in columnas
    }
    crudas: Celdas = {
        (fila["codigo"], fila["anio"], fila["zona"]): _numero(fila["incidencia_pct"])
        for fila in _crudo("pobreza_multidimensional/2024/pobreza_multidimensional.csv")
    }
    _comparar("Pobreza multidimensional", originales, crudas, 33 * 7 * 3)
    # San Andrés no tiene zona rural: es lo único vacío.
    assert {c[0] for c, valor in originales.items() if valor is None} <= {"88"}


# PIB por departamento y actividad, edición 2020 preliminar


@pytest.mark.parametrize(
    ("hoja", "medida"), [("Cuadro 1", "pib_corriente_mm"), ("Cuadro 2", "pib_real_2015_mm")]
)
def test_pib_2020_preliminar(datos_originales: Path, hoja: str, medida: str) -> None:
    """33 bloques, uno por departamento; la fila que importa es «PIB DEPARTAMENTAL»."""
    tabla = _hoja(datos_originales / "anexo-2020-preliminar-departamento-resultado.xlsx", hoja)
    originales: Celdas = {}
    codigo, columnas = "", {}
    for fila in tabla.itertuples(index=False, name=None):
        titulo = " ".join(str(fila[0]).split())
        if ": valor agregado" in titulo:
            codigo = _codigo(titulo.split(":")[0])
        elif titulo.startswith("Clasificación"):
            # A la derecha hay un segundo bloque (tasas) separado por una columna vacía.
            fin = next(c for c in range(3, len(fila)) if str(fila[c]).strip() in ("", "nan"))
            columnas = {c: str(fila[c]).removesuffix(".0") for c in range(3, fin)}
        elif str(fila[2]).strip() == "PIB DEPARTAMENTAL":
            for columna, rotulo in columnas.items():
                anio = rotulo[:4]
                estado = {"p": "p", "pr": "pr"}.get(rotulo[4:], "def")
                originales[codigo, anio, "valor"] = round(float(fila[columna]), 3)
                originales[codigo, anio, "estado"] = estado
    crudas: Celdas = {}
    for cruda in _crudo("pib/2020pr/pib_departamental.csv"):
        if cruda["medida"] == medida:
            crudas[cruda["codigo"], cruda["anio"], "valor"] = float(cruda["valor"])
            crudas[cruda["codigo"], cruda["anio"], "estado"] = cruda["estado"]
    _comparar(f"PIB edición 2020pr, {medida}", originales, crudas, 33 * 16 * 2)


# Población municipal 2018-2035


def test_poblacion_municipal(datos_originales: Path) -> None:
    tabla = _hoja(datos_originales / "Municipal_Sexo_2018-2035.xlsx", "Municipal")
    assert [str(celda).strip() for celda in tabla.iloc[11]] == [
        "DP", "DPNOM", "DPMP", "MPIO", "AÑO", "Total Hombres", "Total Mujeres", "Total",
    ]  # fmt: skip
    originales: Celdas = {
        (str(fila[2]), str(fila[4]), columna): _numero(valor)
        for fila in tabla.iloc[12:].itertuples(index=False, name=None)
        if str(fila[0]) == "54"
        for columna, valor in zip(("hombres", "mujeres", "total"), fila[5:8], strict=True)
    }
    crudas: Celdas = {
        (fila["codigo"], fila["anio"], columna): _numero(fila[columna])
        for fila in _crudo("poblacion/2018-2035/poblacion_54.csv")
        for columna in ("hombres", "mujeres", "total")
    }
    _comparar("Población municipal", originales, crudas, 40 * 18 * 3)


# La comparación también se prueba


@pytest.mark.parametrize(
    "crudas",
    [
        {("a",): 1.0, ("b",): 2.0000001},
        {("a",): 1.0, ("b",): None},
        {("a",): 1.0, ("b",): 0.0},
        {("a",): 1.0},
        {("a",): 1.0, ("b",): 2.0, ("c",): 3.0},
    ],
)
def test_la_comparacion_detecta_una_celda_distinta(crudas: Celdas) -> None:
    originales: Celdas = {("a",): 1.0, ("b",): 2.0}
    with pytest.raises(AssertionError):
        _comparar("prueba", originales, crudas, 2)
    _comparar("prueba", originales, dict(originales), 2)
    with pytest.raises(AssertionError):
        _comparar("prueba", originales, dict(originales), 3)
