"""Errores conocidos de la fuente: se corrigen sólo si están como se declararon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml

from pipelines.construir import preparar
from pipelines.correcciones import Correccion, aplicar, leer_correcciones
from pipelines.errores import ErrorDeCorreccion, ErrorDeDeclaracion
from pipelines.fallas import Revision
from pipelines.registro import leer_registro
from pipelines.rutas import RUTAS, Rutas
from tests.apoyo import Arbol

TABLA = pd.DataFrame(
    {
        "codigo": ["27", "23", "27", "27"],
        "anio": ["2020", "2020", "2019", "2020"],
        "valor": ["18.8", "8.8", "18.8", "18.8"],
        "fuente_id": ["pobreza", "pobreza", "pobreza", "otra"],
    }
)


def _correccion(**cambios: Any) -> Correccion:
    campos: dict[str, Any] = {
        "fuente_id": "pobreza",
        "tabla": "pobreza",
        "donde": {"codigo": "27", "anio": "2020"},
        "columna": "valor",
        "espera": "18.8",
        "accion": "anular",
        "valor": None,
        "motivo": "prueba",
        "estado": "abierta",
    }
    return Correccion(**{**campos, **cambios})


def test_anular_deja_la_celda_vacia_y_no_toca_otra() -> None:
    corregida = aplicar(TABLA, [_correccion()])
    assert corregida["valor"].tolist() == ["", "8.8", "18.8", "18.8"]
    assert TABLA["valor"].tolist() == ["18.8", "8.8", "18.8", "18.8"]


def test_reemplazar_pone_el_valor_declarado() -> None:
    corregida = aplicar(TABLA, [_correccion(accion="reemplazar", valor="19.9")])
    assert corregida["valor"].tolist() == ["19.9", "8.8", "18.8", "18.8"]


def test_las_claves_y_lo_esperado_pueden_escribirse_como_numero() -> None:
    corregida = aplicar(TABLA, [_correccion(donde={"codigo": 27, "anio": 2020}, espera=18.8)])
    assert corregida["valor"].tolist()[0] == ""


@pytest.mark.parametrize(
    ("cambios", "hallados"),
    [
        ({"espera": "35.9"}, "['18.8']"),  # la fuente ya trae otra cifra
        ({"donde": {"codigo": "99", "anio": "2020"}}, "[]"),  # la fila ya no está
        ({"donde": {"codigo": "27"}}, "['18.8', '18.8']"),  # la clave alcanza dos filas
    ],
)
def test_la_guarda_se_cumple_o_se_detiene(cambios: dict[str, Any], hallados: str) -> None:
    with pytest.raises(ErrorDeCorreccion) as error:
        aplicar(TABLA, [_correccion(**cambios)])
    assert error.value.donde.startswith("pipelines/correcciones/pobreza.yml: {'codigo':")
    assert error.value.donde.endswith("columna valor")
    assert error.value.esperado.endswith(f"se hallaron {hallados}")


def test_no_se_corrige_dos_veces_lo_mismo() -> None:
    with pytest.raises(ErrorDeCorreccion, match=r"se hallaron \[''\]"):
        aplicar(TABLA, [_correccion(), _correccion()])


@pytest.mark.parametrize(
    "cambios",
    [{"columna": "lim_inf"}, {"donde": {"departamento": "Chocó"}}],
    ids=["columna", "donde"],
)
def test_una_columna_que_la_tabla_no_tiene(cambios: dict[str, Any]) -> None:
    with pytest.raises(ErrorDeCorreccion) as error:
        aplicar(TABLA, [_correccion(**cambios)])
    assert "pipelines/correcciones/pobreza.yml" in error.value.donde
    assert "codigo, anio, valor" in error.value.esperado


# La lectura de pipelines/correcciones


@pytest.mark.parametrize(
    "cambio",
    [
        {"accion": "borrar"},
        {"motivo": None, "quitar": "motivo"},
        {"porque": "sobra"},
    ],
    ids=["accion", "falta", "sobra"],
)
def test_una_correccion_mal_escrita(tmp_path: Path, cambio: dict[str, Any]) -> None:
    campos = {c: v for c, v in vars(_correccion()).items() if c != "fuente_id"}
    mala = {**campos, **cambio}
    mala.pop(mala.pop("quitar", ""), None)
    rutas = Rutas(tmp_path)
    rutas.correcciones.mkdir(parents=True)
    (rutas.correcciones / "pobreza.yml").write_text(
        yaml.safe_dump([campos, mala]), encoding="utf-8"
    )
    with pytest.raises(ErrorDeDeclaracion) as error:
        leer_correcciones(rutas)
    assert error.value.donde == "pipelines/correcciones/pobreza.yml, número 2"


def test_las_correcciones_declaradas() -> None:
    declaradas = [(c.fuente_id, c.columna, c.donde["codigo"]) for c in leer_correcciones(RUTAS)]
    assert declaradas == [
        ("cede_2019", "altitud_cede_m", "54553"),
        *(
            ("pobreza_monetaria_marco2005", columna, codigo)
            for codigo in ("27", "23", "25")
            for columna in ("lim_inf", "lim_sup", "cv")
        ),
    ]


@pytest.mark.parametrize(
    ("archivo", "antes", "despues"),
    [
        ("cede_2019.yml", "- tabla: municipios", "- tabla: municipio"),
        ("cede_2019.yml", "renombrar", "cede_2020.yml"),
    ],
    ids=["tabla", "fuente"],
)
def test_una_correccion_que_no_apunta_a_nada_no_se_ignora(
    arbol: Arbol, archivo: str, antes: str, despues: str
) -> None:
    """Con la tabla o la fuente mal escritas nunca se aplicaría, y nadie lo notaría."""
    if antes == "renombrar":
        archivos = arbol.rutas.correcciones
        (archivos / archivo).rename(archivos / despues)
        archivo = despues
    else:
        arbol.cambiar_texto(f"pipelines/correcciones/{archivo}", antes, despues)
    fuentes = list(leer_registro(arbol.rutas).values())
    with pytest.raises(ErrorDeDeclaracion) as error:
        preparar(arbol.rutas, fuentes, ["cede"], Revision())
    assert f"pipelines/correcciones/{archivo}" in error.value.donde
    assert "cede_2019: municipios" in error.value.esperado


# Lo que las correcciones declaradas hacen con los datos


def test_la_fuente_que_se_corrigio_sola_detiene_la_preparacion(arbol: Arbol) -> None:
    """Si el CEDE publicara otra altitud de Puerto Santander, la corrección ya no aplicaría."""
    arbol.cambiar_celda("cede/2019/municipios.csv", "altitud_cede_m", "45", codigo="54553")
    revision = Revision()
    preparar(arbol.rutas, list(leer_registro(arbol.rutas).values()), ["cede"], revision)
    (falla,) = revision.fallas
    assert falla.regla == "ErrorDeCorreccion"
    assert "cede_2019.yml" in falla.lugar
    assert "una sola fila con «1725»; se hallaron ['45']" in falla.detalle


def test_la_altitud_inverosimil_queda_vacia() -> None:
    revision = Revision()
    tablas = preparar(RUTAS, list(leer_registro(RUTAS).values()), ["cede"], revision)
    altitudes = tablas["stg_cede__municipios"].set_index("divipola")["altitud_cede_m"]
    assert revision.fallas == []
    assert altitudes[altitudes.isna()].index.tolist() == ["54553"]
    assert altitudes["54001"] == 320


def test_los_tres_intervalos_rotados_quedan_vacios(base: duckdb.DuckDBPyConnection) -> None:
    """Chocó, Córdoba y Cundinamarca, pobreza extrema 2020: queda la cifra, no el intervalo."""
    filas = base.execute(
        "select territorio, valor, lim_inf, lim_sup from observaciones "
        "where indicador_id = 'pobreza_extrema' and periodo = '2020' and edicion = 'marco2005' "
        "and nivel = 'departamento' and (lim_inf is null or lim_sup is null) order by territorio"
    ).fetchall()
    assert filas == [
        ("23", 21.2, None, None),
        ("25", 10.4, None, None),
        ("27", 35.9, None, None),
    ]


def test_los_demas_intervalos_se_conservan(base: duckdb.DuckDBPyConnection) -> None:
    """24 departamentos × 12 años × 2 medidas menos los tres anulados."""
    (cuantos,) = base.execute(
        "select count(*) from observaciones where indicador_id in "
        "('pobreza_monetaria', 'pobreza_extrema') and nivel = 'departamento' "
        "and lim_inf is not null and lim_sup is not null"
    ).fetchone() or (0,)
    assert cuantos == 24 * 12 * 2 - 3
    limites = base.execute(
        "select lim_inf, lim_sup from observaciones where indicador_id = 'pobreza_extrema' "
        "and periodo = '2020' and territorio = '54'"
    ).fetchone()
    assert limites == (20.8, 23.5)


def test_sin_las_correcciones_la_fuente_no_pasa(arbol: Arbol) -> None:
    (arbol.rutas.correcciones / "pobreza_monetaria_marco2005.yml").unlink()
    revision = Revision()
    fuentes = list(leer_registro(arbol.rutas).values())
    preparar(arbol.rutas, fuentes, ["pobreza_monetaria"], revision)
    (falla,) = revision.fallas
    assert "intervalo_contiene_valor" in falla.detalle
    assert falla.detalle.count("pobreza_monetaria.csv, fila") == 3
