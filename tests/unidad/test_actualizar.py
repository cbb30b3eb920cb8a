"""La revisión de un informe sin pantalla: leer en otro proceso, marcar, corregir y guardar.

El informe es ``tests/datos/informe_de_prueba.txt``, inventado; los valores se leyeron de él a mano.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errores import ErrorDelTablero
from pipelines.huellas import revisar_sobrantes
from pipelines.lectura import leer_csv_estricto
from pipelines.registro import leer_registro
from pipelines.validar import Revision as Comprobaciones
from tablero import actualizar
from tablero.actualizar import Lectura, Revision
from tablero.permisos import Visita, permiso_de
from tests.apoyo import RAIZ, Arbol, leer_sin_otro_proceso

INFORME = (RAIZ / "tests" / "datos" / "informe_de_prueba.txt").read_bytes()
AHORA = datetime(2026, 11, 21, 15, 4, 5)


@pytest.fixture(scope="module")
def lectura() -> Lectura:
    return actualizar.leer("informe.txt", INFORME)


@pytest.fixture
def revision(lectura: Lectura) -> Revision:
    return Revision(lectura)


def cambiar(revision: Revision, tabla: str, meta: str, fila: int, **celdas: str) -> None:
    filas = revision.de_meta(tabla, meta).copy()
    for columna, valor in celdas.items():
        filas.loc[fila, columna] = valor
    revision.corregir(tabla, meta, filas)


def frases(revision: Revision, tabla: str, meta: str) -> list[str]:
    return [falla.frase() for falla in revision.fallas(tabla, meta)]


# ── Leer ───────────────────────────────────────────────────────────────────────────────────────


def test_lee_en_otro_proceso_y_cuenta(lectura: Lectura) -> None:
    assert (lectura.periodo, lectura.limites, lectura.departamento) == (
        "2024-2027", (2024, 2027), "54",
    )  # fmt: skip
    assert actualizar.contar(lectura) == actualizar.Conteos(
        metas=3, municipios=4, de_municipios=40, por_revisar=0, sin_leer=3
    )
    assert lectura.renglones[4] == "BENEFICIARIOS"
    cobertura = lectura.tablas["cobertura"]
    assert list(cobertura["fila"]) == ["1", "2", "3", "4", "5", "6", "7"]
    assert list(zip(cobertura["divipola"], cobertura["anio"], cobertura["linea_documento"],
                    strict=True))[:3] == [
        ("54001", "2024", "8"), ("54874", "2024", "8"), ("54498", "2025", "9"),
    ]  # fmt: skip
    tabla = actualizar.tabla_de_sin_leer(lectura.sin_leer)
    assert list(tabla["Qué dice"]) == ["Macondo", "Cúcuta", ""]
    assert list(tabla["Sección"]) == ["Localización", "Localización", "Beneficiarios"]


def test_primero_las_de_menor_confianza_y_luego_las_que_mas_callan(lectura: Lectura) -> None:
    metas = actualizar.metas_por_revisar(lectura)
    assert [(m.meta, m.confianza, m.donde, m.sin_leer) for m in metas] == [
        ("1", 0.85, ("Cifras",), 1),
        ("2", 0.85, ("Cobertura", "Cifras"), 0),
        ("3", 0.95, ("Cobertura", "Cifras"), 2),
    ]
    assert actualizar.frases_sin_leer(lectura, "1") == [
        "Línea 9, Localización, «Macondo»: está en una lista de municipios y no está en la lista "
        "de nombres."
    ]
    assert metas[2].rotulo(True) == "Meta 3 · 1 Estudio publicado · confianza 0,95 · revisada"


def test_la_lista_de_otro_departamento_llega_del_archivo() -> None:
    texto = "Meta 1\t2 Ferias\n\nLOCALIZACIÓN\nEn 2021 fue en Neiva y Garzón.\n"
    lista = "divipola,nombre\n41001,Neiva\n41298,Garzón\n41551,Pitalito\n"
    leida = actualizar.leer("huila.md", texto.encode(), "2020-2023", lista.encode())
    assert leida.municipios == {"41001": "Neiva", "41298": "Garzón", "41551": "Pitalito"}
    assert list(leida.tablas["cobertura"]["divipola"]) == ["41001", "41298"]
    assert leida.departamento == "41"
    with pytest.raises(ErrorDelTablero) as error:
        actualizar.leer("huila.md", texto.encode(), "2020-2023", b"codigo,x\n1,2\n")
    assert error.value.donde == "la lista de municipios que cargó"


def _pdf_en_blanco() -> bytes:
    memoria, pdf = io.BytesIO(), pypdf.PdfWriter()
    pdf.add_blank_page(200, 200)
    pdf.write(memoria)
    return memoria.getvalue()


@pytest.mark.parametrize(
    ("nombre", "contenido", "que"),
    [
        ("vacio.txt", b"", "El archivo está vacío."),
        ("blanco.txt", b" \n \n", "El archivo no tiene texto."),
        ("carta.txt", b"Apreciados todos: gracias.\n" * 3, "No se halló ninguna meta."),
        ("imagenes.pdf", _pdf_en_blanco(), "El PDF no trae texto: sus 1 páginas son imágenes."),
        ("roto.pdf", b"%PDF-1.4 y nada", "El PDF está dañado o no es un PDF."),
        ("roto.docx", b"PK no es", "El archivo .docx está dañado o no es un documento de Word."),
        ("hoja.xlsx", b"PK", "No se sabe leer «.xlsx»."),
        ("sin_extension", b"Meta 1 x", "No se sabe leer «un archivo sin extensión»."),
        ("binario.txt", bytes(range(256)), "El archivo no es texto: trae bytes que no son letras."),
        (
            "cambiado.txt",
            "Meta 1\tFeria\nLOCALIZACIÓN\nEn Cúcuta, Ábrego y Tibú.".encode().decode("latin-1")
            .encode(),
            "El texto trae 4 letras cambiadas, como «Ã",
        ),
    ],
)  # fmt: skip
def test_lo_que_no_se_puede_leer_dice_que_pasa_y_que_hacer(
    nombre: str, contenido: bytes, que: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    leer_sin_otro_proceso(monkeypatch)
    with pytest.raises(ErrorDelTablero) as error:
        actualizar.leer(nombre, contenido, "2024-2027")
    assert error.value.que.startswith(que)
    assert error.value.donde == nombre
    assert error.value.esperado
    assert error.value.hacer


def test_un_docx_y_un_texto_de_windows_se_leen_igual(monkeypatch: pytest.MonkeyPatch) -> None:
    leer_sin_otro_proceso(monkeypatch)
    memoria, documento = io.BytesIO(), docx.Document()
    for renglon in INFORME.decode().splitlines():
        documento.add_paragraph(renglon)
    documento.save(memoria)
    for nombre, contenido in (
        ("a.docx", memoria.getvalue()), ("a.TXT", INFORME.decode().encode("cp1252")),
    ):  # fmt: skip
        assert list(actualizar.leer(nombre, contenido).tablas["cobertura"]["divipola"]) == [
            "54001", "54874", "54498", "54518", "54", "54810", "54498",
        ]  # fmt: skip


def test_sin_periodo_no_sigue_y_un_periodo_malo_no_llega_al_lector(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leer_sin_otro_proceso(monkeypatch)
    texto = b"Meta 1\tFerias\nLOCALIZACION\nFue en Tibu.\n"
    with pytest.raises(ErrorDelTablero, match="no dice de qué periodo es") as error:
        actualizar.leer("a.txt", texto)
    assert "casilla Periodo" in error.value.hacer
    for malo in ("2024", "2027-2024", "2000-2099", "ayer", "2024 - 2027"):
        with pytest.raises(ErrorDelTablero, match="no es un periodo"):
            actualizar.leer("a.txt", texto, malo)


def test_si_tarda_o_muere_tambien_se_explica(monkeypatch: pytest.MonkeyPatch) -> None:
    def tardar(*_: Any, **__: Any) -> Any:
        raise subprocess.TimeoutExpired("orden", 1)

    monkeypatch.setattr(subprocess, "run", tardar)
    with pytest.raises(ErrorDelTablero, match="segundos y se detuvo") as error:
        actualizar.leer("a.txt", b"x")
    assert error.value.hacer
    traza = "Traceback (most recent call last):\n  File x\nKeyError: 'y'"
    muerto = actualizar.error_del_lector(traza, "a.txt", {})
    assert "Traceback" not in str(muerto)
    assert muerto.que == "El lector no terminó y no dijo por qué."


# ── Marcar ─────────────────────────────────────────────────────────────────────────────────────


def marcas(pagina: str) -> list[tuple[str, str]]:
    return re.findall(r'<mark data-clase="(\w+)"[^>]*>([^<]*)</mark>', pagina)


def texto_de(pagina: str) -> dict[int, str]:
    filas = re.findall(r'<th scope="row">([\d.]+)</th><td>(.*?)</td>', pagina, re.DOTALL)
    return {int(n): unescape(re.sub("<[^>]+>", "", celda)) for n, celda in filas}


def test_marca_los_municipios_en_su_renglon_y_no_cambia_el_texto(lectura: Lectura) -> None:
    pagina = actualizar.parrafo_en_html(lectura, "1")
    assert marcas(pagina) == [
        ("nombrado", "Cúcuta"), ("nombrado", "Villa"), ("nombrado", "del Rosario"),
        ("nombrado", "Ocaña"), ("desconocido", "Macondo"), ("nombrado", "Pamplona"),
    ]  # fmt: skip
    assert list(texto_de(pagina)) == [8, 9, 3, 4, 6]
    assert texto_de(pagina) == {
        3: "Meta # 1\t4 Huertas sembradas",
        4: "¿Cuánto se invirtió? $ 120,5 millones de pesos de recursos propios.",
        6: "Se atendieron 35 personas.",
        8: "En 2024 llegó a Cúcuta y a Villa",
        9: "del Rosario. En 2025, a Ocaña, Macondo y Pamplona.",
    }
    assert marcas(actualizar.parrafo_en_html(lectura, "2")) == [("excepcion", "Tibú")]
    assert marcas(actualizar.parrafo_en_html(lectura, "3")) == [
        ("no_cuenta", "Cúcuta"), ("nombrado", "Ocaña"),
    ]  # fmt: skip
    assert [palabra for _, palabra in marcas(actualizar.leyenda())] == [
        "nombrado", "excepción", "no está en la lista de municipios",
        "reconocido, pero no cuenta como lugar",
    ]  # fmt: skip


@given(
    st.text(st.sampled_from("<>&\"'/ab =Cúcuta\t"), max_size=40),
    st.text(st.sampled_from("<>&\"'/script "), max_size=40),
)
def test_nada_del_documento_llega_como_html(antes: str, despues: str) -> None:
    marca = actualizar.Marca(len(antes), len(antes) + 6, "nombrado", despues)
    pagina = actualizar._con_marcas(f"{antes}Cúcuta{despues}", [marca])
    sin_marca = re.sub(r"</?mark\b[^>]*>", "", pagina.replace("<br>", ""), count=2)
    assert "<" not in sin_marca
    assert '"' not in re.sub(r"&quot;", "", sin_marca)
    assert ("nombrado", "Cúcuta") in marcas(pagina)


# ── Corregir ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("escrito", "esperado"),
    [
        ("1.234", "1234"), ("1.234,5", "1234.5"), ("66,7", "66.7"), ("66.7", "66.7"),
        ("0.125", "0.125"), ("12 500", "12500"), ("−3", "-3"), ("1.23.4", "1.23.4"),
        ("dos", "dos"), ("", ""), ("1.234.567,25", "1234567.25"), ("1234.567", "1234.567"),
    ],
)  # fmt: skip
def test_numero_escrito(escrito: str, esperado: str) -> None:
    assert actualizar.numero_escrito(escrito) == esperado


@given(st.integers(0, 10**9), st.integers(0, 9999))
def test_un_numero_se_muestra_y_se_relee_igual(entero: int, decimales: int) -> None:
    numero = f"{entero}.{decimales}" if decimales else str(entero)
    mostrado = actualizar.numero_para_escribir(numero)
    assert "." not in mostrado
    assert actualizar.numero_escrito(mostrado) == numero


def test_pasar_por_la_cuadricula_sin_tocar_nada_no_es_corregir(revision: Revision) -> None:
    lectura = revision.lectura
    for meta in lectura.metas:
        for tabla in actualizar.COLUMNAS:
            filas = revision.propuesta(tabla, meta)
            if tabla == "metas":
                fila = filas.iloc[0].to_dict()
                vuelta = actualizar.cifras_de_vertical(actualizar.cifras_en_vertical(fila), fila)
            else:
                cuadricula = actualizar.para_la_cuadricula(filas)
                vuelta = actualizar.de_la_cuadricula(cuadricula, lectura, meta)
            revision.corregir(tabla, meta, vuelta)
    assert revision.corregidas == {}
    assert len(actualizar.diferencias(revision)) == 0


def test_una_fila_agregada_toma_la_meta_el_periodo_y_el_nombre(revision: Revision) -> None:
    base = actualizar.para_la_cuadricula(revision.propuesta("cobertura", "3"))
    nuevas = pd.DataFrame(
        [
            {"divipola": "54810", "anio": 2026.0, "tipo": "nombrado", "linea_documento": 24.0},
            {"tipo": "nombrado", "linea_documento": 24.0},
        ]
    )
    editada = pd.concat([base, nuevas], ignore_index=True)
    filas = actualizar.de_la_cuadricula(editada, revision.lectura, "3")
    assert len(filas) == 2  # la que quedó en blanco no cuenta
    assert filas.iloc[1][list(actualizar.COLUMNAS["cobertura"])].tolist() == [
        "2024-2027", "3", "Tibú", "54810", "2026", "nombrado", "24", "",
    ]  # fmt: skip
    assert (filas.at[1, "fila"], filas.at[1, "confianza"]) == ("", "")


def test_la_linea_de_una_fila_nueva_es_la_de_su_seccion(lectura: Lectura) -> None:
    assert actualizar.primer_renglon(lectura, "cobertura", "1") == 8
    assert actualizar.primer_renglon(lectura, "metas_beneficiarios", "1") == 6
    assert actualizar.primer_renglon(lectura, "metas_indicadores", "1") == 3


def test_lo_que_no_se_puede_guardar_dice_la_fila_y_que_se_esperaba(revision: Revision) -> None:
    cambiar(revision, "cobertura", "1", 0, divipola="05001", anio="2031")
    cambiar(revision, "cobertura", "2", 0, divipola="54001")
    cambiar(revision, "metas", "1", 0, beneficiarios="-5", logro="muchos", linea_documento="900")
    cambiar(revision, "metas", "2", 0, estado_texto="lista", enunciado="", cumplimiento_pct="100.5")
    assert frases(revision, "cobertura", "1") == [
        "Meta 1, cobertura, fila 1, Código DIVIPOLA: dice «05001»; se esperaba un municipio de la "
        "lista.",
        "Meta 1, cobertura, fila 1, Año: dice «2031»; se esperaba un año entre 2024 y 2027, o "
        "vacío.",
    ]
    assert frases(revision, "cobertura", "2") == [
        "Meta 2, cobertura, fila 1, Código DIVIPOLA: dice «54001»; se esperaba «Todo el "
        "departamento», porque el tipo es departamental.",
    ]
    assert frases(revision, "metas", "1") == [
        "Meta 1, cifras, fila 1, Logro: dice «muchos»; se esperaba un número, como 66,7, de 0 en "
        "adelante.",
        "Meta 1, cifras, fila 1, Beneficiarios: dice «-5»; se esperaba un número entero de 0 en "
        "adelante.",
        "Meta 1, cifras, fila 1, Línea del documento: dice «900»; se esperaba una línea del "
        "documento, de 1 a 25.",
    ]
    assert [(f.columna, f.que) for f in revision.fallas("metas", "2")] == [
        ("enunciado", "está vacía"), ("estado_texto", "dice «lista»"),
    ]  # fmt: skip
    assert revision.fallas("metas", "3") == []


def test_un_grupo_que_los_pipelines_no_conocen_no_se_guarda(revision: Revision) -> None:
    fila = dict.fromkeys(revision.propuesta("metas_beneficiarios", "1"), "")
    base = {**fila, "periodo": "2024-2027", "meta": "1", "personas": "35", "linea_documento": "6"}
    filas = pd.DataFrame([{**base, "grupo": "mujeres"}, {**base, "grupo": "marcianos"}])
    revision.corregir("metas_beneficiarios", "1", filas)
    assert frases(revision, "metas_beneficiarios", "1") == [
        "Meta 1, grupos, fila 2, Grupo poblacional: dice «marcianos»; se esperaba uno de la lista "
        "(está en pipelines/grupos.yml)."
    ]


def test_una_fila_repetida_no_se_guarda(revision: Revision) -> None:
    cambiar(revision, "cobertura", "1", 1, divipola="54001")
    (falla,) = revision.fallas("cobertura", "1")
    assert (falla.fila, falla.columna, falla.que) == (2, "divipola", "repite la fila 1")


# ── Guardar ────────────────────────────────────────────────────────────────────────────────────


def test_las_columnas_son_las_que_los_pipelines_leen() -> None:
    for tabla, columnas in actualizar.COLUMNAS.items():
        crudo = RAIZ / "data" / "raw" / "informe_gestion" / "2020-2023" / f"{tabla}.csv"
        assert list(pd.read_csv(crudo, nrows=0).columns) == list(columnas)


def test_guarda_lo_revisado_con_los_cambios_dichos(revision: Revision, tmp_path: Path) -> None:
    cambiar(revision, "cobertura", "1", 0, anio="2026")
    cambiar(revision, "metas", "1", 0, logro="3")
    revision.corregir("cobertura", "2", revision.propuesta("cobertura", "2").iloc[:1])
    revision.revisadas = {"1"}
    archivos = actualizar.archivos_de(revision, AHORA)
    guardado = actualizar.guardar(archivos, "2024-2027", AHORA, tmp_path)
    assert guardado == actualizar.Guardado(tmp_path / "2024-2027", None)
    for tabla, columnas in actualizar.COLUMNAS.items():
        lista = leer_csv_estricto(guardado.carpeta / f"{tabla}.csv", list(columnas))
        assert set(lista["meta"]) <= {"1"}
    cobertura = pd.read_csv(guardado.carpeta / "revision" / "cobertura.csv", dtype=str)
    assert list(cobertura.columns[-2:]) == ["confianza", "revisada"]
    assert list(cobertura["revisada"]) == ["sí"] * 4 + ["no"] * 2
    assert list(cobertura["anio"])[:2] == ["2026", "2024"]
    leeme = (guardado.carpeta / "LEEME.txt").read_text(encoding="utf-8")
    assert "Revisión: 1 de 3 metas revisadas" in leeme
    assert "Meta 1, cobertura, fila 1 cambiada, Año: 2024 → 2026" in leeme
    assert "Meta 1, cifras, fila 1 cambiada, Logro: vacío → 3" in leeme
    assert "Meta 2, cobertura, fila 6 quitada, Código DIVIPOLA: 54810 → vacío" in leeme
    assert "python -m pipelines firmar" in leeme
    with zipfile.ZipFile(io.BytesIO(actualizar.comprimir(archivos))) as paquete:
        assert {n: paquete.read(n) for n in paquete.namelist()} == archivos


def test_una_tabla_con_fallas_no_va_y_las_demas_si(revision: Revision) -> None:
    cambiar(revision, "cobertura", "1", 0, anio="1999")
    revision.revisadas = {"1"}
    archivos = actualizar.archivos_de(revision, AHORA)
    assert {n for n in archivos if "/" not in n} == {
        "metas.csv", "metas_beneficiarios.csv", "metas_indicadores.csv", "LEEME.txt",
    }  # fmt: skip
    assert "No va cobertura.csv" in archivos["LEEME.txt"].decode()
    # Lo que falla en una meta sin revisar no detiene a las revisadas.
    revision.revisadas = {"2"}
    assert "cobertura.csv" in actualizar.archivos_de(revision, AHORA)


def test_lo_guardado_antes_se_conserva_con_su_fecha(tmp_path: Path) -> None:
    for contenido, anterior in (
        (b"1", None), (b"2", "2024-2027_hasta_2026-11-21_150405"),
        (b"3", "2024-2027_hasta_2026-11-21_150405_2"),
    ):  # fmt: skip
        guardado = actualizar.guardar({"metas.csv": contenido}, "2024-2027", AHORA, tmp_path)
        assert (guardado.anterior.name if guardado.anterior else None) == anterior
    assert {r.name: (r / "metas.csv").read_bytes() for r in tmp_path.iterdir()} == {
        "2024-2027": b"3",
        "2024-2027_hasta_2026-11-21_150405": b"1",
        "2024-2027_hasta_2026-11-21_150405_2": b"2",
    }


def test_si_el_sistema_no_deja_queda_lo_anterior(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actualizar.guardar({"metas.csv": b"1"}, "2024-2027", AHORA, tmp_path)
    renombrar = Path.rename

    def fallar(ruta: Path, destino: Path) -> Path:
        if ruta.name.startswith("."):
            raise PermissionError(13, "Permission denied")
        return renombrar(ruta, destino)

    monkeypatch.setattr(Path, "rename", fallar)
    with pytest.raises(ErrorDelTablero, match="quedó como estaba"):
        actualizar.guardar({"metas.csv": b"2"}, "2024-2027", AHORA, tmp_path)
    assert [r.name for r in tmp_path.iterdir()] == ["2024-2027"]
    assert (tmp_path / "2024-2027" / "metas.csv").read_bytes() == b"1"


def test_lo_que_espera_firma_no_detiene_la_construccion(arbol: Arbol) -> None:
    destino = arbol.rutas.datos_crudos / "informes" / "por_revisar"
    actualizar.guardar({"metas.csv": b"x\n"}, "2024-2027", AHORA, destino)
    revision = Comprobaciones()
    revisar_sobrantes(arbol.rutas, list(leer_registro(arbol.rutas).values()), revision)
    assert revision.fallas == []
    (arbol.rutas.datos_crudos / "informes" / "suelto.csv").write_text("x\n", encoding="utf-8")
    revisar_sobrantes(arbol.rutas, list(leer_registro(arbol.rutas).values()), revision)
    assert [falla.lugar for falla in revision.fallas] == ["data/raw/informes/suelto.csv"]


# ── Permisos ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("visita", "permitido"),
    [
        (Visita(), True),
        (Visita(encabezados={"Host": "localhost:8501"}), True),
        (Visita("127.0.0.1", encabezados={"host": "127.0.0.1:8501"}), True),
        (Visita("::1", encabezados={"host": "[::1]:8501"}), True),
        (Visita("192.168.1.7", encabezados={"host": "localhost:8501"}), False),
        (Visita("cualquier cosa"), False),
        # Un intermediario llega desde este mismo equipo.
        (Visita(encabezados={"Host": "tablero.gov.co"}), False),
        (Visita(encabezados={"Host": "localhost.malo.com"}), False),
        (Visita(encabezados={"Host": "["}), False),
        (Visita(encabezados={"Host": "localhost", "X-Forwarded-For": "10.0.0.4"}), False),
        (Visita(encabezados={"Host": "localhost", "x-real-ip": "10.0.0.4"}), False),
        # Con inicio de sesión configurado, sólo quien inició sesión, esté donde esté.
        (Visita("192.168.1.7", sesion=True, encabezados={"Host": "tablero.gov.co"}), True),
        (Visita("192.168.1.7", sesion=False), False),
        (Visita(sesion=False), False),
    ],
)
def test_quien_puede_usarla(visita: Visita, permitido: bool) -> None:
    permiso = permiso_de(visita)
    assert permiso.permitido is permitido
    assert permiso.puede_entrar is (visita.sesion is False)
    assert permiso.porque
