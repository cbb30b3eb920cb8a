"""Lo que se ve y lo que se baja son las mismas celdas, en todas las vistas de todas las páginas.

Se abre cada página con todas sus vistas en «Tabla», se leen de vuelta los tres archivos de cada una
y, con lo leído, se rehace la tabla de la pantalla.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from math import isclose
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from pandas.api import types
from streamlit.testing.v1 import AppTest

from tablero import componentes, exportar
from tablero.diccionario import diccionario_de, tabla_legible
from tablero.formato import es_vacio
from tablero.navegacion import PAGINAS
from tests.apoyo import RAIZ


class Bajada(NamedTuple):
    """Lo que una vista de la página ofrece para bajar."""

    clave: str
    datos: pd.DataFrame
    fuente_ids: tuple[str, ...]
    todo: Callable[[], pd.DataFrame] | None


# Archivo de la página, parámetros de la URL y cuántas vistas con tabla tiene.
RECORRIDO = (
    ("pagina_panorama", {}, 1),
    ("pagina_idc", {}, 1),
    ("pagina_idc", {"idc_seccion": "escalafon", "idc_edicion": "2024"}, 1),
    ("pagina_idc", {"idc_seccion": "pilares"}, 2),
    ("pagina_idc", {"idc_seccion": "indicadores", "idc_edicion": "2024"}, 2),
    ("pagina_pobreza_producto", {}, 3),
    ("pagina_pobreza_producto", {"eco_corte": "todos"}, 3),
    ("pagina_tejido", {}, 4),
    ("pagina_canasta", {}, 4),
    ("pagina_canasta", {"exp_dimension": "pais", "exp_anio": "2024"}, 4),
    ("pagina_plan", {}, 3),
    ("pagina_plan", {"plan_nivel": "todo"}, 3),
    ("pagina_plan", {"periodo": "2024-2027"}, 3),
    ("pagina_plan", {"plan_seccion": "metas"}, 1),
    ("pagina_plan", {"periodo": "2024-2027", "plan_seccion": "metas"}, 1),
    ("pagina_plan", {"plan_seccion": "inversion"}, 2),
    ("pagina_plan", {"periodo": "2024-2027", "plan_seccion": "inversion"}, 1),
    ("pagina_plan", {"plan_seccion": "calidad", "plan_gravedad": "todas"}, 2),
    ("pagina_plan", {"periodo": "2024-2027", "plan_seccion": "calidad"}, 2),
    ("pagina_cobertura", {}, 2),
    ("pagina_cobertura", {"cob_periodo": "2020-2023", "cob_anio": "2022"}, 2),
    ("pagina_cobertura", {"cob_periodo": "2020-2023", "cob_seccion": "metas"}, 2),
    ("pagina_cobertura", {"cob_seccion": "poblacion"}, 2),
    ("pagina_cobertura", {"cob_seccion": "periodos"}, 2),
    ("pagina_lugar", {"divipola": "54498", "con": "54001"}, 3),
    ("pagina_lugar", {"subregion": "Norte"}, 3),
    ("pagina_catalogo", {"indicador": "pib_per_capita"}, 1),
    ("pagina_catalogo", {"indicador": "pobreza_monetaria"}, 1),
)

# Actualizar baja lo que alguien revisó de su informe; Sesión y Verificar, lo que alguien guardó:
# no tablas publicadas. Lo que llevan lo comprueban sus propias pruebas.
SIN_DESCARGAS_DEL_MART = {"pagina_actualizar", "pagina_sesion", "pagina_verificar"}


@pytest.fixture
def abrir(
    mart: Path, usar_mart: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[AppTest, list[Bajada], list[pd.DataFrame]]]:
    usar_mart(mart)
    bajadas: dict[str, Bajada] = {}
    en_pantalla: list[pd.DataFrame] = []
    mostrar_datos, bajar = componentes.mostrar_datos, componentes._bajar_y_citar

    def anotar_tabla(datos: pd.DataFrame) -> None:
        en_pantalla.append(datos)
        mostrar_datos(datos)

    def anotar_bajada(
        datos: pd.DataFrame, fuentes: Any, tema: str, clave: str, filtros: Any, todo: Any,
        dibujar: Any,
    ) -> None:  # fmt: skip
        bajadas[clave] = Bajada(clave, datos, tuple(fuentes), todo)
        bajar(datos, fuentes, tema, clave, filtros, todo, dibujar)

    monkeypatch.setattr(componentes, "mostrar_datos", anotar_tabla)
    monkeypatch.setattr(componentes, "_bajar_y_citar", anotar_bajada)

    def correr(
        archivo: str, parametros: dict[str, str]
    ) -> tuple[AppTest, list[Bajada], list[pd.DataFrame]]:
        def nueva() -> AppTest:
            pantalla = AppTest.from_file(str(RAIZ / "pages" / f"{archivo}.py"), default_timeout=90)
            for clave, valor in parametros.items():
                pantalla.query_params[clave] = valor
            return pantalla

        nueva().run()
        pantalla = nueva()
        for clave in bajadas:
            pantalla.query_params[f"{clave}_ver"] = "Tabla"
        en_pantalla.clear()
        # Lo que otra prueba ya puso no se vuelve a armar: así se ve pasar cada tabla.
        st.cache_resource.clear()
        pantalla.run()
        assert not pantalla.exception
        return pantalla, list(bajadas.values()), list(en_pantalla)

    return correr


def leer_csv(contenido: bytes, separador: str, decimal: str, como: pd.DataFrame) -> pd.DataFrame:
    """El CSV de vuelta, con los tipos de la tabla de la que salió."""
    filas = list(csv.reader(io.StringIO(contenido.decode("utf-8-sig"), newline=""),
                            delimiter=separador))  # fmt: skip
    encabezado, *cuerpo = filas
    assert encabezado == list(como.columns)

    def valor(texto: str, columna: str) -> Any:
        if texto == "":
            return None
        if types.is_bool_dtype(como[columna]):
            return {"sí": True, "no": False}[texto]
        if types.is_integer_dtype(como[columna]):
            return int(texto)
        if types.is_numeric_dtype(como[columna]):
            return float(texto.replace(decimal, "."))
        return texto

    return pd.DataFrame(
        [[valor(celda, c) for celda, c in zip(fila, encabezado, strict=True)] for fila in cuerpo],
        columns=encabezado,
        dtype=object,
    )


def leer_xlsx(datos: pd.DataFrame, fuente_ids: tuple[str, ...]) -> pd.DataFrame:
    contenido = exportar.xlsx(
        datos, diccionario_de(datos), pd.DataFrame({"fuente_id": list(fuente_ids)}), ["prueba"]
    )
    libro = openpyxl.load_workbook(io.BytesIO(contenido))
    assert libro.sheetnames == ["Léame", "Datos", "Diccionario", "Fuentes"]
    encabezado, *cuerpo = libro["Datos"].iter_rows(values_only=True)
    return pd.DataFrame(cuerpo, columns=list(encabezado), dtype=object)


def normal(valor: Any) -> Any:
    """Un valor para comparar: vacío es ``None`` y todo número es ``float``."""
    if es_vacio(valor) or valor == "":
        return None
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if types.is_number(valor):
        return float(valor)
    return str(valor)


def celdas(tabla: pd.DataFrame) -> list[list[Any]]:
    return [[normal(valor) for valor in fila] for fila in tabla.itertuples(index=False, name=None)]


def diferencias(unas: list[list[Any]], otras: list[list[Any]]) -> list[tuple[Any, Any]]:
    """Las celdas distintas. Un libro de Excel guarda 16 cifras; en la 15.ª ya no se distinguen."""
    assert [len(fila) for fila in unas] == [len(fila) for fila in otras]
    return [
        (a, b)
        for fila, otra in zip(unas, otras, strict=True)
        for a, b in zip(fila, otra, strict=True)
        if a != b
        and not (isinstance(a, float) and isinstance(b, float) and isclose(a, b, rel_tol=1e-14))
    ]


def comparar(datos: pd.DataFrame, fuente_ids: tuple[str, ...]) -> int:
    """Los tres archivos contra la tabla. Devuelve cuántas celdas comparó."""
    esperadas = celdas(datos)
    internacional = leer_csv(exportar.csv_internacional(datos), ",", ".", datos)
    espanol = leer_csv(exportar.csv_espanol(datos), ";", ",", datos)
    assert celdas(internacional) == esperadas
    assert celdas(espanol) == esperadas
    assert diferencias(celdas(leer_xlsx(datos, fuente_ids)), esperadas) == []
    # Una nota en blanco se lee en blanco y en un CSV es lo mismo que un vacío.
    sin_blancos = datos.astype(object).replace("", None)
    assert tabla_legible(internacional).equals(tabla_legible(sin_blancos))
    return datos.size


@pytest.mark.parametrize(("archivo", "parametros", "n_vistas"), RECORRIDO)
def test_pantalla_csv_y_excel_llevan_las_mismas_celdas(
    abrir: Callable[..., tuple[AppTest, list[Bajada], list[pd.DataFrame]]],
    archivo: str,
    parametros: dict[str, str],
    n_vistas: int,
) -> None:
    pantalla, bajadas, en_pantalla = abrir(archivo, parametros)
    assert len(bajadas) == n_vistas, [bajada.clave for bajada in bajadas]
    vistas = [tabla.value.astype(str) for tabla in pantalla.table]
    comparadas = 0
    for bajada in bajadas:
        comparadas += comparar(bajada.datos, bajada.fuente_ids)
        if bajada.todo is not None:
            comparadas += comparar(bajada.todo(), bajada.fuente_ids)
        # Cada vista con gráfico pasó a tabla: lo comparado es lo que se ve, no sólo lo que se baja.
        assert any(datos.equals(bajada.datos) for datos in en_pantalla), bajada.clave
        legible = tabla_legible(bajada.datos).map(componentes.plano).astype(str)
        legible.columns = [componentes.plano(c) for c in legible.columns]
        assert any(
            legible.reset_index(drop=True).equals(v.reset_index(drop=True)) for v in vistas
        ), bajada.clave
    assert comparadas >= 12


def test_el_recorrido_pasa_por_todas_las_paginas() -> None:
    archivos = {Path(pagina.archivo).stem for pagina in PAGINAS}
    assert {archivo for archivo, _, _ in RECORRIDO} == archivos - SIN_DESCARGAS_DEL_MART
