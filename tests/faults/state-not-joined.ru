# found by oshapes:Event-attendeeJoined: Mongolia at an event ten years before it joined
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT { ?event schema:attendee <https://w3id.org/osce-graph/state/mongolia> }
WHERE {
  { SELECT ?event { ?release schema:about ?event ; dcterms:issued ?day FILTER (?day < "2003-01-01"^^xsd:date) } ORDER BY ?event LIMIT 1 }
}
