"""Reescribe lo que en la documentación sale de las declaraciones, para que no se desactualice.

- README.md: la tabla de fuentes, entre las marcas ``<!-- fuentes -->`` y ``<!-- /fuentes -->``.
- data/DICCIONARIO.md: todas las tablas y columnas de los marts.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.definiciones import DefinicionMart, leer_marts
from pipelines.errores import ErrorDeDeclaracion
from pipelines.registro import Fuente, leer_registro
from pipelines.rutas import Rutas

_CLASES = {
    "oficial": "oficial",
    "secundaria": "secundaria",
    "prensa": "prensa",
    "informe": "informe de gobierno",
    "calculo_propio": "cálculo propio",
}


def tabla_de_fuentes(fuentes: list[Fuente]) -> str:
    """Tabla Markdown: qué es cada fuente, de quién, edición, último dato, filas y licencia."""
    lineas = [
        "| Fuente | Productor | Edición | Último dato | Filas | Clase | Licencia |",
        "|---|---|---|---|---:|---|---|",
    ]
    for fuente in sorted(fuentes, key=lambda f: f.fuente_id):
        filas = sum(archivo.filas or 0 for archivo in fuente.archivos)
        lineas.append(
            f"| `{fuente.fuente_id}` {fuente.titulo} | {fuente.productor} | {fuente.edicion} | "
            f"{fuente.ultimo_dato} | {filas} | {_CLASES[fuente.tipo]} | "
            f"{fuente.licencia or 'no la enuncia'} |"
        )
    return "\n".join(lineas)


def diccionario(marts: list[DefinicionMart]) -> str:
    """El diccionario de datos completo en Markdown."""
    partes = [
        "# Diccionario de datos",
        "",
        "Lo escribe `python -m pipelines documentar` a partir de `pipelines/marts/*.yml` y",
        "`pipelines/diccionario.yml`; una prueba comprueba que esté al día. Las mismas",
        "descripciones están como comentarios dentro de `data/marts/tablero.duckdb`.",
        "",
    ]
    for mart in sorted(marts, key=lambda m: m.nombre):
        partes += [
            f"## {mart.nombre}",
            "",
            mart.descripcion,
            "",
            f"- Una fila por: {mart.grano}. Clave: {', '.join(f'`{c}`' for c in mart.clave)}.",
            f"- Sale de: {', '.join(mart.familias)}.",
            f"- Qué hicimos: {mart.procesamiento}",
            "",
            "| Columna | Tipo | Unidad | Qué es |",
            "|---|---|---|---|",
            *(f"| `{c.nombre}` | {c.tipo} | {c.unidad} | {c.descripcion} |" for c in mart.columnas),
            "",
        ]
    return "\n".join(partes)


def entre_marcas(texto: str, marca: str, contenido: str, archivo: Path) -> str:
    """Cambia lo que hay entre dos marcas. Lanza ``ErrorDeDeclaracion`` si no están."""
    patron = re.compile(rf"(<!-- {marca} -->\n).*?(<!-- /{marca} -->)", re.DOTALL)
    if not patron.search(texto):
        raise ErrorDeDeclaracion(
            que=f"No están las marcas «{marca}».",
            donde=str(archivo),
            esperado=f"<!-- {marca} --> … <!-- /{marca} -->",
            hacer="Póngalas donde va la tabla generada.",
        )
    return patron.sub(lambda hallado: hallado[1] + contenido + "\n" + hallado[2], texto)


def contenidos(rutas: Rutas) -> dict[Path, str]:
    """Cada archivo generado con el contenido que debe tener hoy."""
    leeme = rutas.raiz / "README.md"
    fuentes = list(leer_registro(rutas).values())
    return {
        leeme: entre_marcas(
            leeme.read_text(encoding="utf-8"), "fuentes", tabla_de_fuentes(fuentes), leeme
        ),
        rutas.raiz / "data" / "DICCIONARIO.md": diccionario(leer_marts(rutas)),
    }


def documentar(rutas: Rutas) -> list[Path]:
    """Escribe los archivos generados y devuelve los que cambiaron."""
    cambiados = []
    for ruta, contenido in contenidos(rutas).items():
        if not ruta.exists() or ruta.read_text(encoding="utf-8") != contenido:
            ruta.write_text(contenido, encoding="utf-8", newline="\n")
            cambiados.append(ruta)
    return cambiados
