"""Qué fuentes hay, de qué edición, con qué advertencias, y cómo está el mart publicado."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import Any

import duckdb

from pipelines.fallas import Revision
from pipelines.huellas import revisar_huellas
from pipelines.registro import Fuente
from pipelines.rutas import Rutas


def describir_fuente(rutas: Rutas, fuente: Fuente) -> str:
    """Edición, último dato, filas, huella y advertencias de una fuente, en varias líneas."""
    revision = Revision()
    revisar_huellas(rutas, [fuente], revision)
    filas = sum(archivo.filas or 0 for archivo in fuente.archivos)
    lineas = [
        f"{fuente.fuente_id} · {fuente.titulo}",
        f"  productor       {fuente.productor}",
        f"  edición         {fuente.edicion} ({fuente.tipo})",
        f"  último dato     {fuente.ultimo_dato}",
        f"  publicada       {fuente.fecha_publicacion or 'no consta'}",
        f"  consultada      {fuente.fecha_consulta}",
        f"  filas           {filas}",
    ]
    for archivo in fuente.archivos:
        lineas.append(f"  sha256          {archivo.sha256}  data/raw/{archivo.ruta}")
    lineas.append(f"  advertencias    {', '.join(fuente.advertencias) or 'ninguna'}")
    lineas.extend(f"  FALLA           {falla.lugar}: {falla.detalle}" for falla in revision.fallas)
    return "\n".join(lineas)


def describir_mart(rutas: Rutas) -> str:
    """Fecha, tamaño y filas del mart publicado; o cómo construirlo si falta."""
    if not rutas.mart.exists():
        return "Mart: no se ha construido. Qué hacer: python -m pipelines construir"
    try:
        with closing(duckdb.connect(str(rutas.mart), read_only=True)) as conexion:
            filas: list[tuple[Any, ...]] = conexion.execute(
                "select table_name, estimated_size from duckdb_tables() order by table_name"
            ).fetchall()
    except duckdb.Error as error:
        return f"Mart: no abre ({error}). Qué hacer: python -m pipelines construir"
    fecha = datetime.fromtimestamp(rutas.mart.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
    detalle = "\n".join(f"  {nombre:<28}{cuantas:>8}" for nombre, cuantas in filas)
    tamano = rutas.mart.stat().st_size / 1e6
    return f"Mart publicado: {fecha}, {tamano:.1f} MB, {len(filas)} tablas\n{detalle}"
