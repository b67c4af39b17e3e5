"""The names and versions of the rule sets, as `ontology/vocabularies/methods.ttl` describes them.

Whoever changes what a rule set finds raises its version here and there; statements keep saying which one made them.
"""

from typing import Final

TITLE: Final = "title-2"
LABEL_BLOCK: Final = "label-block-2"
DATELINE: Final = "dateline-4"
DATE_LINE: Final = "date-line-2"
GAZETTEER: Final = "gazetteer-10"
ROLE_GRAMMAR: Final = "role-grammar-17"
ORGANISATION_GRAMMAR: Final = "organisation-grammar-16"
QUOTATION_GRAMMAR: Final = "quotation-grammar-16"
OFFICE_HOLDER: Final = "office-holder-1"
EVENT_NAME: Final = "event-name-13"
EVENT_DATE: Final = "event-date-15"
EVENT_PLACE: Final = "event-place-13"
EVENT_COUNT: Final = "event-count-13"
ORGANISER_LIST: Final = "organiser-list-7"
SUPPORTER_LIST: Final = "supporter-list-7"
PARTICIPANT_LIST: Final = "participant-list-8"
FUNDING_PHRASE: Final = "funding-phrase-14"
