"""Fotografía cada página del tablero; lo llama `python tareas.py capturas`.

No es una prueba: no compara nada. Deja en una carpeta una imagen por página y por vista
(escritorio claro, escritorio oscuro y teléfono) para mirarlas una a una.
"""

import argparse
import os
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tablero.navegacion import PAGINAS
from tests.servidor import ARGUMENTOS_CHROMIUM

RAIZ = Path(__file__).resolve().parents[2]
ESPERA_MS = 60_000
PORTADA = "panorama"
# La imagen del README: lo primero que se ve, sin estirar la ventana.
IMAGEN_DEL_README = RAIZ / "data" / "panorama.png"


class Vista(NamedTuple):
    """El tamaño de ventana y el tema con que se mira una página."""

    nombre: str
    ancho: int
    alto: int
    tema: Literal["light", "dark"]


VISTAS = (
    Vista("escritorio", 1280, 720, "light"),
    Vista("escritorio-oscuro", 1280, 720, "dark"),
    Vista("telefono", 390, 844, "light"),
)


def paginas() -> dict[str, str]:
    """Nombre de archivo y ruta de cada página del menú."""
    return {pagina.direccion or PORTADA: f"/{pagina.direccion}" for pagina in PAGINAS}


def esperar_pagina(pantalla: Page) -> None:
    """Espera a que Streamlit termine de correr la página y no quede nada por dibujar."""
    pantalla.wait_for_selector('[data-testid="stMain"] h1', timeout=ESPERA_MS)
    pantalla.wait_for_function(
        """() => {
            const corriendo = document.querySelector('[data-testid="stStatusWidget"]');
            const pendiente = document.querySelector(
                '[data-testid="stSkeleton"], [data-testid="stAppSkeleton"]');
            const hay = document.querySelector('[data-testid="stMain"] [data-testid]');
            return hay && !corriendo && !pendiente;
        }""",
        timeout=ESPERA_MS,
    )
    # Los gráficos se dibujan después de que Streamlit da la página por terminada.
    pantalla.wait_for_timeout(1_500)


def fotografiar(navegador: Browser, direccion: str, carpeta: Path) -> list[Path]:
    """Guarda una imagen de página entera por cada página y vista."""
    guardadas = []
    for vista in VISTAS:
        contexto = navegador.new_context(
            viewport={"width": vista.ancho, "height": vista.alto},
            color_scheme=vista.tema,
            locale="es-CO",
        )
        for pagina, ruta in paginas().items():
            pantalla = contexto.new_page()
            pantalla.goto(direccion + ruta, timeout=ESPERA_MS)
            esperar_pagina(pantalla)
            if pagina == PORTADA and vista is VISTAS[0]:
                pantalla.screenshot(path=IMAGEN_DEL_README)
            # Streamlit desplaza por dentro: para verla entera se estira la ventana a su contenido.
            alto = pantalla.evaluate(
                """() => document.querySelector('[data-testid="stMain"]').scrollHeight"""
            )
            pantalla.set_viewport_size({"width": vista.ancho, "height": max(alto, vista.alto)})
            pantalla.wait_for_timeout(500)
            destino = carpeta / f"{pagina}-{vista.nombre}.png"
            pantalla.screenshot(path=destino)
            pantalla.close()
            guardadas.append(destino)
            print(f"  {destino}", flush=True)
        contexto.close()
    return guardadas


def main() -> None:
    analizador = argparse.ArgumentParser(description=__doc__)
    analizador.add_argument("direccion")
    analizador.add_argument("--carpeta", type=Path, default=Path("capturas"))
    opciones = analizador.parse_args()
    opciones.carpeta.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        navegador = playwright.chromium.launch(
            executable_path=os.environ["TABLERO_CHROMIUM"], args=list(ARGUMENTOS_CHROMIUM)
        )
        guardadas = fotografiar(navegador, opciones.direccion, opciones.carpeta)
        navegador.close()
    print(f"{len(guardadas)} imágenes en {opciones.carpeta}")


if __name__ == "__main__":
    main()
