"""Buscar un indicador, un lugar, una página, una meta o un término, con tildes o sin ellas.

Perdona erratas, entiende los sinónimos del catálogo y da siempre el mismo orden. Aquí no hay
pantalla ni base: recibe tablas y devuelve a dónde ir.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tablero.formato import es_vacio
from tablero.glosario import Termino, terminos
from tablero.navegacion import PAGINAS, Pagina

CLASES = (
    "indicador", "pagina", "nacional", "departamento", "municipio", "camara", "meta", "termino",
)  # fmt: skip
"""Qué clase de cosa se encontró; a igual parecido, en este orden."""

ETIQUETAS = {
    "indicador": "Indicador",
    "pagina": "Página",
    "nacional": "País",
    "departamento": "Departamento",
    "municipio": "Municipio",
    "camara": "Cámara de comercio",
    "meta": "Meta del plan",
    "termino": "Término",
}

_VACIAS = frozenset(
    ("a", "al", "como", "con", "cual", "cuales", "cuanto", "cuantos", "de", "del", "donde", "el",
     "en", "es", "esta", "hay", "la", "las", "lo", "los", "mi", "para", "por", "que", "se", "su",
     "sus", "tasa", "un", "una", "y")
)  # fmt: skip
_LARGO_MAXIMO = 160
_PALABRAS_MAXIMAS = 12
_MINIMO_CUBIERTO = 0.35
_MINIMO_DE_PALABRA = 0.6
_MINIMO_DE_CRUCE = 75
_CRUCES = 2


def normalizar(texto: str) -> str:
    """Minúsculas sin tildes ni signos: «¿Ocaña (N. de S.)?» → «ocana n de s»."""
    plano = unicodedata.normalize("NFKD", texto.casefold())
    sin_tildes = "".join(letra for letra in plano if not unicodedata.combining(letra))
    return " ".join(re.findall(r"[a-z0-9]+", sin_tildes))


def _palabras(texto: str) -> tuple[str, ...]:
    """Las palabras que dicen algo, sin repetir; si ninguna dice algo, todas."""
    todas = tuple(dict.fromkeys(normalizar(texto).split()))
    return tuple(p for p in todas if p not in _VACIAS) or todas


@dataclass(frozen=True)
class Entrada:
    """Algo que se puede encontrar y la dirección exacta que lo muestra.

    ``direccion`` es la de una ``Pagina``; ``parametros``, los que van tras el «?». ``nombres`` son
    las maneras propias de llamarlo y ``otros``, sinónimos y códigos, que pesan un poco menos.
    ``niveles`` sólo la llevan los indicadores: de qué clases de lugar hay dato. ``filtro`` es el
    filtro atado de la página, con su valor, cuando la vista depende de uno (véase ``Destino``).
    """

    clase: str
    titulo: str
    detalle: str
    direccion: str
    parametros: Mapping[str, str] = field(default_factory=dict)
    nombres: Sequence[str] = ()
    otros: Sequence[str] = ()
    niveles: Sequence[str] = ()
    filtro: tuple[str, str] | None = None


@dataclass(frozen=True)
class Resultado:
    """Una entrada hallada. ``puntaje`` va de 0 a 100: 100 es el nombre completo, sin erratas."""

    entrada: Entrada
    puntaje: float


@dataclass(frozen=True)
class _Nombre:
    entrada: int
    palabras: tuple[str, ...]
    letras: int
    es_propio: bool


class Indice:
    """Las entradas, listas para buscarse en milésimas de segundo."""

    def __init__(self, entradas: Iterable[Entrada]) -> None:
        self.entradas = tuple(entradas)
        self._nombres: list[_Nombre] = []
        lugares: dict[str, list[int]] = defaultdict(list)
        for numero, entrada in enumerate(self.entradas):
            vistos: set[tuple[str, ...]] = set()
            # «PIB» es primero el indicador y después el término que lo explica.
            propios = entrada.clase != "termino"
            parejas = [(n, propios) for n in (entrada.titulo, *entrada.nombres)]
            parejas += [(n, False) for n in entrada.otros]
            for texto, es_propio in parejas:
                palabras = _palabras(texto)
                if not palabras or palabras in vistos:
                    continue
                vistos.add(palabras)
                for palabra in palabras:
                    lugares[palabra].append(len(self._nombres))
                letras = sum(map(len, palabras))
                self._nombres.append(_Nombre(numero, palabras, letras, es_propio))
        self._vocabulario = sorted(lugares)
        self._lugares = [lugares[palabra] for palabra in self._vocabulario]

    def buscar(self, texto: str, limite: int = 8) -> list[Resultado]:
        """Lo más parecido a ``texto``, de mejor a peor; vacío si nada se parece.

        Si nombra un indicador y un lugar («desempleo en Arauca»), primero la ficha del indicador
        en ese lugar. De un texto larguísimo sólo se miran las primeras palabras.
        """
        pedidas = _palabras(texto[:_LARGO_MAXIMO])[:_PALABRAS_MAXIMAS]
        if not pedidas or not self._vocabulario:
            return []
        hallados = [*self._cruzar(pedidas), *self._hallar(pedidas)]
        return sorted(hallados, key=_orden)[:limite]

    def _hallar(self, pedidas: Sequence[str]) -> list[Resultado]:
        parecidos = _parecidos(pedidas, self._vocabulario)
        total = sum(map(len, pedidas))
        # Por nombre: cuántas letras de lo pedido cubre y cuántas de las suyas quedan cubiertas.
        cubierto: dict[int, float] = defaultdict(float)
        propio: dict[int, float] = defaultdict(float)
        for fila, pedida in enumerate(pedidas):
            mejor: dict[int, tuple[float, int]] = {}
            for columna in np.flatnonzero(parecidos[fila] >= _MINIMO_DE_PALABRA):
                parecido = float(parecidos[fila, columna])
                largo = len(self._vocabulario[columna])
                for lugar in self._lugares[columna]:
                    mejor[lugar] = max(mejor.get(lugar, (0.0, 0)), (parecido, largo))
            for lugar, (parecido, largo) in mejor.items():
                cubierto[lugar] += parecido * len(pedida)
                propio[lugar] += parecido * largo
        puntajes: dict[int, float] = defaultdict(float)
        for lugar, letras in cubierto.items():
            if letras / total < _MINIMO_CUBIERTO:
                continue
            nombre = self._nombres[lugar]
            puntaje = 80 * letras / total + 15 * min(1.0, propio[lugar] / nombre.letras)
            puntaje += 5 * nombre.es_propio
            puntajes[nombre.entrada] = max(puntajes[nombre.entrada], puntaje)
        return [Resultado(self.entradas[i], round(p, 4)) for i, p in puntajes.items()]

    def _cruzar(self, pedidas: Sequence[str]) -> list[Resultado]:
        """Indicadores del resto de lo pedido, en el lugar que una parte nombra completo."""
        nombrados = [
            (nombre, self.entradas[nombre.entrada])
            for nombre in self._nombres
            if nombre.es_propio
            and self.entradas[nombre.entrada].clase in ("nacional", "departamento", "municipio")
            and set(nombre.palabras) < set(pedidas)
        ]
        cruces = []
        for nombre, lugar in nombrados:
            # «Norte de Santander» no es además «Santander».
            if any(set(nombre.palabras) < set(otro.palabras) for otro, _ in nombrados):
                continue
            resto = [p for p in pedidas if p not in nombre.palabras]
            de_lugar = [
                hallado
                for hallado in self._hallar(resto)
                if lugar.clase in hallado.entrada.niveles and hallado.puntaje >= _MINIMO_DE_CRUCE
            ]
            for hallado in sorted(de_lugar, key=_orden)[:_CRUCES]:
                entrada = replace(
                    hallado.entrada,
                    titulo=f"{hallado.entrada.titulo}: {lugar.titulo}",
                    parametros={**hallado.entrada.parametros, "dat_territorio": lugar.otros[0]},
                )
                cruces.append(Resultado(entrada, hallado.puntaje))
        return cruces


def _orden(resultado: Resultado) -> tuple[float, int, str, str]:
    entrada = resultado.entrada
    clase = CLASES.index(entrada.clase)
    return (-resultado.puntaje, clase, normalizar(entrada.titulo), str(entrada.parametros))


def _parecidos(pedidas: Sequence[str], vocabulario: Sequence[str]) -> Any:
    """Cuánto se parece (0 a 1) cada palabra pedida a cada palabra del índice.

    Uno si son iguales; algo menos si la del índice empieza por la pedida; si no, según cuántas
    letras cambian (una en palabras de cuatro o cinco, dos desde seis; en las cortas, ninguna:
    «TIC» y «TGP» no son erratas una de otra); y menos aún si la contiene («empleo», «desempleo»).
    """
    erratas = process.cdist(pedidas, vocabulario, scorer=OSA.distance, score_cutoff=2)
    parecidos = np.zeros(erratas.shape)
    for fila, pedida in enumerate(pedidas):
        admitidas = 0 if len(pedida) < 4 or pedida.isdigit() else (1 if len(pedida) < 6 else 2)
        for columna, palabra in enumerate(vocabulario):
            cambios = int(erratas[fila, columna])
            if cambios == 0:
                parecidos[fila, columna] = 1.0
            elif len(pedida) >= 3 and palabra.startswith(pedida):
                parecidos[fila, columna] = 0.85 + 0.1 * len(pedida) / len(palabra)
            elif cambios <= admitidas:
                largo = max(len(pedida), len(palabra))
                parecidos[fila, columna] = 0.95 * (1 - cambios / largo)
            elif len(pedida) >= 5 and pedida in palabra:
                parecidos[fila, columna] = 0.7
    return parecidos


# ── De qué se arma el índice ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Destino:
    """Una vista que muestra un lugar: página, parámetro que lo recibe y los que van fijos.

    Un filtro atado a la dirección con ``bind`` sólo entiende, al llegar de otra página, el rótulo
    que se lee en pantalla: para ésos, ``por_nombre``. Desde la misma página ni eso: hay que
    cambiarle el valor (``filtro``).
    """

    direccion: str
    parametro: str
    fijos: Mapping[str, str] = field(default_factory=dict)
    por_nombre: bool = False

    def con(self, codigo: str, nombre: str) -> dict[str, str]:
        return {**self.fijos, self.parametro: nombre if self.por_nombre else codigo}

    def filtro(self, codigo: str) -> tuple[str, str] | None:
        return (self.parametro, codigo) if self.por_nombre else None


# Por nivel, de la mejor vista a la que siempre existe: se usa la primera cuya página ya está.
DESTINOS: Mapping[str, Sequence[Destino]] = {
    "nacional": (Destino("datos", "dat_territorio", {"indicador": "pib_per_capita"}),),
    "departamento": (
        Destino("competitividad", "idc_territorio", por_nombre=True),
        Destino("economia", "eco_territorio", por_nombre=True),
        Destino("datos", "dat_territorio", {"indicador": "idc_general"}),
    ),
    "camara": (
        Destino("empresas", "emp_camara", por_nombre=True),
        Destino("datos", "dat_territorio", {"indicador": "incremento_empresas"}),
    ),
    "municipio": (
        Destino("municipio", "divipola"),
        Destino("datos", "dat_territorio", {"indicador": "poblacion_proyectada"}),
    ),
}


def destino_de(nivel: str, paginas: Sequence[Pagina] = PAGINAS) -> Destino:
    """La mejor vista de una clase de lugar entre las páginas que hay."""
    hay = {pagina.direccion for pagina in paginas}
    return next(destino for destino in DESTINOS[nivel] if destino.direccion in hay)


def _textos(celda: Any) -> list[str]:
    return [] if es_vacio(celda) else str(celda).split(" · ")


def entradas_de_indicadores(catalogo: pd.DataFrame) -> list[Entrada]:
    """Un indicador abre su ficha. ``catalogo``: ``consultas.datos.catalogo``."""
    return [
        Entrada(
            clase="indicador",
            titulo=str(fila["nombre"]),
            detalle=str(fila["descripcion"]),
            direccion="datos",
            parametros={"indicador": str(fila["indicador_id"])},
            nombres=(str(fila["nombre_corto"]),),
            otros=(str(fila["indicador_id"]), *_textos(fila["sinonimos"])),
            niveles=tuple(str(fila["nivel"]).split(", ")),
        )
        for fila in catalogo.to_dict("records")
    ]


def entradas_de_lugares(
    lugares: pd.DataFrame, paginas: Sequence[Pagina] = PAGINAS
) -> list[Entrada]:
    """Departamentos, cámaras y municipios. ``lugares``: ``consultas.datos.lugares``."""
    entradas = []
    for fila in lugares.to_dict("records"):
        nivel, codigo, nombre = (str(fila[c]) for c in ("nivel", "codigo", "nombre"))
        destino = destino_de(nivel, paginas)
        titulo, detalle, otros = nombre, f"código DIVIPOLA {codigo}", [codigo]
        if nivel == "camara":
            titulo, detalle, otros = f"Cámara de Comercio de {nombre}", "jurisdicción", []
        elif nivel == "municipio":
            detalle = (
                f"subregión {fila['subregion']}, cámara de {fila['camara']}, DIVIPOLA {codigo}"
            )
        entradas.append(
            Entrada(
                clase=nivel,
                titulo=titulo,
                detalle=detalle,
                direccion=destino.direccion,
                parametros=destino.con(codigo, nombre),
                otros=tuple(otros),
                filtro=destino.filtro(codigo),
            )
        )
    return entradas


def entradas_de_paginas(paginas: Sequence[Pagina] = PAGINAS) -> list[Entrada]:
    """Las páginas del menú: por su título, por su dirección y por su pregunta."""
    return [
        Entrada(
            clase="pagina",
            titulo=pagina.titulo,
            detalle=pagina.pregunta,
            direccion=pagina.direccion,
            nombres=(pagina.direccion,),
            otros=(pagina.pregunta,),
        )
        for pagina in paginas
    ]


def entradas_de_terminos(glosario: Sequence[Termino]) -> list[Entrada]:
    """Los términos del glosario (``tablero.glosario.terminos``)."""
    return [
        Entrada(
            clase="termino",
            titulo=termino.termino,
            detalle=termino.definicion,
            direccion="datos",
            parametros={"dat_termino": termino.clave},
            otros=termino.otros,
        )
        for termino in glosario
    ]


def entradas_de_metas(metas: pd.DataFrame) -> list[Entrada]:
    """Una meta abre su ficha: por su número («meta 896») o por las palabras de su enunciado.

    ``metas``: ``consultas.plan.todas``.
    """
    return [
        Entrada(
            clase="meta",
            titulo=f"Meta {fila['meta']}: {fila['enunciado']}",
            detalle=f"plan de desarrollo {fila['periodo']}",
            direccion="plan",
            parametros={"periodo": str(fila["periodo"]), "meta": str(fila["meta"])},
            nombres=(f"meta {fila['meta']}",),
            otros=(str(fila["enunciado"]),),
        )
        for fila in metas.to_dict("records")
    ]


def armar_indice(
    catalogo: pd.DataFrame,
    lugares: pd.DataFrame,
    paginas: Sequence[Pagina] = PAGINAS,
    glosario: Sequence[Termino] | None = None,
    metas: pd.DataFrame | None = None,
) -> Indice:
    """El índice de todo el tablero."""
    return Indice(
        [
            *entradas_de_indicadores(catalogo),
            *entradas_de_paginas(paginas),
            *entradas_de_lugares(lugares, paginas),
            *([] if metas is None else entradas_de_metas(metas)),
            *entradas_de_terminos(terminos() if glosario is None else glosario),
        ]
    )
