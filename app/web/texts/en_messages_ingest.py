"""Messages of reading papers in English, by their German text."""

INGEST = {
    "Das Lesen der Datei dauerte zu lange und wurde abgebrochen.": "Reading the file took too long and was stopped.",
    "Teilen Sie die Datei, speichern Sie sie neu oder heben Sie die Grenze in den Einstellungen an.": (
        "Divide the file, save it anew or raise the limit in the settings."
    ),
    "Die Datei braucht beim Lesen mehr als {1} MB Arbeitsspeicher.": (
        "Reading the file needs more than {1} MB of memory."
    ),
    "Teilen Sie die Datei oder heben Sie die Grenze in den Einstellungen an.": (
        "Divide the file or raise the limit in the settings."
    ),
    "Beim Lesen trat ein unerwarteter Fehler auf ({1}: {2}).": (
        "There was an unexpected error while reading ({1}: {2})."
    ),
    "Speichern Sie die Datei in einem anderen Format, etwa als PDF, und melden Sie den Fehler.": (
        "Save the file in another format, for instance as PDF, and report the error."
    ),
    "Seite {1} lässt sich nicht öffnen ({2}).": "Page {1} cannot be opened ({2}).",
    "Öffnen Sie die Datei mit einem PDF-Programm und speichern Sie sie neu.": (
        "Open the file with a PDF program and save it anew."
    ),
    "Der Leseprozess ist an der Datei abgestürzt ({1}).": "The reading process crashed on the file ({1}).",
    "Die Datei ist vermutlich beschädigt. Speichern Sie sie neu, etwa als PDF.": (
        "The file is probably damaged. Save it anew, for instance as PDF."
    ),
    "Das Lesen der Datei brauchte mehr als {1} Sekunden Rechenzeit und wurde abgebrochen.": (
        "Reading the file needed more than {1} seconds of computing time and was stopped."
    ),
    "Das Lesen der Datei dauerte länger als {1} Sekunden und wurde abgebrochen.": (
        "Reading the file took longer than {1} seconds and was stopped."
    ),
    "Die Datei „{1}“ endet auf {2}, ihr Inhalt ist aber etwas anderes und nicht lesbar.": (
        "The file “{1}” ends in {2}, but its content is something else and cannot be read."
    ),
    "Prüfen Sie, ob die richtige Datei abgelegt wurde, und speichern Sie sie im richtigen Format.": (
        "Check whether the right file was put there, and save it in the right format."
    ),
    "Die Datei „{1}“ ist eine OpenDocument-Datei, die kein Textdokument ist.": (
        "The file “{1}” is an OpenDocument file, but not a text document."
    ),
    "Speichern Sie Tabellen als XLSX und Präsentationen als PPTX oder PDF.": (
        "Save spreadsheets as XLSX and presentations as PPTX or PDF."
    ),
    "Die Datei „{1}“ hat ein Format, das nicht gelesen werden kann.": (
        "The file “{1}” has a format that cannot be read."
    ),
    "Die Datei „{1}“ ist {2}; dieses Format wird nicht gelesen.": "The file “{1}” is {2}; this format is not read.",
    "Die Datei „{1}“ ist mit einem Kennwort geschützt oder im alten Office-Format gespeichert.": (
        "The file “{1}” is protected by a password or saved in the old Office format."
    ),
    "Speichern Sie sie ohne Kennwort im heutigen Format und legen Sie sie noch einmal ab.": (
        "Save it without a password in today's format and put it there again."
    ),
    "Die Datei „{1}“ ist beschädigt oder unvollständig.": "The file “{1}” is damaged or incomplete.",
    "Legen Sie die Datei noch einmal vollständig ab.": "Put the whole file there again.",
    "Die Datei „{1}“ enthält keinen Text.": "The file “{1}” holds no text.",
    "Besteht sie nur aus Bildern, speichern Sie sie als PDF; dann wird der Text erkannt.": (
        "If it consists of pictures only, save it as PDF; its text is recognised then."
    ),
    "Die Nachricht „{1}“ ist verschlüsselt.": "The message “{1}” is encrypted.",
    "Öffnen Sie sie in Ihrem Mailprogramm und speichern Sie sie unverschlüsselt.": (
        "Open it in your mail program and save it unencrypted."
    ),
    "Die Texterkennung brach ab ({1}).": "Text recognition broke off ({1}).",
    "Die Texterkennung brauchte länger als {1} Sekunden.": "Text recognition took longer than {1} seconds.",
    "Die Texterkennung tesseract ließ sich nicht starten ({1}).": (
        "The text recognition tesseract could not be started ({1})."
    ),
    "Die Datei „{1}“ ist mit einem Kennwort geschützt.": "The file “{1}” is protected by a password.",
    "Speichern Sie sie ohne Kennwort und legen Sie sie noch einmal ab.": (
        "Save it without a password and put it there again."
    ),
    "Die Datei „{1}“ wird nicht geöffnet: {2}.": "The file “{1}” is not opened: {2}.",
    "Die Datei ist vermutlich beschädigt oder schädlich. Speichern Sie sie neu.": (
        "The file is probably damaged or harmful. Save it anew."
    ),
    "Die Datei „{1}“ ist beschädigt und lässt sich nicht öffnen ({2}).": (
        "The file “{1}” is damaged and cannot be opened ({2})."
    ),
    "Öffnen Sie sie in Ihrem Office-Programm, speichern Sie sie neu und legen Sie sie noch einmal ab.": (
        "Open it in your office program, save it anew and put it there again."
    ),
    "Die Datei „{1}“ ist kein lesbares PDF: Sie ist beschädigt oder unvollständig.": (
        "The file “{1}” is not a readable PDF: it is damaged or incomplete."
    ),
    "Legen Sie die Datei noch einmal ab oder erzeugen Sie das PDF neu.": (
        "Put the file there again or make the PDF anew."
    ),
    "Die Datei „{1}“ ist unvollständig: Das Ende des PDF fehlt.": (
        "The file “{1}” is incomplete: the end of the PDF is missing."
    ),
    "Von der Datei „{1}“ ist keine Seite lesbar.": "No page of the file “{1}” can be read.",
    "Die Datei ist beschädigt oder unvollständig. Erzeugen Sie das PDF neu.": (
        "The file is damaged or incomplete. Make the PDF anew."
    ),
    "Die Datei „{1}“ würde beim Entpacken auf mehr als {2} MB je Seite anwachsen.": (
        "The file “{1}” would grow to more than {2} MB a page when unpacked."
    ),
    "Die Datei ist vermutlich beschädigt oder schädlich. Erzeugen Sie das PDF neu.": (
        "The file is probably damaged or harmful. Make the PDF anew."
    ),
    "Die Präsentation „{1}“ enthält keinen Text.": "The presentation “{1}” holds no text.",
    "Die Datei „{1}“ hat {2} Seiten, erlaubt sind {3}.": "The file “{1}” has {2} pages; {3} are allowed.",
    "Die Datei „{1}“ lässt sich nicht öffnen ({2}).": "The file “{1}” cannot be opened ({2}).",
    "Prüfen Sie, ob die Datei noch da ist und ob Sie sie lesen dürfen.": (
        "Check whether the file is still there and whether you may read it."
    ),
    "Die Datei „{1}“ ist leer (0 Bytes).": "The file “{1}” is empty (0 bytes).",
    "Legen Sie die vollständige Datei ab.": "Put the whole file there.",
    "Die Datei „{1}“ ist {2} groß, erlaubt sind {3}.": "The file “{1}” has a size of {2}; {3} are allowed.",
    "Die Datei „{1}“ ist ein Archiv und selbst kein Dokument.": (
        "The file “{1}” is an archive and not itself a document."
    ),
    "Nehmen Sie das Archiv über einen Ordner auf, dann wird jede Datei darin einzeln gelesen.": (
        "Read the archive in from a folder; each file in it is read then."
    ),
    "Die Datei „{1}“ ist zu tief verschachtelt und lässt sich nicht lesen.": (
        "The file “{1}” is nested too deeply and cannot be read."
    ),
    "Die Arbeitsmappe „{1}“ enthält auf sichtbaren Blättern keinen Text.": (
        "The workbook “{1}” holds no text on visible sheets."
    ),
    "Prüfen Sie, ob Blätter ausgeblendet sind.": "Check whether sheets are hidden.",
    "Das Blatt „{1}“ der Datei „{2}“ hat mehr als {3} Zellen.": (
        "The sheet “{1}” of the file “{2}” has more than {3} cells."
    ),
    "Löschen Sie leere formatierte Zeilen und Spalten oder teilen Sie das Blatt.": (
        "Delete empty formatted rows and columns or divide the sheet."
    ),
    "Der Leseprozess hat für die Datei etwas Unbrauchbares geliefert.": (
        "The reading process returned something useless for the file."
    ),
    "Die Datei ist vermutlich beschädigt oder schädlich. Speichern Sie sie neu, etwa als PDF.": (
        "The file is probably damaged or harmful. Save it anew, for instance as PDF."
    ),
    "Das Archiv „{1}“ enthält {2} Dateien, erlaubt sind {3}.": "The archive “{1}” holds {2} files; {3} are allowed.",
    "Teilen Sie das Archiv.": "Divide the archive.",
    "Das Archiv „{1}“ würde auf das {2}-Fache anwachsen.": "The archive “{1}” would grow to {2} times its size.",
    "Es ist vermutlich beschädigt oder schädlich. Packen Sie die Dateien neu.": (
        "It is probably damaged or harmful. Pack the files anew."
    ),
    "Das Archiv „{1}“ würde auf {2} MB anwachsen, erlaubt sind {3} MB.": (
        "The archive “{1}” would grow to {2} MB; {3} MB are allowed."
    ),
    "Teilen Sie das Archiv oder heben Sie die Grenze in den Einstellungen an.": (
        "Divide the archive or raise the limit in the settings."
    ),
    "Das Archiv „{1}“ enthält einen Eintrag, der nach außen zeigt oder ein Link ist: „{2}“.": (
        "The archive “{1}” holds an entry that points outside or is a link: “{2}”."
    ),
    "Packen Sie nur Dateien und Ordner, ohne Verknüpfungen und absolute Pfade.": (
        "Pack files and folders only, without links and absolute paths."
    ),
    "Das Archiv „{1}“ ist beschädigt oder unvollständig.": "The archive “{1}” is damaged or incomplete.",
    "Packen Sie es neu und legen Sie es noch einmal ab.": "Pack it anew and put it there again.",
    "Das Archiv „{1}“ ist mit einem Kennwort geschützt.": "The archive “{1}” is protected by a password.",
    "Packen Sie die Dateien ohne Kennwort neu.": "Pack the files anew without a password.",
    "Im Archiv „{1}“ gibt es „{2}“ zweimal.": "In the archive “{1}” there is “{2}” twice.",
    "Packen Sie neu.": "Pack it anew.",
    "Das Archiv „{1}“ wächst beim Entpacken über die Grenze.": (
        "The archive “{1}” grows beyond the limit when unpacked."
    ),
    "Die Datei „{1}“ ist im Archiv beschädigt.": "The file “{1}” is damaged in the archive.",
    "Packen Sie das Archiv neu.": "Pack the archive anew.",
    "Das Archiv „{1}“ liegt zu tief in anderen ({2} Ebenen sind erlaubt).": (
        "The archive “{1}” lies too deep in others ({2} levels are allowed)."
    ),
    "Packen Sie die Dateien in ein einziges Archiv.": "Pack the files into a single archive.",
    "„{1}“ lässt sich nicht öffnen ({2}).": "“{1}” cannot be opened ({2}).",
    "Prüfen Sie die Leserechte.": "Check the permission to read.",
    "Beim Entpacken von „{1}“ war der Datenträger voll.": "The disk became full while “{1}” was being unpacked.",
    "Schaffen Sie Platz und starten Sie die Aufnahme noch einmal.": "Make room and start reading in again.",
    "Das Archiv „{1}“ enthält keine Dateien.": "The archive “{1}” holds no files.",
    "Die Datei „{1}“ gibt es zweimal: Ihre Namen unterscheiden sich nur in der Schreibweise der Umlaute.": (
        "There are two files “{1}”: their names differ only in how the umlauts are written."
    ),
    "Benennen Sie eine der beiden um.": "Rename one of the two.",
    "{1} „{2}“ lässt sich nicht lesen ({3}).": "{1} “{2}” cannot be read ({3}).",
    "Prüfen Sie die Leserechte und ob ein Link ins Leere zeigt.": (
        "Check the permission to read, and whether a link leads nowhere."
    ),
    "Prüfen Sie die Schreibweise und ob das Laufwerk verbunden ist.": (
        "Check the spelling and whether the drive is connected."
    ),
    "Der Ordner „{1}“ lässt sich nicht lesen ({2}).": "The folder “{1}” cannot be read ({2}).",
    "Prüfen Sie die Leserechte für den Ordner.": "Check the permission to read the folder.",
    "Die Datei „{1}“ lässt sich nicht lesen ({2}).": "The file “{1}” cannot be read ({2}).",
    "Prüfen Sie die Leserechte und ob das Laufwerk verbunden ist.": (
        "Check the permission to read and whether the drive is connected."
    ),
    "„{1}“ liegt zweimal mit verschiedenem Inhalt vor; eingelesen wurde {2}.": (
        "“{1}” is there twice with different content; {2} was read in."
    ),
    "Benennen Sie eine der beiden Dateien um oder lesen Sie den gemeinsamen Oberordner ein.": (
        "Rename one of the two files or read in the folder that holds both."
    ),
    "Die Nachricht „{1}“ ist größer als {2} MB.": "The message “{1}” is larger than {2} MB.",
    "Speichern Sie die Anlagen einzeln oder heben Sie die Grenze in den Einstellungen an.": (
        "Save the attachments one by one or raise the limit in the settings."
    ),
    "Die Anlage „{1}“ ist beschädigt.": "The attachment “{1}” is damaged.",
    "Speichern Sie sie neu.": "Save it anew.",
    "Beim Schreiben von {1} ist der Speicherplatz ausgegangen.": "The disk became full while {1} was being written.",
    "Schaffen Sie Platz und starten Sie den Befehl noch einmal; was fertig war, ist gespeichert.": (
        "Make room and start the command again; what was done is stored."
    ),
    "Beim Speichern hochgeladener Dateien ist der Speicherplatz ausgegangen.": (
        "The disk became full while uploaded files were being stored."
    ),
    "Der Name der Datei ist leer, zu lang oder der einer versteckten Datei.": (
        "The name of the file is empty, too long or that of a hidden file."
    ),
    "Geben Sie der Datei einen kurzen Namen, der nicht mit einem Punkt beginnt.": (
        "Give the file a short name that does not begin with a dot."
    ),
    "Die hochgeladene Datei „{1}“ ist nicht mehr da.": "The uploaded file “{1}” is no longer there.",
    "Laden Sie sie noch einmal hoch.": "Upload it again.",
    "Im Leseprozess ist kein Netzzugriff erlaubt ({1}).": "The reading process may not use the network ({1}).",
    "„{1}“ enthält keinen Text.": "“{1}” holds no text.",
    "„{1}“ ist nur teilweise lesbar: {2} ohne Text.{3}": "“{1}” can be read only in part: {2} without text.{3}",
    "„{1}“ ist ein Scan ohne Text.{2}": "“{1}” is a scan without text.{2}",
    "Keine Seite von „{1}“ ist lesbar.{2}": "No page of “{1}” can be read.{2}",
    "Speichern Sie es als PDF, dann wird sein Text erkannt.": "Save it as PDF; its text is recognised then.",
    "Packen Sie die Dateien als ZIP.": "Pack the files as ZIP.",
    "Speichern Sie es als DOCX, XLSX, PPTX oder PDF, eine Nachricht als EML.": (
        "Save it as DOCX, XLSX, PPTX or PDF, a message as EML."
    ),
    "Speichern Sie es als DOCX oder PDF.": "Save it as DOCX or PDF.",
    "Speichern Sie es als PDF.": "Save it as PDF.",
    "Die Texterkennung ist in den Einstellungen ausgeschaltet.": "Text recognition is switched off in the settings.",
    "Die Texterkennung tesseract ist nicht installiert. Installieren Sie sie mit: {1}": (
        "The text recognition tesseract is not installed. Install it with: {1}"
    ),
    "Der Texterkennung tesseract fehlt die Sprache {1}. Installieren Sie sie mit: apt-get install {2}": (
        "The text recognition tesseract lacks the language {1}. Install it with: apt-get install {2}"
    ),
    (
        "Mehr als {1} eingescannte Seiten werden in einer Datei nicht erkannt. Teilen Sie die Datei oder heben Sie "
        "die Grenze in den Einstellungen an."
    ): (
        "More than {1} scanned pages in one file are not recognised. Divide the file or raise the limit in the "
        "settings."
    ),
    "Seite {1} ist beschädigt und nicht lesbar ({2}).": "Page {1} is damaged and cannot be read ({2}).",
    "Seite {1} ist schlecht lesbar (Erkennung zu {2} % sicher).": "Page {1} is hard to read (recognition {2} % sure).",
    "Der Inhalt von Seite {1} ist beschädigt und nicht lesbar.": (
        "The content of page {1} is damaged and cannot be read."
    ),
    "Seite {1}: {2}": "Page {1}: {2}",
}
