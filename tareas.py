#!/usr/bin/env python3
"""Lanzador del tablero: prepara lo que falte y lo pone a andar.

    python tareas.py iniciar      abre el tablero en el navegador
    python tareas.py probar       corre todas las pruebas
    python tareas.py --ayuda      dice qué más sabe hacer

Usa sólo la biblioteca estándar, porque corre antes de que exista el entorno `.venv`, y se comporta
igual en Linux, macOS y Windows. Aquí no hay datos ni pantalla: eso es de `pipelines/` y `tablero/`.

El archivo tiene que poder *leerse* con Python 3.6: sólo así un equipo con un Python viejo recibe la
frase que le dice qué instalar, y no un error de sintaxis. De ahí los tipos de `typing` en vez de
`X | None`; una prueba lo vigila.
"""

import argparse
import contextlib
import errno
import hashlib
import importlib.util
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import (
    IO,
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    NoReturn,
    Optional,
    Sequence,
    Tuple,
)

PYTHON_MINIMO = (3, 11)
PUERTO_PREFERIDO = 8501
PUERTOS_DE_RESERVA = 20
# Entorno completo, con pruebas: 1,1 GB en Linux con Python 3.11; el resto es el margen de pip.
ESPACIO_PARA_INSTALAR_GB = 1.5
# El antivirus de Windows revisa cada archivo nuevo: el primer arranque puede pasar del minuto.
ESPERA_DEL_SERVIDOR_S = 180.0
# Cada cuánto se repite la línea viva cuando la salida no es una terminal (un registro de CI).
LATIDO_SIN_TERMINAL_S = 10.0
EN_WINDOWS = sys.platform == "win32"


class Proyecto(NamedTuple):
    """Las rutas que el lanzador conoce, todas a partir de la carpeta del proyecto."""

    raiz: Path

    @property
    def entorno(self) -> Path:
        return self.raiz / ".venv"

    @property
    def python(self) -> Path:
        if EN_WINDOWS:
            return self.entorno / "Scripts" / "python.exe"
        return self.entorno / "bin" / "python"

    @property
    def requisitos(self) -> Path:
        return self.raiz / "requirements.txt"

    @property
    def requisitos_de_pruebas(self) -> Path:
        return self.raiz / "requirements-pruebas.txt"

    @property
    def restricciones(self) -> Path:
        return self.raiz / "restricciones.txt"

    @property
    def marts(self) -> Path:
        return self.raiz / "data" / "marts"

    @property
    def mart(self) -> Path:
        return self.marts / "tablero.duckdb"

    @property
    def candado(self) -> Path:
        return self.marts / ".preparacion.candado"

    @property
    def servidores(self) -> Path:
        """Un archivo vacío por puerto, bloqueado mientras viva el servidor que lo usa."""
        return self.entorno / ".tablero-servidores"


PROYECTO = Proyecto(Path(__file__).resolve().parent)


# ------------------------------------------------------------------------------------- mensajes


class FalloDeTarea(Exception):
    """Algo que la persona puede resolver: qué pasó, qué hacer y, si ayuda, el detalle técnico."""

    def __init__(self, que: str, hacer: str, detalle: str = "") -> None:
        super().__init__(que)
        self.que = que
        self.hacer = hacer
        self.detalle = detalle

    def __str__(self) -> str:
        partes = []
        if self.detalle:
            partes.append(self.detalle.rstrip())
            partes.append("")
        partes.append("No se pudo continuar: " + self.que)
        partes.append("Qué hacer: " + self.hacer)
        return "\n".join(partes)


class SenalDeCierre(KeyboardInterrupt):
    """El sistema pidió cerrar (no fue Ctrl+C): el programa hijo todavía no se ha enterado."""


def decir(texto: str, salida: Optional[IO[str]] = None) -> None:
    """Escribe una línea y la entrega de inmediato; una consola sin tildes no la hace fallar."""
    destino = sys.stdout if salida is None else salida
    try:
        texto.encode(getattr(destino, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        texto = unicodedata.normalize("NFKD", texto).encode("ascii", "ignore").decode("ascii")
    destino.write(texto + "\n")
    destino.flush()


def preparar_consola() -> None:
    """Deja la salida en UTF-8 donde el sistema no lo hace (Windows, al redirigir a un archivo)."""
    for flujo in (sys.stdout, sys.stderr):
        reconfigurar = getattr(flujo, "reconfigure", None)
        if reconfigurar is None:
            continue
        if EN_WINDOWS:
            reconfigurar(encoding="utf-8", errors="replace")
        else:
            reconfigurar(errors="replace")


class LineaViva:
    """Una línea que se reescribe en la terminal; en un registro, una línea nueva cada tanto."""

    def __init__(self, prefijo: str) -> None:
        self.prefijo = prefijo
        self.inicio = time.monotonic()
        self.en_terminal = sys.stdout.isatty()
        self._ancho_escrito = 0
        self._ultimo_latido = self.inicio
        if not self.en_terminal:
            decir(prefijo + "…")

    def segundos(self) -> int:
        return int(time.monotonic() - self.inicio)

    def mostrar(self, texto: str) -> None:
        detalle = f"{self.prefijo}… {self.segundos()} s"
        if texto:
            detalle += " · " + texto
        if self.en_terminal:
            self._reescribir(detalle)
        elif time.monotonic() - self._ultimo_latido >= LATIDO_SIN_TERMINAL_S:
            self._ultimo_latido = time.monotonic()
            decir(detalle)

    def terminar(self, texto: str) -> None:
        self._borrar()
        decir(f"{self.prefijo}: {texto}")

    def interrumpir(self) -> None:
        """Deja la terminal en una línea limpia para lo que venga (un error, un aviso)."""
        self._borrar()

    def _reescribir(self, texto: str) -> None:
        ancho = max(shutil.get_terminal_size().columns - 1, 20)
        recortado = texto if len(texto) <= ancho else texto[: ancho - 1] + "…"
        sys.stdout.write("\r" + recortado.ljust(self._ancho_escrito))
        sys.stdout.flush()
        self._ancho_escrito = len(recortado)

    def _borrar(self) -> None:
        if self.en_terminal and self._ancho_escrito:
            sys.stdout.write("\r" + " " * self._ancho_escrito + "\r")
            sys.stdout.flush()
            self._ancho_escrito = 0


# ------------------------------------------------------------------------------- ayuda en español

# Los textos que argparse saca en inglés. Cubre Python 3.11 a 3.14; una prueba los compara con el
# código de argparse de la versión que la corre.
TEXTOS_DE_ARGPARSE = {
    "usage: ": "uso: ",
    "positional arguments": "argumentos",
    "options": "opciones",
    "subcommands": "tareas",
    "show this help message and exit": "muestra esta ayuda y termina",
    "show program's version number and exit": "muestra la versión y termina",
    "%(heading)s:": "%(heading)s:",
    " (default: %(default)s)": " (si no se dice: %(default)s)",
    "%(prog)s: error: %(message)s\n": "%(prog)s: no se entendió: %(message)s\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s: aviso: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "argument '%(argument_name)s' is deprecated": "«%(argument_name)s» va a desaparecer",
    "command '%(parser_name)s' is deprecated": "la tarea «%(parser_name)s» va a desaparecer",
    "option '%(option)s' is deprecated": "la opción «%(option)s» va a desaparecer",
    "the following arguments are required: %s": "falta decir: %s",
    "unrecognized arguments: %s": "sobra o está mal escrito: %s",
    "ambiguous option: %(option)s could match %(matches)s": (
        "«%(option)s» puede ser cualquiera de éstas: %(matches)s"
    ),
    "expected %s argument": "espera %s valor",
    "expected %s arguments": "espera %s valores",
    "expected at least one argument": "espera al menos un valor",
    "expected at most one argument": "espera un valor como máximo",
    "expected one argument": "espera un valor",
    "ignored explicit argument %r": "no lleva valor (sobra %r)",
    "invalid %(type)s value: %(value)r": "no sirve el valor %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "no existe %(value)r (puede ser: %(choices)s)"
    ),
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "no existe %(value)r; ¿quiso decir %(closest)r? (puede ser: %(choices)s)"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "no existe la tarea %(parser_name)r (puede ser: %(choices)s)"
    ),
    "not allowed with argument %s": "no va junto con %s",
    "one of the arguments %s is required": "hace falta una de éstas: %s",
    "can't open '%(filename)s': %(error)s": "no se puede abrir «%(filename)s»: %(error)s",
}


@contextlib.contextmanager
def argparse_en_espanol() -> Iterator[None]:
    """Mientras dura, argparse toma sus textos de TEXTOS_DE_ARGPARSE.

    argparse no trae español ni forma pública de ponérselo: pasa cada texto por su función `_`.
    """

    def traducir(texto: str) -> str:
        return TEXTOS_DE_ARGPARSE.get(texto, texto)

    def traducir_plural(singular: str, plural: str, cantidad: int) -> str:
        return traducir(singular if cantidad == 1 else plural)

    anteriores = {nombre: getattr(argparse, nombre) for nombre in ("_", "ngettext")}
    vars(argparse).update({"_": traducir, "ngettext": traducir_plural})
    try:
        yield
    finally:
        vars(argparse).update(anteriores)


def leer_puerto(texto: str) -> int:
    """Un puerto que un programa sin privilegios puede usar (1024 a 65535)."""
    if not texto.isdigit() or not 1024 <= int(texto) <= 65535:
        raise argparse.ArgumentTypeError(
            f"«{texto}» no es un puerto; escriba un número entre 1024 y 65535"
        )
    return int(texto)


def construir_analizador() -> argparse.ArgumentParser:
    """Las tareas y sus opciones. Llámese dentro de `argparse_en_espanol`."""
    analizador = argparse.ArgumentParser(
        prog="tareas.py",
        description="Prepara, abre y prueba el tablero de competitividad.",
        epilog="Para empezar: python tareas.py iniciar",
        add_help=False,
        allow_abbrev=False,
    )
    agregar_ayuda(analizador)
    tareas = analizador.add_subparsers(dest="tarea", metavar="TAREA", title="tareas")

    def agregar(nombre: str, ayuda: str, detalle: str) -> argparse.ArgumentParser:
        tarea = tareas.add_parser(
            nombre, help=ayuda, description=detalle, add_help=False, allow_abbrev=False
        )
        agregar_ayuda(tarea)
        return tarea

    iniciar = agregar(
        "iniciar",
        "abre el tablero en el navegador; prepara antes lo que falte",
        "Prepara el entorno y los datos si hace falta y abre el tablero. Se cierra con Ctrl+C.",
    )
    iniciar.add_argument(
        "--puerto",
        type=leer_puerto,
        metavar="N",
        help=f"puerto en el que atiende; si no se dice, {PUERTO_PREFERIDO} o el siguiente libre",
    )
    iniciar.add_argument(
        "--sin-navegador", action="store_true", help="no abre el navegador; sólo dice la dirección"
    )

    agregar(
        "construir",
        "vuelve a construir los datos (data/marts) desde data/raw",
        "Construye data/marts/tablero.duckdb desde data/raw, aunque ya exista.",
    )

    probar = agregar(
        "probar",
        "corre todas las pruebas",
        "Prepara el entorno de pruebas y corre todas, incluidas las de navegador. "
        "Sin Chromium, Chrome ni Edge falla; con TABLERO_SIN_NAVEGADOR=1 las deja fuera y lo dice.",
    )
    probar.add_argument(
        "--rapido", action="store_true", help="deja fuera las de navegador y las de rendimiento"
    )
    probar.add_argument(
        "-k", dest="seleccion", metavar="EXPRESIÓN", help="sólo las pruebas cuyo nombre la cumple"
    )

    agregar(
        "verificar",
        "revisa la forma, los tipos y la arquitectura del código",
        "Corre ruff, mypy y las pruebas de arquitectura, y resume lo que encontró.",
    )

    limpiar = agregar(
        "limpiar",
        "borra lo que se puede volver a construir",
        "Borra data/marts y las memorias temporales. Nunca toca data/raw.",
    )
    limpiar.add_argument(
        "--todo", action="store_true", help="borra además el entorno .venv (se vuelve a instalar)"
    )

    capturas = agregar(
        "capturas",
        "fotografía cada página del tablero",
        "Abre el tablero en un puerto libre y guarda una imagen de cada página: escritorio claro, "
        "escritorio oscuro y teléfono.",
    )
    capturas.add_argument(
        "--carpeta", default="capturas", metavar="RUTA", help="dónde quedan (%(default)s)"
    )
    return analizador


def agregar_ayuda(analizador: argparse.ArgumentParser) -> None:
    analizador.add_argument(
        "-h", "--ayuda", "--help", action="help", help="muestra esta ayuda y termina"
    )


# ------------------------------------------------------------------------------ Python y carpeta


def texto_de_version(version: Sequence[Any], partes: int = 3) -> str:
    return ".".join(str(parte) for parte in version[:partes])


def revisar_python(version: Sequence[Any] = sys.version_info) -> None:
    """Falla con instrucciones si este Python no alcanza. Sólo sintaxis que entienda Python 3.6."""
    if tuple(version[:2]) < PYTHON_MINIMO:
        hacer = (
            "instálelo desde https://www.python.org/downloads/ y repita la orden con ese Python."
        )
        candidatos = ["python3." + str(menor) for menor in range(14, PYTHON_MINIMO[1] - 1, -1)]
        instalados = [nombre for nombre in candidatos if shutil.which(nombre)]
        if instalados:
            hacer += (
                f" En este equipo parece haber uno: pruebe con «{instalados[0]} tareas.py iniciar»."
            )
        raise FalloDeTarea(
            f"el tablero necesita Python {texto_de_version(PYTHON_MINIMO)} o posterior; "
            f"usted tiene {texto_de_version(version)} ({sys.executable}).",
            hacer,
        )
    # DuckDB y PyArrow no publican versiones de 32 bits.
    if sys.maxsize < 2**32:
        raise FalloDeTarea(
            "este Python es de 32 bits y las librerías del tablero son de 64.",
            "instale el Python de 64 bits desde https://www.python.org/downloads/ y repita.",
        )


def revisar_modulos_de_entorno(
    existe: Callable[[str], Any] = importlib.util.find_spec,
) -> None:
    """Debian y Ubuntu reparten Python sin lo necesario para crear un entorno (`python3-venv`)."""
    if existe("venv") is None or existe("ensurepip") is None:
        raise FalloDeTarea(
            "a este Python le falta lo necesario para crear el entorno (.venv).",
            "en Debian o Ubuntu, instale el paquete: sudo apt install python{}.{}-venv "
            "(o python3-venv) y repita. En otros sistemas, instale Python desde "
            "https://www.python.org/downloads/.".format(*sys.version_info[:2]),
        )


def revisar_escritura(carpeta: Path) -> None:
    """Comprueba que se puede crear un archivo: en Windows los permisos no se dejan preguntar."""
    try:
        with tempfile.TemporaryFile(dir=str(carpeta)):
            pass
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise FalloDeTarea(
            f"no hay permiso para escribir en «{carpeta}».",
            "copie el proyecto a una carpeta suya (por ejemplo, Documentos) o pida permiso de "
            "escritura, y repita.",
        ) from error


def revisar_espacio(carpeta: Path) -> None:
    libre_gb = shutil.disk_usage(str(carpeta)).free / 1e9
    if libre_gb < ESPACIO_PARA_INSTALAR_GB:
        raise fallo_de_espacio(
            f"hay {con_coma(libre_gb)} GB libres y la instalación necesita "
            f"{con_coma(ESPACIO_PARA_INSTALAR_GB)}."
        )


def con_coma(numero: float) -> str:
    return f"{numero:.1f}".replace(".", ",")


def fallo_de_espacio(precision: str, detalle: str = "") -> FalloDeTarea:
    return FalloDeTarea(
        "no queda espacio en el disco: " + precision,
        "libere espacio (papelera, descargas viejas) y repita la orden.",
        detalle,
    )


# ------------------------------------------------------------------------------ programas hijos


def ambiente(proyecto: Proyecto) -> Dict[str, str]:
    """Variables para los programas hijos: las de quien llama, sin lo que rompe el entorno."""
    variables = dict(os.environ)
    # Con éstas, el Python de .venv leería la biblioteca o los paquetes de otro. Y sin archivos
    # compilados (PYTHONDONTWRITEBYTECODE) cada arranque tarda 1,7 s más: pip no los deja hechos.
    for ajena in ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__", "PYTHONDONTWRITEBYTECODE"):
        variables.pop(ajena, None)
    variables["VIRTUAL_ENV"] = str(proyecto.entorno)
    variables["PYTHONNOUSERSITE"] = "1"
    variables["PYTHONUTF8"] = "1"
    variables["PYTHONUNBUFFERED"] = "1"
    # Quien tenga `user = true` en su configuración de pip no podría instalar en un entorno.
    variables["PIP_USER"] = "0"
    variables["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"
    return variables


def detener(proceso: "subprocess.Popen[Any]", gracia: float = 5.0) -> None:
    """Termina el programa hijo; si en `gracia` segundos no se fue, lo mata."""
    if proceso.poll() is not None:
        return
    if EN_WINDOWS:
        # El python.exe de un entorno es un intermediario: hay que terminar también al que lanzó.
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(proceso.pid)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    else:
        proceso.terminate()
    try:
        proceso.wait(timeout=gracia)
    except subprocess.TimeoutExpired:
        proceso.kill()
        proceso.wait()


def correr(
    proyecto: Proyecto, mandato: Sequence[str], extra: Optional[Dict[str, str]] = None
) -> int:
    """Corre un programa a la vista (su salida pasa entera) y devuelve su código."""
    variables = ambiente(proyecto)
    variables.update(extra or {})
    proceso = subprocess.Popen(list(mandato), cwd=str(proyecto.raiz), env=variables)
    try:
        return esperar(proceso)
    except SenalDeCierre:
        detener(proceso)
        raise
    except KeyboardInterrupt:
        # Ctrl+C también le llegó al hijo: se le deja escribir su resumen antes de insistir.
        with contextlib.suppress(subprocess.TimeoutExpired):
            proceso.wait(timeout=10)
        detener(proceso)
        raise


def esperar(proceso: "subprocess.Popen[Any]") -> int:
    """Espera en tramos cortos: en Windows, una espera sin fin no deja pasar el Ctrl+C."""
    while True:
        try:
            return proceso.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue


def correr_con_linea_viva(
    proyecto: Proyecto,
    mandato: Sequence[str],
    linea: LineaViva,
    describir: Callable[[str], Optional[str]],
    registro: Optional[Path] = None,
) -> Tuple[int, str]:
    """Corre un programa callado; `describir` resume cada línea suya para la línea viva.

    Devuelve el código de salida y la salida entera, que también queda en `registro`.
    """
    recibidas: queue.Queue[Optional[str]] = queue.Queue()
    proceso = subprocess.Popen(
        list(mandato),
        cwd=str(proyecto.raiz),
        env=ambiente(proyecto),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )

    def leer() -> None:
        if proceso.stdout is not None:
            for recibida in proceso.stdout:
                recibidas.put(recibida)
        recibidas.put(None)

    threading.Thread(target=leer, daemon=True).start()
    salida: List[str] = []
    resumen = ""
    try:
        while True:
            try:
                recibida = recibidas.get(timeout=0.5)
            except queue.Empty:
                resumen = describir("") or resumen
                linea.mostrar(resumen)
                continue
            if recibida is None:
                break
            salida.append(recibida)
            resumen = describir(recibida.rstrip()) or resumen
            linea.mostrar(resumen)
        codigo = esperar(proceso)
    finally:
        detener(proceso)
        if registro is not None:
            with contextlib.suppress(OSError):
                registro.write_text("".join(salida), encoding="utf-8")
    return codigo, "".join(salida)


def ultimas_lineas(texto: str, cantidad: int = 15) -> str:
    lineas = [linea for linea in texto.splitlines() if linea.strip()]
    return "\n".join("    " + linea[:300] for linea in lineas[-cantidad:])


# ------------------------------------------------------------------------------------- candados


class Candado:
    """Un archivo que el sistema bloquea mientras viva el proceso que lo tomó.

    Si ese proceso muere, como sea, el sistema lo suelta: no quedan marcas viejas que estorben.
    """

    def __init__(self, ruta: Path) -> None:
        self.ruta = ruta
        self._archivo: Optional[IO[bytes]] = None

    def tomar(self) -> bool:
        """Verdadero si quedó tomado; falso si lo tiene otro proceso."""
        self.ruta.parent.mkdir(parents=True, exist_ok=True)
        archivo = open(str(self.ruta), "ab")  # noqa: SIM115 - queda abierto mientras dure
        try:
            if sys.platform == "win32":
                import msvcrt

                archivo.seek(0)
                msvcrt.locking(archivo.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(archivo, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            archivo.close()
            # Una carpeta de red que no sabe bloquear responde otra cosa: se sigue sin candado.
            return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
        self._archivo = archivo
        return True

    def descriptores_heredables(self) -> Tuple[int, ...]:
        """Los que se le pasan al hijo para que el candado dure lo que dure él (no en Windows)."""
        if self._archivo is None or EN_WINDOWS:
            return ()
        return (self._archivo.fileno(),)

    def soltar(self) -> None:
        if self._archivo is not None:
            self._archivo.close()
            self._archivo = None


@contextlib.contextmanager
def una_preparacion_a_la_vez(proyecto: Proyecto) -> Iterator[None]:
    """Dos ventanas no instalan ni construyen a la vez en la misma carpeta: la segunda espera."""
    revisar_escritura(proyecto.raiz)
    candado = Candado(proyecto.candado)
    avisado = False
    while not candado.tomar():
        if not avisado:
            decir("Otra ventana está preparando este tablero; se espera a que termine…")
            avisado = True
        time.sleep(0.5)
    try:
        yield
    finally:
        candado.soltar()


# --------------------------------------------------------------------------------- dependencias


def huella_de_dependencias(proyecto: Proyecto, con_pruebas: bool) -> str:
    """Cambia cuando cambian las dependencias pedidas o la versión de Python (3.11, 3.12…)."""
    archivos = [proyecto.requisitos, proyecto.restricciones]
    if con_pruebas:
        archivos.append(proyecto.requisitos_de_pruebas)
    resumen = hashlib.sha256(texto_de_version(sys.version_info, 2).encode("ascii"))
    for archivo in archivos:
        # Por líneas: un clon con fines de línea de Windows no obliga a reinstalar.
        resumen.update("\n".join(archivo.read_text(encoding="utf-8").splitlines()).encode("utf-8"))
        resumen.update(b"\0")
    return resumen.hexdigest()


def marca_de_dependencias(proyecto: Proyecto, con_pruebas: bool) -> Path:
    nombre = ".tablero-dependencias"
    return proyecto.entorno / (nombre + "-pruebas" if con_pruebas else nombre)


def paquetes_fijados(archivo: Path) -> List[str]:
    """Las líneas `nombre==versión` del archivo y de los que incluye con `-r`."""
    fijados: List[str] = []
    for linea in archivo.read_text(encoding="utf-8").splitlines():
        pedido = linea.split("#", 1)[0].strip()
        if pedido.startswith("-r "):
            fijados += paquetes_fijados(archivo.parent / pedido[3:].strip())
        elif "==" in pedido:
            fijados.append(pedido)
    return fijados


# Corre dentro de .venv: dice la versión de Python y si falta o sobra versión de algún paquete.
REVISION_DEL_ENTORNO = """
import importlib.metadata as metadatos, sys
def difiere(pedido):
    nombre, version = pedido.split("==")
    try:
        return metadatos.version(nombre) != version
    except metadatos.PackageNotFoundError:
        return True
print("{}.{}".format(*sys.version_info[:2]), *filter(difiere, sys.argv[1:]))
"""


class EstadoDelEntorno(NamedTuple):
    """`sirve`: su Python corre y es de la versión debida. `completo`: no hay que instalar."""

    sirve: bool
    completo: bool


def revisar_entorno(proyecto: Proyecto, con_pruebas: bool) -> EstadoDelEntorno:
    """Mira si .venv existe, corre y tiene los paquetes pedidos, sin creerle sólo a la marca."""
    ausente = EstadoDelEntorno(sirve=False, completo=False)
    if not proyecto.python.exists():
        return ausente
    archivo = proyecto.requisitos_de_pruebas if con_pruebas else proyecto.requisitos
    try:
        respuesta = subprocess.run(
            [str(proyecto.python), "-I", "-c", REVISION_DEL_ENTORNO] + paquetes_fijados(archivo),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ausente
    partes = respuesta.stdout.split()
    if respuesta.returncode != 0 or partes[:1] != [texto_de_version(sys.version_info, 2)]:
        return ausente
    marca = marca_de_dependencias(proyecto, con_pruebas)
    vigente = marca.exists() and marca.read_text(
        encoding="utf-8"
    ).strip() == huella_de_dependencias(proyecto, con_pruebas)
    return EstadoDelEntorno(sirve=True, completo=vigente and len(partes) == 1)


# Causas reconocibles en la salida de pip, de la más a la menos segura: manda la primera.
# Un mismo fallo deja varias huellas (un certificado malo también dice «Could not find a version»).
CAUSAS_DE_PIP: Tuple[Tuple[str, str], ...] = (
    ("disco", r"No space left on device|\[Errno 28\]|WinError 112|Disk quota exceeded"),
    ("certificado", r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerification|confirming the ssl"),
    ("proxy", r"ProxyError|Cannot connect to proxy|Tunnel connection failed|407 Proxy"),
    (
        "nombre",
        r"NameResolutionError|Failed to resolve|name resolution|Name or service not known"
        r"|getaddrinfo failed|nodename nor servname|No address associated with hostname",
    ),
    ("espera", r"Read timed out|ReadTimeout|ConnectTimeout|timed out|WinError 10060"),
    (
        "conexion",
        r"NewConnectionError|Connection refused|Connection reset|Connection aborted"
        r"|Network is unreachable|No route to host|RemoteDisconnected|ConnectionError"
        r"|WinError 100(51|53|54|61)",
    ),
    ("permiso", r"Permission denied|PermissionError|Access is denied|WinError 5\b"),
    ("version", r"No matching distribution found|Could not find a version|ResolutionImpossible"),
)

EXPLICACION_DE_RED = {
    "certificado": "la red presenta un certificado que este equipo no reconoce.",
    "proxy": "no se pudo pasar por el proxy.",
    "nombre": "no hay internet, o este equipo no encuentra el servidor de paquetes.",
    "espera": "el servidor de paquetes no respondió a tiempo.",
    "conexion": "no se pudo conectar con el servidor de paquetes.",
}

VARIABLES_DE_RED = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "https_proxy",
    "http_proxy",
    "PIP_CERT",
)


def causa_de_pip(salida: str) -> str:
    """La causa de un fallo de instalación según lo que escribió pip; «otra» si no se reconoce."""
    for causa, patron in CAUSAS_DE_PIP:
        if re.search(patron, salida):
            return causa
    return "otra"


def fallo_de_instalacion(salida: str, registro: Path) -> FalloDeTarea:
    """La frase para la persona, a partir de la salida de pip."""
    causa = causa_de_pip(salida)
    detalle = f"El registro de la instalación está en {registro}"
    if causa == "disco":
        return fallo_de_espacio("se llenó mientras se instalaba.", detalle)
    if causa in EXPLICACION_DE_RED:
        # Sólo los nombres: el valor de un proxy puede llevar usuario y contraseña.
        definidas = [nombre for nombre in VARIABLES_DE_RED if os.environ.get(nombre)]
        hacer = (
            "revise la conexión y repita la orden: sigue donde iba. Si su entidad sale a internet "
            "por un proxy o tiene su propio servidor de paquetes, pida a sistemas los valores de "
            "PIP_PROXY (proxy), PIP_INDEX_URL (servidor de paquetes) y PIP_CERT (certificado)."
        )
        if definidas:
            hacer += f" Están definidas: {', '.join(definidas)}; revise que sigan vigentes."
        return FalloDeTarea(EXPLICACION_DE_RED[causa], hacer, detalle)
    if causa == "permiso":
        return FalloDeTarea(
            "el sistema no dejó escribir un archivo de la instalación.",
            "cierre el tablero si está abierto en otra ventana (y, en Windows, espere a que el "
            "antivirus termine); si sigue, corra: python tareas.py limpiar --todo, y repita.",
            detalle,
        )
    if causa == "version":
        return FalloDeTarea(
            "no hay una versión de las librerías para este Python "
            f"({texto_de_version(sys.version_info)}) en este sistema.",
            "use un Python de 3.11 a 3.14, de 64 bits (https://www.python.org/downloads/). Si usa "
            "un servidor de paquetes propio, puede que no tenga esa versión: revise PIP_INDEX_URL.",
            detalle,
        )
    return FalloDeTarea(
        "la instalación de las librerías falló.",
        "repita la orden; si vuelve a fallar, corra: python tareas.py limpiar --todo, y envíe el "
        "registro a quien mantiene el tablero.",
        f"Últimas líneas de la instalación:\n{ultimas_lineas(salida)}\n{detalle}",
    )


class RelatorDePip:
    """Convierte las líneas de pip en lo que la persona ve: qué se busca, baja o instala."""

    def __init__(self, proyecto: Proyecto) -> None:
        self._proyecto = proyecto
        self._por_instalar = 0
        self._antes = 0

    def describir(self, linea: str) -> Optional[str]:
        """El resumen de una línea; con la línea vacía, sólo se pone al día la cuenta."""
        recogida = re.match(r"\s*Collecting (\S+)", linea)
        if recogida:
            return "buscando " + re.split(r"[=<>!~;\[(]", recogida.group(1))[0]
        bajada = re.match(
            r"\s*(Downloading|Using cached|Processing) (\S+)(?: (\([\d.]+ \w+\)))?", linea
        )
        if bajada:
            accion, archivo, peso = bajada.groups(default="")
            paquete = re.split(r"[/\\]", archivo)[-1].split("-")[0]
            verbo = "descargando" if accion == "Downloading" else "ya estaba"
            return f"{verbo} {paquete} {peso.replace('.', ',')}".rstrip()
        if "Retrying (Retry(" in linea:
            return "la red no responde; se reintenta"
        if re.match(r"\s*(Building wheel|Preparing metadata|Running setup)", linea):
            return "compilando un paquete (puede tardar)"
        if linea.startswith("Installing collected packages:"):
            self._por_instalar = len(linea.split(":", 1)[1].split(","))
            self._antes = self._instalados()
        if self._por_instalar:
            listos = min(max(self._instalados() - self._antes, 0), self._por_instalar)
            return f"instalando {listos} de {self._por_instalar} paquetes"
        return None

    def _instalados(self) -> int:
        fichas = fichas_de_paquetes(self._proyecto)
        return sum((ficha / "RECORD").exists() for ficha in fichas)


def fichas_de_paquetes(proyecto: Proyecto) -> List[Path]:
    """Las carpetas `.dist-info` de .venv: una por paquete instalado, o a medio instalar."""
    bibliotecas = "Lib" if EN_WINDOWS else "lib/python*"
    return list(proyecto.entorno.glob(bibliotecas + "/site-packages/*.dist-info"))


def descartar_a_medias(proyecto: Proyecto) -> None:
    """Quita la ficha de los paquetes cuya instalación se cortó, para que pip los repita.

    pip escribe RECORD de último; sin él, otro `pip install` daría el paquete por instalado.
    """
    for ficha in fichas_de_paquetes(proyecto):
        if not (ficha / "RECORD").exists():
            shutil.rmtree(str(ficha))


def crear_entorno(proyecto: Proyecto, linea: LineaViva) -> None:
    """Crea .venv desde cero con el Python que corre este archivo."""
    # Si quien llama está dentro del mismo .venv, hay que crearlo con el Python de donde salió.
    base = getattr(sys, "_base_executable", None) or sys.executable
    codigo, salida = correr_con_linea_viva(
        proyecto,
        [base, "-m", "venv", "--clear", str(proyecto.entorno)],
        linea,
        lambda _linea: "creando la carpeta .venv",
    )
    if codigo == 0:
        return
    linea.interrumpir()
    if causa_de_pip(salida) == "disco" or shutil.disk_usage(str(proyecto.raiz)).free < 100e6:
        raise fallo_de_espacio("se llenó mientras se creaba .venv.", ultimas_lineas(salida))
    if "ensurepip" in salida:
        revisar_modulos_de_entorno(lambda _nombre: None)
    raise FalloDeTarea(
        f"no se pudo crear el entorno en «{proyecto.entorno}».",
        "cierre los programas que usen esa carpeta, bórrela y repita la orden.",
        ultimas_lineas(salida),
    )


def preparar_dependencias(proyecto: Proyecto, con_pruebas: bool, paso: str) -> None:
    """Deja .venv con los paquetes pedidos; si ya lo está, no tarda más que comprobarlo."""
    estado = revisar_entorno(proyecto, con_pruebas)
    if estado.completo:
        decir(f"[1/{paso}] Entorno de Python: listo")
        decir(f"[2/{paso}] Librerías: al día")
        return

    revisar_espacio(proyecto.raiz)
    if estado.sirve:
        decir(f"[1/{paso}] Entorno de Python: listo")
    else:
        revisar_modulos_de_entorno()
        linea = LineaViva(f"[1/{paso}] Preparando el entorno de Python")
        crear_entorno(proyecto, linea)
        linea.terminar(f"listo en {linea.segundos()} s")

    linea = LineaViva(f"[2/{paso}] Instalando las librerías")
    marca = marca_de_dependencias(proyecto, con_pruebas)
    if marca.exists():
        marca.unlink()
    descartar_a_medias(proyecto)
    registro = proyecto.entorno / "instalacion.log"
    requisitos = proyecto.requisitos_de_pruebas if con_pruebas else proyecto.requisitos
    mandato = [str(proyecto.python), "-m", "pip", "install", "--no-input"]
    mandato += ["--disable-pip-version-check", "--progress-bar", "off"]
    # Sin compilar: 12 s en vez de 20 (Linux, 2 núcleos). Python compila lo que usa, al usarlo.
    mandato += ["--no-compile", "-r", str(requisitos), "-c", str(proyecto.restricciones)]
    codigo, salida = correr_con_linea_viva(
        proyecto, mandato, linea, RelatorDePip(proyecto).describir, registro
    )
    if codigo != 0:
        linea.interrumpir()
        raise fallo_de_instalacion(salida, registro)
    marca.write_text(huella_de_dependencias(proyecto, con_pruebas) + "\n", encoding="utf-8")
    if con_pruebas:
        # Las de pruebas incluyen las de la aplicación: `iniciar` no tiene que volver a mirar.
        marca_de_dependencias(proyecto, con_pruebas=False).write_text(
            huella_de_dependencias(proyecto, con_pruebas=False) + "\n", encoding="utf-8"
        )
    linea.terminar(f"listas en {linea.segundos()} s")


# ---------------------------------------------------------------------------------------- datos


def entradas_del_mart(proyecto: Proyecto) -> Iterator[Path]:
    """Todo lo que, si cambia, obliga a reconstruir los marts.

    De data/raw cuentan también las carpetas: su fecha cambia cuando se borra una edición.
    """
    for base in (
        proyecto.raiz / "pipelines",
        proyecto.raiz / "data" / "raw",
        proyecto.raiz / "geo",
    ):
        for carpeta, subcarpetas, archivos in os.walk(str(base)):
            subcarpetas[:] = [
                nombre
                for nombre in subcarpetas
                if nombre != "__pycache__" and not nombre.startswith(".")
            ]
            if base.name == "raw":
                yield Path(carpeta)
            for nombre in archivos:
                if not nombre.startswith(".") and not nombre.endswith((".pyc", "~")):
                    yield Path(carpeta) / nombre


def fecha_de_la_ultima_entrada(proyecto: Proyecto) -> float:
    return max((ruta.stat().st_mtime for ruta in entradas_del_mart(proyecto)), default=0.0)


def mart_al_dia(proyecto: Proyecto) -> bool:
    if not proyecto.mart.exists():
        return False
    return proyecto.mart.stat().st_mtime >= fecha_de_la_ultima_entrada(proyecto)


def fechar_mart(proyecto: Proyecto) -> None:
    """Tras construir, el mart no puede quedar más viejo que sus entradas.

    Pasa cuando la construcción reescribe algo de geo/ o decide que no hay nada que publicar: sin
    esto, cada `iniciar` volvería a construir.
    """
    if not proyecto.mart.exists():
        raise FalloDeTarea(
            f"la construcción terminó pero no dejó «{proyecto.mart}».",
            "avise a quien mantiene el tablero: es un error de pipelines/construir.py.",
        )
    if not mart_al_dia(proyecto):
        os.utime(str(proyecto.mart))


def mandato_de_construccion(proyecto: Proyecto) -> List[str]:
    return [str(proyecto.python), "-m", "pipelines", "construir"]


def preparar_datos(proyecto: Proyecto, paso: str) -> None:
    """Construye los marts si faltan o si son más viejos que sus entradas."""
    if mart_al_dia(proyecto):
        decir(f"[3/{paso}] Datos: al día")
        return
    linea = LineaViva(f"[3/{paso}] Construyendo los datos")
    codigo, salida = correr_con_linea_viva(
        proyecto, mandato_de_construccion(proyecto), linea, str.strip
    )
    if codigo != 0:
        linea.interrumpir()
        if causa_de_pip(salida) == "disco":
            raise fallo_de_espacio("se llenó mientras se construían los datos.")
        raise FalloDeTarea(
            "los datos no se pudieron construir.",
            "lea el mensaje de arriba: dice qué archivo y qué se esperaba. Corrija eso y repita.",
            ultimas_lineas(salida, 25),
        )
    fechar_mart(proyecto)
    linea.terminar(f"listos en {linea.segundos()} s")


# ------------------------------------------------------------------------------------- servidor


def direccion(puerto: int) -> str:
    return f"http://localhost:{puerto}"


def servidor_sano(puerto: int) -> bool:
    """Si en ese puerto responde un Streamlit que ya terminó de arrancar."""
    # Sin proxy: el de la entidad no sabe llegar a este mismo equipo.
    abridor = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with abridor.open(f"http://127.0.0.1:{puerto}/_stcore/health", timeout=2) as respuesta:
            return bool(respuesta.status == 200)
    except (OSError, ValueError, urllib.error.URLError):
        return False


def puerto_libre(puerto: int) -> bool:
    """Si se puede atender en ese puerto y nadie más lo hace, ni en IPv4 ni en IPv6.

    No basta con intentar tomarlo: macOS y Windows dejan tomar 127.0.0.1 aunque otro programa
    atienda en todas las direcciones, y el navegador prueba antes ::1.
    """
    for familia, anfitrion in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            conexion = socket.socket(familia, socket.SOCK_STREAM)
        except OSError:
            continue
        with conexion:
            conexion.settimeout(0.3)
            if conexion.connect_ex((anfitrion, puerto)) == 0:
                return False
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as prueba:
        if not EN_WINDOWS:
            # Un puerto que se acaba de cerrar se puede volver a tomar; en Windows esto lo robaría.
            prueba.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prueba.bind(("127.0.0.1", puerto))
        except OSError:
            return False
    return True


def tableros_abiertos(proyecto: Proyecto) -> List[int]:
    """Los puertos en los que ya atiende un tablero de esta misma carpeta."""
    abiertos = []
    for marca in sorted(proyecto.servidores.glob("[0-9]*")):
        candado = Candado(marca)
        if candado.tomar():
            candado.soltar()
        elif servidor_sano(int(marca.name)):
            abiertos.append(int(marca.name))
    return abiertos


def elegir_puerto(pedido: Optional[int], preferido: int = PUERTO_PREFERIDO) -> int:
    """El puerto pedido, o el preferido, o el siguiente libre; falla si no hay."""
    if pedido is not None:
        if not puerto_libre(pedido):
            raise FalloDeTarea(
                f"el puerto {pedido} lo usa otro programa, otro tablero o el propio sistema.",
                "ciérrelo, pida otro puerto con --puerto, o no pida ninguno: se busca uno libre.",
            )
        return pedido
    for puerto in range(preferido, preferido + PUERTOS_DE_RESERVA + 1):
        if puerto_libre(puerto):
            if puerto != preferido:
                decir(f"El puerto {preferido} lo usa otro programa; se usa el {puerto}.")
            return puerto
    raise FalloDeTarea(
        f"los puertos {preferido} a {preferido + PUERTOS_DE_RESERVA} están ocupados.",
        "cierre otros programas o pida un puerto: python tareas.py iniciar --puerto 9000",
    )


def ambiente_del_servidor(proyecto: Proyecto) -> Dict[str, str]:
    """El de los demás hijos, con el modo local encendido: aquí sólo se atiende a este equipo.

    Quien ya puso `TABLERO_MODO_LOCAL` en su ambiente manda.
    """
    return {"TABLERO_MODO_LOCAL": "si", **ambiente(proyecto)}


class Servidor:
    """El Streamlit de este tablero, con su marca, mientras esté abierto."""

    def __init__(self, proyecto: Proyecto, puerto: int) -> None:
        self.puerto = puerto
        self.registro = proyecto.entorno / f"servidor-{puerto}.log"
        self._candado = Candado(proyecto.servidores / str(puerto))
        self._candado.tomar()
        mandato = [str(proyecto.python), "-m", "streamlit", "run", "app.py"]
        mandato += ["--server.port", str(puerto), "--server.address", "127.0.0.1"]
        mandato += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
        with open(str(self.registro), "wb") as salida:
            # En el mismo grupo que el lanzador: si alguien mata el grupo, no queda un huérfano.
            self.proceso = subprocess.Popen(
                mandato,
                cwd=str(proyecto.raiz),
                env=ambiente_del_servidor(proyecto),
                stdin=subprocess.DEVNULL,
                stdout=salida,
                stderr=subprocess.STDOUT,
                pass_fds=self._candado.descriptores_heredables(),
            )

    def esperar_listo(self, linea: LineaViva) -> None:
        limite = time.monotonic() + ESPERA_DEL_SERVIDOR_S
        while not servidor_sano(self.puerto):
            if self.proceso.poll() is not None or time.monotonic() > limite:
                linea.interrumpir()
                self.cerrar()
                raise self.fallo("el tablero no arrancó.")
            linea.mostrar("")
            time.sleep(0.1)

    def fallo(self, que: str) -> FalloDeTarea:
        salida = self.registro.read_text(encoding="utf-8", errors="replace")
        return FalloDeTarea(
            que,
            "lea las líneas de arriba; si no dicen nada claro, corra: python tareas.py limpiar "
            f"--todo, y repita. El registro completo está en {self.registro}.",
            "Lo último que dijo el servidor:\n" + (ultimas_lineas(salida) or "    (nada)"),
        )

    def cerrar(self) -> None:
        detener(self.proceso)
        self._candado.soltar()


def abrir_navegador(url: str, sistema: str = sys.platform) -> None:
    """Abre la dirección, salvo en un Linux sin escritorio: ahí abriría uno de texto y estorba."""
    con_escritorio = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sistema.startswith("linux") and not con_escritorio:
        return
    webbrowser.open(url)


def buscar_chromium() -> Optional[str]:
    """El navegador para las pruebas: TABLERO_CHROMIUM o el primero instalado; None si no hay."""
    declarado = os.environ.get("TABLERO_CHROMIUM")
    if declarado:
        encontrado = shutil.which(declarado)
        if encontrado is None:
            raise FalloDeTarea(
                f"TABLERO_CHROMIUM dice «{declarado}» y ahí no hay un programa.",
                "corrija esa variable (la ruta completa de Chromium, Chrome o Edge) o quítela.",
            )
        return encontrado
    nombres = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    nombres += ["chrome", "microsoft-edge", "microsoft-edge-stable", "msedge"]
    for candidato in nombres + rutas_tipicas_de_navegador():
        encontrado = shutil.which(candidato)
        if encontrado:
            return encontrado
    return None


def rutas_tipicas_de_navegador(sistema: str = sys.platform) -> List[str]:
    if sistema == "darwin":
        programas = ("Chromium", "Google Chrome", "Microsoft Edge")
        carpetas = ("/Applications", os.path.expanduser("~/Applications"))
        return [
            f"{carpeta}/{programa}.app/Contents/MacOS/{programa}"
            for programa in programas
            for carpeta in carpetas
        ]
    if sistema == "win32":
        relativas = (
            r"Chromium\Application\chrome.exe",
            r"Google\Chrome\Application\chrome.exe",
            r"Microsoft\Edge\Application\msedge.exe",
        )
        variables = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        bases = [os.environ[nombre] for nombre in variables if os.environ.get(nombre)]
        return [os.path.join(base, relativa) for relativa in relativas for base in bases]
    return []


def exigir_chromium() -> str:
    navegador = buscar_chromium()
    if navegador is None:
        raise FalloDeTarea(
            "no se encontró Chromium, Chrome ni Edge, y las pruebas de navegador lo necesitan.",
            "instale uno (en Debian o Ubuntu: sudo apt install chromium) o diga dónde está con "
            "TABLERO_CHROMIUM=/ruta/al/programa. Para correr sólo las demás: "
            "TABLERO_SIN_NAVEGADOR=1, o python tareas.py probar --rapido.",
        )
    return navegador


# --------------------------------------------------------------------------------------- tareas


def tarea_iniciar(proyecto: Proyecto, opciones: argparse.Namespace) -> int:
    if opciones.puerto is None and avisar_si_ya_esta_abierto(proyecto, opciones.sin_navegador):
        return 0
    # Un puerto pedido y ocupado se dice ya, no después de cinco minutos de instalación.
    if opciones.puerto is not None:
        elegir_puerto(opciones.puerto)
    with una_preparacion_a_la_vez(proyecto):
        # Otra ventana pudo abrirlo mientras ésta esperaba su turno.
        if opciones.puerto is None and avisar_si_ya_esta_abierto(proyecto, opciones.sin_navegador):
            return 0
        preparar_dependencias(proyecto, con_pruebas=False, paso="4")
        preparar_datos(proyecto, paso="4")
        puerto = elegir_puerto(opciones.puerto)
        linea = LineaViva("[4/4] Abriendo el tablero")
        servidor = Servidor(proyecto, puerto)
        try:
            servidor.esperar_listo(linea)
        except KeyboardInterrupt:
            servidor.cerrar()
            raise
        linea.terminar(f"listo en {linea.segundos()} s")
    try:
        decir("Tablero listo: " + direccion(puerto))
        decir("Para cerrarlo, oprima Ctrl+C en esta ventana.")
        if not opciones.sin_navegador:
            abrir_navegador(direccion(puerto))
        esperar(servidor.proceso)
    except KeyboardInterrupt:
        servidor.cerrar()
        decir("\nTablero cerrado.")
        return 0
    raise servidor.fallo("el tablero se cerró solo.")


def avisar_si_ya_esta_abierto(proyecto: Proyecto, sin_navegador: bool) -> bool:
    abiertos = tableros_abiertos(proyecto)
    if not abiertos:
        return False
    decir("Este tablero ya estaba abierto. Si acaba de actualizar el proyecto, ciérrelo y repita.")
    decir("Tablero listo: " + direccion(abiertos[0]))
    if not sin_navegador:
        abrir_navegador(direccion(abiertos[0]))
    return True


def tarea_construir(proyecto: Proyecto, opciones: argparse.Namespace) -> int:
    with una_preparacion_a_la_vez(proyecto):
        preparar_dependencias(proyecto, con_pruebas=False, paso="3")
        decir("[3/3] Construyendo los datos…")
        codigo = correr(proyecto, mandato_de_construccion(proyecto))
        if codigo == 0:
            fechar_mart(proyecto)
    return codigo


def tarea_probar(proyecto: Proyecto, opciones: argparse.Namespace) -> int:
    fuera = ["navegador", "rendimiento"] if opciones.rapido else []
    extra: Dict[str, str] = {}
    if os.environ.get("TABLERO_SIN_NAVEGADOR") == "1":
        if not opciones.rapido:
            decir("TABLERO_SIN_NAVEGADOR=1: las pruebas de navegador quedan fuera.")
            fuera.append("navegador")
    elif not opciones.rapido:
        extra["TABLERO_CHROMIUM"] = exigir_chromium()
        decir("Navegador de las pruebas: " + extra["TABLERO_CHROMIUM"])

    with una_preparacion_a_la_vez(proyecto):
        preparar_dependencias(proyecto, con_pruebas=True, paso="4")
        preparar_datos(proyecto, paso="4")
    decir("[4/4] Corriendo las pruebas…")
    mandato = [str(proyecto.python), "-m", "pytest"]
    if not opciones.seleccion:
        # Cada archivo entero en un proceso, que abre su servidor y su Chromium. Uno más que los
        # núcleos: mientras una prueba de navegador espera, otra calcula. El orden de los archivos
        # lo pone tests/conftest.py.
        procesos = str(1 + (os.cpu_count() or 1))
        mandato += ["-n", procesos, "--dist", "loadfile", "--no-loadscope-reorder"]
    if fuera:
        mandato += ["-m", " and ".join("not " + marcador for marcador in fuera)]
    if opciones.seleccion:
        mandato += ["-k", opciones.seleccion]
    codigo = correr(proyecto, mandato, extra)
    if codigo == 0:
        decir("Pruebas: bien.")
    elif codigo == 5:
        decir("Pruebas: ninguna cumple lo pedido.")
    else:
        decir("Pruebas: hay fallos; están arriba.")
    return codigo


def tarea_verificar(proyecto: Proyecto, opciones: argparse.Namespace) -> int:
    with una_preparacion_a_la_vez(proyecto):
        preparar_dependencias(proyecto, con_pruebas=True, paso="3")
    decir("[3/3] Revisando el código…")
    python = [str(proyecto.python), "-m"]
    revisiones = (
        ("forma (ruff format)", ["ruff", "format", "--check", "."]),
        ("estilo (ruff check)", ["ruff", "check", "."]),
        ("tipos (mypy)", ["mypy"]),
        ("arquitectura (pytest)", ["pytest", "-q", "tests/unidad/test_arquitectura.py"]),
    )
    resultados = []
    for nombre, mandato in revisiones:
        decir("\n— " + nombre)
        resultados.append((nombre, correr(proyecto, python + mandato) == 0))
    decir("\nResumen:")
    for nombre, bien in resultados:
        decir("  {:<24} {}".format(nombre, "bien" if bien else "CON FALLOS (véase arriba)"))
    if resultados[0][1] is False:
        decir(f"  La forma se arregla sola con: {proyecto.python} -m ruff format .")
    return 0 if all(bien for _nombre, bien in resultados) else 1


def tarea_limpiar(proyecto: Proyecto, opciones: argparse.Namespace) -> int:
    abiertos = tableros_abiertos(proyecto)
    if abiertos:
        raise FalloDeTarea(
            f"el tablero está abierto en {direccion(abiertos[0])}.",
            "ciérrelo (Ctrl+C en su ventana) y repita.",
        )
    if opciones.todo and proyecto.entorno.exists() and esta_dentro(sys.executable, proyecto):
        raise FalloDeTarea(
            "esta orden corre con el Python de .venv, que es lo que se va a borrar.",
            "salga del entorno (deactivate) y repita con el Python del sistema.",
        )
    with una_preparacion_a_la_vez(proyecto):
        borradas = [ruta for ruta in lo_que_sobra(proyecto, opciones.todo) if borrar(ruta)]
    for ruta in borradas:
        decir(f"  borrado: {ruta.relative_to(proyecto.raiz)}")
    decir(f"Limpieza: {len(borradas)} elementos borrados; data/raw no se toca.")
    return 0


def esta_dentro(ejecutable: str, proyecto: Proyecto) -> bool:
    # Sin resolver enlaces: el python de .venv suele ser un enlace al del sistema.
    return os.path.abspath(ejecutable).startswith(str(proyecto.entorno) + os.sep)


def lo_que_sobra(proyecto: Proyecto, todo: bool) -> Iterator[Path]:
    """Los marts, las memorias temporales y, con `todo`, el entorno. Nunca nada de data/raw."""
    if proyecto.marts.is_dir():
        conservados = (".gitkeep", proyecto.candado.name)
        yield from (ruta for ruta in proyecto.marts.iterdir() if ruta.name not in conservados)
    for nombre in (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"):
        yield proyecto.raiz / nombre
    intocables = {proyecto.entorno, proyecto.raiz / ".git", proyecto.raiz / "data"}
    for carpeta, subcarpetas, _archivos in os.walk(str(proyecto.raiz)):
        if "__pycache__" in subcarpetas:
            yield Path(carpeta) / "__pycache__"
        subcarpetas[:] = [
            nombre
            for nombre in subcarpetas
            if nombre != "__pycache__" and Path(carpeta) / nombre not in intocables
        ]
    if todo:
        yield proyecto.entorno


def borrar(ruta: Path) -> bool:
    """Borra un archivo o una carpeta; de un enlace, sólo el enlace. Falso si no había nada."""
    if ruta.is_symlink() or ruta.is_file():
        ruta.unlink()
    elif ruta.is_dir():
        shutil.rmtree(str(ruta))
    else:
        return False
    return True


def tarea_capturas(proyecto: Proyecto, opciones: argparse.Namespace) -> int:
    navegador = exigir_chromium()
    with una_preparacion_a_la_vez(proyecto):
        preparar_dependencias(proyecto, con_pruebas=True, paso="4")
        preparar_datos(proyecto, paso="4")
    linea = LineaViva("[4/4] Abriendo el tablero")
    # Lejos del puerto de `iniciar`, para no quitárselo a quien lo abra mientras tanto.
    servidor = Servidor(proyecto, elegir_puerto(None, preferido=PUERTO_PREFERIDO + 100))
    try:
        servidor.esperar_listo(linea)
        linea.terminar("listo")
        mandato = [str(proyecto.python), "-m", "tests.navegador.capturas"]
        mandato += [direccion(servidor.puerto), "--carpeta", opciones.carpeta]
        return correr(proyecto, mandato, {"TABLERO_CHROMIUM": navegador})
    finally:
        servidor.cerrar()


TAREAS: Dict[str, Callable[[Proyecto, argparse.Namespace], int]] = {
    "iniciar": tarea_iniciar,
    "construir": tarea_construir,
    "probar": tarea_probar,
    "verificar": tarea_verificar,
    "limpiar": tarea_limpiar,
    "capturas": tarea_capturas,
}


# -------------------------------------------------------------------------------------- entrada


def atender_senales() -> None:
    """Cerrar la ventana o apagar el equipo termina igual de limpio que Ctrl+C."""

    def cerrar(_numero: int, _marco: Any) -> NoReturn:
        raise SenalDeCierre

    for nombre in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        numero = getattr(signal, nombre, None)
        # Con `nohup`, SIGHUP llega ignorada a propósito: así se queda.
        if numero is not None and signal.getsignal(numero) is not signal.SIG_IGN:
            signal.signal(numero, cerrar)


def fallo_del_sistema(error: OSError) -> FalloDeTarea:
    """Un error del sistema operativo, en una frase que dice qué hacer."""
    if error.errno == errno.ENOSPC:
        return fallo_de_espacio(f"el sistema no pudo escribir {error.filename or ''}.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return FalloDeTarea(
            f"el sistema no dejó usar «{error.filename or 'un archivo'}».",
            "revise que la carpeta sea suya y que ningún otro programa tenga abierto ese archivo.",
        )
    return FalloDeTarea(
        f"el sistema respondió: {error}.",
        "revise ese archivo o programa y repita la orden.",
    )


def main(argumentos: Optional[Iterable[str]] = None) -> int:
    """Entiende la orden, corre la tarea y devuelve el código de salida (0 si todo fue bien)."""
    preparar_consola()
    try:
        revisar_python()
        atender_senales()
        with argparse_en_espanol():
            analizador = construir_analizador()
            opciones = analizador.parse_args(None if argumentos is None else list(argumentos))
            if opciones.tarea is None:
                analizador.print_help()
                return 2
        return TAREAS[opciones.tarea](PROYECTO, opciones)
    except FalloDeTarea as fallo:
        decir(str(fallo), sys.stderr)
        return 1
    except KeyboardInterrupt:
        decir("\nInterrumpido. Al repetir la orden, sigue donde iba.", sys.stderr)
        return 130
    except BrokenPipeError:
        # Quien leía la salida se fue (p. ej. `| head`): no queda a quién decirle nada.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        decir(str(fallo_del_sistema(error)), sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
