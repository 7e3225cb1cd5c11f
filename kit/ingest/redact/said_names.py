"""Said names: people named in running text whom no column gives, told by the words around their names."""

from __future__ import annotations

import re
from collections.abc import Callable

_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞŁŚŻŹČŠŘŽĐİА-ЯЁ][\w'’-]+|[A-Z]\.)"
_PARTICLE = r"(?:van|von|de|der|den|da|di|del|dos|la|af|bin|ter|ten)"
_ONE = rf"{_CAPITAL}(?:\s{_PARTICLE}){{0,2}}(?:\s{_CAPITAL}){{0,2}}"
_TWO = rf"{_CAPITAL}(?:\s{_PARTICLE}){{0,2}}(?:\s{_CAPITAL}){{1,2}}"
#: What introduces oneself, whatever follows is a name.
_INTRODUCED = (
    r"(?i:my (?:full )?name is|my name[’']s|mein name ist|ich heiße|hier (?:ist|spricht|schreibt)|je m[’']appelle|mon nom est|me llamo"  # noqa: E501
    r"|mi nombre es|mi chiamo|il mio nome è|(?:o )?meu nome é|chamo-me|me chamo|mijn naam is|ik heet|jag heter|mitt namn är|jeg hedder"  # noqa: E501
    r"|jeg heter|mit navn er|nimeni on|nazywam się|mam na imię|jmenuji se|benim adım|adım|меня зовут|sincerely yours,)"
)
_TITLE = (
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Mme|Madame|Mlle|Monsieur|Sr|Sra|Señora?|Sig(?:nora?|\.ra)?|Dhr|Mevr(?:ouw)?|Meneer"
    r"|Pani|Fru|Hr|г-н|г-жа|господин|госпожа)\.?"
)
_ROLE = (
    r"(?i:\b(?:my|our|their|his|her|your|meine?[mnr]?|unsere?[mnr]?|ihre?[mnr]?|mon|ma|notre|votre|mi|nuestr[oa]|mi[oa]|nostr[oa]|minha?"
    r"|mijn|onze|min|vår|vores)\s(?:new |former |old |neue[rn]? )?(?:colleague|boss|manager|assistant|co-?worker|team ?mate|team lead|director"  # noqa: E501
    r"|ceo|cfo|cto|coo|cro|admin(?:istrator)?|accountant|controller|analyst|intern|wife|husband|daughter|son|friend|predecessor"
    r"|successor|csm|rep|account manager|kolleg(?:e|in|en)|chef(?:in)?|assistent(?:in)?|collègue|compañer[oa]|jef[ea]|collega"
    r"|capo|kollega),?)"
)
_MET = (
    r"(?i:\b(?:spoke|talked|speaking|talking|chatted|met|meeting|a call|on the phone|sprach|gesprochen|telefoniert)\s(?:with|to|mit)"  # noqa: E501
    r"|\b(?:contacted|emailed|e-mailed|cc[’']d|hired|replaced by|assigned to|reported by|raised by|handled by|answered by|written by|signed by))"  # noqa: E501
)
_SPEAKS = (
    r"(?:said|says|told|wrote|called|left (?:us|the)|joined (?:us|the)|asked (?:me|us|for|if|why|how)|mentioned|complained|from (?:our|my|your)"  # noqa: E501
    r"|in (?:our|my|your) (?:team|office|finance|company)|hat (?:gesagt|geschrieben|angerufen)|a dit|m[’']a dit|dijo|ha detto|sagte)"  # noqa: E501
)
_HERE = r"(?=,? (?:from|here|calling|speaking|writing|von|vom|bei|aus|chez|de chez|hier)\b)"
#: Patterns, each with words of which one stands in every text that it finds anything in.
_PATTERNS = tuple(
    (re.compile(pattern), frozenset(words.split()))
    for pattern, words in (
        (
            rf"{_INTRODUCED}\s+({_ONE})",
            "name naam namn navn nombre nome heiße spricht schreibt appelle nom llamo chiamo chamo heet heter hedder nimeni nazywam imię "  # noqa: E501
            "jmenuji adım зовут sincerely",
        ),
        (
            rf"{_TITLE}(?:\s(?:Dr|Prof|Ing)\.?){{0,2}}\s+({_ONE})",
            "mr mrs ms miss mx dr prof herr herrn frau mme madame mlle monsieur sr sra señor señora sig signor signora dhr mevr mevrouw "  # noqa: E501
            "meneer pani fru hr г господин госпожа",
        ),
        (
            rf"{_ROLE}\s+({_ONE})",
            "colleague boss manager assistant coworker worker teammate mate lead director ceo cfo cto coo cro admin administrator "  # noqa: E501
            "accountant controller analyst intern wife husband daughter son friend predecessor successor csm rep kollege kollegin kollegen "  # noqa: E501
            "chef chefin assistent assistentin collègue compañero compañera jefe jefa collega capo kollega",
        ),
        (
            rf"{_MET}\s+({_TWO}|{_CAPITAL}(?= from (?:your|our|the|support)))",
            "spoke talked speaking talking chatted met meeting call phone sprach gesprochen telefoniert contacted emailed mailed cc hired "  # noqa: E501
            "replaced assigned reported raised handled answered written signed",
        ),
        (rf"\bmit\s({_TWO})(?=\s(?:gesprochen|telefoniert|geredet|geschrieben))", "gesprochen telefoniert geredet geschrieben"),
        (
            rf"(?:\b(?:and|with|that|but|when|because|from|to|as)\s|[,.] |^)({_CAPITAL})"
            r"(?=\sfrom (?:your|our|my) (?:team|side|office|support))",
            "from",
        ),
        (
            rf"(?i:\b(?:this is|i am|i[’']m|it[’']s|ich bin|je suis|soy|sono|ik ben))\s+({_ONE}){_HERE}",
            "from here calling speaking writing von vom bei aus chez hier",
        ),
        (
            rf"(?<![\w.] )(?<![\w-])({_TWO})(?=\s+{_SPEAKS}\b)",
            "said says told wrote called left joined asked mentioned complained from team office finance company hat dit dijo detto sagte",  # noqa: E501
        ),
    )
)
#: Words with a capital that are no names of people: teams, products, days and what business calls itself.
_NO_NAMES = frozenset(
    [
        "account",
        "accounting",
        "accounts",
        "admin",
        "administrator",
        "agent",
        "ai",
        "analytics",
        "android",
        "api",
        "app",
        "apple",
        "april",
        "august",
        "automation",
        "aws",
        "azure",
        "billing",
        "board",
        "business",
        "calendar",
        "cfo",
        "ceo",
        "chrome",
        "client",
        "cloud",
        "coo",
        "crm",
        "cro",
        "csv",
        "cto",
        "customer",
        "customers",
        "data",
        "dashboard",
        "december",
        "desk",
        "development",
        "director",
        "drive",
        "edge",
        "engineering",
        "enterprise",
        "excel",
        "export",
        "february",
        "finance",
        "friday",
        "github",
        "gmail",
        "google",
        "help",
        "head",
        "here",
        "hr",
        "hubspot",
        "i",
        "illustrator",
        "inc",
        "integration",
        "intercom",
        "internal",
        "ios",
        "it",
        "january",
        "jira",
        "july",
        "june",
        "lead",
        "legal",
        "linkedin",
        "looker",
        "mac",
        "management",
        "manager",
        "march",
        "marketing",
        "may",
        "microsoft",
        "monday",
        "monthly",
        "my",
        "november",
        "october",
        "office",
        "okta",
        "operations",
        "ops",
        "our",
        "outlook",
        "platform",
        "power",
        "pro",
        "procurement",
        "product",
        "project",
        "purchasing",
        "quickbooks",
        "report",
        "reporting",
        "reports",
        "revenue",
        "revops",
        "safari",
        "sales",
        "salesforce",
        "saturday",
        "security",
        "september",
        "service",
        "services",
        "sharepoint",
        "sheets",
        "slack",
        "snowflake",
        "solutions",
        "sso",
        "stripe",
        "success",
        "sunday",
        "support",
        "system",
        "systems",
        "tableau",
        "teams",
        "team",
        "tech",
        "technical",
        "the",
        "they",
        "this",
        "thursday",
        "tuesday",
        "user",
        "users",
        "we",
        "wednesday",
        "weekly",
        "windows",
        "word",
        "workspace",
        "xero",
        "you",
        "your",
        "zapier",
        "zendesk",
        "zoom",
        "and",
        "but",
        "not",
        "no",
        "yes",
        "please",
        "thanks",
        "sorry",
        "happy",
        "glad",
        "sure",
        "afraid",
        "just",
        "still",
        "also",
        "very",
        "unable",
        "trying",
        "kunden",
        "kundenservice",
        "vertrieb",
        "buchhaltung",
        "geschäftsführung",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "heute",
        "leider",
        "gestern",
    ]
)
_CAPITALS = re.compile(r"[A-ZÀ-ÞŁŚŻА-ЯЁ]")


def mask_said_names(
    text: str, words: frozenset[str], placeholder: Callable[[str], str], kept: frozenset[str] = frozenset()
) -> str:
    """Names that somebody says of themselves or of others, masked.

    "My name is ...", "my colleague ...", "Frau ...", "I spoke with ...", "... said": where such words stand beside words with
    a capital that are no team, product or day.

    Parameters
    ----------
    words : of the text, in small letters.
    kept : names in lower case that are not masked.
    """
    if not _CAPITALS.search(text):
        return text

    def masked(match: re.Match) -> str:
        name = match[1]
        parts = [word.strip(".,'’").lower().removesuffix("'s").removesuffix("’s") for word in name.split()]
        while len(parts) > 1 and parts[-1] in _NO_NAMES:
            parts = parts[:-1]
        if any(part in _NO_NAMES or re.split("['’]", part)[0] in _NO_NAMES for part in parts) or name.lower() in kept:
            return match[0]
        taken = re.match(r"\s*".join(r"\S+" for _ in parts), name)
        end = taken.end() if taken else len(name)
        bare = re.sub(r"['’]s$", "", name[:end]).rstrip(".,")
        start = match.start(1) - match.start()
        return match[0][:start] + placeholder(bare) + match[0][start + len(bare) :]

    for pattern, marks in _PATTERNS:
        if not words.isdisjoint(marks):
            text = pattern.sub(masked, text)
    return text
