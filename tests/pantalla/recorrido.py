"""Cada página, abierta una sola vez, con todo lo que sus vistas muestran y dejan bajar.

No es un archivo de pruebas: lo recorrido sirve a la paridad y a las presentaciones, y abrir las
páginas es lo que más tarda.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from tablero import componentes, conexion
from tablero.presentacion.armado import armar
from tablero.vistas import VistaCongelada, congelar
from tests.apoyo import RAIZ, en_otro_hilo

Entrada = tuple[str, Mapping[str, str], int]

# Archivo de la página, parámetros de la URL y cuántas vistas tiene.
RECORRIDO: tuple[Entrada, ...] = (
    ("pagina_panorama", {}, 1),
    ("pagina_idc", {}, 1),
    ("pagina_idc", {"idc_seccion": "escalafon", "idc_edicion": "2024"}, 1),
    ("pagina_idc", {"idc_seccion": "pilares"}, 2),
    ("pagina_idc", {"idc_seccion": "pilares", "idc_pilares": "calor"}, 2),
    ("pagina_idc", {"idc_seccion": "indicadores"}, 3),
    ("pagina_idc", {"idc_seccion": "indicadores", "idc_edicion": "2024"}, 2),
    ("pagina_pobreza_producto", {}, 3),
    ("pagina_pobreza_producto", {"eco_corte": "todos"}, 3),
    ("pagina_tejido", {}, 4),
    ("pagina_canasta", {}, 5),
    ("pagina_canasta", {"exp_dimension": "pais", "exp_anio": "2024"}, 5),
    ("pagina_plan", {}, 3),
    ("pagina_plan", {"plan_nivel": "todo"}, 3),
    ("pagina_plan", {"periodo": "2024-2027"}, 3),
    ("pagina_plan", {"plan_seccion": "metas"}, 1),
    ("pagina_plan", {"periodo": "2024-2027", "plan_seccion": "metas"}, 1),
    ("pagina_plan", {"plan_seccion": "inversion"}, 2),
    ("pagina_plan", {"periodo": "2024-2027", "plan_seccion": "inversion"}, 1),
    ("pagina_plan", {"plan_seccion": "calidad", "plan_gravedad": "todas"}, 2),
    ("pagina_plan", {"periodo": "2024-2027", "plan_seccion": "calidad"}, 2),
    ("pagina_cobertura", {}, 2),
    ("pagina_cobertura", {"cob_periodo": "2020-2023", "cob_anio": "2022"}, 2),
    ("pagina_cobertura", {"cob_periodo": "2020-2023", "cob_seccion": "metas"}, 2),
    ("pagina_cobertura", {"cob_seccion": "poblacion"}, 2),
    ("pagina_cobertura", {"cob_seccion": "periodos"}, 2),
    ("pagina_lugar", {"divipola": "54498", "con": "54001"}, 3),
    ("pagina_lugar", {"subregion": "Norte"}, 3),
    ("pagina_catalogo", {"indicador": "pib_per_capita"}, 1),
    ("pagina_catalogo", {"indicador": "pobreza_monetaria"}, 1),
    ("pagina_simulador", {}, 3),
    ("pagina_simulador", {"sim_seccion": "simular", "sim_54_SOF": "05"}, 2),
    ("pagina_simulador", {"sim_seccion": "firme", "sim_edicion": "2024"}, 2),
    ("pagina_indice_municipal", {"icm_municipio": "54498"}, 1),
    ("pagina_indice_municipal", {"icm_seccion": "municipio", "icm_con": "54518"}, 1),
    ("pagina_indice_municipal", {"icm_seccion": "firme"}, 1),
    ("pagina_indice_municipal", {"icm_seccion": "declaracion"}, 1),
    ("pagina_clusteres", {}, 2),
    ("pagina_clusteres", {"clu_seccion": "calcular", **{f"clu_a{i}": "2" for i in range(1, 9)}}, 1),
    ("pagina_clusteres", {"clu_seccion": "region"}, 1),
    ("pagina_mesas", {}, 3),
    ("pagina_mesas", {"mes_seccion": "red"}, 2),
    ("pagina_mesas", {"mes_seccion": "ofai"}, 3),
)

_TABLAS = ("xlsx", "csv", "csv_internacional")


@dataclass(frozen=True, eq=False)
class VistaVista:
    """Una vista como la dejó su página.

    ``datos``: lo que se ve; ``todo``: la tabla completa, si la ofrece. ``dibujos``: la vista
    congelada de cada pestaña; con la llave vacía, si sólo tiene tabla. ``bajado``: lo que entrega
    cada botón, por su clave sin la de la vista («xlsx», «csv_internacional», «todo_csv»).
    """

    clave: str
    datos: pd.DataFrame
    todo: pd.DataFrame | None
    dibujos: dict[str, VistaCongelada]
    bajado: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Pagina:
    """Una página recorrida: lo que se ve y sus vistas, en el orden en que aparecen.

    ``lineas``: las de su archivo por las que se pasó para poner alguna vista.
    """

    pantalla: AppTest
    vistas: list[VistaVista]
    lineas: frozenset[int]

    @property
    def dibujadas(self) -> list[tuple[VistaVista, str, VistaCongelada]]:
        """Cada pestaña de cada vista."""
        return [(v, pestana, c) for v in self.vistas for pestana, c in v.dibujos.items()]


def abrir_pagina(entrada: Entrada, mart: Path) -> Pagina:
    """La página con todas sus vistas en «Tabla» y con lo que se baja abierto."""
    archivo, parametros, _ = entrada
    ruta = str(RAIZ / "pages" / f"{archivo}.py")
    lineas: set[int] = set()
    # Por su clave: una página que se vuelve a correr sola las pone dos veces.
    vistas: dict[str, VistaVista] = {}
    botones: dict[str, Callable[[], bytes]] = {}
    publicada = conexion.version_publicada
    mostrar, bajar = componentes.vista, st.download_button

    def anotar(dibujos: Mapping[str, Callable[[], Any]], datos: pd.DataFrame, **resto: Any) -> None:
        clave, todo = resto["clave"], resto.get("todo")
        quien: FrameType | None
        st.session_state[f"{clave}_bajar"] = True
        if dibujos:
            st.session_state[f"{clave}_ver"] = "Tabla"
        quien = sys._getframe(1)
        while quien is not None:
            if quien.f_code.co_filename == ruta:
                lineas.add(quien.f_lineno)
            quien = quien.f_back
        mostrar(dibujos, datos, **resto)
        pedida = f"/{archivo}?" + "&".join(f"{c}={v}" for c, v in parametros.items())
        congeladas = {
            pestana: congelar(
                # Al pulsar el botón no hay página corriendo: la figura se arma igual.
                None if dibujar is None else en_otro_hilo(dibujar),
                datos,
                fuentes=componentes.buscar_fuentes(resto["fuente_ids"]),
                tema=resto["tema"],
                clave=clave,
                filtros=resto.get("filtros"),
                direccion=f"{pedida}&{clave}_ver={pestana}",
                pagina=archivo,
            )
            for pestana, dibujar in (dict(dibujos) or {"": None}).items()
        }
        vistas[clave] = VistaVista(clave, datos, None if todo is None else todo(), congeladas)

    def anotar_boton(rotulo: str, **resto: Any) -> bool:
        botones[resto["key"]] = resto["data"]
        return bool(bajar(rotulo, **resto))

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(conexion, "version_publicada", lambda pedida=mart: publicada(pedida))
        parche.setattr(componentes, "vista", anotar)
        parche.setattr(st, "download_button", anotar_boton)
        pantalla = AppTest.from_file(ruta, default_timeout=120)
        for clave, valor in parametros.items():
            pantalla.query_params[clave] = valor
        pantalla.run()
        assert not pantalla.exception
        for vista in vistas.values():
            for formato in (*_TABLAS, *(f"todo_{f}" for f in _TABLAS)):
                if (entregar := botones.get(f"{vista.clave}_{formato}")) is not None:
                    vista.bajado[formato] = entregar()
    return Pagina(pantalla, list(vistas.values()), frozenset(lineas))


class Recorrido:
    """Las páginas ya abiertas y sus diapositivas; cada una se hace la primera vez que se pide."""

    def __init__(self, mart: Path) -> None:
        self.mart = mart
        self._paginas: dict[str, Pagina] = {}
        self._diapositivas: dict[str, list[Any]] = {}

    def pagina(self, entrada: Entrada) -> Pagina:
        llave = repr(entrada)
        if llave not in self._paginas:
            self._paginas[llave] = abrir_pagina(entrada, self.mart)
        return self._paginas[llave]

    def diapositivas(self, entrada: Entrada) -> list[Any]:
        """Una por pestaña, en el orden de ``Pagina.dibujadas``."""
        llave = repr(entrada)
        if llave not in self._diapositivas:
            congeladas = [c for _, _, c in self.pagina(entrada).dibujadas]
            contenido = armar(congeladas, titulo="Todas las vistas")
            todas = list(Presentation(io.BytesIO(contenido)).slides)
            assert len(todas) >= len(congeladas) + 2
            self._diapositivas[llave] = todas[1 : len(congeladas) + 1]
        return self._diapositivas[llave]
