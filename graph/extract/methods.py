"""The names and versions of the rule sets, as `ontology/vocabularies/methods.ttl` describes them.

Whoever changes what a rule set finds raises its version here and there; statements keep saying which one made them.
"""

from typing import Final

TITLE: Final = "title-1"
LABEL_BLOCK: Final = "label-block-1"
DATELINE: Final = "dateline-3"
DATE_LINE: Final = "date-line-1"
GAZETTEER: Final = "gazetteer-5"
ROLE_GRAMMAR: Final = "role-grammar-12"
ORGANISATION_GRAMMAR: Final = "organisation-grammar-11"
QUOTATION_GRAMMAR: Final = "quotation-grammar-11"
OFFICE_HOLDER: Final = "office-holder-1"
EVENT_NAME: Final = "event-name-8"
EVENT_DATE: Final = "event-date-10"
EVENT_PLACE: Final = "event-place-8"
EVENT_COUNT: Final = "event-count-8"
ORGANISER_LIST: Final = "organiser-list-3"
SUPPORTER_LIST: Final = "supporter-list-2"
PARTICIPANT_LIST: Final = "participant-list-4"
FUNDING_PHRASE: Final = "funding-phrase-9"
