"""Lee y revisa las declaraciones de fuentes (``pipelines/fuentes/*.yml``).

Una declaración es una fuente en una edición. Aquí sólo se revisa que esté bien escrita; que los
archivos sean los declarados lo revisa ``huellas``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from pipelines.errores import ErrorDeDeclaracion
from pipelines.rutas import Rutas

ESQUEMA = Path(__file__).parent / "esquemas" / "fuente.json"


@dataclass(frozen=True)
class Archivo:
    """Un archivo de ``data/raw`` con la huella de los bytes que se declararon."""

    ruta: str
    tabla: str
    sha256: str
    bytes: int
    filas: int | None


@dataclass(frozen=True)
class Quiebre:
    """Corte de una serie: el ``periodo`` es el primero que no se compara con los anteriores."""

    indicador_id: str
    periodo: str
    motivo: str


@dataclass(frozen=True)
class Fuente:
    """Una fuente en una edición. Fechas en ISO; lo que el productor no dice es ``None``."""

    fuente_id: str
    titulo: str
    productor: str
    descripcion: str
    edicion: str
    tipo: str
    familia: str
    url_pagina: str | None
    url_descarga: str | None
    licencia: str | None
    licencia_url: str | None
    cita: str
    lectura: str
    fecha_publicacion: str | None
    fecha_consulta: str
    ultimo_dato: str
    proxima_actualizacion: str | None
    archivos: tuple[Archivo, ...]
    citas_de_fila: dict[str, str]
    quiebres: tuple[Quiebre, ...]
    advertencias: tuple[str, ...]
    notas: tuple[str, ...]


try:
    # El mismo lector seguro, en C: las declaraciones se leen diez veces más rápido.
    from yaml import CSafeLoader as _LectorSeguro
except ImportError:
    from yaml import SafeLoader as _LectorSeguro  # type: ignore[assignment]


class _LectorSinFechas(_LectorSeguro):
    """YAML seguro que deja las fechas como texto ISO, para compararlas y escribirlas igual."""


_LectorSinFechas.yaml_implicit_resolvers = {
    inicial: [(etiqueta, patron) for etiqueta, patron in reglas if "timestamp" not in etiqueta]
    for inicial, reglas in _LectorSeguro.yaml_implicit_resolvers.items()
}


def leer_yaml(ruta: Path) -> Any:
    """Contenido de un YAML del proyecto. Lanza ``ErrorDeDeclaracion`` si no se entiende."""
    try:
        # SafeLoader sólo construye tipos básicos; la subclase no añade ninguno.
        return yaml.load(ruta.read_text(encoding="utf-8"), Loader=_LectorSinFechas)
    except FileNotFoundError as error:
        raise ErrorDeDeclaracion(
            que="Falta un archivo de declaración.",
            donde=str(ruta),
            hacer="Recupérelo del repositorio o escríbalo con el modelo del README.",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        marca = getattr(error, "problem_mark", None)
        linea = f", línea {marca.line + 1}" if marca else ""
        raise ErrorDeDeclaracion(
            que="El YAML no se puede leer.",
            donde=f"{ruta}{linea}",
            esperado="YAML válido en UTF-8",
            hacer="Revise sangrías, comillas y dos puntos en esa línea.",
        ) from error


_REGLAS = {
    "required": "falta un campo obligatorio",
    "additionalProperties": "hay un campo que no existe",
    "pattern": "el texto no tiene la forma debida",
    "enum": "el valor no está entre los admitidos",
    "type": "el tipo de dato no es el debido",
    "minLength": "el texto es demasiado corto",
    "minItems": "la lista está vacía",
    "minimum": "el número es menor que el mínimo",
    "uniqueItems": "la lista tiene elementos repetidos",
}
_TIPOS = {
    "string": "texto",
    "integer": "número entero",
    "array": "lista",
    "object": "varios campos",
    "null": "null",
}


def _revisar_esquema(contenido: Any, ruta: Path, validador: Draft202012Validator) -> None:
    fallas = sorted(validador.iter_errors(contenido), key=lambda falla: list(falla.path))
    if not fallas:
        return
    lineas = []
    for falla in fallas:
        campo = ".".join(str(parte) for parte in falla.path) or "raíz"
        detalle = falla.validator_value
        if falla.validator == "required":
            detalle = [c for c in falla.validator_value if c not in falla.instance]
        elif falla.validator == "additionalProperties":
            detalle = sorted(set(falla.instance) - set(falla.schema.get("properties", {})))
        elif falla.validator == "type":
            tipos = [detalle] if isinstance(detalle, str) else detalle
            detalle = " o ".join(_TIPOS[tipo] for tipo in tipos)
        regla = _REGLAS.get(str(falla.validator), str(falla.validator))
        lineas.append(f"campo «{campo}»: {regla} ({detalle})")
    raise ErrorDeDeclaracion(
        que="La declaración de la fuente está incompleta o mal escrita.",
        donde=str(ruta),
        esperado="; ".join(lineas),
        hacer="Corrija esos campos; el modelo está en el README, «Cómo agregar una fuente».",
    )


def leer_fuente(ruta: Path, validador: Draft202012Validator) -> Fuente:
    """Una declaración como ``Fuente``. Lanza ``ErrorDeDeclaracion`` si algo falta o sobra."""
    contenido = leer_yaml(ruta)
    _revisar_esquema(contenido, ruta, validador)
    if contenido["fuente_id"] != ruta.stem:
        raise ErrorDeDeclaracion(
            que="El nombre del archivo y el fuente_id no coinciden.",
            donde=str(ruta),
            esperado=f"fuente_id: {ruta.stem}",
            hacer="Cambie uno de los dos.",
        )
    licencia = contenido.pop("licencia")
    archivos = tuple(Archivo(**archivo) for archivo in contenido.pop("archivos"))
    quiebres = tuple(Quiebre(**quiebre) for quiebre in contenido.pop("quiebres"))
    return Fuente(
        **{
            **contenido,
            "licencia": licencia["nombre"],
            "licencia_url": licencia["url"],
            "archivos": archivos,
            "quiebres": quiebres,
            "citas_de_fila": contenido.get("citas_de_fila", {}),
            "advertencias": tuple(contenido["advertencias"]),
            "notas": tuple(contenido["notas"]),
        }
    )


def leer_registro(rutas: Rutas) -> dict[str, Fuente]:
    """Todas las fuentes declaradas, por ``fuente_id`` en orden alfabético.

    Lanza ``ErrorDeDeclaracion`` si una declaración está mal, si dos declaran el mismo archivo o
    si una advertencia no está en ``pipelines/advertencias.yml``.
    """
    validador = Draft202012Validator(json.loads(ESQUEMA.read_text(encoding="utf-8")))
    fuentes = {
        ruta.stem: leer_fuente(ruta, validador) for ruta in sorted(rutas.fuentes.glob("*.yml"))
    }
    if not fuentes:
        raise ErrorDeDeclaracion(
            que="No hay ninguna fuente declarada.",
            donde=str(rutas.fuentes),
            hacer="Recupere la carpeta del repositorio.",
        )
    vocabulario = leer_yaml(rutas.pipelines / "advertencias.yml")
    duenio: dict[str, str] = {}
    for fuente in fuentes.values():
        for clave in fuente.advertencias:
            if clave not in vocabulario:
                raise ErrorDeDeclaracion(
                    que=f"La advertencia «{clave}» no existe.",
                    donde=f"pipelines/fuentes/{fuente.fuente_id}.yml",
                    esperado=", ".join(sorted(vocabulario)),
                    hacer="Use una de esas o agréguela a pipelines/advertencias.yml.",
                )
        for archivo in fuente.archivos:
            if archivo.ruta in duenio:
                raise ErrorDeDeclaracion(
                    que="Dos fuentes declaran el mismo archivo.",
                    donde=archivo.ruta,
                    esperado=f"un solo dueño ({duenio[archivo.ruta]} o {fuente.fuente_id})",
                    hacer="Quite el archivo de una de las dos declaraciones.",
                )
            duenio[archivo.ruta] = fuente.fuente_id
    return fuentes


def elegir_fuente(fuentes: dict[str, Fuente], fuente_id: str | None) -> list[Fuente]:
    """Las fuentes pedidas: todas, o una. Lanza ``ErrorDeDeclaracion`` con las que existen."""
    if fuente_id is None:
        return list(fuentes.values())
    if fuente_id not in fuentes:
        raise ErrorDeDeclaracion(
            que=f"No hay una fuente declarada con el nombre «{fuente_id}».",
            donde="--fuente",
            esperado=", ".join(fuentes),
            hacer="Use uno de esos nombres.",
        )
    return [fuentes[fuente_id]]
