"""De trozos a metas con sus secciones, en las dos plantillas que circulan.

Una meta empieza con «Meta NNN <enunciado>» o «Meta # N»; sus secciones, con un título propio
(«INVERSIÓN»), con la pregunta de la ficha («¿Cuánto se invirtió?») o con la fila de títulos de una
tabla («Cumplimiento/Avance, Inversión, Beneficiarios»).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from pipelines.lector.limpieza import Trozo, plano

AVANCE = "avance"
INVERSION = "inversion"
BENEFICIARIOS = "beneficiarios"
LOCALIZACION = "localizacion"
EJECUCION = "ejecucion"
IMPACTO = "impacto"
FIN = "fin"

_TITULOS = {
    AVANCE: (
        r"cumplimiento|avance|cumplimiento ?[/y-] ?avance|avance ?[/y-] ?cumplimiento|"
        r"avances? de la meta|cumplimiento de la meta"
    ),
    INVERSION: r"inversion(?:es)?|recursos invertidos|inversion realizada|recursos",
    BENEFICIARIOS: r"beneficiarios|poblacion (?:beneficiada|beneficiaria|atendida)|beneficiados",
    LOCALIZACION: (
        r"localizacion(?: geografica)?|ubicacion(?: geografica)?|cobertura(?: territorial)?|"
        r"municipios (?:beneficiados|impactados|atendidos|intervenidos)|localizacion de la meta"
    ),
    EJECUCION: r"ejecucion|forma de ejecucion",
    IMPACTO: r"impactos?|impacto (?:de la meta|esperado|y resultados?)",
    FIN: r"registros? fotograficos?|evidencias? fotograficas?|anexos? fotograficos?",
}
_TITULO = re.compile(
    r"(?:\d{1,2}[.)] )?(?:"
    + "|".join(f"(?P<{seccion}>{patron})" for seccion, patron in _TITULOS.items())
    + r")\s*[:.]?"
)
_TITULO_EN_MAYUSCULAS = re.compile(
    r"(?P<titulo>CUMPLIMIENTO ?/ ?AVANCE|CUMPLIMIENTO|AVANCE|INVERSI[OÓ]N|BENEFICIARIOS|"
    r"LOCALIZACI[OÓ]N|EJECUCI[OÓ]N|IMPACTO)(?P<cierre>\s*[:.\-–—]\s*| (?=[¿•A-ZÁÉÍÓÚ\d$]))"
)
_PREGUNTAS = {
    AVANCE: r"qu[eé] se hizo",
    INVERSION: r"cu[aá]nto se invirti[oó]",
    BENEFICIARIOS: r"qu[eé] poblaci[oó]n se atendi[oó]",
    LOCALIZACION: r"d[oó]nde se (?:intervino|realiz[oó]|ejecut[oó])",
    EJECUCION: r"(?:c[oó]mo se hizo|con qui[eé]n se ejecut[oó]|cu[aá]ndo se realiz[oó])",
    IMPACTO: r"qu[eé] impacto(?: y/o resultado)? se (?:produjo|gener[oó]|obtuvo)",
}
_PREGUNTA = re.compile(
    "[•\\s]*¿\\s*(?:"
    + "|".join(f"(?P<{seccion}>{patron})" for seccion, patron in _PREGUNTAS.items())
    + r")\s*\?\s*:?\s*",
    re.IGNORECASE,
)
_META = re.compile(
    r"[^\w¿]{0,4}meta(?: (?:de )?(?:producto|resultado|pdd))?\s*"
    r"(?:#|n(?:ro|[uú]mero|o)?\s?[.°º]*|no\.)?\s*(?P<numero>\d{1,4})(?![\d.,%]*\d|\s*%)"
    r"(?P<cierre>\s*[:.\-–—]*\s*)",
    re.IGNORECASE,
)
_META_SOLA = re.compile(
    r"\W{0,4}meta(?: (?:de )?(?:producto|resultado|pdd))?\s*(?:#|n(?:ro|[uú]mero|o)?\s?[.°º]*)?",
    re.IGNORECASE,
)
_NUMERO_SOLO = re.compile(r"\d{1,4}(?:$|\s+[A-ZÁÉÍÓÚÑ(\d])")
_FILA_DE_TITULOS = re.compile(
    r"cumplimiento ?/ ?avance inversion beneficiarios(?: localizacion)?|"
    r"(?:cumplimiento|avance) inversion beneficiarios"
)
_CODIGO = re.compile(r"(?P<codigo>\d{1,2}(?:\.\d{1,3}){0,5})\.?\s+(?P<nombre>[^\W\d_].{2,240})")
_INSTRUCCION = re.compile(
    r"\W*(?:importante:?\s*)?(?:indicar|indique|presentar|presente|especificar|especifique|"
    r"exponer|describir|describa|incluir|incluya|relacionar|relacione|diligenciar)\b"
)
_EPIGRAFE = re.compile(
    r"(?:fuente|grafico|grafica|figura|tabla|imagen|foto|fotografia|ilustracion|mapa)\b"
    r"(?: ?(?:no\.?|n°)? ?\d+| ?:)"
)


def titulo_de(texto: str) -> str:
    """La sección que abre un renglón que es sólo su título, o vacío."""
    if len(texto) > 60:
        return ""
    limpio = plano(texto).strip(" *#•-–—|\t")
    hallado = _TITULO.fullmatch(limpio)
    if hallado is None:
        return ""
    # «Cumplimiento.» o «impacto» en minúscula y con punto es el final de una frase, no un título.
    if not texto.strip(' *#•-–—|\t"')[:1].isupper() and not texto.strip()[:1].isdigit():
        return ""
    return str(hallado.lastgroup)


def protegido(texto: str) -> bool:
    """Lo que nunca es encabezado de página aunque se repita."""
    return (
        bool(titulo_de(texto))
        or _META.match(texto) is not None
        or _META_SOLA.fullmatch(texto) is not None
        or _FILA_DE_TITULOS.fullmatch(plano(texto)) is not None
        or _TITULO_EN_MAYUSCULAS.match(texto) is not None
        or _PREGUNTA.search(texto) is not None
        or _CODIGO.fullmatch(texto) is not None
    )


def es_instruccion(texto: str) -> bool:
    """La instrucción de la plantilla que nadie reemplazó («Indicar municipios…»)."""
    return _INSTRUCCION.match(plano(texto)) is not None


def es_epigrafe(texto: str) -> bool:
    """Pie de un gráfico, una tabla o una foto."""
    return _EPIGRAFE.match(plano(texto)) is not None


@dataclass
class Meta:
    """Una meta del informe y los trozos de cada una de sus secciones."""

    numero: str
    linea_documento: int
    enunciado: str = ""
    confianza: float = 0.95
    linea: str = ""
    programa: str = ""
    subprograma: str = ""
    secciones: dict[str, list[Trozo]] = field(default_factory=dict)
    ficha: bool = False
    notas: list[str] = field(default_factory=list)
    sueltos: list[Trozo] = field(default_factory=list)


def _partir(trozo: Trozo) -> list[tuple[str, Trozo]]:
    """El trozo partido por sus títulos y preguntas: parejas (sección que abre, resto)."""
    partes: list[tuple[str, Trozo]] = []
    texto = trozo.texto
    seccion = ""
    en_mayusculas = _TITULO_EN_MAYUSCULAS.match(texto)
    entero = titulo_de(texto)
    if entero:
        return [(entero, replace(trozo, texto=""))]
    if en_mayusculas:
        seccion = titulo_de(en_mayusculas["titulo"])
        texto = texto[en_mayusculas.end() :]
    fin = 0
    primero = True
    for pregunta in _PREGUNTA.finditer(texto):
        antes = texto[fin : pregunta.start()].strip(" •")
        if antes or (seccion and not primero):
            partes.append((seccion, replace(trozo, texto=antes)))
        seccion = str(pregunta.lastgroup)
        fin = pregunta.end()
        primero = False
    resto = texto[fin:].strip(" •")
    partes.append((seccion, replace(trozo, texto=resto)))
    return partes


@dataclass
class _Estado:
    meta: Meta | None = None
    seccion: str = ""
    columnas: list[str] = field(default_factory=list)
    anterior: Trozo | None = None
    contenido: bool = False


def separar(todos: list[Trozo]) -> tuple[list[Meta], list[tuple[int, str, str]]]:
    """Las metas en orden y lo que parecía una meta y no lo es: (renglón, texto, motivo)."""
    candidatas: list[Meta] = []
    codigos: dict[int, tuple[str, str]] = {}
    estado = _Estado()
    por_linea = _agrupar(todos)
    for grupo in por_linea:
        _leer_grupo(grupo, candidatas, codigos, estado)

    descartes: list[tuple[int, str, str]] = []
    metas: dict[str, Meta] = {}
    for meta in candidatas:
        if not meta.secciones:
            descartes.append(
                (
                    meta.linea_documento,
                    f"Meta {meta.numero} {meta.enunciado}"[:120],
                    "parece una meta, pero no le sigue ninguna sección",
                )
            )
            continue
        previa = metas.get(meta.numero)
        if previa is None:
            metas[meta.numero] = meta
            continue
        previa.notas.append(f"El número se repite en el renglón {meta.linea_documento}.")
        previa.confianza = min(previa.confianza, 0.6)
        for seccion, partes in meta.secciones.items():
            previa.secciones.setdefault(seccion, []).extend(partes)
    for meta in metas.values():
        _completar_enunciado(meta)
    _nombrar_niveles(list(metas.values()))
    return list(metas.values()), descartes


def _agrupar(todos: list[Trozo]) -> list[list[Trozo]]:
    grupos: list[list[Trozo]] = []
    for trozo in todos:
        # Al pasar una tabla a PDF, «Meta #» y su número quedan en renglones distintos.
        cabeza = grupos[-1][0] if grupos and len(grupos[-1]) == 1 else None
        if (
            cabeza is not None
            and _META_SOLA.fullmatch(cabeza.texto)
            and _NUMERO_SOLO.match(trozo.texto)
        ):
            grupos[-1][0] = replace(cabeza, texto=f"{cabeza.texto} {trozo.texto}")
            continue
        if grupos and grupos[-1][0].linea == trozo.linea:
            grupos[-1].append(trozo)
        else:
            grupos.append([trozo])
    return grupos


def _leer_grupo(
    grupo: list[Trozo],
    candidatas: list[Meta],
    codigos: dict[int, tuple[str, str]],
    estado: _Estado,
) -> None:
    cabeza = grupo[0]
    encabezado = _META.match(cabeza.texto)
    if encabezado and _parece_meta(cabeza.texto, encabezado):
        meta = Meta(numero=str(int(encabezado["numero"])), linea_documento=cabeza.linea)
        titulos = [titulo_de(t.texto) for t in grupo[1:]]
        resto = cabeza.texto[encabezado.end() :].strip()
        if _FILA_DE_TITULOS.fullmatch(plano(resto)):
            titulos, resto = ["sin columnas"], ""
        if any(titulos):
            estado.columnas = [t for t in titulos if t in _TITULOS]
            meta.ficha = True
            previo = estado.anterior
            if not resto and previo is not None and _puede_ser_enunciado(previo):
                resto = previo.texto
                meta.confianza = 0.7
                meta.notas.append(
                    f"El enunciado está antes del encabezado, en el renglón {previo.linea}."
                )
        else:
            estado.columnas = []
            resto = " ".join([resto, *(t.texto for t in grupo[1:])]).strip()
        meta.enunciado = resto
        _asignar_codigos(meta, codigos)
        candidatas.append(meta)
        estado.meta, estado.seccion, estado.contenido = meta, "", False
        estado.anterior = cabeza
        return
    if len(grupo) == 1 and _FILA_DE_TITULOS.fullmatch(plano(cabeza.texto)):
        estado.columnas, estado.seccion = [], ""
        if estado.meta is not None:
            estado.meta.ficha = True
        return
    titulos = [titulo_de(trozo.texto) for trozo in grupo]
    if len(grupo) > 1 and sum(map(bool, titulos)) >= 2:
        estado.columnas = [t for t in titulos if t]
        estado.seccion = ""
        if estado.meta is not None:
            estado.meta.ficha = True
        return
    # «Meta 889» sola: «2 Ferias…» es su enunciado, no un título con código.
    espera = estado.meta is not None and not (
        estado.meta.enunciado or estado.meta.secciones or estado.meta.sueltos
    )
    if len(grupo) == 1 and not espera and _leer_codigo(cabeza, codigos, estado):
        estado.anterior = cabeza
        return
    estado.anterior = grupo[-1]
    if estado.meta is None:
        return
    celdas = len({t.celda for t in grupo})
    for trozo in grupo:
        por_columna = (
            estado.columnas[trozo.celda]
            if celdas == len(estado.columnas) and celdas > 1 and trozo.celda < celdas
            else ""
        )
        _repartir(trozo, por_columna, estado)
    if celdas == len(estado.columnas) and celdas > 1:
        estado.columnas = []


def _repartir(trozo: Trozo, por_columna: str, estado: _Estado) -> None:
    meta = estado.meta
    if meta is None:
        return
    if por_columna:
        estado.seccion = por_columna
    for abre, parte in _partir(trozo):
        if abre:
            estado.seccion = abre
            estado.contenido = bool(meta.secciones.get(abre))
            meta.secciones.setdefault(abre, [])
            if "¿" in trozo.texto:
                meta.ficha = True
        if not parte.texto:
            continue
        if not estado.seccion:
            meta.sueltos.append(parte)
            continue
        if _termina_la_ficha(meta, estado, parte):
            estado.seccion = FIN
            continue
        meta.secciones.setdefault(estado.seccion, []).append(parte)
        if estado.seccion == LOCALIZACION:
            estado.contenido = True


def _termina_la_ficha(meta: Meta, estado: _Estado, parte: Trozo) -> bool:
    """En una ficha, tras el texto de LOCALIZACIÓN sólo siguen las fotos con su epígrafe."""
    if not (meta.ficha and estado.seccion == LOCALIZACION and estado.contenido):
        return False
    partes = meta.secciones[LOCALIZACION]
    if not partes or parte.linea == partes[-1].linea:
        return False
    cerrada = partes[-1].texto.rstrip().endswith(".")
    return cerrada and (parte.tras_vacio or parte.de > 1)


def _parece_meta(texto: str, encabezado: re.Match[str]) -> bool:
    if not encabezado[0].lstrip(' *#•|"“«([')[:1].isupper():
        return False
    resto = texto[encabezado.end() :].lstrip()
    # «Meta 887 se cumplió…» es prosa: un enunciado empieza con mayúscula, cifra o paréntesis.
    return not resto[:1].islower() or bool(encabezado["cierre"].strip())


def _puede_ser_enunciado(trozo: Trozo) -> bool:
    texto = trozo.texto
    return (
        15 < len(texto) < 300
        and not texto.endswith((".", ":", ";", "?"))
        and not protegido(texto)
        and not es_epigrafe(texto)
    )


def _leer_codigo(trozo: Trozo, codigos: dict[int, tuple[str, str]], estado: _Estado) -> bool:
    """Anota un título con código («6.3.1. Nombre»). Dice si el renglón era un título."""
    hallado = _CODIGO.fullmatch(trozo.texto)
    if hallado is None:
        return False
    codigo, nombre = hallado["codigo"], hallado["nombre"].strip()
    nivel = codigo.count(".") + 1
    if nombre.endswith((";", ",", ":")) or len(nombre) > 220:
        return False
    if nivel == 1 and (estado.seccion not in ("", FIN) or nombre[:1].islower()):
        return False
    if nivel > 1 and nombre[:1].islower() and f"{codigo}. " not in trozo.texto:
        return False
    codigos[nivel] = (codigo, nombre)
    if nivel > 1 and estado.meta is not None and estado.meta.secciones:
        estado.seccion = FIN
    return True


def _asignar_codigos(meta: Meta, codigos: dict[int, tuple[str, str]]) -> None:
    if not codigos:
        return
    profundo = max(codigos)
    codigo, _ = codigos[profundo]
    cadena = {}
    for nivel in range(profundo, 0, -1):
        propio = codigos.get(nivel)
        esperado = ".".join(codigo.split(".")[:nivel])
        if propio and propio[0] == esperado:
            cadena[nivel] = f"{propio[0]} {propio[1]}"
    meta.linea = "\n".join(f"{nivel}\t{texto}" for nivel, texto in cadena.items())


def _nombrar_niveles(metas: list[Meta]) -> None:
    """El nivel más profundo que usa la mayoría es el subprograma; los dos de encima, lo demás."""
    cadenas = [
        {int(r.split("\t")[0]): r.split("\t")[1] for r in meta.linea.split("\n") if r}
        for meta in metas
    ]
    profundos = Counter(max(cadena) for cadena in cadenas if cadena)
    profundo = profundos.most_common(1)[0][0] if profundos else 0
    for meta, cadena in zip(metas, cadenas, strict=True):
        meta.subprograma = cadena.get(profundo, "")
        meta.programa = cadena.get(profundo - 1, "")
        meta.linea = cadena.get(profundo - 2, "")


def _completar_enunciado(meta: Meta) -> None:
    if not meta.enunciado:
        primeros = [t for t in meta.sueltos if not es_epigrafe(t.texto)]
        if primeros:
            meta.enunciado = " ".join(t.texto for t in primeros[:2]).strip()
            meta.confianza = min(meta.confianza, 0.9)
    elif meta.sueltos and meta.sueltos[0].texto[:1].islower():
        # El enunciado siguió en el renglón de abajo.
        meta.enunciado = f"{meta.enunciado} {meta.sueltos[0].texto}"
    meta.enunciado = " ".join(meta.enunciado.split())
    if not meta.enunciado:
        meta.notas.append("No se halló el enunciado.")
        meta.confianza = 0.5
