"""De una propuesta a una carpeta: un CSV por tabla y lo que la pantalla necesita para mostrarla."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.errores import ErrorDeFuente
from pipelines.lector.lugares import Municipios
from pipelines.lector.propuesta import Propuesta


def escribir_propuesta(
    propuesta: Propuesta, carpeta: Path, municipios: Municipios | None = None
) -> list[Path]:
    """Escribe la propuesta y devuelve los archivos, en UTF-8 con coma y punto decimal.

    ``metas``, ``metas_beneficiarios``, ``metas_indicadores``, ``cobertura`` y ``sin_leer``;
    ``parrafos`` (los leídos, con ``parrafo`` como número de orden y los renglones de ``linea`` a
    ``hasta``), ``tramos`` (los nombres de lugar de cada párrafo, de ``inicio`` a ``fin``),
    ``municipios`` (la lista con que se leyó, si se da) y ``texto.txt``, el texto cuyos renglones
    se citan. Lanza ``ErrorDeFuente`` si la carpeta es un archivo.
    """
    if carpeta.exists() and not carpeta.is_dir():
        raise ErrorDeFuente(
            que="La salida es un archivo.",
            donde=str(carpeta),
            esperado="una carpeta, que puede no existir todavía",
            hacer="Elija otra carpeta con --salida.",
        )
    carpeta.mkdir(parents=True, exist_ok=True)
    escritos = []
    tablas = {**propuesta.tablas(), **_para_la_pantalla(propuesta)}
    if municipios is not None:
        tablas["municipios"] = pd.DataFrame(
            list(municipios.nombres.items()), columns=["divipola", "nombre"], dtype="str"
        )
    for nombre, tabla in tablas.items():
        ruta = carpeta / f"{nombre}.csv"
        ruta.write_text(
            tabla.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n"
        )
        escritos.append(ruta)
    texto = carpeta / "texto.txt"
    contenido = "\n".join(propuesta.renglones)
    texto.write_text(
        contenido.encode("utf-8", "replace").decode("utf-8"), encoding="utf-8", newline="\n"
    )
    return [*escritos, texto]


def _para_la_pantalla(propuesta: Propuesta) -> dict[str, pd.DataFrame]:
    parrafos = [
        [str(k), p.meta, p.seccion, str(p.linea), str(p.hasta), p.texto]
        for k, p in enumerate(propuesta.parrafos)
    ]
    tramos = [
        [
            str(k), str(t.inicio), str(t.fin), str(t.linea), t.nombre, t.divipola,
            f"{t.confianza:.2f}", t.motivo,
        ]
        for k, p in enumerate(propuesta.parrafos)
        for t in p.tramos
    ]  # fmt: skip
    columnas = ["parrafo", "meta", "seccion", "linea", "hasta", "texto"]
    de_tramo = ["parrafo", "inicio", "fin", "linea", "nombre", "divipola", "confianza", "motivo"]
    return {
        "parrafos": pd.DataFrame(parrafos, columns=columnas, dtype="str"),
        "tramos": pd.DataFrame(tramos, columns=de_tramo, dtype="str"),
    }
