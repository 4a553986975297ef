"""What Streamlit writes in English by itself, in German; ``frame.js`` puts it in place."""

STREAMLIT = {
    "streamlit_prefixes.Remove": "Entfernen:",
    "streamlit.file upload": "Datei hochladen",
    "streamlit.add icon": "Hinzufügen",
    "streamlit_parts.per file": "je Datei",
    "streamlit.App pages": "Seiten",
    "streamlit.Add files": "Dateien hinzufügen",
    "streamlit.Choose an option": "Auswählen",
    "streamlit.Choose date": "Datum wählen",
    "streamlit.Choose options": "Auswählen",
    "streamlit.Clear all": "Alles entfernen",
    "streamlit.Clear date": "Datum entfernen",
    "streamlit.Clear entry": "Eingabe löschen",
    "streamlit.Clear value": "Leeren",
    "streamlit.Close": "Schließen",
    "streamlit.Collapse sidebar": "Menü schließen",
    "streamlit.Connecting": "Verbindung wird hergestellt",
    "streamlit.Connection error": "Keine Verbindung zum Dienst",
    "streamlit.Connection lost. Please wait for the app to reconnect, then try again.": (
        "Die Verbindung ist unterbrochen. Bitte warten Sie, bis sie wieder steht, und versuchen Sie es "
        "dann noch einmal."
    ),
    "streamlit.Drag and drop a file here": "Datei hierher ziehen",
    "streamlit.Drag and drop files here": "Dateien hierher ziehen",
    "streamlit.Expand sidebar": "Menü öffnen",
    "streamlit.Main menu": "Menü",
    "streamlit.Multiselect options": "Auswahl",
    "streamlit.Next page": "Nächste Seite",
    "streamlit.No results": "Nichts gefunden",
    "streamlit.Open": "Öffnen",
    "streamlit.Pagination": "Seiten der Liste",
    "streamlit.Press Ctrl+Enter to apply": "Strg+Eingabe übernimmt",
    "streamlit.Press Ctrl+Enter to submit form": "Strg+Eingabe schickt ab",
    "streamlit.Press Enter to apply": "Eingabetaste übernimmt",
    "streamlit.Press Enter to submit form": "Eingabetaste schickt ab",
    "streamlit.Previous page": "Vorige Seite",
    "streamlit.Running...": "Wird geladen …",
    "streamlit.Select all": "Alle auswählen",
    "streamlit.Selectbox options": "Auswahl",
    "streamlit.Selected values": "Ausgewählt",
    "streamlit.Skip to main content": "Zum Inhalt springen",
    "streamlit.Stop": "Anhalten",
    "streamlit.Upload": "Dateien auswählen",
    "streamlit.Use arrow keys to navigate dates. Enter to select. Escape to close.": (
        "Mit den Pfeiltasten zum Datum, Eingabetaste wählt, Escape schließt."
    ),
}
