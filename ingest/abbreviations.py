"""Words that decide where a German sentence ends. Data only; `ingest.sentences` says how they are used."""

from __future__ import annotations


def _words(block: str) -> frozenset[str]:
    return frozenset(block.split())


MONTHS = _words("""
    Januar Februar März April Mai Juni Juli August September Oktober November Dezember Jänner
    Jan Feb Mrz Apr Jun Jul Aug Sep Sept Okt Nov Dez
""")

ABBREVIATIONS = _words("""
    nr nrn abs abschn art anl anm az bd best blz bst buchst drs drucks fn gem hrsg kap lfd lit pkt pos rdnr rn
    rz ziff ziffn zif ss tz vgl anh beil
    bzw ca d.h dgl ggf ggfs gegf evtl evt inkl incl exkl einschl einschließl insb insbes insges sog sogen bspw
    bzgl bezgl betr bez entspr jew jeweil lt mind max min mtl monatl jährl tägl wöchentl rd zzgl zzt zz zt zzg
    abzgl abz zus zusätzl grds grundsätzl i.d.r ausschl ausschließl durchschn gesetzl rechtl schriftl mündl
    öffentl nichtöffentl örtl städt staatl kommun gemeindl landw wirtschaftl techn soz pol kath evang ev
    allg ehem ehm früh vorl vorauss voraussichtl stellv stv komm verst verh geb gest ges gez unterz
    urspr überarb überpl außerpl zul zw zwisch vorm nachm
    dr prof dipl ing med jur phil rer nat oec hr hrn fr frl st sr jr bgm obm mdl mdb
    gmde gde landkr lkr reg bez dez abt ref sachgeb fachb ausschussvors vors vorst mitgl beigeordn
    fa gebr co ltd bhf hbf kto tel fax mob
    std stdn min sek tsd mwst ust zzgl qm lfm kl gr nds nieders niedersächs bundesl hann hild
    nördl südl östl westl bes verf vorschr anforderg durchf
    bgbl rgbl gvbl gvobl abl gbl mbl amtsbl ministerialbl banz gmbl vkbl bstbl gs
""")
"""Without their last stop, lower case; never the end of a sentence."""

AMBIGUOUS_ABBREVIATIONS = _words("""
    usw etc ff f mio mrd str pl u.a a u.ä ä o.ä o.a jh v.h n.n co uhrz ust kg e.v v
""")
"""Often the last word of a sentence; it ends there when the next word mostly starts one."""

SENTENCE_STARTS = _words("""
    Der Die Das Den Dem Des Ein Eine Einen Einem Einer Es Er Sie Wir Ich Ihr Man Dies Diese Dieser Dieses Diesem
    Diesen Jede Jeder Jedes Alle Beide Kein Keine Keiner Einige Viele Mehrere Weitere Weiterer Weiteres Andere
    Herr Frau Herrn Hier Hierbei Hierfür Hierzu Hiermit Hieraus Hiervon Dort Da Dabei Dadurch Dafür Dagegen Daher
    Damit Danach Daneben Daran Darauf Daraufhin Daraus Darin Darüber Darum Davon Davor Dazu Dann Dennoch Derzeit
    Deshalb Deswegen Doch Durch Ebenfalls Ebenso Eventuell Falls Ferner Für Gegen Gegebenenfalls Gegenwärtig
    Gemäß Gleichzeitig Grundsätzlich Im In Innerhalb Insbesondere Insgesamt Insofern Insoweit Inzwischen Ist
    Jedoch Jetzt Kann Können Laut Lediglich Letztlich Mit Mittlerweile Nach Nachdem Nachfolgend Nachrichtlich
    Neben Nicht Noch Nun Nunmehr Nur Ob Obwohl Oder Ohne Rund Schließlich Seit Seitens Sind Sodann Sofern Sollte
    Sollten Somit Soweit Sowohl Statt Trotz Um Und Unter Unabhängig Vom Von Vor Während Wann Warum Was Wegen
    Weil Weiter Weiterhin Weitere Welche Wenn Wer Werden Wie Wird Wo Wobei Wurde Wurden Zu Zudem Zum Zunächst Zur
    Zurzeit Zusätzlich Zwar Zwischen Ab Aber Abschließend Allerdings Als Also Am An Anschließend Anhand Auch Auf
    Aufgrund Aus Außer Außerdem Außerhalb Bei Beim Bereits Bezüglich Bis Bisher Bislang Bitte Hinsichtlich
    Infolge Anlässlich Angesichts Entsprechend Erst Ergänzend Folgende Folglich Vielmehr Vorbehaltlich Zuletzt
    Sämtliche Solche Solange Sobald Seine Seiner Ihre Ihrer Unsere Unser Meine Vorliegend Ursprünglich Künftig
""")
"""Words that, written with a capital, mostly stand at the start of a sentence."""
