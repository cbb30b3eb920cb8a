"""El registro mercantil contado en el RUES: sus series, repartos, supervivencia e incrementos.

Las depuraciones legales son quiebres: la línea de las cancelaciones y la de los registros activos
se cortan ahí. Las de matrículas y renovaciones siguen, porque una depuración no las cambia, y la
marca queda.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.empresas import CAMARAS
from tablero.formato import (
    cantidad,
    entero,
    es_vacio,
    fecha_larga,
    formatear,
    lista,
    periodo,
    porcentaje,
)
from tablero.graficos.barras import barras_horizontales
from tablero.graficos.series import Quiebre, linea_con_quiebres

PAIS = "Colombia"
LAS_TRES = "camaras"
LUGARES = {LAS_TRES: "Las tres cámaras", **{c: c for c in CAMARAS}, PAIS: PAIS}
UN_LUGAR = {c: c for c in (*CAMARAS, PAIS)}
UNA_CAMARA = {c: c for c in CAMARAS}
PARTES = {
    "serie": "Año por año",
    "reparto": "Por sección, forma o tamaño",
    "supervivencia": "Supervivencia",
    "incrementos": "Frente al informe",
}
TODAS = "total:todas"
SIN_ABRIR = ("total", "todas", "Todas")
"""Nivel, categoría y rótulo de lo que no se abre por nada."""
SIN_EDICION = (
    "Las matrículas, renovaciones, cancelaciones y registros activos de cada cámara aparecen aquí "
    "al cargar una edición del RUES (`python -m pipelines cargar rues ARCHIVO`, con los pasos de "
    "«El registro mercantil» del README). Hoy no hay ninguna."
)
SUPRIMIDA = "suprimida"
_MESES_QUE_SE_LEEN = 3
PRENSA = "camaras_prensa_2026"
INFORME = "informe_gestion_2020_2023"


@dataclass(frozen=True)
class Medida:
    """Una de las cuatro cuentas: cómo se lee y si una depuración la corta.

    ``salto``: la depuración deja un solo año aparte (un flujo) o cambia el nivel desde él (un
    saldo).
    """

    nombre: str
    que_es: str
    corta: bool = False
    salto: bool = False


MEDIDAS = {
    "matriculas": Medida("Matrículas", "Matrículas mercantiles nuevas en el año"),
    "renovaciones": Medida(
        "Renovaciones",
        "Matrículas renovadas en el año; el registro sólo guarda el último año renovado y se "
        "cuentan los anteriores, que hubo de pagar",
    ),
    "cancelaciones": Medida(
        "Cancelaciones", "Matrículas mercantiles canceladas en el año", corta=True
    ),
    "activos": Medida(
        "Registros activos", "Matrículas sin cancelar al cierre del año", corta=True, salto=True
    ),
}
APERTURAS = {"seccion": "Sección CIIU", "forma": "Forma jurídica", "tamano": "Tamaño"}
_ORDEN_DE_TAMANO = ("micro", "pequeña", "mediana", "grande", "sin dato")
TASAS = {"no_canceladas_pct": "No canceladas", "renovadas_pct": "Renovadas"}
_QUE_TASA = {
    "no_canceladas_pct": "que no había cancelado su matrícula, haya renovado o no",
    "renovadas_pct": "que renovó para ese año",
}
MAXIMO_DE_COHORTES = 5
COMO_LEER_DEPURACIONES = (
    "En una depuración la ley ordena cancelar de una vez matrículas sin renovar: corta la línea de "
    "cancelaciones y la de registros activos, y se marca en las otras dos, que no cambian. En el "
    "RUES son los meses con cinco veces o más las cancelaciones de los vecinos, o cuya mayoría "
    "nombra una ley."
)
COMO_LEER_INCREMENTOS = (
    "Ninguna de las dos cifras se corrige. Sólo se comparan años completos; «Todo», en las "
    "descargas, trae también los años que el informe no enuncia."
)
COMO_LEER_CATEGORIAS = (
    "La sección, la forma y el tamaño son los que cada matrícula tiene al corte del archivo, no "
    "los que tenía ese año."
)
COMO_LEER_SUPERVIVENCIA = (
    "La supervivencia está entre las dos tasas: las no canceladas cuentan a quien cerró sin "
    "cancelar, y las renovadas dejan por fuera a quien sigue sin renovar."
)


# ── Lo que se elige ────────────────────────────────────────────────────────────────────────────


def lugares_de(elegido: str) -> tuple[str, ...]:
    """Los lugares que se dibujan: los tres, o el elegido."""
    return CAMARAS if elegido == LAS_TRES else (elegido,)


def categorias_para_elegir(
    categorias: pd.DataFrame, aperturas: Sequence[str] = tuple(APERTURAS)
) -> dict[str, str]:
    """«seccion:G» → «Sección G: Comercio…», con «todas» de primera.

    Sin un solo año publicado no hay qué dibujar, y un archivo que no trae el tamaño las dice todas
    sin dato: ninguna de las dos se ofrece.
    """
    opciones = {TODAS: "Todas"}
    for fila in categorias.to_dict("records"):
        nivel, nombre = fila["nivel"], str(fila["categoria_nombre"])
        if nivel not in aperturas or not fila["n_anios"]:
            continue
        letra = f" {fila['categoria']}" if fila["categoria"] != fila["categoria_nombre"] else ""
        rotulo = f"{APERTURAS[nivel].removesuffix(' CIIU')}{letra}: {nombre}"
        opciones[f"{nivel}:{fila['categoria']}"] = rotulo
    return opciones


def aperturas_para_elegir(categorias: pd.DataFrame) -> dict[str, str]:
    """Las aperturas que la edición trae: el tamaño falta en el archivo de 36 columnas."""
    presentes = set(categorias["nivel"])
    return {clave: nombre for clave, nombre in APERTURAS.items() if clave in presentes}


def anios_para_elegir(serie: pd.DataFrame) -> dict[str, str]:
    """Los años completos, del más reciente al más antiguo."""
    completos = serie.loc[serie["corte"] == "anual", "anio"].unique()
    return {str(anio): str(anio) for anio in sorted(completos, reverse=True)}


def cohortes_para_elegir(del_pais: pd.DataFrame) -> dict[str, str]:
    """Las cohortes de la edición, de la más reciente a la más antigua.

    Son las del país y no las del lugar: así no cambian al pasar de uno a otro.
    """
    return {str(c): str(c) for c in sorted(del_pais["cohorte"].unique(), reverse=True)}


def cohortes_de_entrada(del_pais: pd.DataFrame) -> tuple[str, ...]:
    """La última con los cinco años cumplidos, y las de cinco y diez años antes."""
    cumplidas = set(del_pais.loc[del_pais["anios_de_vida"] == 5, "cohorte"])
    if not cumplidas:
        return tuple(cohortes_para_elegir(del_pais))[:1]
    ultima = max(cumplidas)
    return tuple(str(ultima - atras) for atras in (0, 5, 10) if ultima - atras in cumplidas)


# ── Depuraciones ───────────────────────────────────────────────────────────────────────────────


def anios_depurados(depuraciones: pd.DataFrame, lugar: str) -> list[int]:
    """Los años con depuración legal en un lugar, según cualquier fuente."""
    propios = depuraciones.loc[depuraciones["lugar"] == lugar, "anio"]
    return sorted({int(anio) for anio in propios})


def _corridas(anios: Sequence[int]) -> list[list[int]]:
    """Los años seguidos, juntos: [2011, 2015, 2016] → [[2011], [2015, 2016]]."""
    corridas: list[list[int]] = []
    for anio in anios:
        if corridas and anio == corridas[-1][-1] + 1:
            corridas[-1].append(anio)
        else:
            corridas.append([anio])
    return corridas


def marcas_de_depuracion(
    depuraciones: pd.DataFrame, lugares: Sequence[str], desde: int, hasta: int
) -> tuple[list[Quiebre], list[int]]:
    """Los avisos que se escriben y los demás años que llevan raya.

    Los años seguidos de los mismos lugares comparten aviso: uno por año no cabría.
    """
    de_anio: dict[int, tuple[str, ...]] = {}
    for lugar in lugares:
        for anio in anios_depurados(depuraciones, lugar):
            if desde < anio <= hasta:
                de_anio[anio] = (*de_anio.get(anio, ()), lugar)
    quiebres, rayas = [], []
    for corrida in _corridas(sorted(de_anio)):
        grupos = [[corrida[0]]]
        for antes, anio in pairwise(corrida):
            if de_anio[anio] == de_anio[antes]:
                grupos[-1].append(anio)
            else:
                grupos.append([anio])
        for grupo in grupos:
            suyos = de_anio[grupo[0]]
            donde = f" ({lista(suyos)})" if len(suyos) < len(lugares) else ""
            cuando = _anios_en_palabras(grupo)
            # Con segmento, el aviso sólo marca: dónde se corta cada línea lo dicen los datos.
            quiebres.append(
                Quiebre(str(grupo[0]), f"Depuración legal, {cuando}{donde}", segmento="depuración")
            )
            rayas += grupo[1:]
    return quiebres, rayas


def frases_de_depuraciones(depuraciones: pd.DataFrame, lugares: Sequence[str]) -> list[str]:
    """Qué mes, con cuántas cancelaciones y según quién, en Markdown: una por lugar."""
    frases = []
    for lugar in lugares:
        propias = depuraciones[depuraciones["lugar"] == lugar]
        textos = [
            f"según {'la prensa' if fuente == PRENSA else 'el RUES'}, {_cuando(suyas)}"
            for fuente, suyas in propias.groupby("fuente_id", sort=True)
        ]
        if textos:
            donde = f"**Depuración legal en {lugar}**, con sus cancelaciones"
            frases.append(f"{donde}: {'; '.join(textos)}.")
    return frases


def _cuando(depuraciones: pd.DataFrame) -> str:
    """«dic. 2011 (609.103) y jul. 2015 (662.422)»; si son muchos, los años y el total."""
    if depuraciones["meses"].isna().any():
        return f"{_anios_en_palabras(depuraciones['anio'])} (acumulado, sin mes)"
    if len(depuraciones) > _MESES_QUE_SE_LEEN:
        total = entero(depuraciones["cancelaciones"].sum())
        return f"{_anios_en_palabras(depuraciones['anio'])} ({total} en total)"
    textos = []
    for fila in depuraciones.to_dict("records"):
        meses = [periodo(mes, corto=True) for mes in str(fila["meses"]).split(", ")]
        textos.append(f"{lista(meses)} ({entero(fila['cancelaciones'])})")
    return lista(textos)


# ── Año por año ────────────────────────────────────────────────────────────────────────────────


def hallazgo_de_la_serie(tabla: pd.DataFrame, medida: str, depuraciones: pd.DataFrame) -> str:
    """El último año completo, lugar por lugar, con el anterior si nada los separa."""
    ultimo = int(tabla.loc[tabla["corte"] == "anual", "anio"].max())
    partes = []
    for lugar, propias in tabla.groupby("lugar", sort=False):
        valores = propias.set_index("anio")[medida]
        este, previo = valores.get(ultimo), valores.get(ultimo - 1)
        texto = SUPRIMIDA if es_vacio(este) else entero(este)
        cortado = MEDIDAS[medida].corta and not {ultimo, ultimo - 1}.isdisjoint(
            anios_depurados(depuraciones, str(lugar))
        )
        if not es_vacio(este) and not es_vacio(previo) and not cortado:
            texto += f" ({entero(previo)} en {ultimo - 1})"
        partes.append(f"{lugar} {texto}")
    return f"{MEDIDAS[medida].nombre} en {ultimo}: {lista(partes)}"


def _segmento(medida: str, anio: int, depurados: Sequence[int]) -> str:
    """Hasta dónde se puede unir la línea: un flujo deja aparte el año; un saldo empieza otro."""
    if not MEDIDAS[medida].corta:
        return ""
    if not MEDIDAS[medida].salto and anio in depurados:
        return f"depuración de {anio}"
    return str(sum(anio >= depurado for depurado in depurados))


def _nombre_de_categoria(rotulo: str) -> str:
    return "" if rotulo == "Todas" else f" {rotulo}."


def figura_de_la_serie(
    tabla: pd.DataFrame,
    medida: str,
    categoria: str,
    depuraciones: pd.DataFrame,
    corte: str,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    """Una línea por lugar y los años de depuración marcados. El año sin terminar no se dibuja."""
    t, m = estilo.colores(tema), MEDIDAS[medida]
    completos = tabla[tabla["corte"] == "anual"]
    lugares = [lugar for lugar in LUGARES if lugar in set(completos["lugar"])]
    depurados = {lugar: anios_depurados(depuraciones, lugar) for lugar in lugares}
    datos = pd.DataFrame(
        [
            {
                "serie": fila["lugar"],
                "periodo": str(fila["anio"]),
                "valor": fila[medida],
                "segmento": _segmento(medida, fila["anio"], depurados[fila["lugar"]]),
                "nota": "Año con depuración legal" if fila["con_depuracion"] else "",
            }
            for fila in completos.to_dict("records")
        ]
    )
    desde, hasta = int(completos["anio"].min()), int(completos["anio"].max())
    quiebres, rayas = marcas_de_depuracion(depuraciones, lugares, desde, hasta)
    varios = len(lugares) > 1
    figura = linea_con_quiebres(
        datos,
        unidad="numero",
        decimales=0,
        destacada="" if varios else lugares[0],
        quiebres=quiebres,
        colores_de_serie=colores_de_lugares() if varios else None,
        tema=tema,
    )
    for anio in rayas:
        figura.add_shape(
            name="quiebre", type="line", xref="x", yref="paper", x0=anio, x1=anio, y0=0, y1=1,
            layer="below", line={"color": t.tenue, "width": 1, "dash": "4px,3px"},
        )  # fmt: skip
    for nota in figura.layout.annotations:
        # Los valores de las puntas se leen aunque les pase una raya por detrás.
        if nota.name == "punta":
            nota.bgcolor = estilo.transparente(t.fondo, 0.75)
    hallazgo = hallazgo_de_la_serie(tabla, medida, depuraciones)
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=f"{m.que_es}, {desde} a {hasta}.{_nombre_de_categoria(categoria)}",
        fuentes=fuentes,
        corte=corte,
        alt=f"Línea por año. {hallazgo}.",
        tema=tema,
        notas=_notas_de_la_serie(tabla, medida, bool(quiebres)),
    )


def lectura_de_la_serie(tabla: pd.DataFrame, medida: str, depuraciones: pd.DataFrame) -> list[str]:
    """De dónde a dónde va cada lugar, sin cruzar una depuración, y cuáles hubo; en Markdown."""
    frases, lugares = [], []
    for lugar, propias in tabla[tabla["corte"] == "anual"].groupby("lugar", sort=False):
        lugares.append(str(lugar))
        con_dato = propias[propias[medida].notna()]
        desde = 0
        if MEDIDAS[medida].corta:
            # Un flujo se compara desde el año que sigue a la depuración; un saldo, desde ella.
            espera = 0 if MEDIDAS[medida].salto else 1
            desde = max(anios_depurados(depuraciones, str(lugar)), default=0) + espera
        tramo = con_dato[con_dato["anio"] >= desde]
        if len(tramo) < 2:
            continue
        primera, ultima = tramo.iloc[0], tramo.iloc[-1]
        frases.append(
            f"**{lugar}**: de {entero(primera[medida])} ({primera['anio']}) a "
            f"{entero(ultima[medida])} ({ultima['anio']})."
        )
    frases += _frases_de_suprimidas(tabla, medida, "**{lugar}**, suprimidas: {anios}. No son cero.")
    # Las del país dan contexto a una cámara, pero su línea sólo se corta por las suyas.
    donde = lugares if PAIS in lugares else [*lugares, PAIS]
    return [*frases, *frases_de_depuraciones(depuraciones, donde)]


def _frases_de_suprimidas(tabla: pd.DataFrame, medida: str, plantilla: str) -> list[str]:
    return [
        plantilla.format(lugar=lugar, anios=_anios_en_palabras(propias["anio"]))
        for lugar, propias in tabla[tabla[medida].isna()].groupby("lugar", sort=False)
    ]


def _anios_en_palabras(anios: Iterable[int]) -> str:
    """«2001, 2003 a 2005, 2008 y 2009»: con tres seguidos o más, sólo los extremos."""
    textos = []
    for corrida in _corridas(sorted({int(anio) for anio in anios})):
        if len(corrida) > 2:
            textos.append(f"{corrida[0]} a {corrida[-1]}")
        else:
            textos += [str(anio) for anio in corrida]
    return lista(textos)


def _notas_de_la_serie(tabla: pd.DataFrame, medida: str, hay_marcas: bool) -> list[str]:
    notas = []
    if hay_marcas:
        que = "la línea se corta: lo de antes y lo de después no se comparan"
        if not MEDIDAS[medida].corta:
            que = "no cambia esta cuenta: se marca y la línea sigue"
        notas.append(f"Depuración legal: cancelaciones que ordenó una ley, no cierres; {que}.")
    notas += _frases_de_suprimidas(tabla, medida, "Suprimidas en {lugar}: {anios}; no son cero.")
    parciales = tabla.loc[tabla["corte"] != "anual"]
    if not parciales.empty:
        primera = parciales.iloc[0]
        dia = fecha_larga(str(primera["corte"]).removeprefix("al "))
        notas.append(f"{primera['anio']} va hasta el {dia}: está en la tabla y no en el gráfico.")
    return notas


def colores_de_lugares() -> dict[str, str]:
    """Cada cámara con el color que lleva en el resto de la página."""
    return dict(zip(CAMARAS, estilo.categoricos(len(CAMARAS)), strict=True))


def dibujos_de_la_serie(
    tabla: pd.DataFrame,
    medida: str,
    categoria: str,
    depuraciones: pd.DataFrame,
    corte: str,
    fuentes: Sequence[str],
    tema: str,
) -> dict[str, partial[go.Figure]]:
    """El gráfico, si alguna celda se publica; si no, sólo queda la tabla."""
    if tabla.loc[tabla["corte"] == "anual", medida].notna().sum() == 0:
        return {}
    argumentos = (tabla, medida, categoria, depuraciones, corte, fuentes, tema)
    return {"Gráfico": partial(figura_de_la_serie, *argumentos)}


# ── Por sección, forma o tamaño ────────────────────────────────────────────────────────────────


def _en_frase(apertura: str) -> str:
    nombre = APERTURAS[apertura]
    return nombre[0].lower() + nombre[1:]


def hallazgo_del_reparto(tabla: pd.DataFrame, medida: str, apertura: str) -> str:
    """La categoría mayor y su cuenta."""
    mayor = tabla.loc[tabla[medida].astype("Float64").idxmax()]
    return (
        f"{MEDIDAS[medida].nombre} en {mayor['lugar']}, {mayor['anio']}: la cuenta mayor por "
        f"{_en_frase(apertura)} es «{mayor['categoria_nombre']}», con {entero(mayor[medida])}"
    )


def lectura_del_reparto(tabla: pd.DataFrame, medida: str, serie: pd.DataFrame) -> list[str]:
    """Cuánto es el total de la cámara ese año y qué no se publica, en Markdown.

    ``serie``: los totales de la cámara, año por año.
    """
    anio = tabla["anio"].iloc[0]
    frases = []
    total = serie.loc[serie["anio"] == anio, medida].iloc[0]
    if not es_vacio(total):
        frases.append(
            f"**{tabla['lugar'].iloc[0]}, {anio}**: {entero(total)} en total "
            f"({MEDIDAS[medida].nombre.lower()})."
        )
    if (suprimidas := int(tabla[medida].isna().sum())) > 0:
        frases.append(
            f"**{cantidad(suprimidas, 'categoría suprimida', 'categorías suprimidas')}**: alguna "
            "de sus cuentas es de 1 a 4, o dejaría deducir otra. No son cero."
        )
    return frases


def figura_del_reparto(
    tabla: pd.DataFrame,
    medida: str,
    apertura: str,
    corte: str,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    """Una barra por categoría; la suprimida lo dice, sin barra."""
    datos = tabla.assign(
        etiqueta=tabla["categoria_nombre"].astype(str).str.capitalize(),
        valor=tabla[medida],
        rotulo=[SUPRIMIDA if es_vacio(v) else entero(v) for v in tabla[medida]],
    )
    if apertura == "tamano":
        datos = datos.sort_values(
            "categoria_nombre", key=lambda c: c.map(_ORDEN_DE_TAMANO.index), kind="stable"
        )
    figura = barras_horizontales(
        datos,
        unidad="numero",
        decimales=0,
        orden="exacto" if apertura == "tamano" else "mayor",
        tema=tema,
    )
    hallazgo = hallazgo_del_reparto(tabla, medida, apertura)
    anio = tabla["anio"].iloc[0]
    notas = []
    if suprimidas := datos.loc[tabla[medida].isna(), "etiqueta"].tolist():
        # En la diapositiva la barra vacía no lleva rótulo: aquí se dice cuáles son.
        notas.append(
            f"Suprimidas: {'; '.join(suprimidas)}. Alguna de sus cuentas es de 1 a 4, o dejaría "
            "deducir otra; no son cero."
        )
    if MEDIDAS[medida].corta and tabla["con_depuracion"].any():
        notas.append(f"En {anio} hubo depuración legal: esta cuenta no mide cierres de empresas.")
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=f"{MEDIDAS[medida].que_es}, por {_en_frase(apertura)}, {anio}.",
        fuentes=fuentes,
        corte=corte,
        alt=f"Barras por categoría. {hallazgo}.",
        tema=tema,
        notas=notas,
    )


def dibujos_del_reparto(
    tabla: pd.DataFrame,
    medida: str,
    apertura: str,
    corte: str,
    fuentes: Sequence[str],
    tema: str,
) -> dict[str, partial[go.Figure]]:
    """El gráfico, si alguna categoría se publica."""
    if tabla[medida].notna().sum() == 0:
        return {}
    return {"Gráfico": partial(figura_del_reparto, tabla, medida, apertura, corte, fuentes, tema)}


# ── Supervivencia ──────────────────────────────────────────────────────────────────────────────


def hallazgo_de_supervivencia(tabla: pd.DataFrame, tasa: str) -> str:
    """De la cohorte más reciente de las elegidas, qué parte sigue al último año que cumplió."""
    con_dato = tabla[tabla[tasa].notna()]
    propia = con_dato[con_dato["cohorte"] == con_dato["cohorte"].max()].iloc[-1]
    verbo = "no había cancelado" if tasa == "no_canceladas_pct" else "renovó"
    return (
        f"De las matrículas de {propia['cohorte']} en {propia['lugar']}, el "
        f"{porcentaje(propia[tasa], 1)} {verbo} a {_edad(propia['anios_de_vida'])}"
    )


def lectura_de_supervivencia(tabla: pd.DataFrame, depuraciones: pd.DataFrame) -> list[str]:
    """Las dos tasas de cada cohorte en el último año que cumplió, en Markdown."""
    frases = []
    for cohorte, propias in tabla.groupby("cohorte", sort=False):
        con_dato = propias[propias["no_canceladas_pct"].notna()]
        if con_dato.empty:
            frases.append(f"**{cohorte}**: {SUPRIMIDA}.")
            continue
        ultima = con_dato.iloc[-1]
        aviso = "; cruza una depuración legal" if ultima["cruza_depuracion"] else ""
        frases.append(
            f"**{cohorte}** ({cantidad(ultima['matriculas'], 'matrícula', 'matrículas')}): a "
            f"{_edad(ultima['anios_de_vida'])}, {porcentaje(ultima['no_canceladas_pct'], 1)} no "
            f"canceladas y {porcentaje(ultima['renovadas_pct'], 1)} renovadas{aviso}."
        )
    lugares = list(tabla["lugar"].unique())
    return [*frases[::-1], *frases_de_depuraciones(depuraciones, lugares)]


def _edad(anios: Any) -> str:
    return cantidad(anios, "año", "años")


def figura_de_supervivencia(
    tabla: pd.DataFrame,
    tasa: str,
    categoria: str,
    corte: str,
    fuentes: Sequence[str],
    tema: str,
    depuraciones: pd.DataFrame,
) -> go.Figure:
    """Una curva por cohorte; la de no canceladas se corta donde cruza una depuración."""
    lugar = str(tabla["lugar"].iloc[0])
    depurados = anios_depurados(depuraciones, lugar)
    cohortes = sorted(tabla["cohorte"].unique(), reverse=True)
    corta = tasa == "no_canceladas_pct"

    def tramo(fila: Mapping[Any, Any]) -> str:
        alcance = fila["cohorte"] + fila["anios_de_vida"]
        return str(sum(fila["cohorte"] <= d <= alcance for d in depurados)) if corta else ""

    datos = pd.DataFrame(
        [
            {
                "serie": f"Cohorte {fila['cohorte']}",
                "periodo": _edad(fila["anios_de_vida"]),
                "valor": fila[tasa],
                "segmento": tramo(fila),
                "nota": "Cruza una depuración legal" if corta and fila["cruza_depuracion"] else "",
            }
            for fila in tabla.to_dict("records")
        ]
    )
    colores = estilo.categoricos(len(cohortes))
    figura = linea_con_quiebres(
        datos,
        unidad="pct",
        decimales=1,
        destacada="",
        colores_de_serie={
            f"Cohorte {c}": color for c, color in zip(cohortes, colores, strict=True)
        },
        tema=tema,
    )
    hallazgo = hallazgo_de_supervivencia(tabla, tasa)
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=(
            f"Parte de las matrículas de cada año {_QUE_TASA[tasa]}, según los años cumplidos. "
            f"{lugar}.{_nombre_de_categoria(categoria)}"
        ),
        fuentes=fuentes,
        corte=corte,
        alt=f"Línea por cohorte y años de vida. {hallazgo}.",
        tema=tema,
        notas=_notas_de_supervivencia(tabla, tasa),
        sentido="mas_es_mejor",
    )


def _notas_de_supervivencia(tabla: pd.DataFrame, tasa: str) -> list[str]:
    notas = []
    if tasa == "no_canceladas_pct" and tabla["cruza_depuracion"].any():
        cruzan = sorted(tabla.loc[tabla["cruza_depuracion"], "cohorte"].unique())
        notas.append(
            f"Cruzan una depuración legal las cohortes de {_anios_en_palabras(cruzan)}: la "
            "curva se corta, porque esas cancelaciones no son cierres de empresas."
        )
    suprimidas = tabla.loc[tabla[tasa].isna(), "cohorte"].unique()
    if len(suprimidas):
        notas.append(f"Suprimidas: cohortes de {_anios_en_palabras(suprimidas)}; no son cero.")
    return notas


def dibujos_de_supervivencia(
    tabla: pd.DataFrame,
    tasa: str,
    categoria: str,
    corte: str,
    fuentes: Sequence[str],
    tema: str,
    depuraciones: pd.DataFrame,
) -> dict[str, partial[go.Figure]]:
    """La curva, si alguna tasa se publica."""
    if tabla[tasa].notna().sum() == 0:
        return {}
    argumentos = (tabla, tasa, categoria, corte, fuentes, tema, depuraciones)
    return {"Gráfico": partial(figura_de_supervivencia, *argumentos)}


# ── Frente al informe ──────────────────────────────────────────────────────────────────────────


def hallazgo_de_la_comparacion(tabla: pd.DataFrame) -> str:
    """Cuántos incrementos del informe reproduce el RUES."""
    cuenta = tabla["resultado"].value_counts()
    coinciden, difieren = int(cuenta.get("coincide", 0)), int(cuenta.get("difiere", 0))
    sueltos = len(tabla) - coinciden - difieren
    cuantos = f"reproduce {coinciden}" if coinciden else "no reproduce ninguno"
    partes = [f"El RUES {cuantos} de los {len(tabla)} incrementos que enuncia el informe"]
    if difieren:
        partes.append(f"difiere en {difieren}")
    if sueltos:
        partes.append(f"{sueltos} no se {'pueden' if sueltos > 1 else 'puede'} comparar")
    return "; ".join(partes)


def lectura_de_la_comparacion(tabla: pd.DataFrame) -> list[str]:
    """Cada incremento contado y el del informe, por cámara, y por qué difieren; en Markdown."""
    frases = []
    for camara, propias in tabla.groupby("camara", sort=False):
        partes = []
        for fila in propias.to_dict("records"):
            contado, escrito = (
                formatear(fila[c], "pct", 2)
                for c in ("incremento_contado_pct", "incremento_del_informe_pct")
            )
            partes.append(f"{fila['anio']}, {contado} contado y {escrito} en el informe")
        frases.append(f"**{camara}**: {'; '.join(partes)}.")
    con_motivo = tabla[tabla["motivo"].notna()]
    for motivo, propias in con_motivo.groupby("motivo", sort=False):
        cuales = [f"{f['camara']} {f['anio']}" for f in propias.to_dict("records")]
        frases.append(f"**Por qué, {lista(cuales)}**: {motivo}.")
    return frases


def figura_de_la_comparacion(
    tabla: pd.DataFrame, corte: str, fuentes: Sequence[str], tema: str
) -> go.Figure:
    """La diferencia de cada incremento, en puntos; a la derecha, el RUES cuenta más."""
    datos = tabla.assign(
        etiqueta=[f"{f['camara']}, {f['anio']}" for f in tabla.to_dict("records")],
        valor=tabla["diferencia_puntos"],
        nota=[
            f"Contado {formatear(f['incremento_contado_pct'], 'pct', 2)}; informe "
            f"{formatear(f['incremento_del_informe_pct'], 'pct', 2)}"
            for f in tabla.to_dict("records")
        ],
    )
    figura = barras_horizontales(
        datos, unidad="pp", decimales=2, orden="exacto", signo=True, tema=tema
    )
    hallazgo = hallazgo_de_la_comparacion(tabla)
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=(
            "Incremento anual de matrículas contado en el RUES menos el que enuncia el informe de "
            "gestión, en puntos porcentuales."
        ),
        fuentes=fuentes,
        corte=corte,
        alt=f"Barras por cámara y año. {hallazgo}.",
        tema=tema,
        notas=["Ninguna de las dos cifras se corrige; por qué pueden diferir está en la tabla."],
    )


def dibujos_de_la_comparacion(
    tabla: pd.DataFrame, corte: str, fuentes: Sequence[str], tema: str
) -> dict[str, partial[go.Figure]]:
    """El gráfico de las diferencias, si alguna se puede calcular."""
    if tabla["diferencia_puntos"].notna().sum() == 0:
        return {}
    return {"Diferencias": partial(figura_de_la_comparacion, tabla, corte, fuentes, tema)}
