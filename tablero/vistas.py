"""Una vista quieta: lo que hace falta para volver a mostrarla, sin el mart ni la pantalla.

De una ``VistaCongelada`` salen la diapositiva, la hoja y la imagen; todas llevan su ``codigo``, que
cambia si cambian la dirección, los filtros, las cifras o las ediciones, y sólo entonces.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.diccionario import filtro_en_palabras
from tablero.exportar import csv_internacional
from tablero.formato import cantidad, entero, es_vacio, lista

# Base32 de Crockford: sin I, L, O ni U, que dictadas o escritas a mano se confunden.
_ALFABETO = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LARGO_CODIGO = 8
CODIGO = f"[{_ALFABETO}]{{{_LARGO_CODIGO}}}"
"""La forma de un código, como expresión regular."""

_DE_LA_FUENTE = ("fuente_id", "productor", "titulo", "edicion", "ultimo_dato", "cita")


@dataclass(frozen=True, eq=False)
class VistaCongelada:
    """Un gráfico, un mapa o una tabla con su hallazgo, sus datos, sus filtros y sus fuentes.

    ``clave`` la distingue en su página; ``direccion`` es la ruta con sus parámetros («/economia?…»)
    y vuelve a abrirla. ``datos`` es lo que se ve, con columnas del diccionario. ``figura`` es la de
    Plotly como diccionario, en tema claro, o ``None`` si la vista es sólo una tabla. De cada fuente
    van ``fuente_id``, ``productor``, ``titulo``, ``edicion``, ``ultimo_dato`` y ``cita``.
    ``corte`` es el de la figura o el último dato de esas fuentes, y ``consultada``, el último día
    en que se leyeron (ISO).
    """

    clave: str
    tema: str
    titulo: str
    subtitulo: str
    notas: tuple[str, ...]
    alt: str
    direccion: str
    pagina: str
    filtros: Mapping[str, Any]
    datos: pd.DataFrame
    figura: Mapping[str, Any] | None
    fuentes: tuple[Mapping[str, str], ...]
    corte: str
    consultada: str

    @cached_property
    def codigo(self) -> str:
        """Ocho letras y cifras que resumen dirección, filtros, datos y ediciones."""
        partes = (
            self.direccion,
            repr(sorted((str(c), _en_texto(v)) for c, v in self.filtros.items())),
            repr([(f["fuente_id"], f["edicion"], f["ultimo_dato"]) for f in self.fuentes]),
        )
        resumen = sha256("\x00".join(partes).encode(errors="surrogatepass"))
        resumen.update(csv_internacional(self.datos))
        cifra = int.from_bytes(resumen.digest()[:5])
        return "".join(_ALFABETO[(cifra >> (5 * i)) & 31] for i in reversed(range(_LARGO_CODIGO)))

    @property
    def filtros_en_palabras(self) -> str:
        """«Año: 2025; Medida: IDC», o «ninguno»."""
        elegidos = [
            filtro_en_palabras(c, [str(v) for v in _varios(valor)])
            for c, valor in self.filtros.items()
            if _en_texto(valor)
        ]
        return "; ".join(elegidos) or "ninguno"

    def leame(self, servidor: str) -> dict[str, str]:
        """Los renglones de la hoja Léame de un libro con estos datos.

        ``servidor``: «https://tablero.gov.co», o vacío si la dirección sólo sirve en este equipo.
        """
        return {
            "Qué es": self.tema[0].upper() + self.tema[1:],
            "Filtros": self.filtros_en_palabras,
            "Filas": entero(len(self.datos)),
            "Último dato": self.corte,
            "Para verificar": f"Vista: {servidor}{self.direccion}\nCódigo {self.codigo}",
            "Cómo citar": " ".join(fuente["cita"] for fuente in self.fuentes),
        }


def congelar(
    figura: go.Figure | None,
    datos: pd.DataFrame,
    *,
    fuentes: Sequence[Mapping[str, Any]],
    tema: str,
    clave: str,
    filtros: Mapping[str, Any] | None,
    direccion: str,
    pagina: str,
) -> VistaCongelada:
    """La vista tal como está en pantalla; los textos salen de ``layout.meta`` de la figura.

    ``fuentes`` son filas de la tabla ``fuentes``. Sin figura, el título es el tema. Lanza
    ``ValueError`` si no hay fuentes: nada sale sin ellas.
    """
    if not fuentes:
        raise ValueError("Ninguna vista sale sin fuentes.")
    meta: Mapping[str, Any] = {} if figura is None else dict(figura.layout.meta)
    columnas = cantidad(len(datos.columns), "columna", "columnas")
    return VistaCongelada(
        clave=clave,
        tema=tema,
        titulo=str(meta.get("titulo") or tema[0].upper() + tema[1:]),
        subtitulo=str(meta.get("subtitulo") or ""),
        notas=tuple(str(nota) for nota in meta.get("notas") or ()),
        alt=str(
            meta.get("alt")
            or f"Tabla de {tema}: {cantidad(len(datos), 'fila', 'filas')} y {columnas}."
        ),
        direccion=direccion,
        pagina=pagina,
        filtros=dict(filtros or {}),
        datos=datos,
        figura=None if figura is None else _en_claro(figura.to_dict()),
        fuentes=tuple(
            {campo: _en_texto(fuente[campo]) for campo in _DE_LA_FUENTE} for fuente in fuentes
        ),
        corte=str(meta.get("corte") or max(str(fuente["ultimo_dato"]) for fuente in fuentes)),
        consultada=max(str(fuente["fecha_consulta"])[:10] for fuente in fuentes),
    )


def _varios(valor: Any) -> Sequence[Any]:
    return list(valor) if isinstance(valor, list | tuple | set | frozenset) else [valor]


def _en_texto(valor: Any) -> str:
    if isinstance(valor, list | tuple | set | frozenset):
        return lista([str(v) for v in valor])
    return "" if es_vacio(valor) else str(valor)


def numeros(valor: Any) -> list[Any]:
    """Los valores de un arreglo de Plotly, venga como lista o comprimido en base 64."""
    if valor is None:
        return []
    if isinstance(valor, Mapping):
        leidos = np.frombuffer(base64.b64decode(valor["bdata"]), dtype=np.dtype(valor["dtype"]))
        return [None if v != v else v.item() for v in leidos]
    if isinstance(valor, str) or not hasattr(valor, "__iter__"):
        return [valor]
    return [None if es_vacio(v) else v for v in valor]


# ── De oscuro a claro ──────────────────────────────────────────────────────────────────────────

_COLOR = re.compile(r"#[0-9a-fA-F]{6}|rgba?\((\d+), ?(\d+), ?(\d+)(?:, ?([\d.]+))?\)")


@cache
def _claro_de_oscuro() -> dict[str, str]:
    """El color claro que cumple el papel de cada color oscuro."""
    claro, oscuro = estilo.TEMAS["claro"], estilo.TEMAS["oscuro"]
    parejas: dict[str, str] = {}
    # Al revés de como se declaran: si dos papeles comparten tono en oscuro, gana el primero.
    for n in range(7, 1, -1):
        parejas |= zip(estilo.secuencial(n, "oscuro"), estilo.secuencial(n, "claro"), strict=True)
    for marca in estilo.ESTADOS_DE_META.values():
        if marca.color_oscuro not in estilo.OKABE_ITO:
            parejas[marca.color_oscuro] = marca.color_claro
    for papel in reversed(list(vars(oscuro))):
        if papel != "nombre":
            parejas[getattr(oscuro, papel)] = getattr(claro, papel)
    return {de.lower(): a for de, a in parejas.items()}


def _en_claro(figura: dict[str, Any]) -> dict[str, Any]:
    """La figura en los colores del tema claro: el papel y la diapositiva son blancos."""
    sin_plantilla = {c: v for c, v in figura["layout"].items() if c != "template"}
    propia = {"data": figura["data"], "layout": sin_plantilla}
    if dict(sin_plantilla.get("meta") or {}).get("tema") != "oscuro":
        return propia
    parejas = _claro_de_oscuro()

    def cambiar(hallado: re.Match[str]) -> str:
        if hallado[1] is None:
            return parejas.get(hallado[0].lower(), hallado[0])
        hexadecimal = "#" + "".join(f"{int(hallado[i]):02x}" for i in (1, 2, 3))
        return estilo.transparente(parejas.get(hexadecimal, hexadecimal), float(hallado[4] or 1))

    clara: dict[str, Any] = recorrer(propia, lambda texto: _COLOR.sub(cambiar, texto))
    return clara


def recorrer(nodo: Any, cambiar: Callable[[str], str]) -> Any:
    """Una copia de la estructura con cada texto pasado por ``cambiar``; lo demás queda igual."""
    if isinstance(nodo, str):
        return cambiar(nodo)
    if isinstance(nodo, Mapping):
        # Lo comprimido no son palabras.
        return {c: v if c == "bdata" else recorrer(v, cambiar) for c, v in nodo.items()}
    if isinstance(nodo, list | tuple):
        return type(nodo)(recorrer(v, cambiar) for v in nodo)
    return nodo
