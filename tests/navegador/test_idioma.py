"""El marco en un navegador de verdad: ni una palabra inglesa a la vista ni al oído.

Recorre una aplicación de juguete con las piezas que usa el tablero, con el navegador en español y
en inglés: la lengua del marco no puede depender de la del equipo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ingles import TEXTOS_VISIBLES, ingles_en
from tests.servidor import servir

pytestmark = pytest.mark.navegador

APLICACION = """
from pathlib import Path

import streamlit as st

from tablero.servidor import INTERMEDIARIOS

app = st.App(Path(__file__).with_name("inicio.py"), middleware=INTERMEDIARIOS)
"""

PAGINA = """
import time

import pandas as pd
import plotly.graph_objects as go
import streamlit as st


def piezas():
    st.title("Piezas")
    tabla = pd.DataFrame({"puesto": [3, 7], "puntaje": [4.5, None]})
    st.metric("Puntaje", "4,5", "0,2", help="De 0 a 10")
    st.dataframe(tabla, hide_index=True)
    st.segmented_control("Vista", ["Gráfico", "Tabla"])
    st.selectbox("Año", ["2023", "2024"], index=None)
    st.multiselect("Municipios", ["Ocaña", "Cúcuta"])
    with st.popover("Más"):
        st.write("Contenido")
    st.download_button("Descargar", "a", file_name="a.csv")
    st.file_uploader("Archivo", type=["csv"], accept_multiple_files=True)
    fechas = pd.to_datetime(["2024-01-15", "2024-08-15"])
    figura = go.Figure([go.Scatter(x=fechas, y=[1, 2]), go.Bar(x=fechas, y=[2, 1])])
    st.plotly_chart(figura, theme=None)
    st.number_input("Cantidad", 0, 10, 5)
    st.text_input("Nota")
    if st.button("Demorar"):
        time.sleep(4)
    st.toast("Listo", duration="long")


def otra():
    st.title("Otra")


st.navigation([st.Page(piezas, title="Piezas", default=True), st.Page(otra, title="Otra")],
              position="top").run()
"""


@pytest.fixture(scope="module")
def juguete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    carpeta = tmp_path_factory.mktemp("juguete")
    (carpeta / "inicio.py").write_text(PAGINA, encoding="utf-8")
    aplicacion = carpeta / "app.py"
    aplicacion.write_text(APLICACION, encoding="utf-8")
    return aplicacion


@pytest.fixture(scope="module")
def direccion(juguete: Path) -> Iterator[str]:
    with servir(juguete) as url:
        yield url


class Vigilada(NamedTuple):
    """Una pestaña y lo que no debió pasar en ella."""

    pestana: Page
    fallas: list[str]


@pytest.fixture
def vigilada(navegador: Browser) -> Iterator[Vigilada]:
    """Un navegador en inglés, que es donde más se colaría; las demás pruebas lo tienen en es-CO."""
    contexto = navegador.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    pestana = contexto.new_page()
    fallas: list[str] = []

    def anotar_peticion(peticion: Any) -> None:
        partes = urlsplit(peticion.url)
        if partes.scheme in ("http", "https", "ws", "wss") and partes.hostname != "localhost":
            fallas.append(f"petición a {peticion.url}")
        if "/static/js/" in partes.path:
            fallas.append(f"guion sin traducir: {peticion.url}")

    pestana.on("request", anotar_peticion)
    pestana.on("console", lambda m: fallas.append(m.text) if m.type == "error" else None)
    pestana.on("pageerror", lambda error: fallas.append(str(error)))
    yield Vigilada(pestana, fallas)
    contexto.close()


def abrir(pestana: Page, url: str) -> None:
    pestana.goto(url)
    expect(pestana.get_by_test_id("stToast")).to_be_visible(timeout=60_000)
    expect(pestana.locator(".js-plotly-plot .modebar")).to_be_attached(timeout=60_000)


def abrir_menu_de_columna(pestana: Page) -> None:
    # La tabla es un dibujo: el botón del menú está al final del encabezado de la columna.
    expect(pestana.locator(".gdg-search-bar")).to_have_count(0)
    caja = pestana.get_by_test_id("stDataFrame").bounding_box()
    assert caja is not None
    for x in range(int(caja["width"]) - 8, 0, -8):
        pestana.mouse.click(caja["x"] + x, caja["y"] + 18)
        if pestana.get_by_test_id("stDataFrameColumnMenu").count():
            return
    raise AssertionError("no apareció el menú de columna")


RECORRIDO: dict[str, Callable[[Page], object]] = {
    "recién abierta": lambda p: None,
    "menú principal": lambda p: p.get_by_test_id("stMainMenuButton").click(),
    "ayuda": lambda p: p.get_by_test_id("stMetric").get_by_test_id("stTooltipIcon").hover(),
    "barra de la tabla": lambda p: p.get_by_test_id("stDataFrame").hover(),
    "búsqueda en la tabla": lambda p: p.get_by_role("button", name="Buscar", exact=True).click(),
    "resultado de la búsqueda": lambda p: p.locator(".gdg-search-bar input").fill("7"),
    "menú de columna": abrir_menu_de_columna,
    "estadísticas de columna": lambda p: p.get_by_text("Estadísticas").hover(),
    "formato de columna": lambda p: p.get_by_text("Formato").hover(),
    "columnas visibles": lambda p: (
        p.get_by_test_id("stDataFrame").hover(),
        p.get_by_role("button", name="Mostrar u ocultar columnas").click(),
    ),
    "lista": lambda p: p.get_by_test_id("stSelectbox").locator("input").click(),
    "lista sin resultados": lambda p: p.keyboard.type("zzz"),
    "lista de varias": lambda p: p.get_by_test_id("stMultiSelect").locator("input").click(),
    "varias elegidas": lambda p: p.keyboard.press("Enter"),
    "ventanita": lambda p: p.get_by_test_id("stPopover").locator("button").click(),
    "gráfico": lambda p: p.get_by_test_id("stPlotlyChart").hover(),
    "archivo que no es": lambda p: p.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"a"}
    ),
    "número fuera de rango": lambda p: (
        p.get_by_test_id("stNumberInput").locator("input").fill("99"),
        p.keyboard.press("Enter"),
    ),
    "texto sin enviar": lambda p: p.get_by_test_id("stTextInput").locator("input").fill("hola"),
    "calculando": lambda p: (
        p.get_by_role("button", name="Demorar").click(),
        expect(p.get_by_text("Detener", exact=True)).to_be_visible(),
    ),
}
SE_QUEDAN_ABIERTOS = (
    "búsqueda en la tabla", "menú de columna", "estadísticas de columna", "lista", "lista de varias"
)  # fmt: skip


def test_no_se_ve_ni_se_oye_ingles(vigilada: Vigilada, direccion: str) -> None:
    pestana, fallas = vigilada
    abrir(pestana, direccion)
    assert pestana.locator("html").get_attribute("lang") == "es-CO"
    vistos: set[str] = set()
    for paso, accion in RECORRIDO.items():
        accion(pestana)
        pestana.wait_for_timeout(400)
        textos = pestana.evaluate(TEXTOS_VISIBLES)
        assert ingles_en(textos) == [], paso
        vistos.update(textos)
        if paso not in SE_QUEDAN_ABIERTOS:
            pestana.keyboard.press("Escape")
    esperados = {
        "Saltar al contenido principal", "Imprimir", "Ayuda de Puntaje", "Escriba para buscar",
        "1 resultado", "Ordenar de menor a mayor", "Desviación estándar", "Abreviado",
        "Elija una opción", "Sin resultados", "Quitar todas", "Descargar el gráfico en PNG",
        "Pantalla completa", "200MB por archivo", "No se admiten archivos application/pdf.",
        "Presione Entrar para aplicar", "Detener", "serie 0",
    }  # fmt: skip
    assert esperados <= vistos, f"El recorrido no llegó a {esperados - vistos}"
    assert fallas == []


def test_una_direccion_que_no_existe_se_explica_en_espanol(
    vigilada: Vigilada, direccion: str
) -> None:
    pestana = vigilada.pestana
    pestana.goto(f"{direccion}/no_existe")
    expect(pestana.get_by_text("Página no encontrada")).to_be_visible(timeout=60_000)
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []


def test_un_servidor_apagado_se_explica_en_espanol(vigilada: Vigilada, juguete: Path) -> None:
    pestana = vigilada.pestana
    with servir(juguete) as direccion:
        abrir(pestana, direccion)
    expect(pestana.get_by_text("Error de conexión")).to_be_visible(timeout=60_000)
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []
