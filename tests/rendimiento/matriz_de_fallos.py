"""Matriz de fallos de ``python -m pipelines actualizar``: muertes, disco lleno y dos a la vez.

::

    python -m tests.rendimiento.matriz_de_fallos
    python -m tests.rendimiento.matriz_de_fallos --muertes 50 --semilla 7

No es una prueba (tarda minutos; una muestra está en ``tests/unidad/test_descargas_oficiales.py``).
Actualiza contra un servidor local que publica cada vez archivos distintos, y mientras tanto un
lector abre el mart como la pantalla y cuenta todas sus filas. En cada punto comprueba que

- el mart publicado está entero y es el anterior o el nuevo (un título que cambia en cada ronda);
- ningún lector vio un error ni otro mart;
- toda edición guardada tiene los bytes que su huella dice;
- después de la siguiente actualización no queda nada a medias.

El disco se llena de verdad en un sistema de archivos en memoria (Linux, administrador); donde no se
puede montar, con el límite de tamaño por archivo del sistema. Termina con código 1 si algo falla.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines import descargas, originales
from pipelines.rutas import RUTAS
from pipelines.validar import leer_conteos
from tablero.conexion import abrir, version_publicada
from tests import procesos
from tests.apoyo import RAIZ, Arbol, copiar_arbol
from tests.servidor_oficial import ServidorOficial, declarar_direccion, libro, servidor_oficial

CONTEOS = leer_conteos(RUTAS.pipelines / "conteos_esperados.csv")
DESCARGADAS = {"pib_2025pr": "/pib.xlsx", "idc_2024": "/idc.xlsx", "divipola_2021": "/divipola.csv"}
MARCADA = "idc_2018"
_TITULO = "Índice Departamental de Competitividad 2018"


def leer_mart(mart: Path) -> tuple[dict[str, int], str]:
    """Filas por tabla y título de la fuente marcada, abriendo el mart como lo hace la pantalla."""
    conexion = abrir(version_publicada(mart))
    try:
        tablas = conexion.execute(
            "select table_name from duckdb_tables() where database_name = 'marts'"
        ).fetchall()
        filas = {}
        for (nombre,) in tablas:
            (cuantas,) = conexion.execute(f'select count(*) from marts."{nombre}"').fetchone() or (
                -1,
            )
            filas[nombre] = cuantas
        (titulo,) = conexion.execute(
            "select titulo from marts.dim_fuentes where fuente_id = $fuente", {"fuente": MARCADA}
        ).fetchone() or ("",)
    finally:
        conexion.close()
    return filas, titulo


def actualizar_sin_pausas(argumentos: list[str], salida: str) -> None:
    """La orden sin el segundo de cortesía: si no, casi toda muerte caería en esa espera."""
    ajustes = descargas.Ajustes(pausa_s=0)
    descargas.Ajustes = lambda: ajustes  # type: ignore[assignment, misc]
    procesos.correr_orden(argumentos, salida)


@dataclass
class Matriz:
    """Un proyecto publicado, un productor que cambia sus archivos y un lector que no para."""

    carpeta: Path
    mart: Path
    servidor: ServidorOficial
    arbol: Arbol = field(init=False)
    problemas: list[str] = field(default_factory=list)
    lecturas: int = 0
    ronda: int = 0
    terminaron_antes: int = 0
    con_restos: int = 0
    publicaron: int = 0
    _vistos: set[str] = field(default_factory=set)
    _contexto: Any = field(default_factory=procesos.contexto)

    def __post_init__(self) -> None:
        self.arbol = copiar_arbol(self.carpeta / "arbol")
        self.arbol.publicar(self.mart)
        self._vistos = {_TITULO}
        for fuente_id, ruta in DESCARGADAS.items():
            declarar_direccion(self.arbol, fuente_id, self.servidor.direccion + ruta)

    @property
    def titulo(self) -> str:
        return f"{_TITULO}, ronda {self.ronda}" if self.ronda else _TITULO

    def nueva_ronda(self, megas: float = 0.3) -> None:
        """El productor publica otros archivos y el mart que se arme llevará otro título."""
        anterior = self.titulo
        self.ronda += 1
        # Antes de escribirlo: el lector puede verlo en cuanto se publique.
        self._vistos = {leer_mart(self.arbol.rutas.mart)[1], self.titulo}
        self.arbol.cambiar_texto(
            f"pipelines/fuentes/{MARCADA}.yml", f'"{anterior}"', f'"{self.titulo}"'
        )
        relleno = int(megas * 1e6)
        for ruta in DESCARGADAS.values():
            cuerpo = libro(f"{ruta} ronda {self.ronda}", relleno)
            if ruta.endswith(".csv"):
                cuerpo = f"ronda\n{self.ronda}\n".encode() * (relleno // 10)
            self.servidor.poner(ruta, cuerpo, goteo_s=0.004, goteo_bytes=max(1, len(cuerpo) // 16))

    def proceso(self, nombre: str = "salida") -> tuple[Any, Path]:
        """La orden en otro proceso, sin empezar, y el archivo donde quedará lo que diga."""
        salida = self.carpeta / f"{nombre}.txt"
        orden = ["actualizar", "--raiz", str(self.arbol.raiz)]
        argumentos = (orden, str(salida))
        return self._contexto.Process(target=actualizar_sin_pausas, args=argumentos), salida

    def restos(self) -> list[str]:
        """Lo que quedó a medias en las carpetas donde se escribe."""
        rutas = self.arbol.rutas
        escondidos = [r for r in rutas.originales.rglob(".*") if r.name != ".actualizacion.lock"]
        nuevos = [r for c in (rutas.marts, rutas.geo) for r in c.glob("*") if ".nuevo" in r.name]
        nuevos += list(rutas.geo.glob(".*"))
        return sorted(str(r.relative_to(rutas.raiz)) for r in (*escondidos, *nuevos))

    def revisar(self, punto: str) -> None:
        """Anota lo que esté mal en lo publicado y en lo guardado."""
        filas, titulo = leer_mart(self.arbol.rutas.mart)
        if filas != CONTEOS:
            self.problemas.append(f"{punto}: el mart no está entero")
        if titulo not in self._vistos:
            self.problemas.append(f"{punto}: el mart no es el anterior ni el nuevo ({titulo})")
        self.publicaron += titulo == self.titulo
        for fuente_id in DESCARGADAS:
            guardadas = originales.ediciones(self.arbol.rutas, fuente_id)
            carpetas = [
                c for c in (self.arbol.rutas.originales / fuente_id).glob("[!.]*") if c.is_dir()
            ]
            if len(guardadas) != len(carpetas):
                self.problemas.append(f"{punto}: una edición de {fuente_id} está a medias")
            self.problemas += [
                f"{punto}: {edicion.archivo} no es lo que su huella dice"
                for edicion in guardadas
                if not originales.esta_entera(edicion)
            ]

    def completa(self, punto: str) -> float:
        """Una actualización hasta el final; devuelve lo que tardó y exige que no queden restos."""
        self.nueva_ronda()
        proceso, salida = self.proceso()
        inicio = time.monotonic()
        proceso.start()
        proceso.join(120)
        dura = time.monotonic() - inicio
        if proceso.exitcode != 0:
            self.problemas.append(f"{punto}: terminó con {proceso.exitcode}: {salida.read_text()}")
        self.revisar(punto)
        if leer_mart(self.arbol.rutas.mart)[1] != self.titulo:
            self.problemas.append(f"{punto}: no publicó")
        if self.restos():
            self.problemas.append(f"{punto}: quedó {self.restos()}")
        return dura

    def matar_a_los(self, segundos: float) -> None:
        """Empieza una actualización, la mata (kill -9) y revisa lo que dejó."""
        self.nueva_ronda()
        proceso, _ = self.proceso()
        proceso.start()
        proceso.join(segundos)
        vivo = proceso.is_alive()
        proceso.kill()
        proceso.join(60)
        self.terminaron_antes += not vivo
        self.con_restos += bool(self.restos())
        self.revisar(f"muerte a los {segundos:.2f} s")

    @contextlib.contextmanager
    def leyendo(self, pausa_s: float = 0.02) -> Iterator[None]:
        """Mientras dura, un lector abre el mart una y otra vez."""
        parar = threading.Event()

        def leer() -> None:
            while not parar.is_set():
                permitidos = self._vistos
                try:
                    filas, titulo = leer_mart(self.arbol.rutas.mart)
                # El lector de la matriz anota cualquier cosa que la pantalla habría visto.
                except Exception as error:  # noqa: BLE001
                    self.problemas.append(f"un lector vio {type(error).__name__}: {error}")
                else:
                    # Entre una ronda y otra cambia lo permitido: vale cualquiera de los dos.
                    if filas != CONTEOS or titulo not in permitidos | self._vistos:
                        self.problemas.append(f"un lector vio otro mart ({titulo})")
                self.lecturas += 1
                parar.wait(pausa_s)

        hilo = threading.Thread(target=leer)
        hilo.start()
        try:
            yield
        finally:
            parar.set()
            hilo.join()


def muertes(matriz: Matriz, cuantas: int, azar: random.Random) -> None:
    """Muertes en momentos al azar de lo que dura una actualización, y al final una entera."""
    # La primera también arranca el proceso que presta los demás: dura más.
    dura = min(matriz.completa("antes de las muertes") for _ in range(2))
    publicadas = matriz.publicaron
    intentos = 0
    while intentos - matriz.terminaron_antes < cuantas:
        intentos += 1
        matriz.matar_a_los(azar.uniform(0, dura))
    print(
        f"Muertes: {cuantas} al azar en {dura:.1f} s; {matriz.con_restos} dejaron algo a medias, "
        f"{matriz.publicaron - publicadas - matriz.terminaron_antes} ya habían publicado "
        f"(otras {matriz.terminaron_antes} terminaron antes de que llegara el golpe)"
    )
    matriz.completa("después de las muertes")


def dos_a_la_vez(matriz: Matriz, veces: int) -> None:
    """Dos actualizaciones juntas: una publica y la otra dice que espere (o entra cuando acaba)."""
    rechazadas = 0
    for vez in range(veces):
        matriz.nueva_ronda()
        parejas = [matriz.proceso(f"salida_{cual}") for cual in (0, 1)]
        for proceso, _ in parejas:
            proceso.start()
        for proceso, _ in parejas:
            proceso.join(120)
        for proceso, salida in parejas:
            dicho = salida.read_text(encoding="utf-8")
            rechazada = "Ya hay otra actualización en curso" in dicho
            rechazadas += rechazada
            if proceso.exitcode != int(rechazada):
                matriz.problemas.append(f"dos a la vez: {proceso.exitcode}: {dicho}")
        if sum(proceso.exitcode == 0 for proceso, _ in parejas) == 0:
            matriz.problemas.append("dos a la vez: ninguna publicó")
        matriz.revisar(f"dos a la vez, {vez + 1}")
        if leer_mart(matriz.arbol.rutas.mart)[1] != matriz.titulo or matriz.restos():
            matriz.problemas.append(f"dos a la vez: sin publicar o con restos {matriz.restos()}")
    print(f"Dos a la vez: {veces} veces; {rechazadas} esperaron su turno")


def _correr(matriz: Matriz, limite: int | None = None) -> subprocess.CompletedProcess[str]:
    def limitar() -> None:
        import resource

        if limite is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limite, limite))

    return subprocess.run(
        [sys.executable, "-m", "pipelines", "actualizar", "--raiz", str(matriz.arbol.raiz)],
        cwd=RAIZ,
        env={**os.environ, "PYTHONUTF8": "1"},
        preexec_fn=limitar,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def _montar(carpeta: Path, bytes_: int, *, otra_vez: bool = False) -> bool:
    opciones = ("remount," if otra_vez else "") + f"size={bytes_}"
    orden = ["mount", "-t", "tmpfs", "-o", opciones, "tmpfs", str(carpeta)]
    try:
        return subprocess.run(orden, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _ocupado(carpeta: Path) -> int:
    estado = os.statvfs(carpeta)
    return (estado.f_blocks - estado.f_bavail) * estado.f_frsize


def _juzgar(matriz: Matriz, punto: str, corrida: subprocess.CompletedProcess[str]) -> None:
    todo = corrida.stdout + corrida.stderr
    if "Traceback" in todo:
        matriz.problemas.append(f"{punto}: {todo}")
    if corrida.returncode == 1 and "Qué hacer:" not in corrida.stderr:
        matriz.problemas.append(f"{punto}: no dijo qué hacer: {todo}")
    matriz.revisar(punto)


def disco_lleno(carpeta: Path, mart: Path, servidor: ServidorOficial) -> list[str]:
    """Actualiza con poco espacio, en varios puntos; después, con espacio, todo vuelve a andar."""
    problemas: list[str] = []
    puntos = [megas * 1_000_000 for megas in (0.05, 0.4, 0.9, 1.5, 3, 6, 9, 13, 20, 40)]
    fallaron = 0
    montado = False
    for numero, libres in enumerate(puntos):
        propia = carpeta / f"disco_{numero}"
        propia.mkdir()
        montado = _montar(propia, 400_000_000)
        try:
            matriz = Matriz(propia, mart, servidor)
            matriz.nueva_ronda(megas=0.5)
            punto = f"disco con {libres / 1e6:g} MB libres"
            with matriz.leyendo():
                if montado:
                    _montar(propia, int(_ocupado(propia) + libres), otra_vez=True)
                    corrida = _correr(matriz)
                    _juzgar(matriz, punto, corrida)
                    _montar(propia, 400_000_000, otra_vez=True)
                else:
                    corrida = _correr(matriz, int(libres))
                    _juzgar(matriz, punto, corrida)
                fallaron += corrida.returncode == 1
                siguiente = _correr(matriz)
            if siguiente.returncode != 0 or matriz.restos():
                matriz.problemas.append(f"{punto}: después, {siguiente.stderr} {matriz.restos()}")
            if leer_mart(matriz.arbol.rutas.mart)[1] != matriz.titulo:
                matriz.problemas.append(f"{punto}: después no publicó")
            problemas += matriz.problemas
        finally:
            if montado:
                subprocess.run(["umount", str(propia)], check=False)
    como = "sistema en memoria" if montado else "límite por archivo"
    print(f"Disco lleno ({como}): {len(puntos)} puntos; {fallaron} fallaron y lo dijeron")
    return problemas


def principal() -> int:
    """Corre las tres partes e imprime las cifras."""
    opciones = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    opciones.add_argument("--muertes", type=int, default=50)
    opciones.add_argument("--semilla", type=int, default=20261121)
    pedidas = opciones.parse_args()
    with tempfile.TemporaryDirectory(prefix="matriz-") as carpeta, servidor_oficial() as servidor:
        (Path(carpeta) / "principal").mkdir()
        matriz = Matriz(Path(carpeta) / "principal", RUTAS.mart, servidor)
        with matriz.leyendo():
            muertes(matriz, pedidas.muertes, random.Random(pedidas.semilla))
            dos_a_la_vez(matriz, 5)
        print(f"Lecturas del mart mientras tanto: {matriz.lecturas}")
        problemas = matriz.problemas + disco_lleno(Path(carpeta), RUTAS.mart, servidor)
    print("\n".join(problemas) if problemas else "Ningún problema")
    return 1 if problemas else 0


if __name__ == "__main__":
    sys.exit(principal())
