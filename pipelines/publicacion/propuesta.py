"""De un archivo oficial a lo que lo publicaría: sus tablas y la declaración de su fuente.

Una edición que ya estaba se reemplaza en su sitio y conserva lo que dice igual; una nueva se suma.
Nada se escribe en el proyecto: lo de los archivos de millones de filas se agrega en la copia.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.huellas import sha256_de
from pipelines.lectura import leer_csv_estricto
from pipelines.oficiales import carga_masiva
from pipelines.oficiales.carga import (
    Carga,
    cargar,
    clave_de,
    declarar,
    en_bytes,
    exigir_edicion,
)
from pipelines.oficiales.comparacion import fundir
from pipelines.publicacion.estado import sha256_del_archivo
from pipelines.registro import Fuente, leer_registro, leer_yaml
from pipelines.rutas import Rutas

SIN_REVISAR = (
    "Publicada desde un archivo oficial sin revisar la declaración: título, descripción, quiebres "
    "y advertencias se tomaron de la edición anterior o están por escribir."
)


@dataclass(frozen=True)
class Crudo:
    """Una tabla del archivo frente a la de ``data/raw``, en filas."""

    tabla: str
    leidas: int
    iguales: int
    distintas: int
    nuevas: int
    faltan: int


@dataclass(frozen=True)
class Propuesta:
    """Lo que se publicaría. ``tablas``: ruta dentro de ``data/raw`` → contenido que cambia.

    ``fuente``: la declarada de esa edición, si la hay. Sin ``declaracion``, el archivo dice lo
    mismo que lo guardado y no hay nada que publicar.
    """

    familia: str
    edicion: str | None
    archivo: dict[str, Any]
    fuente: Fuente | None
    crudo: tuple[Crudo, ...]
    avisos: tuple[str, ...]
    tablas: dict[str, bytes]
    declaracion: dict[str, Any] | None


def proponer(
    rutas: Rutas,
    copia: Callable[[], Rutas],
    pedida: str,
    archivo: Path,
    edicion: str | None,
    avisar: Callable[[str], None],
) -> Propuesta:
    """Lee ``archivo`` con el lector de ``pedida``. ``copia`` hace la del proyecto, si se necesita.

    Lanza ``ErrorDeFuente`` si el archivo no es lo que debe ser y ``ErrorDeDeclaracion`` si lo
    pedido no existe o si falta la edición.
    """
    if pedida in carga_masiva.NOMBRES:
        return _de_los_masivos(copia(), pedida, archivo, edicion, avisar)
    carga = cargar(rutas, pedida, archivo, edicion=edicion, simular=True)
    crudo = tuple(
        Crudo(c.tabla, c.leidas, c.iguales, c.distintas, len(c.nuevas), len(c.faltan))
        for c in carga.comparaciones
    )
    procedencia = carga.procedencia
    base: dict[str, Any] = {
        "familia": carga.lectura.familia,
        "archivo": {
            "nombre": procedencia.archivo,
            "bytes": procedencia.bytes,
            "sha256": procedencia.sha256,
        },
        "fuente": carga.fuente,
        "crudo": crudo,
    }
    if carga.es_igual:
        return Propuesta(
            **base, edicion=carga.edicion or (carga.fuente.edicion if carga.fuente else None),
            avisos=carga.lectura.avisos, tablas={}, declaracion=None,
        )  # fmt: skip
    tablas = _tablas(rutas, carga, exigir_edicion(carga))
    declaracion = declarar(rutas, carga, tablas)
    previas = carga.fuente.notas if carga.fuente else ()
    declaracion["notas"] = list(dict.fromkeys([*previas, *carga.lectura.avisos, SIN_REVISAR]))
    return Propuesta(
        **base, edicion=carga.edicion,
        avisos=(*carga.lectura.avisos, *(f"{c.tabla}: {c.nota}" for c in carga.comparaciones
                                         if c.nota)),
        tablas=tablas, declaracion=declaracion,
    )  # fmt: skip


def _tablas(rutas: Rutas, carga: Carga, edicion: str) -> dict[str, bytes]:
    """Las tablas que cambian, en el sitio donde la fuente ya las tiene o en el de la edición."""
    lectura, fuente = carga.lectura, carga.fuente
    declaradas = {a.tabla: a.ruta for a in fuente.archivos} if fuente else {}
    carpeta = f"{lectura.familia}/{edicion}"
    if declaradas:
        carpeta = next(iter(declaradas.values())).rpartition("/")[0]
    tablas = {}
    iguales = {c.tabla for c in carga.comparaciones if c.es_igual and c.tabla in declaradas}
    for nombre, tabla in lectura.items():
        if nombre in iguales:
            continue
        extension, contenido = en_bytes(tabla)
        ruta = declaradas.get(nombre, f"{carpeta}/{nombre}.{extension}")
        if nombre in declaradas and extension == "csv":
            guardada = leer_csv_estricto(rutas.datos_crudos / ruta, list(tabla.columns))
            contenido = en_bytes(fundir(clave_de(lectura.familia)[nombre], tabla, guardada))[1]
        tablas[ruta] = contenido
    return tablas


# ── Archivos de millones de filas ──────────────────────────────────────────────────────────────


def _de_los_masivos(
    copia: Rutas,
    pedida: str,
    origen: Path,
    edicion: str | None,
    avisar: Callable[[str], None],
) -> Propuesta:
    archivos = carga_masiva.archivos_de(origen, edicion)
    raiz = carga_masiva.carpeta_de(copia, pedida)
    parcial = raiz / ".ensayo"
    parcial.parent.mkdir(parents=True, exist_ok=True)
    ultimo = -1

    def progreso(parte: float, faltan: float | None) -> None:
        nonlocal ultimo
        if int(parte * 10) > ultimo:
            ultimo = int(parte * 10)
            avisar(f"Recorriendo el archivo: {parte:.0%}")

    informe = carga_masiva.agregar(copia, pedida, archivos, parcial, progreso)
    carpeta = raiz / (edicion or informe.corte)
    declaracion = carga_masiva.declarar(copia, pedida, informe, parcial, carpeta)
    fuente = leer_registro(copia).get(declaracion["fuente_id"])
    declaradas = {a.tabla: a.ruta for a in fuente.archivos} if fuente else {}
    crudo, tablas = [], {}
    for entrada in declaracion["archivos"]:
        leida = parcial / Path(entrada["ruta"]).name
        # Una revisión ocupa el sitio de la edición que reemplaza.
        entrada["ruta"] = declaradas.get(entrada["tabla"], entrada["ruta"])
        guardada = copia.datos_crudos / entrada["ruta"]
        crudo.append(_por_filas(entrada["tabla"], leida, guardada))
        if not guardada.exists() or guardada.read_bytes() != leida.read_bytes():
            tablas[entrada["ruta"]] = leida.read_bytes()
    leidas = {entrada["tabla"] for entrada in declaracion["archivos"]}
    if fuente is not None:
        previa = leer_yaml(copia.fuentes / f"{fuente.fuente_id}.yml")
        declaracion = previa | {
            campo: declaracion[campo]
            for campo in ("cita", "lectura", "fecha_consulta", "ultimo_dato", "citas_de_fila",
                          "archivos", "notas")
        }  # fmt: skip
        declaracion["archivos"] += [a for a in previa["archivos"] if a["tabla"] not in leidas]
    declaracion["notas"] = [
        *(n for n in declaracion["notas"] if not n.startswith("Propuesta sin revisar")), SIN_REVISAR
    ]  # fmt: skip
    for ruta in parcial.iterdir():
        ruta.unlink()
    parcial.rmdir()
    avisos = [*informe.notas]
    avisos += [f"{rechazo.filas} filas apartadas: {rechazo.motivo}" for rechazo in informe.rechazos]
    return Propuesta(
        familia=pedida,
        edicion=carpeta.name,
        archivo={
            "nombre": origen.name,
            "bytes": sum(ruta.stat().st_size for ruta in archivos),
            "sha256": _sha256_de_varios(archivos),
        },
        fuente=fuente,
        crudo=tuple(crudo),
        avisos=tuple(avisos),
        tablas=tablas,
        declaracion=declaracion if tablas else None,
    )


def _sha256_de_varios(archivos: list[Path]) -> str:
    """El del archivo; de una carpeta, el de la lista ordenada de los suyos."""
    if len(archivos) == 1:
        return sha256_del_archivo(archivos[0])
    return sha256_de("".join(sorted(map(sha256_del_archivo, archivos))).encode())


def _por_filas(tabla: str, leida: Path, guardada: Path) -> Crudo:
    """Sin clave declarada, una fila es igual o no es: no se sabe cuál cambió a cuál."""
    ahora = Counter(_lineas(leida))
    antes = Counter(_lineas(guardada)) if guardada.exists() else Counter()
    iguales = (ahora & antes).total()
    return Crudo(tabla, ahora.total(), iguales, 0, ahora.total() - iguales, antes.total() - iguales)


def _lineas(ruta: Path) -> list[bytes]:
    lineas = ruta.read_bytes().splitlines()
    return lineas[1:] if ruta.suffix == ".csv" else lineas
