"""Las órdenes de ``python -m pipelines``, corridas en otro proceso: la pantalla no las importa.

Con ``--json`` cada línea de la salida es un objeto: ``{"aviso": …}`` mientras avanza y, al final,
``{"resultado": …}`` o ``{"error": {que, donde, esperado, hacer}}``. Lo que la orden escriba aparte
no se lee ni se guarda: podría traer algo de lo que venía en un archivo.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any

from pipelines.errores import ErrorDelTablero

MANDATO: tuple[str, ...] = (sys.executable, "-m", "pipelines")
ESPERA_SEGUNDOS = 900
"""Lo que se espera a una orden corta (listar, publicar, volver) antes de darla por perdida."""
A_LA_VEZ = 2
_PREFIJO = "tablero_ensayo_"
_HORAS_DE_UN_OLVIDADO = 24
_AVISOS_QUE_SE_VEN = 12
_LETRAS_DEL_NOMBRE = 100
_NUMEROS = count(1)


def argumentos(orden: Sequence[str]) -> dict[str, Any]:
    """Cómo se corre una orden: lo que piden ``subprocess.run`` y ``subprocess.Popen``."""
    return {
        "args": [*MANDATO, *orden],
        "cwd": Path(__file__).resolve().parent.parent,
        "env": {**os.environ, "PYTHONUTF8": "1"},
        "encoding": "utf-8",
        "errors": "replace",
        "stdin": subprocess.DEVNULL,
    }


def pedir(*orden: str) -> Any:
    """El resultado de una orden corta. Lanza ``ErrorDelTablero`` con lo que la orden diga."""
    try:
        proceso = subprocess.run(
            **argumentos([*orden, "--json"]),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=ESPERA_SEGUNDOS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ErrorDelTablero(
            que=f"La orden pasó de {ESPERA_SEGUNDOS // 60} minutos y se detuvo.",
            donde=orden[0],
            hacer="Lo publicado está completo: vuelva a intentarlo o hágalo desde la terminal.",
        ) from error
    desenlace: dict[str, Any] = {}
    for linea in proceso.stdout.splitlines():
        desenlace |= leer_mensaje(linea)
    return _resultado(desenlace, proceso.returncode, orden[0])


def leer_mensaje(linea: str) -> dict[str, Any]:
    """El objeto de una línea; vacío si la línea no es un mensaje."""
    try:
        mensaje = json.loads(linea)
    except json.JSONDecodeError:
        return {}
    return mensaje if isinstance(mensaje, dict) else {}


def _resultado(desenlace: dict[str, Any], codigo: int, orden: str) -> Any:
    if "error" not in desenlace and "resultado" in desenlace and codigo == 0:
        return desenlace["resultado"]
    partes = desenlace.get("error")
    if not isinstance(partes, dict) or not partes.get("que"):
        raise ErrorDelTablero(
            que="La orden terminó mal y no dijo por qué. Lo publicado sigue como estaba.",
            donde=orden,
            hacer="Vuelva a intentarlo. Si se repite, córrala en la terminal del equipo donde está "
            f"el tablero: python -m pipelines {orden}",
        )
    claves = ("que", "donde", "esperado", "hacer")
    raise ErrorDelTablero(**{clave: str(partes.get(clave) or "") for clave in claves})


# ── Órdenes largas, sin detener la pantalla ────────────────────────────────────────────────────


@dataclass(eq=False)
class Trabajo:
    """Una orden que corre aparte. Mientras ``fin`` sea ``None``, sigue corriendo.

    ``rotulo``: cómo se le dice en pantalla. ``avisos``: los últimos que dio. Al terminar queda
    ``resultado`` o ``error``; si alguien la canceló, ninguno de los dos.
    """

    clave: str
    rotulo: str
    quien: str
    inicio: float = field(default_factory=time.monotonic)
    fin: float | None = None
    avisos: deque[str] = field(default_factory=lambda: deque(maxlen=_AVISOS_QUE_SE_VEN))
    resultado: Any = None
    error: ErrorDelTablero | None = None
    cancelado: bool = False
    _proceso: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def segundos(self) -> int:
        """Lo que lleva, o lo que tomó."""
        return int((time.monotonic() if self.fin is None else self.fin) - self.inicio)

    def cancelar(self) -> None:
        """Detiene la orden. Lo publicado no se toca: un ensayo sólo escribe en su carpeta."""
        self.cancelado = True
        if self._proceso is not None:
            self._proceso.terminate()


_TRABAJOS: dict[str, Trabajo] = {}
_CANDADO = threading.Lock()


def trabajos() -> list[Trabajo]:
    """Los que corren y los que terminaron sin que nadie los haya olvidado, en orden de llegada."""
    with _CANDADO:
        return list(_TRABAJOS.values())


def en_curso() -> list[Trabajo]:
    return [trabajo for trabajo in trabajos() if trabajo.fin is None]


def olvidar(clave: str) -> None:
    with _CANDADO:
        _TRABAJOS.pop(clave, None)


def lanzar(
    orden: Sequence[str],
    *,
    rotulo: str,
    quien: str,
    archivo: tuple[str, IO[bytes]] | None = None,
) -> Trabajo:
    """Empieza una orden y vuelve de inmediato.

    ``archivo``: nombre y contenido de lo que la orden lee; va después de su segundo argumento, en
    una carpeta temporal que se borra cuando la orden termina, como sea que termine. Lanza
    ``ErrorDelTablero`` si ya hay ``A_LA_VEZ`` corriendo o si el archivo no cabe en el disco.
    """
    with _CANDADO:
        if sum(trabajo.fin is None for trabajo in _TRABAJOS.values()) >= A_LA_VEZ:
            raise ErrorDelTablero(
                que=f"Ya hay {A_LA_VEZ} ensayos corriendo.",
                hacer="Espere a que termine uno, o cancélelo.",
            )
        trabajo = Trabajo(f"trabajo-{next(_NUMEROS)}", rotulo, quien)
        _TRABAJOS[trabajo.clave] = trabajo
    carpeta: Path | None = None
    orden = list(orden)
    try:
        if archivo is not None:
            _borrar_olvidados()
            carpeta = Path(tempfile.mkdtemp(prefix=_PREFIJO))
            ruta = carpeta / nombre_en_disco(archivo[0])
            with ruta.open("wb") as destino:
                shutil.copyfileobj(archivo[1], destino)
            orden.insert(2, str(ruta))
        trabajo._proceso = subprocess.Popen(
            **argumentos([*orden, "--json"]), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        olvidar(trabajo.clave)
        _borrar(carpeta)
        raise ErrorDelTablero(
            que=f"No se pudo empezar ({error.strerror}).",
            donde=rotulo,
            esperado="espacio libre en el disco del servidor",
            hacer="Libere espacio y vuelva a intentarlo.",
        ) from error
    threading.Thread(target=_seguir, args=(trabajo, carpeta), daemon=True).start()
    return trabajo


def _seguir(trabajo: Trabajo, carpeta: Path | None) -> None:
    """Lee lo que la orden dice hasta que termina y borra lo que se le dio."""
    proceso = trabajo._proceso
    assert proceso is not None
    assert proceso.stdout is not None
    # La carpeta es nuestra y temporal: quien lee el mensaje no la conoce.
    sobra = "" if carpeta is None else json.dumps(f"{carpeta}{os.sep}")[1:-1]
    desenlace: dict[str, Any] = {}
    try:
        with proceso.stdout as salida:
            for linea in salida:
                mensaje = leer_mensaje(linea.replace(sobra, "") if sobra else linea)
                if "aviso" in mensaje:
                    trabajo.avisos.append(str(mensaje["aviso"]))
                desenlace |= mensaje
        codigo = proceso.wait()
        if not trabajo.cancelado:
            trabajo.resultado = _resultado(desenlace, codigo, "ensayar")
    except ErrorDelTablero as error:
        trabajo.error = error
    finally:
        _borrar(carpeta)
        trabajo.fin = time.monotonic()
        if trabajo.cancelado:
            olvidar(trabajo.clave)


def nombre_en_disco(nombre: str) -> str:
    """El nombre con que se guarda lo subido: el mismo, sin lo que un disco o una ruta no admiten.

    Queda en la bitácora como lo llamaba quien lo subió: «Base IDC 2025.xlsx».
    """
    solo = nombre.replace("\\", "/").rsplit("/", 1)[-1]
    limpio = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in solo).strip(" .")
    tronco, punto, extension = limpio.rpartition(".")
    if not punto:
        tronco, extension = limpio, ""
    # CON, NUL y otros son aparatos en Windows: con algo delante dejan de serlo.
    tronco = tronco.strip(" .")[:_LETRAS_DEL_NOMBRE] or "archivo"
    reservado = tronco.lower().split(".")[0] in _DE_WINDOWS
    tronco = f"archivo_{tronco}" if reservado else tronco
    return f"{tronco}.{extension[:10]}" if extension else tronco


_DE_WINDOWS = frozenset(
    ("con", "prn", "aux", "nul", *(f"{a}{n}" for a in ("com", "lpt") for n in range(1, 10)))
)


def _borrar(carpeta: Path | None) -> None:
    if carpeta is not None:
        shutil.rmtree(carpeta, ignore_errors=True)


def _borrar_olvidados() -> None:
    """Quita lo que dejó un servidor al que apagaron a la fuerza en medio de un ensayo."""
    limite = time.time() - _HORAS_DE_UN_OLVIDADO * 3600
    for carpeta in Path(tempfile.gettempdir()).glob(f"{_PREFIJO}*"):
        try:
            vieja = carpeta.stat().st_mtime < limite
        except OSError:
            continue
        if vieja:
            _borrar(carpeta)


@atexit.register
def _detener_todo() -> None:
    """Al cerrar el servidor, las órdenes a medias se detienen y lo subido se borra."""
    corriendo = en_curso()
    for trabajo in corriendo:
        trabajo.cancelar()
    limite = time.monotonic() + 5
    while any(trabajo.fin is None for trabajo in corriendo) and time.monotonic() < limite:
        time.sleep(0.05)
