"""Los cortes: cada publicación con todos sus archivos, guardados una sola vez por su sha256.

::

    data/cortes/<id>.json          qué archivos tenía lo publicado, con su sha256, y quién lo hizo
    data/cortes/objetos/<sha256>   los bytes de cada archivo, compartidos entre cortes

Se guardan los últimos ``MAXIMO_DE_CORTES`` mientras quepan en ``MAXIMO_DE_BYTES``; el vigente y el
anterior no se borran nunca. Todo lo que borra u ordena aquí se llama con el turno tomado.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.errores import ErrorDePublicacion
from pipelines.publicacion.estado import (
    Contenido,
    archivos_publicados,
    asegurar_carpeta,
    contenido_del_mart,
    escribir_seguro,
    huella_del_codigo,
    relativa,
    sha256_del_archivo,
)
from pipelines.rutas import Rutas

MAXIMO_DE_CORTES = 20
MAXIMO_DE_BYTES = 2_000_000_000
_NUNCA_SE_BORRAN = 2
_BLOQUE = 1 << 20
_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{12}(-[0-9]+)?")


@dataclass(frozen=True)
class Corte:
    """Una publicación. ``archivo`` y ``sha256`` son los del archivo oficial que la causó.

    ``numero`` ordena los cortes aunque el reloj se atrase; ``contenido`` y ``codigo`` son las
    huellas de lo que dice el mart y del código que lo armó.
    """

    id: str
    numero: int
    creado: str
    quien: str | None
    accion: str
    ensayo: str | None
    archivo: str | None
    sha256: str | None
    mart_sha256: str
    filas: dict[str, int]
    detalle: str
    contenido: str
    codigo: str
    archivos: dict[str, str] = field(repr=False)

    def para_mostrar(self, vigente: bool) -> dict[str, Any]:
        """Lo que se dice de un corte fuera de este paquete."""
        ocultos = ("numero", "contenido", "codigo", "archivos")
        campos = {clave: valor for clave, valor in asdict(self).items() if clave not in ocultos}
        return campos | {"vigente": vigente}


def objeto(rutas: Rutas, sha256: str) -> Path:
    """Dónde están (o estarán) los bytes con ese sha256."""
    return rutas.cortes / "objetos" / sha256


def listar(rutas: Rutas) -> list[Corte]:
    """Los cortes guardados, del más reciente al más antiguo: el primero es el vigente."""
    leidos = []
    for ruta in rutas.cortes.glob("[0-9]*.json"):
        try:
            leidos.append(Corte(**json.loads(ruta.read_bytes())))
        except (OSError, ValueError, TypeError) as error:
            raise ErrorDePublicacion(
                que="La ficha de un corte está dañada.",
                donde=str(ruta),
                esperado="la que escribió la publicación",
                hacer="Recupérela de un respaldo, o bórrela para olvidar ese corte.",
            ) from error
    return sorted(leidos, key=lambda corte: -corte.numero)


def vigente(rutas: Rutas) -> Corte | None:
    """El corte más reciente, o ``None`` si nunca se ha publicado desde aquí."""
    todos = listar(rutas)
    return todos[0] if todos else None


def elegir(rutas: Rutas, corte_id: str) -> Corte:
    """El corte de ese nombre. Lanza ``ErrorDePublicacion`` con los que hay."""
    todos = listar(rutas)
    for corte in todos:
        if corte.id == corte_id:
            return corte
    raise ErrorDePublicacion(
        que=f"No hay un corte «{corte_id}».",
        donde="CORTE",
        esperado=", ".join(corte.id for corte in todos[:5]) or "alguno guardado; no hay ninguno",
        hacer="Véalos con «python -m pipelines cortes».",
    )


def guardar_objeto(rutas: Rutas, origen: Path, esperado: str | None = None) -> str:
    """Copia un archivo al almacén, asegurado en el disco, y devuelve su sha256.

    Lanza ``ErrorDePublicacion`` si no es el ``esperado`` y ``OSError`` si no cabe.
    """
    sha256 = sha256_del_archivo(origen)
    if esperado is not None and sha256 != esperado:
        raise ErrorDePublicacion(
            que="Un archivo de lo que se iba a publicar cambió después de revisado.",
            donde=str(origen),
            esperado=f"sha256 {esperado}; se halló {sha256}",
            hacer="Descarte el ensayo y repítalo.",
        )
    destino = objeto(rutas, sha256)
    if not destino.exists():
        destino.parent.mkdir(parents=True, exist_ok=True)
        temporal = destino.with_name(f".{sha256}.copiando")
        try:
            copiar_asegurando(origen, temporal)
            os.replace(temporal, destino)
        finally:
            temporal.unlink(missing_ok=True)
    return sha256


def copiar_asegurando(origen: Path, destino: Path) -> None:
    """Copia los bytes y espera a que estén en el disco."""
    with origen.open("rb") as entrada, destino.open("wb") as salida:
        while bloque := entrada.read(_BLOQUE):
            salida.write(bloque)
        salida.flush()
        os.fsync(salida.fileno())


def nueva_ficha(
    rutas: Rutas, archivos: dict[str, str], contenido: Contenido, **campos: Any
) -> Corte:
    """Un corte con el número y el nombre que siguen. No lo guarda."""
    todos = listar(rutas)
    ahora = datetime.now(UTC)
    mart_sha256 = archivos[relativa(rutas, rutas.mart)]
    base = nombre = f"{ahora:%Y%m%d-%H%M%S}-{mart_sha256[:12]}"
    repetido = 2
    while any(corte.id == nombre for corte in todos):
        nombre = f"{base}-{repetido}"
        repetido += 1
    return Corte(
        id=nombre,
        numero=todos[0].numero + 1 if todos else 1,
        creado=ahora.isoformat(timespec="seconds"),
        mart_sha256=mart_sha256,
        filas=contenido.filas,
        contenido=contenido.huella,
        codigo=huella_del_codigo(rutas),
        archivos=archivos,
        **campos,
    )


def guardar_ficha(rutas: Rutas, corte: Corte) -> None:
    """Escribe la ficha de un corte cuyos objetos ya están; repetirlo no cambia nada."""
    texto = json.dumps(asdict(corte), ensure_ascii=False, indent=1) + "\n"
    escribir_seguro(rutas.cortes / f"{corte.id}.json", texto.encode())


def guardar_lo_de_hoy(rutas: Rutas) -> Corte:
    """El corte de lo que está publicado ahora: el vigente, o uno nuevo si algo cambió desde él.

    Así también se puede volver a lo que se publicó a mano o con ``construir``.
    """
    mart = relativa(rutas, rutas.mart)
    contenido = contenido_del_mart(rutas.mart)
    ahora = {r: sha256_del_archivo(rutas.raiz / r) for r in archivos_publicados(rutas)}
    ultimo = vigente(rutas)
    if ultimo is not None and es_lo_de_hoy(ultimo, ahora, contenido, mart):
        return ultimo
    objetos = rutas.cortes / "objetos"
    objetos.mkdir(parents=True, exist_ok=True)
    for ruta, sha256 in ahora.items():
        guardar_objeto(rutas, rutas.raiz / ruta, sha256)
    asegurar_carpeta(objetos)
    que = "lo publicado cambió por fuera de aquí" if ultimo else "lo que había al empezar"
    corte = nueva_ficha(
        rutas, ahora, contenido, quien=None, accion="construir", ensayo=None, archivo=None,
        sha256=None, detalle=f"Guardado antes de publicar: {que}",
    )  # fmt: skip
    guardar_ficha(rutas, corte)
    return corte


def es_lo_de_hoy(corte: Corte, ahora: dict[str, str], contenido: Contenido, mart: str) -> bool:
    """Si un corte es lo publicado: los mismos archivos, y un mart que dice lo mismo."""
    antes = {ruta: sha256 for ruta, sha256 in corte.archivos.items() if ruta != mart}
    hoy = {ruta: sha256 for ruta, sha256 in ahora.items() if ruta != mart}
    return antes == hoy and corte.contenido == contenido.huella


def exigir_entero(rutas: Rutas, corte: Corte) -> None:
    """Comprueba los bytes de todo el corte. Lanza ``ErrorDePublicacion`` si algo falta o cambió."""
    for ruta, sha256 in corte.archivos.items():
        guardado = objeto(rutas, sha256)
        if not guardado.is_file() or sha256_del_archivo(guardado) != sha256:
            raise ErrorDePublicacion(
                que=f"El corte {corte.id} está dañado: no se puede volver a él.",
                donde=f"{ruta} ({guardado})",
                esperado=f"un archivo con sha256 {sha256}",
                hacer="Elija otro corte o recupere ese archivo de un respaldo.",
            )


def limpiar(rutas: Rutas) -> None:
    """Borra los cortes que ya no se guardan y los objetos que ninguno usa."""
    objetos = rutas.cortes / "objetos"
    todos = listar(rutas)
    quedan: list[Corte] = []
    usados: set[str] = set()
    total = 0
    for corte in todos:
        nuevos = set(corte.archivos.values()) - usados
        bytes_ = sum(_tamano(objetos / sha256) for sha256 in nuevos)
        sobra = len(quedan) >= MAXIMO_DE_CORTES or total + bytes_ > MAXIMO_DE_BYTES
        if sobra and len(quedan) >= _NUNCA_SE_BORRAN:
            break
        quedan.append(corte)
        usados |= nuevos
        total += bytes_
    for corte in todos[len(quedan) :]:
        (rutas.cortes / f"{corte.id}.json").unlink(missing_ok=True)
    if objetos.is_dir():
        for ruta in objetos.iterdir():
            if ruta.name not in usados:
                ruta.unlink(missing_ok=True)
    for resto in rutas.cortes.glob(".*.escribiendo"):
        resto.unlink(missing_ok=True)


def _tamano(ruta: Path) -> int:
    try:
        return ruta.stat().st_size
    except FileNotFoundError:
        return 0
