"""El logro de una meta: cuántas de sus unidades dice la sección de avance que se hicieron.

La unidad sale del enunciado y sólo se toma la cifra que la cuenta a ella. Hay cuatro reglas:

* la unidad es el primer sustantivo que no sea una acción («rondas» en «Organización de rondas»);
* si el enunciado abre con una ayuda («asistencia técnica», «capital semilla»), se cuenta a quién
  llega: lo que sigue a «a» o, si no hay, a «para»;
* una unidad en aposición («iniciativas clúster») también se cuenta por su segundo nombre;
* un «documento de» la unidad, con el participio de la acción, es la unidad («Formulación de
  política…»: «un documento de política formulado»).

Las tres últimas exigen además que el texto diga que aquello se benefició, se apoyó o se hizo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.lector.limpieza import PALABRAS_VACIAS, plano
from pipelines.lector.numeros import NUMERO, UN_NUMERO_EN_LETRAS, numero, numero_en_letras


@dataclass(frozen=True)
class Unidad:
    """Lo que la meta cuenta, según su enunciado.

    ``hecho``: el participio que la cuenta debe llevar, si debe. ``en_documento``: se cuenta como
    «documento de» la unidad. ``tras``: lo que, escrito justo antes de la cifra, vale por el
    participio. ``permitidas``: las palabras del enunciado, que pueden ir entre la unidad y su
    participio; otra cualquiera diría que se cuenta sólo una parte.
    """

    palabra: str
    confianza: float
    hecho: re.Pattern[str] | None = None
    en_documento: bool = False
    tras: re.Pattern[str] | None = None
    permitidas: frozenset[str] = frozenset()
    nota: str = ""


@dataclass(frozen=True)
class Cuenta:
    """Una cifra que cuenta la unidad, dónde empieza y si el texto la da por exacta."""

    valor: float
    inicio: int
    texto: str
    exacta: bool


_PALABRA = r"[^\W\d_]+"
_DE_ACCION = re.compile(
    r".*(?:cion|ciones|miento|mientos|sion)$|^(?:apoyo|asistencia|diseno|impulso|capital)$"
)
_AYUDA = re.compile(
    r"\W*(?P<ayuda>(?:asistencia|asesoria|acompanamiento)(?: tecnic[ao]| empresarial| integral)?|"
    r"apoyo (?:financiero|economico|tecnico|comercial|productivo|integral)|"
    r"capital (?:semilla|de trabajo|de riesgo)|"
    r"(?:capacitacion|formacion|(?:co)?financiacion|financiamiento)(?! de\b))\b"
)
_A_QUIEN = re.compile(rf"\ba (?:l[ao]s )?(?P<u>{_PALABRA}s)\b")
_PARA_QUIEN = re.compile(rf"\bpara (?:l[ao]s )?(?P<u>{_PALABRA}s)\b")
_NO_ES_QUIEN = frozenset({"traves", "mas", "menos", "veces"})
# «proyectos orientados a jóvenes», «acceso a mercados»: ese «a» no dice a quién llega la ayuda.
_A_DE_OTRO = re.compile(r"(?:[ai]d[oa]s|acceso|respecto|frente|junto|vinculacion) $")
_Y_OTROS = re.compile(
    rf"(?: de {_PALABRA}\b)?(?: {_PALABRA}s\b)?"
    r"(?:\s*/|\s+(?:y/o|[yeou])\s|,\s*(?!(?:para|con|en|por|que|de|del|a)\b))"
)
_PREPOSICIONES = frozenset(
    {
        "ante", "cada", "como", "cuando", "cuyo", "cuya", "desde", "donde", "durante", "entre",
        "hacia", "hasta", "mediante", "segun", "sobre", "tras",
    }
)  # fmt: skip

_DE_AYUDA = r"(?:benefici|apoy|asist|atend|interven)"
_EN_PASADO = re.compile(rf"{_DE_AYUDA}(?:[ai]do|aron|ieron|io|o)")
_AUXILIARES = frozenset(
    {
        "fue", "fueron", "ha", "han", "sido", "ya", "resulto", "resultaron", "quedaron", "esta",
        "estan", "son", "siendo", "que", "se", "de", "del", "la", "las", "los", "departamento",
        "region",
    }
)  # fmt: skip

_CIFRA = rf"(?<![\w$%.,/–-])(?<!\$ )(?<!\bmil )(?P<n>{NUMERO}|{UN_NUMERO_EN_LETRAS})\)? "
_DE_LA_UNIDAD = re.compile(rf"{_CIFRA}(?P<u>{_PALABRA})")
_DE_DOCUMENTO = re.compile(
    rf"{_CIFRA}documentos?(?: tecnicos?| finale?s?)? de (?:la |las |una )?(?P<u>{_PALABRA})"
)
_LARGO_DE_LO_ANTERIOR = 300
"""Letras. Lo que está más lejos ya no califica a la cifra."""
_ANIO = re.compile(r"(?:19|20)\d\d")
_EN_LETRAS_Y_PARENTESIS = re.compile(rf"{UN_NUMERO_EN_LETRAS} \($")
_OTRA_CIFRA = re.compile(
    # «5 de 12», «10 a 12», «dos o tres», «1 de cada 3»; un año no es el otro extremo.
    rf"(?:\b(?!(?:19|20)\d\d\b)(?:{NUMERO}|{UN_NUMERO_EN_LETRAS})\)? ?"
    r"(?:de(?: l[ao]s| un total de| cada)?|al?|[yeou]|[–/-]) ?|"
    # «Ley 12», «n.º 12», «meta 12»: un rótulo, no una cantidad.
    r"\b(?:n[°º]|n\.?o?\.?[°º]?|nro\.?|numero|ley|decreto|meta|metas|convenio|articulo|cada) ?|#)"
    r"\(?$"
)
_PASO_DE_A = re.compile(
    r"\b(?:super|pas|aument|increment|subi|ampli)(?:o|aron|ado|io)\b[^,;.]{0,40}"
    rf"\bde (?:{NUMERO}) a $"
)
_NO_EXACTA = re.compile(
    r"\b(?:(?:mas|menos|cerca|alrededor) de|aproximad\w+(?: a)?|casi|un[oa]s|hasta|maximo|minimo|"
    r"al menos|por lo menos|(?:superior|inferior|mayor|menor|cercano) a) \(?$"
)
_NO_HECHO = re.compile(
    r"\b(?:no|ni|sin|nunca|ningun[oa]?|falta\w*|pendientes?|programad[oa]s?|programo|programaron|"
    r"se (?:proyect|program|prev|espera|estima|busca|planea)\w*|proyectad[oa]s?|previst[oa]s?|"
    r"esperad[oa]s?|metas?(?: \w+)? de|objetivo|potenciales|avances? (?:en|de)|borrador(?:es)?|"
    r"otr[oa]s?|adicional(?:es)?|nuev[oa]s|restantes|incluy\w+|incluid[oa]s)\b"
)
_DE_UNA_PARTE = re.compile(
    r"\b(?:de|entre) (?:est[ao]s|ell[ao]s|l[ao]s cuales|l[ao]s anteriores|l[ao]s mism[ao]s)\b|"
    r"\bdestacando\b"
)


def unidades(enunciado: str) -> list[Unidad]:
    """Lo que la meta puede contar: la primera es la de la regla estricta, si la hay."""
    texto = plano(enunciado)
    permitidas = frozenset(
        p for p in re.findall(_PALABRA, texto) if p not in PALABRAS_VACIAS and len(p) > 2
    )
    ayuda = _AYUDA.match(texto)
    if ayuda:
        quien = _destinatario(texto, ayuda)
        if quien:
            nota = f"El logro cuenta a quien recibe la ayuda: «{_escrita(enunciado, quien)}»."
            return [_de_ayuda(ayuda["ayuda"], quien, permitidas, nota)]
        # «técnica» en «asistencia técnica» no es una unidad.
        if quien == "" or " " in ayuda["ayuda"]:
            return []

    palabras = [p for p in re.findall(_PALABRA, texto) if p not in PALABRAS_VACIAS and len(p) > 3]
    puesto = next((k for k, p in enumerate(palabras) if not _DE_ACCION.match(p)), None)
    if puesto is None:
        return []
    unidad = palabras[puesto]
    acciones = [raiz for p in palabras[:puesto] if len(raiz := _raiz_de_accion(p)) > 2]
    halladas = [Unidad(unidad, 0.6)]
    if aposicion := _en_aposicion(texto, unidad):
        halladas.append(
            Unidad(
                aposicion,
                0.45,
                re.compile(_participio([_DE_AYUDA, *acciones])),
                permitidas=permitidas,
                nota=f"El logro se leyó de una cuenta de «{_escrita(enunciado, aposicion)}».",
            )
        )
    if hecho := re.search(r"\b(?P<raiz>[^\W\d_]{3,})[ai]d[oa]s?\W*$", texto):
        acciones.append(hecho["raiz"])
    if acciones:
        halladas.append(
            Unidad(
                unidad,
                0.45,
                re.compile(_participio(acciones)),
                en_documento=True,
                permitidas=permitidas,
                nota="El logro se leyó de una cuenta de documentos.",
            )
        )
    return halladas


def _escrita(enunciado: str, palabra: str) -> str:
    """La palabra como está en el enunciado, con sus tildes."""
    hallada = re.search(rf"\b{palabra}\b", plano(enunciado))
    return enunciado[slice(*hallada.span())].lower() if hallada else palabra


def _destinatario(texto: str, ayuda: re.Match[str]) -> str | None:
    """A quién llega la ayuda; vacío si a varios, que no dan una unidad; ``None`` si no lo dice."""
    a_quien = [
        h
        for h in _A_QUIEN.finditer(texto, ayuda.end())
        if h["u"] not in _NO_ES_QUIEN and not _A_DE_OTRO.search(texto[: h.start()])
    ]
    # «asistencia técnica a fincas para acceso a mercados»: manda lo que sigue a la ayuda.
    if a_quien and a_quien[0].start() == ayuda.end() + 1:
        hallado: re.Match[str] | None = a_quien[0]
    else:
        hallado = a_quien[-1] if a_quien else _PARA_QUIEN.search(texto, ayuda.end())
    if hallado is None:
        return None
    return "" if _Y_OTROS.match(texto, hallado.end()) else hallado["u"]


def _de_ayuda(ayuda: str, quien: str, permitidas: frozenset[str], nota: str) -> Unidad:
    raiz = _raiz_de_accion(ayuda.split()[0])
    dada = r"\b(?:brind|prest|otorg|entreg|realiz)(?:o|aron|ado) |\bd(?:io|ieron|ado) "
    tras = (
        rf"(?:\bse (?:ha |han )?{_DE_AYUDA}(?:[ai]do|aron|ieron|io|o)|"
        rf"(?:^\W*|{dada}){ayuda})(?: a)?(?: l[ao]s)?(?: un total de)? \(?$"
    )
    return Unidad(
        quien,
        0.5,
        re.compile(_participio([_DE_AYUDA, raiz])),
        tras=re.compile(tras),
        permitidas=permitidas,
        nota=nota,
    )


def _en_aposicion(texto: str, unidad: str) -> str:
    """«clúster» en «iniciativas clúster»: el sustantivo que sigue a otro sin concordar con él."""
    hallado = re.search(rf"\b{unidad} (?P<u>[^\W\d_]{{4,}})\b", texto)
    if hallado is None or not unidad.endswith("s"):
        return ""
    segundo = hallado["u"]
    if segundo.endswith(("s", "mente")) or segundo in PALABRAS_VACIAS | _PREPOSICIONES:
        return ""
    return segundo


def _raiz_de_accion(accion: str) -> str:
    """«formulación» → «formul», «mejoramiento» → «mejor», «diseño» → «disen»."""
    return re.sub(r"(?:[aic]?cion(?:es)?|sion|[ai]mientos?|(?<=r)ia|encia|o)$", "", accion)


def _participio(raices: list[str]) -> str:
    return rf"(?:{'|'.join(raices)})[^\W\d_]{{0,2}}d[oa]s?"


def misma_palabra(una: str, otra: str) -> bool:
    """La misma en singular o en plural: «empresas» y «empresarios» son dos unidades distintas."""
    corta, larga = sorted((una, otra), key=len)
    plurales = {corta, f"{corta}s", f"{corta}es"}
    if corta.endswith("z"):
        plurales.add(f"{corta[:-1]}ces")
    return larga in plurales


def contar(oracion: str, unidad: Unidad, *, tras_verbo: str = "") -> Iterator[Cuenta]:
    """Las cifras que cuentan la unidad en una oración ya en ``plano``.

    ``tras_verbo``: patrón de lo que debe ir justo antes de la cifra, en un texto corrido.
    """
    patron = _DE_DOCUMENTO if unidad.en_documento else _DE_LA_UNIDAD
    for hallado in patron.finditer(oracion):
        if not misma_palabra(hallado["u"], unidad.palabra) or _ANIO.fullmatch(hallado["n"]):
            continue
        de_letras = not hallado["n"][:1].isdigit()
        valor = numero_en_letras(hallado["n"]) if de_letras else numero(hallado["n"])
        antes = _EN_LETRAS_Y_PARENTESIS.sub(
            "", oracion[max(0, hallado.start() - _LARGO_DE_LO_ANTERIOR) : hallado.start()]
        )
        if valor is None or (tras_verbo and not re.search(rf"{tras_verbo}$", antes)):
            continue
        if _de_otra_cosa(antes):
            continue
        if unidad.hecho is not None and not _se_hizo(hallado, antes, valor, unidad, unidad.hecho):
            continue
        exacta = _NO_EXACTA.search(antes) is None
        yield Cuenta(float(valor), hallado.start("n"), hallado[0], exacta)


def _de_otra_cosa(antes: str) -> bool:
    """Si lo de antes dice que la cifra es una parte, un rótulo, un intervalo o algo sin hacer."""
    if _PASO_DE_A.search(antes):
        return False
    clausula = re.split(r"[,;:.]", antes)[-1]
    return bool(
        _OTRA_CIFRA.search(antes) or _NO_HECHO.search(clausula) or _DE_UNA_PARTE.search(antes)
    )


def _se_hizo(
    cuenta: re.Match[str], antes: str, valor: float, unidad: Unidad, hecho: re.Pattern[str]
) -> bool:
    """Si el texto dice que lo contado se hizo, y que es toda la unidad y no una parte."""
    # Dos documentos de una política no son dos políticas.
    de_varios = unidad.en_documento and valor != 1 and not cuenta["u"].endswith("s")
    if valor != int(valor) or de_varios:
        return False
    siguientes = re.match(rf"(?: {_PALABRA})*", cuenta.string[cuenta.end() :])
    palabras = siguientes[0].split() if siguientes else []
    if unidad.tras is not None and unidad.tras.search(antes):
        primera = palabras[0] if palabras else ""
        # Un adjetivo ahí contaría sólo algunas; una partícula o nada, todas.
        if len(primera) < 4 or primera in _PREPOSICIONES | PALABRAS_VACIAS | unidad.permitidas:
            return True
    for k, palabra in enumerate(palabras[:8]):
        concuerda = palabra.endswith("s") == (valor != 1)
        if concuerda and hecho.fullmatch(palabra):
            return True
        if "se" in palabras[:k] and _EN_PASADO.fullmatch(palabra):
            return True
        if palabra not in _AUXILIARES | unidad.permitidas:
            return False
    return False
