# found by oshapes:Event-organizerLifetime: organized by the Assistance Group to Chechnya
PREFIX schema: <https://schema.org/>
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT { ?event schema:organizer ?closed }
WHERE {
  { SELECT ?event { ?event a schema:Event ; schema:startDate ?day FILTER (?day > "2006-01-01"^^xsd:date) } ORDER BY ?event LIMIT 1 }
  { SELECT ?closed { ?closed a osce:FieldOperation ; schema:dissolutionDate ?end . FILTER (STR(?end) < "2004") } ORDER BY ?closed LIMIT 1 }
}
