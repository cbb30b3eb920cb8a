"""La API descrita para programas: catálogo, OpenAPI 3.1 y Data Package, hechos del mismo catálogo.

Ninguna dirección lleva el nombre del equipo: sirven igual detrás de cualquier dominio.
"""

from __future__ import annotations

from typing import Any

from tablero.api.catalogo import ORDENABLES, Catalogo, Columna, Mart, corte
from tablero.api.filtros_de_mart import MAXIMO_ENTERO, MAXIMO_NUMERO, parametro_de
from tablero.api.formatos import FORMATOS, columna_en_json, fuente_en_json
from tablero.api.vistas import RAIZ as RAIZ_DE_VISTAS
from tablero.formato import entero
from tablero.registro_de_vistas import MAXIMO_DE_VISTAS
from tablero.vistas import CODIGO

_TITULO = "API de datos del tablero de competitividad de Norte de Santander"
_RESUMEN = (
    "Las tablas del tablero, con los mismos números de la pantalla, sus unidades y sus fuentes. "
    "Sólo se lee. Cada edición de una fuente recalcula los años anteriores: no se unen en una "
    "serie. Un vacío no es un cero."
)
_ESQUEMAS: dict[str, dict[str, Any]] = {
    "texto": {"type": "string", "minLength": 1, "maxLength": 500},
    "entero": {"type": "integer", "minimum": -MAXIMO_ENTERO, "maximum": MAXIMO_ENTERO},
    "numero": {"type": "number", "minimum": -MAXIMO_NUMERO, "maximum": MAXIMO_NUMERO},
    "logico": {"type": "string", "enum": ["si", "no"]},
    "fecha": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
}
_TIPOS_FRICTIONLESS = {
    "texto": "string",
    "entero": "integer",
    "numero": "number",
    "logico": "boolean",
    "fecha": "date",
}
_CONTADOR = {"type": "integer", "minimum": 1, "maximum": 10**15 - 1}
_ERRORES = {
    "400": "Un parámetro o un valor no existe; «validos» trae los que sí.",
    "404": "La tabla, la vista o el formato no existe.",
    "413": "La respuesta pasa del tope de filas: pida por páginas.",
    "414": "La dirección es demasiado larga.",
    "429": "Demasiadas peticiones a la vez desde un mismo equipo; Retry-After dice cuándo repetir.",
    "503": "Ocupado, sin datos o fuera de plazo; Retry-After dice cuándo repetir.",
}
_CON_ESPERA = ("429", "503")


def corte_de(catalogo: Catalogo) -> str:
    """El dato más reciente ya ocurrido de todas las fuentes."""
    return corte(tuple(catalogo.fuentes.values()))


def catalogo(catalogo: Catalogo, base: str) -> dict[str, Any]:
    """Todas las tablas con su grano, su clave, sus columnas, sus fuentes y sus direcciones."""
    raiz = f"{base}/api/v1"
    return {
        "titulo": _TITULO,
        "descripcion": _RESUMEN,
        "corte": corte_de(catalogo),
        "openapi": f"{raiz}/openapi.json",
        "datapackage": f"{raiz}/datapackage.json",
        "vistas": f"{base}{RAIZ_DE_VISTAS}/{{codigo}}.{{formato}}",
        "topes_de_filas": {nombre: formato.tope for nombre, formato in FORMATOS.items()},
        "marts": [
            {
                "nombre": mart.nombre,
                "descripcion": mart.descripcion,
                "grano": mart.grano,
                "clave": list(mart.clave),
                "filas": mart.filas,
                "corte": corte(mart.fuentes),
                "fuente_ids": [fuente.fuente_id for fuente in mart.fuentes],
                "urls": {nombre: f"{raiz}/{mart.nombre}.{nombre}" for nombre in FORMATOS},
                "columnas": [_columna(columna) for columna in mart.columnas],
            }
            for mart in catalogo.marts.values()
        ],
        "fuentes": [fuente_en_json(fuente) for fuente in catalogo.fuentes.values()],
    }


def _columna(columna: Columna) -> dict[str, Any]:
    descrita = columna_en_json(columna) | {"tiene_vacios": columna.vacios}
    return descrita if columna.valores is None else descrita | {"valores": list(columna.valores)}


# ── OpenAPI ────────────────────────────────────────────────────────────────────────────────────


def openapi(catalogo: Catalogo, base: str) -> dict[str, Any]:
    """El documento OpenAPI 3.1: una dirección por tabla, con los parámetros que admite."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _TITULO,
            "version": "1",
            "description": _RESUMEN,
        },
        "servers": [{"url": base or "/"}],
        "paths": {
            "/salud": {"get": _salud()},
            "/api/v1/": {"get": _documento("Catálogo de tablas, columnas y fuentes")},
            "/api/v1/openapi.json": {"get": _documento("Este documento")},
            "/api/v1/datapackage.json": {"get": _documento("Data Package de todas las tablas")},
            f"{RAIZ_DE_VISTAS}/{{codigo}}.{{formato}}": {"get": _de_una_vista()},
            **{
                f"/api/v1/{mart.nombre}.{{formato}}": {"get": _operacion(mart)}
                for mart in catalogo.marts.values()
            },
        },
        "components": {
            "parameters": {
                "formato": {
                    "name": "formato",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "enum": list(FORMATOS)},
                },
                "limite": _suelto("limite", "Cuántas filas; sin esto, todas.", _CONTADOR),
                "desde_fila": _suelto("desde_fila", "La primera fila es la 1.", _CONTADOR),
                "si_no_coincide": {
                    "name": "If-None-Match",
                    "in": "header",
                    "description": "El ETag de la copia que ya se tiene; si sigue igual, 304.",
                    "schema": {"type": "string"},
                },
            },
            "schemas": {"problema": _problema(), "datos": _datos(), "vista": _vista()},
            "responses": {estado: _error(estado) for estado in _ERRORES},
        },
    }


def _operacion(mart: Mart) -> dict[str, Any]:
    nombres = list(mart.nombres)
    con_signo = nombres + [f"-{nombre}" for nombre in nombres]
    parametros: list[dict[str, Any]] = [
        {"$ref": f"#/components/parameters/{comun}"}
        for comun in ("formato", "si_no_coincide", "limite", "desde_fila")
    ]
    parametros += [
        _separado("columnas", "Cuáles columnas y en qué orden.", nombres),
        _separado("orden", "Por qué columnas; con «-» delante, de mayor a menor.", con_signo),
    ]
    for columna in mart.columnas:
        parametros += _de_columna(columna)
    return {
        "operationId": f"leer_{mart.nombre}",
        "summary": mart.descripcion,
        "description": f"Cada fila: {mart.grano}. Clave: {', '.join(mart.clave)}. "
        "«dialecto=es» (sólo csv) da punto y coma y coma decimal.",
        "parameters": parametros,
        "responses": _respuestas("datos"),
    }


def _respuestas(esquema: str) -> dict[str, Any]:
    """Lo que responde una dirección con datos; ``esquema``: el de su JSON."""
    return {
        "200": {
            "description": "Las filas pedidas.",
            "headers": {
                "ETag": {"schema": {"type": "string"}},
                "X-Total-Filas": {"schema": {"type": "string", "pattern": "^[0-9]+$"}},
            },
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/json": {"schema": {"$ref": f"#/components/schemas/{esquema}"}},
                FORMATOS["parquet"].tipo: {},
                FORMATOS["xlsx"].tipo: {},
            },
        },
        "304": {"description": "La copia que se tiene sigue siendo la de ahora."},
        **{estado: {"$ref": f"#/components/responses/{estado}"} for estado in _ERRORES},
    }


def _de_una_vista() -> dict[str, Any]:
    codigo = {
        "name": "codigo",
        "in": "path",
        "required": True,
        "description": "El que lleva impreso lo que se baja del tablero.",
        "schema": {"type": "string", "pattern": f"^{CODIGO}$"},
    }
    comunes = [{"$ref": f"#/components/parameters/{c}"} for c in ("formato", "si_no_coincide")]
    columnas = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}
    return {
        "operationId": "leer_una_vista",
        "summary": "Los datos de una vista, como se veían cuando se emitió su código.",
        "description": "Mientras el tablero la conserve: guarda las "
        f"{entero(MAXIMO_DE_VISTAS)} más recientes. «dialecto=es» (sólo csv) da punto y coma y "
        "coma decimal.",
        "parameters": [
            codigo,
            *comunes,
            _suelto("columnas", "Cuáles columnas y en qué orden.", columnas) | {"explode": False},
        ],
        "responses": _respuestas("vista"),
    }


def _de_columna(columna: Columna) -> list[dict[str, Any]]:
    esquema = dict(_ESQUEMAS[columna.tipo])
    if columna.valores is not None:
        esquema = {"type": esquema["type"], "enum": list(columna.valores)}
    igual = {
        "name": parametro_de(columna.nombre),
        "in": "query",
        "description": f"{columna.descripcion} Repetido: cualquiera de esos valores.",
        "explode": True,
        "schema": {"type": "array", "items": esquema, "minItems": 1},
    }
    parametros = [igual]
    if columna.tipo in ORDENABLES:
        for extremo, dice in (("desde", "Desde este valor."), ("hasta", "Hasta este valor.")):
            parametros.append(_suelto(f"{columna.nombre}.{extremo}", dice, _ESQUEMAS[columna.tipo]))
    vacio = f"si: sólo las filas sin {columna.etiqueta}; no: sólo las que lo tienen."
    return [*parametros, _suelto(f"{columna.nombre}.vacio", vacio, _ESQUEMAS["logico"])]


def _suelto(nombre: str, descripcion: str, esquema: dict[str, Any]) -> dict[str, Any]:
    return {"name": nombre, "in": "query", "description": descripcion, "schema": esquema}


def _separado(nombre: str, descripcion: str, valores: list[str]) -> dict[str, Any]:
    lista = {"type": "array", "items": {"type": "string", "enum": valores}, "minItems": 1}
    return _suelto(nombre, descripcion, lista) | {"explode": False}


def _documento(resumen: str) -> dict[str, Any]:
    cuerpo = {"application/json": {"schema": {"type": "object"}}}
    return {
        "summary": resumen,
        "parameters": [{"$ref": "#/components/parameters/si_no_coincide"}],
        "responses": {
            "200": {"description": resumen, "content": cuerpo},
            "304": {"description": "La copia que se tiene sigue siendo la de ahora."},
            **{
                estado: {"$ref": f"#/components/responses/{estado}"}
                for estado in ("400", "414", *_CON_ESPERA)
            },
        },
    }


def _salud() -> dict[str, Any]:
    cuerpo = {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["estado"],
                "properties": {"estado": {"enum": ["bien", "sin datos"]}},
            }
        }
    }
    return {
        "summary": "Para monitores: si hay datos que dar",
        "responses": {
            "200": {"description": "Hay datos.", "content": cuerpo},
            "503": {"description": "No hay datos.", "content": cuerpo},
        },
    }


def _error(estado: str) -> dict[str, Any]:
    error: dict[str, Any] = {
        "description": _ERRORES[estado],
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/problema"}}
        },
    }
    if estado in _CON_ESPERA:
        error["headers"] = {"Retry-After": {"schema": {"type": "string", "pattern": "^[0-9]+$"}}}
    return error


def _problema() -> dict[str, Any]:
    textos = ("type", "title", "detail", "que", "donde", "esperado", "hacer")
    return {
        "type": "object",
        "required": [*textos, "status"],
        "properties": {
            **{texto: {"type": "string"} for texto in textos},
            "status": {"type": "integer"},
            "validos": {"type": "array"},
        },
    }


def _datos() -> dict[str, Any]:
    contadores = ("total", "desde_fila", "filas_devueltas")
    listas = ("avisos", "fuente_ids", "fuentes", "columnas", "filas")
    textos = ("mart", "descripcion", "corte")
    return {
        "type": "object",
        "required": [*textos, *contadores, *listas, "siguiente"],
        "properties": {
            **{texto: {"type": "string"} for texto in textos},
            **{contador: {"type": "integer", "minimum": 0} for contador in contadores},
            **{lista: {"type": "array"} for lista in listas},
            "siguiente": {"type": ["string", "null"]},
        },
    }


def _vista() -> dict[str, Any]:
    listas = ("fuente_ids", "fuentes", "columnas", "filas")
    textos = (
        "vista", "titulo", "subtitulo", "descripcion", "pagina", "direccion", "filtros", "corte",
        "consultada",
    )  # fmt: skip
    return {
        "type": "object",
        "required": [*textos, *listas, "total"],
        "properties": {
            **{texto: {"type": "string"} for texto in textos},
            **{lista: {"type": "array"} for lista in listas},
            "total": {"type": "integer", "minimum": 0},
        },
    }


# ── Data Package ───────────────────────────────────────────────────────────────────────────────


def datapackage(catalogo: Catalogo) -> dict[str, Any]:
    """El Data Package (v2): cada tabla es un recurso que apunta a su CSV.

    Las direcciones son relativas al propio documento. ``licenses`` no está: ningún productor la
    enuncia; donde una fuente la enuncie, va en la fuente.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "tablero-competitividad-norte-de-santander",
        "title": _TITULO.removeprefix("API de datos del ").capitalize(),
        "description": _RESUMEN,
        "sources": [_fuente(fuente) for fuente in catalogo.fuentes.values()],
        "resources": [_recurso(mart) for mart in catalogo.marts.values()],
    }


def _recurso(mart: Mart) -> dict[str, Any]:
    return {
        "name": mart.nombre.replace("_", "-"),
        "type": "table",
        "path": f"{mart.nombre}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "description": f"{mart.descripcion} Cada fila: {mart.grano}.",
        "schema": {
            "fields": [
                {
                    "name": columna.nombre,
                    "type": _TIPOS_FRICTIONLESS[columna.tipo],
                    "title": columna.etiqueta,
                    "description": columna.descripcion,
                    "unidad": columna.unidad_escrita,
                }
                | (
                    {"trueValues": ["sí"], "falseValues": ["no"]}
                    if columna.tipo == "logico"
                    else {}
                )
                for columna in mart.columnas
            ],
            "missingValues": [""],
            # Una clave con vacíos (la cobertura sin año) no es una clave para quien valida.
            **(
                {}
                if not mart.clave or any(mart.columna(nombre).vacios for nombre in mart.clave)
                else {"primaryKey": list(mart.clave)}
            ),
        },
        "sources": [_fuente(fuente) for fuente in mart.fuentes],
    }


def _fuente(fuente: Any) -> dict[str, Any]:
    descrita = {"title": fuente.titulo, "description": fuente.cita, "licencia": fuente.licencia}
    return descrita | ({"path": fuente.url_pagina} if fuente.url_pagina else {})
