"""Lo que la página Tejido empresarial muestra, ya decidido: frases, cuadros y figuras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.carga import Carga
from tablero.exportar import csv_internacional
from tablero.formato import (
    cambio_de_puestos,
    cantidad,
    entero,
    es_vacio,
    formatear,
    lista,
    numero,
    periodo,
    porcentaje,
    puesto,
)
from tablero.graficos.columnas import columnas_por_panel
from tablero.graficos.eventos import con_eventos
from tablero.graficos.series import linea_con_quiebres
from tablero.mapas import mapa_de_circulos, mapa_por_categoria
from tablero.territorio import NOMBRE_DEL_TERRITORIO

TODAS = "todas"
CAMARAS = ("Cúcuta", "Ocaña", "Pamplona")
# Las sedes de las tres cámaras: son los nombres que se escriben sobre el mapa.
CABECERAS = ("54001", "54498", "54518")
JURISDICCIONES = {TODAS: "Las tres", **{camara: camara for camara in CAMARAS}}
EDICIONES = {"2025": "Edición 2025", "2024": "Edición 2024"}
EDICION_POR_DEFECTO = "2025"
COMO_LEER_INCREMENTOS = (
    "Un valor negativo es que se crearon menos empresas que el año anterior, no que cerraran. Son "
    "variaciones: no se suman ni se promedian entre cámaras."
)
COMO_LEER_PRENSA = (
    "Cada una tiene su ámbito, su período y su manera de contar: no se comparan ni se suman entre "
    "sí, ni con las del informe."
)
FUENTE_DEL_INFORME = ("informe_gestion_2020_2023",)
FUENTES_DE_ACTIVAS = ("informe_gestion_2020_2023", "poblacion_2018_2035", "mgn_2018")
FUENTE_DE_PRENSA = ("camaras_prensa_2026",)
FUENTES = (
    "informe_gestion_2020_2023",
    "idc_2025",
    "idc_2024",
    "poblacion_2018_2035",
    "camaras_prensa_2026",
    "mgn_2018",
)
CONTRADICCIONES = (
    "camaras_mayor_caida",
    "densidad_empresarial_unidad",
    "registro_empresarial_2020",
    "registro_empresarial_puesto_2020",
    "densidad_empresarial_2020",
    "densidad_empresarial_puesto_2020",
)


@dataclass(frozen=True)
class IndicadorDelIdc:
    """Cómo se llama un indicador del IDC en esta página y en qué columna viene su dato."""

    nombre: str
    columna: str
    unidad: str
    clave: str


INDICADORES_IDC = {
    "NEG-2-1": IndicadorDelIdc(
        "Tasa de registro", "tasa_registro_por_10000_hab", "por_10000_hab", "emp_registro"
    ),
    "NEG-2-2": IndicadorDelIdc(
        "Densidad empresarial", "densidad_por_1000_hab", "por_1000_hab", "emp_densidad"
    ),
}

# La fuente usa claves; aquí, cómo se leen. Una prueba exige que estén todas.
MEDIDAS_DE_PRENSA = {
    "creacion_neta": "Empresas creadas menos cerradas",
    "empresas_cerradas": "Empresas cerradas",
    "empresas_creadas": "Empresas creadas",
    "variacion_creacion_pct": "Variación de la creación de empresas",
    "renovaciones": "Renovaciones, más de",
    "renovaciones_personas": "Renovaciones de personas naturales y jurídicas",
    "empresas_origen_extranjero_creadas": "Empresas de origen extranjero creadas",
    "extranjeros_persona_natural_registrados": "Extranjeros registrados como persona natural",
    "no_renovadas": "Matrículas no renovadas",
    "no_renovadas_o_canceladas_reportadas_SIC": (
        "Matrículas no renovadas o canceladas, acumulado de la depuración legal"
    ),
    "nuevas_aproximado": "Empresas nuevas, más de",
}

NOTAS_DE_PLANTILLA = {
    "camara": "Cúcuta, Ocaña o Pamplona, con tilde.",
    "anio": "El año de la cifra, con cuatro cifras.",
    "corte": "«anual» si es el año completo; si no, hasta cuándo llega (por ejemplo «a abril»).",
    "medida": (
        "matriculas, renovaciones, cancelaciones, activos (todas en número de registros) o "
        "incremento_matriculas_pct (en porcentaje)."
    ),
    "valor": "El número, con punto decimal y sin separador de miles. Nunca 0 por «no sé».",
    "texto_del_periodo": "El período tal como lo escribe el documento.",
    "linea_documento": "Línea o página del documento de donde se copió.",
    "nota": "Lo que haya que saber. Trae el motivo por el que falta: reemplácelo o bórrelo.",
}
PASOS_PARA_CARGAR = (
    "Baje la plantilla, escriba las cifras que la cámara entregue y borre las filas que no llene.",
    "Guárdela como `data/raw/camaras/<año>/registros_mercantiles.csv`.",
    "Copie `pipelines/fuentes/informe_gestion_2020_2023.yml` con otro nombre; deje "
    "`familia: informes`, un solo archivo (su `ruta` y `tabla: registros_mercantiles`) y escriba "
    "el productor, la edición, las fechas y la cita de lo que entregó la cámara.",
    "`python -m pipelines firmar --fuente <fuente_id>` escribe la huella del archivo.",
    "`python -m pipelines contar` y `python -m pipelines construir` publican; lo que se llenó sale "
    "solo de la lista de faltantes.",
)


def apertura(
    incrementos: pd.DataFrame, activas: pd.DataFrame, hechos: pd.DataFrame, idc: Sequence[Any]
) -> list[str]:
    """Lo principal de la página en tres frases. ``idc``: la última fila de cada indicador."""
    puestos = [
        f"{INDICADORES_IDC[codigo].nombre.lower()}, {puesto(fila['puesto'], fila['n_evaluados'])}"
        for codigo, fila in zip(INDICADORES_IDC, idc, strict=True)
    ]
    return [
        f"{hallazgo_de_incrementos(incrementos)}.",
        f"{hallazgo_de_registros(activas, hechos)}: {_parrafo_de_razon(activas)}.",
        f"Puestos en el IDC {idc[0]['edicion']}: {lista(puestos)}.",
    ]


def _parrafo_de_razon(activas: pd.DataFrame) -> str:
    total = activas.iloc[0]
    return (
        f"en el departamento son {numero(total['empresas_por_1000_hab'], 1)} por cada 1.000 "
        "habitantes (cálculo propio)"
    )


# ── Incremento anual por cámara ────────────────────────────────────────────────────────────────


def es_dudoso(nota: Any) -> bool:
    """Si la nota de la fuente advierte que no se sabe el signo de la cifra."""
    return isinstance(nota, str) and nota.startswith("signo dudoso")


def _pct(valor: Any) -> str:
    return porcentaje(valor, 2)


def hallazgo_de_incrementos(incrementos: pd.DataFrame) -> str:
    """Qué pasó en el último año con cifras: quién creó menos, quién más y quién no se sabe."""
    con_cifra = incrementos[incrementos["incremento_pct"].notna()]
    ultimo = int(con_cifra["anio"].max())
    grupos: dict[str, list[str]] = {"menos": [], "más": [], "dudosas": []}
    for fila in con_cifra[con_cifra["anio"] == ultimo].to_dict("records"):
        clase = "dudosas" if es_dudoso(fila["nota"]) else "menos"
        if clase == "menos" and fila["incremento_pct"] >= 0:
            clase = "más"
        grupos[clase].append(f"{fila['camara']} ({_pct(fila['incremento_pct'])})")
    partes = [
        f"se crearon {clase} empresas que en {ultimo - 1} en {lista(grupos[clase])}"
        for clase in ("menos", "más")
        if grupos[clase]
    ]
    frase = f"En {ultimo} {lista(partes)}" if partes else ""
    if grupos["dudosas"]:
        dudosas = f"la cifra de {lista(grupos['dudosas'])} tiene signo dudoso"
        frase = f"{frase}; {dudosas}" if frase else f"En {ultimo} {dudosas}"
    return frase


def tendencias(incrementos: pd.DataFrame) -> list[str]:
    """Una frase por cámara, en Markdown: lo que el informe dice y los años que no dice."""
    frases = []
    for camara, filas in incrementos.groupby("camara", sort=False):
        dichas, calladas = [], []
        for fila in filas.sort_values("anio").to_dict("records"):
            if es_vacio(fila["incremento_pct"]):
                calladas.append(str(fila["anio"]))
                continue
            duda = ", signo dudoso" if es_dudoso(fila["nota"]) else ""
            dichas.append(f"{_pct(fila['incremento_pct'])} ({fila['anio']}{duda})")
        verbo = "Falta" if len(calladas) == 1 else "Faltan"
        resto = f" {verbo} {lista(calladas)}: sólo en gráfico." if calladas else ""
        frases.append(f"**{camara}**: {lista(dichas)}.{resto}")
    return frases


def figura_de_incrementos(
    incrementos: pd.DataFrame, fuentes: Sequence[str], tema: str
) -> go.Figure:
    """Columnas por año y cámara. La cifra de signo dudoso va rayada y con «?»."""
    datos = incrementos.rename(columns={"camara": "panel", "incremento_pct": "valor"}).assign(
        periodo=incrementos["anio"].astype(str), dudoso=incrementos["nota"].map(es_dudoso)
    )
    figura = columnas_por_panel(
        datos,
        unidad="pct",
        decimales=2,
        colores_de_panel=dict(zip(CAMARAS, estilo.categoricos(len(CAMARAS)), strict=True)),
        tema=tema,
    )
    hallazgo = hallazgo_de_incrementos(incrementos)
    notas = ["«Sin cifra»: el informe la muestra sólo en un gráfico, y no se puede leer."]
    notas += [
        f"«?», {fila['camara']} {fila['anio']}: {fila['nota']}."
        for fila in incrementos.to_dict("records")
        if es_dudoso(fila["nota"])
    ]
    anios = f"{datos['anio'].min()} a {datos['anio'].max()}"
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=(
            "Variación de las empresas creadas en el año frente al año anterior, por jurisdicción "
            f"de cámara de comercio, {anios}. Bajo cero, se crearon menos que el año anterior."
        ),
        fuentes=fuentes,
        corte=str(incrementos.loc[incrementos["incremento_pct"].notna(), "anio"].max()),
        alt=f"Columnas por cámara y año. {hallazgo}.",
        tema=tema,
        notas=notas,
        sentido="mas_es_mejor",
    )


def dibujos_de_incrementos(
    incrementos: pd.DataFrame, fuentes: Sequence[str], tema: str
) -> dict[str, partial[go.Figure]]:
    """La única forma de ver los incrementos, además de la tabla."""
    return {"Gráfico": partial(figura_de_incrementos, incrementos, fuentes, tema)}


# ── Registros activos y empresas por habitante ─────────────────────────────────────────────────


def _rango(fila: Mapping[str, Any], columna: str, decimales: int) -> str:
    """«entre 34,8 y 35,3»: lo que permite el redondeo del porcentaje publicado."""
    desde, hasta = (numero(fila[f"{columna}_{x}"], decimales) for x in ("min", "max"))
    return f"entre {desde} y {hasta}"


def _parte(activas: pd.DataFrame) -> str:
    """El porcentaje redondeado que publica el informe: «71 %»."""
    total, cucuta, _ = activas["registros_activos"]
    return porcentaje(100 * cucuta / total, 0)


def hallazgo_de_activas(activas: pd.DataFrame) -> str:
    """Cuántas empresas por 1.000 habitantes hay en el departamento y a cada lado."""
    total, cucuta, demas = activas.to_dict("records")
    return (
        f"{NOMBRE_DEL_TERRITORIO} tenía {numero(total['empresas_por_1000_hab'], 1)} empresas por "
        f"cada 1.000 habitantes en {total['anio']}: unas "
        f"{numero(cucuta['empresas_por_1000_hab'], 1)} en la jurisdicción de Cúcuta y unas "
        f"{numero(demas['empresas_por_1000_hab'], 1)} en las de Ocaña y Pamplona juntas"
    )


def hallazgo_de_registros(activas: pd.DataFrame, hechos: pd.DataFrame) -> str:
    """Qué parte de los registros activos está en la jurisdicción de Cúcuta."""
    cifras = hechos.set_index("clave")["valor"]
    return (
        f"La jurisdicción de Cúcuta reúne el "
        f"{porcentaje(cifras['registros_activos_participacion_cucuta'], 0)} de los "
        f"{entero(cifras['registros_activos'])} registros activos de {activas['anio'].iloc[0]}"
    )


def tarjetas_de_activas(
    activas: pd.DataFrame, hechos: pd.DataFrame
) -> list[tuple[str, str, str, str]]:
    """Cuatro cifras: nombre, valor, de dónde sale y si es publicada o cálculo propio."""
    total, cucuta, _ = activas.to_dict("records")
    cifras = hechos.set_index("clave")
    lineas = {clave: int(cifras.at[clave, "linea_documento"]) for clave in cifras.index}
    registros, parte, supervivencia = (
        cifras.at[clave, "valor"]
        for clave in (
            "registros_activos",
            "registros_activos_participacion_cucuta",
            "supervivencia_0_5",
        )
    )
    return [
        (
            "Registros mercantiles activos",
            entero(registros),
            f"Empresas y personas naturales, {total['anio']}, en las tres jurisdicciones. El texto "
            f"(línea {lineas['registros_activos']}) no da el día de corte.",
            "publicada",
        ),
        (
            "Parte en la jurisdicción de Cúcuta",
            porcentaje(parte, 0),
            f"Redondeada a unidades: son unos {entero(cucuta['registros_activos'])} registros, "
            f"{_rango(cucuta, 'registros_activos', 0)}.",
            "publicada",
        ),
        (
            "Supervivencia de 0 a 5 años",
            porcentaje(supervivencia, 0),
            "La frase no aclara si es de las tres cámaras o sólo de Cúcuta, ni el año exacto, ni "
            f"la fórmula (línea {lineas['supervivencia_0_5']}).",
            "publicada",
        ),
        (
            "Empresas por 1.000 habitantes",
            numero(total["empresas_por_1000_hab"], 1),
            f"{entero(registros)} registros entre {entero(total['poblacion'])} habitantes "
            f"proyectados para {total['anio']} (edición {total['edicion']}).",
            "cálculo propio",
        ),
    ]


def lectura_de_activas(activas: pd.DataFrame) -> list[str]:
    """Cómo sale cada razón por 1.000 habitantes, en Markdown."""
    total, cucuta, demas = activas.to_dict("records")
    registros = entero(total["registros_activos"])
    frases = [
        f"**Departamento**: {registros} ÷ {entero(total['poblacion'])} × 1.000 = "
        f"{numero(total['empresas_por_1000_hab'], 1)}. Es cálculo propio: población proyectada "
        f"para {total['anio']}, edición {total['edicion']}, {total['n_municipios']:.0f} municipios."
    ]
    partes = (
        (f"Cúcuta (el {_parte(activas)} de {registros})", cucuta),
        ("Ocaña y Pamplona juntas (el resto; ninguna fuente las separa)", demas),
    )
    for nombre, fila in partes:
        frases.append(
            f"**{nombre}**: unos {entero(fila['registros_activos'])} "
            f"({_rango(fila, 'registros_activos', 0)}) ÷ {entero(fila['poblacion'])} × 1.000 = "
            f"{numero(fila['empresas_por_1000_hab'], 1)} "
            f"({_rango(fila, 'empresas_por_1000_hab', 1)})."
        )
    return [
        *frases,
        "Los rangos salen del redondeo del porcentaje a unidades.",
        "Los registros incluyen personas naturales. La densidad del IDC, más abajo, sólo cuenta "
        "sociedades: no deben dar lo mismo.",
    ]


def figura_de_densidad(
    municipios: Any,
    contorno: Any,
    activas: pd.DataFrame,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    """Mapa por jurisdicción, con las empresas por 1.000 habitantes en la leyenda."""
    total, cucuta, demas = activas.to_dict("records")
    fondo = estilo.colores(tema).fondo
    # Manchas grandes: el color puro de la paleta pesaría más que lo que dice.
    colores = {
        camara: estilo.mezclar(color, fondo, 0.45)
        for camara, color in zip(CAMARAS, estilo.categoricos(len(CAMARAS)), strict=True)
    }
    juntas = numero(demas["empresas_por_1000_hab"], 1)
    rotulos = {
        "Cúcuta": f"Cúcuta: {numero(cucuta['empresas_por_1000_hab'], 1)}",
        "Ocaña": f"Ocaña: {juntas} con Pamplona",
        "Pamplona": f"Pamplona: {juntas} con Ocaña",
    }
    figura = mapa_por_categoria(
        municipios,
        "camara",
        colores,
        rotulos,
        contorno=contorno,
        etiquetas=CABECERAS,
        tema=tema,
    )
    hallazgo = hallazgo_de_activas(activas)
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=(
            f"Registros activos por 1.000 habitantes, {total['anio']}, por jurisdicción de cámara "
            "(municipios entre paréntesis). Cálculo propio con la población proyectada, edición "
            f"{total['edicion']}."
        ),
        fuentes=fuentes,
        corte=str(total["anio"]),
        alt=f"Mapa de los municipios por cámara de comercio. {hallazgo}.",
        tema=tema,
        notas=[
            f"El informe redondea la parte de Cúcuta al {_parte(activas)}: su razón está "
            f"{_rango(cucuta, 'empresas_por_1000_hab', 1)}, y la de Ocaña y Pamplona, "
            f"{_rango(demas, 'empresas_por_1000_hab', 1)}. Ninguna fuente separa estas dos."
        ],
    )


def figura_de_registros(
    camaras: Any, activas: pd.DataFrame, hechos: pd.DataFrame, fuentes: Sequence[str], tema: str
) -> go.Figure:
    """Círculo del total de Cúcuta. Ocaña y Pamplona van sin dato: el informe no las separa."""
    _, cucuta, demas = activas.to_dict("records")
    rotulos = {"Cúcuta": f"Cúcuta: unos {entero(cucuta['registros_activos'])}"}
    figura = mapa_de_circulos(
        camaras.assign(nombre=[rotulos.get(c, f"{c}: sin dato") for c in camaras["camara"]]),
        {"Cúcuta": round(cucuta["registros_activos"]), "Ocaña": None, "Pamplona": None},
        unidad="numero",
        decimales=0,
        clave="camara",
        etiquetas=CAMARAS,
        diametro_maximo=70,
        tema=tema,
    )
    hallazgo = hallazgo_de_registros(activas, hechos)
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=(
            f"Registros mercantiles activos por jurisdicción, {cucuta['anio']}. El círculo son "
            f"unos {entero(cucuta['registros_activos'])}: cálculo propio, "
            f"{_rango(cucuta, 'registros_activos', 0)} por el redondeo del {_parte(activas)}."
        ),
        fuentes=fuentes,
        corte=str(cucuta["anio"]),
        alt=f"Mapa de las tres jurisdicciones con un círculo en Cúcuta. {hallazgo}.",
        tema=tema,
        notas=[
            f"Ocaña y Pamplona suman unos {entero(demas['registros_activos'])} "
            f"({_rango(demas, 'registros_activos', 0)}); ninguna fuente las separa."
        ],
    )


# ── IDC: tasa de registro y densidad ───────────────────────────────────────────────────────────


def hallazgo_del_idc(tabla: pd.DataFrame, codigo: str) -> str:
    """«Tasa de registro: cae 11 puestos, del 13 (2023) al 24 de 33 (2025)»."""
    primera, ultima = tabla.iloc[0], tabla.iloc[-1]
    nombre = INDICADORES_IDC[codigo].nombre
    llega = f"{puesto(ultima['puesto'], ultima['n_evaluados'])} ({ultima['anio']})"
    verbo = cambio_de_puestos(primera["puesto"], ultima["puesto"])
    return f"{nombre}: {verbo}, del {int(primera['puesto'])} ({primera['anio']}) al {llega}"


def hallazgo_del_dato(tabla: pd.DataFrame, codigo: str) -> str:
    """«Tasa de registro: de 6,78 (2019) a 5,56 por cada 10.000 habitantes (2024)»."""
    indicador = INDICADORES_IDC[codigo]
    primera, ultima = tabla.iloc[0], tabla.iloc[-1]
    desde = formatear(primera[indicador.columna], indicador.unidad, corto=True)
    return (
        f"{indicador.nombre}: de {desde} ({primera['anio']}) a "
        f"{formatear(ultima[indicador.columna], indicador.unidad)} ({ultima['anio']})"
    )


def figura_del_idc(
    tabla: pd.DataFrame,
    codigo: str,
    medida: str,
    fuentes: Sequence[str],
    tema: str,
    eventos: pd.DataFrame | None = None,
) -> go.Figure:
    """La serie de un indicador en una edición. ``medida``: «puesto», «dato» o «puntaje»."""
    indicador = INDICADORES_IDC[codigo]
    columna, unidad, decimales = {
        "puesto": ("puesto", "puesto", 0),
        "dato": (indicador.columna, indicador.unidad, 2),
        "puntaje": ("puntaje_0_10", "puntaje_0_10", 2),
    }[medida]
    edicion = str(tabla["edicion"].iloc[0])
    datos = tabla.assign(
        serie=NOMBRE_DEL_TERRITORIO,
        periodo=tabla["anio"].astype(str),
        valor=tabla[columna],
        segmento=edicion,
    )
    if medida != "puesto":
        datos = datos.drop(columns="n_evaluados")
    figura = linea_con_quiebres(datos, unidad=unidad, decimales=decimales, alto=170, tema=tema)
    hallazgo = (
        hallazgo_del_dato(tabla, codigo) if medida == "dato" else hallazgo_del_idc(tabla, codigo)
    )
    que = {
        "puesto": "Puesto entre los departamentos evaluados; arriba es mejor",
        "dato": f"Dato original, {formatear(0, indicador.unidad).partition(' ')[2]}",
        "puntaje": "Puntaje de 0 a 10",
    }[medida]
    notas = ["El año es el de la edición del IDC; el dato suele ser del año anterior."]
    if medida == "dato" and codigo == "NEG-2-2":
        notas.append("La fuente escribe «por cada 100.000»; por la magnitud son 1.000.")
    estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=f"{que}. {indicador.nombre} (IDC {codigo}), edición {edicion}.",
        fuentes=fuentes,
        corte=str(tabla["anio"].max()),
        alt=f"Línea por año. {hallazgo}. Edición {edicion} del IDC.",
        tema=tema,
        notas=notas,
        sentido=None if medida == "puesto" else "mas_es_mejor",
    )
    return con_eventos(figura, eventos, tema)


def dibujos_del_idc(
    tabla: pd.DataFrame,
    codigo: str,
    fuentes: Sequence[str],
    tema: str,
    eventos: pd.DataFrame | None = None,
) -> dict[str, partial[go.Figure]]:
    """Pestaña → figura, según lo que esa edición trae: la 2025 no trae el dato original."""
    con_dato = tabla[INDICADORES_IDC[codigo].columna].notna().any()
    medidas = {"Puesto": "puesto", **({"Dato": "dato"} if con_dato else {"Puntaje": "puntaje"})}
    return {
        nombre: partial(figura_del_idc, tabla, codigo, medida, fuentes, tema, eventos)
        for nombre, medida in medidas.items()
    }


# ── Lo que falta y cómo cargarlo ───────────────────────────────────────────────────────────────


def de_la_camara(tabla: pd.DataFrame, camara: str) -> pd.DataFrame:
    """Las filas de una cámara, o todas."""
    return tabla if camara == TODAS else tabla[tabla["camara"] == camara].reset_index(drop=True)


def _medidas_sin_nada(cuadro: pd.DataFrame) -> list[str]:
    """Las medidas que ninguna fuente trae en ninguna cámara ni año."""
    vacias = cuadro.groupby("nombre", sort=False)["estado"].agg(lambda e: set(e) == {"sin fuente"})
    return [str(nombre) for nombre, vacia in vacias.items() if vacia]


def resumen_de_faltantes(cuadro: pd.DataFrame) -> str:
    """Cuántas cifras hay, cuántas faltan por motivo y qué medidas no tienen ninguna."""
    cuenta = cuadro["estado"].value_counts()
    graficos, sin_fuente = int(cuenta.get("sólo en gráfico", 0)), int(cuenta.get("sin fuente", 0))
    anios = f"de {cuadro['anio'].min()} a {cuadro['anio'].max()}"
    frase = (
        f"De {cantidad(len(cuadro), 'cifra', 'cifras')} (cámara, año y medida, {anios}) hay "
        f"{entero(cuenta.get('con cifra', 0))}. Faltan {entero(graficos + sin_fuente)}: "
        f"{entero(graficos)} están en gráficos del informe que no se pueden leer y "
        f"{entero(sin_fuente)} no las trae ninguna fuente cargada."
    )
    if nada := _medidas_sin_nada(cuadro):
        nombres = lista([n[0].lower() + n[1:] for n in nada])
        frase += f" De {nombres} no hay ninguna cifra por cámara, en ningún año {anios}."
    return f"{frase} De supervivencia sólo está la cifra de arriba, sin cámara ni año claros."


def cuadro_por_anio(cuadro: pd.DataFrame) -> pd.DataFrame:
    """Una fila por medida y cámara y una columna por año, con la cifra o por qué falta.

    «gráfico»: está, sin texto, en un gráfico del informe. Las medidas sin ninguna cifra no ocupan
    filas: las nombra ``resumen_de_faltantes``.
    """

    def celda(fila: Mapping[str, Any]) -> str:
        if fila["estado"] == "con cifra":
            unidad = "pct" if str(fila["medida"]).endswith("_pct") else "numero"
            valor = formatear(fila["valor"], unidad, 2 if unidad == "pct" else 0)
            return f"{valor} ?" if es_dudoso(fila["motivo"]) else valor
        if fila["estado"] == "sólo en gráfico":
            return "gráfico"
        return "sin fuente"

    visible = cuadro[~cuadro["nombre"].isin(_medidas_sin_nada(cuadro))]
    tabla = visible.assign(celda=[celda(fila) for fila in visible.to_dict("records")])
    ancha = tabla.pivot(index=["nombre", "camara"], columns="anio", values="celda")
    orden = tabla[["nombre", "camara"]].drop_duplicates()
    ancha = ancha.reindex(pd.MultiIndex.from_frame(orden)).reset_index()
    ancha.columns = [str(columna) for columna in ancha.columns]
    return ancha.rename(columns={"nombre": "Medida", "camara": "Cámara"})


def faltantes(cuadro: pd.DataFrame) -> pd.DataFrame:
    """La lista explícita de lo que falta, con su motivo; para bajar."""
    tabla = cuadro[cuadro["estado"] != "con cifra"]
    columnas = ["camara", "anio", "corte", "medida", "nombre", "estado", "motivo"]
    return tabla[[*columnas, "linea_documento"]].reset_index(drop=True)


def carga_de_registros(cuadro: pd.DataFrame) -> Carga:
    """La plantilla que lee el pipeline, con una fila por hueco y el valor por llenar."""
    huecos = faltantes(cuadro).assign(valor=None, texto_del_periodo="", linea_documento=None)
    huecos["nota"] = huecos["motivo"]
    return Carga(
        archivo="plantilla_registros_mercantiles.csv",
        plantilla=csv_internacional(huecos[list(NOTAS_DE_PLANTILLA)]),
        columnas=NOTAS_DE_PLANTILLA,
        pasos=PASOS_PARA_CARGAR,
    )


# ── Prensa ─────────────────────────────────────────────────────────────────────────────────────


def frase_de_depuraciones(depuraciones: pd.DataFrame) -> str:
    """Los meses de depuración legal de cada lugar y por qué no se leen tasas que los crucen."""
    por_lugar = []
    for donde, propias in depuraciones.groupby("donde", sort=False):
        meses = [
            f"{periodo(fila['mes'])} ({entero(fila['cancelaciones'])} cancelaciones)"
            for fila in propias.to_dict("records")
        ]
        por_lugar.append(f"en {donde}, {lista(meses)}")
    return (
        f"**Depuración legal del registro:** {'; '.join(por_lugar)}. Esas cancelaciones las ordenó "
        "una ley y no son cierres de esos meses: una tasa de cancelación o de supervivencia que "
        "los cruce no mide cómo les fue a las empresas."
    )


def tabla_de_prensa(prensa: pd.DataFrame) -> pd.DataFrame:
    """Las cifras de prensa, cada una con su ámbito, su período, su nota y quién lo dijo."""
    filas = []
    for fila in prensa.to_dict("records"):
        unidad = "pct" if fila["medida"].endswith("_pct") else "numero"
        filas.append(
            {
                "Ámbito": fila["ambito"],
                "Qué mide": MEDIDAS_DE_PRENSA[fila["medida"]],
                "Período": fila["periodo"]
                .replace("-S1", ", primer semestre")
                .replace("T1", ", primer trimestre"),
                "Valor": formatear(fila["valor"], unidad, 0),
                "Nota": fila["nota"],
                "Según": fila["cita"],
            }
        )
    return pd.DataFrame(filas)
