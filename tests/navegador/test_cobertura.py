"""Cobertura y Municipio en un navegador: enlace en frío, tocar el mapa, teléfono e imprimir."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.navegador.conftest import esperar_quieta, estirar

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]

TODOS_LOS_FILTROS = (
    "/cobertura?cob_periodo=2020-2023&cob_anio=2022&cob_linea=6.3&cob_programa=6.3.2"
    "&cob_grupo=v%C3%ADctimas&cob_medida=anios&cob_seccion=poblacion&cob_mapa_ver=Tabla"
)
LUGAR_EN_EL_MAPA = """codigo => {
  const grafico = document.querySelector('.js-plotly-plot');
  const traza = grafico.data.findIndex(t => t.name === 'elegir');
  const punto = grafico.calcdata[traza][grafico.data[traza].customdata.indexOf(codigo)];
  const {xaxis, yaxis} = grafico._fullLayout, caja = grafico.getBoundingClientRect();
  return [caja.left + xaxis._offset + xaxis.d2p(punto.x),
          caja.top + yaxis._offset + yaxis.d2p(punto.y)];
}"""
PESO_DE_LOS_POLIGONOS = """() => [...document.querySelectorAll('.js-plotly-plot')]
  .map(grafico => grafico.data.filter(t => t.fill === 'toself' && t.meta))
  .filter(poligonos => poligonos.length)
  .map(poligonos => [poligonos.length, poligonos.reduce((suma, {x, y, ...resto}) =>
    suma + x.bdata.length + y.bdata.length + JSON.stringify(resto).length, 0)])"""


def _en_la_direccion(pestana: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(pestana.url).query)


def _tocar(pestana: Page, divipola: str) -> None:
    pestana.wait_for_selector(".js-plotly-plot .main-svg")
    estirar(pestana)
    # El mapa se vuelve a dibujar al estirar la ventana: se toca cuando ya no se mueve.
    lugar = None
    while lugar != (lugar := pestana.evaluate(LUGAR_EN_EL_MAPA, divipola)):
        pestana.wait_for_timeout(200)
    pestana.mouse.click(*lugar)


def test_el_enlace_en_frio_restaura_todo(abrir: Abrir) -> None:
    pestana = abrir(TODOS_LOS_FILTROS)
    cuerpo = pestana.locator('[data-testid="stMain"]')
    expect(cuerpo).to_contain_text("contando 4 de las 54 metas de 2020-2023")
    expect(pestana.get_by_role("combobox", name=re.compile("Línea"))).to_have_value(
        re.compile(r"^6\.3 ")
    )
    expect(pestana.get_by_role("radio", name="Años presentes")).to_be_checked()
    expect(pestana.get_by_role("radio", name="Frente a la población")).to_be_checked()
    expect(cuerpo).to_contain_text("Gini de la llegada")
    assert pestana.get_by_role("radio", name="Tabla").first.is_checked()
    assert _en_la_direccion(pestana)["cob_programa"] == ["6.3.2"]


def test_cambiar_de_periodo_olvida_los_filtros_del_otro(abrir: Abrir) -> None:
    pestana = abrir("/cobertura?cob_periodo=2020-2023&cob_linea=6.3&cob_anio=2022")
    pestana.get_by_role("combobox", name=re.compile("Período")).click()
    pestana.get_by_role("option", name=re.compile("2024-2027")).click()
    expect(pestana.locator('[data-testid="stMain"]')).to_contain_text("20 de los 40 municipios")
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana) == {}


def test_tocar_un_municipio_abre_su_ficha_que_se_imprime_en_una_hoja(abrir: Abrir) -> None:
    """Cúcuta es la de más metas: 50 en los dos períodos y ocho vecinos."""
    pestana = abrir("/cobertura")
    _tocar(pestana, "54001")
    expect(pestana).to_have_url(re.compile(r"/municipio\?divipola=54001$"))
    expect(pestana.get_by_role("heading", level=1)).to_have_text(
        "¿Qué metas nombraron a Cúcuta y cuándo?"
    )
    esperar_quieta(pestana)
    expect(pestana.get_by_role("img", name="Mapa de los 40 municipios")).to_be_visible()
    estirar(pestana)
    impreso = pestana.pdf(format="Letter")
    assert len(re.findall(rb"/Type\s*/Page\b", impreso)) == 1


def test_los_cuarenta_poligonos_viajan_una_vez_y_la_lista_abre_una_ficha(abrir: Abrir) -> None:
    pestana = abrir("/cobertura?cob_periodo=2020-2023")
    for seccion in ("Subregión, cámara y PDET", "Entre períodos"):
        pestana.get_by_role("radio", name=seccion).click()
        esperar_quieta(pestana)
        estirar(pestana)
        pestana.wait_for_selector(".js-plotly-plot .main-svg")
        ((cuantos, letras),) = pestana.evaluate(PESO_DE_LOS_POLIGONOS)
        assert cuantos == 40
        assert 20_000 < letras < 60_000
    # La lista sólo dibuja los que caben: se busca escribiendo.
    pestana.get_by_role("combobox", name=re.compile("Abrir la ficha")).fill("Tole")
    pestana.get_by_role("option", name=re.compile("Toledo")).click()
    expect(pestana).to_have_url(re.compile(r"/municipio\?divipola=54820$"))
    expect(pestana.get_by_role("heading", level=1)).to_contain_text("Toledo")
