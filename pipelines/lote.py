"""Lo que una preparación recibe: los archivos de una familia de fuentes y los códigos revisados.

La preparación no abre rutas por su cuenta: pide una tabla y el lote la reúne de todas las
ediciones, con ``fuente_id``, ``edicion`` y el lugar de cada fila para poder señalarla.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from pipelines.correcciones import Correccion, aplicar
from pipelines.errores import ErrorDeHomologacion
from pipelines.lectura import leer_csv_estricto, leer_parquet_estricto
from pipelines.registro import Fuente
from pipelines.rutas import Rutas


@dataclass(frozen=True)
class Homologacion:
    """Nombres tal como vienen en las fuentes → código DIVIPOLA (texto)."""

    archivo: str
    codigos: dict[str, str]

    def codigo(self, nombres: pd.Series, lugares: pd.Series) -> pd.Series:
        """Código de cada nombre. Lanza ``ErrorDeHomologacion`` con todos los que faltan."""
        codigos = nombres.map(self.codigos)
        faltan = codigos.isna()
        if faltan.any():
            muestra = "; ".join(
                f"«{nombre}» ({lugar})"
                for nombre, lugar in zip(nombres[faltan], lugares[faltan], strict=True)
            )
            raise ErrorDeHomologacion(
                que=f"Nombres de lugar sin código: {muestra}.",
                donde=self.archivo,
                esperado="cada nombre, escrito igual que en la fuente, con su código DIVIPOLA",
                hacer=f"Revise el nombre y agréguelo a {self.archivo}.",
            )
        return codigos

    def exigir_pareja(self, nombres: pd.Series, codigos: pd.Series, lugares: pd.Series) -> None:
        """El nombre y el código que trae la fuente deben ser el mismo lugar."""
        esperados = self.codigo(nombres, lugares)
        distintos = esperados != codigos
        if distintos.any():
            muestra = "; ".join(
                f"«{n}» con código {c} ({lugar}), se esperaba {e}"
                for n, c, e, lugar in zip(
                    nombres[distintos],
                    codigos[distintos],
                    esperados[distintos],
                    lugares[distintos],
                    strict=True,
                )
            )
            raise ErrorDeHomologacion(
                que=f"El nombre y el código no son del mismo lugar: {muestra}.",
                donde=self.archivo,
                esperado="la pareja nombre-código de DIVIPOLA",
                hacer="Corrija el código en la fuente o la homologación, según cuál esté mal.",
            )


def leer_homologacion(rutas: Rutas, archivo: str, columna_codigo: str) -> Homologacion:
    """Lee ``pipelines/homologacion/<archivo>`` (``nombre_en_fuente``, código y nota opcional)."""
    columnas = ["nombre_en_fuente", columna_codigo, "nota"]
    tabla = leer_csv_estricto(rutas.homologacion / archivo, columnas)
    repetidos = tabla.loc[tabla["nombre_en_fuente"].duplicated(), "nombre_en_fuente"].tolist()
    if repetidos:
        raise ErrorDeHomologacion(
            que=f"Nombres repetidos: {', '.join(repetidos)}.",
            donde=f"pipelines/homologacion/{archivo}",
            esperado="una fila por nombre",
            hacer="Deje una sola fila por nombre.",
        )
    codigos = dict(zip(tabla["nombre_en_fuente"], tabla[columna_codigo], strict=True))
    return Homologacion(f"pipelines/homologacion/{archivo}", codigos)


@dataclass(frozen=True)
class Lote:
    """Las ediciones de una familia de fuentes."""

    familia: str
    rutas: Rutas
    fuentes: tuple[Fuente, ...]
    correcciones: tuple[Correccion, ...] = ()

    def leer(self, tabla: str, columnas: list[str]) -> pd.DataFrame:
        """Une los CSV de una tabla en todas las ediciones, todo como texto.

        Agrega ``fuente_id``, ``edicion`` y ``lugar`` («data/raw/…csv, fila 12»; la fila 1 es el
        encabezado). Lanza ``ErrorDeFuente`` si un encabezado no es el esperado.
        """
        partes = []
        for fuente in self.fuentes:
            for archivo in fuente.archivos:
                if archivo.tabla != tabla:
                    continue
                parte = leer_csv_estricto(self.rutas.datos_crudos / archivo.ruta, columnas)
                filas = pd.RangeIndex(2, len(parte) + 2).astype(str)
                parte = parte.assign(
                    fuente_id=fuente.fuente_id,
                    edicion=fuente.edicion,
                    lugar="data/raw/" + archivo.ruta + ", fila " + filas,
                )
                partes.append(parte)
        if not partes:
            return pd.DataFrame(columns=[*columnas, "fuente_id", "edicion", "lugar"], dtype="str")
        unida = pd.concat(partes, ignore_index=True)
        presentes = {fuente.fuente_id for fuente in self.fuentes}
        return aplicar(
            unida,
            [c for c in self.correcciones if c.tabla == tabla and c.fuente_id in presentes],
        )

    def leer_parquet(
        self, tabla: str, tipos: dict[str, str], solo: dict[str, list[Any]]
    ) -> pd.DataFrame:
        """Une los Parquet de una tabla en todas las ediciones, con los tipos que se piden.

        ``tipos``: columna → tipo de pandas. ``solo``: columna → valores que se leen; las demás
        filas no se cargan. Agrega ``fuente_id``, ``edicion`` y ``lugar`` (el archivo, sin la fila).
        Lanza ``ErrorDeFuente`` si falta una columna o un tipo no es el debido.
        """
        partes = [
            leer_parquet_estricto(self.rutas.datos_crudos / archivo.ruta, tipos, solo).assign(
                fuente_id=fuente.fuente_id,
                edicion=fuente.edicion,
                lugar="data/raw/" + archivo.ruta,
            )
            for fuente in self.fuentes
            for archivo in fuente.archivos
            if archivo.tabla == tabla
        ]
        if partes:
            return pd.concat(partes, ignore_index=True)
        propias = dict.fromkeys(["fuente_id", "edicion", "lugar"], "str")
        return pd.DataFrame(columns=[*tipos, *propias]).astype({**tipos, **propias})

    @cached_property
    def departamentos(self) -> Homologacion:
        return leer_homologacion(self.rutas, "departamentos.csv", "cod_departamento")

    @cached_property
    def municipios(self) -> Homologacion:
        return leer_homologacion(self.rutas, "municipios.csv", "divipola")
