"""Cuánto acierta el lector de informes: ``python -m tests.lector.medir``.

Lee los informes de ``../shared/semillas`` sin ayuda y compara la propuesta con las tablas revisadas
de ``data/raw``. Precisión: de lo que propone, cuánto es correcto. Exhaustividad: de lo que las
tablas revisadas traen, cuánto propone. ``--tablas`` mide contra otra carpeta, o varias, con los
mismos CSV; ``--diferencias`` dice una por una qué sobra y qué falta.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipelines.lector import Propuesta, leer_informe
from pipelines.rutas import RUTAS

RAIZ = Path(__file__).resolve().parents[2]
SEMILLAS = RAIZ.parent / "shared" / "semillas"
INFORMES = {"2020-2023": "000_*.txt", "2024-2027": "001_*.txt"}
REVISADAS = (
    RUTAS.datos_crudos / "informe_gestion" / "2020-2023",
    RUTAS.datos_crudos / "rendicion_cuentas" / "2024-2025",
)
NUMERICAS = (
    "cantidad_programada", "logro", "cumplimiento_pct", "avance_cuatrienio_pct",
    "inversion_programada_mill_cop", "inversion_propios_mill_cop", "inversion_otras_mill_cop",
    "inversion_total_mill_cop", "beneficiarios", "n_municipios_declarado",
)  # fmt: skip
Filas = list[dict[str, str]]


@dataclass(frozen=True)
class Medida:
    """Aciertos contra lo propuesto y contra lo revisado."""

    que: str
    propuestas: int
    revisadas: int
    aciertos: int
    sobran: tuple[str, ...] = ()
    faltan: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        return self.aciertos / self.propuestas if self.propuestas else 1.0

    @property
    def exhaustividad(self) -> float:
        return self.aciertos / self.revisadas if self.revisadas else 1.0


def leer_revisadas(nombre: str, periodo: str, carpetas: Iterable[Path] = REVISADAS) -> Filas:
    """Las filas revisadas de una tabla y un periodo, de todas las carpetas que la traigan."""
    filas: Filas = []
    for carpeta in carpetas:
        ruta = carpeta / f"{nombre}.csv"
        if ruta.exists():
            with ruta.open(encoding="utf-8", newline="") as archivo:
                filas += [f for f in csv.DictReader(archivo) if f["periodo"] == periodo]
    return filas


def comparar(que: str, propuestas: set[tuple[str, ...]], revisadas: set[tuple[str, ...]]) -> Medida:
    """La medida de dos conjuntos de claves."""
    return Medida(
        que,
        len(propuestas),
        len(revisadas),
        len(propuestas & revisadas),
        tuple(" · ".join(x) for x in sorted(propuestas - revisadas)),
        tuple(" · ".join(x) for x in sorted(revisadas - propuestas)),
    )


def _claves(filas: Filas, *columnas: str) -> set[tuple[str, ...]]:
    return {tuple(_igualar(fila[c]) for c in columnas) for fila in filas}


def _igualar(valor: str) -> str:
    """El mismo número se compara igual aunque uno diga 100 y el otro 100.0."""
    try:
        return f"{float(valor):g}" if valor else ""
    except ValueError:
        return " ".join(valor.split()).casefold()


def medir(periodo: str, carpetas: Iterable[Path] = REVISADAS) -> list[Medida]:
    """Las medidas de un informe, contra las tablas revisadas de esas carpetas."""
    carpetas = tuple(carpetas)
    (ruta,) = SEMILLAS.glob(INFORMES[periodo])
    propuesta: Propuesta = leer_informe(ruta)
    tablas = {n: t.to_dict("records") for n, t in propuesta.tablas().items()}
    revisadas = {n: leer_revisadas(n, periodo, carpetas) for n in tablas if n != "sin_leer"}

    def par(tabla: str, *columnas: str) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        return _claves(tablas[tabla], *columnas), _claves(revisadas[tabla], *columnas)

    medidas = [comparar("meta", *par("metas", "meta"))]
    medidas.append(comparar("meta, municipio", *par("cobertura", "meta", "divipola")))
    medidas.append(comparar("meta, municipio, año", *par("cobertura", "meta", "divipola", "anio")))
    medidas.append(
        comparar(
            "meta, municipio, año, tipo", *par("cobertura", "meta", "divipola", "anio", "tipo")
        )
    )
    for columna in (*NUMERICAS, "estado_texto", "enunciado", "subprograma", "programa", "linea"):
        con_valor = [
            {clave for clave in claves if clave[1]} for claves in par("metas", "meta", columna)
        ]
        medidas.append(comparar(columna, *con_valor))
    medidas.append(comparar("grupo: personas", *par("metas_beneficiarios", "meta", "personas")))
    medidas.append(
        comparar(
            "grupo: nombre y personas", *par("metas_beneficiarios", "meta", "grupo", "personas")
        )
    )
    medidas.append(comparar("meta, indicador", *par("metas_indicadores", "meta", "indicador")))
    return medidas


def principal() -> None:
    orden = argparse.ArgumentParser(prog="python -m tests.lector.medir")
    orden.add_argument("--tablas", type=Path, nargs="*", default=list(REVISADAS))
    orden.add_argument("--diferencias", action="store_true")
    opciones = orden.parse_args()
    if not SEMILLAS.is_dir():
        print(f"Sin {SEMILLAS} no hay con qué medir.")
        return
    for periodo in INFORMES:
        print(f"\n{periodo}")
        print(f"{'':<34}{'precisión':>10}{'exhaust.':>10}{'propuestas':>12}{'revisadas':>11}")
        for medida in medir(periodo, opciones.tablas):
            print(
                f"{medida.que:<34}{medida.precision:>10.3f}{medida.exhaustividad:>10.3f}"
                f"{medida.propuestas:>12}{medida.revisadas:>11}"
            )
            if opciones.diferencias:
                for texto in medida.sobran:
                    print(f"      sobra: {texto}")
                for texto in medida.faltan:
                    print(f"      falta: {texto}")


if __name__ == "__main__":
    principal()
