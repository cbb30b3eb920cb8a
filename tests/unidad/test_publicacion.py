"""Ensayar, publicar y volver: qué se dice antes, qué cambia, qué se rechaza y qué queda al morir.

Los libros son los de ``tests/libros_oficiales.py`` con una celda cambiada a mano.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml

from pipelines import publicar
from pipelines.__main__ import principal
from pipelines.errores import ErrorDePublicacion
from pipelines.publicacion import almacen, bitacora, cortes, ensayo
from pipelines.publicacion.diferencias import Movimiento, _los_mayores
from pipelines.publicacion.estado import archivos_publicados
from pipelines.registro import leer_registro
from pipelines.rutas import Rutas
from pipelines.validar import CONTEOS, leer_conteos
from tests import libros_oficiales as libros
from tests import procesos
from tests.apoyo import Arbol, copiar_arbol
from tests.conftest import Construccion
from tests.libros_oficiales import en_xlsx
from tests.servidor_oficial import declarar_direccion, servidor_oficial
from tests.unidad.test_rues import SECRETOS, escribir, fila

NUEVA = "pobreza_monetaria_marco2018_pub2025"


def callar(paso: str) -> None:
    """Los avisos no se miran aquí."""


def estado_de(rutas: Rutas) -> dict[str, str]:
    """Cada archivo publicado con su sha256."""
    return {
        ruta: hashlib.sha256((rutas.raiz / ruta).read_bytes()).hexdigest()
        for ruta in archivos_publicados(rutas)
    }


def contar(mart: Path, tabla: str) -> int:
    with closing(duckdb.connect(str(mart), read_only=True)) as conexion:
        (cuantas,) = conexion.execute(f'select count(*) from "{tabla}"').fetchone() or (-1,)
    return int(cuantas)


def restos(rutas: Rutas) -> list[str]:
    """Lo que una publicación o un ensayo muerto habría dejado a medias."""
    escondidos = [
        r
        for carpeta in ("data", "pipelines", "geo")
        for r in (rutas.raiz / carpeta).rglob(".*")
        if r.suffix != ".lock"
    ]
    usados = {s for corte in almacen.listar(rutas) for s in corte.archivos.values()}
    sueltos = [r for r in (rutas.cortes / "objetos").glob("*") if r.name not in usados]
    diarios = [rutas.diario] if rutas.diario.exists() else []
    return sorted(str(r.relative_to(rutas.raiz)) for r in (*escondidos, *sueltos, *diarios))


def norte(hojas: libros.Hojas, hoja: str) -> list[Any]:
    (propia,) = [f for f in hojas[hoja] if f and f[0] == "Norte de Santander"]
    return propia


@pytest.fixture(scope="module")
def carpeta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Los libros: una edición nueva, una que rompe una contradicción, y una igual."""
    carpeta = tmp_path_factory.mktemp("libros")
    en_xlsx(libros.pobreza_monetaria(), carpeta / "igual.xlsx")
    for nombre, notas in (
        ("rompe", None),
        ("nueva", [["Fecha de publicación: 15 de julio de 2025"]]),
    ):
        hojas = libros.pobreza_monetaria(notas=notas)
        for hoja, columna in (("IP Act.Met.", 3), ("IC_IP Act.Met.", 11)):
            assert norte(hojas, hoja)[columna] == 37.0
            norte(hojas, hoja)[columna] = 37.1
        en_xlsx(hojas, carpeta / f"{nombre}.xlsx")
    hojas = libros.poblacion()
    (cucutilla,) = [f for f in hojas["Municipal"] if f[2:5:2] == ["54223", 2031]]
    assert cucutilla[5:] == [4800, 4480, 9280]
    cucutilla[5:] = [4900, 4480, 9380]
    en_xlsx(hojas, carpeta / "poblacion.xlsx")
    return carpeta


@dataclass(frozen=True)
class Ensayado:
    """Un proyecto con sus ensayos hechos, que cada prueba copia antes de tocar."""

    arbol: Arbol
    nueva: dict[str, Any]
    revision: dict[str, Any]
    rompe: dict[str, Any]
    igual: dict[str, Any]
    antes: dict[str, str]


def proyecto(construccion: Construccion, destino: Path) -> Arbol:
    arbol = copiar_arbol(destino)
    arbol.publicar(construccion.rutas.mart)
    shutil.copytree(construccion.rutas.geo, arbol.rutas.geo)
    return arbol


@pytest.fixture(scope="module")
def ensayado(
    construccion: Construccion, carpeta: Path, tmp_path_factory: pytest.TempPathFactory
) -> Ensayado:
    arbol = proyecto(construccion, tmp_path_factory.mktemp("ensayado") / "arbol")
    antes = estado_de(arbol.rutas)

    def ensayar(familia: str, nombre: str) -> dict[str, Any]:
        return ensayo.ensayar(arbol.rutas, familia, carpeta / nombre, quien="Ana", avisar=callar)

    return Ensayado(
        arbol,
        ensayar("pobreza_monetaria", "nueva.xlsx"),
        ensayar("poblacion_2018_2035", "poblacion.xlsx"),
        ensayar("pobreza_monetaria", "rompe.xlsx"),
        ensayar("pobreza_monetaria", "igual.xlsx"),
        antes,
    )


@pytest.fixture
def copia(ensayado: Ensayado, tmp_path: Path) -> Rutas:
    """El proyecto ya ensayado, para publicarle o dañarlo."""
    shutil.copytree(ensayado.arbol.raiz, tmp_path / "arbol")
    return Rutas(tmp_path / "arbol")


# ── Ensayar ────────────────────────────────────────────────────────────────────────────────────


def test_ensayar_no_toca_lo_publicado_ni_deja_restos(ensayado: Ensayado) -> None:
    rutas = ensayado.arbol.rutas
    assert estado_de(rutas) == ensayado.antes
    assert restos(rutas) == []
    assert sorted(c.name for c in rutas.ensayos.glob("[0-9]*")) == sorted(
        e["id"] for e in (ensayado.nueva, ensayado.revision, ensayado.rompe, ensayado.igual)
    )
    # Del archivo oficial sólo queda con qué reconocerlo.
    assert [r.name for r in rutas.ensayos.rglob("*.xlsx")] == []


def test_una_edicion_nueva_se_suma_y_dice_que_cifras_mueve(ensayado: Ensayado) -> None:
    nueva = ensayado.nueva
    assert (nueva["estado"], nueva["fuente_id"], nueva["fuente_nueva"], nueva["edicion"]) == (
        "listo", None, NUEVA, "marco2018_pub2025",
    )  # fmt: skip
    assert (nueva["base"], nueva["comprobaciones"]["fallas"]) == ("", [])
    assert nueva["comprobaciones"]["pasan"] > 250
    assert nueva["crudo"] == [
        {"tabla": "pobreza_monetaria", "leidas": 150, "iguales": 0, "distintas": 0, "nuevas": 150,
         "faltan": 0}
    ]  # fmt: skip
    observaciones = leer_conteos(ensayado.arbol.rutas.pipelines / CONTEOS)["observaciones"]
    assert {
        "tabla": "observaciones", "filas_antes": observaciones,
        "filas_despues": observaciones + 150, "nuevas": 150, "cambiadas": 0, "perdidas": 0,
    } in nueva["marts"]  # fmt: skip
    (movida,) = nueva["movimientos"]
    assert (movida["indicador"], movida["lugar"], movida["periodo"]) == (
        "Incidencia de la pobreza monetaria", "Norte de Santander", "2023",
    )  # fmt: skip
    assert (movida["antes"], movida["ahora"]) == (37.0, 37.1)
    assert movida["cambio_relativo"] == pytest.approx(0.1 / 37)
    assert {
        "que": "Cambian las filas esperadas de «observaciones»",
        "detalle": f"{observaciones} → {observaciones + 150}; se actualizan al publicar.",
    } in nueva["rompe"]


def test_una_revision_muestra_solo_lo_que_el_productor_cambio(ensayado: Ensayado) -> None:
    revision = ensayado.revision
    assert (revision["estado"], revision["fuente_id"], revision["fuente_nueva"]) == (
        "listo", "poblacion_2018_2035", "poblacion_2018_2035",
    )  # fmt: skip
    assert revision["crudo"][0] | {"tabla": ""} == {
        "tabla": "", "leidas": 720, "iguales": 719, "distintas": 1, "nuevas": 0, "faltan": 0,
    }  # fmt: skip
    cambiadas = {
        m["tabla"]: (m["nuevas"], m["cambiadas"], m["perdidas"]) for m in revision["marts"]
    }
    assert cambiadas == {
        "citas": (1, 0, 0), "dim_fuentes": (0, 1, 0), "observaciones": (0, 1, 0),
        "poblacion_municipal": (0, 1, 0),
    }  # fmt: skip
    assert [
        (m["tabla"], m["columna"], m["lugar"], m["periodo"], m["antes"], m["ahora"])
        for m in revision["movimientos"]
    ] == [
        ("poblacion_municipal", "hombres", "Cucutilla", "2031", 4800, 4900),
        ("observaciones", "valor", "Cucutilla", "2031", 9280, 9380),
    ]  # fmt: skip


def test_lo_igual_y_lo_que_falla_no_se_pueden_publicar(ensayado: Ensayado, copia: Rutas) -> None:
    assert ensayado.igual["estado"] == "igual"
    assert ensayado.igual["fuente_nueva"] is None
    rompe = ensayado.rompe
    assert rompe["estado"] == "con_fallas"
    (falla,) = rompe["comprobaciones"]["fallas"]
    assert (falla["fuente"], falla["regla"]) == (
        "pobreza_monetaria_marco2018_pub2024", "contradiccion_vigente",
    )  # fmt: skip
    assert falla["que"] == "se declaró 37.0 y los marts dicen 37.1"
    assert rompe["rompe"][0]["que"] == "Una contradicción declarada ya no se cumple"
    assert [(m["antes"], m["ahora"]) for m in rompe["movimientos"]] == [(37.0, 37.1)]
    for cual, dice in ((ensayado.igual, "dice lo mismo"), (rompe, "comprobaciones que fallan")):
        with pytest.raises(ErrorDePublicacion, match=dice):
            cortes.publicar(copia, cual["id"], "Ana", callar)
    assert estado_de(copia) == ensayado.antes


# ── Publicar y volver ──────────────────────────────────────────────────────────────────────────


def test_publicar_y_volver(ensayado: Ensayado, copia: Rutas, capsys: Any) -> None:
    corte = cortes.publicar(copia, ensayado.nueva["id"], "  Ana  María ", callar)
    assert (corte["quien"], corte["accion"], corte["vigente"]) == ("Ana María", "publicar", True)
    assert corte["sha256"] == ensayado.nueva["archivo"]["sha256"]
    despues = estado_de(copia)
    assert {ruta for ruta in despues if despues[ruta] != ensayado.antes.get(ruta)} == {
        f"pipelines/fuentes/{NUEVA}.yml",
        f"pipelines/fuentes/huellas/{NUEVA}.json",
        f"pipelines/{CONTEOS}",
        "data/raw/pobreza_monetaria/marco2018_pub2025/pobreza_monetaria.csv",
        "data/marts/tablero.duckdb",
    }
    assert ensayado.antes.keys() <= despues.keys()
    assert contar(copia.mart, "observaciones") == corte["filas"]["observaciones"]
    assert corte["filas"] == leer_conteos(copia.pipelines / CONTEOS)
    fuente = leer_registro(copia)[NUEVA]
    assert fuente.fecha_publicacion == "2025-07-15"
    assert "sin revisar la declaración" in fuente.notas[-1]
    assert restos(copia) == []

    # Otra vez no: ya no está, y lo que se ensayó antes se comparó con otra cosa.
    with pytest.raises(ErrorDePublicacion, match="No hay un ensayo"):
        cortes.publicar(copia, ensayado.nueva["id"], "Ana", callar)
    with pytest.raises(ErrorDePublicacion, match="cambió desde que se hizo este ensayo"):
        cortes.publicar(copia, ensayado.revision["id"], "Ana", callar)

    primero = cortes.listar(copia)[-1]
    assert primero["detalle"] == "Guardado antes de publicar: lo que había al empezar"
    with pytest.raises(ErrorDePublicacion, match="ya es lo publicado"):
        cortes.volver(copia, corte["id"], "Luis", callar)
    vuelta = cortes.volver(copia, primero["id"], "Luis", callar)
    assert estado_de(copia) == ensayado.antes
    assert not (copia.datos_crudos / "pobreza_monetaria/marco2018_pub2025").exists()
    assert [c["vigente"] for c in cortes.listar(copia)] == [True, False, False]
    assert cortes.listar(copia)[0]["id"] == vuelta["id"]

    # Y se deshace lo deshecho.
    cortes.volver(copia, corte["id"], "Luis", callar)
    assert estado_de(copia) == despues
    assert restos(copia) == []

    principal(["bitacora", "--json", "--raiz", str(copia.raiz)])
    (asientos,) = json.loads(capsys.readouterr().out).values()
    assert [(a["accion"], a["quien"]) for a in asientos[:4]] == [
        ("volver", "Luis"), ("volver", "Luis"), ("publicar", "Ana María"), ("ensayar", "Ana"),
    ]  # fmt: skip
    assert asientos[2]["sha256"] == ensayado.nueva["archivo"]["sha256"]
    assert asientos[2]["corte"] == corte["id"]


def test_un_corte_danado_o_un_ensayo_cambiado_no_se_publican(
    ensayado: Ensayado, copia: Rutas
) -> None:
    propuesto = copia.ensayos / ensayado.nueva["id"] / "propuesta" / "pipelines" / CONTEOS
    sano = propuesto.read_bytes()
    propuesto.write_bytes(sano + b"otra,1\n")
    with pytest.raises(ErrorDePublicacion, match="cambió después de revisado"):
        cortes.publicar(copia, ensayado.nueva["id"], "Ana", callar)
    assert (estado_de(copia), restos(copia)) == (ensayado.antes, [])
    propuesto.write_bytes(sano)
    cortes.publicar(copia, ensayado.nueva["id"], "Ana", callar)
    despues = estado_de(copia)
    primero = almacen.listar(copia)[-1]
    danado = almacen.objeto(copia, primero.archivos["geo/camaras.geojson"])
    danado.write_bytes(danado.read_bytes()[:-1])
    with pytest.raises(ErrorDePublicacion, match="está dañado: no se puede volver"):
        cortes.volver(copia, primero.id, "Ana", callar)
    assert (estado_de(copia), restos(copia)) == (despues, [])


@pytest.mark.parametrize("cambio", ["declaracion", "sql", "mart"])
def test_sobre_una_base_que_cambio_no_se_publica(
    ensayado: Ensayado, copia: Rutas, cambio: str
) -> None:
    arbol = Arbol(copia)
    if cambio == "declaracion":
        arbol.cambiar_texto(
            "pipelines/fuentes/idc_2018.yml", '2018"\nproductor', '2018."\nproductor'
        )
    elif cambio == "sql":
        with (copia.definiciones_marts / "vecinos.sql").open("a", encoding="utf-8") as archivo:
            archivo.write("-- otro\n")
    else:
        with closing(duckdb.connect(str(copia.mart))) as conexion:
            conexion.execute("delete from vecinos where divipola_a = '54001'")
    antes = estado_de(copia)
    with pytest.raises(ErrorDePublicacion, match="cambió desde que se hizo este ensayo"):
        cortes.publicar(copia, ensayado.nueva["id"], "Ana", callar)
    assert estado_de(copia) == antes


def test_sin_espacio_sigue_lo_anterior_y_se_dice(
    ensayado: Ensayado, copia: Rutas, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = almacen.copiar_asegurando
    cuenta = {"faltan": 0}

    def copiar(origen: Path, destino: Path) -> None:
        cuenta["faltan"] -= 1
        if not cuenta["faltan"]:
            destino.write_bytes(b"a medias")
            raise OSError(28, "No queda espacio", str(destino))
        original(origen, destino)

    monkeypatch.setattr(almacen, "copiar_asegurando", copiar)
    archivos = len(ensayado.antes)
    # Guardando lo de hoy, guardando lo nuevo y copiando junto al destino. Lo que ya se guardó de
    # hoy no se repite: la segunda vez se empieza por lo nuevo.
    for cuantas in (5, archivos + 3, 8):
        cuenta["faltan"] = cuantas
        with pytest.raises(ErrorDePublicacion, match="No queda espacio") as error:
            cortes.publicar(copia, ensayado.nueva["id"], "Ana", callar)
        assert "Lo publicado no se tocó" in error.value.hacer
        assert (estado_de(copia), restos(copia)) == (ensayado.antes, [])


def test_las_dos_a_la_vez_no(ensayado: Ensayado, copia: Rutas, capsys: Any) -> None:
    argumentos = ["publicar", ensayado.nueva["id"], "--quien", "Ana", "--json", "--raiz"]
    with publicar.turno(copia):
        assert principal([*argumentos, str(copia.raiz)]) == 1
    (linea,) = capsys.readouterr().out.splitlines()
    assert json.loads(linea)["error"]["que"] == ("Ya hay otra construcción o publicación en curso.")
    assert estado_de(copia) == ensayado.antes


# ── Morir a la mitad ───────────────────────────────────────────────────────────────────────────

# Renombramientos de publicar una edición nueva cuando ya hay un corte: diario, 5 objetos, diario
# con los cambios, confirmación, 5 archivos (el mart, de último), ficha.
CONFIRMA, MART, FICHA = 8, 13, 14
# Y de volver, que además borra: diario, diario con los cambios, confirmación, conteos, mart, ficha.
CONFIRMA_VOLVER = 3


def test_en_cada_paso_del_diario_queda_lo_viejo_o_lo_nuevo_entero(
    ensayado: Ensayado, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    shutil.copytree(ensayado.arbol.raiz, base)
    almacen.guardar_lo_de_hoy(Rutas(base))
    contexto = procesos.contexto()
    corridas = []
    for cual in (1, 4, 7, CONFIRMA, CONFIRMA + 3, MART - 1, MART, FICHA):
        rutas = Rutas(tmp_path / f"muerte_{cual}")
        shutil.copytree(base, rutas.raiz)
        orden = ["publicar", ensayado.nueva["id"], "--quien", "Ana", "--raiz", str(rutas.raiz)]
        proceso = contexto.Process(target=procesos.correr_y_morir_al_renombrar, args=(orden, cual))
        proceso.start()
        corridas.append((cual, rutas, proceso))
    nuevos = set()
    for cual, rutas, proceso in corridas:
        proceso.join(60)
        assert proceso.exitcode not in (0, 1, None), f"no murió en el paso {cual}"
        assert rutas.diario.exists()
        # Lo que la pantalla ve mientras nadie corre otra orden: el mart anterior o el nuevo.
        fuentes = len(list(ensayado.arbol.rutas.fuentes.glob("*.yml")))
        assert contar(rutas.mart, "dim_fuentes") == fuentes + int(cual >= MART)
        assert principal(["cortes", "--raiz", str(rutas.raiz)]) == 0
        ahora = estado_de(rutas)
        publicado = NUEVA in leer_registro(rutas)
        assert publicado == (cual >= CONFIRMA), f"paso {cual}"
        if publicado:
            nuevos.add(json.dumps(ahora, sort_keys=True))
        else:
            assert ahora == ensayado.antes
            assert not (rutas.datos_crudos / "pobreza_monetaria/marco2018_pub2025").exists()
        assert restos(rutas) == []
        acciones = [a["accion"] for a in bitacora.leer(rutas)[0]]
        assert acciones.count("publicar") == int(publicado)
        assert [c.accion for c in almacen.listar(rutas)].count("publicar") == int(publicado)
        assert (rutas.ensayos / ensayado.nueva["id"]).exists() == (not publicado)
    assert len(nuevos) == 1


def test_volver_a_medias_tambien_se_deshace_o_se_termina(
    ensayado: Ensayado, copia: Rutas, tmp_path: Path
) -> None:
    cortes.publicar(copia, ensayado.nueva["id"], "Ana", callar)
    publicado, primero = estado_de(copia), almacen.listar(copia)[-1].id
    for cual in (CONFIRMA_VOLVER - 1, CONFIRMA_VOLVER + 1):
        orden = ["volver", primero, "--quien", "Luis", "--raiz", str(copia.raiz)]
        proceso = procesos.contexto().Process(
            target=procesos.correr_y_morir_al_renombrar, args=(orden, cual)
        )
        proceso.start()
        proceso.join(60)
        assert proceso.exitcode not in (0, 1, None)
        assert principal(["bitacora", "--raiz", str(copia.raiz)]) == 0
        volvio = cual > CONFIRMA_VOLVER
        assert estado_de(copia) == (ensayado.antes if volvio else publicado)
        assert restos(copia) == []
        acciones = [a["accion"] for a in bitacora.leer(copia)[0]]
        assert acciones.count("volver") == int(volvio)


# ── Cortes, bitácora y ensayos ─────────────────────────────────────────────────────────────────


def test_la_retencion_nunca_borra_el_vigente_ni_el_anterior(
    ensayado: Ensayado, copia: Rutas, monkeypatch: pytest.MonkeyPatch
) -> None:
    almacen.guardar_lo_de_hoy(copia)
    for vez in range(4):
        (copia.geo / "camaras.geojson").write_text(f"{vez}\n")
        almacen.guardar_lo_de_hoy(copia)
    assert [c.numero for c in almacen.listar(copia)] == [5, 4, 3, 2, 1]
    monkeypatch.setattr(almacen, "MAXIMO_DE_CORTES", 3)
    almacen.limpiar(copia)
    assert [c.numero for c in almacen.listar(copia)] == [5, 4, 3]
    monkeypatch.setattr(almacen, "MAXIMO_DE_BYTES", 1)
    almacen.limpiar(copia)
    quedan = almacen.listar(copia)
    assert [c.numero for c in quedan] == [5, 4]
    for corte in quedan:
        almacen.exigir_entero(copia, corte)
    assert restos(copia) == []


def test_un_renglon_cortado_de_la_bitacora_se_dice_y_no_se_pierde_lo_demas(tmp_path: Path) -> None:
    rutas = Rutas(tmp_path)
    bitacora.anotar(rutas, bitacora.asiento("construir", "Ana", operacion="1"))
    bitacora.anotar(rutas, bitacora.asiento("construir", "Ana", operacion="1"))
    with rutas.bitacora.open("ab") as archivo:
        archivo.write(b'{"cuando": "2026-11-21T2')
    bitacora.anotar(rutas, bitacora.asiento("volver", "Luis", detalle="¿sí?"))
    asientos, avisos = bitacora.leer(rutas)
    assert [(a["accion"], a["quien"], a["detalle"]) for a in asientos] == [
        ("volver", "Luis", "¿sí?"), ("construir", "Ana", None),
    ]  # fmt: skip
    assert avisos == ["El renglón 2 de bitacora.jsonl quedó cortado y no se lee."]


def test_descartar_y_los_errores_de_la_terminal(
    ensayado: Ensayado, copia: Rutas, capsys: Any
) -> None:
    def correr(*argumentos: str) -> tuple[int, list[Any]]:
        codigo = principal([*argumentos, "--json", "--raiz", str(copia.raiz)])
        return codigo, [json.loads(linea) for linea in capsys.readouterr().out.splitlines()]

    cual = ensayado.nueva["id"]
    codigo, (dicho,) = correr("ensayos")
    assert codigo == 0
    assert dicho["resultado"][0]["id"] == ensayado.igual["id"]
    assert "marts" not in dicho["resultado"][0]
    codigo, (dicho,) = correr("descartar", cual, "--quien", "Ana")
    assert (codigo, dicho) == (0, {"resultado": {"id": cual}})
    for argumentos, que in (
        (("publicar", cual, "--quien", "Ana"), "No hay un ensayo"),
        (("publicar", "../../etc", "--quien", "Ana"), "No hay un ensayo"),
        (("descartar", cual, "--quien", " "), "Falta decir quién"),
        (("volver", "x", "--quien", "Ana"), "No hay un corte"),
        (("ensayar", "idc"), "Hay que dar un archivo o pedir que se traiga"),
        (("ensayar", "idc_2024", "--traer"), "no declara de dónde se baja"),
        (("ensayar", "clima", "x.xlsx"), "No hay un lector"),
        (("ensayar", "idc", "no_esta.xlsx"), "El archivo no está"),
    ):
        codigo, dichos = correr(*argumentos)
        assert codigo == 1
        assert que in dichos[-1]["error"]["que"]
        assert dichos[-1]["error"]["hacer"]
    assert restos(copia) == []
    (anotado, *_), _ = bitacora.leer(copia)
    assert (anotado["accion"], anotado["ensayo"]) == ("descartar", cual)


def test_el_ensayo_que_murio_lo_borra_la_siguiente_orden(copia: Rutas) -> None:
    resto = copia.ensayos / ".armando_x" / "arbol"
    resto.mkdir(parents=True)
    (resto / "tabla.csv").write_text("a\n")
    assert principal(["cortes", "--raiz", str(copia.raiz)]) == 0
    assert restos(copia) == []


def test_traer_baja_lee_y_no_guarda_el_archivo(copia: Rutas, carpeta: Path) -> None:
    with servidor_oficial() as servidor:
        servidor.poner("/anexo.xlsx", (carpeta / "igual.xlsx").read_bytes())
        fuente = "pobreza_monetaria_marco2018_pub2024"
        declarar_direccion(Arbol(copia), fuente, servidor.direccion + "/anexo.xlsx")
        datos = ensayo.traer_y_ensayar(copia, fuente, avisar=callar)
    assert (datos["estado"], datos["archivo"]["nombre"]) == ("igual", "anexo.xlsx")
    assert [r.name for r in copia.ensayos.rglob("*.xlsx")] == []


def test_lo_que_mas_mueve_va_primero_y_una_cifra_no_sale_dos_veces() -> None:
    def m(
        tabla: str, antes: float | None, ahora: float | None, relativo: float | None
    ) -> Movimiento:
        return Movimiento(tabla, "f", "valor", "i", "l", "p", antes, ahora, None, relativo)

    hallados = _los_mayores(
        [m("idc", 10, 11, 0.1), m("observaciones", 10, 11, 0.1), m("idc", 10, 5, 0.5),
         m("idc", None, 3, None), m("idc", 4, None, None), m("idc", 0, 1, None)]
    )  # fmt: skip
    assert [(x.tabla, x.ahora) for x in hallados] == [
        ("idc", None), ("idc", 1), ("idc", 5), ("observaciones", 11), ("idc", 3),
    ]  # fmt: skip


# ── Privacidad y archivos reales ───────────────────────────────────────────────────────────────


def test_del_registro_mercantil_ningun_nombre_queda_guardado(
    construccion: Construccion, tmp_path: Path
) -> None:
    rutas = proyecto(construccion, tmp_path / "arbol").rutas
    filas = [fila(n, fecha_matricula="20190315" if n % 3 else "20220101") for n in range(300)]
    datos = ensayo.ensayar(
        rutas, "rues", escribir(tmp_path / "rues.csv", filas), edicion="2026-07", avisar=callar
    )
    assert (datos["estado"], datos["fuente_nueva"]) == ("listo", "rues_2026_07")
    cortes.publicar(rutas, datos["id"], "Ana", callar)
    assert (rutas.datos_crudos / "rues/2026-07/registros_mercantiles.csv").exists()
    guardado = yaml.safe_load((rutas.fuentes / "rues_2026_07.yml").read_text(encoding="utf-8"))
    assert guardado["familia"] == "informes"
    buscados = [v.encode(c) for v in SECRETOS.values() for c in ("utf-8", "utf-16-le")]
    hallados = [
        ruta.name
        for ruta in rutas.raiz.rglob("*")
        if ruta.is_file() and any(b in ruta.read_bytes() for b in buscados)
    ]
    assert hallados == []
    assert restos(rutas) == []


@pytest.mark.datos_reales
def test_con_el_libro_del_dane_se_ve_solo_la_celda_que_cambio(
    construccion: Construccion, datos_originales: Path, tmp_path: Path
) -> None:
    rutas = proyecto(construccion, tmp_path / "arbol").rutas
    libro = openpyxl.load_workbook(datos_originales / "anex-PM-Departamental-2023.xlsx")
    for hoja, columna in (("IP Act.Met.", 2), ("IC_IP Act.Met.", 2)):
        (celda,) = [f[columna - 1] for f in libro[hoja].iter_rows() if f[0].value == "Boyacá"]
        assert celda.value == 41.8
        celda.value = 41.9
    libro.save(tmp_path / "anexo.xlsx")
    antes = estado_de(rutas)
    datos = ensayo.ensayar(rutas, "pobreza_monetaria", tmp_path / "anexo.xlsx", avisar=callar)
    assert datos["estado"] == "listo"
    assert [
        (m["columna"], m["lugar"], m["periodo"], m["antes"], m["ahora"])
        for m in datos["movimientos"]
    ] == [("puesto", "Boyacá", "2021", 10, 11), ("valor", "Boyacá", "2021", 41.8, 41.9)]
    cortes.publicar(rutas, datos["id"], "Ana", callar)
    cortes.volver(rutas, cortes.listar(rutas)[-1]["id"], "Ana", callar)
    assert estado_de(rutas) == antes
