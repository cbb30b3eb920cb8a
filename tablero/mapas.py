"""Mapas de polígonos dibujados como dispersión rellena: ningún servidor ajeno, vectorial e igual
en la imagen exportada.

``go.Choropleth`` pide un archivo a un servidor externo aunque el GeoJSON sea propio, y sin
internet deja el mapa en blanco. Aquí cada entidad es una traza ``Scatter`` con ``fill="toself"``:
así señalar cualquier punto de un municipio muestra el suyo (con una traza por categoría habría
que acertarle a un punto). Las coordenadas viajan como ``float32`` (error menor de un metro): los
40 municipios pesan menos de 60 KB (medido: 53; el contorno de las cámaras agrega 9).

Razones y categorías se pintan (``mapa_de_clases``, ``mapa_por_categoria``); los totales van en
círculos (``mapa_de_circulos``). Sin dato va rayado; cero, sin color y punteado; nunca se confunden.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from pipelines.errores import MartNoDisponible
from pipelines.rutas import RUTAS
from tablero import estilo
from tablero.estilo import PX_NOTA, ancho_de_texto, en_html, transparente
from tablero.formato import SIN_DATO, es_vacio, formatear
from tablero.graficos.ejes import decimales_de

Geometria: TypeAlias = "gpd.GeoDataFrame | Mapping[str, Any]"
"""Una capa de geopandas o un GeoJSON ya leído (``FeatureCollection``)."""

TRAMAS = frozenset({"", "/", "\\", "x", "-", "|", "+", "."})
_TRAMA_SIN_DATO, _TRAMA_CERO = "/", "."
_BORDE = 0.015  # parte del ancho del mapa que se deja libre a cada lado


def leer_capa(nombre: str) -> gpd.GeoDataFrame:
    """Una capa de ``geo/`` (municipios, departamentos, subregiones, camaras), con códigos texto.

    Lanza ``MartNoDisponible`` si el archivo no está.
    """
    ruta = RUTAS.geo / f"{nombre}.geojson"
    if not ruta.exists():
        hay = ", ".join(sorted(r.stem for r in RUTAS.geo.glob("*.geojson"))) or "ninguna"
        raise MartNoDisponible(
            que=f"No está la capa de límites «{nombre}».",
            donde=f"geo/{ruta.name}",
            esperado=f"una de las capas que hay: {hay}",
            hacer="Reconstruya los límites con `python tareas.py construir`.",
        )
    return gpd.read_file(ruta)


@dataclass(frozen=True)
class Clase:
    """Cómo se ve un grupo de entidades y qué dice de él la leyenda."""

    rotulo: str
    color: str
    trama: str = ""


@dataclass(frozen=True)
class _Entidad:
    clave: str
    nombre: str
    anillos: tuple[tuple[tuple[float, float], ...], ...]
    rotulo: tuple[float, float]
    propiedades: Mapping[str, Any]


# ── Las tres clases de mapa ────────────────────────────────────────────────────────────────────


def mapa_por_categoria(
    geo: Geometria,
    columna_categoria: str,
    colores: Mapping[str, str],
    rotulos: Mapping[str, str],
    *,
    tramas: Mapping[str, str] | None = None,
    columna_nota: str | None = None,
    clave: str = "divipola",
    contorno: Geometria | None = None,
    etiquetas: Sequence[str] = (),
    alto: float | None = None,
    tema: str = "claro",
) -> go.Figure:
    """Pinta cada entidad según su categoría; la leyenda cuenta cuántas hay de cada una.

    ``colores`` y ``rotulos`` van por categoría, en el orden de la leyenda; las categorías sin
    entidades también salen, con «(0)». ``tramas`` agrega un rayado para no depender del color.
    Un vacío es «sin dato», rayado en gris. ``columna_nota`` se lee al señalar. ``contorno`` es
    otra capa que se traza encima (cámaras). ``etiquetas`` son claves de entidades que llevan su
    nombre escrito, en orden de prioridad: las que se pisarían en un teléfono se omiten.

    Lanza ``ValueError`` si hay categorías sin color o rótulo, o más de seis colores.
    """
    t = estilo.colores(tema)
    entidades = _entidades(geo, clave)
    presentes = {
        str(e.propiedades[columna_categoria])
        for e in entidades
        if not es_vacio(e.propiedades.get(columna_categoria))
    }
    if sueltas := sorted(presentes - set(colores) | presentes - set(rotulos)):
        raise ValueError(f"Categorías sin color o sin rótulo: {', '.join(sueltas)}.")
    if len(set(colores.values())) > len(estilo.OKABE_ITO) + 1:
        raise ValueError("Más de seis colores de categoría no se distinguen en un mapa: agrupe.")
    clases = {
        categoria: Clase(rotulos[categoria], color, (tramas or {}).get(categoria, ""))
        for categoria, color in colores.items()
    }

    def categoria_de(entidad: _Entidad) -> str | None:
        valor = entidad.propiedades.get(columna_categoria)
        return None if es_vacio(valor) else str(valor)

    def describir(entidad: _Entidad) -> str:
        categoria = categoria_de(entidad)
        lineas = [SIN_DATO if categoria is None else rotulos[categoria]]
        nota = entidad.propiedades.get(columna_nota) if columna_nota else None
        if isinstance(nota, str) and nota:
            lineas.append(nota)
        return "<br>".join(map(en_html, lineas))

    figura = _figura(entidades, alto, tema)
    _pintar(figura, entidades, clases, categoria_de, describir, t)
    _rematar(figura, entidades, contorno, etiquetas, t)
    return figura


def mapa_de_clases(
    geo: Geometria,
    valores: Mapping[str, float | None],
    cortes: Sequence[float],
    *,
    unidad: str,
    decimales: int | None = None,
    nota: Mapping[str, str] | None = None,
    vacio: str = SIN_DATO,
    clave: str = "divipola",
    contorno: Geometria | None = None,
    etiquetas: Sequence[str] = (),
    alto: float | None = None,
    tema: str = "claro",
) -> go.Figure:
    """Coropleta por clases, para razones (nunca totales).

    ``valores`` va por clave (un diccionario o una ``Series``); lo que falte o esté vacío es «sin
    dato», o lo que diga ``vacio`` si se sabe por qué falta. ``cortes`` son los bordes, crecientes:
    la clase incluye su borde inferior y la última, los dos. El cero va aparte, sin color. Lanza
    ``ValueError`` si un valor queda fuera de los cortes o si un código de ``valores`` no está en la
    capa.
    """
    t = estilo.colores(tema)
    entidades = _entidades(geo, clave)
    numeros = _numeros(valores, entidades)
    bordes = [float(c) for c in cortes]
    if len(bordes) < 2 or any(b <= a for a, b in pairwise(bordes)):
        raise ValueError(f"Los cortes deben ser al menos dos y crecientes; llegaron {bordes}.")
    fuera = [f"{k}: {v:g}" for k, v in numeros.items() if v and not bordes[0] <= v <= bordes[-1]]
    if fuera:
        raise ValueError(f"Valores fuera de los cortes {bordes}: {', '.join(fuera)}.")
    n_clases = len(bordes) - 1
    tonos = estilo.secuencial(max(2, n_clases), tema)[-n_clases:]
    cifras = decimales_de(bordes)
    clases = {"cero": Clase("Cero", t.cero, _TRAMA_CERO)}
    for i, tono in enumerate(tonos):
        desde = formatear(bordes[i], unidad, cifras, corto=True)
        hasta = formatear(bordes[i + 1], unidad, cifras, corto=True)
        enlace = "a" if i == n_clases - 1 else "a menos de"
        clases[str(i)] = Clase(f"{desde} {enlace} {hasta}", tono)
    if 0.0 not in numeros.values():
        del clases["cero"]

    def clase_de(entidad: _Entidad) -> str | None:
        valor = numeros.get(entidad.clave)
        if valor is None:
            return None
        if valor == 0:
            return "cero"
        return str(min(n_clases - 1, sum(valor >= borde for borde in bordes[1:])))

    def describir(entidad: _Entidad) -> str:
        valor = numeros.get(entidad.clave)
        lineas = [vacio if valor is None else formatear(valor, unidad, decimales)]
        if nota and entidad.clave in nota:
            lineas.append(nota[entidad.clave])
        return "<br>".join(map(en_html, lineas))

    figura = _figura(entidades, alto, tema)
    _pintar(figura, entidades, clases, clase_de, describir, t, vacio)
    _rematar(figura, entidades, contorno, etiquetas, t)
    return figura


def mapa_de_circulos(
    geo: Geometria,
    valores: Mapping[str, float | None],
    *,
    unidad: str,
    decimales: int | None = None,
    color: str | None = None,
    diametro_maximo: float = 44,
    clave: str = "divipola",
    contorno: Geometria | None = None,
    etiquetas: Sequence[str] = (),
    alto: float | None = None,
    tema: str = "claro",
) -> go.Figure:
    """Círculos de área proporcional, para totales (pesos, personas, conteos).

    El cero es un punto hueco; sin dato, una equis. ``color`` cambia el azul por defecto. Lanza
    ``ValueError`` con valores negativos o códigos que no están en la capa.
    """
    t = estilo.colores(tema)
    entidades = _entidades(geo, clave)
    numeros = _numeros(valores, entidades)
    if negativos := [k for k, v in numeros.items() if v is not None and v < 0]:
        raise ValueError(f"Un círculo no puede mostrar un total negativo: {', '.join(negativos)}.")
    maximo = max((v for v in numeros.values() if v is not None), default=0.0)
    figura = _figura(entidades, alto, tema)
    x, y = _coordenadas([anillo for e in entidades for anillo in e.anillos])
    figura.add_scatter(
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=t.superficie,
        line={"color": t.resto, "width": 0.7},
        name="límites",
        hoverinfo="skip",
        showlegend=False,
    )
    tinta = color or estilo.OKABE_ITO[0 if t.nombre == "claro" else 4]
    grupos: list[tuple[str, list[_Entidad], dict[str, Any]]] = [
        (
            "Con valor",
            [e for e in entidades if numeros.get(e.clave)],
            {"color": transparente(tinta, 0.7), "line": {"color": tinta, "width": 1}},
        ),
        (
            "Cero",
            [e for e in entidades if numeros.get(e.clave) == 0],
            {"symbol": "circle-open", "size": 7, "color": t.tenue},
        ),
        (
            "Sin dato",
            [e for e in entidades if numeros.get(e.clave) is None],
            {"symbol": "x-thin-open", "size": 7, "color": t.tenue},
        ),
    ]
    for nombre, del_grupo, marca in grupos:
        # Los grandes primero, para que los chicos queden encima y se puedan señalar.
        del_grupo = sorted(del_grupo, key=lambda e: -(numeros.get(e.clave) or 0))
        if nombre == "Con valor" and maximo:
            diametros = [
                max(4.0, diametro_maximo * math.sqrt((numeros[e.clave] or 0) / maximo))
                for e in del_grupo
            ]
            marca = {**marca, "size": diametros, "opacity": 1}
        if del_grupo:
            figura.add_scatter(
                x=[e.rotulo[0] for e in del_grupo],
                y=[e.rotulo[1] for e in del_grupo],
                mode="markers",
                marker=marca,
                name=f"{nombre} ({len(del_grupo)})",
                customdata=[e.clave for e in del_grupo],
                hovertext=[
                    f"<b>{en_html(e.nombre)}</b><br>"
                    + formatear(numeros.get(e.clave), unidad, decimales)
                    for e in del_grupo
                ],
                hoverinfo="text",
                showlegend=nombre != "Con valor",
            )
    figura.update_layout(showlegend=any(traza.showlegend for traza in figura.data))
    _rematar(figura, entidades, contorno, etiquetas, t, con_puntos=False)
    return figura


def cortes_por_cuantiles(valores: Iterable[float | None], clases: int = 5) -> list[float]:
    """Bordes redondos que reparten los valores en grupos de tamaño parecido, para un mapa.

    Se redondean a la marca más cercana para que la leyenda se lea; los extremos, hacia afuera. Si
    hay pocos valores distintos salen menos clases. Lanza ``ValueError`` sin valores.
    """
    numeros = np.array([float(v) for v in valores if v is not None and not es_vacio(v)])
    if not numeros.size:
        raise ValueError("No hay valores que repartir en clases.")
    minimo, maximo = float(numeros.min()), float(numeros.max())
    if math.isclose(minimo, maximo, rel_tol=1e-9):
        return [math.floor(minimo), math.ceil(maximo) + (math.floor(minimo) == math.ceil(maximo))]
    # Un paso redondo que quepa varias veces en el grupo más angosto de los de en medio.
    interiores = np.quantile(numeros, np.linspace(0, 1, clases + 1))
    anchos = np.diff(interiores)
    bruto = float(anchos[anchos > 0].min()) / 2
    potencia = 10.0 ** math.floor(math.log10(bruto))
    paso = potencia * next(m for m in (5, 2, 1) if m * potencia <= bruto * 1.000001)
    redondos = [round(float(q) / paso) * paso for q in interiores[1:-1]]
    bordes = [math.floor(minimo / paso) * paso, *redondos, math.ceil(maximo / paso) * paso]
    return sorted({round(b, 10) for b in bordes})


# ── Lectura de la geometría ────────────────────────────────────────────────────────────────────


def _entidades(geo: Geometria, clave: str) -> list[_Entidad]:
    coleccion = geo if isinstance(geo, Mapping) else geo.__geo_interface__
    entidades = []
    for rasgo in coleccion["features"]:
        propiedades = rasgo["properties"]
        if clave not in propiedades:
            raise ValueError(
                f"La capa no tiene la columna «{clave}»; tiene {', '.join(map(str, propiedades))}."
            )
        geometria = rasgo["geometry"]
        poligonos = geometria["coordinates"]
        if geometria["type"] == "Polygon":
            poligonos = [poligonos]
        anillos = tuple(
            tuple((float(p[0]), float(p[1])) for p in anillo)
            for poligono in poligonos
            for anillo in poligono
        )
        codigo = str(propiedades[clave])
        entidades.append(
            _Entidad(
                clave=codigo,
                nombre=str(propiedades.get("nombre") or codigo),
                anillos=anillos,
                rotulo=_punto_de_rotulo(propiedades, anillos),
                propiedades=propiedades,
            )
        )
    if not entidades:
        raise ValueError("La capa no tiene entidades que dibujar.")
    return entidades


def _punto_de_rotulo(
    propiedades: Mapping[str, Any], anillos: Sequence[Sequence[tuple[float, float]]]
) -> tuple[float, float]:
    if "rotulo_lon" in propiedades:
        return float(propiedades["rotulo_lon"]), float(propiedades["rotulo_lat"])
    mayor = max(anillos, key=len)
    return (
        sum(p[0] for p in mayor) / len(mayor),
        sum(p[1] for p in mayor) / len(mayor),
    )


def _numeros(
    valores: Mapping[str, float | None], entidades: Iterable[_Entidad]
) -> dict[str, float | None]:
    numeros = {
        str(k): None if es_vacio(v) else float(v)  # type: ignore[arg-type]
        for k, v in valores.items()
    }
    codigos = {e.clave for e in entidades}
    if ajenos := sorted(set(numeros) - codigos):
        raise ValueError(
            f"Códigos que no están en la capa: {', '.join(ajenos)}. ¿Perdieron el cero inicial?"
        )
    return numeros


def _coordenadas(
    anillos: Iterable[Sequence[tuple[float, float]]],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Los anillos en fila, separados por un hueco para que Plotly no los una."""
    puntos: list[tuple[float, float]] = []
    for anillo in anillos:
        if puntos:
            puntos.append((math.nan, math.nan))
        puntos.extend(anillo)
    matriz = np.array(puntos, dtype=np.float32)
    return matriz[:, 0], matriz[:, 1]


# ── Dibujo ─────────────────────────────────────────────────────────────────────────────────────


def _caja(entidades: Sequence[_Entidad]) -> tuple[float, float, float, float]:
    longitudes = [p[0] for e in entidades for anillo in e.anillos for p in anillo]
    latitudes = [p[1] for e in entidades for anillo in e.anillos for p in anillo]
    return min(longitudes), max(longitudes), min(latitudes), max(latitudes)


def _figura(entidades: Sequence[_Entidad], alto: float | None, tema: str) -> go.Figure:
    oeste, este, sur, norte = _caja(entidades)
    margen = (este - oeste) * _BORDE
    oeste, este, sur, norte = oeste - margen, este + margen, sur - margen, norte + margen
    # Un grado de longitud mide cos(latitud) veces uno de latitud: sin esto el mapa sale estirado.
    razon = 1 / math.cos(math.radians((sur + norte) / 2))
    ancho = estilo.ANCHO_TELEFONO - 2 * estilo.MARGEN
    natural = ancho * (norte - sur) * razon / (este - oeste)
    figura = estilo.figura_nueva(tema, alto_datos=alto or round(natural))
    figura.update_xaxes(range=[oeste, este], visible=False, constrain="domain")
    figura.update_yaxes(
        range=[sur, norte],
        visible=False,
        constrain="domain",
        constraintoward="top",
        scaleanchor="x",
        scaleratio=razon,
    )
    # Los puntos invisibles sólo responden encima de ellos: lo demás lo responde el polígono.
    figura.update_layout(hoverdistance=1)
    return figura


def _pintar(
    figura: go.Figure,
    entidades: Sequence[_Entidad],
    clases: Mapping[str, Clase],
    clase_de: Callable[[_Entidad], str | None],
    describir: Callable[[_Entidad], str],
    t: estilo.Tema,
    vacio: str = SIN_DATO,
) -> None:
    por_clase: dict[str | None, list[_Entidad]] = {nombre: [] for nombre in clases}
    for entidad in entidades:
        por_clase.setdefault(clase_de(entidad), []).append(entidad)
    vacia = Clase(vacio.capitalize(), t.fondo, _TRAMA_SIN_DATO)
    trazas: list[dict[str, Any]] = []
    for nombre, del_grupo in por_clase.items():
        clase = vacia if nombre is None else clases[nombre]
        if clase.trama not in TRAMAS:
            raise ValueError(f"Trama desconocida: «{clase.trama}». Las que hay: {sorted(TRAMAS)}.")
        rotulo = f"{en_html(clase.rotulo)} ({len(del_grupo)})"
        relleno: dict[str, Any] = {"fillcolor": clase.color}
        if clase.trama:
            rayas = t.sin_dato if nombre in (None, "cero") else transparente(t.texto, 0.75)
            relleno["fillpattern"] = {
                "shape": clase.trama,
                "fgcolor": rayas,
                "bgcolor": clase.color,
                "size": 6,
                "solidity": 0.3,
            }
        comunes: dict[str, Any] = {
            "type": "scatter",
            "mode": "lines",
            "fill": "toself",
            "line": {"color": t.tenue, "width": 0.6},
            **relleno,
        }
        # La leyenda cuenta también las clases vacías: «(0)» es información.
        trazas.append({**comunes, "x": [None], "y": [None], "name": rotulo, "hoverinfo": "skip"})
        for entidad in del_grupo:
            x, y = _coordenadas(entidad.anillos)
            trazas.append(
                {
                    **comunes,
                    "x": x,
                    "y": y,
                    "name": entidad.nombre,
                    "meta": entidad.clave,
                    "text": f"<b>{en_html(entidad.nombre)}</b><br>{describir(entidad)}",
                    "hoverinfo": "text",
                    "hoveron": "fills",
                    "showlegend": False,
                }
            )
    # De una vez: agregadas una a una, Plotly las revisa dos veces.
    figura.add_traces(trazas)
    figura.update_layout(showlegend=True)


def _rematar(
    figura: go.Figure,
    entidades: Sequence[_Entidad],
    contorno: Geometria | None,
    etiquetas: Sequence[str],
    t: estilo.Tema,
    *,
    con_puntos: bool = True,
) -> None:
    if contorno is not None:
        coleccion = contorno if isinstance(contorno, Mapping) else contorno.__geo_interface__
        capa = _entidades(contorno, next(iter(coleccion["features"][0]["properties"])))
        x, y = _coordenadas([anillo for e in capa for anillo in e.anillos])
        figura.add_scatter(
            x=x,
            y=y,
            mode="lines",
            name="contorno",
            line={"color": t.texto, "width": 1.8},
            hoverinfo="skip",
            showlegend=False,
        )
    if con_puntos:
        # Plotly no avisa qué polígono se eligió, pero sí qué punto: uno invisible por entidad
        # permite abrir su ficha tocando el centro del municipio.
        textos = {traza.meta: traza.text for traza in figura.data if traza.meta}
        figura.add_scatter(
            x=[e.rotulo[0] for e in entidades],
            y=[e.rotulo[1] for e in entidades],
            mode="markers",
            name="elegir",
            marker={"size": 12, "color": t.texto, "opacity": 0},
            customdata=[e.clave for e in entidades],
            hovertext=[textos[e.clave] for e in entidades],
            hoverinfo="text",
            showlegend=False,
        )
    _etiquetar(figura, entidades, etiquetas, t)


def _etiquetar(
    figura: go.Figure, entidades: Sequence[_Entidad], etiquetas: Sequence[str], t: estilo.Tema
) -> None:
    """Escribe los nombres pedidos que no se pisan ni se salen en el teléfono."""
    por_clave = {e.clave: e for e in entidades}
    if ajenas := sorted(set(etiquetas) - set(por_clave)):
        raise ValueError(f"Etiquetas de entidades que no están en la capa: {', '.join(ajenas)}.")
    oeste, este = figura.layout.xaxis.range
    sur, norte = figura.layout.yaxis.range
    razon = figura.layout.yaxis.scaleratio
    disponible = estilo.ANCHO_TELEFONO - 2 * estilo.MARGEN
    alto = figura.layout.meta["alto_datos"]
    escala = min(disponible / (este - oeste), alto / ((norte - sur) * razon))
    # El mapa queda centrado en el ancho disponible; un nombre puede entrar en el margen.
    izquierda = -(disponible - (este - oeste) * escala) / 2 - estilo.MARGEN + 2
    derecha = (este - oeste) * escala - izquierda
    puestas: list[tuple[float, float, float, float]] = []
    for clave in etiquetas:
        entidad = por_clave[clave]
        x = (entidad.rotulo[0] - oeste) * escala
        y = (entidad.rotulo[1] - sur) * escala * razon
        medio = ancho_de_texto(entidad.nombre, PX_NOTA, negrita=True) / 2 + 3
        caja = (x - medio, x + medio, y - 9, y + 9)
        se_sale = caja[0] < izquierda or caja[1] > derecha
        if se_sale or any(estilo.se_pisan(caja, otra) for otra in puestas):
            continue
        puestas.append(caja)
        figura.add_annotation(
            name="etiqueta",
            x=entidad.rotulo[0],
            y=entidad.rotulo[1],
            text=f"<b>{en_html(entidad.nombre)}</b>",
            font={"size": PX_NOTA, "color": t.texto},
            bgcolor=transparente(t.fondo, 0.82),
            borderpad=2,
            showarrow=False,
            captureevents=False,
        )
