"""Messages of the index and its models in English, by their German text."""

INDEX = {
    "{1} hat mehr als ein „=“.": "There is more than one “=” in {1}.",
    "Erwartet wird eine Zeile wie „BPlan, B-Plan = Bebauungsplan“ oder „OR! = Ortsrat“.": (
        "A line like “BPlan, B-Plan = Bebauungsplan” or “OR! = Ortsrat” is expected."
    ),
    "In {1} fehlt vor oder nach einem Komma oder dem „=“ ein Wort.": (
        "In {1} a word is missing before or after a comma or the “=”."
    ),
    "In {1} ist „{2}“ zu lang.": "In {1} “{2}” is too long.",
    "Eine Abkürzung hat höchstens {1} Wörter, eine Langform {2}.": (
        "An abbreviation has at most {1} words, a long form {2}."
    ),
    "{1} hat kein „=“.": "There is no “=” in {1}.",
    "„{1}“ ist ein Einbettungsmodell und ordnet keine Treffer.": "“{1}” is an embedding model and does not rank hits.",
    "Nennen Sie unter reranking.model einen Cross-Encoder; docs/models.md nennt welche.": (
        "Name a cross-encoder under reranking.model; docs/models.md names some."
    ),
    "Das {1} „{2}“ gibt je Textstelle {3} Werte statt eines.": (
        "The {1} “{2}” gives {3} values for each passage instead of one."
    ),
    "Nennen Sie unter reranking.model einen Cross-Encoder, der für die Suche trainiert ist.": (
        "Name under reranking.model a cross-encoder that was trained for search."
    ),
    "Das {1} „{2}“ hat Werte geliefert, die keine Zahlen sind.": "The {1} “{2}” returned values that are not numbers.",
    "Manche Modelle vertragen keine halbe Genauigkeit: Setzen Sie reranking.precision auf „float32“.": (
        "Some models do not bear half precision: set reranking.precision to “float32”."
    ),
    "Das Einbettungsmodell „{1}“ gibt Vektoren der Größe {2}, verlangt werden {3}.": (
        "The embedding model “{1}” gives vectors of size {2}; {3} is wanted."
    ),
    "Setzen Sie embedding.dimensions auf höchstens {1} oder lassen Sie die Einstellung weg.": (
        "Set embedding.dimensions to at most {1} or leave the setting out."
    ),
    "Das Einbettungsmodell „{1}“ hat Vektoren geliefert, die keine Zahlen sind.": (
        "The embedding model “{1}” returned vectors that are not numbers."
    ),
    (
        "Manche Modelle vertragen keine halbe Genauigkeit: Setzen Sie embedding.precision auf „float32“ oder "
        "„bfloat16“."
    ): "Some models do not bear half precision: set embedding.precision to “float32” or “bfloat16”.",
    "Der Index von „{1}“ hat Vektoren der Größe {2}, gebraucht werden {3}.": (
        "The index of “{1}” has vectors of size {2}; {3} is needed."
    ),
    "Bauen Sie ihn mit `kompass reindex {1}` neu auf.": "Build it anew with `kompass reindex {1}`.",
    "Der {1} ist bereits geschlossen.": "The {1} is closed already.",
    "Öffnen Sie ihn neu.": "Open it anew.",
    "Der {1} hat Vektoren der Größe {2}, gebraucht werden {3}.": "The {1} has vectors of size {2}; {3} is needed.",
    "Der {1} ist beschädigt: {2}/{3} ist nicht lesbar.": "The {1} is damaged: {2}/{3} cannot be read.",
    "Bauen Sie ihn mit `kompass reindex MANDANT` neu auf.": "Build it anew with `kompass reindex TENANT`.",
    "Der Index von „{1}“ fehlt ({2}).": "The index of “{1}” is missing ({2}).",
    "`kompass reindex {1}` baut ihn aus den gespeicherten Dokumenten neu auf.": (
        "`kompass reindex {1}` builds it anew from the stored documents."
    ),
    "Der {1} lässt sich nicht öffnen oder lesen: {2}": "The {1} cannot be opened or read: {2}",
    "Stimmt der Datenträger, dann bauen Sie den Index mit `kompass reindex MANDANT` neu auf.": (
        "If the disk is sound, build the index anew with `kompass reindex TENANT`."
    ),
    "„{1}“ ist kein gültiger Name für einen Index.": "“{1}” is not a valid name for an index.",
    "Erlaubt sind Kleinbuchstaben, Ziffern und Bindestriche.": "Lower-case letters, digits and hyphens are allowed.",
    "Beim Schreiben in den {1} ist der Speicherplatz ausgegangen.": (
        "The disk became full while the {1} was being written."
    ),
    "Der {1} ist gerade von einem anderen Prozess geöffnet.": "The {1} is open in another process.",
    "Beenden Sie den anderen Prozess oder arbeiten Sie über den laufenden Dienst.": (
        "End the other process or work by way of the running service."
    ),
    "Für den {1} sind nur noch {2} MB frei, gebraucht werden {3} MB.": (
        "Only {2} MB are free for the {1}; {3} MB are needed."
    ),
    (
        "Schaffen Sie Platz auf dem Datenträger von {1} und starten Sie den Befehl noch einmal; was fertig war, "
        "ist gespeichert."
    ): "Make room on the disk of {1} and start the command again; what was done is stored.",
    "Die Verbindung zum Index-Server {1} ist bereits geschlossen.": (
        "The connection to the index server {1} is closed already."
    ),
    "Der Index-Server {1} hat den Auftrag nicht ausgeführt: {2}": (
        "The index server {1} did not do what it was asked: {2}"
    ),
    "Prüfen Sie, ob der Server läuft und die Adresse stimmt (`index.url`).": (
        "Check whether the server runs and the address is right (`index.url`)."
    ),
    "Der Index-Server {1} verweigert den Zugriff ({2}).": "The index server {1} refuses access ({2}).",
    "Prüfen Sie den Schlüssel (`index.api_key`) und für welche Sammlungen er gilt.": (
        "Check the key (`index.api_key`) and for which of its collections it is valid."
    ),
    (
        "Der Index von „{1}“ wurde mit einer anderen Textanalyse oder einem anderen Modell erstellt ({2}, jetzt {3})."
    ): "The index of “{1}” was made with another analysis of texts or another model ({2}, now {3}).",
    "Das Modell „{1}“ liegt nicht im lokalen Modellspeicher, und heruntergeladen wird nichts.": (
        "The model “{1}” is not in the local store of models, and nothing is downloaded."
    ),
    (
        "Laden Sie es auf einem Rechner mit Internetzugang (`hf download {1} --local-dir ORDNER`), kopieren Sie "
        "den Ordner hierher und setzen Sie die Einstellung auf seinen Pfad."
    ): (
        "Download it on a computer with internet access (`hf download {1} --local-dir FOLDER`), copy the "
        "folder here and set the setting to its path."
    ),
    "Den Modellordner {1} gibt es nicht.": "There is no model folder {1}.",
    "Berichtigen Sie den Pfad oder kopieren Sie das Modell dorthin.": "Correct the path or copy the model there.",
    "Im Ordner {1} liegt kein Modell: Es fehlen modules.json und config.json.": (
        "There is no model in the folder {1}: modules.json and config.json are missing."
    ),
    "Nennen Sie den Ordner, in dem diese Dateien direkt liegen.": "Name the folder in which these files lie directly.",
    "Das {1} in {2} lässt sich nicht laden: {3}": "The {1} in {2} cannot be loaded: {3}",
    "Prüfen Sie, ob der Ordner vollständig kopiert ist und ein Modell dieser Art enthält.": (
        "Check whether the folder was copied whole and holds a model of this kind."
    ),
    "Das {1} bringt eigenen Programmcode mit, der nicht ausgeführt wird.": (
        "The {1} brings program code of its own, which is not run."
    ),
    (
        "Prüfen Sie den Code im Modellordner und erlauben Sie ihn mit trust_code = true, oder wählen Sie ein "
        "Modell ohne eigenen Code."
    ): (
        "Check the code in the model's folder and allow it with trust_code = true, or choose a model without "
        "code of its own."
    ),
    "Für das {1} ist die Grafikkarte verlangt, und torch findet keine.": (
        "The graphics card is wanted for the {1}, and torch finds none."
    ),
    "Setzen Sie device auf „cpu“ oder „auto“, oder installieren Sie Treiber und ein torch mit CUDA.": (
        "Set device to “cpu” or “auto”, or install drivers and a torch with CUDA."
    ),
    "Um das {1} mit {2} zu rechnen, fehlt das Paket {3}.": "To run the {1} with {2}, the package {3} is missing.",
    "Installieren Sie es mit: pip install 'aktenkompass[{1}]' oder setzen Sie backend auf „torch“.": (
        "Install it with: pip install 'aktenkompass[{1}]' or set backend to “torch”."
    ),
    "Mit backend = „{1}“ lässt sich die Genauigkeit „{2}“ nicht wählen.": (
        "With backend = “{1}” the precision “{2}” cannot be chosen."
    ),
    "Lassen Sie precision auf „auto“ und nennen Sie mit file eine quantisierte Fassung des Modells.": (
        "Leave precision at “auto” and name with file a quantised version of the model."
    ),
    "Dem {1} fehlt ein Paket: {2}": "The {1} lacks a package: {2}",
    "Die Beschreibung des Modells nennt, was es braucht; installieren Sie es mit pip.": (
        "The description of the model says what it needs; install it with pip."
    ),
    "Für das {1} fehlt das Paket {2}.": "For the {1} the package {2} is missing.",
    "Installieren Sie es mit: pip install 'aktenkompass[models]'": (
        "Install it with: pip install 'aktenkompass[models]'"
    ),
    "Das {1} „{2}“ ist beim Rechnen gescheitert: {3}": "The {1} “{2}” failed while computing: {3}",
    "Versuchen Sie es mit precision = „float32“ und device = „cpu“.": (
        "Try it with precision = “float32” and device = “cpu”."
    ),
    "Für das {1} „{2}“ reicht der Speicher nicht.": "There is not enough memory for the {1} “{2}”.",
    "Verkleinern Sie die Einstellung batch oder wählen Sie ein kleineres Modell.": (
        "Make the setting batch smaller or choose a smaller model."
    ),
    "Die Adresse für Einbettungen „{1}“ ist keine Adresse mit http:// oder https://.": (
        "The address for embeddings “{1}” is not an address with http:// or https://."
    ),
    "Der Dienst für das Einbettungsmodell „{1}“ unter {2} antwortet mit HTTP {3}: {4}": (
        "The service for the embedding model “{1}” at {2} answers with HTTP {3}: {4}"
    ),
    "Das Einbettungsmodell „{1}“ ist unter {2} nicht vorhanden.": "The embedding model “{1}” is not there at {2}.",
    "Die Antwort des Einbettungsmodells „{1}“ unter {2} ist nicht lesbar ({3}).": (
        "The answer of the embedding model “{1}” at {2} cannot be read ({3})."
    ),
    "Prüfen Sie, ob unter dieser Adresse Ollama (ab 0.3) läuft.": (
        "Check whether Ollama (from 0.3 on) runs at this address."
    ),
    (
        "Das Einbettungsmodell „{1}“ unter {2} liefert jetzt Vektoren der Größe {3} statt {4}: Es wurde dort "
        "ausgetauscht."
    ): "The embedding model “{1}” at {2} now gives vectors of size {3} instead of {4}: it was exchanged there.",
    "Starten Sie Aktenkompass neu und bauen Sie den Index mit `kompass reindex MANDANT` neu auf.": (
        "Start Aktenkompass anew and build the index anew with `kompass reindex TENANT`."
    ),
    "Der Dienst für das Einbettungsmodell {1} ist nicht zu erreichen.": (
        "The service for the embedding model {1} cannot be reached."
    ),
    "Starten Sie dort `ollama serve` oder berichtigen Sie die Adresse unter embedding.host.": (
        "Start `ollama serve` there or correct the address under embedding.host."
    ),
    "Das Einbettungsmodell {1} hat nach {2} Sekunden noch nicht geantwortet.": (
        "The embedding model {1} has not answered after {2} seconds."
    ),
    "Erhöhen Sie embedding.wait_seconds, verkleinern Sie embedding.batch oder wählen Sie ein kleineres Modell.": (
        "Raise embedding.wait_seconds, make embedding.batch smaller or choose a smaller model."
    ),
    "Die Verbindung zum Einbettungsmodell {1} ist abgebrochen.": "The connection to the embedding model {1} broke off.",
    "Prüfen Sie, ob der Dienst dort noch läuft.": "Check whether the service there still runs.",
    "Prüfen Sie embedding.api_key.": "Check embedding.api_key.",
    "{1} hat mehr als einen Pfeil „->“ oder „<->“.": "There is more than one arrow “->” or “<->” in {1}.",
    "{1} hat keinen Pfeil „->“ oder „<->“.": "There is no arrow “->” or “<->” in {1}.",
    "Erwartet wird eine Zeile wie „Strafzettel, Knöllchen -> Verwarnungsgeld, Verwarnung“.": (
        "A line like “Strafzettel, Knöllchen -> Verwarnungsgeld, Verwarnung” is expected."
    ),
    "In {1} fehlt vor oder nach einem Komma oder dem Pfeil ein Wort.": (
        "In {1} a word is missing before or after a comma or the arrow."
    ),
    "Eine Wendung der Alltagssprache hat höchstens {1} Wörter.": "An everyday expression has at most {1} words.",
    "In {1} steht ein Bindestrich vor „{2}“.": "In {1} there is a hyphen before “{2}”.",
    "Als letzter Teil einer Zusammensetzung gilt nur ein einzelnes Wort.": (
        "Only a single word can be the last part of a compound."
    ),
    "„{1}“ ist kein Einbettungsmodell, sondern ordnet Treffer.": "“{1}” is not an embedding model, but ranks hits.",
    "Nennen Sie es unter reranking.model und unter embedding.model ein Einbettungsmodell.": (
        "Name it under reranking.model, and under embedding.model an embedding model."
    ),
    "Das Vokabular hat {1} Zeichen.": "The vocabulary has {1} characters.",
    "Höchstens {1} Zeichen sind möglich; streichen Sie Seltenes.": (
        "At most {1} characters are possible; strike out what is rare."
    ),
    "{1} hat weder einen Pfeil „->“ oder „<->“ noch ein „=“.": (
        "There is neither an arrow “->” or “<->” nor a “=” in {1}."
    ),
    "Erwartet wird eine Zeile wie „Knöllchen -> Verwarnungsgeld“ oder „OR! = Ortsrat“.": (
        "A line like “Knöllchen -> Verwarnungsgeld” or “OR! = Ortsrat” is expected."
    ),
    "Wählen Sie ein Einbettungsmodell; docs/models.md nennt welche.": (
        "Choose an embedding model; docs/models.md names some."
    ),
}
