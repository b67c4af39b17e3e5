# found by oshapes:Event-begunOrAnnounced: the release tells of an event as past that has not begun
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { ?release dcterms:issued ?old }
INSERT { ?release dcterms:issued ?new }
WHERE {
  { SELECT ?release ?old { ?release a osce:Release . ?release dcterms:issued ?old . ?release schema:about ?event . ?event schema:startDate ?day . ?statement rdf:subject ?event ; rdf:predicate schema:startDate . FILTER (STR(?old) >= STR(?day)) } ORDER BY ?release ?old LIMIT 1 }
  BIND (STRDT(CONCAT(STR(YEAR(?old)), "-01-01"), xsd:date) AS ?new)
}
