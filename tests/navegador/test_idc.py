"""Competitividad en un navegador: enlace en frío, dirección que se copia y nada que se salga."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.navegador.conftest import esperar_quieta

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]

TODOS_LOS_FILTROS = (
    "/competitividad?idc_territorio=68&idc_edicion=2024&idc_anio=2022&idc_medida=SAL"
    "&idc_serie_ver=Puesto&idc_escalafon_ver=Mapa&idc_regla=mano&idc_pares=05&idc_pares=76"
    "&idc_referencia=pares&idc_pilares=brecha&idc_indicadores_ver=Brecha&eventos=si"
)
# Lo que cada sección muestra con esos filtros; lo primero, sólo ella.
DE_CADA_SECCION = {
    "tiempo": ("Se reabre la frontera", "En Salud, Santander"),
    "escalafon": ("Contorno grueso",),
    "pilares": ("Puntaje de 0 a 10 por pilar", "Santander supera a la", "1 Antioquia · 2 Valle"),
    "indicadores": ("Puntaje de 0 a 10 por indicador", "Los pares: 1 Antioquia · 2 Valle"),
}


def _en_la_direccion(pestana: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(pestana.url).query)


def _cuerpo(pestana: Page) -> Locator:
    return pestana.locator('[data-testid="stMain"]')


def _muestra_sus_filtros(pestana: Page, seccion: str) -> None:
    cuerpo = _cuerpo(pestana)
    # El gráfico se dibuja cuando Streamlit ya terminó: en un equipo ocupado, segundos después.
    expect(pestana.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=30_000)
    # data/raw/idc/2024/pilares.csv, fila 1644: 7,012923, puesto 3.
    expect(cuerpo).to_contain_text("Santander ocupa el puesto 3 de 33 en Salud en 2022 con 7,01")
    for texto in DE_CADA_SECCION[seccion]:
        expect(cuerpo).to_contain_text(texto, timeout=30_000)
    for otra in DE_CADA_SECCION.keys() - {seccion}:
        expect(cuerpo).not_to_contain_text(DE_CADA_SECCION[otra][0])


# Las otras dos secciones las cubren, con los mismos filtros, test_cada_vista y AppTest.
def test_el_enlace_en_frio_restaura_todos_los_filtros(abrir: Abrir) -> None:
    pestana = abrir(f"{TODOS_LOS_FILTROS}&idc_seccion=pilares")
    _muestra_sus_filtros(pestana, "pilares")
    # La dirección queda con los rótulos: copiada en otra pestaña, muestra lo mismo.
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana)["idc_territorio"] == ["Santander"]
    camino = pestana.url.split("/", 3)[3]
    assert camino.count("idc_seccion=Pilares") == 1
    otra = camino.replace("idc_seccion=Pilares", "idc_seccion=Escalaf%C3%B3n")
    _muestra_sus_filtros(abrir(f"/{otra}"), "escalafon")


def test_al_pasar_de_seccion_los_filtros_del_enlace_siguen(abrir: Abrir) -> None:
    """También al volver a una sección, y sin avisar de los que son de otra."""
    pestana = abrir(TODOS_LOS_FILTROS)
    _muestra_sus_filtros(pestana, "tiempo")
    for rotulo, seccion in (
        ("Pilares", "pilares"),
        ("Escalafón", "escalafon"),
        ("Indicadores", "indicadores"),
        ("Pilares", "pilares"),
        ("En el tiempo", "tiempo"),
    ):
        pestana.get_by_role("radio", name=rotulo, exact=True).click()
        esperar_quieta(pestana)
        _muestra_sus_filtros(pestana, seccion)
        assert pestana.locator('[data-testid="stAlert"]').count() == 0


def test_la_referencia_de_un_enlace_corto_llega_con_su_seccion(abrir: Abrir) -> None:
    pestana = abrir("/competitividad?idc_seccion=pilares&idc_referencia=68&idc_pilares=brecha")
    # En el título partido los renglones quedan pegados.
    titulo = re.compile(r"^Norte de Santander supera a\s*Santander\s*en\s*0 de 13:")
    expect(pestana.locator(".gtitle")).to_have_text(titulo)
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana) == {
        "idc_seccion": ["Pilares"],
        "idc_referencia": ["Santander"],
        "idc_pilares": ["Brecha"],
    }


def test_las_secciones_caben_en_una_linea_y_se_imprime_la_elegida(abrir: Abrir) -> None:
    pestana = abrir("/competitividad?idc_seccion=pilares")
    secciones = pestana.get_by_role("radiogroup", name="Qué ver").get_by_role("radio")
    expect(secciones).to_have_text(["En el tiempo", "Escalafón", "Pilares", "Indicadores"])
    assert len({caja["y"] for caja in map(_caja, secciones.all())}) == 1
    # En un teléfono no se desplazan ni se cortan: las cuatro están a la vista.
    pestana.set_viewport_size({"width": 390, "height": 844})
    for opcion in secciones.all():
        expect(opcion).to_be_visible()
        caja = _caja(opcion)
        assert caja["x"] >= 0
        assert caja["x"] + caja["width"] <= 390
    pestana.emulate_media(media="print")
    expect(pestana.get_by_role("heading", name="Los 13 pilares")).to_be_visible()
    assert pestana.locator(".js-plotly-plot").count() == 1
    expect(secciones.first).to_be_hidden()


def _caja(elemento: Locator) -> FloatRect:
    caja = elemento.bounding_box()
    assert caja is not None
    return caja


def test_elegir_cambia_la_direccion_y_el_anio_que_no_existe_se_quita(abrir: Abrir) -> None:
    pestana = abrir("/competitividad")
    cuerpo = pestana.locator('[data-testid="stMain"]')
    pestana.get_by_role("radio", name="Edición 2024").click()
    expect(cuerpo).to_contain_text("puesto 14 de 33 en 2024 con 5,21")
    esperar_quieta(pestana)
    pestana.get_by_role("radio", name="2022", exact=True).click()
    expect(cuerpo).to_contain_text("puesto 14 de 33 en 2022 con 4,80")
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana) == {"idc_edicion": ["Edición 2024"], "idc_anio": ["2022"]}
    pestana.get_by_role("radio", name="Edición 2025").click()
    expect(cuerpo).to_contain_text("puesto 14 de 33 en 2025 con 5,28")
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana) == {}
    assert pestana.locator('[data-testid="stAlert"]').count() == 0
