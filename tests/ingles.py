"""Busca inglés en lo que se ve o se oye de una página; las palabras están en ``tests/datos``.

No es un archivo de pruebas: lo usan las de navegador sobre el tablero y sobre el marco.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PALABRAS = Path(__file__).parent / "datos" / "palabras_inglesas.txt"

TEXTOS_VISIBLES = """() => {
  const textos = new Set([document.title]);
  const recorrido = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (recorrido.nextNode()) {
    const nodo = recorrido.currentNode;
    if (!nodo.parentElement.closest('script, style, noscript')) textos.add(nodo.data.trim());
  }
  const atributos = ['title', 'aria-label', 'placeholder', 'alt', 'data-title',
                     'aria-description', 'aria-roledescription', 'aria-valuetext'];
  for (const elemento of document.querySelectorAll('*'))
    for (const atributo of atributos) textos.add(elemento.getAttribute(atributo) ?? '');
  return [...textos].filter(Boolean);
}"""
"""Para ``Page.evaluate``: cada texto distinto, y los que lee un lector de pantalla."""


@cache
def palabras_inglesas() -> re.Pattern[str]:
    """Reconoce cualquiera de las palabras, con las reglas que dice el encabezado de su archivo."""
    lineas = PALABRAS.read_text(encoding="utf-8").splitlines()
    palabras = [linea for linea in lineas if linea and not linea.startswith("#")]
    cualquiera = "|".join(re.escape(palabra) for palabra in palabras if palabra[0].islower())
    exactas = "|".join(re.escape(palabra) for palabra in palabras if not palabra[0].islower())
    return re.compile(rf"(?<!\w)(?:(?i:{cualquiera})|{exactas})(?!\w)")


def ingles_en(textos: Iterable[str]) -> list[str]:
    """Los textos que tienen inglés, con la palabra hallada."""
    hallazgos = ((palabras_inglesas().search(texto), texto) for texto in sorted(textos))
    return [f"«{palabra[0]}» en «{texto}»" for palabra, texto in hallazgos if palabra]
