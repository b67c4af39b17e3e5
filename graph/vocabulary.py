"""The words of the graph as constants, one per term of ontology/osce.ttl and ontology/reused.ttl.

Plain constants, so that a misspelt name is an error of the type checker. The rule of naming: the local name in upper
snake case; own terms bare (`RELEASE`), borrowed ones after their prefix (`DCTERMS_TITLE`). Where a class and a property
differ by the case of their first letter alone, the property takes `HAS_`: `REGION` is a class, `HAS_REGION` a property.
A test holds this module and the two files equal, both ways. One line per term makes it longer than other modules.
"""

from typing import Final

from pyoxigraph import NamedNode

PREFIXES: Final[dict[str, str]] = {
    "osce": "https://w3id.org/osce-graph/ontology#",
    "oshapes": "https://w3id.org/osce-graph/shapes#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "vann": "http://purl.org/vocab/vann/",
}
"""Prefix to namespace, in the order in which they are written."""

OSCE: Final = PREFIXES["osce"]
OSHAPES: Final = PREFIXES["oshapes"]
RDF: Final = PREFIXES["rdf"]
RDFS: Final = PREFIXES["rdfs"]
OWL: Final = PREFIXES["owl"]
XSD: Final = PREFIXES["xsd"]
SKOS: Final = PREFIXES["skos"]
DCTERMS: Final = PREFIXES["dcterms"]
FOAF: Final = PREFIXES["foaf"]
ORG: Final = PREFIXES["org"]
PROV: Final = PREFIXES["prov"]
OA: Final = PREFIXES["oa"]
SCHEMA: Final = PREFIXES["schema"]
GEO: Final = PREFIXES["geo"]
SD: Final = PREFIXES["sd"]
SH: Final = PREFIXES["sh"]
DQV: Final = PREFIXES["dqv"]
VANN: Final = PREFIXES["vann"]

# osce: the graph's own terms
RELEASE: Final = NamedNode(OSCE + "Release")
NODE_NUMBER: Final = NamedNode(OSCE + "nodeNumber")
DATELINED: Final = NamedNode(OSCE + "datelined")
POSITION: Final = NamedNode(OSCE + "position")
ATTENDANCE: Final = NamedNode(OSCE + "attendance")
EVENT_TYPE: Final = NamedNode(OSCE + "eventType")
FIELD_OF_WORK: Final = NamedNode(OSCE + "FieldOfWork")
CONTENT_TYPE: Final = NamedNode(OSCE + "ContentType")
DIMENSION: Final = NamedNode(OSCE + "dimension")
TERM_STATUS: Final = NamedNode(OSCE + "termStatus")
STATE: Final = NamedNode(OSCE + "State")
PARTICIPATING_STATE: Final = NamedNode(OSCE + "ParticipatingState")
PARTNER_FOR_CO_OPERATION: Final = NamedNode(OSCE + "PartnerForCoOperation")
MEDITERRANEAN_PARTNER: Final = NamedNode(OSCE + "MediterraneanPartner")
ASIAN_PARTNER: Final = NamedNode(OSCE + "AsianPartner")
PARTICIPATION: Final = NamedNode(OSCE + "Participation")
DEMONYM: Final = NamedNode(OSCE + "demonym")
ISO2: Final = NamedNode(OSCE + "iso2")
ISO3: Final = NamedNode(OSCE + "iso3")
M49: Final = NamedNode(OSCE + "m49")
CAPITAL: Final = NamedNode(OSCE + "capital")
FOCUS_OF: Final = NamedNode(OSCE + "focusOf")
GROUNDING: Final = NamedNode(OSCE + "Grounding")
BASIS: Final = NamedNode(OSCE + "basis")
CERTAINTY: Final = NamedNode(OSCE + "certainty")
DATED_NAME: Final = NamedNode(OSCE + "DatedName")
NAME_OF: Final = NamedNode(OSCE + "nameOf")
PLACE: Final = NamedNode(OSCE + "Place")
CITY: Final = NamedNode(OSCE + "City")
TOWN: Final = NamedNode(OSCE + "Town")
REGION: Final = NamedNode(OSCE + "Region")
TERRITORY: Final = NamedNode(OSCE + "Territory")
HISTORIC_STATE: Final = NamedNode(OSCE + "HistoricState")
OTHER_COUNTRY: Final = NamedNode(OSCE + "OtherCountry")
STRUCTURE: Final = NamedNode(OSCE + "Structure")
INSTITUTION: Final = NamedNode(OSCE + "Institution")
FIELD_OPERATION: Final = NamedNode(OSCE + "FieldOperation")
ACRONYM: Final = NamedNode(OSCE + "acronym")
SEAT: Final = NamedNode(OSCE + "seat")
SITE_PATH: Final = NamedNode(OSCE + "sitePath")
SITE_LABEL: Final = NamedNode(OSCE + "siteLabel")
HOST_STATE: Final = NamedNode(OSCE + "hostState")
HAS_REGION: Final = NamedNode(OSCE + "region")
PREDECESSOR: Final = NamedNode(OSCE + "predecessor")
SUCCESSOR: Final = NamedNode(OSCE + "successor")
STATUS: Final = NamedNode(OSCE + "status")
MEETING_SERIES: Final = NamedNode(OSCE + "MeetingSeries")
FREQUENCY: Final = NamedNode(OSCE + "frequency")
TENURE: Final = NamedNode(OSCE + "Tenure")
HELD_FOR: Final = NamedNode(OSCE + "heldFor")
FROM_STATE: Final = NamedNode(OSCE + "fromState")
KNOWN_ON: Final = NamedNode(OSCE + "knownOn")
ROLE: Final = NamedNode(OSCE + "Role")
ROLE_TITLE: Final = NamedNode(OSCE + "roleTitle")
ATTESTED_IN: Final = NamedNode(OSCE + "attestedIn")
ATTESTED_ON: Final = NamedNode(OSCE + "attestedOn")
ONE_PERSON: Final = NamedNode(OSCE + "OnePerson")
NAMESAKE: Final = NamedNode(OSCE + "Namesake")
NO_PERSON: Final = NamedNode(OSCE + "NoPerson")
PRINTED_NAME: Final = NamedNode(OSCE + "printedName")
TOLD_BY: Final = NamedNode(OSCE + "toldBy")
MENU_SECTION: Final = NamedNode(OSCE + "MenuSection")
LISTS: Final = NamedNode(OSCE + "lists")

SAVED_PAGE: Final = NamedNode(OSCE + "SavedPage")
TEXT_LENGTH: Final = NamedNode(OSCE + "textLength")
LAYOUT: Final = NamedNode(OSCE + "layout")
READING: Final = NamedNode(OSCE + "Reading")
METHOD: Final = NamedNode(OSCE + "Method")
EVIDENCE: Final = NamedNode(OSCE + "Evidence")
CANDIDATE: Final = NamedNode(OSCE + "Candidate")
SPEAKING_OFFICE: Final = NamedNode(OSCE + "speakingOffice")
INFERRED_SPEAKER: Final = NamedNode(OSCE + "inferredSpeaker")
TELLS_OF_FUNDER: Final = NamedNode(OSCE + "tellsOfFunder")
INFERRED_MENTION: Final = NamedNode(OSCE + "inferredMention")
OVERRULED: Final = NamedNode(OSCE + "Overruled")
CONFIDENCE: Final = NamedNode(OSCE + "confidence")
FINDING: Final = NamedNode(OSCE + "Finding")
REJECTION: Final = NamedNode(OSCE + "Rejection")
NOTICE: Final = NamedNode(OSCE + "Notice")
RULE: Final = NamedNode(OSCE + "rule")
REMEDY: Final = NamedNode(OSCE + "remedy")
INPUT: Final = NamedNode(OSCE + "input")
POPULATION: Final = NamedNode(OSCE + "population")
CONCERNS: Final = NamedNode(OSCE + "concerns")

# rdf
RDF_TYPE: Final = NamedNode(RDF + "type")
RDF_STATEMENT: Final = NamedNode(RDF + "Statement")
RDF_SUBJECT: Final = NamedNode(RDF + "subject")
RDF_PREDICATE: Final = NamedNode(RDF + "predicate")
RDF_OBJECT: Final = NamedNode(RDF + "object")
RDF_VALUE: Final = NamedNode(RDF + "value")
RDF_LANG_STRING: Final = NamedNode(RDF + "langString")

# rdfs
RDFS_DATATYPE: Final = NamedNode(RDFS + "Datatype")
RDFS_LABEL: Final = NamedNode(RDFS + "label")
RDFS_COMMENT: Final = NamedNode(RDFS + "comment")
RDFS_SEE_ALSO: Final = NamedNode(RDFS + "seeAlso")
RDFS_SUB_CLASS_OF: Final = NamedNode(RDFS + "subClassOf")
RDFS_SUB_PROPERTY_OF: Final = NamedNode(RDFS + "subPropertyOf")
RDFS_DOMAIN: Final = NamedNode(RDFS + "domain")
RDFS_RANGE: Final = NamedNode(RDFS + "range")
RDFS_IS_DEFINED_BY: Final = NamedNode(RDFS + "isDefinedBy")

# owl
OWL_ONTOLOGY: Final = NamedNode(OWL + "Ontology")
OWL_CLASS: Final = NamedNode(OWL + "Class")
OWL_OBJECT_PROPERTY: Final = NamedNode(OWL + "ObjectProperty")
OWL_DATATYPE_PROPERTY: Final = NamedNode(OWL + "DatatypeProperty")
OWL_ANNOTATION_PROPERTY: Final = NamedNode(OWL + "AnnotationProperty")
OWL_INVERSE_OF: Final = NamedNode(OWL + "inverseOf")
OWL_DISJOINT_WITH: Final = NamedNode(OWL + "disjointWith")
OWL_DIFFERENT_FROM: Final = NamedNode(OWL + "differentFrom")
OWL_SAME_AS: Final = NamedNode(OWL + "sameAs")
OWL_VERSION_INFO: Final = NamedNode(OWL + "versionInfo")
OWL_VERSION_IRI: Final = NamedNode(OWL + "versionIRI")

# xsd: datatypes
XSD_STRING: Final = NamedNode(XSD + "string")
XSD_BOOLEAN: Final = NamedNode(XSD + "boolean")
XSD_INTEGER: Final = NamedNode(XSD + "integer")
XSD_DECIMAL: Final = NamedNode(XSD + "decimal")
XSD_DATE: Final = NamedNode(XSD + "date")
XSD_DATE_TIME: Final = NamedNode(XSD + "dateTime")
XSD_G_YEAR: Final = NamedNode(XSD + "gYear")
XSD_G_YEAR_MONTH: Final = NamedNode(XSD + "gYearMonth")
XSD_G_MONTH_DAY: Final = NamedNode(XSD + "gMonthDay")

# skos
SKOS_CONCEPT: Final = NamedNode(SKOS + "Concept")
SKOS_CONCEPT_SCHEME: Final = NamedNode(SKOS + "ConceptScheme")
SKOS_IN_SCHEME: Final = NamedNode(SKOS + "inScheme")
SKOS_PREF_LABEL: Final = NamedNode(SKOS + "prefLabel")
SKOS_ALT_LABEL: Final = NamedNode(SKOS + "altLabel")
SKOS_HIDDEN_LABEL: Final = NamedNode(SKOS + "hiddenLabel")
SKOS_BROADER: Final = NamedNode(SKOS + "broader")
SKOS_EXACT_MATCH: Final = NamedNode(SKOS + "exactMatch")
SKOS_CLOSE_MATCH: Final = NamedNode(SKOS + "closeMatch")
SKOS_RELATED_MATCH: Final = NamedNode(SKOS + "relatedMatch")
SKOS_DEFINITION: Final = NamedNode(SKOS + "definition")
SKOS_EXAMPLE: Final = NamedNode(SKOS + "example")
SKOS_NOTE: Final = NamedNode(SKOS + "note")
SKOS_SCOPE_NOTE: Final = NamedNode(SKOS + "scopeNote")

# dcterms
DCTERMS_TITLE: Final = NamedNode(DCTERMS + "title")
DCTERMS_IS_REPLACED_BY: Final = NamedNode(DCTERMS + "isReplacedBy")
DCTERMS_ISSUED: Final = NamedNode(DCTERMS + "issued")
DCTERMS_TYPE: Final = NamedNode(DCTERMS + "type")
DCTERMS_PUBLISHER: Final = NamedNode(DCTERMS + "publisher")
DCTERMS_SUBJECT: Final = NamedNode(DCTERMS + "subject")
DCTERMS_SPATIAL: Final = NamedNode(DCTERMS + "spatial")
DCTERMS_ABSTRACT: Final = NamedNode(DCTERMS + "abstract")
DCTERMS_CREATOR: Final = NamedNode(DCTERMS + "creator")
DCTERMS_LICENSE: Final = NamedNode(DCTERMS + "license")
DCTERMS_CREATED: Final = NamedNode(DCTERMS + "created")
DCTERMS_MODIFIED: Final = NamedNode(DCTERMS + "modified")

# foaf
FOAF_PERSON: Final = NamedNode(FOAF + "Person")
FOAF_DOCUMENT: Final = NamedNode(FOAF + "Document")
FOAF_NAME: Final = NamedNode(FOAF + "name")
FOAF_PRIMARY_TOPIC: Final = NamedNode(FOAF + "primaryTopic")
FOAF_FOCUS: Final = NamedNode(FOAF + "focus")

# org
ORG_ORGANIZATION: Final = NamedNode(ORG + "Organization")
ORG_MEMBERSHIP: Final = NamedNode(ORG + "Membership")
ORG_MEMBER: Final = NamedNode(ORG + "member")
ORG_HAS_ORGANIZATION: Final = NamedNode(ORG + "organization")
ORG_CLASSIFICATION: Final = NamedNode(ORG + "classification")
ORG_SUB_ORGANIZATION_OF: Final = NamedNode(ORG + "subOrganizationOf")

# prov
PROV_ENTITY: Final = NamedNode(PROV + "Entity")
PROV_ACTIVITY: Final = NamedNode(PROV + "Activity")
PROV_SOFTWARE_AGENT: Final = NamedNode(PROV + "SoftwareAgent")
PROV_HAD_PRIMARY_SOURCE: Final = NamedNode(PROV + "hadPrimarySource")
PROV_WAS_DERIVED_FROM: Final = NamedNode(PROV + "wasDerivedFrom")
PROV_WAS_GENERATED_BY: Final = NamedNode(PROV + "wasGeneratedBy")
PROV_WAS_ATTRIBUTED_TO: Final = NamedNode(PROV + "wasAttributedTo")
PROV_USED: Final = NamedNode(PROV + "used")
PROV_GENERATED_AT_TIME: Final = NamedNode(PROV + "generatedAtTime")

# oa: web annotations
OA_ANNOTATION: Final = NamedNode(OA + "Annotation")
OA_SPECIFIC_RESOURCE: Final = NamedNode(OA + "SpecificResource")
OA_TEXT_POSITION_SELECTOR: Final = NamedNode(OA + "TextPositionSelector")
OA_TEXT_QUOTE_SELECTOR: Final = NamedNode(OA + "TextQuoteSelector")
OA_MOTIVATION: Final = NamedNode(OA + "Motivation")
OA_MOTIVATED_BY: Final = NamedNode(OA + "motivatedBy")
OA_DESCRIBING: Final = NamedNode(OA + "describing")
OA_HAS_BODY: Final = NamedNode(OA + "hasBody")
OA_HAS_TARGET: Final = NamedNode(OA + "hasTarget")
OA_HAS_SOURCE: Final = NamedNode(OA + "hasSource")
OA_HAS_SELECTOR: Final = NamedNode(OA + "hasSelector")
OA_START: Final = NamedNode(OA + "start")
OA_END: Final = NamedNode(OA + "end")
OA_EXACT: Final = NamedNode(OA + "exact")
OA_PREFIX: Final = NamedNode(OA + "prefix")
OA_SUFFIX: Final = NamedNode(OA + "suffix")

# schema: schema.org
SCHEMA_NEWS_ARTICLE: Final = NamedNode(SCHEMA + "NewsArticle")
SCHEMA_SITE_NAVIGATION_ELEMENT: Final = NamedNode(SCHEMA + "SiteNavigationElement")
SCHEMA_COUNTRY: Final = NamedNode(SCHEMA + "Country")
SCHEMA_PLACE: Final = NamedNode(SCHEMA + "Place")
SCHEMA_EVENT: Final = NamedNode(SCHEMA + "Event")
SCHEMA_QUOTATION: Final = NamedNode(SCHEMA + "Quotation")
SCHEMA_ABOUT: Final = NamedNode(SCHEMA + "about")
SCHEMA_MENTIONS: Final = NamedNode(SCHEMA + "mentions")
SCHEMA_LOCATION: Final = NamedNode(SCHEMA + "location")
SCHEMA_ORGANIZER: Final = NamedNode(SCHEMA + "organizer")
SCHEMA_ATTENDEE: Final = NamedNode(SCHEMA + "attendee")
SCHEMA_FUNDER: Final = NamedNode(SCHEMA + "funder")
SCHEMA_CONTRIBUTOR: Final = NamedNode(SCHEMA + "contributor")
SCHEMA_AFFILIATION: Final = NamedNode(SCHEMA + "affiliation")
SCHEMA_HONORIFIC_PREFIX: Final = NamedNode(SCHEMA + "honorificPrefix")
SCHEMA_TEXT: Final = NamedNode(SCHEMA + "text")
SCHEMA_SPOKEN_BY_CHARACTER: Final = NamedNode(SCHEMA + "spokenByCharacter")
SCHEMA_IS_PART_OF: Final = NamedNode(SCHEMA + "isPartOf")
SCHEMA_START_DATE: Final = NamedNode(SCHEMA + "startDate")
SCHEMA_END_DATE: Final = NamedNode(SCHEMA + "endDate")
SCHEMA_CONTAINED_IN_PLACE: Final = NamedNode(SCHEMA + "containedInPlace")
SCHEMA_FOUNDING_DATE: Final = NamedNode(SCHEMA + "foundingDate")
SCHEMA_DISSOLUTION_DATE: Final = NamedNode(SCHEMA + "dissolutionDate")
SCHEMA_CREATIVE_WORK_STATUS: Final = NamedNode(SCHEMA + "creativeWorkStatus")
SCHEMA_IN_LANGUAGE: Final = NamedNode(SCHEMA + "inLanguage")
SCHEMA_TRANSLATION_OF_WORK: Final = NamedNode(SCHEMA + "translationOfWork")
SCHEMA_KEYWORDS: Final = NamedNode(SCHEMA + "keywords")
SCHEMA_URL: Final = NamedNode(SCHEMA + "url")
SCHEMA_SHA256: Final = NamedNode(SCHEMA + "sha256")
SCHEMA_ENCODING_FORMAT: Final = NamedNode(SCHEMA + "encodingFormat")
SCHEMA_SOFTWARE_VERSION: Final = NamedNode(SCHEMA + "softwareVersion")

# geo: WGS 84
GEO_LAT: Final = NamedNode(GEO + "lat")
GEO_LONG: Final = NamedNode(GEO + "long")

# sd: named graphs
SD_NAMED_GRAPH: Final = NamedNode(SD + "NamedGraph")

# dqv: measurements of quality
DQV_DIMENSION: Final = NamedNode(DQV + "Dimension")
DQV_METRIC: Final = NamedNode(DQV + "Metric")
DQV_QUALITY_MEASUREMENT: Final = NamedNode(DQV + "QualityMeasurement")
DQV_IN_DIMENSION: Final = NamedNode(DQV + "inDimension")
DQV_EXPECTED_DATA_TYPE: Final = NamedNode(DQV + "expectedDataType")
DQV_IS_MEASUREMENT_OF: Final = NamedNode(DQV + "isMeasurementOf")
DQV_COMPUTED_ON: Final = NamedNode(DQV + "computedOn")
DQV_VALUE: Final = NamedNode(DQV + "value")

# sh: the validation report
SH_SPARQL_EXECUTABLE: Final = NamedNode(SH + "SPARQLExecutable")
SH_SPARQL_SELECT_EXECUTABLE: Final = NamedNode(SH + "SPARQLSelectExecutable")
SH_SPARQL_ASK_EXECUTABLE: Final = NamedNode(SH + "SPARQLAskExecutable")
SH_SPARQL_CONSTRUCT_EXECUTABLE: Final = NamedNode(SH + "SPARQLConstructExecutable")
SH_SELECT: Final = NamedNode(SH + "select")
SH_ASK: Final = NamedNode(SH + "ask")
SH_CONSTRUCT: Final = NamedNode(SH + "construct")
SH_VALIDATION_REPORT: Final = NamedNode(SH + "ValidationReport")
SH_VALIDATION_RESULT: Final = NamedNode(SH + "ValidationResult")
SH_SEVERITY: Final = NamedNode(SH + "Severity")
SH_VIOLATION: Final = NamedNode(SH + "Violation")
SH_WARNING: Final = NamedNode(SH + "Warning")
SH_INFO: Final = NamedNode(SH + "Info")
SH_CONFORMS: Final = NamedNode(SH + "conforms")
SH_RESULT: Final = NamedNode(SH + "result")
SH_FOCUS_NODE: Final = NamedNode(SH + "focusNode")
SH_RESULT_PATH: Final = NamedNode(SH + "resultPath")
SH_VALUE: Final = NamedNode(SH + "value")
SH_RESULT_SEVERITY: Final = NamedNode(SH + "resultSeverity")
SH_SOURCE_SHAPE: Final = NamedNode(SH + "sourceShape")
SH_SOURCE_CONSTRAINT_COMPONENT: Final = NamedNode(SH + "sourceConstraintComponent")
SH_RESULT_MESSAGE: Final = NamedNode(SH + "resultMessage")

# vann
VANN_PREFERRED_NAMESPACE_PREFIX: Final = NamedNode(VANN + "preferredNamespacePrefix")
VANN_PREFERRED_NAMESPACE_URI: Final = NamedNode(VANN + "preferredNamespaceUri")
