"""Las imágenes en un navegador de verdad: se bajan con sus medidas y sus textos, y nada se pisa."""

from __future__ import annotations

import html
import re
import struct

import pandas as pd
import pytest
from playwright.sync_api import Download, Page, expect

from tablero import estilo
from tablero.imagenes.composicion import TAMANOS, Tamano, figura_para_imagen
from tablero.vistas import VistaCongelada, congelar
from tests.ingles import ingles_en
from tests.navegador.conftest import Abrir, esperar_quieta
from tests.navegador.test_lienzo import FIGURAS, MEDIR

pytestmark = pytest.mark.navegador

DIBUJAR = """async texto => {
  const { data, layout } = JSON.parse(texto);
  const gd = document.querySelector('#imagen');
  gd.style.width = `${layout.width}px`;
  gd.style.height = `${layout.height}px`;
  await Plotly.newPlot(gd, data, layout, { staticPlot: true });
}"""


# Las dos más exigentes: la baja y la angosta. Con las cuatro y todas las vistas del tablero se miró
# una vez; aquí queda una muestra.
@pytest.mark.parametrize("tamano", ["diapositiva", "media-diapositiva"])
@pytest.mark.parametrize("nombre", FIGURAS)
def test_todo_cabe_y_nada_se_pisa(hoja: Page, nombre: str, tamano: str) -> None:
    figura = figura_para_imagen(una_vista(nombre), TAMANOS[tamano])
    hoja.evaluate(DIBUJAR, figura.to_json())
    medida = hoja.evaluate(MEDIR)
    assert (medida["ancho"], medida["alto"]) == (TAMANOS[tamano].ancho, TAMANOS[tamano].alto)
    margen = figura.layout.margin
    assert medida["margen"] == [margen.l, margen.r, margen.t, margen.b]
    cajas = medida["cajas"]
    fuera = [
        c["t"]
        for c in cajas
        if min(c["i"], c["a"]) < -1 or c["d"] > medida["ancho"] + 1 or c["b"] > medida["alto"] + 1
    ]
    pisados = [
        (una["t"], otra["t"])
        for i, una in enumerate(cajas)
        for otra in cajas[i + 1 :]
        if min(una["d"], otra["d"]) - max(una["i"], otra["i"]) > 2
        and min(una["b"], otra["b"]) - max(una["a"], otra["a"]) > 3
    ]
    assert len(cajas) > 4
    assert (fuera, pisados) == ([], [])


def una_vista(nombre: str) -> VistaCongelada:
    figura = estilo.terminar(
        FIGURAS[nombre]("claro"),
        titulo="Norte de Santander cae del puesto 15 al 17 en densidad empresarial desde 2020",
        subtitulo="Empresas por cada 1.000 habitantes, 2012-2024. Edición 2025.",
        fuentes=["DANE, anexo departamental, edición 2023", "DANE, MGN 2018"],
        corte="2026-11-21",
        alt="Prueba.",
        notas=["El punto hueco es una cifra preliminar."],
    )
    fuente = {
        "fuente_id": "x", "productor": "DANE", "titulo": "Anexo", "edicion": "2023",
        "ultimo_dato": "2024", "cita": "DANE.", "fecha_consulta": "2026-11-21",
    }  # fmt: skip
    return congelar(
        figura, pd.DataFrame({"anio": [2024]}), fuentes=[fuente], tema="densidad", clave="d",
        filtros={"anio": 2024}, direccion="/empresas", pagina="Tejido empresarial",
    )  # fmt: skip


def abrir_descargas(pestana: Page) -> str:
    """Abre las de la primera vista y devuelve su código."""
    pestana.get_by_text("Bajar los datos y ver de dónde salen").first.click()
    dicho = pestana.get_by_text("Código de lo que se ve").first
    expect(dicho).to_be_visible()
    esperar_quieta(pestana)
    return dicho.inner_text().rpartition(" ")[2]


def elegir(pestana: Page, tamano: Tamano) -> None:
    pestana.get_by_role("combobox", name=re.compile("Imagen para")).first.click()
    pestana.get_by_role("option", name=re.compile(f"^{tamano.rotulo} ")).click()
    # Hasta que la página termine, el botón todavía entrega el tamaño anterior.
    esperar_quieta(pestana)


def bajar(pestana: Page, formato: str, *, con_teclado: bool = False) -> Download:
    boton = pestana.get_by_role("button", name=formato).first
    with pestana.expect_download() as espera:
        if con_teclado:
            boton.focus()
            pestana.keyboard.press("Enter")
        else:
            boton.click()
    return espera.value


def textos_del_svg(bajada: Download) -> str:
    """Lo que se lee, de corrido: cada renglón es un elemento."""
    svg = bajada.path().read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert not re.search(r"(?:href|src)=\"https?:", svg)
    assert re.search(r"<rect[^>]*fill: rgb\(255, 255, 255\)", svg)
    trozos = re.findall(r">([^<>]+)</(?:text|tspan)>", svg)
    return sin_duros(" ".join(map(html.unescape, trozos)))


def sin_duros(texto: str) -> str:
    """Con un solo espacio, y corriente, entre palabras."""
    return re.sub(r"\s+", " ", texto)


def test_se_baja_en_los_cuatro_tamanos_con_sus_textos_y_su_codigo(abrir: Abrir) -> None:
    """Un gráfico en el teléfono y en oscuro, y un mapa: la imagen siempre sale en claro."""
    pestana = abrir("/economia", ancho=390, tema="dark")
    codigo = abrir_descargas(pestana)
    for i, tamano in enumerate(TAMANOS.values()):
        if i:
            elegir(pestana, tamano)
        bajada = bajar(pestana, "PNG", con_teclado=tamano.clave == "cuadrado")
        assert bajada.suggested_filename.endswith(f"_{tamano.clave}_{codigo}.png")
        # Ancho y alto están en el encabezado de todo PNG.
        assert struct.unpack(">II", bajada.path().read_bytes()[16:24]) == tamano.pixeles
    ocupa = pestana.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert ocupa <= 390

    dibujo = pestana.locator(".js-plotly-plot").first
    titulo = " ".join(dibujo.locator(".gtitle tspan").all_text_contents())
    assert titulo.startswith("El PIB por habitante de Norte de Santander fue de ")
    leido = textos_del_svg(bajar(pestana, "SVG"))
    expect(pestana.get_by_text("Imagen bajada: ").first).to_be_visible()
    for texto in (
        f"{sin_duros(titulo)} Producto interno bruto por habitante, en millones de pesos",
        "PIB por departamento, base 2015, edición 2025 preliminar. Corte: 2025.",
        f"Filtros: Departamento: Norte de Santander. Código {codigo}.",
    ):
        assert texto in leido
    assert ingles_en([leido]) == []

    mapa = abrir("/cobertura")
    codigo = abrir_descargas(mapa)
    leido = textos_del_svg(bajar(mapa, "SVG"))
    assert f"Código {codigo}." in leido
    assert "Ocaña" in leido
    mapa.get_by_text("Tabla", exact=True).first.click()
    expect(mapa.get_by_role("button", name="PNG")).to_have_count(0)
