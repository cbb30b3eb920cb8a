"""Lo que la página Clústeres muestra, ya decidido: el perfil, la regla de nivel y lo que se sabe.

El nivel es el que dio quien evaluó. Si no lo dio, sólo se dice lo que obliga el único ejemplo
publicado: los cortes del SSME no están en ninguna fuente del tablero y no se inventan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.carga import Carga
from tablero.consultas.clusteres import (
    COLUMNAS_DE_ASPECTOS,
    COLUMNAS_DE_LA_REGION,
    COLUMNAS_DE_PERFIL,
    COLUMNAS_DEL_EJERCICIO,
    COLUMNAS_DEL_PAIS,
)
from tablero.exportar import csv_internacional
from tablero.formato import con_signo, entero, es_vacio, lista, numero, porcentaje
from tablero.graficos.barras import barras_horizontales
from tablero.graficos.perfil import Fila, perfil
from tablero.idc import Pieza

QUE_ES = (
    "El Sistema de Seguimiento, Medición y Evaluación de iniciativas clúster (SSME) de la Red "
    "Clúster Colombia mira ocho aspectos de cada iniciativa, en tres dimensiones, y los lleva a un "
    "puntaje de hasta 3,0 y a un nivel de 1 a 3. Más es más maduro."
)
SECCIONES = {
    "perfil": "El perfil",
    "calcular": "La calculadora",
    "region": "Lo que dicen los informes",
}
COMPARAR = {"iniciativas": "Iniciativas", "olas": "Olas"}
FUENTE_DEL_SSME = ("ssme_2022",)
FUENTES = (*FUENTE_DEL_SSME, "informe_gestion_2020_2023", "rendicion_cuentas_2024_2025")
REFERENCIA = "Nacional"
ESCALA = (1, 3)
TOTAL = "TOTAL"
SIN_NIVEL = "0"
NIVELES = {SIN_NIVEL: "Sin dato", "1": "1", "2": "2", "3": "3"}
_EJERCICIO = "Ejercicio"
_MAXIMO_DE_OLAS = 6
_SIN_CIFRA = "sin cifra"

SIN_EVALUACIONES = (
    "**No hay ninguna evaluación cargada.** La presentación de la IV ola no trae el puntaje por "
    "aspecto de ninguna iniciativa, ni el del país. Cuando tenga la evaluación de Moda, "
    "Construcción, NorTIC o Café y Cacao, cárguela con la plantilla: aquí sale su perfil y la "
    "comparación entre olas y entre iniciativas. Lo que hay de ellas está en «Lo que dicen los "
    "informes»."
)
COMO_SE_CALCULA = (
    "Ponga el nivel de cada aspecto. La dimensión y el total son el **promedio simple** de sus "
    "aspectos, y sólo salen cuando están todos: la fuente no dice cómo los pondera. Es un "
    "ejercicio, no una evaluación."
)
QUE_SABER = (
    "**Regla de nivel.** La fuente no da los cortes entre niveles, sólo un ejemplo. El tablero no "
    "los deduce: cuando quien evaluó no dio el nivel, dice los que ese ejemplo deja posibles, con "
    "dos condiciones: a más puntaje no corresponde un nivel menor, y ocho aspectos en un mismo "
    "nivel dan ese nivel.",
    "**El 1,65 no es del clúster Moda de Norte de Santander.** La presentación dice «Sistema moda» "
    "y no nombra iniciativa ni departamento.",
    "**El 1,65 no es un promedio simple de ocho niveles enteros**, que saltan de 0,125 en 0,125 "
    "(1,625 y 1,75). La fuente no dice si promedia varias iniciativas o si pondera los aspectos.",
    "**Dimensiones.** La presentación dice que A1 a A4 son de la primera. De A5 a A8 no lo dice: "
    "el tablero los pone donde ella presenta sus resultados, y la tabla los marca como «propio».",
    "**Los niveles no tienen descripción** en la fuente: no se sabe qué hay que cumplir para pasar "
    "del 1 al 2. De gobernanza (A3) y acciones (A6) no hay cifras del país.",
    "**Las cifras del país no se suman.** Cada pregunta tiene su total. Los eslabones (A1), los "
    "plazos (A4) y la colaboración (A8) suman 99, 90 y 91, y la fuente no dice qué falta.",
    "**Lo que dicen los informes no es una evaluación.** Son asistentes, empresas y plata de "
    "ferias y convenios: dicen que hubo apoyo, no qué tan madura es la iniciativa.",
)
_NOTAS_DE_PLANTILLA = {
    "iniciativa": "Moda, Construcción, NorTIC, Café y Cacao, o Nacional (la referencia del país).",
    "ola": "4, IV o «IV ola».",
    "aspecto": "A1 a A8; si quien evaluó los dio, también D1 a D3 (dimensión) y TOTAL.",
    "puntaje": "De 1 a 3, con decimales si los tiene. Lo que no hay es una fila que no está.",
    "nivel": "Opcional: 1, 2 o 3, el que dio quien evaluó.",
    "nota": "Opcional.",
}
CARGA = Carga(
    archivo="plantilla_clusteres.csv",
    plantilla=csv_internacional(pd.DataFrame(columns=list(_NOTAS_DE_PLANTILLA))),
    columnas=_NOTAS_DE_PLANTILLA,
    pasos=(
        "Baje la plantilla y escriba una fila por iniciativa, ola y aspecto, en CSV o en Excel.",
        "`python -m pipelines cargar clusteres plantilla_clusteres.csv --edicion 2026 --simular` "
        "dice qué leyó y qué falta, sin guardar.",
        "Sin `--simular` la guarda en `data/raw/clusteres/2026/`, con una propuesta de declaración "
        "por revisar.",
        "Mueva la propuesta a `pipelines/fuentes/clusteres_2026.yml` y corra "
        "`python -m pipelines firmar --fuente clusteres_2026`, `contar`, `construir` y "
        "`documentar`.",
    ),
)


# ── Regla de nivel ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Ejemplo:
    """La única pareja de puntaje y nivel que publica la fuente."""

    puntaje: float
    nivel: int
    maximo: float

    def niveles(self, puntaje: float) -> tuple[int, ...]:
        """Los niveles que el ejemplo deja posibles.

        Se exige que a más puntaje no corresponda un nivel menor y que ocho aspectos en un mismo
        nivel den ese nivel: un puntaje de 2 es nivel 2.
        """
        leido = round(puntaje, 4)
        parejas = [(float(n), n) for n in range(ESCALA[0], ESCALA[1] + 1)]
        parejas.append((self.puntaje, self.nivel))
        menor = max(nivel for desde, nivel in parejas if desde <= leido)
        mayor = min(nivel for desde, nivel in parejas if desde >= leido)
        return tuple(range(menor, mayor + 1))


@dataclass(frozen=True)
class Cortes:
    """Desde qué puntaje empiezan los niveles 2 y 3, escritos por quien tiene el manual de su ola.

    Lanza ``ValueError`` si no van uno tras otro dentro de la escala.
    """

    del_dos: float
    del_tres: float

    def __post_init__(self) -> None:
        if not ESCALA[0] < self.del_dos < self.del_tres <= ESCALA[1]:
            raise ValueError(
                "Los cortes van entre 1 y 3 y el del nivel 3 es mayor que el del 2; así no se usan."
            )

    def nivel(self, puntaje: float) -> int:
        return 1 + (puntaje >= self.del_dos) + (puntaje >= self.del_tres)


def ejemplo_de(resultados: pd.DataFrame) -> Ejemplo:
    """El ejemplo publicado, de ``consultas.clusteres.resultados``."""
    valor = dict(zip(resultados["clave"], resultados["valor"], strict=True))
    return Ejemplo(valor["moda_puntaje"], int(valor["moda_nivel"]), valor["puntaje_maximo"])


def nivel_en_palabras(puntaje: float, ejemplo: Ejemplo, cortes: Cortes | None = None) -> str:
    """«2», o «2 o 3» cuando la fuente no alcanza para decir cuál."""
    if cortes is not None:
        return str(cortes.nivel(puntaje))
    return lista([str(nivel) for nivel in ejemplo.niveles(puntaje)], "o")


def regla_de_nivel(ejemplo: Ejemplo, cortes: Cortes | None = None) -> str:
    """La regla tal como la fuente la da, en Markdown."""
    if cortes is not None:
        frase = (
            f"**Con sus cortes**, el nivel 2 empieza en {numero(cortes.del_dos)} y el 3 en "
            f"{numero(cortes.del_tres)}. No son de la fuente del tablero."
        )
        if cortes.nivel(ejemplo.puntaje) != ejemplo.nivel:
            frase += (
                f" Ojo: con ellos {numero(ejemplo.puntaje, 2)} sería nivel "
                f"{cortes.nivel(ejemplo.puntaje)}, y la IV ola lo publicó como {ejemplo.nivel}."
            )
        return frase
    return (
        f"**Regla de nivel.** La fuente la muestra con un ejemplo: "
        f"{numero(ejemplo.puntaje, 2)} de {numero(ejemplo.maximo, 1)} es nivel {ejemplo.nivel}. "
        f"No da los cortes: con eso sólo se sabe que entre {numero(ejemplo.puntaje, 2)} y 2,0 es "
        "nivel 2; por debajo puede ser 1 o 2, y por encima, 2 o 3."
    )


# ── Perfil ─────────────────────────────────────────────────────────────────────────────────────


def _miembros(aspectos: pd.DataFrame) -> dict[str, list[str]]:
    """Qué aspectos promedia cada dimensión y el total."""
    grupos = {
        f"D{int(dimension)}": sorted(suyos["aspecto"])
        for dimension, suyos in aspectos.groupby("dimension_ssme")
    }
    return {**grupos, TOTAL: sorted(aspectos["aspecto"])}


def nombres_de(aspectos: pd.DataFrame) -> dict[str, str]:
    """Código → nombre, en el orden en que se dibujan: cada dimensión, sus aspectos y el total."""
    nombres: dict[str, str] = {}
    for fila in aspectos.to_dict("records"):
        nombres.setdefault(f"D{fila['dimension_ssme']}", str(fila["nombre_dimension"]))
        nombres[str(fila["aspecto"])] = str(fila["nombre"])
    return {**nombres, TOTAL: "Total"}


def _renglones(
    puntajes: Mapping[str, float],
    dados: Mapping[str, int | None],
    origen: str,
    aspectos: pd.DataFrame,
    nivel_de: Callable[[float], str],
) -> list[dict[str, object]]:
    """Un renglón por código con puntaje: los dados y los promedios que se pueden calcular."""
    miembros = _miembros(aspectos)
    dimension = {
        codigo: grupo for grupo, suyos in miembros.items() if grupo != TOTAL for codigo in suyos
    }
    nombres = nombres_de(aspectos)
    renglones: list[dict[str, object]] = []
    for codigo, nombre in nombres.items():
        suyos = miembros.get(codigo, [])
        if codigo in puntajes:
            puntaje, de_donde = float(puntajes[codigo]), origen
        elif suyos and all(miembro in puntajes for miembro in suyos):
            puntaje = sum(float(puntajes[miembro]) for miembro in suyos) / len(suyos)
            de_donde = "calculado"
        else:
            continue
        nivel = dados.get(codigo)
        renglones.append(
            {
                "aspecto": codigo,
                "nombre": nombre,
                "nombre_dimension": nombres.get(dimension.get(codigo, codigo), nombre),
                "puntaje_ssme": puntaje,
                "nivel_escrito": nivel_de(puntaje) if nivel is None else str(nivel),
                "origen_ssme": de_donde,
            }
        )
    return renglones


def perfiles(evaluaciones: pd.DataFrame, aspectos: pd.DataFrame, ejemplo: Ejemplo) -> pd.DataFrame:
    """Todas las evaluaciones cargadas, con sus promedios y el cambio frente a la ola anterior."""
    nivel_de = partial(nivel_en_palabras, ejemplo=ejemplo)
    filas: list[dict[str, object]] = []
    anteriores: dict[tuple[str, object], float] = {}
    for (ola, iniciativa), suyas in evaluaciones.groupby(["ola", "iniciativa"]):
        puntajes = dict(zip(suyas["aspecto"], suyas["puntaje_ssme"], strict=True))
        dados = {
            aspecto: None if es_vacio(nivel) else int(nivel)
            for aspecto, nivel in zip(suyas["aspecto"], suyas["nivel_ssme"], strict=True)
        }
        for renglon in _renglones(puntajes, dados, "cargado", aspectos, nivel_de):
            llave = (str(iniciativa), renglon["aspecto"])
            puntaje = float(str(renglon["puntaje_ssme"]))
            antes = anteriores.get(llave)
            anteriores[llave] = puntaje
            cambio = None if antes is None else round(puntaje - antes, 6)
            filas.append({"iniciativa": iniciativa, "ola": ola, "cambio_ssme": cambio, **renglon})
    tabla = pd.DataFrame(filas, columns=list(COLUMNAS_DE_PERFIL))
    return tabla.astype({"ola": "Int64", "puntaje_ssme": "Float64", "cambio_ssme": "Float64"})


def olas_de(tabla: pd.DataFrame) -> dict[str, str]:
    """Las olas cargadas, la más reciente primero: valor en la URL → cómo se lee."""
    return {str(ola): f"Ola {ola}" for ola in sorted(set(tabla["ola"]), reverse=True)}


def iniciativas_de(tabla: pd.DataFrame) -> dict[str, str]:
    """Las iniciativas cargadas, sin la referencia nacional."""
    return {str(i): str(i) for i in dict.fromkeys(tabla["iniciativa"]) if i != REFERENCIA}


def de_una_ola(tabla: pd.DataFrame, ola: str, elegidas: Sequence[str]) -> pd.DataFrame:
    """Las iniciativas elegidas de una ola (todas, si no se elige) y la referencia, si la hay."""
    suyas = tabla[tabla["ola"] == int(ola)]
    if elegidas:
        suyas = suyas[suyas["iniciativa"].isin([*elegidas, REFERENCIA])]
    de_ultima = suyas["iniciativa"] == REFERENCIA
    return pd.concat([suyas[~de_ultima], suyas[de_ultima]], ignore_index=True)


def de_una_iniciativa(tabla: pd.DataFrame, iniciativa: str) -> pd.DataFrame:
    """Las últimas olas de una iniciativa."""
    suyas = tabla[tabla["iniciativa"] == iniciativa]
    ultimas = sorted(set(suyas["ola"]))[-_MAXIMO_DE_OLAS:]
    return suyas[suyas["ola"].isin(ultimas)].reset_index(drop=True)


def _filas_del_dibujo(aspectos: pd.DataFrame) -> list[Fila]:
    return [
        Fila(codigo, nombre, resume=True) if codigo == TOTAL or codigo.startswith("D")
        else Fila(codigo, f"{codigo} {nombre}")
        for codigo, nombre in nombres_de(aspectos).items()
    ]  # fmt: skip


def _dibujo_de_perfil(
    tabla: pd.DataFrame,
    series: pd.Series,
    aspectos: pd.DataFrame,
    titulo: str,
    subtitulo: str,
    corte: str,
    pie: Sequence[str],
    tema: str,
) -> go.Figure:
    notas = [
        f"Nivel {nivel}; {origen}"
        for nivel, origen in zip(tabla["nivel_escrito"], tabla["origen_ssme"], strict=True)
    ]
    datos = pd.DataFrame(
        {"clave": tabla["aspecto"], "serie": series, "valor": tabla["puntaje_ssme"], "nota": notas}
    )
    figura = perfil(_filas_del_dibujo(aspectos), datos, escala=ESCALA, neutra=REFERENCIA, tema=tema)
    return estilo.terminar(
        figura, titulo=titulo, subtitulo=subtitulo, fuentes=pie, corte=corte, tema=tema,
        alt=f"{titulo}. {subtitulo}",
        notas=["En negrita, las dimensiones y el total; «calculado» es el promedio simple."],
    )  # fmt: skip


def _totales(tabla: pd.DataFrame) -> pd.DataFrame:
    propias = tabla[(tabla["aspecto"] == TOTAL) & (tabla["iniciativa"] != REFERENCIA)]
    return propias.sort_values(["ola", "puntaje_ssme", "iniciativa"], ignore_index=True)


def _con_su_puntaje(fila: Mapping[str, object]) -> str:
    return f"{numero(fila['puntaje_ssme'], 2)} de 3,0 (nivel {fila['nivel_escrito']})"


def frase_de_iniciativas(tabla: pd.DataFrame) -> str:
    """Quién lleva el mayor total de una ola."""
    totales = _totales(tabla).to_dict("records")
    ola = tabla["ola"].iloc[0]
    if not totales:
        return f"Ninguna iniciativa tiene los ocho aspectos en la ola {ola}"
    mayor, menor = totales[-1], totales[0]
    frase = f"{mayor['iniciativa']} tiene {_con_su_puntaje(mayor)} en la ola {ola}"
    if len(totales) == 1:
        return frase
    if mayor["puntaje_ssme"] == menor["puntaje_ssme"]:
        return f"Las {len(totales)} iniciativas empatan en {_con_su_puntaje(mayor)} en la ola {ola}"
    primeras = [t["iniciativa"] for t in totales if t["puntaje_ssme"] == mayor["puntaje_ssme"]]
    if len(primeras) > 1:
        quienes = lista(sorted(map(str, primeras)))
        return f"{quienes} tienen el mayor puntaje de la ola {ola}: {_con_su_puntaje(mayor)}"
    return (
        f"{mayor['iniciativa']} tiene el mayor puntaje de la ola {ola}: {_con_su_puntaje(mayor)}; "
        f"el menor, {menor['iniciativa']}: {numero(menor['puntaje_ssme'], 2)}"
    )


def frase_de_olas(tabla: pd.DataFrame) -> str:
    """De cuánto a cuánto pasó el total de una iniciativa."""
    totales = _totales(tabla).to_dict("records")
    nombre = tabla["iniciativa"].iloc[0]
    if not totales:
        return f"{nombre} no tiene los ocho aspectos en ninguna ola"
    antes, ahora = totales[0], totales[-1]
    if len(totales) == 1:
        return (
            f"{nombre} tiene {_con_su_puntaje(ahora)}, con una sola ola completa: la {ahora['ola']}"
        )
    cambio = con_signo(float(ahora["puntaje_ssme"]) - float(antes["puntaje_ssme"]), 2)
    return (
        f"{nombre} pasa de {numero(antes['puntaje_ssme'], 2)} a {_con_su_puntaje(ahora)} entre las "
        f"olas {antes['ola']} y {ahora['ola']}: {cambio}"
    )


def pieza_de_perfil(
    tabla: pd.DataFrame,
    comparar: str,
    aspectos: pd.DataFrame,
    fuente_ids: Sequence[str],
    pie: Sequence[str],
    tema: str,
) -> Pieza:
    """El perfil de las iniciativas de una ola, o el de las olas de una iniciativa."""
    de_olas = comparar == "olas"
    series = "Ola " + tabla["ola"].astype(str) if de_olas else tabla["iniciativa"]
    titulo = frase_de_olas(tabla) if de_olas else frase_de_iniciativas(tabla)
    ultima = tabla["ola"].max()
    que = f"iniciativa {tabla['iniciativa'].iloc[0]}" if de_olas else f"ola {ultima}"
    subtitulo = f"Puntaje del SSME de 1 a 3, por aspecto y dimensión; {que}. Más es mejor."
    argumentos = (tabla, series, aspectos, titulo, subtitulo, f"ola {ultima}", pie, tema)
    return Pieza(
        {"Gráfico": partial(_dibujo_de_perfil, *argumentos)},
        tabla,
        "perfil de las iniciativas clúster",
        "clu_perfil",
        tuple(fuente_ids),
    )


# ── Calculadora ────────────────────────────────────────────────────────────────────────────────


def ejercicio(
    niveles: Mapping[str, str],
    aspectos: pd.DataFrame,
    ejemplo: Ejemplo,
    cortes: Cortes | None = None,
) -> pd.DataFrame:
    """Los niveles escritos y los promedios que se pueden calcular. ``niveles``: A1 → «2»."""
    puntajes = {aspecto: float(n) for aspecto, n in niveles.items() if n != SIN_NIVEL}
    nivel_de = partial(nivel_en_palabras, ejemplo=ejemplo, cortes=cortes)
    renglones = _renglones(puntajes, {}, "ejercicio", aspectos, nivel_de)
    tabla = pd.DataFrame(renglones, columns=list(COLUMNAS_DEL_EJERCICIO))
    return tabla.astype({"puntaje_ssme": "Float64"})


def frase_del_ejercicio(tabla: pd.DataFrame, aspectos: pd.DataFrame) -> str:
    """El total y las dimensiones que ya se pueden decir, o qué falta."""
    por_codigo = tabla.set_index("aspecto").to_dict("index")
    faltan = [str(aspecto) for aspecto in sorted(aspectos["aspecto"]) if aspecto not in por_codigo]
    listas = [
        f"{fila['nombre']}, {_con_su_puntaje(fila)}"
        for codigo, fila in por_codigo.items()
        if codigo.startswith("D")
    ]
    if len(faltan) == len(aspectos):
        return "Ponga el nivel de los ocho aspectos y aquí salen las tres dimensiones y el total."
    if faltan:
        ya = f" Ya se puede decir: {'; '.join(listas)}." if listas else ""
        return f"Para el total falta el nivel de {lista(faltan)}.{ya}"
    return f"Total: **{_con_su_puntaje(por_codigo[TOTAL])}**. {'; '.join(listas)}."


def pieza_del_ejercicio(
    tabla: pd.DataFrame, aspectos: pd.DataFrame, pie: Sequence[str], tema: str
) -> Pieza:
    """El perfil de los niveles escritos en la calculadora."""
    total = tabla[tabla["aspecto"] == TOTAL].to_dict("records")
    titulo = f"Ejercicio: {_con_su_puntaje(total[0])}" if total else "Ejercicio: faltan aspectos"
    series = pd.Series(_EJERCICIO, index=tabla.index)
    subtitulo = "Niveles escritos en la calculadora, de 1 a 3; no son una evaluación."
    argumentos = (tabla, series, aspectos, titulo, subtitulo, "ejercicio", pie, tema)
    return Pieza(
        {"Gráfico": partial(_dibujo_de_perfil, *argumentos)},
        tabla,
        "ejercicio con el SSME",
        "clu_ejercicio",
        FUENTE_DEL_SSME,
    )


# ── El país y la región ────────────────────────────────────────────────────────────────────────


def hallazgos(resultados: pd.DataFrame, tabla: pd.DataFrame) -> list[str]:
    """Lo que la página responde de entrada: qué midió la IV ola y qué hay de la región."""
    valor = dict(zip(resultados["clave"], resultados["valor"], strict=True))
    ejemplo = ejemplo_de(resultados)
    pais = (
        f"**La IV ola del SSME (2022) midió {entero(valor['ola_iniciativas'])} iniciativas clúster "
        f"de {entero(valor['ola_departamentos'])} departamentos y publica un solo puntaje: "
        f"{numero(ejemplo.puntaje, 2)} de {numero(ejemplo.maximo, 1)}, nivel {ejemplo.nivel}, en "
        "el sistema moda.**"
    )
    if tabla.empty:
        return [
            pais,
            "De Moda, Construcción, NorTIC y Café y Cacao no hay ninguna evaluación cargada: no se "
            "puede decir qué tan maduras están.",
        ]
    ola = str(tabla["ola"].max())
    return [f"**{frase_de_iniciativas(de_una_ola(tabla, ola, ()))}.**", pais]


def pieza_de_aspectos(aspectos: pd.DataFrame) -> Pieza:
    """Qué mira cada aspecto y a qué dimensión pertenece."""
    return Pieza(
        {},
        aspectos[list(COLUMNAS_DE_ASPECTOS)],
        "aspectos del SSME",
        "clu_aspectos",
        FUENTE_DEL_SSME,
        lambda: aspectos,
    )


def frase_del_pais(resultados: pd.DataFrame) -> str:
    """Las cifras del país que no son partes de un total, en Markdown."""
    valor = dict(zip(resultados["clave"], resultados["valor"], strict=True))
    return (
        f"Además de estas partes, la presentación dice que participan "
        f"{entero(valor['a7_actores'])} actores, que las empresas generan "
        f"{entero(valor['d2_empleos'])} empleos, y que sus ventas crecieron "
        f"{porcentaje(valor['d2_ventas'], 0)} y sus empleos "
        f"{porcentaje(valor['d2_crecimiento_empleos'], 0)}, sin decir entre qué años. Todas sus "
        "cifras están en «Todo», al bajar los datos."
    )


def pieza_del_pais(resultados: pd.DataFrame, pie: Sequence[str], tema: str) -> Pieza:
    """Las cifras de la IV ola que son parte de un total, aspecto por aspecto."""
    partes = resultados[resultados["parte_pct"].notna()].reset_index(drop=True)
    return Pieza(
        {"Gráfico": partial(_barras_del_pais, partes, pie, tema)},
        partes[list(COLUMNAS_DEL_PAIS)],
        "resultados nacionales de la IV ola del SSME",
        "clu_pais",
        FUENTE_DEL_SSME,
        lambda: resultados.drop(columns="parte_pct"),
    )


def _barras_del_pais(partes: pd.DataFrame, pie: Sequence[str], tema: str) -> go.Figure:
    datos = pd.DataFrame(
        {
            "etiqueta": partes["aspecto"] + " " + partes["medida"],
            "valor": partes["parte_pct"],
            "nota": partes["nota"],
        }
    )
    publicas = partes["clave"].isin(["a4_operacion_publica", "a4_proyectos_publica"])
    operacion, proyectos = partes.loc[publicas, "parte_pct"]
    figura = barras_horizontales(
        datos, unidad="pct", decimales=0, orden="exacto", tema=tema,
        destacados=list(datos.loc[publicas, "etiqueta"]),
    )  # fmt: skip
    titulo = (
        f"La plata es pública en el {porcentaje(operacion, 0)} de la operación y el "
        f"{porcentaje(proyectos, 0)} de los proyectos"
    )
    subtitulo = (
        "Partes que publica la IV ola del SSME en cada aspecto. Cada pregunta tiene su total; A3 y "
        "A6 no traen cifras."
    )
    return estilo.terminar(
        figura, titulo=titulo, subtitulo=subtitulo, fuentes=pie, corte="IV ola, 2022",
        alt=f"{titulo}. {subtitulo}", tema=tema,
    )  # fmt: skip


def pieza_de_la_region(iniciativas: pd.DataFrame) -> Pieza:
    """Lo que los documentos dicen de las iniciativas del departamento, con su línea."""
    cifras = [
        _SIN_CIFRA if es_vacio(fila["valor"])
        else numero(fila["valor"]) + (" millones de pesos" if fila["unidad"] == "mill_cop" else "")
        for fila in iniciativas.to_dict("records")
    ]  # fmt: skip
    return Pieza(
        {},
        iniciativas.assign(cifra=cifras)[list(COLUMNAS_DE_LA_REGION)],
        "iniciativas clúster de Norte de Santander",
        "clu_region",
        FUENTES,
        lambda: iniciativas,
    )


def frase_de_la_region(iniciativas: pd.DataFrame) -> str:
    """Cuánto hay de cada iniciativa, en Markdown."""
    cuenta = iniciativas["iniciativa"].value_counts()
    partes = [f"{entero(n)} de {nombre}" for nombre, n in cuenta.items() if nombre != "Todas"]
    return (
        f"Los documentos traen {entero(len(iniciativas))} datos: {lista(partes)}; "
        f"{entero(cuenta.get('Todas', 0))} son de varias. Dicen qué apoyo hubo, no qué tan madura "
        "es cada una. Las metas de iniciativas clúster son la "
        "[955 de 2020-2023](/plan?periodo=2020-2023&meta=955) y la "
        "[5 de 2024-2027](/plan?periodo=2024-2027&meta=5)."
    )


def fuentes_de(evaluaciones: pd.DataFrame) -> tuple[str, ...]:
    """Las fuentes de la página: las de siempre y las de lo que se haya cargado."""
    return tuple(dict.fromkeys([*sorted(set(evaluaciones["fuente_id"])), *FUENTES]))


def fuentes_del_perfil(evaluaciones: pd.DataFrame) -> tuple[str, ...]:
    """Las de lo que se cargó y, con ellas, la que define los aspectos."""
    return (*sorted(set(evaluaciones["fuente_id"])), *FUENTE_DEL_SSME)
