"""Todas las rutas del proyecto, en un solo lugar.

``TABLERO_RAIZ`` permite trabajar sobre otra copia del árbol (las pruebas que dañan datos lo usan);
sin ella, la raíz es la carpeta que contiene este paquete.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Rutas:
    """Las carpetas de un árbol del proyecto a partir de su raíz."""

    raiz: Path

    @property
    def pipelines(self) -> Path:
        return self.raiz / "pipelines"

    @property
    def fuentes(self) -> Path:
        return self.pipelines / "fuentes"

    @property
    def huellas(self) -> Path:
        return self.fuentes / "huellas"

    @property
    def correcciones(self) -> Path:
        return self.pipelines / "correcciones"

    @property
    def homologacion(self) -> Path:
        return self.pipelines / "homologacion"

    @property
    def definiciones_marts(self) -> Path:
        return self.pipelines / "marts"

    @property
    def validaciones(self) -> Path:
        return self.pipelines / "validaciones"

    @property
    def datos_crudos(self) -> Path:
        return self.raiz / "data" / "raw"

    @property
    def originales(self) -> Path:
        """Los archivos oficiales tal como se bajaron: una carpeta por fuente y edición."""
        return self.datos_crudos / "originales"

    @property
    def marts(self) -> Path:
        return self.raiz / "data" / "marts"

    @property
    def mart(self) -> Path:
        return self.marts / "tablero.duckdb"

    @property
    def vistas(self) -> Path:
        """Las vistas que tienen un código emitido: se crea al usarse y no se versiona."""
        return self.raiz / "data" / "vistas"

    @property
    def ensayos(self) -> Path:
        """Lo que se propone publicar y nadie ha decidido todavía; no se versiona."""
        return self.raiz / "data" / "ensayos"

    @property
    def cortes(self) -> Path:
        """Lo que hace falta para volver a publicaciones anteriores; no se versiona."""
        return self.raiz / "data" / "cortes"

    @property
    def bitacora(self) -> Path:
        return self.cortes / "bitacora.jsonl"

    @property
    def diario(self) -> Path:
        """Existe mientras hay una publicación a medias."""
        return self.cortes / "diario.json"

    @property
    def geo(self) -> Path:
        return self.raiz / "geo"


RAIZ = Path(os.environ.get("TABLERO_RAIZ") or Path(__file__).resolve().parent.parent)
RUTAS = Rutas(RAIZ)
