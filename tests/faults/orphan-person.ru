# found by oshapes:Person-attested: nobody names him
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA {
  <https://w3id.org/osce-graph/person/tomas-orphan> a foaf:Person ; foaf:name "Tomas Orphan" ; rdfs:label "Tomas Orphan"
}
