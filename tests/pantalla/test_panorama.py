"""Panorama en pantalla: las cifras exactas, lo que no se compara, los filtros y las descargas.

Las cifras están en las semillas: Tabla 1 de 2024-2025 (líneas 505 a 510) y los cinco indicadores de
resultado de 2020-2023.
"""

from __future__ import annotations

import csv
import io
import math
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pipelines.lectura import numero_colombiano
from tablero import conexion, consultas
from tablero.formato import es_vacio, formatear
from tests.apoyo import RAIZ

Abrir = Callable[..., AppTest]
FINO = "\u202f"
_IMAGEN = re.compile(r"^!\[(.*)\]\(data:image/svg\+xml;base64,([^)]+)\)$", re.MULTILINE)
_PEQUENO = re.compile(r"^:small\[(.*)\]$", re.MULTILINE)
_ESCAPE = re.compile(r"\\([\\`*_\[\]$~#|<>])")


@dataclass(frozen=True)
class TarjetaVista:
    """Lo que se lee en una tarjeta: su texto, su serie, sus dibujos y, en un clic, su origen."""

    texto: str
    serie: str
    dibujos: list[tuple[str, str]]
    origen: str


def _sin_escapes(texto: Any) -> str:
    return _ESCAPE.sub(r"\1", str(texto))


def _bloques(bloque: Any) -> Iterator[Any]:
    for hijo in bloque.children.values():
        if hasattr(hijo, "children"):
            yield hijo
            yield from _bloques(hijo)


def tarjetas(pantalla: AppTest) -> dict[str, TarjetaVista]:
    """Las tarjetas por el nombre de su indicador."""
    vistas = {}
    for bloque in _bloques(pantalla.main):
        hijos = list(bloque.children.values())
        if not hijos or hijos[-1].type != "popover" or hijos[0].type != "markdown":
            continue
        todo = _sin_escapes(hijos[0].value)
        texto = re.split(r"^(?:!|:small)\[", todo, maxsplit=1, flags=re.MULTILINE)[0].rstrip()
        (origen,) = hijos[-1].children.values()
        nombre = re.search(r"^### (.+)$", texto, re.MULTILINE)
        assert nombre, texto
        vistas[nombre[1]] = TarjetaVista(
            texto=texto,
            serie=" ".join(_PEQUENO.findall(todo)),
            dibujos=[
                (b64decode(datos).decode("utf-8"), alt) for alt, datos in _IMAGEN.findall(todo)
            ],
            origen=_sin_escapes(origen.value),
        )
    return vistas


def textos(pantalla: AppTest) -> str:
    return "\n".join(
        _sin_escapes(elemento.value)
        for elemento in (*pantalla.header, *pantalla.markdown, *pantalla.caption)
    )


@pytest.fixture
def base_de_pantalla(mart: Path) -> Iterator[Any]:
    """La conexión con que consulta la pantalla, para comparar lo que muestra."""
    abierta = conexion.abrir(conexion.version_publicada(mart))
    yield abierta
    abierta.close()


# ── Las cifras ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("nombre", "estado", "valor", "frase"),
    [
        ("Posición en formalidad laboral", ":blue-badge[▲ En avance]", "22 de 33",
         "Sube 1 puesto: del puesto 23 (2023) al 22 de 33 (2025). "
         "La meta para 2027 es el puesto 20."),
        ("Posición en densidad empresarial", ":red-badge[▼ En retroceso]", "17 de 33",
         "Cae 2 puestos: del puesto 15 (2023) al 17 de 33 (2025). "
         "La meta para 2027 es el puesto 12."),
        ("Tasa de informalidad departamental", ":gray-badge[◇ Sin cifra comparable]",
         f"62,8{FINO}%",
         f"El informe pasa de 63,5{FINO}% (2023) a 62,8{FINO}% (2025), que no miden lo mismo. "
         f"La meta para 2027 es 60,0{FINO}%."),
        ("Posición en tasa de desempleo departamental", ":red-badge[▼ En retroceso]", "27 de 33",
         "Cae 4 puestos: del puesto 23 (2023) al 27 de 33 (2025). "
         "La meta para 2027 es el puesto 20."),
        ("Posición en exportaciones no minero-energéticas", ":green-badge[★ Superó la meta]", "3",
         "Sube 3 puestos: del puesto 6 (2023) al 3 (2024), sin decir entre cuántos. "
         "La meta para 2027 es el puesto 5."),
        ("Créditos para capital de trabajo y modernización", ":blue-badge[▲ En avance]",
         "664 de 3.500",
         f"Van 664 de 3.500 a 2025 (19,0{FINO}%); la línea base es 2.378."),
        ("Incremento porcentual de nuevas empresas creadas anualmente",
         ":blue-badge[▲ Mejoró, sin meta declarada]", "11,00 por cada 10.000 habitantes",
         "Pasa de 6,78 (2020) a 11,00 por cada 10.000 habitantes (2023). "
         "El informe no enuncia una meta."),
        ("Número de registros mercantiles renovados", ":blue-badge[▲ Mejoró, sin meta declarada]",
         "6,00 por cada 1.000 habitantes",
         "Pasa de 4,31 (2020) a 6,00 por cada 1.000 habitantes (2023). "
         "El informe no enuncia una meta."),
        ("Incidencia de la pobreza monetaria", ":gray-badge[◇ Sin cifra comparable]",
         f"52,5{FINO}%",
         f"El informe pasa de 51,9{FINO}% (2019) a 52,5{FINO}% (2021), que no miden lo mismo. "
         "El informe no enuncia una meta."),
        ("Producto interno bruto departamental", ":gray-badge[○ Sin línea base ni meta]",
         "22 de 33",
         "El último dato es puesto 22 (2022); el informe no da línea base. "
         "El informe no enuncia una meta."),
        ("Diversificación de la canasta exportadora", ":red-badge[▼ Empeoró, sin meta declarada]",
         "16 de 33",
         "Cae 4 puestos: del puesto 12 (2020) al 16 de 33 (2023). El informe no enuncia una meta."),
    ],
)  # fmt: skip
def test_cada_tarjeta_dice_su_estado_su_cifra_y_su_recorrido(
    abrir: Abrir, nombre: str, estado: str, valor: str, frase: str
) -> None:
    vistas = tarjetas(abrir())
    assert len(vistas) == 11
    assert vistas[nombre].texto == f"{estado}\n\n### {nombre}\n\n**{valor}**\n\n{frase}"


def test_la_pobreza_va_en_dos_tramos_que_no_se_comparan(abrir: Abrir) -> None:
    vista = tarjetas(abrir())["Incidencia de la pobreza monetaria"]
    assert vista.serie == (
        f"Serie: 51,9{FINO}% (2019), 56,3{FINO}% (2020) ‖ 49,1{FINO}% (2021), 37,0{FINO}% (2023); "
        "‖ separa métodos que no se comparan. Pobreza monetaria departamental 2012-2020, marco "
        "2005; Pobreza monetaria departamental 2021-2023, marco 2018."
    )
    ((dibujo, alt),) = vista.dibujos
    # Dos trazos y una raya entre 2020 y 2021; nunca uno solo.
    assert dibujo.count("<polyline") == 2
    assert dibujo.count("stroke-dasharray") == 1
    assert vista.serie in alt


def test_el_pib_por_persona_dice_su_puesto_y_su_edicion(abrir: Abrir) -> None:
    vista = tarjetas(abrir())["Producto interno bruto departamental"]
    assert vista.serie == (
        "Puesto: 25 de 33 (2005), 22 de 33 (2025). PIB por departamento, base 2015, edición 2025 "
        "preliminar."
    )
    assert "Edición: 2025pr · último dato: 2025" in vista.origen


def test_el_recorrido_de_la_densidad_va_del_15_al_17_con_la_meta_en_12(abrir: Abrir) -> None:
    vista = tarjetas(abrir())["Posición en densidad empresarial"]
    recorrido, alt = vista.dibujos[0]
    escrito = re.findall(r"<text[^>]*>([^<]+)</text>", recorrido)
    assert {"15 de 33", "17 de 33", "12 de 33"} <= set(escrito)
    assert {"Línea base 2023", "Avance 2025", "Meta 2027"} <= set(escrito)
    assert alt.startswith("Cae 2 puestos")
    assert vista.serie.startswith("Puesto: 15 de 33 (2023), 17 de 33 (2025). ")


def test_los_creditos_arrancan_en_cero_y_no_en_la_linea_base(abrir: Abrir) -> None:
    ((recorrido, _),) = tarjetas(abrir())[
        "Créditos para capital de trabajo y modernización"
    ].dibujos
    escrito = re.findall(r"<text[^>]*>([^<]+)</text>", recorrido)
    assert {"Inicio", "0", "664", "3.500"} <= set(escrito)
    assert "2.378" not in escrito


def test_lo_que_no_se_compara_no_tiene_barra_de_avance(abrir: Abrir) -> None:
    vistas = tarjetas(abrir())
    assert vistas["Tasa de informalidad departamental"].dibujos == []
    assert "área metropolitana" in vistas["Tasa de informalidad departamental"].origen
    for vista in vistas.values():
        if "Sin cifra comparable" in vista.texto:
            assert not [alt for _, alt in vista.dibujos if "Meta" in alt]


def test_cada_estado_trae_su_regla(abrir: Abrir, base: duckdb.DuckDBPyConnection) -> None:
    filas = base.sql(
        "select r.indicador, e.icono, e.titulo, e.regla from indicadores_resultado as r "
        "inner join dim_estados as e using (estado)"
    ).fetchall()
    vistas = tarjetas(abrir())
    assert len(filas) == len(vistas)
    for indicador, icono, titulo, regla in filas:
        assert f"[{icono} {titulo}]" in vistas[indicador].texto
        assert f"**Estado:** {titulo}. {regla}" in vistas[indicador].origen


def test_todo_numero_lleva_en_un_clic_a_fuente_edicion_fecha_y_cita(
    abrir: Abrir, base_de_pantalla: Any
) -> None:
    fuentes = consultas.fuentes(base_de_pantalla).set_index("fuente_id")
    informes = consultas.indicadores_resultado(base_de_pantalla).set_index("indicador")
    for nombre, vista in tarjetas(abrir()).items():
        propia = fuentes.loc[informes.at[nombre, "fuente_id"]]
        de_la_serie = fuentes[fuentes["titulo"].map(lambda titulo, v=vista: titulo in v.serie)]
        if vista.serie:
            assert len(de_la_serie) >= 1, f"«{nombre}»: la serie no nombra su fuente"
        assert f"línea {int(informes.at[nombre, 'linea_documento'])} del texto" in vista.origen
        for _, fuente in (*de_la_serie.iterrows(), (0, propia)):
            for parte in (
                f"**{fuente['titulo']}**",
                f"Edición: {fuente['edicion']} · último dato: {fuente['ultimo_dato']}",
                "consultada: 21 de noviembre de 2026",
                f"Cita: {fuente['cita']}",
            ):
                assert parte in vista.origen, f"«{nombre}» no lleva a {parte}"


def test_el_mapa_y_el_cuadro_de_camaras(abrir: Abrir) -> None:
    pantalla = abrir()
    (grafico,) = pantalla.get("plotly_chart")
    hallazgo = (
        f"La jurisdicción de Cúcuta reúne el 71{FINO}% de los 60.620 registros activos y el "
        f"74{FINO}% de la población, en 18 de 40 municipios"
    )
    assert hallazgo in grafico.proto.alt
    cuadro = next(tabla.value for tabla in pantalla.table if "Cúcuta" in tabla.value.columns)
    assert [" ".join(map(str, fila)) for fila in cuadro.itertuples(index=False)] == [
        f"2019 sólo en gráfico sólo en gráfico 8,72{FINO}%",
        f"2020 sólo en gráfico sólo en gráfico 3,97{FINO}%",
        f"2021 12,35{FINO}% 24,52{FINO}% 17,21{FINO}%",
        f"2022 −1,25{FINO}% 12,18{FINO}% −2,15{FINO}%",
        "2023 sólo en gráfico sólo en gráfico sólo en gráfico",
    ]
    assert "De 15 cifras, el informe enuncia 8; las otras 7 sólo están en gráficos" in textos(
        pantalla
    )


# ── Filtros en la dirección ────────────────────────────────────────────────────────────────────


def test_el_periodo_de_la_direccion_deja_solo_sus_tarjetas(abrir: Abrir) -> None:
    antes = abrir(periodo="2020-2023")
    assert len(tarjetas(antes)) == 5
    assert "Plan 2024-2027" not in [titulo.value for titulo in antes.header]
    assert len(tarjetas(abrir(periodo="2024-2027"))) == 6
    assert not antes.warning


def test_un_periodo_que_no_existe_avisa_y_dice_los_posibles(abrir: Abrir) -> None:
    pantalla = abrir(periodo="zzz")
    assert len(tarjetas(pantalla)) == 11
    (aviso,) = pantalla.warning
    assert aviso.value.startswith("La dirección pide periodo=zzz, que no existe.")
    assert aviso.value.endswith("Los valores posibles son ambos, 2024-2027 y 2020-2023.")


def test_la_fuente_de_la_direccion_abre_su_ficha(abrir: Abrir, base: Any) -> None:
    pantalla = abrir(fuente="idc_2024")
    (cita, huella), *_ = base.sql(
        "select cita, sha256 from dim_fuentes where fuente_id = 'idc_2024'"
    ).fetchall()
    dicho = textos(pantalla)
    assert f"Cita: {cita}" in dicho
    assert f"Huella (sha256): {huella}" in dicho
    assert "Se leyó en: " in dicho
    assert "Huella (sha256)" not in textos(abrir())


def test_una_fuente_que_no_existe_avisa(abrir: Abrir) -> None:
    (aviso,) = abrir(fuente="zzz").warning
    assert aviso.value.startswith("La dirección pide fuente=zzz, que no existe.")


def test_la_frescura_trae_todas_las_fuentes(abrir: Abrir, base: Any) -> None:
    pantalla = abrir()
    tabla = next(t.value for t in pantalla.table if "Último dato" in t.value.columns)
    (n_fuentes,), *_ = base.sql("select count(*) from dim_fuentes").fetchall()
    assert len(tabla) == n_fuentes
    assert "sin dato" not in " ".join(map(str, tabla.to_numpy().ravel()))


# ── Contradicciones ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "partes",
    [
        ("La tasa de registro de 2020 del informe es la que el IDC pone en 2019", "6,78"),
        ("La densidad empresarial de 2020 del informe es la que el IDC pone en 2019", "4,31"),
        ("La pobreza de 2021 es 52,5 % en el informe y 49,1 % en la serie vigente del DANE",
         "52,5", "49,1"),
        ("La Tabla 8 suma 270 millones menos que el texto que la presenta",),
        ("Los créditos de 2024-2025 son 664 en la tabla y 662 en la meta", "664", "662"),
        ("La informalidad se llama departamental y su avance es de Cúcuta", "62,8"),
    ],
)  # fmt: skip
def test_las_contradicciones_nombradas_estan_con_sus_dos_cifras(
    abrir: Abrir, partes: tuple[str, ...]
) -> None:
    dicho = textos(abrir())
    caso = next((c for c in dicho.split("\n\n---\n\n") if f"**{partes[0]}**" in c), "")
    assert caso
    assert [parte for parte in partes if parte not in caso.replace(FINO, " ")] == []


def test_se_listan_las_contradicciones_con_sus_dos_citas(
    abrir: Abrir, base_de_pantalla: Any
) -> None:
    todas = consultas.contradicciones(base_de_pantalla)
    assert len(todas) == 49
    pantalla = abrir()
    dicho = textos(pantalla)
    assert "En 49 casos dos fuentes, o dos partes de un informe, dicen cifras distintas." in dicho
    for columna in ("titulo", "texto_a", "cita_a", "texto_b", "cita_b", "explicacion"):
        ausentes = [str(v) for v in todas[columna].dropna() if _sin_escapes(v) not in dicho]
        assert ausentes == [], columna
    temas = [
        int(plegable.label.rsplit("(", 1)[1].rstrip(")"))
        for plegable in pantalla.expander
        if re.fullmatch(r".+ \(\d+\)", plegable.label)
    ]
    assert sum(temas) == 49


# ── Descargas ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bajadas(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Lo que cada botón de descarga entregaría, por nombre de archivo."""
    archivos: dict[str, bytes] = {}

    def anotar(rotulo: str, *, data: Callable[[], bytes], file_name: str, **_: Any) -> bool:
        assert file_name not in archivos, f"dos descargas se llaman igual: {file_name}"
        archivos[file_name] = data()
        return False

    monkeypatch.setattr(st, "download_button", anotar)
    return archivos


def _leer_csv(contenido: bytes, separador: str) -> list[list[str]]:
    texto = contenido.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(texto, newline=""), delimiter=separador))


def _igual(leido: Any, valor: Any, *, decimal: str) -> bool:
    """Si la celda de un archivo dice lo mismo que la de la consulta."""
    if es_vacio(valor):
        return leido in ("", None)
    if isinstance(valor, bool):
        return bool(leido == ("sí" if valor else "no"))
    if isinstance(valor, int | float):
        numero = numero_colombiano(str(leido)) if decimal == "," else float(leido)
        # Excel guarda quince cifras significativas; los CSV, todas.
        return math.isclose(numero or 0, valor, rel_tol=1e-14 if decimal == "xlsx" else 0)
    if isinstance(valor, date):
        return str(leido)[:10] == valor.isoformat()[:10]
    return bool(leido == valor)


@pytest.mark.parametrize("periodo", ["ambos", "2020-2023"])
def test_los_tres_archivos_tienen_las_cifras_de_las_tarjetas(
    abrir: Abrir, bajadas: dict[str, bytes], base_de_pantalla: Any, periodo: str
) -> None:
    pantalla = abrir(estado={"tabla": True}, periodo=periodo)
    planes = consultas.PERIODOS if periodo == "ambos" else (periodo,)
    completa = consultas.indicadores_resultado(base_de_pantalla, planes)
    # Sin lo que la consulta trae sólo para la pantalla (título y regla del estado, cita).
    del_mart = base_de_pantalla.sql("from marts.indicadores_resultado limit 0").columns
    esperada = completa[[columna for columna in completa if columna in del_mart]]
    assert len(esperada.columns) == len(del_mart)
    nombre = "indicadores-de-resultado_plan-" + "-y-".join(planes)
    corte = "2025-11" if periodo == "ambos" else "2023-09-30"
    internacional = bajadas[
        f"{nombre.replace('resultado_', 'resultado-internacional_')}_corte-{corte}.csv"
    ]
    espanol = bajadas[f"{nombre}_corte-{corte}.csv"]
    libro = openpyxl.load_workbook(io.BytesIO(bajadas[f"{nombre}_corte-{corte}.xlsx"]))
    assert espanol.startswith(b"\xef\xbb\xbf")
    leidos = {
        ".": _leer_csv(internacional, ","),
        ",": _leer_csv(espanol, ";"),
        "xlsx": [list(fila) for fila in libro["Datos"].iter_rows(values_only=True)],
    }
    for decimal, (encabezado, *filas) in leidos.items():
        assert encabezado == list(esperada.columns)
        assert len(filas) == len(esperada)
        distintas = [
            (columna, leido, valor)
            for fila, original in zip(filas, esperada.to_dict("records"), strict=True)
            for (columna, valor), leido in zip(original.items(), fila, strict=True)
            if not _igual(leido, valor, decimal=decimal)
        ]
        assert distintas == [], decimal

    # Y esas cifras son las de las tarjetas, que no salen de los archivos.
    vistas = tarjetas(pantalla)
    por_columna = pd.DataFrame(leidos["."][1:], columns=leidos["."][0]).set_index("indicador")
    assert sorted(por_columna.index) == sorted(vistas)
    for indicador, fila in por_columna.iterrows():
        avance = float(fila["avance"])
        decimales = formatear(avance, fila["unidad"], de=None)
        visto = str(int(avance)) if fila["unidad"] == "puesto" else decimales
        assert visto in vistas[str(indicador)].texto


def test_el_libro_dice_de_donde_sale_y_que_filtro_tiene(
    abrir: Abrir, bajadas: dict[str, bytes]
) -> None:
    abrir(estado={"tabla": True}, periodo="2020-2023")
    contenido = next(c for n, c in bajadas.items() if n.startswith("indicadores") and "xlsx" in n)
    libro = openpyxl.load_workbook(io.BytesIO(contenido))
    leame = dict(libro["Léame"].iter_rows(values_only=True))
    assert leame["Filtros"] == "Plan: 2020-2023"
    assert leame["Filas"] == "5"
    assert "Informe de gestión" in leame["Cómo citar"]
    assert [fila[0] for fila in libro["Fuentes"].iter_rows(min_row=2, values_only=True)] == [
        "informe_gestion_2020_2023"
    ]


def test_la_tabla_de_indicadores_se_arma_al_abrirla(
    abrir: Abrir, bajadas: dict[str, bytes]
) -> None:
    def cuadros(pantalla: AppTest) -> list[pd.DataFrame]:
        return [t.value for t in pantalla.table if "Medida" in t.value.columns]

    assert cuadros(abrir()) == []
    bajadas.clear()
    (cuadro,) = cuadros(abrir(estado={"tabla": True}))
    densidad = cuadro.set_index("Indicador").loc["Posición en densidad empresarial"]
    assert list(densidad) == [
        "2024-2027", "Puesto en densidad empresarial del IDC", "15 (2023)", "17 (2025)",
        "12 (2027)", "En retroceso",
    ]  # fmt: skip


# ── Cuando no hay con qué ──────────────────────────────────────────────────────────────────────


def _mart_ausente(sano: Path, carpeta: Path) -> Path:
    return carpeta / "no-esta.duckdb"


def _mart_que_no_es_una_base(sano: Path, carpeta: Path) -> Path:
    ruta = carpeta / "roto.duckdb"
    ruta.write_bytes(b"esto no es una base de datos\n" * 500)
    return ruta


def _mart_vacio(sano: Path, carpeta: Path) -> Path:
    ruta = carpeta / "vacio.duckdb"
    duckdb.connect(str(ruta)).close()
    return ruta


@pytest.mark.parametrize(
    ("danar", "que"),
    [
        (_mart_ausente, "Todavía no hay datos que mostrar"),
        (_mart_que_no_es_una_base, "no se puede leer"),
        (_mart_vacio, "no se puede leer"),
    ],
)
def test_sin_un_mart_sano_dice_en_espanol_que_hacer_y_no_muestra_la_traza(
    usar_mart: Callable[[Path], None],
    mart: Path,
    tmp_path: Path,
    danar: Callable[[Path, Path], Path],
    que: str,
) -> None:
    usar_mart(danar(mart, tmp_path))
    pantalla = AppTest.from_file(str(RAIZ / "tablero" / "inicio.py"), default_timeout=60).run()
    assert not pantalla.exception
    (error,) = pantalla.error
    dicho = _sin_escapes(error.value)
    assert que in dicho
    assert "**Qué hacer:** Corra «python tareas.py construir»" in dicho
    # Ni la traza ni el inglés de DuckDB.
    assert not re.search(r"Traceback|Error:|\bthe\b|\bfile\b", dicho)
