"""El constructor de tablas en un navegador: con el teclado, en la dirección y en un archivo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.ingles import TEXTOS_VISIBLES, ingles_en
from tests.navegador.conftest import esperar_quieta, estirar, violaciones

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]
DE_NORTE = "edicion=2024&cod_departamento=54&nivel=general"


def _elegir(pestana: Page, caja: str, texto: str) -> None:
    """Elige en una lista sin tocar el ratón."""
    pestana.get_by_role("combobox", name=caja, exact=True).focus()
    pestana.keyboard.type(texto)
    pestana.keyboard.press("Enter")
    pestana.keyboard.press("Escape")
    esperar_quieta(pestana)


def test_se_arma_un_filtro_con_el_teclado_y_se_baja_lo_mismo_que_da_la_api(
    abrir: Abrir, tablero: str, tmp_path: Path
) -> None:
    pestana = abrir("/datos?tabla=idc&cod_departamento=54&nivel=general")
    cuerpo = pestana.locator('[data-testid="stMain"]')
    expect(cuerpo).to_contain_text("16 de 9.008 filas · Código DIVIPOLA: 54 · Norte de Santander")
    _elegir(pestana, "Filtrar por", "edicion")
    _elegir(pestana, "Edición", "2024")
    expect(cuerpo).to_contain_text("Quitar todo6 de 9.008 filas · Edición: 2024;")
    assert urlsplit(pestana.url).query == f"tabla=idc&{DE_NORTE}"
    # La rejilla trae su propio botón de CSV, que bajaría sólo la muestra y sin fuentes.
    expect(pestana.get_by_role("button", name="Buscar: Las primeras")).to_have_count(1)
    expect(pestana.get_by_role("button", name="Descargar en CSV")).to_have_count(0)
    # La misma dirección, en la API, da el mismo archivo que el botón.
    pestana.get_by_role("button", name="CSV internacional").focus()
    with pestana.expect_download() as bajada:
        pestana.keyboard.press("Enter")
    assert bajada.value.suggested_filename.startswith(
        "idc-internacional_edicion-2024_cod-departamento-54_nivel-general_corte-"
    )
    bajada.value.save_as(tmp_path / "bajado.csv")
    contenido = (tmp_path / "bajado.csv").read_bytes()
    assert contenido == pestana.request.get(f"{tablero}/api/v1/idc.csv?{DE_NORTE}").body()
    assert contenido.count(b"\r\n") == 7
    # Las dos direcciones que se copian abren lo que dicen.
    pestana.get_by_role("button", name="Compartir").click()
    direcciones = pestana.locator('[data-testid="stPopoverBody"] [data-testid="stCode"]')
    expect(direcciones).to_have_count(3)
    vista, api = (direcciones.nth(i).inner_text().replace("\n", "") for i in range(2))
    assert vista == f"{tablero}/datos?tabla=idc&{DE_NORTE}"
    assert parse_qsl(urlsplit(api).query) == parse_qsl(DE_NORTE)
    assert pestana.request.get(api).body() == contenido
    # Atrás deshace el último filtro y las cajas lo siguen.
    pestana.keyboard.press("Escape")
    pestana.go_back()
    expect(cuerpo).to_contain_text("16 de 9.008 filas")


def test_la_ficha_no_tiene_faltas_graves_ni_ingles_ni_se_sale(abrir: Abrir) -> None:
    ficha = f"/datos?tabla=idc&{DE_NORTE}&anio.desde=2020&puntaje_0_10.vacio=no&nada=1"
    pestana = abrir(ficha)
    estirar(pestana)
    assert violaciones(pestana) == []
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []
    pestana.emulate_media(color_scheme="dark")
    expect(pestana.locator('[data-testid="stApp"]')).to_have_css("color-scheme", "dark")
    assert violaciones(pestana) == []
    lista = abrir("/datos?dat_seccion=tablas", tema="dark")
    estirar(lista)
    assert violaciones(lista) == []
    for angosta in (pestana, lista):
        angosta.set_viewport_size({"width": 390, "height": 844})
        angosta.wait_for_function(
            "document.querySelector('[data-testid=stMain]').scrollWidth <= 390"
        )
