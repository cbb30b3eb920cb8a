"""Quién puede importar a quién y qué no se escribe, leído del código con ``ast``.

Cada regla se prueba dos veces: sobre el código del repositorio y sobre un código malo escrito aquí,
para que una regla que dejó de mirar no pase por cumplida.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from tests.apoyo import RAIZ

BIBLIOTECA_ESTANDAR = sys.stdlib_module_names | {"__future__"}
PROPIOS = ("pipelines", "tablero", "pages", "app", "tareas", "tests")
CODIGO = sorted(
    ruta.relative_to(RAIZ).as_posix()
    for ruta in (
        RAIZ / "app.py",
        RAIZ / "tareas.py",
        *(RAIZ / "pipelines").rglob("*.py"),
        *(RAIZ / "tablero").rglob("*.py"),
        *(RAIZ / "pages").rglob("*.py"),
    )
    if "__pycache__" not in ruta.parts
)


# Cada archivo pasa por muchas reglas: se entiende una vez.
entender = cache(ast.parse)


@cache
def importados(codigo: str) -> set[str]:
    """Todo lo que un archivo importa, con su nombre completo: ``from a import b`` es ``a.b``."""
    nombres: set[str] = set()
    for nodo in ast.walk(entender(codigo)):
        if isinstance(nodo, ast.Import):
            nombres |= {alias.name for alias in nodo.names}
        elif isinstance(nodo, ast.ImportFrom):
            modulo = "." * nodo.level + (nodo.module or "")
            nombres |= {f"{modulo}.{alias.name}" for alias in nodo.names}
    return nombres


def _empieza(nombre: str, prefijos: frozenset[str] | set[str]) -> bool:
    return any(nombre == prefijo or nombre.startswith(f"{prefijo}.") for prefijo in prefijos)


@dataclass(frozen=True)
class Regla:
    """Qué puede y qué no puede importar un grupo de archivos.

    ``solo``: lo único permitido además de la biblioteca estándar (``None`` = sin lista).
    ``nunca``: lo prohibido. ``salvo``: archivos del grupo a los que no se aplica.
    """

    grupo: str
    porque: str
    solo: frozenset[str] | None = None
    nunca: frozenset[str] = frozenset()
    salvo: frozenset[str] = field(default_factory=frozenset)

    def archivos(self) -> list[str]:
        hallados = {r.relative_to(RAIZ).as_posix() for r in RAIZ.glob(self.grupo)}
        return [ruta for ruta in CODIGO if ruta in hallados - self.salvo]

    def incumple(self, codigo: str) -> set[str]:
        """Los nombres importados que la regla no admite."""
        nombres = importados(codigo)
        malos = {nombre for nombre in nombres if _empieza(nombre, self.nunca)}
        if self.solo is not None:
            malos |= {
                nombre
                for nombre in nombres
                if nombre.split(".")[0] not in BIBLIOTECA_ESTANDAR
                and not _empieza(nombre, self.solo)
            }
        return malos


def _conjunto(texto: str) -> frozenset[str]:
    return frozenset(texto.split())


CON_DUCKDB = _conjunto(
    "pipelines/construir.py pipelines/publicar.py pipelines/validar.py pipelines/estado.py "
    "pipelines/oficiales/masivo.py pipelines/publicacion/estado.py "
    "pipelines/publicacion/diferencias.py"
)
# Los módulos que dibujan. Uno nuevo entra aquí a propósito, no por descuido.
CON_STREAMLIT = _conjunto(
    "tablero/cache.py tablero/filtros.py tablero/componentes.py tablero/inicio.py "
    "tablero/servidor.py tablero/idioma.py tablero/marco.py tablero/fichas.py "
    "tablero/ficha_meta.py tablero/impresos/botones.py tablero/presentacion/botones.py "
    "tablero/imagenes/botones.py tablero/imagenes/lote.py "
    "tablero/acceso.py tablero/novedad.py tablero/publicacion_en_pantalla.py "
    "tablero/permisos.py tablero/revision.py tablero/constructor.py "
    "tablero/carpeta_en_pantalla.py tablero/sesion_en_pantalla.py tablero/sala.py "
    "tablero/verificacion.py tablero/indice_municipal_en_pantalla.py "
    "tablero/idc_en_pantalla.py tablero/simulador_en_pantalla.py "
    "tablero/registro_mercantil_en_pantalla.py"
)
REGLAS = [
    Regla("tareas.py", "corre antes de instalar nada", solo=frozenset()),
    Regla("pipelines/rutas.py", "todo el mundo la importa", solo=frozenset()),
    Regla("pipelines/errores.py", "todo el mundo la importa", solo=frozenset()),
    Regla(
        "pipelines/lectura.py", "lee textos; no sabe de fuentes",
        solo=_conjunto("pandas numpy pipelines.errores"),
    ),
    Regla(
        "pipelines/preparacion/*.py", "recibe un lote y devuelve tablas; no abre rutas ni bases",
        solo=_conjunto(
            "pandas pandera pipelines.lote pipelines.errores pipelines.lectura pipelines.rutas "
            "pipelines.preparacion.comun pipelines.catalogo_idc"
        ),
    ),
    Regla(
        "pipelines/preparacion/comun.py", "lo común no conoce a ninguna familia ni al lote",
        solo=_conjunto("pandas pandera pipelines.errores"),
    ),
    Regla(
        "pipelines/**/*.py", "los pipelines no conocen la pantalla",
        nunca=_conjunto("streamlit plotly tablero pages app tareas"),
    ),
    Regla(
        "pipelines/**/*.py", "la red está en un solo módulo",
        nunca=_conjunto("requests urllib3 urllib.request"),
        salvo=_conjunto("pipelines/descargas.py"),
    ),
    Regla(
        "pipelines/**/*.py", "la geometría está en un módulo, y su lectura en otro",
        nunca=_conjunto("geopandas shapely"),
        salvo=_conjunto("pipelines/geometria.py pipelines/oficiales/mgn.py"),
    ),
    Regla(
        "pipelines/**/*.py", "la base sólo la abren quienes la arman, publican o revisan",
        nunca=_conjunto("duckdb"), salvo=CON_DUCKDB,
    ),
    Regla(
        "pipelines/publicacion/diario.py", "resuelve lo pendiente antes que nada: no arma ni lee",
        nunca=_conjunto(
            "pandas duckdb pipelines.construir pipelines.oficiales pipelines.publicar "
            "pipelines.publicacion.ensayo pipelines.publicacion.cortes"
        ),
    ),
    Regla(
        "pipelines/publicacion/*.py", "sólo las órdenes hablan con la terminal",
        nunca=_conjunto("argparse sys"), salvo=_conjunto("pipelines/publicacion/ordenes.py"),
    ),
    Regla(
        "pipelines/**/*.py", "una orden no se importa",
        nunca=_conjunto("pipelines.__main__"),
    ),
    Regla(
        "tablero/**/*.py", "la pantalla no conoce páginas, pruebas ni red",
        nunca=_conjunto("pages app tareas tests requests urllib.request"),
    ),
    Regla(
        "tablero/**/*.py", "un solo módulo abre el mart",
        nunca=_conjunto("duckdb"), salvo=_conjunto("tablero/conexion.py"),
    ),
    Regla(
        "tablero/**/*.py", "lo que se puede probar sin pantalla no la conoce",
        nunca=_conjunto("streamlit"), salvo=CON_STREAMLIT,
    ),
    Regla(
        "tablero/conexion.py", "abre el mart y nada más",
        nunca=_conjunto("streamlit plotly tablero"),
    ),
    Regla(
        "tablero/consultas/*.py", "una pregunta, una tabla: sin pantalla ni gráficos",
        solo=_conjunto(
            "pandas pipelines.rutas pipelines.errores tablero.conexion tablero.consultas"
        ),
    ),
    *(
        Regla(
            grupo, "de tablas a figuras o bytes: ni consulta ni pantalla",
            nunca=_conjunto(
                "streamlit duckdb tablero.consultas tablero.conexion tablero.cache "
                "tablero.componentes tablero.filtros"
            ),
        )
        for grupo in (
            "tablero/formato.py", "tablero/estilo.py", "tablero/frases.py", "tablero/mapas.py",
            "tablero/exportar.py", "tablero/diccionario.py", "tablero/graficos/*.py",
        )
    ),
    Regla(
        "tablero/formato.py", "números y fechas a texto: sin gráficos ni base",
        solo=_conjunto("pandas numpy"),
    ),
    Regla(
        "tablero/exportar.py", "tablas a archivos: sin gráficos",
        nunca=_conjunto("plotly"),
    ),
    Regla(
        "tablero/navegacion.py", "la lista de páginas se lee sin abrir la pantalla",
        solo=_conjunto("pipelines.rutas"),
    ),
    Regla(
        "pages/*.py", "una página pregunta, muestra y baja; lo demás está en tablero",
        solo=_conjunto("streamlit tablero"),
        nunca=_conjunto("tablero.conexion tablero.inicio tablero.servidor"),
    ),
    Regla(
        "app.py", "define el servidor y delega",
        solo=_conjunto(
            "streamlit tablero.servidor tablero.navegacion tablero.componentes tablero.api.rutas"
        ),
    ),
]  # fmt: skip
SOLO_DE_PIPELINES = frozenset({"pipelines.rutas", "pipelines.errores"})


def de_pipelines_de_mas(codigo: str) -> set[str]:
    """Lo que la pantalla importa de ``pipelines`` fuera de las rutas y los errores."""
    return {
        nombre
        for nombre in importados(codigo)
        if _empieza(nombre, {"pipelines"}) and not _empieza(nombre, SOLO_DE_PIPELINES)
    }


def _leer(ruta: str) -> str:
    return (RAIZ / ruta).read_text(encoding="utf-8")


def test_se_lee_todo_el_codigo() -> None:
    carpetas = {ruta.split("/")[0] for ruta in CODIGO}
    assert carpetas == {"app.py", "tareas.py", "pipelines", "tablero", "pages"}
    assert len(CODIGO) > 50


@pytest.mark.parametrize("regla", REGLAS, ids=lambda r: f"{r.grupo}: {r.porque}")
def test_reglas_de_importacion(regla: Regla) -> None:
    archivos = regla.archivos()
    assert archivos, f"ningún archivo cumple «{regla.grupo}»: la regla no mira nada"
    incumplen = {ruta: malos for ruta in archivos if (malos := regla.incumple(_leer(ruta)))}
    assert incumplen == {}, regla.porque


def test_los_exceptuados_existen_y_usan_su_excepcion() -> None:
    """Una excepción que ya no hace falta es una puerta abierta."""
    for ruta in CON_DUCKDB | {"tablero/conexion.py"}:
        assert _empieza_alguno(ruta, "duckdb"), ruta
    assert _empieza_alguno("pipelines/geometria.py", "geopandas")
    for ruta in CON_STREAMLIT:
        assert (RAIZ / ruta).exists(), ruta


def _empieza_alguno(ruta: str, modulo: str) -> bool:
    return any(_empieza(nombre, {modulo}) for nombre in importados(_leer(ruta)))


@pytest.mark.parametrize("ruta", [r for r in CODIGO if r.startswith(("tablero/", "pages/", "app"))])
def test_de_los_pipelines_la_pantalla_solo_conoce_rutas_y_errores(ruta: str) -> None:
    assert de_pipelines_de_mas(_leer(ruta)) == set()


@pytest.mark.parametrize("ruta", CODIGO)
def test_no_hay_importaciones_relativas(ruta: str) -> None:
    assert {nombre for nombre in importados(_leer(ruta)) if nombre.startswith(".")} == set()


# Lo que no se escribe

Detector = Callable[[ast.Module], Iterator[str]]


def excepciones_amplias(arbol: ast.Module) -> Iterator[str]:
    """``except:``, ``except Exception`` y ``except BaseException``: convierten errores en datos."""
    for nodo in ast.walk(arbol):
        if not isinstance(nodo, ast.ExceptHandler):
            continue
        tipos = nodo.type.elts if isinstance(nodo.type, ast.Tuple) else [nodo.type]
        for tipo in tipos:
            nombre = tipo.attr if isinstance(tipo, ast.Attribute) else getattr(tipo, "id", None)
            if tipo is None or nombre in ("Exception", "BaseException"):
                yield f"línea {nodo.lineno}: except {nombre or 'sin tipo'}"


_DE_CONSULTA = {"execute", "executemany", "sql", "query", "consultar"}


def _sin_indices(nodo: ast.AST) -> Iterator[ast.AST]:
    """El nodo y lo que contiene, sin los índices: ``tabla[f"{lado}"]`` elige columna, no SQL."""
    yield nodo
    for hijo in ast.iter_child_nodes(nodo):
        if isinstance(nodo, ast.Subscript) and hijo is nodo.slice:
            continue
        yield from _sin_indices(hijo)


def sql_armado_con_texto(arbol: ast.Module) -> Iterator[str]:
    """f-string, ``%`` o ``.format`` dentro de lo que se manda a ejecutar como SQL."""
    for nodo in ast.walk(arbol):
        if not isinstance(nodo, ast.Call) or not nodo.args:
            continue
        llamada = nodo.func.attr if isinstance(nodo.func, ast.Attribute) else ""
        llamada = nodo.func.id if isinstance(nodo.func, ast.Name) else llamada
        if llamada not in _DE_CONSULTA:
            continue
        for parte in _sin_indices(nodo.args[0]):
            formato = (
                isinstance(parte, ast.Call)
                and isinstance(parte.func, ast.Attribute)
                and parte.func.attr == "format"
            )
            porcentaje = (
                isinstance(parte, ast.BinOp)
                and isinstance(parte.op, ast.Mod)
                and isinstance(parte.left, ast.Constant)
                and isinstance(parte.left.value, str)
            )
            if isinstance(parte, ast.JoinedStr) or formato or porcentaje:
                yield f"línea {nodo.lineno}: SQL armado con texto en {llamada}(…)"
                break


def coropleta_con_servidor_ajeno(arbol: ast.Module) -> Iterator[str]:
    """``go.Choropleth`` y ``px.choropleth`` piden un archivo a un servidor externo."""
    for nodo in ast.walk(arbol):
        nombre = nodo.attr if isinstance(nodo, ast.Attribute) else getattr(nodo, "id", "")
        if nombre in ("Choropleth", "choropleth", "Scattergeo", "scatter_geo"):
            yield f"línea {getattr(nodo, 'lineno', 0)}: {nombre}"


def argumentos_prohibidos(arbol: ast.Module) -> Iterator[str]:
    """Retirados de Streamlit (``use_container_width``) o inseguros (``unsafe_allow_html``)."""
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.keyword) and nodo.arg in (
            "use_container_width", "unsafe_allow_html", "unsafe_allow_javascript",
        ):  # fmt: skip
            yield f"línea {nodo.value.lineno}: {nodo.arg}"


def _textos(arbol: ast.Module) -> Iterator[tuple[int, str]]:
    """Las cadenas del código, sin las de documentación."""
    documentacion = {
        id(nodo.body[0].value)
        for nodo in ast.walk(arbol)
        if isinstance(nodo, ast.Module | ast.FunctionDef | ast.ClassDef)
        and nodo.body
        and isinstance(nodo.body[0], ast.Expr)
    }
    for nodo in ast.walk(arbol):
        if (
            isinstance(nodo, ast.Constant)
            and isinstance(nodo.value, str)
            and id(nodo) not in documentacion
        ):
            yield nodo.lineno, nodo.value


def colores_escritos(arbol: ast.Module) -> Iterator[str]:
    """``#a1b2c3`` o ``rgb(…)`` fuera de ``tablero/estilo.py``."""
    for linea, texto in _textos(arbol):
        if re.search(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|\brgba?\(", texto):
            yield f"línea {linea}: {texto!r}"


def agregaciones(arbol: ast.Module) -> Iterator[str]:
    """Agrupar o cruzar en la página: eso se hace en el mart o en una consulta."""
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.Attribute) and nodo.attr in (
            "groupby", "pivot_table", "pivot", "merge", "resample", "agg",
        ):  # fmt: skip
            yield f"línea {nodo.lineno}: {nodo.attr}"


def sql_escrito(arbol: ast.Module) -> Iterator[str]:
    """Una sentencia SQL en el código: las consultas van en archivos."""
    for linea, texto in _textos(arbol):
        if re.search(r"\bselect\b.+\bfrom\b", texto, re.IGNORECASE | re.DOTALL):
            yield f"línea {linea}: {texto[:60]!r}"


def _hallazgos(ruta: str, detector: Detector) -> list[str]:
    return [f"{ruta}, {hallazgo}" for hallazgo in detector(entender(_leer(ruta)))]


EN_TODO_EL_CODIGO: list[Detector] = [
    excepciones_amplias, sql_armado_con_texto, coropleta_con_servidor_ajeno,
    argumentos_prohibidos,
]  # fmt: skip
EN_LAS_PAGINAS: list[Detector] = [colores_escritos, agregaciones, sql_escrito]


@pytest.mark.parametrize("detector", EN_TODO_EL_CODIGO, ids=lambda d: d.__name__)
def test_lo_que_no_se_escribe(detector: Detector) -> None:
    assert [linea for ruta in CODIGO for linea in _hallazgos(ruta, detector)] == []


@pytest.mark.parametrize("detector", EN_LAS_PAGINAS, ids=lambda d: d.__name__)
def test_lo_que_una_pagina_no_hace(detector: Detector) -> None:
    paginas = [ruta for ruta in CODIGO if ruta.startswith("pages/")]
    assert paginas
    assert [linea for ruta in paginas for linea in _hallazgos(ruta, detector)] == []


def test_los_colores_solo_se_escriben_en_el_estilo() -> None:
    """Un color escrito dos veces se cambia una. El libro de Excel no usa la plantilla."""
    con_color = {"tablero/estilo.py", "tablero/exportar.py"}
    fuera = [r for r in CODIGO if r.startswith("tablero/") and r not in con_color]
    assert len(fuera) > 10
    assert [linea for ruta in fuera for linea in _hallazgos(ruta, colores_escritos)] == []


def test_el_sql_de_la_pantalla_esta_en_archivos() -> None:
    """Salvo la consulta con la que la conexión comprueba que el mart abre."""
    fuera = [r for r in CODIGO if r.startswith("tablero/") and r != "tablero/conexion.py"]
    assert [linea for ruta in fuera for linea in _hallazgos(ruta, sql_escrito)] == []


def test_las_paginas_son_cortas_y_todas_se_llaman_pagina() -> None:
    paginas = [ruta for ruta in CODIGO if ruta.startswith("pages/")]
    for ruta in paginas:
        assert re.fullmatch(r"pages/pagina_[a-z_]+\.py", ruta)
        assert _leer(ruta).count("\n") < 160, ruta
    otros = [r.name for r in (RAIZ / "pages").iterdir() if r.name != "__pycache__"]
    assert len(otros) == len(paginas)


# Direcciones de las páginas


def _sin_prefijo(nombre: str) -> str:
    """El nombre con que Streamlit descubriría el archivo: sin cifras ni separadores al comienzo."""
    return re.sub(r"^[\d_\- ]+", "", nombre)


def direcciones_repetidas(archivos: list[str], direcciones: list[str]) -> set[str]:
    """Las direcciones que son también el nombre de un archivo de ``pages``."""
    return {_sin_prefijo(Path(archivo).stem) for archivo in archivos} & set(direcciones)


def test_ningun_archivo_de_pages_se_llama_como_una_direccion() -> None:
    """Con un servidor recién arrancado Streamlit correría ``pages/plan.py`` sin el marco."""
    from tablero.navegacion import PAGINAS

    archivos = sorted(ruta.name for ruta in (RAIZ / "pages").glob("*.py"))
    assert archivos
    assert PAGINAS
    assert direcciones_repetidas(archivos, [pagina.direccion for pagina in PAGINAS]) == set()
    assert sorted(pagina.archivo for pagina in PAGINAS) == archivos


def test_cada_pagina_tiene_su_direccion_y_su_pregunta() -> None:
    from tablero.navegacion import PAGINAS

    direcciones = [pagina.direccion for pagina in PAGINAS]
    assert len(direcciones) == len(set(direcciones))
    assert direcciones.count("") == 1
    for pagina in PAGINAS:
        assert re.fullmatch(r"[a-z_-]*", pagina.direccion)
        assert pagina.pregunta.startswith("¿")
        assert pagina.pregunta.endswith("?")


# Las propias reglas: código malo que deben detectar


def _regla(grupo: str, porque: str) -> Regla:
    (hallada,) = [r for r in REGLAS if r.grupo == grupo and r.porque.startswith(porque)]
    return hallada


@pytest.mark.parametrize(
    ("grupo", "porque", "codigo", "malos"),
    [
        ("tareas.py", "corre antes", "import os, yaml", {"yaml"}),
        ("pipelines/rutas.py", "", "from pipelines.errores import X", {"pipelines.errores.X"}),
        (
            "pipelines/preparacion/*.py", "recibe",
            "from pipelines.preparacion import cede\nimport duckdb\nimport pandas as pd",
            {"pipelines.preparacion.cede", "duckdb"},
        ),
        (
            "pipelines/preparacion/*.py", "recibe",
            "from pipelines.preparacion.cede import SUBREGIONES",
            {"pipelines.preparacion.cede.SUBREGIONES"},
        ),
        ("pipelines/preparacion/*.py", "recibe", "import requests", {"requests"}),
        (
            "pipelines/**/*.py", "los pipelines no conocen",
            "def f():\n    from tablero.formato import entero\n    import streamlit as st",
            {"tablero.formato.entero", "streamlit"},
        ),
        (
            "pipelines/**/*.py", "la geometría",
            "if TYPE_CHECKING:\n    from geopandas import GeoSeries",
            {"geopandas.GeoSeries"},
        ),
        ("tablero/**/*.py", "un solo módulo", "from duckdb import connect", {"duckdb.connect"}),
        ("tablero/**/*.py", "lo que se puede", "import streamlit.web", {"streamlit.web"}),
        (
            "tablero/consultas/*.py", "una pregunta",
            "import plotly.graph_objects as go\nfrom tablero.cache import traer",
            {"plotly.graph_objects", "tablero.cache.traer"},
        ),
        ("tablero/mapas.py", "de tablas", "from tablero import consultas", {"tablero.consultas"}),
        (
            "pages/*.py", "una página",
            "import pandas as pd\nfrom pipelines.rutas import RUTAS\nfrom pages import pagina_x",
            {"pandas", "pipelines.rutas.RUTAS", "pages.pagina_x"},
        ),
        ("pages/*.py", "una página", "import tablero.conexion", {"tablero.conexion"}),
        ("app.py", "define", "from tablero import consultas", {"tablero.consultas"}),
    ],
)  # fmt: skip
def test_la_regla_de_importacion_detecta(
    grupo: str, porque: str, codigo: str, malos: set[str]
) -> None:
    assert _regla(grupo, porque).incumple(codigo) == malos


@pytest.mark.parametrize(
    ("codigo", "malos"),
    [
        ("from pipelines.rutas import RUTAS\nfrom pipelines import errores", set()),
        ("from pipelines.registro import leer_yaml", {"pipelines.registro.leer_yaml"}),
        ("import pipelines.preparacion.idc", {"pipelines.preparacion.idc"}),
        ("from pipelines import construir", {"pipelines.construir"}),
    ],
)
def test_detecta_lo_que_la_pantalla_toma_de_los_pipelines(codigo: str, malos: set[str]) -> None:
    assert de_pipelines_de_mas(codigo) == malos


@pytest.mark.parametrize(
    ("detector", "malo", "bueno"),
    [
        (excepciones_amplias, "try:\n    f()\nexcept Exception:\n    pass",
         "try:\n    f()\nexcept OSError:\n    pass"),
        (excepciones_amplias, "try:\n    f()\nexcept:\n    pass",
         "try:\n    f()\nfinally:\n    g()"),
        (excepciones_amplias, "try:\n    f()\nexcept (OSError, BaseException) as e:\n    pass",
         "try:\n    f()\nexcept (OSError, ValueError) as e:\n    pass"),
        (excepciones_amplias, "try:\n    f()\nexcept builtins.Exception:\n    pass",
         "try:\n    f()\nexcept duckdb.Error:\n    pass"),
        (sql_armado_con_texto, "c.execute(f'select {x}')", "c.execute('select $x', {'x': 1})"),
        (sql_armado_con_texto, "c.sql('select ' + f'{x}')", "c.sql(consulta)"),
        (sql_armado_con_texto, "c.execute('select {}'.format(x))", "c.execute(mart.sql)"),
        (sql_armado_con_texto, "consultar('select %s' % x)", "consultar(sql('metas'), anio=2020)"),
        (sql_armado_con_texto, "c.execute(f'a' + t['b'])", "c.execute(fila[f'comprobacion_{x}'])"),
        (coropleta_con_servidor_ajeno, "go.Choropleth(z=[1])", "go.Choroplethmap(z=[1])"),
        (coropleta_con_servidor_ajeno, "from x import Choropleth\nChoropleth()", "go.Scatter()"),
        (argumentos_prohibidos, "st.dataframe(t, use_container_width=True)",
         "st.dataframe(t, width='stretch')"),
        (argumentos_prohibidos, "st.markdown(x, unsafe_allow_html=True)", "st.html(x)"),
        (colores_escritos, "color = '#A1b2C3'", "'''#A1b2C3 en la documentación'''\ncolor = ROJO"),
        (colores_escritos, "estilo = 'fill: rgba(1, 2, 3, .5)'", "ancla = '#plan-2020'"),
        (agregaciones, "t.groupby('anio').sum()", "t.sort_values('anio')"),
        (agregaciones, "t.merge(u)", "consultas.metas()"),
        (sql_escrito, "x = 'select *\\nfrom metas'", "'''Usa select y from.'''\nx = 'de'"),
        (sql_escrito, "x = f'SELECT a FROM {t}'", "x = 'Sale from DANE'"),
    ],
)  # fmt: skip
def test_los_detectores_detectan(detector: Detector, malo: str, bueno: str) -> None:
    assert list(detector(ast.parse(malo))) != []
    assert list(detector(ast.parse(bueno))) == []


def test_detecta_una_direccion_que_es_un_archivo() -> None:
    archivos = ["pagina_plan.py", "1_metas.py", "_datos.py", "sesion.py"]
    assert direcciones_repetidas(archivos, ["plan", "metas", "datos", "sesion", ""]) == {
        "metas", "datos", "sesion",
    }  # fmt: skip
    assert direcciones_repetidas(["pagina_plan.py"], ["plan"]) == set()


def test_una_regla_sin_archivos_se_nota() -> None:
    assert Regla("no_hay/*.py", "").archivos() == []
    assert Regla("pipelines/rutas.py", "").archivos() == ["pipelines/rutas.py"]
