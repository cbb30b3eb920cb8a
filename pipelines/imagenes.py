"""La orden ``exportar-imagenes``: sus opciones, y el proceso del tablero que las dibuja.

Los pipelines no conocen la pantalla: se le pide por la terminal, con el pedido como JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from pipelines.rutas import Rutas

NOMBRE = "exportar-imagenes"
AYUDA = "deja los gráficos y mapas como PNG o SVG, con el Chrome, Chromium o Edge del equipo"
TAMANOS = ("diapositiva", "media-diapositiva", "informe-carta", "cuadrado")
FORMATOS = ("png", "svg")


def agregar_opciones(orden: argparse.ArgumentParser) -> None:
    """Las de esta orden."""
    orden.add_argument(
        "--carpeta", metavar="ZIP", type=Path,
        help="las vistas de una carpeta de sesión guardada; sin ella, las de las páginas",
    )  # fmt: skip
    orden.add_argument(
        "--pagina", metavar="DIRECCIÓN", action="append", default=[],
        help="sólo esta página, con sus filtros si los lleva: «cobertura», "
        "«/economia?eco_anual_ver=Mapa»; se puede repetir",
    )  # fmt: skip
    orden.add_argument(
        "--tamano", metavar="TAMAÑO", action="append", default=[], choices=TAMANOS,
        help=f"{', '.join(TAMANOS)}; se puede repetir; por omisión, los cuatro",
    )  # fmt: skip
    orden.add_argument(
        "--formato", metavar="FORMATO", action="append", default=[], choices=FORMATOS,
        help="png o svg; se puede repetir; por omisión, png",
    )  # fmt: skip
    orden.add_argument(
        "--destino", metavar="CARPETA", type=Path, default=Path("imagenes"),
        help="dónde se dejan; por omisión, imagenes",
    )  # fmt: skip


def exportar(rutas: Rutas, opciones: argparse.Namespace) -> int:
    """Corre el proceso que las dibuja y devuelve su código de salida."""
    pedido = {
        "carpeta": str(opciones.carpeta.resolve()) if opciones.carpeta else None,
        "paginas": opciones.pagina,
        "tamanos": list(dict.fromkeys(opciones.tamano)),
        "formatos": list(dict.fromkeys(opciones.formato)),
        "destino": str(opciones.destino.resolve()),
    }
    mandato = [sys.executable, "-m", "tablero.imagenes.lote", json.dumps(pedido)]
    return subprocess.run(mandato, cwd=rutas.raiz, check=False).returncode
