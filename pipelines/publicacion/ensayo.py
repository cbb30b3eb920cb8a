"""Armar aparte lo que un archivo oficial publicaría y decir qué pasaría. Lo publicado no se toca.

::

    data/ensayos/<id>/ensayo.json     lo que se dice de él
                     /propuesta.json  ruta → sha256 de cada archivo que cambiaría, y la base
                     /propuesta/…     esos archivos, con la ruta que tendrían en el proyecto

Un ensayo aparece entero, de un renombramiento, o no aparece. Se guardan los últimos
``MAXIMO_DE_ENSAYOS``. El archivo oficial no se copia: puede traer datos personales.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock, Timeout

from pipelines import originales, publicar
from pipelines.construir import armar
from pipelines.definiciones import leer_marts
from pipelines.descargas import Avance, Descargador
from pipelines.errores import (
    ErrorDeDeclaracion,
    ErrorDelTablero,
    ErrorDePublicacion,
    ErrorDeValidacion,
)
from pipelines.fallas import Falla, Revision
from pipelines.geometria import escribir_geometria
from pipelines.huellas import firmar
from pipelines.publicacion import almacen, bitacora
from pipelines.publicacion.diferencias import (
    CambioDeTabla,
    Movimiento,
    Rotura,
    comparar_marts,
    de_las_fallas,
    de_los_conteos,
)
from pipelines.publicacion.estado import (
    contenido_del_mart,
    copiar_proyecto,
    escribir_seguro,
    huella_de_la_base,
    relativa,
    sha256_del_archivo,
)
from pipelines.publicacion.propuesta import Crudo, Propuesta, proponer
from pipelines.registro import elegir_fuente, leer_registro
from pipelines.rutas import Rutas
from pipelines.validar import CONTEOS, escribir_conteos, leer_conteos

LISTO, IGUAL, CON_FALLAS = "listo", "igual", "con_fallas"
MAXIMO_DE_ENSAYOS = 10
_ARMANDO = ".armando_"
_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[a-z_]+-[0-9a-f]{12}(-[0-9]+)?")
_MAXIMO_DE_FALLAS = 200

Avisar = Callable[[str], None]


@dataclass(frozen=True)
class Ensayo:
    """Qué pasaría si se publica un archivo.

    ``estado``: ``listo``, ``igual`` (no hay nada que publicar) o ``con_fallas`` (no se puede).
    ``base``: el corte vigente al ensayar (vacío si no hay ninguno). ``comprobaciones``: cuántas
    pasan y las que fallan.
    """

    id: str
    familia: str
    fuente_id: str | None
    fuente_nueva: str | None
    edicion: str | None
    archivo: dict[str, Any]
    creado: str
    quien: str | None
    estado: str
    base: str
    avisos: tuple[str, ...]
    comprobaciones: dict[str, Any]
    crudo: tuple[Crudo, ...]
    marts: tuple[CambioDeTabla, ...]
    movimientos: tuple[Movimiento, ...]
    rompe: tuple[Rotura, ...]


@dataclass(frozen=True)
class LoPropuesto:
    """Los archivos que cambiarían: ruta en el proyecto → sha256, y la base en que se ensayó."""

    base: str
    archivos: dict[str, str]


def ensayar(
    rutas: Rutas,
    pedida: str,
    archivo: Path,
    *,
    edicion: str | None = None,
    quien: str | None = None,
    avisar: Avisar,
) -> dict[str, Any]:
    """Lee ``archivo``, arma el mart con él en una carpeta aparte, lo revisa y lo compara.

    Devuelve el ensayo guardado. Lanza ``ErrorDeFuente`` si el archivo no es lo que debe ser,
    ``ErrorDeDeclaracion`` si lo pedido no existe y ``ErrorDePublicacion`` si no hay mart publicado
    o hay otra orden en curso.
    """
    with _turno(rutas), _carpeta(rutas) as parcial:
        return _ensayar(rutas, parcial, pedida, archivo, edicion, quien, avisar)


def traer_y_ensayar(
    rutas: Rutas,
    fuente_id: str,
    *,
    edicion: str | None = None,
    quien: str | None = None,
    avisar: Avisar,
    avance: Avance | None = None,
) -> dict[str, Any]:
    """Baja el archivo de la ``url_descarga`` de una fuente y lo ensaya. Lo bajado no se guarda.

    Lanza además ``ErrorDeDescarga`` si no llega entero.
    """
    (fuente,) = elegir_fuente(leer_registro(rutas), fuente_id)
    if fuente.url_descarga is None:
        raise ErrorDeDeclaracion(
            que=f"La fuente «{fuente_id}» no declara de dónde se baja.",
            donde=f"pipelines/fuentes/{fuente_id}.yml, url_descarga",
            esperado="la dirección del archivo en la página de su productor",
            hacer="Baje el archivo a mano y ensáyelo: «python -m pipelines ensayar "
            f"{fuente.familia} ARCHIVO».",
        )
    with _turno(rutas), _carpeta(rutas) as parcial:
        bajada = parcial / "bajada"
        bajada.mkdir()
        destino = bajada / originales.nombre_de(fuente.url_descarga)
        avisar(f"Bajando {fuente.url_descarga}")
        with Descargador(avance=avance) as descargador:
            descargador.bajar(fuente.url_descarga, destino)
        # Con la familia y no con la fuente: lo que se baja puede ser una edición más nueva.
        return _ensayar(rutas, parcial, fuente.familia, destino, edicion, quien, avisar)


def _ensayar(
    rutas: Rutas,
    parcial: Path,
    pedida: str,
    archivo: Path,
    edicion: str | None,
    quien: str | None,
    avisar: Avisar,
) -> dict[str, Any]:
    arbol = parcial / "arbol"
    avisar("Copiando lo publicado")
    with publicar.turno(rutas):
        base = huella_de_la_base(rutas)
        vigente = almacen.vigente(rutas)
        copia = copiar_proyecto(rutas, arbol)
    avisar(f"Leyendo {archivo.name}")
    propuesta = proponer(rutas, lambda: copia, pedida, archivo, edicion, avisar)
    ahora = datetime.now(UTC)
    datos: dict[str, Any] = {
        "id": _id_libre(rutas, ahora, propuesta),
        "familia": propuesta.familia,
        "fuente_id": propuesta.fuente.fuente_id if propuesta.fuente else None,
        "fuente_nueva": None,
        "edicion": propuesta.edicion,
        "archivo": propuesta.archivo,
        "creado": ahora.isoformat(timespec="seconds"),
        "quien": quien,
        "base": vigente.id if vigente else "",
        "avisos": propuesta.avisos,
        "crudo": propuesta.crudo,
        "marts": (),
        "movimientos": (),
        "rompe": (),
        "comprobaciones": {"pasan": 0, "fallas": []},
    }
    archivos: dict[str, str] = {}
    if propuesta.declaracion is None:
        datos["estado"] = IGUAL
    else:
        datos |= _armar_y_comparar(rutas, copia, parcial, propuesta, avisar)
        datos["fuente_nueva"] = propuesta.declaracion["fuente_id"]
        if datos["estado"] == LISTO:
            archivos = _sellar(parcial / "propuesta")
    shutil.rmtree(arbol)
    shutil.rmtree(parcial / "bajada", ignore_errors=True)
    if datos["estado"] != LISTO:
        shutil.rmtree(parcial / "propuesta", ignore_errors=True)
    avisar("Guardando el ensayo")
    ensayo = asdict(Ensayo(**datos))
    _escribir_json(parcial / "propuesta.json", asdict(LoPropuesto(base, archivos)))
    _escribir_json(parcial / "ensayo.json", ensayo)
    os.rename(parcial, rutas.ensayos / ensayo["id"])
    _olvidar_los_viejos(rutas)
    bitacora.anotar(
        rutas,
        bitacora.asiento(
            "ensayar", quien, ensayo=ensayo["id"], archivo=propuesta.archivo["nombre"],
            sha256=propuesta.archivo["sha256"], detalle=_resumen(ensayo),
        ),
    )  # fmt: skip
    return leer(rutas, ensayo["id"])


def _resumen(ensayo: dict[str, Any]) -> str:
    if ensayo["estado"] == IGUAL:
        return "Dice lo mismo que lo publicado"
    if ensayo["estado"] == CON_FALLAS:
        fallas = len(ensayo["comprobaciones"]["fallas"])
        return "1 comprobación falla" if fallas == 1 else f"{fallas} comprobaciones fallan"
    que = "Revisión de" if ensayo["fuente_id"] else "Edición nueva:"
    return f"{que} {ensayo['fuente_nueva']}; tablas que cambian: {len(ensayo['marts'])}"


def _armar_y_comparar(
    rutas: Rutas, copia: Rutas, parcial: Path, propuesta: Propuesta, avisar: Avisar
) -> dict[str, Any]:
    """Aplica la propuesta en la copia, arma el mart y dice qué cambia y qué falla."""
    assert propuesta.declaracion is not None
    fuente_id = propuesta.declaracion["fuente_id"]
    cambian = [f"pipelines/fuentes/{fuente_id}.yml", f"pipelines/fuentes/huellas/{fuente_id}.json"]
    for ruta, contenido in propuesta.tablas.items():
        destino = copia.datos_crudos / ruta
        destino.parent.mkdir(parents=True, exist_ok=True)
        destino.write_bytes(contenido)
        cambian.append(relativa(copia, destino))
    (copia.fuentes / f"{fuente_id}.yml").write_text(
        yaml.safe_dump(propuesta.declaracion, allow_unicode=True, sort_keys=False, width=96),
        encoding="utf-8", newline="\n",
    )  # fmt: skip
    revision = Revision()
    mart = parcial / "propuesta" / relativa(rutas, rutas.mart)
    mart.parent.mkdir(parents=True)
    try:
        firmar(copia, leer_registro(copia)[fuente_id])
        armado = armar(copia, mart, revision, avisar, con_conteos=False)
        escribir_geometria(armado.capas, copia.geo)
    except ErrorDeValidacion as error:
        if not revision.fallas:
            revision.anotar("construccion", [_como_falla(fuente_id, copia, error)])
    except ErrorDePublicacion:
        raise
    except ErrorDelTablero as error:
        revision.anotar("construccion", [_como_falla(fuente_id, copia, error)])
    antes = leer_conteos(rutas.pipelines / CONTEOS)
    marts: tuple[CambioDeTabla, ...] = ()
    movimientos: tuple[Movimiento, ...] = ()
    encontradas = [replace(f, detalle=" ".join(f.detalle.split())) for f in revision.fallas]
    rompe = de_las_fallas(encontradas)
    # Con fallas también se compara, si el mart alcanzó a armarse: dice por qué fallan.
    filas = contenido_del_mart(mart).filas if mart.exists() else {}
    if filas:
        avisar("Comparando con lo publicado")
        diferencias = comparar_marts(rutas.mart, mart, leer_marts(rutas), propuesta.familia)
        marts, movimientos = diferencias.marts, diferencias.movimientos
        rompe += [*diferencias.rompe, *de_los_conteos(antes, filas)]
        if filas != antes:
            escribir_conteos(copia.pipelines / CONTEOS, filas)
            cambian.append(relativa(copia, copia.pipelines / CONTEOS))
        cambian += [relativa(copia, capa) for capa in copia.geo.glob("*.geojson")]
        _juntar(rutas, copia, parcial / "propuesta", cambian)
    fallas = [
        {"fuente": f.fuente, "donde": f.lugar, "regla": f.regla, "que": f.detalle}
        for f in encontradas
    ]
    return {
        "estado": CON_FALLAS if fallas else LISTO,
        "comprobaciones": {
            "pasan": max(revision.total - len(fallas), 0),
            "fallas": fallas[:_MAXIMO_DE_FALLAS],
        },
        "marts": marts,
        "movimientos": movimientos,
        "rompe": tuple(rompe[:_MAXIMO_DE_FALLAS]),
    }


def _como_falla(fuente_id: str, copia: Rutas, error: ErrorDelTablero) -> Falla:
    # La copia desaparece: lo que se dice es la ruta del proyecto.
    carpeta = str(copia.raiz) + os.sep
    donde, que = (texto.replace(carpeta, "") for texto in (error.donde, error.que))
    return Falla(fuente_id, donde or "construcción", type(error).__name__, que)


def _juntar(rutas: Rutas, copia: Rutas, destino: Path, cambian: list[str]) -> None:
    """Pasa a la propuesta los archivos de la copia que no son ya los del proyecto."""
    for ruta in cambian:
        nuevo, actual = copia.raiz / ruta, rutas.raiz / ruta
        if actual.is_file() and actual.read_bytes() == nuevo.read_bytes():
            continue
        (destino / ruta).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(nuevo, destino / ruta)


def _sellar(propuesta: Path) -> dict[str, str]:
    return {
        ruta.relative_to(propuesta).as_posix(): sha256_del_archivo(ruta)
        for ruta in sorted(propuesta.rglob("*"))
        if ruta.is_file()
    }


def _escribir_json(ruta: Path, contenido: dict[str, Any]) -> None:
    texto = json.dumps(contenido, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    escribir_seguro(ruta, texto.encode())


# ── La carpeta de los ensayos ──────────────────────────────────────────────────────────────────


@contextmanager
def _turno(rutas: Rutas) -> Iterator[None]:
    rutas.ensayos.mkdir(parents=True, exist_ok=True)
    with publicar.uno_a_la_vez(rutas.ensayos / ".ensayo.lock", "Ya hay otro ensayo en curso."):
        yield


@contextmanager
def _carpeta(rutas: Rutas) -> Iterator[Path]:
    """Carpeta escondida donde se arma; al salir ya tiene su nombre o desaparece."""
    _borrar_restos(rutas)
    parcial = Path(tempfile.mkdtemp(prefix=_ARMANDO, dir=rutas.ensayos))
    try:
        yield parcial
    finally:
        shutil.rmtree(parcial, ignore_errors=True)


def _borrar_restos(rutas: Rutas) -> None:
    for resto in rutas.ensayos.glob(f"{_ARMANDO}*"):
        shutil.rmtree(resto, ignore_errors=True)


def limpiar(rutas: Rutas) -> None:
    """Borra lo que dejó un ensayo que murió; si hay uno vivo, no toca nada."""
    if not any(rutas.ensayos.glob(f"{_ARMANDO}*")):
        return
    with suppress(Timeout), FileLock(rutas.ensayos / ".ensayo.lock", timeout=0):
        _borrar_restos(rutas)


def _id_libre(rutas: Rutas, ahora: datetime, propuesta: Propuesta) -> str:
    base = nombre = f"{ahora:%Y%m%d-%H%M%S}-{propuesta.familia}-{propuesta.archivo['sha256'][:12]}"
    repetido = 2
    while (rutas.ensayos / nombre).exists():
        nombre = f"{base}-{repetido}"
        repetido += 1
    return nombre


def _olvidar_los_viejos(rutas: Rutas) -> None:
    for viejo in sorted(rutas.ensayos.glob("[0-9]*"), reverse=True)[MAXIMO_DE_ENSAYOS:]:
        shutil.rmtree(viejo, ignore_errors=True)


def _carpeta_de(rutas: Rutas, ensayo_id: str) -> Path:
    carpeta = rutas.ensayos / ensayo_id
    if not _ID.fullmatch(ensayo_id) or not (carpeta / "ensayo.json").is_file():
        raise ErrorDePublicacion(
            que=f"No hay un ensayo «{ensayo_id}».",
            donde="ENSAYO",
            esperado="uno de los que esperan; pudo publicarse, descartarse o ser de hace mucho",
            hacer="Véalos con «python -m pipelines ensayos», o ensaye el archivo otra vez.",
        )
    return carpeta


def leer(rutas: Rutas, ensayo_id: str) -> dict[str, Any]:
    """Un ensayo entero. Lanza ``ErrorDePublicacion`` si no está o está dañado."""
    carpeta = _carpeta_de(rutas, ensayo_id)
    try:
        contenido: dict[str, Any] = json.loads((carpeta / "ensayo.json").read_bytes())
    except ValueError as error:
        raise _danado(ensayo_id, carpeta) from error
    return contenido


def _danado(ensayo_id: str, carpeta: Path) -> ErrorDePublicacion:
    return ErrorDePublicacion(
        que=f"El ensayo «{ensayo_id}» está dañado.",
        donde=str(carpeta),
        esperado="la carpeta que escribió «ensayar»",
        hacer="Descártelo y ensaye el archivo otra vez.",
    )


def leer_propuesta(rutas: Rutas, ensayo_id: str) -> LoPropuesto:
    """Los archivos que publicaría un ensayo."""
    carpeta = _carpeta_de(rutas, ensayo_id)
    try:
        return LoPropuesto(**json.loads((carpeta / "propuesta.json").read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise _danado(ensayo_id, carpeta) from error


def pendientes(rutas: Rutas) -> list[dict[str, Any]]:
    """Los ensayos que esperan decisión, del más reciente al más antiguo, sin sus listas largas."""
    largas = ("crudo", "marts", "movimientos", "rompe")
    ensayos = [
        leer(rutas, carpeta.name)
        for carpeta in sorted(rutas.ensayos.glob("[0-9]*"), reverse=True)
        if (carpeta / "ensayo.json").is_file()
    ]
    return [{c: v for c, v in ensayo.items() if c not in largas} for ensayo in ensayos]


def descartar(rutas: Rutas, ensayo_id: str, quien: str) -> dict[str, Any]:
    """Borra un ensayo y lo anota. Lanza ``ErrorDePublicacion`` si no está."""
    with _turno(rutas):
        carpeta = _carpeta_de(rutas, ensayo_id)
        try:
            archivo = leer(rutas, ensayo_id)["archivo"]
        except ErrorDePublicacion:
            archivo = {"nombre": None, "sha256": None}
        # Deja de verse de una vez; si el borrado se interrumpe, el resto lo quita la siguiente.
        escondida = rutas.ensayos / f"{_ARMANDO}{ensayo_id}"
        os.rename(carpeta, escondida)
        shutil.rmtree(escondida, ignore_errors=True)
        bitacora.anotar(
            rutas,
            bitacora.asiento(
                "descartar", quien, ensayo=ensayo_id, archivo=archivo["nombre"],
                sha256=archivo["sha256"],
            ),
        )  # fmt: skip
    return {"id": ensayo_id}
