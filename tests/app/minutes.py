"""A proposal, and minutes of the two bodies that treated it; written for these tests."""

PAPER = """\
Gemeinde Musterstadt

Beschlussvorlage

Drucksachen-Nr.: {number}

Betreff: {title}

Beratungsfolge:
Bauausschuss 12.03.2024
Rat 26.03.2024

Beschlussvorschlag: Der Radweg am Kanal wird gebaut.
"""
MINUTES = """\
Protokoll

der Sitzung des {of_body} der Gemeinde Musterstadt am Dienstag, dem {day}, im Rathaus

Beginn der Sitzung: 18:00 Uhr

Es sind anwesend: Frau Meier, Herr Schulz

Tagesordnung:

1. Eröffnung der Sitzung

2. Neubau eines Radwegs am Kanal (DS 17/2024)

Zu Punkt 1: Eröffnung der Sitzung

Der Vorsitzende eröffnet die Sitzung.

Zu Punkt 2: Neubau eines Radwegs am Kanal (DS 17/2024)

Herr Schulz stellt die Drucksache vor.

Beratungsergebnis: {result}
"""
COMMITTEE = MINUTES.format(of_body="Bauausschusses", day="12. März 2024", result="4 Ja-Stimmen, 3 Nein-Stimmen")
COUNCIL = MINUTES.format(of_body="Rates", day="26. März 2024", result="einstimmig lt. Beschlussvorschlag")

TITLE = "Neubau eines Radwegs am Kanal"
"""Of the paper DS 17/2024 that the minutes speak of."""
