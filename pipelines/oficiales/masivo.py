"""Lo que comparten los lectores de archivos de millones de filas: abrir, leer, avisar y publicar.

El archivo se recorre una sola vez con DuckDB, con tope de memoria y paso a disco. Salen de ese
recorrido sólo las columnas que se piden: las demás (nombres, cédulas) no se copian a ninguna parte.
Ningún error repite lo que dice una fila: los de DuckDB la traen y por eso no se encadenan.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import tempfile
import threading
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
from filelock import FileLock, Timeout

from pipelines.errores import ErrorDeFuente, ErrorDePublicacion

MEMORIA = "2500MB"
HILOS = 2
TOLERANCIA = 0.001
"""Parte de las filas que puede venir mal formada; con más, el archivo no es lo que dice ser."""
MINIMO_DE_ROTAS = 10
LINEAS_POR_MOTIVO = 20
_MUESTRA = 1 << 16
_TROZO = 1 << 13
_MUESTRA_DE_FILAS = 1 << 14
_SQL = Path(__file__).parent / "sql"
_SEPARADORES = ",;\t|"
_ESPERA = 0.5

Progreso = Callable[[float, float | None], None]
"""Recibe la parte hecha (0 a 1) y los segundos que faltan, o ``None`` si aún no se sabe."""


def sql(nombre: str) -> str:
    """El texto de ``pipelines/oficiales/sql/<nombre>.sql``."""
    return (_SQL / f"{nombre}.sql").read_text(encoding="utf-8")


def nombrados(sentencia: str, valores: Mapping[str, Any]) -> dict[str, Any]:
    """Los valores que la sentencia nombra como ``$nombre``."""
    return {nombre: valor for nombre, valor in valores.items() if f"${nombre}" in sentencia}


# ── Encabezados ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Formato:
    """Cómo está escrito un CSV: lo que hay que saber antes de recorrerlo."""

    codificacion: Literal["utf-8", "latin-1"]
    separador: str
    columnas: tuple[str, ...]
    """Nombres normalizados (minúsculas, sin tildes ni marcas), en el orden del archivo."""
    decimal: Literal[",", "."] = ","
    numeros_limpios: bool = False
    """Si los de la muestra no traen más que cifras, signo y separador decimal."""


def normalizar(nombre: str) -> str:
    """«\\ufeffNúm. Identificación » → «num_identificacion»."""
    sin_marcas = unicodedata.normalize("NFKD", nombre.replace("\ufeff", ""))
    ascii_ = sin_marcas.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", ascii_).strip("_")


def _codificacion(ruta: Path) -> Literal["utf-8", "latin-1"]:
    """Mira el comienzo y muestras a lo largo del archivo: leerlo entero costaría otro recorrido."""
    tamano = ruta.stat().st_size
    muestras = min(64, max(16, tamano >> 20))
    with ruta.open("rb") as archivo:
        for parte in range(muestras):
            archivo.seek(tamano * parte // muestras)
            trozo = archivo.read(_TROZO)
            try:
                # Una muestra puede empezar o terminar a la mitad de una letra.
                trozo[3:-3].decode("utf-8")
            except UnicodeDecodeError as error:
                if error.start > 3 and error.end < len(trozo) - 9:
                    return "latin-1"
            if tamano <= _TROZO:
                break
    return "utf-8"


def leer_formato(ruta: Path) -> Formato:
    """Separador, codificación y nombres de columna. Lanza ``ErrorDeFuente`` si no es un CSV."""
    try:
        with ruta.open("rb") as archivo:
            comienzo = archivo.read(_MUESTRA)
    except OSError as error:
        raise ErrorDeFuente(
            que="El archivo no se pudo abrir.",
            donde=str(ruta),
            esperado="un CSV que se pueda leer",
            hacer="Revise la ruta y los permisos.",
        ) from error
    if comienzo[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in comienzo:
        raise ErrorDeFuente(
            que="El archivo no es un CSV en UTF-8 ni en Latin-1.",
            donde=str(ruta),
            esperado="texto de un byte por letra o UTF-8",
            hacer="Guárdelo como «CSV UTF-8», o descomprímalo si es un libro de Excel.",
        )
    codificacion = _codificacion(ruta)
    linea = comienzo.split(b"\n", 1)[0].decode(codificacion, "replace").strip("\r\ufeff ")
    if not linea:
        raise ErrorDeFuente(
            que="El archivo está vacío.",
            donde=str(ruta),
            esperado="una fila de encabezado y filas de datos",
            hacer="Vuelva a bajarlo.",
        )
    separador = max(_SEPARADORES, key=linea.count)
    nombres = next(csv.reader([linea], delimiter=separador))
    return Formato(codificacion, separador, tuple(normalizar(nombre) for nombre in nombres))


def exigir_columnas(
    ruta: Path,
    formato: Formato,
    pedidas: Mapping[str, Sequence[str]],
    conocidas: frozenset[str],
    que_es: str,
) -> dict[str, str]:
    """Nombre con que DuckDB lee cada columna: el canónico si se pide, el suyo si no.

    ``pedidas``: nombre canónico → nombres con que ha venido. ``conocidas``: las demás columnas de
    la disposición oficial. Lanza ``ErrorDeFuente`` si falta o se repite una pedida. El mensaje sólo
    repite nombres conocidos: si el archivo no trae encabezado, su primera fila son datos.
    """
    canonico = {alias: nombre for nombre, todos in pedidas.items() for alias in todos}
    halladas = [canonico.get(columna, columna) for columna in formato.columnas]
    faltan = [nombre for nombre in pedidas if nombre not in halladas]
    repetidas = [nombre for nombre in pedidas if halladas.count(nombre) > 1]
    if faltan or repetidas:
        reconocidas = [c for c in formato.columnas if c in canonico or c in conocidas]
        otras = len(formato.columnas) - len(reconocidas)
        problemas = [
            f"falta «{n}»" + (f" (también {', '.join(o)})" if (o := pedidas[n][1:]) else "")
            for n in faltan
        ]
        problemas += [f"se repite «{nombre}»" for nombre in repetidas]
        raise ErrorDeFuente(
            que=f"El encabezado no es el de {que_es}: {'; '.join(problemas)}.",
            donde=f"{ruta.name}, línea 1",
            esperado=f"{', '.join(pedidas)}; se hallaron {', '.join(reconocidas) or 'ninguna'}"
            + (f" y {otras} columnas que no se reconocen" if otras else ""),
            hacer="Baje de nuevo el archivo oficial, con su fila de encabezado. Si la fuente "
            "cambió un nombre, agréguelo en pipelines/oficiales.",
        )
    return {
        nombre if nombre in pedidas else f"columna_{posicion}": "VARCHAR"
        for posicion, nombre in enumerate(halladas)
    }


# ── Motor ──────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Avance:
    """Convierte lo que DuckDB lleva en parte hecha y tiempo que falta, sobre todo el trabajo."""

    avisar: Progreso | None
    total: int
    """Bytes por leer."""
    hechos: int = 0
    parte_de_lectura: float = 0.85
    inicio: float = field(default_factory=time.monotonic)

    def decir(self, parte: float) -> None:
        if self.avisar is None:
            return
        pasados = time.monotonic() - self.inicio
        faltan = pasados * (1 - parte) / parte if parte > 0.02 else None
        self.avisar(min(parte, 1.0), faltan)

    def leyendo(self, porcentaje: float, bytes_: int) -> None:
        leidos = self.hechos + bytes_ * max(porcentaje, 0.0) / 100
        self.decir(self.parte_de_lectura * leidos / max(self.total, 1))


class Motor:
    """Una conexión de DuckDB con tope de memoria, hilos y carpeta de paso propios."""

    def __init__(self, carpeta: Path, memoria: str, hilos: int, *, en_orden: bool = True) -> None:
        """``en_orden``: si el lugar de una fila en la tabla es el que tiene en el archivo."""
        self.conexion = duckdb.connect()
        self.ejecutar("set memory_limit = $memoria", {"memoria": memoria})
        self.ejecutar("set threads = $hilos", {"hilos": hilos})
        self.ejecutar("set temp_directory = $carpeta", {"carpeta": str(carpeta / "paso")})
        self.conservar_orden(en_orden)
        # Esa optimización pide al lector de CSV el tipo de un `try_cast` y entonces el lector
        # rechaza la fila entera en vez de dejar la celda nula (DuckDB 2.0).
        self.ejecutar("set disabled_optimizers = 'type_pushdown'")
        self.ejecutar("set enable_progress_bar = true")
        self.ejecutar("set enable_progress_bar_print = false")

    def ejecutar(self, sentencia: str, valores: Mapping[str, Any] | None = None) -> None:
        """Corre una sentencia. Los errores de DuckDB salen sin su texto, que puede traer filas."""
        falla: ErrorDeFuente | ErrorDePublicacion
        try:
            self.conexion.execute(sentencia, dict(valores) if valores else None)
            return
        except duckdb.OutOfMemoryException:
            falla = ErrorDePublicacion(
                que="La memoria permitida no alcanzó.",
                esperado="memoria y disco para los resultados intermedios",
                hacer="Repita con más memoria o libere espacio en el disco.",
            )
        except (duckdb.IOException, duckdb.FatalException):
            falla = ErrorDePublicacion(
                que="El sistema no dejó leer o escribir un archivo.",
                esperado="espacio libre y permisos en la carpeta de destino",
                hacer="Revise el disco y repita. Lo que ya estaba cargado no se tocó.",
            )
        except duckdb.Error as error:
            falla = ErrorDeFuente(
                que=f"El archivo no se pudo recorrer ({type(error).__name__}).",
                esperado="un CSV con comillas dobles bien cerradas y un solo tipo de fin de línea",
                hacer="Vuelva a bajarlo del sitio oficial.",
            )
        raise falla

    def conservar_orden(self, si: bool) -> None:
        self.ejecutar("set preserve_insertion_order = $si", {"si": si})

    def filas(self, sentencia: str, valores: Mapping[str, Any] | None = None) -> list[Any]:
        self.ejecutar(sentencia, valores)
        return self.conexion.fetchall()

    def columna(self, sentencia: str) -> np.ndarray[Any, Any]:
        """La única columna, sin nulos, de una consulta. No cuenta en el tope de memoria."""
        self.ejecutar(sentencia)
        (valores,) = self.conexion.fetchnumpy().values()
        return np.asarray(valores)

    def numero(self, sentencia: str) -> int:
        return int(self.filas(sentencia)[0][0] or 0)

    def leer(self, sentencia: str, valores: Mapping[str, Any], avance: Avance, bytes_: int) -> None:
        """Como ``ejecutar``, y mientras tanto dice cuánto lleva."""
        termino = threading.Event()

        def vigilar() -> None:
            while not termino.wait(_ESPERA):
                avance.leyendo(self.conexion.query_progress(), bytes_)

        vigia = threading.Thread(target=vigilar, daemon=True)
        vigia.start()
        try:
            self.ejecutar(sentencia, valores)
        finally:
            termino.set()
            vigia.join()
        avance.hechos += bytes_
        avance.leyendo(0, 0)

    def guardar(
        self, consulta: str, archivo: Path, valores: Mapping[str, Any] | None = None
    ) -> int:
        """Escribe una consulta en Parquet o en CSV (UTF-8, coma, punto decimal). Dice las filas.

        De ``valores`` se pasan los que la consulta nombra: DuckDB rechaza los demás.
        """
        opciones = "format parquet" if archivo.suffix == ".parquet" else "format csv, header"
        destino = str(archivo).replace("'", "''")
        propios = nombrados(consulta, valores or {})
        return int(
            self.filas("copy (" + consulta + ") to '" + destino + "' (" + opciones + ")", propios)[
                0
            ][0]
        )

    def cerrar(self) -> None:
        self.conexion.close()


def leer_con_tipos(
    motor: Motor,
    con_tipos: tuple[str, Mapping[str, Any]],
    deshacer: tuple[str, Mapping[str, Any]],
    avance: Avance,
    bytes_: int,
) -> bool:
    """Lee pidiendo unas columnas ya como números, que es más rápido. Dice si todo se leyó así.

    Si alguno no estaba escrito como número, ``deshacer`` y nada queda leído: toca leer como texto.
    """
    motor.leer(*con_tipos, avance, bytes_)
    if not motor.numero(sql("numeros_sin_leer")):
        return True
    motor.ejecutar(*deshacer)
    olvidar_rotas(motor)
    avance.hechos -= bytes_
    return False


def muestra(ruta: Path, formato: Formato) -> list[dict[str, str]]:
    """Las primeras filas enteras: nombre de columna del archivo → lo que trae."""
    with ruta.open("rb") as archivo:
        # La última línea de la muestra puede estar a medias.
        lineas = archivo.read(_MUESTRA_DE_FILAS).decode("latin-1").splitlines()[1:-1]
    filas = csv.reader(lineas, delimiter=formato.separador)
    return [
        dict(zip(formato.columnas, fila, strict=True))
        for fila in filas
        if len(fila) == len(formato.columnas)
    ]


# ── Filas que no se pudieron leer ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Rechazo:
    """Filas apartadas por un motivo: cuántas y en qué líneas, nunca qué decían."""

    motivo: str
    filas: int
    lineas: tuple[str, ...] = ()
    """«archivo.csv, línea 12», las primeras."""


@dataclass(frozen=True)
class Informe:
    """Lo que dejó una carga: archivos, filas leídas, lo apartado y lo que hay que saber."""

    archivos: tuple[str, ...]
    filas_leidas: int
    filas_usadas: int
    corte: str
    rechazos: tuple[Rechazo, ...]
    notas: tuple[str, ...] = ()
    tablas: Mapping[str, int] = field(default_factory=dict)

    def guardar(self, ruta: Path) -> None:
        contenido = {
            "archivos": list(self.archivos),
            "filas_leidas": self.filas_leidas,
            "filas_usadas": self.filas_usadas,
            "corte": self.corte,
            "apartadas": [
                {"motivo": r.motivo, "filas": r.filas, "lineas": list(r.lineas)}
                for r in self.rechazos
            ],
            "notas": list(self.notas),
            "tablas": dict(self.tablas),
        }
        texto = json.dumps(contenido, ensure_ascii=False, indent=1) + "\n"
        ruta.write_text(texto, encoding="utf-8", newline="\n")


_CLASES_DE_ROTA = {
    "MISSING COLUMNS": "faltan campos",
    "TOO MANY COLUMNS": "sobran campos",
    "UNQUOTED VALUE": "comillas mal cerradas",
    "LINE SIZE OVER MAXIMUM": "línea demasiado larga",
    "INVALID ENCODING": "letras que no son de la codificación del archivo",
}


@dataclass(frozen=True)
class Leido:
    """Un archivo ya recorrido: su nombre y las líneas que DuckDB saltó por mal formadas."""

    nombre: str
    ruta: Path
    rotas: tuple[tuple[int, str], ...]
    """(línea, motivo), en orden."""


def recoger_rotas(motor: Motor, rutas: Sequence[Path], nombres: Sequence[str]) -> list[Leido]:
    """Las líneas que el último recorrido no pudo partir en campos, por archivo.

    Lanza ``ErrorDeFuente`` si un archivo está cortado a la mitad de su última línea.
    """
    filas = motor.filas(sql("rotas"))
    leidos = []
    for ruta, nombre in zip(rutas, nombres, strict=True):
        propias = [f for f in filas if Path(f[0]) == ruta]
        if propias and _esta_cortado(ruta, max(int(f[3]) for f in propias)):
            raise ErrorDeFuente(
                que="El archivo está cortado: su última línea no termina.",
                donde=f"{nombre}, línea {max(int(f[1]) for f in propias)}",
                esperado="la última línea completa",
                hacer="La descarga se interrumpió: bájelo de nuevo y compare su tamaño.",
            )
        rotas = tuple((int(f[1]), _CLASES_DE_ROTA.get(f[2], "fila mal formada")) for f in propias)
        leidos.append(Leido(nombre, ruta, rotas))
    olvidar_rotas(motor)
    return leidos


def olvidar_rotas(motor: Motor) -> None:
    """Borra lo que el último recorrido anotó: el siguiente lo anotaría encima."""
    motor.ejecutar("drop table if exists reject_errors")
    motor.ejecutar("drop table if exists reject_scans")


def _esta_cortado(ruta: Path, desde: int) -> bool:
    with ruta.open("rb") as archivo:
        archivo.seek(max(desde - 1, 0))
        return b"\n" not in archivo.read(_MUESTRA).lstrip(b"\r\n")


def exigir_bien_formados(leidos: Sequence[Leido], filas: int) -> tuple[Rechazo, ...]:
    """Las líneas rotas como rechazos; si son demasiadas, ``ErrorDeFuente``."""
    rotas = [(leido, linea, motivo) for leido in leidos for linea, motivo in leido.rotas]
    if len(rotas) > max(MINIMO_DE_ROTAS, TOLERANCIA * filas):
        muestra = ", ".join(f"{leido.nombre} línea {linea}" for leido, linea, _ in rotas[:5])
        raise ErrorDeFuente(
            que=f"{len(rotas)} líneas no tienen los campos del encabezado.",
            donde=muestra,
            esperado=f"a lo sumo {max(MINIMO_DE_ROTAS, int(TOLERANCIA * filas))} líneas mal "
            "formadas",
            hacer="El archivo se dañó o el separador no es el mismo en todas las líneas: bájelo de "
            "nuevo.",
        )
    motivos = sorted({motivo for _, _, motivo in rotas})
    return tuple(
        Rechazo(
            f"línea mal formada: {motivo}",
            sum(m == motivo for _, _, m in rotas),
            tuple(f"{leido.nombre}, línea {linea}" for leido, linea, m in rotas if m == motivo)[
                :LINEAS_POR_MOTIVO
            ],
        )
        for motivo in motivos
    )


def linea_de_la_fila(fila: int, rotas: Sequence[tuple[int, str]]) -> int:
    """Línea del archivo de la fila leída número ``fila`` (desde 0), contadas las que se saltaron.

    Supone una línea por fila: con saltos de línea dentro de comillas es la fila, no la línea.
    """
    linea = fila + 2
    for rota, _ in rotas:
        if rota <= linea:
            linea += 1
    return linea


# ── Carpetas y ZIP ─────────────────────────────────────────────────────────────────────────────


@contextmanager
def carpeta_de_trabajo(destino: Path) -> Iterator[Path]:
    """Carpeta junto al destino que desaparece al salir, también si algo falla.

    Una carga a la vez por destino; borra los restos de una que murió.
    """
    destino.parent.mkdir(parents=True, exist_ok=True)
    prefijo = f".{destino.name}.cargando-"
    try:
        with FileLock(destino.parent / f".{destino.name}.lock", timeout=0):
            for resto in destino.parent.glob(f"{prefijo}*"):
                shutil.rmtree(resto, ignore_errors=True)
            carpeta = Path(tempfile.mkdtemp(prefix=prefijo, dir=destino.parent))
            try:
                yield carpeta
            finally:
                shutil.rmtree(carpeta, ignore_errors=True)
    except Timeout as error:
        raise ErrorDePublicacion(
            que="Ya hay otra carga en curso en esa carpeta.",
            donde=str(destino),
            hacer="Espere a que termine y repita la orden.",
        ) from error


def reemplazar_carpeta(nueva: Path, destino: Path) -> None:
    """Pone ``nueva`` en el lugar de ``destino``. Si no puede, deja lo que había."""
    anterior = destino.with_name(f".{destino.name}.anterior")
    shutil.rmtree(anterior, ignore_errors=True)
    habia = destino.exists()
    if habia:
        destino.rename(anterior)
    try:
        nueva.rename(destino)
    except OSError:
        if habia:
            anterior.rename(destino)
        raise
    shutil.rmtree(anterior, ignore_errors=True)


@dataclass(frozen=True)
class Miembro:
    """Un CSV suelto o dentro de un ZIP."""

    nombre: str
    bytes_: int
    ruta: Path | None = None
    zip_: Path | None = None
    interno: str = ""


def miembros(archivos: Sequence[Path]) -> list[Miembro]:
    """Los CSV de unos archivos, también los que van dentro de ZIP, en orden.

    Lanza ``ErrorDeFuente`` si uno no está, no es CSV ni ZIP, o el ZIP está dañado o sin CSV.
    """
    hallados: list[Miembro] = []
    for archivo in archivos:
        if not archivo.is_file():
            raise ErrorDeFuente(
                que="El archivo no está.", donde=str(archivo), hacer="Revise la ruta."
            )
        if archivo.suffix.lower() != ".zip":
            hallados.append(Miembro(archivo.name, archivo.stat().st_size, ruta=archivo))
            continue
        try:
            with zipfile.ZipFile(archivo) as comprimido:
                propios = [
                    Miembro(f"{archivo.name}/{Path(i.filename).name}", i.file_size,
                            zip_=archivo, interno=i.filename)
                    for i in comprimido.infolist()
                    if i.filename.lower().endswith((".csv", ".txt"))
                    and not i.filename.startswith("__MACOSX")
                ]  # fmt: skip
        except zipfile.BadZipFile as error:
            raise _zip_danado(archivo) from error
        if not propios:
            raise ErrorDeFuente(
                que="El ZIP no trae ningún CSV.",
                donde=archivo.name,
                esperado="un CSV por mes",
                hacer="Si trae otro ZIP adentro, descomprímalo primero.",
            )
        hallados.extend(propios)
    return hallados


def _zip_danado(archivo: Path) -> ErrorDeFuente:
    return ErrorDeFuente(
        que="El ZIP está dañado o incompleto.",
        donde=archivo.name,
        esperado="un ZIP que se abra",
        hacer="La descarga se interrumpió: bájelo de nuevo.",
    )


def extraer(miembro: Miembro, carpeta: Path, posicion: int) -> Path:
    """Ruta en disco del CSV; si va en un ZIP, lo descomprime a trozos en ``carpeta``."""
    if miembro.ruta is not None:
        return miembro.ruta
    assert miembro.zip_ is not None
    destino = carpeta / f"{posicion:04d}.csv"
    try:
        with (
            closing(zipfile.ZipFile(miembro.zip_)) as comprimido,
            comprimido.open(miembro.interno) as entrada,
            destino.open("wb") as salida,
        ):
            shutil.copyfileobj(entrada, salida, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _zip_danado(miembro.zip_) from error
    return destino
