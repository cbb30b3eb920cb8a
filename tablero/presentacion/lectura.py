"""Qué dibuja una figura de Plotly, leído de sus trazas y sin saber nada de PowerPoint.

Cada clase de dibujo del tablero tiene aquí su lector. ``leer`` devuelve ``None`` si ninguno la
reconoce, o si la vista no tiene figura: entonces la diapositiva lleva la tabla de los datos.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from tablero.estilo import colores, transparente
from tablero.formato import SIN_DATO, es_vacio, lista
from tablero.formato import mes as texto_de_mes
from tablero.vistas import VistaCongelada, numeros

_CLARO = colores("claro")
_CIFRA = re.compile(
    r"(?P<antes>[^\d−+-]*)(?P<signo>[+−]?)(?P<cifra>\d+(?:\.\d{3})*(?:,\d+)?)(?P<despues>.*)",
    re.DOTALL,
)
_DE_TIEMPO = ("anio", "mes", "periodo")
# Un puesto cero no existe: si el eje llega hasta él, no se escribe.
_ORDINAL = '0".º";;'
_LARGO_CATEGORIA = 70
_LARGO_MEDIDA = 72


@dataclass(frozen=True)
class SerieDeLinea:
    """Un tramo sin quiebres. ``inferior`` y ``superior`` son su intervalo de confianza."""

    nombre: str
    valores: tuple[float | None, ...]
    color: str
    grueso: float
    trazo: str
    huecos: tuple[bool, ...]
    destacada: bool
    con_puntos: bool
    inferior: tuple[float | None, ...] = ()
    superior: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Lineas:
    """Series sobre períodos; ``invertido`` si el primer puesto va arriba."""

    categorias: tuple[str, ...]
    series: tuple[SerieDeLinea, ...]
    rango: tuple[float, float]
    invertido: bool
    formato: str
    titulo_y: str
    avisos: tuple[str, ...] = ()


@dataclass(frozen=True)
class SerieDeBarras:
    """Los valores de una serie con su color por barra. ``rotulos``: el que no es sólo la cifra."""

    nombre: str
    valores: tuple[float | None, ...]
    colores: tuple[str, ...]
    rotulos: tuple[str | None, ...] = ()
    dudosos: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Barras:
    """Barras horizontales, apiladas o no, o columnas por período. De arriba abajo, como se leen."""

    categorias: tuple[str, ...]
    series: tuple[SerieDeBarras, ...]
    formato: str
    horizontales: bool = True
    apiladas: bool = False
    avisos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Punto:
    """Un punto con el nombre de lo que representa y, si va escrito, su rótulo."""

    x: float
    y: float
    nombre: str
    rotulo: str = ""
    hueco: bool = False


@dataclass(frozen=True)
class SerieDePuntos:
    """Puntos del mismo aspecto. ``simbolo`` es el de Plotly; ``linea`` los une y no se marcan."""

    nombre: str
    puntos: tuple[Punto, ...]
    color: str
    borde: str
    simbolo: str
    tamano: float
    linea: bool = False


@dataclass(frozen=True)
class Eje:
    """Los extremos de un eje numérico, su sentido, su escala y su título."""

    minimo: float
    maximo: float
    invertido: bool = False
    logaritmico: bool = False
    formato: str = "General"
    titulo: str = ""
    visible: bool = True


@dataclass(frozen=True)
class Puntos:
    """Nubes y tiras. ``filas``: altura y texto de cada tira, si las hay."""

    series: tuple[SerieDePuntos, ...]
    x: Eje
    y: Eje
    filas: tuple[tuple[float, str], ...] = ()
    avisos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Calor:
    """Celdas pintadas: por fila, el texto y el color de cada columna."""

    columnas: tuple[str, ...]
    filas: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    leyenda: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Relleno:
    """Color de fondo y, si va rayado, la trama de Plotly y su color."""

    color: str
    trama: str = ""
    rayas: str = ""


@dataclass(frozen=True)
class Entidad:
    """Un polígono con nombre: sus anillos en grados, su relleno y lo que dice al señalarlo."""

    nombre: str
    valor: str
    anillos: tuple[tuple[tuple[float, float], ...], ...]
    relleno: Relleno
    grueso: float = 0.6


@dataclass(frozen=True)
class Circulo:
    """Un total sobre el mapa, o el punto que hace visible una entidad diminuta."""

    nombre: str
    valor: str
    x: float
    y: float
    diametro: float
    relleno: str
    borde: str


@dataclass(frozen=True)
class Mapa:
    """Entidades pintadas o círculos sobre límites, con sus nombres escritos y su leyenda."""

    entidades: tuple[Entidad, ...]
    circulos: tuple[Circulo, ...]
    contornos: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
    fondo: tuple[tuple[tuple[float, float], ...], ...]
    nombres: tuple[tuple[float, float, str], ...]
    leyenda: tuple[tuple[str, Relleno], ...]
    caja: tuple[float, float, float, float]
    razon: float


Dibujo = Lineas | Barras | Puntos | Calor | Mapa


@dataclass(frozen=True)
class _Figura:
    """La figura abierta: trazas, diseño y anotaciones por nombre."""

    vista: VistaCongelada
    trazas: tuple[Mapping[str, Any], ...]
    diseno: Mapping[str, Any]
    notas: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def textos(self, *nombres: str) -> list[str]:
        return [plano(str(nota["text"])) for n in nombres for nota in self.notas.get(n, [])]

    def formas(self, nombre: str) -> list[Mapping[str, Any]]:
        return [f for f in self.diseno.get("shapes") or () if f.get("name") == nombre]

    def eje(self, letra: str) -> Mapping[str, Any]:
        return self.diseno.get(f"{letra}axis") or {}


def plano(texto: str) -> str:
    """Un texto de Plotly sin su HTML, en una línea."""
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br ?/?>", " ", texto))).strip()


def leer(vista: VistaCongelada) -> Dibujo | None:
    """El dibujo de la vista, o ``None`` si hay que mostrar la tabla."""
    if vista.figura is None:
        return None
    diseno = vista.figura["layout"]
    notas: dict[str, list[Mapping[str, Any]]] = {}
    for nota in diseno.get("annotations") or ():
        notas.setdefault(str(nota.get("name") or ""), []).append(nota)
    figura = _Figura(vista, tuple(vista.figura["data"]), diseno, notas)
    lector = _lector_de(figura)
    return None if lector is None else lector(figura)


def _lector_de(figura: _Figura) -> Callable[[_Figura], Dibujo | None] | None:
    tipos = {str(traza.get("type", "scatter")) for traza in figura.trazas}
    if tipos == {"treemap"}:
        return _areas
    if tipos == {"bar"}:
        if all(traza.get("orientation") == "h" for traza in figura.trazas):
            return _apiladas if figura.diseno.get("barmode") == "stack" else _barras
        return _columnas if any(t.get("base") is not None for t in figura.trazas) else None
    if tipos != {"scatter"}:
        return None
    nombres = {str(traza.get("name")) for traza in figura.trazas}
    if any(_es_entidad(traza) for traza in figura.trazas) or "límites" in nombres:
        return _mapa
    if figura.formas("celda"):
        return _calor
    if "escala" in nombres and figura.notas.get("panel"):
        return _cuadros
    if figura.notas.get("fila"):
        return _tiras
    if figura.formas("grupo"):
        return _perfil
    modos = {str(traza.get("mode")) for traza in figura.trazas}
    if modos <= {"markers", "markers+text"}:
        return _nube
    if "lines+markers" in modos and modos <= {"lines+markers", "lines"}:
        return _lineas
    return None


# ── Formatos ───────────────────────────────────────────────────────────────────────────────────


def formato_de(textos: Sequence[str]) -> str:
    """El formato de número con que PowerPoint escribe lo mismo que la pantalla.

    «51,9 %» → ``#,##0.0" %"``: el código es el invariante; la coma la pone el idioma. Con textos
    sin cifras devuelve ``General``.
    """
    halladas = [m for texto in textos if (m := _CIFRA.fullmatch(texto))]
    if not halladas:
        return "General"
    decimales = max(len(m["cifra"].partition(",")[2]) for m in halladas)
    despues = {m["despues"] for m in halladas}
    antes = {m["antes"] for m in halladas}
    cifra = "#,##0" + ("." + "0" * decimales if decimales else "")
    comun = _entre_comillas(antes.pop() if len(antes) == 1 else "")
    comun += cifra + _entre_comillas(despues.pop() if len(despues) == 1 else "")
    if any(m["signo"] == "+" for m in halladas):
        return f'"+"{comun};"−"{comun};{comun}'
    return f'{comun};"−"{comun}'


def _entre_comillas(texto: str) -> str:
    sin_comillas = texto.replace('"', "")
    return f'"{sin_comillas}"' if sin_comillas else ""


# ── Líneas ─────────────────────────────────────────────────────────────────────────────────────


def _lineas(figura: _Figura) -> Lineas:
    tramos = [t for t in figura.trazas if t["mode"] == "lines+markers"]
    bandas = [t for t in figura.trazas if t["mode"] == "lines" and t.get("fill") == "toself"]
    lugares = sorted({float(x) for t in tramos for x in numeros(t["x"])})
    lugares, categorias = _categorias_de_tiempo(figura, tramos, lugares)
    veces: dict[str, int] = {}
    for tramo in tramos:
        veces[tramo["name"]] = veces.get(tramo["name"], 0) + 1
    series = []
    for tramo in tramos:
        xs = [float(x) for x in numeros(tramo["x"])]
        por_x = dict(zip(xs, numeros(tramo["y"]), strict=True))
        nombre = plano(str(tramo["name"]))
        if veces[tramo["name"]] > 1:
            extremos = [categorias[lugares.index(x)] for x in (min(xs), max(xs))]
            nombre += f", {extremos[0]}" + (f"-{extremos[1]}" if xs[1:] else "")
        color = str(tramo["line"]["color"])
        fondos = numeros(tramo["marker"]["color"])
        tamanos = numeros(tramo["marker"]["size"])
        hueco_en = {
            x for x, fondo in zip(xs, fondos, strict=True) if str(fondo).lower() != color.lower()
        }
        inferior, superior = _intervalo(tramo, bandas)
        series.append(
            SerieDeLinea(
                nombre=nombre,
                valores=tuple(por_x.get(x) for x in lugares),
                color=color,
                grueso=float(tramo["line"]["width"]),
                trazo=str(tramo["line"].get("dash") or "solid"),
                huecos=tuple(x in hueco_en for x in lugares),
                destacada=color.lower() == _CLARO.acento.lower(),
                con_puntos=any(tamanos[:-1]) or len(xs) == 1,
                inferior=tuple(inferior.get(x) for x in lugares) if inferior else (),
                superior=tuple(superior.get(x) for x in lugares) if superior else (),
            )
        )
    rango = [float(v) for v in figura.eje("y")["range"]]
    puntas = [t.split(" (")[0] for t in _negritas(figura, "final", "punta")]
    return Lineas(
        categorias=tuple(categorias),
        series=tuple(series),
        rango=(min(rango), max(rango)),
        invertido=rango[0] > rango[1],
        formato=_ORDINAL if rango[0] > rango[1] else formato_de(puntas),
        titulo_y=_medida(figura.vista.subtitulo),
        avisos=_quiebres(figura),
    )


def _quiebres(figura: _Figura) -> tuple[str, ...]:
    return tuple(
        f"Quiebre en {math.ceil(float(nota['x']))}: {plano(str(nota['text']))}"
        for nota in figura.notas.get("quiebre", [])
    )


def _negritas(figura: _Figura, *nombres: str) -> list[str]:
    """Lo que va en negrita en cada anotación: ahí está la cifra."""
    return [
        plano(hallado[1])
        for nombre in nombres
        for nota in figura.notas.get(nombre, [])
        if (hallado := re.search(r"<b>(.*?)</b>", str(nota["text"])))
    ]


def _intervalo(
    tramo: Mapping[str, Any], bandas: Sequence[Mapping[str, Any]]
) -> tuple[dict[float, float], dict[float, float]]:
    """Los límites de las bandas que caen dentro del tramo: van y vuelven por el polígono."""
    inferior: dict[float, float] = {}
    superior: dict[float, float] = {}
    lugares = {float(x) for x in numeros(tramo["x"])}
    for banda in bandas:
        if banda["name"] != f"{tramo['name']} (intervalo)":
            continue
        xs, ys = [float(x) for x in numeros(banda["x"])], numeros(banda["y"])
        medio = len(xs) // 2
        if not set(xs) <= lugares:
            continue
        inferior |= zip(xs[:medio], ys[:medio], strict=True)
        superior |= zip(xs[medio:], ys[medio:], strict=True)
    return inferior, superior


def _categorias_de_tiempo(
    figura: _Figura, tramos: Sequence[Mapping[str, Any]], lugares: list[float]
) -> tuple[list[float], list[str]]:
    """Un lugar por período, sin saltarse los que no tienen dato, y cómo se llama cada uno."""
    eje = figura.eje("x")
    marcas = dict(
        zip([float(v) for v in numeros(eje["tickvals"])], numeros(eje["ticktext"]), strict=True)
    )
    # Al señalar dice el período completo, también donde el eje no tuvo sitio para escribirlo.
    dichos: dict[float, str] = {}
    for tramo in tramos:
        for x, texto in zip(numeros(tramo["x"]), numeros(tramo.get("hovertext")), strict=True):
            partes = str(texto).split("<br>")
            if len(partes) > 1:
                dichos[float(x)] = plano(partes[1]).partition(":")[0]
    por_mes = any(abs(x * 4 - round(x * 4)) > 1e-6 for x in lugares)
    partes_del_anio = 12 if por_mes else 4 if any(x * 2 % 1 for x in lugares) else 1
    if partes_del_anio == 1 and any(x % 1 for x in lugares):
        partes_del_anio = 2
    primero, ultimo = (round(x * partes_del_anio) for x in (lugares[0], lugares[-1]))
    por_indice = {round(x * partes_del_anio): x for x in lugares}
    todos = [por_indice.get(i, i / partes_del_anio) for i in range(primero, ultimo + 1)]

    def nombre(x: float) -> str:
        if por_mes:
            anio, mes = divmod(round(x * 12), 12)
            return texto_de_mes(f"{anio}-{mes + 1:02d}", corto=True)
        dicho = dichos.get(x) or str(math.floor(x))
        return plano(str(marcas[x])) if x in marcas and len(dicho) > 8 else dicho

    return todos, [nombre(x) for x in todos]


def _medida(subtitulo: str) -> str:
    """La medida y su unidad: el comienzo del subtítulo, para titular el eje."""
    frase = re.split(r"(?<=[a-záéíóúñ\d])[.;] ", subtitulo, maxsplit=1)[0].rstrip(".")
    if len(frase) > _LARGO_MEDIDA:
        frase = frase.partition(",")[0]
    return frase if len(frase) <= _LARGO_MEDIDA else f"{frase[:_LARGO_MEDIDA].rpartition(' ')[0]}…"


def _cuadros(figura: _Figura) -> Lineas | None:
    """Los pequeños múltiplos, en un solo gráfico: PowerPoint no tiene cuadros que se editen juntos.

    Sus trazas están en píxeles; los valores exactos salen de la tabla, de la columna que dibuja
    exactamente esas líneas. Si ninguna coincide, ``None``.
    """
    dibujados: dict[str, list[float]] = {}
    tintas: dict[str, str] = {}
    for traza in figura.trazas:
        if traza["name"] not in ("resto", "acompana", "destacado"):
            continue
        for y, texto in zip(numeros(traza["y"]), numeros(traza["hovertext"]), strict=True):
            if y is not None and texto:
                quien = plano(str(texto).split("<br>")[0])
                dibujados.setdefault(quien, []).append(float(y))
                tintas[quien] = str(traza["line"]["color"])
    datos = figura.vista.datos
    tiempo = next((c for c in _DE_TIEMPO if c in datos), None)
    columna_panel = next(
        (c for c in datos if set(datos[c].dropna().astype(str)) >= set(dibujados)), None
    )
    if tiempo is None or columna_panel is None or not dibujados:
        return None
    paneles = {
        quien: datos[datos[columna_panel].astype(str) == quien].sort_values(tiempo)
        for quien in dibujados
    }
    cifras = [
        c
        for c in datos.select_dtypes("number").columns
        if c != tiempo and all(_mismo_dibujo(paneles[q][c], dibujados[q]) for q in dibujados)
    ]
    if not cifras:
        return None
    periodos = sorted({str(p) for p in datos[tiempo]})
    series = []
    for quien, filas in paneles.items():
        destacada = tintas[quien].lower() == _CLARO.acento.lower()
        segmentos = filas.groupby("tramo", sort=False) if "tramo" in filas else [("", filas)]
        for _, tramo in segmentos:
            por_periodo = dict(zip(tramo[tiempo].astype(str), tramo[cifras[0]], strict=True))
            limites = f"{tramo[tiempo].iloc[0]}-{tramo[tiempo].iloc[-1]}"
            series.append(
                SerieDeLinea(
                    nombre=f"{quien}, {limites}" if "tramo" in filas else quien,
                    valores=tuple(
                        None if es_vacio(v := por_periodo.get(p)) else float(v)  # type: ignore[arg-type]
                        for p in periodos
                    ),
                    color=tintas[quien] if tintas[quien] != _CLARO.tenue else _CLARO.sin_dato,
                    grueso=3 if destacada else 1.2,
                    trazo="solid",
                    huecos=(False,) * len(periodos),
                    destacada=destacada,
                    con_puntos=destacada,
                )
            )
    # Lo destacado, de último, queda encima.
    series.sort(key=lambda s: (s.destacada, s.color != _CLARO.sin_dato))
    valores = [v for s in series for v in s.valores if v is not None]
    return Lineas(
        categorias=tuple(periodos),
        series=tuple(series),
        rango=(math.floor(min(valores)), math.ceil(max(valores))),
        invertido=False,
        formato=formato_de([t.split(" (")[0] for t in _negritas(figura, "panel")]),
        titulo_y=_medida(figura.vista.subtitulo),
        avisos=("Cada línea gris es un departamento; en la hoja de datos está su nombre",),
    )


def _mismo_dibujo(valores: pd.Series, alturas: Sequence[float]) -> bool:
    numericos = valores.dropna().astype(float).to_numpy()
    if len(numericos) != len(alturas):
        return False
    if len(numericos) < 3 or np.ptp(numericos) == 0:
        return True
    return bool(np.corrcoef(numericos, alturas)[0, 1] > 0.999999)


# ── Barras ─────────────────────────────────────────────────────────────────────────────────────


def _colores_de(marca: Mapping[str, Any], cuantos: int) -> tuple[str, ...]:
    dados = numeros(marca.get("color")) or [_CLARO.resto]
    return tuple(str(c) for c in (dados if len(dados) == cuantos else dados * cuantos))


def _barras(figura: _Figura) -> Barras | None:
    if len(figura.trazas) != 1:
        return None
    (traza,) = figura.trazas
    eje = figura.eje("y")
    por_altura = dict(zip(numeros(eje["tickvals"]), numeros(eje["ticktext"]), strict=True))
    valores = tuple(numeros(traza["x"]))
    etiquetas = [plano(str(por_altura[y])) for y in numeros(traza["y"])]
    escritos = figura.textos("valor")
    con_cifra = [t for t, v in zip(escritos, valores, strict=True) if v is not None]
    solos = [t for t in con_cifra if re.fullmatch(r"[^\d]*[\d.]+(,\d+)?\D*", t)]
    comun = _mas_comun(solos)
    formato = formato_de(comun)
    return Barras(
        categorias=tuple(
            _recortar(e if v is not None else f"{e} ({t})")
            for e, v, t in zip(etiquetas, valores, escritos, strict=True)
        ),
        series=(
            SerieDeBarras(
                nombre=_medida(figura.vista.subtitulo),
                valores=valores,
                colores=_colores_de(traza["marker"], len(valores)),
                rotulos=tuple(
                    None if v is None or (t in comun and not _cero_redondeado(v, t)) else t
                    for t, v in zip(escritos, valores, strict=True)
                ),
            ),
        ),
        formato=formato,
        avisos=tuple(f"Raya de referencia: {t}" for t in figura.textos("referencia")),
    )


def _mas_comun(textos: Sequence[str]) -> list[str]:
    """Los rótulos que comparten lo que rodea a la cifra con la mayoría."""
    por_forma: dict[tuple[str, str], list[str]] = {}
    for texto in textos:
        if m := _CIFRA.fullmatch(texto):
            por_forma.setdefault((m["antes"], m["despues"]), []).append(texto)
    return max(por_forma.values(), key=len, default=[])


def _cero_redondeado(valor: float, texto: str) -> bool:
    """Un «0,00» que no es cero: con el formato saldría «−0,00»."""
    return valor != 0 and not re.search("[1-9]", texto)


def _recortar(texto: str) -> str:
    return texto if len(texto) <= _LARGO_CATEGORIA else texto[: _LARGO_CATEGORIA - 1].rstrip() + "…"


def _apiladas(figura: _Figura) -> Barras:
    etiquetas, totales = figura.textos("etiqueta"), figura.textos("total")
    dentro = [
        str(texto).split(" ")[-1]
        for traza in figura.trazas
        for texto in numeros(traza.get("text"))
        if texto
    ]
    return Barras(
        categorias=tuple(f"{_recortar(e)} ({t})" for e, t in zip(etiquetas, totales, strict=True)),
        series=tuple(
            SerieDeBarras(
                nombre=plano(str(traza["name"])),
                valores=tuple(numeros(traza["x"])),
                colores=_colores_de(traza["marker"], len(numeros(traza["x"]))),
            )
            for traza in figura.trazas
        ),
        formato=formato_de(dentro or totales),
        apiladas=True,
    )


def _columnas(figura: _Figura) -> Barras:
    """Los paneles de columnas, en un gráfico: comparten escala y períodos."""
    eje = figura.eje("x")
    periodos = [plano(str(t)) for t in numeros(eje["ticktext"])]
    lugares = [float(v) for v in numeros(eje["tickvals"])]
    series, vacios = [], []
    for traza in figura.trazas:
        por_lugar = dict(zip(map(float, numeros(traza["x"])), numeros(traza["y"]), strict=True))
        forma = dict(traza["marker"].get("pattern") or {}).get("shape") or ""
        formas = numeros(forma) if not isinstance(forma, str) else [forma] * len(por_lugar)
        rayado = dict(zip(por_lugar, formas, strict=True))
        nombre = plano(str(traza["name"]))
        faltan = [p for x, p in zip(lugares, periodos, strict=True) if x not in por_lugar]
        if faltan:
            vacios.append(f"{nombre}, {lista(faltan)}")
        series.append(
            SerieDeBarras(
                nombre=nombre,
                valores=tuple(por_lugar.get(x) for x in lugares),
                colores=_colores_de(traza["marker"], 1) * len(lugares),
                dudosos=tuple(bool(rayado.get(x)) for x in lugares),
            )
        )
    escritos = [t.removesuffix(" ?") for t in _negritas(figura, "valor")]
    return Barras(
        categorias=tuple(periodos),
        series=tuple(series),
        formato=formato_de(escritos),
        horizontales=False,
        avisos=tuple([f"Sin cifra: {'; '.join(vacios)}"] if vacios else []),
    )


def _areas(figura: _Figura) -> Barras:
    """Los rectángulos por área, como barras: PowerPoint no los deja crear desde un archivo."""
    (traza,) = figura.trazas
    valores = tuple(float(v) for v in numeros(traza["values"]))
    return Barras(
        categorias=tuple(_recortar(plano(str(n))) for n in numeros(traza["labels"])),
        series=(
            SerieDeBarras(
                nombre=_medida(figura.vista.subtitulo),
                valores=valores,
                colores=_colores_de({"color": traza["marker"]["colors"]}, len(valores)),
            ),
        ),
        formato=formato_de([plano(str(t)) for t in numeros(traza["text"])]),
        avisos=("Las áreas de la pantalla van aquí como barras, con los mismos valores",),
    )


# ── Puntos ─────────────────────────────────────────────────────────────────────────────────────


def _eje_numerico(eje: Mapping[str, Any], titulo: str = "") -> Eje:
    extremos = [float(v) for v in eje["range"]]
    logaritmico = eje.get("type") == "log"
    if logaritmico:
        extremos = [10**v for v in extremos]
    return Eje(
        minimo=min(extremos),
        maximo=max(extremos),
        invertido=extremos[0] > extremos[1],
        logaritmico=logaritmico,
        formato=formato_de([plano(str(t)) for t in numeros(eje.get("ticktext"))]),
        titulo=titulo or plano(str(dict(eje.get("title") or {}).get("text") or "")),
        visible=eje.get("visible") is not False,
    )


def _serie_de_puntos(
    traza: Mapping[str, Any],
    altura: Callable[[float], float],
    rotulos: Mapping[tuple[float, float], str],
) -> SerieDePuntos:
    xs, ys = numeros(traza["x"]), numeros(traza["y"])
    dichos = numeros(traza.get("hovertext")) or [""] * len(xs)
    textos = numeros(traza.get("text")) or [""] * len(xs)
    marca = traza["marker"]
    tintas = _colores_de(marca, len(xs))
    borde = dict(marca.get("line") or {}).get("color")
    llena = next((c for c in tintas if c.lower() != _CLARO.fondo.lower()), tintas[0])
    opacidad = float(marca.get("opacity") or 1)
    relleno = transparente(llena, opacidad) if opacidad < 1 else llena
    tamanos = numeros(marca.get("size")) or [8]
    return SerieDePuntos(
        nombre=plano(str(traza.get("name") or "Datos")),
        puntos=tuple(
            Punto(
                x=float(x),
                y=altura(float(y)),
                nombre=plano(str(dicho).split("<br>")[0]),
                rotulo=plano(str(texto or "")) or rotulos.get((float(x), float(y)), ""),
                hueco=tinta != llena,
            )
            for x, y, dicho, texto, tinta in zip(xs, ys, dichos, textos, tintas, strict=True)
        ),
        color=relleno,
        borde=str(borde or relleno),
        simbolo=str(marca.get("symbol") or "circle"),
        tamano=float(max(tamanos)),
    )


def _tiras(figura: _Figura) -> Puntos:
    """Una fila por tira; las alturas, que en pantalla son píxeles, aquí son 1, 2, 3 desde abajo."""
    alturas = sorted({float(y) for traza in figura.trazas for y in numeros(traza["y"])})
    orden = {y: float(i) for i, y in enumerate(alturas, start=1)}
    textos = figura.textos("fila")
    filas = tuple(
        (float(len(alturas) - i), texto) for i, texto in enumerate(textos[: len(alturas)])
    )
    # Una tira sin ningún punto no tiene altura, pero sí rótulo: se nombra aparte.
    sobran = textos[len(alturas) :] if len(textos) > len(alturas) else []
    nombres = {
        (float(nota["x"]), float(nota["y"])): plano(str(nota["text"]))
        for nota in figura.notas.get("par", [])
    }
    medianas = tuple(
        Punto(x=float(f["x0"]), y=orden[(float(f["y0"]) + float(f["y1"])) / 2], nombre="mediana")
        for f in figura.formas("mediana")
    )
    series = [_serie_de_puntos(t, lambda y: orden[y], nombres) for t in figura.trazas]
    if medianas:
        series.append(SerieDePuntos("Mediana", medianas, _CLARO.texto, _CLARO.texto, "line-ns", 12))
    # Sin el aire de la pantalla: los extremos se redondean después.
    valores = [p.x for serie in series for p in serie.puntos]
    x = replace(
        _eje_numerico(figura.eje("x"), _medida(figura.vista.subtitulo)),
        minimo=min(valores),
        maximo=max(valores),
    )
    mejor = ["A la derecha, mejor"] if figura.notas.get("direccion") else []
    return Puntos(
        series=tuple(series),
        x=x,
        y=Eje(0.4, len(alturas) + 0.8, visible=False),
        filas=filas,
        avisos=(*mejor, *sobran),
    )


def _perfil(figura: _Figura) -> Puntos:
    """Un renglón por aspecto, con sus alturas de pantalla: los carriles siguen separados."""
    eje = figura.eje("y")
    renglones = zip(numeros(eje["tickvals"]), numeros(eje["ticktext"]), strict=True)
    x = _eje_numerico(figura.eje("x"), _medida(figura.vista.subtitulo))
    escala = [float(v) for v in numeros(figura.eje("x")["tickvals"])]
    return Puntos(
        series=tuple(_serie_de_puntos(traza, float, {}) for traza in figura.trazas),
        x=replace(x, minimo=min(escala), maximo=max(escala)),
        y=replace(_eje_numerico(eje), visible=False),
        filas=tuple((float(y), plano(str(texto))) for y, texto in renglones),
    )


def _nube(figura: _Figura) -> Puntos:
    x, y = (_con_datos(_eje_numerico(figura.eje(c)), figura, c) for c in ("x", "y"))

    def valor(numero: float, eje: Eje) -> float:
        return 10**numero if eje.logaritmico else numero

    escritos = [
        (valor(float(n["x"]), x), valor(float(n["y"]), y), plano(str(n["text"])))
        for nombre in ("etiqueta", "rotulo")
        for n in figura.notas.get(nombre, [])
    ]
    series = []
    for traza in figura.trazas:
        rotulos = {
            (float(a), float(b)): texto
            for a, b in zip(numeros(traza["x"]), numeros(traza["y"]), strict=True)
            for ex, ey, texto in escritos
            if math.isclose(a, ex, rel_tol=1e-9) and math.isclose(b, ey, rel_tol=1e-9, abs_tol=1e-9)
            and texto in _nombres_en(traza)
        }  # fmt: skip
        series.append(_serie_de_puntos(traza, float, rotulos))
    for i, forma in enumerate(figura.formas("cien")):
        vertical = forma.get("yref") == "paper"
        de, a = _decadas(y if vertical else x)
        extremos = (
            [(forma["x0"], de), (forma["x0"], a)]
            if vertical
            else [(de, forma["y0"]), (a, forma["y0"])]
        )
        puntos = tuple(Punto(float(a), float(b), "") for a, b in extremos)
        nombre = "Raya del 100 %" + (" (vertical)" if i == 0 else " (horizontal)")
        series.append(SerieDePuntos(nombre, puntos, _CLARO.dorado, _CLARO.dorado, "", 0, True))
    return Puntos(series=tuple(series), x=x, y=y)


def _con_datos(eje: Eje, figura: _Figura, letra: str) -> Eje:
    """Los extremos de los datos, sin el aire de la pantalla, que baja del cero."""
    if eje.logaritmico:
        return eje
    valores = [float(v) for traza in figura.trazas for v in numeros(traza[letra])]
    return replace(eje, minimo=min(valores), maximo=max(valores))


def _decadas(eje: Eje) -> tuple[float, float]:
    """Los extremos de un eje logarítmico en PowerPoint, que empieza y termina en decenas."""
    return 10.0 ** math.floor(math.log10(eje.minimo)), 10.0 ** math.ceil(math.log10(eje.maximo))


def _nombres_en(traza: Mapping[str, Any]) -> set[str]:
    return {plano(str(texto).split("<br>")[0]) for texto in numeros(traza.get("hovertext"))}


# ── Calor ──────────────────────────────────────────────────────────────────────────────────────


def _calor(figura: _Figura) -> Calor:
    columnas = [plano(str(t)) for t in numeros(figura.eje("x")["ticktext"])]
    filas = [plano(str(t)) for t in numeros(figura.eje("y")["ticktext"])]
    alturas = [float(v) for v in numeros(figura.eje("y")["tickvals"])]
    colores_de: dict[tuple[int, int], str] = {}
    textos_de: dict[tuple[int, int], str] = {}
    for forma, nota in zip(figura.formas("celda"), figura.notas["celda"], strict=True):
        lugar = (alturas.index(float(nota["y"])), int(float(forma["x0"])))
        colores_de[lugar] = str(forma["fillcolor"])
        textos_de[lugar] = plano(str(nota["text"]))
    return Calor(
        columnas=tuple(columnas),
        filas=tuple(
            (
                nombre,
                tuple(
                    (textos_de.get((i, j), SIN_DATO), colores_de.get((i, j), _CLARO.fondo))
                    for j in range(len(columnas))
                ),
            )
            for i, nombre in enumerate(filas)
        ),
        leyenda=tuple(
            (plano(str(t["name"])), str(t["marker"]["color"]))
            for t in figura.trazas
            if t.get("name") and t.get("showlegend") is not False
        ),
    )


# ── Mapas ──────────────────────────────────────────────────────────────────────────────────────


def _es_entidad(traza: Mapping[str, Any]) -> bool:
    return traza.get("fill") == "toself" and isinstance(traza.get("meta"), str)


def _relleno(traza: Mapping[str, Any]) -> Relleno:
    trama = dict(traza.get("fillpattern") or {})
    return Relleno(
        str(traza["fillcolor"]), str(trama.get("shape") or ""), str(trama.get("fgcolor") or "")
    )


def _anillos(traza: Mapping[str, Any]) -> tuple[tuple[tuple[float, float], ...], ...]:
    anillos: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(numeros(traza["x"]), numeros(traza["y"]), strict=True):
        if x is None:
            anillos.append([])
        else:
            anillos[-1].append((float(x), float(y)))
    return tuple(tuple(anillo) for anillo in anillos if len(anillo) > 2)


def _dicho(texto: str) -> str:
    """Lo que dice un polígono al señalarlo, sin su nombre."""
    return plano("; ".join(str(texto).split("<br>")[1:]))


def _mapa(figura: _Figura) -> Mapa:
    entidades, circulos, contornos, leyenda = [], [], [], []
    fondo: tuple[tuple[tuple[float, float], ...], ...] = ()
    for traza in figura.trazas:
        if _es_entidad(traza):
            grueso = float(dict(traza.get("line") or {}).get("width") or 0.6)
            entidades.append(
                Entidad(
                    str(traza["name"]),
                    _dicho(traza["text"]),
                    _anillos(traza),
                    _relleno(traza),
                    grueso,
                )
            )
        elif traza.get("fill") == "toself" and numeros(traza["x"]) == [None]:
            leyenda.append((plano(str(traza["name"])), _relleno(traza)))
        elif traza.get("name") == "límites":
            fondo = _anillos(traza)
        elif traza.get("mode") == "lines":
            contornos.append(_anillos(traza))
        elif traza.get("name") != "elegir":
            circulos += _circulos(traza)
            if traza.get("showlegend") is not False:
                color = str(numeros(traza["marker"].get("color"))[0])
                leyenda.append((plano(str(traza["name"])), Relleno(color)))
    oeste, este = (float(v) for v in figura.eje("x")["range"])
    sur, norte = (float(v) for v in figura.eje("y")["range"])
    return Mapa(
        entidades=tuple(entidades),
        circulos=tuple(circulos),
        contornos=tuple(c for c in contornos if c),
        fondo=fondo,
        nombres=tuple(
            (float(n["x"]), float(n["y"]), plano(str(n["text"])))
            for n in figura.notas.get("etiqueta", [])
        ),
        leyenda=tuple(leyenda),
        caja=(oeste, este, sur, norte),
        razon=float(figura.eje("y").get("scaleratio") or 1),
    )


def _circulos(traza: Mapping[str, Any]) -> list[Circulo]:
    xs, ys = numeros(traza["x"]), numeros(traza["y"])
    marca = traza["marker"]
    tamanos = numeros(marca.get("size")) or [8]
    tamanos = tamanos if len(tamanos) == len(xs) else tamanos * len(xs)
    abierto = "open" in str(marca.get("symbol") or "")
    color = str(numeros(marca.get("color"))[0])
    borde = str(dict(marca.get("line") or {}).get("color") or color)
    return [
        Circulo(
            plano(str(dicho).split("<br>")[0]),
            _dicho(str(dicho)),
            float(x),
            float(y),
            float(d),
            _CLARO.fondo if abierto else color,
            borde,
        )
        for x, y, d, dicho in zip(xs, ys, tamanos, numeros(traza["hovertext"]), strict=True)
    ]
