"""``python -m pipelines cargar``: leer un archivo oficial, compararlo y guardarlo aparte.

Lo publicado no se toca. Una edición nueva, o distinta de la guardada, va a una carpeta nueva de
``data/raw`` con sus tablas y ``fuente.yml.propuesta``: mientras ese archivo esté ahí, la carpeta
espera revisión y no se publica. La carpeta aparece entera o no aparece.
"""

from __future__ import annotations

import datetime
import hashlib
import importlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from pipelines.errores import ErrorDeDeclaracion, ErrorDeFuente
from pipelines.huellas import POR_FIRMAR
from pipelines.lectura import leer_csv_estricto
from pipelines.oficiales.comparacion import Comparacion, Diferencia, comparar
from pipelines.oficiales.resultado import CITA, Lectura
from pipelines.registro import Fuente, leer_registro, leer_yaml
from pipelines.rutas import Rutas

FAMILIAS = ("idc", "pobreza_monetaria", "pobreza_multidimensional", "pib", "poblacion", "divipola",
            "mgn", "terridata", "camaras", "clusteres",
            "emprendimiento")  # fmt: skip
"""Un módulo de ``pipelines.oficiales`` por familia, con ``leer`` y ``CLAVE``."""

_DECLARADA_COMO = {"camaras": "informes", "clusteres": "ssme", "emprendimiento": "mesas"}
_SIN_FUENTE_PREVIA = {
    "terridata": (
        "TerriData",
        "Departamento Nacional de Planeación (DNP)",
        "Indicadores municipales y departamentales de TerriData para Norte de Santander.",
    ),
    "camaras": (
        "Registro mercantil: agregados enviados por las cámaras de comercio",
        "Cámaras de comercio de Cúcuta, Ocaña y Pamplona",
        "Matrículas, renovaciones, cancelaciones y activos por cámara y año, enviados por correo "
        "en la plantilla del tablero.",
    ),
    "clusteres": (
        "SSME: evaluaciones de iniciativas clúster de Norte de Santander",
        "Iniciativas clúster de Norte de Santander y Red Clúster Colombia",
        "Puntaje de 1 a 3 de cada aspecto del SSME por iniciativa y ola, en la plantilla del "
        "tablero.",
    ),
    "emprendimiento": (
        "Caracterización de emprendedores de la Red Regional de Emprendimiento",
        "Gobernación de Norte de Santander, Red Regional de Emprendimiento",
        "Emprendedores caracterizados por municipio, etapa de la ruta, sector, sexo y edad: sólo "
        "cuentas, enviadas en la plantilla del tablero.",
    ),
}
_EDICION = re.compile(r"[a-z0-9][a-z0-9_-]*")
_TOLERANCIA_GENERALIZADA_PCT = 8.0
_DE_LA_EDICION = ("anio_edicion", "serie", "tipo", "estado", "estado_supuesto")
"""Columnas que cambian siempre entre ediciones: no son cifras revisadas."""


@dataclass(frozen=True)
class Procedencia:
    """El archivo que se leyó, para que cualquiera sepa si tiene el mismo."""

    archivo: str
    sha256: str
    bytes: int
    fecha: str


@dataclass(frozen=True)
class Carga:
    """Qué se leyó, con qué se comparó y dónde quedó (``None`` si no se guardó).

    ``anterior`` y ``revisiones``: de una edición nueva, la última que había y cuánto cambian las
    cifras que traen las dos.
    """

    lectura: Lectura
    procedencia: Procedencia
    edicion: str | None
    fuente: Fuente | None
    comparaciones: list[Comparacion]
    anterior: Fuente | None = None
    revisiones: tuple[Comparacion, ...] = ()
    carpeta: Path | None = None
    ya_estaba: bool = False

    @property
    def es_igual(self) -> bool:
        return self.fuente is not None and all(c.es_igual for c in self.comparaciones)

    def mayores(self, cuantas: int) -> list[Diferencia]:
        """Las diferencias que más mueven la cifra, de mayor a menor."""
        return _mayores(self.comparaciones, cuantas)


def _mayores(comparaciones: Iterable[Comparacion], cuantas: int) -> list[Diferencia]:
    todas = [diferencia for c in comparaciones for diferencia in c.diferencias]
    return sorted(todas, key=lambda diferencia: -diferencia.relativa)[:cuantas]


def _elegir(rutas: Rutas, pedida: str) -> tuple[str, Fuente | None]:
    """(familia, fuente) de lo pedido, que puede ser una familia o un ``fuente_id``."""
    if pedida in FAMILIAS:
        return pedida, None
    fuente = leer_registro(rutas).get(pedida)
    if fuente is None or fuente.familia not in FAMILIAS:
        raise ErrorDeDeclaracion(
            que=f"No hay un lector de archivos oficiales para «{pedida}».",
            donde="FUENTE",
            esperado=", ".join(FAMILIAS) + ", o el fuente_id de una de ellas",
            hacer="Use uno de esos nombres.",
        )
    return fuente.familia, fuente


def _de_la_edicion(
    rutas: Rutas, lectura: Lectura, pedida: Fuente | None, edicion: str | None
) -> tuple[str | None, Fuente | None]:
    """(edición, fuente declarada con esas tablas en esa edición, si la hay)."""
    if edicion is not None and not _EDICION.fullmatch(edicion):
        raise ErrorDeDeclaracion(
            que=f"«{edicion}» no sirve como nombre de edición.",
            donde="--edicion",
            esperado="minúsculas, cifras y guiones, por ejemplo 2025",
            hacer="Escríbala así.",
        )
    dichas = [e for e in (lectura.edicion, pedida.edicion if pedida else None, edicion) if e]
    if len(set(dichas)) > 1:
        raise ErrorDeFuente(
            que=f"El archivo es de la edición {lectura.edicion or dichas[-1]}.",
            donde="FUENTE o --edicion",
            esperado=f"la edición {dichas[1]}",
            hacer="Si el archivo es el que quería cargar, nombre sólo la familia.",
        )
    familia = _DECLARADA_COMO.get(lectura.familia, lectura.familia)
    candidatas = [
        fuente
        for fuente in leer_registro(rutas).values()
        if fuente.familia == familia
        and {archivo.tabla for archivo in fuente.archivos} & set(lectura)
        and (lectura.familia == familia or fuente.fuente_id.startswith(lectura.familia))
    ]
    if dichas:
        propias = [fuente for fuente in candidatas if fuente.edicion == dichas[0]]
        return dichas[0], propias[0] if propias else None
    # El archivo no dice su edición: sólo se puede comparar si no hay más que una.
    return None, candidatas[0] if len(candidatas) == 1 else None


def _comparar_limites(nombre: str, leida: Any, ruta: Path) -> Comparacion:
    from pipelines.geometria import leer_capa
    from pipelines.oficiales.mgn import diferencia_de_limites

    cambios = diferencia_de_limites(leida, leer_capa(ruta))
    lejos = {codigo: pct for codigo, pct in cambios.items() if pct is not None}
    diferencias = [
        Diferencia(nombre, codigo, "límite", "", f"{pct:.1f} % del área")
        for codigo, pct in lejos.items()
        if pct > _TOLERANCIA_GENERALIZADA_PCT
    ]
    nuevas = sorted(codigo for codigo, pct in cambios.items() if pct is None)
    mayor = max(lejos.values(), default=0.0)
    nota = (
        f"los límites de data/raw están generalizados: difieren hasta {mayor:.1f} % del área "
        f"(se admite {_TOLERANCIA_GENERALIZADA_PCT:g} %)".replace(".", ",")
    )
    return Comparacion(
        nombre, len(leida), len(lejos) - len(diferencias), nuevas, [], len(lejos), diferencias, nota
    )


def _comparar(
    rutas: Rutas, lectura: Lectura, claves: dict[str, list[str]], fuente: Fuente | None
) -> list[Comparacion]:
    rutas_de_tabla = (
        {a.tabla: rutas.datos_crudos / a.ruta for a in fuente.archivos} if fuente else {}
    )
    comparaciones = []
    for nombre, tabla in lectura.items():
        ruta = rutas_de_tabla.get(nombre)
        if ruta is None:
            todas = [" · ".join(map(str, fila)) for fila in tabla[claves[nombre]].to_numpy()]
            comparaciones.append(Comparacion(nombre, len(tabla), 0, todas, [], 0))
        elif ruta.suffix == ".geojson":
            comparaciones.append(_comparar_limites(nombre, tabla, ruta))
        else:
            guardada = leer_csv_estricto(ruta, list(tabla.columns))
            comparaciones.append(comparar(nombre, claves[nombre], tabla, guardada))
    return comparaciones


def _comparar_con_la_anterior(
    rutas: Rutas, lectura: Lectura, claves: dict[str, list[str]], propia: Fuente | None
) -> tuple[Fuente | None, tuple[Comparacion, ...]]:
    """De una edición nueva: la última oficial con esas tablas y lo que cambia en lo que comparten.

    Nada si la edición ya estaba (``propia``): se compara con ella.
    """
    previas = [
        fuente
        for fuente in leer_registro(rutas).values()
        if fuente.familia == lectura.familia
        and fuente.tipo == "oficial"
        and {archivo.tabla for archivo in fuente.archivos} & set(lectura)
    ]
    if propia is not None or not previas:
        return None, ()
    anterior = max(previas, key=lambda fuente: (fuente.ultimo_dato, fuente.fuente_id))
    revisiones = []
    for archivo in anterior.archivos:
        if archivo.tabla not in lectura:
            continue
        tabla = lectura[archivo.tabla]
        if archivo.ruta.endswith(".geojson"):
            ruta = rutas.datos_crudos / archivo.ruta
            revisiones.append(_comparar_limites(archivo.tabla, tabla, ruta))
            continue
        guardada = leer_csv_estricto(rutas.datos_crudos / archivo.ruta, list(tabla.columns))
        clave = [columna for columna in claves[archivo.tabla] if columna not in _DE_LA_EDICION]
        sobran = [columna for columna in _DE_LA_EDICION if columna in tabla.columns]
        revisiones.append(
            comparar(
                archivo.tabla, clave, tabla.drop(columns=sobran), guardada.drop(columns=sobran)
            )
        )
    return anterior, tuple(revisiones)


# Guardar


def en_bytes(tabla: pd.DataFrame) -> tuple[str, bytes]:
    """(extensión, contenido) con que se guarda una tabla."""
    if "geometry" in tabla.columns:
        texto: str = tabla.to_json(drop_id=True, ensure_ascii=False)
        return "geojson", texto.encode()
    return "csv", tabla.to_csv(index=False, lineterminator="\n").encode()


def _carpeta_libre(rutas: Rutas, familia: str, edicion: str, archivos: dict[str, bytes]) -> tuple[
    Path, bool
]:  # fmt: skip
    """La carpeta nueva de la edición, y si ya estaba guardada igual."""
    intento = 1
    while True:
        nombre = edicion if intento == 1 else f"{edicion}_rev{intento}"
        carpeta = rutas.datos_crudos / familia / nombre
        if not carpeta.exists():
            return carpeta, False
        if all(
            (carpeta / archivo).exists() and (carpeta / archivo).read_bytes() == contenido
            for archivo, contenido in archivos.items()
        ):
            return carpeta, True
        intento += 1


def _en_identificador(texto: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "_", texto.lower())


def declarar(rutas: Rutas, carga: Carga, archivos: dict[str, bytes]) -> dict[str, Any]:
    """La declaración propuesta: la de esa fuente con otros archivos, o una nueva por completar.

    ``archivos``: ruta dentro de ``data/raw`` → contenido; el nombre de cada uno es el de su tabla,
    salvo que la fuente ya lo declare con otra.
    """
    lectura, procedencia = carga.lectura, carga.procedencia
    familia = _DECLARADA_COMO.get(lectura.familia, lectura.familia)
    previas = [f for f in leer_registro(rutas).values() if f.familia == lectura.familia]
    modelo = carga.fuente or max(
        previas, key=lambda f: (f.tipo == "oficial", f.ultimo_dato), default=None
    )
    propuesta: dict[str, Any]
    if modelo is not None:
        propuesta = dict(leer_yaml(rutas.fuentes / f"{modelo.fuente_id}.yml"))
    else:
        titulo, productor, descripcion = _SIN_FUENTE_PREVIA[lectura.familia]
        propuesta = {
            "fuente_id": "", "titulo": titulo, "productor": productor, "descripcion": descripcion,
            "edicion": "", "tipo": "oficial", "familia": familia, "url_pagina": None,
            "url_descarga": None, "licencia": {"nombre": None, "url": None},
        }  # fmt: skip
    edicion = carga.edicion or ""
    cita = (
        f"{propuesta['productor']}. {propuesta['titulo']}, edición {edicion} "
        f"(«{procedencia.archivo}»). Archivo leído el {procedencia.fecha}."
    )
    declaradas = {a.ruta: a.tabla for a in carga.fuente.archivos} if carga.fuente else {}
    nuevos = [
        {
            "ruta": ruta,
            "tabla": declaradas.get(ruta, Path(ruta).stem),
            "sha256": hashlib.sha256(contenido).hexdigest(),
            "bytes": len(contenido),
            "filas": contenido.count(b"\n") - 1 if ruta.endswith(".csv") else None,
        }
        for ruta, contenido in archivos.items()
    ]
    leidas = {archivo["tabla"] for archivo in nuevos}
    conservados = [a for a in propuesta.get("archivos", []) if a["tabla"] not in leidas]
    es_revision = carga.fuente is not None
    if not es_revision:
        nueva = edicion if str(edicion) in propuesta["titulo"] else f"edición {edicion}"
        propuesta |= {
            "fuente_id": _en_identificador(f"{lectura.familia}_{edicion}"),
            "titulo": f"{propuesta['titulo'].split(',')[0]}, {nueva}",
            "url_descarga": None,
            "quiebres": [],
            "proxima_actualizacion": None,
        }
        conservados = []
    return propuesta | {
        "edicion": edicion,
        "tipo": "oficial",
        "cita": cita,
        "lectura": (
            f"{procedencia.archivo}, {procedencia.bytes} bytes, sha256 {procedencia.sha256}; leído "
            f"con «python -m pipelines cargar» el {procedencia.fecha}"
        ),
        "fecha_publicacion": lectura.publicado,
        "fecha_consulta": procedencia.fecha,
        "ultimo_dato": lectura.ultimo_dato or propuesta.get("ultimo_dato") or procedencia.fecha[:4],
        "proxima_actualizacion": None,
        "archivos": nuevos + conservados,
        "citas_de_fila": {**propuesta.get("citas_de_fila", {}), CITA: cita}
        if es_revision
        else {CITA: cita},
        "quiebres": propuesta["quiebres"],
        "advertencias": propuesta.get("advertencias", ["licencia_no_declarada"]),
        "notas": [
            *lectura.avisos,
            "Propuesta sin revisar: título, descripción, quiebres, advertencias y notas se "
            "tomaron de la edición anterior o están por escribir.",
        ],
    }


def _guardar(rutas: Rutas, carga: Carga) -> tuple[Path, bool]:
    archivos = {}
    for nombre, tabla in carga.lectura.items():
        extension, contenido = en_bytes(tabla)
        archivos[f"{nombre}.{extension}"] = contenido
    familia = carga.lectura.familia
    carpeta, ya_estaba = _carpeta_libre(rutas, familia, str(carga.edicion), archivos)
    if ya_estaba:
        return carpeta, True
    declaracion = yaml.safe_dump(
        declarar(
            rutas,
            carga,
            {
                (carpeta / nombre).relative_to(rutas.datos_crudos).as_posix(): contenido
                for nombre, contenido in archivos.items()
            },
        ),
        allow_unicode=True,
        sort_keys=False,
        width=96,
    )
    carpeta.parent.mkdir(parents=True, exist_ok=True)
    # El punto inicial la esconde de la revisión de archivos sin declarar mientras se llena.
    parcial = Path(tempfile.mkdtemp(prefix=".parcial_", dir=carpeta.parent))
    try:
        for nombre, contenido in {**archivos, POR_FIRMAR: declaracion.encode()}.items():
            with (parcial / nombre).open("wb") as salida:
                salida.write(contenido)
                salida.flush()
                os.fsync(salida.fileno())
        parcial.chmod(0o755)
        parcial.rename(carpeta)
    finally:
        shutil.rmtree(parcial, ignore_errors=True)
    return carpeta, False


def clave_de(familia: str) -> dict[str, list[str]]:
    """Las columnas que identifican una fila en cada tabla de la familia."""
    claves: dict[str, list[str]] = importlib.import_module(f"pipelines.oficiales.{familia}").CLAVE
    return claves


def exigir_edicion(carga: Carga) -> str:
    """La edición de lo cargado. Lanza ``ErrorDeDeclaracion`` si nadie la dice."""
    if carga.edicion is None:
        raise ErrorDeDeclaracion(
            que="El archivo no dice de qué edición es y no es igual a lo guardado.",
            donde=carga.procedencia.archivo,
            esperado="--edicion, por ejemplo --edicion 2025",
            hacer="Repita la orden con la edición que dice la página del publicador.",
        )
    return carga.edicion


def cargar(
    rutas: Rutas, pedida: str, archivo: Path, *, edicion: str | None = None, simular: bool = False
) -> Carga:
    """Lee ``archivo`` con el lector de ``pedida``, lo compara con ``data/raw`` y lo guarda si hace
    falta.

    Lanza ``ErrorDeFuente`` si el archivo no es lo que debe ser, y ``ErrorDeDeclaracion`` si lo
    pedido no existe o si hay que decir la edición y nadie la dice. Con ``simular`` no escribe.
    """
    familia, declarada = _elegir(rutas, pedida)
    lector = importlib.import_module(f"pipelines.oficiales.{familia}")
    lectura: Lectura = lector.leer(archivo)
    contenido = archivo.read_bytes()
    procedencia = Procedencia(
        archivo.name,
        hashlib.sha256(contenido).hexdigest(),
        len(contenido),
        datetime.date.today().isoformat(),
    )
    la_edicion, fuente = _de_la_edicion(rutas, lectura, declarada, edicion)
    anterior, revisiones = _comparar_con_la_anterior(rutas, lectura, lector.CLAVE, fuente)
    carga = Carga(
        lectura, procedencia, la_edicion, fuente,
        _comparar(rutas, lectura, lector.CLAVE, fuente), anterior, revisiones,
    )  # fmt: skip
    if carga.es_igual or simular:
        return carga
    exigir_edicion(carga)
    carpeta, ya_estaba = _guardar(rutas, carga)
    return replace(carga, carpeta=carpeta, ya_estaba=ya_estaba)


# Decirlo


def _entero(numero: int) -> str:
    return f"{numero:,}".replace(",", ".")


def describir(carga: Carga, rutas: Rutas, diferencias: int = 10) -> str:
    """El resultado de una carga, para la terminal."""
    lectura, procedencia = carga.lectura, carga.procedencia
    edicion = carga.edicion or "no la dice el archivo"
    partes = [
        f"Archivo: {procedencia.archivo} ({_entero(procedencia.bytes)} bytes, sha256 "
        f"{procedencia.sha256[:12]}…)",
        f"Es: {lectura.familia}; edición: {edicion}; último dato: {lectura.ultimo_dato or '—'}; "
        f"publicado: {lectura.publicado or '—'}",
        "Se compara con: " + (carga.fuente.fuente_id if carga.fuente else "nada; edición nueva"),
        *(f"Aviso: {aviso}" for aviso in lectura.avisos),
        "",
        f"{'tabla':<26}{'filas':>8}{'iguales':>9}{'distintas':>11}{'nuevas':>8}{'faltan':>8}",
    ]
    for c in carga.comparaciones:
        partes.append(
            f"{c.tabla:<26}{_entero(c.leidas):>8}{_entero(c.iguales):>9}{_entero(c.distintas):>11}"
            f"{_entero(len(c.nuevas)):>8}{_entero(len(c.faltan)):>8}"
        )
    partes += [f"  {c.tabla}: {c.nota}" for c in carga.comparaciones if c.nota]
    for c in carga.comparaciones:
        if c.faltan:
            partes.append(f"  {c.tabla}, ya no están: {'; '.join(c.faltan[:5])}")
        if c.nuevas and carga.fuente:
            partes.append(f"  {c.tabla}, nuevas: {'; '.join(c.nuevas[:5])}")
    if mayores := carga.mayores(diferencias):
        partes += ["", "Las diferencias que más mueven:", *map(_una, mayores)]
    if carga.anterior is not None:
        partes += _frente_a_la_anterior(carga, carga.anterior, diferencias)
    partes += ["", *_desenlace(carga, rutas)]
    return "\n".join(partes)


def _una(d: Diferencia) -> str:
    return f"  {d.tabla} · {d.fila} · {d.columna}: {d.antes or 'vacío'} → {d.ahora or 'vacío'}"


def _frente_a_la_anterior(carga: Carga, anterior: Fuente, diferencias: int) -> list[str]:
    comunes = sum(c.celdas for c in carga.revisiones)
    if not comunes:
        return []
    distintas = sum(len(c.diferencias) for c in carga.revisiones)
    mayores = _mayores(carga.revisiones, diferencias)
    titulo = (
        f"Frente a {anterior.fuente_id}, que es otra edición: {_entero(distintas)} de "
        f"{_entero(comunes)} celdas comunes cambian."
    )
    return ["", titulo, *map(_una, mayores)]


def _por_retirar(carga: Carga, declaracion: dict[str, Any]) -> list[str]:
    """Los archivos que la declaración nueva deja sin declarar: con ellos no se construye."""
    if carga.fuente is None:
        return []
    declarados = {archivo["ruta"] for archivo in declaracion["archivos"]}
    sueltos = [a.ruta for a in carga.fuente.archivos if a.ruta not in declarados]
    return [f"     y retire data/raw/{ruta}, que queda sin declarar" for ruta in sueltos]


def _desenlace(carga: Carga, rutas: Rutas) -> list[str]:
    celdas = _entero(sum(c.celdas for c in carga.comparaciones))
    if carga.es_igual:
        return [f"Todo igual: {celdas} celdas comparadas. No se guardó nada."]
    if carga.carpeta is None:
        return ["Simulación: no se guardó nada."]
    donde = carga.carpeta.relative_to(rutas.raiz).as_posix()
    if carga.ya_estaba:
        return [f"Ya estaba guardado en {donde}. No se escribió nada."]
    declaracion = yaml.safe_load((carga.carpeta / POR_FIRMAR).read_text(encoding="utf-8"))
    fuente_id = declaracion["fuente_id"]
    return [
        f"Guardado en {donde}. Lo publicado no cambió. Para publicarlo:",
        f"  1. Revise {donde}/{POR_FIRMAR} y muévalo a pipelines/fuentes/{fuente_id}.yml"
        + (" (reemplaza a la declaración de hoy)" if carga.fuente else ""),
        *_por_retirar(carga, declaracion),
        f"  2. python -m pipelines firmar --fuente {fuente_id}",
        "  3. python -m pipelines contar, y luego construir y documentar",
    ]
