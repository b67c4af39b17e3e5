# found by oshapes:Target-inside: a place behind the end
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE { ?selector oa:end ?old }
INSERT { ?selector oa:end ?new }
WHERE {
  { SELECT ?selector ?old { ?selector oa:start ?start . ?selector oa:end ?old } ORDER BY ?selector ?old LIMIT 1 }
  BIND (100000000 AS ?new)
}
