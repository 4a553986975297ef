"""Messages of evaluation runs and case files in English, by their German text."""

EVAL = {
    "„{1}“ gibt es in den Beständen nicht.": "There is no “{1}” in the collections.",
    "Nennen Sie den Pfad so, wie ihn die Suche und der Bericht zeigen.": (
        "Name the path as the search and the report show it."
    ),
    "„{1}“ kann nicht der Name einer Falldatei sein.": "“{1}” cannot be the name of a case file.",
    "Nehmen Sie Buchstaben und Ziffern.": "Use letters and digits.",
    "Der Fall „{1}“ gehört „{2}“, nicht „{3}“.": "The case “{1}” belongs to “{2}”, not to “{3}”.",
    "Stellen Sie jeder Kommune ihre Fälle in einer eigenen Datei.": (
        "Keep each municipality's cases in a file of its own."
    ),
    "Die Falldatei ist zu groß.": "The case file is too large.",
    "Möglich sind {1} MB.": "Up to {1} MB are possible.",
    "Diese Falldatei gibt es nicht.": "There is no such case file.",
    "Die Liste der Falldateien zeigt alle.": "The list of case files shows all.",
    "Eine Falldatei „{1}“ gibt es schon.": "There is a case file “{1}” already.",
    "Geben Sie der Datei einen anderen Namen.": "Give the file another name.",
    "Es gibt schon {1} Falldateien.": "There are {1} case files already.",
    "Löschen Sie eine, die niemand mehr braucht.": "Delete one that nobody needs any more.",
    "Der Fall „{1}“ stimmt nicht: {2}.": "The case “{1}” is not right: {2}.",
    "Ergänzen Sie die Angaben.": "Complete it.",
    "Die Falldatei „{1}“ wurde inzwischen geändert.": "The case file “{1}” was changed meanwhile.",
    "Sehen Sie sich den Fall noch einmal an und ändern Sie ihn dann.": "Look at the case again and change it then.",
    "„{1}“ hat {2} Seiten, genannt ist Seite {3}.": "“{1}” has {2} pages, page {3} is named.",
    "Berichtigen Sie die Seite, oder lassen Sie sie weg.": "Correct the page, or leave it out.",
    "Berichtigen Sie die genannten Zeilen. Jede Zeile ist ein JSON-Objekt mit „id“, „question“ und „relevant“, einer "
    "Liste von Fundstellen mit „document“ und, wo bekannt, „page“ oder „section“. Steht die Antwort nirgends, steht "
    "statt „relevant“ dort „answerable“: false.": (
        "Correct the lines named. Each line is a JSON object with “id”, “question” and “relevant”, a list of places "
        "with “document” and, where known, “page” or “section”. Where the answer stands nowhere, “answerable”: false "
        "stands there instead of “relevant”."
    ),
    "Die Falldatei {1} enthält keinen Fall.": "The case file {1} holds no case.",
    "Schreiben Sie eine Frage (JSON) je Zeile.": "Write one question (JSON) a line.",
    "In {1} ist kein Fall angenommen.": "No case in {1} is accepted.",
    "Setzen Sie „status“ der guten Vorschläge auf „angenommen“ und starten Sie den Lauf noch einmal.": (
        "Set “status” of the good proposals to “angenommen” and start the run again."
    ),
    "Die Falldatei {1} ist nicht lesbar ({2}).": "The case file {1} cannot be read ({2}).",
    "Nennen Sie eine Datei mit einer Frage (JSON) je Zeile.": "Name a file with one question (JSON) a line.",
    "{1}, Zeile {2}: kein UTF-8.": "{1}, line {2}: not UTF-8.",
    "Speichern Sie die Datei in der Kodierung UTF-8.": "Save the file in the encoding UTF-8.",
    "Für „{1}“ läuft gerade eine Messung.": "An evaluation run for “{1}” is going on.",
    "Warten Sie, bis sie fertig ist.": "Wait until it is done.",
    "Es gibt schon {1} Läufe.": "There are {1} runs already.",
    "Löschen Sie einen, den niemand mehr braucht.": "Delete one that nobody needs any more.",
    "Diesen Lauf gibt es nicht.": "There is no such run.",
    "Die Liste der Läufe zeigt alle.": "The list of runs shows all.",
    "Zu diesem Lauf gibt es noch keine Ergebnisse.": "There are no results of this run yet.",
    "Warten Sie einen Augenblick.": "Wait a moment.",
    "Die beiden Läufe haben keinen Fall gemeinsam.": "The two runs have no case in common.",
    "Vergleichen Sie Läufe mit denselben Fällen.": "Compare runs of the same cases.",
    "Ein Maß „{1}“ gibt es nicht.": "There is no measure “{1}”.",
    "Meinten Sie {1}?": "Did you mean {1}?",
    "docs/evaluation.md nennt alle Maße.": "docs/evaluation.md names all measures.",
    "Der Lauf {1} ist leer.": "The run {1} is empty.",
    "Starten Sie ihn noch einmal mit `kompass eval run`.": "Start it again with `kompass eval run`.",
    "{1} ist kein Lauf, den diese Version lesen kann (Format {2}, erwartet {3}).": (
        "{1} is not a run that this version can read (format {2}, expected {3})."
    ),
    "Wiederholen Sie den Lauf mit dieser Version.": "Repeat the run with this version.",
    "Der Lauf {1} ist nicht lesbar ({2}).": "The run {1} cannot be read ({2}).",
    "Nennen Sie eine Datei {1} oder den Ordner, den `kompass eval run --out` angelegt hat.": (
        "Name a file {1} or the folder that `kompass eval run --out` made."
    ),
    "{1} ist kein Lauf: die erste Zeile ist kein Kopf.": "{1} is not a run: the first line is not a head.",
    "Nennen Sie eine Datei {1}, die `kompass eval run` geschrieben hat.": (
        "Name a file {1} that `kompass eval run` wrote."
    ),
    "{1}, Zeile {2}: kein gültiger Lauf ({3}: {4}).": "{1}, line {2}: not a valid run ({3}: {4}).",
    "Die Datei ist beschädigt; wiederholen Sie den Lauf.": "The file is damaged; repeat the run.",
    "In {1} liegt ein anderer Lauf; es unterscheiden sich: {2}.": "There is another run in {1}; they differ in: {2}.",
    "Nennen Sie mit --out einen anderen Ordner, oder verwerfen Sie den alten Lauf mit --fresh.": (
        "Name another folder with --out, or discard the old run with --fresh."
    ),
    "Der Fall „{1}“ nennt keinen Mandanten.": "The case “{1}” names no tenant.",
    "Nennen Sie den Mandanten vor der Falldatei: `kompass eval run MANDANT FÄLLE.jsonl`.": (
        "Name the tenant before the case file: `kompass eval run TENANT CASES.jsonl`."
    ),
    "Der Fall „{1}“ gehört „{2}“; dieser Lauf fragt als „{3}“.": (
        "The case “{1}” belongs to “{2}”; this run asks as “{3}”."
    ),
    "Stellen Sie jedem Mandanten seine Fälle in einer eigenen Datei.": "Keep each tenant's cases in a file of its own.",
    "Diesen Fall gibt es in der Falldatei nicht.": "There is no such case in the case file.",
    "Die Liste der Fälle zeigt alle.": "The list of cases shows all.",
    "Diesen Fall gibt es in dem Lauf nicht.": "There is no such case in the run.",
    "\n… und {1} weitere": "… and {1} more",
    "{1}, Zeile {2}: „id“ „{3}“ steht schon in Zeile {4}": "{1}, line {2}: “id” “{3}” stands in line {4} already",
    "Das Urteil ist nicht lesbar ({1}).": "The judgement cannot be read ({1}).",
    "Das hätte nicht geschehen dürfen; das Protokoll des Dienstes nennt den Ort.": (
        "This should not have happened; the service's log names the place."
    ),
    "{1}, Zeile {2}: {3}": "{1}, line {2}: {3}",
}
