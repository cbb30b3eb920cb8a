"""Cuánto cuesta agregar archivos de tamaño nacional frente a recorrerlos con DuckDB solo.

    python -m tests.rendimiento.volumen --carpeta CARPETA [--filas 1000000 3333333 10000000]

Genera registros mercantiles inventados y el doble de líneas de exportación, y mide en la misma
corrida, con los mismos hilos y memoria, en procesos aparte: nuestra agregación y un DuckDB que
recorre los mismos CSV y los agrupa por las mismas columnas, sin convertir, revisar ni guardar nada.
La razón entre los dos tiempos es lo que se compara entre máquinas; el tope es 1,5.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import duckdb

from pipelines.oficiales import exportaciones_microdato, rues
from tests.rendimiento import generar_exportaciones, generar_rues

HILOS = 2
MEMORIA = "2500MB"
TOPE = 1.5

_SOLO_RUES = """
select CODIGO_CAMARA, left(FECHA_MATRICULA, 4), left(FECHA_CANCELACION, 4), ULTIMO_ANO_RENOVADO,
    left(COD_CIIU_ACT_ECON_PRI, 2), ORGANIZACION_JURIDICA, ESTADO_MATRICULA, count(*) as n
from read_csv($rutas, all_varchar = true, header = true)
group by all
"""
_SOLO_EXPORTACIONES = """
select FECH // 100, DPTO1, POSAR, PAIS, count(*) as n,
    sum(try_cast(replace(FOBDOL, ',', '.') as double))
from (select cast(FECH as integer) as FECH, DPTO1, POSAR, PAIS, FOBDOL
      from read_csv($rutas, all_varchar = true, header = true, union_by_name = false))
group by all
"""


def _solo_duckdb(que: str, rutas: list[str]) -> None:
    with closing(duckdb.connect()) as conexion:
        conexion.execute("set threads = $n", {"n": HILOS})
        conexion.execute("set memory_limit = $m", {"m": MEMORIA})
        if que == "rues":
            conexion.execute(f"create table t as {_SOLO_RUES}", {"rutas": rutas})
            return
        # Un año por punto y coma y otro por coma: DuckDB solo no los lee juntos.
        for separador in ";", ",":
            propias = [r for r in rutas if (int(Path(r).stem.split("_")[1]) % 2 == 1)
                       == (separador == ";")]  # fmt: skip
            conexion.execute(
                f"create or replace table t as {_SOLO_EXPORTACIONES}", {"rutas": propias}
            )


def _una(modo: str, que: str, rutas: list[str], destino: Path) -> None:
    """Corre una de las dos cosas en este proceso y escribe su tiempo y su memoria máxima."""
    antes = resource.getrusage(resource.RUSAGE_SELF)
    inicio = time.monotonic()
    if modo == "solo":
        _solo_duckdb(que, rutas)
    else:
        modulo = rues if que == "rues" else exportaciones_microdato
        modulo.agregar([Path(r) for r in rutas], destino, memoria=MEMORIA, hilos=HILOS)
    segundos = time.monotonic() - inicio
    uso = resource.getrusage(resource.RUSAGE_SELF)
    cpu = uso.ru_utime + uso.ru_stime - antes.ru_utime - antes.ru_stime
    print(json.dumps({"segundos": segundos, "cpu": cpu, "mb": uso.ru_maxrss / 1024}))


def medir(modo: str, que: str, rutas: list[Path], carpeta: Path) -> dict[str, float]:
    """Segundos, CPU y memoria máxima de un proceso hijo."""
    lista = carpeta / "rutas.json"
    lista.write_text(json.dumps([str(r) for r in rutas]), encoding="utf-8")
    orden = [sys.executable, "-m", "tests.rendimiento.volumen", "--una", modo, que, str(lista),
             "--carpeta", str(carpeta)]  # fmt: skip
    salida = subprocess.run(orden, check=True, capture_output=True, text=True).stdout
    resultado: dict[str, float] = json.loads(salida.splitlines()[-1])
    return resultado


def comparar(que: str, filas: int, carpeta: Path, veces: int) -> dict[str, float]:
    """Imprime la razón de tiempos de un tamaño (el menor de ``veces`` de cada cosa) y devuelve lo
    nuestro."""
    if que == "rues":
        rutas = [carpeta / f"sintetico_rues_{filas}.csv"]
        generar_rues.generar(filas, rutas[0])
    else:
        rutas = generar_exportaciones.generar(filas, carpeta / f"exportaciones_{filas}")
    gigas = sum(r.stat().st_size for r in rutas) / 1e9
    # Se alternan para que la caché del disco y el ruido de la máquina les toquen por igual.
    pares = [(medir("solo", que, rutas, carpeta), medir("nuestro", que, rutas, carpeta))
             for _ in range(veces)]  # fmt: skip
    solo = min((s for s, _ in pares), key=lambda m: m["segundos"])
    nuestro = min((n for _, n in pares), key=lambda m: m["segundos"])
    razon = nuestro["segundos"] / solo["segundos"]
    print(
        f"{que:<14}{filas:>11} filas {gigas:6.2f} GB   solo {solo['segundos']:7.1f} s "
        f"(CPU {solo['cpu']:6.1f}, {solo['mb']:5.0f} MB)   nuestro {nuestro['segundos']:7.1f} s "
        f"(CPU {nuestro['cpu']:6.1f}, {nuestro['mb']:5.0f} MB)   razón {razon:4.2f} "
        f"(CPU {nuestro['cpu'] / solo['cpu']:4.2f})   "
        f"{1e6 * nuestro['segundos'] / filas:5.2f} s por millón",
        flush=True,
    )
    for ruta in rutas:
        ruta.unlink()
    return nuestro


def linealidad(medidas: dict[int, dict[str, float]]) -> str:
    """Cuánto cambia el costo de un millón de filas del tamaño menor al mayor: 1 es lineal."""
    menor, mayor = min(medidas), max(medidas)
    partes = [
        f"{rotulo} {medidas[mayor][clave] / mayor / (medidas[menor][clave] / menor):.2f}"
        for rotulo, clave in (("segundos", "segundos"), ("CPU", "cpu"))
    ]
    return f"por millón de filas, de {menor} a {mayor}: {', '.join(partes)}"


def principal() -> None:
    analizador = argparse.ArgumentParser()
    analizador.add_argument("--carpeta", type=Path, required=True)
    analizador.add_argument(
        "--filas", type=int, nargs="+", default=[1_000_000, 3_333_333, 10_000_000]
    )
    analizador.add_argument("--veces", type=int, default=2)
    analizador.add_argument("--que", nargs="+", default=["rues", "exportaciones"])
    analizador.add_argument("--una", nargs=3)
    opciones = analizador.parse_args()
    opciones.carpeta.mkdir(parents=True, exist_ok=True)
    if opciones.una:
        modo, que, lista = opciones.una
        rutas = json.loads(Path(lista).read_text(encoding="utf-8"))
        _una(modo, que, rutas, opciones.carpeta / f"salida_{que}")
        return
    for que in opciones.que:
        tamanos = [filas if que == "rues" else 2 * filas for filas in opciones.filas]
        medidas = {
            filas: comparar(que, filas, opciones.carpeta, opciones.veces) for filas in tamanos
        }
        if len(medidas) > 1:
            print(f"{que:<14}{linealidad(medidas)}", flush=True)
        shutil.rmtree(opciones.carpeta / f"salida_{que}", ignore_errors=True)


if __name__ == "__main__":
    principal()
