"""Las ocho preguntas del Panorama: llevan a una página que existe y que entiende sus filtros."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tablero.navegacion import PAGINAS
from tablero.preguntas import PREGUNTAS, Pregunta
from tests.apoyo import RAIZ

ARCHIVOS = {pagina.direccion: pagina.archivo for pagina in PAGINAS}


def test_son_ocho_y_todas_distintas() -> None:
    assert len(PREGUNTAS) == 8
    assert len({(p.direccion, repr(p.filtros)) for p in PREGUNTAS}) == 8
    assert all(p.texto.startswith("¿") and p.texto.endswith("?") for p in PREGUNTAS)
    assert {p.direccion for p in PREGUNTAS} <= set(ARCHIVOS)


@pytest.mark.parametrize("pregunta", PREGUNTAS, ids=lambda p: p.texto)
def test_cada_pregunta_abre_su_vista(
    pregunta: Pregunta, mart: Path, usar_mart: Callable[[Path], None]
) -> None:
    usar_mart(mart)
    archivo = RAIZ / "pages" / ARCHIVOS[pregunta.direccion]
    pantalla = AppTest.from_file(str(archivo), default_timeout=90)
    for clave, valor in pregunta.filtros.items():
        pantalla.query_params[clave] = valor if isinstance(valor, str) else list(valor)
    pantalla.run()
    assert not pantalla.exception
    # Un valor desconocido se avisa y una clave que nadie lee no llega a la sesión.
    assert not pantalla.warning
    assert [clave for clave in pregunta.filtros if clave not in pantalla.session_state] == []
