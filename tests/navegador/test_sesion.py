"""La sesión en un navegador: agregar desde una página, la sala con las flechas y accesibilidad."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tablero.navegacion import PAGINAS
from tablero.sesion import archivo
from tests.navegador.conftest import esperar_quieta, estirar, violaciones

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]
# Lo que se sale de la ventana, y los píxeles enteros en que el dibujo o la tabla pisan el pie.
_MIDE = """() => {
  const en = (e) => e.getBoundingClientRect()
  const principal = document.querySelector('[data-testid=stMain]')
  const pie = en(document.querySelector('.st-key-sala_pie'))
  const cuerpo = en(document.querySelector(
    '.st-key-sala [data-testid=stPlotlyChart], .st-key-sala [data-testid=stTable]'))
  return {
    alto: principal.scrollHeight - innerHeight, ancho: principal.scrollWidth - innerWidth,
    pie: Math.max(0, pie.bottom - innerHeight),
    pisa: Math.max(0, Math.floor(cuerpo.bottom - pie.top)),
    derecha: Math.max(0, cuerpo.right - innerWidth),
    letra: parseFloat(getComputedStyle(document.querySelector('.st-key-sala h1')).fontSize),
    marco: [...document.querySelectorAll('[data-testid=stHeader], .st-key-marco_busqueda')]
      .filter((e) => e.checkVisibility()).length,
  }
}"""


def agregar(pestana: Page) -> None:
    pestana.get_by_text("Bajar los datos y ver de dónde salen").first.click()
    esperar_quieta(pestana)
    pestana.get_by_role("button", name="Agregar a la sesión").first.click()


def ir(pestana: Page, titulo: str) -> None:
    grupo = next(pagina.grupo for pagina in PAGINAS if pagina.titulo == titulo)
    if grupo:
        pestana.get_by_test_id("stTopNavSection").filter(has_text=grupo).click()
    enlace = "stTopNavDropdownLink" if grupo else "stTopNavLink"
    pestana.get_by_test_id(enlace).filter(has_text=titulo).click()


def test_agregar_guardar_proyectar_y_volver_a_abrir(abrir: Abrir, tmp_path: Path) -> None:
    carpeta_zip = tmp_path / "carpeta.zip"
    pestana = abrir("/competitividad?idc_seccion=escalafon&idc_edicion=2024&idc_anio=2024")
    expect(pestana.get_by_text(re.compile(r"^\d+ más$"))).to_have_count(0)
    agregar(pestana)
    expect(pestana.get_by_text("Agregada: 1 vista en la carpeta")).to_be_visible()
    esperar_quieta(pestana)
    ir(pestana, "Cobertura")
    expect(pestana.get_by_role("heading", name="¿A qué municipios llegó")).to_be_visible()
    esperar_quieta(pestana)
    agregar(pestana)
    expect(pestana.get_by_text("Agregada: 2 vistas en la carpeta")).to_be_visible()
    expect(pestana.get_by_test_id("stToast")).to_have_count(0)

    ir(pestana, "Sesión")
    titulo = "Norte de Santander ocupa el puesto 14 de 33 en 2024 con 5,21"
    expect(pestana.get_by_role("heading", name=titulo)).to_be_visible()
    esperar_quieta(pestana)
    with pestana.expect_download() as bajada:
        pestana.get_by_role("button", name="Guardar la carpeta").click()
    bajada.value.save_as(carpeta_zip)
    guardada = archivo.abrir(carpeta_zip.read_bytes())
    assert [(g.vista.pagina, g.vista.direccion.split("?")[0]) for g in guardada.vistas] == [
        ("Competitividad", "/competitividad"), ("Cobertura", "/cobertura"),
    ]  # fmt: skip
    assert not any(g.alterada for g in guardada.vistas)

    pestana.get_by_role("link", name="Modo sala").click()
    expect(pestana.get_by_text("1 de 2")).to_be_visible()
    for ancho, alto in ((1280, 720), (1920, 1080)):
        pestana.set_viewport_size({"width": ancho, "height": alto})
        pestana.keyboard.press("Home")
        for cual in ("1 de 2", "2 de 2"):
            expect(pestana.get_by_text(cual)).to_be_visible()
            expect(pestana.locator(f".js-plotly-plot .main-svg[width='{int(ancho * 0.94)}']").first
                   ).to_be_visible()  # fmt: skip
            # Una tecla que llega mientras se atiende la anterior se pierde.
            esperar_quieta(pestana)
            medidas = pestana.evaluate(_MIDE)
            assert medidas.pop("letra") == pytest.approx(alto * 0.04)
            assert set(medidas.values()) == {0}, (ancho, cual, medidas)
            pestana.keyboard.press("ArrowRight")
    esperar_quieta(pestana)
    assert violaciones(pestana) == []
    pestana.keyboard.press("ArrowLeft")
    expect(pestana.get_by_text("1 de 2")).to_be_visible()
    esperar_quieta(pestana)
    pestana.keyboard.press("Escape")
    expect(pestana.get_by_role("heading", name="¿Qué vimos")).to_be_visible()
    assert "modo" not in pestana.url
    for tema, ancho in (("light", 390), ("dark", 1280)):
        otra = abrir("/sesion", ancho=ancho, tema=tema)
        abrir_carpeta(otra, carpeta_zip)
        estirar(otra)
        # El aviso de que se abrió es del marco y se va solo en unos segundos.
        expect(otra.get_by_test_id("stToast")).to_have_count(0)
        assert violaciones(otra) == [], tema
        ocupa = otra.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert ocupa <= ancho


def abrir_carpeta(pestana: Page, carpeta_zip: Path) -> None:
    """Otra persona abre la carpeta en su navegador y mira una vista completa."""
    pestana.get_by_role("button", name="Abrir una carpeta").click()
    pestana.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(carpeta_zip)
    expect(pestana.get_by_text("Hay una edición más reciente").first).to_be_visible()
    pestana.keyboard.press("Escape")
    esperar_quieta(pestana)
    pestana.get_by_text("Ver la vista como se guardó").first.click()
    expect(pestana.get_by_role("button", name="PNG")).to_be_visible()
    esperar_quieta(pestana)
