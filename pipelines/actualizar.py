"""Baja lo que cambió en las fuentes con dirección oficial y vuelve a publicar el mart.

Una fuente que falla no detiene a las otras ni toca lo publicado. Lo bajado queda en
``data/raw/originales``, nunca sobre una tabla ya revisada: cada fuente dice qué orden sigue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines import originales, publicar
from pipelines.construir import Avisar, Resultado, construir
from pipelines.descargas import Ajustes, Avance, Descargador
from pipelines.errores import ErrorDeDescarga, ErrorDelTablero
from pipelines.oficiales.carga import FAMILIAS, cargar
from pipelines.registro import Fuente
from pipelines.rutas import Rutas

NUEVO = "nuevo"
SIN_CAMBIOS = "sin cambios"
FALLO = "falló"
SIN_DIRECCION = "sin dirección oficial"


@dataclass(frozen=True)
class Novedad:
    """Qué pasó con una fuente; ``detalle`` es el error en español y ``archivo``, lo que se bajó."""

    fuente_id: str
    estado: str
    detalle: str = ""
    archivo: Path | None = None


def _ahora() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def revisar_fuente(rutas: Rutas, fuente: Fuente, descargador: Descargador) -> Novedad:
    """Baja una fuente si cambió. Ningún fallo de la red o del disco sale de aquí."""
    direccion = fuente.url_descarga
    if direccion is None:
        return Novedad(fuente.fuente_id, SIN_DIRECCION)
    try:
        anteriores = originales.ediciones(rutas, fuente.fuente_id)
        guardada = originales.vigente(anteriores, direccion)
        parcial = originales.parcial_de(rutas, fuente.fuente_id)
        bajado = descargador.bajar(direccion, parcial, guardada.condicion if guardada else None)
        if bajado is None and guardada is not None:
            originales.confirmar(guardada, _ahora())
            return Novedad(fuente.fuente_id, SIN_CAMBIOS)
        if bajado is None:
            raise ErrorDeDescarga(
                que="El servidor dice que no cambió un archivo que no se tiene.",
                donde=direccion,
                hacer="Repita la orden.",
            )
        edicion = originales.guardar(rutas, fuente.fuente_id, direccion, parcial, bajado, _ahora())
    except ErrorDelTablero as error:
        return Novedad(fuente.fuente_id, FALLO, str(error))
    except OSError as error:
        fallo = ErrorDeDescarga(
            que=f"El sistema no dejó guardar el archivo ({error.strerror or error}).",
            donde=str(error.filename or rutas.originales),
            hacer="Revise el espacio libre y los permisos de la carpeta.",
        )
        return Novedad(fuente.fuente_id, FALLO, str(fallo))
    if anteriores and anteriores[-1].sha256 == edicion.sha256:
        return Novedad(fuente.fuente_id, SIN_CAMBIOS)
    return Novedad(fuente.fuente_id, NUEVO, archivo=edicion.archivo)


def siguiente_paso(rutas: Rutas, fuente: Fuente, archivo: Path) -> str:
    """Qué trae lo bajado frente a lo publicado y con qué orden se carga para revisarlo.

    Sólo lee y compara: convertirlo en una edición publicada es decisión de una persona.
    """
    if fuente.familia not in FAMILIAS:
        return "compárelo con la edición publicada y siga «Cómo agregar una fuente» del README."
    orden = f"python -m pipelines cargar {fuente.familia} {archivo.relative_to(rutas.raiz)}"
    try:
        carga = cargar(rutas, fuente.familia, archivo, simular=True)
    except ErrorDelTablero as error:
        return f"el lector de {fuente.familia} no lo acepta.\n{error}\n  Para repetirlo: {orden}"
    if carga.es_igual:
        return "trae lo mismo que ya está publicado; no hay nada que cargar."
    cuenta = (
        f"filas de {c.tabla}: distintas {c.distintas}, nuevas {len(c.nuevas)}, ya no están "
        f"{len(c.faltan)}, iguales {c.iguales}"
        for c in carga.comparaciones
    )
    return "; ".join(cuenta) + f".\n  Para guardarlo aparte y revisarlo: {orden}"


def actualizar(
    rutas: Rutas,
    fuentes: list[Fuente],
    elegidas: list[Fuente],
    *,
    avisar: Avisar,
    informar: Callable[[Novedad], None],
    avance: Avance | None = None,
    ajustes: Ajustes | None = None,
) -> tuple[list[Novedad], Resultado]:
    """Revisa las fuentes ``elegidas`` y construye con lo que hay en el disco.

    ``fuentes`` son todas las declaradas: de las que ya no están se borra lo bajado a medias.
    ``informar`` recibe cada novedad en cuanto se sabe. Lanza ``ErrorDePublicacion`` si hay otra
    actualización en curso y lo que lance la construcción.
    """
    rutas.originales.mkdir(parents=True, exist_ok=True)
    candado = rutas.originales / ".actualizacion.lock"
    with publicar.uno_a_la_vez(candado, "Ya hay otra actualización en curso."):
        originales.limpiar(rutas, fuentes)
        novedades = []
        with Descargador(ajustes, avance) as descargador:
            for fuente in elegidas:
                if fuente.url_descarga:
                    avisar(f"Revisando {fuente.fuente_id}")
                novedades.append(revisar_fuente(rutas, fuente, descargador))
                informar(novedades[-1])
        originales.limpiar(rutas, fuentes)
        return novedades, construir(rutas, avisar)
