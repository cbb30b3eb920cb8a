"""TerriData del DNP: ``TerriData_DimN.xlsx``, hojas ``Hoja01``, ``Hoja02``… que se continúan.

Una fila por entidad, indicador, año y mes; el dato numérico es texto a la colombiana («1.139,00»).
Se guardan Norte de Santander, sus municipios y el total del país. El archivo no dice su edición.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.oficiales.hojas import Libro, abrir, separador_comun
from pipelines.oficiales.listados import Listado, ubicar
from pipelines.oficiales.lugares import (
    TERRITORIO,
    codigo_de_departamento,
    codigo_de_municipio,
    departamentos,
    municipios,
)
from pipelines.oficiales.numeros import Celda, Decimal, anio_de_celda, codigo_de_celda, escrito
from pipelines.oficiales.resultado import CITA, Lectura, en_texto

FAMILIA = "terridata"
COLUMNAS = ["codigo_entidad", "entidad", "dimension", "subcategoria", "indicador",
            "dato_numerico", "dato_cualitativo", "anio", "mes", "fuente_original", "unidad",
            "fuente"]  # fmt: skip
CLAVE = {FAMILIA: ["codigo_entidad", "dimension", "subcategoria", "indicador", "anio", "mes",
                   "unidad"]}  # fmt: skip

_NOMBRES = {
    "codigo_departamento": ("codigo departamento",),
    "departamento": ("departamento",),
    "codigo_entidad": ("codigo entidad", "codigo entidad territorial"),
    "entidad": ("entidad", "entidad territorial"),
    "dimension": ("dimension",),
    "subcategoria": ("subcategoria",),
    "indicador": ("indicador",),
    "dato_numerico": ("dato numerico",),
    "dato_cualitativo": ("dato cualitativo",),
    "anio": ("ano",),
    "mes": ("mes",),
    "fuente_original": ("fuente",),
    "unidad": ("unidad de medida",),
}
PAIS = "01001"
_HOJA = re.compile(r"Hoja\s*0*(\d+)", re.IGNORECASE)


def _listados(libro: Libro) -> list[Listado]:
    listados = [
        listado
        for hoja in libro.hojas()
        if (listado := ubicar(hoja, _NOMBRES, tuple(_NOMBRES))) is not None
    ]
    if not listados:
        libro.rechazar(
            "Ninguna hoja trae el encabezado de TerriData.",
            ", ".join(nombres[0] for nombres in _NOMBRES.values()),
        )
    numeros = sorted(
        int(partes[1]) for listado in listados if (partes := _HOJA.fullmatch(listado.hoja.nombre))
    )
    if numeros and numeros != list(range(1, len(listados) + 1)):
        libro.rechazar(f"Las hojas son {', '.join(uno.hoja.nombre for uno in listados)}.",
                       "Hoja01, Hoja02… sin que falte ninguna")  # fmt: skip
    return listados


def _mes(celda: Celda) -> str:
    if celda is None or celda in ("0", 0.0):
        return ""
    texto = codigo_de_celda(celda, 2)
    if not 1 <= int(texto) <= 12:
        raise ValueError(f"«{celda}» no es un mes.")
    return str(int(texto))


def _entidad(listado: Listado, fila: int) -> str:
    """El código de la entidad de la fila, comprobado contra su nombre y su departamento."""
    codigo = listado.leer(fila, "codigo_entidad", lambda c: codigo_de_celda(c, 5))
    departamento = listado.leer(fila, "codigo_departamento", lambda c: codigo_de_celda(c, 2))
    nombre = listado.texto(fila, "entidad")
    if codigo == PAIS:
        if codigo_de_departamento(nombre) != "00":
            listado.rechazar(f"«{nombre}» lleva el código del país.", fila, "entidad", "Colombia")
        return codigo
    if codigo[:2] != departamento or departamento not in departamentos():
        listado.rechazar(f"La entidad {codigo} no es del departamento {departamento}.", fila,
                         "codigo_entidad")  # fmt: skip
    if codigo_de_departamento(listado.texto(fila, "departamento")) != departamento:
        listado.rechazar(
            f"«{listado.texto(fila, 'departamento')}» no es el departamento {departamento}.",
            fila, "departamento", departamentos()[departamento],
        )  # fmt: skip
    if departamento != TERRITORIO:
        return codigo
    de_quien = codigo_de_departamento(nombre) if codigo == f"{TERRITORIO}000" else (
        codigo_de_municipio(nombre)
    )  # fmt: skip
    if de_quien != (TERRITORIO if codigo == f"{TERRITORIO}000" else codigo):
        listado.rechazar(f"«{nombre}» no es la entidad {codigo}.", fila, "entidad",
                         municipios().get(codigo, "Norte de Santander"))  # fmt: skip
    return codigo


def _fila(listado: Listado, fila: int, codigo: str, decimal: Decimal) -> dict[str, str]:
    valor = listado.numero(fila, "dato_numerico", decimal)
    cualitativo = listado.texto(fila, "dato_cualitativo")
    leida = {
        "codigo_entidad": codigo,
        "entidad": listado.texto(fila, "entidad"),
        "dato_numerico": escrito(valor),
        "dato_cualitativo": cualitativo,
        "anio": str(listado.leer(fila, "anio", anio_de_celda)[0]),
        "mes": listado.leer(fila, "mes", _mes),
        "fuente": CITA,
    }
    for nombre in ("dimension", "subcategoria", "indicador", "fuente_original", "unidad"):
        leida[nombre] = listado.texto(fila, nombre)
        if not leida[nombre] and nombre in {"dimension", "indicador"}:
            listado.rechazar(f"La fila no dice {nombre}.", fila, nombre)
    return leida


def _exigir_entidades(libro: Libro, vistas: set[str]) -> None:
    """El archivo es nacional: con un departamento o un municipio propio de menos, llegó cortado."""
    if faltan := sorted(set(departamentos()) - {codigo[:2] for codigo in vistas}):
        libro.rechazar(
            f"No hay datos de {', '.join(departamentos()[codigo] for codigo in faltan)}.",
            "los 33 departamentos del archivo nacional",
        )
    de_municipios = {codigo for codigo in vistas if codigo in municipios()}
    if de_municipios and (faltan := sorted(set(municipios()) - de_municipios)):
        libro.rechazar(
            f"De Norte de Santander faltan {', '.join(municipios()[c] for c in faltan)}.",
            "sus 40 municipios",
        )


def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""
    listados = _listados(libro)
    leidas: dict[tuple[str, ...], dict[str, str]] = {}
    repetidas = 0
    vistas: set[str] = set()
    # Las hojas son una tabla partida: lo que una no aclara lo aclara otra.
    decimal = separador_comun([(uno.hoja, uno.celdas("dato_numerico")) for uno in listados])
    for listado in listados:
        for numero in listado.filas():
            codigo = _entidad(listado, numero)
            vistas.add(codigo)
            if codigo != PAIS and not codigo.startswith(TERRITORIO):
                continue
            leida = _fila(listado, numero, codigo, decimal)
            clave = tuple(leida[columna] for columna in CLAVE[FAMILIA])
            if clave in leidas and leidas[clave] != leida:
                listado.rechazar(
                    f"«{leida['indicador']}» de {leida['entidad']} en {leida['anio']} está dos "
                    "veces con datos distintos.",
                    numero, "dato_numerico", "un dato por entidad, indicador, año y mes",
                )  # fmt: skip
            repetidas += clave in leidas
            leidas[clave] = leida
    _exigir_entidades(libro, vistas)
    filas = list(leidas.values())
    return Lectura(
        FAMILIA, None, max(fila["anio"] for fila in filas),
        {FAMILIA: en_texto(filas, COLUMNAS)},
        avisos=(f"{repetidas} filas repetidas e iguales se dejaron una vez.",) if repetidas else (),
    )  # fmt: skip


def leer(ruta: Path) -> Lectura:
    """Tabla ``terridata``: indicadores de Norte de Santander, sus municipios y el país.

    Lanza ``ErrorDeFuente`` con la celda si falta una columna, una entidad no es la de su código o
    un dato no es un número.
    """
    return leer_libro(abrir(ruta))
