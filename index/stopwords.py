"""German words that say nothing about a document's subject, lower-case."""

from __future__ import annotations

STOP_WORDS = frozenset(
    """
    ab aber alle allein allem allen aller allerdings alles als also am an ander andere anderem anderen anderer
    anderes anderm andern anderr anders auch auf aus außer außerdem bei beim bereits beziehungsweise bin bis
    bist bitte bzw ca da dabei dadurch dafür dagegen daher dahin damals damit danach dann daran darauf daraus
    darf darfst darin darum darunter darüber das dass davon davor dazu daß dein deine deinem deinen deiner
    deines dem demnach den denen denn dennoch der deren derer derjenige derselbe derzeit des deshalb desselben
    dessen desto deswegen dich die dies diese dieselbe dieselben diesem diesen dieser dieses dir doch dort du
    durch dürfen dürfte dürften eben ebenfalls ebenso eigentlich ein eine einem einen einer eines einig einige
    einigem einigen einiger einiges einmal entsprechend entweder er es etc etwa etwas euch euer eure eurem euren
    eurer eures falls ferner folgende folgenden folgender folgendes für gab ganz geben gegen gegenüber gehabt
    gemacht gemäß genau gern gewesen ggf gibt habe haben habt hast hat hatte hatten hattest her herr heute hier
    hierbei hierfür hiermit hierzu hin hinter hätte hätten ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im
    immer in indem infolge ins insbesondere insgesamt insofern ist ja jede jedem jeden jeder jederzeit jedes
    jedoch jemand jene jenem jenen jener jenes jetzt jeweilige jeweiligen jeweils kann kannst kein keine keinem
    keinen keiner keines können könnte könnten lassen laut lässt machen macht man manche manchem manchen mancher
    manches mehr mein meine meinem meinen meiner meines mich mir mit mittels muss musst musste möchte möglich
    müssen müsste nach nachdem neben nein nicht nichts noch nun nur nächste ob obwohl oder oft ohne pro sehr sei
    seien sein seine seinem seinen seiner seines seit selbst sich sie sind so sobald sofern sogar solch solche
    solchem solchen solcher solches soll sollen sollst sollte sollten somit sondern sonst soweit sowie sowohl
    später statt um und uns unser unsere unserem unseren unserer unseres unter usw viel viele vielen vieler vom
    von vor vorher wann war waren warum was weder wegen weil weitere weiteren weiterer weiteres weiterhin welche
    welchem welchen welcher welches wenig weniger wenn wer werd werde werden weshalb wessen wie wieder wieso
    wieviel will willst wir wird wirklich wirst wo wobei wodurch wofür woher wohin womit woran worauf worden
    worin worüber wovon wozu wurde wurden während wäre wären würde würden zu zudem zum zunächst zur zusammen
    zwar zwischen über überhaupt
    """.split()
)
