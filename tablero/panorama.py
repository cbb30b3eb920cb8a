"""Lo que la página Panorama muestra, ya decidido: tarjetas, balance y series. Sin pantalla."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.formato import entero, es_vacio, fecha_larga, formatear, porcentaje, puesto
from tablero.frases import balance, frase_de_indicador, frase_de_tramos, lugar
from tablero.graficos.minimo import barra_avance_svg, tendencia_svg
from tablero.mapas import mapa_por_categoria

TERRITORIO = "54"
# Las sedes de las tres cámaras: son los nombres que se escriben sobre el mapa.
CABECERAS = ("54001", "54498", "54518")
CIFRAS_DE_CAMARAS = ("registros_activos", "registros_activos_participacion_cucuta")
FUENTES_DE_CAMARAS = ("informe_gestion_2020_2023", "mgn_2018", "poblacion_2018_2035")


@dataclass(frozen=True)
class SerieDeTarjeta:
    """Qué serie oficial acompaña a un indicador de resultado y en qué ediciones."""

    indicador_id: str
    medida: str
    ediciones: tuple[str, ...]


# La edición es la que el informe cita o, si no cita, la que contiene los años de su línea base y
# su avance. La pobreza va en dos marcos que no se comparan: cada uno es un tramo.
SERIES = {
    "puesto_formalidad_laboral": SerieDeTarjeta("idc_lab_1_3", "puesto", ("2025",)),
    "puesto_densidad_empresarial": SerieDeTarjeta("idc_neg_2_2", "puesto", ("2025",)),
    "puesto_desempleo": SerieDeTarjeta("idc_lab_1_2", "puesto", ("2025",)),
    "nuevas_empresas": SerieDeTarjeta("idc_neg_2_1", "valor", ("2024",)),
    "registros_renovados": SerieDeTarjeta("idc_neg_2_2", "valor", ("2024",)),
    "pobreza_monetaria": SerieDeTarjeta(
        "pobreza_monetaria", "valor", ("marco2005", "marco2018_pub2024")
    ),
    "pib_per_capita": SerieDeTarjeta("pib_per_capita", "puesto", ("2025pr",)),
    "diversificacion_exportadora": SerieDeTarjeta("idc_sof_1_2", "puesto", ("2024",)),
}


@dataclass(frozen=True)
class Tarjeta:
    """Un indicador de resultado listo para dibujarse."""

    fila: Any
    serie: SerieDeTarjeta | None
    datos: pd.DataFrame

    @property
    def valor(self) -> str:
        """El avance, en grande."""
        fila = self.fila
        if fila["unidad"] == "puesto":
            return lugar(fila["avance"], fila["n_evaluados"])
        if fila["tipo_meta"] == "acumulado":
            return (
                f"{formatear(fila['avance'], fila['unidad'])} de "
                f"{formatear(fila['meta'], fila['unidad'])}"
            )
        return formatear(fila["avance"], fila["unidad"])

    @cached_property
    def frase_de_serie(self) -> str:
        """Los valores de la serie oficial, con sus cortes y su edición; vacía si no hay serie."""
        if self.serie is None or self.datos.empty:
            return ""
        por_edicion = list(self.datos.groupby("segmento", sort=False))
        tramos = [
            [(str(f["periodo"]), self.formatear_punto(f)) for f in tramo.to_dict("records")]
            for _, tramo in por_edicion
        ]
        titulos = list(dict.fromkeys(self.datos["fuente_titulo"]))
        que = "Puesto" if self.serie.medida == "puesto" else "Serie"
        return f"{que}: {frase_de_tramos(tramos)}. {'; '.join(titulos)}."

    def formatear_punto(self, punto: Any) -> str:
        if self.serie is not None and self.serie.medida == "puesto":
            return puesto(punto["puesto"], punto["n_evaluados"])
        return formatear(punto["valor"], str(self.fila["serie_unidad"]), corto=True)

    @property
    def fuentes_de_la_serie(self) -> list[str]:
        return [] if self.datos.empty else list(dict.fromkeys(self.datos["fuente_id"]))

    def dibujos(self, tema: str) -> list[tuple[str, str]]:
        """Parejas (SVG, texto alternativo): el recorrido hacia la meta y la serie oficial."""
        return self._dibujos_por_tema[tema]

    @cached_property
    def _dibujos_por_tema(self) -> dict[str, list[tuple[str, str]]]:
        return {tema: self._dibujar(tema) for tema in estilo.TEMAS}

    def _dibujar(self, tema: str) -> list[tuple[str, str]]:
        hechos = []
        fila = self.fila
        if fila["es_comparable"] and not es_vacio(fila["meta"]):
            acumulado = fila["tipo_meta"] == "acumulado"
            recorrido = barra_avance_svg(
                # En lo acumulado el camino empieza en cero: la línea base es otra cuenta.
                0 if acumulado else fila["linea_base"],
                fila["avance"],
                fila["meta"],
                fila["sentido"],
                tema,
                unidad=fila["unidad"],
                de=fila["n_evaluados"],
                anios=(
                    None if acumulado else int(fila["anio_base"]),
                    int(fila["anio_avance"]),
                    int(fila["anio_meta"]),
                ),
                nombre=fila["indicador"],
                rotulo_base="Inicio" if acumulado else "Línea base",
            )
            hechos.append((recorrido, frase_de_indicador(fila)))
        if self.serie is not None and not self.datos.empty:
            tendencia = tendencia_svg(
                list(zip(self.datos["periodo"], self.datos[self.serie.medida], strict=True)),
                list(self.datos["segmento"]),
                "menos_es_mejor" if self.serie.medida == "puesto" else fila["serie_sentido"],
                tema,
                ancho=300,
                unidad="puesto" if self.serie.medida == "puesto" else fila["serie_unidad"],
                de=fila["n_evaluados"],
                nombre=fila["serie_nombre"],
            )
            hechos.append((tendencia, f"{fila['serie_nombre']}: {self.frase_de_serie}"))
        return hechos

    def con_anio(self, columna: str, columna_anio: str) -> str:
        """«17 (2025)», o «sin dato»."""
        fila = self.fila
        if es_vacio(fila[columna]):
            return formatear(None, fila["unidad"])
        valor = formatear(fila[columna], fila["unidad"], de=fila["n_evaluados"], corto=True)
        if fila["unidad"] == "puesto":
            valor = entero(fila[columna])
        return f"{valor} ({int(fila[columna_anio])})"

    @property
    def avisos(self) -> list[str]:
        """Lo que hay que saber antes de usar la cifra."""
        textos = [self.fila["motivo_no_comparable"], self.fila["nota"]]
        return [str(texto) for texto in textos if not es_vacio(texto)]


def armar_tarjetas(
    indicadores: pd.DataFrame, buscar_tramos: Callable[[str, str, tuple[str, ...]], pd.DataFrame]
) -> list[Tarjeta]:
    """Una tarjeta por fila. ``buscar_tramos(indicador_id, territorio, ediciones)`` da la serie."""
    tarjetas = []
    for fila in indicadores.to_dict("records"):
        serie = SERIES.get(fila["clave"])
        datos = pd.DataFrame()
        if serie is not None:
            datos = buscar_tramos(serie.indicador_id, TERRITORIO, serie.ediciones)
        tarjetas.append(Tarjeta(fila, serie, datos))
    return tarjetas


def balance_de(tarjetas: list[Tarjeta]) -> list[str]:
    """Frases de balance de un conjunto de tarjetas (de un mismo plan)."""
    por_tono: dict[str, list[str]] = {}
    for tarjeta in tarjetas:
        nombre = str(tarjeta.fila["indicador"])
        por_tono.setdefault(str(tarjeta.fila["estado_tono"]), []).append(
            nombre[0].lower() + nombre[1:]
        )
    return balance(por_tono)


def subtitulo_de_plan(tarjetas: list[Tarjeta]) -> str:
    """De qué informe salen las cifras de un plan y cuándo se consultó."""
    fila = tarjetas[0].fila
    consulta = fecha_larga(fila["fuente_fecha_consulta"])
    return f"Cifras del {fila['fuente_titulo'].lower()}, consultado el {consulta}."


def tabla_de_indicadores(tarjetas: Sequence[Tarjeta]) -> pd.DataFrame:
    """Las tarjetas como tabla legible: una fila por indicador."""
    return pd.DataFrame(
        [
            {
                "Plan": tarjeta.fila["periodo"],
                "Indicador": tarjeta.fila["indicador"],
                "Medida": tarjeta.fila["medida"],
                "Línea base": tarjeta.con_anio("linea_base", "anio_base"),
                "Avance": tarjeta.con_anio("avance", "anio_avance"),
                "Meta": tarjeta.con_anio("meta", "anio_meta"),
                "Estado": tarjeta.fila["estado_titulo"],
            }
            for tarjeta in tarjetas
        ]
    )


def hallazgo_de_camaras(camaras: pd.DataFrame, cifras: pd.DataFrame) -> str:
    """La frase del mapa: cuánto del registro y de la población reúne la cámara más grande."""
    mayor = camaras.loc[camaras["poblacion"].idxmax()]
    parte = 100 * mayor["poblacion"] / camaras["poblacion"].sum()
    registro = cifras.set_index("clave")["valor"]
    return (
        f"La jurisdicción de {mayor['camara']} reúne el "
        f"{porcentaje(registro['registros_activos_participacion_cucuta'], 0)} de los "
        f"{entero(registro['registros_activos'])} registros activos y el {porcentaje(parte, 0)} de "
        f"la población, en {int(mayor['n_municipios'])} de {int(camaras['n_municipios'].sum())} "
        "municipios"
    )


def figura_de_camaras(
    municipios: Any,
    contorno: Any,
    camaras: pd.DataFrame,
    hallazgo: str,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    """Mapa del departamento por cámara de comercio. Una categoría: no ordena ni califica."""
    nombres = camaras["camara"].tolist()
    fondo = estilo.colores(tema).fondo
    # Manchas grandes: el color puro de la paleta pesaría más que lo que dice.
    colores = {
        nombre: estilo.mezclar(color, fondo, 0.45)
        for nombre, color in zip(nombres, estilo.categoricos(len(nombres)), strict=True)
    }
    figura = mapa_por_categoria(
        municipios,
        "camara",
        colores,
        {nombre: f"Cámara de {nombre}" for nombre in nombres},
        contorno=contorno,
        etiquetas=CABECERAS,
        tema=tema,
    )
    fila = camaras.iloc[0]
    return estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=(
            "Jurisdicción de cada cámara de comercio por municipio. Registros activos de 2023; "
            f"población proyectada de {int(fila['anio'])}, edición "
            f"{fila['edicion']}."
        ),
        fuentes=fuentes,
        corte="2023",
        alt=f"Mapa de los 40 municipios por cámara de comercio. {hallazgo}.",
        tema=tema,
    )


def tabla_de_incrementos(incrementos: pd.DataFrame) -> pd.DataFrame:
    """Incremento anual de nuevas empresas: una fila por año y una columna por cámara.

    Donde el informe sólo trae un gráfico, la celda lo dice en lugar de quedar vacía.
    """
    celdas = incrementos.assign(
        celda=[
            "sólo en gráfico" if es_vacio(fila["valor"]) else formatear(fila["valor"], "pct", 2)
            for fila in incrementos.to_dict("records")
        ]
    )
    tabla = celdas.pivot(index="anio", columns="camara", values="celda").reset_index()
    tabla.columns.name = None
    return tabla.rename(columns={"anio": "Año"}).astype({"Año": str})
