"""Matriz de fallos de ``actualizar``, ``publicar`` y ``volver``: muertes, disco lleno y dos juntas.

::

    python -m tests.rendimiento.matriz_de_fallos
    python -m tests.rendimiento.matriz_de_fallos --muertes 50 --semilla 7 --solo publicar

No es una prueba (tarda minutos; una muestra está en ``tests/unidad/test_descargas_oficiales.py``).
Actualiza contra un servidor local que publica cada vez archivos distintos, y mientras tanto un
lector abre el mart como la pantalla y cuenta todas sus filas. En cada punto comprueba que

- el mart publicado está entero y es el anterior o el nuevo (un título que cambia en cada ronda);
- ningún lector vio un error ni otro mart;
- toda edición guardada tiene los bytes que su huella dice;
- después de la siguiente actualización no queda nada a medias.

De publicar y volver (con un libro de ``tests/libros_oficiales.py``, sin red) además comprueba que
después de la siguiente orden, cualquiera, tablas, declaraciones, huellas, conteos, geometría y mart
son byte a byte los de antes o los nuevos, todos; que los cortes se pueden restaurar, y que la
bitácora cuenta lo que pasó, una vez.

El disco se llena de verdad en un sistema de archivos en memoria (Linux, administrador); donde no se
puede montar, con el límite de tamaño por archivo del sistema. Termina con código 1 si algo falla.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines import originales
from pipelines.__main__ import principal as correr_aqui
from pipelines.publicacion import almacen, bitacora, ensayo
from pipelines.publicacion.estado import archivos_publicados, sha256_del_archivo
from pipelines.rutas import RUTAS, Rutas
from pipelines.validar import leer_conteos
from tablero.conexion import abrir, abrir_publicada
from tests import libros_oficiales, procesos
from tests.apoyo import RAIZ, Arbol, copiar_arbol
from tests.servidor_oficial import ServidorOficial, declarar_direccion, libro, servidor_oficial

CONTEOS = leer_conteos(RUTAS.pipelines / "conteos_esperados.csv")
DESCARGADAS = {"pib_2025pr": "/pib.xlsx", "idc_2024": "/idc.xlsx", "divipola_2021": "/divipola.csv"}
MARCADA = "idc_2018"
_TITULO = "Índice Departamental de Competitividad 2018"


def leer_mart(mart: Path) -> tuple[dict[str, int], str]:
    """Filas por tabla y título de la fuente marcada, abriendo el mart como lo hace la pantalla."""
    _, conexion = abrir_publicada(abrir, mart)
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
                cuerpo = f"ronda,\n{self.ronda},\n".encode() * (relleno // 10)
            self.servidor.poner(ruta, cuerpo, goteo_s=0.004, goteo_bytes=max(1, len(cuerpo) // 16))

    def proceso(self, nombre: str = "salida") -> tuple[Any, Path]:
        """La orden en otro proceso, sin empezar, y el archivo donde quedará lo que diga."""
        salida = self.carpeta / f"{nombre}.txt"
        orden = ["actualizar", "--raiz", str(self.arbol.raiz)]
        argumentos = (orden, str(salida))
        return self._contexto.Process(
            target=procesos.actualizar_sin_pausas, args=argumentos
        ), salida

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


# ── Publicar y volver ──────────────────────────────────────────────────────────────────────────


def correr_aqui_callado(orden: list[str]) -> int:
    """``python -m pipelines …`` en este proceso, sin su salida."""
    nada = io.StringIO()
    with contextlib.redirect_stdout(nada), contextlib.redirect_stderr(nada):
        return correr_aqui(orden)


@dataclass
class MatrizDePublicar:
    """Un proyecto con un ensayo por publicar, dos estados posibles y lectores que no paran.

    ``viejo`` y ``nuevo``: sha256 de cada archivo publicado antes y después de publicar.
    """

    carpeta: Path
    mart: Path
    rutas: Rutas = field(init=False)
    viejo: dict[str, str] = field(init=False)
    nuevo: dict[str, str] = field(init=False)
    problemas: list[str] = field(default_factory=list)
    lecturas: int = 0
    muertes: dict[str, int] = field(default_factory=dict)
    pendientes: int = 0
    completadas: int = 0
    _filas: list[dict[str, int]] = field(default_factory=list)
    _contexto: Any = field(default_factory=procesos.contexto)

    def __post_init__(self) -> None:
        arbol = copiar_arbol(self.carpeta / "arbol")
        self.rutas = arbol.rutas
        arbol.publicar(self.mart)
        shutil.copytree(RUTAS.geo, self.rutas.geo)
        notas = [["Fecha de publicación: 15 de julio de 2025"]]
        libro_nuevo = libros_oficiales.en_xlsx(
            libros_oficiales.pobreza_monetaria(notas=notas), self.carpeta / "anexo.xlsx"
        )
        hecho = ensayo.ensayar(
            self.rutas, "pobreza_monetaria", libro_nuevo, avisar=lambda paso: None
        )
        self.ensayo_id = hecho["id"]
        shutil.copytree(self.rutas.ensayos / self.ensayo_id, self.carpeta / "ensayo")
        self.viejo = self.estado()
        self._filas = [leer_mart(self.rutas.mart)[0]]
        self._callado("publicar", self.ensayo_id)
        self.nuevo = self.estado()
        self._filas.append(leer_mart(self.rutas.mart)[0])
        assert self.viejo != self.nuevo
        self._callado("volver", self.corte_de(self.viejo))
        assert self.estado() == self.viejo
        self.reponer_el_ensayo()

    def en_otra_carpeta(self, carpeta: Path) -> MatrizDePublicar:
        """El mismo proyecto, copiado, con las cuentas en cero."""
        otra = copy.copy(self)
        otra.carpeta, otra.rutas = carpeta, Rutas(carpeta / "arbol")
        otra.problemas, otra.muertes = [], {}
        shutil.copytree(self.rutas.raiz, otra.rutas.raiz)
        shutil.copytree(self.carpeta / "ensayo", carpeta / "ensayo")
        return otra

    def estado(self) -> dict[str, str]:
        return {r: sha256_del_archivo(self.rutas.raiz / r) for r in archivos_publicados(self.rutas)}

    def corte_de(self, estado: dict[str, str]) -> str:
        return next(c.id for c in almacen.listar(self.rutas) if c.archivos == estado)

    def reponer_el_ensayo(self) -> None:
        """Publicarlo lo gasta: se vuelve a poner, con la misma base, para la vez siguiente."""
        destino = self.rutas.ensayos / self.ensayo_id
        if not destino.exists():
            shutil.copytree(self.carpeta / "ensayo", destino)

    def _callado(self, *orden: str) -> int:
        quien = ["--quien", "matriz"] if orden[0] in ("publicar", "volver") else []
        return correr_aqui_callado([*orden, *quien, "--raiz", str(self.rutas.raiz)])

    def orden(self) -> list[str]:
        """La que toca: publicar sobre lo viejo, volver desde lo nuevo."""
        if self.estado() == self.viejo:
            self.reponer_el_ensayo()
            pedida = ["publicar", self.ensayo_id]
        else:
            pedida = ["volver", self.corte_de(self.viejo)]
        return [*pedida, "--quien", "matriz", "--raiz", str(self.rutas.raiz)]

    def proceso(self, orden: list[str], nombre: str = "salida") -> tuple[Any, Path]:
        salida = self.carpeta / f"{nombre}.txt"
        return self._contexto.Process(
            target=procesos.correr_orden, args=(orden, str(salida))
        ), salida

    def terminar(self) -> None:
        """La orden que toca, entera y en este proceso."""
        if correr_aqui_callado(self.orden()) != 0:
            self.problemas.append("una orden sin muertes falló")

    def asientos(self) -> int:
        hechos, rotos = bitacora.leer(self.rutas)
        if rotos:
            self.problemas.append(f"bitácora: {rotos}")
        return sum(a["accion"] in ("publicar", "volver") for a in hechos)

    def restos(self) -> list[str]:
        raiz = self.rutas.raiz
        escondidos = [r for r in raiz.rglob(".*") if r.suffix != ".lock"]
        usados = {s for corte in almacen.listar(self.rutas) for s in corte.archivos.values()}
        sueltos = [r for r in (self.rutas.cortes / "objetos").iterdir() if r.name not in usados]
        return sorted(str(r.relative_to(raiz)) for r in (*escondidos, *sueltos))

    def revisar(self, punto: str, estado_antes: dict[str, str], asientos_antes: int) -> bool:
        """Con otra orden cualquiera todo queda entero y coherente; dice si cambió de estado."""
        if leer_mart(self.rutas.mart)[0] not in self._filas:
            self.problemas.append(f"{punto}: el mart no es el anterior ni el nuevo")
        self.pendientes += self.rutas.diario.exists()
        if self._callado("cortes") != 0:
            self.problemas.append(f"{punto}: la orden siguiente falló")
        ahora = self.estado()
        if ahora not in (self.viejo, self.nuevo):
            distintos = {r for r in ahora if ahora[r] not in (self.viejo.get(r), self.nuevo.get(r))}
            self.problemas.append(f"{punto}: estado mezclado {sorted(distintos)}")
        cambio = ahora != estado_antes
        if self.asientos() - asientos_antes != int(cambio):
            self.problemas.append(f"{punto}: la bitácora no cuenta lo que pasó")
        if self.restos() or self.rutas.diario.exists():
            self.problemas.append(f"{punto}: quedó {self.restos()}")
        return cambio

    def matar_a_los(self, segundos: float, *, con_diario: bool) -> None:
        """Empieza la orden que toca, la mata (kill -9) y revisa lo que dejó.

        ``con_diario``: los segundos se cuentan desde que la publicación empezó a escribir.
        """
        orden = self.orden()
        antes, asientos = self.estado(), self.asientos()
        proceso, _ = self.proceso(orden)
        proceso.start()
        while con_diario and proceso.is_alive() and not self.rutas.diario.exists():
            time.sleep(0.002)
        proceso.join(segundos)
        vivo = proceso.is_alive()
        proceso.kill()
        proceso.join(60)
        cambio = self.revisar(f"{orden[0]}, muerte a los {segundos:.3f} s", antes, asientos)
        if vivo:
            self.muertes[orden[0]] = self.muertes.get(orden[0], 0) + 1
            self.completadas += cambio

    @contextlib.contextmanager
    def leyendo(self, cuantos: int = 2) -> Iterator[None]:
        """Mientras dura, unos lectores abren el mart y cuentan todas sus filas, una y otra vez."""
        parar = threading.Event()

        def leer() -> None:
            while not parar.is_set():
                try:
                    filas, _ = leer_mart(self.rutas.mart)
                # El lector de la matriz anota cualquier cosa que la pantalla habría visto.
                except Exception as error:  # noqa: BLE001
                    self.problemas.append(f"un lector vio {type(error).__name__}: {error}")
                else:
                    if filas not in self._filas:
                        self.problemas.append("un lector vio otro mart")
                self.lecturas += 1
                parar.wait(0.02)

        hilos = [threading.Thread(target=leer) for _ in range(cuantos)]
        for hilo in hilos:
            hilo.start()
        try:
            yield
        finally:
            parar.set()
            for hilo in hilos:
                hilo.join()


def muertes_de_publicar(matriz: MatrizDePublicar, cuantas: int, azar: random.Random) -> None:
    """Muertes al azar hasta tener ``cuantas`` de publicar y otras tantas de volver."""
    duran: dict[str, float] = {}
    for _ in range(4):
        orden = matriz.orden()
        proceso, salida = matriz.proceso(orden)
        inicio = time.monotonic()
        proceso.start()
        proceso.join(120)
        # La primera también arranca el proceso que presta los demás: dura más.
        duran[orden[0]] = min(duran.get(orden[0], 99.0), time.monotonic() - inicio)
        if proceso.exitcode != 0:
            matriz.problemas.append(f"{orden[0]} sin muertes: {salida.read_text()}")
    intentos = 0
    while min(matriz.muertes.get(cual, 0) for cual in ("publicar", "volver")) < cuantas:
        cual = matriz.orden()[0]
        if matriz.muertes.get(cual, 0) > min(
            matriz.muertes.get(otra, 0) for otra in ("publicar", "volver")
        ):
            # Las dos se matan por igual: a la que va adelante se la deja terminar.
            matriz.terminar()
            continue
        intentos += 1
        # La mitad, en cualquier momento; la otra mitad, mientras escribe, que dura mucho menos.
        con_diario = bool(intentos % 2)
        matriz.matar_a_los(
            azar.uniform(0, duran[cual] / 4 if con_diario else duran[cual]), con_diario=con_diario
        )
    print(
        f"Muertes de publicar y volver: {matriz.muertes} al azar en "
        + ", ".join(f"{cual} {dura:.1f} s" for cual, dura in duran.items())
        + f"; {matriz.pendientes} dejaron el diario, {matriz.completadas} quedaron publicadas"
    )


def dos_publicaciones(matriz: MatrizDePublicar, veces: int) -> None:
    """La misma orden dos veces a la vez: una publica y la otra se niega con su explicación."""
    for vez in range(veces):
        orden = matriz.orden()
        antes, asientos = matriz.estado(), matriz.asientos()
        parejas = [matriz.proceso(orden, f"salida_{cual}") for cual in (0, 1)]
        for proceso, _ in parejas:
            proceso.start()
        for proceso, _ in parejas:
            proceso.join(120)
        codigos = sorted(proceso.exitcode for proceso, _ in parejas)
        dichos = [s.read_text(encoding="utf-8") for p, s in parejas if p.exitcode]
        if codigos != [0, 1] or not all("Qué hacer:" in dicho for dicho in dichos):
            matriz.problemas.append(f"dos publicaciones: {codigos} {dichos}")
        if not matriz.revisar(f"dos publicaciones, {vez + 1}", antes, asientos):
            matriz.problemas.append(f"dos publicaciones, {vez + 1}: ninguna publicó")
    print(f"Dos publicaciones a la vez: {veces} veces")


def disco_lleno_al_publicar(carpeta: Path, original: MatrizDePublicar) -> list[str]:
    """Publica y vuelve con poco espacio, en varios puntos; después, con espacio, todo anda."""
    problemas: list[str] = []
    puntos = [megas * 1_000_000 for megas in (0.02, 0.1, 0.5, 1.5, 4, 8, 11, 14, 19, 23, 27, 40)]
    fallaron = 0
    for numero, libres in enumerate(puntos):
        propia = carpeta / f"publicar_{numero}"
        propia.mkdir()
        if not _montar(propia, 400_000_000):
            print("Disco lleno al publicar: aquí no se puede montar un sistema en memoria")
            return problemas
        try:
            matriz = original.en_otra_carpeta(propia)
            if numero % 2:
                # La mitad, sin ningún corte: hay que guardar también todo lo que había.
                shutil.rmtree(matriz.rutas.cortes)
            with matriz.leyendo():
                for orden in ("publicar", "volver"):
                    fallaron += _con_poco_espacio(matriz, propia, libres, orden)
            problemas += matriz.problemas
        finally:
            subprocess.run(["umount", str(propia)], check=False)
    print(f"Disco lleno al publicar y volver: {2 * len(puntos)} corridas; {fallaron} lo dijeron")
    return problemas


def _con_poco_espacio(matriz: MatrizDePublicar, propia: Path, libres: float, accion: str) -> bool:
    punto = f"{accion} con {libres / 1e6:g} MB libres"
    orden = matriz.orden()
    antes = matriz.estado()
    asientos = matriz.asientos() if matriz.rutas.bitacora.exists() else 0
    _montar(propia, int(_ocupado(propia) + libres), otra_vez=True)
    proceso, salida = matriz.proceso(orden)
    proceso.start()
    proceso.join(120)
    dicho = salida.read_text(encoding="utf-8", errors="replace")
    if "Traceback" in dicho or (proceso.exitcode and "Qué hacer:" not in dicho):
        matriz.problemas.append(f"{punto}: {dicho}")
    if leer_mart(matriz.rutas.mart)[0] not in matriz._filas:
        matriz.problemas.append(f"{punto}: el mart no está entero")
    _montar(propia, 400_000_000, otra_vez=True)
    if proceso.exitcode:
        matriz.rutas.cortes.joinpath("objetos").mkdir(parents=True, exist_ok=True)
        if matriz.revisar(punto, antes, asientos):
            matriz.problemas.append(f"{punto}: falló y publicó")
        proceso_2, _ = matriz.proceso(matriz.orden())
        proceso_2.start()
        proceso_2.join(120)
    if matriz.estado() == antes:
        matriz.problemas.append(f"{punto}: después tampoco se pudo")
    return bool(proceso.exitcode)


def _de_publicar(carpeta: Path, muertes_: int, semilla: int) -> list[str]:
    (carpeta / "publicar").mkdir()
    matriz = MatrizDePublicar(carpeta / "publicar", RUTAS.mart)
    with matriz.leyendo():
        muertes_de_publicar(matriz, muertes_, random.Random(semilla))
        dos_publicaciones(matriz, 6)
    for corte in almacen.listar(matriz.rutas):
        almacen.exigir_entero(matriz.rutas, corte)
    print(f"Lecturas del mart mientras tanto: {matriz.lecturas}")
    if matriz.estado() != matriz.viejo:
        matriz.terminar()
    matriz.reponer_el_ensayo()
    return matriz.problemas + disco_lleno_al_publicar(carpeta, matriz)


def _de_actualizar(carpeta: Path, muertes_: int, semilla: int) -> list[str]:
    with servidor_oficial() as servidor:
        (carpeta / "principal").mkdir()
        matriz = Matriz(carpeta / "principal", RUTAS.mart, servidor)
        with matriz.leyendo():
            muertes(matriz, muertes_, random.Random(semilla))
            dos_a_la_vez(matriz, 5)
        print(f"Lecturas del mart mientras tanto: {matriz.lecturas}")
        return matriz.problemas + disco_lleno(carpeta, RUTAS.mart, servidor)


def principal() -> int:
    """Corre las partes e imprime las cifras."""
    opciones = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    opciones.add_argument("--muertes", type=int, default=50)
    opciones.add_argument("--semilla", type=int, default=20261121)
    opciones.add_argument("--solo", choices=("actualizar", "publicar"))
    pedidas = opciones.parse_args()
    problemas: list[str] = []
    with tempfile.TemporaryDirectory(prefix="matriz-") as carpeta:
        if pedidas.solo != "publicar":
            problemas += _de_actualizar(Path(carpeta), pedidas.muertes, pedidas.semilla)
        if pedidas.solo != "actualizar":
            problemas += _de_publicar(Path(carpeta), pedidas.muertes, pedidas.semilla)
    print("\n".join(problemas) if problemas else "Ningún problema")
    return 1 if problemas else 0


if __name__ == "__main__":
    sys.exit(principal())
