# found by oshapes:Role-organizationLifetime: held in a mission ten years after it ended
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { ?role osce:attestedOn ?day }
INSERT { ?role osce:attestedOn "2025-01-01"^^xsd:date }
WHERE {
  { SELECT ?role ?day { ?role a osce:Role ; org:organization ?o ; osce:attestedOn ?day . ?o schema:dissolutionDate ?end } ORDER BY ?role LIMIT 1 }
}
