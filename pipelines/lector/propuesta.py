"""``leer_informe``: de un informe a la propuesta de tablas que una persona revisa."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from pipelines.errores import ErrorDeFuente
from pipelines.lector import cifras, secciones
from pipelines.lector.extraccion import leer_archivo, renglones_de_texto
from pipelines.lector.limpieza import TextoUnido, plano, trozos, unir
from pipelines.lector.localizacion import Lectura, leer_localizacion
from pipelines.lector.lugares import Mencion, Municipios, municipios_del_proyecto
from pipelines.lector.numeros import numero
from pipelines.rutas import RUTAS, Rutas

COLUMNAS: dict[str, list[str]] = {
    "metas": [
        "periodo", "meta", "linea", "programa", "subprograma", "enunciado", "cantidad_programada",
        "logro", "cumplimiento_pct", "avance_cuatrienio_pct", "estado_texto",
        "inversion_programada_mill_cop", "inversion_propios_mill_cop", "inversion_otras_mill_cop",
        "inversion_total_mill_cop", "beneficiarios", "n_municipios_declarado", "linea_documento",
        "linea_avance", "linea_inversion", "linea_beneficiarios", "nota", "confianza",
    ],
    "metas_beneficiarios": [
        "periodo", "meta", "grupo", "personas", "anio", "linea_documento", "nota", "confianza",
    ],
    "metas_indicadores": [
        "periodo", "meta", "indicador", "tipo_vinculo", "linea_documento", "nota", "confianza",
    ],
    "cobertura": [
        "periodo", "meta", "nombre_en_fuente", "divipola", "anio", "tipo", "linea_documento",
        "nota", "confianza",
    ],
    "sin_leer": ["linea", "meta", "seccion", "motivo", "texto"],
}  # fmt: skip
"""Columnas de cada tabla de la propuesta. Todo es texto, como se escribe en el CSV."""

_PERIODO = re.compile(r"\b(20\d\d)\s*[-–—/]\s*(20\d\d)\b")
_PERIODO_PEDIDO = re.compile(r"(20\d\d)-(20\d\d)")
_CANTIDAD = re.compile(r"\(?(?P<n>\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)\)?(?=\s)(?!\s*%)")
_DINERO = re.compile(r"\bmillones?\b|\$|\bpesos\b")
_PARECIDO_DE_COPIA = 0.92
LARGO_DE_UN_PARRAFO = 20_000
"""Letras. Los párrafos reales no pasan de unas 3.000; más es un archivo mal extraído."""


@dataclass(frozen=True)
class Tramo:
    """Un nombre de lugar dentro de un párrafo: ``texto[inicio:fin]``.

    ``divipola`` vacío: no está en la lista. ``motivo`` no vacío: se halló, pero no es un lugar.
    ``linea``: el renglón del documento donde empieza.
    """

    inicio: int
    fin: int
    nombre: str
    divipola: str
    confianza: float
    motivo: str = ""
    linea: int = 0


@dataclass(frozen=True)
class Parrafo:
    """Un párrafo de una sección de una meta, con los municipios marcados si es LOCALIZACIÓN.

    ``linea`` y ``hasta``: el primer y el último renglón del documento de donde sale.
    """

    meta: str
    seccion: str
    linea: int
    hasta: int
    texto: str
    tramos: tuple[Tramo, ...] = ()


@dataclass(frozen=True)
class Propuesta:
    """Lo que el lector propone. Las tablas traen las columnas de ``COLUMNAS``, todo como texto."""

    periodo: str
    metas: pd.DataFrame
    metas_beneficiarios: pd.DataFrame
    metas_indicadores: pd.DataFrame
    cobertura: pd.DataFrame
    sin_leer: pd.DataFrame
    parrafos: tuple[Parrafo, ...]
    renglones: tuple[str, ...] = field(repr=False)

    def tablas(self) -> dict[str, pd.DataFrame]:
        """Las cinco tablas por nombre, en el orden en que se escriben."""
        return {nombre: getattr(self, nombre) for nombre in COLUMNAS}


@dataclass
class _Filas:
    periodo: str
    por_tabla: dict[str, list[list[str]]] = field(
        default_factory=lambda: {nombre: [] for nombre in COLUMNAS}
    )
    parrafos: list[Parrafo] = field(default_factory=list)

    def sin_leer(self, linea: int, meta: str, seccion: str, motivo: str, texto: str) -> None:
        fragmento = " ".join(texto.split())[:160]
        self.por_tabla["sin_leer"].append([str(linea), meta, seccion, motivo, fragmento])


def leer_informe(
    origen: str | Path,
    municipios: Municipios | None = None,
    periodo: str | None = None,
    *,
    indicadores: list[str] | None = None,
    rutas: Rutas = RUTAS,
) -> Propuesta:
    """Lee un informe y propone sus tablas.

    ``origen``: una ruta (``Path``) o el texto mismo (``str``). ``municipios``: por omisión, los del
    proyecto. ``periodo``: «2020-2023»; si falta, se busca en el texto. ``indicadores``: los de
    resultado con que una meta se puede ligar; por omisión, los de ``data/raw`` de ese periodo.
    Lanza ``ErrorDeFuente`` si el archivo no se puede leer, no hay metas o el periodo no lo es.
    """
    if isinstance(origen, Path):
        renglones, donde = leer_archivo(origen), str(origen)
    else:
        renglones, donde = renglones_de_texto(origen), "el texto recibido"
        if not origen.strip():
            raise _sin_metas("El texto está vacío.", donde)
    lista = municipios if municipios is not None else municipios_del_proyecto(rutas)
    limites = _limites(periodo, donde)
    todos = trozos(renglones, secciones.protegido, lista.solo_lugares)
    metas, descartes = secciones.separar(todos)
    if not metas:
        raise _sin_metas("No se halló ninguna meta.", donde)
    if limites is None:
        limites = _periodo_del_texto(renglones)
    nombre = f"{limites[0]}-{limites[1]}" if limites else ""
    filas = _Filas(nombre)
    for linea, texto, motivo in descartes:
        filas.sin_leer(linea, "", "", motivo, texto)
    if limites is None:
        filas.sin_leer(1, "", "", "el texto no dice el periodo: páselo con --periodo", "")
    if indicadores is None:
        indicadores = _indicadores(rutas, nombre)
    for meta in metas:
        _leer_meta(meta, lista, limites, indicadores, filas)
    tablas = {
        tabla: pd.DataFrame(filas.por_tabla[tabla], columns=columnas, dtype="str")
        for tabla, columnas in COLUMNAS.items()
    }
    return Propuesta(
        periodo=nombre, **tablas, parrafos=tuple(filas.parrafos), renglones=tuple(renglones)
    )


def _sin_metas(que: str, donde: str) -> ErrorDeFuente:
    return ErrorDeFuente(
        que=que,
        donde=donde,
        esperado=(
            "renglones «Meta 123 <enunciado>» o «Meta # 4», seguidos de secciones como "
            "INVERSIÓN, BENEFICIARIOS o LOCALIZACIÓN"
        ),
        hacer="Revise que sea el informe de metas, y que el archivo conserve sus títulos.",
    )


def _limites(periodo: str | None, donde: str) -> tuple[int, int] | None:
    if periodo is None:
        return None
    hallado = _PERIODO_PEDIDO.fullmatch(periodo.strip())
    if hallado is None or not 0 <= int(hallado[2]) - int(hallado[1]) <= 12:
        raise ErrorDeFuente(
            que=f"«{periodo}» no es un periodo.",
            donde=donde,
            esperado="el primer y el último año, como 2020-2023",
            hacer="Corrija --periodo.",
        )
    return int(hallado[1]), int(hallado[2])


def _periodo_del_texto(renglones: list[str]) -> tuple[int, int] | None:
    """El cuatrienio que el texto más nombra; manda el que acompaña a «plan de desarrollo»."""
    pesos: Counter[tuple[int, int]] = Counter()
    for renglon in renglones:
        for hallado in _PERIODO.finditer(renglon):
            desde, hasta = int(hallado[1]), int(hallado[2])
            if hasta - desde != 3:
                continue
            cerca = plano(renglon[max(0, hallado.start() - 80) : hallado.start()])
            pesos[desde, hasta] += 50 if re.search(r"plan\b.{0,40}desarrollo", cerca) else 1
    return pesos.most_common(1)[0][0] if pesos else None


def _indicadores(rutas: Rutas, periodo: str) -> list[str]:
    """Los indicadores de resultado que las fuentes declaran para ese periodo (o para todos)."""
    nombres: dict[str, str] = {}
    for ruta in sorted(rutas.datos_crudos.glob("*/*/indicadores_resultado.csv")):
        with ruta.open(encoding="utf-8", newline="") as archivo:
            for fila in csv.DictReader(archivo):
                if fila.get("indicador") and periodo in ("", fila.get("periodo")):
                    nombres.setdefault(fila["indicador"], fila.get("periodo", ""))
    return list(nombres)


# Una meta


def _leer_meta(
    meta: secciones.Meta,
    lista: Municipios,
    limites: tuple[int, int] | None,
    indicadores: list[str],
    filas: _Filas,
) -> None:
    parrafos = {
        nombre: unir(partes, lista.partido) for nombre, partes in meta.secciones.items() if partes
    }
    notas = list(meta.notas)
    _quitar_largos(meta, parrafos, filas)
    _quitar_instrucciones(meta, parrafos, filas)
    _quitar_copias(meta, parrafos, notas, filas)

    hallada = _CANTIDAD.match(meta.enunciado)
    cantidad = numero(hallada["n"]) if hallada else None
    avance = cifras.leer_avance(
        parrafos.get(secciones.AVANCE, []), meta.enunciado, cantidad, ficha=meta.ficha
    )
    inversion = cifras.leer_inversion(parrafos.get(secciones.INVERSION, []))
    beneficiarios = cifras.leer_beneficiarios(
        parrafos.get(secciones.BENEFICIARIOS, []), meta.enunciado
    )
    localizacion = _localizar(meta, parrafos.get(secciones.LOCALIZACION, []), lista, limites, filas)
    _anotar_secciones(meta, parrafos, localizacion, filas)
    notas += [*avance.notas, *inversion.notas]
    for seccion, pendientes in (
        (secciones.AVANCE, avance.sin_leer),
        (secciones.INVERSION, inversion.sin_leer),
        (secciones.BENEFICIARIOS, beneficiarios.sin_leer),
    ):
        for linea, texto, motivo in pendientes:
            filas.sin_leer(linea, meta.numero, seccion, motivo, texto)

    datos = [
        avance.cumplimiento, avance.cuatrienio, avance.logro, inversion.programada,
        inversion.propios, inversion.otras, inversion.total, beneficiarios.total,
    ]  # fmt: skip
    confianza = min([meta.confianza, *(d.confianza for d in datos if d is not None)])
    filas.por_tabla["metas"].append(
        [
            filas.periodo, meta.numero, meta.linea, meta.programa, meta.subprograma,
            meta.enunciado,
            _escribir(cantidad),
            _valor(avance.logro), _valor(avance.cumplimiento), _valor(avance.cuatrienio),
            avance.estado,
            _valor(inversion.programada), _valor(inversion.propios), _valor(inversion.otras),
            _valor(inversion.total), _valor(beneficiarios.total),
            str(localizacion.declarados or ""),
            str(meta.linea_documento),
            str(avance.linea or ""), str(inversion.linea or ""),
            str(beneficiarios.total.linea) if beneficiarios.total else "",
            " ".join(notas), f"{confianza:.2f}",
        ]
    )  # fmt: skip
    for grupo in beneficiarios.grupos:
        filas.por_tabla["metas_beneficiarios"].append(
            [
                filas.periodo, meta.numero, grupo.grupo, str(grupo.personas), grupo.anio,
                str(grupo.linea), grupo.nota, f"{grupo.confianza:.2f}",
            ]
        )  # fmt: skip
    con_titulo = bool(parrafos.get(secciones.IMPACTO))
    # Sin título IMPACTO, la oración queda suelta al final de la ejecución o tras las fotos.
    fuente = parrafos.get(secciones.IMPACTO) or [
        *parrafos.get(secciones.EJECUCION, []),
        *parrafos.get(secciones.FIN, []),
    ]
    for vinculo in cifras.leer_indicadores(fuente, indicadores, con_titulo=con_titulo):
        filas.por_tabla["metas_indicadores"].append(
            [
                filas.periodo, meta.numero, vinculo.indicador, "declarado", str(vinculo.linea),
                vinculo.nota, f"{vinculo.confianza:.2f}",
            ]
        )  # fmt: skip
    for fila in localizacion.filas:
        filas.por_tabla["cobertura"].append(
            [
                filas.periodo, meta.numero, fila.nombre, fila.divipola, fila.anio, fila.tipo,
                str(fila.linea), fila.nota, f"{fila.confianza:.2f}",
            ]
        )  # fmt: skip


def _localizar(
    meta: secciones.Meta,
    parrafos: list[TextoUnido],
    lista: Municipios,
    limites: tuple[int, int] | None,
    filas: _Filas,
) -> Lectura:
    utiles = [p for p in parrafos if not secciones.es_epigrafe(p.texto)]
    menciones = [lista.menciones(p.texto) for p in utiles]
    for parrafo, halladas in zip(utiles, menciones, strict=True):
        filas.parrafos.append(
            Parrafo(
                meta.numero,
                secciones.LOCALIZACION,
                parrafo.linea(0),
                parrafo.lineas[-1],
                parrafo.texto,
                tuple(_tramo(m, parrafo.linea(m.inicio)) for m in halladas),
            )
        )
    lectura = leer_localizacion(utiles, lista, menciones, limites)
    for linea, texto, motivo in lectura.sin_leer:
        filas.sin_leer(linea, meta.numero, secciones.LOCALIZACION, motivo, texto)
    return lectura


def _tramo(mencion: Mencion, linea: int) -> Tramo:
    return Tramo(
        mencion.inicio,
        mencion.fin,
        mencion.nombre,
        mencion.divipola,
        mencion.confianza,
        mencion.motivo,
        linea,
    )


def _quitar_largos(
    meta: secciones.Meta, parrafos: dict[str, list[TextoUnido]], filas: _Filas
) -> None:
    for nombre, lista in parrafos.items():
        for parrafo in [p for p in lista if len(p.texto) > LARGO_DE_UN_PARRAFO]:
            lista.remove(parrafo)
            motivo = f"el párrafo pasa de {LARGO_DE_UN_PARRAFO} letras: no es una sección de meta"
            filas.sin_leer(parrafo.linea(0), meta.numero, nombre, motivo, parrafo.texto[:200])


def _quitar_instrucciones(
    meta: secciones.Meta, parrafos: dict[str, list[TextoUnido]], filas: _Filas
) -> None:
    for nombre, lista in parrafos.items():
        for parrafo in [p for p in lista if secciones.es_instruccion(p.texto)]:
            lista.remove(parrafo)
            filas.sin_leer(
                parrafo.linea(0),
                meta.numero,
                nombre,
                "quedó la instrucción de la plantilla, sin respuesta",
                parrafo.texto,
            )


def _quitar_copias(
    meta: secciones.Meta,
    parrafos: dict[str, list[TextoUnido]],
    notas: list[str],
    filas: _Filas,
) -> None:
    """Vacía la sección que repite por error el texto de otra: sus cifras y lugares no valen."""
    textos = {
        nombre: " ".join(p.texto for p in parrafos.get(nombre, []))
        for nombre in (secciones.INVERSION, secciones.BENEFICIARIOS, secciones.LOCALIZACION)
    }
    pares = (
        (secciones.INVERSION, secciones.BENEFICIARIOS),
        (secciones.INVERSION, secciones.LOCALIZACION),
        (secciones.BENEFICIARIOS, secciones.LOCALIZACION),
    )
    for una, otra in pares:
        primero, segundo = textos[una], textos[otra]
        if not primero or not segundo or not _iguales(primero, segundo):
            continue
        sobra = otra
        if una == secciones.INVERSION and not _DINERO.search(plano(primero)):
            sobra = una
        linea = parrafos[sobra][0].linea(0)
        filas.sin_leer(
            linea, meta.numero, sobra, f"repite el texto de la sección {_otra(una, otra, sobra)}",
            textos[sobra],
        )  # fmt: skip
        notas.append(f"La sección {sobra} repite la de {_otra(una, otra, sobra)}.")
        parrafos[sobra] = []
        textos[sobra] = ""


def _otra(una: str, otra: str, esta: str) -> str:
    return otra if esta == una else una


def _iguales(uno: str, otro: str) -> bool:
    if min(len(uno), len(otro)) < 25 or max(len(uno), len(otro)) > 20_000:
        return uno == otro
    if abs(len(uno) - len(otro)) > 0.15 * max(len(uno), len(otro)):
        return False
    comparador = SequenceMatcher(None, plano(uno), plano(otro), autojunk=False)
    return (
        comparador.quick_ratio() >= _PARECIDO_DE_COPIA and comparador.ratio() >= _PARECIDO_DE_COPIA
    )


def _anotar_secciones(
    meta: secciones.Meta,
    parrafos: dict[str, list[TextoUnido]],
    localizacion: Lectura,
    filas: _Filas,
) -> None:
    """Los demás párrafos, y lo que falta o quedó sin texto."""
    for nombre, lista in parrafos.items():
        if nombre in (secciones.LOCALIZACION, secciones.FIN):
            continue
        filas.parrafos += [
            Parrafo(meta.numero, nombre, p.linea(0), p.lineas[-1], p.texto) for p in lista
        ]
    ya = set()
    for fila in reversed(filas.por_tabla["sin_leer"]):
        if fila[1] != meta.numero:
            break
        ya.add(fila[2])
    for nombre in (secciones.INVERSION, secciones.BENEFICIARIOS, secciones.LOCALIZACION):
        if nombre in ya or parrafos.get(nombre):
            continue
        motivo = "la sección no tiene texto" if nombre in meta.secciones else "no está la sección"
        filas.sin_leer(meta.linea_documento, meta.numero, nombre, motivo, "")
    lugares = parrafos.get(secciones.LOCALIZACION, [])
    if lugares and not localizacion.filas:
        filas.sin_leer(
            lugares[0].linea(0),
            meta.numero,
            secciones.LOCALIZACION,
            "no nombra ningún municipio de la lista ni todo el departamento",
            lugares[0].texto,
        )


def _valor(dato: cifras.Dato | None) -> str:
    return _escribir(dato.valor) if dato is not None else ""


def _escribir(valor: float | None) -> str:
    if valor is None:
        return ""
    return str(int(valor)) if valor == int(valor) else repr(valor)
