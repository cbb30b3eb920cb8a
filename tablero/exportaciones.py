"""Lo que la página Exportaciones muestra, ya decidido: frases, figuras y la calculadora."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.carga import Carga
from tablero.estilo import PX_NOTA, PX_TEXTO, en_html
from tablero.exportar import csv_internacional
from tablero.formato import (
    dolares_en_palabras,
    es_vacio,
    lista,
    numero,
    periodo,
    porcentaje,
    puesto,
)
from tablero.frases import frase_de_indicador
from tablero.graficos.barras import barras_horizontales
from tablero.graficos.eventos import con_eventos
from tablero.graficos.puestos import tira_de_puestos
from tablero.graficos.series import linea_con_quiebres
from tablero.mapas import mapa_por_categoria
from tablero.territorio import NOMBRE_DEL_TERRITORIO, TERRITORIO

DIMENSIONES = {"producto": "Por producto", "pais": "Por país de destino"}
PALABRAS = {"producto": ("producto", "productos"), "pais": ("país", "países")}
CORTES = (0.15, 0.25)
"""Umbrales de la fuente (Colombia en Datos): menos de 0,15, baja; menos de 0,25, moderada."""
CLASES = {
    "baja": "Baja (menos de 0,15)",
    "moderada": "Moderada (de 0,15 a menos de 0,25)",
    "alta": "Alta (0,25 o más)",
}
_NOTA_DE_CORTES = (
    "Cortes de la fuente: menos de 0,15, baja; menos de 0,25, moderada; 0,25 o más, alta."
)
QUE_ES_EL_IHH = (
    "El índice de Herfindahl-Hirschman (IHH) suma las participaciones al cuadrado: 1 es un solo "
    "producto o un solo destino, y menos es más diversificado. Su inverso dice a cuántos iguales "
    "equivale."
)
ANIO_COMPLETO = "ene-dic"
FUENTE_DEL_IDI = ("rendicion_cuentas_2024_2025",)
FUENTES = ("exportaciones_2026_10", "idc_2025", "idc_2024", *FUENTE_DEL_IDI)
FUENTE_DE_EXPORTACIONES = ("exportaciones_2026_10",)
CONTRADICCIONES = (
    "ihh_productos_2023",
    "diversificacion_puesto_2019",
    "diversificacion_puesto_2020",
)

COLUMNAS_DEL_IDI = (
    "indicador", "medida", "puesto_base", "anio_base", "puesto_avance", "anio_avance",
    "linea_documento", "nota",
)  # fmt: skip

NOTAS_DE_DETALLE = {
    "departamento": "El de origen, escrito como en DIVIPOLA (Norte de Santander).",
    "codigo": "Su código de dos cifras, con el cero inicial (54).",
    "anio": "El año, con cuatro cifras.",
    "periodo": "ene-dic si el año está completo; si no, los meses que cubre (ene-ago).",
    "producto": "La subpartida de diez cifras, como texto.",
    "pais": "El país de destino, siempre escrito igual.",
    "fob_usd": "Dólares FOB del año, con punto decimal. Una fila por producto y país.",
    "fuente": "La clave de la cita en la declaración de la fuente.",
}
PASOS_PARA_CARGAR = (
    "Baje la plantilla y llénela con el microdato de exportaciones del DANE, sumado por producto y "
    "país de destino.",
    "Guárdela como `data/raw/exportaciones/<edición>/detalle.csv`.",
    "Copie `pipelines/fuentes/exportaciones_2026_10.yml` con otro nombre; deje "
    "`familia: exportaciones`, un solo archivo (su `ruta` y `tabla: detalle`) y escriba la "
    "edición, las fechas y la cita.",
    "`python -m pipelines firmar --fuente <fuente_id>` escribe la huella del archivo.",
    "`python -m pipelines contar` y `python -m pipelines construir` publican; esta sección se "
    "llena sola.",
)


# ── Años y clases ──────────────────────────────────────────────────────────────────────────────


def nombre_de_anio(anio: int, corte: str) -> str:
    """«2025» o, si no está completo, «enero a agosto de 2026»."""
    return str(anio) if corte == ANIO_COMPLETO else periodo(f"{anio} {corte}")


def rotulos_de_anios(anios: pd.DataFrame) -> dict[str, str]:
    """Para el filtro: «2025» o, si no está completo, «2026 (ene-ago)»."""
    return {
        str(anio): str(anio) if corte == ANIO_COMPLETO else f"{anio} ({corte})"
        for anio, corte in zip(anios["anio"], anios["corte"], strict=True)
    }


def anio_y_corte(anios: pd.DataFrame, elegido: str) -> tuple[int, str]:
    """El año que pide el filtro y los meses que cubre."""
    fila = anios.set_index("anio").loc[int(elegido)]
    return int(elegido), str(fila["corte"])


def comparables(tabla: pd.DataFrame) -> dict[str, str]:
    """Los demás departamentos por código, en orden alfabético."""
    otros = tabla[tabla["cod_departamento"] != TERRITORIO].sort_values("nombre")
    return dict(zip(otros["cod_departamento"], otros["nombre"], strict=True))


def ultimo_completo(anios: pd.DataFrame) -> int:
    """El último año con los doce meses: es el que se muestra si no se pide otro."""
    return int(anios.loc[anios["corte"] == ANIO_COMPLETO, "anio"].max())


def clase_de(ihh: float) -> str:
    """La clase de concentración según los cortes de la fuente."""
    return "baja" if ihh < CORTES[0] else "moderada" if ihh < CORTES[1] else "alta"


def en_iguales(n_efectivo: float, dimension: str) -> str:
    """«4,0 productos iguales»."""
    return f"{numero(n_efectivo, 1)} {PALABRAS[dimension][1]} iguales"


def fila_propia(tabla: pd.DataFrame, codigo: str = TERRITORIO) -> dict[str, Any] | None:
    filas = tabla[(tabla["cod_departamento"] == codigo) & tabla["ihh_0_1"].notna()]
    return None if filas.empty else dict(filas.iloc[0])


# ── Concentración ──────────────────────────────────────────────────────────────────────────────


def hallazgo_de_ihh(tabla: pd.DataFrame, dimension: str) -> str:
    """Qué tan concentradas están las exportaciones del año, con su clase y su puesto."""
    fila = fila_propia(tabla)
    if fila is None:
        return f"La fuente no trae el IHH de {NOMBRE_DEL_TERRITORIO} en ese año"
    cuando = nombre_de_anio(fila["anio"], fila["corte"])
    cuando = f"En {cuando}" if fila["corte"] == ANIO_COMPLETO else f"De {cuando}"
    donde = "la canasta" if dimension == "producto" else "los destinos"
    verbo = "equivale" if dimension == "producto" else "equivalen"
    return (
        f"{cuando} {donde} de {NOMBRE_DEL_TERRITORIO} {verbo} a "
        f"{en_iguales(fila['n_efectivo'], dimension)}: IHH {numero(fila['ihh_0_1'], 3)}, "
        f"concentración {fila['clase']}, puesto {puesto(fila['puesto'], fila['n_evaluados'])}"
    )


def apertura(tablas: Mapping[str, pd.DataFrame], anuales: pd.DataFrame) -> list[str]:
    """Lo principal de la página: las dos concentraciones del año elegido y el valor exportado."""
    frases = []
    for dimension, tabla in tablas.items():
        frases.append(f"{hallazgo_de_ihh(tabla, dimension)}.")
    return [*frases, f"{hallazgo_de_valor(anuales)}."]


def aviso_de_anio_incompleto(anio: int, corte: str) -> str:
    """Lo que hay que decir si se mira un año sin terminar; vacío si está completo."""
    if corte == ANIO_COMPLETO:
        return ""
    return (
        f"{anio} sólo cubre de {periodo(f'{anio} {corte}').removesuffix(f' de {anio}')} y es "
        "provisional: su IHH y su puesto no se comparan con los de años completos."
    )


def _subtitulo_de_ihh(tabla: pd.DataFrame, dimension: str) -> str:
    fila = tabla.iloc[0]
    que = "subpartida de diez cifras" if dimension == "producto" else "país de destino"
    return (
        f"Índice de Herfindahl-Hirschman por {que}, de 0 a 1, sobre valor FOB. "
        f"{nombre_de_anio(fila['anio'], fila['corte']).capitalize()}, edición {fila['edicion']}."
    )


def _notas_de_ihh(tabla: pd.DataFrame) -> list[str]:
    notas = [_NOTA_DE_CORTES]
    faltan = tabla.loc[tabla["ihh_0_1"].isna(), "nombre"].tolist()
    if faltan:
        notas.append(f"La fuente no trae {lista(faltan)}: es sin dato, no cero.")
    fila = tabla.iloc[0]
    if aviso := aviso_de_anio_incompleto(int(fila["anio"]), fila["corte"]):
        notas.append(aviso)
    return notas


def _terminar_ihh(
    figura: go.Figure,
    tabla: pd.DataFrame,
    dimension: str,
    forma: str,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    hallazgo = hallazgo_de_ihh(tabla, dimension)
    fila = tabla.iloc[0]
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=_subtitulo_de_ihh(tabla, dimension),
        fuentes=fuentes,
        corte=nombre_de_anio(fila["anio"], fila["corte"]),
        alt=f"{forma} {hallazgo}. Menos es mejor.",
        tema=tema,
        notas=_notas_de_ihh(tabla),
        sentido="menos_es_mejor",
    )


def figura_de_tira(
    tabla: pd.DataFrame, dimension: str, pares: Sequence[str], fuentes: Sequence[str], tema: str
) -> go.Figure:
    """Un punto por departamento según su IHH; a la derecha, el menos concentrado."""
    datos = tabla.rename(columns={"nombre": "departamento", "ihh_0_1": "valor"})
    figura = tira_de_puestos(
        datos,
        unidad="indice_0_1",
        decimales=3,
        propio=TERRITORIO,
        pares=pares,
        sentido="menos_es_mejor",
        tema=tema,
    )
    for corte in CORTES:
        figura.add_shape(
            name="corte",
            type="line",
            x0=corte,
            x1=corte,
            yref="paper",
            y0=0,
            y1=0.45,
            line={"color": estilo.colores(tema).dorado, "width": 1, "dash": "4px,3px"},
            layer="below",
        )
    return _terminar_ihh(figura, tabla, dimension, "Un punto por departamento.", fuentes, tema)


def figura_de_barras(
    tabla: pd.DataFrame, dimension: str, pares: Sequence[str], fuentes: Sequence[str], tema: str
) -> go.Figure:
    """Todos los departamentos, del menos al más concentrado."""
    t = estilo.colores(tema)
    elegidos = tabla.loc[tabla["cod_departamento"].isin(list(pares)), "nombre"]
    figura = barras_horizontales(
        tabla.rename(columns={"nombre": "etiqueta", "ihh_0_1": "valor"}),
        unidad="indice_0_1",
        decimales=3,
        destacados=[NOMBRE_DEL_TERRITORIO],
        orden="menor",
        colores_de_etiqueta=dict.fromkeys(elegidos, t.dorado),
        tema=tema,
    )
    return _terminar_ihh(figura, tabla, dimension, "Barras por departamento.", fuentes, tema)


def figura_de_mapa(
    departamentos: Any, tabla: pd.DataFrame, dimension: str, fuentes: Sequence[str], tema: str
) -> go.Figure:
    """Mapa de departamentos por clase de concentración. Más oscuro, más concentrado."""
    tonos = estilo.secuencial(len(CLASES), tema)
    lineas = [
        ""
        if es_vacio(fila["ihh_0_1"])
        else f"IHH {numero(fila['ihh_0_1'], 3)}, "
        f"puesto {puesto(fila['puesto'], fila['n_evaluados'])}"
        for fila in tabla.to_dict("records")
    ]
    columnas = tabla[["cod_departamento", "clase"]].assign(nota=lineas)
    capa = departamentos.merge(columnas, on="cod_departamento", validate="1:1")
    figura = mapa_por_categoria(
        capa,
        "clase",
        dict(zip(CLASES, tonos, strict=True)),
        CLASES,
        columna_nota="nota",
        clave="cod_departamento",
        contorno=capa[capa["cod_departamento"] == TERRITORIO],
        etiquetas=[TERRITORIO],
        tema=tema,
    )
    return _terminar_ihh(
        figura, tabla, dimension, "Mapa de los departamentos por clase.", fuentes, tema
    )


def dibujos_de_ihh(
    tabla: pd.DataFrame, dimension: str, pares: Sequence[str], fuentes: Sequence[str], tema: str
) -> dict[str, partial[go.Figure]]:
    """Dos formas de ver el puesto; la tercera es ``figura_de_mapa``."""
    argumentos = (tabla, dimension, pares, fuentes, tema)
    return {
        "Gráfico": partial(figura_de_tira, *argumentos),
        "Todos": partial(figura_de_barras, *argumentos),
    }


def hallazgo_en_el_tiempo(serie: pd.DataFrame, dimension: str) -> str:
    """El IHH del primero y del último año completo, con sus puestos y de cuántos."""
    propia = serie[
        (serie["cod_departamento"] == TERRITORIO) & (serie["corte"] == ANIO_COMPLETO)
    ].sort_values("anio")
    if propia.empty:
        return f"La fuente no trae años completos de {NOMBRE_DEL_TERRITORIO}"
    # Un cambio de edición no es un cambio de la canasta: sólo se comparan años de la última.
    propia = propia[propia["edicion"] == propia["edicion"].iloc[-1]]
    primero, ultimo = propia.iloc[0], propia.iloc[-1]
    if primero["ihh_0_1"] == ultimo["ihh_0_1"]:
        return (
            f"El IHH por {PALABRAS[dimension][0]} es {numero(ultimo['ihh_0_1'], 3)} en "
            f"{ultimo['anio']}, puesto {puesto(ultimo['puesto'], ultimo['n_evaluados'])}"
        )
    verbo = "baja" if ultimo["ihh_0_1"] < primero["ihh_0_1"] else "sube"
    sentido = "se diversifica" if verbo == "baja" else "se concentra"
    sujeto = "la canasta" if dimension == "producto" else "la lista de destinos"
    return (
        f"{sujeto.capitalize()} {sentido}: el IHH por {PALABRAS[dimension][0]} {verbo} de "
        f"{numero(primero['ihh_0_1'], 3)} ({primero['anio']}) a {numero(ultimo['ihh_0_1'], 3)} "
        f"({ultimo['anio']}), puesto {puesto(ultimo['puesto'], ultimo['n_evaluados'])}"
    )


def figura_en_el_tiempo(
    serie: pd.DataFrame,
    dimension: str,
    fuentes: Sequence[str],
    tema: str,
    eventos: pd.DataFrame | None = None,
) -> go.Figure:
    """IHH por año completo. El año sin terminar no se dibuja: se dice al pie."""
    t = estilo.colores(tema)
    completos = serie[serie["corte"] == ANIO_COMPLETO]
    figura = linea_con_quiebres(
        completos.assign(
            serie=completos["nombre"],
            periodo=completos["anio"].astype(str),
            valor=completos["ihh_0_1"],
            segmento=completos["edicion"],
            nota=[
                f"Puesto {puesto(f['puesto'], f['n_evaluados'])}"
                for f in completos.to_dict("records")
            ],
        ).drop(columns=["n_evaluados"]),
        unidad="indice_0_1",
        decimales=3,
        destacada=NOMBRE_DEL_TERRITORIO,
        desde_cero=True,
        tema=tema,
    )
    techo = float(figura.layout.yaxis.range[1])
    for corte, texto in zip(CORTES, ("desde aquí, moderada", "desde aquí, alta"), strict=True):
        if corte < techo:
            _trazar_corte(figura, corte, texto, t)
    notas = [_NOTA_DE_CORTES]
    propia = serie[serie["cod_departamento"] == TERRITORIO].sort_values("anio")
    notas.append(
        "Puestos: "
        + "; ".join(
            f"{puesto(f['puesto'], f['n_evaluados'])} en {f['anio']}"
            for f in propia[propia["corte"] == ANIO_COMPLETO].to_dict("records")
        )
        + ". El número de evaluados cambia: no es el mismo escalafón."
    )
    for fila in propia[propia["corte"] != ANIO_COMPLETO].to_dict("records"):
        notas.append(
            f"{nombre_de_anio(fila['anio'], fila['corte']).capitalize()}: "
            f"{numero(fila['ihh_0_1'], 3)}, puesto {puesto(fila['puesto'], fila['n_evaluados'])}. "
            "No se dibuja ni se compara: el año no ha terminado."
        )
    hallazgo = hallazgo_en_el_tiempo(serie, dimension)
    fila = completos.iloc[0]
    estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=(
            f"Índice de Herfindahl-Hirschman por {PALABRAS[dimension][0]}, de 0 a 1, años "
            f"completos, edición {fila['edicion']}."
        ),
        fuentes=fuentes,
        corte=str(completos["anio"].max()),
        alt=f"Líneas por año. {hallazgo}. Menos es mejor.",
        tema=tema,
        notas=notas,
        sentido="menos_es_mejor",
    )
    return con_eventos(figura, eventos, tema)


def dibujos_en_el_tiempo(
    serie: pd.DataFrame,
    dimension: str,
    fuentes: Sequence[str],
    tema: str,
    eventos: pd.DataFrame | None,
) -> dict[str, partial[go.Figure]]:
    """La única forma de ver el IHH por año, además de la tabla."""
    return {"Gráfico": partial(figura_en_el_tiempo, serie, dimension, fuentes, tema, eventos)}


def _trazar_corte(figura: go.Figure, valor: float, texto: str, t: estilo.Tema) -> None:
    figura.add_shape(
        name="corte",
        type="line",
        xref="paper",
        x0=0,
        x1=1,
        y0=valor,
        y1=valor,
        line={"color": t.dorado, "width": 1, "dash": "4px,3px"},
        layer="below",
    )
    figura.add_annotation(
        name="corte",
        xref="paper",
        x=0,
        xanchor="left",
        xshift=4,
        y=valor,
        yanchor="bottom",
        text=f"{numero(valor, 2)}: {texto}",
        font={"size": PX_NOTA, "color": t.dorado_texto},
        bgcolor=t.fondo,
        showarrow=False,
        borderpad=0,
    )


# ── Valor exportado ────────────────────────────────────────────────────────────────────────────


def hallazgo_de_valor(anuales: pd.DataFrame) -> str:
    """Cuánto se exportó en el último año completo y cómo va el que corre, mes con mes."""
    completos = anuales[anuales["n_meses"] == 12]
    ultimo = completos.iloc[-1]
    frase = f"{NOMBRE_DEL_TERRITORIO} exportó {dolares_en_palabras(ultimo['fob_usd'], 1)} en "
    frase += f"{ultimo['anio']}{_frente_a(ultimo, str(ultimo['anio'] - 1))}"
    actual = anuales.iloc[-1]
    if actual["n_meses"] < 12:
        meses = periodo(f"{actual['anio']} {actual['corte']}")
        contra = _frente_a(actual, f"los mismos meses de {actual['anio'] - 1}")
        frase += f"; de {meses}, {dolares_en_palabras(actual['fob_usd'], 1)}{contra}"
    return frase


def _frente_a(fila: Mapping[str, Any], contra: str) -> str:
    if es_vacio(fila["variacion_pct"]):
        return ""
    cambio = float(fila["variacion_pct"])
    sentido = "más" if cambio >= 0 else "menos"
    return f", {porcentaje(abs(cambio), 1)} {sentido} que en {contra}"


def hallazgo_de_doce_meses(meses: pd.DataFrame) -> str:
    """La última suma de doce meses, la más alta de la serie y el peso en el país."""
    sumas = meses[meses["fob_12_meses_usd"].notna()]
    ultima = sumas.iloc[-1]
    mayor = sumas.loc[sumas["fob_12_meses_usd"].idxmax()]
    frase = (
        f"En los doce meses hasta {periodo(ultima['mes'])} se exportaron "
        f"{dolares_en_palabras(ultima['fob_12_meses_usd'], 1)}, el "
        f"{porcentaje(ultima['participacion_pct'], 1)} del país"
    )
    if mayor["mes"] == ultima["mes"]:
        return f"{frase}: lo más alto de la serie"
    alto = dolares_en_palabras(mayor["fob_12_meses_usd"], 1)
    return f"{frase}; lo más alto fue {alto}, hasta {periodo(mayor['mes'])}"


def hallazgo_del_mes(meses: pd.DataFrame) -> str:
    """El último mes, y el más alto y el más bajo de la serie."""
    ultimo = meses.iloc[-1]
    alto, bajo = meses.loc[meses["fob_usd"].idxmax()], meses.loc[meses["fob_usd"].idxmin()]
    return (
        f"En {periodo(ultimo['mes'])} se exportaron {dolares_en_palabras(ultimo['fob_usd'], 1)}; "
        f"el mes más alto fue {periodo(alto['mes'])} ({numero(alto['fob_usd'] / 1e6, 1)}) y el más "
        f"bajo, {periodo(bajo['mes'])} ({numero(bajo['fob_usd'] / 1e6, 1)})"
    )


def figura_de_doce_meses(
    meses: pd.DataFrame, fuentes: Sequence[str], tema: str, eventos: pd.DataFrame | None = None
) -> go.Figure:
    """Suma de los últimos doce meses: quita el ir y venir de un mes a otro."""
    sumas = meses[meses["fob_12_meses_usd"].notna()]
    medida = (
        "Suma del valor FOB de los últimos doce meses, en millones de dólares; sólo con los doce "
        "completos."
    )
    hallazgo = hallazgo_de_doce_meses(meses)
    return _figura_mensual(sumas, "fob_12_meses_usd", medida, hallazgo, fuentes, tema, eventos)


def figura_mes_a_mes(
    meses: pd.DataFrame, fuentes: Sequence[str], tema: str, eventos: pd.DataFrame | None = None
) -> go.Figure:
    """Valor FOB de cada mes."""
    medida = "Valor FOB de cada mes, en millones de dólares."
    hallazgo = hallazgo_del_mes(meses)
    return _figura_mensual(meses, "fob_usd", medida, hallazgo, fuentes, tema, eventos)


def _figura_mensual(
    meses: pd.DataFrame,
    columna: str,
    medida: str,
    hallazgo: str,
    fuentes: Sequence[str],
    tema: str,
    eventos: pd.DataFrame | None,
) -> go.Figure:
    datos = pd.DataFrame(
        {
            "serie": NOMBRE_DEL_TERRITORIO,
            "periodo": meses["mes"],
            "valor": meses[columna] / 1e6,
            "segmento": meses["edicion"],
        }
    )
    figura = linea_con_quiebres(datos, unidad="mill_usd", decimales=1, desde_cero=True, tema=tema)
    desde, hasta = meses["mes"].iloc[0], meses["mes"].iloc[-1]
    estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=(
            f"{medida} {periodo(desde).capitalize()} a {periodo(hasta)}, edición "
            f"{meses['edicion'].iloc[0]}, cifras provisionales."
        ),
        fuentes=fuentes,
        corte=periodo(hasta),
        alt=f"Línea mensual. {hallazgo}.",
        tema=tema,
        sentido="mas_es_mejor",
    )
    return con_eventos(figura, eventos, tema)


def dibujos_mensuales(
    meses: pd.DataFrame, fuentes: Sequence[str], tema: str, eventos: pd.DataFrame | None
) -> dict[str, partial[go.Figure]]:
    """La suma de doce meses y el valor de cada mes."""
    argumentos = (meses, fuentes, tema, eventos)
    return {
        "Doce meses": partial(figura_de_doce_meses, *argumentos),
        "Mes a mes": partial(figura_mes_a_mes, *argumentos),
    }


def figura_por_anio(anuales: pd.DataFrame, fuentes: Sequence[str], tema: str) -> go.Figure:
    """Barras de los años completos y, aparte, el tramo del año en curso junto al del anterior."""
    filas = []
    for fila in anuales.to_dict("records"):
        if fila["n_meses"] == 12:
            filas.append((str(fila["anio"]), fila["fob_usd"], ""))
            continue
        meses = _tramo(fila["corte"])
        if not es_vacio(fila["fob_anterior_usd"]):
            filas.append((f"{fila['anio'] - 1}, {meses}", fila["fob_anterior_usd"], ""))
        filas.append((f"{fila['anio']}, {meses}", fila["fob_usd"], "Año incompleto"))
    datos = pd.DataFrame(filas, columns=["etiqueta", "valor", "nota"])
    t = estilo.colores(tema)
    parciales = [e for e in datos["etiqueta"] if "," in e]
    figura = barras_horizontales(
        datos.assign(valor=datos["valor"] / 1e6),
        unidad="mill_usd",
        decimales=1,
        orden="dado",
        colores_de_etiqueta={
            e: t.dorado if e in parciales else t.acento for e in datos["etiqueta"]
        },
        tema=tema,
    )
    hallazgo = hallazgo_de_valor(anuales)
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=(
            "Valor FOB en millones de dólares. En rojo, años completos; en dorado, los mismos "
            f"meses de dos años. Edición {anuales['edicion'].iloc[0]}, cifras provisionales."
        ),
        fuentes=fuentes,
        corte=nombre_de_anio(anuales["anio"].iloc[-1], anuales["corte"].iloc[-1]),
        alt=f"Barras por año. {hallazgo}.",
        tema=tema,
        notas=["Un año sin terminar se compara sólo con los mismos meses del anterior."],
        sentido="mas_es_mejor",
    )


def dibujos_anuales(
    anuales: pd.DataFrame, fuentes: Sequence[str], tema: str
) -> dict[str, partial[go.Figure]]:
    """La única forma de ver el valor por año, además de la tabla."""
    return {"Gráfico": partial(figura_por_anio, anuales, fuentes, tema)}


def _tramo(corte: str) -> str:
    """«ene-ago» → «enero a agosto»."""
    return periodo(f"2000 {corte}").removesuffix(" de 2000")


# ── Quién concentra (sólo con detalle cargado) ─────────────────────────────────────────────────


def aviso_sin_detalle(anio: int, corte: str, dimension: str, cargados: pd.DataFrame) -> str:
    """Por qué no se puede decir quién concentra, y qué detalle sí hay (si hay alguno)."""
    unos = PALABRAS[dimension][1]
    frase = (
        f"No se sabe qué {unos} concentran las exportaciones de {nombre_de_anio(anio, corte)}: la "
        "fuente cargada publica el índice y los totales, no el detalle por producto y país."
    )
    if cargados.empty:
        return f"{frase} Hoy no hay detalle cargado de ningún departamento."
    hay = [f"{f['nombre']} {f['anio']}" for f in cargados.to_dict("records")]
    return f"{frase} Sí hay detalle de {lista(hay)}."


def hallazgo_de_detalle(resumen: pd.DataFrame, dimension: str) -> str:
    """Cuánto pesa el primero y cómo quedaría el IHH sin él."""
    fila = resumen.iloc[0]
    frase = (
        f"{fila['nombre']} es el {porcentaje(fila['participacion_pct'], 1)} de lo exportado: el "
        f"IHH por {PALABRAS[dimension][0]} es {numero(fila['ihh_0_1'], 3)}"
    )
    if es_vacio(fila["ihh_sin_primero_0_1"]):
        return f"{frase} y no hay otro"
    return f"{frase} y sin él sería {numero(fila['ihh_sin_primero_0_1'], 3)}"


def resumir_los_demas(detalle: pd.DataFrame, cuantos: int = 12) -> pd.DataFrame:
    """Los mayores y una fila con los demás, para que el gráfico se lea; los totales no cambian."""
    if len(detalle) <= cuantos + 1:
        return detalle
    cola = detalle.iloc[cuantos:]
    demas = {
        "nombre": f"Los demás ({len(cola)})",
        "corte": detalle["corte"].iloc[0],
        **{
            columna: cola[columna].sum()
            for columna in ("fob_usd", "participacion_pct", "cuadrado_0_1", "aporte_ihh_pct")
        },
    }
    return pd.concat([detalle.iloc[:cuantos], pd.DataFrame([demas])], ignore_index=True)


def _terminar_detalle(
    figura: go.Figure,
    detalle: pd.DataFrame,
    resumen: pd.DataFrame,
    anio: int,
    dimension: str,
    medida: str,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    hallazgo = hallazgo_de_detalle(resumen, dimension)
    cuando = nombre_de_anio(anio, str(detalle["corte"].iloc[0]))
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=f"{medida} {cuando.capitalize()}.",
        fuentes=fuentes,
        corte=cuando,
        alt=f"{hallazgo}. Menos concentración es mejor.",
        tema=tema,
        notas=[
            "IHH calculado con el detalle cargado; puede diferir del publicado si las ediciones "
            "no son la misma."
        ],
    )


def figura_de_aportes(
    detalle: pd.DataFrame,
    resumen: pd.DataFrame,
    anio: int,
    dimension: str,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    """Qué parte del IHH pone cada producto o país: su participación al cuadrado."""
    visible = resumir_los_demas(detalle)
    figura = barras_horizontales(
        visible.assign(
            etiqueta=visible["nombre"],
            valor=visible["aporte_ihh_pct"],
            nota=[f"Participación: {porcentaje(p, 1)}" for p in visible["participacion_pct"]],
        ),
        unidad="pct",
        decimales=1,
        destacados=[str(visible["nombre"].iloc[0])],
        orden="dado",
        tema=tema,
    )
    medida = "Parte del IHH que pone cada uno (su participación al cuadrado)."
    return _terminar_detalle(figura, detalle, resumen, anio, dimension, medida, fuentes, tema)


def figura_de_areas(
    detalle: pd.DataFrame,
    resumen: pd.DataFrame,
    anio: int,
    dimension: str,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    """Un rectángulo por producto o país, con área igual a su participación."""
    t = estilo.colores(tema)
    visible = resumir_los_demas(detalle)
    tonos = [t.acento] + [t.resto] * (len(visible) - 1)
    figura = estilo.figura_nueva(tema, alto_datos=300)
    figura.add_treemap(
        labels=[en_html(str(n)) for n in visible["nombre"]],
        parents=[""] * len(visible),
        values=visible["participacion_pct"].tolist(),
        text=[porcentaje(p, 1) for p in visible["participacion_pct"]],
        textinfo="label+text",
        hovertext=[
            f"<b>{en_html(str(f['nombre']))}</b><br>{porcentaje(f['participacion_pct'], 1)} de lo "
            f"exportado<br>{dolares_en_palabras(f['fob_usd'])}"
            for f in visible.to_dict("records")
        ],
        hoverinfo="text",
        marker={"colors": tonos, "line": {"color": t.fondo, "width": 2}, "pad": {"t": 0}},
        textfont={"size": PX_TEXTO, "color": [estilo.tinta_sobre(c) for c in tonos]},
        tiling={"pad": 1},
        pathbar={"visible": False},
        sort=False,
    )
    figura.update_xaxes(visible=False)
    figura.update_yaxes(visible=False)
    medida = "Participación de cada uno en el valor FOB."
    return _terminar_detalle(figura, detalle, resumen, anio, dimension, medida, fuentes, tema)


def dibujos_de_detalle(
    detalle: pd.DataFrame,
    resumen: pd.DataFrame,
    anio: int,
    dimension: str,
    fuentes: Sequence[str],
    tema: str,
) -> dict[str, partial[go.Figure]]:
    """Las dos formas de ver quién concentra."""
    argumentos = (detalle, resumen, anio, dimension, fuentes, tema)
    return {
        "Gráfico": partial(figura_de_aportes, *argumentos),
        "Áreas": partial(figura_de_areas, *argumentos),
    }


CARGA_DE_DETALLE = Carga(
    archivo="plantilla_detalle_exportaciones.csv",
    plantilla=csv_internacional(pd.DataFrame(columns=list(NOTAS_DE_DETALLE))),
    columnas=NOTAS_DE_DETALLE,
    pasos=PASOS_PARA_CARGAR,
)


# ── Comparación con el IDC ─────────────────────────────────────────────────────────────────────

_IGUALES = 0.001


def coincide(fila: Mapping[str, Any]) -> bool:
    """Si las dos fuentes difieren en menos de una milésima."""
    return abs(float(fila["ihh_0_1"]) - float(fila["ihh_idc_0_1"])) < _IGUALES


def frase_del_idc(comparacion: pd.DataFrame) -> str:
    """En qué años coinciden las dos fuentes y en cuáles no."""
    iguales: list[str] = []
    distintos: list[str] = []
    for anio, filas in comparacion.groupby("anio"):
        todas = all(coincide(fila) for fila in filas.to_dict("records"))
        (iguales if todas else distintos).append(str(anio))
    partes = []
    if iguales:
        partes.append(f"coinciden en el dato de {lista(iguales)}")
    if distintos:
        partes.append(f"difieren en el de {lista(distintos)}")
    return f"El IDC y esta fuente {lista(partes)}."


def fila_del_idi(indicadores: pd.DataFrame) -> pd.DataFrame:
    """Lo único que los informes dicen del Índice Departamental de Internacionalización.

    ``indicadores``: ``consultas.indicadores_resultado``.
    """
    suya = indicadores[indicadores["clave"] == "puesto_exportaciones_nme"]
    return suya[list(COLUMNAS_DEL_IDI)].reset_index(drop=True)


def frase_del_idi(indicadores: pd.DataFrame) -> str:
    """El puesto de partida, el último y la meta, y lo que el informe no dice."""
    (fila,) = indicadores[indicadores["clave"] == "puesto_exportaciones_nme"].to_dict("records")
    return (
        "El informe de rendición de cuentas 2024-2025 sigue el puesto en exportaciones no "
        f"minero-energéticas (línea {int(fila['linea_documento'])}). "
        f"**{frase_de_indicador(fila)}** El último es del índice de 2024, según su nota (línea "
        "516); de la línea base no dice la edición. No trae puntajes, método ni otros componentes."
    )


def tabla_del_idc(comparacion: pd.DataFrame) -> pd.DataFrame:
    """Las dos cifras lado a lado, con la edición del IDC y cómo se obtuvo la suya."""
    filas = []
    for fila in comparacion.to_dict("records"):
        como = "dato original" if fila["tipo_cifra"] == "publicado" else "puntaje deshecho (propio)"
        filas.append(
            {
                "Indicador": f"{DIMENSIONES[fila['dimension']]} ({fila['codigo']})",
                "Año del dato": str(fila["anio"]),
                "Esta fuente": numero(fila["ihh_0_1"], 4),
                "IDC": numero(fila["ihh_idc_0_1"], 4),
                "Edición y forma": f"{fila['edicion']}, {como}",
                "Puesto en el IDC": puesto(fila["puesto"], fila["n_evaluados"]),
                "¿Coincide?": "sí" if coincide(fila) else "no",
            }
        )
    return pd.DataFrame(filas)
