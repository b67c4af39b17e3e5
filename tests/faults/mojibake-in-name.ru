# found by oshapes:Person-nameEncoding: UTF-8 read as Windows-1252
PREFIX foaf: <http://xmlns.com/foaf/0.1/>

DELETE { ?person foaf:name ?old }
INSERT { ?person foaf:name ?new }
WHERE {
  { SELECT ?person ?old { ?person a foaf:Person . ?person foaf:name ?old } ORDER BY ?person ?old LIMIT 1 }
  BIND (CONCAT(STR(?old), "Ã¤") AS ?new)
}
