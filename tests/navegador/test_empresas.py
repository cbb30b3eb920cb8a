"""Tejido empresarial en un navegador: enlace en frío, dirección que cambia y nada que se salga."""

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
        "/empresas?emp_camara=Ocaña&emp_edicion=2024&emp_registro_ver=Dato&emp_activas_ver=Totales"
    )
    expect(pestana.get_by_role("heading", level=1)).to_have_text(
        "¿Cómo van las empresas en Cúcuta, Ocaña y Pamplona?"
    )
    cuerpo = pestana.locator('[data-testid="stMain"]')
    expect(cuerpo).to_contain_text("En 2022 la cifra de Ocaña")
    expect(cuerpo).to_contain_text("Tasa de registro: de 6,78 (2019) a 5,56")
    expect(cuerpo).to_contain_text("edición 2024")
    expect(cuerpo).to_contain_text("Cúcuta: unos 43.040")
    # El marco también llegó: el menú tiene las demás páginas.
    expect(pestana.get_by_text("Panorama").first).to_be_visible()


def test_cada_filtro_queda_en_la_direccion_y_el_de_entrada_no(abrir: Abrir) -> None:
    pestana = abrir("/empresas")
    assert _en_la_direccion(pestana) == {}
    pestana.get_by_text("Pamplona", exact=True).first.click()
    expect(pestana.locator('[data-testid="stMain"]')).to_contain_text(
        f"Pamplona: 8,72{FINO}% (2019), 3,97{FINO}% (2020), 17,21{FINO}% (2021) "
        f"y −2,15{FINO}% (2022)"
    )
    esperar_quieta(pestana)
    pestana.get_by_text("Edición 2024", exact=True).click()
    expect(pestana.locator('[data-testid="stMain"]')).to_contain_text(
        "Densidad empresarial: sube 2 puestos"
    )
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana) == {
        "emp_camara": ["Pamplona"],
        "emp_edicion": ["Edición 2024"],
    }
    # La plantilla se baja con sus encabezados.
    with pestana.expect_download() as bajada:
        pestana.get_by_role("button", name="Plantilla CSV").click()
    assert bajada.value.suggested_filename == "plantilla_registros_mercantiles.csv"
    texto = bajada.value.path().read_text(encoding="utf-8")
    assert texto.startswith("camara,anio,corte,medida,valor,texto_del_periodo,linea_documento,nota")
    assert len(texto.splitlines()) == 98
