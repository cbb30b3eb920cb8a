"""Cuánto tarda cada página del tablero frente a una página vacía de Streamlit con un gráfico.

::

    python -m tests.rendimiento.comparar_paginas
    python -m tests.rendimiento.comparar_paginas --veces 15 --pagina Panorama

No es una prueba: los segundos dependen del equipo. Lo que se compara es la razón entre las dos, que
se miden en la misma corrida y alternándose. De cada página se toman:

- **primera vista**: en un navegador recién abierto, desde que se pide la dirección hasta el último
  cambio del documento, con el último encabezado y todos los gráficos a la vista;
- **cambio de filtro**: desde el clic en el primer filtro, o en una opción de su lista, hasta el
  último cambio del documento. Pasar de gráfico a tabla o de sección no es filtrar, y no se mide.

Los dos servidores ya están arrancados y atendieron una visita que no se cuenta.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, Playwright, sync_playwright

from tablero.formato import numero
from tablero.navegacion import PAGINAS
from tests.servidor import ARGUMENTOS_CHROMIUM, ruta_chromium, servir

VACIA = "Página vacía"
DIRECCIONES = {
    **{pagina.titulo: f"/{pagina.direccion}" for pagina in PAGINAS},
    "Ficha de indicador": "/datos?indicador=pib_per_capita",
}
# Donde el primer filtro es una lista, su rótulo.
LISTAS = {
    "Municipio": "Municipio o departamento",
    "Índice municipal": "Municipio",
    "Datos": "Familia",
    "Ficha de indicador": "Lugar",
}
PRIMERA_VISTA = "primera vista"
CAMBIO_DE_FILTRO = "cambio de filtro"
MEDIDAS = (PRIMERA_VISTA, CAMBIO_DE_FILTRO)

_ESPERA_MS = 60_000
# Anota cuándo fue el último cambio del documento y el último clic, en el reloj de la página, que
# empieza cuando el navegador pide la dirección.
_VIGIA = """
window.ultimoCambio = 0;
const anotar = () => { window.ultimoCambio = performance.now(); };
new MutationObserver(anotar).observe(document,
    {subtree: true, childList: true, attributes: true, characterData: true});
document.addEventListener('load', anotar, true);
document.addEventListener('pointerdown', () => { window.ultimoClic = performance.now(); }, true);
"""
# Medio segundo sin cambios, con el guion terminado y lo último de la página a la vista.
_QUIETA = """() => {
  const cuerpo = document.querySelector('[data-testid="stMain"]');
  const encabezados = [...(cuerpo?.querySelectorAll('h1, h2, h3') ?? [])];
  const graficos = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  return encabezados.length > 0
    && encabezados.at(-1).getClientRects().length > 0
    && graficos.every(g => g.querySelector('.main-svg'))
    && [...document.images].every(imagen => imagen.complete)
    && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
    && document.querySelector('[data-test-script-state="notRunning"]')
    && performance.now() - window.ultimoCambio > 500;
}"""


@dataclass(frozen=True)
class Resultado:
    """Segundos de una medida en una página y su razón a la página vacía de la misma corrida."""

    pagina: str
    medida: str
    mediana: float
    minimo: float
    maximo: float
    veces: int
    razon: float


def medir(paginas: Sequence[str], veces: int) -> list[Resultado]:
    """Mide la página vacía y las del tablero que se piden por su título, ``veces`` cada una."""
    tiempos: dict[tuple[str, str], list[float]] = defaultdict(list)
    with ExitStack() as abiertos:
        vacia = abiertos.enter_context(servir(Path(__file__).with_name("pagina_vacia.py")))
        tablero = abiertos.enter_context(servir())
        motor = abiertos.enter_context(sync_playwright())
        turnos = {VACIA: vacia, **{titulo: tablero + DIRECCIONES[titulo] for titulo in paginas}}
        for titulo, direccion in turnos.items():
            _visitar(motor, direccion, 0, LISTAS.get(titulo))
        for vuelta in range(veces):
            for titulo, direccion in turnos.items():
                for medida, segundos in _visitar(motor, direccion, vuelta, LISTAS.get(titulo)):
                    tiempos[titulo, medida].append(segundos)
    return [
        Resultado(
            titulo,
            medida,
            median(tiempos[titulo, medida]),
            min(tiempos[titulo, medida]),
            max(tiempos[titulo, medida]),
            len(tiempos[titulo, medida]),
            median(tiempos[titulo, medida]) / median(tiempos[VACIA, medida]),
        )
        for titulo in turnos
        for medida in MEDIDAS
        if tiempos[titulo, medida]
    ]


def _visitar(
    motor: Playwright, direccion: str, vuelta: int, lista: str | None
) -> list[tuple[str, float]]:
    """Abre la dirección en un navegador nuevo y cambia dos veces su filtro."""
    navegador = motor.chromium.launch(
        executable_path=ruta_chromium(), args=list(ARGUMENTOS_CHROMIUM)
    )
    try:
        pestana = navegador.new_page(viewport={"width": 1280, "height": 720}, locale="es-CO")
        pestana.add_init_script(_VIGIA)
        pestana.goto(direccion, wait_until="commit")
        tomados = [(PRIMERA_VISTA, _esperar(pestana))]
        for elegir in _de_lista(pestana, lista, vuelta) if lista else _a_la_vista(pestana, vuelta):
            elegir()
            hasta = _esperar(pestana)
            tomados.append((CAMBIO_DE_FILTRO, hasta - pestana.evaluate("window.ultimoClic / 1000")))
        return tomados
    finally:
        navegador.close()


def _esperar(pestana: Page) -> float:
    pestana.wait_for_function(_QUIETA, timeout=_ESPERA_MS)
    return float(pestana.evaluate("window.ultimoCambio / 1000"))


def _a_la_vista(pestana: Page, vuelta: int) -> Iterator[Callable[[], None]]:
    """Del primer filtro con sus opciones a la vista: ir a otra, distinta en cada vuelta, y volver.

    Nada si la página no tiene: los conmutadores de gráfico y de sección no cuentan.
    """
    for grupo in pestana.locator('[data-testid="stMain"] [role="radiogroup"]').all():
        opciones = grupo.locator('[role="radio"]').all()
        if len(opciones) < 2 or grupo.locator(_QUE_NO_FILTRA).count():
            continue
        yield opciones[1 + vuelta % (len(opciones) - 1)].click
        yield opciones[0].click
        return


_QUE_NO_FILTRA = (
    "xpath=ancestor::*[contains(@class, '_ver ') or contains(@class, '_seccion ')"
    " or substring(@class, string-length(@class) - 3) = '_ver'"
    " or substring(@class, string-length(@class) - 7) = '_seccion']"
)


def _de_lista(pestana: Page, rotulo: str, vuelta: int) -> Iterator[Callable[[], None]]:
    """De una lista: elegir dos opciones seguidas, distintas en cada vuelta."""
    for cual in (1 + vuelta % 3, 4 + vuelta % 3):
        pestana.get_by_role("combobox", name=rotulo).first.click()
        opcion = pestana.get_by_role("option").nth(cual)
        opcion.wait_for()
        # Que abrir la lista no se confunda con elegir.
        pestana.wait_for_timeout(300)
        yield opcion.click


def cuadro(resultados: Sequence[Resultado]) -> str:
    """Los resultados en una tabla de texto, con los segundos y las razones en es-CO."""
    filas = [["Página", "Medida", "Mediana (s)", "Mínimo", "Máximo", "Tomas", "Razón"]]
    for r in resultados:
        segundos = [numero(valor, 2) for valor in (r.mediana, r.minimo, r.maximo)]
        filas.append([r.pagina, r.medida, *segundos, str(r.veces), numero(r.razon, 2)])
    anchos = [max(map(len, columna)) for columna in zip(*filas, strict=True)]
    return "\n".join(
        "  ".join(
            celda.ljust(ancho) if i < 2 else celda.rjust(ancho)
            for i, (celda, ancho) in enumerate(zip(fila, anchos, strict=True))
        ).rstrip()
        for fila in filas
    )


def main() -> None:
    titulos = list(DIRECCIONES)
    analizador = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    analizador.add_argument("--veces", type=int, default=7, help="visitas a cada página")
    analizador.add_argument(
        "--pagina", action="append", choices=titulos, help="sólo ésta; se puede repetir"
    )
    opciones = analizador.parse_args()
    print(cuadro(medir(opciones.pagina or titulos, opciones.veces)))


if __name__ == "__main__":
    main()
