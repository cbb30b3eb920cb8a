"""Plan de desarrollo: niveles, medias, frases, ficha y figuras, contra cuentas hechas a mano."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from tablero import conexion, estilo, plan
from tablero.busqueda import armar_indice
from tablero.consultas import datos
from tablero.consultas import plan as preguntas
from tablero.graficos.apiladas import Clase, barras_apiladas
from tablero.graficos.dispersion import dispersion_de_porcentajes

FINO = "\u202f"
VIEJO, NUEVO = "2020-2023", "2024-2027"


@pytest.fixture(scope="module")
def base(mart: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    abierta = conexion.abrir(conexion.version_publicada(mart))
    yield abierta
    abierta.close()


def aspecto(periodo: str = VIEJO, tema: str = "claro") -> plan.Aspecto:
    return plan.Aspecto(periodo, ("f",), ("Informe",), "2023", tema)


# ── Niveles y medias ───────────────────────────────────────────────────────────────────────────


def test_los_niveles_van_de_lo_general_a_lo_particular_y_pesan_lo_mismo(base: Any) -> None:
    niveles = preguntas.niveles(base, VIEJO)
    assert list(niveles["nivel"].head(5)) == ["plan", "eje", "linea", "programa", "subprograma"]
    lineas = niveles[niveles["nivel"] == "linea"]
    assert list(lineas["n_metas"]) == [13, 10, 12, 19]
    assert lineas["peso_pct"].sum() == pytest.approx(100)
    assert lineas["peso_pct"].iloc[0] == pytest.approx(100 * 13 / 54)
    for nivel in ("programa", "subprograma"):
        assert niveles.loc[niveles["nivel"] == nivel, "n_metas"].sum() == 54
    todo = niveles.iloc[0]
    estados = [c for c, *_ in plan._CONTEO.values()]
    assert [int(todo[c]) for c in estados] == [25, 19, 0, 0, 0, 10]


def test_la_media_cuenta_hasta_cien_y_se_calla_si_menos_de_la_mitad_reporta(base: Any) -> None:
    niveles = preguntas.niveles(base, VIEJO).set_index("nombre")
    # 19 de 54 metas: no hay media del plan, ni de la línea 6.4 (3 de 10).
    assert int(niveles.at["Todas las metas 2020-2023", "n_con_cumplimiento"]) == 19
    assert pd.isna(niveles.at["Todas las metas 2020-2023", "cumplimiento_medio_pct"])
    por_codigo = niveles.assign(codigo=[n.split(" ")[0] for n in niveles.index]).set_index("codigo")
    assert int(por_codigo.at["6.4", "n_con_cumplimiento"]) == 3
    assert pd.isna(por_codigo.at["6.4", "cumplimiento_medio_pct"])
    # 6.3: nueve de trece; siete llegan o pasan de 100, la 887 va en 60 y la 894 en 87,5.
    assert por_codigo.at["6.3", "cumplimiento_medio_pct"] == pytest.approx((700 + 60 + 87.5) / 9)
    # 6.3.2: la mitad exacta (887, 888, 891 y 894) sí tiene media.
    assert por_codigo.at["6.3.2", "cumplimiento_medio_pct"] == pytest.approx(347.5 / 4)
    # Las que no traen avance no cuentan como cumplidas: una de dos, la 887, va en 60.
    assert por_codigo.at["6.3.2.1", "avance_medio_pct"] == pytest.approx(60)


def test_el_cuadro_de_2024_2027_se_calcula_y_no_reparte_lo_que_el_informe_no_reparte(
    base: Any,
) -> None:
    cuadro = preguntas.cuadro(base, NUEVO)
    assert list(cuadro["nivel"]) == ["plan", "linea", "programa", "subprograma"] + ["meta"] * 18
    # Catorce en 100, dos en 96, una en 50 y una en 16.
    assert cuadro["cumplimiento_ejecutado_pct"].iloc[0] == pytest.approx(1658 / 18)
    assert cuadro["avance_cuatrienio_pct"].iloc[0] == pytest.approx(1306.5 / 18)
    assert cuadro["cumplimiento_ejecutado_pct"].iloc[1:4].isna().all()
    assert plan.dejo_sin_llenar(preguntas.resumenes(base, NUEVO))
    assert not plan.tiene_lineas(preguntas.niveles(base, NUEVO))
    frase = plan.frase_de_resumenes(preguntas.resumenes(base, NUEVO))
    assert "sin llenar (línea 482 del texto)" in frase


def test_lo_que_el_informe_enuncia_va_citado_y_aparte(base: Any) -> None:
    resumenes = preguntas.resumenes(base, VIEJO)
    assert not plan.dejo_sin_llenar(resumenes)
    assert plan.frase_de_resumenes(resumenes).startswith(
        f"El informe enuncia para el eje 6, Productividad, un avance de 96,81{FINO}% frente a un "
        f"ideal de 93,75{FINO}% (línea 752 del texto)."
    )


def test_los_dos_planes_nunca_salen_juntos(base: Any) -> None:
    for periodo, n in ((VIEJO, 54), (NUEVO, 18)):
        metas = preguntas.metas(base, periodo)
        assert set(metas["periodo"]) == {periodo}
        assert len(metas) == n
        assert int(preguntas.totales(base, periodo)["n_metas"].iloc[0]) == n
    assert preguntas.metas(base, "2016-2019").empty


# ── Frases ─────────────────────────────────────────────────────────────────────────────────────


def test_hallazgos(base: Any) -> None:
    def leer(periodo: str) -> list[str]:
        return plan.hallazgos(preguntas.niveles(base, periodo), preguntas.totales(base, periodo))

    viejo, nuevo = leer(VIEJO), leer(NUEVO)
    assert viejo[0] == "**De 54 metas, 25 cumplidas, 19 en avance y 10 sin cifra comparable.**"
    assert "19 de 54 metas traen logro entre programado: son menos de la mitad" in viejo[1]
    assert viejo[2] == (
        "Las 51 metas que dicen su inversión ejecutaron 33,9 miles de millones de pesos. En 39 de "
        "las 50 que también dicen lo programado, se ejecutó más."
    )
    assert "entre 6.722 (la meta que más reporta) y 31.342" in viejo[3]
    assert nuevo[0] == "**De 18 metas, 9 cumplidas y 9 en avance.**"
    assert f"El logro entre programado medio es 92,1{FINO}% (18 de 18 metas)" in nuevo[1]
    assert nuevo[2].endswith("ninguna dice cuánto programó, así que no hay ejecución financiera.")


def test_frase_de_un_solo_estado() -> None:
    nivel = {columna: 0 for columna, *_ in plan._CONTEO.values()}
    assert plan.frase_de_estados({**nivel, "n_metas": 1, "n_cumplidas": 1}) == (
        "De 1 meta, 1 cumplida"
    )


def test_dispersion_dice_cuantas_quedan_fuera(base: Any) -> None:
    metas = preguntas.metas(base, VIEJO)
    dentro = plan.con_los_dos(metas)
    assert len(dentro) == 19
    assert plan.frase_de_dispersion(metas).endswith("35 de 54 quedan fuera por no tener las dos")
    # De las 19, cumplen 14 y de ésas la 897 y la 969 no pasan de lo programado.
    assert plan.frase_de_dispersion(metas).startswith("12 de las 19 metas")
    assert plan.con_los_dos(preguntas.metas(base, NUEVO)).empty
    assert plan.frase_de_dispersion(preguntas.metas(base, NUEVO)).startswith("Ninguna de las 18")


def test_recursos_por_fuente(base: Any) -> None:
    recursos = preguntas.recursos(base, VIEJO)
    primera = recursos.iloc[0]
    assert (primera["fuente_de_recursos"], primera["n_metas"]) == ("Recursos propios", 13)
    assert primera["inversion_mill_cop"] == 8142
    # 11.500 de la 887, 617 de la 888 y 65 de la 894.
    assert recursos["inversion_mill_cop"].iloc[1] == 12182
    assert recursos["inversion_mill_cop"].sum() == 33879
    assert "menos de 0,1" in plan.frase_de_recursos(recursos)
    assert preguntas.recursos(base, NUEVO)["nombre"].str.startswith("Meta ").all()


def test_filtros_de_metas(base: Any) -> None:
    metas = preguntas.metas(base, VIEJO)
    assert list(plan.lineas_de(metas)) == ["6.3", "6.4", "6.7", "6.8"]
    assert plan.lineas_de(preguntas.metas(base, NUEVO)) == {}
    assert plan.estados_de(metas)["cumplida"] == "Cumplida (25)"
    elegidas = plan.filtrar_metas(metas, "6.3", "en_avance")
    assert list(elegidas["meta"]) == ["887", "894"]
    assert plan.frase_de_porcentaje(metas, "ejecucion") == (
        f"50 de 54 metas traen ejecutado / programado; 39 pasan de 100{FINO}%"
    )
    assert plan.sin_porcentaje(metas, "logro", VIEJO) is None
    aviso = plan.sin_porcentaje(preguntas.metas(base, NUEVO), "ejecucion", NUEVO)
    assert aviso is not None
    assert "no dice cuánto se programó" in aviso


def test_calidad(base: Any) -> None:
    calidad, reglas = preguntas.calidad(base, VIEJO), preguntas.reglas(base, VIEJO)
    assert len(calidad) == reglas["n_hallazgos"].sum()
    assert calidad["gravedad"].iloc[0] == "alta"
    opciones = plan.gravedades_de(calidad)
    assert list(opciones) == ["alta", "media", "baja", "todas"]
    assert len(plan.filtrar_calidad(calidad, "alta")) == 16
    assert len(plan.filtrar_calidad(calidad, "todas")) == len(calidad)
    fila = calidad[(calidad["meta"] == "896") & (calidad["regla"] == "ejecutado_cinco_veces")]
    assert plan.texto_de_hallazgo(fila.iloc[0].to_dict()) == (
        "Se ejecutó cinco veces lo programado, o más: 455 (ejecutado, en millones de pesos) y 44 "
        "(programado, en millones de pesos), línea 2.269 del texto"
    )


# ── Ficha ──────────────────────────────────────────────────────────────────────────────────────


def test_de_que_plan_es_una_meta_y_que_decir_si_no_existe(base: Any) -> None:
    todas = preguntas.todas(base)
    assert plan.periodo_de(todas, "896", NUEVO) == VIEJO
    assert plan.periodo_de(todas, "8", None) == NUEVO
    assert plan.periodo_de(todas, "16", NUEVO) is None
    aviso = plan.aviso_de_meta(todas, "9999")
    assert "2024-2027: 18 metas, entre la 1 y la 20" in aviso
    assert "2020-2023: 54 metas, entre la 882 y la 984" in aviso


def test_vecinas(base: Any) -> None:
    metas = preguntas.metas(base, VIEJO)
    assert plan.vecinas(metas, "882") == (None, "883")
    # La numeración salta: después de la 903 viene la 907.
    assert plan.vecinas(metas, "907") == ("903", "953")
    assert plan.vecinas(metas, "984") == ("983", None)


def test_cifras_de_la_ficha(base: Any) -> None:
    metas = preguntas.metas(base, VIEJO).set_index("meta", drop=False)
    logro, avance, plata = plan.cifras_de_ficha(metas.loc["883"].to_dict())
    assert logro[1:] == (f"497,5{FINO}% ↑", "199 logrados de 40.", "calculado")
    assert avance[1] == "sin dato"
    assert plata[1] == f"1.917,4{FINO}% ↑"
    # La 907 programó 9 propios y 15.141 de otras fuentes.
    assert "Programado: 15.150 millones" in plan.cifras_de_ficha(metas.loc["907"].to_dict())[2][2]
    tabla = plan.tabla_de_ficha(metas.loc["887"].to_dict()).set_index("Dato")
    assert tabla.at["Ejecutada, otras fuentes", "Valor"] == "11.500 millones de pesos"
    assert tabla.at["Municipios que declara", "Valor"] == "21"
    assert tabla.at["Logro en otra unidad", "Valor"] == "sin dato"


def test_donde_separa_lo_nombrado_lo_departamental_y_lo_exceptuado(base: Any) -> None:
    renglones = plan.donde(preguntas.lugares(base, VIEJO, "888"))
    resumen = [(r.rotulo, len(r.municipios)) for r in renglones]
    assert resumen == [
        ("2022", 17),
        ("2023", 5),
        ("Sin año en el texto", 19),
        ("Todo el departamento (sin año en el texto), sin nombrar cuáles", 0),
        ("Exceptuados (2021)", 2),
    ]
    assert set(renglones[-1].municipios.values()) == {"La Playa", "Sardinata"}


def test_la_gente_no_se_suma_sin_advertirlo(base: Any) -> None:
    metas = preguntas.metas(base, VIEJO).set_index("meta", drop=False)
    grupos = preguntas.beneficiarios(base, VIEJO, "888")
    # 2 + 46 + 570 + 32 + 86 + 18 + 13 + 5 + 11 = 783.
    frase = plan.advertencia_de_gente(metas.loc["888"].to_dict(), grupos)
    assert "da un total de 5.089" in frase
    assert "el grupo más grande tiene 570 y sumarlos todos daría 783" in frase
    vacio = grupos.head(0)
    assert "1.840 y no los reparte" in plan.advertencia_de_gente(metas.loc["896"].to_dict(), vacio)
    assert plan.advertencia_de_gente(metas.loc["884"].to_dict(), vacio).startswith(
        "El informe no dice cuántas personas"
    )


def test_vinculo_y_lineas(base: Any) -> None:
    indicadores = preguntas.indicadores(base, VIEJO, "977")
    textos = [plan.texto_del_vinculo(f) for f in indicadores.to_dict("records")]
    assert textos[0].startswith(
        "Diversificación de la canasta exportadora (declarado en el informe, línea 4.998)"
    )
    assert textos[1].startswith("Logro: Capacidades territoriales (declarado")
    metas = preguntas.metas(base, VIEJO).set_index("meta", drop=False)
    lugares = preguntas.lugares(base, VIEJO, "896")
    lineas = plan.lineas_de_ficha(
        metas.loc["896"].to_dict(), lugares, preguntas.indicadores(base, VIEJO, "896")
    )
    assert ("Enunciado", 2218) in lineas
    assert ("Inversión", 2269) in lineas
    assert [n for seccion, n in lineas if seccion == "Localización"] == [2294, 2296]
    assert lineas[-1] == ("Impacto", 2324)


def test_el_parrafo_sale_del_texto_si_esta_y_si_no_se_dice_donde_ponerlo(tmp_path: Path) -> None:
    assert plan.parrafos("uno", [1], tmp_path) is None
    # Un salto de página dentro de una línea no cuenta como línea.
    (tmp_path / "uno.txt").write_text("primera\n\x0csegunda\n\ncuarta", encoding="utf-8")
    assert plan.parrafos("uno", [2, 3, 4, 9], tmp_path) == {2: "segunda", 4: "cuarta"}
    (tmp_path / "dos.md").write_bytes("ñandú".encode("latin-1"))
    assert plan.parrafos("dos", [1], tmp_path) is not None
    assert "data/raw/informes/textos/uno.txt" in plan.donde_poner_el_texto("uno")


# ── Búsqueda ───────────────────────────────────────────────────────────────────────────────────


def test_una_meta_se_busca_por_su_numero_y_por_sus_palabras(base: Any) -> None:
    indice = armar_indice(datos.catalogo(base), datos.lugares(base), metas=preguntas.todas(base))
    primera = indice.buscar("meta 896")[0].entrada
    assert (primera.clase, primera.direccion) == ("meta", "plan")
    assert dict(primera.parametros) == {"periodo": VIEJO, "meta": "896"}
    halladas = [r.entrada.parametros for r in indice.buscar("escuela de liderazgo innovadores")]
    assert {"periodo": VIEJO, "meta": "892"} in halladas


# ── Figuras ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tema", ["claro", "oscuro"])
@pytest.mark.parametrize("periodo", [VIEJO, NUEVO])
def test_las_figuras_salen_rematadas_y_sin_sufijos(base: Any, periodo: str, tema: str) -> None:
    mira = aspecto(periodo, tema)
    estados, metas = preguntas.estados(base), preguntas.metas(base, periodo)
    nivel = "todo"
    piezas = [
        plan.pieza_de_estados(preguntas.niveles(base, periodo), estados, nivel, mira),
        plan.pieza_de_metas(metas, metas, "logro", mira),
        plan.pieza_de_recursos(preguntas.recursos(base, periodo), mira),
        plan.pieza_de_reglas(preguntas.reglas(base, periodo), mira),
    ]
    if periodo == VIEJO:
        piezas.append(plan.pieza_de_dispersion(metas, estados, mira))
    for pieza in piezas:
        figura = pieza.dibujos["Gráfico"]()
        assert figura.layout.meta["alt"]
        assert estilo.sufijo_prohibido(figura) == [], pieza.clave


def test_las_barras_apiladas_dicen_su_total_y_su_forma() -> None:
    datos = pd.DataFrame({"etiqueta": ["A", "A", "B"], "clase": list("xyx"), "valor": [6, 2, 1]})
    clases = [
        Clase(clave, palabra, signo, color)
        for (clave, palabra, signo), color in zip(
            (("x", "Buena", "✔"), ("y", "Otra", "◇"), ("z", "Ninguna", "○")),
            estilo.categoricos(3),
            strict=True,
        )
    ]
    figura = barras_apiladas(datos, clases, unidad="numero", singular="meta", plural="metas")
    assert [traza.name for traza in figura.data] == ["✔ Buena", "◇ Otra"]
    assert list(figura.data[0].x) == [6, 1]
    assert figura.data[0].text[0] == "✔ 6"
    totales = [n.text for n in figura.layout.annotations if n.name == "total"]
    assert totales == ["<b>8 metas</b>", "<b>1 meta</b>"]
    techos = [n.y for n in figura.layout.annotations if n.name == "etiqueta"]
    assert techos == sorted(techos, reverse=True)


@pytest.mark.parametrize(
    ("datos", "mensaje"),
    [
        (pd.DataFrame({"etiqueta": ["A"], "valor": [1]}), "Faltan columnas"),
        (pd.DataFrame({"etiqueta": [], "clase": [], "valor": []}), "No hay filas"),
        (pd.DataFrame({"etiqueta": ["A"], "clase": ["q"], "valor": [1]}), "Clases sin declarar: q"),
    ],
)
def test_las_barras_apiladas_dicen_que_falta(datos: pd.DataFrame, mensaje: str) -> None:
    with pytest.raises(ValueError, match=mensaje):
        barras_apiladas(datos, [], unidad="numero", singular="meta", plural="metas")


def test_la_dispersion_traza_el_cien_y_no_acepta_ceros() -> None:
    datos = pd.DataFrame(
        {"etiqueta": ["1", "2"], "x": [50.0, 400.0], "y": [100.0, 80.0], "clase": ["a", "b"],
         "nota": ["uno", "dos"]}
    )  # fmt: skip
    marcas = {c: (c, "circle", estilo.OKABE_ITO[0]) for c in "ab"}
    figura = dispersion_de_porcentajes(datos, marcas, titulo_x="x", titulo_y="y")
    assert [forma.name for forma in figura.layout.shapes] == ["cien", "cien"]
    assert [n.text for n in figura.layout.annotations] == ["1", "2"]
    for malo in (datos.assign(x=[0.0, 1.0]), datos.assign(y=[None, 1.0])):
        with pytest.raises(ValueError, match="escala de razón"):
            dispersion_de_porcentajes(malo, marcas, titulo_x="x", titulo_y="y")
    with pytest.raises(ValueError, match="No hay filas"):
        dispersion_de_porcentajes(datos.head(0), marcas, titulo_x="x", titulo_y="y")
