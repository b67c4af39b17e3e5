# found by oshapes:Release-nodeNumberUnique: two releases with one number
PREFIX osce: <https://w3id.org/osce-graph/ontology#>

DELETE { ?release osce:nodeNumber ?old }
INSERT { ?release osce:nodeNumber ?number }
WHERE {
  { SELECT ?release ?old { ?release osce:nodeNumber ?old } ORDER BY ?release LIMIT 1 }
  { SELECT ?number { ?release osce:nodeNumber ?number } ORDER BY DESC(?number) LIMIT 1 }
}
