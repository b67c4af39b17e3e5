# found by oshapes:SavedPage-textLength: evidence behind the page, which no length gives away
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE { ?page osce:textLength ?length . ?selector oa:start ?start ; oa:end ?end }
INSERT { ?selector oa:start ?later ; oa:end ?last }
WHERE {
  { SELECT ?page { ?page a osce:SavedPage } ORDER BY ?page LIMIT 1 }
  ?page osce:textLength ?length .
  ?target oa:hasSource ?page ; oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end .
  BIND (?start + 90000 AS ?later)
  BIND (?end + 90000 AS ?last)
}
