"""The program's messages in English, by their German template; what is filled in is numbered in the German order."""

from app.web.texts.en_messages_app import APP
from app.web.texts.en_messages_corpora import CORPORA
from app.web.texts.en_messages_eval import EVAL
from app.web.texts.en_messages_index import INDEX
from app.web.texts.en_messages_ingest import INGEST

MESSAGES = {**APP, **CORPORA, **INGEST, **INDEX, **EVAL}
