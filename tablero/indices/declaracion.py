"""La declaración de un índice: qué mide, hacia dónde, cómo se normaliza, cómo sube por su árbol.

El YAML dice ``indice``, ``nombre``, ``edicion``, ``fuente_id``, ``anios`` (primero y último),
``normalizacion`` (``metodo``, ``escala`` y ``ventana``), ``faltantes``, ``empates`` y ``arbol``.
Cada nodo del árbol lleva ``codigo``, ``nombre``, ``partes`` y, si no es 1, ``peso``; una hoja
escrita sólo con su código es de las que más es mejor, y ``{codigo: X, inverso: true}``, de las
otras.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import yaml

from pipelines.errores import ErrorDeDeclaracion

CARPETA = Path(__file__).parent
METODOS = ("minimo_maximo",)
VENTANAS = ("edicion", "anio")
"""``edicion``: el mínimo y el máximo son de todos los años juntos; ``anio``, de cada uno."""
EMPATES_EN_CERO = ("primero", "ultimo")
_CAMPOS = {
    "indice", "nombre", "edicion", "fuente_id", "anios", "normalizacion", "faltantes", "empates",
    "arbol",
}  # fmt: skip
_DE_NODO = {"codigo", "nombre", "peso", "partes", "inverso"}


@dataclass(frozen=True)
class Nodo:
    """Una rama o una hoja. ``peso`` es el que tiene entre sus hermanas; basta su proporción."""

    codigo: str
    nombre: str
    peso: float = 1.0
    partes: tuple[Nodo, ...] = ()
    inverso: bool = False

    @property
    def es_hoja(self) -> bool:
        return not self.partes

    def recorrer(self) -> Iterator[Nodo]:
        """El nodo y todo lo que cuelga de él, de arriba abajo."""
        yield self
        for parte in self.partes:
            yield from parte.recorrer()


@dataclass(frozen=True)
class Declaracion:
    """Un índice en una edición. Los puntajes van de 0 a ``escala``.

    ``ceros_al_final``: quienes empatan comparten el primer puesto del empate, salvo los que puntúan
    cero, que van todos al último (contando a los que no tienen dato).
    """

    indice: str
    nombre: str
    edicion: str
    fuente_id: str
    anios: tuple[int, int]
    escala: float
    ventana: str
    ceros_al_final: bool
    raiz: Nodo

    @cached_property
    def nodos(self) -> Mapping[str, Nodo]:
        return {nodo.codigo: nodo for nodo in self.raiz.recorrer()}

    @property
    def hojas(self) -> tuple[Nodo, ...]:
        return tuple(nodo for nodo in self.raiz.recorrer() if nodo.es_hoja)

    @property
    def pilares(self) -> tuple[Nodo, ...]:
        """Lo que se promedia para el puntaje general."""
        return self.raiz.partes

    def pesos_de(self, codigo: str) -> tuple[float, ...]:
        """Los pesos de las partes de un nodo; suman 1."""
        partes = self.nodos[codigo].partes
        suma = sum(parte.peso for parte in partes)
        return tuple(parte.peso / suma for parte in partes)


def leer(nombre: str) -> Declaracion:
    """La declaración ``tablero/indices/<nombre>.yml``."""
    donde = f"tablero/indices/{nombre}.yml"
    return leer_texto((CARPETA / f"{nombre}.yml").read_text(encoding="utf-8"), donde)


def leer_texto(texto: str, donde: str) -> Declaracion:
    """La declaración escrita en ``texto``. Lanza ``ErrorDeDeclaracion`` con el campo que falla."""
    return armar(campos_del_texto(texto, donde), donde)


def campos_del_texto(texto: str, donde: str) -> dict[str, Any]:
    """Los campos de un YAML. Lanza ``ErrorDeDeclaracion`` si no lo es o no trae campos."""
    try:
        crudo = yaml.safe_load(texto)
    except yaml.YAMLError as error:
        _rechazar("El archivo no es YAML.", donde, str(error).partition("\n")[0])
    if not isinstance(crudo, dict):
        _rechazar("La declaración no es una lista de campos.", donde, "campo: valor")
    return crudo


def armar(crudo: dict[str, Any], donde: str) -> Declaracion:
    """La declaración que dicen esos campos. Lanza ``ErrorDeDeclaracion`` con el que falla."""
    _exigir_campos(crudo, _CAMPOS, _CAMPOS, donde)
    normalizacion = _campos_de(crudo, "normalizacion", {"metodo", "escala", "ventana"}, donde)
    _exigir_uno_de(normalizacion["metodo"], METODOS, f"{donde}, normalizacion.metodo")
    _exigir_uno_de(normalizacion["ventana"], VENTANAS, f"{donde}, normalizacion.ventana")
    _exigir_uno_de(crudo["faltantes"], ("omitir",), f"{donde}, faltantes")
    empates = _campos_de(crudo, "empates", {"comparten", "ceros"}, donde)
    _exigir_uno_de(empates["comparten"], ("primero",), f"{donde}, empates.comparten")
    _exigir_uno_de(empates["ceros"], EMPATES_EN_CERO, f"{donde}, empates.ceros")
    raiz = leer_nodo(crudo["arbol"], f"{donde}, arbol")
    codigos = [nodo.codigo for nodo in raiz.recorrer()]
    if repetidos := sorted({codigo for codigo in codigos if codigos.count(codigo) > 1}):
        _rechazar(f"Códigos repetidos: {', '.join(repetidos)}.", donde, "cada código una sola vez")
    if raiz.es_hoja:
        _rechazar("El árbol no tiene partes.", f"{donde}, arbol", "al menos una parte")
    return Declaracion(
        indice=str(crudo["indice"]),
        nombre=str(crudo["nombre"]),
        edicion=str(crudo["edicion"]),
        fuente_id=str(crudo["fuente_id"]),
        anios=_anios(crudo["anios"], donde),
        escala=_positivo(normalizacion["escala"], f"{donde}, normalizacion.escala"),
        ventana=str(normalizacion["ventana"]),
        ceros_al_final=empates["ceros"] == "ultimo",
        raiz=raiz,
    )


def leer_nodo(crudo: Any, donde: str) -> Nodo:
    """Una rama con lo que cuelga de ella, o una hoja. Lanza ``ErrorDeDeclaracion``."""
    if isinstance(crudo, str):
        return Nodo(crudo, crudo)
    if not isinstance(crudo, dict):
        _rechazar(f"«{crudo}» no es un nodo.", donde, "un código, o codigo con nombre y partes")
    _exigir_campos(crudo, {"codigo"}, _DE_NODO, donde)
    codigo = str(crudo["codigo"])
    aqui = f"{donde} › {codigo}"
    partes = crudo.get("partes", [])
    if not isinstance(partes, list):
        _rechazar("Las partes no son una lista.", f"{aqui}, partes", "una lista de nodos")
    if "partes" in crudo and not partes:
        _rechazar("La lista de partes está vacía.", f"{aqui}, partes", "al menos una parte")
    if partes and "inverso" in crudo:
        _rechazar("Una rama no se invierte.", f"{aqui}, inverso", "inverso sólo en los indicadores")
    inverso = crudo.get("inverso", False)
    if not isinstance(inverso, bool):
        _rechazar(f"«{inverso}» no es sí o no.", f"{aqui}, inverso", "true o false")
    return Nodo(
        codigo,
        str(crudo.get("nombre", codigo)),
        _positivo(crudo.get("peso", 1.0), f"{aqui}, peso"),
        tuple(leer_nodo(parte, aqui) for parte in partes),
        inverso,
    )


def _anios(crudo: Any, donde: str) -> tuple[int, int]:
    bien = (
        isinstance(crudo, list)
        and len(crudo) == 2
        and all(isinstance(anio, int) for anio in crudo)
        and crudo[0] <= crudo[1]
    )
    if not bien:
        _rechazar(f"Los años «{crudo}» no se entienden.", f"{donde}, anios", "[primero, último]")
    return crudo[0], crudo[1]


def _positivo(crudo: Any, donde: str) -> float:
    if isinstance(crudo, bool) or not isinstance(crudo, int | float) or not 0 < crudo < math.inf:
        _rechazar(f"«{crudo}» no sirve.", donde, "un número mayor que cero")
    return float(crudo)


def _campos_de(crudo: dict[str, Any], campo: str, todos: set[str], donde: str) -> dict[str, Any]:
    dentro = crudo[campo]
    if not isinstance(dentro, dict):
        _rechazar(f"«{dentro}» no tiene campos.", f"{donde}, {campo}", ", ".join(sorted(todos)))
    _exigir_campos(dentro, todos, todos, f"{donde}, {campo}")
    return dentro


def _exigir_campos(
    crudo: dict[str, Any], exigidos: set[str], admitidos: set[str], donde: str
) -> None:
    if faltan := sorted(exigidos - set(crudo)):
        _rechazar(f"Faltan campos: {', '.join(faltan)}.", donde, ", ".join(sorted(exigidos)))
    if sobran := sorted(str(campo) for campo in set(crudo) - admitidos):
        _rechazar(
            f"Campos que no existen: {', '.join(sobran)}.", donde, ", ".join(sorted(admitidos))
        )


def _exigir_uno_de(valor: Any, opciones: tuple[str, ...], donde: str) -> None:
    if valor not in opciones:
        _rechazar(f"«{valor}» no es una opción.", donde, " o ".join(opciones))


def _rechazar(que: str, donde: str, esperado: str) -> NoReturn:
    raise ErrorDeDeclaracion(
        que=que, donde=donde, esperado=esperado, hacer="Corrija la declaración del índice."
    )
