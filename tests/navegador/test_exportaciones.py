"""Exportaciones en un navegador: enlace en frío, calculadora con el teclado y nada que se salga."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.navegador.conftest import esperar_quieta

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]


def _en_la_direccion(pestana: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(pestana.url).query)


def test_el_enlace_en_frio_restaura_todos_los_filtros(abrir: Abrir) -> None:
    pestana = abrir(
        "/exportaciones?exp_dimension=pais&exp_anio=2024&exp_pares=68&exp_pares=05"
        "&exp_ihh_ver=Mapa&exp_meses_ver=Mes+a+mes&exp_p1=60&exp_p2=10&exp_p3=10&exp_p4=10"
        "&exp_p5=5&exp_p6=5&exp_demas=5"
    )
    cuerpo = pestana.locator('[data-testid="stMain"]')
    expect(cuerpo).to_contain_text("En 2024 los destinos de Norte de Santander equivalen a 14,9")
    expect(cuerpo).to_contain_text("Baja (menos de 0,15) (11)")
    expect(cuerpo).to_contain_text("el mes más alto fue")
    expect(cuerpo).to_contain_text("Antioquia")
    # 0,36 + 3 × 0,01 + 0,0025 + 0,0025/5 = 0,393.
    expect(cuerpo).to_contain_text("el IHH sería 0,393")


def test_la_calculadora_se_mueve_con_el_teclado_y_queda_en_la_direccion(abrir: Abrir) -> None:
    pestana = abrir("/exportaciones")
    pestana.get_by_text("Mover los pesos y ver el IHH y el puesto").click()
    esperar_quieta(pestana)
    deslizadores = pestana.locator('[data-testid="stSlider"] input[type=range]')
    expect(deslizadores).to_have_count(7)
    deslizadores.first.focus()
    for valor in range(41, 46):
        pestana.keyboard.press("ArrowRight")
        expect(deslizadores.first).to_have_value(str(valor))
    # (45² + 20² + 15² + 10² + 5² + 10²/10) / 105² = 2.785 / 11.025 = 0,25261.
    expect(pestana.locator('[data-testid="stMain"]')).to_contain_text("el IHH sería 0,253")
    esperar_quieta(pestana)
    valores = [int(deslizadores.nth(i).input_value()) for i in range(6)]
    assert valores == [45, 20, 15, 10, 5, 10]
    assert _en_la_direccion(pestana) == {"exp_p1": ["45"]}
    esperar_quieta(pestana)
    pestana.get_by_role("button", name="Volver al reparto de partida").click()
    expect(pestana.locator('[data-testid="stMain"]')).to_contain_text("el IHH sería 0,236")
    esperar_quieta(pestana)
    assert _en_la_direccion(pestana) == {}

    # El último año no ha terminado, y se dice.
    pestana.get_by_text("2026 (ene-ago)", exact=True).click()
    expect(pestana.locator('[data-testid="stMain"]')).to_contain_text(
        "2026 sólo cubre de enero a agosto y es provisional"
    )
    esperar_quieta(pestana)
    pestana.reload()
    esperar_quieta(pestana)
    expect(pestana.locator('[data-testid="stMain"]')).to_contain_text(
        "De enero a agosto de 2026 la canasta"
    )
