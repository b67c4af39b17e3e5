"""The names and versions of the rule sets, as `ontology/vocabularies/methods.ttl` describes them.

Whoever changes what a rule set finds raises its version here and there; statements keep saying which one made them.
"""

from typing import Final

TITLE: Final = "title-3"
LABEL_BLOCK: Final = "label-block-5"
DATELINE: Final = "dateline-7"
DATE_LINE: Final = "date-line-3"
GAZETTEER: Final = "gazetteer-13"
ROLE_GRAMMAR: Final = "role-grammar-24"
ORGANISATION_GRAMMAR: Final = "organisation-grammar-23"
QUOTATION_GRAMMAR: Final = "quotation-grammar-20"
OFFICE_HOLDER: Final = "office-holder-1"
EVENT_NAME: Final = "event-name-19"
EVENT_DATE: Final = "event-date-21"
EVENT_PLACE: Final = "event-place-17"
EVENT_COUNT: Final = "event-count-16"
ORGANISER_LIST: Final = "organiser-list-8"
SUPPORTER_LIST: Final = "supporter-list-8"
PARTICIPANT_LIST: Final = "participant-list-9"
FUNDING_PHRASE: Final = "funding-phrase-20"
