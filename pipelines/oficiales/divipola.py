"""DIVIPOLA del DANE: la capa abierta (gdxc-w37w) en CSV o el listado en Excel.

Es un listado nacional de municipios con la coordenada de su cabecera. De él salen los 40 municipios
de Norte de Santander y los 33 departamentos. Ni la capa ni el listado dicen su edición.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.oficiales.hojas import Libro, abrir, plano
from pipelines.oficiales.listados import Listado, cuantas_hojas, ubicar
from pipelines.oficiales.lugares import (
    TERRITORIO,
    codigo_de_departamento,
    codigo_de_municipio,
    departamentos,
    exigir_departamentos,
    municipios,
)
from pipelines.oficiales.mgn import grados_fuera
from pipelines.oficiales.numeros import Decimal, codigo_de_celda, escrito
from pipelines.oficiales.resultado import CITA, Lectura, en_texto

FAMILIA = "divipola"
COLUMNAS = {
    "municipios": ["codigo", "nombre", "nom_divipola", "tipo", "lat_cabecera", "lon_cabecera",
                   "fuente"],
    "departamentos": ["codigo", "departamento", "fuente"],
}  # fmt: skip
CLAVE = {"municipios": ["codigo"], "departamentos": ["codigo"]}

_NOMBRES = {
    "cod_dpto": ("cod dpto", "codigo departamento", "departamento codigo", "dpto ccdgo"),
    "dpto": ("dpto", "nombre departamento", "departamento nombre", "departamento"),
    "cod_mpio": ("cod mpio", "codigo municipio", "municipio codigo", "codigo municipio divipola"),
    "nom_mpio": ("nom mpio", "nombre municipio", "municipio nombre", "municipio"),
    "tipo": ("tipo municipio", "tipo", "tipo municipio isla area no municipalizada",
             "municipio tipo"),
    "latitud": ("latitud", "lat", "municipio latitud", "tipo latitud", "localizacion latitud"),
    "longitud": ("longitud", "lon", "municipio longitud", "tipo longitud",
                 "localizacion longitud"),
}  # fmt: skip
_OBLIGATORIAS = tuple(_NOMBRES)
# Las cabeceras del departamento caben aquí; fuera, las coordenadas están cruzadas o en otra unidad.
_LATITUD, _LONGITUD = (6.8, 9.4), (-73.8, -71.9)
# Dos kilómetros: los límites publicados están generalizados y una cabecera puede ir en el borde.
_LEJOS_GRADOS = 0.02


def _listado(libro: Libro) -> Listado:
    hallados = [
        listado for hoja in libro.hojas() if (listado := ubicar(hoja, _NOMBRES, _OBLIGATORIAS))
    ]
    if len(hallados) != 1:
        libro.rechazar(
            f"{cuantas_hojas(len(hallados))} el listado de municipios.",
            "una hoja con " + ", ".join(nombres[0] for nombres in _NOMBRES.values()),
        )
    return hallados[0]


def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""
    listado = _listado(libro)
    hoja = listado.hoja
    decimal = listado.separador("latitud", "longitud")
    vistos: set[str] = set()
    hallados: set[str] = set()
    propios: dict[str, dict[str, str]] = {}
    for fila in listado.filas():
        codigo_departamento = listado.leer(fila, "cod_dpto", lambda c: codigo_de_celda(c, 2))
        codigo = listado.leer(fila, "cod_mpio", lambda c: codigo_de_celda(c, 5))
        if codigo[:2] != codigo_departamento:
            listado.rechazar(f"{codigo} no es del departamento {codigo_departamento}.", fila,
                             "cod_mpio")  # fmt: skip
        if codigo_de_departamento(listado.texto(fila, "dpto")) != codigo_departamento:
            listado.rechazar(
                f"«{listado.texto(fila, 'dpto')}» no es el departamento {codigo_departamento}.",
                fila, "dpto", departamentos().get(codigo_departamento, ""),
            )  # fmt: skip
        if codigo in vistos:
            listado.rechazar(f"{codigo} está dos veces.", fila, "cod_mpio", "una fila por código")
        vistos.add(codigo)
        hallados.add(codigo_departamento)
        if codigo_departamento == TERRITORIO:
            latitud = _coordenada(listado, fila, "latitud", decimal, _LATITUD)
            longitud = _coordenada(listado, fila, "longitud", decimal, _LONGITUD)
            propios[codigo] = _municipio(listado, fila, codigo, latitud, longitud)
    exigir_departamentos(hoja, hallados, set(departamentos()), listado.encabezado)
    if set(propios) != set(municipios()):
        faltan = [nombre for codigo, nombre in municipios().items() if codigo not in propios]
        hoja.rechazar(f"De Norte de Santander faltan {', '.join(faltan) or 'ninguno'}; hay "
                      f"{len(propios)}.", "sus 40 municipios")  # fmt: skip
    return Lectura(
        FAMILIA, None, "",
        {
            "municipios": en_texto(
                [propios[codigo] for codigo in sorted(propios)], COLUMNAS["municipios"]
            ),
            "departamentos": en_texto(
                [
                    {"codigo": codigo, "departamento": departamentos()[codigo], "fuente": CITA}
                    for codigo in sorted(hallados)
                ],
                COLUMNAS["departamentos"],
            ),
        },
    )  # fmt: skip


def _coordenada(
    listado: Listado, fila: int, nombre: str, decimal: Decimal, limites: tuple[float, float]
) -> float:
    valor = listado.numero(fila, nombre, decimal)
    if valor is None or not limites[0] <= valor <= limites[1]:
        listado.rechazar(
            f"La {nombre} es {listado.escrito(fila, nombre)}.", fila, nombre,
            f"grados decimales entre {limites[0]} y {limites[1]}",
        )  # fmt: skip
    return valor


def _municipio(
    listado: Listado, fila: int, codigo: str, latitud: float, longitud: float
) -> dict[str, str]:
    nombre = listado.texto(fila, "nom_mpio")
    if codigo_de_municipio(nombre) != codigo:
        listado.rechazar(f"«{nombre}» no es el municipio {codigo}.", fila, "nom_mpio",
                         municipios().get(codigo, "uno de los 40"))  # fmt: skip
    if grados_fuera(codigo, longitud, latitud) > _LEJOS_GRADOS:
        listado.rechazar(
            f"La cabecera de {nombre} ({latitud}, {longitud}) queda fuera de su municipio.",
            fila, "latitud", "la coordenada de esa cabecera y no la de otra",
        )  # fmt: skip
    tipo = listado.texto(fila, "tipo")
    if plano(tipo) != "municipio":
        listado.rechazar(f"El tipo de {nombre} es «{tipo}».", fila, "tipo", "Municipio")
    return {
        "codigo": codigo,
        "nombre": municipios()[codigo],
        "nom_divipola": nombre.upper(),
        "tipo": "MUNICIPIO",
        "lat_cabecera": escrito(latitud, 6),
        "lon_cabecera": escrito(longitud, 6),
        "fuente": CITA,
    }


def leer(ruta: Path) -> Lectura:
    """Tablas ``municipios`` (40, con la coordenada de su cabecera) y ``departamentos`` (33).

    Lanza ``ErrorDeFuente`` con la celda si el listado no es nacional, si falta un municipio o si
    un nombre no es el de su código.
    """
    return leer_libro(abrir(ruta))
