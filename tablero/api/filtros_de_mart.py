"""Qué filas y columnas de un mart se piden: de parámetros a SQL, y de vuelta.

El mismo modelo sirve a la API y a quien arma una descarga en pantalla. Los parámetros son:

- ``columnas=a,b``: cuáles y en qué orden (sin esto, todas);
- ``<columna>=valor``: igual a ese valor; repetido, a cualquiera de ellos;
- ``<columna>.desde`` y ``<columna>.hasta``: extremos incluidos, en números, años y fechas;
- ``<columna>.vacio=si|no``: sólo las filas sin dato, o sólo las que lo tienen;
- ``orden=a,-b``: por «a» de menor a mayor y luego por «b» de mayor a menor;
- ``limite`` y ``desde_fila`` (la primera es la 1).

Una columna que se llama como un parámetro (``orden``) se filtra con ``orden.es``. En el SQL sólo
entran nombres del catálogo, entre comillas; todo valor va en un parámetro ligado.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process, utils

from tablero.api.catalogo import ORDENABLES, Columna, Mart, comillas, desde
from tablero.api.errores import ConsultaInvalida

RESERVADOS = ("columnas", "orden", "limite", "desde_fila", "dialecto")
_UNA_SOLA_VEZ = ("limite", "desde_fila")
MAXIMO_DE_PARAMETROS = 200
MAXIMO_ENTERO = 2**63 - 1
MAXIMO_NUMERO = 1e300
_VALIDOS_QUE_SE_DICEN = 40
_LARGO_DE_TEXTO = 500
_SI_NO = {"si": True, "sí": True, "no": False}

_ENTERO = re.compile(r"-?[0-9]{1,19}")
_NUMERO = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
_FECHA = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Filtro:
    """Lo que se exige de una columna: valores, extremos incluidos, con o sin vacíos."""

    columna: str
    valores: tuple[Any, ...] = ()
    desde: Any = None
    hasta: Any = None
    vacio: bool | None = None


@dataclass(frozen=True)
class Pedido:
    """Una selección de un mart, ya comprobada contra el catálogo.

    ``orden``: parejas (columna, de mayor a menor). ``limite``: ``None`` es hasta la última fila.
    """

    mart: str
    columnas: tuple[str, ...]
    filtros: tuple[Filtro, ...] = ()
    orden: tuple[tuple[str, bool], ...] = ()
    limite: int | None = None
    desde_fila: int = 1

    def pagina(self, desde_fila: int, limite: int) -> Pedido:
        """La misma selección desde otra fila."""
        return replace(self, desde_fila=desde_fila, limite=limite)


@dataclass(frozen=True)
class Sentencia:
    """Un texto SQL sin ningún valor y los valores que van ligados a sus ``$``."""

    texto: str
    parametros: dict[str, Any]


# ── De parámetros a pedido ─────────────────────────────────────────────────────────────────────


def leer_pedido(mart: Mart, parametros: Sequence[tuple[str, str]]) -> Pedido:
    """El pedido que dicen unos parámetros ya decodificados, en cualquier orden.

    Lanza ``ConsultaInvalida`` con los nombres o valores que sí hay, los más parecidos primero.
    """
    if len(parametros) > MAXIMO_DE_PARAMETROS:
        raise ConsultaInvalida(
            que=f"Hay {len(parametros)} parámetros.",
            donde="la dirección",
            esperado=f"{MAXIMO_DE_PARAMETROS} o menos",
            hacer="Use «desde» y «hasta», o pida más filas y fíltrelas después.",
        )
    sueltos: dict[str, list[str]] = {}
    for clave, valor in parametros:
        sueltos.setdefault(clave, []).append(valor)
    propios = {clave: sueltos.pop(clave, []) for clave in ("columnas", "orden", *_UNA_SOLA_VEZ)}
    for clave in _UNA_SOLA_VEZ:
        _una_vez(clave, propios[clave])
    filtros: dict[str, Filtro] = {}
    for clave, textos in sueltos.items():
        columna, operacion = _que_filtra(mart, clave)
        anterior = filtros.get(columna.nombre, Filtro(columna.nombre))
        filtros[columna.nombre] = _con(anterior, columna, operacion, clave, textos)
    return Pedido(
        mart=mart.nombre,
        columnas=leer_columnas(mart.nombre, mart.nombres, propios["columnas"]),
        filtros=tuple(filtros[nombre] for nombre in mart.nombres if nombre in filtros),
        orden=_orden(mart, propios["orden"]),
        limite=_contar("limite", propios["limite"]) if propios["limite"] else None,
        desde_fila=_contar("desde_fila", propios["desde_fila"]) if propios["desde_fila"] else 1,
    )


def parametro_de(columna: str) -> str:
    """El nombre del parámetro que filtra por igual: el de la columna, salvo si está tomado."""
    return f"{columna}.es" if columna in RESERVADOS else columna


def nombres_de_filtros(mart: Mart) -> list[str]:
    """Todos los parámetros que admite un mart, además de los de página y orden."""
    nombres = []
    for columna in mart.columnas:
        nombres.append(parametro_de(columna.nombre))
        if columna.tipo in ORDENABLES:
            nombres += [f"{columna.nombre}.desde", f"{columna.nombre}.hasta"]
        nombres.append(f"{columna.nombre}.vacio")
    return nombres


def a_parametros(pedido: Pedido, mart: Mart) -> list[tuple[str, str]]:
    """Los parámetros que dan ese pedido, siempre en el mismo orden: ``leer_pedido`` al revés."""
    pares: list[tuple[str, str]] = []
    if pedido.columnas != mart.nombres:
        pares.append(("columnas", ",".join(pedido.columnas)))
    for filtro in pedido.filtros:
        nombre = filtro.columna
        pares += [(parametro_de(nombre), _escribir(valor)) for valor in filtro.valores]
        pares += [
            (f"{nombre}.{extremo}", _escribir(valor))
            for extremo, valor in (("desde", filtro.desde), ("hasta", filtro.hasta))
            if valor is not None
        ]
        if filtro.vacio is not None:
            pares.append((f"{nombre}.vacio", _escribir(filtro.vacio)))
    if pedido.orden:
        partes = [f"{'-' if bajando else ''}{nombre}" for nombre, bajando in pedido.orden]
        pares.append(("orden", ",".join(partes)))
    if pedido.limite is not None:
        pares.append(("limite", str(pedido.limite)))
    if pedido.desde_fila != 1:
        pares.append(("desde_fila", str(pedido.desde_fila)))
    return pares


def _escribir(valor: Any) -> str:
    if isinstance(valor, bool):
        return "si" if valor else "no"
    return valor.isoformat() if isinstance(valor, date) else str(valor)


def _que_filtra(mart: Mart, clave: str) -> tuple[Columna, str]:
    """La columna y la operación que nombra un parámetro."""
    nombre, punto, operacion = clave.rpartition(".")
    if not punto:
        nombre, operacion = clave, "es"
    if nombre not in mart.nombres or (operacion == "es" and clave != parametro_de(nombre)):
        validos = [*nombres_de_filtros(mart), *RESERVADOS]
        raise ConsultaInvalida(
            que=f"«{corto(clave)}» no es un parámetro de «{mart.nombre}».",
            donde=corto(clave),
            esperado="una columna de la tabla (con «.desde», «.hasta» o «.vacio») o uno de "
            + ", ".join(RESERVADOS),
            hacer="Elija uno de «validos».",
            validos=parecidos(clave, validos),
        )
    columna = mart.columna(nombre)
    rango = operacion in ("desde", "hasta")
    if operacion not in ("es", "vacio", "desde", "hasta") or (
        rango and columna.tipo not in ORDENABLES
    ):
        raise ConsultaInvalida(
            que=f"«{nombre}» no se puede filtrar con «.{corto(operacion)}»: es {columna.tipo}.",
            donde=corto(clave),
            esperado="«.desde» y «.hasta» en números, años y fechas; «.vacio» en cualquiera",
            hacer="Elija uno de «validos».",
            validos=[n for n in nombres_de_filtros(mart) if n.partition(".")[0] == nombre],
        )
    return columna, operacion


def _con(
    filtro: Filtro, columna: Columna, operacion: str, clave: str, textos: Sequence[str]
) -> Filtro:
    if operacion == "es":
        valores = {_valor(columna, clave, texto) for texto in textos}
        for valor in valores:
            _exigir_conocido(columna, clave, valor)
        return replace(filtro, valores=tuple(sorted(valores)))
    texto = _una_vez(clave, textos)
    if operacion == "vacio":
        return replace(filtro, vacio=_si_o_no(clave, texto))
    if operacion == "desde":
        return replace(filtro, desde=_valor(columna, clave, texto))
    return replace(filtro, hasta=_valor(columna, clave, texto))


def _valor(columna: Columna, clave: str, texto: str) -> Any:
    """El valor con el tipo de su columna. Nada se adivina: «5,21» no es un número aquí."""
    if texto == "":
        raise ConsultaInvalida(
            que=f"«{clave}» llegó sin valor.",
            donde=clave,
            esperado=_ejemplo(columna),
            hacer=f"Para pedir las filas sin dato, use «{columna.nombre}.vacio=si».",
        )
    if columna.tipo == "logico":
        return _si_o_no(clave, texto)
    if columna.tipo == "texto" and len(texto) <= _LARGO_DE_TEXTO:
        return texto
    if columna.tipo == "entero" and _ENTERO.fullmatch(texto) and abs(int(texto)) <= MAXIMO_ENTERO:
        return int(texto)
    if columna.tipo == "numero" and _NUMERO.fullmatch(texto) and abs(float(texto)) <= MAXIMO_NUMERO:
        return float(texto)
    if columna.tipo == "fecha" and _FECHA.fullmatch(texto):
        try:
            return date.fromisoformat(texto)
        except ValueError:
            pass  # «2024-02-30» tiene la forma y no existe: se explica abajo
    con_coma = columna.tipo in ("entero", "numero") and re.fullmatch(r"-?[0-9.]+,[0-9]+", texto)
    raise ConsultaInvalida(
        que=f"«{corto(texto)}» no es un valor de «{columna.nombre}»"
        + (": los decimales se escriben con punto y sin separador de miles." if con_coma else "."),
        donde=clave,
        esperado=_ejemplo(columna),
        hacer="Corrija el valor y repita la petición.",
        validos=parecidos(texto, columna.valores or ()),
    )


def _ejemplo(columna: Columna) -> str:
    return {
        "texto": f"un texto de 1 a {_LARGO_DE_TEXTO} caracteres, tal como está en la columna",
        "entero": "un número entero, sin puntos ni comas: 2024",
        "numero": "un número con punto decimal y sin separador de miles: 5.21",
        "logico": "si o no",
        "fecha": "una fecha año-mes-día: 2024-12-31",
    }[columna.tipo]


def _exigir_conocido(columna: Columna, clave: str, valor: Any) -> None:
    if columna.valores is None or valor in columna.valores:
        return
    raise ConsultaInvalida(
        que=f"En «{columna.nombre}» no hay «{corto(str(valor))}».",
        donde=clave,
        esperado=f"uno de sus {len(columna.valores)} valores",
        hacer="Elija uno de «validos»; la lista completa está en el catálogo, /api/v1/.",
        validos=parecidos(str(valor), columna.valores),
    )


def _si_o_no(clave: str, texto: str) -> bool:
    if texto not in _SI_NO:
        raise ConsultaInvalida(
            que=f"«{corto(texto)}» no es si ni no.",
            donde=clave,
            esperado="si o no",
            hacer="Escriba «si» o «no».",
            validos=["si", "no"],
        )
    return _SI_NO[texto]


def _una_vez(clave: str, textos: Sequence[str]) -> str:
    if len(textos) > 1:
        raise ConsultaInvalida(
            que=f"«{clave}» está {len(textos)} veces.",
            donde=clave,
            esperado="una sola vez",
            hacer="Deje una.",
        )
    return textos[0] if textos else ""


def _contar(clave: str, textos: Sequence[str]) -> int:
    texto = textos[0]
    if not re.fullmatch("[0-9]{1,15}", texto) or int(texto) == 0:
        raise ConsultaInvalida(
            que=f"«{corto(texto)}» no sirve como «{clave}».",
            donde=clave,
            esperado="un entero desde 1, sin puntos ni comas",
            hacer="Corrija el número y repita la petición.",
        )
    return int(texto)


def leer_columnas(de: str, hay: Sequence[str], textos: Sequence[str]) -> tuple[str, ...]:
    """Las columnas que piden los valores de «columnas»; sin ninguno, todas las que ``hay``.

    ``de``: cómo se llama lo que las tiene. Lanza ``ConsultaInvalida`` si pide una que no hay.
    """
    if not textos:
        return tuple(hay)
    pedidas = [nombre for texto in textos for nombre in texto.split(",")]
    for nombre in pedidas:
        _exigir_columna(de, hay, "columnas", nombre)
    return tuple(dict.fromkeys(pedidas))


def _orden(mart: Mart, textos: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    partes = [parte for texto in textos for parte in texto.split(",")]
    elegidas: dict[str, bool] = {}
    for parte in partes:
        nombre = parte.removeprefix("-")
        _exigir_columna(mart.nombre, mart.nombres, "orden", nombre)
        elegidas.setdefault(nombre, parte.startswith("-"))
    return tuple(elegidas.items())


def _exigir_columna(de: str, hay: Sequence[str], clave: str, nombre: str) -> None:
    if nombre in hay:
        return
    raise ConsultaInvalida(
        que=f"«{de}» no tiene la columna «{corto(nombre)}».",
        donde=clave,
        esperado="columnas de la tabla separadas por comas, sin espacios",
        hacer="Elija entre «validos».",
        validos=parecidos(nombre, hay),
    )


def parecidos(texto: str, opciones: Sequence[Any]) -> list[Any]:
    """Hasta 40 opciones, las que más se parecen al texto primero; entre números, los cercanos."""
    if _ENTERO.fullmatch(texto) and all(isinstance(opcion, int) for opcion in opciones):
        cercanos = sorted(opciones, key=lambda opcion: (abs(opcion - int(texto)), opcion))
        return cercanos[:_VALIDOS_QUE_SE_DICEN]
    hallados = process.extract(
        texto[:_LARGO_DE_TEXTO],
        [str(opcion) for opcion in opciones],
        scorer=_parecido,
        processor=utils.default_process,
        limit=_VALIDOS_QUE_SE_DICEN,
    )
    return [opciones[posicion] for _, _, posicion in hallados]


def _parecido(uno: str, otro: str, **_: Any) -> float:
    """«idd» es más «idc» que «idc_estructura»; «pilares» es «pilar» aunque sobre un pedazo."""
    return fuzz.ratio(uno, otro) + fuzz.partial_ratio(uno, otro) / 2


def corto(texto: str) -> str:
    """Lo que alguien escribió, para repetirlo en un aviso: en una línea y hasta 60 letras."""
    limpio = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in texto)
    return limpio if len(limpio) <= 60 else f"{limpio[:59]}…"


# ── De pedido a SQL ────────────────────────────────────────────────────────────────────────────


def sentencia_de_filas(pedido: Pedido, mart: Mart) -> Sentencia:
    """Las filas pedidas. La clave del mart cierra el orden: paginar no repite ni salta filas."""
    condicion, ligados = _condicion(pedido)
    columnas = ", ".join(comillas(nombre) for nombre in pedido.columnas)
    orden = dict(pedido.orden) | {c: False for c in mart.clave if c not in dict(pedido.orden)}
    criterios = ", ".join(
        f"{comillas(nombre)} {'desc' if bajando else 'asc'} nulls last"
        for nombre, bajando in orden.items()
    )
    partes = [f"select {columnas}", desde(mart.nombre), condicion, f"order by {criterios}"]
    if pedido.limite is not None:
        partes.append("limit $limite")
        ligados["limite"] = pedido.limite
    if pedido.desde_fila > 1:
        partes.append("offset $saltar")
        ligados["saltar"] = pedido.desde_fila - 1
    return Sentencia(" ".join(parte for parte in partes if parte), ligados)


def sentencia_de_conteo(pedido: Pedido, mart: Mart) -> Sentencia:
    """``filas``: cuántas cumplen los filtros, sin contar la página."""
    condicion, ligados = _condicion(pedido)
    partes = ["select count(*) as filas", desde(mart.nombre), condicion]
    return Sentencia(" ".join(partes).strip(), ligados)


def sentencia_de_fuentes(pedido: Pedido, mart: Mart) -> Sentencia:
    """``fuente_id``: de qué fuentes son las filas que cumplen los filtros."""
    condicion, ligados = _condicion(pedido)
    partes = ["select distinct fuente_id", desde(mart.nombre), condicion]
    return Sentencia(" ".join(partes).strip(), ligados)


def _condicion(pedido: Pedido) -> tuple[str, dict[str, Any]]:
    ligados: dict[str, Any] = {}

    def ligar(valor: Any) -> str:
        nombre = f"p{len(ligados)}"
        ligados[nombre] = valor
        return f"${nombre}"

    partes = []
    for filtro in pedido.filtros:
        columna = comillas(filtro.columna)
        if filtro.valores:
            partes.append(f"{columna} in ({', '.join(ligar(v) for v in filtro.valores)})")
        if filtro.desde is not None:
            partes.append(f"{columna} >= {ligar(filtro.desde)}")
        if filtro.hasta is not None:
            partes.append(f"{columna} <= {ligar(filtro.hasta)}")
        if filtro.vacio is not None:
            partes.append(f"{columna} is {'' if filtro.vacio else 'not '}null")
    return f"where {' and '.join(partes)}" if partes else "", ligados
