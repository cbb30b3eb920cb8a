"""Daña al azar los libros originales y mira qué hacen los lectores con cada copia.

De cada mutación hay tres desenlaces buenos: se rechaza con un ``ErrorDelTablero``, se lee igual
que el original o, sólo si se cambió el número de una celda o un texto, se lee lo que la celda dice.
Leer otra cosa es un valor falso en silencio, y cualquier otra excepción, una traza: son fallas.

``python -m tests.datos_reales.mutar_oficiales --cuantas 1000 --semilla 1`` hace una ronda entera.
"""

from __future__ import annotations

import argparse
import copy
import datetime
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from pipelines.errores import ErrorDelTablero
from pipelines.oficiales.comparacion import comparar
from pipelines.oficiales.hojas import Hoja, Libro, abrir
from pipelines.oficiales.resultado import Lectura
from tests.apoyo import DATOS_ORIGINALES

Filas = list[list[Any]]
LIBROS = {
    "idc": ("Base_IDC_web_2024-2_dashboard.xlsx",
            ["Estructura", "Dato_original", "Valor_normalizado", "Valor_ranking"]),
    "pobreza_monetaria": ("anex-PM-Departamental-2023.xlsx",
                          ["IP Act.Met.", "IPE Act.Met.", "IC_IP Act.Met.", "IC_IPE Act.Met."]),
    "pobreza_multidimensional": ("anex-PMultidimensional-Departamental-2024.xlsx",
                                 ["IPM_Departamentos"]),
    "pib": ("anexo-2020-preliminar-departamento-resultado.xlsx", ["Cuadro 1", "Cuadro 2"]),
    "poblacion": ("Municipal_Sexo_2018-2035.xlsx", ["Municipal"]),
}  # fmt: skip
CAPAS = {"mgn_municipios_54.geojson": "mgn", "mgn_departamentos.geojson": "mgn"}
# Las hojas enormes se recorren por una ventana: lo que importa está arriba y a la izquierda.
_VENTANA = 400


@dataclass
class Copia:
    """Un libro que se puede dañar. ``cambio…``: si se tocó el valor de una celda o sus textos."""

    nombre: str
    hojas: dict[str, Filas]
    relevantes: list[str]
    cambio_un_valor: bool = False
    cambio_textos: bool = False

    def libro(self) -> Libro:
        return Libro(
            Path(self.nombre),
            list(self.hojas),
            lambda hoja: Hoja(self.nombre, hoja, self.hojas[hoja]),
        )


@cache
def original(familia: str) -> Copia:
    archivo, relevantes = LIBROS[familia]
    libro = abrir(DATOS_ORIGINALES / archivo)
    return Copia(archivo, {hoja.nombre: hoja.filas for hoja in libro.hojas()}, relevantes)


@cache
def bien_leido(familia: str) -> Lectura:
    return import_module(f"pipelines.oficiales.{familia}").leer_libro(original(familia).libro())


def _hoja(azar: random.Random, copia: Copia) -> Filas:
    nombre = azar.choice(copia.relevantes)
    copia.hojas[nombre] = [list(fila) for fila in copia.hojas[nombre]]
    return copia.hojas[nombre]


def _llenas(filas: Filas, clase: type | tuple[type, ...] = (str, float)) -> list[tuple[int, int]]:
    ventana = filas if len(filas) < 3 * _VENTANA else filas[:_VENTANA] + filas[-_VENTANA:]
    corrido = len(filas) - _VENTANA
    lugares = []
    for n, fila in enumerate(ventana):
        f = n if ventana is filas or n < _VENTANA else n - _VENTANA + corrido
        lugares += [(f, c) for c, celda in enumerate(fila) if isinstance(celda, clase)]
    return lugares


def _ancho(filas: Filas) -> int:
    return max(map(len, filas))


def _emparejar(filas: Filas) -> None:
    ancho = _ancho(filas)
    for fila in filas:
        fila.extend([None] * (ancho - len(fila)))


# Las mutaciones. Cada una daña una copia en el sitio.


def mover_columna(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    _emparejar(filas)
    de, a = azar.sample(range(_ancho(filas)), 2)
    for fila in filas:
        fila.insert(a, fila.pop(de))


def intercambiar_columnas(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    _emparejar(filas)
    una, otra = azar.sample(range(_ancho(filas)), 2)
    for fila in filas:
        fila[una], fila[otra] = fila[otra], fila[una]


def duplicar_columna(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    _emparejar(filas)
    columna, a = azar.randrange(_ancho(filas)), azar.randrange(_ancho(filas) + 1)
    for fila in filas:
        fila.insert(a, fila[columna])


def quitar_columna(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    _emparejar(filas)
    columna = azar.randrange(_ancho(filas))
    for fila in filas:
        del fila[columna]


def columna_vacia(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    _emparejar(filas)
    columna = azar.randrange(_ancho(filas) + 1)
    for fila in filas:
        fila.insert(columna, None)


def renombrar_texto(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    f, c = azar.choice(_llenas(filas, str))
    filas[f][c] = azar.choice(["Otra cosa", filas[f][c] + " x", filas[f][c][:-1] or "x", "Total"])
    copia.cambio_textos = True


def intercambiar_textos(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    textos = _llenas(filas, str)
    f, c = azar.choice(textos)
    copia.cambio_textos = True
    # Dos encabezados de la misma fila o dos nombres de la misma columna.
    vecinos = [lugar for lugar in textos if (lugar[0] == f) != (lugar[1] == c)]
    if vecinos:
        g, d = azar.choice(vecinos)
        filas[f][c], filas[g][d] = filas[g][d], filas[f][c]


def quitar_fila(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    del filas[azar.choice(_llenas(filas))[0]]


def duplicar_fila(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    fila = azar.choice(_llenas(filas))[0]
    filas.insert(azar.choice([fila, len(filas)]), list(filas[fila]))


def mover_fila(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    filas.insert(azar.randrange(len(filas)), filas.pop(azar.choice(_llenas(filas))[0]))


def fila_vacia(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    filas.insert(azar.choice(_llenas(filas))[0], [None] * _ancho(filas))


def filas_arriba(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    for _ in range(azar.randint(1, 4)):
        filas.insert(0, [None] * _ancho(filas))


def cortar_filas(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    del filas[azar.randrange(1, len(filas)) :]


def cortar_columnas(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    hasta = azar.randrange(1, _ancho(filas))
    for fila in filas:
        del fila[hasta:]


def _como_texto(valor: float, decimal: str) -> str:
    texto = str(int(valor)) if valor.is_integer() else repr(valor)
    if "e" in texto:
        texto = f"{valor:.20f}"
    return texto.replace(".", decimal)


def numeros_con_coma(azar: random.Random, copia: Copia) -> None:
    _numeros_como_texto(azar, copia, ",")


def numeros_con_punto(azar: random.Random, copia: Copia) -> None:
    _numeros_como_texto(azar, copia, ".")


def _numeros_como_texto(azar: random.Random, copia: Copia, decimal: str) -> None:
    filas = _hoja(azar, copia)
    columna = azar.choice([None, azar.choice(_llenas(filas, float) or [(0, 0)])[1]])
    for f, fila in enumerate(filas):
        for c, celda in enumerate(fila):
            if type(celda) is float and columna in (None, c):
                filas[f][c] = _como_texto(celda, decimal)


def una_celda_como_texto(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    if numeros := _llenas(filas, float):
        f, c = azar.choice(numeros)
        filas[f][c] = _como_texto(filas[f][c], azar.choice(",."))


def vaciar_celda(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    f, c = azar.choice(_llenas(filas))
    filas[f][c] = azar.choice([None, "-", "n/a", "NA"])


def celda_imposible(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    f, c = azar.choice(_llenas(filas))
    copia.cambio_textos = isinstance(filas[f][c], str)
    filas[f][c] = azar.choice(
        [True, datetime.date(2023, 5, 2), float("inf"), "#REF!", "véase nota", "1.2.3", "∞"]
    )


def cambiar_valor(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    if numeros := _llenas(filas, float):
        f, c = azar.choice(numeros)
        filas[f][c] = azar.choice([filas[f][c] * 10, filas[f][c] / 10, filas[f][c] + 1, -1.0])
        copia.cambio_un_valor = True


def copiar_celda_vecina(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    f, c = azar.choice(_llenas(filas))
    filas[f][c] = filas[max(f - 1, 0)][c] if c < len(filas[max(f - 1, 0)]) else None
    copia.cambio_un_valor = True


def renombrar_hoja(azar: random.Random, copia: Copia) -> None:
    viejo = azar.choice(copia.relevantes)
    nuevo = azar.choice([viejo.upper(), viejo.replace("_", " "), "Hoja1", f"{viejo} (2)"])
    copia.hojas = {nuevo if n == viejo else n: filas for n, filas in copia.hojas.items()}


def quitar_hoja(azar: random.Random, copia: Copia) -> None:
    copia.hojas = dict(copia.hojas)
    del copia.hojas[azar.choice(copia.relevantes)]


def intercambiar_hojas(azar: random.Random, copia: Copia) -> None:
    una = azar.choice(copia.relevantes)
    otra = azar.choice([nombre for nombre in copia.hojas if nombre != una] or [una])
    copia.hojas = copia.hojas | {una: copia.hojas[otra], otra: copia.hojas[una]}


def sin_tildes_ni_mayusculas(azar: random.Random, copia: Copia) -> None:
    filas = _hoja(azar, copia)
    copia.cambio_textos = True
    cambiar = azar.choice([str.upper, str.lower, lambda t: t.replace("á", "a").replace("í", "i")])
    for fila in filas:
        fila[:] = [cambiar(celda) if isinstance(celda, str) else celda for celda in fila]


def quitar_un_anio(azar: random.Random, copia: Copia) -> None:
    """Quita de una hoja, o de todas, las filas y columnas de un año."""
    anio = azar.choice([2018, 2019, 2020, 2021, 2022, 2023, 2024, 2035])
    for nombre in copia.relevantes if azar.random() < 0.5 else [azar.choice(copia.relevantes)]:
        filas = [list(fila) for fila in copia.hojas[nombre]]
        _emparejar(filas)
        fuera = {
            c for fila in filas[:40] for c, celda in enumerate(fila)
            if str(celda).removesuffix(".0").rstrip("*pr") == str(anio)
        }  # fmt: skip
        por_fila = len(filas) > 50 and any(fila[1] == anio for fila in filas if len(fila) > 1)
        if por_fila or len(filas) > 15_000:
            columna = 1 if por_fila else 4
            filas = [fila for fila in filas if fila[columna] != anio]
        else:
            filas = [[x for c, x in enumerate(fila) if c not in fuera] for fila in filas]
        copia.hojas[nombre] = filas


MUTACIONES: list[Callable[[random.Random, Copia], None]] = [
    mover_columna, intercambiar_columnas, duplicar_columna, quitar_columna, columna_vacia,
    renombrar_texto, intercambiar_textos, quitar_fila, duplicar_fila, mover_fila, fila_vacia,
    filas_arriba, cortar_filas, cortar_columnas, numeros_con_coma, numeros_con_punto,
    una_celda_como_texto, vaciar_celda, celda_imposible, cambiar_valor, copiar_celda_vecina,
    renombrar_hoja, quitar_hoja, intercambiar_hojas, sin_tildes_ni_mayusculas, quitar_un_anio,
]  # fmt: skip

DE_TEXTO = {"indicador", "pilar", "subpilar", "factor", "anios_corte"}
RECHAZADA, BIEN, FIEL, FALSA, TRAZA = (
    "rechazada", "leída bien", "lee lo que la celda dice", "VALOR FALSO", "TRAZA",
)  # fmt: skip


def _juzgar(
    leida: Lectura, buena: Lectura, clave: dict[str, list[str]], copia: Copia | None
) -> str:
    if set(leida) != set(buena) or leida.edicion != buena.edicion:
        return FALSA
    distintas, de_texto = 0, True
    for nombre, tabla in leida.items():
        if "geometry" in tabla.columns:
            iguales = tabla["geometry"].geom_equals_exact(buena[nombre]["geometry"], 1e-9)
            distintas += int((~iguales).sum()) + int(
                (tabla["codigo"] != buena[nombre]["codigo"]).sum()
            )
            continue
        comparacion = comparar(nombre, clave[nombre], tabla, buena[nombre])
        distintas += len(comparacion.diferencias) + 9 * len(comparacion.nuevas + comparacion.faltan)
        # El nombre de un indicador y sus años de corte no se pueden contrastar con nada.
        de_texto &= comparacion.nuevas == comparacion.faltan == [] and (
            {d.columna for d in comparacion.diferencias} <= DE_TEXTO
        )
    if distintas == 0:
        return BIEN
    fiel = copia is not None and (
        (copia.cambio_un_valor and distintas <= 2) or (copia.cambio_textos and de_texto)
    )
    return FIEL if fiel else FALSA


def probar(familia: str, mutacion: Callable[..., None], semilla: int) -> tuple[str, str]:
    """(desenlace, detalle) de una mutación de un libro."""
    bueno = original(familia)
    copia = Copia(bueno.nombre, dict(bueno.hojas), bueno.relevantes)
    modulo = import_module(f"pipelines.oficiales.{familia}")
    try:
        mutacion(random.Random(semilla), copia)
        leida = modulo.leer_libro(copia.libro())
    except ErrorDelTablero as error:
        sin_partes = not (error.donde and error.esperado and error.hacer)
        return (TRAZA if sin_partes else RECHAZADA), str(error)
    except Exception as error:  # noqa: BLE001  (la prueba busca justo las que no se esperan)
        return TRAZA, f"{type(error).__name__}: {error}"
    return _juzgar(leida, bien_leido(familia), modulo.CLAVE, copia), ""


# Las capas de límites y los bytes


@cache
def _capa(archivo: str) -> dict[str, Any]:
    return json.loads((DATOS_ORIGINALES / archivo).read_text(encoding="utf-8"))


def mutar_capa(azar: random.Random, archivo: str) -> bytes:
    capa = copy.copy(_capa(archivo))
    entidades = [
        {**e, "properties": dict(e["properties"])} for e in capa["features"]
    ]  # fmt: skip
    una, otra = azar.sample(entidades, 2)
    propiedad = azar.choice(["codigo", "mgn_nombre", "area_mgn_km2"])
    que = azar.randrange(10)
    if que == 0:
        entidades.remove(una)
    elif que == 1:
        entidades.append(copy.deepcopy(una))
    elif que == 2:
        una["properties"][propiedad], otra["properties"][propiedad] = (
            otra["properties"][propiedad], una["properties"][propiedad],
        )  # fmt: skip
    elif que == 3:
        del una["properties"][propiedad]
    elif que == 4:
        for entidad in entidades:
            entidad["properties"][propiedad.upper()] = entidad["properties"].pop(propiedad)
    elif que == 5:
        una["geometry"], otra["geometry"] = otra["geometry"], una["geometry"]
    elif que == 6:
        una["geometry"] = azar.choice([None, {"type": "Point", "coordinates": [-72, 8]}])
    elif que == 7:
        for entidad in entidades:
            entidad["properties"]["codigo"] = int(entidad["properties"]["codigo"])
    elif que == 8:
        una["properties"]["area_mgn_km2"] = azar.choice([None, "x", 1e6, "1.133,5"])
    else:
        azar.shuffle(entidades)
    capa["features"] = entidades
    return json.dumps(capa, ensure_ascii=False).encode()


def mutar_bytes(azar: random.Random, contenido: bytes) -> bytes:
    que = azar.randrange(4)
    corte = azar.randrange(len(contenido))
    if que == 0:
        return contenido[:corte]
    if que == 1:
        return contenido[:corte] + bytes(azar.randrange(256) for _ in range(64)) + contenido[corte:]
    if que == 2:
        return contenido[:corte] + bytes([contenido[corte] ^ 0xFF]) + contenido[corte + 1 :]
    return contenido[corte:]


@cache
def _bien_leida(ruta: Path, familia: str) -> Lectura:
    return import_module(f"pipelines.oficiales.{familia}").leer(ruta)


def probar_archivo(familia: str, ruta: Path, contenido: bytes, carpeta: Path) -> tuple[str, str]:
    """(desenlace, detalle) de leer otros bytes con el nombre del archivo."""
    modulo = import_module(f"pipelines.oficiales.{familia}")
    copia = carpeta / ruta.name
    copia.write_bytes(contenido)
    try:
        leida = modulo.leer(copia)
    except ErrorDelTablero as error:
        return RECHAZADA, str(error)
    except Exception as error:  # noqa: BLE001
        return TRAZA, f"{type(error).__name__}: {error}"
    return _juzgar(leida, _bien_leida(ruta, familia), modulo.CLAVE, None), ""


def ronda(cuantas: int, semilla: int, carpeta: Path) -> Counter[tuple[str, str]]:
    """``cuantas`` mutaciones repartidas entre libros, capas y bytes; imprime las que fallan."""
    azar = random.Random(semilla)
    cuenta: Counter[tuple[str, str]] = Counter()
    for numero in range(cuantas):
        propia = azar.randrange(2**32)
        clase = numero % 10
        if clase < 8:
            familia = list(LIBROS)[numero % len(LIBROS)]
            mutacion = azar.choice(MUTACIONES)
            que, (desenlace, detalle) = mutacion.__name__, probar(familia, mutacion, propia)
        elif clase == 8:
            archivo, familia = azar.choice(list(CAPAS.items()))
            que, ruta = "capa", DATOS_ORIGINALES / archivo
            contenido = mutar_capa(random.Random(propia), archivo)
            desenlace, detalle = probar_archivo(familia, ruta, contenido, carpeta)
        else:
            rutas = {f: DATOS_ORIGINALES / a for f, (a, _) in LIBROS.items()}
            familia = azar.choice(list(rutas))
            que, ruta = "bytes", rutas[familia]
            contenido = mutar_bytes(random.Random(propia), ruta.read_bytes())
            desenlace, detalle = probar_archivo(familia, ruta, contenido, carpeta)
        cuenta[familia, desenlace] += 1
        if desenlace in (FALSA, TRAZA):
            print(f"{desenlace}: {familia}, {que}, semilla {propia}: {detalle}", flush=True)
    return cuenta


def principal() -> int:
    opciones = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    opciones.add_argument("--cuantas", type=int, default=1000)
    opciones.add_argument("--semilla", type=int, default=1)
    dadas = opciones.parse_args()
    with tempfile.TemporaryDirectory() as carpeta:
        cuenta = ronda(dadas.cuantas, dadas.semilla, Path(carpeta))
    for (familia, desenlace), veces in sorted(cuenta.items()):
        print(f"{familia:<26}{desenlace:<24}{veces:>5}")
    totales = Counter()
    for (_, desenlace), veces in cuenta.items():
        totales[desenlace] += veces
    print(f"{'total':<26}{dict(totales)}")
    return int(totales[FALSA] + totales[TRAZA] > 0)


if __name__ == "__main__":
    sys.exit(principal())
