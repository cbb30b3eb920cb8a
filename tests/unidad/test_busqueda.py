"""La búsqueda: encuentra lo que se le dice, perdona erratas y toda entrada abre algo que existe."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.rutas import RUTAS
from tablero import conexion
from tablero.busqueda import (
    CLASES,
    DESTINOS,
    ETIQUETAS,
    Entrada,
    Indice,
    armar_indice,
    destino_de,
    normalizar,
)
from tablero.consultas import datos as preguntas
from tablero.glosario import Termino, terminos
from tablero.lugares import Lugar, linaje
from tablero.navegacion import PAGINAS


@pytest.fixture(scope="module")
def lugares(mart: Path) -> pd.DataFrame:
    abierta = conexion.abrir(conexion.version_publicada(mart))
    tabla = preguntas.lugares(abierta)
    abierta.close()
    return tabla


@pytest.fixture(scope="module")
def catalogo(mart: Path) -> pd.DataFrame:
    abierta = conexion.abrir(conexion.version_publicada(mart))
    tabla = preguntas.catalogo(abierta)
    abierta.close()
    return tabla


@pytest.fixture(scope="module")
def indice(catalogo: pd.DataFrame, lugares: pd.DataFrame) -> Indice:
    return armar_indice(catalogo, lugares)


def primero(indice: Indice, texto: str) -> Entrada:
    hallados = indice.buscar(texto)
    assert hallados, f"«{texto}» no encuentra nada"
    return hallados[0].entrada


@pytest.mark.parametrize(
    ("texto", "indicador"),
    [
        ("desempleo", "idc_lab_1_2"),
        ("Desempleo", "idc_lab_1_2"),
        ("desocupación", "idc_lab_1_2"),
        ("DESOCUPACION", "idc_lab_1_2"),
        ("paro", "idc_lab_1_2"),
        ("¿cuál es la tasa de desempleo?", "idc_lab_1_2"),
        ("desmpelo", "idc_lab_1_2"),  # dos letras cambiadas
        ("desenplero", "idc_lab_1_2"),  # dos letras
        ("idc_lab_1_2", "idc_lab_1_2"),
        ("LAB-1-2", "idc_lab_1_2"),
        ("desempl", "idc_lab_1_2"),  # a medio escribir
        ("PIB per cápita", "pib_per_capita"),
        ("pobreza monetaria", "pobreza_monetaria"),
        ("pobresa monetaria", "pobreza_monetaria"),
        ("pobreza rural", "pobreza_multidimensional_rural"),
        ("densidad empresarial", "idc_neg_2_2"),
        ("supervivencia", "supervivencia_0_5"),
        ("índice departamental de competitividad", "idc_general"),
        ("informalidad", "idc_lab_1_3"),
        ("población", "poblacion_proyectada"),
    ],
)
def test_encuentra_el_indicador(indice: Indice, texto: str, indicador: str) -> None:
    entrada = primero(indice, texto)
    assert entrada.clase == "indicador"
    assert entrada.parametros == {"indicador": indicador}
    assert entrada.direccion == "datos"


@pytest.mark.parametrize(
    ("texto", "clase", "codigo"),
    [
        ("ocana", "municipio", "54498"),
        ("ocaña", "municipio", "54498"),
        ("OCAÑA", "municipio", "54498"),
        ("54498", "municipio", "54498"),
        ("ocanna", "municipio", "54498"),
        ("Cucuta", "municipio", "54001"),
        ("abrego", "municipio", "54003"),
        ("la playa", "municipio", "54398"),
        ("villa del rosario", "municipio", "54874"),
        ("Norte de Santander", "departamento", "54"),
        ("Nortte de Santander", "departamento", "54"),
        ("nrote de santnader", "departamento", "54"),
        ("santander", "departamento", "68"),
        ("bogota", "departamento", "11"),
        ("san andres", "departamento", "88"),
        ("colombia", "nacional", "00"),
        ("cámara de comercio de Ocaña", "camara", None),
    ],
)
def test_encuentra_el_lugar(indice: Indice, texto: str, clase: str, codigo: str | None) -> None:
    entrada = primero(indice, texto)
    assert entrada.clase == clase
    if codigo:
        assert codigo in entrada.otros


def test_registro_mercantil_trae_los_que_lo_usan_de_sinonimo(indice: Indice) -> None:
    hallados = {h.entrada.parametros.get("indicador") for h in indice.buscar("registro mercantil")}
    assert {"idc_neg_2_2", "idc_neg_2_1", "registros_activos"} <= hallados
    assert indice.buscar("registro mercantil")[0].puntaje == 95.0


def test_encuentra_paginas_y_terminos(indice: Indice) -> None:
    assert primero(indice, "panorama").direccion == ""
    assert primero(indice, "tejido empresarial").direccion == "empresas"
    assert primero(indice, "empresas").direccion == "empresas"
    assert primero(indice, "datos").direccion == "datos"
    # La página y, enseguida, el indicador: con dos letras mal.
    competitividad = [hallado.entrada for hallado in indice.buscar("conpetitividat")]
    assert competitividad[0].direccion == "competitividad"
    assert competitividad[1].parametros == {"indicador": "idc_general"}
    assert primero(indice, "divipola").parametros == {"dat_termino": "divipola"}
    assert primero(indice, "marco muestral").parametros == {"dat_termino": "marco_muestral"}


def test_un_indicador_y_un_lugar_abren_la_ficha_en_ese_lugar(indice: Indice) -> None:
    for texto in ("desempleo en Arauca", "arauca desempleo"):
        assert primero(indice, texto).parametros == {
            "indicador": "idc_lab_1_2",
            "dat_territorio": "81",
        }
    # «Norte de Santander» no es además «Santander».
    hallados = indice.buscar("desempleo norte de santander")
    assert hallados[0].entrada.parametros["dat_territorio"] == "54"
    cruces = {
        h.entrada.parametros.get("dat_territorio")
        for h in hallados
        if h.entrada.clase == "indicador"
    }
    assert cruces <= {"54", None}
    # La población sólo se observa por municipio y el desempleo no.
    assert primero(indice, "población de Ocaña").parametros == {
        "indicador": "poblacion_proyectada",
        "dat_territorio": "54498",
    }
    assert "dat_territorio" not in primero(indice, "desempleo en Ocaña").parametros


@pytest.mark.parametrize("texto", ["", "   ", "¿?", "…", "ñandú xyzzy", "zzzzzzzz", "🎉"])
def test_lo_que_no_se_parece_a_nada_no_devuelve_nada(indice: Indice, texto: str) -> None:
    assert indice.buscar(texto) == []


def test_un_texto_larguisimo_se_lee_por_el_comienzo(indice: Indice) -> None:
    largo = ("desempleo " * 60)[:500]
    assert len(largo) == 500
    assert primero(indice, largo).parametros == {"indicador": "idc_lab_1_2"}
    assert indice.buscar("x" * 500) == []
    assert indice.buscar("a b c d e f g h i j k l m n o p " * 20) is not None


def test_las_palabras_cortas_no_se_confunden(indice: Indice) -> None:
    """«TIC» y «TGP» están a dos letras: en palabras cortas no se perdona ninguna."""
    assert primero(indice, "TIC").parametros == {"indicador": "idc_pilar_tic"}
    assert primero(indice, "TGP").parametros == {"indicador": "idc_lab_1_1"}
    assert indice.buscar("54497") == []


def test_el_orden_no_depende_de_en_que_orden_se_armo(indice: Indice) -> None:
    al_reves = Indice(reversed(indice.entradas))
    for texto in ("registro mercantil", "santander", "pobreza", "empresas", "ihh", "cucuta", "pib"):
        assert indice.buscar(texto, 50) == al_reves.buscar(texto, 50)


def test_a_igual_parecido_manda_la_clase_y_luego_el_nombre() -> None:
    entradas = [
        Entrada("municipio", "Prueba", "", ""),
        Entrada("indicador", "Prueba", "", ""),
        Entrada("departamento", "Prueba", "", "", {"a": "2"}),
        Entrada("departamento", "Prueba", "", "", {"a": "1"}),
    ]
    hallados = [
        (h.entrada.clase, dict(h.entrada.parametros)) for h in Indice(entradas).buscar("prueba")
    ]
    assert hallados == [
        ("indicador", {}),
        ("departamento", {"a": "1"}),
        ("departamento", {"a": "2"}),
        ("municipio", {}),
    ]


def test_el_limite_corta_la_lista_y_el_orden_es_de_mas_a_menos(indice: Indice) -> None:
    todos = indice.buscar("pobreza", 100)
    assert indice.buscar("pobreza", 3) == todos[:3]
    puntajes = [h.puntaje for h in todos]
    assert puntajes == sorted(puntajes, reverse=True)
    assert all(0 < p <= 100 for p in puntajes)


@given(st.text(max_size=500))
def test_cualquier_texto_se_puede_buscar(texto: str) -> None:
    chico = Indice(
        [Entrada("municipio", "Ocaña", "", ""), Entrada("indicador", "Desempleo", "", "")]
    )
    hallados = chico.buscar(texto)
    assert all(0 < h.puntaje <= 100 for h in hallados)
    assert hallados == chico.buscar(texto)


@given(st.text(max_size=60))
def test_normalizar_deja_palabras_sencillas_y_es_estable(texto: str) -> None:
    normal = normalizar(texto)
    assert re.fullmatch(r"[a-z0-9]*(?: [a-z0-9]+)*", normal)
    assert normalizar(normal) == normal


def test_un_indice_vacio_no_encuentra_nada() -> None:
    assert Indice([]).buscar("desempleo") == []


# ── Toda entrada abre una dirección que existe ─────────────────────────────────────────────────


def test_toda_entrada_abre_una_pagina_que_esta_en_el_menu(indice: Indice) -> None:
    direcciones = {pagina.direccion for pagina in PAGINAS}
    assert len(indice.entradas) == 51 + len(PAGINAS) + 1 + 33 + 3 + 40 + len(terminos())
    for entrada in indice.entradas:
        assert entrada.direccion in direcciones, entrada
        assert entrada.clase in CLASES
        assert entrada.clase in ETIQUETAS
        assert entrada.titulo
        assert entrada.detalle


def test_todo_parametro_de_una_entrada_lo_lee_su_pagina_y_su_valor_existe(
    indice: Indice, catalogo: pd.DataFrame
) -> None:
    archivo = {pagina.direccion: pagina.archivo for pagina in PAGINAS}
    indicadores = set(catalogo["indicador_id"])
    claves = {termino.clave for termino in terminos()}
    revisados = 0
    for entrada in indice.entradas:
        fuente = (RUTAS.raiz / "pages" / archivo[entrada.direccion]).read_text(encoding="utf-8")
        # Los controles de una página pueden estar en el módulo que los monta.
        for modulo in ("fichas.py", "idc_en_pantalla.py"):
            fuente += (RUTAS.raiz / "tablero" / modulo).read_text(encoding="utf-8")
        for clave, valor in entrada.parametros.items():
            assert f'"{clave}"' in fuente, entrada
            if clave == "indicador":
                assert valor in indicadores
            if clave == "dat_termino":
                assert valor in claves
            revisados += 1
    assert revisados > 150


def test_los_lugares_que_abren_una_ficha_tienen_observaciones(mart: Path, indice: Indice) -> None:
    """El respaldo de cada clase de lugar debe servir para todos los de esa clase."""
    abierta = conexion.abrir(conexion.version_publicada(mart))
    for nivel, destinos in DESTINOS.items():
        respaldo = destinos[-1]
        assert respaldo.direccion == "datos"
        hay = preguntas.territorios(abierta, respaldo.fijos["indicador"])
        con_datos = set(hay.loc[hay["nivel"] == nivel, "territorio"])
        pedidos = {
            "nacional": 1, "departamento": 33, "camara": 3, "municipio": 40,
        }[nivel]  # fmt: skip
        assert len(con_datos) == pedidos
    abierta.close()


def test_el_destino_de_un_lugar_es_la_mejor_pagina_que_haya() -> None:
    # Sin la ficha de municipios, la que siempre existe.
    sin_ficha = [pagina for pagina in PAGINAS if pagina.direccion != "municipio"]
    assert destino_de("municipio", sin_ficha).con("54498", "Ocaña") == {
        "indicador": "poblacion_proyectada",
        "dat_territorio": "54498",
    }
    mejor = destino_de("municipio")
    assert (mejor.direccion, mejor.con("54498", "Ocaña")) == ("municipio", {"divipola": "54498"})
    # A un filtro atado se llega por su rótulo; desde la misma página, por su valor.
    camara = destino_de("camara")
    assert camara.con("Ocaña", "Ocaña") == {"emp_camara": "Ocaña"}
    assert camara.filtro("Ocaña") == ("emp_camara", "Ocaña")
    assert mejor.filtro("54498") is None


# ── Glosario y linaje ──────────────────────────────────────────────────────────────────────────


def test_el_glosario_explica_las_palabras_pedidas(catalogo: pd.DataFrame) -> None:
    por_clave: dict[str, Termino] = {termino.clave: termino for termino in terminos()}
    assert len(por_clave) == len(terminos()) >= 30
    pedidas = {"divipola", "ihh", "idc", "vigencia", "linea_base", "marco_muestral", "pr_p", "fob",
               "subpartida", "pdet", "quiebre", "edicion", "incidencia", "intervalo"}  # fmt: skip
    assert pedidas <= set(por_clave)
    assert list(por_clave) == sorted(por_clave)
    indicadores = set(catalogo["indicador_id"])
    for termino in terminos():
        assert set(termino.indicadores) <= indicadores, termino.clave
        assert re.fullmatch(r"[a-z_]+", termino.clave)
        assert len(termino.definicion) > 40
        assert termino.definicion.endswith(".")


def test_el_linaje_va_de_la_nacion_al_municipio(lugares: pd.DataFrame) -> None:
    assert linaje("municipio", "54498", lugares) == [
        Lugar("nacional", "00", "Colombia"),
        Lugar("departamento", "54", "Norte de Santander"),
        Lugar("camara", "Ocaña", "Cámara de Ocaña"),
        Lugar("municipio", "54498", "Ocaña"),
    ]
    # Toledo es de la cámara de Pamplona y no de la de Cúcuta.
    assert [lugar.nombre for lugar in linaje("municipio", "54820", lugares)][2] == (
        "Cámara de Pamplona"
    )
    assert [lugar.nombre for lugar in linaje("departamento", "81", lugares)] == [
        "Colombia", "Arauca",
    ]  # fmt: skip
    assert [lugar.codigo for lugar in linaje("camara", "Cúcuta", lugares)] == ["00", "54", "Cúcuta"]
    assert linaje("nacional", "00", lugares) == [Lugar("nacional", "00", "Colombia")]


@pytest.mark.parametrize(("nivel", "codigo"), [("municipio", "05001"), ("departamento", "54498")])
def test_un_lugar_que_no_existe_lo_dice(lugares: pd.DataFrame, nivel: str, codigo: str) -> None:
    with pytest.raises(ValueError, match=codigo):
        linaje(nivel, codigo, lugares)
