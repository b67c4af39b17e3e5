# found by oshapes:Person-nameNotMenu: navigation read as a name
PREFIX foaf: <http://xmlns.com/foaf/0.1/>

DELETE { ?person foaf:name ?old }
INSERT { ?person foaf:name ?new }
WHERE {
  { SELECT ?person ?old { ?person a foaf:Person . ?person foaf:name ?old } ORDER BY ?person ?old LIMIT 1 }
  BIND ("Permanent Council" AS ?new)
}
