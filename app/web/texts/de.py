"""The pages' texts in German."""

from app.web.texts.de_holdings import HOLDINGS
from app.web.texts.de_members import MEMBERS
from app.web.texts.de_quality import QUALITY
from app.web.texts.de_report import REPORT
from app.web.texts.de_streamlit import STREAMLIT

TEXTS = {
    **STREAMLIT,
    **HOLDINGS,
    **MEMBERS,
    **QUALITY,
    **REPORT,
    "app.name": "Aktenkompass",
    "format.moment": "%d.%m.%Y, %H:%M Uhr",
    "language.de": "Deutsch",
    "language.en": "English",
    # Frame
    "frame.tenant": "Kommune",
    "frame.language": "Sprache",
    "nav.ask": "Fragen",
    "nav.history": "Verlauf",
    "table.actions": "Aktionen",
    "dialog.cancel": "Abbrechen",
    "duration.seconds": "{count} Sekunden",
    "duration.seconds_one": "1 Sekunde",
    "duration.minutes": "{count} Minuten",
    "duration.minutes_one": "1 Minute",
    "duration.hours": "{count} Stunden",
    "nav.about": "Über",
    # Fragen
    "ask.title": "Fragen",
    "ask.lead": "Sie bekommen Aussagen aus den Unterlagen Ihrer Kommune, jede mit der Stelle, an der sie steht.",
    "ask.label": "Ihre Frage",
    "ask.placeholder": "Zum Beispiel: Wie hoch ist die Hundesteuer für den zweiten Hund?",
    "ask.submit": "Antwort suchen",
    "follow.label": "Rückfrage in diesem Gespräch",
    "follow.submit": "Rückfrage stellen",
    "ask.new": "Neues Gespräch beginnen",
    "ask.empty": "Bitte schreiben Sie zuerst eine Frage.",
    "ask.unsent": "Ihre Frage von vor der Anmeldung steht wieder im Feld. Sie wurde noch nicht gestellt.",
    "ask.no_corpora": "Es gibt noch keinen Bestand, in dem Sie suchen können.",
    "ask.no_documents": "Ihre Bestände enthalten noch keine Unterlagen, in denen gesucht werden kann.",
    "ask.to_holdings": "Zu den Beständen",
    "ask.ask_managers": "Die Wissensverwaltung Ihres Hauses kann Unterlagen aufnehmen oder für Sie freigeben.",
    "ask.narrowed": "Suche eingegrenzt: {where}",
    "ask.narrow": "Suche eingrenzen: Bestände, Art, Zeitraum",
    "ask.corpora": "Bestände",
    "ask.corpora_all_one": "1 Bestand",
    "ask.corpora_all": "Alle {count} Bestände",
    "ask.corpora_lent_one": "davon 1 von anderen ({owners})",
    "ask.corpora_lent": "davon {count} von anderen ({owners})",
    "ask.lead_lent": "Durchsucht werden auch Unterlagen, die andere für Sie freigegeben haben: {owners}.",
    "source.lent": "Nicht Ihre Kommune",
    "source.lent_means": "Diese Unterlage gehört zu: {owner}. Was darin steht, gilt bei Ihnen nicht ohne Weiteres.",
    "source.lent_by": "Unterlage von: {owner}",
    "source.owner": "Kommune",
    "ask.kinds": "Art der Unterlagen",
    "ask.kinds_all": "Alle Arten",
    "ask.date_from": "Datum von",
    "ask.date_to": "Datum bis",
    "ask.dates_reversed": "Das Datum „von“ liegt nach dem Datum „bis“. Gesucht wird deshalb ohne Zeitraum.",
    "ask.dates_note": "Mit einem Zeitraum bleiben Unterlagen ohne Datum außen vor.",
    "ask.examples": "Beispiele aus Ihren Unterlagen",
    "ask.engine": "So wird geantwortet: {engine}",
    "kind.council": "Ratspapiere",
    "kind.regulation": "Recht und Regeln",
    "kind.guide": "Ratgeber und Anleitungen",
    "engine.extractive": "wörtlich aus den Unterlagen, ohne Sprachmodell",
    "engine.extractive_unnamed": "wörtlich aus den Unterlagen, ohne Sprachmodell",
    "engine.generative": "formuliert vom Sprachmodell {model}",
    "engine.generative_unnamed": "formuliert von einem Sprachmodell",
    "examples.minutes": "Was wurde zu „{subject}“ beschlossen?",
    "examples.proposal": "Was wird zu „{subject}“ vorgeschlagen?",
    "examples.information": "Was steht in der Mitteilung „{subject}“?",
    "examples.regulation": "Was regelt {paragraph} der {name}?",
    "examples.guide": "Was steht in „{title}“ zu „{heading}“?",
    # Antwort
    "answer.list_label": "Aussagen der Antwort",
    "answer.running": "Die Unterlagen werden durchsucht …",
    "answer.running_found": "Die Antwort wird zusammengestellt …",
    "answer.stop": "Anhalten",
    "answer.stopped": "Sie haben die Antwort angehalten.",
    "answer.stopped_means": "Was oben steht, ist unvollständig. Ihre Frage steht wieder im Feld.",
    "answer.stopped_early": "Bis dahin gab es keine Aussage. Ihre Frage steht wieder im Feld.",
    "answer.none": "Keine Antwort in den Unterlagen",
    "answer.sources_only": "Nur Fundstellen, keine Antwort",
    "answer.nearest": "Am nächsten liegen diese Stellen",
    "answer.caution": "Mit Vorsicht lesen:",
    "answer.made_by": "Verfahren",
    "answer.confidence": "Sicherheit",
    "answer.seconds": "Dauer",
    "answer.seconds_few": "unter {seconds} Sekunden",
    "answer.seconds_value": "{seconds} Sekunden",
    "answer.created": "Erstellt",
    "verdict.supported": "belegt",
    "verdict.supported_means": "",
    "verdict.older": "belegt, aber in einer älteren Fassung",
    "verdict.older_means": "Die Stelle trägt die Aussage; prüfen Sie, was heute gilt.",
    "verdict.partial": "teilweise belegt",
    "verdict.partial_means": "",
    "verdict.unsupported": "nicht belegt",
    "verdict.unsupported_means": "Diese Aussage steht so in keiner Unterlage.",
    "verdict.missing": "Weicht von der Stelle ab bei: {words}",
    "notice.extractive": "Automatisch zusammengestellt aus wörtlichen Auszügen der genannten Unterlagen; "
    "kein Sprachmodell hat daran mitgeschrieben.",
    "notice.generative": "Von einer KI formuliert; jede Aussage wurde automatisch mit der zitierten Stelle verglichen. "
    "Prüfen Sie die Quellen, bevor Sie die Auskunft verwenden.",
    "notice.none": "Die Fundstellen wurden automatisch ermittelt.",
    "say.answered": "Die Antwort ist vollständig. Aussagen: {count}, davon belegt: {proven}.",
    "say.older": "Nur in einer älteren Fassung belegt: {count}.",
    "say.stopped": "Die Antwort wurde angehalten. Aussagen bis dahin: {count}.",
    "say.failed": "Die Antwort ist nicht möglich.",
    "follow.placeholder": "Zum Beispiel: Und für den dritten?",
    "ask.lost": "Dieses Gespräch gibt es nicht mehr. Sie können ein neues beginnen.",
    "ask.words_alone": (
        "Die Unterlagen von „{tenant}“ werden zurzeit nur nach Wörtern durchsucht, nicht nach Bedeutung: Ihr Suchindex "
        "muss neu aufgebaut werden. Sagen Sie es bitte der Stelle, die diesen Dienst betreibt."
    ),
    "ask.since": "ab {date}",
    "ask.until": "bis {date}",
    "answer.searched": "Gesucht in",
    "answer.incomplete": "Unvollständig:",
    "answer.withheld": "Aussagen, deren Unterlage es nicht mehr gibt oder die für Sie nicht mehr freigegeben ist: "
    "{count}",
    "answer.understood": "Verstanden als: {question}",
    "source.proposal_treated": "Vorschlag. In den Niederschriften steht dazu:",
    "source.treated": "In den Niederschriften steht dazu:",
    "take.copy": "Kopieren",
    "take.copied": "Mit Quellen kopiert",
    "take.copy_failed": "Kopieren nicht möglich",
    "take.docx": "Zur Akte als Word-Datei",
    "take.pdf": "Zur Akte als PDF",
    "take.file_name": "auskunft",
    "opinion.question": "War diese Antwort hilfreich?",
    "opinion.up": "Hilfreich",
    "opinion.down": "Nicht hilfreich",
    "opinion.thanks": "Danke. Ihre Rückmeldung: {rating}.",
    "opinion.take_back": "Zurücknehmen",
    "opinion.more": "Was war nicht gut?",
    "opinion.wrong_source": "Falsche Quelle",
    "opinion.outdated": "Veraltet",
    "opinion.incomplete": "Unvollständig",
    "opinion.unclear": "Nicht verständlich",
    "opinion.remark": "Anmerkung",
    "opinion.remark_help": "Bitte keine Namen und keine Angaben über Personen.",
    "opinion.send": "Rückmeldung senden",
    "opinion.sent": "Danke, Ihre Rückmeldung wurde gespeichert.",
    # Quelle
    "source.open": "Quelle öffnen:",
    "source.label": "Quelle {number}",
    "source.close": "Quelle schließen",
    "source.page": "Seite {page}",
    "source.reference": "Nummer",
    "source.kind": "Art",
    "source.date": "Datum",
    "source.bodies": "Gremien",
    "source.place": "Stelle",
    "source.corpus": "Bestand",
    "source.file": "Datei",
    "source.passage": "Wortlaut der Stelle",
    "source.superseded_by": "Es gibt eine neuere Fassung: {title}",
    "frame.failed": "Diese Seite hat einen Fehler. Er wurde aufgezeichnet; laden Sie die Seite neu oder versuchen "
    "Sie es später.",
    "frame.action_failed": "Das ist wegen eines Fehlers nicht gelungen. Er wurde aufgezeichnet; versuchen Sie es noch "
    "einmal oder später.",
    "history.title": "Verlauf",
    "history.lead": "Ihre eigenen Gespräche. Nur Sie sehen sie. Jedes wird {days} Tage nach der letzten Frage "
    "gelöscht.",
    "history.search": "Im Verlauf suchen",
    "history.placeholder": "Wörter aus Frage oder Antwort",
    "history.empty": "Noch keine Gespräche. Ihre Fragen erscheinen hier, sobald sie beantwortet sind.",
    "history.nothing_found": "Kein Gespräch enthält alle diese Wörter.",
    "history.count_one": "1 Gespräch",
    "history.count": "{count} Gespräche, das neueste zuerst",
    "history.question": "Erste Frage",
    "history.turns": "Fragen",
    "history.when": "Zuletzt",
    "history.delete": "Löschen",
    "history.delete_spoken": "Gespräch löschen: {title}",
    "history.delete_title": "Gespräch löschen",
    "history.delete_sure": "Das Gespräch mit allen Antworten wird endgültig gelöscht.",
    "history.delete_all": "Ganzen Verlauf löschen",
    "history.delete_all_title": "Ganzen Verlauf löschen",
    "history.delete_all_sure": "Alle Ihre Gespräche werden endgültig gelöscht.",
    "history.delete_now": "Endgültig löschen",
    "history.delete_all_now": "Endgültig löschen",
    "history.deleted": "Gelöscht.",
    "source.superseded": "Ältere Fassung.",
    "source.newer": "Neuer in diesem Bestand: {title}",
    "source.newer_dated": "{title} vom {date}",
    "source.newest": "neueste in diesem Bestand",
    "source.facts": "Angaben zur Unterlage",
    "source.version": "Fassung",
    "source.not_yet": "Noch nicht in Kraft.",
    "source.valid_from": "Nach eigener Angabe gültig ab {date}.",
    "source.proposal": "Vorschlag, kein Beschluss.",
    "source.proposal_means": "Ob so beschlossen wurde, steht in der Niederschrift der Sitzung.",
    "source.changed": "Inzwischen geändert.",
    "source.lost": "Die zitierte Stelle steht in der heutigen Fassung der Unterlage nicht mehr so.",
    "source.still_there": "Die Unterlage wurde neu eingelesen; die zitierte Stelle steht noch darin.",
    "source.recognised": "Texterkennung.",
    "source.recognised_means": "Die Seite ist ein Scan; einzelne Zeichen können falsch erkannt sein. Es gilt das Bild.",
    "source.no_text": "Ohne Text.",
    "source.no_image": "Kein Seitenbild.",
    "source.office": "Amt oder Fraktion",
    "source.page_of": "Seite {page} von {count}",
    "source.text": "Text",
    "source.download": "Original herunterladen ({size})",
    "source.alt": "Seite {page} von „{title}“ als Bild. Der Text steht darunter.",
    "source.alt_marked": "Seite {page} von „{title}“ als Bild, die zitierte Stelle ist markiert. Der Wortlaut steht "
    "darunter.",
    "source.image_label": "Bild von Seite {page}",
    "source.caption": "Seite {page} von {count}",
    "source.caption_marked": "Seite {page} von {count}, die zitierte Stelle ist gelb markiert",
    "nature.proposal": "Vorschlag",
    "nature.information": "Mitteilung",
    "nature.notice": "Bekanntmachung",
    "nature.minutes": "Niederschrift",
    "nature.rule": "Regelung",
    "sign_in.title": "Anmelden",
    "sign_in.lead": "Melden Sie sich mit dem Konto Ihrer Verwaltung an. Danach sehen Sie die Unterlagen, die für "
    "Sie freigegeben sind.",
    "sign_in.expired": "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an.",
    "sign_in.no_member": "Sie sind angemeldet, gehören hier aber zu keiner Kommune. Bitten Sie die Stelle, die "
    "Aktenkompass bei Ihnen betreut, Sie einzutragen.",
    "sign_in.submit": "Anmelden",
    "sign_in.leave": "Abmelden",
    "about.title": "Über Aktenkompass",
    "about.what_title": "Was das ist",
    "about.what": "Aktenkompass beantwortet Fragen aus den Unterlagen Ihrer Verwaltung: Ratspapieren, Satzungen, "
    "Dienstanweisungen und Anleitungen. Zu jeder Aussage nennt es die Stelle, an der sie steht, "
    "und zeigt sie im Original.\n\n"
    "Es ersetzt keine Rechtsauskunft und keine Entscheidung. Es kennt nur die Unterlagen, die hier "
    "eingelesen wurden. Was nicht darin steht, weiß es nicht. Ob eine Auskunft richtig und aktuell "
    "ist, prüfen Sie an der Quelle.",
    "about.how_title": "Wie eine Antwort entsteht",
    "about.how": "1. Ihre Frage wird mit den Unterlagen verglichen, die für Sie freigegeben sind. Die am besten "
    "passenden Stellen werden ausgewählt.\n"
    "2. Reichen sie nicht aus, gibt es keine Antwort; Sie sehen dann nur, welche Stellen am "
    "nächsten liegen.\n"
    "3. Sonst wird die Antwort aus einzelnen Aussagen zusammengestellt.\n"
    "4. Jede Aussage wird vor der Anzeige mit der gespeicherten Seite verglichen. „Belegt“ heißt: "
    "Das Zitat steht wörtlich dort, und jede Zahl, jedes Datum und jeder Paragraf der Aussage "
    "auch. „Teilweise belegt“ heißt: Das Zitat steht dort, aber etwas in der Aussage nicht; es "
    "wird genannt. „Nicht belegt“ heißt: Die Aussage steht so nirgends. Verwenden Sie sie nicht.\n"
    "5. Die Sicherheit einer Antwort ist geschätzt: So oft steht das Gesuchte bei ähnlich klaren Funden unter den "
    "ersten drei Fundstellen. Unter 50 % steht über der Antwort, dass Sie sie mit Vorsicht lesen sollen.",
    "about.engine_extractive": (
        "Hier schreibt kein Sprachmodell mit: Aussagen sind wörtliche Auszüge aus den Unterlagen."
    ),
    "about.engine_generative": (
        "Die Aussagen formuliert ein Sprachmodell. Es bekommt nur Ihre Frage und die gefundenen Stellen."
    ),
    "about.engine_auto": "Die Aussagen formuliert ein Sprachmodell. Es bekommt nur Ihre Frage und die gefundenen "
    "Stellen. Antwortet es nicht, werden die Aussagen wörtlich aus den Unterlagen genommen; das "
    "steht dann bei der Antwort.",
    "about.limits_title": "Was es nicht gut kann",
    "about.limits": "- Es findet nicht alles. Fragen Sie mit anderen Worten noch einmal, wenn etwas fehlt, oder "
    "mit einer Vorlagennummer oder einem Paragrafen.\n"
    "- Es merkt oft nicht, dass die Unterlagen keine Antwort enthalten: Ohne Sprachmodell schweigt es nur bei etwa "
    "jeder fünften solchen Frage. Lesen Sie die Stelle, bevor Sie die Auskunft weitergeben.\n"
    "- Eine Vorlage ist noch kein Beschluss. Bei der Quelle steht, um welche Art von Unterlage es "
    "sich handelt.\n"
    "- Gescannte Seiten werden durch Texterkennung gelesen; einzelne Zeichen können falsch sein. "
    "Das Bild der Seite zeigt, was wirklich dasteht.\n"
    "- Es rechnet nicht und zieht keine Schlüsse über mehrere Unterlagen.",
    "about.ai_title": "Hinweis nach der KI-Verordnung",
    "about.ai": "Sie arbeiten mit einem automatischen System, nicht mit einem Menschen. Texte, die ein "
    "Sprachmodell formuliert hat, sind als solche gekennzeichnet, auch in den Dateien, die Sie zur "
    "Akte nehmen. Das System trifft keine Entscheidungen über Menschen und bewertet keine "
    "Menschen; dafür darf es nicht verwendet werden.",
    "about.model_title": "Welche Modelle verwendet werden",
    "about.model": "Zum Suchen: ein Wortindex mit deutscher Wortzerlegung und ein mitgeliefertes deutsches "
    "Bedeutungsmodell (eine Tabelle von Wortbedeutungen, 16 MB). Es wurde aus Bundesgesetzen und "
    "öffentlichen Ratspapieren der Stadt Karlsruhe hergestellt und läuft auf diesem Rechner. Es "
    "kennt keine Wortstellung und keine Verneinung und ordnet nur, was Wörter gefunden haben.\n\n"
    "Zum Antworten: siehe oben, „Wie eine Antwort entsteht“. Welches Verfahren und welches Modell "
    "geantwortet hat, steht bei jeder Antwort.",
    "about.model_own": "Zum Suchen: ein Wortindex mit deutscher Wortzerlegung und das Bedeutungsmodell {model}, das "
    "Ihr Haus gewählt hat.\n\n"
    "Zum Antworten: siehe oben, „Wie eine Antwort entsteht“. Welches Verfahren und welches Modell "
    "geantwortet hat, steht bei jeder Antwort.",
    "about.data_title": "Was gespeichert wird",
    "about.data": "- Ihre Fragen und Antworten, damit Sie sie im Verlauf wiederfinden. Nur Sie sehen sie. Sie "
    "können sie jederzeit löschen; sonst werden sie {days} Tage nach der letzten Frage gelöscht.\n"
    "- Eine Frage, die Sie nach dem Ende Ihrer Anmeldung stellen, höchstens 15 Minuten lang, bis Sie "
    "wieder angemeldet sind.\n"
    "- Rückmeldungen zu Antworten, ohne Ihren Namen, für dieselbe Zeit.\n"
    "- Die Unterlagen selbst, solange die Wissensverwaltung sie bereitstellt.\n\n"
    "Fragen werden nicht zur Leistungs- oder Verhaltenskontrolle ausgewertet. Nichts davon "
    "verlässt die Rechner, die Ihr Haus dafür vorgesehen hat.",
    "about.contact_title": "Ansprechstelle",
    "about.contact": "Ihr Haus hat hier noch keine Ansprechstelle eingetragen. Wenden Sie sich an die Stelle, die "
    "Aktenkompass bei Ihnen betreut.",
    "answer.confidence_high": "hoch ({percent})",
    "answer.confidence_middle": "mittel ({percent})",
    "answer.confidence_low": "gering ({percent})",
}
