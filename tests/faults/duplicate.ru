# found by oshapes:Release-titleOnceADay: one title and day on two releases
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE { ?release dcterms:title ?old ; dcterms:issued ?oldDay }
INSERT { ?release dcterms:title ?title ; dcterms:issued ?day }
WHERE {
  { SELECT ?release ?old ?oldDay { ?release dcterms:title ?old ; dcterms:issued ?oldDay } ORDER BY ?release LIMIT 1 }
  { SELECT ?title ?day { ?release dcterms:title ?title ; dcterms:issued ?day } ORDER BY DESC(?release) LIMIT 1 }
}
