# found by oshapes:Event-endDateRange: an event far ahead in a release without a day
PREFIX schema: <https://schema.org/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { ?release dcterms:issued ?issued . ?event schema:endDate ?old }
INSERT { ?event schema:endDate "2999-06-26"^^xsd:date }
WHERE {
  { SELECT ?release ?event { ?release schema:about ?event . ?event schema:startDate ?any } ORDER BY ?release ?event LIMIT 1 }
  OPTIONAL { ?release dcterms:issued ?issued }
  OPTIONAL { ?event schema:endDate ?old }
}
