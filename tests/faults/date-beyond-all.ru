# found by oshapes:Release-issuedRange: a year misread
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { ?release dcterms:issued ?old }
INSERT { ?release dcterms:issued ?new }
WHERE {
  { SELECT ?release ?old { ?release a osce:Release . ?release dcterms:issued ?old } ORDER BY ?release ?old LIMIT 1 }
  BIND ("2106-03-01"^^xsd:date AS ?new)
}
