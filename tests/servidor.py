"""Levanta un servidor de Streamlit para las pruebas que necesitan un navegador de verdad."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[1]
_ESPERA_SEGUNDOS = 60
# Chromium llama por su cuenta a servidores de su fabricante: se apaga todo lo que lo hace.
ARGUMENTOS_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",
    "--renderer-process-limit=1",
)


def ruta_chromium() -> str:
    """El navegador que dejó ``tareas.py`` o el del sistema. Falla con qué hacer si no hay."""
    ruta = os.environ.get("TABLERO_CHROMIUM") or shutil.which("chromium")
    if not ruta:
        raise RuntimeError("No hay Chromium: instálelo o corra «python tareas.py probar».")
    return ruta


def _puerto_libre() -> int:
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return int(enchufe.getsockname()[1])


def _responde(puerto: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{puerto}/_stcore/health", timeout=2) as r:
            return bool(r.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def servir(
    aplicacion: Path = RAIZ / "app.py",
    ambiente: Mapping[str, str] | None = None,
    registro: Path | None = None,
) -> Iterator[str]:
    """Dirección de un servidor recién arrancado con ``aplicacion``; se apaga al salir.

    ``registro``: dónde queda lo que el servidor escribe en su consola, si la prueba lo lee.
    """
    puerto = _puerto_libre()
    mandato = [
        sys.executable, "-m", "streamlit", "run", str(aplicacion),
        "--server.port", str(puerto), "--server.address", "127.0.0.1",
        "--server.headless", "true", "--server.fileWatcherType", "none",
        "--browser.gatherUsageStats", "false",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as carpeta:
        # A un archivo y no a una tubería: nadie la va vaciando y, llena, detendría al servidor.
        consola = registro or Path(carpeta) / "consola.txt"
        with consola.open("w", encoding="utf-8") as salida:
            proceso = subprocess.Popen(
                mandato,
                cwd=RAIZ,
                env={**os.environ, "PYTHONUTF8": "1", **(ambiente or {})},
                stdout=salida,
                stderr=subprocess.STDOUT,
            )
            try:
                limite = time.monotonic() + _ESPERA_SEGUNDOS
                while not _responde(puerto):
                    if proceso.poll() is not None or time.monotonic() > limite:
                        dicho = consola.read_text(encoding="utf-8")
                        raise RuntimeError(f"El servidor no arrancó:\n{dicho}")
                    time.sleep(0.1)
                yield f"http://localhost:{puerto}"
            finally:
                proceso.terminate()
                try:
                    proceso.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    proceso.kill()
                    proceso.wait()
