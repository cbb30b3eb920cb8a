"""Plan de desarrollo en un navegador: enlaces en frío, ficha de una hoja y nada que se salga."""

from __future__ import annotations

import io
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.navegador.conftest import esperar_quieta, violaciones

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]


def cuerpo(pestana: Page) -> Locator:
    return pestana.locator('[data-testid="stMain"]')


def _en_la_direccion(pestana: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(pestana.url).query)


def test_el_enlace_en_frio_restaura_todo(abrir: Abrir) -> None:
    pestana = abrir(
        "/plan?plan_seccion=metas&plan_porcentaje=ejecucion&plan_linea=6.3&plan_estado=cumplida"
        "&plan_metas_ver=Tabla"
    )
    expect(cuerpo(pestana)).to_contain_text("De 54 metas, 25 cumplidas")
    # Nueve metas cumplidas en la línea 6.3; la primera por ejecución es la 886, con 6.970 %.
    filas = cuerpo(pestana).locator('[data-testid="stTable"] tbody tr')
    expect(filas.first).to_contain_text("6.970,0")
    expect(cuerpo(pestana)).to_contain_text("Abrir la ficha de una de estas 9 metas")
    pestana = abrir("/plan?periodo=2024-2027&plan_seccion=calidad&plan_gravedad=baja")
    expect(cuerpo(pestana)).to_contain_text("Baja (14)")
    expect(cuerpo(pestana)).to_contain_text("Nombra municipios sin decir el año")


def test_elegir_una_meta_abre_su_ficha_y_cambiar_de_plan_la_cierra(abrir: Abrir) -> None:
    pestana = abrir("/plan?plan_seccion=metas")
    cuerpo(pestana).get_by_text("Abrir la ficha de una de estas 54 metas").click()
    esperar_quieta(pestana)
    pestana.get_by_role("link", name="888. 2.500 Emprendimientos").click()
    expect(cuerpo(pestana)).to_contain_text("Meta 888: 2.500 Emprendimientos")
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana)["meta"] == ["888"]
    se_imprime_en_una_hoja(pestana, "888")
    pestana.get_by_role("link", name="Meta 889").click()
    expect(cuerpo(pestana)).to_contain_text("Meta 889: 2 Ferias")
    esperar_quieta(pestana)
    pestana.get_by_text("2024-2027", exact=True).click()
    expect(cuerpo(pestana)).to_contain_text("De 18 metas, 9 cumplidas")
    esperar_quieta(pestana)
    assert "meta" not in _en_la_direccion(pestana)
    assert _en_la_direccion(pestana)["periodo"] == ["2024-2027"]


def test_la_busqueda_lleva_a_la_ficha_de_otro_plan_y_sus_cifras_a_su_origen(abrir: Abrir) -> None:
    pestana = abrir("/plan?periodo=2024-2027")
    pestana.get_by_label("Buscar en el tablero").fill("meta 896")
    pestana.get_by_role("link", name="Meta 896").click()
    expect(cuerpo(pestana)).to_contain_text("Meta 896: 4 Iniciativas")
    expect(cuerpo(pestana)).to_contain_text("Plan 2020-2023")
    esperar_quieta(pestana)
    pestana.get_by_role("button", name="¿De dónde sale?").click()
    origen = pestana.get_by_role("dialog")
    expect(origen).to_contain_text("Informe de gestión y balance de resultados 2020-2023")
    expect(origen).to_contain_text("2.269")
    expect(origen).to_contain_text("Cita: ")
    # La ficha la mira test_cada_vista.
    assert violaciones(pestana, '[role="dialog"]') == []


def se_imprime_en_una_hoja(pestana: Page, meta: str) -> None:
    pestana.emulate_media(media="print")
    papel = PdfReader(io.BytesIO(pestana.pdf(format="Letter", prefer_css_page_size=True)))
    assert len(papel.pages) == 1
    escrito = "\n".join(hoja.extract_text() for hoja in papel.pages)
    assert f"Meta {meta}:" in escrito
    assert "Cantidades y plata" in escrito
    for de_pantalla in ("Buscar", "Abrir la ficha", "Bajar los datos", "Todas las metas de"):
        assert de_pantalla not in escrito
    pestana.emulate_media(media="screen")
