"""Messages of questions, sign-in, uploads and jobs in English, by their German text."""

APP = {
    "Sie sind nicht angemeldet.": "You are not signed in.",
    "Melden Sie sich an.": "Please sign in.",
    "Sie gehören hier zu keiner Kommune.": "You belong to no municipality here.",
    "Zu dieser Kommune gehören Sie nicht.": "You do not belong to this municipality.",
    "Bitten Sie die Stelle, die Aktenkompass bei Ihnen betreut, Sie einzutragen.": (
        "Ask the office that looks after Aktenkompass to add you."
    ),
    "Der Mandant „{1}“ hat noch keinen Bestand, in dem gesucht werden kann.": (
        "The tenant “{1}” has no collection yet that can be searched."
    ),
    "Legen Sie einen an: `kompass corpus add {1}/KENNUNG --title TITEL --kind council`.": (
        "Add one: `kompass corpus add {1}/ID --title TITLE --kind council`."
    ),
    "Diese Seite gibt es für Sie nicht.": "This page is not there for you.",
    "Wenn Sie sie für Ihre Arbeit brauchen, bitten Sie um die passende Rolle.": (
        "If you need it for your work, ask for the role that goes with it."
    ),
    "Für Sie ist noch kein Bestand da, in dem gesucht werden kann.": (
        "There is no collection for you yet that can be searched."
    ),
    "Die Wissensverwaltung Ihres Hauses kann einen anlegen oder freigeben.": (
        "Your house's knowledge management can add one or share one."
    ),
    "Ihre Anmeldung ist abgelaufen.": "Your session has ended.",
    "Melden Sie sich neu an.": "Please sign in again.",
    "Gerade stellen sehr viele Menschen Fragen.": "Very many people are asking questions just now.",
    "Versuchen Sie es in einigen Sekunden noch einmal.": "Try again in a few seconds.",
    "Die Antwort des Sprachmodells „{1}“ hat nicht die verlangte Form oder bricht ab.": (
        "The answer of the language model “{1}” does not have the form asked for, or breaks off."
    ),
    "Stellen Sie die Frage noch einmal; hilft das nicht, wählen Sie ein anderes Modell.": (
        "Ask the question again; if that does not help, choose another model."
    ),
    "Das Sprachmodell „{1}“ unter {2} {3}.": "The language model “{1}” at {2} {3}.",
    (
        "Versuchen Sie es erneut (vielleicht wurde es gerade geladen), wählen Sie ein kleineres Modell oder "
        "erhöhen Sie die Zeitgrenze."
    ): "Try again (perhaps it was being loaded), choose a smaller model or raise the time limit.",
    "Die Antwort des Sprachmodells {1} ist nicht lesbar ({2}).": (
        "The answer of the language model {1} cannot be read ({2})."
    ),
    "Prüfen Sie, ob unter dieser Adresse der richtige Dienst läuft.": (
        "Check whether the right service runs at this address."
    ),
    "Der Dienst für das Sprachmodell „{1}“ ist unter {2} nicht zu erreichen.": (
        "The service for the language model “{1}” cannot be reached at {2}."
    ),
    "{1} oder berichtigen Sie die Adresse in den Einstellungen.": "{1} or correct the address in the settings.",
    "Der Dienst für das Sprachmodell „{1}“ unter {2} antwortet mit HTTP {3}: {4}": (
        "The service for the language model “{1}” at {2} answers with HTTP {3}: {4}"
    ),
    "Die Protokolle des Dienstes nennen die Ursache.": "The service's logs name the cause.",
    "Die Verbindung zum Sprachmodell {1} ist mitten in der Antwort abgebrochen.": (
        "The connection to the language model {1} broke off in the middle of the answer."
    ),
    "Prüfen Sie, ob der Dienst dort noch läuft, und stellen Sie die Frage noch einmal.": (
        "Check whether the service there still runs, and ask the question again."
    ),
    "Das Sprachmodell {1} meldet einen Fehler: {2}": "The language model {1} reports an error: {2}",
    "Das Sprachmodell „{1}“ ist unter {2} nicht vorhanden.": "The language model “{1}” is not there at {2}.",
    "Laden Sie es dort mit `ollama pull {1}`.": "Load it there with `ollama pull {1}`.",
    "Unter {1} gibt es das Sprachmodell „{2}“ nicht.": "At {1} there is no language model “{2}”.",
    "Prüfen Sie den Namen des Modells und ob die Adresse auf /v1 enden muss.": (
        "Check the name of the model, and whether the address has to end in /v1."
    ),
    "Der Dienst unter {1} lehnt den Zugang ab (HTTP {2}).": "The service at {1} refuses access (HTTP {2}).",
    "Prüfen Sie den Schlüssel in den Einstellungen.": "Check the key in the settings.",
    "Die Adresse des Sprachmodells „{1}“ ist keine Adresse mit http:// oder https://.": (
        "The address of the language model “{1}” is not an address with http:// or https://."
    ),
    "Beispiel: http://localhost:11434": "Example: http://localhost:11434",
    "Es ist kein Sprachmodell genannt.": "No language model is named.",
    "Setzen Sie den Namen des Modells.": "Set the name of the model.",
    "Die Zeitgrenzen des Sprachmodells müssen größer als null sein.": (
        "The time limits of the language model must be greater than zero."
    ),
    "Für die Antwort sind {1} Token vorgesehen, das Modell fasst {2}.": (
        "{1} tokens are set aside for the answer, the model holds {2}."
    ),
    "Vergrößern Sie das Kontextfenster oder verkürzen Sie die Antwort.": (
        "Make the context window larger or the answer shorter."
    ),
    "Die Frage ist leer.": "The question is empty.",
    "Stellen Sie eine Frage in einem Satz.": "Ask a question in one sentence.",
    "Die Suche hat ein Dokument geliefert, das für Sie nicht freigegeben ist.": (
        "The search returned a document that is not open to you."
    ),
    "Ein Beleg nennt ein Dokument, das nicht unter den Fundstellen ist.": (
        "A citation names a document that is not among the places found."
    ),
    "„{1}“ war noch nie lesbar.": "“{1}” could never be read so far.",
    "Beheben Sie zuerst, was das Einlesen verhindert.": "First mend what keeps it from being read in.",
    "Der Zugang des Bestands „{1}“ wurde inzwischen eingeschränkt (auf „{2}“) und deshalb nicht erweitert.": (
        "The access to the collection “{1}” has been restricted meanwhile (to “{2}”) and was therefore not widened."
    ),
    "Soll er doch erweitert werden, ändern Sie ihn noch einmal.": (
        "If it is to be widened after all, change it once more."
    ),
    "Der Datenordner {1} wird gerade von {2} benutzt.": "The data folder {1} is being used by {2}.",
    "{1}; ein anderer Ordner lässt sich mit AKTENKOMPASS_HOME nennen.": (
        "{1}; another folder can be named with AKTENKOMPASS_HOME."
    ),
    "Der Datenordner {1} ist nicht verwendbar ({2}).": "The data folder {1} cannot be used ({2}).",
    "Nennen Sie mit AKTENKOMPASS_HOME einen Ordner, in dem Sie schreiben dürfen.": (
        "Name with AKTENKOMPASS_HOME a folder that you may write in."
    ),
    "Auf der Platte des Datenordners {1} ist kein Platz mehr.": "The disk of the data folder {1} has no space left.",
    "Schaffen Sie Platz.": "Make room.",
    "„{1}“ enthält den Datenordner von Aktenkompass ({2}) oder liegt darin.": (
        "“{1}” holds the data folder of Aktenkompass ({2}) or lies in it."
    ),
    "Dort liegen die Dokumente aller Mandanten. Nennen Sie einen Ordner außerhalb.": (
        "The documents of all tenants lie there. Name a folder outside of it."
    ),
    "„{1}“ ist kein Tag.": "“{1}” is not a day.",
    "Schreiben Sie ihn wie 2026-03-31 oder 31.03.2026.": "Write it like 2026-03-31 or 31.03.2026.",
    "Die Angabe ist länger als {1} Zeichen.": "The fact is longer than {1} characters.",
    "Kürzen Sie sie.": "Shorten it.",
    "Die Angabe „{1}“ gibt es nicht.": "There is no fact “{1}”.",
    "Möglich sind: {1}.": "Choose one of: {1}.",
    "Ein Dokument braucht einen Titel.": "A document needs a title.",
    "Geben Sie einen an.": "Give one.",
    "„{1}“ ist kein Wert für die Öffentlichkeit.": "“{1}” is not a value for the publicity.",
    "Möglich sind {1}.": "Possible values are {1}.",
    "Gründe gehören zu einer Beanstandung.": "Reasons belong to a complaint.",
    "Lassen Sie die Gründe bei Zustimmung weg.": "Leave the reasons out where you agree.",
    "Die Anmerkung hat {1} Zeichen; möglich sind {2}.": "The remark has {1} characters; at most {2} are possible.",
    "Dafür müssen Sie alle Dokumente Ihres Hauses sehen dürfen.": (
        "For this you must be allowed to see all documents of your house."
    ),
    "Bitten Sie jemanden mit der Freigabe „restricted“ darum.": (
        "Ask somebody with the clearance “restricted” to do it."
    ),
    "Mit dem Zugang „{1}“ würden Sie den Bestand selbst nicht mehr sehen.": (
        "With the access “{1}” you would no longer see the collection yourself."
    ),
    "Wählen Sie höchstens „{1}“.": "Choose at most “{1}”.",
    "„{1}“ lässt sich nicht als Kennung verwenden.": "“{1}” cannot be used as an identifier.",
    "Wählen Sie eine andere Kennung.": "Choose another identifier.",
    (
        "In den Ordnern fehlen {1} von {2} Dateien, die der Bestand „{3}“ daraus hat ({4} …). Es wurde nichts geändert."
    ): (
        "{1} of {2} files that the collection “{3}” has from these folders are missing there ({4} …). Nothing "
        "was changed."
    ),
    ("In den Ordnern fehlen {1} von {2} Dateien, die der Bestand „{3}“ daraus hat ({4}). Es wurde nichts geändert."): (
        "{1} of {2} files that the collection “{3}” has from these folders are missing there ({4}). Nothing "
        "was changed."
    ),
    (
        "Prüfen Sie, ob der Ordner vollständig verbunden ist. Sollen die Dokumente wirklich entfernt werden, "
        "wiederholen Sie den Befehl mit --confirm-vanished."
    ): (
        "Check whether the folder is wholly connected. If the documents are really to be removed, repeat the "
        "command with --confirm-vanished."
    ),
    "Der Leseprozess hat für „{1}“ falsche Angaben geliefert.": "The reading process gave false facts for “{1}”.",
    "Die Datei ist vermutlich schädlich. Lassen Sie sie prüfen.": "The file is probably harmful. Have it checked.",
    "Beim Entpacken von Archiven ist der Speicherplatz ausgegangen.": (
        "The disk became full while archives were being unpacked."
    ),
    "Schaffen Sie Platz und starten Sie den Befehl noch einmal.": "Make room and start the command again.",
    "Für den Mandanten „{1}“ läuft gerade ein anderer Auftrag.": "Another job is running for the tenant “{1}”.",
    "Warten Sie, bis er fertig ist.": "Wait until it is done.",
    "Der Dienst wird gerade beendet.": "The service is being shut down.",
    "Starten Sie den Auftrag danach noch einmal.": "Start the job again afterwards.",
    "In diesem Stapel ist keine Datei, die gelesen werden kann.": "There is no file in this batch that can be read.",
    "Laden Sie andere Dateien hoch.": "Upload other files.",
    "Sie können höchstens „{1}“ vergeben.": "You can give at most “{1}”.",
    "Mehr kann nur jemand vergeben, der es selbst hat.": "More can be given only by somebody who has it.",
    "Ihren eigenen Eintrag kann nur jemand anderes ändern.": "Only somebody else can change your own entry.",
    "Bitten Sie eine zweite Person darum.": "Ask a second person to do it.",
    "Setzen Sie answering.model.name auf ein Modell, das unter answering.model.host bereitsteht.": (
        "Set answering.model.name to a model that answering.model.host has."
    ),
    "Der Anmeldedienst {1} antwortet nicht, wie er soll ({2}: {3}).": (
        "The identity provider {1} does not answer as it should ({2}: {3})."
    ),
    "Prüfen Sie access.issuer und ob der Dienst läuft.": "Check access.issuer and whether the service runs.",
    "Ihre Anmeldung nennt kein Ende.": "Your sign-in names no end.",
    "Die Anmeldung wird nicht anerkannt.": "The sign-in is not accepted.",
    "Ihre Anmeldung gilt nicht mehr.": "Your sign-in is no longer valid.",
    "Die Datei des Dokuments „{1}“ ist nicht mehr da.": "The file of the document “{1}” is no longer there.",
    "Laden Sie die Datei hoch oder lesen Sie ihren Ordner erneut ein.": "Upload the file or read its folder in again.",
    "Gerade läuft kein Prozess, der Seiten zeichnet.": "No process that draws pages is running at present.",
    "Die Datei „{1}“ ist leer.": "The file “{1}” is empty.",
    "Prüfen Sie, ob die richtige Datei abgelegt wurde.": "Check whether the right file was put there.",
    "Die Datei „{1}“ ist größer als {2} MB.": "The file “{1}” is larger than {2} MB.",
    "Teilen Sie sie oder verkleinern Sie ihre Bilder.": "Divide it or make its pictures smaller.",
    "Den Ordner „{1}“ gibt es nicht.": "There is no folder “{1}”.",
    "Prüfen Sie die Schreibweise.": "Check the spelling.",
    "Dieses Dokument gibt es nicht, oder es ist für Sie nicht freigegeben.": (
        "This document does not exist, or it is not open to you."
    ),
    "Vielleicht wurde es entfernt. Stellen Sie Ihre Frage noch einmal.": (
        "Perhaps it was removed. Ask your question again."
    ),
    "Von Dokumenten dieses Formats gibt es keine Seitenbilder.": (
        "There are no pictures of pages for documents of this format."
    ),
    "Lesen Sie den Text, oder laden Sie das Original herunter.": "Read the text, or download the original.",
    "Diesen Stapel hochgeladener Dateien gibt es nicht.": "There is no such batch of uploaded files.",
    "Laden Sie die Dateien noch einmal hoch.": "Upload the files again.",
    "Dateien, die auf „{1}“ enden, werden nicht gelesen.": "Files that end in “{1}” are not read.",
    "„{1}“ hat keine Endung.": "“{1}” has no suffix.",
    "Gelesen werden {1}. Speichern Sie die Datei in einem davon.": (
        "Files that are read: {1}. Save the file as one of them."
    ),
    "Laden Sie die richtige Datei hoch.": "Upload the right file.",
    "Ein Stapel nimmt höchstens {1} MB auf.": "A batch takes at most {1} MB.",
    "Lesen Sie diesen Stapel ein und laden Sie die übrigen Dateien danach hoch.": (
        "Read this batch in and upload the remaining files after that."
    ),
    "Es warten schon {1} Stapel hochgeladener Dateien.": "{1} batches of uploaded files are waiting already.",
    "Lesen Sie einen davon ein oder verwerfen Sie ihn.": "Read one of them in or discard it.",
    "Ein Stapel nimmt höchstens {1} Dateien auf.": "A batch takes at most {1} files.",
    "Bei der Antwort ist ein Fehler aufgetreten.": "There was an error while the question was being answered.",
    "Er wurde aufgezeichnet.": "It was recorded.",
    "Der Dienst startet gerade oder wird beendet.": "The service is just starting or being shut down.",
    "Laden Sie die Seite in einigen Sekunden neu.": "Reload the page in a few seconds.",
    "Diese Antwort lässt sich nicht mehr ausgeben.": "This answer can no longer be taken along.",
    "Fragen Sie noch einmal.": "Ask once more.",
    "Diese Antwort stammt aus einer anderen Version des Programms und lässt sich nicht mehr anzeigen.": (
        "This answer comes from another version of the program and can no longer be shown."
    ),
    "Stellen Sie die Frage noch einmal.": "Ask the question again.",
    "Die Fundstellen passen nur zum Teil zur Frage; bitte prüfen Sie, ob sie sie wirklich beantworten.": (
        "The places found fit the question only in part; please check whether they really answer it."
    ),
    "Die genannte Drucksache steht nicht in den durchsuchten Beständen und wird dort nicht erwähnt.": (
        "The council paper named is not in the collections searched and is not mentioned there."
    ),
    "Die gefundenen Stellen passen zu wenig zur Frage.": "The places found fit the question too little.",
    "Die Fundstellen wurden automatisch ermittelt.": "The places were found automatically.",
    "Keine der vorgeschlagenen Aussagen ließ sich an den Dokumenten belegen.": (
        "None of the statements proposed could be proven from the documents."
    ),
    "Die gefundenen Dokumente enthalten dazu keine Antwort.": "The documents found hold no answer to this.",
    "Zu dieser Frage wurde kein Dokument gefunden.": "No document was found for this question.",
    (
        "Automatisch zusammengestellt aus wörtlichen Auszügen der genannten Dokumente; kein Sprachmodell hat daran "
        "mitgeschrieben."
    ): ("Put together automatically from verbatim passages of the documents named; no language model wrote any of it."),
    (
        "Von einer KI formuliert; jede Aussage wurde automatisch mit der zitierten Stelle verglichen. Prüfen Sie "
        "die Quellen, bevor Sie die Auskunft verwenden."
    ): (
        "Worded by an AI; each statement was compared automatically with the quoted place. Check the sources "
        "before you use the answer."
    ),
    "{1} Die Antwort wurde deshalb ohne Sprachmodell zusammengestellt.": (
        "{1} The answer was therefore put together without a language model."
    ),
    "Die Antwort ist unvollständig. {1}": "The answer is incomplete. {1}",
    "Verstanden als Rückfrage zu „{1}“.": "Understood as a follow-up question to “{1}”.",
    "Das Bild von Seite {1} ließ sich nicht zeichnen. {2}": "The picture of page {1} could not be drawn. {2}",
    "Lesen Sie den Text daneben, oder laden Sie das Original herunter.": (
        "Read the text beside it, or download the original."
    ),
    "Für index.engine = „server“ fehlt die Adresse des Qdrant-Servers.": (
        "For index.engine = “server” the address of the Qdrant server is missing."
    ),
    "Setzen Sie index.url, z. B. auf „http://localhost:6333“.": "Set index.url, e.g. to “http://localhost:6333”.",
    (
        "Der Index von „{1}“ wurde mit einem anderen Einbettungsmodell erstellt: Er wird nur nach Wörtern "
        "durchsucht, bis `kompass reindex {2}` ihn neu aufgebaut hat."
    ): (
        "The index of “{1}” was made with another embedding model: it is searched by words alone until "
        "`kompass reindex {2}` has built it anew."
    ),
    "{1}, {2}: {3} (Niederschrift{4})": "{1}, {2}: {3} (minutes{4})",
}
