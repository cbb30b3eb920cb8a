"""De los archivos a una tabla por familia, y de los nombres de lugar a su código DIVIPOLA."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipelines.correcciones import Correccion
from pipelines.errores import ErrorDeFuente, ErrorDeHomologacion
from pipelines.lote import Homologacion, Lote, leer_homologacion
from pipelines.registro import Archivo, Fuente
from pipelines.rutas import RUTAS, Rutas

HOMOLOGACION = Homologacion(
    "pipelines/homologacion/municipios.csv",
    {"Ocaña": "54498", "OCAÑA": "54498", "Ábrego": "54003", "Pamplona": "54518"},
)
MUNICIPIOS = leer_homologacion(RUTAS, "municipios.csv", "divipola")
DEPARTAMENTOS = leer_homologacion(RUTAS, "departamentos.csv", "cod_departamento")


def _fuente(fuente_id: str, edicion: str, *archivos: tuple[str, str]) -> Fuente:
    return Fuente(
        fuente_id=fuente_id, titulo="", productor="", descripcion="", edicion=edicion,
        tipo="oficial", familia="lluvias", url_pagina=None, url_descarga=None, licencia=None,
        licencia_url=None, cita="", lectura="", fecha_publicacion=None, fecha_consulta="",
        ultimo_dato="", proxima_actualizacion=None,
        archivos=tuple(Archivo(ruta, tabla, "", 0, None) for ruta, tabla in archivos),
        citas_de_fila={}, quiebres=(), advertencias=(), notas=(),
    )  # fmt: skip


def _escribir(rutas: Rutas, ruta: str, texto: str) -> None:
    destino = rutas.datos_crudos / ruta
    destino.parent.mkdir(parents=True, exist_ok=True)
    destino.write_text(texto, encoding="utf-8", newline="\n")


@pytest.fixture
def lote(tmp_path: Path) -> Lote:
    rutas = Rutas(tmp_path)
    _escribir(rutas, "lluvias/2030/mm.csv", "codigo,mm\n05001,1.5\n54498,\n")
    _escribir(rutas, "lluvias/2031/mm.csv", "codigo,mm\n54498,NA\n")
    _escribir(rutas, "lluvias/2031/dias.csv", "codigo,dias\n54498,3\n")
    return Lote(
        "lluvias",
        rutas,
        (
            _fuente("lluvias_2030", "2030", ("lluvias/2030/mm.csv", "mm")),
            _fuente(
                "lluvias_2031", "2031",
                ("lluvias/2031/dias.csv", "dias"), ("lluvias/2031/mm.csv", "mm"),
            ),
        ),
    )  # fmt: skip


# Lote


def test_leer_une_las_ediciones_y_dice_de_donde_sale_cada_fila(lote: Lote) -> None:
    tabla = lote.leer("mm", ["codigo", "mm"])
    assert tabla.to_dict("records") == [
        {
            "codigo": "05001", "mm": "1.5", "fuente_id": "lluvias_2030", "edicion": "2030",
            "lugar": "data/raw/lluvias/2030/mm.csv, fila 2",
        },
        {
            "codigo": "54498", "mm": "", "fuente_id": "lluvias_2030", "edicion": "2030",
            "lugar": "data/raw/lluvias/2030/mm.csv, fila 3",
        },
        {
            "codigo": "54498", "mm": "NA", "fuente_id": "lluvias_2031", "edicion": "2031",
            "lugar": "data/raw/lluvias/2031/mm.csv, fila 2",
        },
    ]  # fmt: skip


def test_leer_no_mezcla_tablas(lote: Lote) -> None:
    assert lote.leer("dias", ["codigo", "dias"])["dias"].tolist() == ["3"]


def test_una_tabla_que_ninguna_edicion_trae_queda_vacia_con_sus_columnas(lote: Lote) -> None:
    tabla = lote.leer("nada", ["codigo", "mm"])
    assert len(tabla) == 0
    assert list(tabla.columns) == ["codigo", "mm", "fuente_id", "edicion", "lugar"]


def test_un_encabezado_distinto_en_una_edicion_detiene_la_lectura(lote: Lote) -> None:
    _escribir(lote.rutas, "lluvias/2031/mm.csv", "codigo,lluvia\n54498,2\n")
    with pytest.raises(ErrorDeFuente, match="faltan mm; sobran lluvia") as error:
        lote.leer("mm", ["codigo", "mm"])
    assert "lluvias/2031/mm.csv" in error.value.donde.replace("\\", "/")


def test_una_correccion_solo_toca_su_fuente_y_su_tabla(lote: Lote) -> None:
    def corregir(fuente_id: str, tabla: str) -> Correccion:
        return Correccion(
            fuente_id,
            tabla,
            {"codigo": "54498"},
            "mm",
            "NA",
            "reemplazar",
            "7",
            "prueba",
            "abierta",
        )

    corregido = Lote("lluvias", lote.rutas, lote.fuentes, (corregir("lluvias_2031", "mm"),))
    assert corregido.leer("mm", ["codigo", "mm"])["mm"].tolist() == ["1.5", "", "7"]
    ajeno = Lote(
        "lluvias",
        lote.rutas,
        lote.fuentes,
        (corregir("lluvias_2031", "dias"), corregir("nieves_2031", "mm")),
    )
    assert ajeno.leer("mm", ["codigo", "mm"])["mm"].tolist() == ["1.5", "", "NA"]


# Homologación

LUGARES = pd.Series(["a.csv, fila 2", "a.csv, fila 3", "a.csv, fila 4"])


def test_codigo_de_cada_nombre() -> None:
    nombres = pd.Series(["OCAÑA", "Ábrego", "Ocaña"])
    assert HOMOLOGACION.codigo(nombres, LUGARES).tolist() == ["54498", "54003", "54498"]


def test_todos_los_nombres_desconocidos_se_dicen_con_su_fila() -> None:
    with pytest.raises(ErrorDeHomologacion) as error:
        HOMOLOGACION.codigo(pd.Series(["Ocaña ", "Ábrego", "Ocana"]), LUGARES)
    assert error.value.que == (
        "Nombres de lugar sin código: «Ocaña » (a.csv, fila 2); «Ocana» (a.csv, fila 4)."
    )
    assert error.value.donde == "pipelines/homologacion/municipios.csv"
    assert "agréguelo a pipelines/homologacion/municipios.csv" in error.value.hacer


def test_la_pareja_correcta_pasa() -> None:
    HOMOLOGACION.exigir_pareja(
        pd.Series(["Ocaña", "Ábrego", "Pamplona"]),
        pd.Series(["54498", "54003", "54518"]),
        LUGARES,
    )


def test_un_nombre_con_el_codigo_de_otro() -> None:
    with pytest.raises(ErrorDeHomologacion) as error:
        HOMOLOGACION.exigir_pareja(
            pd.Series(["Ocaña", "Ábrego", "Pamplona"]),
            pd.Series(["54498", "54518", "5418"]),
            LUGARES,
        )
    assert error.value.que == (
        "El nombre y el código no son del mismo lugar: "
        "«Ábrego» con código 54518 (a.csv, fila 3), se esperaba 54003; "
        "«Pamplona» con código 5418 (a.csv, fila 4), se esperaba 54518."
    )


def test_un_nombre_repetido_en_el_archivo_revisado(tmp_path: Path) -> None:
    rutas = Rutas(tmp_path)
    rutas.homologacion.mkdir(parents=True)
    (rutas.homologacion / "municipios.csv").write_text(
        "nombre_en_fuente,divipola,nota\nOcaña,54498,\nSilos,54743,\nOcaña,54003,\n",
        encoding="utf-8",
    )
    with pytest.raises(ErrorDeHomologacion, match=r"Nombres repetidos: Ocaña\.") as error:
        leer_homologacion(rutas, "municipios.csv", "divipola")
    assert error.value.donde == "pipelines/homologacion/municipios.csv"


def test_los_codigos_son_texto_con_su_cero() -> None:
    assert DEPARTAMENTOS.codigos["Antioquia"] == "05"
    assert DEPARTAMENTOS.codigos["Bogotá, D.C."] == "11"
    assert {len(codigo) for codigo in DEPARTAMENTOS.codigos.values()} == {2}
    assert {len(codigo) for codigo in MUNICIPIOS.codigos.values()} == {5}
    assert len(set(MUNICIPIOS.codigos.values())) == 40
    assert len(set(DEPARTAMENTOS.codigos.values()) - {"00"}) == 33


@pytest.mark.parametrize(
    ("nombre", "codigo"),
    [
        # Errores de terceros que no se deben repetir: Cácota y Cáchira intercambiadas, y el código
        # de Salazar puesto a San Calixto (guía de fuentes, §3).
        ("Cácota", "54125"),
        ("Cáchira", "54128"),
        ("Salazar", "54660"),
        ("San Calixto", "54670"),
        ("SAN JOSÉ DE CÚCUTA", "54001"),
        ("La Playa", "54398"),
        ("Silos", "54743"),
        # Erratas de los informes, revisadas una a una.
        ("Ábreo", "54003"),
        ("Cágota", "54125"),
    ],
)
def test_nombres_que_otros_confunden(nombre: str, codigo: str) -> None:
    assert MUNICIPIOS.codigos[nombre] == codigo


def test_el_nombre_oficial_de_cada_municipio_esta_homologado() -> None:
    oficiales = pd.read_csv(
        RUTAS.datos_crudos / "divipola/2021/municipios.csv", dtype=str, keep_default_na=False
    )
    assert len(oficiales) == 40
    for columna in ("nombre", "nom_divipola"):
        assert oficiales[columna].map(MUNICIPIOS.codigos).tolist() == oficiales["codigo"].tolist()
