# found by oshapes:Release-issuedByNow: years ahead, on a page that does not say when it was saved
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { ?release dcterms:issued ?old . ?page prov:generatedAtTime ?saved }
INSERT { ?release dcterms:issued "2041-01-01"^^xsd:date }
WHERE {
  { SELECT ?release ?old { ?release a osce:Release ; dcterms:issued ?old } ORDER BY ?release ?old LIMIT 1 }
  ?release prov:wasDerivedFrom ?page .
  OPTIONAL { ?page prov:generatedAtTime ?saved }
}
