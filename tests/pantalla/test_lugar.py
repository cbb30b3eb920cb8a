"""La ficha de un municipio, una subregión y el departamento, en pantalla."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

Abrir = Callable[..., AppTest]
PAGINA = "pages/pagina_lugar.py"


def textos(pantalla: AppTest) -> str:
    return "\n".join(str(e.value) for e in (*pantalla.markdown, *pantalla.info))


def test_la_ficha_de_un_municipio(abrir: Abrir) -> None:
    pantalla = abrir(divipola="54498")
    assert pantalla.title[0].value == "¿Qué metas nombraron a Ocaña y cuándo?"
    dicho = textos(pantalla)
    assert "6 metas nombran a Ocaña (puesto 3 de 40 en el departamento" in dicho
    assert "29 metas nombran a Ocaña (puesto 2 de 40 en el departamento" in dicho
    assert "Aparte, 14 metas dicen cubrir todo el departamento" in dicho
    datos = dict(pantalla.table[0].value.itertuples(index=False, name=None))
    # Proyección de Ocaña para 2025 y área oficial del Marco Geoestadístico Nacional 2018.
    assert datos["Población 2025 (proyección, edición 2018-2035)"] == "133.609 habitantes"
    assert datos["Área"] == "522,6 km²"
    assert (datos["Cámara de comercio"], datos["PDET Catatumbo"]) == ("Ocaña", "no")
    vecinos = next(t.value for t in pantalla.table if "Frontera común" in t.value.columns)
    assert len(vecinos) == 6
    metas = next(t.value for t in pantalla.table if "Enunciado" in t.value.columns)
    assert len(metas) == 35
    assert "![Mapa de los 40 municipios. Dónde queda Ocaña.](data:image/svg+xml;base64," in dicho
    assert not pantalla.get("plotly_chart")
    assert not pantalla.warning


def test_dos_lugares_lado_a_lado(abrir: Abrir) -> None:
    tabla = abrir(divipola="54498", con="54001").table[0].value
    assert list(tabla.columns) == ["Dato", "Ocaña", "Cúcuta"]
    filas = tabla.set_index("Dato")
    assert list(filas.loc["Metas que lo nombran, 2020-2023"]) == ["29", "42"]


def test_una_subregion_y_el_departamento(abrir: Abrir) -> None:
    pantalla = abrir(subregion="Norte")
    assert pantalla.title[0].value == (
        "¿Qué metas nombraron municipios de la subregión Norte y cuándo?"
    )
    assert "17 metas nombran a sus municipios (puesto 5 de 6 entre las subregiones)" in textos(
        pantalla
    )
    suyos = next(t.value for t in pantalla.table if "Metas 2024-2027" in t.value.columns)
    assert set(suyos["Nombre"]) == {"Bucarasica", "El Tarra", "Sardinata", "Tibú"}
    for parametros in ({}, {"divipola": "54"}):
        assert "10 metas nombran a sus municipios (20 de 40 municipios nombrados)" in textos(
            abrir(**parametros)
        )


@pytest.mark.parametrize(
    ("parametro", "valor"), [("divipola", "99999"), ("subregion", "Sur"), ("con", "x")]
)
def test_un_lugar_que_no_existe_dice_que_hacer(abrir: Abrir, parametro: str, valor: str) -> None:
    pantalla = abrir(**{parametro: valor})
    assert f"{parametro}={valor}, que aquí no existe" in pantalla.warning[0].value
    assert "Elija un municipio o una subregión en las listas" in pantalla.info[0].value
