"""La conexión de la pantalla: sobrevive a que publiquen, no escribe y no lee nada más."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.construir import construir
from pipelines.errores import MartNoDisponible
from tablero import conexion
from tests.apoyo import Arbol

AVANCE = "select avance from marts.indicadores_resultado where clave = 'creditos'"


@pytest.fixture
def publicado(mart: Path, tmp_path: Path) -> Path:
    """Un mart propio, que la prueba puede reemplazar. Su nombre trae una comilla a propósito."""
    ruta = tmp_path / "mart d'ensayo.duckdb"
    shutil.copyfile(mart, ruta)
    return ruta


@pytest.fixture
def abierta(publicado: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    conectada = conexion.abrir(conexion.version_publicada(publicado))
    yield conectada
    conectada.close()


def republicar(ruta: Path, avance: float) -> None:
    """Publica otro mart como lo hace ``construir``: aparte, y con un reemplazo de una sola vez."""
    nuevo = ruta.with_suffix(".nuevo")
    shutil.copyfile(ruta, nuevo)
    with duckdb.connect(str(nuevo)) as base:
        base.execute(
            "update indicadores_resultado set avance = ? where clave = 'creditos'", [avance]
        )
    os.replace(nuevo, ruta)


def avance(conectada: Any) -> float:
    return float(conexion.consultar(conectada, AVANCE, {})["avance"][0])


# ── Republicar con la aplicación abierta ───────────────────────────────────────────────────────


@pytest.mark.parametrize("copiar", [False, True], ids=["directo", "con copia"])
def test_al_republicar_la_nueva_ve_lo_nuevo_y_la_vieja_sigue_respondiendo(
    publicado: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copiar: bool
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    antes = conexion.version_publicada(publicado)
    vieja = conexion.abrir(antes, copiar=copiar)
    assert avance(vieja) == 664

    republicar(publicado, 700)
    ahora = conexion.version_publicada(publicado)
    assert ahora != antes
    nueva = conexion.abrir(ahora, copiar=copiar)
    assert avance(nueva) == 700
    # La vieja no se cae aunque una sesión la siga usando: contesta lo de antes.
    assert avance(vieja) == 664

    republicar(publicado, 710)
    tercera = conexion.abrir(conexion.version_publicada(publicado), copiar=copiar)
    assert [avance(c) for c in (vieja, nueva, tercera)] == [664, 700, 710]


@pytest.mark.parametrize("copiar", [False, True], ids=["directo", "con copia"])
def test_una_version_que_ya_no_esta_no_se_abre_con_los_datos_de_otra(
    publicado: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copiar: bool
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    antes = conexion.version_publicada(publicado)
    republicar(publicado, 700)
    with pytest.raises(conexion.MartReemplazado, match="se publicaron otros"):
        conexion.abrir(antes, copiar=copiar)
    assert list(tmp_path.glob("tablero-*")) == []


def test_quien_llega_mientras_publican_abre_lo_nuevo(publicado: Path) -> None:
    def abrir(version: conexion.Version) -> float:
        if not vistas:
            republicar(publicado, 700)
        vistas.append(version)
        return avance(conexion.abrir(version))

    vistas: list[conexion.Version] = []
    version, leido = conexion.abrir_publicada(abrir, publicado)
    assert leido == 700
    assert len(vistas) == 2
    assert version == vistas[1] == conexion.version_publicada(publicado)


@pytest.mark.lento
def test_construir_de_verdad_con_la_aplicacion_abierta(arbol: Arbol, mart: Path) -> None:
    arbol.publicar(mart)
    antes = conexion.version_publicada(arbol.rutas.mart)
    vieja = conexion.abrir(antes)
    assert avance(vieja) == 664
    construir(arbol.rutas, lambda paso: None)
    ahora = conexion.version_publicada(arbol.rutas.mart)
    assert ahora != antes
    assert avance(conexion.abrir(ahora)) == avance(vieja) == 664


def test_con_copia_el_publicado_queda_libre_y_la_copia_se_reusa(
    publicado: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporales = tmp_path / "temporales"
    temporales.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporales))
    version = conexion.version_publicada(publicado)
    conectada = conexion.abrir(version, copiar=True)
    otra = conexion.abrir(version, copiar=True)
    assert [archivo.suffix for archivo in temporales.iterdir()] == [".duckdb"]
    # Lo que Windows exige: nadie tiene abierto el publicado.
    publicado.unlink()
    assert avance(conectada) == avance(otra) == 664


# ── Sin salirse de lo suyo ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from read_text('/etc/hostname')",
        "copy (select 1) to '/tmp/tablero-no-debe-existir.csv'",
        "attach '/tmp/tablero-no-debe-existir.duckdb' as otra",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_no_lee_ni_escribe_archivos_ajenos(abierta: duckdb.DuckDBPyConnection, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        abierta.execute(sql)
    assert not list(Path("/tmp").glob("tablero-no-debe-existir*"))


@pytest.mark.parametrize(
    "sql",
    [
        "update marts.indicadores_resultado set avance = 0",
        "delete from marts.dim_fuentes",
        "drop table marts.dim_fuentes",
        "create table marts.nueva (a integer)",
    ],
)
def test_es_de_solo_lectura(abierta: duckdb.DuckDBPyConnection, sql: str) -> None:
    with pytest.raises(duckdb.Error, match="read-only"):
        abierta.execute(sql)
    assert avance(abierta) == 664


def test_ocho_hilos_a_la_vez_reciben_cada_uno_lo_suyo(abierta: duckdb.DuckDBPyConnection) -> None:
    sql = "select cast($n as integer) as n, count(*) as filas from marts.observaciones"
    esperadas = conexion.consultar(abierta, sql, {"n": 0})["filas"][0]

    def preguntar(n: int) -> tuple[int, int]:
        fila = conexion.consultar(abierta, sql, {"n": n}).iloc[0]
        return int(fila["n"]), int(fila["filas"])

    with ThreadPoolExecutor(max_workers=8) as hilos:
        respuestas = list(hilos.map(preguntar, range(400)))
    assert respuestas == [(n, esperadas) for n in range(400)]


def test_los_parametros_no_son_sql(abierta: duckdb.DuckDBPyConnection) -> None:
    sql = "select count(*) as n from marts.dim_fuentes where fuente_id = $fuente"
    for veneno in ("idc_2024' or '1'='1", "x'; drop table marts.dim_fuentes; --"):
        assert conexion.consultar(abierta, sql, {"fuente": veneno})["n"][0] == 0


# ── Cuando el mart no sirve ────────────────────────────────────────────────────────────────────


def test_sin_mart_dice_que_hacer(tmp_path: Path) -> None:
    with pytest.raises(MartNoDisponible) as error:
        conexion.version_publicada(tmp_path / "no-esta.duckdb")
    assert error.value.que == "Todavía no hay datos que mostrar: el mart no se ha construido."
    assert "python tareas.py construir" in error.value.hacer


@pytest.mark.parametrize("contenido", [b"", b"no es una base" * 1000, b"\0" * 8192])
def test_lo_que_no_es_un_mart_se_dice_en_espanol(tmp_path: Path, contenido: bytes) -> None:
    ruta = tmp_path / "roto.duckdb"
    ruta.write_bytes(contenido)
    with pytest.raises(MartNoDisponible) as error:
        conexion.abrir(conexion.version_publicada(ruta))
    # Lo que dice DuckDB va a la consola, no a la pantalla.
    assert error.value.que == "El mart existe pero no se puede leer."
    assert isinstance(error.value.__cause__, duckdb.Error)


def _cortar(ruta: Path) -> None:
    ruta.write_bytes(ruta.read_bytes()[: ruta.stat().st_size // 3])


def _quitar_columna(ruta: Path) -> None:
    with duckdb.connect(str(ruta)) as base:
        base.execute("alter table indicadores_resultado drop column avance")


def _quitar_tabla(ruta: Path) -> None:
    with duckdb.connect(str(ruta)) as base:
        base.execute("drop table indicadores_resultado")


@pytest.mark.parametrize("danar", [_cortar, _quitar_columna, _quitar_tabla])
def test_un_mart_incompleto_o_de_otra_version_se_dice_en_espanol(
    publicado: Path, danar: Any
) -> None:
    danar(publicado)
    with pytest.raises(MartNoDisponible) as error:
        avance(conexion.abrir(conexion.version_publicada(publicado)))
    assert "Error" not in str(error.value)
    assert "python tareas.py construir" in error.value.hacer
