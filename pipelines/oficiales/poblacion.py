"""Proyecciones municipales de población del DANE, por sexo: un municipio y un año por fila.

``Municipal_Sexo_2018-2035.xlsx`` y las que traen también el área (``PPED-…Sexo…Mun-…``): de éstas
se toma la fila del total. Las columnas se buscan por su nombre. El libro es nacional: que los 33
departamentos estén, con los mismos años en todos sus municipios, dice que no llegó cortado.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pipelines.oficiales.cuadros import exigir_sin_saltos
from pipelines.oficiales.hojas import Hoja, Libro, abrir, plano
from pipelines.oficiales.lugares import (
    TERRITORIO,
    codigo_de_departamento,
    codigo_de_municipio,
    departamentos,
    municipios,
)
from pipelines.oficiales.numeros import (
    Celda,
    Decimal,
    anio_de_celda,
    codigo_de_celda,
    entero_de_celda,
    rango_de_anios,
)
from pipelines.oficiales.resultado import CITA, Lectura, en_texto

FAMILIA = "poblacion"
COLUMNAS = ["codigo", "municipio", "anio", "hombres", "mujeres", "total", "fuente"]
CLAVE = {FAMILIA: ["codigo", "anio"]}

_NOMBRES = {
    "dp": "departamento",
    "dpnom": "nombre_departamento",
    "dpmp": "municipio",
    "mpio": "nombre_municipio",
    "ano": "anio",
    "area geografica": "area",
    "area": "area",
    "total hombres": "hombres",
    "hombres": "hombres",
    "total mujeres": "mujeres",
    "mujeres": "mujeres",
    "total": "total",
    "total general": "total",
}
_OBLIGATORIAS = ("departamento", "nombre_departamento", "municipio", "nombre_municipio", "anio")
_ESCRITAS = {
    "departamento": "DP", "nombre_departamento": "DPNOM", "municipio": "DPMP",
    "nombre_municipio": "MPIO", "anio": "AÑO", "hombres": "Total Hombres",
    "mujeres": "Total Mujeres", "total": "Total",
}  # fmt: skip
_RANGOS_CONOCIDOS = {(2018, 2035), (2018, 2042), (2018, 2050), (2005, 2017), (1985, 2017)}
_MAXIMA = 12_000_000
_T = TypeVar("_T")


def _encabezado(libro: Libro) -> tuple[Hoja, int, dict[str, int]]:
    candidatas = []
    for hoja in libro.hojas():
        for fila in range(min(len(hoja.filas), 30)):
            rotulos = [plano(hoja.texto(fila, c)) for c in range(len(hoja.filas[fila]))]
            if "dp" in rotulos and ("dpmp" in rotulos or "mpio" in rotulos):
                candidatas.append((hoja, fila, rotulos))
                break
    if len(candidatas) != 1:
        libro.rechazar(
            "Ninguna hoja trae el encabezado de las proyecciones municipales."
            if not candidatas
            else f"{len(candidatas)} hojas traen ese encabezado.",
            "una hoja con DP, DPNOM, DPMP, MPIO, AÑO, Total Hombres, Total Mujeres y Total",
        )
    hoja, fila, rotulos = candidatas[0]
    # En los libros por área, sexo y edad el encabezado ocupa dos filas: los totales van debajo.
    if hoja.celda(fila + 1, rotulos.index("dp")) is None:
        fila += 1
        debajo = [plano(hoja.texto(fila, c)) for c in range(len(hoja.filas[fila]))]
        rotulos = [
            abajo or (rotulos[c] if c < len(rotulos) else "") for c, abajo in enumerate(debajo)
        ]
    columnas: dict[str, int] = {}
    for columna, rotulo in enumerate(rotulos):
        nombre = _NOMBRES.get(rotulo)
        if nombre is None:
            continue
        if nombre in columnas:
            hoja.rechazar(f"La columna «{hoja.texto(fila, columna)}» está dos veces.",
                          "una de cada una", fila, columna)  # fmt: skip
        columnas[nombre] = columna
    for nombre in (*_OBLIGATORIAS, "hombres", "mujeres", "total"):
        if nombre not in columnas:
            detalle = (
                " El libro por área y sin sexo no sirve: hace falta el de sexo."
                if "area" in columnas and nombre in {"hombres", "mujeres"}
                else ""
            )
            hoja.rechazar(f"Falta la columna {_ESCRITAS[nombre]}.{detalle}",
                          ", ".join(_ESCRITAS.values()), fila)  # fmt: skip
    return hoja, fila, columnas


def _columna_del_codigo(hoja: Hoja, fila: int, columnas: dict[str, int]) -> dict[str, int]:
    """En algunos libros DPMP es el nombre y MPIO el código: manda lo que traen."""
    celda = hoja.celda(fila + 1, columnas["municipio"])
    if isinstance(celda, str) and not celda.isdigit():
        return columnas | {
            "municipio": columnas["nombre_municipio"],
            "nombre_municipio": columnas["municipio"],
        }
    return columnas


def _rango_del_titulo(hoja: Hoja, encabezado: int) -> tuple[int, int] | None:
    for _, _, texto in hoja.textos(0, encabezado):
        if rango := rango_de_anios(texto):
            return rango
    return None


def _leer_filas(
    hoja: Hoja, fila: int, columnas: dict[str, int]
) -> dict[tuple[str, int], tuple[int, int, int]]:
    """(municipio, año) → hombres, mujeres y total, de todo el país."""
    leidas: dict[tuple[str, int], tuple[int, int, int]] = {}
    usadas = sorted(columnas.values())
    sexos = [columnas[n] for n in ("hombres", "mujeres", "total")]
    decimal = hoja.separador([(f, c) for f in range(fila + 1, len(hoja.filas)) for c in sexos])
    for actual in range(fila + 1, len(hoja.filas)):
        if all(hoja.celda(actual, c) is None for c in usadas):
            continue
        if all(hoja.celda(actual, c) is None for c in [columnas["anio"], *sexos]):
            # Una nota al pie: texto sin año ni cifras.
            continue
        if "area" in columnas:
            area = plano(hoja.texto(actual, columnas["area"]))
            if area not in {"total", "cabecera", "cabecera municipal", "resto", "rural",
                            "centros poblados y rural disperso"}:  # fmt: skip
                hoja.rechazar(f"«{area}» no es un área.", "Cabecera, Centros poblados y rural "
                              "disperso o Total", actual, columnas["area"])  # fmt: skip
            if area != "total":
                continue
        clave, cifras = _leer_fila(hoja, actual, columnas, decimal)
        if clave in leidas:
            hoja.rechazar(f"{clave[0]} en {clave[1]} está dos veces.",
                          "una fila por municipio y año", actual)  # fmt: skip
        leidas[clave] = cifras
    return leidas


def _leer_fila(
    hoja: Hoja, fila: int, columnas: dict[str, int], decimal: Decimal
) -> tuple[tuple[str, int], tuple[int, int, int]]:
    def con_lugar(nombre: str, leer: Callable[[Celda], _T]) -> _T:
        columna = columnas[nombre]
        try:
            return leer(hoja.celda(fila, columna))
        except ValueError as error:
            hoja.rechazar(str(error), _ESCRITAS[nombre], fila, columna)

    departamento = con_lugar("departamento", lambda c: codigo_de_celda(c, 2))
    municipio = con_lugar("municipio", lambda c: codigo_de_celda(c, 5))
    anio = con_lugar("anio", lambda c: anio_de_celda(c)[0])
    if municipio[:2] != departamento:
        hoja.rechazar(f"El municipio {municipio} no es del departamento {departamento}.",
                      f"{departamento}…", fila, columnas["municipio"])  # fmt: skip
    if codigo_de_departamento(hoja.texto(fila, columnas["nombre_departamento"])) != departamento:
        hoja.rechazar(
            f"«{hoja.celda(fila, columnas['nombre_departamento'])}» no es el departamento "
            f"{departamento}.",
            departamentos().get(departamento, "un código DIVIPOLA"),
            fila, columnas["nombre_departamento"],
        )  # fmt: skip
    nombre = hoja.texto(fila, columnas["nombre_municipio"])
    if departamento == TERRITORIO and codigo_de_municipio(nombre) != municipio:
        hoja.rechazar(f"«{nombre}» no es el municipio {municipio}.",
                      municipios().get(municipio, "uno de los 40 de Norte de Santander"),
                      fila, columnas["nombre_municipio"])  # fmt: skip
    cifras = []
    for sexo in ("hombres", "mujeres", "total"):
        valor = con_lugar(sexo, lambda c: entero_de_celda(c, decimal))
        if valor is None or not 0 <= valor <= _MAXIMA:
            hoja.rechazar(f"«{hoja.celda(fila, columnas[sexo])}» no es una población.",
                          "un número de personas", fila, columnas[sexo])  # fmt: skip
        cifras.append(valor)
    hombres, mujeres, total = cifras
    if hombres + mujeres != total:
        hoja.rechazar(f"{hombres} hombres y {mujeres} mujeres no suman {total}.",
                      "hombres + mujeres = total", fila, columnas["total"])  # fmt: skip
    return (municipio, anio), (hombres, mujeres, total)


def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""
    hoja, fila, columnas = _encabezado(libro)
    columnas = _columna_del_codigo(hoja, fila, columnas)
    leidas = _leer_filas(hoja, fila, columnas)
    anios = sorted({anio for _, anio in leidas})
    codigos = sorted({codigo for codigo, _ in leidas})
    if not anios or anios != list(range(anios[0], anios[-1] + 1)):
        hoja.rechazar(f"Los años que trae son {anios}.", "años seguidos, sin faltar ninguno")
    for codigo in codigos:
        if faltan := [anio for anio in anios if (codigo, anio) not in leidas]:
            hoja.rechazar(f"El municipio {codigo} no trae {faltan}.", f"{anios[0]}-{anios[-1]}")
    hallados = {codigo[:2] for codigo in codigos}
    if hallados not in ({TERRITORIO}, set(departamentos())):
        hoja.rechazar(
            f"Trae municipios de {len(hallados)} departamentos.",
            "los 33 del libro nacional; con menos, el archivo llegó cortado",
        )
    propios = [codigo for codigo in codigos if codigo.startswith(TERRITORIO)]
    if propios != sorted(municipios()):
        faltan_aqui = [n for c, n in municipios().items() if c not in propios]
        hoja.rechazar(
            f"De Norte de Santander faltan {', '.join(faltan_aqui) or 'ninguno'}; trae "
            f"{len(propios)}.",
            "sus 40 municipios",
        )
    rango = _rango_del_titulo(hoja, fila)
    if (rango or (anios[0], anios[-1])) != (anios[0], anios[-1]) or (
        rango is None and (anios[0], anios[-1]) not in _RANGOS_CONOCIDOS
    ):
        conocidas = ", ".join(f"{desde}-{hasta}" for desde, hasta in sorted(_RANGOS_CONOCIDOS))
        esperado = f"{rango[0]}-{rango[1]}, como dice el título" if rango else conocidas
        hoja.rechazar(f"Las cifras van de {anios[0]} a {anios[-1]}.", f"la serie {esperado}")
    _exigir_sexos(hoja, leidas, anios, columnas, fila)
    for codigo in propios:
        exigir_sin_saltos(
            hoja, municipios()[codigo], {anio: leidas[codigo, anio][2] for anio in anios}
        )
    filas = [
        {
            "codigo": codigo,
            "municipio": municipios()[codigo],
            "anio": str(anio),
            "hombres": str(leidas[codigo, anio][0]),
            "mujeres": str(leidas[codigo, anio][1]),
            "total": str(leidas[codigo, anio][2]),
            "fuente": CITA,
        }
        for codigo in propios
        for anio in anios
    ]
    return Lectura(
        FAMILIA, f"{anios[0]}-{anios[-1]}", str(anios[-1]),
        {FAMILIA: en_texto(filas, COLUMNAS)},
        hoja.fecha_del_pie("actualizado", "fecha de publicacion", "fecha de actualiz"),
    )  # fmt: skip


def _exigir_sexos(
    hoja: Hoja,
    leidas: dict[tuple[str, int], tuple[int, int, int]],
    anios: list[int],
    columnas: dict[str, int],
    encabezado: int,
) -> None:
    """En el país y en el departamento hay más mujeres todos los años: si no, están cambiadas."""
    for lugar, prefijo in (("En el libro", ""), ("Norte de Santander", TERRITORIO)):
        for anio in anios:
            suyas = [
                cifras for (c, a), cifras in leidas.items() if a == anio and c.startswith(prefijo)
            ]
            hombres, mujeres = sum(h for h, _, _ in suyas), sum(m for _, m, _ in suyas)
            if mujeres <= hombres:
                hoja.rechazar(
                    f"{lugar}, en {anio}, suman {hombres} hombres y {mujeres} mujeres.",
                    "más mujeres que hombres en el total: parecen columnas cambiadas",
                    encabezado, columnas["hombres"],
                )  # fmt: skip


def leer(ruta: Path) -> Lectura:
    """Personas por municipio de Norte de Santander y año, hombres y mujeres.

    La edición son los años que cubre («2018-2035»). Lanza ``ErrorDeFuente`` con la hoja y la celda
    si el libro no es ese, está incompleto o sus sumas no cuadran.
    """
    return leer_libro(abrir(ruta))
