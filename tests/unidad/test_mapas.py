"""Los mapas: un trazo por entidad, colores y conteos exactos, y ningún servidor ajeno."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from pipelines.errores import MartNoDisponible
from tablero import estilo
from tablero.mapas import leer_capa, mapa_de_circulos, mapa_de_clases, mapa_por_categoria

FINO = "\u202f"


def cuadrado(codigo: str, nombre: str, x: float, **extra: object) -> dict[str, Any]:
    anillo = [[x, 7.0], [x + 1, 7.0], [x + 1, 8.0], [x, 8.0], [x, 7.0]]
    return {
        "type": "Feature",
        "properties": {
            "divipola": codigo,
            "nombre": nombre,
            "rotulo_lon": x + 0.5,
            "rotulo_lat": 7.5,
            **extra,
        },
        "geometry": {"type": "Polygon", "coordinates": [anillo]},
    }


def capa(*rasgos: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(rasgos)}


TRES = capa(
    cuadrado("54001", "Cúcuta", -75, estado="nombrado", nota="Metas 3 y 5"),
    cuadrado("54498", "Ocaña", -74, estado="excepcion"),
    cuadrado("54518", "Pamplona", -73, estado=None),
)
COLORES = {"nombrado": "#0072B2", "excepcion": "#D55E00", "sin_anio": "#E69F00"}
ROTULOS = {"nombrado": "Nombrado", "excepcion": "Exceptuado", "sin_anio": "Sin año"}


def entidades(figura: Any) -> dict[str, Any]:
    return {t.meta: t for t in figura.data if t.meta}


def leyenda(figura: Any) -> list[str]:
    return [t.name for t in figura.data if t.showlegend is not False]


def test_cada_entidad_lleva_el_color_de_su_categoria() -> None:
    figura = mapa_por_categoria(TRES, "estado", COLORES, ROTULOS, columna_nota="nota")
    trazas = entidades(figura)
    assert trazas["54001"].fillcolor == "#0072B2"
    assert trazas["54498"].fillcolor == "#D55E00"
    assert trazas["54001"].text == "<b>Cúcuta</b><br>Nombrado<br>Metas 3 y 5"
    assert list(trazas["54001"].x) == [-75, -74, -74, -75, -75]
    assert list(trazas["54001"].y) == [7, 7, 8, 8, 7]
    assert all(t.type == "scatter" for t in figura.data)


def test_sin_dato_va_rayado_y_se_dice() -> None:
    trazas = entidades(mapa_por_categoria(TRES, "estado", COLORES, ROTULOS))
    assert trazas["54518"].fillpattern.shape == "/"
    assert trazas["54518"].text == "<b>Pamplona</b><br>sin dato"
    assert trazas["54001"].fillpattern.shape is None


def test_la_leyenda_cuenta_tambien_las_categorias_vacias() -> None:
    figura = mapa_por_categoria(TRES, "estado", COLORES, ROTULOS)
    assert leyenda(figura) == ["Nombrado (1)", "Exceptuado (1)", "Sin año (0)", "Sin dato (1)"]


def test_una_categoria_sin_color_se_rechaza() -> None:
    with pytest.raises(ValueError, match="sin rótulo: excepcion"):
        mapa_por_categoria(TRES, "estado", {"nombrado": "#0072B2"}, {"nombrado": "Nombrado"})
    siete = {str(i): f"#00000{i}" for i in range(8)}
    with pytest.raises(ValueError, match="Más de seis colores"):
        mapa_por_categoria(capa(cuadrado("1", "A", 0, estado="0")), "estado", siete, siete)


def test_las_clases_incluyen_su_borde_inferior_y_la_ultima_los_dos() -> None:
    figura = mapa_de_clases(
        capa(*(cuadrado(c, c, i) for i, c in enumerate("abcde"))),
        {"a": 10, "b": 20, "c": 30, "d": 0, "e": None},
        [10, 20, 30],
        unidad="pct",
    )
    tonos = estilo.secuencial(2)
    trazas = entidades(figura)
    assert [trazas[c].fillcolor for c in "abc"] == [tonos[0], tonos[1], tonos[1]]
    assert leyenda(figura) == [
        "Cero (1)",
        f"10{FINO}% a menos de 20{FINO}% (1)",
        f"20{FINO}% a 30{FINO}% (2)",
        "Sin dato (1)",
    ]


def test_cero_y_sin_dato_se_ven_distintos() -> None:
    figura = mapa_de_clases(TRES, {"54001": 0, "54498": 5}, [1, 10], unidad="pct")
    trazas = entidades(figura)
    assert trazas["54001"].fillpattern.shape == "."
    assert trazas["54518"].fillpattern.shape == "/"
    assert trazas["54498"].fillpattern.shape is None
    assert trazas["54001"].text == f"<b>Cúcuta</b><br>0,0{FINO}%"
    assert trazas["54518"].text == "<b>Pamplona</b><br>sin dato"


def test_el_cero_solo_sale_en_la_leyenda_si_lo_hay() -> None:
    figura = mapa_de_clases(TRES, {"54001": 2, "54498": 5}, [1, 10], unidad="pct")
    assert not any(texto.startswith("Cero") for texto in leyenda(figura))


@pytest.mark.parametrize(
    ("valores", "cortes", "dice"),
    [
        ({"54001": 11}, [1, 10], "fuera de los cortes.*54001: 11"),
        ({"5001": 5}, [1, 10], "no están en la capa: 5001. ¿Perdieron el cero"),
        ({"54001": 5}, [10, 1], "crecientes"),
        ({"54001": 5}, [10], "al menos dos"),
    ],
)
def test_las_clases_mal_pedidas_se_rechazan(
    valores: dict[str, float | None], cortes: list[float], dice: str
) -> None:
    with pytest.raises(ValueError, match=dice):
        mapa_de_clases(TRES, valores, cortes, unidad="pct")


def test_los_circulos_tienen_area_proporcional() -> None:
    figura = mapa_de_circulos(
        TRES, {"54001": 100, "54498": 25, "54518": None}, unidad="habitantes", diametro_maximo=40
    )
    con_valor = next(t for t in figura.data if t.name == "Con valor (2)")
    assert list(con_valor.marker.size) == [40, 20]
    assert list(con_valor.customdata) == ["54001", "54498"]
    assert con_valor.hovertext[0] == "<b>Cúcuta</b><br>100 habitantes"
    assert next(t for t in figura.data if t.name == "Sin dato (1)").marker.symbol == "x-thin-open"
    with pytest.raises(ValueError, match="negativo: 54001"):
        mapa_de_circulos(TRES, {"54001": -1}, unidad="cop")


def test_el_mapa_no_sale_estirado() -> None:
    figura = mapa_por_categoria(TRES, "estado", COLORES, ROTULOS)
    sur, norte = figura.layout.yaxis.range
    razon = 1 / math.cos(math.radians((sur + norte) / 2))
    assert figura.layout.yaxis.scaleanchor == "x"
    assert figura.layout.yaxis.scaleratio == pytest.approx(razon)
    assert figura.layout.xaxis.constrain == figura.layout.yaxis.constrain == "domain"


def test_una_entidad_de_varias_partes_lleva_un_hueco_entre_ellas() -> None:
    rasgo = cuadrado("54498", "Ocaña", -74, estado="nombrado")
    primera = rasgo["geometry"]["coordinates"]
    segunda = [[[x + 3, y] for x, y in primera[0]]]
    rasgo["geometry"] = {"type": "MultiPolygon", "coordinates": [primera, segunda]}
    traza = entidades(mapa_por_categoria(capa(rasgo), "estado", COLORES, ROTULOS))["54498"]
    assert len(traza.x) == 11
    assert np.isnan(traza.x[5])
    assert np.isnan(traza.y[5])


def test_cada_entidad_tiene_un_punto_para_elegirla() -> None:
    figura = mapa_por_categoria(TRES, "estado", COLORES, ROTULOS)
    puntos = next(t for t in figura.data if t.name == "elegir")
    assert list(puntos.customdata) == ["54001", "54498", "54518"]
    assert list(puntos.x) == [-74.5, -73.5, -72.5]
    assert puntos.marker.opacity == 0
    assert puntos.hovertext[1] == "<b>Ocaña</b><br>Exceptuado"


def test_las_etiquetas_que_se_pisarian_se_omiten() -> None:
    juntas = capa(
        cuadrado("0", "Borde", -77, estado="nombrado"),
        cuadrado("1", "Villa del Rosario", -75, estado="nombrado"),
        cuadrado("2", "San José de Cúcuta", -74.9, estado="nombrado"),
        cuadrado("3", "Ocaña", -70, estado="nombrado"),
    )
    figura = mapa_por_categoria(juntas, "estado", COLORES, ROTULOS, etiquetas=["1", "2", "3"])
    escritas = [a.text for a in figura.layout.annotations if a.name == "etiqueta"]
    assert escritas == ["<b>Villa del Rosario</b>", "<b>Ocaña</b>"]
    with pytest.raises(ValueError, match="no están en la capa: 9"):
        mapa_por_categoria(juntas, "estado", COLORES, ROTULOS, etiquetas=["9"])


def test_un_geodataframe_y_su_geojson_dan_el_mismo_mapa() -> None:
    municipios = leer_capa("municipios").assign(estado="nombrado")
    uno = mapa_por_categoria(municipios, "estado", COLORES, ROTULOS)
    otro = mapa_por_categoria(municipios.__geo_interface__, "estado", COLORES, ROTULOS)
    assert uno.to_json() == otro.to_json()


@pytest.mark.parametrize("tema", ["claro", "oscuro"])
def test_los_cuarenta_municipios_pesan_menos_de_60_kb(tema: str) -> None:
    municipios = leer_capa("municipios")
    estados = [list(COLORES)[i % 3] for i in range(len(municipios))]
    figura = mapa_por_categoria(
        municipios.assign(estado=estados), "estado", COLORES, ROTULOS, tema=tema
    )
    assert len(entidades(figura)) == 40
    assert len(figura.to_json()) < 60_000
    assert estilo.sufijo_prohibido(figura) == []


def test_el_contorno_de_las_camaras_va_encima_y_no_se_rellena() -> None:
    figura = mapa_por_categoria(
        leer_capa("municipios").assign(estado="nombrado"),
        "estado",
        COLORES,
        ROTULOS,
        contorno=leer_capa("camaras"),
    )
    contorno = next(t for t in figura.data if t.name == "contorno")
    assert contorno.fill is None
    assert contorno.hoverinfo == "skip"
    assert len(figura.to_json()) < 75_000


def test_el_mapa_no_nombra_ningun_servidor() -> None:
    figura = mapa_de_clases(leer_capa("municipios"), {"54001": 5}, [1, 10], unidad="pct")
    texto = figura.to_json()
    assert "http" not in texto
    assert {t.type for t in figura.data} == {"scatter"}


def test_una_capa_que_no_existe_dice_cuales_hay() -> None:
    with pytest.raises(MartNoDisponible, match="camaras, departamentos, municipios"):
        leer_capa("veredas")
    with pytest.raises(ValueError, match="no tiene la columna «codigo»"):
        mapa_por_categoria(TRES, "estado", COLORES, ROTULOS, clave="codigo")
