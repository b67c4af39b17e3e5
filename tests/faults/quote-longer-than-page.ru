# found by oshapes:Quote-notLongerThanPage: a page that is shorter than what is quoted from it
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX schema: <https://schema.org/>

DELETE { ?page osce:textLength ?length }
INSERT { ?page osce:textLength 10 }
WHERE {
  { SELECT ?page ?length { ?quote schema:isPartOf/prov:wasDerivedFrom ?page . ?page osce:textLength ?length } ORDER BY ?page LIMIT 1 }
}
