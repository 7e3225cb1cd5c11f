"""Side words: by which words, marks and directions exports tell whether the customer or the team wrote a message."""

from __future__ import annotations

from collections.abc import Iterable

TEAM = frozenset(
    {
        "team", "agent", "staff", "internal", "admin", "administrator", "support", "employee", "teammate", "owner", "rep",
        "representative", "us", "csm", "host", "interviewer", "collaborator", "light agent", "support agent",
        "support_agent", "internal_note", "internal note", "private_note", "private note", "note", "lineitem", "out", "outbound",
        "outgoing", "sent", "service", "company", "business", "vendor", "seller", "we", "advisor", "adviser", "consultant",
        "support team", "customer support", "customer service", "wir", "mitarbeiter", "mitarbeiterin", "berater", "beraterin",
        "kundenservice", "kundendienst", "nous", "conseiller", "conseillère", "agente", "asesor", "asesora", "atendente",
        "suporte", "soporte", "operatore", "medewerker", "konsultant", "оператор", "менеджер", "客服", "オペレーター", "担当者",
    }
)  # fmt: skip
CUSTOMER = frozenset(
    {
        "customer", "end-user", "end_user", "enduser", "end user", "contact", "client", "external", "requester", "lead", "guest",
        "visitor", "consumer", "caller", "interviewee", "buyer", "reporter", "in", "inbound", "incoming", "received",
        "subscriber", "shopper", "prospect", "kunde", "kundin", "besucher", "besucherin", "anrufer", "anruferin", "cliente",
        "visiteur", "usager", "utilisateur", "visitante", "usuario", "usuário", "visitatore", "utente", "klant", "bezoeker",
        "klient", "клиент", "посетитель", "客户", "用户", "お客様", "顧客",
    }
)  # fmt: skip
AUTOMATIC = frozenset(
    {
        "bot", "system", "automatic", "automation", "fin", "workflow", "assistant", "chatbot", "autoresponder", "trigger", "rule",
        "operator", "system_message", "system message", "system-message", "notification", "activity",
    }
)  # fmt: skip
#: The customer beside agents (Intercom, chat logs), the team's member beside customers (Help Scout, Front).
EITHER = "user"
#: What a message is, whoever wrote it: no word for an author.
_KINDS = frozenset(
    {
        "message", "comment", "reply", "email", "e-mail", "mail", "chat", "text", "html", "web", "public", "answer", "phone",
        "response", "post", "sms", "api", "conversation", "thread", "forward", "",
    }
)  # fmt: skip


#: Words that tell a direction or what a message is; before a colon they name no speaker.
_NO_SPEAKERS = frozenset(
    {
        "in", "out", "outbound", "inbound", "incoming", "outgoing", "sent", "received", "note", "lineitem", "service", "company",
        "business", "internal", "external", "internal note", "internal_note", "private note", "private_note", "owner", "contact",
        "lead", "system", "automatic", "automation", "workflow", "trigger", "rule", "fin", "user", "guest",
    }
)  # fmt: skip


def speaker_side(label: str) -> str:
    """Whose words stand after a label that is no name: "Agent", "Agent Ben", "Visitor 8812", "Us"; "" where it is a name."""
    words = label.strip().lower().split()
    spellings = (" ".join(words), words[0] if words else "")
    return next((side for word in spellings if word not in _NO_SPEAKERS and (side := side_told(word))), "")


def side_told(word: str) -> str:
    """Our side for an export's word for an author; "" where it is not known."""
    word = word.strip().lower()
    if word in TEAM:
        return "team"
    return "customer" if word in CUSTOMER or word == EITHER else "automatic" if word in AUTOMATIC else ""


def is_kind(word: str) -> bool:
    """Whether a word tells what a message is and not who wrote it."""
    return word.strip().lower() in _KINDS


def side_of_either(words: Iterable[str]) -> str:
    """Whose word "user" is in a conversation that has these words for its authors; "" where they do not tell."""
    words = {word.strip().lower() for word in words} - {EITHER, "lineitem"}
    sides = {side_told(word) for word in words if "note" not in word}  # a note tells what it is, not who wrote it
    if "team" in sides or "automatic" in sides:
        return "customer"
    return "team" if "customer" in sides else ""
