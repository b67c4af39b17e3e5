"""The names and versions of the rule sets, as `ontology/vocabularies/methods.ttl` describes them.

Whoever changes what a rule set finds raises its version here and there; statements keep saying which one made them.
"""

from typing import Final

TITLE: Final = "title-2"
LABEL_BLOCK: Final = "label-block-2"
DATELINE: Final = "dateline-4"
DATE_LINE: Final = "date-line-2"
GAZETTEER: Final = "gazetteer-9"
ROLE_GRAMMAR: Final = "role-grammar-16"
ORGANISATION_GRAMMAR: Final = "organisation-grammar-15"
QUOTATION_GRAMMAR: Final = "quotation-grammar-15"
OFFICE_HOLDER: Final = "office-holder-1"
EVENT_NAME: Final = "event-name-12"
EVENT_DATE: Final = "event-date-14"
EVENT_PLACE: Final = "event-place-12"
EVENT_COUNT: Final = "event-count-12"
ORGANISER_LIST: Final = "organiser-list-6"
SUPPORTER_LIST: Final = "supporter-list-6"
PARTICIPANT_LIST: Final = "participant-list-7"
FUNDING_PHRASE: Final = "funding-phrase-13"
