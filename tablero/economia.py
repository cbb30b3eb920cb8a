"""Lo que la página Pobreza y producto muestra, ya decidido: frases, tablas y figuras. Sin pantalla.

Aquí no se resta ni se divide: toda variación y toda diferencia entre ediciones sale de
``tablero.variaciones``, que no cruza quiebres ni ediciones (una prueba lo vigila).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo, variaciones
from tablero.formato import (
    cantidad,
    con_signo,
    entero,
    es_vacio,
    formatear,
    lista,
    numero,
    pesos,
    porcentaje,
    puesto,
    puntos_porcentuales,
)
from tablero.frases import frase_de_tramos
from tablero.graficos.eventos import marcar_eventos
from tablero.graficos.multiplos import multiplos
from tablero.graficos.puestos import tira_de_puestos
from tablero.graficos.series import Quiebre, linea_con_quiebres
from tablero.mapas import cortes_por_cuantiles, mapa_de_clases
from tablero.variaciones import Cifra, Variacion

PAIS = "00"
NOMBRE_DEL_PAIS = "Colombia"
SIN_COBERTURA = "sin cobertura de la encuesta"
EDICIONES = {"2025pr": "2025 preliminar", "2020pr": "2020 preliminar"}
EDICION_ELEGIBLE: dict[str, Any] = {
    "opciones": EDICIONES,
    "defecto": "2025pr",
    "ayuda": "Cada edición recalcula los años anteriores: nunca van juntas en una serie.",
}
FUENTES_DEL_PRODUCTO = {"2025pr": "pib_2025pr", "2020pr": "pib_2020pr"}
LAS_DOS_EDICIONES = tuple(FUENTES_DEL_PRODUCTO.values())
FUENTES = (
    "pib_2025pr",
    "pib_2020pr",
    "pobreza_monetaria_marco2018_pub2024",
    "pobreza_monetaria_marco2005",
    "pobreza_monetaria_pub2025_prensa",
    "pobreza_multidimensional_2024",
    "informe_gestion_2020_2023",
)
CONTRADICCIONES = (
    "pib_2019_ediciones",
    "pobreza_monetaria_2021",
    "pobreza_monetaria_2023",
    "pobreza_monetaria_nacional_2021",
)
ULTIMO = "ultimo"
CORTES = {"anio": "Un año", "todos": "Todos los años"}
ESCALAS = {"comun": "La misma", "propia": "La de cada uno"}
LIMITE_DE_PARES: dict[str, Any] = {"maximo": 4, "vacio": "Hasta cuatro departamentos"}


@dataclass(frozen=True)
class Medida:
    """Una serie de la página: cómo se elige, se nombra en una frase, se mide y se dibuja.

    ``factor`` lleva la columna a la ``unidad`` del gráfico (pesos a millones de pesos).
    """

    indicador_id: str
    rotulo: str
    nombre: str
    descripcion: str
    columna: str
    unidad: str
    decimales: int
    sentido: str
    factor: float = 1.0

    @property
    def es_pobreza(self) -> bool:
        return self.indicador_id.startswith("pobreza")

    @property
    def es_monetaria(self) -> bool:
        return self.indicador_id in ("pobreza_monetaria", "pobreza_extrema")

    @property
    def archivo(self) -> str:
        """Cómo se llama en un archivo: «pobreza monetaria», sin artículo."""
        return self.nombre.split(" ", 1)[1]

    def escribir(self, valor: Any) -> str:
        """El valor de la columna como se dice en una frase."""
        if es_vacio(valor):
            return formatear(None, self.unidad)
        return formatear(float(valor) * self.factor, self.unidad, self.decimales)


def _de_pobreza(indicador_id: str, rotulo: str, nombre: str, descripcion: str) -> Medida:
    return Medida(
        indicador_id, rotulo, nombre, descripcion, "incidencia_pct", "pct", 1, "menos_es_mejor"
    )


_MEDIDAS_DEL_PRODUCTO = (
    Medida(
        "pib_per_capita",
        "Por habitante",
        "el PIB por habitante",
        "Producto interno bruto por habitante, en millones de pesos de cada año (con inflación)",
        "pib_per_capita_cop",
        "mill_cop",
        1,
        "mas_es_mejor",
        1e-6,
    ),
    Medida(
        "pib_crecimiento_real",
        "Crecimiento",
        "el crecimiento real del PIB",
        "Cambio anual del producto interno bruto a precios constantes, en porcentaje",
        "pib_crecimiento_real_pct",
        "pct",
        1,
        "mas_es_mejor",
    ),
    Medida(
        "pib_indice_2019",
        "Índice 2019",
        "el índice del PIB a precios constantes",
        "Producto interno bruto a precios constantes; 2019, el año antes de la pandemia, es 100",
        "pib_indice_2019",
        "numero",
        1,
        "mas_es_mejor",
    ),
    Medida(
        "pib_participacion",
        "Peso",
        "el peso en el PIB del país",
        "Producto interno bruto corriente como porcentaje del total de los 33 departamentos",
        "pib_participacion_pct",
        "pct",
        2,
        "mas_es_mejor",
    ),
)
_MEDIDAS_DE_POBREZA = (
    _de_pobreza(
        "pobreza_monetaria",
        "Monetaria",
        "la pobreza monetaria",
        "Porcentaje de personas cuyo ingreso no alcanza la línea de pobreza",
    ),
    _de_pobreza(
        "pobreza_extrema",
        "Extrema",
        "la pobreza extrema",
        "Porcentaje de personas cuyo ingreso no alcanza para los alimentos básicos",
    ),
    _de_pobreza(
        "pobreza_multidimensional",
        "IPM",
        "la pobreza multidimensional",
        "Porcentaje de personas en hogares con varias privaciones a la vez",
    ),
    _de_pobreza(
        "pobreza_multidimensional_cabeceras",
        "IPM cabeceras",
        "la pobreza multidimensional de las cabeceras",
        "Porcentaje de personas de las cabeceras en hogares con varias privaciones a la vez",
    ),
    _de_pobreza(
        "pobreza_multidimensional_rural",
        "IPM rural",
        "la pobreza multidimensional rural",
        "Porcentaje de personas de centros poblados y zona rural en hogares con varias "
        "privaciones a la vez",
    ),
)
PRODUCTO = {medida.indicador_id: medida for medida in _MEDIDAS_DEL_PRODUCTO}
POBREZA = {medida.indicador_id: medida for medida in _MEDIDAS_DE_POBREZA}
MEDIDAS = {**POBREZA, **PRODUCTO}
DEL_HALLAZGO = (
    "pib_per_capita",
    "pib_crecimiento_real",
    "pobreza_monetaria",
    "pobreza_multidimensional",
)
INDICADORES = {
    clave: medida.archivo[0].upper() + medida.archivo[1:] for clave, medida in MEDIDAS.items()
}
# Los mismos años para todos: el indicador que no tenga dato de ese año lo dice.
ANIOS = {ULTIMO: "El último con dato", **{str(anio): str(anio) for anio in range(2025, 2004, -1)}}


@dataclass(frozen=True)
class Mirada:
    """A quién se mira, con quién se compara y con qué aspecto: lo común a todas las figuras."""

    codigo: str
    nombre: str
    pares: tuple[str, ...]
    tema: str
    fuentes: tuple[str, ...] = ()
    eventos: pd.DataFrame | None = None
    edicion: str = ""

    @property
    def codigos(self) -> tuple[str, ...]:
        """El territorio, el país y los pares, sin repetir."""
        return tuple(dict.fromkeys((self.codigo, PAIS, *self.pares)))

    def con(self, fuentes: Sequence[str], eventos: pd.DataFrame | None = None) -> Mirada:
        """La misma con las fuentes del pie y, si se piden, los hechos que se marcan."""
        return replace(self, fuentes=tuple(fuentes), eventos=eventos)


def mirar(
    codigo: str, nombres: Mapping[str, str], pares: Sequence[str], edicion: str, tema: str
) -> Mirada:
    """La mirada de lo elegido. ``nombres``: código → departamento; el propio no es su par."""
    suyos = tuple(par for par in pares if par != codigo)
    return Mirada(codigo, nombres[codigo], suyos, tema, edicion=edicion)


# ── Lo que se puede comparar ───────────────────────────────────────────────────────────────────


def oficiales(datos: pd.DataFrame) -> pd.DataFrame:
    """Sin las cifras de prensa, que son otra publicación y no traen puesto ni intervalo."""
    return datos[datos["estado"] != "prensa"]


def _propias(datos: pd.DataFrame, codigo: str, medida: Medida) -> pd.DataFrame:
    """Las filas oficiales y con valor de un territorio, en orden."""
    filas = oficiales(datos)
    filas = filas[(filas["cod_departamento"] == codigo) & filas[medida.columna].notna()]
    return filas.sort_values("anio")


def ultima_fila(datos: pd.DataFrame, codigo: str, medida: Medida) -> dict[str, Any] | None:
    """El último dato oficial de un territorio; ``None`` si no tiene ninguno."""
    filas = _propias(datos, codigo, medida)
    return None if filas.empty else dict(filas.iloc[-1])


def cambio_del_ultimo_tramo(datos: pd.DataFrame, codigo: str, medida: Medida) -> Variacion | None:
    """De la primera a la última cifra oficial que se comparan: las de la última edición."""
    serie = _cifras(_propias(datos, codigo, medida), medida)
    return variaciones.de_punta_a_punta(variaciones.tramos(serie)[-1]) if serie else None


def cambio_desde(datos: pd.DataFrame, codigo: str, medida: Medida, anio: int) -> Variacion | None:
    """De un año al último de su misma edición; ``None`` si falta alguno."""
    serie = [c for c in _cifras(_propias(datos, codigo, medida), medida) if int(c.periodo) >= anio]
    if not serie or serie[0].periodo != str(anio):
        return None
    return variaciones.variacion(serie[0], serie[-1])


def _cifras(filas: pd.DataFrame, medida: Medida) -> list[Cifra]:
    return variaciones.cifras(filas, medida.columna, "anio")


def supera_el_margen(datos: pd.DataFrame, codigo: str, cambio: Variacion) -> bool | None:
    """Si los intervalos de las dos puntas del cambio no se tocan; ``None`` si falta alguno."""
    filas = oficiales(datos)
    filas = filas[filas["cod_departamento"] == codigo].set_index("anio")
    antes, ahora = filas.loc[int(cambio.desde.periodo)], filas.loc[int(cambio.hasta.periodo)]
    limites = [f[c] for f in (antes, ahora) for c in ("lim_inf_pct", "lim_sup_pct")]
    if any(es_vacio(limite) for limite in limites):
        return None
    return bool(antes["lim_inf_pct"] > ahora["lim_sup_pct"]) or bool(
        ahora["lim_inf_pct"] > antes["lim_sup_pct"]
    )


def con_revision(ediciones: pd.DataFrame) -> pd.DataFrame:
    """La tabla de las dos ediciones con lo que la nueva cambió de la anterior en el mismo año.

    ``revision`` va en la unidad de la fila y ``revision_pct`` en porcentaje, salvo en lo que ya es
    un porcentaje.
    """
    hechas = [_revision(fila) for fila in ediciones.to_dict("records")]
    relativas = [
        None if unidad == "pct" else hecha.relativa_pct
        for hecha, unidad in zip(hechas, ediciones["unidad"], strict=True)
    ]
    return ediciones.assign(
        revision=pd.Series([h.diferencia for h in hechas], dtype="Float64"),
        revision_pct=pd.Series(relativas, dtype="Float64"),
    )


def _revision(fila: Mapping[Any, Any]) -> Variacion:
    lados = (
        Cifra(
            str(fila["anio"]),
            None if es_vacio(fila[f"valor_{lado}"]) else float(fila[f"valor_{lado}"]),
            str(fila[lado]),
        )
        for lado in ("edicion_anterior", "edicion_nueva")
    )
    return variaciones.revision(*lados)


# ── Frases ─────────────────────────────────────────────────────────────────────────────────────


def _en_mayuscula(texto: str) -> str:
    return texto[0].upper() + texto[1:]


def _movio(pct: float) -> str:
    """«creció 2,8 %», «se contrajo 5,5 %» o «no varió», según lo que se lee redondeado."""
    texto = porcentaje(abs(pct))
    if not any(cifra in texto for cifra in "123456789"):
        return "no varió"
    return f"{'creció' if pct > 0 else 'se contrajo'} {texto}"


def _lugar(fila: Mapping[str, Any]) -> str:
    return f"puesto {puesto(fila['puesto'], fila['n_evaluados'])}"


def _del_anio(fila: Mapping[str, Any]) -> str:
    """«2025, cifra preliminar»: el año con su estado si todavía puede cambiar."""
    estado = fila["estado"]
    return f"{fila['anio']}" + ("" if estado == "definitivo" else f", cifra {estado},")


def con_articulo(nombre: str) -> str:
    """«el Archipiélago de San Andrés»; los demás van sin artículo."""
    return f"el {nombre}" if nombre.startswith("Archipiélago") else nombre


def _articulo(nombre: str) -> str:
    """«del Archipiélago de San Andrés», «de Norte de Santander»."""
    return f"de {con_articulo(nombre)}".replace("de el ", "del ")


def _y_el_pais(propio: float, pais: float) -> str:
    """«y la del país, 2,6 %», o con su verbo si fue para el otro lado."""
    verbo, del_pais = _movio(propio).split(" ")[0], _movio(pais)
    mismo = del_pais.startswith(f"{verbo} ") and verbo != "no"
    return f"y la del país, {del_pais.split(' ')[-1]}" if mismo else f"y la del país {del_pais}"


def pregunta(nombre: str) -> str:
    """La pregunta de la página, que es su título."""
    return f"¿Cuánto produce {con_articulo(nombre)} por habitante y cómo va su pobreza?"


def hallazgos(series: Sequence[pd.DataFrame], mira: Mirada, edicion: str) -> list[str]:
    """Las dos frases que responden la página. ``series``: las de ``DEL_HALLAZGO``, en su orden."""
    por_habitante, crecimiento, monetaria, multidimensional = series
    return [
        hallazgo_del_producto(por_habitante, crecimiento, mira, edicion),
        hallazgo_de_la_pobreza(monetaria, multidimensional, mira),
    ]


def hallazgo_del_producto(
    por_habitante: pd.DataFrame, crecimiento: pd.DataFrame, mira: Mirada, edicion: str
) -> str:
    """El último PIB por habitante frente al país, su puesto y cuánto creció la economía."""
    medida = PRODUCTO["pib_per_capita"]
    propia = ultima_fila(por_habitante, mira.codigo, medida)
    frases = []
    if propia is None:
        frases.append(f"La edición {edicion} no trae PIB por habitante.")
    else:
        frases.append(
            f"En {_del_anio(propia)} el PIB por habitante {_articulo(mira.nombre)} fue de "
            f"{pesos(propia[medida.columna])}, el {porcentaje(propia['relativo_pais_pct'])} del "
            f"nacional: {_lugar(propia)}."
        )
    real = PRODUCTO["pib_crecimiento_real"]
    propio = ultima_fila(crecimiento, mira.codigo, real)
    pais = ultima_fila(crecimiento, PAIS, real)
    if propio is not None:
        cuando = "" if propia is not None else f"En {_del_anio(propio)} "
        frase = f"{cuando}la economía {_movio(propio[real.columna])} en términos reales"
        if pais is not None:
            frase += f" {_y_el_pais(propio[real.columna], pais[real.columna])}"
        frases.append(f"{_en_mayuscula(frase)}.")
    return " ".join(frases)


def hallazgo_de_la_pobreza(
    monetaria: pd.DataFrame, multidimensional: pd.DataFrame, mira: Mirada
) -> str:
    """El último dato de pobreza monetaria con su intervalo, desde cuándo se compara, y el IPM."""
    medida = POBREZA["pobreza_monetaria"]
    propia = ultima_fila(monetaria, mira.codigo, medida)
    frases = []
    if propia is None:
        frases.append(explicacion_sin_encuesta(mira.nombre))
    else:
        parentesis = []
        if not es_vacio(propia["lim_inf_pct"]):
            parentesis.append(f"intervalo de {_intervalo(propia)}")
        if (pais := ultima_fila(monetaria, PAIS, medida)) is not None:
            parentesis.append(f"en el país, {medida.escribir(pais[medida.columna])}")
        frases.append(
            f"En {propia['anio']} el {medida.escribir(propia[medida.columna])} de las personas "
            f"era pobre por ingresos ({'; '.join(parentesis)}): {_lugar(propia)}, donde el 1 es "
            "el de menos pobreza."
        )
        if (cambio := cambio_del_ultimo_tramo(monetaria, mira.codigo, medida)) is not None:
            frases.append(_frase_de_cambio(monetaria, mira.codigo, cambio))
    ipm = POBREZA["pobreza_multidimensional"]
    fila = ultima_fila(multidimensional, mira.codigo, ipm)
    if fila is not None:
        frases.append(
            f"La pobreza multidimensional fue {ipm.escribir(fila[ipm.columna])} en "
            f"{fila['anio']}: {_lugar(fila)}."
        )
    return " ".join(frases)


def explicar_vacio(datos: pd.DataFrame, medida: Medida, mira: Mirada, edicion: str) -> str:
    """Por qué el territorio no tiene esa medida; vacío si la tiene."""
    if ultima_fila(datos, mira.codigo, medida) is not None:
        return ""
    if medida.es_monetaria:
        return explicacion_sin_encuesta(mira.nombre)
    if medida.es_pobreza:
        return f"La fuente no trae {medida.nombre} {_articulo(mira.nombre)}; no es cero."
    return (
        f"La edición {edicion} no trae {medida.nombre}. Elija otra edición u otra medida: las de "
        "dos ediciones no se completan entre sí."
    )


def explicacion_sin_encuesta(nombre: str) -> str:
    """Por qué no hay cifra: no es que la pobreza sea cero ni que el tablero no la haya cargado."""
    return (
        f"{nombre}: {SIN_COBERTURA}. La encuesta del DANE que mide la pobreza monetaria no visita "
        "ese departamento; no es cero, es que no se mide."
    )


def _intervalo(fila: Mapping[str, Any]) -> str:
    return f"{numero(fila['lim_inf_pct'], 1)} a {numero(fila['lim_sup_pct'], 1)}"


def _frase_de_cambio(datos: pd.DataFrame, codigo: str, cambio: Variacion) -> str:
    """«Desde 2021 bajó 12,1 puntos…», y si el cambio supera el margen de error."""
    if cambio.diferencia is None:
        return f"No se compara con años anteriores: {cambio.motivo}."
    desde = cambio.desde.periodo
    if round(cambio.diferencia, 1) == 0:
        frase = f"Desde {desde} no cambió"
    else:
        verbo = "bajó" if cambio.diferencia < 0 else "subió"
        frase = f"Desde {desde} {verbo} {puntos_porcentuales(abs(cambio.diferencia))}"
        if (supera := supera_el_margen(datos, codigo, cambio)) is not None:
            frase += ", más que el margen de error" if supera else ", dentro del margen de error"
    return f"{frase}; con lo anterior a {desde} no se compara."


def titulo_en_el_tiempo(datos: pd.DataFrame, medida: Medida, mira: Mirada) -> str:
    """El hallazgo de la serie: es el título de la figura y su texto alternativo."""
    propia = ultima_fila(datos, mira.codigo, medida)
    if propia is None:
        if medida.es_monetaria:
            return f"{mira.nombre}: {SIN_COBERTURA}; se muestran el país y los pares elegidos"
        return f"La fuente no trae {medida.nombre} {_articulo(mira.nombre)}"
    valor, cuando = propia[medida.columna], propia["anio"]
    pais = ultima_fila(datos, PAIS, medida)
    if medida.es_pobreza:
        cambio = cambio_del_ultimo_tramo(datos, mira.codigo, medida)
        que = f"{_en_mayuscula(medida.nombre)} {_articulo(mira.nombre)}"
        if cambio is None or cambio.diferencia is None:
            return f"{que} fue {medida.escribir(valor)} en {cuando}: {_lugar(propia)}"
        if round(cambio.diferencia, 1) == 0:
            return f"{que} sigue en {medida.escribir(valor)} ({cuando}): {_lugar(propia)}"
        verbo = "bajó" if cambio.diferencia < 0 else "subió"
        return (
            f"{que} {verbo} de {medida.escribir(cambio.desde.valor)} ({cambio.desde.periodo}) a "
            f"{medida.escribir(valor)} ({cuando}): {_lugar(propia)}"
        )
    if medida.indicador_id == "pib_per_capita":
        return (
            f"El PIB por habitante {_articulo(mira.nombre)} fue de {medida.escribir(valor)} en "
            f"{cuando}, el {porcentaje(propia['relativo_pais_pct'])} del nacional: {_lugar(propia)}"
        )
    if medida.indicador_id == "pib_crecimiento_real":
        frase = f"La economía {_articulo(mira.nombre)} {_movio(valor)} en {cuando}"
        if pais is not None:
            frase += f" {_y_el_pais(valor, pais[medida.columna])}"
        return f"{frase}: {_lugar(propia)}"
    if medida.indicador_id == "pib_indice_2019":
        frase = f"La economía {_articulo(mira.nombre)} produjo en {cuando} "
        frase += _mas_que_en_2019(datos, mira.codigo, medida) + " que en 2019"
        if pais is not None:
            frase += f"; la del país, {_mas_que_en_2019(datos, PAIS, medida)}"
        return frase if es_vacio(propia["puesto"]) else f"{frase}: {_lugar(propia)}"
    return (
        f"{mira.nombre} pesó {medida.escribir(valor)} del PIB del país en {cuando}: "
        f"{_lugar(propia)}"
    )


def _mas_que_en_2019(datos: pd.DataFrame, codigo: str, medida: Medida) -> str:
    """«19,2 % más», «3,1 % menos» o «lo mismo»."""
    cambio = cambio_desde(datos, codigo, medida, 2019)
    if cambio is None or cambio.relativa_pct is None:
        return "sin dato para comparar"
    if round(cambio.relativa_pct, 1) == 0:
        return "lo mismo"
    sentido = "más" if cambio.relativa_pct > 0 else "menos"
    return f"{porcentaje(abs(cambio.relativa_pct))} {sentido}"


def recorrido(datos: pd.DataFrame, codigo: str, medida: Medida) -> str:
    """La serie oficial en una línea, con ‖ donde cambia el método; vacía si hay un solo tramo."""
    serie = variaciones.tramos(_cifras(_propias(datos, codigo, medida), medida))
    if len(serie) < 2:
        return ""
    valores = [
        [(cifra.periodo, medida.escribir(cifra.valor)) for cifra in tramo] for tramo in serie
    ]
    return f"{frase_de_tramos(valores)}."


# ── En el tiempo ───────────────────────────────────────────────────────────────────────────────


def figura_en_el_tiempo(
    datos: pd.DataFrame, medida: Medida, quiebres: pd.DataFrame, mira: Mirada
) -> go.Figure:
    """El territorio, el país y los pares, con intervalo, quiebres y, si se piden, los hechos.

    El intervalo se dibuja sólo para el territorio; el de los demás se lee al señalar.
    """
    tabla = _para_lineas(datos, medida, mira)
    t = estilo.colores(mira.tema)
    figura = linea_con_quiebres(
        tabla,
        unidad=medida.unidad,
        decimales=medida.decimales,
        destacada=mira.nombre,
        quiebres=_quiebres_de(tabla, quiebres),
        colores_de_serie={
            NOMBRE_DEL_PAIS: t.texto,
            _nombre_de_prensa(mira.nombre): t.acento,
        },
        tema=mira.tema,
    )
    titulo = titulo_en_el_tiempo(datos, medida, mira)
    anios = sorted(tabla["periodo"])
    camino = recorrido(datos, mira.codigo, medida)
    figura = estilo.terminar(
        figura,
        titulo=titulo,
        subtitulo=f"{medida.descripcion}. {anios[0]}-{anios[-1]}, {_ediciones_de(datos)}.",
        fuentes=mira.fuentes,
        corte=anios[-1],
        alt=f"{titulo}. {camino}".strip(),
        tema=mira.tema,
        notas=[camino, *_notas_en_el_tiempo(datos, medida, mira)] if camino else (
            _notas_en_el_tiempo(datos, medida, mira)
        ),
        sentido=medida.sentido,
    )  # fmt: skip
    if mira.eventos is not None:
        figura = marcar_eventos(figura, mira.eventos, tema=mira.tema)
    return figura


def _nombre_de_prensa(nombre: str) -> str:
    return f"{nombre}, publicación de 2025 (prensa)"


def _para_lineas(datos: pd.DataFrame, medida: Medida, mira: Mirada) -> pd.DataFrame:
    """Las series con valor, listas para dibujar. Lo de prensa es una serie aparte."""
    orden = {codigo: i for i, codigo in enumerate(mira.codigos)}
    con_valor = datos[datos[medida.columna].notna() & datos["cod_departamento"].isin(orden)]
    filas = []
    for fila in con_valor.to_dict("records"):
        propia = fila["cod_departamento"] == mira.codigo
        es_prensa = fila["estado"] == "prensa"
        filas.append(
            {
                "serie": _nombre_de_prensa(fila["departamento"])
                if es_prensa
                else fila["departamento"],
                "orden": orden[fila["cod_departamento"]],
                "periodo": str(fila["anio"]),
                "valor": float(fila[medida.columna]) * medida.factor,
                "segmento": fila["edicion"],
                "lim_inf": fila.get("lim_inf_pct") if propia else None,
                "lim_sup": fila.get("lim_sup_pct") if propia else None,
                "estado": fila["estado"],
                "nota": _nota_del_punto(fila, propia),
            }
        )
    tabla = pd.DataFrame(filas).sort_values("orden", kind="stable").drop(columns="orden")
    return tabla.astype({"lim_inf": "float64", "lim_sup": "float64"})


def _nota_del_punto(fila: Mapping[Any, Any], propia: bool) -> str:
    partes = []
    if not es_vacio(fila["puesto"]):
        partes.append(_en_mayuscula(_lugar(fila)))
    if not propia and not es_vacio(fila.get("lim_inf_pct")):
        partes.append(f"Intervalo de confianza: {_intervalo(fila)}")
    if fila.get("nota"):
        partes.append(_en_mayuscula(str(fila["nota"])))
    return ". ".join(partes)


def _quiebres_de(tabla: pd.DataFrame, quiebres: pd.DataFrame) -> list[Quiebre]:
    """Los cortes de las ediciones que se dibujan; el de una revisión sólo la separa a ella."""
    presentes = set(tabla["segmento"])
    de_prensa = set(tabla.loc[tabla["estado"] == "prensa", "segmento"])
    return [
        Quiebre(
            str(fila["periodo"]),
            # El motivo completo está en «Qué saber»; en la figura, lo que cambió.
            str(fila["motivo"]).split(":")[0],
            segmento=str(fila["edicion"]) if fila["edicion"] in de_prensa else "",
        )
        for fila in quiebres.to_dict("records")
        if fila["edicion"] in presentes
    ]


def _ediciones_de(datos: pd.DataFrame) -> str:
    """«edición 2025pr» o los tramos que se dibujan, cada uno con su nombre."""
    if "tramo" not in datos:
        return f"edición {lista(list(dict.fromkeys(datos['edicion'])))}"
    tramos = dict.fromkeys(datos.sort_values("anio")["tramo"])
    return lista([t[0].lower() + t[1:] for t in tramos])


def _notas_en_el_tiempo(datos: pd.DataFrame, medida: Medida, mira: Mirada) -> list[str]:
    notas = []
    propias = _propias(datos, mira.codigo, medida)
    if medida.es_monetaria:
        if not propias.empty and propias["lim_inf_pct"].notna().any():
            notas.append(
                f"La banda es el intervalo de confianza del 95 % {_articulo(mira.nombre)}."
            )
        sin_intervalo = propias[propias["lim_inf_pct"].isna()]
        if not sin_intervalo.empty:
            anios = lista([str(anio) for anio in sin_intervalo["anio"]])
            notas.append(
                f"{anios}: sin intervalo. El que trae la fuente es de otro departamento y se anuló."
            )
        if (datos["estado"] == "prensa").any():
            notas.append(
                "Los puntos huecos son de otra publicación, citada por la prensa: no se comparan "
                "con la línea."
            )
        if faltan := _sin_cobertura(datos, mira):
            notas.append(f"{_en_mayuscula(SIN_COBERTURA)}: {lista(faltan)}.")
    elif medida.es_pobreza:
        notas.append("La hoja del DANE no trae el total nacional ni intervalos de confianza.")
    else:
        por_cambiar = propias.loc[propias["estado"] != "definitivo", "anio"]
        if len(por_cambiar):
            notas.append(
                f"Los puntos huecos ({lista([str(a) for a in por_cambiar])}) todavía se revisan."
            )
        if (
            PAIS not in set(datos["cod_departamento"])
            and medida.indicador_id != "pib_participacion"
        ):
            notas.append("Esta edición no trae el total nacional.")
    return notas


def _sin_cobertura(datos: pd.DataFrame, mira: Mirada) -> list[str]:
    elegidos = datos[datos["cod_departamento"].isin(mira.codigos)]
    faltan = elegidos[elegidos["nota"] == SIN_COBERTURA]
    return list(dict.fromkeys(faltan["departamento"]))


# ── Todos los departamentos ────────────────────────────────────────────────────────────────────


def anios_con_dato(datos: pd.DataFrame) -> list[int]:
    """Los años en que se puede ordenar a los departamentos, del más viejo al más reciente."""
    filas = oficiales(datos)
    return sorted({int(anio) for anio in filas.loc[filas["puesto"].notna(), "anio"]})


def anio_pedido(datos: pd.DataFrame, pedido: str) -> int | None:
    """El año elegido si la medida lo tiene; el último si no se eligió; ``None`` si no hay."""
    anios = anios_con_dato(datos)
    if pedido == ULTIMO:
        return anios[-1] if anios else None
    return int(pedido) if int(pedido) in anios else None


def explicar_anio(datos: pd.DataFrame, medida: Medida, pedido: str, edicion: str) -> str:
    """Por qué no hay qué comparar ese año y cuáles sí hay."""
    anios = anios_con_dato(datos)
    if not anios:
        return f"La edición {edicion} no trae {medida.nombre}. Elija otra edición u otro indicador."
    return (
        f"No hay {medida.archivo} de {pedido} para ordenar a los departamentos: hay de "
        f"{anios[0]} a {anios[-1]}. Elija uno de esos años."
    )


def fila_del_pais(datos: pd.DataFrame, anio: int) -> dict[str, Any] | None:
    """El total nacional de un año, si la fuente lo trae."""
    filas = oficiales(datos)
    filas = filas[(filas["anio"] == anio) & (filas["cod_departamento"] == PAIS)]
    return None if filas.empty else dict(filas.iloc[0])


def corte_de_un_anio(datos: pd.DataFrame, anio: int) -> pd.DataFrame:
    """Los 33 departamentos en un año, del primer puesto al último; al final, los que no tienen."""
    filas = oficiales(datos)
    filas = filas[(filas["anio"] == anio) & (filas["cod_departamento"] != PAIS)]
    return filas.sort_values(["puesto", "departamento"], na_position="last")


def del_anio(datos: pd.DataFrame, anio: int) -> tuple[pd.DataFrame, dict[str, Any] | None]:
    """Los departamentos y el país en un año."""
    return corte_de_un_anio(datos, anio), fila_del_pais(datos, anio)


def titulo_del_corte(corte: pd.DataFrame, medida: Medida, mira: Mirada) -> str:
    """Qué lugar ocupa el territorio ese año, o por qué no tiene uno."""
    (propia,) = corte[corte["cod_departamento"] == mira.codigo].to_dict("records")
    anio = propia["anio"]
    if es_vacio(propia["puesto"]):
        motivo = propia.get("nota") or formatear(None, medida.unidad)
        return f"{mira.nombre}, {motivo}: no tiene puesto en {medida.nombre} de {anio}"
    return (
        f"{mira.nombre} ocupa el {_lugar(propia)} en {medida.nombre} de {anio}, con "
        f"{medida.escribir(propia[medida.columna])}"
    )


def _notas_del_corte(
    corte: pd.DataFrame, pais: Mapping[str, Any] | None, medida: Medida
) -> list[str]:
    con_valor = corte[corte[medida.columna].notna()]
    extremos = [
        f"{fila['departamento']}, {medida.escribir(fila[medida.columna])}"
        for fila in (con_valor.iloc[0], con_valor.iloc[-1])
    ]
    notas = [f"Primer puesto: {extremos[0]}. Último: {extremos[1]}."]
    if pais is not None:
        notas.append(f"{NOMBRE_DEL_PAIS}: {medida.escribir(pais[medida.columna])}.")
    notas += _notas_de_vacios(corte, medida)
    return notas


def _notas_de_vacios(filas: pd.DataFrame, medida: Medida) -> list[str]:
    """Quién no tiene cifra y por qué, agrupado por motivo."""
    vacias = filas[filas[medida.columna].isna()]
    if vacias.empty:
        return []
    return [
        f"{_en_mayuscula(str(motivo))}: {lista(sorted(set(grupo['departamento'])))}."
        for motivo, grupo in vacias.groupby("nota")
    ]


def _vacio_de(corte: pd.DataFrame, medida: Medida) -> str:
    """La palabra con que la leyenda nombra lo que falta."""
    vacias = corte[corte[medida.columna].isna()]
    return str(vacias["nota"].iloc[0]) if len(vacias) else formatear(None, medida.unidad)


def _terminar_corte(
    figura: go.Figure,
    corte: pd.DataFrame,
    pais: Mapping[str, Any] | None,
    medida: Medida,
    mira: Mirada,
    forma: str,
) -> go.Figure:
    titulo = titulo_del_corte(corte, medida, mira)
    notas = _notas_del_corte(corte, pais, medida)
    anio = str(corte["anio"].iloc[0])
    return estilo.terminar(
        figura,
        titulo=titulo,
        subtitulo=f"{medida.descripcion}. {anio}, {_ediciones_de(corte)}.",
        fuentes=mira.fuentes,
        corte=anio,
        alt=f"{forma} {titulo}. {' '.join(notas)}",
        tema=mira.tema,
        notas=notas,
        sentido=medida.sentido,
    )


def figura_de_tira(
    corte: pd.DataFrame, pais: Mapping[str, Any] | None, medida: Medida, mira: Mirada
) -> go.Figure:
    """Un punto por departamento en el año elegido; a la derecha, el mejor."""
    figura = tira_de_puestos(
        corte.assign(valor=corte[medida.columna].astype(float) * medida.factor),
        unidad=medida.unidad,
        decimales=medida.decimales,
        propio=mira.codigo,
        pares=mira.pares,
        sentido=medida.sentido,
        vacio=_vacio_de(corte, medida),
        tema=mira.tema,
    )
    return _terminar_corte(figura, corte, pais, medida, mira, "Un punto por departamento.")


def figura_de_mapa(
    departamentos: Any,
    corte: pd.DataFrame,
    pais: Mapping[str, Any] | None,
    medida: Medida,
    mira: Mirada,
) -> go.Figure:
    """Los departamentos por clases con sus bordes escritos; rayados, los que no se miden."""
    valores = {
        fila["cod_departamento"]: None
        if es_vacio(fila[medida.columna])
        else float(fila[medida.columna]) * medida.factor
        for fila in corte.to_dict("records")
    }
    figura = mapa_de_clases(
        departamentos,
        valores,
        cortes_por_cuantiles(valores.values()),
        unidad=medida.unidad,
        decimales=medida.decimales,
        nota={
            fila["cod_departamento"]: _en_mayuscula(_lugar(fila))
            for fila in corte.to_dict("records")
            if not es_vacio(fila["puesto"])
        },
        vacio=_vacio_de(corte, medida),
        clave="cod_departamento",
        contorno=departamentos[departamentos["cod_departamento"] == mira.codigo],
        etiquetas=[mira.codigo],
        tema=mira.tema,
    )
    return _terminar_corte(figura, corte, pais, medida, mira, "Mapa de los departamentos.")


def comparados(
    corte: pd.DataFrame, pais: Mapping[str, Any] | None, medida: Medida, mira: Mirada
) -> pd.DataFrame:
    """El territorio, el país y los pares en un año, legibles: valor, intervalo y puesto."""
    filas = {fila["cod_departamento"]: fila for fila in corte.to_dict("records")}
    if pais is not None:
        filas[PAIS] = dict(pais)
    tabla = []
    for codigo in (c for c in mira.codigos if c in filas):
        fila = filas[codigo]
        valor = medida.escribir(fila[medida.columna])
        if es_vacio(fila[medida.columna]):
            valor = str(fila.get("nota") or valor)
        elif not es_vacio(fila.get("lim_inf_pct")):
            valor += f" ({_intervalo(fila)})"
        tabla.append(
            {
                "Departamento": fila["departamento"],
                _en_mayuscula(medida.archivo): valor,
                "Puesto": "–"
                if es_vacio(fila["puesto"])
                else puesto(fila["puesto"], fila["n_evaluados"]),
            }
        )
    return pd.DataFrame(tabla)


def hallazgo_de_todos(datos: pd.DataFrame, medida: Medida) -> str:
    """En cuántos departamentos subió o bajó lo medido, en el último tramo que se compara."""
    departamentos = list(datos[datos["cod_departamento"] != PAIS].groupby("cod_departamento"))
    if medida.indicador_id == "pib_crecimiento_real":
        filas = [ultima_fila(propias, str(codigo), medida) for codigo, propias in departamentos]
        ultimas = [fila for fila in filas if fila is not None]
        crecieron = sum(fila[medida.columna] > 0 for fila in ultimas)
        return (
            f"En {ultimas[0]['anio']} creció la economía de {crecieron} de "
            f"{cantidad(len(ultimas), 'departamento', 'departamentos')}"
        )
    desde_2019 = medida.indicador_id == "pib_indice_2019"
    cambios = [
        cambio_desde(filas, str(codigo), medida, 2019)
        if desde_2019
        else cambio_del_ultimo_tramo(filas, str(codigo), medida)
        for codigo, filas in departamentos
    ]
    hechos = [c for c in cambios if c is not None and c.diferencia is not None]
    if not hechos:
        return f"No hay dos años que comparar en {medida.nombre}"
    bajo = medida.sentido == "menos_es_mejor"
    cuantos = sum((c.diferencia or 0) < 0 if bajo else (c.diferencia or 0) > 0 for c in hechos)
    periodo = f"Entre {hechos[0].desde.periodo} y {hechos[0].hasta.periodo}"
    return (
        f"{periodo}, {medida.nombre} {'bajó' if bajo else 'subió'} en {cuantos} de "
        f"{cantidad(len(hechos), 'departamento', 'departamentos')}"
    )


def figura_de_multiplos(
    datos: pd.DataFrame, medida: Medida, quiebres: pd.DataFrame, eje_comun: bool, mira: Mirada
) -> go.Figure:
    """Un cuadro por departamento: primero el territorio, el país y los pares; después, los demás.

    Los demás van del primer puesto al último. Los que no se miden se nombran al pie.
    """
    filas = oficiales(datos)
    con_valor = filas[filas[medida.columna].notna()]
    ultimos = con_valor.sort_values("anio").drop_duplicates("cod_departamento", keep="last")
    por_puesto = list(ultimos.sort_values(["puesto", "departamento"])["cod_departamento"])
    primero = [codigo for codigo in mira.codigos if codigo in por_puesto]
    orden = {c: i for i, c in enumerate([*primero, *(c for c in por_puesto if c not in primero)])}
    tabla = con_valor.assign(
        orden=con_valor["cod_departamento"].map(orden),
        panel=con_valor["departamento"],
        periodo=con_valor["anio"].astype(str),
        valor=con_valor[medida.columna].astype(float) * medida.factor,
        segmento=con_valor["edicion"],
        nota=[_nota_del_punto(fila, propia=False) for fila in con_valor.to_dict("records")],
    ).sort_values(["orden", "anio"], kind="stable")
    presentes = set(tabla["segmento"])
    cortes = [
        str(fila["periodo"]) for fila in quiebres.to_dict("records") if fila["edicion"] in presentes
    ]
    nombres = dict(zip(tabla["cod_departamento"], tabla["panel"], strict=True))
    figura = multiplos(
        tabla,
        unidad=medida.unidad,
        decimales=medida.decimales,
        destacado=mira.nombre,
        acompanan=[nombres[c] for c in primero if c != mira.codigo],
        cortes=cortes,
        eje_comun=eje_comun,
        tema=mira.tema,
    )
    titulo = hallazgo_de_todos(datos, medida)
    escala = (
        "Todos los cuadros usan la misma escala"
        + (f"; la línea tenue repite la {_articulo(mira.nombre)}." if mira.codigo in orden else ".")
        if eje_comun
        else "Cada cuadro usa su propia escala: compare las formas, no las alturas."
    )
    notas = [escala]
    if cortes:
        notas.append(
            f"La raya vertical es el quiebre de {lista(cortes)}: los dos lados no se comparan."
        )
    notas += _notas_de_vacios(filas, medida)
    return estilo.terminar(
        figura,
        titulo=titulo,
        subtitulo=(
            f"{medida.descripcion}. {con_valor['anio'].min()}-{con_valor['anio'].max()}, "
            f"{_ediciones_de(con_valor)}."
        ),
        fuentes=mira.fuentes,
        corte=str(con_valor["anio"].max()),
        alt=f"Un cuadro por departamento. {titulo}. {' '.join(notas)}",
        tema=mira.tema,
        notas=notas,
        sentido=medida.sentido,
    )


# ── Tablas ─────────────────────────────────────────────────────────────────────────────────────


def a_la_vista(datos: pd.DataFrame, medida: Medida, codigos: Sequence[str] = ()) -> pd.DataFrame:
    """Lo que se lee y se baja de una serie, sin columnas siempre vacías. Primero, ``codigos``."""
    if medida.es_pobreza:
        columnas = ["departamento", "anio", medida.columna, "lim_inf_pct", "lim_sup_pct"]
        cola = ["puesto", "n_evaluados", "tramo", "nota", "cod_departamento"]
    else:
        columnas = ["departamento", "anio", medida.columna, "relativo_pais_pct"]
        cola = ["puesto", "n_evaluados", "estado", "edicion", "cod_departamento"]
    propias = [
        c for c in columnas if c in datos and (c == medida.columna or datos[c].notna().any())
    ]
    lugar = {codigo: i for i, codigo in enumerate(codigos)}
    orden = datos["cod_departamento"].map(lambda codigo: lugar.get(codigo, len(lugar)))
    filas = datos.loc[orden.sort_values(kind="stable").index]
    return filas[[*propias, *cola]].reset_index(drop=True)


def fuentes_de(datos: pd.DataFrame, medida: Medida, edicion: str) -> list[str]:
    """Las fuentes de lo que se ve, de la más reciente a la más vieja."""
    if not medida.es_pobreza:
        return [FUENTES_DEL_PRODUCTO[edicion]]
    con_valor = datos[datos[medida.columna].notna()]
    return list(dict.fromkeys(con_valor.sort_values("anio", ascending=False)["fuente_id"]))


def anios_comunes(ediciones: pd.DataFrame) -> dict[str, str]:
    """Los años que traen las dos ediciones, del más reciente al más viejo."""
    return {str(anio): str(anio) for anio in sorted(set(ediciones["anio"]), reverse=True)}


def hallazgo_de_ediciones(ediciones: pd.DataFrame, anio: int, nombre: str) -> str:
    """Cuánto cambió la edición nueva el PIB de un año, y en qué años difieren las dos."""
    corrientes = ediciones[ediciones["indicador_id"] == "pib_corriente"]
    (fila,) = corrientes[corrientes["anio"] == anio].to_dict("records")
    antes, ahora = (numero(fila[f"valor_edicion_{lado}"], 1) for lado in ("anterior", "nueva"))
    difieren = corrientes.loc[corrientes["revision"].round(1) != 0, "anio"]
    vieja, nueva = fila["edicion_anterior"], fila["edicion_nueva"]
    if round(fila["revision"], 1) == 0:
        frase = (
            f"Para {anio} las dos ediciones dan el mismo PIB {_articulo(nombre)}: {ahora} miles de "
            "millones de pesos"
        )
    else:
        sentido = "más" if fila["revision"] > 0 else "menos"
        frase = (
            f"Para {anio} la edición {vieja} daba {antes} miles de millones de pesos al PIB "
            f"{_articulo(nombre)} y la {nueva} da {ahora}: {numero(abs(fila['revision']), 1)} "
            f"{sentido} ({porcentaje(abs(fila['revision_pct']), 2)})"
        )
    if difieren.empty:
        return f"{frase}. No difieren en ningún año."
    return f"{frase}. Las dos difieren en {lista([str(a) for a in difieren])}."


def tabla_de_ediciones(ediciones: pd.DataFrame, anio: int) -> pd.DataFrame:
    """Las dos ediciones lado a lado, legibles: una fila por medida de un mismo año."""
    filas = ediciones[ediciones["anio"] == anio].to_dict("records")
    return pd.DataFrame(
        [
            {
                "Medida": _medida_con_unidad(fila),
                f"Edición {fila['edicion_anterior']}": _lado(fila, "edicion_anterior"),
                f"Edición {fila['edicion_nueva']}": _lado(fila, "edicion_nueva"),
                "Diferencia entre ediciones": _diferencia(fila),
            }
            for fila in filas
        ]
    )


_DECIMALES_DE_EDICION = {"cop": 0, "miles_mill_cop": 1, "pct": 2}


def _medida_con_unidad(fila: Mapping[Any, Any]) -> str:
    unidades = {"cop": "pesos", "miles_mill_cop": "miles de millones de pesos", "pct": "%"}
    return f"{fila['medida']} ({unidades[fila['unidad']]})"


def _lado(fila: Mapping[Any, Any], lado: str) -> str:
    valor = fila[f"valor_{lado}"]
    if es_vacio(valor):
        return "no la trae"
    texto = numero(valor, _DECIMALES_DE_EDICION[fila["unidad"]])
    lugar = puesto(fila[f"puesto_{lado}"], fila["n_evaluados"])
    return f"{texto} · puesto {lugar} · {fila[f'estado_{lado}']}"


def _diferencia(fila: Mapping[Any, Any]) -> str:
    if es_vacio(fila["revision"]):
        return "no se puede: una de las dos no la trae"
    decimales = _DECIMALES_DE_EDICION[fila["unidad"]]
    if round(float(fila["revision"]), decimales) == 0:
        return "ninguna"
    if fila["unidad"] == "pct":
        return puntos_porcentuales(fila["revision"], decimales, signo=True)
    return f"{con_signo(fila['revision'], decimales)} ({con_signo(fila['revision_pct'], 2)}\u202f%)"


def tabla_de_quiebres(quiebres: pd.DataFrame) -> pd.DataFrame:
    """Los cortes declarados, con el motivo completo."""
    return pd.DataFrame(
        {"Desde": quiebres["periodo"].astype(str), "Por qué no se compara": quiebres["motivo"]}
    )


_QUE_SABER = (
    "El PIB por habitante va en pesos de cada año: parte de lo que sube es inflación. Para saber "
    "si se produce más están el crecimiento real y el índice. No es el ingreso de las personas.",
    "El estado de 2024 (provisional) y 2025 (preliminar) en la edición 2025pr es un supuesto "
    "nuestro: la copia que se leyó no lo trae.",
    "El peso en el país puede bajar aunque la economía crezca, si el país crece más.",
    "El DANE cambió en 2020 y 2021 la captura de algunas variables de la pobreza "
    "multidimensional (inasistencia escolar, acueducto y energía rural), pero no declara rota la "
    "serie.",
)


def que_saber(territorios: pd.DataFrame) -> list[str]:
    """Lo que cambia la lectura de las cifras, empezando por a quién no visita la encuesta."""
    faltan = territorios.loc[~territorios["tiene_encuesta"], "departamento"]
    return [
        f"La encuesta de pobreza monetaria nunca ha cubierto {lista(list(faltan))}: el puesto es "
        f"entre {int(territorios['tiene_encuesta'].sum())} y esos salen como «{SIN_COBERTURA}».",
        *_QUE_SABER,
    ]


CIFRAS_DE_LINEAS = ("Por persona al mes", "Por hogar de cuatro al mes")
NOTA_DE_EDICIONES = (
    "No es una variación: las dos columnas hablan del mismo año y ninguna es un error. El peso y "
    "los puestos se calculan igual en las dos, sobre los 33 departamentos; la edición 2020pr no "
    "trae PIB por habitante ni total nacional. Las diferencias se calculan sin redondear."
)


def tabla_de_lineas(lineas: pd.DataFrame) -> pd.DataFrame:
    """Las líneas de pobreza, legibles: pesos al mes por persona y por hogar de cuatro."""
    return pd.DataFrame(
        [
            {
                "Línea": fila["medida"],
                "Año": str(fila["periodo"]),
                "Por persona al mes": pesos(fila["valor_persona_cop"]),
                "Por hogar de cuatro al mes": pesos(fila["valor_hogar_cop"]),
                "Lugar en el informe": f"línea {entero(fila['linea_documento'])}",
            }
            for fila in lineas.to_dict("records")
        ]
    )
