"""La plantilla de caracterización: lo que se lee, lo que se rechaza y lo que nunca se repite."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.__main__ import principal
from pipelines.errores import ErrorDeFuente
from pipelines.huellas import POR_FIRMAR, firmar
from pipelines.lote import Lote
from pipelines.oficiales import emprendimiento
from pipelines.oficiales.hojas import Hoja, Libro
from pipelines.oficiales.numeros import Celda
from pipelines.oficiales.resultado import Lectura
from pipelines.preparacion import mesas
from pipelines.registro import leer_registro
from tests.apoyo import Arbol
from tests.libros_oficiales import en_csv, en_xlsx

ENCABEZADO = list(emprendimiento.PLANTILLA)
FILA = ["2025-06-30", "Cúcuta", "identificación", "comercio", "mujer", "18 a 28", "120"]
# Cuentas inventadas.
BUENAS = [
    FILA,
    ["2025-06-30", "OCAÑA", "Consolidación", "Agropecuario", "Hombre", "29 a 59", "<5"],
    ["2025-06-30", "Pamplona", "sin clasificar", "otros servicios", "sin dato", "60 y más", "5"],
]
LEIDAS = [
    ["2025-06-30", "54001", "identificación", "comercio", "mujer", "18 a 28", "120", "no", "2"],
    ["2025-06-30", "54498", "consolidación", "agropecuario", "hombre", "29 a 59", "", "sí", "3"],
    [
        "2025-06-30", "54518", "sin clasificar", "otros servicios", "sin dato", "60 y más", "5",
        "no", "4",
    ],
]  # fmt: skip


def leer(filas: Sequence[Sequence[Celda]], *otras: Sequence[Sequence[Celda]]) -> Lectura:
    hojas = {
        f"Hoja{i}": Hoja("envio.xlsx", f"Hoja{i}", [list(fila) for fila in hoja])
        for i, hoja in enumerate((filas, *otras), start=1)
    }
    return emprendimiento.leer_libro(Libro(Path("envio.xlsx"), list(hojas), hojas.__getitem__))


def rechazo(filas: Sequence[Sequence[Celda]], *otras: Sequence[Sequence[Celda]]) -> str:
    with pytest.raises(ErrorDeFuente) as error:
        leer(filas, *otras)
    return str(error.value)


def con(columna: str, valor: Celda) -> list[list[Celda]]:
    fila: list[Celda] = list(FILA)
    fila[ENCABEZADO.index(columna)] = valor
    return [list(ENCABEZADO), fila]


def test_lee_la_plantilla_en_csv_y_en_xlsx(tmp_path: Path) -> None:
    ruta = tmp_path / "envio.csv"
    ruta.write_text(en_csv([ENCABEZADO, *BUENAS], ";"), encoding="utf-8")
    lectura = emprendimiento.leer(ruta)
    assert lectura["caracterizacion"].to_numpy().tolist() == LEIDAS
    assert (lectura.familia, lectura.edicion) == ("emprendimiento", "2025-06-30")
    # Excel guarda la fecha como fecha y la cuenta como número; las columnas pueden ir al revés.
    de_excel: list[list[Celda]] = [
        [datetime.datetime(2025, 6, 30), *fila[1:6], fila[6] if fila[6] == "<5" else int(fila[6])]
        for fila in BUENAS
    ]
    al_reves = [list(reversed(fila)) for fila in ([*ENCABEZADO], *de_excel)]
    libro = en_xlsx({"Plantilla": al_reves}, tmp_path / "envio.xlsx")  # type: ignore[dict-item]
    assert emprendimiento.leer(libro)["caracterizacion"].to_numpy().tolist() == LEIDAS


@pytest.mark.parametrize(
    ("columna", "valor"),
    [
        ("municipio", "María Pérez"),
        ("municipio", "Bucaramanga"),
        ("etapa", "madurez"),
        ("sector", "Juan Gómez, panadero"),
        ("sexo", "M"),
        ("grupo_edad", "34"),
        ("corte", "2025"),
        ("corte", "2025-02-31"),
        ("emprendedores", "12,5"),
        ("emprendedores", "5.000"),
        ("emprendedores", "12 7"),
        ("emprendedores", None),
    ],
)
def test_lo_que_no_es_de_la_plantilla_se_senala_sin_repetirlo(columna: str, valor: Celda) -> None:
    dicho = rechazo(con(columna, valor))
    celda = f"{'ABCDEFG'[ENCABEZADO.index(columna)]}2"
    assert f"La celda de «{columna}» no es de la plantilla." in dicho
    assert f"celda {celda}" in dicho
    # «2025» está en el ejemplo de cómo se escribe la fecha.
    assert valor is None or valor == "2025" or str(valor) not in dicho


@pytest.mark.parametrize("cuenta", ["1", "4", "0", 3.0])
def test_una_cuenta_pequena_se_rechaza_y_dice_como_suprimirla(cuenta: Celda) -> None:
    dicho = rechazo(con("emprendedores", cuenta))
    assert "Una cuenta menor de 5 señalaría a personas." in dicho
    assert "<5 si son de 1 a 4" in dicho
    assert leer(con("emprendedores", "< 5"))["caracterizacion"]["suprimida"].tolist() == ["sí"]
    assert leer(con("emprendedores", 5.0))["caracterizacion"]["emprendedores"].tolist() == ["5"]


PERSONALES = ["1090123456", "1.090.123.456", "300 123 4567", "(7) 571-2345", "ana@correo.co",
              1090123456.0]  # fmt: skip


@pytest.mark.parametrize("dato", PERSONALES)
@pytest.mark.parametrize("columna", ["municipio", "sector", "emprendedores"])
def test_un_dato_de_persona_se_rechaza_este_donde_este(dato: Celda, columna: str) -> None:
    textos = [rechazo(con(columna, dato)), rechazo([ENCABEZADO, FILA], [["otra hoja"], [dato]])]
    for dicho in textos:
        assert "dato de personas" in dicho
        assert "No se leyó nada" in dicho
        assert str(dato) not in dicho
        assert "1090123456" not in dicho


@settings(max_examples=40, deadline=None)
@given(
    digitos=st.text("0123456789", min_size=6, max_size=11),
    separador=st.sampled_from(["", ".", " ", "-"]),
    columna=st.sampled_from(ENCABEZADO),
    antes=st.sampled_from(["", "CC ", "tel. "]),
)
def test_ningun_numero_largo_pasa_ni_se_repite(
    digitos: str, separador: str, columna: str, antes: str
) -> None:
    escrito = antes + separador.join(digitos[i : i + 3] for i in range(0, len(digitos), 3))
    dicho = rechazo(con(columna, escrito))
    assert escrito not in dicho
    assert digitos not in dicho


@pytest.mark.parametrize(
    "columna",
    ["nombre", "Nombres y apellidos", "Cédula", "No. documento", "Teléfono", "Celular",
     "Correo electrónico", "E-mail", "NIT", "Razón social", "Dirección"],
)  # fmt: skip
def test_una_columna_de_personas_se_rechaza(columna: str) -> None:
    dicho = rechazo([[*ENCABEZADO, columna], [*FILA, "algo que no se dice"]])
    assert "dato de personas" in dicho
    assert "celda H1" in dicho
    assert "algo que no se dice" not in dicho


def test_nada_fuera_de_la_plantilla_queda_sin_mirar() -> None:
    assert "celda A1" in rechazo([["Elaboró Ana"], ENCABEZADO, FILA])
    assert "celda H2" in rechazo([ENCABEZADO, [*FILA, "Ana"]])
    assert "2 hojas con algo escrito" in rechazo([ENCABEZADO, FILA], [["Ana"]])
    # Una nota suelta en la primera columna no es una fila: tampoco se salta.
    assert "celda B3" in rechazo([ENCABEZADO, FILA, ["Ana", None]])
    assert "Faltan columnas: sexo." in rechazo(
        [[c for c in ENCABEZADO if c != "sexo"], [v for v in FILA if v != "mujer"]]
    )
    # Una hoja vacía no estorba y «identificación» es una etapa, no una columna de personas.
    assert len(leer([ENCABEZADO, FILA, [None]], [])["caracterizacion"]) == 1


def test_una_fila_repetida_dos_cortes_o_ninguna_fila_se_rechazan() -> None:
    assert "la 2." in rechazo([ENCABEZADO, FILA, [*FILA[:6], "7"]])
    assert "2 cortes" in rechazo([ENCABEZADO, FILA, ["2025-12-31", *FILA[1:]]])
    assert "no trae filas" in rechazo([ENCABEZADO])


def test_de_la_orden_a_la_preparacion(
    arbol: Arbol, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ruta = tmp_path / "envio.csv"
    orden = ["cargar", "emprendimiento", str(ruta), "--raiz", str(arbol.raiz)]
    ruta.write_text(en_csv([ENCABEZADO, [*FILA[:3], "ana@correo.co", *FILA[4:]]]), encoding="utf-8")
    assert principal(orden) == 1
    dicho = "".join(capsys.readouterr())
    assert "dato de personas" in dicho
    assert "ana@correo.co" not in dicho
    assert not arbol.crudo("emprendimiento").exists()

    ruta.write_text(en_csv([ENCABEZADO, *BUENAS]), encoding="utf-8")
    assert principal(orden) == 0
    fuente_id = "emprendimiento_2025_06_30"
    assert fuente_id in "".join(capsys.readouterr())
    (arbol.crudo(f"emprendimiento/2025-06-30/{POR_FIRMAR}")).rename(
        arbol.rutas.fuentes / f"{fuente_id}.yml"
    )
    fuente = leer_registro(arbol.rutas)[fuente_id]
    assert fuente.familia == "mesas"
    firmar(arbol.rutas, fuente)
    tabla = mesas.preparar(Lote("mesas", arbol.rutas, (fuente,)))["stg_mesas__caracterizacion"]
    assert tabla["emprendedores"].dropna().tolist() == [120, 5]
    assert tabla["suprimida"].tolist() == [False, True, False]
    # Lo que escribe la plantilla es lo que la preparación admite, etapa por etapa.
    assert list(emprendimiento.ETAPAS) == mesas.ETAPAS
    assert emprendimiento.MINIMO == mesas.MINIMO
