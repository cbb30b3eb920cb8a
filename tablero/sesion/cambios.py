"""Qué cambió: entre lo que una carpeta guarda y los datos de hoy, o entre dos carpetas.

Una vista se compara de dos maneras, porque no todas se pueden volver a calcular sin su página:

- **Por sus fuentes**, todas: si la fuente sigue, si sus archivos son los mismos (sha256) y si ya
  hay otra edición de la misma familia con datos más recientes.
- **Celda por celda**, las que tienen ``Receta``. ``cache.traer`` deja en cada tabla qué consulta la
  hizo; al guardar la vista se repite esa consulta y sólo si devuelve lo mismo que se ve (o las
  mismas filas, si la página quita algunas) queda la receta. Así vale para cualquier página sin que
  nadie la registre, y nunca se compara con otra cosa. Con la receta se contestan tres preguntas: la
  misma consulta hoy, el mismo período en la edición nueva y el último período de la edición nueva.

Dos ediciones no se mezclan en una serie: aquí van en columnas distintas, con su edición en el
encabezado, porque la pregunta es justamente en qué difieren.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import getmembers, isfunction, signature
from itertools import combinations
from math import isclose
from numbers import Real
from types import ModuleType
from typing import Any, Literal

import pandas as pd

from pipelines.errores import ErrorDelTablero
from tablero import consultas
from tablero.consultas import cobertura, datos, economia, empresas, exportaciones, idc, plan
from tablero.diccionario import etiqueta, formatear_columna, unidad
from tablero.formato import cantidad, es_vacio, lista, periodo, puesto
from tablero.sesion.carpeta import Carpeta, Compromiso, Receta, VistaGuardada
from tablero.territorio import NOMBRE_DEL_TERRITORIO
from tablero.vistas import VistaCongelada

Traer = Callable[..., pd.DataFrame]
Situacion = Literal["igual", "cambió", "hay una edición más reciente", "ya no existe"]

_MODULOS: tuple[ModuleType, ...] = (
    consultas, cobertura, datos, economia, empresas, exportaciones, idc, plan,
)  # fmt: skip
_COMBINACIONES_DE_LLAVE = 3
# Los nombres con que se lee un código, para no mostrar «54» donde cabe «Norte de Santander».
_NOMBRES = ("departamento", "municipio", "nombre", "indicador", "camara", "pilar", "medida")
# Dicen de dónde sale la fila, no qué fila es ni cuánto vale.
# Una nota de prensa no es una edición, y cada informe es de su período de gobierno.
_SIN_EDICIONES = frozenset({"prensa", "informe de gobierno"})
_DE_ORIGEN = frozenset({"edicion", "tipo", "fuente_id", "estado", "nota", "documento"})


PREGUNTAS: Mapping[str, Callable[..., pd.DataFrame]] = {
    f"{modulo.__name__}.{nombre}": funcion
    for modulo in _MODULOS
    for nombre, funcion in getmembers(modulo, isfunction)
    if funcion.__module__ == modulo.__name__ and "conexion" in signature(funcion).parameters
}
"""Las consultas que una receta puede nombrar: lo que diga un archivo no sale de aquí."""


# ── La receta ──────────────────────────────────────────────────────────────────────────────────


def receta_de(vista: VistaCongelada, origen: Any, traer: Traer) -> Receta | None:
    """Cómo repetir los datos de una vista, o ``None`` si repetir su consulta no da lo que se ve.

    ``origen``: lo que ``cache.traer`` dejó en ``attrs["pregunta"]`` de la tabla: el nombre completo
    de la consulta y sus argumentos.
    """
    if origen is None or origen[0] not in PREGUNTAS or vista.datos.empty:
        return None
    llave = _llave(vista.datos)
    if llave is None:
        return None
    receta = Receta(origen[0], origen[1], llave, parcial=False)
    hoy = repetir(receta, traer)
    if hoy is None or not set(vista.datos.columns) <= set(hoy.columns):
        return None
    comparada = comparar(vista.datos, hoy, llave)
    if comparada is None or comparada.iguales != len(vista.datos):
        return None
    return replace(receta, parcial=bool(comparada.nuevas))


def repetir(receta: Receta, traer: Traer) -> pd.DataFrame | None:
    """La consulta de la receta con los datos de hoy; ``None`` si hoy no se puede hacer."""
    pregunta = PREGUNTAS.get(receta.pregunta)
    if pregunta is None:
        return None
    try:
        signature(pregunta).bind(None, *receta.argumentos)
        return traer(pregunta, *receta.argumentos)
    except (TypeError, ErrorDelTablero):
        return None


def _llave(tabla: pd.DataFrame) -> tuple[str, ...] | None:
    """Las columnas, las menos posibles, que distinguen cada fila; los códigos primero."""
    candidatas = [
        c
        for c in tabla.columns
        if c not in _DE_ORIGEN
        and unidad(c) in ("texto", "anio")
        and not any(es_vacio(v) for v in tabla[c])
    ]
    candidatas.sort(key=lambda c: not (c.startswith("cod_") or c in ("divipola", "indicador_id")))
    for cuantas in range(1, _COMBINACIONES_DE_LLAVE + 1):
        for llave in combinations(candidatas, cuantas):
            if not tabla.duplicated(list(llave)).any():
                return llave
    return None


# ── Dos tablas ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Celda:
    """Un valor que no es el mismo. ``fila`` se lee; ``antes`` y ``ahora`` ya van formateados."""

    fila: str
    columna: str
    antes: str
    ahora: str


@dataclass(frozen=True)
class Diferencias:
    """Lo que difiere entre dos tablas con la misma llave. ``iguales`` cuenta filas."""

    celdas: tuple[Celda, ...]
    nuevas: tuple[str, ...]
    faltan: tuple[str, ...]
    iguales: int

    @property
    def hay(self) -> bool:
        return bool(self.celdas or self.nuevas or self.faltan)

    @property
    def en_palabras(self) -> str:
        """«cambiaron 66 cifras de 33 filas; 2 filas son nuevas», o «todo es igual»."""
        partes = []
        if self.celdas:
            filas = len({celda.fila for celda in self.celdas})
            cuantas = cantidad(len(self.celdas), "cifra", "cifras")
            verbo = "cambió" if len(self.celdas) == 1 else "cambiaron"
            partes.append(f"{verbo} {cuantas} de {cantidad(filas, 'fila', 'filas')}")
        for filas_, una, varias in (
            (self.nuevas, "fila es nueva", "filas son nuevas"),
            (self.faltan, "fila ya no está", "filas ya no están"),
        ):
            if filas_:
                partes.append(cantidad(len(filas_), una, varias))
        return "; ".join(partes) or "todo es igual"

    def tabla(self) -> pd.DataFrame:
        """Una fila por celda que cambió y, al final, las filas nuevas y las que faltan.

        El territorio del tablero va primero.
        """
        propias = sorted(self.celdas, key=lambda c: NOMBRE_DEL_TERRITORIO not in c.fila)
        renglones = [(c.fila, etiqueta(c.columna), c.antes, c.ahora) for c in propias]
        renglones += [(fila, "La fila", "no estaba", "está") for fila in self.nuevas]
        renglones += [(fila, "La fila", "estaba", "ya no está") for fila in self.faltan]
        return pd.DataFrame(renglones, columns=["Fila", "Dato", "Antes", "Ahora"])


def comparar(
    antes: pd.DataFrame, ahora: pd.DataFrame, llave: Sequence[str], *, sin: Sequence[str] = ()
) -> Diferencias | None:
    """Celda por celda en las columnas de las dos; ``None`` si la llave no distingue las filas.

    ``sin``: columnas que no se comparan. Si ``ahora`` trae más filas que ``antes``, son nuevas.
    """
    columnas = list(llave)
    for tabla in (antes, ahora):
        if not set(columnas) <= set(tabla.columns) or tabla.duplicated(columnas).any():
            return None
    comunes = [c for c in antes if c in ahora and c not in columnas and c not in sin]
    viejas, nuevas = _por_llave(antes, columnas), _por_llave(ahora, columnas)
    celdas: list[Celda] = []
    iguales = 0
    for clave, vieja in viejas.items():
        if (nueva := nuevas.get(clave)) is None:
            continue
        distintas = [c for c in comunes if not _iguales(vieja[c], nueva[c])]
        iguales += not distintas
        celdas += [
            Celda(_rotulo(vieja, columnas), c, _legible(c, vieja), _legible(c, nueva))
            for c in distintas
        ]
    return Diferencias(
        tuple(celdas),
        tuple(_rotulo(f, columnas) for clave, f in nuevas.items() if clave not in viejas),
        tuple(_rotulo(f, columnas) for clave, f in viejas.items() if clave not in nuevas),
        iguales,
    )


def _por_llave(tabla: pd.DataFrame, llave: Sequence[str]) -> dict[tuple[str, ...], dict[str, Any]]:
    return {tuple(str(fila[c]) for c in llave): fila for fila in tabla.to_dict("records")}


def _iguales(uno: Any, otro: Any) -> bool:
    if es_vacio(uno) or es_vacio(otro):
        return es_vacio(uno) and es_vacio(otro)
    if isinstance(uno, Real) and isinstance(otro, Real):
        # Una suma hecha por partes puede cambiar en la última cifra según el orden.
        return isclose(uno, otro, rel_tol=1e-9)
    return str(uno) == str(otro)


def _legible(columna: str, fila: Mapping[str, Any]) -> str:
    """Un puesto va siempre con «de cuántos»."""
    valor, evaluados = fila[columna], fila.get("n_evaluados")
    if columna.startswith("puesto") and not es_vacio(valor) and not es_vacio(evaluados):
        return puesto(valor, evaluados)
    return formatear_columna(columna, valor)


def _rotulo(fila: Mapping[str, Any], llave: Sequence[str]) -> str:
    partes = []
    for columna in llave:
        nombre = next((n for n in _NOMBRES if n in fila and n not in llave), None)
        es_codigo = columna.startswith("cod_") or columna in ("divipola", "codigo", "indicador_id")
        visible = nombre if es_codigo and nombre is not None else columna
        partes.append(_legible(visible, fila))
    return ", ".join(partes)


# ── Una vista y los datos de hoy ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Comparacion:
    """Una pregunta y su respuesta: «El mismo período en la edición 2025», con qué se comparó."""

    titulo: str
    antes: str
    ahora: str
    diferencias: Diferencias


@dataclass(frozen=True)
class Cambio:
    """Cómo está hoy una vista guardada. ``avisos`` se leen; ``comparaciones`` traen las cifras."""

    situacion: Situacion
    avisos: tuple[str, ...]
    comparaciones: tuple[Comparacion, ...]


def de_la_vista(guardada: VistaGuardada, fuentes: pd.DataFrame, traer: Traer) -> Cambio:
    """Lo que cambió desde que se guardó una vista.

    ``fuentes``: las del mart de hoy (``consultas.marts.fuentes``), con ``familia``.
    """
    de_hoy = {str(f["fuente_id"]): f for f in fuentes.to_dict("records")}
    avisos: list[str] = []
    faltan = [f for f in guardada.vista.fuentes if f["fuente_id"] not in de_hoy]
    avisos += [
        f"Los datos de hoy ya no traen «{f['titulo']}» (edición {f['edicion']})." for f in faltan
    ]
    revisadas = [
        f
        for f in guardada.vista.fuentes
        if f["fuente_id"] in de_hoy and _revisada(f, de_hoy[f["fuente_id"]], guardada.huellas)
    ]
    avisos += [
        f"«{f['titulo']}» (edición {f['edicion']}) se revisó después: sus archivos son otros."
        for f in revisadas
    ]
    recientes = [
        (f, nueva)
        for f in guardada.vista.fuentes
        for nueva in mas_recientes(f, fuentes, guardada.vista.fuentes)
    ]
    avisos += [
        f"Hay una edición más reciente: «{nueva['titulo']}», edición {nueva['edicion']}, con datos "
        f"hasta {periodo(nueva['ultimo_dato'])}. La vista se guardó con la edición {f['edicion']}."
        for f, nueva in recientes
    ]
    comparaciones = _comparaciones(guardada, recientes, traer)
    la_misma = next((c for c in comparaciones if c.titulo == _LA_MISMA), None)
    if la_misma is not None and la_misma.diferencias.hay:
        avisos.insert(0, f"Con los mismos filtros, hoy {la_misma.diferencias.en_palabras}.")
    situacion: Situacion = "igual"
    if faltan:
        situacion = "ya no existe"
    elif (la_misma is not None and la_misma.diferencias.hay) or (la_misma is None and revisadas):
        situacion = "cambió"
    elif recientes:
        situacion = "hay una edición más reciente"
    if situacion == "igual" and not avisos:
        avisos.append(
            "Las cifras son las mismas, celda por celda."
            if la_misma is not None
            else "Sus fuentes son las mismas, archivo por archivo. Las cifras de esta vista no se "
            "vuelven a calcular aquí: ábrala para verlas hoy."
        )
    return Cambio(situacion, tuple(avisos), comparaciones)


def _revisada(antes: Mapping[str, str], hoy: Mapping[str, Any], huellas: Mapping[str, str]) -> bool:
    huella = huellas.get(antes["fuente_id"])
    if huella is not None and huella != str(hoy["sha256"]):
        return True
    return any(str(antes[c]) != str(hoy[c]) for c in ("edicion", "ultimo_dato"))


def mas_recientes(
    fuente: Mapping[str, str], fuentes: pd.DataFrame, propias: Sequence[Mapping[str, str]]
) -> list[Mapping[str, Any]]:
    """Las fuentes de la misma familia con datos posteriores a los de la vista, en orden."""
    filas = fuentes.to_dict("records")
    familia = next((f["familia"] for f in filas if f["fuente_id"] == fuente["fuente_id"]), None)
    hermanas = {f["fuente_id"]: f for f in filas if f["familia"] == familia}
    suyas = [p for p in propias if p["fuente_id"] in hermanas]
    hasta = max((p["ultimo_dato"] for p in suyas), default="")
    if familia is None or fuente["ultimo_dato"] != hasta:
        return []
    nuevas = [
        f
        for f in hermanas.values()
        if f["tipo_fuente"] not in _SIN_EDICIONES and str(f["ultimo_dato"]) > hasta
    ]
    return sorted(nuevas, key=lambda f: (str(f["ultimo_dato"]), str(f["edicion"])))


_LA_MISMA = "Con los mismos filtros"


def _comparaciones(
    guardada: VistaGuardada,
    recientes: Sequence[tuple[Mapping[str, str], Mapping[str, Any]]],
    traer: Traer,
) -> tuple[Comparacion, ...]:
    receta = guardada.receta
    if receta is None:
        return ()
    antes = guardada.vista.datos
    hechas: list[Comparacion] = []
    hoy = repetir(receta, traer)
    if hoy is not None and (d := _con_receta(antes, hoy, receta)) is not None:
        hechas.append(Comparacion(_LA_MISMA, "Al guardarla", "Hoy", d))
    for vieja, nueva in recientes:
        edicion = str(nueva["edicion"])
        if (otra := _en_edicion(receta, vieja["edicion"], edicion)) is None:
            continue
        pide_anio = any(map(_es_anio, receta.argumentos))
        saltos = [("El mismo período" if pide_anio else "Lo mismo", otra)]
        if (corrida := _corrida(otra, vieja["ultimo_dato"], str(nueva["ultimo_dato"]))) is not None:
            saltos.append(("El último período", corrida))
        for que, pedida in saltos:
            hoy = repetir(pedida, traer)
            if hoy is None or hoy.empty:
                continue
            d = _con_receta(antes, hoy, receta, ("anio", *_DE_ORIGEN))
            if d is not None:
                titulo = f"{que} en la edición {edicion}"
                hechas.append(
                    Comparacion(titulo, f"Edición {vieja['edicion']}", f"Edición {edicion}", d)
                )
    return tuple(hechas)


def _con_receta(
    antes: pd.DataFrame, hoy: pd.DataFrame, receta: Receta, sin: Sequence[str] = ()
) -> Diferencias | None:
    """Como ``comparar``; si la página quita filas, las que hoy sobran no son nuevas."""
    hallada = comparar(antes, hoy, receta.llave, sin=sin)
    return replace(hallada, nuevas=()) if hallada is not None and receta.parcial else hallada


def _en_edicion(receta: Receta, vieja: str, nueva: str) -> Receta | None:
    """La misma receta con la otra edición; ``None`` si la edición no está entre lo pedido."""

    def cambiar(valor: Any) -> Any:
        if isinstance(valor, tuple):
            return tuple(map(cambiar, valor))
        return nueva if valor == vieja and isinstance(valor, str) else valor

    argumentos = cambiar(receta.argumentos)
    if argumentos == receta.argumentos:
        return None
    return replace(receta, argumentos=argumentos)


def _corrida(receta: Receta, vieja: str, nueva: str) -> Receta | None:
    """La receta con sus años corridos lo que avanzó la fuente, si pedía el último de la vieja."""
    if not (vieja[:4].isdigit() and nueva[:4].isdigit()):
        return None
    ultimo, pasos = int(vieja[:4]), int(nueva[:4]) - int(vieja[:4])
    anios = [a for a in receta.argumentos if _es_anio(a)]
    if pasos <= 0 or not anios or max(anios) != ultimo:
        return None
    corridos = tuple(a + pasos if _es_anio(a) else a for a in receta.argumentos)
    return replace(receta, argumentos=corridos)


def _es_anio(valor: Any) -> bool:
    return isinstance(valor, int) and not isinstance(valor, bool) and 1900 < valor < 2100


# ── Dos carpetas ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class EntreSesiones:
    """Lo que va de una carpeta a otra. Los compromisos se reconocen por lo que dicen."""

    agregadas: tuple[VistaGuardada, ...]
    quitadas: tuple[VistaGuardada, ...]
    cambiadas: tuple[tuple[VistaGuardada, VistaGuardada, Diferencias | None], ...]
    iguales: tuple[VistaGuardada, ...]
    abiertos: tuple[Compromiso, ...]
    cerrados: tuple[Compromiso, ...]
    movidos: tuple[tuple[Compromiso, Compromiso], ...]
    retirados: tuple[Compromiso, ...]


def entre_sesiones(antes: Carpeta, ahora: Carpeta) -> EntreSesiones:
    """Qué vistas y qué compromisos cambiaron de la sesión anterior a ésta."""
    viejas = {g.identidad: g for g in antes.vistas}
    nuevas = {g.identidad: g for g in ahora.vistas}
    parejas = [(viejas[i], nuevas[i]) for i in nuevas if i in viejas]
    previos = {_parecido(c.que): c for c in antes.compromisos}
    actuales = {_parecido(c.que): c for c in ahora.compromisos}
    comunes = [(previos[q], actuales[q]) for q in actuales if q in previos]
    return EntreSesiones(
        agregadas=tuple(g for i, g in nuevas.items() if i not in viejas),
        quitadas=tuple(g for i, g in viejas.items() if i not in nuevas),
        cambiadas=tuple(
            (vieja, nueva, _entre_vistas(vieja, nueva))
            for vieja, nueva in parejas
            if vieja.vista.codigo != nueva.vista.codigo
        ),
        iguales=tuple(n for v, n in parejas if v.vista.codigo == n.vista.codigo),
        abiertos=tuple(c for q, c in actuales.items() if q not in previos),
        cerrados=tuple(c for p, c in comunes if _se_cumplio(p, c)),
        movidos=tuple((p, c) for p, c in comunes if p != c and not _se_cumplio(p, c)),
        retirados=tuple(c for q, c in previos.items() if q not in actuales),
    )


def _se_cumplio(antes: Compromiso, ahora: Compromiso) -> bool:
    return ahora.estado == "cumplido" and antes.estado != "cumplido"


def _entre_vistas(antes: VistaGuardada, ahora: VistaGuardada) -> Diferencias | None:
    llave = _llave(antes.vista.datos)
    return None if llave is None else comparar(antes.vista.datos, ahora.vista.datos, llave)


def _parecido(texto: str) -> str:
    plano = unicodedata.normalize("NFKD", texto.casefold()).encode("ascii", "ignore").decode()
    return " ".join(plano.split()).rstrip(".")


def frase_entre_sesiones(cambio: EntreSesiones) -> str:
    """«2 vistas nuevas, 1 con otras cifras y 3 compromisos cumplidos», o que nada cambió."""
    partes = [
        cantidad(len(cosas), una, varias)
        for cosas, una, varias in (
            (cambio.agregadas, "vista nueva", "vistas nuevas"),
            (cambio.cambiadas, "vista con otras cifras", "vistas con otras cifras"),
            (cambio.quitadas, "vista que ya no está", "vistas que ya no están"),
            (cambio.cerrados, "compromiso cumplido", "compromisos cumplidos"),
            (cambio.abiertos, "compromiso nuevo", "compromisos nuevos"),
            (cambio.movidos, "compromiso modificado", "compromisos modificados"),
            (cambio.retirados, "compromiso retirado", "compromisos retirados"),
        )
        if cosas
    ]
    return lista(partes) if partes else "nada cambió"
