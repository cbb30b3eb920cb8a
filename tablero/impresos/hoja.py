"""De qué se compone una hoja y cómo se compila en un PDF de una página.

El contenido viaja a la plantilla como JSON, nunca pegado a su código: lo que diga una fuente no
puede cambiar la hoja. El PDF sale etiquetado, con texto que se selecciona, y con el mismo contenido
salen los mismos bytes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd

from pipelines.errores import ErrorDelTablero
from tablero import consultas, estilo
from tablero.formato import fecha_larga
from tablero.formato import periodo as texto_de_periodo
from tablero.impresos.dibujo import LETRA
from tablero.territorio import NOMBRE_DEL_TERRITORIO

AUTOR = f"Tablero de competitividad de {NOMBRE_DEL_TERRITORIO}"
PLANTILLA = Path(__file__).with_name("hoja.typ")
CUERPO_MINIMO_PT = 7.0
_PAPELES = ("texto", "tenue", "rejilla", "eje", "acento")

Traer = Callable[..., pd.DataFrame]
"""``traer(pregunta, *argumentos)``: la de ``tablero.cache`` o una conexión ya puesta."""

Bloque = dict[str, Any]


class ErrorDeImpreso(ErrorDelTablero):
    """Una hoja no se pudo componer."""


@dataclass(frozen=True)
class Paso:
    """Qué tan apretada va la hoja: letra en puntos, largo de los textos y filas por tabla.

    ``largo`` y ``filas`` en ``None``: sin recortar. ``columnas`` es en cuántas se reparte una
    tabla larga.
    """

    cuerpo_pt: float
    largo: int | None = None
    filas: int | None = None
    columnas: int = 1

    def __post_init__(self) -> None:
        if self.cuerpo_pt < CUERPO_MINIMO_PT:
            raise ValueError(f"{self.cuerpo_pt} pt no se lee: el mínimo es {CUERPO_MINIMO_PT}.")


@dataclass(frozen=True)
class Imagen:
    """Un dibujo y lo que dice a quien no lo ve."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Hoja:
    """Una hoja lista para compilar. ``pasos``: (paso, bloques), de la más holgada a la más corta.

    ``direccion`` es la ruta de la vista permanente con sus filtros y ``base``, el servidor si se
    conoce. ``fuentes``: filas de ``consultas.fuentes``. ``pista``: el paso en que suele caber, sólo
    para hallarlo antes.
    """

    titulo: str
    bajada: str
    pasos: Sequence[tuple[Paso, list[Bloque]]]
    fuentes: Sequence[Mapping[str, Any]]
    direccion: str
    archivo: str
    base: str = ""
    imagenes: Mapping[str, Imagen] = field(default_factory=dict)
    titulo_pt: float = 17.0
    pista: int = 0


# ── Bloques ────────────────────────────────────────────────────────────────────────────────────


def partes(texto: str) -> list[dict[str, Any]]:
    """El texto partido por sus negritas (``**así**``), lo único de Markdown que se interpreta."""
    trozos = re.split(r"\*\*(.+?)\*\*", texto)
    return [{"texto": trozo, "fuerte": i % 2 == 1} for i, trozo in enumerate(trozos) if trozo] or [
        {"texto": "", "fuerte": False}
    ]


def literal(texto: str) -> list[dict[str, Any]]:
    """El texto tal cual: para lo que viene de una fuente."""
    return [{"texto": texto, "fuerte": False}]


def titulo(texto: str) -> Bloque:
    return {"tipo": "titulo", "texto": texto}


def subtitulo(texto: str) -> Bloque:
    return {"tipo": "subtitulo", "texto": texto}


def parrafo(texto: str) -> Bloque:
    return {"tipo": "parrafo", "partes": literal(texto)}


def nota(texto: str) -> Bloque:
    return {"tipo": "nota", "partes": literal(texto)}


def lista_de(elementos: Sequence[Sequence[dict[str, Any]]]) -> Bloque:
    """Una lista con viñetas. Cada elemento viene de ``partes`` o de ``literal``."""
    return {"tipo": "lista", "elementos": list(elementos)}


def tabla(
    datos: pd.DataFrame,
    *,
    ancha: str | None = None,
    derecha: Sequence[str] = (),
    columnas: int = 1,
    angostas_em: float | None = None,
) -> Bloque:
    """Una tabla de textos. ``ancha`` es la columna que toma el espacio que sobra.

    ``columnas``: en cuántas tablas seguidas se reparten las filas. ``angostas_em``: el ancho de las
    columnas ``derecha``, en letras, para que su encabezado ocupe dos renglones.
    """
    nombres = [str(columna) for columna in datos.columns]
    return {
        "tipo": "tabla",
        "encabezado": nombres,
        "filas": [[str(v) for v in fila] for fila in datos.to_numpy().tolist()],
        "anchos": [
            "resto"
            if nombre == ancha
            else (angostas_em if angostas_em and nombre in derecha else "auto")
            for nombre in nombres
        ],
        "derecha": [i for i, nombre in enumerate(nombres) if nombre in derecha],
        "columnas": columnas,
    }


def primeras(bloque: Bloque, filas: int | None, columnas: int | None = None) -> Bloque:
    """La misma tabla con sus primeras filas y repartida en otras columnas."""
    return {
        **bloque,
        "filas": bloque["filas"][:filas],
        "columnas": bloque["columnas"] if columnas is None else columnas,
    }


def cifras(tarjetas: Sequence[tuple[str, str, str, str]]) -> Bloque:
    """Cifras sueltas: nombre, valor, explicación y de qué clase son."""
    claves = ("nombre", "valor", "explicacion", "clase")
    return {"tipo": "cifras", "cifras": [dict(zip(claves, t, strict=True)) for t in tarjetas]}


def imagen(clave: str, ancho_cm: float | None = None) -> Bloque:
    """Un dibujo de ``Hoja.imagenes``; sin ancho, el de su columna."""
    return {"tipo": "imagen", "clave": clave, "ancho_cm": ancho_cm}


def lado_a_lado(*columnas: tuple[float, list[Bloque]]) -> Bloque:
    """Columnas de bloques, cada una con su parte del ancho. No se anidan."""
    return {"tipo": "lado", "partes": [[parte, bloques] for parte, bloques in columnas]}


def los_que_faltan(cuantos: int, direccion: str) -> list[Bloque]:
    """«y 6 más, en /municipio?divipola=54498», o nada si caben todos."""
    return [nota(f"y {cuantos} más, en {direccion}.")] if cuantos > 0 else []


def direccion_de(pagina: str, parametros: Mapping[str, str]) -> str:
    """«/municipio?divipola=54498»."""
    return f"/{pagina}?{urlencode(parametros, quote_via=quote)}"


def fuentes_de(traer: Traer, fuente_ids: Iterable[str]) -> list[dict[str, Any]]:
    """Las filas de ``fuentes`` pedidas, en ese orden y sin repetir."""
    por_id = traer(consultas.fuentes).set_index("fuente_id", drop=False)
    filas: list[dict[str, Any]] = por_id.loc[list(dict.fromkeys(fuente_ids))].to_dict("records")
    return filas


# ── PDF ────────────────────────────────────────────────────────────────────────────────────────


def pie_de_fuentes(fuentes: Sequence[Mapping[str, Any]]) -> str:
    """Productor, título, edición y corte de cada fuente, en una línea."""
    return (
        "; ".join(
            f"{f['productor']}, {f['titulo']} (edición {f['edicion']}, datos hasta "
            f"{texto_de_periodo(f['ultimo_dato'])})"
            for f in fuentes
        )
        + "."
    )


def fecha_de_corte(fuentes: Sequence[Mapping[str, Any]]) -> str:
    """La última fecha en que se leyó alguna de las fuentes, en ISO."""
    return max(str(fuente["fecha_consulta"])[:10] for fuente in fuentes)


def _contenido(hoja: Hoja) -> dict[str, Any]:
    corte = fecha_de_corte(hoja.fuentes)
    t = estilo.colores("claro")
    return {
        "titulo": hoja.titulo,
        "autor": AUTOR,
        "descripcion": hoja.bajada or hoja.titulo,
        "palabras": [NOMBRE_DEL_TERRITORIO, corte],
        "letra": LETRA,
        "colores": {papel: getattr(t, papel) for papel in _PAPELES},
        "titulo_pt": hoja.titulo_pt,
        "pista": min(hoja.pista, len(hoja.pasos) - 1),
        "bajada": literal(hoja.bajada) if hoja.bajada else [],
        "pasos": [{"cuerpo_pt": paso.cuerpo_pt, "bloques": b} for paso, b in hoja.pasos],
        "imagenes": {clave: asdict(dibujo) for clave, dibujo in hoja.imagenes.items()},
        "fuentes": pie_de_fuentes(hoja.fuentes),
        "direccion": hoja.direccion,
        "enlace": f"{hoja.base.rstrip('/')}{hoja.direccion}" if hoja.base else None,
        "corte": f"Datos con corte al {fecha_larga(corte)}, última consulta de sus fuentes",
    }


def _imprimible(valor: Any) -> Any:
    """Lo mismo sin los caracteres de control, que ninguna letra dibuja."""
    if isinstance(valor, str):
        return "".join(
            " " if unicodedata.category(letra) in ("Cc", "Cs", "Co", "Cn") else letra
            for letra in valor
        )
    if isinstance(valor, Mapping):
        return {clave: _imprimible(v) for clave, v in valor.items()}
    if isinstance(valor, list):
        return [_imprimible(v) for v in valor]
    return valor


def en_pdf(hoja: Hoja) -> bytes:
    """El PDF de la hoja, etiquetado y conforme con PDF/UA-1. Lanza ``ErrorDeImpreso`` si no sale.

    Si algún texto trae una letra que el compilador no tiene (por ejemplo, china), sale etiquetado
    pero sin declararse PDF/UA-1, que exige poder dibujarlas todas.
    """
    # Cargar el compilador cuesta; quien no baja una hoja no lo paga.
    import typst

    contenido = json.dumps(_imprimible(_contenido(hoja)), ensure_ascii=False).encode("utf-8")
    archivos = {"main.typ": PLANTILLA.read_bytes(), "hoja.json": contenido}
    corte = datetime.fromisoformat(fecha_de_corte(hoja.fuentes)).replace(tzinfo=UTC)

    def compilar(normas: list[Any]) -> bytes:
        # El tipo declarado sólo admite rutas y textos; admite también archivos en memoria.
        compilado: bytes = typst.compile(
            archivos,  # type: ignore[call-overload]
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=normas,
            timestamp=int(corte.timestamp()),
        )
        return compilado

    try:
        return compilar(["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error.message):
            raise _no_sale(hoja, error) from error
    try:
        return compilar([])
    except typst.TypstError as error:
        raise _no_sale(hoja, error) from error


def _no_sale(hoja: Hoja, error: Exception) -> ErrorDeImpreso:
    return ErrorDeImpreso(
        que="No se pudo componer la hoja en PDF.",
        donde=f"{hoja.archivo}: {hoja.titulo}",
        esperado=f"que compilara tablero/impresos/hoja.typ; el compilador dice «{error}»",
        hacer="Imprima la página desde el navegador y avise a quien mantiene el tablero.",
    )
