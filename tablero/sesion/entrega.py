"""Lo que se reparte de una sesión, en un solo ZIP: presentación, libro, acta, imágenes y carpeta.

Las imágenes necesitan un Chrome, Chromium o Edge en el servidor; donde no hay, el ZIP sale sin
ellas y su LEAME dice cómo conseguirlas.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from threading import Lock

import pandas as pd

from pipelines.rutas import RUTAS
from tablero.diccionario import diccionario_de, solo_descritas
from tablero.exportar import xlsx_de_varias
from tablero.formato import cantidad, entero
from tablero.presentacion.armado import armar
from tablero.presentacion.plantilla import ErrorDePresentacion, plantilla_de_la_entidad
from tablero.sesion.acta import acta
from tablero.sesion.archivo import comprimir, guardar
from tablero.sesion.carpeta import Carpeta

PRESENTACION, LIBRO, ACTA, CARPETA = (
    "presentacion.pptx", "libro.xlsx", "acta.docx", "carpeta.zip",
)  # fmt: skip
IMAGENES = "imagenes/"
_TOPE_DE_DIBUJO_S = 180
_UN_NAVEGADOR = Lock()
_REGISTRO = logging.getLogger(__name__)


def imagenes_de(carpeta: bytes) -> dict[str, bytes]:
    """Cada vista de una carpeta guardada como PNG de diapositiva: nombre → bytes.

    La dibuja otro proceso, uno a la vez. Vacío si en este equipo no hay con qué; el porqué queda en
    el registro del servidor.
    """
    with tempfile.TemporaryDirectory() as aparte, _UN_NAVEGADOR:
        guardada, destino = Path(aparte) / CARPETA, Path(aparte) / "salida"
        guardada.write_bytes(carpeta)
        pedido = {
            "carpeta": str(guardada), "destino": str(destino), "paginas": [],
            "tamanos": ["diapositiva"], "formatos": ["png"],
        }  # fmt: skip
        mandato = [sys.executable, "-m", "tablero.imagenes.lote", json.dumps(pedido)]
        try:
            dibujadas = subprocess.run(
                mandato, cwd=RUTAS.raiz, capture_output=True, timeout=_TOPE_DE_DIBUJO_S, check=False
            )
        except subprocess.TimeoutExpired:
            _REGISTRO.warning("Las imágenes de la sesión pasaron de %s s", _TOPE_DE_DIBUJO_S)
            return {}
        if dibujadas.returncode != 0:
            dicho = dibujadas.stderr.decode("utf-8", "replace").strip()
            _REGISTRO.warning("No se dibujaron las imágenes de la sesión: %s", dicho)
            return {}
        return {f"{IMAGENES}{ruta.name}": ruta.read_bytes() for ruta in sorted(destino.iterdir())}


def entregar(
    carpeta: Carpeta,
    hoy: date,
    servidor: str = "",
    *,
    dibujar: Callable[[bytes], dict[str, bytes]] = imagenes_de,
) -> bytes:
    """El ZIP. Sin vistas lleva el acta y la carpeta: no hay presentación ni libro que armar.

    ``dibujar`` recibe la carpeta guardada y devuelve las imágenes, o nada si no se puede.
    """
    archivos: dict[str, bytes] = {}
    if carpeta.vistas:
        archivos[PRESENTACION] = _presentacion(carpeta, servidor)
        archivos[LIBRO] = libro(carpeta, servidor)
    archivos[ACTA] = acta(carpeta, hoy, servidor)
    archivos[CARPETA] = guardar(carpeta)
    con_dibujo = any(guardada.vista.figura is not None for guardada in carpeta.vistas)
    imagenes = dibujar(archivos[CARPETA]) if con_dibujo else {}
    de_imagenes = _CON_IMAGENES if imagenes else _SIN_IMAGENES if con_dibujo else ()
    archivos["LEAME.txt"] = _leame(carpeta, list(archivos), de_imagenes)
    return comprimir(archivos | imagenes)


def _presentacion(carpeta: Carpeta, servidor: str) -> bytes:
    vistas = [guardada.vista for guardada in carpeta.vistas]
    datos = [carpeta.fecha.isoformat() if carpeta.fecha else "", carpeta.lugar]
    subtitulo = " · ".join(dato for dato in datos if dato)
    try:
        return armar(
            vistas,
            titulo=carpeta.nombre,
            subtitulo=subtitulo,
            plantilla=plantilla_de_la_entidad(),
            servidor=servidor,
        )
    except ErrorDePresentacion as error:
        aviso = f"Sin la plantilla de la entidad. {error.que} {error.hacer}"
        return armar(vistas, titulo=carpeta.nombre, subtitulo=aviso, servidor=servidor)


def libro(carpeta: Carpeta, servidor: str = "") -> bytes:
    """Una hoja por vista, con su código en el nombre, y Léame, Diccionario y Fuentes."""
    hojas = {
        f"{i:02d} {g.vista.codigo}": solo_descritas(g.vista.datos)
        for i, g in enumerate(carpeta.vistas, start=1)
    }
    leame = {"Qué es": f"Los datos de las vistas de la sesión «{carpeta.nombre}»."}
    for (hoja, datos), guardada in zip(hojas.items(), carpeta.vistas, strict=True):
        vista = guardada.vista
        leame[hoja] = "\n".join(
            [
                vista.titulo,
                *([vista.subtitulo] if vista.subtitulo else []),
                *([f"Nota: {guardada.nota}"] if guardada.nota else []),
                f"Filtros: {vista.filtros_en_palabras}. Filas: {entero(len(datos))}. "
                f"Último dato: {vista.corte}.",
                f"Vista: {servidor}{vista.direccion}",
                f"Código {vista.codigo}",
            ]
        )
    fuentes = {f["fuente_id"]: f for g in carpeta.vistas for f in g.vista.fuentes}
    diccionario = pd.concat([diccionario_de(datos) for datos in hojas.values()])
    return xlsx_de_varias(
        hojas,
        diccionario.drop_duplicates("columna"),
        pd.DataFrame(fuentes.values()),
        leame,
    )


_CON_IMAGENES = (f"{IMAGENES:18} los gráficos y mapas como PNG de diapositiva",)
_SIN_IMAGENES = (
    "Sin imágenes: el servidor no tiene un Chrome, Chromium o Edge con que dibujarlas, o no",
    "arrancó. Se bajan una a una desde la página «Sesión», en «Imagen para» de cada vista.",
)


def _leame(carpeta: Carpeta, archivos: list[str], de_imagenes: Sequence[str]) -> bytes:
    que_es = {
        PRESENTACION: "una diapositiva por vista; los gráficos se editan en PowerPoint",
        LIBRO: "una hoja de Excel por vista, con su diccionario y sus fuentes",
        ACTA: "la agenda, lo que se vio con su fuente y los compromisos",
        CARPETA: "la sesión entera: se abre en la página «Sesión» del tablero",
    }
    texto = [
        f"{carpeta.nombre}: {cantidad(len(carpeta.vistas), 'vista', 'vistas')}",
        "",
        *(f"{archivo:18} {que_es[archivo]}" for archivo in archivos),
        *de_imagenes,
        "",
        "El código de cada vista se comprueba en la página «Verificar» del tablero.",
    ]
    return "\r\n".join(texto).encode("utf-8-sig")
