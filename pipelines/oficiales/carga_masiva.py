"""``python -m pipelines cargar rues`` y ``cargar exportaciones``: archivos de millones de filas.

Igual que las demás cargas: la edición queda en una carpeta nueva de ``data/raw`` con su
``fuente.yml.propuesta`` y no se publica hasta que alguien la revise y la firme. El archivo original
no se copia: sólo quedan las tablas agregadas.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from pipelines.errores import ErrorDeDeclaracion
from pipelines.huellas import POR_FIRMAR
from pipelines.oficiales import exportaciones_microdato, rues
from pipelines.oficiales.masivo import Informe, Progreso, miembros
from pipelines.oficiales.resultado import CITA
from pipelines.rutas import Rutas

_INFORME = "informe_gestion/2020-2023/registros_mercantiles.csv"


@dataclass(frozen=True)
class _Masiva:
    carpeta: str
    familia: str
    titulo: str
    productor: str
    descripcion: str
    advertencias: tuple[str, ...]
    tablas: dict[str, str]
    """Nombre de archivo → tabla que se declara; los demás llevan su propio nombre."""


_MASIVAS = {
    "rues": _Masiva(
        carpeta="rues",
        familia="informes",
        titulo="Registro mercantil nacional (RUES), agregado por cámara y año",
        productor="Confecámaras y cámaras de comercio (Registro Único Empresarial y Social)",
        descripcion=(
            "Matrículas, renovaciones, cancelaciones, activos y supervivencia contados en el "
            "conjunto abierto c82u-588k. Sin nombres ni identificaciones; las cuentas menores de 5 "
            "no se publican."
        ),
        advertencias=("depuracion_legal", "licencia_no_declarada"),
        tablas={},
    ),
    "exportaciones": _Masiva(
        carpeta="exportaciones_microdato",
        familia="exportaciones",
        titulo="Exportaciones por departamento, producto y país (microdato)",
        productor="DANE y DIAN (estadísticas de exportaciones)",
        descripcion=(
            "Valor FOB y peso neto por departamento de origen, año, producto y país, sumados del "
            "microdato mensual, y el índice de concentración (IHH) de cada nivel."
        ),
        advertencias=("dato_preliminar", "licencia_no_declarada"),
        # El IHH y los meses ya tienen fuente: los del microdato se declaran con otro nombre para
        # que no haya dos filas con la misma clave.
        tablas={"ihh.csv": "ihh_microdato", "mensual.csv": "mensual_microdato"},
    ),
}
NOMBRES = tuple(_MASIVAS)


def cargar(
    rutas: Rutas,
    cual: str,
    origen: Path,
    *,
    edicion: str | None = None,
    simular: bool = False,
    progreso: Progreso | None = None,
) -> tuple[Informe, Path | None]:
    """Agrega ``origen`` (un archivo, o una carpeta con los de varios años) y lo guarda aparte.

    Devuelve lo que se leyó y la carpeta (``None`` si sólo se simula). La edición, si no se dice, es
    el corte del archivo. Lanza ``ErrorDeFuente``, ``ErrorDeDeclaracion`` y ``ErrorDePublicacion``.
    """
    archivos = archivos_de(origen, edicion)
    raiz = rutas.datos_crudos / _MASIVAS[cual].carpeta
    raiz.mkdir(parents=True, exist_ok=True)
    # El punto inicial la esconde de la revisión de archivos sin declarar mientras se llena.
    with tempfile.TemporaryDirectory(prefix=".cargando_", dir=raiz) as temporal:
        parcial = Path(temporal) / "tablas"
        informe = agregar(rutas, cual, archivos, parcial, progreso)
        if simular:
            return informe, None
        carpeta = _carpeta_libre(raiz, edicion or informe.corte)
        (parcial / POR_FIRMAR).write_text(
            yaml.safe_dump(
                declarar(rutas, cual, informe, parcial, carpeta),
                allow_unicode=True,
                sort_keys=False,
                width=96,
            ),
            encoding="utf-8",
            newline="\n",
        )
        parcial.rename(carpeta)
    return informe, carpeta


def carpeta_de(rutas: Rutas, cual: str) -> Path:
    """Dónde van las ediciones de «rues» o «exportaciones»."""
    return rutas.datos_crudos / _MASIVAS[cual].carpeta


def archivos_de(origen: Path, edicion: str | None = None) -> list[Path]:
    """Los archivos que se van a recorrer, comprobados antes de escribir nada.

    Lanza ``ErrorDeFuente`` si falta uno o no es lo que debe ser, y ``ErrorDeDeclaracion`` si la
    edición no sirve como nombre.
    """
    archivos = [origen]
    if origen.is_dir():
        archivos = sorted(r for r in origen.iterdir() if r.suffix.lower() in (".zip", ".csv"))
    if edicion is not None and not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", edicion):
        raise ErrorDeDeclaracion(
            que=f"«{edicion}» no sirve como nombre de edición.",
            donde="--edicion",
            esperado="minúsculas, cifras y guiones, por ejemplo 2026-07",
            hacer="Escríbala así.",
        )
    miembros(archivos)
    return archivos


def agregar(
    rutas: Rutas, cual: str, archivos: list[Path], destino: Path, progreso: Progreso | None
) -> Informe:
    """Recorre los archivos y deja en ``destino`` sólo las tablas agregadas que traen filas."""
    informe_previo = rutas.datos_crudos / _INFORME
    contar: Callable[..., Informe] = partial(
        exportaciones_microdato.agregar,
        departamentos=rutas.datos_crudos / "divipola" / "2021" / "departamentos.csv",
    )
    if cual == "rues":
        contar = partial(
            rues.agregar, informe_de_gestion=informe_previo if informe_previo.exists() else None
        )
    informe = contar(archivos, destino, progreso=progreso)
    for nombre, filas in informe.tablas.items():
        if not filas:
            # Una tabla sin filas no se declara, y lo que no se declara no puede quedar.
            (destino / nombre).unlink()
    return informe


def _carpeta_libre(raiz: Path, edicion: str) -> Path:
    intento = 1
    while (carpeta := raiz / (edicion if intento == 1 else f"{edicion}_rev{intento}")).exists():
        intento += 1
    return carpeta


def declarar(
    rutas: Rutas, cual: str, informe: Informe, parcial: Path, carpeta: Path
) -> dict[str, Any]:
    """La declaración propuesta de las tablas de ``parcial``, que van a quedar en ``carpeta``."""
    masiva = _MASIVAS[cual]
    hoy = datetime.date.today().isoformat()
    cita = f"{masiva.productor}. {masiva.titulo}, corte {informe.corte}. Archivo leído el {hoy}."
    archivos = []
    for ruta in sorted(parcial.iterdir()):
        contenido = ruta.read_bytes()
        archivos.append(
            {
                "ruta": (carpeta / ruta.name).relative_to(rutas.datos_crudos).as_posix(),
                "tabla": masiva.tablas.get(ruta.name, ruta.stem),
                "sha256": hashlib.sha256(contenido).hexdigest(),
                "bytes": len(contenido),
                "filas": informe.tablas[ruta.name] if ruta.suffix == ".csv" else None,
            }
        )
    return {
        "fuente_id": re.sub(r"[^a-z0-9_]+", "_", f"{masiva.carpeta}_{carpeta.name}"),
        "titulo": masiva.titulo,
        "productor": masiva.productor,
        "descripcion": masiva.descripcion,
        "edicion": carpeta.name,
        "tipo": "oficial",
        "familia": masiva.familia,
        "url_pagina": None,
        "url_descarga": None,
        "licencia": {"nombre": None, "url": None},
        "cita": cita,
        "lectura": (
            f"{', '.join(informe.archivos[:3])}{'…' if len(informe.archivos) > 3 else ''}; "
            f"{informe.filas_usadas} de {informe.filas_leidas} filas contadas"
        ),
        "fecha_publicacion": None,
        "fecha_consulta": hoy,
        "ultimo_dato": informe.corte,
        "proxima_actualizacion": None,
        "archivos": archivos,
        "citas_de_fila": {CITA: cita},
        "quiebres": [],
        "advertencias": list(masiva.advertencias),
        "notas": [
            *informe.notas,
            *(f"{r.filas} filas: {r.motivo}." for r in informe.rechazos),
            "Propuesta sin revisar: complete licencia, página y fecha de publicación.",
        ],
    }


def describir(informe: Informe, carpeta: Path | None, rutas: Rutas) -> str:
    """El resultado de la carga, para la terminal. Ninguna línea dice lo que traía una fila."""
    partes = [
        f"Filas leídas: {_entero(informe.filas_leidas)}; contadas: "
        f"{_entero(informe.filas_usadas)}; corte: {informe.corte}",
    ]
    for rechazo in informe.rechazos:
        lugares = f" ({'; '.join(rechazo.lineas[:3])})" if rechazo.lineas else ""
        partes.append(f"  {_entero(rechazo.filas)}: {rechazo.motivo}{lugares}")
    partes += [f"Aviso: {nota}" for nota in informe.notas]
    partes += [f"  {nombre:<32}{_entero(n):>10} filas" for nombre, n in informe.tablas.items()]
    if carpeta is None:
        return "\n".join([*partes, "Simulación: no se guardó nada."])
    donde = carpeta.relative_to(rutas.raiz).as_posix()
    return "\n".join(
        [
            *partes,
            f"Guardado en {donde}. Revise {POR_FIRMAR}, páselo a pipelines/fuentes/ con su nombre "
            "y siga con firmar, contar y construir.",
        ]
    )


def _entero(numero: int) -> str:
    return f"{numero:,}".replace(",", ".")
