"""La carpeta de una sesión: guardarla y abrirla igual, desconfiar de lo ajeno y decir qué cambió.

Las cifras del IDC se leyeron en ``data/raw/idc/2024`` y ``data/raw/idc/2025/general.csv``.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import duckdb
import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from tablero import cache, conexion, idc
from tablero.consultas import idc as preguntas
from tablero.consultas import marts
from tablero.formato import es_vacio
from tablero.sesion import archivo, cambios, codigos, lienzo
from tablero.sesion import carpeta as operaciones
from tablero.sesion.archivo import ErrorDeCarpeta
from tablero.sesion.carpeta import Carpeta, Compromiso, Receta, VistaGuardada
from tablero.sesion.entrega import entregar
from tablero.vistas import VistaCongelada, congelar
from tests.apoyo import sin_ediciones_del_idc
from tests.unidad.vistas_de_prueba import DATOS, una_vista

Usar = Callable[[Path], None]


def una_carpeta(*vistas: VistaCongelada) -> Carpeta:
    return Carpeta(
        "Comisión Regional", date(2026, 11, 21), "Cúcuta", ("Quórum", "IDC"),
        tuple(VistaGuardada(v, "Mirar el puesto") for v in vistas or (una_vista(),)),
        (Compromiso("Enviar el dato", "Ana", date(2026, 11, 1)), Compromiso("Citar", "", None)),
    )  # fmt: skip


# ── Operaciones ────────────────────────────────────────────────────────────────────────────────


def titulos(carpeta: Carpeta) -> list[str]:
    return [g.vista.titulo for g in carpeta.vistas]


def test_agregar_mover_anotar_y_quitar_devuelven_otra_carpeta() -> None:
    vacia = Carpeta()
    llena = vacia
    for nombre in "ABC":
        guardada = VistaGuardada(una_vista(titulo=nombre, direccion=f"/plan?x={nombre}"))
        llena = operaciones.agregar(llena, guardada)
    assert vacia.vacia
    assert titulos(llena) == ["A", "B", "C"]
    assert titulos(operaciones.mover(llena, 2, -1)) == ["A", "C", "B"]
    assert titulos(operaciones.mover(llena, 0, -1)) == ["A", "B", "C"]
    assert titulos(operaciones.mover(llena, 0, 9)) == ["B", "C", "A"]
    assert titulos(operaciones.quitar(llena, 1)) == ["A", "C"]
    anotada = operaciones.anotar(llena, 1, "  revisar  ")
    assert [g.nota for g in anotada.vistas] == ["", "revisar", ""]
    with pytest.raises(ValueError, match="3 vistas"):
        operaciones.quitar(llena, 3)


def test_la_misma_vista_no_entra_dos_veces_y_con_otras_cifras_si() -> None:
    una = operaciones.agregar(Carpeta(), VistaGuardada(una_vista()))
    assert operaciones.agregar(una, VistaGuardada(una_vista())) is una
    otra = una_vista(DATOS.assign(puesto=[15, 13]))
    assert len(operaciones.agregar(una, VistaGuardada(otra)).vistas) == 2


def test_caben_cuarenta_vistas() -> None:
    carpeta = Carpeta()
    for i in range(40):
        vista = una_vista(direccion=f"/plan?n={i}")
        carpeta = operaciones.agregar(carpeta, VistaGuardada(vista))
    with pytest.raises(ValueError, match="caben 40 vistas"):
        operaciones.agregar(carpeta, VistaGuardada(una_vista()))


def test_lo_vencido_lo_decide_la_fecha_salvo_que_este_cumplido() -> None:
    ayer, hoy = date(2026, 11, 20), date(2026, 11, 21)
    assert Compromiso("x", fecha=ayer).estado_al(hoy) == "vencido"
    assert Compromiso("x", fecha=hoy).estado_al(hoy) == "pendiente"
    assert Compromiso("x", fecha=ayer, estado="en curso").estado_al(hoy) == "vencido"
    assert Compromiso("x", fecha=ayer, estado="cumplido").estado_al(hoy) == "cumplido"
    assert Compromiso("x").estado_al(hoy) == "pendiente"


# ── Guardar y abrir ────────────────────────────────────────────────────────────────────────────

_TEXTO = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_COLUMNAS: Mapping[str, st.SearchStrategy[Any]] = {
    "entero": st.integers(-(2**53), 2**53),
    "con_vacios": st.none() | st.integers(-99, 99),
    "decimal": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    "texto": st.none() | _TEXTO,
    "peligroso": st.sampled_from(["=1+1", "'=1", "@x", "", "'", "-5,2", "\t", "a\r\nb", '«ñ»;,"']),
    "logico": st.booleans(),
    "dia": st.none() | st.dates(),
}


@st.composite
def tablas(dibujar: st.DrawFn) -> pd.DataFrame:
    filas = dibujar(st.integers(1, 5))
    columnas = {
        c: dibujar(st.lists(valores, min_size=filas, max_size=filas))
        for c, valores in _COLUMNAS.items()
    }
    tabla = pd.DataFrame(columnas)
    return tabla.astype({"con_vacios": "Int64", "decimal": "float64", "dia": "object"})


def celdas(tabla: pd.DataFrame) -> list[list[object]]:
    return [[None if es_vacio(v) else v for v in fila] for fila in tabla.astype(object).to_numpy()]


@settings(max_examples=25)
@given(datos=tablas(), titulo=_TEXTO, nota=_TEXTO, orden=st.permutations([0, 1, 2]))
def test_lo_que_se_guarda_se_abre_igual(
    datos: pd.DataFrame, titulo: str, nota: str, orden: list[int]
) -> None:
    vistas = [una_vista(datos, titulo=titulo), una_vista(figura=None, direccion="/plan"), None]
    vistas[2] = una_vista(direccion="/economia?a=b%20c&a=d", filtros={"pares": ("05", "11")})
    original = una_carpeta(*(vistas[i] for i in orden))  # type: ignore[misc]
    original = operaciones.anotar(original, 0, nota)
    guardada = archivo.guardar(original)
    abierta = archivo.abrir(guardada)
    assert archivo.guardar(abierta) == guardada
    assert (abierta.titulo, abierta.fecha, abierta.lugar) == (
        "Comisión Regional", date(2026, 11, 21), "Cúcuta",
    )  # fmt: skip
    assert abierta.agenda == original.agenda
    assert abierta.compromisos == original.compromisos
    for antes, ahora in zip(original.vistas, abierta.vistas, strict=True):
        assert ahora.vista.codigo == antes.vista.codigo
        assert ahora.vista.titulo == antes.vista.titulo
        assert ahora.nota == antes.nota
        assert not ahora.alterada
        assert (ahora.vista.figura is None) == (antes.vista.figura is None)
        assert celdas(ahora.vista.datos) == celdas(antes.vista.datos)


def test_los_datos_vuelven_con_su_tipo_y_los_codigos_con_sus_ceros() -> None:
    datos = pd.DataFrame(
        {
            "divipola": ["05001", "54498"],
            "puesto": [1, 2],
            "valor": [0.1, None],
            "es": [True, False],
        }
    )
    abiertos = archivo.abrir(archivo.guardar(una_carpeta(una_vista(datos)))).vistas[0].vista.datos
    assert abiertos["divipola"].tolist() == ["05001", "54498"]
    assert abiertos["puesto"].dtype == "int64"
    assert abiertos["valor"].dtype == "float64"
    assert abiertos["es"].tolist() == [True, False]


def test_el_zip_dice_que_es_y_trae_lo_que_promete() -> None:
    with ZipFile(io.BytesIO(archivo.guardar(una_carpeta()))) as zip_:
        codigo = una_vista().codigo
        assert zip_.namelist() == [
            "carpeta.json", "LEAME.txt",
            f"vistas/01_{codigo}/datos.csv", f"vistas/01_{codigo}/figura.json",
        ]  # fmt: skip
        assert zip_.read(f"vistas/01_{codigo}/datos.csv").decode() == (
            "departamento,anio,puesto\r\nNorte de Santander,2024,14\r\nHuila,2024,13\r\n"
        )
        assert json.loads(zip_.read("carpeta.json"))["version"] == 1
        assert "Abrir una carpeta" in zip_.read("LEAME.txt").decode("utf-8-sig")


def rehacer(
    carpeta: Carpeta,
    *,
    json_: Callable[[dict[str, Any]], object] = lambda d: None,
    archivos: Mapping[str, bytes] | None = None,
    sin: str = "",
    metodo: int = ZIP_DEFLATED,
) -> bytes:
    """La carpeta guardada, con su JSON cambiado, archivos cambiados o de más, o sin uno."""
    memoria = io.BytesIO()
    with ZipFile(io.BytesIO(archivo.guardar(carpeta))) as viejo, ZipFile(memoria, "w") as nuevo:
        contenidos = {n: viejo.read(n) for n in viejo.namelist() if not sin or not n.endswith(sin)}
        if "carpeta.json" in contenidos:
            descrita = json.loads(contenidos["carpeta.json"])
            contenidos["carpeta.json"] = json.dumps(json_(descrita) or descrita).encode()
        for fin, cambiado in (archivos or {}).items():
            nombre = next((n for n in contenidos if n.endswith(fin)), fin)
            contenidos[nombre] = cambiado
        for nombre, contenido in contenidos.items():
            nuevo.writestr(nombre, contenido, compress_type=metodo)
    return memoria.getvalue()


def figura_con(trazo: object = None, **lienzo_: object) -> bytes:
    trazos = [trazo or {"type": "bar", "x": [1], "y": ["a"]}]
    return json.dumps({"data": trazos, "layout": lienzo_}).encode()


def poner(*camino: str | int, valor: object) -> Callable[[dict[str, Any]], None]:
    def cambiar(descrita: Any) -> None:
        for paso in camino[:-1]:
            descrita = descrita[paso]
        descrita[camino[-1]] = valor

    return cambiar


_BOMBA = b"0" * 90_000_000
_HOSTILES: dict[str, tuple[Callable[[Carpeta], bytes], str]] = {
    "vacío": (lambda c: b"", "no es un ZIP o está dañado"),
    "no es zip": (lambda c: b"<html>", "no es un ZIP o está dañado"),
    "cortado": (lambda c: archivo.guardar(c)[:-60], "no es un ZIP o está dañado"),
    "bytes cambiados": (
        lambda c: (sano := archivo.guardar(c))[:60] + b"\xff" * 30 + sano[90:],
        "dañado",
    ),
    "otro zip": (lambda c: rehacer(c, sin="carpeta.json"), "le falta un archivo"),
    "otro formato": (lambda c: rehacer(c, json_=poner("formato", valor="x")), "no es una carpeta"),
    "versión futura": (lambda c: rehacer(c, json_=poner("version", valor=2)), "otra versión"),
    "versión lógica": (lambda c: rehacer(c, json_=poner("version", valor=True)), "otra versión"),
    "bomba": (lambda c: rehacer(c, archivos={"LEAME.txt": _BOMBA}), "se expande más"),
    "muchos archivos": (
        lambda c: rehacer(
            c, archivos={f"vistas/{i:02d}_AAAAAAAA/datos.csv": b"" for i in range(99)}
        ),
        "más archivos",
    ),
    "sale de la carpeta": (lambda c: rehacer(c, archivos={"../../x.csv": b""}), "algo que no es"),
    "ruta de raíz": (lambda c: rehacer(c, archivos={"/etc/passwd": b""}), "algo que no es"),
    "programa": (lambda c: rehacer(c, archivos={"abrir.py": b"1"}), "algo que no es"),
    "otra compresión": (lambda c: rehacer(c, metodo=ZIP_BZIP2), "cifrado o comprimido"),
    "sin datos": (lambda c: rehacer(c, sin="datos.csv"), "le falta un archivo"),
    "json de un número": (lambda c: rehacer(c, archivos={"carpeta.json": b"7"}), "mal escrita"),
    "json hondo": (
        lambda c: rehacer(c, archivos={"carpeta.json": b"[" * 100_000}), "no se puede leer"
    ),
    "json infinito": (
        lambda c: rehacer(c, archivos={"carpeta.json": b'{"version": NaN}'}), "no se puede leer"
    ),
    "json a medias": (
        lambda c: rehacer(c, archivos={"carpeta.json": b'{"titulo": "\\ud800"}'}),
        "no se puede leer",
    ),
    "título de lista": (lambda c: rehacer(c, json_=poner("titulo", valor=[1])), "mal escrita"),
    "título enorme": (lambda c: rehacer(c, json_=poner("titulo", valor="x" * 5000)), "mal escrita"),
    "fecha imposible": (
        lambda c: rehacer(c, json_=poner("fecha", valor="2026-02-30")), "mal escrita"
    ),
    "estado inventado": (
        lambda c: rehacer(c, json_=poner("compromisos", 0, "estado", valor="vencido")),
        "un estado que no existe",
    ),
    "sin fuentes": (
        lambda c: rehacer(c, json_=poner("vistas", 0, "fuentes", valor=[])), "de dónde salen"
    ),
    "dirección ajena": (
        lambda c: rehacer(c, json_=poner("vistas", 0, "direccion", valor="//otro.com/x")),
        "no es del tablero",
    ),
    "dirección con guion": (
        lambda c: rehacer(c, json_=poner("vistas", 0, "direccion", valor="javascript:alert(1)")),
        "no es del tablero",
    ),
    "carpeta de otra vista": (
        lambda c: rehacer(c, json_=poner("vistas", 0, "carpeta", valor="../..")), "mal escrita"
    ),
    "columna de otro tipo": (
        lambda c: rehacer(c, archivos={"datos.csv": b"departamento,anio,puesto\r\na,dos,1\r\n"}),
        "no son del tipo",
    ),
    "otras columnas": (
        lambda c: rehacer(c, archivos={"datos.csv": b"a,b\r\n1,2\r\n"}), "no traen sus columnas"
    ),
    "fila corta": (
        lambda c: rehacer(c, archivos={"datos.csv": b"departamento,anio,puesto\r\na,1\r\n"}),
        "sobran o le faltan celdas",
    ),
    "otra codificación": (
        lambda c: rehacer(c, archivos={"datos.csv": "departamento,año\r\n".encode("utf-16")}),
        "no se pueden leer",
    ),
    "mapa de afuera": (
        lambda c: rehacer(c, archivos={"figura.json": figura_con({"type": "choropleth"})}),
        "no dibuja",
    ),
    "imagen de afuera": (
        lambda c: rehacer(c, archivos={"figura.json": figura_con(images=[{"source": "//x.co/a"}])}),
        "no dibuja",
    ),
    "enlace en un texto": (
        lambda c: rehacer(
            c, archivos={"figura.json": figura_con(title={"text": "<a href='x'>y</a>"})}
        ),
        "no dibuja",
    ),
    "dirección en un texto": (
        lambda c: rehacer(
            c, archivos={"figura.json": figura_con(title={"text": "https://x.co"})}
        ),
        "no dibuja",
    ),
    "propiedad que no existe": (
        lambda c: rehacer(c, archivos={"figura.json": figura_con({"type": "bar", "xyz": 1})}),
        "no dibuja",
    ),
    "receta con objeto": (
        lambda c: rehacer(
            c,
            json_=poner(
                "vistas", 0, "receta",
                valor={"pregunta": "x", "argumentos": [{}], "llave": [], "parcial": False},
            ),
        ),
        "mal escrita",
    ),
}  # fmt: skip


@pytest.mark.parametrize("caso", _HOSTILES)
def test_lo_que_no_se_puede_abrir_se_explica(caso: str) -> None:
    hacer, dice = _HOSTILES[caso]
    with pytest.raises(ErrorDeCarpeta) as hallado:
        archivo.abrir(hacer(una_carpeta()))
    assert dice in hallado.value.que
    assert hallado.value.hacer


@settings(max_examples=60)
@given(basura=st.binary(max_size=400), donde=st.integers(0, 2000))
def test_bytes_cambiados_al_azar_nunca_revientan(basura: bytes, donde: int) -> None:
    sano = archivo.guardar(una_carpeta())
    roto = sano[: donde % len(sano)] + basura + sano[donde % len(sano) + len(basura) :]
    try:
        abierta = archivo.abrir(roto)
    except ErrorDeCarpeta:
        return
    assert abierta.nombre == "Comisión Regional"


@pytest.mark.parametrize(
    "cambiado",
    [
        {"archivos": {"datos.csv": b"departamento,anio,puesto\r\nNorte de Santander,2024,1\r\n"}},
        {"archivos": {"figura.json": figura_con()}},
        {"json_": poner("vistas", 0, "titulo", valor="Primer puesto")},
        {"json_": poner("vistas", 0, "fuentes", 0, "edicion", valor="2030")},
        {"json_": poner("vistas", 0, "codigo", valor="AAAAAAAA")},
    ],
    ids=["datos", "dibujo", "título", "edición", "código"],
)
def test_lo_cambiado_fuera_del_tablero_se_nota(cambiado: dict[str, Any]) -> None:
    assert archivo.abrir(rehacer(una_carpeta(), **cambiado)).vistas[0].alterada


def test_la_nota_es_de_quien_lleva_la_carpeta_y_no_altera_la_vista() -> None:
    con_otra = rehacer(una_carpeta(), json_=poner("vistas", 0, "nota", valor="otra"))
    (guardada,) = archivo.abrir(con_otra).vistas
    assert (guardada.nota, guardada.alterada) == ("otra", False)


def test_una_carpeta_ajena_no_corre_mas_que_las_consultas_del_tablero() -> None:
    pedidas: list[str] = []

    def traer(pregunta: Callable[..., pd.DataFrame], *argumentos: Any) -> pd.DataFrame:
        pedidas.append(pregunta.__name__)
        return pd.DataFrame()

    for nombre in ("os.system", "tablero.conexion.abrir", "tablero.consultas.consultar", "x"):
        assert cambios.repetir(Receta(nombre, ("ls",), (), False), traer) is None
    assert pedidas == []
    buena = "tablero.consultas.idc.departamentos"
    assert cambios.repetir(Receta(buena, ("sobra",), (), False), traer) is None
    assert cambios.repetir(Receta(buena, (), (), False), traer) is not None
    assert pedidas == ["departamentos"]


# ── Qué cambió ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def usar(monkeypatch: pytest.MonkeyPatch) -> Usar:
    """``usar(ruta)``: desde ahí, las consultas leen ese mart."""
    original = conexion.version_publicada

    def cambiar(ruta: Path) -> None:
        monkeypatch.setattr(conexion, "version_publicada", lambda: original(ruta))

    return cambiar


@pytest.fixture(scope="module")
def mart_de_2024(mart: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """El mart de cuando la última edición del IDC era la de 2024."""
    return sin_ediciones_del_idc(mart, tmp_path_factory.mktemp("antes"), ("2025", "2026"))


def congelar_idc(que: str) -> VistaGuardada:
    """El escalafón o la serie del IDC, edición y año 2024, como los muestra Competitividad."""
    ediciones = cache.traer(preguntas.ediciones)
    nombres = idc.nombres_de(cache.traer(preguntas.departamentos))
    medidas = cache.traer(preguntas.medidas)
    eleccion = idc.armar_eleccion(
        ediciones, nombres, medidas, territorio="54", codigo=idc.GENERAL, base="2024", anio=2024
    )
    if que == "escalafón":
        tabla = cache.traer(preguntas.escalafon, eleccion.codigo, *eleccion.del_anio)
        pieza = idc.pieza_de_escalafon(tabla, eleccion, lambda: None, ["CPC"], "claro")
    else:
        tabla = cache.traer(preguntas.serie, eleccion.codigo, "54", ("2024",))
        pieza = idc.pieza_de_serie(tabla, eleccion, ["CPC"], None, "claro")
    fuentes = cache.traer(marts.fuentes).query("fuente_id == 'idc_2024'").to_dict("records")
    vista = congelar(
        next(iter(pieza.dibujos.values()))(), pieza.datos, fuentes=fuentes, tema=pieza.que,
        clave=pieza.clave, filtros=eleccion.filtros, pagina="Competitividad",
        direccion="/competitividad?idc_edicion=Edici%C3%B3n%202024",
    )  # fmt: skip
    receta = cambios.receta_de(vista, pieza.datos.attrs.get("pregunta"), cache.traer)
    return VistaGuardada(vista, huellas={"idc_2024": fuentes[0]["sha256"]}, receta=receta)


def hoy(guardada: VistaGuardada) -> cambios.Cambio:
    return cambios.de_la_vista(guardada, cache.traer(marts.fuentes), cache.traer)


def celda(comparacion: cambios.Comparacion, fila: str, columna: str) -> tuple[str, str]:
    ((antes, ahora),) = [
        (c.antes, c.ahora)
        for c in comparacion.diferencias.celdas
        if c.fila == fila and c.columna == columna
    ]
    return antes, ahora


def test_la_sesion_con_el_idc_2024_se_abre_igual_con_2025_cargada_y_lista_las_diferencias(
    mart: Path, mart_de_2024: Path, usar: Usar
) -> None:
    usar(mart_de_2024)
    escalafon = congelar_idc("escalafón")
    assert hoy(escalafon).situacion == "igual"
    assert hoy(escalafon).avisos == ("Las cifras son las mismas, celda por celda.",)
    guardado = archivo.guardar(Carpeta(vistas=(escalafon,)))

    usar(mart)  # se cargaron las ediciones 2025 y 2026
    (abierta,) = archivo.abrir(guardado).vistas
    fila = abierta.vista.datos.set_index("departamento").loc["Norte de Santander"]
    assert (fila["puesto"], fila["n_evaluados"], round(fila["puntaje_0_10"], 2)) == (14, 33, 5.21)
    assert abierta.vista.titulo.startswith("Norte de Santander ocupa el puesto 14 de 33 en 2024")
    assert abierta.vista.codigo == escalafon.vista.codigo
    pd.testing.assert_frame_equal(
        abierta.vista.datos, escalafon.vista.datos, check_dtype=False, check_column_type=False
    )

    cambio = hoy(abierta)
    assert cambio.situacion == "hay una edición más reciente"
    assert cambio.avisos[0] == (
        "Hay una edición más reciente: «Índice Departamental de Competitividad 2025», edición 2025,"
        " con datos hasta 2025. La vista se guardó con la edición 2024."
    )
    por_titulo = {c.titulo: c for c in cambio.comparaciones}
    assert not por_titulo["Con los mismos filtros"].diferencias.hay
    mismo = por_titulo["El mismo período en la edición 2025"]
    assert (mismo.antes, mismo.ahora) == ("Edición 2024", "Edición 2025")
    # El año 2024, publicado en 2024 y recalculado en 2025: 5,208103 → 5,12838; 5,218622 → 5,097021.
    assert celda(mismo, "Norte de Santander", "puntaje_0_10") == ("5,21", "5,13")
    assert celda(mismo, "Huila", "puntaje_0_10") == ("5,22", "5,10")
    assert celda(mismo, "Huila", "puesto") == ("13 de 33", "15 de 33")
    assert not [
        c for c in mismo.diferencias.celdas
        if c.fila == "Norte de Santander" and c.columna == "puesto"
    ]  # fmt: skip
    ultimo = por_titulo["El último período en la edición 2025"]
    assert celda(ultimo, "Norte de Santander", "puntaje_0_10") == ("5,21", "5,28")
    tabla = ultimo.diferencias.tabla()
    assert list(tabla.columns) == ["Fila", "Dato", "Antes", "Ahora"]
    assert tabla.loc[0, "Fila"] == "Norte de Santander"


def test_una_serie_dice_que_anios_cambian_cuales_faltan_y_cuales_llegan(
    mart: Path, mart_de_2024: Path, usar: Usar
) -> None:
    usar(mart_de_2024)
    serie = congelar_idc("serie")
    usar(mart)
    nueva = {c.titulo: c.diferencias for c in hoy(serie).comparaciones}[
        "Lo mismo en la edición 2025"
    ]
    assert nueva.nuevas == ("2025",)
    assert nueva.faltan == ("2019", "2020", "2021", "2022")
    assert {c.fila for c in nueva.celdas} == {"2023", "2024"}
    assert nueva.en_palabras.endswith("1 fila es nueva; 4 filas ya no están")


def test_una_cifra_corregida_en_la_misma_edicion_se_ve(
    mart: Path, tmp_path: Path, usar: Usar
) -> None:
    usar(mart)
    guardada = congelar_idc("escalafón")
    corregido = tmp_path / "tablero.duckdb"
    shutil.copyfile(mart, corregido)
    with duckdb.connect(str(corregido)) as base:
        base.execute(
            "update idc set puntaje_0_10 = 5.31 where edicion = '2024' and anio = 2024 "
            "and nivel = 'general' and cod_departamento = '54'"
        )
    usar(corregido)
    cambio = hoy(guardada)
    assert cambio.situacion == "cambió"
    (misma,) = [c for c in cambio.comparaciones if c.titulo == "Con los mismos filtros"]
    assert celda(misma, "Norte de Santander", "puntaje_0_10") == ("5,21", "5,31")
    assert "Con los mismos filtros, hoy cambi" in cambio.avisos[0]


def test_una_fuente_revisada_o_que_ya_no_esta_se_dice_sin_recalcular(
    mart: Path, usar: Usar
) -> None:
    usar(mart)
    sin_receta = replace(congelar_idc("escalafón"), receta=None)
    otra_huella = replace(sin_receta, huellas={"idc_2024": "0" * 64})
    assert hoy(sin_receta).situacion == "hay una edición más reciente"
    assert hoy(otra_huella).situacion == "cambió"
    assert "sus archivos son otros" in hoy(otra_huella).avisos[0]
    inventada = VistaGuardada(una_vista())
    assert hoy(inventada).situacion == "ya no existe"
    assert "«Fuente inventada» (edición 2024)" in hoy(inventada).avisos[0]


def test_sin_la_consulta_que_la_hizo_no_hay_receta(mart: Path, usar: Usar) -> None:
    usar(mart)
    guardada = congelar_idc("escalafón")
    assert guardada.receta == Receta(
        "tablero.consultas.idc.escalafon", ("IDC", "2024", 2024, 2023), ("cod_departamento",), False
    )
    cambiada = replace(guardada.vista, datos=guardada.vista.datos.assign(puesto=1))
    origen = guardada.vista.datos.attrs["pregunta"]
    assert cambios.receta_de(cambiada, origen, cache.traer) is None
    parte = replace(guardada.vista, datos=guardada.vista.datos.head(5))
    parcial = cambios.receta_de(parte, origen, cache.traer)
    assert parcial is not None
    assert parcial.parcial
    assert not hoy(replace(guardada, vista=parte, receta=parcial)).comparaciones[0].diferencias.hay


def test_de_una_sesion_a_otra() -> None:
    a, b = una_vista(direccion="/plan"), una_vista(direccion="/cobertura")
    b_despues = replace(b, datos=DATOS.assign(puesto=[15, 13]))
    c = una_vista(direccion="/economia")
    antes = replace(
        una_carpeta(a, b),
        compromisos=(Compromiso("Enviar el dato.", "Ana"), Compromiso("Citar"), Compromiso("Otro")),
    )
    ahora = replace(
        una_carpeta(b_despues, c),
        compromisos=(
            Compromiso("enviar  el dato", "Ana", estado="cumplido"),
            Compromiso("Citar", "Luis"),
            Compromiso("Nuevo"),
        ),
    )
    cambio = cambios.entre_sesiones(antes, ahora)
    assert [g.vista.direccion for g in cambio.agregadas] == ["/economia"]
    assert [g.vista.direccion for g in cambio.quitadas] == ["/plan"]
    ((_, nueva, diferencias),) = cambio.cambiadas
    assert nueva.vista.direccion == "/cobertura"
    assert diferencias is not None
    assert [(x.fila, x.antes, x.ahora) for x in diferencias.celdas] == [
        ("Norte de Santander", "14 (no se informa de cuántos)", "15 (no se informa de cuántos)")
    ]
    assert [x.que for x in cambio.cerrados] == ["enviar  el dato"]
    assert [x.que for x in cambio.abiertos] == ["Nuevo"]
    assert [(p.responsable, d.responsable) for p, d in cambio.movidos] == [("", "Luis")]
    assert [x.que for x in cambio.retirados] == ["Otro"]
    assert cambios.frase_entre_sesiones(cambio) == (
        "1 vista nueva, 1 vista con otras cifras, 1 vista que ya no está, 1 compromiso cumplido, "
        "1 compromiso nuevo, 1 compromiso modificado y 1 compromiso retirado"
    )
    assert cambios.frase_entre_sesiones(cambios.entre_sesiones(antes, antes)) == "nada cambió"


# ── Lo que se reparte y sus códigos ────────────────────────────────────────────────────────────


def _entregada(
    carpeta: Carpeta, imagenes: Mapping[str, bytes] = {"imagenes/una.png": b"x"}
) -> bytes:
    """Sin Chrome: dibujar de verdad lo prueba ``test_exportar_imagenes``."""
    return entregar(
        carpeta, date(2026, 11, 21), "https://tablero.gov.co/base", dibujar=lambda _: dict(imagenes)
    )


def test_las_imagenes_van_si_hay_con_que_dibujarlas(entrega: Mapping[str, bytes]) -> None:
    assert entrega["imagenes/una.png"] == b"x"
    assert "imagenes/          los gráficos y mapas" in entrega["LEAME.txt"].decode("utf-8-sig")
    with ZipFile(io.BytesIO(_entregada(una_carpeta(una_vista()), {}))) as sin:
        assert not [nombre for nombre in sin.namelist() if nombre.startswith("imagenes")]
        assert "no tiene un Chrome" in sin.read("LEAME.txt").decode("utf-8-sig")


@pytest.fixture(scope="module")
def entrega() -> Mapping[str, bytes]:
    vistas = (una_vista(), una_vista(titulo="=Fórmula", direccion="/plan?meta=896", figura=None))
    carpeta = una_carpeta(*vistas)
    contenido = _entregada(carpeta)
    assert contenido == _entregada(archivo.abrir(archivo.guardar(carpeta)))
    with ZipFile(io.BytesIO(contenido)) as zip_:
        return {nombre: zip_.read(nombre) for nombre in zip_.namelist()} | {"todo": contenido}


@pytest.mark.parametrize(
    "cual", ["presentacion.pptx", "libro.xlsx", "acta.docx", "carpeta.zip", "todo"]
)
def test_cada_archivo_dice_de_que_vistas_salio(entrega: Mapping[str, bytes], cual: str) -> None:
    esperadas = [
        ("/competitividad?idc_anio=2024", una_vista().codigo),
        ("/plan?meta=896", una_vista(direccion="/plan?meta=896").codigo),
    ]
    leido = codigos.leer(entrega[cual])
    assert [(h.direccion, h.codigo) for h in leido.vistas] == esperadas
    assert (leido.carpeta is not None) == (cual in ("carpeta.zip", "todo"))


def test_el_libro_lleva_una_hoja_por_vista(entrega: Mapping[str, bytes]) -> None:
    libro = openpyxl.load_workbook(io.BytesIO(entrega["libro.xlsx"]))
    primera = f"01 {una_vista().codigo}"
    assert libro.sheetnames[1] == primera
    assert libro.sheetnames[-2:] == ["Diccionario", "Fuentes"]
    assert [c.value for c in libro[primera][2]] == ["Norte de Santander", 2024, 14]


def test_el_acta_lleva_agenda_vistas_y_compromisos(entrega: Mapping[str, bytes]) -> None:
    acta = Document(io.BytesIO(entrega["acta.docx"]))
    textos = [p.text for p in acta.paragraphs]
    assert textos[:5] == ["Comisión Regional", "21 de noviembre de 2026 · Cúcuta", "Agenda",
                          "Quórum", "IDC"]  # fmt: skip
    assert "2. =Fórmula" in textos
    assert "Fuente: Nadie, Fuente inventada (edición 2024, último dato 2024)." in textos
    (tabla,) = acta.tables
    assert [[c.text for c in fila.cells] for fila in tabla.rows] == [
        ["Qué", "Responsable", "Fecha", "Estado"],
        ["Enviar el dato", "Ana", "1 de noviembre de 2026", "vencido"],
        ["Citar", "", "sin fecha", "pendiente"],
    ]


@pytest.mark.parametrize(
    ("escrito", "codigo"),
    [
        ("taqn9a2t", "TAQN9A2T"),
        (" TAQN-9A2T ", "TAQN9A2T"),
        ("oil00000", "01100000"),
        ("TAQN9A2", None),
        ("TAQN9A2TT", None),
        ("TAQN9A2U", None),
        ("", None),
    ],
)
def test_un_codigo_se_entiende_como_lo_dicte_quien_lo_lee(escrito: str, codigo: str | None) -> None:
    assert codigos.normalizar(escrito) == codigo


@pytest.mark.parametrize("contenido", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_un_archivo_sin_codigos_se_explica(contenido: bytes) -> None:
    with pytest.raises(ErrorDeCarpeta, match="no se puede leer"):
        codigos.leer(contenido)
    memoria = io.BytesIO()
    with ZipFile(memoria, "w") as zip_:
        zip_.writestr("word/document.xml", "<w:t>Vista: /plan</w:t><w:t>nada</w:t>")
    with pytest.raises(ErrorDeCarpeta, match="ningún código"):
        codigos.leer(memoria.getvalue())


# ── El dibujo ──────────────────────────────────────────────────────────────────────────────────


def test_la_imagen_lleva_el_codigo_y_la_sala_no_repite_los_textos(mart: Path, usar: Usar) -> None:
    usar(mart)
    vista = congelar_idc("escalafón").vista
    assert vista.figura is not None
    con_codigo = lienzo.con_codigo(vista)
    (pie,) = [n for n in con_codigo.layout.annotations if n.name == "pie"]
    assert pie.text.endswith(f"<br>Código {vista.codigo}")
    assert con_codigo.layout.height == vista.figura["layout"]["height"] + 18
    grande = lienzo.de_sala(vista, 1200, 500)
    assert (grande.layout.width, grande.layout.height) == (1200, 500)
    assert not [n for n in grande.layout.annotations if n.name in ("subtitulo", "pie")]
    assert not grande.layout.title.text
    # Los datos no cambian: sólo lo que va en píxeles.
    assert list(grande.data[0].x) == list(go.Figure(vista.figura).data[0].x)
    assert grande.layout.template.layout.font.size != con_codigo.layout.template.layout.font.size


def test_la_huella_del_archivo_es_la_de_sus_bytes() -> None:
    with ZipFile(io.BytesIO(archivo.guardar(una_carpeta()))) as zip_:
        (vista,) = json.loads(zip_.read("carpeta.json"))["vistas"]
        datos = zip_.read(f"{vista['carpeta']}/datos.csv")
    assert vista["archivos"]["datos.csv"] == sha256(datos).hexdigest()
