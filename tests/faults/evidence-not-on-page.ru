# found by oshapes:Selector-length: words that are not there
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE { ?selector oa:exact ?old }
INSERT { ?selector oa:exact ?new }
WHERE {
  { SELECT ?selector ?old { ?selector oa:start ?start . ?selector oa:exact ?old } ORDER BY ?selector ?old LIMIT 1 }
  BIND (CONCAT(STR(?old), " and more") AS ?new)
}
