"""The names and versions of the rule sets, as `ontology/vocabularies/methods.ttl` describes them.

Whoever changes what a rule set finds raises its version here and there; statements keep saying which one made them.
"""

from typing import Final

TITLE: Final = "title-1"
LABEL_BLOCK: Final = "label-block-1"
DATELINE: Final = "dateline-3"
DATE_LINE: Final = "date-line-1"
GAZETTEER: Final = "gazetteer-6"
ROLE_GRAMMAR: Final = "role-grammar-13"
ORGANISATION_GRAMMAR: Final = "organisation-grammar-12"
QUOTATION_GRAMMAR: Final = "quotation-grammar-12"
OFFICE_HOLDER: Final = "office-holder-1"
EVENT_NAME: Final = "event-name-9"
EVENT_DATE: Final = "event-date-11"
EVENT_PLACE: Final = "event-place-9"
EVENT_COUNT: Final = "event-count-9"
ORGANISER_LIST: Final = "organiser-list-4"
SUPPORTER_LIST: Final = "supporter-list-3"
PARTICIPANT_LIST: Final = "participant-list-5"
FUNDING_PHRASE: Final = "funding-phrase-10"
