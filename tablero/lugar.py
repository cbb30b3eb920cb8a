"""Lo que la ficha de un municipio, una subregión o el departamento muestra, ya decidido."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.busqueda import normalizar
from tablero.cobertura import ACTUAL, ANTERIOR, FUENTE_DE_PERIODO, INFORMES
from tablero.formato import cantidad, es_vacio, formatear, lista, puesto
from tablero.graficos.ubicacion import Estampa, Posicion, mapa_en_svg
from tablero.lugares import Lugar
from tablero.mapas import mapa_por_categoria
from tablero.territorio import NOMBRE_DEL_TERRITORIO, TERRITORIO

PERIODOS = (ACTUAL, ANTERIOR)
ROTULO_SIN_ANIO = "En oraciones sin año"
PARAMETROS = ("divipola", "subregion", "con")
FUENTES_DEL_INFORME = tuple(FUENTE_DE_PERIODO.values())
FUENTES = (*FUENTES_DEL_INFORME, "divipola_2021", "mgn_2018", "poblacion_2018_2035", "pdet_2025")
QUE_HACER = (
    "Elija un municipio o una subregión en las listas, o escriba su nombre en la búsqueda. Los "
    "códigos son los DIVIPOLA de cinco cifras (Ocaña es 54498); el 54 es todo el departamento."
)


@dataclass(frozen=True)
class Sitio:
    """Un lugar con ficha: nivel («municipio», «subregion», «departamento»), código y municipios."""

    nivel: str
    codigo: str
    nombre: str
    municipios: tuple[str, ...]

    @property
    def rotulo(self) -> str:
        """«Ocaña», «Subregión Norte» o «Norte de Santander»."""
        return f"Subregión {self.nombre}" if self.nivel == "subregion" else self.nombre

    @property
    def titulo(self) -> str:
        """La pregunta de su ficha."""
        if self.nivel == "municipio":
            return f"¿Qué metas nombraron a {self.nombre} y cuándo?"
        de = f"la subregión {self.nombre}" if self.nivel == "subregion" else self.nombre
        return f"¿Qué metas nombraron municipios de {de} y cuándo?"


def sitios(municipios: pd.DataFrame) -> dict[str, Sitio]:
    """Todos los lugares con ficha por su código: el departamento, las subregiones y los municipios.

    ``municipios``: ``consultas.municipios``.
    """
    filas = sorted(municipios.to_dict("records"), key=lambda f: normalizar(str(f["nombre"])))
    todos = tuple(str(f["divipola"]) for f in filas)
    hallados = {TERRITORIO: Sitio("departamento", TERRITORIO, NOMBRE_DEL_TERRITORIO, todos)}
    for nombre in sorted({str(f["subregion"]) for f in filas}):
        suyos = tuple(str(f["divipola"]) for f in filas if f["subregion"] == nombre)
        hallados[nombre] = Sitio("subregion", nombre, nombre, suyos)
    for fila in filas:
        codigo = str(fila["divipola"])
        hallados[codigo] = Sitio("municipio", codigo, str(fila["nombre"]), (codigo,))
    return hallados


def opciones(todos: Mapping[str, Sitio], *niveles: str) -> dict[str, str]:
    """Código → rótulo de los lugares de esos niveles."""
    return {codigo: s.rotulo for codigo, s in todos.items() if s.nivel in niveles}


def todas(todos: Mapping[str, Sitio]) -> dict[str, str]:
    """Todos los lugares con ficha, para comparar."""
    return opciones(todos, "departamento", "subregion", "municipio")


def hay_desconocido(todos: Mapping[str, Sitio], pedidos: Mapping[str, str]) -> bool:
    """Si la dirección pide un lugar que no existe."""
    return any(pedidos.get(clave, TERRITORIO) not in todos for clave in PARAMETROS)


def de_los_sitios(municipios: pd.DataFrame, sitio: Sitio, con: Sitio | None) -> pd.DataFrame:
    """Los municipios de los lugares que se miran, con su población y su área."""
    codigos = {*sitio.municipios, *(con.municipios if con else ())}
    return municipios[municipios["divipola"].isin(codigos)]


def elegido(todos: Mapping[str, Sitio], divipola: str, subregion: str) -> Sitio:
    """El lugar de la ficha; sin ninguno pedido, el departamento."""
    return todos[divipola or subregion or TERRITORIO]


def enlazar(lugar: Lugar) -> tuple[str, dict[str, str]] | None:
    """En la miga de pan, el departamento abre su ficha y no el IDC."""
    if lugar.nivel == "departamento":
        return "municipio", {"divipola": lugar.codigo}
    return None


# ── Frases ─────────────────────────────────────────────────────────────────────────────────────


Conteos: TypeAlias = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""(período, nivel, código) → cuántas metas lo nombran y su puesto."""


def contar(conteos: pd.DataFrame) -> Conteos:
    """Los conteos por período y lugar. ``conteos``: ``consultas.cobertura.conteos``."""
    return {
        (str(fila["periodo"]), str(fila["nivel"]), str(fila["lugar"])): {
            str(columna): valor for columna, valor in fila.items()
        }
        for fila in conteos.to_dict("records")
    }


def conteo_de(conteos: Conteos, sitio: Sitio, periodo: str) -> Mapping[str, Any]:
    """El conteo de un lugar en un período."""
    return conteos[periodo, sitio.nivel, sitio.codigo]


def empatados(conteos: Conteos, fila: Mapping[str, Any]) -> int:
    """Cuántos lugares más comparten su puesto en el departamento."""
    cuales = ("periodo", "nivel", "puesto")
    iguales = (all(otra[c] == fila[c] for c in cuales) for otra in conteos.values())
    return sum(iguales) - 1


def frase_de_puesto(conteos: Conteos, sitio: Sitio, periodo: str) -> str:
    """«puesto 2 de 40 en el departamento y 1 de 10 en Occidente»; los empates se comparten."""
    fila = conteo_de(conteos, sitio, periodo)
    if sitio.nivel == "departamento":
        return f"{fila['n_nombrados']} de {fila['n_municipios']} municipios nombrados"
    empates = empatados(conteos, fila)
    con = f", empatado con {empates} más" if empates else ""
    if sitio.nivel == "subregion":
        return f"puesto {puesto(fila['puesto'], fila['n_evaluados'])} entre las subregiones{con}"
    return (
        f"puesto {puesto(fila['puesto'], fila['n_evaluados'])} en el departamento{con}, y "
        f"{puesto(fila['puesto_subregion'], fila['n_de_subregion'])} en {fila['subregion']}"
    )


def hallazgos(conteos: Conteos, departamentales: pd.DataFrame, sitio: Sitio) -> list[str]:
    """Por período: cuántas metas lo nombran, su puesto y las departamentales, en Markdown."""
    frases = []
    for periodo in PERIODOS:
        fila = conteo_de(conteos, sitio, periodo)
        del_periodo = departamentales[departamentales["periodo"] == periodo]
        verbo = "nombra" if fila["n_metas"] == 1 else "nombran"
        que = "sus municipios" if len(sitio.municipios) > 1 else sitio.nombre
        cuantas = (
            f"ninguna meta nombra a {que}"
            if fila["n_metas"] == 0
            else f"{cantidad(fila['n_metas'], 'meta', 'metas')} {verbo} a {que}"
        )
        calla = (
            f"; {cantidad(fila['n_metas_sin_anio'], 'no dice', 'no dicen')} ningún año"
            if fila["n_metas_sin_anio"]
            else ""
        )
        frases.append(
            f"**{periodo}**: {cuantas} ({frase_de_puesto(conteos, sitio, periodo)}){calla}. "
            f"{_departamentales(del_periodo, sitio)}"
        )
    return frases


def _departamentales(filas: pd.DataFrame, sitio: Sitio) -> str:
    """Lo que suman las metas departamentales, que se cuentan aparte."""
    numeros = [str(n) for n in filas["numero_meta"]]
    if not numeros:
        return "Ninguna meta dice cubrir todo el departamento."
    verbo = "dice" if len(numeros) == 1 else "dicen"
    frase = (
        f"Aparte, {cantidad(len(numeros), 'meta', 'metas')} {verbo} cubrir todo el departamento "
        f"({lista(numeros)})"
    )
    fuera = [
        str(f["numero_meta"])
        for f in filas.to_dict("records")
        if sitio.nivel == "municipio" and f"{sitio.nombre} (" in str(f["exceptuados"])
    ]
    return f"{frase}; la {lista(fuera)} lo exceptúa." if fuera else f"{frase}."


def _enlace(periodo: str, numero: str) -> str:
    """El número de la meta, con enlace a su ficha."""
    return f"[{numero}](plan?periodo={periodo}&meta={numero})"


def por_anio(metas: pd.DataFrame) -> list[str]:
    """Qué metas lo nombran en cada año, y sin año, en Markdown. ``metas``: de este lugar.

    Una meta con dos años sale en los dos; la que además calla el año de una oración, en «sin año».
    """
    lineas = []
    for periodo in PERIODOS:
        del_periodo = metas[metas["periodo"] == periodo]
        if del_periodo.empty:
            lineas.append(f"**{periodo}**: ninguna, según el {INFORMES[periodo]}.")
            continue
        por_clase: dict[str, list[str]] = {}
        for fila in del_periodo.to_dict("records"):
            for anio in str(fila["anios"]).replace(" y sin año", ", sin año").split(", "):
                por_clase.setdefault(anio, []).append(_enlace(periodo, fila["numero_meta"]))
        partes = [
            f"{ROTULO_SIN_ANIO if anio == 'sin año' else anio} ({len(numeros)}): "
            f"{', '.join(numeros)}"
            for anio, numeros in sorted(por_clase.items())
        ]
        total = cantidad(len(del_periodo), "meta", "metas")
        lineas.append(f"**{periodo}**, {total}. " + ". ".join(partes) + ".")
    return lineas


# ── Cuadro: uno o dos lugares, lado a lado ─────────────────────────────────────────────────────


def cuadro(
    lado_a_lado: Sequence[Sitio], municipios: pd.DataFrame, conteos: Conteos
) -> pd.DataFrame:
    """Los datos del lugar, una columna por lugar: con dos es la comparación."""
    columnas = {sitio.rotulo: _datos(sitio, municipios, conteos) for sitio in lado_a_lado}
    filas = list(dict.fromkeys(fila for datos in columnas.values() for fila in datos))
    return pd.DataFrame(
        {
            "Dato": filas,
            **{
                nombre: [datos.get(fila, "no aplica") for fila in filas]
                for nombre, datos in columnas.items()
            },
        }
    )


def _datos(sitio: Sitio, municipios: pd.DataFrame, conteos: Conteos) -> dict[str, str]:
    suyos = municipios[municipios["divipola"].isin(sitio.municipios)]
    primero = suyos.iloc[0]
    gente = f"Población {primero['anio']} (proyección, edición {primero['edicion']})"
    datos = {
        gente: formatear(suyos["poblacion"].sum(), "habitantes"),
        "Área": formatear(suyos["area_km2"].sum(), "km2", 1),
        "Cámara de comercio": lista(sorted(set(suyos["camara"]))),
    }
    if sitio.nivel == "municipio":
        datos |= {
            "Subregión": str(primero["subregion"]),
            "PDET Catatumbo": "sí" if primero["pdet"] else "no",
        }
    else:
        datos["PDET Catatumbo"] = f"{int(suyos['pdet'].sum())} de {len(suyos)} municipios"
    for periodo in PERIODOS:
        fila = conteo_de(conteos, sitio, periodo)
        anios = "ninguno" if es_vacio(fila["anios"]) else str(fila["anios"])
        datos[f"Metas que lo nombran, {periodo}"] = str(fila["n_metas"])
        datos[f"De ellas, sin año, {periodo}"] = str(fila["n_metas_sin_anio"])
        datos[f"Años que dicen, {periodo}"] = anios
        if sitio.nivel != "departamento":
            entre = "subregiones" if sitio.nivel == "subregion" else "municipios"
            datos[f"Puesto entre {entre}, {periodo}"] = puesto(fila["puesto"], fila["n_evaluados"])
        if sitio.nivel == "municipio":
            datos[f"Puesto en su subregión, {periodo}"] = puesto(
                fila["puesto_subregion"], fila["n_de_subregion"]
            )
    return datos


# ── Mapa pequeño y tablas ──────────────────────────────────────────────────────────────────────


def posicion_de(
    codigos: Iterable[str], sitio: Sitio, vecinos: Sequence[str], con: Sitio | None, tema: str
) -> Posicion:
    """El lugar, sus vecinos y, si se compara, el otro, entre todos los municipios."""
    t = estilo.colores(tema)
    otros = set() if con is None else set(con.municipios)
    propios = set(sitio.municipios)
    if sitio.nivel == "departamento" and con is not None:
        propios -= otros
    clases = {
        codigo: "aqui"
        if codigo in propios
        else ("con" if codigo in otros else ("vecino" if codigo in vecinos else "resto"))
        for codigo in codigos
    }
    colores = {"aqui": t.acento}
    rotulos = {"aqui": sitio.rotulo}
    if con is not None:
        colores["con"] = estilo.categoricos(1)[0]
        rotulos["con"] = con.rotulo
    if vecinos:
        colores["vecino"] = estilo.mezclar(t.resto, t.fondo, 0.35)
        rotulos["vecino"] = "Vecinos"
    if sitio.nivel != "departamento":
        colores["resto"] = t.superficie
        rotulos["resto"] = "Otros municipios"
    titulo = {
        "municipio": f"Dónde queda {sitio.nombre}",
        "subregion": f"Dónde queda la subregión {sitio.nombre}",
    }.get(sitio.nivel, sitio.rotulo)
    nombrados = [
        *(sitio.municipios if sitio.nivel != "departamento" else ()),
        *(con.municipios if con and con.nivel != "departamento" else ()),
        *vecinos,
    ]
    tramas = {} if con is None else {"con": "/"}
    return Posicion(clases, colores, rotulos, tramas, titulo, nombrados)


_SUBTITULO = "Municipios de Norte de Santander; entre paréntesis, cuántos hay en cada clase."
_ANCHO_DEL_MAPA, _PX_DEL_MAPA = 300, 12
_CORTE = "2018"


def figura_de_posicion(
    geo: Any,
    sitio: Sitio,
    vecinos: Sequence[str],
    con: Sitio | None,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    """Dónde queda: el lugar, sus vecinos y, si se compara, el otro."""
    posicion = posicion_de(geo["divipola"], sitio, vecinos, con, tema)
    figura = mapa_por_categoria(
        geo.assign(posicion=geo["divipola"].map(posicion.clases)),
        "posicion",
        posicion.colores,
        posicion.rotulos,
        tramas=posicion.tramas,
        etiquetas=posicion.nombrados,
        alto=300,
        tema=tema,
    )
    return estilo.terminar(
        figura,
        titulo=posicion.titulo,
        subtitulo=_SUBTITULO,
        fuentes=fuentes,
        corte=_CORTE,
        alt=posicion.alt,
        tema=tema,
    )


def estampa_de_posicion(
    geo: Any,
    sitio: Sitio,
    vecinos: Sequence[str],
    con: Sitio | None,
    fuentes: Sequence[str],
    tema: str,
) -> Estampa:
    """El mismo mapa como imagen, para la pantalla: en él no hay nada que tocar."""
    posicion = posicion_de(geo["divipola"], sitio, vecinos, con, tema)
    svg = mapa_en_svg(
        geo, posicion, _ANCHO_DEL_MAPA,
        letra=estilo.FUENTE, px=_PX_DEL_MAPA, tema=tema, con_nombres=True,
    )  # fmt: skip
    pie = estilo.texto_de_fuentes(fuentes, _CORTE)
    return Estampa(svg, posicion.alt, posicion.titulo, _SUBTITULO, pie)


def tabla_de_metas(metas: pd.DataFrame, sitio: Sitio) -> pd.DataFrame:
    """Las columnas que se ven; los municipios nombrados, sólo si el lugar tiene varios."""
    varios = ["n_nombrados", "lugares"] if sitio.nivel != "municipio" else []
    return metas[["periodo", "numero_meta", "enunciado", "anios", *varios, "linea_documento"]]


def hallazgo_de_vecinos(vecinos: pd.DataFrame, conteos: Conteos, sitio: Sitio) -> str:
    """Cuántos de sus vecinos tienen más metas que él en cada período."""
    partes = []
    for periodo, columna in ((ACTUAL, "n_metas_ahora"), (ANTERIOR, "n_metas_antes")):
        propias = conteo_de(conteos, sitio, periodo)["n_metas"]
        cuantos = int((vecinos[columna] > propias).sum())
        verbo = "tienen" if cuantos > 1 else "tiene"
        partes.append(f"en {periodo}, {cuantos or 'ninguno'} {verbo} más metas que {sitio.nombre}")
    return f"De sus {len(vecinos)} vecinos, {partes[0]}; {partes[1]}"
