# found by oshapes:Release-titleEncoding: UTF-8 read as Windows-1252
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE { ?release dcterms:title ?old }
INSERT { ?release dcterms:title ?new }
WHERE {
  { SELECT ?release ?old { ?release a osce:Release . ?release dcterms:title ?old } ORDER BY ?release ?old LIMIT 1 }
  BIND (STRLANG(CONCAT(STR(?old), " in KÃ¶ln"), "en") AS ?new)
}
