"""De qué departamento habla el tablero. Cambiarlo aquí lo cambia en todas las páginas."""

TERRITORIO = "54"
NOMBRE_DEL_TERRITORIO = "Norte de Santander"
