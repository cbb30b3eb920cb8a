"""Lo que la página Índice municipal muestra, ya decidido: frases, figuras y tablas.

Todo sale de una declaración que cualquiera puede cambiar: es un ejercicio con los datos que hay y
no el índice publicado de la región.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.busqueda import normalizar
from tablero.consultas.indice_municipal import (
    COLUMNAS_DE_RANGOS,
    COLUMNAS_DE_TODO,
    COLUMNAS_DEL_DESGLOSE,
    COLUMNAS_DEL_ESCALAFON,
    COLUMNAS_DEL_METODO,
)
from tablero.formato import cantidad, con_signo, es_vacio, lista, numero, porcentaje, puesto
from tablero.graficos.barras import barras_horizontales, cascada
from tablero.idc import Pieza, cortes_de_puntaje
from tablero.indices.municipal import (
    LOGARITMO,
    QUE_MIDE,
    Agregada,
    Municipal,
    Serie,
    agregar,
    del_tablero,
    editar,
)
from tablero.indices.municipal_calculo import Resultado, calcular, desglose
from tablero.indices.robustez import SORTEOS
from tablero.mapas import mapa_de_clases

Titulos = Callable[[Sequence[str]], list[str]]
"""De claves de fuentes a «Productor, título»."""

CAPITAL = "54001"
CABECERAS = ("54001", "54498", "54518")
EJERCICIO = "Ejercicio con los datos que hay; no es el índice publicado de la región"
QUE_ES = (
    f"**{EJERCICIO}.** Junta en un puntaje de 0 a 10 los pocos datos que el tablero tiene de los "
    "40 municipios. Los pilares, los pesos y los sentidos se cambian aquí mismo."
)
FUENTE_DEL_INFORME = "rendicion_cuentas_2024_2025"
FUENTES_FIJAS = ("divipola_2021", "mgn_2018")
FUENTES = (
    *FUENTES_FIJAS, "poblacion_2018_2035", "pdet_2025", "cede_2019", FUENTE_DEL_INFORME,
    "informe_gestion_2020_2023",
)  # fmt: skip
SECCIONES = {
    "escalafon": "Los municipios",
    "municipio": "Qué lo sube y qué lo baja",
    "firme": "Qué tan firme",
    "declaracion": "Cómo se hace",
}
DE_LA_REGION = (
    "La región construyó su propio **Índice de Competitividad Municipal**, un componente del plan "
    "de trabajo 2024 y 2025 de la Comisión Regional de Competitividad e Innovación, con la Cámara "
    "de Comercio de Cúcuta como secretaría técnica (meta 10 del plan 2024-2027).",
    "El informe de rendición de cuentas 2024-2025 dice que «se ha consolidado metodológicamente la "
    "producción del Índice a partir del rastreo documental de fuentes primarias y el concurso "
    "interinstitucional en mesas de trabajo donde participan principalmente las administraciones "
    "municipales» (línea 263), y llama «hito territorial» a su diseño e implementación (línea 28).",
    "El informe **no publica** sus pilares, indicadores, pesos, puntajes ni puestos. Nada de lo de "
    "esta página los estima: cuando se publiquen, una declaración con ellos se puede cargar aquí.",
)
QUE_SABER = (
    "**No es el índice de la región**, cuyas cifras no están en los informes. Sirve para discutir "
    "una metodología con datos a la vista: la declaración se exporta y se vuelve a cargar.",
    "**Qué mide.** Tamaño del mercado, cercanía y condiciones del territorio: no productividad, "
    "empresas, empleo ni capital humano, que el tablero no tiene por municipio.",
    "**El alcance de los planes no cuenta si no se pide.** Cuántas metas nombran a un municipio "
    "mide el esfuerzo de un gobierno, no cuán competitivo es el municipio.",
    "**Puntaje.** Cada indicador va de 0 (el peor municipio) a 10 (el mejor) y se promedia con los "
    "pesos de la declaración. Población, densidad y mercado cercano entran en logaritmo: sin él, "
    "Cúcuta dejaría a los otros 39 cerca de cero.",
    "**Sin dato.** Lo que falta no cuenta como cero: se promedia lo demás. Con menos de la mitad "
    "de los indicadores no se dibuja índice.",
    "**PDET.** Ser municipio PDET señala conflicto y pobreza: aquí resta como condición de "
    "partida, no como falta. Es un sí o no, y por eso su pilar pesa la mitad.",
    "**Distancias.** La del panel del CEDE da 43,8 km entre Villa del Rosario y Cúcuta, que en "
    "línea recta entre cabeceras están a 7,7 km. Cuenta la línea recta; la del CEDE se puede "
    "elegir.",
    "**Población.** Son proyecciones del DANE, no un censo. El mercado cercano no cuenta otros "
    "departamentos ni Venezuela.",
    f"**Qué tan firme.** Son {numero(SORTEOS)} sorteos, siempre los mismos, con pesos al azar "
    "alrededor de los declarados (Dirichlet; el de un pilar que pesa 40 % varía una desviación del "
    "27 % de su valor) y una de tres normalizaciones: mínimo y máximo, desviaciones frente a la "
    "media o puestos. El intervalo deja fuera al 5 % de cada lado.",
)
SIN_DESGLOSE = (
    "Con menos de la mitad de los indicadores no hay puntaje que explicar. Elija otro municipio."
)
SIN_TERRIDATA = (
    "Las series municipales de TerriData aparecen aquí cuando se cargan con el pipeline. Hoy no "
    "hay ninguna cargada."
)


@dataclass(frozen=True)
class Eleccion:
    """El municipio que se mira y con qué se compara: otro, o el promedio si ``contra`` es nulo."""

    divipola: str
    nombre: str
    contra: str | None
    nombre_contra: str
    resultado: Resultado

    @property
    def municipal(self) -> Municipal:
        return self.resultado.municipal

    @property
    def frente_a(self) -> str:
        return self.nombre_contra if self.contra else "el promedio"

    @property
    def fuente_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.municipal.fuente_ids, *FUENTES_FIJAS)))

    @property
    def filtros(self) -> dict[str, str]:
        """Lo que nombra los archivos y encabeza la hoja Léame."""
        return {
            "municipio": self.nombre,
            "frente_a": self.frente_a,
            "declaracion": declaracion_en_palabras(self.municipal),
        }

    @property
    def con_indice(self) -> bool:
        return not es_vacio(self.resultado.general[self.divipola])


def elegir(resultado: Resultado, divipola: str, contra: str) -> Eleccion:
    """Lo elegido. ``contra`` vacío, o un municipio sin índice, es el promedio."""
    otro = contra if contra in resultado.con_indice and contra != divipola else None
    nombres = resultado.nombres
    return Eleccion(
        divipola, nombres[divipola], otro, nombres[otro] if otro else "el promedio", resultado
    )


def armar(
    base: Municipal,
    puntos: Mapping[str, int],
    dentro: Mapping[str, Sequence[str]],
    inversos: Sequence[str],
    agregadas: Sequence[Agregada],
    de_marts: pd.DataFrame,
    de_terridata: pd.DataFrame,
) -> Resultado:
    """La declaración con lo elegido en la página, calculada. Lanza lo de ``editar`` y ``calcular``.

    Lo agregado de TerriData entra después: su sentido es el de ``inversos``.
    """
    editada = editar(base, puntos, dentro, inversos)
    return calcular(agregar(editada, agregadas) if agregadas else editada, de_marts, de_terridata)


def nombres_de(de_marts: pd.DataFrame) -> dict[str, str]:
    """Código → nombre de todos los municipios, por orden alfabético."""
    return nombres_en_orden(dict(zip(de_marts["divipola"], de_marts["nombre"], strict=True)))


def opciones(resultado: Resultado) -> dict[str, str]:
    """Código → nombre de los municipios, por orden alfabético."""
    return nombres_en_orden(resultado.nombres)


def nombres_en_orden(nombres: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(nombres.items(), key=lambda par: normalizar(par[1])))


def rotulo_de_terridata(serie: Serie) -> str:
    """«Educación: Cobertura neta (%), 2023»."""
    unidad = f" ({serie.unidad})" if serie.unidad else ""
    return f"{serie.dimension}: {serie.nombre}{unidad}, {serie.periodo}"


def declaracion_en_palabras(municipal: Municipal) -> str:
    """«del tablero», o su huella y cuánto pesa cada pilar."""
    if municipal == del_tablero():
        return "del tablero"
    raiz = municipal.declaracion.raiz
    pesos = municipal.declaracion.pesos_de(raiz.codigo)
    partes = [
        f"{p.nombre} {porcentaje(100 * w, 0)}" for p, w in zip(raiz.partes, pesos, strict=True)
    ]
    return f"editada {municipal.huella[:8]} ({lista(partes)})"


def _de_donde(eleccion: Eleccion) -> str:
    cuantos = cantidad(len(eleccion.municipal.hojas), "indicador", "indicadores")
    return f"{cuantos}, declaración {declaracion_en_palabras(eleccion.municipal)}."


def _notas(eleccion: Eleccion) -> list[str]:
    """El aviso y las fuentes que no son del tablero, que no están en el pie."""
    citas = [
        f"{serie.nombre}: {serie.cita}"
        for hoja in eleccion.municipal.hojas
        if (serie := eleccion.municipal.series[hoja.codigo]).cita
    ]
    return [f"{EJERCICIO}.", *citas]


def _terminar(
    figura: go.Figure, titulo: str, subtitulo: str, eleccion: Eleccion, titulos: Titulos, tema: str
) -> go.Figure:
    anios = [
        anio
        for hoja in eleccion.municipal.hojas
        for anio in re.findall(r"\d{4}", eleccion.municipal.series[hoja.codigo].periodo)
    ]
    return estilo.terminar(
        figura, titulo=titulo, subtitulo=f"{subtitulo} {_de_donde(eleccion)}",
        fuentes=titulos(eleccion.fuente_ids),
        corte=f"datos de {min(anios)} a {max(anios)}" if anios else None,
        alt=f"{titulo}. {subtitulo} {EJERCICIO}.", tema=tema, notas=_notas(eleccion),
    )  # fmt: skip


# ── Hallazgos ──────────────────────────────────────────────────────────────────────────────────


def situacion(resultado: Resultado, divipola: str) -> str:
    """«con índice», o «sin índice: tiene 2 de 6»."""
    tiene, de = int(resultado.con_dato[divipola]), len(resultado.municipal.hojas)
    if es_vacio(resultado.general[divipola]):
        return f"sin índice: tiene {tiene} de {de}"
    return "con índice" if tiene == de else f"con índice: tiene {tiene} de {de}"


def hallazgos(eleccion: Eleccion, rangos: pd.DataFrame) -> list[str]:
    """El puesto del elegido, qué lo sube y qué lo baja, qué tan firme es y quiénes encabezan."""
    return [
        *_del_elegido(eleccion, rangos),
        f"{frase_de_punta(eleccion.resultado)}. {EJERCICIO}.",
        *frase_sin_indice(eleccion.resultado),
    ]


def _del_elegido(eleccion: Eleccion, rangos: pd.DataFrame) -> list[str]:
    if not eleccion.con_indice:
        return [
            f"**{eleccion.nombre} queda {situacion(eleccion.resultado, eleccion.divipola)} "
            "indicadores.** Con menos de la mitad no se dibuja."
        ]
    propio = rangos.set_index("divipola").loc[eleccion.divipola]
    de = len(eleccion.resultado.con_indice)
    return [
        f"**{frase_de_puesto(eleccion)}.** {frase_de_causas(eleccion)}",
        f"Con otros pesos y otra normalización quedaría {_entre(propio, de)} en nueve de cada diez "
        "sorteos.",
    ]


def _entre(fila: Any, de: int) -> str:
    """«entre el puesto 5 y el 14 de 40», o «en el puesto 1 de 40»."""
    desde, hasta = int(fila["puesto_desde"]), int(fila["puesto_hasta"])
    if desde == hasta:
        return f"en el puesto {puesto(hasta, de)}"
    return f"entre el puesto {desde} y el {puesto(hasta, de)}"


def frase_de_puesto(eleccion: Eleccion) -> str:
    """«Ocaña queda en el puesto 9 de 40, con 6,40 puntos»."""
    resultado = eleccion.resultado
    lugar = puesto(int(resultado.puestos[eleccion.divipola]), len(resultado.con_indice))
    puntaje = numero(resultado.general[eleccion.divipola], 2)
    return f"{eleccion.nombre} queda en el puesto {lugar}, con {puntaje} puntos de 10"


def frase_de_causas(eleccion: Eleccion) -> str:
    """Lo que más lo sube y lo que más lo baja frente a la referencia."""
    tabla = tabla_de_desglose(eleccion)
    columna = "aporte_a_la_diferencia_0_10"
    mayor, menor = tabla.iloc[0], tabla.iloc[-1]
    partes = [
        f"lo que más lo {verbo} es {fila['indicador_municipal']} ({con_signo(fila[columna], 2)})"
        for verbo, fila, hay in (
            ("sube", mayor, mayor[columna] >= 0.005),
            ("baja", menor, menor[columna] <= -0.005),
        )
        if hay
    ]
    if not partes:
        return f"Está igual que {eleccion.frente_a} en todos los indicadores."
    contra = f"a {eleccion.nombre_contra}" if eleccion.contra else "al promedio"
    return f"Frente {contra}, {lista(partes)}."


def frase_de_punta(resultado: Resultado) -> str:
    """Quiénes encabezan y quién cierra."""
    general, nombres = resultado.general, resultado.nombres
    codigos = sorted(resultado.con_indice, key=lambda c: (-general[c], normalizar(nombres[c])))
    orden = [nombres[codigo] for codigo in codigos]
    if len(orden) < 4:
        return f"Sólo {lista(orden)} {'tienen' if len(orden) > 1 else 'tiene'} índice"
    return f"{lista(orden[:3])} encabezan el ejercicio y {orden[-1]} lo cierra"


def frase_sin_indice(resultado: Resultado) -> list[str]:
    """Quiénes quedan sin índice, con lo que tienen; nada si todos lo tienen."""
    sin = [
        f"{nombre} ({situacion(resultado, codigo)})"
        for codigo, nombre in opciones(resultado).items()
        if es_vacio(resultado.general[codigo])
    ]
    if not sin:
        return []
    return [f"Sin índice, por tener menos de la mitad de los indicadores: {lista(sin)}."]


# ── Los municipios ─────────────────────────────────────────────────────────────────────────────


def tabla_de_escalafon(resultado: Resultado) -> pd.DataFrame:
    """Los 40, del primero al último y al final los que no tienen índice."""
    codigos = list(resultado.nombres)
    tabla = pd.DataFrame(
        {
            "puesto": resultado.puestos[codigos].astype("Int64").array,
            "n_evaluados": len(resultado.con_indice),
            "divipola": codigos,
            "nombre": [resultado.nombres[c] for c in codigos],
            "subregion": [resultado.subregiones[c] for c in codigos],
            "puntaje_municipal_0_10": resultado.general[codigos].array,
            "n_indicadores_con_dato": resultado.con_dato[codigos].array,
            "n_indicadores": len(resultado.municipal.hojas),
            "situacion_en_el_indice": [situacion(resultado, c) for c in codigos],
        }
    )
    orden = tabla.assign(alfabeto=tabla["nombre"].map(normalizar))
    orden = orden.sort_values(["puesto", "alfabeto"], na_position="last", ignore_index=True)
    return orden[list(COLUMNAS_DEL_ESCALAFON)]


def tabla_de_todo(resultado: Resultado) -> pd.DataFrame:
    """Cada municipio e indicador con su dato y su puntaje."""
    series = resultado.municipal.series
    filas = [
        (
            codigo, nombre, resultado.municipal.pilar_de(hoja.codigo).nombre, hoja.codigo,
            series[hoja.codigo].nombre, resultado.originales.at[codigo, hoja.codigo],
            series[hoja.codigo].unidad, resultado.arbol.at[codigo, hoja.codigo],
        )
        for codigo, nombre in opciones(resultado).items()
        for hoja in resultado.municipal.hojas
    ]  # fmt: skip
    return pd.DataFrame(filas, columns=list(COLUMNAS_DE_TODO))


def pieza_de_escalafon(
    tabla: pd.DataFrame, eleccion: Eleccion, geo: Any, titulos: Titulos, tema: str
) -> Pieza:
    """Los 40 en barras, en mapa y en tabla. ``tabla``: ``tabla_de_escalafon``."""
    return Pieza(
        {
            "Gráfico": partial(_barras, tabla, eleccion, titulos, tema),
            "Mapa": partial(_mapa, tabla, eleccion, geo, titulos, tema),
        },
        tabla,
        "índice municipal, ejercicio",
        "icm_escalafon",
        eleccion.fuente_ids,
        partial(tabla_de_todo, eleccion.resultado),
    )


def _barras(tabla: pd.DataFrame, eleccion: Eleccion, titulos: Titulos, tema: str) -> go.Figure:
    filas = tabla.to_dict("records")
    etiquetas = [
        f["nombre"] if es_vacio(f["puesto"]) else f"{f['puesto']}. {f['nombre']}" for f in filas
    ]
    por_codigo = dict(zip(tabla["divipola"], etiquetas, strict=True))
    datos = pd.DataFrame(
        {
            "etiqueta": etiquetas,
            "valor": tabla["puntaje_municipal_0_10"],
            "rotulo": [
                f["situacion_en_el_indice"]
                if es_vacio(f["puntaje_municipal_0_10"])
                else numero(f["puntaje_municipal_0_10"], 2)
                for f in filas
            ],
            "nota": [
                f"{f['subregion']}; {f['n_indicadores_con_dato']} de {f['n_indicadores']} "
                "indicadores"
                for f in filas
            ],
        }
    )
    con = {por_codigo[eleccion.contra]: estilo.categoricos(1)[0]} if eleccion.contra else {}
    figura = barras_horizontales(
        datos, unidad="puntaje_0_10", decimales=2, orden="exacto", tema=tema,
        destacados=[por_codigo[eleccion.divipola]], colores_de_etiqueta=con,
    )  # fmt: skip
    return _terminar(
        figura, frase_de_punta(eleccion.resultado), "Puntaje de 0 a 10; más es mejor.", eleccion,
        titulos, tema,
    )  # fmt: skip


def _mapa(
    tabla: pd.DataFrame, eleccion: Eleccion, geo: Any, titulos: Titulos, tema: str
) -> go.Figure:
    por_codigo = tabla.set_index("divipola")
    figura = mapa_de_clases(
        geo,
        dict(por_codigo["puntaje_municipal_0_10"]),
        cortes_de_puntaje(tabla["puntaje_municipal_0_10"], "10"),
        unidad="puntaje_0_10",
        decimales=2,
        nota={
            str(codigo): f"puesto {fila['puesto']} de {fila['n_evaluados']}"
            if not es_vacio(fila["puesto"])
            else str(fila["situacion_en_el_indice"])
            for codigo, fila in por_codigo.iterrows()
        },
        vacio="sin índice",
        etiquetas=list(dict.fromkeys((eleccion.divipola, *CABECERAS))),
        alto=540,
        tema=tema,
    )
    return _terminar(
        figura, frase_de_punta(eleccion.resultado),
        "Puntaje de 0 a 10 por clases; entre paréntesis, cuántos municipios hay en cada una.",
        eleccion, titulos, tema,
    )  # fmt: skip


# ── Qué lo sube y qué lo baja ──────────────────────────────────────────────────────────────────


def tabla_de_desglose(eleccion: Eleccion) -> pd.DataFrame:
    """Lo que pone cada indicador en la diferencia con la referencia, de lo que sube a lo que baja.

    Las filas suman la diferencia. El elegido debe tener índice.
    """
    resultado, municipal = eleccion.resultado, eleccion.municipal
    otro = (
        resultado.promedio
        if eleccion.contra is None
        else resultado.arbol.loc[eleccion.contra].to_dict()
    )
    de_otro = (
        resultado.originales.loc[resultado.con_indice].mean()
        if eleccion.contra is None
        else resultado.originales.loc[eleccion.contra]
    )
    filas = []
    for aporte in desglose(resultado, eleccion.divipola, eleccion.contra):
        propio = resultado.arbol.at[eleccion.divipola, aporte.codigo]
        pilar = municipal.declaracion.nodos[aporte.pilar or aporte.codigo].nombre
        if aporte.de_composicion:
            nombre, dato, el_otro, unidad = "Los indicadores sin dato", None, None, ""
        else:
            serie = municipal.series[aporte.codigo]
            nombre, unidad = serie.nombre, serie.unidad
            dato = resultado.originales.at[eleccion.divipola, aporte.codigo]
            el_otro = de_otro[aporte.codigo]
        if aporte.de_composicion and aporte.pilar:
            nombre = f"{nombre} de {pilar}"
        filas.append(
            (pilar, nombre, dato, el_otro, unidad, propio, otro[aporte.codigo], aporte.aporte)
        )
    tabla = pd.DataFrame(filas, columns=list(COLUMNAS_DEL_DESGLOSE))
    cifras = ["dato_del_municipio", "dato_de_referencia"]
    tabla[cifras] = tabla[cifras].astype(float)
    return tabla.sort_values("aporte_a_la_diferencia_0_10", ascending=False, ignore_index=True)


def pieza_de_desglose(eleccion: Eleccion, titulos: Titulos, tema: str) -> Pieza:
    """La cascada de lo que sube y lo que baja, y su tabla."""
    tabla = tabla_de_desglose(eleccion)
    return Pieza(
        {"Gráfico": partial(_cascada, tabla, eleccion, titulos, tema)},
        tabla,
        "qué sube y qué baja a un municipio",
        "icm_desglose",
        eleccion.fuente_ids,
    )


def _cascada(tabla: pd.DataFrame, eleccion: Eleccion, titulos: Titulos, tema: str) -> go.Figure:
    figura = cascada(
        pd.DataFrame(
            {
                "etiqueta": tabla["indicador_municipal"],
                "valor": tabla["aporte_a_la_diferencia_0_10"],
            }
        ),
        unidad="puntaje_0_10",
        decimales=2,
        total=f"Diferencia con {eleccion.frente_a}",
        tema=tema,
    )
    general, suyo = eleccion.resultado.general, eleccion.resultado.promedio
    otro = general[eleccion.contra] if eleccion.contra else suyo[eleccion.resultado.raiz]
    diferencia = float(general[eleccion.divipola] - otro)
    titulo = frase_de_diferencia(eleccion, diferencia)
    subtitulo = f"Puntos que pone cada indicador en la diferencia con {eleccion.frente_a}."
    return _terminar(figura, titulo, subtitulo, eleccion, titulos, tema)


def frase_de_diferencia(eleccion: Eleccion, diferencia: float) -> str:
    """«Ocaña queda 1,21 puntos por encima del promedio»."""
    de = "del promedio" if eleccion.contra is None else f"de {eleccion.nombre_contra}"
    if abs(diferencia) < 0.005:
        con = "el promedio" if eleccion.contra is None else eleccion.nombre_contra
        return f"{eleccion.nombre} queda igual que {con}"
    donde = "por encima" if diferencia > 0 else "por debajo"
    return f"{eleccion.nombre} queda {numero(abs(diferencia), 2)} puntos {donde} {de}"


# ── Qué tan firme ──────────────────────────────────────────────────────────────────────────────


def tabla_de_rangos(resultado: Resultado, rangos: pd.DataFrame) -> pd.DataFrame:
    """Los intervalos con nombre y amplitud, por puesto."""
    tabla = rangos.assign(
        nombre=rangos["divipola"].map(resultado.nombres),
        n_evaluados=len(rangos),
        amplitud_puestos=rangos["puesto_hasta"] - rangos["puesto_desde"] + 1,
    ).sort_values(["puesto", "nombre"], ignore_index=True)
    return tabla[list(COLUMNAS_DE_RANGOS)]


def pieza_de_rangos(rangos: pd.DataFrame, eleccion: Eleccion, titulos: Titulos, tema: str) -> Pieza:
    """Entre qué puestos queda cada municipio."""
    tabla = tabla_de_rangos(eleccion.resultado, rangos)
    return Pieza(
        {"Gráfico": partial(_figura_de_rangos, tabla, eleccion, titulos, tema)},
        tabla,
        "qué tan firmes son los puestos del índice municipal",
        "icm_rangos",
        eleccion.fuente_ids,
    )


def _figura_de_rangos(
    tabla: pd.DataFrame, eleccion: Eleccion, titulos: Titulos, tema: str
) -> go.Figure:
    filas = tabla.to_dict("records")
    datos = pd.DataFrame(
        {
            "etiqueta": [f"{f['puesto']}. {f['nombre']}" for f in filas],
            "valor": tabla["amplitud_puestos"].astype(float),
            # Cada puesto ocupa una unidad: quien no cambia también tiene barra.
            "desde": tabla["puesto_desde"] - 0.5,
            "rotulo": [_tramo(f) for f in filas],
            "nota": [
                f"Con la declaración: {f['puesto']}; mediano: {f['puesto_mediano']}" for f in filas
            ],
        }
    )
    propia = [f for f in filas if f["divipola"] == eleccion.divipola]
    figura = barras_horizontales(
        datos, unidad="numero", decimales=0, orden="exacto", tema=tema,
        destacados=[f"{f['puesto']}. {f['nombre']}" for f in propia],
    )  # fmt: skip
    titulo = frase_de_firmeza(tabla)
    if propia:
        entre = _entre(propia[0], len(tabla))
        titulo = f"{eleccion.nombre} queda {entre} con otros pesos y normalización"
    subtitulo = (
        f"De qué puesto a qué puesto en 9 de cada 10 de {numero(SORTEOS)} sorteos. Más a la "
        "izquierda es mejor."
    )
    return _terminar(figura, titulo, subtitulo, eleccion, titulos, tema)


def _tramo(fila: Mapping[Any, Any]) -> str:
    desde, hasta = fila["puesto_desde"], fila["puesto_hasta"]
    return str(desde) if desde == hasta else f"{desde} a {hasta}"


def frase_de_firmeza(tabla: pd.DataFrame) -> str:
    """Cuántos cambian poco y quién cambia más."""
    firmes = int((tabla["amplitud_puestos"] <= 5).sum())
    suelto = tabla.sort_values("amplitud_puestos", ascending=False).iloc[0]
    return (
        f"{firmes} de {len(tabla)} municipios se mueven cinco puestos o menos; "
        f"{suelto['nombre']} es el que más: del {suelto['puesto_desde']} al "
        f"{suelto['puesto_hasta']}"
    )


# ── Cómo se hace ───────────────────────────────────────────────────────────────────────────────


def tabla_de_metodo(resultado: Resultado, titulos: Titulos) -> pd.DataFrame:
    """Cada indicador que cuenta: qué mide, hacia dónde, cuánto pesa y de dónde sale."""
    municipal = resultado.municipal
    pesos = municipal.pesos
    filas = []
    for hoja in municipal.hojas:
        serie = municipal.series[hoja.codigo]
        fuentes = [*titulos(serie.fuentes), *([serie.cita] if serie.cita else [])]
        filas.append(
            (
                municipal.pilar_de(hoja.codigo).nombre,
                serie.nombre,
                f"{QUE_MIDE[serie.mide]}. {serie.nota}".strip(),
                "menos es mejor" if hoja.inverso else "más es mejor",
                "logaritmo" if serie.transformacion == LOGARITMO else "ninguna",
                100 * pesos[hoja.codigo],
                serie.unidad,
                serie.periodo,
                int(resultado.originales[hoja.codigo].notna().sum()),
                "; ".join(fuentes),
            )
        )
    return pd.DataFrame(filas, columns=list(COLUMNAS_DEL_METODO))


def pieza_de_metodo(eleccion: Eleccion, titulos: Titulos) -> Pieza:
    """La declaración en una tabla."""
    return Pieza(
        {},
        tabla_de_metodo(eleccion.resultado, titulos),
        "método del índice municipal",
        "icm_metodo",
        eleccion.fuente_ids,
    )


def frase_de_fuera(municipal: Municipal) -> str:
    """Lo que se puede agregar y hoy no cuenta."""
    nombres = [municipal.series[h.codigo].nombre for p in municipal.disponibles for h in p.partes]
    if not nombres:
        return "Todo lo que hay en la declaración cuenta."
    return f"No cuentan, y se pueden agregar en «Editar el índice»: {lista(nombres)}."
