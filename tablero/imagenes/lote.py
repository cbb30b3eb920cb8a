"""Muchas imágenes de una vez, con un Chrome, Chromium o Edge instalado y sin internet.

Lo corre ``python -m pipelines exportar-imagenes``. Las vistas salen de una carpeta de sesión o de
las páginas, que se corren como las abriría un navegador recién llegado.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pipelines.errores import ErrorDelTablero
from pipelines.rutas import RUTAS
from tablero.formato import cantidad
from tablero.imagenes.composicion import (
    FORMATOS,
    TAMANOS,
    Tamano,
    figura_para_imagen,
    nombre_de_imagen,
)
from tablero.navegacion import PAGINAS, Pagina, ruta_de
from tablero.vistas import VistaCongelada

_ESPERA_S = 120


class SinNavegador(ErrorDelTablero):
    """No hay un navegador con que dibujar, o no arrancó."""


class SinVistas(ErrorDelTablero):
    """Lo pedido no tiene ningún dibujo."""


@dataclass(frozen=True)
class Pedido:
    """Qué imágenes se quieren y dónde se dejan."""

    destino: Path
    formatos: tuple[str, ...]
    tamanos: tuple[Tamano, ...]
    carpeta: Path | None = None
    paginas: tuple[str, ...] = ()


def vistas_de_carpeta(archivo: Path) -> list[VistaCongelada]:
    """Las de una carpeta de sesión guardada, con las cifras de ese día.

    Lanza ``ErrorDeCarpeta`` si el archivo no es una, y ``SinVistas`` si no está.
    """
    from tablero.sesion.archivo import abrir

    if not archivo.is_file():
        raise SinVistas(
            que="No está la carpeta de sesión.",
            donde=str(archivo),
            esperado="un .zip guardado con «Guardar la carpeta»",
            hacer="Revise cómo se llama y dónde quedó.",
        )
    return [guardada.vista for guardada in abrir(archivo.read_bytes()).vistas]


def vistas_de_pagina(camino: str) -> list[VistaCongelada]:
    """Las que una página muestra al abrir ``camino``: «cobertura» o «/economia?eco_anio=2023».

    Lanza ``SinVistas`` si la página no existe o no se pudo abrir.
    """
    from streamlit.testing.v1 import AppTest

    from tablero.imagenes.botones import RECOGIDAS

    pagina, partes = _pagina_de(camino), urlsplit(camino)
    pantalla = AppTest.from_file(ruta_de(pagina, RUTAS), default_timeout=_ESPERA_S)
    pantalla.context = {"url": f"http://localhost/{pagina.direccion}"}
    for clave, valores in parse_qs(partes.query).items():
        pantalla.query_params[clave] = valores
    recogidas: list[VistaCongelada] = []
    pantalla.session_state[RECOGIDAS] = recogidas
    pantalla.run()
    if pantalla.exception:
        raise SinVistas(
            que="La página no se pudo abrir.",
            donde=camino or "/",
            esperado="una página que se abre en el navegador",
            hacer=f"Ábrala en el tablero. El detalle: {pantalla.exception[0].message[:200]}",
        )
    return recogidas


def _pagina_de(camino: str) -> Pagina:
    direccion = urlsplit(camino).path.strip("/")
    por_direccion = {pagina.direccion: pagina for pagina in PAGINAS}
    por_direccion["panorama"] = por_direccion[""]
    if direccion not in por_direccion:
        raise SinVistas(
            que=f"No hay una página «{direccion}».",
            donde="--pagina",
            esperado=", ".join(sorted(filter(None, por_direccion))),
            hacer="Escriba una de ésas; puede llevar sus filtros, como en el navegador.",
        )
    return por_direccion[direccion]


def juntar(pedido: Pedido) -> list[VistaCongelada]:
    """Las vistas con dibujo que se piden, sin repetir."""
    if pedido.carpeta is not None:
        vistas = vistas_de_carpeta(pedido.carpeta)
    else:
        caminos = pedido.paginas or [pagina.direccion for pagina in PAGINAS]
        vistas = [vista for camino in caminos for vista in vistas_de_pagina(camino)]
    unicas = {(v.codigo, v.clave): v for v in vistas if v.figura is not None}
    if not unicas:
        raise SinVistas(
            que="No hay ningún gráfico ni mapa que exportar.",
            donde=str(pedido.carpeta or ", ".join(pedido.paginas)),
            esperado="una carpeta o una página con gráficos o mapas",
            hacer="Elija otra. Las tablas se bajan en Excel o CSV desde el tablero.",
        )
    return list(unicas.values())


def trabajos(
    pedido: Pedido, vistas: Sequence[VistaCongelada]
) -> Iterator[tuple[VistaCongelada, Tamano, str, Path]]:
    """Cada imagen: su vista, su tamaño, su formato y su archivo."""
    for vista in vistas:
        for tamano in pedido.tamanos:
            for formato in pedido.formatos:
                nombre = nombre_de_imagen(vista, tamano, formato)
                yield vista, tamano, formato, pedido.destino / nombre


def abrir_navegador() -> Any:
    """El navegador que dibuja, todavía sin arrancar. Lanza ``SinNavegador`` si no hay."""
    # Tarda en importarse y sólo hace falta aquí.
    from kaleido import Kaleido
    from kaleido.errors import ChromeNotFoundError

    try:
        # MathJax se pediría a un servidor ajeno; Plotly es el de la librería instalada.
        return Kaleido(mathjax=False)
    except ChromeNotFoundError as error:
        raise sin_navegador() from error


async def dibujar(navegador: Any, pedido: Pedido, vistas: Sequence[VistaCongelada]) -> int:
    """Escribe las imágenes, dice cada una en pantalla y devuelve cuántas son.

    Lanza ``SinNavegador`` si el navegador no arranca.
    """
    from kaleido.errors import BrowserClosedError, BrowserFailedError

    pendientes = list(trabajos(pedido, vistas))
    try:
        async with navegador:
            for i, (vista, tamano, formato, archivo) in enumerate(pendientes, start=1):
                figura = figura_para_imagen(vista, tamano)
                escala = 1 if formato == "svg" else tamano.escala
                medidas = {"width": tamano.ancho, "height": tamano.alto, "scale": escala}
                imagen = await navegador.calc_fig(
                    json.loads(figura.to_json()), opts={"format": formato, **medidas}
                )
                archivo.write_bytes(imagen)
                print(f"  {i} de {len(pendientes)}  {archivo.name}", flush=True)
    except (BrowserFailedError, BrowserClosedError) as error:
        raise sin_navegador() from error
    return len(pendientes)


def sin_navegador() -> SinNavegador:
    """El error con lo que hay que hacer en cada sistema."""
    dado = os.environ.get("BROWSER_PATH", "")
    return SinNavegador(
        que="No hay un Chrome, Chromium o Edge con que dibujar las imágenes, o no arranca.",
        donde=f"BROWSER_PATH={dado}" if dado else "este equipo",
        esperado="uno de los tres instalado; no hace falta internet para usarlo",
        hacer=(
            "Instale Chrome o Chromium (en Debian o Ubuntu, `apt install chromium`; Windows ya trae"
            " Edge), o diga dónde está en la variable BROWSER_PATH. Sin él, cada gráfico se baja "
            "como imagen desde el navegador, en «Bajar los datos y ver de dónde salen»."
        ),
    )


def exportar(pedido: Pedido) -> None:
    """Junta las vistas, las dibuja y resume en pantalla."""
    navegador = abrir_navegador()
    print("Juntando las vistas…", flush=True)
    vistas = juntar(pedido)
    pedido.destino.mkdir(parents=True, exist_ok=True)
    total = asyncio.run(dibujar(navegador, pedido, vistas))
    imagenes = cantidad(total, "imagen", "imágenes")
    print(f"{imagenes} de {cantidad(len(vistas), 'vista', 'vistas')} en {pedido.destino}")


def principal(argumentos: Sequence[str]) -> int:
    """Recibe de ``pipelines`` el pedido como JSON: allá se revisan las opciones."""
    dado: dict[str, Any] = json.loads(argumentos[0])
    pedido = Pedido(
        destino=Path(dado["destino"]),
        formatos=tuple(dado["formatos"] or FORMATOS[:1]),
        tamanos=tuple(TAMANOS[t] for t in dado["tamanos"] or TAMANOS),
        carpeta=Path(dado["carpeta"]) if dado["carpeta"] else None,
        paginas=tuple(dado["paginas"]),
    )
    # Streamlit avisa de que no hay navegador mirando: es lo que se quiere.
    logging.disable(logging.WARNING)
    try:
        exportar(pedido)
    except ErrorDelTablero as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"Error: el sistema no dejó leer o escribir {error.filename or 'un archivo'}.\n"
            "  Qué hacer: revise el espacio libre y los permisos de la carpeta.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nInterrumpido. Las imágenes ya escritas quedan.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
