# found by oshapes:Place-oneState: Vienna in Norway as well
PREFIX schema: <https://schema.org/>

INSERT DATA {
  <https://w3id.org/osce-graph/place/vienna> schema:containedInPlace <https://w3id.org/osce-graph/state/norway>
}
