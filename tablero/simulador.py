"""Lo que la página Simulador muestra, ya decidido: qué movió el puesto, el ejercicio y lo firme.

Todo lo que aquí sale es una cuenta sobre lo publicado: un ejercicio, no un pronóstico.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.consultas.indices import (
    COLUMNAS_DE_LO_QUE_FALTA,
    COLUMNAS_DE_METODO,
    COLUMNAS_DE_MOVIMIENTO,
    COLUMNAS_DE_PESOS,
    COLUMNAS_DE_ROBUSTEZ,
    COLUMNAS_DEL_EJERCICIO,
)
from tablero.formato import cambio_de_puestos, cantidad, con_signo, lista, numero, puesto
from tablero.graficos.barras import barras_horizontales, cascada
from tablero.idc import Pieza
from tablero.indices.calculo import hojas_con_dato, subir
from tablero.indices.declaracion import Declaracion, leer
from tablero.indices.estructura import con_estructura
from tablero.indices.explicacion import (
    LOS_DEMAS,
    aportes_al_puesto,
    aportes_al_puntaje,
    entre_ediciones,
    puestos_de,
)
from tablero.indices.que_haria_falta import Camino, que_haria_falta, subida_de_un_anio
from tablero.indices.robustez import SORTEOS, peso_en_la_varianza, sortear
from tablero.indices.simulacion import simular

Tabla = pd.DataFrame
EJERCICIO = "Ejercicio, no pronóstico"
QUE_ES = (
    "El puntaje del Índice Departamental de Competitividad (IDC) es el promedio simple de 13 "
    "pilares. Con esa cuenta se ve qué movió el puesto, qué lo movería y qué tan firme es. "
    f"**{EJERCICIO}.**"
)
EDICIONES = {"2025": "Edición 2025", "2024": "Edición 2024"}
AYUDA_DE_EDICIONES = (
    "Cada edición recalcula los años anteriores con su método: todo se compara dentro de una sola."
)
SECCIONES = {"movio": "Por qué se movió", "simular": "Simular", "firme": "Qué tan firme"}
FUENTES = ("idc_2025", "idc_2024")
GANANCIAS = {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}
_NOTA = f"{EJERCICIO}."
_NOMBRE_DE_LOS_DEMAS = "Los demás departamentos"

_LO_MAS_BAJO = "(16 indicadores y nueve pilares)"
_FIRME = (
    f"**Qué tan firme.** Son {numero(SORTEOS)} sorteos, siempre los mismos, con pesos al azar "
    "alrededor de los iguales (Dirichlet; el de un pilar varía una desviación del 34 %) y una de "
    f"tres normalizaciones de lo más bajo que hay {_LO_MAS_BAJO}: la publicada, desviaciones "
    "frente a la media o puestos. El intervalo deja fuera al 5 % de cada lado."
)
QUE_SABER = (
    "**Es un ejercicio, no un pronóstico.** Muestra qué daría la cuenta del índice con otros "
    "valores y los demás quietos. No dice qué pasará ni qué política lo lograría.",
    "**Puntaje.** El mínimo y el máximo con que se normaliza son los de todos los años de la "
    "edición: el puntaje sólo depende de lo propio y el aporte de cada pilar es exacto.",
    "**Puesto.** Depende también de los demás. Se reparte con el valor de Shapley, exacto sobre "
    "las 16.384 combinaciones de los 13 pilares y los demás departamentos: por eso hay fracciones "
    "de puesto.",
    "**Indicadores.** El tablero tiene 16 de los 102: los de negocios, mercado laboral, tamaño del "
    "mercado y sofisticación. Los otros nueve pilares entran como se publicaron.",
    "**Qué haría falta.** Cada pilar puede subir hasta lo que subió en un año el departamento en "
    "el percentil 90 de los cambios de la edición, sin pasar del mejor. Cuesta menos donde esa "
    "subida es mayor. Alcanzar a quien está arriba es compartir su puesto.",
    _FIRME,
    "**Empates.** Quienes empatan comparten el primer puesto del empate; en la edición 2024, los "
    "que puntúan cero van al último.",
)


def que_saber(bases: Sequence[Base]) -> list[str]:
    """Lo que hay que saber antes de usarla, con los indicadores que cada edición trae."""
    completas = [base for base in bases if base.con_indicadores]
    if not completas:
        return list(QUE_SABER)
    partes = [
        f"la {base.declaracion.edicion}, "
        + (
            f"con sus {base.n_indicadores}, hasta donde se puede bajar"
            if base.con_indicadores
            else f"con {base.n_indicadores}, y los pilares que no los traen, como se publicaron"
        )
        for base in bases
    ]
    propios = {
        "**Indicadores.**": f"**Indicadores.** Cada edición entra con los que tiene: "
        f"{'; '.join(partes)}.",
        "**Qué tan firme.**": _FIRME.replace(
            _LO_MAS_BAJO, "(los indicadores, donde están todos; si no, los que hay y los pilares)"
        ),
    }
    return [
        next((texto for rotulo, texto in propios.items() if aviso.startswith(rotulo)), aviso)
        for aviso in QUE_SABER
    ]


@dataclass(frozen=True)
class Base:
    """Una edición con su declaración: lo que todas las secciones de la página usan.

    ``puntajes``: lo que se publicó, índice ``anio, cod_departamento`` y una columna por código;
    ``arbol``, lo mismo vuelto a calcular hasta el puntaje general; ``hojas``, la consulta entera.
    """

    declaracion: Declaracion
    puntajes: pd.DataFrame
    arbol: pd.DataFrame
    nombres: Mapping[str, str]
    departamentos: Mapping[str, str]
    hojas: pd.DataFrame

    @property
    def raiz(self) -> str:
        return self.declaracion.raiz.codigo

    @property
    def codigos(self) -> list[str]:
        return [pilar.codigo for pilar in self.declaracion.pilares]

    @property
    def anios(self) -> list[int]:
        return sorted({int(anio) for anio in self.puntajes.index.get_level_values("anio")})

    @cached_property
    def _escritas(self) -> dict[tuple[object, ...], dict[str, str]]:
        return {}

    def una_vez(self, escribir: Callable[[], dict[str, str]], *cuales: object) -> dict[str, str]:
        """Las paradas de un deslizador, escritas una sola vez: se piden en cada movimiento."""
        if cuales not in self._escritas:
            self._escritas[cuales] = escribir()
        return self._escritas[cuales]

    @cached_property
    def con_indicadores(self) -> dict[str, list[str]]:
        """Pilar → sus indicadores, si la edición trae los de todos; vacío si falta alguno."""
        columnas = list(self.puntajes.columns)
        por_pilar = {
            pilar.codigo: [hoja.codigo for hoja in hojas_con_dato(pilar, columnas)]
            for pilar in self.declaracion.pilares
        }
        todos = all(pilar not in hojas for pilar, hojas in por_pilar.items())
        return por_pilar if todos else {}

    @cached_property
    def n_indicadores(self) -> int:
        """Cuántos indicadores trae la edición, sean o no los de todos los pilares."""
        return sum(hoja.codigo in self.puntajes.columns for hoja in self.declaracion.hojas
                   if hoja.codigo not in self.codigos)  # fmt: skip

    @cached_property
    def unidades(self) -> Mapping[str, str]:
        """Código → unidad de su dato original."""
        return dict(zip(self.hojas["codigo"], self.hojas["unidad_del_dato"], strict=True))

    @cached_property
    def _originales(self) -> pd.DataFrame:
        llave = ["anio", "cod_departamento", "codigo"]
        return self.hojas.set_index(llave)["valor_original"].unstack("codigo")

    def originales(self, anio: int, codigo: str) -> pd.Series:
        """El dato antes de normalizar de un indicador, por departamento."""
        return self._originales[codigo].xs(anio, level="anio")

    @cached_property
    def subida(self) -> pd.Series:
        return subida_de_un_anio(self.arbol[self.codigos])

    def del_anio(self, anio: int) -> pd.DataFrame:
        """Los pilares y el general de un año, por departamento."""
        return self.arbol.xs(anio, level="anio")[[*self.codigos, self.raiz]]

    def puesto(self, anio: int, territorio: str) -> int:
        general = self.del_anio(anio)[self.raiz]
        return int(puestos_de(general, self.declaracion)[territorio])


def armar_base(hojas: pd.DataFrame, edicion: str, estructura: pd.DataFrame | None = None) -> Base:
    """La base de una edición desde ``consultas.indices.hojas`` y, si la hay, su estructura."""
    declaracion = leer(f"idc_{edicion}")
    if estructura is not None:
        declaracion = con_estructura(declaracion, estructura)
    llave = ["anio", "cod_departamento"]
    puntajes = hojas.set_index([*llave, "codigo"])["puntaje_0_10"].unstack("codigo")
    sin_general = puntajes.drop(columns=declaracion.raiz.codigo)
    return Base(
        declaracion,
        sin_general,
        subir(sin_general, declaracion),
        dict(zip(hojas["codigo"], hojas["nombre"], strict=True)),
        dict(zip(hojas["cod_departamento"], hojas["departamento"], strict=True)),
        hojas,
    )


@dataclass(frozen=True)
class Eleccion:
    """Qué se mira: departamento, edición y año."""

    territorio: str
    nombre: str
    edicion: str
    anio: int

    @property
    def fuente_ids(self) -> tuple[str, ...]:
        return (f"idc_{self.edicion}",)

    @property
    def filtros(self) -> dict[str, str]:
        return {
            "cod_departamento": self.territorio, "edicion": self.edicion, "anio": str(self.anio)
        }  # fmt: skip


def _terminar(
    figura: go.Figure, titulo: str, subtitulo: str, pie: Sequence[str], corte: int, tema: str
) -> go.Figure:
    return estilo.terminar(
        figura, titulo=titulo, subtitulo=subtitulo, fuentes=pie, corte=str(corte),
        alt=f"{titulo}. {subtitulo} {_NOTA}", tema=tema, notas=[_NOTA],
    )  # fmt: skip


def _con_edicion(tabla: pd.DataFrame, eleccion: Eleccion) -> pd.DataFrame:
    return tabla.assign(edicion=eleccion.edicion, anio=eleccion.anio)


def hallazgos(base: Base, eleccion: Eleccion, desde: int, rangos: pd.DataFrame) -> list[str]:
    """Lo que la página responde de entrada: el puesto, qué lo movió y qué tan firme es.

    ``rangos``: los de ``robustez`` en esa edición y ese año.
    """
    de = len(base.departamentos)
    movido = movimiento(base, eleccion, desde)
    propio = rangos.set_index("cod_departamento").loc[eleccion.territorio]
    return [
        f"**{frase_de_cambio(base, eleccion, desde)}.** {_frase_de_causas(movido)}",
        f"Con otros pesos y otra normalización quedaría entre el puesto "
        f"{int(propio['puesto_desde'])} y el {puesto(propio['puesto_hasta'], de)} en nueve de cada "
        f"diez sorteos. {EJERCICIO}.",
    ]


def _frase_de_causas(movido: pd.DataFrame) -> str:
    propio = movido.loc[movido["codigo"] != LOS_DEMAS, "aporte_puestos"].sum()
    ajeno = movido.loc[movido["codigo"] == LOS_DEMAS, "aporte_puestos"].sum()
    if max(abs(propio), abs(ajeno)) < 0.005:
        return "Ni lo propio ni lo que hicieron los demás lo movió."
    return (
        f"Lo propio puso {con_signo(propio, 2)} puestos y lo que hicieron los demás, "
        f"{con_signo(ajeno, 2)}."
    )


# ── Por qué se movió ───────────────────────────────────────────────────────────────────────────


def movimiento(base: Base, eleccion: Eleccion, desde: int) -> pd.DataFrame:
    """Una fila por pilar y otra de los demás, con lo que pusieron en el puntaje y en el puesto."""
    antes, despues = base.del_anio(desde), base.del_anio(eleccion.anio)
    propio_antes, propio = antes.loc[eleccion.territorio], despues.loc[eleccion.territorio]
    pesos = base.declaracion.pesos_de(base.raiz)
    al_puesto = aportes_al_puesto(antes, despues, eleccion.territorio, base.declaracion)
    filas = [
        (codigo, base.nombres[codigo], propio_antes[codigo], propio[codigo],
         peso * (propio[codigo] - propio_antes[codigo]), al_puesto[codigo])
        for codigo, peso in zip(base.codigos, pesos, strict=True)
    ]  # fmt: skip
    filas.append((LOS_DEMAS, _NOMBRE_DE_LOS_DEMAS, None, None, 0.0, al_puesto[LOS_DEMAS]))
    tabla = pd.DataFrame(filas, columns=list(COLUMNAS_DE_MOVIMIENTO[:6]))
    return _con_edicion(tabla, eleccion)[list(COLUMNAS_DE_MOVIMIENTO)]


def frase_de_cambio(base: Base, eleccion: Eleccion, desde: int) -> str:
    """«Norte de Santander sube 1 puesto entre 2024 y 2025: del 15 al 14 de 33»."""
    antes = base.puesto(desde, eleccion.territorio)
    ahora = base.puesto(eleccion.anio, eleccion.territorio)
    donde = puesto(ahora, len(base.departamentos))
    if antes == ahora:
        return f"{eleccion.nombre} sigue en el puesto {donde} entre {desde} y {eleccion.anio}"
    return (
        f"{eleccion.nombre} {cambio_de_puestos(antes, ahora)} entre {desde} y {eleccion.anio}: "
        f"del {antes} al {donde}"
    )


def pieza_de_movimiento(
    base: Base, eleccion: Eleccion, desde: int, pie: Sequence[str], tema: str
) -> Pieza:
    """La cascada por pilar, en puestos y en puntaje, y su tabla."""
    movido = movimiento(base, eleccion, desde)
    return Pieza(
        {
            nombre: partial(_cascada, base, movido, columna, eleccion, desde, pie, tema)
            for nombre, columna in (("Puestos", "aporte_puestos"), ("Puntaje", "aporte_0_10"))
        },
        movido,
        "qué movió el puesto en el IDC",
        "sim_movio",
        eleccion.fuente_ids,
    )


def _cascada(
    base: Base,
    movido: pd.DataFrame,
    columna: str,
    eleccion: Eleccion,
    desde: int,
    pie: Sequence[str],
    tema: str,
) -> go.Figure:
    """De cero al cambio total: cada barra empieza donde terminó la anterior."""
    # Primero lo que sumó, de mayor a menor, y luego lo que restó; los demás van al final.
    propios = movido[movido["codigo"] != LOS_DEMAS].sort_values(columna, ascending=False)
    orden = pd.concat([propios, movido[movido["codigo"] == LOS_DEMAS]])
    de_puestos = columna == "aporte_puestos"
    figura = cascada(
        pd.DataFrame({"etiqueta": orden["nombre"], "valor": orden[columna]}),
        unidad="numero" if de_puestos else "puntaje_0_10",
        decimales=2 if de_puestos else 3,
        total="Cambio total",
        tema=tema,
    )
    if de_puestos:
        titulo = frase_de_cambio(base, eleccion, desde)
        que = "Puestos que ganó (+) o perdió (−) por cada pilar propio y por los demás"
    else:
        general = base.arbol[base.raiz]
        antes, ahora = (general[(a, eleccion.territorio)] for a in (desde, eleccion.anio))
        titulo = (
            f"{eleccion.nombre} pasa de {numero(antes, 2)} a {numero(ahora, 2)} puntos entre "
            f"{desde} y {eleccion.anio}"
        )
        que = "Puntos del puntaje general que puso cada pilar; los demás no lo mueven"
    subtitulo = f"{que}. Edición {eleccion.edicion}."
    return _terminar(figura, titulo, subtitulo, pie, eleccion.anio, tema)


def pieza_de_indicadores(
    base: Base,
    eleccion: Eleccion,
    desde: int,
    elegir: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> Pieza:
    """Lo mismo, indicador por indicador, en los pilares que traen los suyos.

    ``elegir``: qué filas se ven, si son muchas; se bajan todas.
    """
    antes, despues = (
        base.arbol.loc[(anio, eleccion.territorio)].to_dict() for anio in (desde, eleccion.anio)
    )
    filas = [
        (a.codigo, _nombre_de(base, a.codigo, a.de_composicion), antes[a.codigo],
         despues[a.codigo], a.aporte)
        for a in aportes_al_puntaje(antes, despues, base.declaracion)
        if a.codigo not in base.codigos or a.de_composicion
    ]  # fmt: skip
    tabla = pd.DataFrame(filas, columns=list(COLUMNAS_DE_MOVIMIENTO[:5]))
    tabla = _con_edicion(tabla.sort_values("aporte_0_10", ascending=False), eleccion)
    tabla = tabla[[c for c in COLUMNAS_DE_MOVIMIENTO if c != "aporte_puestos"]]
    return Pieza(
        {},
        tabla if elegir is None else elegir(tabla),
        "qué indicadores movieron el puntaje del IDC",
        "sim_indicadores",
        eleccion.fuente_ids,
        None if elegir is None else lambda: tabla,
    )


def titulo_de_indicadores(base: Base) -> str:
    """«Los 102 indicadores», si la edición los trae todos."""
    if base.con_indicadores:
        return f"Los {base.n_indicadores} indicadores"
    return "Los indicadores que tiene el tablero"


def _nombre_de(base: Base, codigo: str, de_composicion: bool) -> str:
    nombre = base.nombres.get(codigo, base.declaracion.nodos[codigo].nombre)
    return f"{nombre}: cambian los indicadores con dato" if de_composicion else nombre


def pieza_de_metodo(vieja: Base, nueva: Base, eleccion: Eleccion) -> Pieza:
    """De lo que publicó una edición a lo que publicó la siguiente, con el método aparte."""
    antes, ahora = vieja.anios[-1], nueva.anios[-1]
    propia = Eleccion(eleccion.territorio, eleccion.nombre, nueva.declaracion.edicion, ahora)
    movido = movimiento(nueva, propia, antes).set_index("codigo")
    pesos = nueva.declaracion.pesos_de(nueva.raiz)
    de_metodo = {
        codigo: peso
        * float(
            nueva.arbol.at[(antes, eleccion.territorio), codigo]
            - vieja.arbol.at[(antes, eleccion.territorio), codigo]
        )
        for codigo, peso in zip(nueva.codigos, pesos, strict=True)
    }
    tabla = movido.assign(aporte_metodo_0_10=pd.Series(de_metodo)).reset_index()
    return Pieza(
        {},
        tabla.fillna({"aporte_metodo_0_10": 0.0})[list(COLUMNAS_DE_METODO)],
        "de una edición del IDC a la siguiente",
        "sim_metodo",
        ("idc_2025", "idc_2024"),
    )


def frase_de_metodo(vieja: Base, nueva: Base, eleccion: Eleccion) -> str:
    """El cambio entre dos publicaciones: método, lo propio y los demás, que suman."""
    antes, ahora = vieja.anios[-1], nueva.anios[-1]
    quien, de = eleccion.territorio, len(nueva.departamentos)
    publicado, recalculado, nuevo = (
        vieja.puesto(antes, quien), nueva.puesto(antes, quien), nueva.puesto(ahora, quien)
    )  # fmt: skip
    metodo, _ = entre_ediciones(publicado, recalculado, nuevo)
    propia = Eleccion(quien, eleccion.nombre, nueva.declaracion.edicion, ahora)
    movido = movimiento(nueva, propia, antes).set_index("codigo")["aporte_puestos"]
    return (
        f"La edición {vieja.declaracion.edicion} publicó el puesto {puesto(publicado, de)} y la "
        f"{nueva.declaracion.edicion}, el {puesto(nuevo, de)}. De ese cambio, el método (volver a "
        f"calcular {antes}, que queda en el {recalculado}) puso {con_signo(metodo, 0)}; lo propio, "
        f"{con_signo(movido.drop(LOS_DEMAS).sum(), 2)}, y los demás, "
        f"{con_signo(movido[LOS_DEMAS], 2)}. Los puestos de dos ediciones no se restan sin separar "
        "el método."
    )


# ── Simular ────────────────────────────────────────────────────────────────────────────────────


def valores_de_los_demas(base: Base, anio: int, codigo: str) -> dict[str, str]:
    """Código del departamento → «6,20 · Caldas», del menor al mayor valor real del pilar."""

    def escribir() -> dict[str, str]:
        valores = base.del_anio(anio)[codigo]
        orden = sorted(valores.index, key=lambda d: (valores[d], base.departamentos[d]))
        return {d: f"{numero(valores[d], 2)} · {base.departamentos[d]}" for d in orden}

    return base.una_vez(escribir, anio, codigo)


COMO_SE_USA = (
    "Cada deslizador es un pilar y cada parada, el valor real de un departamento ese año. Empiezan "
    "en lo propio; al moverlos se vuelven a calcular el puntaje y los 33 puestos."
)


COMO_SE_BAJA = (
    "Y se puede bajar a los indicadores de un pilar: ahí las paradas son los datos de cada uno, "
    "del peor al mejor."
)


def como_se_usa(base: Base) -> str:
    """Qué hace cada deslizador, según hasta dónde baja la edición."""
    return f"{COMO_SE_USA} {COMO_SE_BAJA}" if base.con_indicadores else COMO_SE_USA


def cambios_en_palabras(
    base: Base, eleccion: Eleccion, elegidos: Mapping[str, str]
) -> dict[str, str]:
    """Lo movido, para la hoja Léame: pilar y de qué departamento es el valor."""
    movidos = [
        f"{base.nombres[codigo]} de {base.departamentos[otro]}"
        for codigo, otro in elegidos.items()
        if otro != eleccion.territorio
    ]
    return {"ejercicio": lista(movidos) if movidos else "sin cambios"}


def cambios_de(base: Base, eleccion: Eleccion, elegidos: Mapping[str, str]) -> dict[str, float]:
    """Pilar o indicador movido → el puntaje nuevo. ``elegidos``: de qué departamento se toma."""
    del_anio = base.arbol.xs(eleccion.anio, level="anio")
    return {
        codigo: float(del_anio.at[otro, codigo])
        for codigo, otro in elegidos.items()
        if otro != eleccion.territorio
    }


def ejercicio(base: Base, eleccion: Eleccion, cambios: Mapping[str, float]) -> pd.DataFrame:
    """Los 33 con el puntaje y el puesto de hoy y los del ejercicio."""
    # Sólo se abren los pilares con un indicador movido: los demás entran ya calculados.
    nodos: list[str] = []
    for pilar in base.codigos:
        suyos = base.con_indicadores.get(pilar, [])
        nodos += [pilar] if cambios.keys().isdisjoint(suyos) else suyos
    puntajes = base.arbol.xs(eleccion.anio, level="anio")[nodos]
    tabla = simular(puntajes, eleccion.territorio, cambios, base.declaracion).reset_index()
    enteros = {"puesto": int, "puesto_simulado": int}
    tabla = tabla.astype(enteros).assign(
        departamento=tabla["cod_departamento"].map(base.departamentos), n_evaluados=len(tabla)
    )
    tabla = tabla.sort_values(["puesto_simulado", "departamento"], ignore_index=True)
    return _con_edicion(tabla, eleccion)[list(COLUMNAS_DEL_EJERCICIO)]


def frase_del_ejercicio(
    tabla: pd.DataFrame, eleccion: Eleccion, cambiados: Mapping[str, object]
) -> str:
    """El puesto que daría, contra el publicado. ``cambiados``: por código de pilar o indicador."""
    fila = tabla.set_index("cod_departamento").loc[eleccion.territorio]
    hoy = f"puesto {puesto(fila['puesto'], fila['n_evaluados'])}"
    if not cambiados:
        return f"Sin mover nada es lo publicado: {numero(fila['puntaje_0_10'], 2)} puntos, {hoy}"
    daria = puesto(fila["puesto_simulado"], fila["n_evaluados"])
    return (
        f"Con {_cuantos(cambiados)}, {eleccion.nombre} "
        f"tendría {numero(fila['puntaje_simulado_0_10'], 2)} puntos y el puesto {daria}; hoy, "
        f"{numero(fila['puntaje_0_10'], 2)} y {hoy}"
    )


def _cuantos(cambiados: Mapping[str, object]) -> str:
    """«1 pilar cambiado», «2 pilares y 3 indicadores cambiados»."""
    indicadores = sum("-" in codigo for codigo in cambiados)
    pilares = len(cambiados) - indicadores
    partes = []
    if pilares:
        partes.append(cantidad(pilares, "pilar", "pilares"))
    if indicadores:
        partes.append(cantidad(indicadores, "indicador", "indicadores"))
    return f"{lista(partes)} {'cambiado' if len(cambiados) == 1 else 'cambiados'}"


def pieza_del_ejercicio(
    tabla: pd.DataFrame,
    eleccion: Eleccion,
    cambiados: Mapping[str, object],
    pie: Sequence[str],
    tema: str,
) -> Pieza:
    """El escalafón con el ejercicio puesto."""
    return Pieza(
        {"Gráfico": partial(_figura_del_ejercicio, tabla, eleccion, cambiados, pie, tema)},
        tabla,
        "ejercicio sobre el IDC",
        "sim_escalafon",
        eleccion.fuente_ids,
    )


def _figura_del_ejercicio(
    tabla: pd.DataFrame,
    eleccion: Eleccion,
    cambiados: Mapping[str, object],
    pie: Sequence[str],
    tema: str,
) -> go.Figure:
    datos = pd.DataFrame(
        {
            "etiqueta": [
                f"{fila['puesto_simulado']}. {fila['departamento']}"
                for fila in tabla.to_dict("records")
            ],
            "valor": tabla["puntaje_simulado_0_10"],
            "nota": [
                f"Hoy: {numero(fila['puntaje_0_10'], 2)}, puesto {fila['puesto']}"
                for fila in tabla.to_dict("records")
            ],
        }
    )
    propia = int(tabla.index[tabla["cod_departamento"] == eleccion.territorio][0])
    figura = barras_horizontales(
        datos, unidad="puntaje_0_10", decimales=2, destacados=[datos.at[propia, "etiqueta"]],
        orden="dado", tema=tema,
    )  # fmt: skip
    subtitulo = (
        f"Puntaje general de 0 a 10, {eleccion.anio}, edición {eleccion.edicion}. Los demás "
        "departamentos, como se publicaron."
    )
    titulo = frase_del_ejercicio(tabla, eleccion, cambiados)
    return _terminar(figura, titulo, subtitulo, pie, eleccion.anio, tema)


def camino_para(base: Base, eleccion: Eleccion, gana: int) -> Camino | None:
    """Qué haría falta para ganar esos puestos; ``None`` si no hay tantos arriba."""
    return que_haria_falta(
        base.del_anio(eleccion.anio), eleccion.territorio, gana, base.subida, base.declaracion
    )


def frase_del_camino(camino: Camino | None, base: Base, eleccion: Eleccion, gana: int) -> str:
    """La combinación menos costosa, o por qué no alcanza."""
    if camino is None:
        return f"{eleccion.nombre} no tiene {cantidad(gana, 'puesto', 'puestos')} por encima."
    destino = (
        f"puesto {puesto(camino.puesto, len(base.departamentos))} "
        f"({numero(camino.objetivo, 2)} puntos)"
    )
    if camino.falta:
        return (
            f"Ni subiendo los 13 pilares hasta su tope de un año se llega al {destino}: faltarían "
            f"{numero(camino.falta, 2)} puntos del índice. {EJERCICIO}."
        )
    partes = [f"{base.nombres[c]} ({con_signo(p, 2)})" for c, p in camino.subidas.items()]
    return (
        f"Para compartir el {destino}, con los demás quietos, lo menos costoso es subir "
        f"{lista(partes)}: {numero(camino.costo, 2)} «subidas buenas de un año». {EJERCICIO}."
    )


def pieza_del_camino(camino: Camino, base: Base, eleccion: Eleccion) -> Pieza:
    """Cada pilar del camino: hoy, cuánto sube, a dónde llega y quién está ya ahí."""
    del_anio = base.del_anio(eleccion.anio)
    filas = []
    for codigo, sube in camino.subidas.items():
        hoy = float(del_anio.at[eleccion.territorio, codigo])
        mejor = float(del_anio[codigo].max())
        llega = min(hoy + sube, mejor)
        ya = del_anio.loc[del_anio[codigo] >= llega, codigo]
        tope = min(float(base.subida[codigo]), mejor - hoy)
        filas.append((codigo, base.nombres[codigo], hoy, sube, llega, tope,
                      base.departamentos[str(ya.idxmin())]))  # fmt: skip
    tabla = pd.DataFrame(filas, columns=list(COLUMNAS_DE_LO_QUE_FALTA[:7]))
    return Pieza(
        {},
        _con_edicion(tabla, eleccion)[list(COLUMNAS_DE_LO_QUE_FALTA)],
        "qué haría falta para subir en el IDC",
        "sim_falta",
        eleccion.fuente_ids,
    )


# ── Qué tan firme ──────────────────────────────────────────────────────────────────────────────


def robustez(base: Base, eleccion: Eleccion) -> pd.DataFrame:
    """Entre qué puestos queda cada departamento en los sorteos."""
    tabla = sortear(base.puntajes, eleccion.anio, base.declaracion).intervalos()
    tabla = tabla.assign(
        departamento=tabla["cod_departamento"].map(base.departamentos),
        n_evaluados=len(tabla),
        amplitud_puestos=tabla["puesto_hasta"] - tabla["puesto_desde"] + 1,
    ).sort_values(["puesto", "departamento"], ignore_index=True)
    return _con_edicion(tabla, eleccion)[list(COLUMNAS_DE_ROBUSTEZ)]


def pieza_de_robustez(
    tabla: pd.DataFrame, eleccion: Eleccion, pie: Sequence[str], tema: str
) -> Pieza:
    """Los intervalos de puesto de los 33."""
    return Pieza(
        {"Gráfico": partial(_figura_de_robustez, tabla, eleccion, pie, tema)},
        tabla,
        "qué tan firmes son los puestos del IDC",
        "sim_rangos",
        eleccion.fuente_ids,
    )


def _figura_de_robustez(
    tabla: pd.DataFrame, eleccion: Eleccion, pie: Sequence[str], tema: str
) -> go.Figure:
    filas = tabla.to_dict("records")
    datos = pd.DataFrame(
        {
            "etiqueta": [f"{f['puesto']}. {f['departamento']}" for f in filas],
            "valor": tabla["amplitud_puestos"].astype(float),
            # Cada puesto ocupa una unidad: quien no cambia también tiene barra.
            "desde": tabla["puesto_desde"] - 0.5,
            "rotulo": [f"{f['puesto_desde']} a {f['puesto_hasta']}" for f in filas],
            "nota": [
                f"Publicado: {f['puesto']}; mediano: {f['puesto_mediano']}; en su puesto, "
                f"{numero(f['mismo_puesto_pct'], 0)} % de los sorteos"
                for f in filas
            ],
        }
    )
    (propia,) = (f for f in filas if f["cod_departamento"] == eleccion.territorio)
    figura = barras_horizontales(
        datos, unidad="numero", decimales=0, orden="exacto", tema=tema,
        destacados=[f"{propia['puesto']}. {propia['departamento']}"],
    )  # fmt: skip
    titulo = (
        f"{eleccion.nombre} queda entre el puesto {propia['puesto_desde']} y el "
        f"{puesto(propia['puesto_hasta'], propia['n_evaluados'])} con otros pesos y normalización"
    )
    subtitulo = (
        f"De qué puesto a qué puesto en 9 de cada 10 de {numero(SORTEOS)} sorteos, "
        f"{eleccion.anio}, edición {eleccion.edicion}. Por puesto publicado; más a la izquierda "
        "es mejor."
    )
    return _terminar(figura, titulo, subtitulo, pie, eleccion.anio, tema)


def pieza_de_pesos(base: Base, eleccion: Eleccion, pie: Sequence[str], tema: str) -> Pieza:
    """Qué pilares separan más a los departamentos."""
    reparto = peso_en_la_varianza(base.del_anio(eleccion.anio), base.declaracion)
    tabla = pd.DataFrame(
        {
            "codigo": reparto.index,
            "nombre": [base.nombres[codigo] for codigo in reparto.index],
            "peso_en_diferencias_pct": 100 * reparto.to_numpy(),
        }
    ).sort_values("peso_en_diferencias_pct", ascending=False, ignore_index=True)
    tabla = _con_edicion(tabla, eleccion)[list(COLUMNAS_DE_PESOS)]
    return Pieza(
        {"Gráfico": partial(_figura_de_pesos, tabla, eleccion, pie, tema)},
        tabla,
        "qué pilares pesan en el IDC",
        "sim_pesos",
        eleccion.fuente_ids,
    )


def _figura_de_pesos(
    tabla: pd.DataFrame, eleccion: Eleccion, pie: Sequence[str], tema: str
) -> go.Figure:
    datos = pd.DataFrame({"etiqueta": tabla["nombre"], "valor": tabla["peso_en_diferencias_pct"]})
    figura = barras_horizontales(datos, unidad="pct", decimales=1, tema=tema)
    mayor, menor = tabla.iloc[0], tabla.iloc[-1]
    titulo = (
        f"{mayor['nombre']} es lo que más separa a los departamentos y {menor['nombre']}, lo que "
        "menos"
    )
    subtitulo = (
        "Parte de la varianza del puntaje general que pone cada pilar (peso por covarianza; "
        f"exacta, porque el índice es un promedio). {eleccion.anio}, edición {eleccion.edicion}."
    )
    return _terminar(figura, titulo, subtitulo, pie, eleccion.anio, tema)
