"""La construcción: siempre lo mismo, con sus comentarios, y nunca un mart a medias."""

from __future__ import annotations

import errno
import hashlib
import importlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import publicar
from pipelines.__main__ import principal
from pipelines.construir import _crear_mart, construir, familias_por_preparar, preparar
from pipelines.definiciones import Columna, DefinicionMart, leer_marts
from pipelines.errores import (
    ErrorDeDeclaracion,
    ErrorDelTablero,
    ErrorDePublicacion,
    ErrorDeValidacion,
)
from pipelines.fallas import Falla, Revision
from pipelines.registro import leer_registro
from pipelines.rutas import RUTAS, Rutas
from pipelines.validar import leer_conteos
from tests import procesos
from tests.apoyo import RAIZ, Arbol, copiar_arbol, correr, ejecutar
from tests.conftest import Construccion

CONTEOS = leer_conteos(RUTAS.pipelines / "conteos_esperados.csv")
Fila = tuple[Any, ...]


def _consultar(mart: Path, sql: str) -> list[Fila]:
    with closing(duckdb.connect(str(mart), read_only=True)) as conexion:
        filas: list[Fila] = conexion.execute(sql).fetchall()
    return filas


def _contar(mart: Path) -> dict[str, int]:
    """Filas por tabla, contadas una a una: si el archivo está a medias, esto falla."""
    with closing(duckdb.connect(str(mart), read_only=True)) as conexion:
        tablas = conexion.execute("select table_name from duckdb_tables()").fetchall()
        return {
            nombre: (conexion.execute(f'select count(*) from "{nombre}"').fetchone() or (-1,))[0]
            for (nombre,) in tablas
        }


def _contenido(mart: Path) -> dict[str, list[Fila]]:
    """Todas las filas de todas las tablas, en el orden en que quedaron."""
    with closing(duckdb.connect(str(mart), read_only=True)) as conexion:
        tablas = conexion.execute("select table_name from duckdb_tables()").fetchall()
        return {
            nombre: conexion.execute(f'select * from "{nombre}"').fetchall() for (nombre,) in tablas
        }


def _huella(ruta: Path) -> str:
    return hashlib.sha256(ruta.read_bytes()).hexdigest()


def _restos(rutas: Rutas) -> list[str]:
    """Lo que una construcción interrumpida deja en las carpetas donde publica."""
    return sorted(
        ruta.name
        for carpeta in (rutas.marts, rutas.geo)
        for ruta in carpeta.glob("*")
        if ".nuevo" in ruta.name
    )


# Una construcción sana


def test_construye_todas_las_tablas_y_cuenta_sus_comprobaciones(construccion: Construccion) -> None:
    assert construccion.resultado.filas == CONTEOS
    assert _contar(construccion.rutas.mart) == CONTEOS
    hechas = construccion.resultado.revision.comprobaciones
    fuentes = leer_registro(RUTAS)
    marts = leer_marts(RUTAS)
    assert hechas["huella"] == sum(len(fuente.archivos) for fuente in fuentes.values())
    assert hechas["preparacion"] == len(familias_por_preparar(list(fuentes.values())))
    assert hechas["clave_unica"] == len(marts)
    assert hechas["validacion"] == len(list(RUTAS.validaciones.glob("*.sql"))) > 20
    assert hechas["conteo"] == len(marts)
    assert hechas["contradiccion"] == 2 * CONTEOS["contradicciones"]
    assert hechas["geometria"] > 10
    assert construccion.resultado.revision.fallas == []


def test_avisa_cada_paso_en_orden(construccion: Construccion) -> None:
    avisos = construccion.avisos
    assert avisos[:5] == (
        "Leyendo las declaraciones",
        f"Comprobando los archivos de {len(leer_registro(RUTAS))} fuentes",
        "Preparando las tablas",
        "Armando la geometría",
        f"Armando {len(CONTEOS)} marts",
    )
    assert [a for a in avisos if a.startswith("Mart ")] == [
        f"Mart {mart.nombre}" for mart in leer_marts(RUTAS)
    ]
    assert avisos[-2:] == ("Validando", "Publicando")


def test_no_deja_restos_y_publica_la_geometria(construccion: Construccion) -> None:
    assert _restos(construccion.rutas) == []
    assert {ruta.name for ruta in construccion.rutas.geo.iterdir()} == {
        "camaras.geojson", "departamentos.geojson", "municipios.geojson", "subregiones.geojson",
    }  # fmt: skip


def test_dos_construcciones_dan_lo_mismo(construccion: Construccion, arbol: Arbol) -> None:
    """En otro proceso, con otra semilla, otra zona horaria y otro idioma del sistema."""
    entorno = {"PYTHONHASHSEED": "20260", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    corrida = ejecutar("construir", raiz=arbol.raiz, entorno=entorno)
    assert corrida.returncode == 0, corrida.stderr
    una, otra = _contenido(construccion.rutas.mart), _contenido(arbol.rutas.mart)
    assert list(una) == list(otra)
    assert len(una) == len(CONTEOS)
    distintas = {nombre: "distinta" for nombre in una if una[nombre] != otra[nombre]}
    assert distintas == {}
    for tipo in ("tables", "columns"):
        sql = f"select * exclude (database_name, database_oid) from duckdb_{tipo}()"
        assert _consultar(construccion.rutas.mart, sql) == _consultar(arbol.rutas.mart, sql)
    capas = sorted(ruta.name for ruta in construccion.rutas.geo.glob("*.geojson"))
    assert len(capas) == 4
    for capa in capas:
        assert _huella(construccion.rutas.geo / capa) == _huella(arbol.rutas.geo / capa)


def test_las_descripciones_estan_dentro_de_la_base(mart: Path) -> None:
    sql = "select table_name, comment from duckdb_tables()"
    tablas: dict[str, str] = dict(_consultar(mart, sql))
    columnas = {
        (tabla, columna): (tipo, comentario, nula)
        for tabla, columna, tipo, comentario, nula in _consultar(
            mart,
            "select table_name, column_name, lower(data_type), comment, is_nullable "
            "from duckdb_columns() where not internal",
        )
    }
    marts = leer_marts(RUTAS)
    assert len(marts) > 30
    for definicion in marts:
        clave = ", ".join(definicion.clave)
        assert tablas[definicion.nombre] == (
            f"{definicion.descripcion} Grano: {definicion.grano}. Clave: {clave}."
        )
        for columna in definicion.columnas:
            tipo, comentario, admite_vacio = columnas[definicion.nombre, columna.nombre]
            assert comentario == columna.descripcion
            assert tipo == columna.tipo
            de_la_clave = columna.nombre in definicion.clave and not columna.admite_vacio
            assert admite_vacio is not de_la_clave, (definicion.nombre, columna.nombre)
    assert set(columnas) == {(m.nombre, c.nombre) for m in marts for c in m.columnas}


# Una tabla que no se puede crear


def _definicion(sql: str, *columnas: tuple[str, str]) -> DefinicionMart:
    return DefinicionMart(
        nombre="lluvias", descripcion="Lluvia, dicha con 'comillas'.", grano="año",
        clave=("anio",), familias=("lluvias",), depende_de=(), procesamiento="",
        columnas=tuple(
            Columna(nombre, tipo, "texto", nombre, f"Columna '{nombre}'.", None)
            for nombre, tipo in columnas
        ),
        sql=sql,
    )  # fmt: skip


ANIO_Y_MM = (("anio", "integer"), ("mm", "double"))
OTRAS_COLUMNAS = (ErrorDeDeclaracion, "Las columnas del select no son", "lluvias.yml")
NO_CORRE = (ErrorDeValidacion, "La sentencia del mart no corre", "lluvias.sql")
NO_CABE = (ErrorDeValidacion, "no cabe en la tabla «lluvias»", "lluvias.sql")


def test_crear_un_mart_con_comillas_en_su_descripcion() -> None:
    with closing(duckdb.connect()) as conexion:
        filas = _crear_mart(
            conexion, _definicion("select 2020 as anio, null as mm union all select 2021, 2.5",
                                  *ANIO_Y_MM),
        )  # fmt: skip
        assert filas == 2
        assert conexion.execute("from lluvias").fetchall() == [(2020, None), (2021, 2.5)]
        assert conexion.execute("select comment from duckdb_tables()").fetchall() == [
            ("Lluvia, dicha con 'comillas'. Grano: año. Clave: anio.",)
        ]


@pytest.mark.parametrize(
    ("sql", "clase", "mensaje", "archivo"),
    [
        ("select 2020 as anio", *OTRAS_COLUMNAS),
        ("select 1.5 as mm, 2020 as anio", *OTRAS_COLUMNAS),
        ("select 2020 as anio, 1 as mm, 1 as dias", *OTRAS_COLUMNAS),
        ("select 2020 as anio, mm", *NO_CORRE),
        ("selec 2020", *NO_CORRE),
        ("select anio, mm from preparacion.no_hay", *NO_CORRE),
        ("select null as anio, 1 as mm", *NO_CABE),
        ("select 'veinte' as anio, 1 as mm", *NO_CABE),
        ("select 3000000000 as anio, 1 as mm", *NO_CABE),
    ],
    ids=["falta", "orden", "sobra", "columna", "sintaxis", "tabla", "vacio", "texto", "grande"],
)
def test_crear_un_mart_que_no_es_como_se_declaro(
    sql: str, clase: type[ErrorDelTablero], mensaje: str, archivo: str
) -> None:
    with closing(duckdb.connect()) as conexion, pytest.raises(clase, match=mensaje) as error:
        _crear_mart(conexion, _definicion(sql, *ANIO_Y_MM))
    assert error.value.donde == f"pipelines/marts/{archivo}"
    assert error.value.hacer


def test_un_sql_roto_deja_el_mart_anterior(arbol: Arbol, mart: Path) -> None:
    anterior = arbol.publicar(mart)
    arbol.cambiar_texto("pipelines/marts/vecinos.sql", "frontera_km", "frontera_kilometros")
    with pytest.raises(ErrorDeValidacion, match="no corre") as error:
        construir(arbol.rutas, lambda paso: None)
    assert error.value.donde == "pipelines/marts/vecinos.sql"
    assert arbol.rutas.mart.read_bytes() == anterior
    assert _restos(arbol.rutas) == []


# La preparación por familias


def test_las_fallas_de_una_familia_no_ocultan_las_de_otra(arbol: Arbol) -> None:
    arbol.cambiar_celda("pdet/2025/municipios.csv", "pdet_catatumbo", "quizá", codigo="54001")
    arbol.cambiar_celda("cede/2019/municipios.csv", "pob_2018_cede", "mil", codigo="54001")
    revision = Revision()
    fuentes = list(leer_registro(arbol.rutas).values())
    tablas = preparar(arbol.rutas, fuentes, ["cede", "divipola", "pdet"], revision)
    assert sorted(tablas) == ["stg_divipola__departamentos", "stg_divipola__municipios"]
    assert [(f.fuente, f.regla) for f in revision.fallas] == [
        ("cede", "ErrorDeFuente"), ("pdet", "ErrorDeFuente"),
    ]  # fmt: skip
    assert revision.comprobaciones["preparacion"] == 3
    with pytest.raises(ErrorDeValidacion, match="2 fallas en la revisión") as error:
        revision.exigir()
    for parte in ("cede/2019/municipios.csv, fila 2", "pdet/2025/municipios.csv, fila 2"):
        assert parte in str(error.value)


def test_una_familia_sin_preparacion() -> None:
    fuentes = list(leer_registro(RUTAS).values())
    revision = Revision()
    preparar(RUTAS, [*fuentes, replace(fuentes[0], familia="lluvias")], ["lluvias"], revision)
    (falla,) = revision.fallas
    assert falla.lugar == "pipelines/preparacion/lluvias.py"
    assert "La familia «lluvias» no tiene preparación" in falla.detalle


def test_una_preparacion_a_la_que_le_falta_una_libreria_no_se_confunde_con_eso(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def importar(nombre: str) -> None:
        raise ModuleNotFoundError("No module named 'nivometro'", name="nivometro")

    monkeypatch.setattr(importlib, "import_module", importar)
    fuentes = list(leer_registro(RUTAS).values())
    with pytest.raises(ModuleNotFoundError, match="nivometro"):
        preparar(RUTAS, fuentes, ["cede"], Revision())


def test_muchas_fallas_se_resumen() -> None:
    revision = Revision()
    revision.anotar("x", [Falla("f", f"fila {n}", "regla", "detalle") for n in range(23)], 23)
    with pytest.raises(ErrorDeValidacion) as error:
        revision.exigir()
    assert error.value.que.startswith("23 fallas en la revisión")
    assert error.value.que.count("- [f]") == 20
    assert error.value.que.endswith("… y 3 fallas más")
    Revision().exigir()


# Publicar


@pytest.fixture
def rutas(tmp_path: Path) -> Rutas:
    propias = Rutas(tmp_path)
    propias.marts.mkdir(parents=True)
    return propias


def _mart_minimo(ruta: Path, valor: int) -> None:
    with closing(duckdb.connect(str(ruta))) as conexion:
        conexion.execute(f"create table observaciones as select {valor} as valor")


def test_publicar_cambia_el_archivo_y_quien_leia_el_anterior_lo_sigue_leyendo(rutas: Rutas) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows no deja renombrar sobre un archivo abierto")
    _mart_minimo(rutas.mart, 1)
    nuevo = publicar.archivo_nuevo(rutas)
    assert nuevo == rutas.marts / "tablero.duckdb.nuevo"
    _mart_minimo(nuevo, 2)
    with closing(duckdb.connect()) as lector:
        lector.execute(f"attach '{rutas.mart}' as anterior (read_only)")
        publicar.reemplazar(nuevo, rutas.mart)
        assert lector.execute("select valor from anterior.observaciones").fetchall() == [(1,)]
    assert _consultar(rutas.mart, "select valor from observaciones") == [(2,)]
    assert not nuevo.exists()


@pytest.mark.parametrize("contenido", [b"", b"esto no es una base" * 1000])
def test_un_mart_que_no_abre_no_se_publica(rutas: Rutas, contenido: bytes) -> None:
    _mart_minimo(rutas.mart, 1)
    nuevo = publicar.archivo_nuevo(rutas)
    nuevo.write_bytes(contenido)
    with pytest.raises(ErrorDePublicacion, match="El mart recién armado no abre") as error:
        publicar.reemplazar(nuevo, rutas.mart)
    assert error.value.donde == str(nuevo)
    assert _consultar(rutas.mart, "select valor from observaciones") == [(1,)]


@pytest.mark.parametrize(("negativas", "publica"), [(3, True), (50, False)])
def test_si_el_sistema_no_deja_renombrar_se_insiste(
    rutas: Rutas, monkeypatch: pytest.MonkeyPatch, negativas: int, publica: bool
) -> None:
    """Windows niega el renombramiento mientras alguien está abriendo el archivo."""
    _mart_minimo(rutas.mart, 1)
    nuevo = publicar.archivo_nuevo(rutas)
    _mart_minimo(nuevo, 2)
    esperas: list[float] = []
    quedan = negativas
    original = os.replace

    def renombrar(origen: Path, destino: Path) -> None:
        nonlocal quedan
        if quedan:
            quedan -= 1
            raise PermissionError(errno.EACCES, "Access is denied")
        original(origen, destino)

    monkeypatch.setattr(os, "replace", renombrar)
    monkeypatch.setattr(time, "sleep", esperas.append)
    if publica:
        publicar.reemplazar(nuevo, rutas.mart)
    else:
        with pytest.raises(ErrorDePublicacion, match="no deja reemplazar") as error:
            publicar.reemplazar(nuevo, rutas.mart)
        assert "Cierre el programa que lo tiene abierto" in error.value.hacer
        assert sum(esperas) < 10
    assert _consultar(rutas.mart, "select valor from observaciones") == [(2 if publica else 1,)]


def test_limpiar_solo_borra_los_restos(rutas: Rutas) -> None:
    for nombre in (
        "tablero.duckdb", "tablero.duckdb.nuevo", "tablero.duckdb.nuevo.wal", "otro.duckdb",
    ):  # fmt: skip
        (rutas.marts / nombre).write_text("x")
    publicar.limpiar(rutas)
    assert sorted(r.name for r in rutas.marts.iterdir()) == ["otro.duckdb", "tablero.duckdb"]


# El disco se llena


@pytest.mark.parametrize("operacion", ["replace", "fsync"])
def test_disco_lleno_al_publicar(
    arbol: Arbol,
    mart: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    operacion: str,
) -> None:
    anterior = arbol.publicar(mart)

    def sin_espacio(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arbol.rutas.mart))

    monkeypatch.setattr(os, operacion, sin_espacio)
    assert principal(["construir", "--raiz", str(arbol.raiz)]) == 1
    mensaje = capsys.readouterr().err
    assert mensaje.startswith("Error: el sistema no dejó leer o escribir")
    assert "revise el espacio libre" in mensaje
    assert "El mart publicado no se tocó" in mensaje
    assert arbol.rutas.mart.read_bytes() == anterior
    assert _restos(arbol.rutas) == []


def test_disco_lleno_de_verdad(tmp_path: Path, mart: Path) -> None:
    """El sistema niega cada escritura que pase de un tamaño: al insertar y al cerrar."""
    resource = pytest.importorskip("resource", reason="sólo en sistemas con límites por proceso")
    limites = [1_000_000, 5_000_000]
    assert mart.stat().st_size > limites[-1]
    arboles = [copiar_arbol(tmp_path / str(limite)) for limite in limites]
    anterior = [arbol.publicar(mart) for arbol in arboles]

    def correr(arbol: Arbol, limite: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipelines", "construir", "--raiz", str(arbol.raiz)],
            cwd=RAIZ,
            env={**os.environ, "PYTHONUTF8": "1"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limite, limite)),
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    with ThreadPoolExecutor(2) as grupo:
        corridas = list(grupo.map(correr, arboles, limites))
    for arbol, bytes_anteriores, corrida in zip(arboles, anterior, corridas, strict=True):
        assert corrida.returncode == 1
        assert "Traceback" not in corrida.stderr
        assert "No se pudo escribir el mart" in corrida.stderr
        assert "Libere espacio" in corrida.stderr
        assert "no cabe en la tabla" not in corrida.stderr
        assert arbol.rutas.mart.read_bytes() == bytes_anteriores
        assert _restos(arbol.rutas) == []


# Dos a la vez


def test_la_segunda_construccion_espera_su_turno(arbol: Arbol, mart: Path) -> None:
    anterior = arbol.publicar(mart)
    contexto = procesos.contexto()
    empezo, seguir = contexto.Event(), contexto.Event()
    primera = contexto.Process(
        target=procesos.construir_y_avisar, args=(str(arbol.raiz), empezo, seguir)
    )
    primera.start()
    try:
        assert empezo.wait(60)
        segunda = correr("construir", raiz=arbol.raiz)
        assert segunda.returncode == 1
        assert segunda.stderr.startswith("Error: Ya hay otra construcción o publicación en curso.")
        assert "Espere a que termine y repita la orden" in segunda.stderr
        assert arbol.rutas.mart.read_bytes() == anterior
    finally:
        seguir.set()
        primera.join(60)
    assert primera.exitcode == 0
    assert _contar(arbol.rutas.mart) == CONTEOS


# Matar la construcción


class Matadero:
    """Dos árboles con un mart sano publicado, para matar construcciones de a dos."""

    def __init__(self, carpeta: Path, mart: Path) -> None:
        self.arboles = [copiar_arbol(carpeta / nombre) for nombre in ("uno", "dos")]
        for arbol in self.arboles:
            arbol.publicar(mart)
        self.sana = _huella(mart)
        self.contexto = procesos.contexto()

    def revisar(self, arbol: Arbol, punto: str, *, publico: bool = False) -> tuple[list[str], int]:
        """Lo que está mal después de una muerte, y cuántos restos dejó."""
        malo = []
        if not publico and _huella(arbol.rutas.mart) != self.sana:
            malo.append(f"{punto}: el mart publicado cambió")
        if _contar(arbol.rutas.mart) != CONTEOS:
            malo.append(f"{punto}: el mart publicado no está entero")
        restos = _restos(arbol.rutas)
        with publicar.turno(arbol.rutas):
            publicar.archivo_nuevo(arbol.rutas)
        if [resto for resto in _restos(arbol.rutas) if resto.startswith("tablero")]:
            malo.append(f"{punto}: la siguiente construcción no limpia {restos}")
        return malo, len(restos)


@pytest.fixture(scope="module")
def matadero(tmp_path_factory: pytest.TempPathFactory, mart: Path) -> Matadero:
    return Matadero(tmp_path_factory.mktemp("matadero"), mart)


def _esperar_muerte(proceso: Any, punto: str) -> list[str]:
    proceso.join(60)
    return [] if proceso.exitcode not in (0, 1, None) else [f"{punto}: terminó {proceso.exitcode}"]


@pytest.mark.lento
def test_matar_en_un_aviso_deja_el_mart_entero(
    construccion: Construccion, matadero: Matadero
) -> None:
    """Al empezar, antes de los marts, a la mitad de ellos, en el último, validando y publicando.

    Lo que hay en el disco en cada uno de los demás avisos, que es lo que una muerte dejaría, lo
    mira ``test_en_ningun_momento_se_ve_un_mart_a_medias``.
    """
    avisos = len(construccion.avisos)
    assert avisos == len(CONTEOS) + 7
    puntos = [1, 5, avisos // 2, avisos - 2, avisos - 1, avisos]

    def matar(cual: int) -> tuple[list[str], int]:
        malo: list[str] = []
        con_restos = 0
        arbol = matadero.arboles[cual]
        for aviso in puntos[cual::2]:
            punto = f"aviso {aviso}, «{construccion.avisos[aviso - 1]}»"
            proceso = matadero.contexto.Process(
                target=procesos.construir_y_morir_en_el_aviso, args=(str(arbol.raiz), aviso)
            )
            proceso.start()
            malo += _esperar_muerte(proceso, punto)
            hallado, restos = matadero.revisar(arbol, punto)
            malo += [*hallado, "revisado"]
            con_restos += restos > 0
        return malo, con_restos

    with ThreadPoolExecutor(2) as grupo:
        (malo_uno, restos_uno), (malo_dos, restos_dos) = grupo.map(matar, (0, 1))
    assert malo_uno + malo_dos == ["revisado"] * len(puntos)
    # Las muertes a mitad de los marts dejan un archivo a medias: si no, no se probó nada.
    assert restos_uno + restos_dos >= 4


@pytest.mark.lento
def test_matar_en_cualquier_momento_deja_el_mart_entero(matadero: Matadero) -> None:
    """Cuatro muertes repartidas en lo que dura una construcción."""
    arbol = matadero.arboles[0]
    empezo = matadero.contexto.Event()
    completa = matadero.contexto.Process(
        target=procesos.construir_y_avisar, args=(str(arbol.raiz), empezo)
    )
    completa.start()
    assert empezo.wait(60)
    inicio = time.monotonic()
    completa.join(60)
    dura = time.monotonic() - inicio
    assert completa.exitcode == 0

    def matar(cual: int) -> list[str]:
        malo: list[str] = []
        propio = matadero.arboles[cual]
        for momento in range(cual, 4, 2):
            senal = matadero.contexto.Event()
            proceso = matadero.contexto.Process(
                target=procesos.construir_y_avisar, args=(str(propio.raiz), senal)
            )
            segundos = dura * (momento + 0.5) / 4
            procesos.matar_despues(proceso, senal, segundos)
            hallado, _ = matadero.revisar(propio, f"a los {segundos:.2f} s", publico=True)
            malo += [*hallado, "revisado"]
        return malo

    with ThreadPoolExecutor(2) as grupo:
        resultados = [linea for malo in grupo.map(matar, (0, 1)) for linea in malo]
    assert resultados == ["revisado"] * 4


def test_matar_entre_renombramientos(matadero: Matadero) -> None:
    """Con la geometría ya publicada y el mart todavía no, que es el quinto."""
    arbol = matadero.arboles[0]
    previo = arbol.rutas.mart.stat().st_ino
    proceso = matadero.contexto.Process(
        target=procesos.construir_y_morir_al_renombrar,
        args=(str(arbol.raiz), 5),
        kwargs={"antes": True},
    )
    proceso.start()
    assert _esperar_muerte(proceso, "antes del quinto") == []
    malo, restos = matadero.revisar(arbol, "antes del quinto", publico=True)
    assert malo == []
    assert restos == 1
    assert arbol.rutas.mart.stat().st_ino == previo


def test_en_ningun_momento_se_ve_un_mart_a_medias(
    matadero: Matadero, construccion: Construccion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Después de tantas muertes se construye y no quedan restos; y en cada aviso, y antes y después
    de cada renombramiento, lo publicado está entero: es lo que quedaría si ahí muriera.
    """
    arbol = matadero.arboles[1]
    (arbol.rutas.marts / "tablero.duckdb.nuevo").write_bytes(b"a medias")
    (arbol.rutas.marts / "tablero.duckdb.nuevo.wal").write_bytes(b"a medias")
    arbol.rutas.geo.mkdir(exist_ok=True)
    (arbol.rutas.geo / ".municipios.geojson.nuevo").write_text("a medias")
    previo, anterior = _huella(arbol.rutas.mart), arbol.rutas.mart.stat().st_ino
    vistos: list[str] = []
    con_restos: list[str] = []
    renombrados: list[tuple[str, bool, bool]] = []
    renombrar = os.replace

    def avisar(paso: str) -> None:
        vistos.append(paso)
        assert _huella(arbol.rutas.mart) == previo, paso
        if "tablero.duckdb.nuevo" in _restos(arbol.rutas):
            con_restos.append(paso)

    def mirar(origen: Path, destino: Path) -> None:
        antes = arbol.rutas.mart.stat().st_ino != anterior
        renombrar(origen, destino)
        assert _contar(arbol.rutas.mart) == CONTEOS
        ahora = arbol.rutas.mart.stat().st_ino != anterior
        renombrados.append((Path(destino).name, antes, ahora))

    monkeypatch.setattr(os, "replace", mirar)
    resultado = construir(arbol.rutas, avisar)
    assert resultado.filas == CONTEOS
    assert tuple(vistos) == construccion.avisos
    # De los marts en adelante hay un archivo a medias al lado: si no, no se miró nada.
    assert len(con_restos) > len(CONTEOS)
    assert len(renombrados) == 5
    # Los cuatro primeros son de la geometría y no publican el mart; el quinto sí.
    assert [publica for *_, publica in renombrados] == [False] * 4 + [True]
    assert [publicado for _, publicado, _ in renombrados] == [False] * 5
    assert renombrados[-1][0] == arbol.rutas.mart.name
    assert {Path(capa).suffix for capa, *_ in renombrados[:4]} == {".geojson"}
    assert _restos(arbol.rutas) == []
    assert _contenido(arbol.rutas.mart) == _contenido(construccion.rutas.mart)


def test_interrumpida_la_primera_construccion_no_hay_mart(
    arbol: Arbol, construccion: Construccion
) -> None:
    proceso = procesos.contexto().Process(
        target=procesos.construir_y_morir_en_el_aviso,
        args=(str(arbol.raiz), len(construccion.avisos)),
    )
    proceso.start()
    assert _esperar_muerte(proceso, "último aviso") == []
    assert not arbol.rutas.mart.exists()
    assert _restos(arbol.rutas) == ["tablero.duckdb.nuevo"]
