"""El tablero corrido sin navegador (AppTest), sobre el mart que construyen las pruebas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tablero import conexion
from tests.apoyo import RAIZ
from tests.pantalla.recorrido import Recorrido

Abrir = Callable[..., AppTest]


@pytest.fixture
def usar_mart(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """``usar_mart(ruta)``: el tablero lee ese archivo, esté o no."""
    original = conexion.version_publicada

    def usar(ruta: Path) -> None:
        monkeypatch.setattr(conexion, "version_publicada", lambda pedida=ruta: original(pedida))

    return usar


@pytest.fixture(scope="session")
def recorrido(mart: Path) -> Recorrido:
    """Todas las páginas con sus vistas, sobre ese mart; cada una se abre una sola vez."""
    return Recorrido(mart)


@pytest.fixture
def abrir(mart: Path, usar_mart: Callable[[Path], None], request: pytest.FixtureRequest) -> Abrir:
    """``abrir(periodo="2020-2023")``: la página corrida con esos parámetros en la dirección.

    La página es la ``PAGINA`` del archivo de pruebas, o Panorama con su marco si no la dice.
    ``estado`` siembra piezas que no van en la URL, como un plegable que se arma al abrirlo;
    ``archivo`` abre otra. Si la página dejó un error sin atender, la prueba falla.
    """
    usar_mart(mart)
    propia = getattr(request.module, "PAGINA", "tablero/inicio.py")

    def correr(
        estado: dict[str, object] | None = None,
        archivo: str = propia,
        **parametros: str | list[str],
    ) -> AppTest:
        pantalla = AppTest.from_file(str(RAIZ / archivo), default_timeout=120)
        for clave, valor in parametros.items():
            pantalla.query_params[clave] = valor
        for clave, inicial in (estado or {}).items():
            pantalla.session_state[clave] = inicial
        pantalla.run()
        assert not pantalla.exception
        return pantalla

    return correr
