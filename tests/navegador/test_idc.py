"""Competitividad en un navegador: enlace en frío, dirección que se copia y nada que se salga."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.navegador.conftest import esperar_quieta

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]

TODOS_LOS_FILTROS = (
    "/competitividad?idc_territorio=68&idc_edicion=2024&idc_anio=2022&idc_medida=SAL"
    "&idc_serie_ver=Puesto&idc_escalafon_ver=Mapa&idc_regla=mano&idc_pares=05&idc_pares=76"
    "&idc_referencia=pares&idc_pilares=brecha&idc_indicadores_ver=Brecha&eventos=si"
)


FUERA_DEL_LIENZO = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(grafico => {
  const lienzo = grafico.getBoundingClientRect();
  return [...grafico.querySelectorAll('text')]
    .filter(t => t.textContent.trim() && t.getBoundingClientRect().width > 0)
    .map(t => [t.textContent, t.getBoundingClientRect()])
    .filter(([, caja]) => caja.left < lienzo.left - 1 || caja.right > lienzo.right + 1)
    .map(([texto]) => texto);
})"""


def _en_la_direccion(pestana: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(pestana.url).query)


def _muestra_todos_los_filtros(pestana: Page) -> None:
    cuerpo = pestana.locator('[data-testid="stMain"]')
    # data/raw/idc/2024/pilares.csv, fila 1644: 7,012923, puesto 3.
    expect(cuerpo).to_contain_text("Santander ocupa el puesto 3 de 33 en Salud en 2022 con 7,01")
    expect(cuerpo).to_contain_text("En Salud, Santander")
    expect(cuerpo).to_contain_text("Se reabre la frontera")
    expect(cuerpo).to_contain_text("Contorno grueso")
    expect(cuerpo).to_contain_text("Santander supera a la")
    expect(cuerpo).to_contain_text("Los pares: 1 Antioquia · 2 Valle")
    expect(cuerpo).to_contain_text("Puntaje de 0 a 10 por indicador")


def test_el_enlace_en_frio_restaura_todos_los_filtros(abrir: Abrir) -> None:
    pestana = abrir(TODOS_LOS_FILTROS)
    _muestra_todos_los_filtros(pestana)
    # La dirección queda con los rótulos: copiada en otra pestaña, muestra lo mismo.
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana)["idc_territorio"] == ["Santander"]
    camino = pestana.url.split("/", 3)[3]
    _muestra_todos_los_filtros(abrir(f"/{camino}"))


def test_elegir_cambia_la_direccion_y_el_anio_que_no_existe_se_quita(abrir: Abrir) -> None:
    pestana = abrir("/competitividad")
    cuerpo = pestana.locator('[data-testid="stMain"]')
    pestana.get_by_role("radio", name="Edición 2024").click()
    expect(cuerpo).to_contain_text("puesto 14 de 33 en 2024 con 5,21")
    pestana.get_by_role("radio", name="2022", exact=True).click()
    expect(cuerpo).to_contain_text("puesto 14 de 33 en 2022 con 4,80")
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana) == {"idc_edicion": ["Edición 2024"], "idc_anio": ["2022"]}
    pestana.get_by_role("radio", name="Edición 2025").click()
    expect(cuerpo).to_contain_text("puesto 14 de 33 en 2025 con 5,28")
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana) == {}
    assert pestana.locator('[data-testid="stAlert"]').count() == 0


@pytest.mark.parametrize("tema", ["light", "dark"])
@pytest.mark.parametrize("camino", ["/competitividad", TODOS_LOS_FILTROS])
def test_en_un_telefono_nada_se_sale(abrir: Abrir, tema: str, camino: str) -> None:
    pestana = abrir(camino, ancho=390, alto=844, tema=tema)
    pestana.wait_for_selector(".js-plotly-plot .main-svg")
    ancho = pestana.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
    assert ancho <= 390


def test_ningun_rotulo_de_la_tira_se_sale_del_lienzo(abrir: Abrir) -> None:
    pestana = abrir("/competitividad", ancho=390, alto=844)
    pestana.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length >= 4")
    fuera = pestana.evaluate(FUERA_DEL_LIENZO)
    assert fuera == []
