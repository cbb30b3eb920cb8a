"""Pobreza y producto en un navegador: enlace en frío, dirección, descargas y teléfono."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.navegador.conftest import esperar_quieta

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]
FINO = "\u202f"


def _en_la_direccion(pestana: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(pestana.url).query)


def test_el_enlace_en_frio_restaura_todos_los_filtros(abrir: Abrir) -> None:
    pestana = abrir(
        "/economia?eco_territorio=81&eco_pares=68&eco_pares=20&eco_producto=pib_indice_2019"
        "&eco_indicador=pobreza_extrema&eco_anio=2020&eco_anual_ver=Tabla&eco_anio_comun=2019"
    )
    expect(pestana.get_by_role("heading", level=1)).to_have_text(
        "¿Cuánto produce Arauca por habitante y cómo va su pobreza?"
    )
    cuerpo = pestana.locator('[data-testid="stMain"]')
    expect(cuerpo).to_contain_text("La economía de Arauca produjo en 2025")
    expect(cuerpo).to_contain_text("Arauca: sin cobertura de la encuesta.")
    expect(cuerpo).to_contain_text("intervalo anulado: es de otro departamento")
    expect(cuerpo).to_contain_text("Para 2019 la edición 2020pr daba")
    # Los códigos quedan en la dirección con el nombre que se lee.
    direccion = _en_la_direccion(pestana)
    assert direccion["eco_territorio"] == ["Arauca"]
    assert direccion["eco_pares"] == ["Santander", "Cesar"]
    # El marco también llegó: el menú tiene las demás páginas.
    expect(pestana.get_by_text("Exportaciones").first).to_be_visible()


def test_cada_filtro_queda_en_la_direccion_y_el_de_entrada_no(abrir: Abrir) -> None:
    pestana = abrir("/economia")
    assert _en_la_direccion(pestana) == {}
    cuerpo = pestana.locator('[data-testid="stMain"]')
    pestana.get_by_text("Extrema", exact=True).click()
    expect(cuerpo).to_contain_text("La pobreza extrema de Norte de")
    esperar_quieta(pestana)
    pestana.get_by_text("Todos los años", exact=True).click()
    expect(cuerpo).to_contain_text("bajó en 22 de 24 departamentos")
    esperar_quieta(pestana)
    pestana.get_by_text("La de cada uno", exact=True).click()
    expect(cuerpo).to_contain_text("Cada cuadro usa su propia escala")
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana) == {
        "eco_pobreza": ["Extrema"],
        "eco_corte": ["Todos los años"],
        "eco_escala": ["La de cada uno"],
    }
    # Un par que se elige se dibuja.
    caja = pestana.get_by_role("combobox", name="Comparar con Colombia y con")
    caja.click()
    caja.fill("Santander")
    pestana.get_by_role("option", name="Santander", exact=True).click()
    pestana.wait_for_function(
        """() => [...document.querySelectorAll('.js-plotly-plot')]
            .some(grafico => grafico.data.some(traza => /^Santander/.test(traza.name)))"""
    )
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana)["eco_pares"] == ["Santander"]


def test_se_baja_lo_que_se_ve(abrir: Abrir) -> None:
    pestana = abrir("/economia?eco_pares=68")
    expansor = pestana.locator('[data-testid="stExpander"]').nth(1)
    expansor.locator("summary").click()
    esperar_quieta(pestana)
    with pestana.expect_download() as bajada:
        expansor.get_by_role("button", name="CSV internacional").first.click()
    nombre = bajada.value.suggested_filename
    assert nombre.startswith("pobreza-monetaria-internacional_departamento-norte-de-santander")
    texto = bajada.value.path().read_text(encoding="utf-8")
    assert "Norte de Santander,2019,51.9,50.5,53.3,19,24,Marco 2005,,54" in texto
    assert "Santander,2023,29.6,28,31.1,10,24,Marco 2018 (publicación de 2024),,68" in texto
