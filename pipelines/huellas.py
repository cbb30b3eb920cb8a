"""Comprueba que los bytes de ``data/raw`` son los declarados y señala las filas que cambiaron.

El sha256 de la declaración dice *que* un archivo cambió; la huella por fila
(``pipelines/fuentes/huellas/<fuente>.json``: seis cifras hexadecimales por fila) dice *cuál*.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from pathlib import Path

import yaml

from pipelines.errores import ErrorDeDeclaracion
from pipelines.fallas import Falla, Revision
from pipelines.registro import Archivo, Fuente
from pipelines.rutas import Rutas

POR_FIRMAR = "fuente.yml.propuesta"
"""En una carpeta de ``data/raw``: sus tablas son una edición cargada que espera revisión."""

_LARGO = 6
_MAXIMO_FILAS_SENALADAS = 5


def sha256_de(contenido: bytes) -> str:
    return hashlib.sha256(contenido).hexdigest()


def huellas_por_fila(contenido: bytes) -> list[str]:
    """Huella corta de cada línea (la 1 es el encabezado), sin el final de línea."""
    return [sha256_de(linea)[:_LARGO] for linea in contenido.splitlines()]


def _cuantas(filas: int, participio: str) -> str:
    return f"1 fila {participio}" if filas == 1 else f"{filas} filas {participio}s"


def _filas_distintas(declaradas: list[str], actuales: list[str]) -> list[str]:
    """Frases que dicen qué filas cambiaron, contando desde 1 con el encabezado."""
    if not declaradas:
        # Lo que no es CSV no lleva huellas por fila: no hay con qué comparar.
        return []
    frases: list[str] = []
    comparador = difflib.SequenceMatcher(a=declaradas, b=actuales, autojunk=False)
    for operacion, a1, a2, b1, b2 in comparador.get_opcodes():
        if operacion == "equal":
            continue
        if operacion == "replace" and a2 - a1 == b2 - b1:
            frases.extend(f"fila {fila + 1} cambiada" for fila in range(b1, b2))
        elif operacion == "insert":
            frases.append(f"{_cuantas(b2 - b1, 'agregada')} desde la fila {b1 + 1}")
        elif operacion == "delete":
            frases.append(f"{_cuantas(a2 - a1, 'quitada')} después de la fila {b1}")
        else:
            frases.append(f"filas {b1 + 1} a {b2} cambiadas")
    return frases


def _leer_huellas(rutas: Rutas, fuente: Fuente) -> dict[str, list[str]]:
    ruta = rutas.huellas / f"{fuente.fuente_id}.json"
    if not ruta.exists():
        return {}
    guardadas: dict[str, str] = json.loads(ruta.read_text(encoding="utf-8"))
    return {
        nombre: [texto[i : i + _LARGO] for i in range(0, len(texto), _LARGO)]
        for nombre, texto in guardadas.items()
    }


def _revisar_archivo(
    rutas: Rutas, fuente: Fuente, archivo: Archivo, por_fila: dict[str, list[str]]
) -> list[Falla]:
    ruta = rutas.datos_crudos / archivo.ruta
    lugar = f"data/raw/{archivo.ruta}"
    if not ruta.exists():
        return [
            Falla(fuente.fuente_id, lugar, "archivo_presente", "el archivo declarado no está"),
        ]
    contenido = ruta.read_bytes()
    if sha256_de(contenido) == archivo.sha256:
        return []
    detalle = f"el sha256 no es el declarado (esperaba {archivo.bytes} bytes, hay {len(contenido)})"
    distintas = _filas_distintas(por_fila.get(archivo.ruta, []), huellas_por_fila(contenido))
    if not distintas:
        return [Falla(fuente.fuente_id, lugar, "huella_del_archivo", detalle)]
    fallas = [
        Falla(fuente.fuente_id, f"{lugar}, {frase}", "huella_del_archivo", detalle)
        for frase in distintas[:_MAXIMO_FILAS_SENALADAS]
    ]
    if len(distintas) > _MAXIMO_FILAS_SENALADAS:
        resto = len(distintas) - _MAXIMO_FILAS_SENALADAS
        fallas.append(
            Falla(fuente.fuente_id, lugar, "huella_del_archivo", f"y {resto} diferencias más")
        )
    return fallas


def revisar_huellas(rutas: Rutas, fuentes: list[Fuente], revision: Revision) -> None:
    """Anota una comprobación por archivo declarado, y por carpeta que no sobren archivos."""
    for fuente in fuentes:
        por_fila = _leer_huellas(rutas, fuente)
        for archivo in fuente.archivos:
            revision.anotar("huella", _revisar_archivo(rutas, fuente, archivo, por_fila))


def revisar_sobrantes(rutas: Rutas, fuentes: list[Fuente], revision: Revision) -> None:
    """Un archivo en ``data/raw`` que nadie declara no tiene fuente: es una falla."""
    declarados = {archivo.ruta for fuente in fuentes for archivo in fuente.archivos}
    esperan = {ruta.parent for ruta in rutas.datos_crudos.rglob(POR_FIRMAR)}
    presentes = {
        ruta.relative_to(rutas.datos_crudos).as_posix()
        for ruta in rutas.datos_crudos.rglob("*")
        if ruta.is_file()
        and ruta.parent not in esperan
        and not any(p.startswith(".") for p in ruta.relative_to(rutas.datos_crudos).parts)
    }
    # Los textos de los informes, lo que se está revisando y los archivos oficiales bajados son de
    # cada entidad: no se versionan.
    ajenos = ("informes/textos/", "informes/por_revisar/", "originales/")
    sobrantes = sorted(p for p in presentes - declarados if not p.startswith(ajenos))
    revision.anotar(
        "archivos_declarados",
        [
            Falla(
                "sin fuente", f"data/raw/{ruta}", "archivo_declarado", "ninguna fuente lo declara"
            )
            for ruta in sobrantes
        ],
    )


def firmar(rutas: Rutas, fuente: Fuente) -> list[str]:
    """Vuelve a declarar los bytes de los archivos de una fuente después de revisarlos.

    Reescribe sha256, bytes y filas en el YAML (sin tocar lo demás) y las huellas por fila.
    Devuelve frases con lo que cambió. Lanza ``ErrorDeDeclaracion``, sin escribir nada, si falta
    un archivo o si el YAML está escrito de un modo que no se puede cambiar sin tocar lo demás.
    """
    yaml_fuente = rutas.fuentes / f"{fuente.fuente_id}.yml"
    texto = yaml_fuente.read_text(encoding="utf-8")
    cambios: list[str] = []
    por_fila: dict[str, str] = {}
    for archivo in fuente.archivos:
        ruta = rutas.datos_crudos / archivo.ruta
        if not ruta.exists():
            raise ErrorDeDeclaracion(
                que="No se puede firmar un archivo que no está.",
                donde=str(ruta),
                hacer="Ponga el archivo en su carpeta o quítelo de la declaración.",
            )
        contenido = ruta.read_bytes()
        huellas = huellas_por_fila(contenido)
        filas = len(huellas) - 1 if ruta.suffix == ".csv" else None
        nuevo = sha256_de(contenido)
        if ruta.suffix == ".csv":
            por_fila[archivo.ruta] = "".join(huellas)
        if (nuevo, len(contenido), filas) == (archivo.sha256, archivo.bytes, archivo.filas):
            continue
        texto = _reescribir(yaml_fuente, texto, archivo, nuevo, len(contenido), filas)
        por_filas = "" if filas is None else f"{archivo.filas} → {filas} filas, "
        cambios.append(f"{archivo.ruta}: {por_filas}{archivo.bytes} → {len(contenido)} bytes")
    yaml_fuente.write_text(texto, encoding="utf-8", newline="\n")
    rutas.huellas.mkdir(parents=True, exist_ok=True)
    _escribir_huellas(rutas.huellas / f"{fuente.fuente_id}.json", por_fila)
    return cambios


def _reescribir(
    yaml_fuente: Path, texto: str, archivo: Archivo, sha256: str, tamano: int, filas: int | None
) -> str:
    declaracion = re.compile(
        r"(ruta:\s*" + re.escape(archivo.ruta) + r"\b.*?sha256:\s*)\"?[0-9a-f]{64}\"?"
        r"(.*?bytes:\s*)\d+(.*?filas:\s*)(?:\d+|null)",
        re.DOTALL,
    )
    valor_filas = "null" if filas is None else str(filas)
    nuevo = declaracion.sub(rf'\g<1>"{sha256}"\g<2>{tamano}\g<3>{valor_filas}', texto, count=1)
    esperado = yaml.safe_load(texto)
    for entrada in esperado["archivos"]:
        if entrada["ruta"] == archivo.ruta:
            entrada |= {"sha256": sha256, "bytes": tamano, "filas": filas}
    # La expresión supone un orden de campos: con otro, cambiaría la huella de otro archivo.
    if yaml.safe_load(nuevo) != esperado:
        raise ErrorDeDeclaracion(
            que=f"No se puede firmar {archivo.ruta} sin cambiar otra cosa de la declaración.",
            donde=str(yaml_fuente),
            esperado="los campos en este orden: ruta (sin comillas), tabla, sha256, bytes, filas",
            hacer="Ordene los campos de ese archivo y repita la orden.",
        )
    return nuevo


def _escribir_huellas(ruta: Path, por_fila: dict[str, str]) -> None:
    ruta.write_text(
        json.dumps(por_fila, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n"
    )
