"""Lo que toda vista debe cumplir, abriéndola una sola vez: sin faltas graves según axe-core, sin
inglés a la vista ni al oído y, a 390 px, sin nada que se salga ni de la página ni de un gráfico.

Panorama y Datos › Tablas, que además abren sus piezas, tienen su propio recorrido.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tablero.navegacion import PAGINAS
from tests.ingles import TEXTOS_VISIBLES, ingles_en
from tests.navegador.conftest import esperar_quieta, estirar, violaciones

pytestmark = pytest.mark.navegador

# Cada página de entrada en claro y, entre sus demás vistas, las que juntan otras piezas: en oscuro
# donde menos contraste sobra (mapas de calor, tiras, dispersión, fichas).
EN_CLARO = (
    *(f"/{pagina.direccion}" for pagina in PAGINAS if pagina.direccion),
    "/competitividad?idc_seccion=pilares",
    "/economia?eco_anual_ver=Mapa&eventos=si",
    "/plan?periodo=2024-2027",
    "/cobertura?cob_seccion=periodos",
    "/municipio?subregion=Norte",
)
EN_OSCURO = (
    "/competitividad?idc_territorio=68&idc_edicion=2024&idc_anio=2022&idc_medida=SAL"
    "&idc_escalafon_ver=Mapa&idc_seccion=escalafon",
    "/competitividad?idc_territorio=68&idc_edicion=2024&idc_regla=mano&idc_pares=05&idc_pares=76"
    "&idc_referencia=pares&idc_indicadores_ver=Brecha&idc_seccion=indicadores",
    "/economia?eco_territorio=81&eco_pares=68&eco_corte=todos",
    "/exportaciones?exp_dimension=pais",
    "/plan?plan_seccion=metas",
    "/plan?plan_seccion=calidad",
    "/plan?meta=896",
    "/cobertura?cob_periodo=2020-2023&cob_seccion=poblacion",
    "/municipio?divipola=54498&con=54001",
    "/datos?indicador=pib_per_capita&eventos=si",
)
VISTAS = [(camino, "light") for camino in EN_CLARO] + [(camino, "dark") for camino in EN_OSCURO]

LO_QUE_SE_SALE = """ancho => {
  const pagina = document.querySelector('[data-testid="stMain"]');
  const fuera = Math.max(pagina.scrollWidth, document.documentElement.scrollWidth) - ancho;
  const textos = [...document.querySelectorAll('.js-plotly-plot')].flatMap(grafico => {
    const lienzo = grafico.getBoundingClientRect();
    return [...grafico.querySelectorAll('text')]
      .map(t => [t.textContent, t.getBoundingClientRect()])
      .filter(([t, caja]) => t.trim() && caja.width > 0
        && (caja.left < lienzo.left - 1 || caja.right > lienzo.right + 1 || caja.right > ancho + 1))
      .map(([t]) => t);
  });
  return fuera > 0 ? [`la página, por ${fuera} px`, ...textos] : textos;
}"""


@pytest.mark.parametrize(("camino", "tema"), VISTAS)
def test_es_accesible_esta_en_espanol_y_cabe_en_un_telefono(
    abrir: Callable[..., Page], camino: str, tema: str
) -> None:
    pestana = abrir(camino, tema=tema)
    estirar(pestana)
    assert violaciones(pestana) == []
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []
    pestana.set_viewport_size({"width": 390, "height": 844})
    estirar(pestana)
    esperar_quieta(pestana)
    # Cada gráfico se vuelve a dibujar al cambiar el ancho, y no todos a la vez.
    pestana.wait_for_timeout(500)
    assert pestana.evaluate(LO_QUE_SE_SALE, 390) == []


def test_axe_si_encuentra_una_falta(abrir: Callable[..., Page]) -> None:
    """Que la lista vacía de las demás no sea porque axe no corrió."""
    pestana = abrir("/verificar")
    pestana.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\">')"
    )
    assert any(falta.startswith("image-alt") for falta in violaciones(pestana))
