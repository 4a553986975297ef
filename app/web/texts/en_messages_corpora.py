"""Messages of the catalogue and the library in English, by their German text."""

CORPORA = {
    "Den Bestand „{1}/{2}“ gibt es schon.": "There is a collection “{1}/{2}” already.",
    "Der Bestand „{1}/{2}“ gehört „{3}“ bereits.": "The collection “{1}/{2}” belongs to “{3}” already.",
    "Der Bestand „{1}/{2}“ ist nur für Berechtigte des eigenen Hauses und kann nicht freigegeben werden.": (
        "The collection “{1}/{2}” is only for authorised people of its own house and cannot be shared."
    ),
    "Freigeben lassen sich Bestände mit dem Zugang „public“ oder „internal“.": (
        "Collections with the access “public” or “internal” can be shared."
    ),
    "Im Bestand „{1}/{2}“ gibt es kein Dokument „{3}“.": "In the collection “{1}/{2}” there is no document “{3}”.",
    "`kompass documents {1}/{2}` zeigt alle mit ihrem Pfad.": "`kompass documents {1}/{2}` shows all with their paths.",
    "Den Bestand „{1}“ gibt es nicht mehr.": "The collection “{1}” is no longer there.",
    "Legen Sie ihn an: `kompass corpus add`.": "Add it: `kompass corpus add`.",
    "Der Mandant „{1}“ hat keinen Bestand „{2}“.": "The tenant “{1}” has no collection “{2}”.",
    "`kompass corpus list {1}` zeigt alle; neu anlegen: `kompass corpus add {2}/{3}`.": (
        "`kompass corpus list {1}` shows all; add a new one: `kompass corpus add {2}/{3}`."
    ),
    "Den Mandanten „{1}“ gibt es schon.": "There is a tenant “{1}” already.",
    "Diese Unterhaltung gibt es nicht.": "There is no such conversation.",
    "Der Verlauf zeigt alle, die Sie haben.": "The history shows all that you have.",
    "Die Adresse der Datenbank („{1}:…“) ist nicht verwendbar.": (
        "The address of the database (“{1}:…”) cannot be used."
    ),
    "Möglich sind `sqlite:////pfad/katalog.db` und `postgresql://benutzer:kennwort@rechner/datenbank`.": (
        "Use `sqlite:////path/catalogue.db` or `postgresql://user:password@host/database`."
    ),
    "Die Datenbank {1} ist nicht erreichbar oder lehnt den Zugriff ab ({2}).": (
        "The database {1} cannot be reached or refuses access ({2})."
    ),
    "Prüfen Sie `database_url`, das Netz und ob der Datenbankserver läuft.": (
        "Check `database_url`, the network, and whether the database server runs."
    ),
    "Die Datenbank {1} wurde mit einer neueren Fassung von Aktenkompass geschrieben (Stand {2}).": (
        "The database {1} was written by a newer version of Aktenkompass (form {2})."
    ),
    "Installieren Sie die neuere Fassung, oder geben Sie einen anderen Datenordner an.": (
        "Install the newer version, or name another data folder."
    ),
    "Auf der Platte der Datenbank {1} ist kein Platz mehr; der letzte Schritt wurde zurückgenommen.": (
        "The disk of the database {1} has no space left; the last step was taken back."
    ),
    "Schaffen Sie Platz und wiederholen Sie den Befehl; er setzt dort fort, wo er stand.": (
        "Make room and repeat the command; it goes on where it stopped."
    ),
    "Die Datenbank {1} ist seit {2} Sekunden von einem anderen Programm gesperrt.": (
        "The database {1} has been locked by another program for {2} seconds."
    ),
    "Beenden Sie das andere Programm und versuchen Sie es erneut.": "End the other program and try again.",
    "Die Datei der Datenbank {1} ist beschädigt oder keine Datenbank.": (
        "The file of the database {1} is damaged or not a database."
    ),
    "Spielen Sie den Datenordner aus einer Sicherung zurück.": "Restore the data folder from a backup.",
    "Die Datenbank {1} lässt sich nicht lesen oder schreiben ({2}).": (
        "The database {1} cannot be read or written ({2})."
    ),
    "Prüfen Sie, ob der Ordner vorhanden ist und Sie darin schreiben dürfen.": (
        "Check whether the folder is there and you may write in it."
    ),
    "Für die Datenbank {1} fehlt das Paket „{2}“.": "For the database {1} the package “{2}” is missing.",
    'Installieren Sie es mit `pip install "aktenkompass[server]"`.': (
        'Install it with `pip install "aktenkompass[server]"`.'
    ),
    "Die Datenbank {1} lässt sich nicht im WAL-Modus öffnen.": "The database {1} cannot be opened in WAL mode.",
    "Legen Sie den Datenordner auf eine lokale Platte, nicht auf ein Netzlaufwerk.": (
        "Put the data folder on a local disk, not on a network drive."
    ),
    "Die Datei {1} ist nicht mehr da oder nicht lesbar ({2}).": (
        "The file {1} is no longer there or cannot be read ({2})."
    ),
    "Prüfen Sie Pfad und Rechte und lesen Sie den Ordner erneut ein.": (
        "Check path and permissions and read the folder in again."
    ),
    "Diese Rückmeldung gibt es nicht.": "There is no such feedback.",
    "Die Liste der Rückmeldungen zeigt alle.": "The list of feedback shows all.",
    "Diesen Auftrag gibt es nicht.": "There is no such job.",
    "Die Übersicht der Aufträge zeigt alle.": "The overview of jobs shows all.",
    "Die gesuchte Fassung eines Dokuments in „{1}/{2}“ liegt nicht im Datenordner.": (
        "The version of a document in “{1}/{2}” that was looked for is not in the data folder."
    ),
    "`kompass documents {1}/{2}` zeigt, was da ist.": "`kompass documents {1}/{2}` shows what is there.",
    "In den Datenordner {1} lässt sich nicht schreiben ({2}).": "The data folder {1} cannot be written to ({2}).",
    "Prüfen Sie die Rechte am Ordner und den Zustand der Platte.": (
        "Check the permissions of the folder and the state of the disk."
    ),
    "Die Datei „{1}“ hat sich während des Einlesens geändert.": "The file “{1}” changed while it was being read in.",
    "Lesen Sie sie erneut ein, wenn niemand mehr an ihr schreibt.": (
        "Read it in again when nobody writes to it any more."
    ),
    "Die gelesene Fassung eines Dokuments in „{1}/{2}“ ist beschädigt ({3}).": (
        "The version of a document in “{1}/{2}” that was read is damaged ({3})."
    ),
    "Lesen Sie den Bestand neu ein: `kompass reindex {1}`, oder spielen Sie eine Sicherung ein.": (
        "Read the collection in anew: `kompass reindex {1}`, or restore a backup."
    ),
    "„{1}“ kann nicht die Kennung einer Person sein.": "“{1}” cannot be the id of a person.",
    "Nennen Sie die Kennung, die der Anmeldedienst vergibt (sub), oder die E-Mail-Adresse.": (
        "Name the id that the identity provider gives (sub), or the e-mail address."
    ),
    "Ein Mitglied braucht mindestens eine Rolle.": "A member needs at least one role.",
    "Rollen: {1}.": "Roles: {1}.",
    "Bei „{1}“ ist niemand mit der Kennung „{2}“ eingetragen.": "“{1}” has no member with the id “{2}”.",
    "`kompass member list {1}` zeigt alle.": "`kompass member list {1}` shows all.",
    "„{1}“ ist bei „{2}“ schon eingetragen.": "“{1}” is a member of “{2}” already.",
    "Ändern Sie den Eintrag, statt ihn anzulegen.": "Change the entry instead of adding it.",
    "„{1}“ kann nicht die Kennung eines {2} sein.": "“{1}” cannot be the identifier of a {2}.",
    (
        "Erlaubt sind 2 bis 40 Kleinbuchstaben (a bis z), Ziffern und Bindestriche; am Anfang und am Ende steht "
        "kein Bindestrich, z. B. „musterstadt“ oder „rat-2026“."
    ): (
        "2 to 40 lower-case letters (a to z), digits and hyphens are allowed; no hyphen at the beginning or "
        "end, e.g. “musterstadt” or “rat-2026”."
    ),
    "Der Titel eines {1} darf nicht leer sein.": "The title of a {1} must not be empty.",
    "Geben Sie einen Titel an.": "Give a title.",
    "Den Mandanten „{1}“ gibt es nicht.": "There is no tenant “{1}”.",
    "`kompass tenant list` zeigt alle; neu anlegen: `kompass tenant add`.": (
        "`kompass tenant list` shows all; add a new one: `kompass tenant add`."
    ),
    "Eine Berechtigung braucht einen Mandanten und mindestens einen Bestand.": (
        "A grant needs a tenant and at least one collection."
    ),
    "Es gibt keinen Bestand, in dem gesucht werden darf.": "There is no collection that may be searched.",
    "Legen Sie einen Bestand an oder lassen Sie sich einen freigeben.": "Add a collection or have one shared with you.",
    "Ein Bestand steht in zwei Berechtigungen.": "A collection stands in two grants.",
    "Keiner der genannten Bestände ({1}) ist für Sie freigegeben.": (
        "None of the collections named ({1}) is open to you."
    ),
    "Prüfen Sie die Schreibweise mit `kompass corpus list`.": "Check the spelling with `kompass corpus list`.",
}
