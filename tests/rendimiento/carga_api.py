"""Cuánto aguanta la API: 200 peticiones en vuelo contra el servidor de verdad, con la pantalla.

::

    python -m tests.rendimiento.carga_api
    python -m tests.rendimiento.carga_api --peticiones 2000 --en-vuelo 200

No es una prueba: los segundos dependen del equipo. Comprueba que

- toda respuesta 200 trae, byte a byte, lo que esa dirección da sin carga;
- lo demás es 429 o 503, siempre con ``Retry-After``;
- la memoria del servidor tiene techo (Linux: RSS leída de ``/proc``);
- mientras tanto responden ``/salud`` y ``/_stcore/health``, y una sesión de la pantalla (WebSocket)
  recibe su página entera.

Termina con código 1 si algo de eso falla, salvo la memoria, que sólo se informa.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tablero.formato import entero, numero
from tests.apoyo import en_otro_hilo
from tests.servidor import ARGUMENTOS_CHROMIUM, ruta_chromium, servir

DIRECCIONES = (
    "/api/v1/idc.csv?edicion=2024&cod_departamento=54&nivel=general",
    "/api/v1/idc.json?edicion=2025&cod_departamento=54&limite=100",
    "/api/v1/idc.parquet?edicion=2024",
    "/api/v1/observaciones.csv",
    "/api/v1/observaciones.json?nivel=departamento",
    "/api/v1/observaciones.parquet",
    "/api/v1/metas.xlsx",
    "/api/v1/cobertura.xlsx",
    "/api/v1/idc.xlsx?edicion=2025",
    "/api/v1/dim_municipios.csv?dialecto=es",
    "/api/v1/",
    "/api/v1/openapi.json",
)
_ESPERA_S = 60.0
# Uno pide más de lo que se le admite (429) y entre los dos, más de lo que cabe (503).
_EQUIPOS = (1, 1, 1, 2)


@dataclass
class Cuenta:
    """Lo que pasó durante la carga. ``faltas``: lo que no debía pasar."""

    estados: Counter[int] = field(default_factory=Counter)
    segundos: list[float] = field(default_factory=list)
    faltas: list[str] = field(default_factory=list)
    en_vuelo: int = 0
    pico: int = 0
    vitales: dict[str, list[float]] = field(default_factory=dict)


async def pedir(puerto: int, ruta: str, equipo: int = 1) -> tuple[int, dict[str, str], bytes]:
    """Una petición HTTP/1.1 en su propia conexión: (código, cabeceras, cuerpo).

    ``equipo``: sale por 127.0.0.``equipo``, para que cuente como otro. Sólo Linux lo permite.
    """
    propia = (f"127.0.0.{equipo}", 0) if sys.platform == "linux" else None
    lector, escritor = await asyncio.open_connection("127.0.0.1", puerto, local_addr=propia)
    try:
        escritor.write(
            f"GET {ruta} HTTP/1.1\r\nHost: 127.0.0.1:{puerto}\r\nConnection: close\r\n\r\n".encode()
        )
        await escritor.drain()
        encabezado, _, cuerpo = (await lector.read()).partition(b"\r\n\r\n")
        primera, *resto = encabezado.decode("latin-1").split("\r\n")
        pares = (linea.partition(": ") for linea in resto)
        return int(primera.split()[1]), {c.lower(): v for c, _, v in pares}, cuerpo
    finally:
        escritor.close()


async def cargar(puerto: int, peticiones: int, en_vuelo: int, cuenta: Cuenta) -> None:
    """Manda ``peticiones`` y nunca tiene más de ``en_vuelo`` sin respuesta."""
    esperados = {ruta: (await pedir(puerto, ruta))[2] for ruta in DIRECCIONES}
    pendientes = iter(range(peticiones))
    fin = asyncio.Event()

    async def cliente(equipo: int) -> None:
        for indice in pendientes:
            ruta = DIRECCIONES[indice % len(DIRECCIONES)]
            cuenta.en_vuelo += 1
            cuenta.pico = max(cuenta.pico, cuenta.en_vuelo)
            empezo = time.perf_counter()
            try:
                respuesta = await asyncio.wait_for(pedir(puerto, ruta, equipo), _ESPERA_S)
            except (OSError, TimeoutError, ValueError, IndexError) as error:
                cuenta.faltas.append(f"{ruta}: {type(error).__name__}")
                continue
            finally:
                cuenta.en_vuelo -= 1
                cuenta.segundos.append(time.perf_counter() - empezo)
            revisar(ruta, respuesta, esperados[ruta], cuenta)

    async def vital(ruta: str) -> None:
        while not fin.is_set():
            empezo = time.perf_counter()
            estado, _, _ = await asyncio.wait_for(pedir(puerto, ruta), _ESPERA_S)
            cuenta.vitales.setdefault(ruta, []).append(time.perf_counter() - empezo)
            if estado != 200:
                cuenta.faltas.append(f"{ruta}: {estado}")
            await asyncio.sleep(0.1)

    vitales = [asyncio.create_task(vital(ruta)) for ruta in ("/salud", "/_stcore/health")]
    await asyncio.gather(*(cliente(_EQUIPOS[i % len(_EQUIPOS)]) for i in range(en_vuelo)))
    fin.set()
    await asyncio.gather(*vitales)


def revisar(
    ruta: str, respuesta: tuple[int, dict[str, str], bytes], esperado: bytes, cuenta: Cuenta
) -> None:
    estado, cabeceras, cuerpo = respuesta
    cuenta.estados[estado] += 1
    if estado == 200 and cuerpo != esperado:
        cuenta.faltas.append(f"{ruta}: cuerpo distinto ({len(cuerpo)} bytes)")
    elif estado in (429, 503) and not cabeceras.get("retry-after", "").isdigit():
        cuenta.faltas.append(f"{ruta}: {estado} sin Retry-After")
    elif estado not in (200, 429, 503):
        cuenta.faltas.append(f"{ruta}: {estado}")


def memoria_mb(proceso: int) -> float | None:
    """La memoria residente de un proceso, en MB; ``None`` donde no hay ``/proc``."""
    estado = Path(f"/proc/{proceso}/status")
    if not estado.exists():
        return None
    (linea,) = [x for x in estado.read_text().splitlines() if x.startswith("VmRSS")]
    return int(linea.split()[1]) / 1024


def proceso_de(puerto: int) -> int | None:
    """El proceso que escucha en un puerto, buscado en las órdenes de ``/proc``."""
    for orden in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            partes = orden.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--server.port" in partes and str(puerto).encode() in partes:
            return int(orden.parent.name)
    return None


def abrir_pagina(direccion: str) -> float:
    """Segundos hasta que una página completa llega a un navegador recién abierto."""
    with sync_playwright() as herramienta:
        navegador = herramienta.chromium.launch(
            executable_path=ruta_chromium(), args=list(ARGUMENTOS_CHROMIUM)
        )
        pagina = navegador.new_page()
        empezo = time.perf_counter()
        pagina.goto(f"{direccion}/plan")
        pagina.locator("h1").first.wait_for(timeout=60_000)
        segundos = time.perf_counter() - empezo
        navegador.close()
    return segundos


def medir(peticiones: int, en_vuelo: int) -> int:
    """Corre la carga, imprime el cuadro y devuelve 0 si no hubo faltas."""
    cuenta, memorias, paginas = Cuenta(), {}, {}
    with servir() as direccion:
        puerto = int(urlsplit(direccion).port or 0)
        proceso = proceso_de(puerto)

        def anotar(cuando: str) -> None:
            memorias[cuando] = memoria_mb(proceso) if proceso else None

        anotar("recién arrancado")
        paginas["sin carga"] = abrir_pagina(direccion)
        asyncio.run(pedir(puerto, DIRECCIONES[0]))
        anotar("con la pantalla y la API abiertas")

        async def con_muestras() -> None:
            tarea = asyncio.create_task(cargar(puerto, peticiones, en_vuelo, cuenta))
            pantalla = asyncio.create_task(
                asyncio.to_thread(en_otro_hilo, lambda: abrir_pagina(direccion))
            )
            while not tarea.done():
                actual = memoria_mb(proceso) if proceso else None
                anterior = memorias.get("máxima durante la carga") or 0.0
                memorias["máxima durante la carga"] = actual and max(actual, anterior)
                await asyncio.sleep(0.05)
            await tarea
            paginas["durante la carga"] = await pantalla

        empezo = time.perf_counter()
        asyncio.run(con_muestras())
        duracion = time.perf_counter() - empezo
        time.sleep(3)
        anotar("tres segundos después")
    imprimir(cuenta, memorias, paginas, duracion)
    return 1 if cuenta.faltas else 0


def imprimir(
    cuenta: Cuenta,
    memorias: dict[str, float | None],
    paginas: dict[str, float],
    duracion: float,
) -> None:
    def renglon(nombre: str, valor: str) -> None:
        print(f"| {nombre:<44} | {valor:>14} |")

    def segundos(tiempos: list[float], cual: Callable[[list[float]], float]) -> str:
        return f"{numero(cual(tiempos), 2)} s" if tiempos else "sin dato"

    renglon("Peticiones", entero(sum(cuenta.estados.values())))
    renglon("En vuelo a la vez (máximo)", entero(cuenta.pico))
    for estado, cuantas in sorted(cuenta.estados.items()):
        renglon(f"Respuestas {estado}", entero(cuantas))
    renglon("Duración", f"{numero(duracion, 1)} s")
    renglon("Espera, mediana", segundos(cuenta.segundos, median))
    renglon("Espera, la mayor", segundos(cuenta.segundos, max))
    for ruta, tiempos in cuenta.vitales.items():
        renglon(f"{ruta}, veces que respondió 200", entero(len(tiempos)))
        renglon(f"{ruta}, la mayor espera", segundos(tiempos, max))
    for cuando, tiempo in paginas.items():
        renglon(f"Página /plan en un navegador, {cuando}", f"{numero(tiempo, 2)} s")
    for cuando, memoria in memorias.items():
        renglon(f"Memoria, {cuando}", f"{entero(round(memoria))} MB" if memoria else "sin dato")
    renglon("Faltas", entero(len(cuenta.faltas)))
    for falta in sorted(set(cuenta.faltas))[:20]:
        print(f"  {falta}")


if __name__ == "__main__":
    opciones = argparse.ArgumentParser(description=__doc__.splitlines()[0], add_help=False)
    opciones.add_argument("--peticiones", type=int, default=2000)
    opciones.add_argument("--en-vuelo", type=int, default=200)
    elegidas = opciones.parse_args()
    raise SystemExit(medir(elegidas.peticiones, elegidas.en_vuelo))
