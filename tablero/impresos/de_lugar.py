"""La hoja de un municipio, una subregión o el departamento."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tablero import consultas, lugar
from tablero.busqueda import normalizar
from tablero.consultas import cobertura as preguntas
from tablero.diccionario import tabla_legible
from tablero.formato import cantidad
from tablero.graficos.ubicacion import mapa_en_svg
from tablero.impresos.dibujo import LETRA
from tablero.impresos.hoja import (
    Bloque,
    Hoja,
    Imagen,
    Paso,
    Traer,
    direccion_de,
    fuentes_de,
    imagen,
    lado_a_lado,
    lista_de,
    los_que_faltan,
    parrafo,
    partes,
    subtitulo,
    tabla,
    titulo,
)
from tablero.lugar import Sitio
from tablero.plan import acortar
from tablero.territorio import NOMBRE_DEL_TERRITORIO, TERRITORIO

PASOS = (
    Paso(10),
    Paso(9),
    Paso(8.5, largo=200),
    Paso(8.5, largo=120, columnas=2),
    Paso(8, largo=90, columnas=2),
    Paso(7.5, largo=80, columnas=2),
    Paso(7.5, largo=60, columnas=2),
    Paso(7.5, largo=52, columnas=2),
    Paso(7, largo=50, columnas=2),
    Paso(7, largo=44, columnas=2),
    Paso(7, largo=42, columnas=2, filas=38),
    Paso(7, largo=42, columnas=2, filas=30),
    Paso(7, largo=42, columnas=2, filas=20),
    Paso(7, largo=42, columnas=2, filas=8),
)
# Hasta cuántas metas van a lo ancho de la hoja: más, en dos columnas.
_POCAS = 24
_UNA_COLUMNA = 3
_PISTA = 7
_LEYENDA_PT = 7.5
_ENUNCIADO = "Qué se propuso"
_LETRAS_DE_MUNICIPIOS = 7
_PUNTOS_POR_CM = 72 / 2.54
_PAGINA = {"municipio": "divipola", "departamento": "divipola", "subregion": "subregion"}


def todos_los_sitios(traer: Traer) -> dict[str, Sitio]:
    """Los lugares con ficha por su código."""
    return lugar.sitios(traer(consultas.municipios))


def nombre_de_archivo(sitio: Sitio, con: Sitio | None = None) -> str:
    """«municipio_54498_ocana.pdf», «subregion_norte.pdf»."""
    partes_del_nombre = [sitio.nivel, sitio.codigo, sitio.nombre]
    if con is not None:
        partes_del_nombre += ["con", con.nombre]
    limpias = dict.fromkeys(normalizar(p).replace(" ", "_") for p in partes_del_nombre)
    return "_".join(limpias) + ".pdf"


def direccion(sitio: Sitio, con: Sitio | None = None) -> str:
    """«/municipio?divipola=54498»."""
    parametros = {_PAGINA[sitio.nivel]: sitio.codigo}
    return direccion_de("municipio", parametros | ({"con": con.codigo} if con else {}))


def hoja_de_lugar(
    traer: Traer, capas: Any, sitio: Sitio, con: Sitio | None = None, base: str = ""
) -> Hoja:
    """La hoja de un lugar, con la comparación si se pide.

    ``capas(nombre)`` devuelve una capa de ``geo/`` (``mapas.leer_capa`` o ``cache.capa``).
    """
    municipios = traer(consultas.municipios)
    conteos = lugar.contar(traer(preguntas.conteos, TERRITORIO, NOMBRE_DEL_TERRITORIO))
    departamentales = traer(preguntas.departamentales)
    vecinos = traer(preguntas.vecinos, sitio.codigo)
    metas = traer(preguntas.metas_de_lugar, sitio.municipios)
    cuadro = lugar.cuadro([s for s in (sitio, con) if s], municipios, conteos)
    municipios_del_mapa = capas("municipios")
    posicion = lugar.posicion_de(
        municipios_del_mapa["divipola"], sitio, tuple(vecinos["divipola"]), con, "claro"
    )
    aqui = direccion(sitio, con)
    frases = lugar.hallazgos(conteos, departamentales, sitio)

    es_departamento = sitio.nivel == "departamento"
    anchos = (0.6, 1.0) if es_departamento else (1.0, 1.0)
    pasos = [replace(p, columnas=1) if len(metas) <= _POCAS else p for p in PASOS]
    ancho_cm = 4.6 if es_departamento else 5.1
    if sitio.nivel == "municipio":
        cerca = vecinos.drop(columns="divipola")
        cercanos = [
            titulo("Sus vecinos"),
            parrafo(f"{lugar.hallazgo_de_vecinos(vecinos, conteos, sitio)}."),
        ]
    else:
        suyos = traer(preguntas.municipios_de, sitio.municipios)
        cerca = suyos.drop(columns=["divipola", "subregion"])
        cercanos = [titulo("Sus municipios")]
    cerca = tabla_legible(cerca)
    nombre, *cuentas = map(str, cerca.columns)
    cercanos.append(
        tabla(
            cerca,
            ancha=nombre,
            derecha=cuentas,
            columnas=4 if es_departamento else 1,
            angostas_em=4.9 if es_departamento else None,
        )
    )

    ficha = tabla(cuadro, ancha="Dato", derecha=list(cuadro.columns[1:]))
    por_periodo = [
        _Metas.de(metas[metas["periodo"] == periodo], periodo, sitio, ancho)
        for periodo, ancho in zip(lugar.PERIODOS, anchos, strict=True)
    ]

    def armar(paso: Paso) -> list[Bloque]:
        de_ahora, de_antes = (suyas.bloques(paso, aqui) for suyas in por_periodo)
        nombrado = titulo("Las metas que lo nombran")
        if es_departamento:
            # Sus municipios no caben al lado del mapa: ahí van las metas del plan actual.
            izquierda, abajo = [ficha, nombrado, *de_ahora], [*de_antes, *cercanos]
        else:
            izquierda, abajo = [ficha, *cercanos], [nombrado, *de_ahora, *de_antes]
        return [
            lista_de([partes(frase) for frase in frases]),
            lado_a_lado((3, izquierda), (2, [imagen("mapa", ancho_cm)])),
            *abajo,
        ]

    return Hoja(
        titulo=sitio.titulo,
        bajada=_bajada(sitio, con),
        pasos=[(paso, armar(paso)) for paso in pasos],
        fuentes=fuentes_de(traer, lugar.FUENTES),
        direccion=aqui,
        archivo=nombre_de_archivo(sitio, con),
        base=base,
        titulo_pt=15 if es_departamento else 17,
        pista=_PISTA if len(metas) > _POCAS else 0,
        imagenes={
            "mapa": Imagen(
                mapa_en_svg(
                    municipios_del_mapa,
                    posicion,
                    ancho_cm * _PUNTOS_POR_CM,
                    letra=LETRA,
                    px=_LEYENDA_PT,
                    contorno=_contorno(capas, municipios, sitio),
                ),
                posicion.alt,
            )
        },
    )


def _bajada(sitio: Sitio, con: Sitio | None) -> str:
    que = {
        "municipio": f"Municipio {sitio.codigo} de {NOMBRE_DEL_TERRITORIO}",
        "subregion": f"Subregión de {NOMBRE_DEL_TERRITORIO}, "
        + cantidad(len(sitio.municipios), "municipio", "municipios"),
        "departamento": "Departamento, "
        + cantidad(len(sitio.municipios), "municipio", "municipios"),
    }[sitio.nivel]
    return f"{que}, comparado con {con.rotulo}" if con else que


def _contorno(capas: Any, municipios: pd.DataFrame, sitio: Sitio) -> Any:
    """El límite de la subregión de un municipio; lo demás ya se ve en el color."""
    if sitio.nivel != "municipio":
        return None
    suya = municipios.set_index("divipola").at[sitio.codigo, "subregion"]
    return capas("subregiones").set_index("subregion").at[suya, "geometry"]


@dataclass(frozen=True)
class _Metas:
    """Las metas de un período que nombran al lugar, para componerlas más o menos apretadas.

    ``ancho``: la parte de la hoja que ocupan; ``filas``, sus celdas con el enunciado completo.
    """

    periodo: str
    filas: tuple[tuple[str, ...], ...]
    encabezado: tuple[str, ...]
    ancho: float
    sin_metas: str

    @classmethod
    def de(cls, metas: pd.DataFrame, periodo: str, sitio: Sitio, ancho: float) -> _Metas:
        columnas = {"Meta": "numero_meta", _ENUNCIADO: "enunciado"}
        if sitio.nivel != "municipio":
            columnas["Municipios"] = "n_nombrados"
        columnas["Años"] = "anios"
        celdas = metas[list(columnas.values())].astype(str).itertuples(index=False, name=None)
        vacia = next((linea for linea in lugar.por_anio(metas.head(0)) if periodo in linea), "")
        return cls(periodo, tuple(celdas), tuple(columnas), ancho, vacia)

    def bloques(self, paso: Paso, aqui: str) -> list[Bloque]:
        if not self.filas:
            return [lista_de([partes(self.sin_metas)])]
        # En una sola columna caben enunciados más largos.
        columnas = paso.columnas if self.ancho == 1 and len(self.filas) > _UNA_COLUMNA else 1
        largo = paso.largo
        if largo is not None:
            # La columna de cuántos municipios le quita lugar al enunciado.
            largo -= _LETRAS_DE_MUNICIPIOS if "Municipios" in self.encabezado else 0
            largo = round(largo * (2.4 if columnas == 1 else 1) * self.ancho)
        visibles = [
            [numero, enunciado if largo is None else acortar(enunciado, largo), *demas]
            for numero, enunciado, *demas in self.filas[: paso.filas]
        ]
        return [
            subtitulo(f"{self.periodo}: {cantidad(len(self.filas), 'meta', 'metas')}"),
            tabla(
                pd.DataFrame(visibles, columns=list(self.encabezado)),
                ancha=_ENUNCIADO,
                derecha=["Meta", "Municipios"],
                columnas=columnas,
            ),
            *los_que_faltan(len(self.filas) - len(visibles), aqui),
        ]
