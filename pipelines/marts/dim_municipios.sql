-- Una fila por municipio de Norte de Santander. Nombre y cabecera: DIVIPOLA; área: MGN 2018;
-- subregión: provincia del panel CEDE; cámara: Tabla 2 del informe de gestión 2020-2023.
select
    m.divipola,
    m.nombre,
    c.subregion,
    k.camara,
    p.pdet_catatumbo as pdet,
    p.catatumbo_decreto62_2025 as decreto_0062_catatumbo,
    p.extension_decreto62_2025 as decreto_0062_extension,
    g.area_mgn_km2 as area_km2,
    m.lat_cabecera as lat,
    m.lon_cabecera as lon,
    c.dist_capital_cede_km as distancia_capital_km,
    g.n_vecinos,
    m.fuente_id
from preparacion.stg_divipola__municipios as m
inner join preparacion.stg_mgn__municipios as g on m.divipola = g.divipola
inner join preparacion.stg_cede__municipios as c on m.divipola = c.divipola
inner join preparacion.stg_pdet__municipios as p on m.divipola = p.divipola
inner join preparacion.stg_informes__camaras_jurisdiccion as k on m.divipola = k.divipola
order by m.divipola
