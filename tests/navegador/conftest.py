"""Un Chromium y un servidor del tablero por sesión; cada prueba, una pestaña que vigila.

La pestaña no deja salir peticiones a ningún servidor que no sea el propio y guarda lo que intentó
salir y los errores de consola: al cerrarla, cualquiera de los dos hace fallar la prueba.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import plotly
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.servidor import ARGUMENTOS_CHROMIUM, ruta_chromium, servir

# Varias pruebas a la vez en pocos núcleos: lo que tarda no es un fallo.
expect.set_options(timeout=20_000)
_PROPIOS = {"localhost", "127.0.0.1"}
# Al entrar directo a una página, Streamlit busca su raíz preguntando primero bajo esa dirección:
# esos dos 404 son suyos y siempre están.
_SONDEO = re.compile(r"/[\w-]+/_stcore/(health|host-config)$")
Abrir = Callable[..., Page]


# Nada sale de la máquina: los nombres de afuera no se resuelven. Interceptar cada petición también
# lo lograría, pero apaga la caché del navegador y cada prueba bajaría otra vez los guiones.
SIN_RED = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def contexto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Un perfil en disco para todas las pestañas: lo que una bajó y compiló, la siguiente lo tiene.

    En un perfil sin disco cada pestaña compila otra vez los guiones de Streamlit y de Plotly: la
    tercera parte de lo que cuesta abrir una página. Sin animaciones: no se prueban y dibujarlas es
    la quinta parte de lo que trabaja el navegador.
    """
    with sync_playwright() as motor:
        abierto = motor.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("perfil"),
            executable_path=ruta_chromium(),
            args=[*ARGUMENTOS_CHROMIUM, SIN_RED],
            locale="es-CO",
            reduced_motion="reduce",
        )
        yield abierto
        abierto.close()


@pytest.fixture(scope="session")
def navegador(contexto: BrowserContext) -> Browser:
    """El mismo Chromium, para las pruebas que abren su propio perfil."""
    assert contexto.browser is not None
    return contexto.browser


@pytest.fixture(scope="session")
def hoja(navegador: Browser) -> Iterator[Page]:
    """Una página vacía con Plotly cargado una vez, para dibujar figuras sueltas en «#imagen»."""
    perfil = navegador.new_context()
    pestana = perfil.new_page()
    pestana.set_content("<body style='margin:0'><div id='imagen'></div></body>")
    guion = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    pestana.add_script_tag(path=guion)
    yield pestana
    perfil.close()


@pytest.fixture(scope="session")
def tablero() -> Iterator[str]:
    """Dirección del tablero, servido con los marts publicados en el proyecto."""
    with servir() as direccion:
        yield direccion


@pytest.fixture
def abrir(contexto: BrowserContext, tablero: str) -> Iterator[Abrir]:
    """``abrir("/?periodo=…", ancho=390, tema="dark")`` → pestaña lista, con la red cortada.

    ``servidor``: la dirección de otro servidor, para las pruebas que arrancan el suyo.
    """
    pestanas: list[Page] = []
    afuera: list[str] = []
    consola: list[str] = []

    def vigilar(peticion: Request) -> None:
        partes = urlsplit(peticion.url)
        if partes.scheme in ("http", "https", "ws", "wss") and partes.hostname not in _PROPIOS:
            afuera.append(peticion.url)

    def nueva(
        camino: str = "/",
        *,
        ancho: int = 1280,
        alto: int = 720,
        tema: str = "light",
        servidor: str | None = None,
    ) -> Page:
        pestana = contexto.new_page()
        pestanas.append(pestana)
        pestana.set_viewport_size({"width": ancho, "height": alto})
        pestana.emulate_media(color_scheme="dark" if tema == "dark" else "light")
        pestana.on("request", vigilar)
        pestana.on(
            "console",
            lambda m: (
                consola.append(m.text)
                if m.type == "error" and not _SONDEO.search(str(m.location.get("url", "")))
                else None
            ),
        )
        pestana.on("pageerror", lambda error: consola.append(str(error)))
        pestana.goto((servidor or tablero) + camino)
        esperar_quieta(pestana)
        return pestana

    yield nueva
    for pestana in pestanas:
        pestana.close()
    assert not afuera, f"Peticiones a otros servidores: {afuera}"
    assert not consola, f"Errores en la consola del navegador: {consola}"


def esperar_quieta(pestana: Page) -> None:
    """Espera a que Streamlit termine de correr la página y dibuje todo."""
    pestana.wait_for_selector('[data-testid="stMain"] h1', timeout=60_000)
    pestana.wait_for_function(
        """() => !document.querySelector(
                '[data-testid="stStatusWidget"], [data-testid="stSkeleton"]')
            && document.querySelector('[data-test-script-state="notRunning"]')""",
        timeout=60_000,
    )


def estirar(pestana: Page) -> None:
    """Agranda la ventana hasta que quepa la página: lo que no se ha desplazado también se mira."""
    alto = pestana.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    pestana.set_viewport_size({"width": pestana.viewport_size["width"], "height": alto})  # type: ignore[index]
    pestana.wait_for_function("[...document.images].every(imagen => imagen.complete)")


# Lo que axe señale del marco de Streamlit y no de lo nuestro, una regla por renglón y por qué se
# deja. Hoy, nada: lo que señalaba (contraste de notas, de la opción elegida y de los deslizadores)
# está en estilo.css.
EXCEPCIONES_DEL_MARCO: dict[str, str] = {}


def violaciones(pestana: Page, donde: str | None = None) -> list[str]:
    """Lo grave que encuentra axe-core: regla, cuántos elementos y el primero.

    ``donde``: sólo dentro de ese selector, cuando el resto de la página ya se miró.
    """
    # Sin pedir lo que está bien: son miles de elementos y la mitad del tiempo de cada prueba. Sin
    # leer otra vez las hojas de estilo y los videos, que sólo usan reglas que aquí no aplican.
    opciones = {"resultTypes": ["violations"], "preload": False}
    halladas = Axe().run(pestana, context=donde, options=opciones).response["violations"]
    return [
        f"{v['id']} ({v['impact']}) en {len(v['nodes'])}: {v['nodes'][0]['html'][:200]} — "
        + "; ".join(m["message"] for m in (v["nodes"][0]["any"] + v["nodes"][0]["all"])[:1])
        for v in halladas
        if v["impact"] in ("serious", "critical") and v["id"] not in EXCEPCIONES_DEL_MARCO
    ]
