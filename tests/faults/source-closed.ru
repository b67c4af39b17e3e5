# found by oshapes:Release-publisherLifetime: published by the Assistance Group to Chechnya
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { ?release dcterms:publisher ?old }
INSERT { ?release dcterms:publisher ?closed }
WHERE {
  { SELECT ?release ?old { ?release dcterms:publisher ?old ; dcterms:issued ?day FILTER (?day > "2006-01-01"^^xsd:date) } ORDER BY ?release LIMIT 1 }
  { SELECT ?closed { ?closed a osce:FieldOperation ; schema:dissolutionDate ?end . FILTER (STR(?end) < "2004") } ORDER BY ?closed LIMIT 1 }
}
