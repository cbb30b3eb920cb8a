"""axe-core sobre cada página del menú: nada grave ni crítico.

Todas en claro. En oscuro, que sólo cambia colores comunes a todas, las que juntan más piezas
distintas; Panorama, el plan y Datos tienen además su recorrido en los dos temas.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tablero.navegacion import PAGINAS
from tests.navegador.conftest import estirar, violaciones

pytestmark = pytest.mark.navegador
# Panorama, en sus dos temas y con sus piezas abiertas, está en test_panorama; el plan en oscuro,
# sección por sección, en test_plan.
EN_OSCURO = {"/competitividad", "/exportaciones", "/cobertura", "/datos?indicador=pib_per_capita"}
CAMINOS = (
    *(f"/{pagina.direccion}" for pagina in PAGINAS if pagina.direccion),
    "/datos?indicador=pib_per_capita",
)
CASOS = [(c, "light") for c in CAMINOS] + [(c, "dark") for c in sorted(EN_OSCURO)]


@pytest.mark.parametrize(("camino", "tema"), CASOS)
def test_ninguna_pagina_tiene_faltas_graves(
    abrir: Callable[..., Page], camino: str, tema: str
) -> None:
    pestana = abrir(camino, tema=tema)
    estirar(pestana)
    assert violaciones(pestana) == []


def test_axe_si_encuentra_una_falta(abrir: Callable[..., Page]) -> None:
    """Que la lista vacía de las demás no sea porque axe no corrió."""
    pestana = abrir("/datos")
    pestana.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\">')"
    )
    assert any(falta.startswith("image-alt") for falta in violaciones(pestana))
