# found by oshapes:Release-issuedBeforeSaved: a year after its page was saved
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { ?release dcterms:issued ?old }
INSERT { ?release dcterms:issued ?new }
WHERE {
  { SELECT ?release ?old { ?release a osce:Release . ?release dcterms:issued ?old . ?release prov:wasDerivedFrom/prov:generatedAtTime ?t . } ORDER BY ?release ?old LIMIT 1 }
  BIND ("2099-01-01"^^xsd:date AS ?new)
}
