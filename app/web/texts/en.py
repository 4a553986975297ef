"""The pages' texts in English."""

from app.web.texts.en_holdings import HOLDINGS
from app.web.texts.en_members import MEMBERS
from app.web.texts.en_quality import QUALITY
from app.web.texts.en_report import REPORT
from app.web.texts.en_streamlit import STREAMLIT

TEXTS = {
    **STREAMLIT,
    **HOLDINGS,
    **MEMBERS,
    **QUALITY,
    **REPORT,
    "app.name": "Aktenkompass",
    "format.moment": "%d %b %Y, %H:%M",
    "language.de": "Deutsch",
    "language.en": "English",
    # Frame
    "frame.tenant": "Municipality",
    "frame.language": "Language",
    "nav.ask": "Ask",
    "nav.history": "History",
    "table.actions": "Actions",
    "dialog.cancel": "Cancel",
    "duration.seconds": "{count} seconds",
    "duration.seconds_one": "1 second",
    "duration.minutes": "{count} minutes",
    "duration.minutes_one": "1 minute",
    "duration.hours": "{count} hours",
    "nav.about": "About",
    # Ask
    "ask.title": "Ask",
    "ask.lead": "You get statements from your municipality's papers, each with the place where it stands.",
    "ask.label": "Your question",
    "ask.placeholder": "For example: Wie hoch ist die Hundesteuer für den zweiten Hund?",
    "ask.submit": "Find an answer",
    "follow.label": "Follow-up question in this conversation",
    "follow.submit": "Ask follow-up",
    "ask.new": "Start a new conversation",
    "ask.empty": "Please write a question first.",
    "ask.unsent": "Your question from before you signed in is back in its field. It has not been asked yet.",
    "ask.no_corpora": "There is no collection yet that you can search.",
    "ask.no_documents": "Your collections hold no papers yet that can be searched.",
    "ask.to_holdings": "Go to the collections",
    "ask.ask_managers": "Your organisation's knowledge managers can add papers or release them for you.",
    "ask.narrowed": "Search narrowed: {where}",
    "ask.narrow": "Narrow the search: collections, kind, period",
    "ask.corpora": "Collections",
    "ask.corpora_all_one": "1 collection",
    "ask.corpora_all": "All {count} collections",
    "ask.corpora_lent_one": "1 of them lent ({owners})",
    "ask.corpora_lent": "{count} of them lent ({owners})",
    "ask.lead_lent": "Papers that others share with you are searched, too: {owners}.",
    "source.lent": "Not your municipality",
    "source.lent_means": "This paper belongs to: {owner}. What it says does not simply hold for you.",
    "source.lent_by": "Paper of: {owner}",
    "source.owner": "Municipality",
    "ask.kinds": "Kind of paper",
    "ask.kinds_all": "All kinds",
    "ask.date_from": "Date from",
    "ask.date_to": "Date to",
    "ask.dates_reversed": "The first date is later than the last. The search therefore leaves the period out.",
    "ask.dates_note": "With a period set, papers without a date are left out.",
    "ask.examples": "Examples from your papers",
    "ask.engine": "How answers are made: {engine}",
    "kind.council": "Council papers",
    "kind.regulation": "Law and rules",
    "kind.guide": "Guides",
    "engine.extractive": "verbatim from the papers, without a language model",
    "engine.extractive_unnamed": "verbatim from the papers, without a language model",
    "engine.generative": "worded by the language model {model}",
    "engine.generative_unnamed": "worded by a language model",
    # The papers are German, and so are questions that find something in them.
    "examples.minutes": "Was wurde zu „{subject}“ beschlossen?",
    "examples.proposal": "Was wird zu „{subject}“ vorgeschlagen?",
    "examples.information": "Was steht in der Mitteilung „{subject}“?",
    "examples.regulation": "Was regelt {paragraph} der {name}?",
    "examples.guide": "Was steht in „{title}“ zu „{heading}“?",
    # Answer
    "answer.list_label": "Statements of the answer",
    "answer.running": "Searching the papers …",
    "answer.running_found": "Putting the answer together …",
    "answer.stop": "Stop",
    "answer.stopped": "You stopped the answer.",
    "answer.stopped_means": "What stands above is incomplete. Your question is back in the field.",
    "answer.stopped_early": "There was no statement yet. Your question is back in the field.",
    "answer.none": "No answer in the papers",
    "answer.sources_only": "Sources only, no answer",
    "answer.nearest": "These places come nearest",
    "answer.caution": "Read with caution:",
    "answer.made_by": "Method",
    "answer.confidence": "Confidence",
    "answer.seconds": "Duration",
    "answer.seconds_few": "under {seconds} seconds",
    "answer.seconds_value": "{seconds} seconds",
    "answer.created": "Made",
    "verdict.supported": "supported",
    "verdict.supported_means": "",
    "verdict.older": "supported, but by an older version",
    "verdict.older_means": "The place supports it; check what holds today.",
    "verdict.partial": "partly supported",
    "verdict.partial_means": "",
    "verdict.unsupported": "not supported",
    "verdict.unsupported_means": "No paper says this.",
    "verdict.missing": "Differs from the place in: {words}",
    "notice.extractive": "Put together automatically from verbatim passages of the papers named; "
    "no language model wrote any of it.",
    "notice.generative": "Worded by an AI; each statement was compared automatically with the quoted place. "
    "Check the sources before you rely on it.",
    "notice.none": "The places were found automatically.",
    "say.answered": "The answer is complete. Statements: {count}, supported: {proven}.",
    "say.older": "Supported by an older version only: {count}.",
    "say.stopped": "The answer was stopped. Statements so far: {count}.",
    "say.failed": "No answer is possible.",
    "follow.placeholder": "For example: Und für den dritten?",
    "ask.lost": "This conversation is no longer there. You can start a new one.",
    "ask.words_alone": (
        "The documents of “{tenant}” are searched by words alone at present, not by meaning: their index has to be "
        "built anew. Please tell those who run this service."
    ),
    "ask.since": "from {date}",
    "ask.until": "until {date}",
    "answer.searched": "Searched in",
    "answer.incomplete": "Incomplete:",
    "answer.withheld": "Statements whose paper is gone or no longer open to you: {count}",
    "answer.understood": "Understood as: {question}",
    "source.proposal_treated": "A proposal. The minutes say:",
    "source.treated": "The minutes say:",
    "take.copy": "Copy",
    "take.copied": "Copied with sources",
    "take.copy_failed": "Copying is not possible",
    "take.docx": "For the record as a Word file",
    "take.pdf": "For the record as PDF",
    "take.file_name": "auskunft",
    "opinion.question": "Was this answer helpful?",
    "opinion.up": "Helpful",
    "opinion.down": "Not helpful",
    "opinion.thanks": "Thank you. Your feedback: {rating}.",
    "opinion.take_back": "Take back",
    "opinion.more": "What was wrong?",
    "opinion.wrong_source": "Wrong source",
    "opinion.outdated": "Out of date",
    "opinion.incomplete": "Incomplete",
    "opinion.unclear": "Hard to understand",
    "opinion.remark": "Remark",
    "opinion.remark_help": "Please name no persons and nothing about them.",
    "opinion.send": "Send feedback",
    "opinion.sent": "Thank you, your feedback was stored.",
    # Source
    "source.open": "Open source:",
    "source.label": "Source {number}",
    "source.close": "Close source",
    "source.page": "Page {page}",
    "source.reference": "Number",
    "source.kind": "Kind",
    "source.date": "Date",
    "source.bodies": "Bodies",
    "source.place": "Place",
    "source.corpus": "Collection",
    "source.file": "File",
    "source.passage": "Wording of the place",
    "source.superseded_by": "There is a newer version: {title}",
    "frame.failed": "This page has an error. It was recorded; reload the page or try again later.",
    "frame.action_failed": "This did not work because of an error. It was recorded; try again, now or later.",
    "history.title": "History",
    "history.lead": "Your own conversations. Only you see them. Each is deleted {days} days after its last question.",
    "history.search": "Search the history",
    "history.placeholder": "Words of a question or answer",
    "history.empty": "No conversations yet. Your questions appear here once they are answered.",
    "history.nothing_found": "No conversation holds all these words.",
    "history.count_one": "1 conversation",
    "history.count": "{count} conversations, the latest first",
    "history.question": "First question",
    "history.turns": "Questions",
    "history.when": "Last",
    "history.delete": "Delete",
    "history.delete_spoken": "Delete conversation: {title}",
    "history.delete_title": "Delete conversation",
    "history.delete_sure": "The conversation with all its answers will be deleted for good.",
    "history.delete_all": "Delete the whole history",
    "history.delete_all_title": "Delete the whole history",
    "history.delete_all_sure": "All your conversations will be deleted for good.",
    "history.delete_now": "Delete for good",
    "history.delete_all_now": "Delete for good",
    "history.deleted": "Deleted.",
    "source.superseded": "Older version.",
    "source.newer": "Newer in this collection: {title}",
    "source.newer_dated": "{title} of {date}",
    "source.newest": "newest in this collection",
    "source.facts": "About the paper",
    "source.version": "Version",
    "source.not_yet": "Not yet in force.",
    "source.valid_from": "By its own word in force from {date}.",
    "source.proposal": "A proposal, not a decision.",
    "source.proposal_means": "Whether it was decided like this stands in the minutes of the meeting.",
    "source.changed": "Changed since.",
    "source.lost": "The quoted passage no longer stands like this in today's version of the paper.",
    "source.still_there": "The paper was read again; the quoted passage still stands in it.",
    "source.recognised": "Text recognition.",
    "source.recognised_means": "The page is a scan; single characters may be misread. The picture counts.",
    "source.no_text": "Without text.",
    "source.no_image": "No picture of the page.",
    "source.office": "Office or group",
    "source.page_of": "Page {page} of {count}",
    "source.text": "Text",
    "source.download": "Download the original ({size})",
    "source.alt": "Page {page} of “{title}” as a picture. The text stands below.",
    "source.alt_marked": (
        "Page {page} of “{title}” as a picture, the quoted passage is marked. Its wording stands below."
    ),
    "source.image_label": "Picture of page {page}",
    "source.caption": "Page {page} of {count}",
    "source.caption_marked": "Page {page} of {count}, the quoted passage is marked in yellow",
    "nature.proposal": "Proposal",
    "nature.information": "Information",
    "nature.notice": "Notice",
    "nature.minutes": "Minutes",
    "nature.rule": "Rule",
    "sign_in.title": "Sign in",
    "sign_in.lead": "Sign in with your administration's account. You will then see the papers that are open to you.",
    "sign_in.expired": "Your session has ended. Please sign in again.",
    "sign_in.no_member": "You are signed in, but belong to no municipality here. Ask the office that looks after "
    "Aktenkompass to add you.",
    "sign_in.submit": "Sign in",
    "sign_in.leave": "Sign out",
    "about.title": "About Aktenkompass",
    "about.what_title": "What this is",
    "about.what": "Aktenkompass answers questions from your administration's papers: council papers, bylaws, "
    "service instructions and guides. For each statement it names the place where it stands, and "
    "shows it in the original.\n\n"
    "It replaces neither legal advice nor a decision. It knows only the papers that were read in "
    "here. What does not stand in them it does not know. Whether something is right and up to date "
    "you check at the source.",
    "about.how_title": "How an answer comes about",
    "about.how": "1. Your question is compared with the papers that are open to you. The places that fit best "
    "are chosen.\n"
    "2. If they are not enough there is no answer; you then only see which places come nearest.\n"
    "3. Otherwise the answer is put together from single statements.\n"
    "4. Each statement is compared with the stored page before it is shown. “Supported” means: the "
    "quote stands there word for word, and so does every number, date and paragraph of the "
    "statement. “Partly supported” means: the quote stands there, but something in the statement "
    "does not; it is named. “Not supported” means: the statement stands nowhere like this. Do not "
    "use it.\n"
    "5. The confidence of an answer is an estimate: so often, with finds as clear as these, what was asked for is "
    "among the first three places. Below 50 % the answer begins with a word of caution.",
    "about.engine_extractive": "No language model takes part here: statements are verbatim passages of the papers.",
    "about.engine_generative": (
        "A language model words the statements. It gets only your question and the places that were found."
    ),
    "about.engine_auto": "A language model words the statements. It gets only your question and the places that were "
    "found. If it does not answer, statements are taken verbatim from the papers; the answer then "
    "says so.",
    "about.limits_title": "What it is not good at",
    "about.limits": "- It does not find everything. Ask again in other words if something is missing, or with a "
    "paper's number or a paragraph.\n"
    "- It often does not notice that the papers hold no answer: without a language model it is silent at about one in "
    "five of such questions. Read the place before you pass anything on.\n"
    "- A proposal is not yet a decision. The source says what kind of paper it is.\n"
    "- Scanned pages are read by text recognition; single characters may be wrong. The page's "
    "picture shows what really stands there.\n"
    "- It does not calculate and draws no conclusions across several papers.",
    "about.ai_title": "Notice under the AI Act",
    "about.ai": "You are working with an automatic system, not with a human being. Texts worded by a language "
    "model are marked as such, also in the files you put on record. The system takes no decisions "
    "about people and judges no people; it must not be used for that.",
    "about.model_title": "Which models are used",
    "about.model": "For searching: a word index with German word splitting, and a German model of meaning that is "
    "shipped along (a table of word meanings, 16 MB). It was made from federal laws and public "
    "council papers of the city of Karlsruhe and runs on this machine. It knows no word order and "
    "no negation and only orders what words have found.\n\n"
    "For answering: see above, “How an answer comes about”. Which method and which model answered "
    "is told with every answer.",
    "about.model_own": "For searching: a word index with German word splitting, and the model of meaning {model}, "
    "chosen by your administration.\n\n"
    "For answering: see above, “How an answer comes about”. Which method and which model answered "
    "is told with every answer.",
    "about.data_title": "What is stored",
    "about.data": "- Your questions and answers, so that you find them again in your history. Only you see them. "
    "You can delete them at any time; otherwise they are deleted {days} days after the last "
    "question.\n"
    "- A question that you ask after your session has ended, for 15 minutes at most, until you have signed in again.\n"
    "- Feedback on answers, without your name, for the same time.\n"
    "- The papers themselves, for as long as knowledge managers provide them.\n\n"
    "Questions are not evaluated to monitor performance or behaviour. Nothing of this leaves the "
    "machines that your administration has chosen for it.",
    "about.contact_title": "Contact",
    "about.contact": "Your administration has not named a contact here yet. Ask the office that looks after "
    "Aktenkompass.",
    "answer.confidence_high": "high ({percent})",
    "answer.confidence_middle": "medium ({percent})",
    "answer.confidence_low": "low ({percent})",
}
