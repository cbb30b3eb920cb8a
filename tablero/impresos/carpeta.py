"""Varias hojas en un ZIP, de a una: en memoria nunca hay más que la que se está escribiendo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from tablero.exportar import entrada_de_zip
from tablero.formato import cantidad, fecha_larga
from tablero.impresos.hoja import AUTOR, Hoja, en_pdf, fecha_de_corte, pie_de_fuentes

LEAME = "LEAME.txt"


def escribir_zip(
    destino: IO[bytes], hojas: Iterable[Hoja], que: str, avisar: Callable[[int, str], None]
) -> None:
    """Escribe en ``destino`` el PDF de cada hoja y un LEAME.txt que las lista con sus fuentes.

    ``hojas`` se recorre una vez, armando cada una cuando le toca. ``avisar(cuántas van, título)``
    se llama después de cada una. Lanza ``ErrorDeImpreso`` si alguna no sale: el ZIP no queda a
    medias sin decirlo.
    """
    renglones: list[str] = []
    fuentes: dict[str, Mapping[str, Any]] = {}
    with ZipFile(destino, "w", ZIP_DEFLATED) as archivo:
        for van, hoja in enumerate(hojas, start=1):
            archivo.writestr(entrada_de_zip(hoja.archivo), en_pdf(hoja))
            renglones.append(f"{hoja.archivo}  {hoja.titulo}  {hoja.base}{hoja.direccion}")
            fuentes |= {fuente["fuente_id"]: fuente for fuente in hoja.fuentes}
            avisar(van, hoja.titulo)
        suyas = list(fuentes.values())
        texto = [
            AUTOR,
            f"{que}: {cantidad(len(renglones), 'hoja', 'hojas')} de una página.",
            f"Datos con corte al {fecha_larga(fecha_de_corte(suyas))}.",
            "",
            *renglones,
            "",
            "Fuentes",
            *(f"- {pie_de_fuentes([fuente])} Cita: {fuente['cita']}" for fuente in suyas),
        ]
        # Con marca de orden y fin de línea de Windows lo abre bien hasta el bloc de notas.
        archivo.writestr(entrada_de_zip(LEAME), "\r\n".join(texto).encode("utf-8-sig"))
