"""Series de tiempo que no cruzan sus quiebres."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import (
    INTERLINEA,
    PX_NOTA,
    PX_TEXTO,
    Caja,
    ancho_de_texto,
    en_html,
    partir,
    se_pisan,
    transparente,
)
from tablero.formato import es_vacio, formatear, periodo
from tablero.graficos.ejes import (
    ancho_de_datos,
    decimales_de,
    marcas,
    marcas_de_periodo,
    posicion,
    separar,
)

_ANCHO_ROTULO = 100
_MEDIA_CIFRA = 14
_PX_POR_PUNTO = 13
_ANCHO_QUIEBRE = 150
_TRAZOS = ("solid", "5px,3px", "2px,2px", "8px,3px,2px,3px")
_NO_DEFINITIVO = {"provisional", "preliminar", "prensa"}


@dataclass(frozen=True)
class Quiebre:
    """La serie no se compara a través de este punto: está entre el período anterior y éste.

    Con ``segmento``, el corte sólo separa a ese segmento de los demás, que siguen su línea: es el
    de una publicación que revisa años ya dibujados.
    """

    periodo: str
    texto: str
    segmento: str = ""


def linea_con_quiebres(
    datos: pd.DataFrame,
    *,
    unidad: str,
    decimales: int | None = None,
    destacada: str = "Norte de Santander",
    quiebres: Sequence[Quiebre] = (),
    colores_de_serie: Mapping[str, str] | None = None,
    desde_cero: bool = False,
    alto: float = 240,
    tema: str = "claro",
) -> go.Figure:
    """Líneas por serie, cortadas en cada quiebre y en cada cambio de segmento.

    Columnas: ``serie``, ``periodo`` (texto: año, mes, semestre o trimestre) y ``valor``; si están,
    ``segmento`` (marco o edición: la línea nunca pasa de uno a otro), ``lim_inf`` y ``lim_sup``
    (banda del intervalo), ``n_evaluados`` (de los puestos, que se dibujan con el primero arriba),
    ``estado`` (provisional, preliminar y prensa van con punto hueco) y
    ``nota`` (se lee al señalar el punto). Un vacío también corta la línea.

    La serie ``destacada`` va en rojo y gruesa; las demás en gris con trazos distintos, salvo que
    ``colores_de_serie`` diga otro color. Cada serie lleva su nombre y su último valor al final de
    la línea. Lanza ``ValueError`` si falta una columna o no hay ningún valor.
    """
    t = estilo.colores(tema)
    tabla = _preparar(datos, quiebres)
    series = list(dict.fromkeys(tabla["serie"]))
    # La destacada se dibuja de última para quedar encima.
    series.sort(key=lambda nombre: nombre == destacada)

    minimo, maximo = _rango(tabla, desde_cero)
    valores_eje = [v for v in marcas(minimo, maximo) if minimo <= v <= maximo]
    if unidad == "puesto":
        # El primer puesto va arriba y no hay puestos a medias.
        valores_eje = [v for v in valores_eje if v == int(v) and v >= 1]
        minimo, maximo = maximo, max(minimo, 0.5)
    cifras = decimales_de(valores_eje)
    textos_eje = [formatear(v, unidad, cifras, corto=True) for v in valores_eje]
    izquierda = max(ancho_de_texto(x, PX_TEXTO) for x in textos_eje) + 18

    finales = [_final(tabla, serie, unidad, decimales) for serie in series]
    derecha = max(final.ancho for final in finales) + 22
    x_min, x_max = tabla["x"].min(), tabla["x"].max()
    ancho = ancho_de_datos(izquierda, derecha)
    # Lugar a la izquierda para media cifra: la primera va centrada en su punto.
    borde = (x_max - x_min) * max(0.03, _MEDIA_CIFRA / ancho) or 0.5
    x_min, x_max = x_min - borde, x_max + borde
    lugares, textos = marcas_de_periodo(list(tabla["periodo"]), ancho, x_min, x_max)

    lienzo = _Lienzo(x_min, x_max, minimo, maximo, ancho, alto)
    avisos, reserva = _ubicar_quiebres(quiebres, tabla, lienzo, izquierda, derecha)
    figura = estilo.figura_nueva(
        tema,
        alto_datos=alto,
        izquierda=izquierda,
        derecha=derecha,
        # La primera cifra puede ir sobre el punto más alto: no debe tocar el subtítulo.
        reserva_superior=max(reserva, 8),
        reserva_inferior=22,
    )
    propios = dict(colores_de_serie or {})
    obstaculos = _rotular_finales(figura, finales, series, lienzo, t, destacada, propios)
    denso = ancho / tabla["x"].nunique() < _PX_POR_PUNTO
    for i, serie in enumerate(series):
        es_destacada = serie == destacada
        color = propios.get(serie, t.acento if es_destacada else t.resto)
        trazo = "solid" if es_destacada or serie in propios else _TRAZOS[i % len(_TRAZOS)]
        de_serie = tabla[tabla["serie"] == serie]
        for tramo in _tramos(de_serie):
            if {"lim_inf", "lim_sup"} <= set(tramo.columns):
                _agregar_bandas(figura, tramo, serie, color)
            filas = tramo.to_dict("records")
            figura.add_scatter(
                x=tramo["x"].tolist(),
                y=[None if es_vacio(v) else float(v) for v in tramo["valor"]],
                mode="lines+markers",
                name=serie,
                line={"color": color, "width": _grueso(es_destacada, denso), "dash": trazo},
                marker=_puntos(tramo, color, t.fondo, es_destacada, denso),
                connectgaps=False,
                cliponaxis=False,
                hovertext=[_al_senalar(fila, unidad, decimales) for fila in filas],
                hoverinfo="text",
            )
            obstaculos += [
                (px - 4, px + 4, py - 4, py + 4)
                for px, py in (
                    lienzo.px(f["x"], float(f["valor"])) for f in filas if not es_vacio(f["valor"])
                )
            ]
    if destacada in series:
        _rotular_puntas(
            figura,
            tabla[tabla["serie"] == destacada],
            lambda valor: formatear(valor, unidad, decimales, corto=True),
            propios.get(destacada, t.acento),
            lienzo,
            obstaculos,
        )
    for aviso in avisos:
        _marcar_quiebre(figura, aviso, t, alto)
    figura.update_xaxes(
        range=[x_min, x_max],
        tickvals=lugares,
        ticktext=textos,
        ticks="outside",
        ticklen=4,
        tickcolor=t.eje,
        tickangle=0,
    )
    figura.update_yaxes(range=[minimo, maximo], tickvals=valores_eje, ticktext=textos_eje)
    return figura


def _preparar(datos: pd.DataFrame, quiebres: Sequence[Quiebre]) -> pd.DataFrame:
    faltan = [c for c in ("serie", "periodo", "valor") if c not in datos.columns]
    if faltan:
        raise ValueError(f"Faltan columnas para dibujar la serie: {', '.join(faltan)}.")
    tabla = datos.copy()
    tabla["periodo"] = tabla["periodo"].astype(str)
    tabla["x"] = tabla["periodo"].map(posicion)
    if tabla["valor"].notna().sum() == 0:
        raise ValueError("No hay ningún valor que dibujar: muestre la explicación del vacío.")
    cortes = sorted(posicion(q.periodo) for q in quiebres if not q.segmento)
    declarado = tabla["segmento"].astype(str) if "segmento" in tabla.columns else ""
    # Aunque la consulta olvide el segmento, la línea no cruza un quiebre declarado.
    numerado = tabla["x"].map(lambda x: str(sum(x >= corte for corte in cortes)))
    tabla["tramo"] = declarado + "|" + numerado
    return tabla.sort_values("x", kind="stable")


def _tramos(de_serie: pd.DataFrame) -> list[pd.DataFrame]:
    return [tramo for _, tramo in de_serie.groupby("tramo", sort=False)]


def _rango(tabla: pd.DataFrame, desde_cero: bool) -> tuple[float, float]:
    columnas = [c for c in ("valor", "lim_inf", "lim_sup") if c in tabla.columns]
    numeros = tabla[columnas].astype("Float64").stack().dropna().astype(float)
    minimo, maximo = float(numeros.min()), float(numeros.max())
    # Un octavo: que la cifra de un extremo quepa por fuera de su punto.
    margen = (maximo - minimo) * 0.125 or abs(maximo) * 0.1 or 1.0
    piso = 0.0 if desde_cero and minimo >= 0 else minimo - margen
    # Un indicador que no baja de cero no lleva eje negativo.
    return (max(piso, 0.0) if minimo >= 0 else piso), maximo + margen


@dataclass(frozen=True)
class _Final:
    """El rótulo directo de una serie: dónde termina y qué dice."""

    x: float
    y: float
    lineas: tuple[str, ...]
    ancho: float


def _final(tabla: pd.DataFrame, serie: str, unidad: str, decimales: int | None) -> _Final:
    con_valor = tabla[(tabla["serie"] == serie) & tabla["valor"].notna()]
    nombre = partir(serie, _ANCHO_ROTULO, PX_TEXTO)
    if con_valor.empty:
        lineas = (formatear(None, unidad), *nombre)
        x, y = float(tabla["x"].max()), float("nan")
    else:
        ultima = con_valor.iloc[-1]
        valor = _escribir(ultima, unidad, decimales, corto=True)
        if ultima["x"] < tabla["x"].max():
            # Sin el año, parecería un dato de la misma fecha que los demás.
            valor = f"{valor} ({periodo(ultima['periodo'], corto=True)})"
        lineas = (valor, *nombre)
        x, y = float(ultima["x"]), float(ultima["valor"])
    anchos = [ancho_de_texto(linea, PX_TEXTO, negrita=i == 0) for i, linea in enumerate(lineas)]
    return _Final(x, y, lineas, max(anchos))


def _escribir(
    fila: Mapping[str, Any], unidad: str, decimales: int | None, *, corto: bool = False
) -> str:
    """El valor de una fila; un puesto, con su «de cuántos» si la tabla lo trae."""
    return formatear(fila["valor"], unidad, decimales, de=fila.get("n_evaluados"), corto=corto)


def _agregar_bandas(figura: go.Figure, tramo: pd.DataFrame, serie: str, color: str) -> None:
    """El intervalo de confianza: sombra donde hay límites contiguos, sin unir huecos."""
    hay = (tramo["lim_inf"].notna() & tramo["lim_sup"].notna()).tolist()
    filas = tramo.to_dict("records")
    inicio = 0
    for i in range(len(filas) + 1):
        if i < len(filas) and hay[i]:
            continue
        if i - inicio > 1:
            grupo = filas[inicio:i]
            figura.add_scatter(
                x=[f["x"] for f in grupo] + [f["x"] for f in reversed(grupo)],
                y=[float(f["lim_inf"]) for f in grupo]
                + [float(f["lim_sup"]) for f in reversed(grupo)],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=transparente(color, 0.16),
                name=f"{serie} (intervalo)",
                hoverinfo="skip",
            )
        inicio = i + 1


def _grueso(destacada: bool, denso: bool) -> float:
    if destacada:
        return 2.2 if denso else 3
    return 1.3 if denso else 1.6


def _puntos(
    tramo: pd.DataFrame, color: str, fondo: str, destacada: bool, denso: bool
) -> dict[str, object]:
    """Puntos llenos; huecos si la cifra no es definitiva. Con muchos, sólo se ve el último."""
    estados = tramo["estado"] if "estado" in tramo.columns else pd.Series("", index=tramo.index)
    huecos = [estado in _NO_DEFINITIVO for estado in estados]
    grande = 7 if destacada else 5
    interior = 0 if denso else grande
    ultimo = len(huecos) - 1
    return {
        "size": [grande if h or i == ultimo else interior for i, h in enumerate(huecos)],
        "color": [fondo if hueco else color for hueco in huecos],
        # Con tamaños distintos Plotly aclara los puntos si no se le dice lo contrario.
        "opacity": 1,
        "line": {"color": color, "width": (2 if destacada else 1.4) if any(huecos) else 0},
    }


def _al_senalar(fila: Mapping[str, Any], unidad: str, decimales: int | None) -> str:
    lineas = [
        f"<b>{en_html(str(fila['serie']))}</b>",
        f"{periodo(fila['periodo'])}: {_escribir(fila, unidad, decimales)}",
    ]
    if not es_vacio(fila.get("lim_inf")) and not es_vacio(fila.get("lim_sup")):
        limites = [
            formatear(fila[c], unidad, decimales, corto=True) for c in ("lim_inf", "lim_sup")
        ]
        lineas.append(f"Intervalo de confianza: {limites[0]} a {limites[1]}")
    if fila.get("estado") in _NO_DEFINITIVO:
        lineas.append(f"Cifra {'de ' if fila['estado'] == 'prensa' else ''}{fila['estado']}")
    if isinstance(nota := fila.get("nota"), str) and nota:
        lineas.append(en_html(nota))
    return "<br>".join(lineas)


@dataclass(frozen=True)
class _Lienzo:
    """Lleva los valores a píxeles del teléfono, donde los rótulos están más apretados."""

    x_min: float
    x_max: float
    minimo: float
    maximo: float
    ancho: float
    alto: float

    def px(self, x: float, y: float) -> tuple[float, float]:
        return (
            (x - self.x_min) / (self.x_max - self.x_min) * self.ancho,
            (y - self.minimo) / (self.maximo - self.minimo) * self.alto,
        )


def _rotular_puntas(
    figura: go.Figure,
    de_serie: pd.DataFrame,
    escribir: Callable[[object], str],
    color: str,
    lienzo: _Lienzo,
    obstaculos: list[Caja],
) -> None:
    """El valor con que empieza y termina cada tramo, donde haya espacio para leerlo.

    El último valor de la serie ya lo dice su rótulo final.
    """
    tramos = [t[t["valor"].notna()] for t in _tramos(de_serie)]
    tramos = [t for t in tramos if not t.empty]
    for i, tramo in enumerate(tramos):
        valores = [float(v) for v in tramo["valor"]]
        puntas = [(0, 1)]
        if len(valores) > 1 and i < len(tramos) - 1:
            puntas.append((len(valores) - 1, len(valores) - 2))
        for indice, vecino in puntas:
            if i == len(tramos) - 1 and len(valores) == 1:
                continue
            x, y = float(tramo["x"].iloc[indice]), valores[indice]
            texto = escribir(y)
            ancho = ancho_de_texto(texto, PX_NOTA, negrita=True)
            ancla = "center" if i == 0 and indice == 0 else ("left" if indice == 0 else "right")
            px, py = lienzo.px(x, y)
            # Centrado sobre el primer punto pisaría los números del eje: se corre lo justo.
            sangria = max(0.0, ancho / 2 - px) if ancla == "center" else 0.0
            corrido = {"center": ancho / 2, "left": 0, "right": ancho}[ancla] - sangria
            # Primero del lado contrario a la línea, para que no la tape.
            sube = len(valores) > 1 and lienzo.px(x, valores[vecino])[1] > py
            for arriba in (not sube, sube):
                piso = py + 6 if arriba else py - 6 - PX_NOTA * INTERLINEA
                caja = (px - corrido, px - corrido + ancho, piso, piso + PX_NOTA * INTERLINEA)
                libre = caja[2] >= 0 and not any(se_pisan(caja, otra) for otra in obstaculos)
                if libre:
                    obstaculos.append(caja)
                    figura.add_annotation(
                        name="punta",
                        x=x,
                        y=y,
                        text=f"<b>{texto}</b>",
                        xanchor=ancla,
                        yanchor="bottom" if arriba else "top",
                        xshift=sangria,
                        yshift=6 if arriba else -6,
                        font={"size": PX_NOTA, "color": color},
                        showarrow=False,
                        borderpad=0,
                    )
                    break


def _rotular_finales(
    figura: go.Figure,
    finales: Sequence[_Final],
    series: Sequence[str],
    lienzo: _Lienzo,
    t: estilo.Tema,
    destacada: str,
    propios: Mapping[str, str],
) -> list[Caja]:
    """Nombre y último valor al final de cada línea, sin pisarse. Devuelve lo que ocupan."""
    # Una serie sin ningún valor no tiene altura: su «sin dato» va al medio.
    centros = [lienzo.alto / 2 if f.y != f.y else lienzo.px(f.x, f.y)[1] for f in finales]
    altos = [len(f.lineas) * PX_TEXTO * INTERLINEA + 2 for f in finales]
    x_final = max(f.x for f in finales)
    px_final = lienzo.px(x_final, lienzo.minimo)[0] + 10
    lugares = separar(centros, altos, lienzo.alto)
    cajas = []
    for serie, final, centro, alto in zip(series, finales, lugares, altos, strict=True):
        # Los colores de categoría no llegan a AA como letra: ese rótulo va en el del texto.
        tinta = t.acento if serie == destacada else (t.texto if serie in propios else t.tenue)
        valor, *nombre = final.lineas
        figura.add_annotation(
            name="final",
            xref="x",
            yref="paper",
            x=x_final,
            y=0,
            yanchor="middle",
            yshift=centro,
            xanchor="left",
            align="left",
            xshift=10,
            text="<br>".join([f"<b>{valor}</b>", *map(en_html, nombre)]),
            font={"size": PX_TEXTO, "color": tinta},
            showarrow=False,
            borderpad=0,
        )
        cajas.append((px_final, px_final + final.ancho, centro - alto / 2, centro + alto / 2))
    return cajas


@dataclass(frozen=True)
class _Aviso:
    """Dónde va el texto de un quiebre, en píxeles sobre el área de datos."""

    x: float
    texto: str
    ancla: str
    base: float
    alto_linea: float


def _ubicar_quiebres(
    quiebres: Sequence[Quiebre],
    tabla: pd.DataFrame,
    lienzo: _Lienzo,
    izquierda: float,
    derecha: float,
) -> tuple[list[_Aviso], float]:
    """Reparte los textos en filas para que no se pisen ni en el teléfono; dice cuánto ocupan."""
    presentes = sorted(tabla["x"].unique())
    colocados: list[tuple[float, str, list[str], int]] = []
    ocupado: list[list[tuple[float, float]]] = []
    for quiebre in quiebres:
        lugar = posicion(quiebre.periodo)
        anteriores = [x for x in presentes if x < lugar]
        siguientes = [x for x in presentes if x >= lugar]
        if not anteriores or not siguientes:
            continue
        # Una revisión empieza en un año que la otra línea también tiene: se marca en él.
        x = lugar if quiebre.segmento else (anteriores[-1] + siguientes[0]) / 2
        px = lienzo.px(x, lienzo.minimo)[0]
        ancla = "left" if px <= lienzo.ancho / 2 else "right"
        libre = (lienzo.ancho - px + derecha if ancla == "left" else px + izquierda) - 18
        lineas = partir(quiebre.texto, min(_ANCHO_QUIEBRE, libre), PX_NOTA)
        largo = max(ancho_de_texto(linea, PX_NOTA) for linea in lineas) + 12
        tramo = (px, px + largo) if ancla == "left" else (px - largo, px)
        fila = 0
        while fila < len(ocupado) and any(a < tramo[1] and tramo[0] < b for a, b in ocupado[fila]):
            fila += 1
        if fila == len(ocupado):
            ocupado.append([])
        ocupado[fila].append(tramo)
        colocados.append((x, ancla, lineas, fila))
    altos = [
        max(len(lineas) for _, _, lineas, f in colocados if f == fila) * PX_NOTA * INTERLINEA + 4
        for fila in range(len(ocupado))
    ]
    avisos = []
    for x, ancla, lineas, fila in colocados:
        base = sum(altos[:fila]) + 4
        avisos.append(
            _Aviso(
                x=x,
                texto="<br>".join(map(en_html, lineas)),
                ancla=ancla,
                base=base,
                alto_linea=base + len(lineas) * PX_NOTA * INTERLINEA,
            )
        )
    return avisos, (sum(altos) + 6 if altos else 0)


def _marcar_quiebre(figura: go.Figure, aviso: _Aviso, t: estilo.Tema, alto: float) -> None:
    figura.add_shape(
        name="quiebre",
        type="line",
        xref="x",
        yref="paper",
        x0=aviso.x,
        x1=aviso.x,
        y0=0,
        y1=1 + aviso.alto_linea / alto,
        line={"color": t.tenue, "width": 1, "dash": "4px,3px"},
    )
    figura.add_annotation(
        name="quiebre",
        xref="x",
        yref="paper",
        x=aviso.x,
        y=1,
        yanchor="bottom",
        yshift=aviso.base,
        xanchor=aviso.ancla,
        align=aviso.ancla,
        xshift=4 if aviso.ancla == "left" else -4,
        text=aviso.texto,
        font={"size": PX_NOTA, "color": t.tenue},
        showarrow=False,
        borderpad=1,
        # Con varios quiebres, la raya de uno pasa por detrás del texto del otro.
        bgcolor=t.fondo,
    )
