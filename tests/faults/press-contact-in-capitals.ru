# found by oshapes:Quote-speakerNotContact: a speaker becomes the one to ring up, in capitals
PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX schema: <https://schema.org/>

INSERT { ?role a osce:Role ; org:member ?person ; osce:attestedIn ?release ; osce:roleTitle "PRESS AND PUBLIC INFORMATION OFFICER"@en }
WHERE {
  { SELECT ?person ?release { ?quote schema:spokenByCharacter ?person ; schema:isPartOf ?release } ORDER BY ?person ?release LIMIT 1 }
  BIND (IRI(CONCAT(STR(?person), "-press")) AS ?role)
}
