# found by oshapes:Evidence-words: a title that its words do not bear out
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { ?release dcterms:title ?old ; rdfs:label ?old . ?statement rdf:object ?old }
INSERT { ?release dcterms:title ?new ; rdfs:label ?new . ?statement rdf:object ?new }
WHERE {
  { SELECT ?release ?old ?statement { ?release a osce:Release ; dcterms:title ?old . ?statement rdf:subject ?release ; rdf:predicate dcterms:title ; rdf:object ?old } ORDER BY ?release LIMIT 1 }
  BIND ("Ministers agree on everything"@en AS ?new)
}
